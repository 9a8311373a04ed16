// jit/codegen_module.cpp: the LLVM module of a program and the declarations of its functions.
//
// Linkage: functions are internal (so that unused and fully inlined ones vanish) except those the runtime finds by name.
#include "ir/analyses.h"
#include "jit/codegen.h"
#include <llvm/ADT/StringSet.h>

using namespace llvm;

namespace jit {

ModuleGen::ModuleGen(const ir::Module &m, LLVMContext &c, const std::string &dataLayout, const std::string &triple, const std::string &cpu,
                     const std::string &features)
    : ir(m), ctx(c), mod(std::make_unique<llvm::Module>("go", c)), types(c), cpu(cpu), features(features), dib(*mod) {
  mod->setDataLayout(dataLayout);
  mod->setTargetTriple(triple);
  mod->addModuleFlag(llvm::Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
  mod->addModuleFlag(llvm::Module::Warning, "Dwarf Version", 4);
  mod->setUwtable(UWTableKind::Async);
  cu = dib.createCompileUnit(dwarf::DW_LANG_Go, dib.createFile("<go>", "/"), "minigo", true, "", 0, "", DICompileUnit::LineTablesOnly);
  for (auto &it : m.itabs) itabs[it.second] = it.first;
}

void ModuleGen::bug(const ir::Func *f, fe::Pos pos, const std::string &what) {
  fe::internalError("jit", pos, f ? f->symbol + ": " + what : what);
}

std::unique_ptr<llvm::Module> ModuleGen::run() {
  for (auto &g : ir.globals) global(g.get());
  for (auto &f : ir.funcs)
    if (!f->blocks.empty()) FuncGen(*this, *f, function(f.get())).run();
  emitTables();
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

Function *ModuleGen::function(const ir::Func *f) {
  auto &slot = funcs[f];
  if (slot) return slot;
  FnAbi &a = abiOf(f);
  bool body = !f->blocks.empty();
  auto linkage = body && isRoot(ir, f) ? GlobalValue::ExternalLinkage : GlobalValue::InternalLinkage;
  // go:noinline also means that callers learn nothing about the body: a weak definition may be replaced.
  if (body && f->noinline_ && !f->wrapper && linkage == GlobalValue::InternalLinkage) linkage = GlobalValue::WeakAnyLinkage;
  auto *lf = Function::Create(a.type, linkage, body ? f->symbol : f->symbol + ".thunk", *mod);
  slot = lf;
  lf->setDSOLocal(true);
  addGoAttributes(lf);
  if (f->noinline_ || f->wrapper || f->callsRecover || f->hasDefer) lf->addFnAttr(Attribute::NoInline);
  if (isColdPackage(f->pkg)) lf->addFnAttr(Attribute::OptimizeForSize);
  if (!f->captures.empty()) lf->addFnAttr("minigo-closure");
  if (f->hasDefer) {
    auto *personality = mod->getOrInsertFunction(kPersonality, FunctionType::get(types.i32, true)).getCallee();
    lf->setPersonalityFn(cast<Function>(personality));
  }
  if (!body) {
    const ir::Func *thunk = thunks.emplace_back(ir::entryThunk(*f)).get();
    funcs[thunk] = lf;
    FuncGen(*this, *thunk, lf).run();
  }
  return lf;
}

} // namespace jit
