// ir/build_expr.cpp: expressions: constants, variables, selectors, indexing, slicing, operators.
#include "ir/build.h"
#include <cstring>
#include <utility>

namespace ir {

using FOp = frontend::Op;

// ---- constants

Value FuncBuilder::constant(CV v, Type *t) {
  Type *u = under(t);
  if (u->kind == TypeKind::Interface) { // a constant converted implicitly
    Type *d;
    switch (v->kind) {
    case ConstKind::Bool: d = basicType(BasicKind::Bool); break;
    case ConstKind::String: d = basicType(BasicKind::String); break;
    case ConstKind::Int: d = basicType(BasicKind::Int); break;
    case ConstKind::Float: d = basicType(BasicKind::Float64); break;
    default: d = basicType(BasicKind::Complex128); break;
    }
    return toInterface(constant(v, d), t, v);
  }
  auto *b = dynBasic(u);
  if (!b) return zero(t);
  if (b->info & IsBoolean) return constInt(t, v->b);
  if (b->info & IsString) {
    auto *i = emit(ir::Op::ConstString, t);
    i->str = std::string(v->s);
    return i;
  }
  if ((b->info & IsInteger) || b->bkind == BasicKind::UnsafePointer) {
    const int64_t x = constWord(constToInt(v));
    if (b->bkind != BasicKind::UnsafePointer) return constInt(t, x);
    Value w = constInt(basicType(BasicKind::Uintptr), x);
    return emit(ir::Op::IntToPtr, t, {w});
  }
  auto flt = [&](CV c, Type *ft, bool f32) {
    auto *i = emit(ir::Op::ConstFloat, ft);
    i->fimm = f32 ? double(constFloat32(c)) : constFloat64(c);
    return i;
  };
  if (b->info & IsFloat) return flt(constToFloat(v), t, b->bkind == BasicKind::Float32);
  bool c64 = b->bkind == BasicKind::Complex64;
  Type *ft = basicType(c64 ? BasicKind::Float32 : BasicKind::Float64);
  CV c = constToComplex(v);
  Value re = flt(constToFloat(constReal(c)), ft, c64), im = flt(constToFloat(constImag(c)), ft, c64);
  return emit(ir::Op::Make, t, {re, im});
}

// ---- helpers

Value FuncBuilder::spill(Value v) {
  Value p = local(v->type);
  store(p, v);
  return p;
}

Value FuncBuilder::nilChecked(Value p) {
  emit(ir::Op::NilCheck, nullptr, {p});
  return p;
}

// The index as an int, for address arithmetic (the check used the original type).
Value FuncBuilder::indexToInt(Value idx) {
  if (canon(under(idx->type)) == intT()) return idx;
  return emit(ir::Op::Convert, intT(), {idx});
}

void FuncBuilder::boundsCheck(Value idx, Value len, BoundsKind kind) {
  if (idx->op == ir::Op::ConstInt && !idx->isParam && len->op == ir::Op::ConstInt && !len->isParam && idx->imm >= 0 &&
      (kind == BoundsKind::Index ? idx->imm < len->imm : idx->imm <= len->imm))
    return;
  // Narrow index types are exact as int; only 64-bit unsigned ones need the unsigned report.
  if (sizeofType(idx->type) < 8) idx = indexToInt(idx);
  emit(ir::Op::BoundsCheck, nullptr, {idx, len})->imm = int64_t(kind);
}

// Of an array, or a pointer to one, of which only the length is used: what x calls is called, but variables, fields, elements
// and pointees are not read, so that none of them panics. As gc's safeExpr.
void FuncBuilder::effectsOf(Expr *x) {
  x = unparen(x);
  if (dynName(x)) return;
  if (auto *s = dynSelectorExpr(x); s && !(s->selection && s->selection->kind != SelKind::FieldVal)) {
    if (s->selection) effectsOf(s->x);
    return;
  }
  if (auto *o = dynOperation(x); o && !o->y && o->op == FOp::Mul) return effectsOf(o->x);
  if (auto *i = dynIndexExpr(x); i && !dynMap(under(typeOf(i->x)))) {
    effectsOf(i->x);
    effectsOf(i->index);
    return;
  }
  expr(x);
}

Value FuncBuilder::lenOf(Value v) {
  Type *u = under(v->type);
  switch (u->kind) {
  case TypeKind::Basic:
  case TypeKind::Slice: return extract(v, 1, intT());
  default: { // map, chan: the first word of the object, 0 for nil
    Value r = local(intT());
    store(r, constInt(intT(), 0));
    Block *some = newBlock("len.some"), *done = newBlock("len.done");
    branch(emit(ir::Op::Eq, boolT(), {v, zero(v->type)}), done, some);
    moveTo(some);
    Value p = emit(ir::Op::Retype, pointerTo(intT()), {v});
    store(r, load(intT(), p));
    jump(done);
    moveTo(done);
    return load(intT(), r);
  }
  }
}

Value FuncBuilder::capOf(Value v) {
  Type *u = under(v->type);
  if (u->kind == TypeKind::Slice) return extract(v, 2, intT());
  if (u->kind != TypeKind::Chan) return lenOf(v);
  Value r = local(intT());
  store(r, constInt(intT(), 0));
  Block *some = newBlock("cap.some"), *done = newBlock("cap.done");
  branch(emit(ir::Op::Eq, boolT(), {v, zero(v->type)}), done, some);
  moveTo(some);
  Value p = emit(ir::Op::Retype, pointerTo(intT()), {v});
  store(r, load(intT(), emit(ir::Op::PtrAdd, pointerTo(intT()), {p, constInt(intT(), 8)})));
  jump(done);
  moveTo(done);
  return load(intT(), r);
}

Value FuncBuilder::typeDesc(Type *t) {
  t = canon(t);
  prog.needType(t);
  auto *i = emit(ir::Op::TypeDesc, ptrT());
  i->auxType = t;
  return i;
}

Value FuncBuilder::itabAddr(Type *concrete, Type *iface) {
  auto *i = emit(ir::Op::ItabAddr, ptrT());
  i->auxType = canon(concrete), i->auxType2 = canon(iface);
  i->global = prog.itab(concrete, iface);
  return i;
}

// ---- the central switch

Value FuncBuilder::exprAs(Expr *e, Type *to) {
  to = canon(to);
  if (e->mode == Mode::NilValue) return zero(to);
  if (e->mode == Mode::Constant && e->cval) {
    if (isInterface(under(to)) && under(to)->kind == TypeKind::Interface && !(e->type && under(T(e->type))->kind == TypeKind::Interface))
      return toInterface(constant(e->cval, typeOf(e)), to, e->cval);
    if (isUntyped(e->type)) return constant(e->cval, to);
  }
  Value v = expr(e);
  Expr *saved = std::exchange(converting, e);
  v = assignConv(v, to);
  converting = saved;
  return v;
}

Value FuncBuilder::expr(Expr *e) {
  if (!precomputed.empty())
    if (auto it = precomputed.find(e); it != precomputed.end()) return it->second;
  if (!ordered && e->kind != NodeKind::Name && e->kind != NodeKind::FuncLit) {
    Order order(*this, {e});
    return expr(e);
  }
  PosScope scope(*this, e->pos);
  if (e->mode == Mode::Constant && e->cval) return constant(e->cval, typeOf(e));
  switch (e->kind) {
  case NodeKind::ParenExpr: return expr(static_cast<ParenExpr *>(e)->x);
  case NodeKind::Name: {
    auto *n = static_cast<Name *>(e);
    if (!n->obj || n->obj->kind == ObjKind::Nil) return zero(typeOf(e));
    if (auto *f = dynFunc(n->obj)) {
      auto *target = instanceOf(f, n);
      auto *sig = new Signature(*target->sig);
      sig->tparams.clear();
      return funcValue(target, sig);
    }
    if (auto *v = dynVar(n->obj)) return load(T(v->type), varAddr(v));
    return zero(typeOf(e));
  }
  case NodeKind::FuncLit: return funcLit(static_cast<FuncLit *>(e));
  case NodeKind::CompositeLit: return compositeLit(static_cast<CompositeLit *>(e), typeOf(e), nullptr);
  case NodeKind::SelectorExpr: return select(static_cast<SelectorExpr *>(e));
  case NodeKind::IndexExpr: return indexExpr(static_cast<IndexExpr *>(e));
  case NodeKind::SliceExpr: return sliceExpr(static_cast<SliceExpr *>(e));
  case NodeKind::AssertExpr:
    return typeAssert(expr(static_cast<AssertExpr *>(e)->x), T(static_cast<AssertExpr *>(e)->typeExpr->type), false, nullptr);
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    return o->y ? binary(o) : unary(o);
  }
  case NodeKind::CallExpr: {
    auto r = call(static_cast<CallExpr *>(e));
    return r.empty() ? nullptr : r[0];
  }
  default: prog.error = "lowering: unexpected expression " + exprString(e); return zero(typeOf(e));
  }
}

