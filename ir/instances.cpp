// ir/instances.cpp: the functions and variables of a program: each is built when something refers to it (R1 in build.h),
// generic ones once per instance.
#include "frontend/diag.h"
#include "ir/build.h"
#include <algorithm>

namespace ir {

bool hasDirective(const List<Directive> &l, Str name) {
  return std::any_of(l.begin(), l.end(), [&](auto &d) { return d.name == name; });
}

ir::Func *ProgramBuilder::findFunc(const std::string &symbol) const { return m.findFunc(symbol); }

ir::Func *ProgramBuilder::newFunc(const std::string &symbol, const Package *pkg) {
  m.funcs.push_back(std::make_unique<ir::Func>());
  auto *f = m.funcs.back().get();
  f->symbol = f->display = symbol;
  f->module = &m;
  f->pkg = pkg;
  m.funcBySymbol[symbol] = f;
  return f;
}

// Instances of instances can be so many, or so large, that no machine holds them.
void ProgramBuilder::limitInstances(frontend::Func *fn, const List<Type *> &targs) {
  constexpr uint64_t maxWeight = maxTypeWeight / 64, maxTotal = maxTypeWeight;
  uint64_t weight = 0;
  for (auto *a : targs) weight += typeWeight(a);
  if (weight > maxWeight || (instanceWeight += weight) > maxTotal)
    fatalError(fn->pos, "too many or too large instances of " + std::string(fn->name) + " (implementation limitation)");
}

// Package functions init have no name that a program can use; there may be several.
static std::string initSymbol(frontend::Func *fn) {
  int k = 0;
  for (auto *o : fn->pkg->funcs) {
    if (o == fn) break;
    k += o->name == "init" && !o->sig()->recv;
  }
  return std::string(fn->pkg->path) + ".init." + std::to_string(k);
}

ir::Func *ProgramBuilder::function(frontend::Func *fn, const List<Type *> &targs) {
  if (fn->origin) fn = fn->origin;
  std::string display, symbol = funcSymbol(fn, targs, &display);
  const bool hasBody = fn->decl && fn->decl->body;
  if (std::string target = linknameTarget(fn); !target.empty()) { // with a body it provides that name, and is shown by it
    display = target;
    if (!hasBody) symbol = target;
  }
  if (fn->name == "init" && !fn->sig()->recv && hasBody)
    symbol = display = initSymbol(fn);
  else if (fn->name == "_")
    symbol = display = uniqueSymbol(symbol);
  if (ir::Func *f = findFunc(symbol)) return f;
  if (!hasBody)
    if (frontend::Func *other = provider(fn, symbol)) return m.funcBySymbol[symbol] = function(other, {});

  limitInstances(fn, targs);
  auto *f = newFunc(symbol, fn->pkg);
  const WellKnown known = wellKnown(symbol);
  f->wrapper = known == WellKnown::wrapper;
  if (known == WellKnown::findsMethods) keepExportedMethods();
  f->display = display;
  f->pos = fn->pos;
  f->noinline_ = hasDirective(fn->directives, "go:noinline");
  f->noescape = !hasBody && hasDirective(fn->directives, "go:noescape");
  f->holdsUintptrArgs = hasDirective(fn->directives, "go:uintptrescapes") || hasDirective(fn->directives, "go:uintptrkeepalive");
  TypeMap types;
  auto *sig = fn->sig();
  types.from = sig->recv ? sig->recvTparams : sig->tparams;
  types.to = targs;
  f->sig = static_cast<Signature *>(targs.empty() ? sig : subst(sig, types));
  // Parameter values, so that callers can be checked before the body is built.
  auto T = [&](Type *t) { return canon(targs.empty() ? t : subst(t, types)); };
  if (sig->recv) addParam(f, T(sig->recv->type), sig->recv);
  for (auto *v : sig->params->vars) addParam(f, T(v->type), v);
  for (auto *v : sig->results->vars) f->results.push_back(T(v->type));
  if (hasBody) work.push_back([this, f, fn, types] { buildBody(f, fn, types); });
  return f;
}

void ProgramBuilder::buildBody(ir::Func *f, frontend::Func *fn, TypeMap types) {
  lowering() = fn->pos;
  if (checkBody && !checkBody(fn)) {
    failed = true;
    work.clear();
    return;
  }
  FuncBuilder b(*this, f, std::move(types));
  b.buildDeclared(fn);
}

ir::Func *ProgramBuilder::method(frontend::Func *fn, Type *recv) {
  Type *t = recv;
  if (auto *p = dynPointer(t); p && !dynNamed(t)) t = p->elem;
  auto *n = dynNamed(t);
  List<Type *> targs;
  if (n)
    for (auto *a : n->targs) targs.push_back(canon(a));
  return function(fn, targs);
}

ir::Func *ProgramBuilder::runtimeFunc(const std::string &name) {
  if (ir::Func *f = findFunc("runtime." + name)) return f;
  auto *o = runtimePkg->scope->lookup(*new std::string(name));
  auto *fn = o ? dynFunc(o) : nullptr;
  if (!fn) {
    error = "package runtime has no function " + name;
    auto *f = newFunc("runtime." + name, runtimePkg);
    return f;
  }
  return function(fn, {});
}

// ---- variables

Global *ProgramBuilder::newGlobal(const std::string &symbol, Type *t) {
  m.globals.push_back(std::make_unique<Global>());
  auto *g = m.globals.back().get();
  g->symbol = uniqueSymbol(symbol);
  g->module = &m;
  g->type = t;
  if (t) g->size = uint64_t(sizeofType(t)), g->align = uint64_t(std::max<int64_t>(1, alignofType(t)));
  constexpr uint64_t maxSize = 2000000000; // as gc's
  if (g->size > maxSize)
    fatalError(lowering(),
               g->symbol + ": symbol too large (" + std::to_string(g->size) + " bytes > " + std::to_string(maxSize) + " bytes)");
  m.globalBySymbol[g->symbol] = g;
  return g;
}

Global *ProgramBuilder::globalVar(Var *v) {
  for (auto *b : {this, base})
    if (b)
      if (auto it = b->globals.find(v); it != b->globals.end()) return it->second;
  std::string symbol = std::string(v->pkg->path) + "." + std::string(v->name);
  if (Var *target = linknamedVar(v)) return globals[v] = globalVar(target);
  lowering() = v->pos;
  auto *g = newGlobal(symbol, canon(v->type));
  g->pos = v->pos;
  globals[v] = g;
  embedVar(g, v);
  if (auto it = initialiserOf.find(v); it != initialiserOf.end()) requestInit(it->second.first, it->second.second);
  return g;
}

} // namespace ir
