// ir/build_program.cpp: the work list of the lowering.
#include "frontend/types_set.h"
#include "ir/build.h"

namespace ir {

ProgramBuilder::ProgramBuilder(Module &m, Package *mainPkg, Package *runtimePkg, std::function<bool(frontend::Func *)> checkBody)
    : m(m), base(m.base ? m.base->lowering : nullptr), mainPkg(mainPkg), runtimePkg(runtimePkg), checkBody(std::move(checkBody)) {}

void ProgramBuilder::drain() {
  while (!work.empty() && !failed) {
    auto w = std::move(work.front());
    work.pop_front();
    w();
  }
}

// What is needed whatever the program does.
void ProgramBuilder::prepare() {
  sortPackages();
  for (auto *p : order) {
    if (inBase(p)) continue;
    inits[p].resize(p->initOrder.size());
    for (size_t i = 0; i < p->initOrder.size(); i++)
      for (auto *v : p->initOrder[i].lhs) initialiserOf[v] = {p, i};
  }
  // Methods the runtime itself calls through interfaces.
  auto *text = new Signature;
  text->results->vars.push_back(new Var(Pos{}, nullptr, "", basicType(BasicKind::String)));
  for (Str s : {Str("Error"), Str("String")}) interfaceCall(s, text);
#define GOEXPORT(name) runtimeFunc(#name);
#include "runtime/abi/goexports.def"
#undef GOEXPORT
  for (auto *name : {"panicIndex", "panicIndexU", "panicSliceAlen", "panicSliceAlenU", "panicSliceAcap", "panicSliceAcapU", "panicSliceB",
                     "panicSliceBU", "panicSlice3Alen", "panicSlice3AlenU", "panicSlice3Acap", "panicSlice3AcapU", "panicSlice3B",
                     "panicSlice3BU", "panicSlice3C", "panicSlice3CU", "panicSliceConvert", "panicdivide", "panicshift"})
    runtimeFunc(name);
}

void ProgramBuilder::requestInits(Package *p) {
  for (size_t i = 0; i < p->initOrder.size(); i++) {
    auto &init = p->initOrder[i];
    if (p == mainPkg || hasEffects(init.rhs)) requestInit(p, i);
  }
  for (auto *fn : p->funcs)
    if (fn->name == "init" && !fn->sig()->recv && fn->decl && fn->decl->body) initFuncs[p].push_back(function(fn, {}));
}

void ProgramBuilder::complete() {
  do drain();
  while (!failed && (fillItabs() || !work.empty()));
}

// Functions that are no instances; of methods the receiver's type counts, too.
static bool isPlain(frontend::Func *fn) {
  return fn->decl && fn->decl->body && fn->sig()->tparams.empty() && fn->sig()->recvTparams.empty();
}

bool ProgramBuilder::run() {
  std::set<Package *> seen;
  collectPackages(runtimePkg, seen);
  collectPackages(mainPkg, seen);
  prepare();
  if (base) keepExportedMethods(); // the library may look for any of them
  if (auto *o = mainPkg->scope->lookup("main"); o && dynFunc(o)) m.mainMain = function(dynFunc(o), {});
  if (wholePackage)
    for (auto *fn : mainPkg->funcs)
      if (isPlain(fn)) function(fn, {});
  for (auto *p : order)
    if (!inBase(p)) requestInits(p);
  complete();
  if (failed) return false;
  buildInitAll();
  drain();
  return !failed;
}

bool ProgramBuilder::runLibrary(const std::vector<Package *> &packages) {
  std::set<Package *> seen;
  for (auto *p : packages) collectPackages(p, seen);
  prepare();
  keepExportedMethods();
  for (auto *p : order) {
    for (auto *fn : p->funcs)
      if (isPlain(fn) && !(fn->name == "init" && !fn->sig()->recv)) function(fn, {});
    for (auto &[name, o] : p->scope->elems) {
      if (auto *v = dynVar(o)) globalVar(v);
      auto *tn = dynTypeName(o);
      auto *t = tn ? dynNamed(tn->type) : nullptr;
      if (!t || tn->isAlias || !t->tparams.empty()) continue;
      if (under(t)->kind == TypeKind::Interface && !frontend::typeSet(static_cast<Interface *>(under(t)))->isMethodSet()) continue;
      useType(t);
      useType(new Pointer(t));
    }
    requestInits(p);
  }
  complete();
  if (failed) return false;
  for (auto *p : order) packageInit[p] = buildPackageInit(p);
  drain();
  return !failed;
}

void ProgramBuilder::forgetWork() {
  decltype(initialiserOf)().swap(initialiserOf);
  decltype(inits)().swap(inits);
  decltype(initFuncs)().swap(initFuncs);
  decltype(methodsByName)().swap(methodsByName);
  std::deque<std::function<void()>>().swap(work);
}

} // namespace ir
