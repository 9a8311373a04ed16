// ir/build_program.cpp: the work list of the lowering: which functions, variables, initialisers and wrappers a
// program needs (R1..R3 in build.h), their symbols, and the order of package initialisation.
#include "frontend/diag.h"
#include "ir/build.h"
#include "runtime/abi/entries.h"
#include <algorithm>

namespace ir {

namespace {

bool hasDirective(const List<Directive> &l, Str name) {
  return std::any_of(l.begin(), l.end(), [&](auto &d) { return d.name == name; });
}

// //go:linkname local [target] -> {local, target}
std::pair<Str, Str> splitLinkname(Str args) {
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

std::string linknameTarget(frontend::Func *fn) {
  for (auto &d : fn->directives)
    if (d.name == "go:linkname") {
      auto [local, target] = splitLinkname(d.args);
      if (local == fn->name && !target.empty()) return std::string(target);
    }
  return "";
}

std::string typeArgs(const List<Type *> &targs) {
  std::string s = "[";
  for (size_t i = 0; i < targs.size(); i++) s += (i ? "," : "") + linkString(targs[i]);
  return s + "]";
}

} // namespace

bool directIface(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Pointer:
  case TypeKind::Chan:
  case TypeKind::Map:
  case TypeKind::Signature: return true;
  case TypeKind::Basic: return static_cast<Basic *>(u)->bkind == BasicKind::UnsafePointer;
  case TypeKind::Array: return static_cast<Array *>(u)->len == 1 && directIface(static_cast<Array *>(u)->elem);
  case TypeKind::Struct: return static_cast<Struct *>(u)->fields.size() == 1 && directIface(static_cast<Struct *>(u)->fields[0]->type);
  default: return false;
  }
}

bool hasPointers(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: {
    auto k = static_cast<Basic *>(u)->bkind;
    return k == BasicKind::String || k == BasicKind::UnsafePointer || k == BasicKind::UntypedString || k == BasicKind::UntypedNil;
  }
  case TypeKind::Array: return static_cast<Array *>(u)->len > 0 && hasPointers(static_cast<Array *>(u)->elem);
  case TypeKind::Struct:
    for (auto *f : static_cast<Struct *>(u)->fields)
      if (hasPointers(f->type)) return true;
    return false;
  case TypeKind::Tuple:
    for (auto *f : static_cast<Tuple *>(u)->vars)
      if (hasPointers(f->type)) return true;
    return false;
  default: return true;
  }
}

bool plainMemory(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: return !(static_cast<Basic *>(u)->info & (IsFloat | IsComplex | IsString));
  case TypeKind::Pointer:
  case TypeKind::Chan: return true;
  case TypeKind::Array: return plainMemory(static_cast<Array *>(u)->elem);
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(u);
    int64_t end = 0;
    auto offs = fieldOffsets(s);
    for (size_t i = 0; i < s->fields.size(); i++) {
      if (s->fields[i]->name == "_" || offs[i] != end || !plainMemory(s->fields[i]->type)) return false;
      end = offs[i] + sizeofType(s->fields[i]->type);
    }
    return end == sizeofType(s);
  }
  default: return false;
  }
}

std::string funcSymbol(frontend::Func *fn, const List<Type *> &targs, std::string *display) {
  std::string pkg = fn->pkg ? std::string(fn->pkg->path) : "", args = targs.empty() ? "" : typeArgs(targs),
              shown = targs.empty() ? "" : "[...]";
  auto *recv = fn->sig()->recv;
  auto make = [&](const std::string &a, const std::string &generic) {
    if (!recv) return pkg + "." + std::string(fn->name) + a;
    Type *r = recv->type;
    bool ptr = r->kind == TypeKind::Pointer;
    if (ptr) r = static_cast<Pointer *>(r)->elem;
    auto *n = dynNamed(r);
    std::string tn = n ? std::string(n->obj->name) : "?";
    if (n && n->obj->parent && n->obj->pkg && n->obj->parent != n->obj->pkg->scope) { // a local type: its link string tells it apart
      tn = linkString(n);
      if (auto dot = tn.rfind('.'); dot != std::string::npos && generic.empty()) tn = tn.substr(dot + 1);
    }
    tn += a;
    return pkg + "." + (ptr ? "(*" + tn + ")" : tn) + "." + std::string(fn->name);
  };
  if (display) *display = make(shown, "");
  return make(args, "x");
}

