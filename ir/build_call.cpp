// ir/build_call.cpp: calls, methods, method values and expressions.
#include "ir/build.h"
#include <algorithm>
#include <utility>

namespace ir {

std::vector<Value> FuncBuilder::emitCall(const Callee &c, std::vector<Value> args) {
  auto *sig = static_cast<Signature *>(under(c.sig));
  std::vector<Type *> rts;
  if (c.kind == Callee::Static)
    rts = c.fn->results;
  else
    for (auto *v : sig->results->vars) rts.push_back(T(v->type));
  Type *rt = nullptr;
  if (rts.size() == 1)
    rt = rts[0];
  else if (rts.size() > 1) {
    auto *tuple = new Tuple;
    for (auto *t : rts) tuple->vars.push_back(new Var(Pos{}, nullptr, "", t));
    rt = canon(tuple);
  }
  Instr *i;
  switch (c.kind) {
  case Callee::Static:
    if (c.recv) args.insert(args.begin(), c.recv);
    i = emit(ir::Op::Call, rt, std::move(args));
    i->func = c.fn;
    break;
  case Callee::Closure:
    nilChecked(c.value);
    args.insert(args.begin(), c.value);
    i = emit(ir::Op::CallClosure, rt, std::move(args));
    i->auxType = canon(sig);
    break;
  default:
    nilChecked(extract(c.recv, 0, ptrT()));
    args.insert(args.begin(), c.recv);
    i = emit(ir::Op::CallIface, rt, std::move(args));
    i->imm = c.slot;
    i->str = c.name;
    i->auxType = canon(sig);
    break;
  }
  if (rts.empty()) return {};
  if (rts.size() == 1) return {i};
  std::vector<Value> out;
  for (size_t k = 0; k < rts.size(); k++) out.push_back(extract(i, int64_t(k), rts[k]));
  return out;
}

std::vector<Value> FuncBuilder::callFunc(ir::Func *f, std::vector<Value> args) {
  Callee c;
  c.kind = Callee::Static;
  c.fn = f;
  c.sig = f->sig ? f->sig : new Signature;
  return emitCall(c, std::move(args));
}

void FuncBuilder::panicCall(const char *runtimeFunction, std::vector<Value> args) {
  callFunc(prog.runtimeFunc(runtimeFunction), std::move(args));
  emit(ir::Op::Unreachable, nullptr);
}

void FuncBuilder::panicValue(Value eface) {
  callRuntime("runtime.gopanic", nullptr, {eface});
  emit(ir::Op::Unreachable, nullptr);
  newBlockAt("dead");
}

// The wrapper (*T).M of a method M of T got a nil *T: gc says so, instead of a nil dereference in code nobody wrote.
void FuncBuilder::panicwrapCheck(Value recv, frontend::Func *m) {
  Type *t = m->sig()->recv->type;
  Named *n = dynNamed(t);
  if (!n) return;
  Block *bad = newBlock("panicwrap"), *good = newBlock("receiver");
  branch(emit(ir::Op::Eq, boolT(), {recv, zero(recv->type)}), bad, good, -1);
  moveTo(bad);
  std::vector<Value> names;
  for (const std::string &s : {std::string(m->pkg->path),
                               std::string(n->obj->name) + (n->targs.empty() && n->tparams.empty() ? "" : "[...]"), std::string(m->name)}) {
    auto *c = emit(ir::Op::ConstString, basicType(BasicKind::String));
    c->str = s;
    names.push_back(c);
  }
  panicCall("panicwrap", names);
  moveTo(good);
}

// ---- method calls

// Finds the concrete method that x.m means; on type parameters it is looked up in the type argument.
static const MethodEntry *findMethod(const List<MethodEntry> &set, Str name, Package *pkg) {
  for (auto &e : set)
    if (e.fn->name == name && (e.fn->exported() || e.fn->pkg == pkg)) return &e;
  return nullptr;
}

FuncBuilder::Callee FuncBuilder::callee(CallExpr *e) {
  Callee c;
  c.sig = static_cast<Signature *>(under(typeOf(e->fun)));
  Expr *f = unparen(e->fun);
  if (auto *ix = dynIndexExpr(f); ix && (ix->index->mode == Mode::TypExpr || ix->index->kind == NodeKind::ListExpr)) f = unparen(ix->x);
  auto *se = dynSelectorExpr(f);
  Name *n = se && !se->selection ? se->sel : dynName(f);
  if (n && n->obj)
    if (auto *fo = dynFunc(n->obj)) {
      List<Type *> targs;
      if (n->targs)
        for (auto *t : *n->targs) targs.push_back(T(t));
      c.kind = Callee::Static;
      c.fn = prog.function(fo, targs);
      return c;
    }
  if (se && se->selection && se->selection->kind == SelKind::MethodVal) {
    Type *recvType = nullptr;
    auto *m = static_cast<frontend::Func *>(se->selection->obj);
    Value recv = receiver(se, m, &recvType);
    if (under(recvType)->kind == TypeKind::Interface) {
      c.kind = Callee::Iface;
      c.recv = recv;
      c.name = std::string(m->name);
      auto ms = interfaceMethods(static_cast<Interface *>(under(recvType)));
      for (size_t i = 0; i < ms.size(); i++)
        if (ms[i]->name == m->name && (ms[i]->exported() || ms[i]->pkg == m->pkg)) c.slot = int64_t(i);
      prog.interfaceCall(m->name, c.sig);
      return c;
    }
    c.kind = Callee::Static;
    c.recv = recv;
    auto set = methodSet(recvType);
    auto *entry = findMethod(set, m->name, m->pkg);
    c.fn = entry && entry->index.size() > 1 ? prog.valueMethod(recvType, *entry) : prog.method(entry ? entry->fn : m, recvType);
    return c;
  }
  c.kind = Callee::Closure;
  c.value = expr(e->fun);
  return c;
}

// Evaluates the receiver of x.m to what the method takes: through embedded fields, address taken or loaded as needed.
Value FuncBuilder::receiver(SelectorExpr *se, frontend::Func *m, Type **recvType) {
  Type *xt = typeOf(se->x);
  List<int> index = se->selection->index;
  if (isTypeParam(se->x->type) || (dynPointer(se->x->type) && isTypeParam(static_cast<Pointer *>(se->x->type)->elem)) ||
      !types.from.empty()) {
    // In an instance the path is that of the type argument.
    auto r = lookupFieldOrMethod(xt, true, m->pkg, m->name);
    if (r.obj && dynFunc(r.obj)) index = r.index, m = static_cast<frontend::Func *>(r.obj);
  }
  size_t n = index.empty() ? 0 : index.size() - 1;
  auto *recv = m->sig()->recv;
  bool ifaceMethod = !m->decl && !m->origin;
  if (ifaceMethod && recv && !isInterface(recv->type)) ifaceMethod = false;
  bool wantPtr = !ifaceMethod && recv && recv->type->kind == TypeKind::Pointer;
  bool isPtr = dynPointer(under(xt)) != nullptr;
  Value v;
  if (n == 0) {
    if (wantPtr && !isPtr)
      v = se->x->mode == Mode::Variable ? addr(se->x) : spill(expr(se->x));
    else if (!wantPtr && isPtr && !ifaceMethod) {
      v = nilChecked(expr(se->x));
      v = load(T(static_cast<Pointer *>(under(xt))->elem), v);
    } else
      v = expr(se->x);
  } else {
    Type *ft = fieldType(xt, index, n); // of the last embedded field
    bool fieldIsPtr = dynPointer(under(ft)) != nullptr;
    if (wantPtr && !fieldIsPtr)
      v = selectAddr(se->x, index, n);
    else {
      v = selectPath(se->x, index, n);
      if (!wantPtr && fieldIsPtr && !ifaceMethod) {
        nilChecked(v);
        v = load(T(static_cast<Pointer *>(under(ft))->elem), v);
      }
    }
  }
  *recvType = v->type;
  return v;
}

// ---- arguments

std::vector<Value> FuncBuilder::packArguments(Signature *sig, std::vector<Value> given, bool hasDots) {
  auto &params = sig->params->vars;
  std::vector<Value> out;
  size_t fixed = sig->variadic ? params.size() - 1 : params.size();
  for (size_t i = 0; i < fixed && i < given.size(); i++) out.push_back(assignConv(given[i], T(params[i]->type)));
  if (!sig->variadic) return out;
  Type *st = T(params.back()->type);
  if (hasDots) {
    out.push_back(assignConv(given[fixed], st));
    return out;
  }
  int64_t n = int64_t(given.size()) - int64_t(fixed);
  if (n <= 0) {
    out.push_back(zero(st));
    return out;
  }
  Type *et = T(static_cast<Slice *>(under(st))->elem), *at = canon(new Array(et, n));
  Value p = alloc(at, "... argument");
  for (int64_t k = 0; k < n; k++) {
    auto *a = emit(ir::Op::IndexAddr, pointerTo(et), {p, constInt(intT(), k)});
    a->auxType = et;
    store(a, assignConv(given[fixed + size_t(k)], et));
  }
  Value base = emit(ir::Op::Retype, pointerTo(et), {p});
  out.push_back(emit(ir::Op::Make, st, {base, constInt(intT(), n), constInt(intT(), n)}));
  return out;
}

// One argument. With held, as functions with go:uintptrescapes or go:uintptrkeepalive ask: of uintptr(p) the pointer p
// is put there, and the caller keeps it alive until the call has returned.
Value FuncBuilder::argument(Expr *e, Type *to, std::vector<Value> *held) {
  auto kindIs = [&](Type *t, BasicKind k) {
    auto *b = dynBasic(under(t));
    return b && b->bkind == k;
  };
  auto *conv = held ? dynCallExpr(unparen(e)) : nullptr;
  if (!conv || conv->fun->mode != Mode::TypExpr || conv->mode == Mode::Constant || conv->args[0]->mode == Mode::NilValue ||
      !kindIs(typeOf(conv), BasicKind::Uintptr) || !kindIs(typeOf(conv->args[0]), BasicKind::UnsafePointer))
    return exprAs(e, to);
  held->push_back(expr(conv->args[0]));
  return assignConv(convert(held->back(), typeOf(conv)), to);
}

std::vector<Value> FuncBuilder::arguments(CallExpr *e, Signature *sig, std::vector<Value> *held) {
  std::vector<Value> given;
  auto &params = sig->params->vars;
  if (e->args.size() == 1 && e->args[0]->type && dynTuple(e->args[0]->type) && dynCallExpr(unparen(e->args[0]))) {
    given = exprList(e->args[0]); // f(g()) of several results
  } else {
    for (size_t i = 0; i < e->args.size(); i++) {
      Type *pt;
      if (sig->variadic && i + 1 >= params.size()) {
        pt = T(params.back()->type);
        if (!e->hasDots) pt = T(static_cast<Slice *>(under(pt))->elem);
      } else
        pt = T(params[i]->type);
      given.push_back(argument(e->args[i], pt, held));
    }
  }
  return packArguments(sig, std::move(given), e->hasDots);
}

// What a call evaluates: function value or receiver, arguments.
std::vector<Expr *> FuncBuilder::callOperands(CallExpr *e) {
  std::vector<Expr *> all;
  Expr *f = unparen(e->fun);
  if (auto *s = dynSelectorExpr(f); s && s->selection)
    all.push_back(s->x);
  else if (f->mode == Mode::Variable || f->mode == Mode::Value || f->mode == Mode::MapIndex)
    all.push_back(f);
  for (Expr *a : e->args)
    if (a->mode != Mode::TypExpr) all.push_back(a);
  return all;
}

// Does the receiver of x.m come from memory that x only leads to? Calls among the arguments are made before it is read.
bool FuncBuilder::readsReceiver(CallExpr *e) {
  auto *s = dynSelectorExpr(unparen(e->fun));
  if (!s || !s->selection || s->selection->kind != SelKind::MethodVal) return false;
  auto *recv = static_cast<frontend::Func *>(s->selection->obj)->sig()->recv;
  return s->selection->index.size() > 1 || (dynPointer(under(typeOf(s->x))) && recv && !dynPointer(recv->type));
}

std::vector<Value> FuncBuilder::call(CallExpr *e) {
  Expr *f = unparen(e->fun);
  if (f->mode == Mode::TypExpr || e->fun->mode == Mode::TypExpr) { // conversion
    Type *to = typeOf(e);
    Expr *x = e->args[0];
    if (x->mode == Mode::NilValue) return {zero(to)};
    if (x->cval && x->mode == Mode::Constant) {
      if (under(to)->kind == TypeKind::Interface) return {toInterface(constant(x->cval, typeOf(x)), to, x->cval)};
      if (dynBasic(under(to)) && isNumeric(to) && x->cval->kind != ConstKind::String) return {constant(x->cval, to)};
    }
    // unsafe.Pointer(uintptr(p) + x): pointer arithmetic the optimiser may see through
    Expr *ux = unparen(x);
    if (auto *sum = dynOperation(ux); sum && sum->y && dynBasic(under(to)) &&
                                      static_cast<Basic *>(under(to))->bkind == BasicKind::UnsafePointer &&
                                      (sum->op == frontend::Op::Add || sum->op == frontend::Op::Sub) && sum->mode != Mode::Constant)
      if (auto *pc = dynCallExpr(unparen(sum->x));
          pc && pc->fun->mode == Mode::TypExpr && pc->args.size() == 1 && pc->args[0]->type && pc->mode != Mode::Constant)
        if (auto *pb = dynBasic(under(typeOf(pc->args[0]))); pb && pb->bkind == BasicKind::UnsafePointer) {
          Value p = expr(pc->args[0]);
          Value off = exprAs(sum->y, typeOf(sum));
          if (sum->op == frontend::Op::Sub) off = emit(ir::Op::Neg, off->type, {off});
          return {emit(ir::Op::PtrAdd, to, {p->type == to ? p : emit(ir::Op::Retype, to, {p}), indexToInt(off)})};
        }
    Value v = expr(x);
    Expr *saved = std::exchange(converting, e);
    v = convert(v, to);
    converting = saved;
    if (v->op == ir::Op::CallRuntime) v->source = e; // between strings and slices: new memory
    return {v};
  }
  Order order(*this, callOperands(e), readsReceiver(e));
  if (f->mode == Mode::Builtin) {
    Name *n = dynName(f);
    if (auto *s = dynSelectorExpr(f)) n = s->sel;
    if (auto *b = n && n->obj ? dynBuiltin(n->obj) : nullptr) return builtin(e, b->id);
  }
  Callee c = callee(e);
  auto *sig = c.sig;
  std::vector<Value> held;
  auto args = arguments(e, sig, c.fn && c.fn->holdsUintptrArgs ? &held : nullptr);
  pos = e->pos.valid() ? e->pos : pos;
  auto results = emitCall(c, std::move(args));
  for (Value p : held) emit(ir::Op::KeepAlive, nullptr, {p})->flags |= Heap;
  return results;
}

// ---- method values and expressions

// x.M as a value: a closure that holds the receiver.
Value FuncBuilder::methodValue(SelectorExpr *e) {
  auto *m = static_cast<frontend::Func *>(e->selection->obj);
  Type *rt = nullptr;
  Value recv = receiver(e, m, &rt);
  bool iface = under(rt)->kind == TypeKind::Interface;
  if (iface) nilChecked(extract(recv, 0, ptrT()));
  auto *sig = static_cast<Signature *>(under(typeOf(e)));
  std::string symbol = "(" + linkString(rt) + ")." + std::string(m->name) + "-fm";
  auto *&w = prog.m.funcBySymbol[symbol];
  if (!w) {
    w = prog.newFunc(symbol);
    auto *f = prog.m.funcBySymbol[symbol];
    f->linkonce = f->wrapper = true;
    f->display = (m->pkg ? std::string(m->pkg->path) : "") + "." + typeString(rt) + "." + std::string(m->name) + "-fm";
    f->sig = static_cast<Signature *>(canon(sig));
    f->pos = m->pos;
    f->captures = {rt};
    for (auto *v : sig->params->vars) {
      auto *p = new Instr;
      p->op = ir::Op::Zero, p->isParam = true, p->id = f->nextId++, p->type = T(v->type);
      f->params.push_back(p);
    }
    for (auto *v : sig->results->vars) f->results.push_back(T(v->type));
    FuncBuilder b(prog, f, {});
    b.begin(f->sig, nullptr);
    Value r = b.emit(ir::Op::ClosureVar, rt);
    Callee c;
    c.sig = f->sig;
    c.recv = r;
    if (iface) {
      c.kind = Callee::Iface;
      c.name = std::string(m->name);
      auto ms = interfaceMethods(static_cast<Interface *>(under(rt)));
      for (size_t i = 0; i < ms.size(); i++)
        if (ms[i]->name == m->name && (ms[i]->exported() || ms[i]->pkg == m->pkg)) c.slot = int64_t(i);
      prog.interfaceCall(m->name, c.sig);
    } else {
      c.kind = Callee::Static;
      auto set = methodSet(rt);
      auto *entry = findMethod(set, m->name, m->pkg);
      c.fn = entry && entry->index.size() > 1 ? prog.valueMethod(rt, *entry) : prog.method(entry ? entry->fn : m, rt);
    }
    auto results = b.emitCall(c, f->params);
    b.emit(ir::Op::Ret, nullptr, results);
    b.finish();
  }
  auto *i = emit(ir::Op::MakeClosure, typeOf(e), {recv});
  i->func = prog.m.funcBySymbol[symbol];
  i->source = e;
  return i;
}

// T.M as a function whose first parameter is the receiver.
Value FuncBuilder::methodExpr(SelectorExpr *e) {
  auto *m = static_cast<frontend::Func *>(e->selection->obj);
  Type *rt = typeOf(e->x);
  if (under(rt)->kind != TypeKind::Interface) {
    auto set = methodSet(rt);
    if (auto *entry = findMethod(set, m->name, m->pkg)) return funcValue(prog.valueMethod(rt, *entry), typeOf(e));
  }
  auto *sig = static_cast<Signature *>(under(typeOf(e)));
  std::string symbol = "(" + linkString(rt) + ")." + std::string(m->name) + "-expr";
  auto it = prog.m.funcBySymbol.find(symbol);
  ir::Func *f = it == prog.m.funcBySymbol.end() ? nullptr : it->second;
  if (!f) {
    f = prog.newFunc(symbol);
    f->linkonce = f->wrapper = true;
    f->sig = static_cast<Signature *>(canon(sig));
    f->pos = m->pos;
    for (auto *v : sig->params->vars) {
      auto *p = new Instr;
      p->op = ir::Op::Zero, p->isParam = true, p->id = f->nextId++, p->type = T(v->type);
      f->params.push_back(p);
    }
    for (auto *v : sig->results->vars) f->results.push_back(T(v->type));
    FuncBuilder b(prog, f, {});
    b.begin(f->sig, nullptr);
    Callee c;
    c.kind = Callee::Iface;
    auto *rest = new Signature(*f->sig);
    rest->params = new Tuple(*f->sig->params);
    rest->params->vars.erase(rest->params->vars.begin());
    c.sig = rest;
    c.recv = f->params[0];
    c.name = std::string(m->name);
    auto ms = interfaceMethods(static_cast<Interface *>(under(rt)));
    for (size_t i = 0; i < ms.size(); i++)
      if (ms[i]->name == m->name && (ms[i]->exported() || ms[i]->pkg == m->pkg)) c.slot = int64_t(i);
    prog.interfaceCall(m->name, rest);
    auto results = b.emitCall(c, std::vector<Value>(f->params.begin() + 1, f->params.end()));
    b.emit(ir::Op::Ret, nullptr, results);
    b.finish();
  }
  return funcValue(f, typeOf(e));
}

} // namespace ir
