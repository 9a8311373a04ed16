// jit/library.cpp: the standard library compiled ahead: all of it, in units, as one image.
//
// LLVM IR is made one unit after another, for the front end's tables are not made for threads; from there on each unit has its
// own context, and several are compiled at once. All this happens in a process of its own: nothing of it remains in the one
// that knows std, which is written to a file afterwards (driver/dump.h). What comes back are the addresses of all symbols.
#include "jit/phases.h"
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace jit {

namespace {

// Units wait here from codegen to the threads. Memory is bounded: only so many wait.
class UnitQueue {
public:
  explicit UnitQueue(size_t limit) : limit(limit) {}
  void push(Compilation *c) {
    std::unique_lock hold(lock);
    changed.wait(hold, [&] { return waiting.size() < limit; });
    waiting.push_back(c);
    changed.notify_all();
  }
  void end() {
    std::unique_lock hold(lock);
    ended = true;
    changed.notify_all();
  }
  Compilation *pop() { // null: that was all
    std::unique_lock hold(lock);
    changed.wait(hold, [&] { return !waiting.empty() || ended; });
    if (waiting.empty()) return nullptr;
    Compilation *c = waiting.front();
    waiting.pop_front();
    changed.notify_all();
    return c;
  }

private:
  std::mutex lock;
  std::condition_variable changed;
  std::deque<Compilation *> waiting;
  size_t limit;
  bool ended = false;
};

struct Workshop {
  UnitQueue queue;
  std::mutex lock;
  unsigned done = 0, all;
  const std::function<void(unsigned, unsigned)> &report;
};

void *compileQueue(void *arg) {
  auto &w = *static_cast<Workshop *>(arg);
  useOwnTargetMachine();
  while (Compilation *c = w.queue.pop()) {
    optimize(*c);
    insertWriteBarriers(*c);
    lowerStackObjects(*c);
    placeSafepoints(*c);
    emitObject(*c);
    LLVMContext &context = c->llvm->getContext();
    delete std::exchange(c->llvm, nullptr);
    delete &context;
    std::unique_lock hold(w.lock);
    w.report(++w.done, w.all);
  }
  return nullptr;
}

bool writeImage(const Program &image, const std::string &path, std::string *error) {
  std::string tmp = path + ".tmp" + std::to_string(getpid());
  int fd = open(tmp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool ok = fd >= 0 && image.write(fd, Program::Complete);
  ok = (fd < 0 || close(fd) == 0) && ok && rename(tmp.c_str(), path.c_str()) == 0;
  if (ok) return true;
  *error = "write " + path + ": " + strerror(errno);
  unlink(tmp.c_str());
  return false;
}

// ---- what the process that compiles tells the other: an error, or the image

void writeText(FILE *f, StringRef s) {
  const uint64_t n = s.size();
  fwrite(&n, sizeof n, 1, f);
  fwrite(s.data(), 1, s.size(), f);
}

bool readText(FILE *f, std::string *s) {
  uint64_t n;
  if (fread(&n, sizeof n, 1, f) != 1 || n > 1 << 20) return false;
  s->resize(n);
  return fread(s->data(), 1, n, f) == n;
}

void writeResult(FILE *f, const ProgramImpl *image, const std::string &error) {
  writeText(f, error);
  if (!image) return;
  fwrite(image->id, sizeof image->id, 1, f);
  fwrite(&image->moduleData, sizeof image->moduleData, 1, f);
  for (auto &o : image->objects)
    for (auto &s : o->symbols)
      if (isLinkName(s.first())) {
        writeText(f, s.first());
        fwrite(&s.second, sizeof s.second, 1, f);
      }
}

bool readResult(FILE *f, ir::Module::Image *image, std::string *error) {
  if (!readText(f, error)) *error = "the compiler of the library died";
  if (!error->empty()) return false;
  bool ok = fread(image->id, sizeof image->id, 1, f) == 1 && fread(&image->moduleData, sizeof image->moduleData, 1, f) == 1;
  for (std::string name; ok && readText(f, &name);) {
    uint64_t addr;
    ok = fread(&addr, sizeof addr, 1, f) == 1;
    image->symbols.emplace(name, addr);
  }
  if (!ok) *error = "the library's symbols are incomplete";
  return ok;
}

void setAddresses(ir::Module &m) {
  auto address = [&](const std::string &symbol) {
    auto it = m.image.symbols.find(symbol);
    return it == m.image.symbols.end() ? 0 : it->second;
  };
  for (auto &f : m.funcs)
    if (f->hasBody()) f->address = address(f->symbol);
  for (auto &g : m.globals) g->address = address(g->symbol);
}

ProgramImpl *compileUnits(ir::Module &m, unsigned threads, const std::function<void(unsigned, unsigned)> &report, std::string *error) {
  targetMachine(); // registers what the threads use
  Workshop w{UnitQueue(threads), {}, 0, unsigned(m.units.size()), report};
  std::vector<pthread_t> workers(threads);
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, 256 << 20); // LLVM recurses, too
  for (pthread_t &t : workers)
    if (pthread_create(&t, &attr, compileQueue, &w) != 0) bug("library", "no thread");
  std::vector<Compilation *> units;
  bool ok = true;
  for (unsigned k = 0; ok && k < m.units.size(); k++) {
    units.push_back(startCompilation(m, {}, k));
    ok = generate(*units.back(), error);
    if (ok) w.queue.push(units.back());
  }
  w.queue.end();
  for (pthread_t t : workers) pthread_join(t, nullptr);
  return ok ? linkImage(m, units, error) : nullptr;
}

[[noreturn]] void compileInChild(int out, ir::Module &m, const std::string &path, unsigned threads,
                                 const std::function<void(unsigned, unsigned)> &report) {
  FILE *f = fdopen(out, "w");
  std::string error;
  ProgramImpl *image = compileUnits(m, threads, report, &error);
  if (image && !writeImage(*image, path, &error)) image = nullptr;
  writeResult(f, image, error);
  _exit(fclose(f) == 0 ? 0 : 1);
}

} // namespace

bool compileLibrary(ir::Module &m, const std::string &path, unsigned threads, const std::function<void(unsigned, unsigned)> &report,
                    std::string *error) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return *error = strerror(errno), false;
  pid_t pid = fork();
  if (pid < 0) return *error = strerror(errno), false;
  if (pid == 0) compileInChild(ends[1], m, path, threads, report);
  close(ends[1]);
  FILE *f = fdopen(ends[0], "r");
  bool ok = readResult(f, &m.image, error);
  fclose(f);
  int status = 0;
  waitpid(pid, &status, 0);
  if (!ok) return false;
  m.image.file = path;
  setAddresses(m);
  return true;
}

} // namespace jit