ProgramBuilder::ProgramBuilder(Module &m, Package *mainPkg, Package *runtimePkg, std::function<bool(frontend::Func *)> checkBody)
    : m(m), mainPkg(mainPkg), runtimePkg(runtimePkg), checkBody(std::move(checkBody)) {}

// ---- packages

void ProgramBuilder::collectPackages(Package *p, std::set<Package *> &seen) {
  if (!p || p == unsafePackage || !seen.insert(p).second) return;
  for (auto *q : p->imports) collectPackages(q, seen);
  order.push_back(p);
  collectLinknames(p);
}

// R0: a function or variable with a body/storage and a linkname target provides that symbol.
void ProgramBuilder::collectLinknames(Package *p) {
  for (auto *f : p->funcs)
    if (f->decl && f->decl->body)
      if (auto target = linknameTarget(f); !target.empty()) linknamePush.emplace(target, f);
  for (auto *file : p->files)
    for (auto &d : file->directives) {
      if (d.name != "go:linkname") continue;
      auto [local, target] = splitLinkname(d.args);
      if (auto *v = p->scope->lookup(local); v && dynVar(v) && !target.empty()) {
        linknameVars.emplace(std::string(p->path) + "." + std::string(local), nullptr);
        linknameVars[std::string(p->path) + "." + std::string(local)] = nullptr;
        // Resolved in globalVar: the variable shares the symbol of its target.
        (void)target;
      }
    }
}

