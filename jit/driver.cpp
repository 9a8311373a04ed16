// jit/driver.cpp: the compiler as a list of phases (see `phases` below), and what stands around them: exit codes,
// dumps, timings, and the large stack the front end runs on.
//
// The front end and the code generator recurse over the program's nesting. They run on a thread of their own whose
// stack is large and only touched where it is used; the parser limits nesting so that it suffices. The program itself
// then runs on the main thread.
#include "jit/driver.h"
#include "frontend/diag.h"
#include "frontend/lexer.h"
#include "frontend/load.h"
#include "frontend/source.h"
#include "jit/options.h"
#include <chrono>
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

// Everything the phases hand on to each other.
struct Compilation {
  Options o;
  Diagnostics diags{stderr};
  std::vector<SourceFile *> sources;

  int failed() { // the exit code after errors
    diags.flush();
    return 1;
  }
};

// A phase returns false if compilation ends here with exit code 1.
struct Phase {
  Stage stage;
  const char *name;
  bool (*run)(Compilation &c);
};

// ---- reading

// How a file is shown in diagnostics: "./x.go", or its path relative to here if that is shorter.
std::string displayName(const std::string &file) {
  if (file == "-")
    return "./stdin.go";
  if (file.find('/') == file.npos)
    return "./" + file;
  std::string s = shortPath(absolutePath(file));
  return s.find('/') == s.npos ? "./" + s : s;
}

bool readSources(Compilation &c) {
  for (const std::string &f : c.o.files) {
    struct stat st;
    if (f != "-" && stat(f.c_str(), &st) != 0) {
      std::string why = strerror(errno);
      why[0] = char(tolower(why[0]));
      c.diags.commandError("stat " + f + ": " + why);
      return false;
    }
    std::string error;
    SourceFile *s = sources().addFile(displayName(f), f == "-" ? "/dev/stdin" : absolutePath(f), &error);
    if (!s) {
      c.diags.commandError(error);
      return false;
    }
    c.sources.push_back(s);
  }
  return true;
}

// ---- lex (only with --stop-after=lex)

void printToken(const Token &t) {
  printf("%s: %s", sources().show(t.pos).c_str(), tokName(t.kind));
  if (!t.text.empty())
    printf(" %.*s", int(t.text.size()), t.text.data());
  if (t.kind == Tok::Literal) {
    static const char *const kinds[] = {"int", "float", "imag", "rune", "string"};
    printf(" %s%s", kinds[int(t.litKind)], t.bad ? " bad" : "");
  }
  putchar('\n');
}

bool lexPhase(Compilation &c) {
  for (SourceFile *s : c.sources) {
    Lexer lexer(*s, c.diags, c.o.script);
    size_t seen = 0;
    for (Token t = lexer.next();; t = lexer.next()) {
      if (c.o.dump == "tokens") {
        for (; seen < lexer.directives().size(); seen++) {
          const LexDirective &d = lexer.directives()[seen];
          printf("%s: directive %.*s%s\n", sources().show(d.pos).c_str(), int(d.text.size()), d.text.data(), d.ownLine ? "" : " (misplaced)");
        }
        printToken(t);
      }
      if (t.kind == Tok::Eof)
        break;
    }
  }
  return c.diags.errors() == 0;
}

// ---- the list

const Phase phases[] = {
    {Stage::Lex, "read", readSources},
    {Stage::Lex, "lex", lexPhase},
};

int runPhases(Compilation &c) {
  using Clock = std::chrono::steady_clock;
  for (const Phase &p : phases) {
    if (p.stage > c.o.stopAfter)
      break;
    auto start = Clock::now();
    bool ok = p.run(c);
    if (c.o.timePhases)
      fprintf(stderr, "%-12s %8.2f ms\n", p.name, std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    if (!ok)
      return c.failed();
  }
  c.diags.flush();
  return 0;
}

// ---- the large stack

constexpr size_t bigStack = size_t(512) << 20;

struct Job { Compilation *c; int exitCode; };

void *runJob(void *arg) {
  Job *job = static_cast<Job *>(arg);
  job->exitCode = runPhases(*job->c);
  return nullptr;
}

int runOnBigStack(Compilation &c) {
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

} // namespace

int drive(int argc, char **argv, char **envp) {
  (void)envp;
  auto *c = new Compilation; // lives as long as the program that runs from it
  int exitCode = 2;
  if (!parseCommandLine(argc, argv, &c->o, &exitCode))
    return exitCode;
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
  c->diags.unlimited = c->o.unlimitedErrors;
  c->diags.setPackage("command-line-arguments");
  return runOnBigStack(*c);
}

} // namespace jit
