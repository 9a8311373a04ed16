// test/fuzz/fuzz.cpp: what both fuzz targets share: a process that compiles one text after the other, and the property.
//
// The property: whatever the bytes, the compiler accepts them without an error, or reports at least one error with a
// position. It neither crashes, nor ends in an internal error, nor takes longer than 10 s, nor needs more than 2 GB.
// AddressSanitizer, UBSan and libFuzzer's limits (main, below) watch the rest.
//
// A fresh process for each text. The frontend frees nothing. So everything allocated while a text is compiled is
// recorded by ASan's hooks, and freed afterwards as a whole; forgetLasting() makes the frontend start anew. If anything
// of the old program is still reachable, ASan reports a use after free.
//
// The large stack. As in the driver, all this runs on a thread with a large stack: larger, as frames are under ASan.
#include "test/fuzz/fuzz.h"
#include "frontend/constant.h"
#include "frontend/lasting.h"
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <pthread.h>
#include <sanitizer/allocator_interface.h>
#include <sys/mman.h>

extern "C" int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
extern "C" const char *__asan_default_options() {
  return "detect_leaks=0:alloc_dealloc_mismatch=0:quarantine_size_mb=64:detect_stack_use_after_return=0";
}
// internalError leaves by _exit (--wrap): that is a finding.
extern "C" [[noreturn]] void __wrap__exit(int) { abort(); }

namespace {

using namespace frontend;

// ---- memory

// Blocks allocated on this thread since begin(), some freed since. Memory of its own, outside the heap it watches.
struct Recorder {
  static constexpr size_t capacity = size_t(1) << 30;
  const void **blocks = nullptr;
  size_t n = 0;

  void begin() {
    if (!blocks)
      blocks = static_cast<const void **>(
          mmap(nullptr, capacity * sizeof(void *), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
    n = 0;
  }
  void allocated(const void *p) {
    if (n == capacity) abort();
    blocks[n++] = p;
  }
  void freed(const void *p) {
    if (n > 0 && blocks[n - 1] == p) n--;
  }
  void freeAll() {
    std::sort(blocks, blocks + n);
    size_t distinct = size_t(std::unique(blocks, blocks + n) - blocks);
    for (size_t i = 0; i < distinct; i++)
      if (__sanitizer_get_ownership(blocks[i])) free(const_cast<void *>(blocks[i]));
  }
};
Recorder recorder;
thread_local bool recording;

void onMalloc(const volatile void *p, size_t) {
  if (recording) recorder.allocated(const_cast<const void *>(p));
}
void onFree(const volatile void *p) {
  if (recording) recorder.freed(const_cast<const void *>(p));
}

void startAnew() {
  mpfr_free_cache();
  mpfr_free_pool();
  recording = false;
  recorder.freeAll();
  forgetLasting();
}

// ---- the property

[[noreturn]] void violated(const char *what, const std::string &output) {
  fprintf(stderr, "fuzz: %s; output:\n%s\n", what, output.c_str());
  abort();
}

// "x.go:3:4: text" or "x.go:3: text" (a column over 254, or none after a //line).
bool hasPosition(const std::string &line) {
  size_t text = line.find(": ");
  while (text != line.npos) {
    size_t i = text;
    while (i > 0 && isdigit(static_cast<unsigned char>(line[i - 1]))) i--;
    if (i < text && i > 0 && line[i - 1] == ':') return true;
    text = line.find(": ", text + 1);
  }
  return false;
}

bool anyPosition(const std::string &output) {
  for (size_t b = 0; b < output.size();) {
    size_t e = std::min(output.find('\n', b), output.size());
    if (hasPosition(output.substr(b, e - b))) return true;
    b = e + 1;
  }
  return false;
}

void compileAndJudge(const uint8_t *data, size_t size) {
  char *text = nullptr;
  size_t length = 0;
  FILE *out = open_memstream(&text, &length);
  Diagnostics diags(out);
  SourceFile *src = sources().addText("x.go", "/nowhere/x.go", std::string(reinterpret_cast<const char *>(data), size));
  bool accepted = fuzz::compile(*src, diags);
  diags.flush();
  fclose(out);
  std::string output(text, length);
  free(text);
  if (accepted != (diags.errors() == 0)) violated(accepted ? "accepted with errors" : "refused without an error", output);
  if (!accepted && !anyPosition(output)) violated("no error has a position", output);
}

int oneInput(const uint8_t *data, size_t size) {
  recorder.begin();
  recording = true;
  compileAndJudge(data, size);
  startAnew();
  return 0;
}

// ---- the process

constexpr size_t bigStack = size_t(8) << 30;

struct Arguments {
  int argc;
  char **argv;
};

void *runDriver(void *arg) {
  auto *a = static_cast<Arguments *>(arg);
  exit(LLVMFuzzerRunDriver(&a->argc, &a->argv, oneInput));
}

} // namespace

int main(int argc, char **argv) {
  __sanitizer_install_malloc_and_free_hooks(onMalloc, onFree);
  // The limits of the property come first: the command line may override them.
  std::vector<const char *> args{argv[0], "-timeout=10", "-rss_limit_mb=2048", "-detect_leaks=0"};
  args.insert(args.end(), argv + 1, argv + argc);
  Arguments a{int(args.size()), nullptr};
  args.push_back(nullptr);
  a.argv = const_cast<char **>(args.data());

  void *stack = mmap(nullptr, bigStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  pthread_attr_t attr;
  pthread_t thread;
  pthread_attr_init(&attr);
  if (stack == MAP_FAILED || pthread_attr_setstack(&attr, stack, bigStack) != 0 || pthread_create(&thread, &attr, runDriver, &a) != 0)
    return 2;
  // libFuzzer looks at the clock when SIGALRM arrives on its own thread only.
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &alarm, nullptr);
  pthread_join(thread, nullptr);
}