// gc's order (since Go 1.21): sort by import path, then repeatedly the first package whose imports are initialised.
void ProgramBuilder::sortPackages() {
  std::sort(order.begin(), order.end(), [](Package *a, Package *b) { return a->path < b->path; });
  std::vector<Package *> out;
  std::set<Package *> done{unsafePackage};
  // Everything depends on runtime, and runtime's own imports come first.
  auto ready = [&](Package *p) { return std::all_of(p->imports.begin(), p->imports.end(), [&](Package *q) { return done.count(q); }); };
  std::set<Package *> early;
  collectPackages(nullptr, early);
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

// ---- functions

ir::Func *ProgramBuilder::newFunc(const std::string &symbol) {
  m.funcs.push_back(std::make_unique<ir::Func>());
  auto *f = m.funcs.back().get();
  f->symbol = f->display = symbol;
  f->module = &m;
  m.funcBySymbol[symbol] = f;
  return f;
}

std::string ProgramBuilder::uniqueSymbol(const std::string &base) {
  if (!m.funcBySymbol.count(base) && !m.globalBySymbol.count(base)) return base;
  for (;;) {
    std::string s = base + "-" + std::to_string(++uniqueCount[base]);
    if (!m.funcBySymbol.count(s) && !m.globalBySymbol.count(s)) return s;
  }
}

// Instances of instances can be so many, or so large, that no machine holds them.
void ProgramBuilder::limitInstances(frontend::Func *fn, const List<Type *> &targs) {
  constexpr uint64_t maxWeight = maxTypeWeight / 64, maxTotal = maxTypeWeight;
  uint64_t weight = 0;
  for (auto *a : targs) weight += typeWeight(a);
  if (weight > maxWeight || (instanceWeight += weight) > maxTotal)
    fatalError(fn->pos, "too many or too large instances of " + std::string(fn->name) + " (implementation limitation)");
}

ir::Func *ProgramBuilder::function(frontend::Func *fn, const List<Type *> &targs) {
  if (fn->origin) fn = fn->origin;
  std::string display, symbol = funcSymbol(fn, targs, &display);
  bool hasBody = fn->decl && fn->decl->body;
  std::string target = linknameTarget(fn);
  if (!hasBody && !target.empty()) symbol = display = target;
  if (fn->name == "init" && !fn->sig()->recv && hasBody) { // several per package, not referable
    auto &list = fn->pkg->funcs;
    int k = 0;
    for (auto *o : list) {
      if (o == fn) break;
      if (o->name == "init" && !o->sig()->recv) k++;
    }
    symbol = display = std::string(fn->pkg->path) + ".init." + std::to_string(k);
  } else if (fn->name == "_") {
    symbol = display = uniqueSymbol(symbol);
  }
  if (auto it = m.funcBySymbol.find(symbol); it != m.funcBySymbol.end()) return it->second;

  if (!hasBody) { // provided elsewhere: by a linkname push, by another package's function of that symbol, or by the runtime
    if (auto it = linknamePush.find(symbol); it != linknamePush.end() && it->second != fn) {
      auto *f = function(it->second, {});
      m.funcBySymbol[symbol] = f;
      return f;
    }
    if (!target.empty())
      if (auto dot = target.rfind('.'); dot != std::string::npos)
        for (auto *p : order)
          if (p->path == target.substr(0, dot))
            if (auto *o = p->scope->lookup(target.substr(dot + 1));
                o && dynFunc(o) && o != fn && dynFunc(o)->decl && dynFunc(o)->decl->body)
              return function(dynFunc(o), {});
  }

  limitInstances(fn, targs);
  auto *f = newFunc(symbol);
  // Between a func value that reflect made and the function behind it.
  for (const char *s : {"reflect.callReflect", "reflect.callMethod", "reflect.callMakeFunc", "reflect.callMethodValue", "reflect.call"})
    f->wrapper |= symbol == s;
  if (symbol == "reflect.Value.Method" || symbol == "reflect.Value.MethodByName") keepExportedMethods();
  f->display = display;
  f->pos = fn->pos;
  f->linkonce = !targs.empty();
  f->noinline_ = hasDirective(fn->directives, "go:noinline");
  f->nosplit = hasDirective(fn->directives, "go:nosplit");
  f->noescape = !hasBody && hasDirective(fn->directives, "go:noescape");
  f->holdsUintptrArgs = hasDirective(fn->directives, "go:uintptrescapes") || hasDirective(fn->directives, "go:uintptrkeepalive");
  TypeMap types;
  auto *sig = fn->sig();
  auto &tps = sig->recv ? sig->recvTparams : sig->tparams;
  types.from = tps;
  types.to = targs;
  auto *s = static_cast<Signature *>(targs.empty() ? sig : subst(sig, types));
  f->sig = s;
  // Parameter values, so that callers can be checked before the body is built.
  auto addParam = [&](Var *v, Type *t) {
    auto *p = new Instr;
    p->op = ir::Op::Zero, p->isParam = true, p->id = f->nextId++, p->type = t, p->str = std::string(v->name), p->pos = v->pos;
    f->params.push_back(p);
  };
  auto T = [&](Type *t) { return canon(targs.empty() ? t : subst(t, types)); };
  if (sig->recv) addParam(sig->recv, T(sig->recv->type));
  for (auto *v : sig->params->vars) addParam(v, T(v->type));
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
  if (auto it = m.funcBySymbol.find("runtime." + name); it != m.funcBySymbol.end()) return it->second;
  auto *o = runtimePkg->scope->lookup(*new std::string(name));
  auto *fn = o ? dynFunc(o) : nullptr;
  if (!fn) {
    error = "package runtime has no function " + name;
    auto *f = newFunc("runtime." + name);
    return f;
  }
  return function(fn, {});
}

// ---- variables

Global *ProgramBuilder::newGlobal(const std::string &symbol, Type *t) {
  m.globals.push_back(std::make_unique<Global>());
  auto *g = m.globals.back().get();
  g->symbol = uniqueSymbol(symbol);
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
  if (auto it = globals.find(v); it != globals.end()) return it->second;
  std::string symbol = std::string(v->pkg->path) + "." + std::string(v->name);
  // A linknamed variable is its target.
  for (auto *file : v->pkg->files)
    for (auto &d : file->directives)
      if (d.name == "go:linkname") {
        auto [local, target] = splitLinkname(d.args);
        if (local != v->name || target.empty()) continue;
        auto dot = target.rfind('.');
        for (auto *p : order)
          if (p != v->pkg && p->path == target.substr(0, dot))
            if (auto *o = p->scope->lookup(target.substr(dot + 1)); o && dynVar(o)) return globals[v] = globalVar(dynVar(o));
      }
  lowering() = v->pos;
  auto *g = newGlobal(symbol, canon(v->type));
  g->pos = v->pos;
  globals[v] = g;
  embedVar(g, v);
  if (auto it = initialiserOf.find(v); it != initialiserOf.end()) requestInit(it->second.first, it->second.second);
  return g;
}

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
    if (c->fun->mode == Mode::Builtin) {
      auto *n = dynName(unparen(c->fun));
      auto *b = n && n->obj ? dynBuiltin(n->obj) : nullptr;
      if (b && (b->id == BuiltinId::Make || b->id == BuiltinId::New)) return false;
      return true;
    }
    // errors.New has no effect worth an unused sentinel.
    if (auto *s = dynSelectorExpr(unparen(c->fun));
        s && !s->selection && s->sel->obj && s->sel->obj->pkg && s->sel->obj->pkg->path == "errors" && s->sel->value == "New")
      return hasEffects(c->args[0]);
    return true;
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
    auto *f = newFunc(uniqueSymbol(std::string(p->path) + ".init." + name));
    f->display = std::string(p->path) + ".init";
    f->sig = new Signature;
    f->pos = init.rhs->pos;
    inits[p][i].fn = f;
    FuncBuilder b(*this, f, {});
    b.buildInitialiser(init);
  });
}