std::vector<Value> FuncBuilder::exprList(Expr *e) {
  if (auto *l = dynListExpr(e)) {
    std::vector<Value> out;
    for (auto *x : l->elems) out.push_back(expr(x));
    return out;
  }
  Expr *u = unparen(e);
  auto *tuple = u->type ? dynTuple(u->type) : nullptr;
  if (auto *c = dynCallExpr(u); c && c->mode != Mode::Constant) {
    PosScope scope(*this, c->pos);
    return call(c);
  }
  if (!tuple) return {expr(e)};
  // v, ok forms
  Value ok = nullptr, v = nullptr;
  if (auto *i = dynIndexExpr(u)) {
    Value m = expr(i->x);
    Type *mt = under(m->type);
    v = mapLookup(m, m->type, exprView(i->index, T(static_cast<Map *>(mt)->key)), true, &ok);
  } else if (auto *a = dynAssertExpr(u)) {
    v = typeAssert(expr(a->x), T(a->typeExpr->type), true, &ok);
  } else if (auto *o = dynOperation(u)) {
    v = chanRecv(o, true, &ok);
  }
  return {v, ok};
}

// ---- addresses

Value FuncBuilder::addr(Expr *e) {
  PosScope scope(*this, e->pos);
  switch (e->kind) {
  case NodeKind::ParenExpr: return addr(static_cast<ParenExpr *>(e)->x);
  case NodeKind::Name:
    if (auto *n = static_cast<Name *>(e); n->obj && dynVar(n->obj)) return varAddr(static_cast<Var *>(n->obj));
    break;
  case NodeKind::Operation:
    if (auto *o = static_cast<Operation *>(e); !o->y && o->op == FOp::Mul) return nilChecked(expr(o->x));
    break;
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (!s->selection) return addr(s->sel); // package variable
    if (auto it = heldPointers.find(e); it != heldPointers.end()) {
      auto [p, n] = it->second;
      auto &path = s->selection->index;
      List<int> rest(path.begin() + ptrdiff_t(n), path.end());
      return walkFields(nilChecked(p), true, T(static_cast<Pointer *>(under(p->type))->elem), rest, rest.size(), true);
    }
    if (s->selection->kind == SelKind::FieldVal && e->mode == Mode::Variable)
      return selectAddr(s->x, s->selection->index, s->selection->index.size());
    break;
  }
  case NodeKind::IndexExpr: {
    auto *ix = static_cast<IndexExpr *>(e);
    Type *xt = under(typeOf(ix->x));
    if (xt->kind != TypeKind::Slice && xt->kind != TypeKind::Array && xt->kind != TypeKind::Pointer) break;
    if (xt->kind == TypeKind::Slice) {
      Value s = expr(ix->x), i = expr(ix->index);
      boundsCheck(i, extract(s, 1, intT()), BoundsKind::Index);
      Type *et = T(static_cast<Slice *>(xt)->elem);
      auto *r = emit(ir::Op::IndexAddr, pointerTo(et), {extract(s, 0, pointerTo(et)), indexToInt(i)});
      r->auxType = et;
      return r;
    }
    Type *at = xt;
    Value base;
    if (xt->kind == TypeKind::Pointer) {
      at = under(static_cast<Pointer *>(xt)->elem);
      base = expr(ix->x);
    } else
      base = ix->x->mode == Mode::Variable ? addr(ix->x) : spill(expr(ix->x));
    auto *arr = static_cast<Array *>(at);
    Value i = expr(ix->index);
    if (xt->kind == TypeKind::Pointer) nilChecked(base);
    boundsCheck(i, constInt(intT(), arr->len), BoundsKind::Index);
    Type *et = T(arr->elem);
    auto *r = emit(ir::Op::IndexAddr, pointerTo(et), {base, indexToInt(i)});
    r->auxType = et;
    return r;
  }
  case NodeKind::CompositeLit: { // &T{...} is handled by addressOf; here: a copy
    Value p = alloc(typeOf(e), "");
    compositeLit(static_cast<CompositeLit *>(e), typeOf(e), p);
    return p;
  }
  default: break;
  }
  return spill(expr(e));
}

