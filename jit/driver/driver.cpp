// jit/driver/driver.cpp: what stands around the phases: exit codes, the large stack they run on, the start of the program.
//
// The front end and the code generator recurse over the program's nesting. They run on a thread of their own whose
// stack is large and only touched where it is used; the parser limits nesting so that it suffices.
#include "jit/driver/driver.h"
#include "frontend/files.h"
#include "jit/driver/cache.h"
#include "jit/driver/invocation.h"
#include "jit/driver/make_std.h"
#include "jit/driver/test/command.h"
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jit {

using namespace frontend;

namespace {

// ---- the large stack

constexpr size_t bigStack = size_t(512) << 20;

struct Job {
  int (*run)(Invocation &);
  Invocation *c;
  int exitCode;
};

void *runJob(void *arg) {
  Job *job = static_cast<Job *>(arg);
  job->exitCode = job->run(*job->c);
  return nullptr;
}

} // namespace

int onLargeStack(int (*run)(Invocation &), Invocation &c) {
  Job job{run, &c, 2};
  void *stack = mmap(nullptr, bigStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  pthread_attr_t attr;
  pthread_t thread;
  pthread_attr_init(&attr);
  if (stack == MAP_FAILED || pthread_attr_setstack(&attr, stack, bigStack) != 0 || pthread_create(&thread, &attr, runJob, &job) != 0) {
    fprintf(stderr, "minigo: cannot start the compiler's thread: %s\n", strerror(errno));
    return 2;
  }
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attr);
  munmap(stack, bigStack);
  return job.exitCode;
}

static Invocation *invocation;

Invocation &newInvocation() {
  if (!invocation) invocation = static_cast<Invocation *>(malloc(sizeof(Invocation)));
  return *new (invocation) Invocation;
}

void endInvocation() {
  invocation->~Invocation();
  memset(static_cast<void *>(invocation), 0, sizeof *invocation);
}

namespace {

// ---- run

// The name of the executable: the program's without ".go", as the go command names it.
std::string programName(const Invocation &c) {
  std::string s = c.o.tool ? c.o.files[0] : c.o.files[0] == "-" ? "stdin" : c.files.sources[0]->path();
  s = s.substr(s.rfind('/') == s.npos ? 0 : s.rfind('/') + 1);
  return isGoFile(s) ? s.substr(0, s.size() - 3) : s;
}

// A program that is kept nowhere: in memory, until nothing runs it any more.
int executableInMemory(const Invocation &c) {
  int fd = memfd_create(programName(c).c_str(), 0); // stays open: its name is /proc/self/fd/N
  if (fd >= 0 && c.program->write(fd, c.o.symbols ? Program::Complete : Program::Quick) && fchmod(fd, 0700) == 0) return fd;
  fprintf(stderr, "minigo: cannot write the program: %s\n", strerror(errno));
  return -1;
}

// ---- build -o

// What is no regular file is never replaced, and never opened for writing, but for the null device: that stays as it is.
int writeExecutable(Invocation &c) {
  auto fail = [&](const std::string &why) {
    fprintf(stderr, "minigo build: %s\n", why.c_str());
    return 1;
  };
  if (!c.program) return fail("-o " + c.o.output + ": not a main package, no executable is made");
  std::string path = c.o.output;
  if (isDirectory(path) || path.back() == '/') path += (path.back() == '/' ? "" : "/") + programName(c);
  struct stat st;
  bool there = stat(path.c_str(), &st) == 0;
  if (there && S_ISCHR(st.st_mode) && path == "/dev/null") return 0;
  if (there && !S_ISREG(st.st_mode)) return fail("build output \"" + path + "\" already exists and is not a regular file");
  std::string tmp = path + ".tmp" + std::to_string(getpid());
  int fd = open(tmp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0777);
  if (fd < 0) return fail("open " + tmp + ": " + strerror(errno));
  bool ok = c.program->write(fd, c.o.noSymbols ? Program::Stripped : Program::Complete);
  ok = close(fd) == 0 && ok && rename(tmp.c_str(), path.c_str()) == 0;
  int why = errno;
  if (!ok) unlink(tmp.c_str());
  return ok ? 0 : fail("write " + path + ": " + strerror(why));
}

// The process becomes the program. Returns only on failure.
int runProgram(Invocation &c, int argc, char **argv, char **envp) {
  std::string path;
  if (ProgramKey key; programKey(c.o, argc, argv, &key, true))
    path =
        storeProgram(key, programName(c), [&](int fd) { return c.program->write(fd, c.o.symbols ? Program::Complete : Program::Quick); });
  if (path.empty()) {
    int fd = executableInMemory(c);
    if (fd < 0) return 2;
    path = "/proc/self/fd/" + std::to_string(fd);
  }
  return executeProgram(path, c.o.args, envp);
}

} // namespace

// -lang is checked as gc does it.
static bool validLang(const std::string &v) {
  if (v.empty()) return true;
  char *end = nullptr;
  long minor = v.rfind("go1.", 0) == 0 && v.size() > 4 && v[4] >= '0' && v[4] <= '9' ? strtol(v.c_str() + 4, &end, 10) : -1;
  if (v != "go1" && (minor < 0 || *end))
    fprintf(stderr, "# command-line-arguments\ncompile: invalid value \"%s\" for -lang: should be something like \"go1.12\"\n", v.c_str());
  else if (minor > goCurrent)
    fprintf(stderr, "# command-line-arguments\ncompile: invalid value \"%s\" for -lang: max known version is \"go1.%d\"\n", v.c_str(),
            goCurrent);
  else
    return true;
  return false;
}

static DiagForm diagForm(const CommandLine &o) {
  if (o.diag.empty()) return isatty(STDERR_FILENO) ? DiagForm::Rich : DiagForm::Plain;
  return o.diag == "json" ? DiagForm::Json : o.diag == "rich" ? DiagForm::Rich : DiagForm::Plain;
}

int drive(int argc, char **argv, char **envp) {
  beginWithKeptStd(argv, envp);
  if (argc >= 3 && strcmp(argv[1], "--make-std") == 0) return makeStd(argv[2], argc == 4 && strcmp(argv[3], "--stop-after=check") == 0);
  Invocation *c = &newInvocation(); // it does not end: the process becomes the program, or ends itself
  int exitCode = 2;
  if (!parseCommandLine(argc, argv, &c->o, &exitCode)) return exitCode;
  useKeptStd(c->o);
  if (!c->o.chdir.empty() && chdir(c->o.chdir.c_str()) != 0) {
    fprintf(stderr, "minigo: chdir %s: %s\n", c->o.chdir.c_str(), strerror(errno));
    return 1;
  }
  if (c->o.verb == Verb::Test) {
    TestCommand t;
    return parseTestCommand(c->o.args, &t) ? runTestCommand(t) : 2;
  }
  c->diags.form = diagForm(c->o);
  if (!validLang(c->o.goVersion)) return 1;
  c->diags.unlimited = c->o.unlimitedErrors;
  c->diags.setPackage("command-line-arguments");
  exitCode = onLargeStack(runPhases, *c);
  if (exitCode == 0 && !c->o.output.empty()) return writeExecutable(*c);
  if (exitCode == 0 && c->o.verb == Verb::Run && c->program) return runProgram(*c, argc, argv, envp);
  return exitCode;
}

} // namespace jit
