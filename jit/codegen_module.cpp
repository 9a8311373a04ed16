// jit/codegen_module.cpp: the LLVM module of a program and the declarations of its functions.
//
// Linkage: functions are internal (so that unused and fully inlined ones vanish) except those the runtime finds by name.
#include "ir/analyses.h"
#include "jit/codegen.h"
#include "jit/phases.h"
#include <llvm/ADT/StringSet.h>

using namespace llvm;

namespace jit {

ModuleGen::ModuleGen(const ir::Module &m, unsigned unit, bool inlining, LLVMContext &c, const std::string &dataLayout,
                     const std::string &triple, const std::string &cpu, const std::string &features)
    : ir(m), unit(unit), inlining(inlining), ctx(c), mod(std::make_unique<llvm::Module>("go", c)), types(c), cpu(cpu), features(features),
      dib(*mod) {
  mod->setDataLayout(dataLayout);
  mod->setTargetTriple(triple);
  mod->addModuleFlag(llvm::Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
  mod->addModuleFlag(llvm::Module::Warning, "Dwarf Version", 4);
  mod->setUwtable(UWTableKind::Async);
  cu = dib.createCompileUnit(dwarf::DW_LANG_Go, dib.createFile("<go>", "/"), "minigo", true, "", 0, "", DICompileUnit::LineTablesOnly);
}

void ModuleGen::bug(const ir::Func *f, fe::Pos pos, const std::string &what) {
  fe::internalError("jit", pos, f ? f->symbol + ": " + what : what);
}

std::unique_ptr<llvm::Module> ModuleGen::run() {
  for (const ir::Global *g : ir.units[unit].globals) global(g);
  for (const ir::Func *f : ir.units[unit].funcs) FuncGen(*this, *f, function(f)).run();
  emitTables();
  if (isLibrary() && unit == 0) emitEntryStubs();
  drainImports();
  dib.finalize();
  return std::move(mod);
}

// ---- functions

static bool isRoot(const ir::Module &m, const ir::Func *f) {
  if (f == m.initAll || f == m.mainMain) return true;
#define GOEXPORT(name)                                                                                                                     \
  if (f->symbol == "runtime." #name) return true;
#include "runtime/abi/goexports.def"
#undef GOEXPORT
  return false;
}

// Packages of std whose own loops seldom matter: compiled for size, which halves the time it takes.
static bool isColdPackage(const frontend::Package *pkg) {
  static const StringSet<> cold = {"fmt",     "os",       "io",      "errors", "syscall", "log", "flag", "time",    "context",
                                   "reflect", "internal", "runtime", "path",   "strconv", "net", "text", "testing", "encoding"};
  return pkg && pkg->stdlib && cold.contains(StringRef(pkg->path.data(), pkg->path.size()).split('/').first);
}

void ModuleGen::addGoAttributes(Function *f) {
  f->setCallingConv(CallingConv::PreserveNone);
  f->setGC(kGC);
  f->addFnAttr("frame-pointer", "all");
  f->addFnAttr("split-stack");
  f->addFnAttr("disable-tail-calls", "true");
  f->addFnAttr("target-cpu", cpu);
  f->addFnAttr("target-features", features);
  f->addFnAttr(Attribute::NoRedZone);
  f->setUWTableKind(UWTableKind::Async);
}

Function *ModuleGen::declare(const ir::Func *f, const std::string &symbol, GlobalValue::LinkageTypes linkage) {
  auto *lf = Function::Create(abiOf(f).type, linkage, symbol, *mod);
  lf->setDSOLocal(true);
  addGoAttributes(lf);
  if (f->noinline_ || f->wrapper || f->callsRecover || f->hasDefer) lf->addFnAttr(Attribute::NoInline);
  if (!ir.base && !isLibrary() && isColdPackage(f->pkg)) lf->addFnAttr(Attribute::OptimizeForSize);
  if (!f->captures.empty()) lf->addFnAttr("minigo-closure");
  return lf;
}

Function *ModuleGen::function(const ir::Func *f) {
  auto &slot = funcs[f];
  if (slot) return slot;
  if (!f->hasBody()) {
    slot = declare(f, f->symbol + ".thunk", GlobalValue::InternalLinkage);
    thunk(f, slot);
    return funcs[f];
  }
  if (!owns(f)) {
    slot = declare(f, f->symbol, GlobalValue::ExternalLinkage);
    import(f, slot);
    return slot;
  }
  auto linkage = f->shared || isRoot(ir, f) ? GlobalValue::ExternalLinkage : GlobalValue::InternalLinkage;
  // go:noinline also means that callers learn nothing about the body: a weak definition may be replaced.
  if (f->noinline_ && !f->wrapper && !isRoot(ir, f)) linkage = GlobalValue::WeakAnyLinkage;
  slot = declare(f, f->symbol, linkage);
  if (f->hasDefer) {
    auto *personality = mod->getOrInsertFunction(kPersonality, FunctionType::get(types.i32, true)).getCallee();
    slot->setPersonalityFn(cast<Function>(personality));
  }
  return slot;
}

// The value of a function of the runtime.
void ModuleGen::thunk(const ir::Func *f, Function *lf) {
  const ir::Func *body = thunks.emplace_back(ir::entryThunk(*f)).get();
  funcs[body] = lf;
  FuncGen(*this, *body, lf).run();
}

// ---- imports: small bodies of other units, for inlining

void ModuleGen::import(const ir::Func *f, Function *lf) {
  if (!inlining || !ir::isImported(*f, importDepth)) return;
  lf->setLinkage(GlobalValue::AvailableExternallyLinkage);
  imports.push_back({f, lf, importDepth + 1});
}

void ModuleGen::drainImports() {
  for (size_t i = 0; i < imports.size(); i++) {
    Import im = imports[i];
    importDepth = im.depth;
    FuncGen(*this, *im.f, im.to).run();
  }
}

} // namespace jit
