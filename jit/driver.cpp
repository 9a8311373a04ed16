// jit/driver.cpp: the compiler as a list of phases (see `phases` below), and what stands around them: exit codes,
// dumps, timings, and the large stack the compiler runs on.
//
// The front end and the code generator recurse over the program's nesting. They run on a thread of their own whose
// stack is large and only touched where it is used; the parser limits nesting so that it suffices. The program itself
// then runs on the main thread.
#include "jit/driver.h"
#include "frontend/check_program.h"
#include "frontend/checker.h"
#include "frontend/diag.h"
#include "frontend/files.h"
#include "frontend/lexer.h"
#include "frontend/load.h"
#include "frontend/parser.h"
#include "frontend/source.h"
#include "ir/ir.h"
#include "jit/cache.h"
#include "jit/command_line.h"
#include "jit/jit.h"
#include "jit/phase_timer.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jit {

using namespace frontend;

namespace {

// Everything the phases hand on to each other.
struct Compilation {
  CommandLine o;
  Diagnostics diags{stderr};
  std::vector<SourceFile *> sources;
  std::vector<File *> files;
  bool folder = false; // the program was named as a folder
  std::vector<std::string> stdPackages; // `build --stop-after=check strings`: packages of std, checked in full
  std::unique_ptr<Loader> loader;
  std::unique_ptr<ir::Module> module;
  std::unique_ptr<Program> program;

