// ir/packages.cpp: packages: go:linkname, the order in which they are initialised, and which initialisers of variables
// run (R2 in build.h).
#include "ir/build.h"
#include <algorithm>

namespace ir {

// The operands of //go:linkname local [target].
static std::pair<Str, Str> splitLinkname(Str args) {
  auto skip = [&](size_t i) {
    while (i < args.size() && (args[i] == ' ' || args[i] == '\t')) i++;
    return i;
  };
  size_t a = skip(0), b = a;
  while (b < args.size() && args[b] != ' ' && args[b] != '\t') b++;
  size_t c = skip(b), d = c;
  while (d < args.size() && args[d] != ' ' && args[d] != '\t' && args[d] != '\r') d++;
  return {args.substr(a, b - a), args.substr(c, d - c)};
}

// Where a function is said to be, or to provide: "" without such a directive.
std::string linknameTarget(frontend::Func *fn) {
  for (auto &d : fn->directives)
    if (d.name == "go:linkname") {
      auto [local, target] = splitLinkname(d.args);
      if (local == fn->name && !target.empty()) return std::string(target);
    }
  return "";
}

void ProgramBuilder::collectPackages(Package *p, std::set<Package *> &seen) {
  if (!p || p == unsafePackage || !seen.insert(p).second) return;
  for (auto *q : p->imports) collectPackages(q, seen);
  order.push_back(p);
  if (!inBase(p)) collectLinknames(p);
}

// A function with a body and a linkname target provides that symbol.
void ProgramBuilder::collectLinknames(Package *p) {
  for (auto *f : p->funcs)
    if (f->decl && f->decl->body)
      if (auto target = linknameTarget(f); !target.empty()) linknamePush.emplace(target, f);
}

// What has the link symbol "path.name": an object of package scope, or null.
Object *ProgramBuilder::bySymbol(const std::string &symbol) const {
  auto dot = symbol.rfind('.');
  if (dot == std::string::npos) return nullptr;
  for (auto *p : order)
    if (p->path == std::string_view(symbol).substr(0, dot))
      if (auto *o = p->scope->lookup(*new std::string(symbol.substr(dot + 1)))) return o;
  return nullptr;
}

// The function whose body a function without one has: by a linkname push, or by that symbol; null: the runtime's.
frontend::Func *ProgramBuilder::provider(frontend::Func *fn, const std::string &symbol) const {
  for (auto *b : {this, static_cast<const ProgramBuilder *>(base)})
    if (b)
      if (auto it = b->linknamePush.find(symbol); it != b->linknamePush.end() && it->second != fn) return it->second;
  auto *o = linknameTarget(fn).empty() ? nullptr : bySymbol(symbol);
  auto *f = o ? dynFunc(o) : nullptr;
  return f && f != fn && f->decl && f->decl->body ? f : nullptr;
}

// The variable that a variable is by go:linkname.
Var *ProgramBuilder::linknamedVar(Var *v) const {
  for (auto *file : v->pkg->files)
    for (auto &d : file->directives) {
      if (d.name != "go:linkname") continue;
      auto [local, target] = splitLinkname(d.args);
      if (local != v->name || target.empty()) continue;
      if (auto *o = bySymbol(std::string(target)); o && o != v && dynVar(o)) return dynVar(o);
    }
  return nullptr;
}

// gc's order (since Go 1.21): sort by import path, then repeatedly the first package whose imports are initialised.
void ProgramBuilder::sortPackages() {
  std::sort(order.begin(), order.end(), [](Package *a, Package *b) { return a->path < b->path; });
  std::vector<Package *> out;
  std::set<Package *> done{unsafePackage};
  // Everything depends on runtime, and runtime's own imports come first.
  auto ready = [&](Package *p) { return std::all_of(p->imports.begin(), p->imports.end(), [&](Package *q) { return done.count(q); }); };
  std::function<void(Package *)> first = [&](Package *p) {
    if (!p || done.count(p)) return;
    for (auto *q : p->imports) first(q);
    if (done.insert(p).second) out.push_back(p);
  };
  first(runtimePkg);
  while (out.size() < order.size()) {
    bool progress = false;
    for (auto *p : order)
      if (!done.count(p) && ready(p)) {
        done.insert(p), out.push_back(p), progress = true;
        break;
      }
    if (!progress) break; // import cycles were reported by the loader
  }
  order = out;
}

// ---- initialisers

// Whether evaluating e can be observed (R2): calls, receives, and operations that may panic.
bool ProgramBuilder::hasEffects(Expr *e) const {
  if (!e) return false;
  if (e->mode == Mode::Constant || e->mode == Mode::TypExpr || e->mode == Mode::NilValue) return false;
  switch (e->kind) {
  case NodeKind::Name:
  case NodeKind::BasicLit:
  case NodeKind::FuncLit: return false;
  case NodeKind::ParenExpr: return hasEffects(static_cast<ParenExpr *>(e)->x);
  case NodeKind::CompositeLit:
    for (auto *x : static_cast<CompositeLit *>(e)->elems) {
      auto *kv = dynKeyValueExpr(x);
      if (hasEffects(kv ? kv->value : x)) return true;
      if (kv && e->type && dynMap(under(e->type)) && hasEffects(kv->key)) return true;
    }
    return false;
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    return s->selection && (s->selection->indirect || hasEffects(s->x));
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    if (!o->y) return o->op == frontend::Op::Recv || o->op == frontend::Op::Mul || hasEffects(o->x);
    if (o->op == frontend::Op::Div || o->op == frontend::Op::Rem) return true;
    return hasEffects(o->x) || hasEffects(o->y);
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    if (c->fun->mode == Mode::TypExpr) return hasEffects(c->args[0]);
    if (auto *b = builtinOf(c)) return b->id != BuiltinId::Make && b->id != BuiltinId::New;
    auto *s = dynSelectorExpr(unparen(c->fun));
    const Object *fn = s && !s->selection ? s->sel->obj : nullptr;
    if (!fn || !fn->pkg || wellKnown(std::string(fn->pkg->path) + "." + std::string(fn->name)) != WellKnown::pure) return true;
    return hasEffects(c->args[0]);
  }
  default: return true;
  }
}

