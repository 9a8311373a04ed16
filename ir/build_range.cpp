// ir/build_range.cpp: for range over integers, arrays, slices, strings, maps and channels.
//
//   range.cond:  is there another element? -> range.body, range.done
//   range.body:  key, value = ...; the statements
//   range.post:  the next one -> range.cond         (where continue goes)
//
// The range expression is evaluated once. With := each iteration has new variables (they are declared in the body).
#include "ir/build.h"

namespace ir {

struct FuncBuilder::RangeLoop {
  ForStmt *stmt;
  RangeClause *clause;
  Str label;
  Expr *key = nullptr, *value = nullptr; // null: absent or blank
  Block *cond, *body, *post, *done;
};

namespace {

// hiter: word 0 key pointer (nil: done), word 1 element pointer; the rest belongs to runtime/lang/map.
Type *hiterType() {
  static Type *t = canon(new Array(basicType(BasicKind::UnsafePointer), 12));
  return t;
}

Expr *unlessBlank(Expr *e) {
  auto *n = dynName(unparen(e));
  return n && n->value == "_" ? nullptr : e;
}

Type *elemType(Type *u) { return u->kind == TypeKind::Slice ? static_cast<Slice *>(u)->elem : static_cast<Array *>(u)->elem; }

} // namespace

void FuncBuilder::rangeStmt(ForStmt *s, Str label) {
  RangeLoop l{s, static_cast<RangeClause *>(s->init), label, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  auto lhs = l.clause->lhs ? unpackList(l.clause->lhs) : List<Expr *>{};
  if (!lhs.empty()) l.key = unlessBlank(lhs[0]);
  if (lhs.size() > 1) l.value = unlessBlank(lhs[1]);
  l.cond = newBlock("range.cond"), l.body = newBlock("range.body"), l.post = newBlock("range.post"), l.done = newBlock("range.done");

  // Before Go 1.22 the variables of a range clause live as long as the loop.
  if (l.clause->def && !s->perIteration)
    for (auto *e : {l.key, l.value})
      if (auto *n = e ? dynName(e) : nullptr; n && n->obj) declare(static_cast<Var *>(n->obj));

  Expr *x = l.clause->x;
  Type *xt = x->type && isUntyped(x->type) && l.key ? T(l.key->type ? l.key->type : x->type) : typeOf(x);
  Type *core = coreType(xt), *u = core ? under(core) : under(xt);
  bool isPointer = u->kind == TypeKind::Pointer; // to an array
  if (isPointer) u = under(static_cast<Pointer *>(u)->elem);
  if (u->kind == TypeKind::Basic && isInteger(u))
    rangeInteger(l, xt);
  else if (u->kind == TypeKind::Array || u->kind == TypeKind::Slice)
    rangeElements(l, u, isPointer);
  else if (u->kind == TypeKind::Basic)
    rangeString(l);
  else if (u->kind == TypeKind::Map)
    rangeMap(l, static_cast<Map *>(u));
  else
    rangeChan(l, static_cast<Chan *>(u));
  moveTo(l.done);
}

// ---- parts of every loop

void FuncBuilder::rangeSet(const RangeLoop &l, Expr *e, Value v) {
  if (!e) return;
  auto *n = dynName(unparen(e));
  if (!l.clause->def)
    assign(e, v);
  else if (l.stmt->perIteration)
    declareInit(e, v);
  else
    store(varAddr(static_cast<Var *>(n->obj)), assignConv(v, T(n->obj->type)));
}

// Both in one assignment.
void FuncBuilder::rangeSet(const RangeLoop &l, Value key, Value value) {
  if (l.clause->def || !l.key || !l.value) {
    rangeSet(l, l.key, key);
    rangeSet(l, l.value, value);
    return;
  }
  assignValues({l.key, l.value}, {key, value}, false);
}

void FuncBuilder::rangeBody(const RangeLoop &l) {
  targets.push_back({l.label, l.stmt, l.done, l.post});
  block(l.stmt->body);
  targets.pop_back();
  jumpIfLive(l.post);
  moveTo(l.post);
}

// ---- integers, arrays, slices: a counter up to a length that is known before

// Leaves the builder in the body, with the value of the counter; rangeNext ends the loop.
Value FuncBuilder::rangeCount(const RangeLoop &l, Type *t, Value n, Value counter) {
  store(counter, constInt(t, 0));
  jump(l.cond);
  moveTo(l.cond);
  Value i = load(t, counter);
  branch(emit(ir::Op::Lt, boolT(), {i, n}), l.body, l.done);
  moveTo(l.body);
  return i;
}

void FuncBuilder::rangeNext(const RangeLoop &l, Type *t, Value counter) {
  store(counter, emit(ir::Op::Add, t, {load(t, counter), constInt(t, 1)}));
  jump(l.cond);
}

void FuncBuilder::rangeInteger(const RangeLoop &l, Type *t) {
  Value n = exprAs(l.clause->x, t), counter = local(t);
  rangeSet(l, l.key, rangeCount(l, t, n, counter));
  rangeBody(l);
  rangeNext(l, t, counter);
}

void FuncBuilder::rangeElements(const RangeLoop &l, Type *u, bool isPointer) {
  Expr *x = l.clause->x;
  Type *et = T(elemType(u));
  Value n, base = nullptr;
  if (u->kind == TypeKind::Slice) {
    Value slice = bytesView(x);
    if (!slice) slice = expr(x);
    base = extract(slice, 0, pointerTo(et)), n = extract(slice, 1, intT());
  } else {
    n = constInt(intT(), static_cast<Array *>(u)->len);
    if (!l.value)
      effectsOf(x);
    else if (isPointer)
      base = nilChecked(expr(x));
    else
      base = spill(expr(x)); // a copy: the loop does not see changes
  }
  Value counter = local(intT());
  Value i = rangeCount(l, intT(), n, counter), elem = nullptr;
  if (l.clause->def || !l.value) rangeSet(l, l.key, i);
  if (l.value) {
    auto *p = emit(ir::Op::IndexAddr, pointerTo(et), {base, i});
    p->auxType = et;
    elem = load(et, p);
  }
  if (l.clause->def)
    rangeSet(l, l.value, elem);
  else if (l.value)
    rangeSet(l, i, elem);
  rangeBody(l);
  rangeNext(l, intT(), counter);
}

// ---- strings: rune by rune

void FuncBuilder::rangeString(const RangeLoop &l) {
  Type *byteT = basicType(BasicKind::Uint8);
  Value str = expr(l.clause->x), len = extract(str, 1, intT());
  Value at = local(intT()), next = local(intT()), rune = local(universeRune);
  Block *ascii = newBlock("range.ascii"), *multi = newBlock("range.decode"), *test = newBlock("range.char");
  store(at, constInt(intT(), 0));
  jump(l.cond);
  moveTo(l.cond);
  Value i = load(intT(), at);
  branch(emit(ir::Op::Lt, boolT(), {i, len}), test, l.done);

  moveTo(test);
  auto *p = emit(ir::Op::IndexAddr, pointerTo(byteT), {extract(str, 0, pointerTo(byteT)), i});
  p->auxType = byteT;
  Value c = load(byteT, p);
  branch(emit(ir::Op::Lt, boolT(), {c, constInt(byteT, 0x80)}), ascii, multi);

  moveTo(ascii);
  store(rune, emit(ir::Op::Convert, universeRune, {c}));
  store(next, emit(ir::Op::Add, intT(), {i, constInt(intT(), 1)}));
  jump(l.body);

  moveTo(multi);
  Value plain = str->type == basicType(BasicKind::String) ? str : emit(ir::Op::Retype, basicType(BasicKind::String), {str});
  Value decoded = callRuntime("runtime.decoderune", pairOf(universeRune, intT()), {plain, i});
  store(rune, extract(decoded, 0, universeRune));
  store(next, extract(decoded, 1, intT()));
  jump(l.body);

  moveTo(l.body);
  rangeSet(l, i, l.value ? load(universeRune, rune) : nullptr);
  rangeBody(l);
  store(at, load(intT(), next));
  jump(l.cond);
}

// ---- maps: an iterator on the stack

void FuncBuilder::rangeMap(const RangeLoop &l, Map *mt) {
  Value m = expr(l.clause->x), it = local(hiterType());
  emit(ir::Op::ZeroMem, nullptr, {it})->auxType = hiterType();
  callRuntime("runtime.mapiterinit", nullptr, {typeDesc(m->type), m, it});
  jump(l.cond);
  moveTo(l.cond);
  auto word = [&](int64_t k) {
    auto *a = emit(ir::Op::IndexAddr, pointerTo(ptrT()), {it, constInt(intT(), k)});
    a->auxType = ptrT();
    return load(ptrT(), a);
  };
  auto pointedTo = [&](Value p, Type *t) { return load(t, emit(ir::Op::Retype, pointerTo(t), {p})); };
  Value key = word(0);
  branch(emit(ir::Op::Ne, boolT(), {key, zero(ptrT())}), l.body, l.done);
  moveTo(l.body);
  Value k = l.key ? pointedTo(key, T(mt->key)) : nullptr, v = l.value ? pointedTo(word(1), T(mt->elem)) : nullptr;
  rangeSet(l, k, v);
  rangeBody(l);
  Block *slow = newBlock("range.step"); // the map has grown
  branch(callRuntime("runtime.mapiternext_leaf", boolT(), {it}), l.cond, slow, 1);
  moveTo(slow);
  callRuntime("runtime.mapiternext", nullptr, {it});
  jump(l.cond);
}

// ---- channels: receive until closed

void FuncBuilder::rangeChan(const RangeLoop &l, Chan *ct) {
  Value ch = expr(l.clause->x), v = nullptr, ok = nullptr;
  jump(l.cond);
  moveTo(l.cond);
  recvInto(ch, T(ct->elem), &v, &ok);
  branch(ok, l.body, l.done);
  moveTo(l.body);
  rangeSet(l, l.key, v);
  rangeBody(l);
  jump(l.cond);
}

} // namespace ir
