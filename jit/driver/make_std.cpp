// jit/driver/make_std.cpp: see make_std.h.
#include "jit/driver/make_std.h"
#include "frontend/files.h"
#include "jit/driver/dump.h"
#include "jit/driver/heap.h"
#include "jit/driver/installation.h"
#include "jit/phases.h"
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <stdio_ext.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace jit {

using namespace frontend;

namespace {

// What a dump has of its maker, beside what stands in other tables of the process.
struct Kept {
  Loader *loader = nullptr;
  ir::Module *library = nullptr;
  std::string processor;
  std::string overlay;           // the folder; that of the installation moves with it
  bool ownOverlay = false;       // it is that
};
Kept kept;

// Of a process that was started from a dump: how to become the plain compiler.
struct Start {
  char **argv = nullptr, **envp = nullptr;
  int folder = -1; // where it was started, if it is not there any more
};
Start start;

// ---- the maker

std::string imageDir;

int loadAndCheck(Invocation &c) {
  initUniverse();
  c.loader = std::make_unique<Loader>(loadConfig(c), c.diags);
  if (!c.loader->require("runtime")) return 1;
  c.diags.quiet = true; // what cannot be built alone ("builtin") is not kept, and told to who imports it
  c.loader->requireAll();
  checkProgram(*c.loader, c.diags, {});
  return imageDir.empty() || makeStdImage(c, imageDir) ? 0 : 1;
}

int failed(const std::string &why) {
  fprintf(stderr, "minigo: std is not kept: %s\n", why.c_str());
  return 1;
}

} // namespace

// Whether a program may import it: what only other packages of std may, and none of them does, need not even link.
static bool isPublic(const std::string &path) {
  return ("/" + path + "/").find("/internal/") == std::string::npos && path.rfind("vendor/", 0) != 0;
}

// Lowers and compiles all packages that programs reach: they only compile what is their own.
bool makeStdImage(Invocation &c, const std::string &dir) {
  std::vector<Package *> packages;
  ir::LowerOptions opts;
  opts.checkBody = checkFuncBody;
  for (LoadedPackage *p : c.loader->packages()) {
    if (p->broken || !isPublic(std::string(p->pkg->path))) continue;
    packages.push_back(p->pkg);
    if (p->pkg->path == "runtime") opts.runtimePkg = p->pkg;
  }
  auto library = ir::lowerLibrary(packages, opts);
  if (!library) return false;
  if (!library->error.empty()) internalError("lower", Pos{}, library->error);
  ir::escapeAnalysis(*library, nullptr);
  for (const auto &f : library->funcs)
    if (std::string why; !ir::verify(*f, why)) internalError("library", f->pos, why);
  constexpr size_t unit = 60000; // instructions
  ir::cutIntoUnits(*library, unit);
  std::string error;
  auto report = [](unsigned done, unsigned all) { fprintf(stderr, "\rcompiling std: %u of %u%s", done, all, done == all ? "\n" : ""); };
  if (!compileLibrary(*library, dir + "/std.image", std::max(1u, std::thread::hardware_concurrency()), report, &error)) {
    fprintf(stderr, "minigo: %s\n", error.c_str());
    return false;
  }
  ir::compactLibrary(*library, heap::useFreshUnits);
  kept.library = library.release();
  return true;
}

int makeStd(const std::string &dir, bool checkOnly) {
  char path[PATH_MAX];
  if (startedFromDump()) return failed("this compiler has it already");
  if (!realpath(dir.c_str(), path)) return failed(dir + ": " + strerror(errno));
  unsetenv("MINIGO_LLVM_ARGS");
  imageDir = checkOnly ? "" : path;
  if (chdir("/") != 0) return failed(strerror(errno)); // what is known about files does not depend on where one stands
  Invocation &c = newInvocation();
  if (onLargeStack(loadAndCheck, c) != 0) return failed("package runtime cannot be loaded");
  targetMachine();
  kept.loader = c.loader.release();
  kept.loader->keep();
  kept.processor = processorKey();
  kept.overlay = kept.loader->config().overlay;
  kept.ownOverlay = kept.overlay == installedOverlay();
  endInvocation();
  std::string error;
  return dumpProcess(std::string(path) + "/compiler-std", &error) ? 0 : failed(error);
}

// ---- the process that has it

const Loader *keptStd() { return startedFromDump() ? kept.loader : nullptr; }
ir::Module *keptLibrary() { return startedFromDump() ? kept.library : nullptr; }

// MINIGO_STD=required: never; says why not.
void leaveKeptStd(const char *why) {
  const std::string path = plainCompilerPath();
  if (const char *env = getenv("MINIGO_STD"); env && strcmp(env, "required") == 0) {
    fprintf(stderr, "minigo: the compiler with std in it cannot be used: %s\n", why);
    fflush(stderr); // it may be held back (useKeptStd)
    _exit(2);
  }
  if (start.folder >= 0 && fchdir(start.folder) != 0) fprintf(stderr, "minigo: cannot go back: %s\n", strerror(errno));
  execve(path.c_str(), start.argv, start.envp);
  fprintf(stderr, "minigo: cannot execute %s: %s\n", path.c_str(), strerror(errno));
  fflush(stderr);
  _exit(2);
}

// Null: none.
static const char *obstacle(const CommandLine &o) {
  const LoadConfig &conf = kept.loader->config();
  if (!wantsKeptStd()) return "MINIGO_STD=source";
  if (o.dump == "tokens" || o.dump == "ast") return "--dump of something that is shown before packages are loaded"; // it would be twice
  if (!o.tags.empty()) return "-tags";
  if (o.allowRuntimeDirectives) return "-+";
  if (getenv("MINIGO_LLVM_ARGS")) return "MINIGO_LLVM_ARGS";
  if (goroot() != conf.goroot) return "another GOROOT";
  if (overlayDir() != kept.overlay) return "another MINIGO_STDLIB";
  if (processorKey() != kept.processor) return "another processor";
  if (buildIdOf(plainCompilerPath()) != buildId()) return "it was made by another compiler";
  return nullptr;
}

void beginWithKeptStd(char **argv, char **envp) {
  start = {argv, envp, -1};
  if (!repairProcess()) leaveKeptStd("another libc");
  // The folder of it all may have been moved.
  if (kept.library) kept.library->image.file = stdImagePath();
  if (std::string overlay = installedOverlay(); kept.ownOverlay && overlay != kept.overlay) {
    moveAnswers(kept.overlay, overlay);
    kept.overlay = overlay;
  }
}

void useKeptStd(const CommandLine &o) {
  if (!keptStd()) return;
  if (!o.chdir.empty()) start.folder = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (const char *why = obstacle(o)) leaveKeptStd(why);
  constexpr size_t bufferSize = 1 << 20;
  setvbuf(stderr, static_cast<char *>(malloc(bufferSize)), _IOFBF, bufferSize);
}

void releaseOutput() {
  if (!keptStd()) return;
  fflush(stderr);
  setvbuf(stderr, nullptr, _IONBF, 0);
}

// A program that came through a pipe has been read: the plain compiler reads it from a file in memory, which is at its end
// for the program itself.
static void giveBackInput(Invocation &c) {
  if (c.o.files.empty() || c.o.files[0] != "-" || c.files.sources.empty() || lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0) return;
  int fd = memfd_create("stdin", 0);
  std::string_view text = c.files.sources[0]->text();
  if (fd < 0 || write(fd, text.data(), text.size()) != ssize_t(text.size()) || dup2(fd, STDIN_FILENO) < 0)
    fprintf(stderr, "minigo: cannot read the program again: %s\n", strerror(errno));
  if (fd >= 0) close(fd);
}

void startWithoutKeptStd(Invocation &c) {
  __fpurge(stderr);
  giveBackInput(c);
  leaveKeptStd(c.stdPackages.empty() ? "a file of std has changed" : "packages of std on the command line");
}

} // namespace jit