void ProgramBuilder::requestInit(Package *p, size_t i) {
  auto &st = inits[p][i];
  if (st.requested) return;
  st.requested = true;
  work.push_back([this, p, i] {
    auto &init = p->initOrder[i];
    if (init.lhs.size() == 1 && init.lhs[0]->name != "_") {
      auto *g = globalVar(init.lhs[0]);
      if (staticInit(g, 0, init.rhs, g->type, false)) {
        auto *lit = dynCompositeLit(unparen(init.rhs));
        if (lit && lit->elems.empty() && (dynArray(under(g->type)) || dynStruct(under(g->type)))) return; // zero: no data
        lowering() = g->pos;
        allocateData(g);
        staticInit(g, 0, init.rhs, g->type, true);
        return;
      }
    }
    std::string name = init.lhs.empty() ? "_" : std::string(init.lhs[0]->name);
    auto *f = newFunc(uniqueSymbol(std::string(p->path) + ".init." + name), p);
    f->display = std::string(p->path) + ".init";
    f->sig = new Signature;
    f->pos = init.rhs->pos;
    inits[p][i].fn = f;
    FuncBuilder b(*this, f, {});
    b.buildInitialiser(init);
  });
}

// A package's variable initialisers, then its init functions; null if it has none.
ir::Func *ProgramBuilder::buildPackageInit(Package *p) {
  if (inBase(p)) return base->packageInit.at(p);
  bool any = !initFuncs[p].empty();
  for (auto &st : inits[p]) any |= st.fn != nullptr;
  if (!any) return nullptr;
  auto *f = newFunc(uniqueSymbol(std::string(p->path) + ".init"), p);
  f->display = std::string(p->path) + ".init";
  f->sig = new Signature;
  f->wrapper = true; // the initialisers it calls are what tracebacks show
  FuncBuilder b(*this, f, {});
  b.begin();
  for (auto &st : inits[p])
    if (st.fn) st.fn->noinline_ = true, b.callFunc(st.fn, {});
  for (auto *i : initFuncs[p]) i->noinline_ = true, b.callFunc(i, {}); // frames of their own in tracebacks
  b.emit(ir::Op::Ret, nullptr);
  b.finish();
  return f;
}

// runtime.initAll: the packages, in order.
void ProgramBuilder::buildInitAll() {
  auto *f = newFunc("go:main.inittasks", nullptr);
  f->sig = new Signature;
  f->wrapper = true;
  FuncBuilder b(*this, f, {});
  b.begin();
  for (auto *p : order)
    if (auto *init = buildPackageInit(p)) b.callFunc(init, {});
  b.emit(ir::Op::Ret, nullptr);
  b.finish();
  m.initAll = f;
}

} // namespace ir
