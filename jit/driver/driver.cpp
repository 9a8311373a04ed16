// jit/driver/driver.cpp: what stands around the phases: exit codes, the large stack they run on, the start of the program.
//
// The front end and the code generator recurse over the program's nesting. They run on a thread of their own whose
// stack is large and only touched where it is used; the parser limits nesting so that it suffices. The program itself
// then runs on the main thread.
#include "jit/driver/driver.h"
#include "jit/driver/invocation.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/symtab.h"
#include <cstdio>
#include <cstring>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

namespace jit {

using namespace frontend;

namespace {

// ---- the large stack

constexpr size_t bigStack = size_t(512) << 20;

struct Job {
  Invocation *c;
  int exitCode;
};

void *runJob(void *arg) {
  Job *job = static_cast<Job *>(arg);
  job->exitCode = runPhases(*job->c);
  return nullptr;
}

int runOnBigStack(Invocation &c) {
  Job job{&c, 2};
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

// ---- run

// os.Args[0]: the program's path without ".go", as if it had been built in place.
std::string programName(const Invocation &c) {
  std::string s = c.sources[0]->path();
  return isGoFile(s) ? s.substr(0, s.size() - 3) : s;
}

[[noreturn]] void runProgram(Invocation &c, char **envp) {
  auto *args = new std::vector<std::string>{programName(c)};
  args->insert(args->end(), c.o.args.begin(), c.o.args.end());
  auto *argv = new std::vector<char *>;
  for (std::string &a : *args) argv->push_back(a.data());
  argv->push_back(nullptr);
  rt::registerCode(&c.program->code);
  rt::start(c.program->data, int(args->size()), argv->data(), envp);
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

// The compiler allocates a lot and gives next to nothing back: one arena that grows in large steps and never shrinks.
static void tuneMalloc() {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

static DiagForm diagForm(const CommandLine &o) {
  if (o.diag.empty()) return isatty(STDERR_FILENO) ? DiagForm::Rich : DiagForm::Plain;
  return o.diag == "json" ? DiagForm::Json : o.diag == "rich" ? DiagForm::Rich : DiagForm::Plain;
}

int drive(int argc, char **argv, char **envp) {
  tuneMalloc();
  auto *c = new Invocation; // lives as long as the program that runs from it
  int exitCode = 2;
  if (!parseCommandLine(argc, argv, &c->o, &exitCode)) return exitCode;
  if (c->o.verb == Verb::Help) {
    fputs(usageText(), stdout);
    return 0;
  }
  if (c->o.verb == Verb::Version) {
    puts("minigo version go1.22 linux/amd64");
    return 0;
  }
  if (!c->o.chdir.empty() && chdir(c->o.chdir.c_str()) != 0) {
    fprintf(stderr, "minigo: chdir %s: %s\n", c->o.chdir.c_str(), strerror(errno));
    return 1;
  }
  c->diags.form = diagForm(c->o);
  if (!validLang(c->o.goVersion)) return 1;
  c->diags.unlimited = c->o.unlimitedErrors;
  c->diags.setPackage("command-line-arguments");
  exitCode = runOnBigStack(*c);
  if (exitCode == 0 && c->o.verb == Verb::Run && c->program) runProgram(*c, envp);
  return exitCode;
}

} // namespace jit
