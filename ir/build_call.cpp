// ir/build_call.cpp: calls: function values, arguments, conversions. Methods: build_method.cpp.
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
    checkReceiver(c.recv);
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

// ---- callees

ir::Func *FuncBuilder::instanceOf(frontend::Func *f, const Name *n) {
  List<Type *> targs;
  if (n->targs)
    for (auto *t : *n->targs) targs.push_back(T(t));
  return prog.function(f, targs);
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
      c.kind = Callee::Static;
      c.fn = instanceOf(fo, n);
      return c;
    }
  if (se && se->selection && se->selection->kind == SelKind::MethodVal) {
    auto *m = static_cast<frontend::Func *>(se->selection->obj);
    return methodCallee(receiver(se, m), m, c.sig);
  }
  c.kind = Callee::Closure;
  c.value = expr(e->fun);
  return c;
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

// Of f(g()), where g has several results: those. gc makes that call before it reads f, or the receiver.
std::vector<Value> FuncBuilder::spreadArguments(CallExpr *e) {
  const bool spread = e->args.size() == 1 && e->args[0]->type && dynTuple(e->args[0]->type) && dynCallExpr(unparen(e->args[0]));
  return spread ? exprList(e->args[0]) : std::vector<Value>{};
}

// Of the call e; given: what spreadArguments found.
std::vector<Value> FuncBuilder::arguments(CallExpr *e, Signature *sig, std::vector<Value> given, std::vector<Value> *held) {
  auto &params = sig->params->vars;
  if (given.empty()) {
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
  if (auto *s = dynSelectorExpr(f); s && s->selection && s->selection->kind != SelKind::FieldVal)
    all.push_back(s->x);
  else if (f->mode == Mode::Variable || f->mode == Mode::Value || f->mode == Mode::MapIndex || f->mode == Mode::CommaOk)
    all.push_back(f);
  for (Expr *a : e->args)
    if (a->mode != Mode::TypExpr) all.push_back(a);
  return all;
}

// Does the receiver of x.m come from memory that x only leads to? Calls among the arguments are made before it is read.
bool FuncBuilder::readsReceiver(CallExpr *e) {
  auto *s = dynSelectorExpr(unparen(e->fun));
  if (!s || !s->selection || s->selection->kind != SelKind::MethodVal || isTypeParam(s->x->type)) return false;
  auto *recv = static_cast<frontend::Func *>(s->selection->obj)->sig()->recv;
  return s->selection->index.size() > 1 || (dynPointer(under(typeOf(s->x))) && recv && !dynPointer(recv->type));
}

static bool hasCallOrReceive(Expr *root) {
  bool found = false;
  inspectValues(root, [&](Expr *e) {
    auto *o = dynOperation(e);
    auto *c = dynCallExpr(e);
    auto *b = c ? builtinOf(c) : nullptr;
    found |= (o && !o->y && o->op == frontend::Op::Recv) || (c && c->fun->mode != Mode::TypExpr && !(b && b->id == BuiltinId::New));
    return !found && e->kind != NodeKind::FuncLit;
  });
  return found;
}

// Does gc know what is called, and so check the type of an interface value that is made for the call?
bool FuncBuilder::boxedReceiver(Expr *x) {
  auto *c = dynCallExpr(unparen(x));
  if (!c || c->fun->mode != Mode::TypExpr || isLeaf(c->args[0]) || !types.from.empty()) return false;
  Type *t = typeOf(c->args[0]);
  return under(t)->kind != TypeKind::Interface && !directIface(t);
}

// A function or interface value with a call in it is evaluated wholly before the arguments (the first of the operands). Other
// ones, and receivers that are no interfaces, are read when the calls among the arguments have been made.
std::optional<FuncBuilder::Callee> FuncBuilder::calleeFirst(CallExpr *e, std::vector<Expr *> &operands) {
  Expr *f = unparen(e->fun);
  auto *s = dynSelectorExpr(f);
  if (s && !s->selection) s = nullptr; // another package's
  auto *m = s ? dynFunc(s->selection->obj) : nullptr;
  if (f->mode == Mode::Builtin || (m && (isConcrete(m) || isTypeParam(s->x->type)))) return {};
  Expr *from = m ? s->x : f;
  if (operands.empty() || operands[0] != from || !(hasCallOrReceive(from) || (m && boxedReceiver(from)))) return {};
  operands.erase(operands.begin());
  Order order(*this, {from});
  return callee(e);
}

Value FuncBuilder::conversion(CallExpr *e) {
  Type *to = typeOf(e);
  Expr *x = e->args[0];
  if (x->mode == Mode::NilValue) return zero(to);
  if (x->cval && x->mode == Mode::Constant) {
    if (under(to)->kind == TypeKind::Interface) return toInterface(constant(x->cval, typeOf(x)), to, x->cval);
    if (dynBasic(under(to)) && isNumeric(to) && x->cval->kind != ConstKind::String) return constant(x->cval, to);
    if (dynSlice(under(to)) && x->cval->kind == ConstKind::String) return constantSlice(x->cval, canon(to), e);
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
        return emit(ir::Op::PtrAdd, to, {p->type == to ? p : emit(ir::Op::Retype, to, {p}), indexToInt(off)});
      }
  Value v = expr(x);
  Expr *saved = std::exchange(converting, e);
  v = convert(v, to);
  converting = saved;
  if (v->op == ir::Op::CallRuntime) v->source = e; // between strings and slices: new memory
  return v;
}

std::vector<Value> FuncBuilder::call(CallExpr *e) {
  if (e->fun->mode == Mode::TypExpr || unparen(e->fun)->mode == Mode::TypExpr) return {conversion(e)};
  auto operands = callOperands(e);
  const auto first = calleeFirst(e, operands);
  Order order(*this, operands, !first && readsReceiver(e));
  if (builtinOf(e)) {
    Value v = builtin(e);
    return v ? std::vector<Value>{v} : std::vector<Value>{};
  }
  if (operands.size() > 1) order.hoistAll(operands);
  auto given = spreadArguments(e);
  Callee c = first ? *first : callee(e);
  auto *sig = c.sig;
  std::vector<Value> held;
  auto args = arguments(e, sig, std::move(given), c.fn && c.fn->holdsUintptrArgs ? &held : nullptr);
  pos = e->pos.valid() ? e->pos : pos;
  auto results = emitCall(c, std::move(args));
  for (Value p : held) emit(ir::Op::KeepAlive, nullptr, {p})->flags |= Heap;
  return results;
}

} // namespace ir
