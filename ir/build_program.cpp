// ir/build_program.cpp: the work list of the lowering.
#include "ir/build.h"

namespace ir {

ProgramBuilder::ProgramBuilder(Module &m, Package *mainPkg, Package *runtimePkg, std::function<bool(frontend::Func *)> checkBody)
    : m(m), mainPkg(mainPkg), runtimePkg(runtimePkg), checkBody(std::move(checkBody)) {}

void ProgramBuilder::drain() {
  while (!work.empty() && !failed) {
    auto w = std::move(work.front());
    work.pop_front();
    w();
  }
}

bool ProgramBuilder::run() {
  std::set<Package *> seen;
  collectPackages(runtimePkg, seen);
  collectPackages(mainPkg, seen);
  sortPackages();
  for (auto *p : order) {
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
  if (auto *o = mainPkg->scope->lookup("main"); o && dynFunc(o)) m.mainMain = function(dynFunc(o), {});
  if (wholePackage)
    for (auto *fn : mainPkg->funcs)
      if (fn->decl && fn->decl->body && fn->sig()->tparams.empty() && fn->sig()->recvTparams.empty()) function(fn, {});
  for (auto *p : order) {
    for (size_t i = 0; i < p->initOrder.size(); i++) {
      auto &init = p->initOrder[i];
      if (p == mainPkg || hasEffects(init.rhs)) requestInit(p, i);
    }
    for (auto *fn : p->funcs)
      if (fn->name == "init" && !fn->sig()->recv && fn->decl && fn->decl->body) initFuncs[p].push_back(function(fn, {}));
  }
  do drain();
  while (!failed && (fillItabs() || !work.empty()));
  if (failed) return false;
  buildInitAll();
  drain();
  return !failed;
}

} // namespace ir