// &x: composite literals get storage of their own.
Value FuncBuilder::addressOf(Expr *x) {
  x = unparen(x);
  if (auto *c = dynCompositeLit(x)) return newLiteral(c, typeOf(c));
  return addr(x);
}

// ---- selectors

// Follows n steps of a field path. v is a struct value, or with isAddr a (checked) pointer to one of type t.
// Result: the value, or with wantAddr its address (possible when the path passes memory).
Value FuncBuilder::walkFields(Value v, bool isAddr, Type *t, const List<int> &index, size_t n, bool wantAddr) {
  for (size_t k = 0; k < n; k++) {
    Type *st = under(t);
    if (st->kind == TypeKind::Pointer) { // embedded pointer
      if (isAddr) v = load(t, v);
      nilChecked(v);
      isAddr = true;
      t = T(static_cast<Pointer *>(st)->elem);
      st = under(t);
    }
    Type *ft = T(static_cast<Struct *>(st)->fields[index[k]]->type);
    if (isAddr) {
      auto *f = emit(ir::Op::FieldAddr, pointerTo(ft), {v});
      f->auxType = canon(t);
      f->imm = index[k];
      v = f;
    } else {
      v = extract(v, index[k], ft);
    }
    t = ft;
  }
  if (isAddr && !wantAddr) return load(canon(t), v);
  if (!isAddr && wantAddr) return spill(v);
  return v;
}