  LoadedPackage *main() const { return loader->main(); }
  bool isProgram() const { return main()->pkg->name == "main"; }
};

// A phase returns false if compilation ends here with exit code 1.
struct Phase {
  Stage stage;
  const char *name;
  bool (*run)(Compilation &c);
};

// ---- where things are

std::string goroot() {
  const char *env = getenv("GOROOT");
  for (std::string dir : {std::string(env ? env : ""), std::string("/usr/lib/go-1.22"), std::string("/usr/share/go-1.22")})
    if (!dir.empty() && isDirectory(dir + "/src/fmt")) return dir;
  return "/usr/lib/go-1.22";
}

// The overlay: beside the sources this binary was built from, or $MINIGO_STDLIB.
std::string overlayDir() {
  const char *env = getenv("MINIGO_STDLIB");
  return env ? env : MINIGO_SOURCE_DIR "/stdlib";
}

// ---- read

// How a file is shown in diagnostics: as the go command does, "./x.go" or its path relative to here if that is shorter;
// with --stop-after as the compiler itself does, the name as it was given.
std::string displayName(const Compilation &c, const std::string &file) {
  if (c.o.verb == Verb::Build && c.o.stopAfter <= Stage::Check) return file;
  if (file == "-") return "./stdin.go";
  if (file.find('/') == file.npos) return "./" + file;
  std::string s = shortPath(absolutePath(file));
  return s.find('/') == s.npos ? "./" + s : s;
}

bool isGoFile(const std::string &f) { return f.size() > 3 && f.compare(f.size() - 3, 3, ".go") == 0; }

// A folder stands for its Go files that belong to this build.
bool expandFolder(Compilation &c, const std::string &dir, std::vector<std::string> *out) {
  BuildContext ctx = buildContextB();
  ctx.tags.insert(c.o.tags.begin(), c.o.tags.end());
  std::vector<std::string> names = goFilesIn(dir);
  size_t before = out->size();
  for (const std::string &n : names) {
    std::string text, error, path = dir == "." ? n : dir + "/" + n;
    if (readFile(path, &text) && matchFile(n, text, ctx, &error)) out->push_back(path);
  }
  if (out->size() > before) return true;
  c.diags.commandError((names.empty() ? "no Go files in " : "build constraints exclude all Go files in ") + absolutePath(dir));
  return false;
}

bool missingFile(Compilation &c, const std::string &f, int error) {
  std::string why = strerror(error);
  why[0] = char(tolower(why[0]));
  if (isGoFile(f) || f.find('/') != f.npos)
    c.diags.commandError("stat " + f + ": " + why);
  else
    c.diags.commandError("package " + f + " is not in std (" + goroot() + "/src/" + f + ")");
  return false;
}

bool readPhase(Compilation &c) {
  std::vector<std::string> files;
  for (const std::string &f : c.o.files) {
    FileKind kind = f == "-" ? FileKind::Other : kindOf(f);
    if (kind == FileKind::None) {
      int why = errno;
      if (c.o.stopAfter > Stage::Check || !isDirectory(goroot() + "/src/" + f)) return missingFile(c, f, why);
      c.stdPackages.push_back(f);
      continue;
    }
    if (kind == FileKind::Folder && !isGoFile(f)) {
      c.folder = true;
      if (!expandFolder(c, f, &files)) return false;
    } else {
      files.push_back(f);
    }
  }
  for (const std::string &f : files) {
    std::string error;
    SourceFile *s = sources().addFile(displayName(c, f), f == "-" ? "/dev/stdin" : absolutePath(f), &error);
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
  if (!t.text.empty()) printf(" %.*s", int(t.text.size()), t.text.data());
  if (t.kind == Tok::Literal) {
    static const char *const kinds[] = {"int", "float", "imag", "rune", "string"};
    printf(" %s%s", kinds[int(t.litKind)], t.bad ? " bad" : "");
  }
  putchar('\n');
}

void dumpTokens(const Compilation &c, SourceFile &file, Diagnostics &diags) {
  Lexer lexer(file, diags, c.o.script);
  size_t seen = 0;
  for (Token t = lexer.next();; t = lexer.next()) {
    if (c.o.dump == "tokens") {
      for (; seen < lexer.directives().size(); seen++) {
        const LexDirective &d = lexer.directives()[seen];
        printf("%s: directive %.*s%s\n", sources().show(d.pos).c_str(), int(d.text.size()), d.text.data(), d.ownLine ? "" : " (misplaced)");
      }
      printToken(t);
    }
    if (t.kind == Tok::Eof) break;
  }
}

bool lexPhase(Compilation &c) {
  if (c.o.stopAfter == Stage::Lex || c.o.dump == "tokens") {
    Diagnostics none;
    none.quiet = true;
    for (SourceFile *s : c.sources) dumpTokens(c, *s, c.o.stopAfter == Stage::Lex ? c.diags : none);
  }
  return c.diags.errors() == 0;
}

// ---- parse, load

bool parsePhase(Compilation &c) {
  ParseOptions opts;
  opts.shebang = c.o.script;
  opts.runtimeDirectives = c.o.allowRuntimeDirectives;
  for (SourceFile *s : c.sources)
    if (File *f = parseFile(*s, c.diags, opts)) c.files.push_back(f);
  if (c.o.dump == "ast")
    for (File *f : c.files) dumpAst(f, stdout);
  if (c.o.stopAfter == Stage::Parse && c.diags.errors() > 0)
    return false; // bad labels, misplaced directives: no reason not to go on, if somebody looks at the rest
  return c.diags.syntaxErrors() == 0 && c.files.size() == c.sources.size();
}

bool loadPhase(Compilation &c) {
  initUniverse();
  LoadConfig conf;
  conf.goroot = goroot();
  if (c.stdPackages.empty()) conf.overlay = overlayDir(); // packages of std named on the command line are checked as they are in Go's tree
  conf.tags = c.o.tags;
  conf.singleFilePackages = c.o.singleFilePackages;
  conf.compilerMode = c.o.stopAfter == Stage::Check;
  conf.goVersion = c.o.goVersion;
  conf.folder = c.folder;
  conf.parse = [std = conf.goroot + "/src/", overlay = overlayDir() + "/"](const SourceFile &s, Diagnostics &d) {
    ParseOptions opts;
    opts.stdDirectives = s.path().rfind(std, 0) == 0 || s.path().rfind(overlay, 0) == 0;
    return parseFile(s, d, opts);
  };
  c.loader = std::make_unique<Loader>(conf, c.diags);
  if (c.o.stopAfter > Stage::Check && !c.loader->require("runtime")) return false;
  for (const std::string &path : c.stdPackages)
    if (!c.loader->require(path)) return false;
  if (c.files.empty() && !c.stdPackages.empty()) return true;
  if (!c.loader->loadMain(c.files)) return false;
  if (c.o.verb == Verb::Run && c.o.stopAfter == Stage::Run && !c.isProgram()) {
    c.diags.commandError("package command-line-arguments is not a main package");
    return false;
  }
  if (c.o.dump == "files")
    for (LoadedPackage *p : c.loader->packages())
      for (File *f : p->pkg->files) printf("%s %s\n", p->headerPath().c_str(), sources().file(f->fileIndex).path().c_str());
  return true;
}

// ---- check

bool checkPhase(Compilation &c) {
  CheckProgramOptions opts;
  opts.lang = c.o.goVersion;
  opts.allowNoBody = c.o.incomplete || (c.o.compilerMode && !c.o.complete);
  opts.inFull.insert(c.stdPackages.begin(), c.stdPackages.end());
  if (!checkProgram(*c.loader, c.diags, opts)) return false;
  if (c.o.dump == "types" && c.main())
    for (File *f : c.main()->pkg->files) dumpAst(f, stdout);
  return c.diags.errors() == 0;
}

// ---- ir

bool hasMainFunction(Package *p) {
  Object *o = p->scope->lookup("main");
  return o && o->kind == ObjKind::Func;
}

bool lowerPhase(Compilation &c) {
  const bool noMain = c.isProgram() && !hasMainFunction(c.main()->pkg);
  const bool wanted = c.o.escapeNotes; // -m looks at all functions, of libraries too
  if (wanted && (!c.isProgram() || noMain)) c.o.stopAfter = Stage::Ir;
  if ((!c.isProgram() || (noMain && c.o.compilerMode)) && !wanted) { // a library: checked, nothing to link
    checkAllBodies(c.main()->pkg);
    c.o.stopAfter = Stage::Check;
    return c.diags.errors() == 0;
  }
  if (noMain && !wanted) {
    c.diags.error(Pos{}, "runtime.main_main·f: function main is undeclared in the main package");
    return false;
  }
  ir::LowerOptions opts;
  for (LoadedPackage *p : c.loader->packages())
    if (p->pkg->path == "runtime") opts.runtimePkg = p->pkg;
  opts.checkBody = checkFuncBody;
  opts.wholePackage = wanted;
  c.module = ir::lowerProgram(c.main()->pkg, opts);
  if (!c.module) return false;
  if (!c.module->error.empty()) internalError("lower", Pos{}, c.module->error);
  return c.diags.errors() == 0;
}

bool escapePhase(Compilation &c) {
  std::vector<ir::EscapeNote> notes;
  ir::escapeAnalysis(*c.module, c.o.escapeNotes ? &notes : nullptr);
  for (const ir::EscapeNote &n : notes) c.diags.note(n.pos, n.text);
  return true;
}

bool verifyPhase(Compilation &c) {
  if (c.o.verifyEach)
    for (const auto &f : c.module->funcs)
      if (std::string why; !ir::verify(*f, why)) internalError("ir", f->pos, f->symbol + ": " + why);
  if (c.o.dump == "ir") {
    std::string out;
    for (const auto &f : c.module->funcs)
      if (c.o.dumpFunc.empty() ? f->symbol.rfind("main.", 0) == 0 : f->symbol == c.o.dumpFunc) ir::print(*f, out);
    fputs(out.c_str(), stdout);
  }
  return true;
}

// ---- llvm, code

bool compilePhase(Compilation &c) {
  Options opts;
  opts.optLevel = c.o.noOptimise ? 0 : 2;
  if (c.o.dump == "llvm" || c.o.dump == "llvm-opt" || c.o.dump == "llvm-final" || c.o.dump == "asm" || c.o.dump == "stackmaps")
    opts.dump = c.o.dump + (c.o.dumpFunc.empty() ? "" : ":" + c.o.dumpFunc);
  opts.stopAfter = c.o.stopAfter == Stage::Llvm ? "llvm-opt" : "";
  opts.listing = c.o.listing;
  opts.verifyEach = c.o.verifyEach;
  opts.timePhases = c.o.timePhases;
  std::string error;
  c.program = compile(*c.module, opts, &error);
  if (c.o.compilerMode) return true; // what is not defined is the linker's business
  if (!error.empty()) {
    c.diags.error(Pos{}, error);
    return false;
  }
  return true;
}

// ---- the list

const Phase phases[] = {
    {Stage::Lex, "read", readPhase}, // named files -> texts
    {Stage::Lex, "lex", lexPhase}, // only for --dump=tokens
    {Stage::Parse, "parse", parsePhase}, // texts -> syntax trees
    {Stage::Load, "load", loadPhase}, // imports, transitively
    {Stage::Check, "check", checkPhase}, // types, constants, initialisation order
    {Stage::Ir, "lower", lowerPhase}, // reachable functions -> Go-level IR
    {Stage::Ir, "escape", escapePhase}, // what may live on the stack
    {Stage::Ir, "verify", verifyPhase}, // --verify-each, --dump=ir
    {Stage::Llvm, "compile", compilePhase}, // LLVM, machine code, tables (phases of its own: jit/compile.cpp)
};

int runPhases(Compilation &c) {
  for (const Phase &p : phases) {
    if (p.stage > c.o.stopAfter) break;
    PhaseTimer timer;
    bool ok = p.run(c);
    fflush(stdout);
    if (c.o.timePhases) timer.print(p.name);
    if (!ok || c.diags.tooMany()) {
      c.diags.flush();
      return 1;
    }
  }
  c.diags.flush();
  return 0;
}

// ---- the large stack

constexpr size_t bigStack = size_t(512) << 20;

struct Job {
  Compilation *c;
  int exitCode;
};

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

// ---- run

// The name of the executable: the program's without ".go", as the go command names it.
std::string programName(const Compilation &c) {
  std::string s = c.o.files[0] == "-" ? "stdin" : c.sources[0]->path();
  s = s.substr(s.rfind('/') == s.npos ? 0 : s.rfind('/') + 1);
  return isGoFile(s) ? s.substr(0, s.size() - 3) : s;
}

// A program that is kept nowhere: in memory, until nothing runs it any more.
int executableInMemory(const Compilation &c) {
  int fd = memfd_create(programName(c).c_str(), 0); // stays open: its name is /proc/self/fd/N
  if (fd >= 0 && c.program->write(fd) && fchmod(fd, 0700) == 0) return fd;
  fprintf(stderr, "minigo: cannot write the program: %s\n", strerror(errno));
  return -1;
}

// ---- build -o

// What is no regular file is never replaced, and never opened for writing, but for the null device: that stays as it is.
int writeExecutable(Compilation &c) {
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
  bool ok = c.program->write(fd);
  ok = close(fd) == 0 && ok && rename(tmp.c_str(), path.c_str()) == 0;
  int why = errno;
  if (!ok) unlink(tmp.c_str());
  return ok ? 0 : fail("write " + path + ": " + strerror(why));
}

// The process becomes the program. Returns only on failure.
int runProgram(Compilation &c, int argc, char **argv, char **envp) {
  std::string path;
  if (ProgramKey key; programKey(c.o, argc, argv, &key, true))
    path = storeProgram(key, programName(c), [&](int fd) { return c.program->write(fd); });
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
  auto *c = new Compilation; // lives as long as the program that runs from it
  int exitCode = 2;
  if (!parseCommandLine(argc, argv, &c->o, &exitCode)) return exitCode;
  if (!c->o.chdir.empty() && chdir(c->o.chdir.c_str()) != 0) {
    fprintf(stderr, "minigo: chdir %s: %s\n", c->o.chdir.c_str(), strerror(errno));
    return 1;
  }
  c->diags.form = diagForm(c->o);
  if (!validLang(c->o.goVersion)) return 1;
  c->diags.unlimited = c->o.unlimitedErrors;
  c->diags.setPackage("command-line-arguments");
  exitCode = runOnBigStack(*c);
  if (exitCode == 0 && !c->o.output.empty()) return writeExecutable(*c);
  if (exitCode == 0 && c->o.verb == Verb::Run && c->program) return runProgram(*c, argc, argv, envp);
  return exitCode;
}

} // namespace jit