// ---- descriptors and dynamic calls

Type *ProgramBuilder::plainSignature(frontend::Func *m) {
  static std::unordered_map<frontend::Func *, Type *> cache;
  auto &t = cache[m];
  if (!t) {
    auto *s = new Signature(*m->sig());
    s->recv = nullptr;
    t = canon(s);
  }
  return t;
}

// The types a descriptor of t refers to.
template <class F> void ProgramBuilder::eachComponent(Type *t, F f) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Array: f(static_cast<Array *>(u)->elem), f(new Slice(static_cast<Array *>(u)->elem)); break;
  case TypeKind::Slice: f(static_cast<Slice *>(u)->elem); break;
  case TypeKind::Pointer: f(static_cast<Pointer *>(u)->elem); break;
  case TypeKind::Chan: f(static_cast<Chan *>(u)->elem); break;
  case TypeKind::Map: f(static_cast<Map *>(u)->key), f(static_cast<Map *>(u)->elem); break;
  case TypeKind::Struct:
    for (auto *v : static_cast<Struct *>(u)->fields) f(v->type);
    break;
  case TypeKind::Signature:
    for (auto *v : static_cast<Signature *>(u)->params->vars) f(v->type);
    for (auto *v : static_cast<Signature *>(u)->results->vars) f(v->type);
    break;
  case TypeKind::Interface:
    for (auto *m : interfaceMethods(static_cast<Interface *>(u))) f(plainSignature(m));
    break;
  default: break;
  }
}

void ProgramBuilder::needType(Type *t) {
  t = canon(t);
  if (!typeSet.insert(t).second) return;
  types.push_back(t);
  eachComponent(t, [&](Type *c) { needType(c); });
  if (Type *u = under(t); u->kind == TypeKind::Interface)
    for (auto *m : interfaceMethods(static_cast<Interface *>(u))) nameMethod(m->name);
  else
    needMethods(t);
}

// Without the signature in its descriptor a method is not found: neither by an assertion to an interface, nor by reflect.
void ProgramBuilder::needMethods(Type *t) {
  for (auto &e : methodSet(t)) {
    methodsByName[e.fn->name].push_back({t, e});
    if (methodIsNamed(e.fn->name)) needType(plainSignature(e.fn));
  }
}

void ProgramBuilder::nameMethod(Str name) {
  if (!named.insert(name).second) return;
  auto &list = methodsByName[name]; // grows meanwhile; what is added sees the name
  for (size_t i = 0; i < list.size(); i++) needType(plainSignature(list[i].entry.fn));
}