Type *FuncBuilder::fieldType(Type *t, const List<int> &index, size_t n) {
  for (size_t k = 0; k < n; k++) {
    Type *st = under(t);
    if (st->kind == TypeKind::Pointer) st = under(static_cast<Pointer *>(st)->elem);
    t = T(static_cast<Struct *>(st)->fields[index[k]]->type);
  }
  return t;
}

Value FuncBuilder::selectPath(Expr *x, const List<int> &index, size_t n) {
  Type *t = typeOf(x);
  if (auto *p = dynPointer(under(t))) {
    Value v = expr(x);
    if (n == 0) return v;
    return walkFields(nilChecked(v), true, T(p->elem), index, n, false);
  }
  if (x->mode == Mode::Variable) return walkFields(addr(x), true, t, index, n, false);
  return walkFields(expr(x), false, t, index, n, false);
}

Value FuncBuilder::selectAddr(Expr *x, const List<int> &index, size_t n) {
  Type *t = typeOf(x);
  if (auto *p = dynPointer(under(t))) return walkFields(nilChecked(expr(x)), true, T(p->elem), index, n, true);
  if (x->mode == Mode::Variable) return walkFields(addr(x), true, t, index, n, true);
  return walkFields(expr(x), false, t, index, n, true);
}

Value FuncBuilder::select(SelectorExpr *e) {
  if (!e->selection) return expr(e->sel); // pkg.Name
  switch (e->selection->kind) {
  case SelKind::FieldVal: return selectPath(e->x, e->selection->index, e->selection->index.size());
  case SelKind::MethodVal: return methodValue(e);
  case SelKind::MethodExpr: return methodExpr(e);
  }
  return nullptr;
}

// ---- indexing and slicing

Value FuncBuilder::indexExpr(IndexExpr *e) {
  if (e->x->type && e->index->mode == Mode::TypExpr) return expr(e->x); // instantiation: recorded on the name
  if (e->index->kind == NodeKind::ListExpr) return expr(e->x);
  Type *xt = under(typeOf(e->x));
  if (xt->kind == TypeKind::Signature) return expr(e->x);
  if (xt->kind == TypeKind::Map) {
    Value m = expr(e->x);
    return mapLookup(m, m->type, exprView(e->index, T(static_cast<Map *>(xt)->key)), false, nullptr);
  }
  if (xt->kind == TypeKind::Basic) { // string
    Value s = expr(e->x), i = expr(e->index);
    boundsCheck(i, extract(s, 1, intT()), BoundsKind::Index);
    Type *bt = basicType(BasicKind::Uint8);
    auto *p = emit(ir::Op::IndexAddr, pointerTo(bt), {extract(s, 0, pointerTo(bt)), indexToInt(i)});
    p->auxType = bt;
    return load(typeOf(e), p);
  }
  Value p = addr(e);
  return load(typeOf(e), p);
}

