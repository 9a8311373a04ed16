// jit/driver/phases.cpp: the compiler as a list of phases (see `phases` at the end), each with its check and its dump.
#include "frontend/checker.h"
#include "frontend/unicode.h"
#include "jit/driver/cache.h"
#include "jit/driver/dump.h"
#include "jit/driver/installation.h"
#include "jit/driver/invocation.h"
#include "jit/driver/make_std.h"
#include "jit/driver/phase_timer.h"
#include <llvm/Support/raw_ostream.h>

namespace jit {

using namespace frontend;

namespace {

// Only for --stop-after=lex and --dump=tokens: the parser lexes for itself.
bool lexPhase(Invocation &c) {
  Diagnostics none;
  none.quiet = true;
  const bool last = c.o.stopAfter == Stage::Lex, dump = c.o.dump == "tokens";
  for (SourceFile *s : c.files.sources)
    if (last || dump) printTokens(c, *s, last ? c.diags : none, !dump);
  return c.diags.errors() == 0;
}

// ---- parse, load

// The compiler alone stops here, if there are syntax errors. The go command would first look for packages: what is
// wrong is kept until they are found.
bool parsePhase(Invocation &c) {
  ParseOptions opts;
  opts.shebang = c.files.shebang = c.o.script;
  opts.runtimeDirectives = c.o.allowRuntimeDirectives;
  const bool compilerAlone = c.o.stopAfter <= Stage::Check;
  c.diags.hold();
  for (SourceFile *s : c.files.sources)
    if (File *f = parseFile(*s, c.diags, opts)) c.files.files.push_back(f);
  c.files.parsed = c.diags.syntaxErrors() == 0 && c.files.files.size() == c.files.sources.size();
  c.files.held = c.diags.take();
  // Bad labels, misplaced directives: no reason not to go on, if somebody looks at the rest.
  const bool stop = compilerAlone && (!c.files.parsed || (c.o.stopAfter == Stage::Parse && c.diags.errors() > 0));
  if (stop) c.diags.put(std::move(c.files.held));
  return !stop;
}

} // namespace

LoadConfig loadConfig(const Invocation &c) {
  LoadConfig conf;
  conf.goroot = goroot();
  if (c.stdPackages.empty()) conf.overlay = overlayDir(); // packages of std named on the command line are checked as they are in Go's tree
  if (const char *work = getenv("GOWORK")) conf.workspace = work;
  conf.gopathMode = gopathMode();
  if (conf.gopathMode) conf.gopath = gopath();
  conf.tags = c.o.tags;
  conf.localPrefix = c.o.localPrefix;
  conf.singleFilePackages = c.o.singleFilePackages;
  conf.compilerMode = c.o.stopAfter == Stage::Check;
  conf.goVersion = c.o.goVersion;
  conf.folder = c.folder;
  conf.mayImportInternal = c.o.allowRuntimeDirectives;
  conf.test = c.test;
  conf.parse = [std = conf.goroot + "/src/", overlay = overlayDir() + "/"](const SourceFile &s, Diagnostics &d) {
    ParseOptions opts;
    opts.stdDirectives = s.path().rfind(std, 0) == 0 || s.path().rfind(overlay, 0) == 0;
    return parseFile(s, d, opts);
  };
  return conf;
}

namespace {

bool loadAll(Invocation &c) {
  if (c.stdPackages.empty() && !keptStd() && !isDirectory(overlayDir())) {
    c.diags.commandError("no overlay of std in " + overlayDir());
    return false;
  }
  if (c.o.stopAfter > Stage::Check && !c.loader->require("runtime")) return false;
  for (const std::string &path : c.stdPackages)
    if (!c.loader->require(path)) return false;
  if (c.files.sources.empty() && !c.stdPackages.empty()) return true;
  if (!c.loader->loadMain(c.files)) return false;
  if (c.o.verb == Verb::Run && c.o.stopAfter == Stage::Run && !c.isProgram()) {
    c.diags.commandError("package command-line-arguments is not a main package");
    return false;
  }
  return true;
}

// Where std is kept, this takes it from there; what has changed since makes this process start anew without.
bool loadPhase(Invocation &c) {
  initUniverse();
  c.loader = std::make_unique<Loader>(loadConfig(c), c.diags, keptStd());
  if (keptStd() && !c.stdPackages.empty()) startWithoutKeptStd(c);
  bool ok = loadAll(c);
  if (c.loader->stdChanged()) startWithoutKeptStd(c);
  releaseOutput();
  c.found = ok || c.diags.syntaxErrors() > 0;
  return ok;
}

// ---- check

bool checkPhase(Invocation &c) {
  CheckProgramOptions opts;
  opts.lang = c.o.goVersion;
  opts.allowNoBody = c.o.incomplete || (c.o.compilerMode && !c.o.complete);
  opts.inFull.insert(c.stdPackages.begin(), c.stdPackages.end());
  if (!checkProgram(*c.loader, c.diags, opts)) return false;
  c.checked = c.main() != nullptr;
  return c.diags.errors() == 0;
}

// ---- ir

bool hasMainFunction(Package *p) {
  Object *o = p->scope->lookup("main");
  return o && o->kind == ObjKind::Func;
}

// What `go run` records of a build without cgo; the lines of runtime/debug.BuildInfo. 16 bytes before and behind are for
// who looks for it in a file; the first one also tells testing.Testing that this is a test.
std::string buildInfo(const Invocation &c) {
  const std::string mark(16, ' '), before = (c.test.path.empty() ? " " : "t") + mark.substr(1);
  std::string s = "path\t" + c.main()->headerPath() + "\n";
  if (!c.main()->module.empty()) s += "mod\t" + c.main()->module + "\t(devel)\t\n";
  auto setting = [&](const std::string &name, const std::string &value) {
    if (value.empty()) return;
    s += "build\t" + name + "=" + (value.find_first_of(" \t\r\n\"`") == value.npos ? value : quoteString(value)) + "\n";
  };
  setting("-buildmode", "exe");
  setting("-compiler", "gc");
  setting("-gcflags", c.o.gcflags);
  if (!c.o.trimpath) setting("-ldflags", c.o.ldflags); // they may name folders of this machine
  std::string tags;
  for (const std::string &t : c.o.tags) tags += (tags.empty() ? "" : ",") + t;
  setting("-tags", tags);
  if (c.o.trimpath) setting("-trimpath", "true");
  setting("DefaultGODEBUG", c.loader->godebugDefault());
  return before + s + "build\tCGO_ENABLED=0\nbuild\tGOARCH=amd64\nbuild\tGOOS=linux\nbuild\tGOAMD64=v1\n" + mark;
}

// -ldflags=-X. Of a package of std: another std.
bool setStrings(Invocation &c) {
  bool ok = true;
  for (auto &[symbol, value] : c.o.strings) {
    if (c.module->base && c.module->base->globalBySymbol.count(symbol)) leaveKeptStd("-X of a variable of std");
    if (std::string why = ir::setString(*c.module, symbol, value); !why.empty()) c.diags.error(Pos{}, why), ok = false;
  }
  return ok;
}

// -trimpath: a file is named by the path of its package.
void trimPaths(Invocation &c) {
  for (const LoadedPackage *p : c.loader->packages())
    trimFolder(p->dir, p->pkg->stdlib ? std::string(p->pkg->path) : p->program ? p->headerPath() : std::string(p->pkg->path));
}

bool lowerPhase(Invocation &c) {
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
  opts.base = keptLibrary();
  c.module = ir::lowerProgram(c.main()->pkg, opts);
  if (!c.module) return false;
  c.module->buildInfo = buildInfo(c);
  c.module->godebugDefault = c.loader->godebugDefault();
  if (!c.module->error.empty()) internalError("lower", Pos{}, c.module->error);
  if (c.o.trimpath) trimPaths(c);
  return setStrings(c) && c.diags.errors() == 0;
}

bool escapePhase(Invocation &c) {
  std::vector<ir::EscapeNote> notes;
  ir::escapeAnalysis(*c.module, c.o.escapeNotes ? &notes : nullptr);
  for (const ir::EscapeNote &n : notes) c.diags.note(n.pos, n.text);
  return true;
}

void verifyIr(Invocation &c, const char *phase) {
  for (const auto &f : c.module->funcs)
    if (std::string why; !ir::verify(*f, why)) internalError(phase, f->pos, why);
}

// ---- machine code

std::vector<UnitKey> unitKeys(const ir::Module &m, const CompileOptions &opts, bool trimmed) {
  std::string text = "1 " + buildId() + processorKey() + (opts.optimise ? "" : "-N") + (trimmed ? "-trimpath" : "");
  text.append(reinterpret_cast<const char *>(m.base->image.id), sizeof m.base->image.id);
  std::vector<UnitKey> keys;
  for (const ir::UnitHash &h : ir::hashUnits(m)) keys.push_back(unitKey(h.words, text));
  return keys;
}

// What is looked at is one unit.
bool isCut(const Invocation &c) { return c.o.dump.empty() && !c.o.listing && c.o.stopAfter >= Stage::Asm && !c.o.compilerMode; }

// MINIGO_CHUNK: for tests of programs that are cut, and to find out what is best.
size_t chunkSize() {
  const char *env = getenv("MINIGO_CHUNK");
  const long n = env ? strtol(env, nullptr, 10) : 0;
  return n > 0 ? size_t(n) : 1000;
}

// Chunks that were compiled before are taken from the cache.
bool cutPhase(Invocation &c) {
  if (isCut(c))
    ir::cutIntoChunks(*c.module, chunkSize());
  else
    ir::makeOneUnit(*c.module);
  CompileOptions opts;
  opts.optimise = !c.o.noOptimise;
  opts.keepNames = !c.o.dump.empty();
  if (c.module->units.size() > 1 && keepsUnits()) c.keys = unitKeys(*c.module, opts, c.o.trimpath);
  for (unsigned k = 0; k < c.module->units.size(); k++) {
    c.units.push_back(startCompilation(*c.module, opts, k));
    if (k > 0 && k < c.keys.size()) {
      if (std::string kept = findUnit(c.keys[k]); !kept.empty() && unpackUnit(*c.units.back(), kept)) continue;
      c.units.back() = startCompilation(*c.module, opts, k);
    }
    c.fresh.push_back(c.units.back());
  }
  return true;
}

bool generatePhase(Invocation &c) {
  std::string error;
  for (Compilation *unit : c.fresh)
    if (!generate(*unit, &error)) break;
  if (error.empty()) return true;
  if (c.o.compilerMode) { // what is not defined is the linker's business
    c.o.stopAfter = Stage::Ir;
    return true;
  }
  c.diags.error(Pos{}, error);
  return false;
}

bool optimizePhase(Invocation &c) { return onAllProcessors(c.fresh, optimize), true; }
bool barrierPhase(Invocation &c) { return onAllProcessors(c.fresh, insertWriteBarriers), true; }
bool stackPhase(Invocation &c) { return onAllProcessors(c.fresh, lowerStackObjects), true; }
bool safepointPhase(Invocation &c) { return onAllProcessors(c.fresh, placeSafepoints), true; }

bool emitPhase(Invocation &c) {
  onAllProcessors(c.fresh, emitObject);
  if (!c.keys.empty())
    for (Compilation *unit : c.fresh)
      if (unsigned k = unitNumber(*unit)) storeUnit(c.keys[k], packUnit(*unit));
  return true;
}

bool linkPhase(Invocation &c) {
  std::string error;
  c.program = link(*c.module, c.units, &error);
  if (c.program) return true;
  if (c.o.compilerMode) return true;
  c.diags.error(Pos{}, error);
  return false;
}

void verifyLlvm(Invocation &c, const char *phase) {
  for (Compilation *unit : c.fresh) verify(*unit, phase);
}
void printLlvm(Invocation &c) { dumpModule(*c.units[0], c.o.dumpFunc); }
void printStackMaps(Invocation &c) {
  if (c.program) dumpStackMaps(*c.units[0], c.o.dumpFunc);
}

void printCode(Invocation &c) {
  if (c.program) printListing(*c.units[0], c.o.dumpFunc, false);
}

bool listPhase(Invocation &c) {
  if (c.o.listing && c.program) printListing(*c.units[0], "", true);
  return true;
}

// ---- the list

// A phase returns false if compilation ends here with exit code 1. Behind it, its result is checked (--verify-each; always in
// builds with assertions) and shown, if --dump names it.
struct Phase {
  Stage stage;
  const char *name;
  bool (*run)(Invocation &c);
  const char *dump = nullptr;
  void (*print)(Invocation &c) = nullptr;
  void (*check)(Invocation &c, const char *phase) = nullptr;
};

const Phase phases[] = {
    {Stage::Lex, "read", readPhase}, // named files -> texts
    {Stage::Lex, "lex", lexPhase}, // texts -> tokens
    {Stage::Parse, "parse", parsePhase, "ast", printTrees}, // texts -> syntax trees
    {Stage::Load, "load", loadPhase, "files", printFiles}, // imports, transitively
    {Stage::Check, "check", checkPhase, "types", printTypes}, // types, constants, initialisation order
    {Stage::Ir, "lower", lowerPhase, nullptr, nullptr, verifyIr}, // reachable functions -> Go-level IR
    {Stage::Ir, "escape", escapePhase, "ir", printIr, verifyIr}, // what may live on the stack
    {Stage::Llvm, "cut", cutPhase}, // a large program -> units
    {Stage::Llvm, "codegen", generatePhase, "llvm", printLlvm, verifyLlvm}, // IR -> LLVM IR
    {Stage::Llvm, "optimize", optimizePhase, "llvm-opt", printLlvm, verifyLlvm}, // LLVM's pipeline
    {Stage::Asm, "barriers", barrierPhase, nullptr, nullptr, verifyLlvm}, // stores of pointers -> with write barriers
    {Stage::Asm, "stack", stackPhase, nullptr, nullptr, verifyLlvm}, // variables in memory -> stack objects
    {Stage::Asm, "safepoints", safepointPhase, "llvm-final", printLlvm, verifyLlvm}, // calls -> statepoints
    {Stage::Asm, "emit", emitPhase}, // LLVM IR -> object in memory
    {Stage::Asm, "link", linkPhase, "stackmaps", printStackMaps}, // object -> code, tables of the runtime
    {Stage::Asm, "list", listPhase, "asm", printCode}, // -S
};

#ifdef NDEBUG
constexpr bool alwaysCheck = false;
#else
constexpr bool alwaysCheck = true;
#endif

void inspect(const Phase &p, Invocation &c, bool ok) {
  if (p.stage > c.o.stopAfter) return; // the phase found that there is nothing to do for it
  if (p.check && ok && (alwaysCheck || c.o.verifyEach)) p.check(c, p.name);
  if (p.print && c.o.dump == p.dump) p.print(c);
}

} // namespace

int runPhases(Invocation &c) {
  for (const Phase &p : phases) {
    if (p.stage > c.o.stopAfter) break;
    PhaseTimer timer;
    bool ok = p.run(c);
    if (c.o.timePhases) timer.print(p.name);
    inspect(p, c, ok);
    fflush(stdout);
    llvm::outs().flush(); // nothing is destroyed at the end
    if (!ok || c.diags.tooMany()) {
      c.diags.flush();
      return 1;
    }
  }
  c.diags.flush();
  return 0;
}

} // namespace jit