// From an interface value reflection reaches the components of its type, and pointers to them where those have methods.
void ProgramBuilder::useType(Type *t) {
  t = canon(t);
  needType(t);
  if (!used.insert(t).second) return;
  eachComponent(t, [&](Type *c) { useType(c); });
  if (under(t)->kind == TypeKind::Interface) return;
  if (!dynPointer(t))
    if (auto *p = new Pointer(t); !methodSet(p).empty()) useType(p);
  useMethods(t);
}

void ProgramBuilder::useMethods(Type *t) {
  for (auto &e : methodSet(t)) useMethod(t, e);
}

void ProgramBuilder::useMethod(Type *t, const MethodEntry &e) {
  if (methodIsLive(t, e.fn)) needType(plainSignature(e.fn)), ifaceMethod(t, e), valueMethod(t, e);
}

bool ProgramBuilder::isCalled(Str name, Type *sig) const {
  if (allExported && frontend::isExported(name)) return true;
  auto it = called.find(name);
  return it != called.end() && std::find(it->second.begin(), it->second.end(), sig) != it->second.end();
}

void ProgramBuilder::keepExportedMethods() {
  if (allExported) return;
  allExported = true;
  for (size_t i = 0; i < types.size(); i++) {
    Type *t = types[i];
    if (under(t)->kind == TypeKind::Interface) continue;
    for (auto &e : methodSet(t)) needType(plainSignature(e.fn));
    useMethods(t);
  }
}

// reflect.Type's Method and MethodByName find methods that no call names.
static bool findsMethods(Str name, Type *sig) {
  if (name != "Method" && name != "MethodByName") return false;
  auto &results = static_cast<Signature *>(sig)->results->vars;
  auto *n = results.empty() ? nullptr : dynNamed(results[0]->type);
  return n && n->obj->name == "Method" && n->obj->pkg && n->obj->pkg->path == "reflect";
}

void ProgramBuilder::interfaceCall(Str name, Type *sig) {
  sig = canon(sig);
  if (auto &sigs = called[name]; std::find(sigs.begin(), sigs.end(), sig) == sigs.end())
    sigs.push_back(sig);
  else
    return;
  if (findsMethods(name, sig)) keepExportedMethods();
  auto &list = methodsByName[name]; // grows meanwhile; what is added sees the call
  for (size_t i = 0; i < list.size(); i++) {
    TypeMethod m = list[i];
    useMethod(m.type, m.entry);
  }
}

Global *ProgramBuilder::itab(Type *concrete, Type *iface) {
  concrete = canon(concrete), iface = canon(under(iface)); // one per method set: values are compared by itab
  std::string key = "go:itab." + linkString(concrete) + "," + linkString(iface);
  auto &g = itabs[key];
  if (g) return g;
  needType(concrete), needType(iface);
  auto n = interfaceMethods(static_cast<Interface *>(under(iface))).size();
  g = newGlobal(key, nullptr);
  g->size = 24 + 8 * std::max<size_t>(n, 1);
  g->linkonce = true;
  m.itabs.push_back({g, {concrete, iface}});
  return g;
}