// s[i:j:k]. A result of capacity 0 keeps the base pointer, so that it never points past its object.
Value FuncBuilder::sliceExpr(SliceExpr *e) {
  Type *xt = under(typeOf(e->x)), *et;
  Value base, len, cap;
  bool isString = xt->kind == TypeKind::Basic, isSlice = xt->kind == TypeKind::Slice;
  if (isString) {
    Value s = expr(e->x);
    et = basicType(BasicKind::Uint8);
    base = extract(s, 0, pointerTo(et)), len = cap = extract(s, 1, intT());
  } else if (isSlice) {
    Value s = expr(e->x);
    et = T(static_cast<Slice *>(xt)->elem);
    base = extract(s, 0, pointerTo(et)), len = extract(s, 1, intT()), cap = extract(s, 2, intT());
  } else {
    Value p = xt->kind == TypeKind::Pointer ? nilChecked(expr(e->x)) : addr(e->x);
    auto *arr = static_cast<Array *>(under(xt->kind == TypeKind::Pointer ? static_cast<Pointer *>(xt)->elem : xt));
    et = T(arr->elem);
    base = emit(ir::Op::Retype, pointerTo(et), {p});
    len = cap = constInt(intT(), arr->len);
  }
  Value lo = e->index[0] ? expr(e->index[0]) : nullptr, hi = e->index[1] ? expr(e->index[1]) : nullptr,
        max = e->index[2] ? expr(e->index[2]) : nullptr;
  Value newHi = len, newCap = cap;
  if (max) {
    boundsCheck(max, cap, isSlice ? BoundsKind::Slice3Acap : BoundsKind::Slice3Alen);
    newCap = indexToInt(max);
    boundsCheck(hi, newCap, BoundsKind::Slice3B);
    newHi = indexToInt(hi);
    if (lo) boundsCheck(lo, newHi, BoundsKind::Slice3C);
  } else {
    if (hi) {
      boundsCheck(hi, cap, isSlice ? BoundsKind::SliceAcap : BoundsKind::SliceAlen);
      newHi = indexToInt(hi);
    }
    if (lo) boundsCheck(lo, newHi, BoundsKind::SliceB);
  }
  Type *result = typeOf(e);
  if (!lo || (lo->op == ir::Op::ConstInt && !lo->isParam && lo->imm == 0)) {
    if (isString) return emit(ir::Op::Make, result, {base, newHi});
    return emit(ir::Op::Make, result, {base, newHi, newCap});
  }
  Value l = indexToInt(lo);
  Value newLen = emit(ir::Op::Sub, intT(), {newHi, l});
  if (!isString) newCap = emit(ir::Op::Sub, intT(), {newCap, l});
  // offset = lo, or 0 when nothing is left: mask = (0 - cap) >> 63
  Value left = isString ? newLen : newCap;
  Value mask = emit(ir::Op::Shr, intT(), {emit(ir::Op::Neg, intT(), {left}), constInt(basicType(BasicKind::Uint64), 63)});
  Value off = emit(ir::Op::And, intT(), {l, mask});
  auto *p = emit(ir::Op::IndexAddr, pointerTo(et), {base, off});
  p->auxType = et;
  if (isString) return emit(ir::Op::Make, result, {p, newLen});
  return emit(ir::Op::Make, result, {p, newLen, newCap});
}

// ---- operators

Value FuncBuilder::unary(Operation *e) {
  switch (e->op) {
  case FOp::And: return addressOf(e->x);
  case FOp::Mul: { // *p
    Value p = nilChecked(expr(e->x));
    return load(typeOf(e), p);
  }
  case FOp::Recv: return chanRecv(e, false, nullptr);
  case FOp::Not: return emit(ir::Op::Not, typeOf(e), {exprAs(e->x, typeOf(e))});
  case FOp::Add: return exprAs(e->x, typeOf(e));
  case FOp::Sub:
  case FOp::Xor: {
    Type *t = typeOf(e);
    Value x = exprAs(e->x, t);
    if (e->op == FOp::Xor) return emit(ir::Op::Com, t, {x});
    if (isComplex(t)) {
      Type *ft = wordType(t, 0);
      Value re = emit(ir::Op::Neg, ft, {extract(x, 0, ft)}), im = emit(ir::Op::Neg, ft, {extract(x, 1, ft)});
      return emit(ir::Op::Make, t, {re, im});
    }
    return emit(ir::Op::Neg, t, {x});
  }
  default: return zero(typeOf(e));
  }
}

Value FuncBuilder::shift(FOp op, Value x, Value count, Type *t, bool countChecked) {
  if (!countChecked && !isUnsigned(count->type) && !(count->op == ir::Op::ConstInt && !count->isParam && count->imm >= 0))
    emit(ir::Op::ShiftCheck, nullptr, {count});
  return emit(op == FOp::Shl ? ir::Op::Shl : ir::Op::Shr, t, {x, count});
}

Value FuncBuilder::arithmetic(ir::Op op, Value x, Value y, Type *t) {
  if (isString(t) && op == ir::Op::Add) {
    Type *at = canon(new Array(basicType(BasicKind::String), 2));
    Value p = local(at);
    for (int i = 0; i < 2; i++) {
      auto *a = emit(ir::Op::IndexAddr, pointerTo(basicType(BasicKind::String)), {p, constInt(intT(), i)});
      a->auxType = basicType(BasicKind::String);
      Value v = i ? y : x;
      store(a, v->type == basicType(BasicKind::String) ? v : emit(ir::Op::Retype, basicType(BasicKind::String), {v}));
    }
    return callRuntime("runtime.concatstrings", t, {p, constInt(intT(), 2)});
  }
  if (isComplex(t)) {
    Type *ft = wordType(t, 0), *c128 = basicType(BasicKind::Complex128);
    // As in gc, products of complex64 are computed in float64, against cancellation.
    if (op == ir::Op::Mul && sizeofType(ft) == 4) return convert(arithmetic(op, convert(x, c128), convert(y, c128), c128), t);
    Value a = extract(x, 0, ft), b = extract(x, 1, ft), c = extract(y, 0, ft), d = extract(y, 1, ft);
    auto bin = [&](ir::Op o, Value p, Value q) { return emit(o, ft, {p, q}); };
    if (op == ir::Op::Add || op == ir::Op::Sub) return emit(ir::Op::Make, t, {bin(op, a, c), bin(op, b, d)});
    if (op == ir::Op::Mul)
      return emit(ir::Op::Make, t,
                  {bin(ir::Op::Sub, bin(ir::Op::Mul, a, c), bin(ir::Op::Mul, b, d)),
                   bin(ir::Op::Add, bin(ir::Op::Mul, a, d), bin(ir::Op::Mul, b, c))});
    return convert(callFunc1(prog.runtimeFunc("complex128div"), {convert(x, c128), convert(y, c128)}), t);
  }
  if ((op == ir::Op::Div || op == ir::Op::Rem) && isInteger(t) && !(y->op == ir::Op::ConstInt && !y->isParam && y->imm != 0))
    emit(ir::Op::DivCheck, nullptr, {y});
  return emit(op, t, {x, y});
}

ir::Op arithOp(FOp op) {
  switch (op) {
  case FOp::Add: return ir::Op::Add;
  case FOp::Sub: return ir::Op::Sub;
  case FOp::Mul: return ir::Op::Mul;
  case FOp::Div: return ir::Op::Div;
  case FOp::Rem: return ir::Op::Rem;
  case FOp::And: return ir::Op::And;
  case FOp::Or: return ir::Op::Or;
  case FOp::Xor: return ir::Op::Xor;
  case FOp::AndNot: return ir::Op::AndNot;
  default: return ir::Op::Unreachable;
  }
}

// With such an operand a concatenation is not any of its other operands: they may be views.
static bool isNonEmptyConstant(Expr *e) {
  return e->mode == Mode::Constant && e->cval && e->cval->kind == ConstKind::String && !e->cval->s.empty();
}