// Itabs get their functions when the set of live methods is known; asking for a wrapper may make more work.
bool ProgramBuilder::fillItabs() {
  bool more = false;
  for (size_t i = 0; i < m.itabs.size(); i++) {
    auto &[g, types] = m.itabs[i];
    auto [concrete, iface] = types;
    if (g->data.empty()) {
      g->data.assign(g->size, 0);
      g->relocs.push_back({0, Reloc::TypeDesc, nullptr, nullptr, iface, 0, {}});
      g->relocs.push_back({8, Reloc::TypeDesc, nullptr, nullptr, concrete, 0, {}});
    }
    auto set = methodSet(concrete);
    uint64_t slot = 24;
    for (auto *im : interfaceMethods(static_cast<Interface *>(under(iface)))) {
      uint64_t at = slot;
      slot += 8;
      auto *old = &*std::find_if(g->relocs.begin(), g->relocs.end(), [&](auto &r) { return r.offset == at; });
      bool filled = old != &*g->relocs.end();
      auto e = std::find_if(set.begin(), set.end(),
                            [&](MethodEntry &m) { return m.fn->name == im->name && (m.fn->exported() || m.fn->pkg == im->pkg); });
      if (e == set.end() || !methodIsLive(concrete, e->fn)) {
        if (!filled) g->relocs.push_back({at, Reloc::FuncCode, nullptr, runtimeFunc("unreachableMethod"), nullptr, 0, {}});
        continue;
      }
      if (filled && old->func->symbol != "runtime.unreachableMethod") continue;
      if (filled) g->relocs.erase(g->relocs.begin() + (old - &g->relocs[0])); // it has come alive
      g->relocs.push_back({at, Reloc::FuncCode, nullptr, ifaceMethod(concrete, *e), nullptr, 0, {}});
      more = true;
    }
  }
  return more;
}

// A function that takes the receiver t (or its interface data word) and calls the method, which may be promoted
// through embedded fields, declared on *T while t is addressable through a pointer, or an interface's.
ir::Func *ProgramBuilder::wrapperFor(Type *t, const MethodEntry &e, bool dataWord) {
  std::string shape = dataWord && !dynPointer(under(t)) ? (directIface(t) ? "-word" : "") : "";
  std::string tn = linkString(t), symbol;
  Type *param = t;
  if (dataWord && !directIface(t))
    param = canon(new Pointer(t)), tn = "*" + tn; // the word points to the value
  else if (dataWord)
    param = t;
  symbol = std::string(e.fn->pkg ? e.fn->pkg->path : Str("")) + ".(" + tn + ")." + std::string(e.fn->name) + shape +
           (dataWord ? "-iface" : "-wrap");
  auto &w = wrappers[symbol];
  if (w) return w;
  w = newFunc(uniqueSymbol(symbol));
  {
    // Shown as gc shows wrappers: pkg.(*T).M
    std::string shown = typeString(param);
    if (auto dot = shown.find('.'); dot != std::string::npos) {
      bool ptr = shown[0] == '*';
      w->display = std::string(e.fn->pkg ? e.fn->pkg->path : Str("")) + "." +
                   (ptr ? "(*" + shown.substr(dot + 1) + ")" : shown.substr(dot + 1)) + "." + std::string(e.fn->name);
    }
  }
  w->wrapper = w->linkonce = true;
  w->noinline_ = false;
  auto *sig = new Signature(*e.fn->sig());
  sig->recv = nullptr;
  w->sig = static_cast<Signature *>(canon(sig));
  w->pos = e.fn->pos;
  ir::Func *f = w;
  // Parameters now, body later.
  auto addParam = [&](Type *pt) {
    auto *p = new Instr;
    p->op = ir::Op::Zero, p->isParam = true, p->id = f->nextId++, p->type = canon(pt);
    f->params.push_back(p);
  };
  addParam(param);
  for (auto *v : w->sig->params->vars) addParam(v->type);
  for (auto *v : w->sig->results->vars) f->results.push_back(canon(v->type));
  MethodEntry entry = e;
  bool load = dataWord && !directIface(t);
  work.push_back([this, f, t, entry, load] {
    FuncBuilder b(*this, f, {});
    b.begin(f->sig, nullptr);
    Value recv = f->params[0];
    Type *rt = t;
    auto *m = entry.fn;
    Type *want = m->sig()->recv ? m->sig()->recv->type : nullptr;
    bool viaIface = !want || isInterface(want) || (!m->decl && !m->origin);
    // The receiver: through the embedded fields to what the method takes. A pointer method that a value has was promoted
    // through an embedded pointer, so its receiver is in memory, whatever the outer value is.
    size_t steps = entry.index.size() - 1;
    bool isPtr = load || dynPointer(under(t)) != nullptr;
    Type *outer = load ? t : isPtr ? canon(static_cast<Pointer *>(under(t))->elem) : t;
    if (load && !steps && !viaIface) b.panicwrapCheck(recv, m);
    if (load || (steps && isPtr)) b.nilChecked(recv);
    if (steps) {
      bool wantAddr = !viaIface && dynPointer(want) && !dynPointer(under(b.fieldType(outer, entry.index, steps)));
      recv = b.walkFields(recv, isPtr, outer, entry.index, steps, wantAddr);
    } else if (load) {
      recv = b.load(t, recv);
    }
    rt = recv->type;
    std::vector<Value> args(f->params.begin() + 1, f->params.end()), results;
    if (viaIface) {
      FuncBuilder::Callee c;
      c.kind = FuncBuilder::Callee::Iface;
      c.recv = recv;
      c.sig = f->sig;
      c.name = std::string(m->name);
      auto ms = interfaceMethods(static_cast<Interface *>(under(rt)));
      for (size_t i = 0; i < ms.size(); i++)
        if (ms[i]->name == m->name && (ms[i]->exported() || ms[i]->pkg == m->pkg)) c.slot = int64_t(i);
      interfaceCall(m->name, f->sig);
      b.nilChecked(b.extract(recv, 0, b.ptrT()));
      results = b.emitCall(c, args);
    } else {
      bool wantPtr = dynPointer(want) != nullptr, havePtr = dynPointer(under(rt)) != nullptr && !dynNamed(rt);
      if (wantPtr && !havePtr)
        recv = b.spill(recv), rt = recv->type;
      else if (!wantPtr && havePtr) {
        if (entry.index.size() == 1) b.panicwrapCheck(recv, m);
        b.nilChecked(recv);
        rt = canon(static_cast<Pointer *>(under(rt))->elem);
        recv = b.load(rt, recv);
      }
      args.insert(args.begin(), recv);
      results = b.callFunc(method(m, rt), args);
    }
    b.emit(ir::Op::Ret, nullptr, results);
    b.finish();
  });
  return w;
}