// Concatenation chains a+b+c are one runtime call; other left-deep chains are folded iteratively.
Value FuncBuilder::binary(Operation *e) {
  Type *t = typeOf(e);
  switch (e->op) {
  case FOp::OrOr:
  case FOp::AndAnd: return shortCircuit(e);
  case FOp::Eql:
  case FOp::Neq:
  case FOp::Lss:
  case FOp::Leq:
  case FOp::Gtr:
  case FOp::Geq: {
    Type *xt = typeOf(e->x), *yt = typeOf(e->y), *ct = xt;
    // The operand type is that of the typed side; a mixed comparison happens at the interface type.
    if (e->x->mode == Mode::NilValue || (isUntyped(e->x->type) && !isUntyped(e->y->type)))
      ct = yt;
    else if (e->y->mode != Mode::NilValue && under(yt)->kind == TypeKind::Interface && under(xt)->kind != TypeKind::Interface)
      ct = yt;
    Value x = exprView(e->x, ct), y = exprView(e->y, ct);
    Value r = e->op == FOp::Eql || e->op == FOp::Neq ? equal(x, y, e->op == FOp::Neq) : compareOrdered(e->op, x, y);
    return r->type == t ? r : emit(ir::Op::Retype, t, {r});
  }
  case FOp::Shl:
  case FOp::Shr: {
    Value x = exprAs(e->x, t);
    Value c = e->y->cval && isUntyped(e->y->type) ? constant(e->y->cval, basicType(BasicKind::Uint)) : expr(e->y);
    return shift(e->op, x, c, t, false);
  }
  default: break;
  }
  std::vector<Operation *> chain;
  Expr *left = e;
  for (;;) {
    auto *o = dynOperation(unparen(left));
    if (!o || !o->y || o->mode == Mode::Constant || arithOp(o->op) == ir::Op::Unreachable || typeOf(o) != t) break;
    if (isString(t) ? o->op != FOp::Add : (o != e && left->kind == NodeKind::ParenExpr)) break;
    chain.push_back(o);
    left = o->x;
  }
  if (isString(t) && chain.size() > 1) {
    std::vector<Expr *> parts{left};
    for (size_t k = chain.size(); k-- > 0;) parts.push_back(chain[k]->y);
    Type *st = basicType(BasicKind::String), *at = canon(new Array(st, int64_t(parts.size())));
    std::vector<Value> vals;
    bool copied = std::any_of(parts.begin(), parts.end(), isNonEmptyConstant);
    for (auto *p : parts) {
      Value v = copied ? exprView(p, t) : exprAs(p, t);
      vals.push_back(v->type == st ? v : emit(ir::Op::Retype, st, {v}));
    }
    Value p = local(at);
    for (size_t k = 0; k < vals.size(); k++) {
      auto *a = emit(ir::Op::IndexAddr, pointerTo(st), {p, constInt(intT(), int64_t(k))});
      a->auxType = st;
      store(a, vals[k]);
    }
    Value joined = callRuntime("runtime.concatstrings", t, {p, constInt(intT(), int64_t(parts.size()))});
    joined->source = e;
    return joined;
  }
  bool copied = isString(t) && (isNonEmptyConstant(left) || isNonEmptyConstant(chain[0]->y)); // a + b
  auto operand = [&](Expr *x) { return copied ? exprView(x, t) : exprAs(x, t); };
  Value v = operand(left);
  for (size_t k = chain.size(); k-- > 0;) {
    pos = chain[k]->pos;
    v = arithmetic(arithOp(chain[k]->op), v, operand(chain[k]->y), t);
    if (v->op == ir::Op::CallRuntime) v->source = chain[k];
  }
  return v;
}

Value FuncBuilder::shortCircuit(Expr *e) {
  Type *t = typeOf(e);
  Value r = local(t);
  Block *yes = newBlock("cond.true"), *no = newBlock("cond.false"), *done = newBlock("cond.done");
  bool saved = std::exchange(ordered, false); // the operands are orders of their own
  condition(e, yes, no);
  ordered = saved;
  moveTo(yes);
  store(r, constInt(t, 1));
  jump(done);
  moveTo(no);
  store(r, constInt(t, 0));
  jump(done);
  moveTo(done);
  return load(t, r);
}

void FuncBuilder::condition(Expr *e, Block *yes, Block *no) {
  // Left-deep chains of && or || are walked without recursion on the left.
  std::vector<std::tuple<Expr *, Block *, Block *>> rest;
  for (;;) {
    e = unparen(e);
    auto *o = dynOperation(e);
    if (!o || e->mode == Mode::Constant) break;
    if (!o->y && o->op == FOp::Not) {
      std::swap(yes, no);
      e = o->x;
      continue;
    }
    if (!o->y || (o->op != FOp::AndAnd && o->op != FOp::OrOr)) break;
    Block *second = newBlock(o->op == FOp::AndAnd ? "and" : "or");
    rest.push_back({o->y, yes, no});
    rest.push_back({nullptr, second, nullptr});
    if (o->op == FOp::AndAnd)
      yes = second;
    else
      no = second;
    e = o->x;
  }
  branch(expr(e), yes, no);
  while (!rest.empty()) {
    auto [x, second, unused] = rest.back();
    rest.pop_back();
    auto [y, yb, nb] = rest.back();
    rest.pop_back();
    moveTo(second);
    condition(y, yb, nb);
  }
}

} // namespace ir