ir::Func *ProgramBuilder::ifaceMethod(Type *recv, const MethodEntry &e) {
  // A pointer method of a named type, called on the pointer: the word is the receiver.
  bool declared = e.fn->decl || e.fn->origin;
  if (dynPointer(recv) && e.index.size() == 1 && declared && dynPointer(e.fn->sig()->recv->type)) return method(e.fn, recv);
  return wrapperFor(recv, e, true);
}

ir::Func *ProgramBuilder::valueMethod(Type *recv, const MethodEntry &e) {
  bool declared = e.fn->decl || e.fn->origin;
  if (e.index.size() == 1 && declared && (dynPointer(e.fn->sig()->recv->type) != nullptr) == (dynPointer(recv) != nullptr))
    return method(e.fn, recv);
  return wrapperFor(recv, e, false);
}

// ---- the program

void ProgramBuilder::drain() {
  while (!work.empty() && !failed) {
    auto w = std::move(work.front());
    work.pop_front();
    w();
  }
}

// runtime.initAll: for each package in order its variable initialisers, then its init functions.
void ProgramBuilder::buildInitAll() {
  auto *f = newFunc("go:main.inittasks");
  f->sig = new Signature;
  f->wrapper = true;
  FuncBuilder b(*this, f, {});
  b.begin(f->sig, nullptr);
  for (auto *p : order) {
    auto *pf = newFunc(uniqueSymbol(std::string(p->path) + ".init"));
    pf->display = std::string(p->path) + ".init";
    pf->sig = f->sig;
    pf->wrapper = true; // the initialisers it calls are what tracebacks show
    FuncBuilder pb(*this, pf, {});
    pb.begin(pf->sig, nullptr);
    bool any = false;
    for (auto &st : inits[p])
      if (st.fn) st.fn->noinline_ = true, pb.callFunc(st.fn, {}), any = true;
    for (auto *i : initFuncs[p]) i->noinline_ = true, pb.callFunc(i, {}), any = true; // frames of their own in tracebacks
    pb.emit(ir::Op::Ret, nullptr);
    pb.finish();
    if (any) b.callFunc(pf, {});
  }
  b.emit(ir::Op::Ret, nullptr);
  b.finish();
  m.initAll = f;
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
