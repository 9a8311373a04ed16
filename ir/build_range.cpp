// ir/build_range.cpp: for range over integers, arrays, slices, strings, maps and channels.
//
// The range expression is evaluated once. With := each iteration has new variables (they are declared in the body).
#include "ir/build.h"

namespace ir {

namespace {
// hiter: word 0 key pointer (nil: done), word 1 element pointer; the rest belongs to runtime/lang/map.
Type *hiterType() {
  static Type *t = canon(new Array(basicType(BasicKind::UnsafePointer), 12));
  return t;
}
} // namespace

void FuncBuilder::rangeStmt(ForStmt *s, Str label) {
  auto *r = static_cast<RangeClause *>(s->init);
  auto lhs = r->lhs ? unpackList(r->lhs) : List<Expr *>{};
  auto isBlank = [](Expr *e) { auto *n = dynName(unparen(e)); return n && n->value == "_"; };
  Expr *ke = !lhs.empty() && !isBlank(lhs[0]) ? lhs[0] : nullptr, *ve = lhs.size() > 1 && !isBlank(lhs[1]) ? lhs[1] : nullptr;

  Block *cond = newBlock("range.cond"), *body = newBlock("range.body"), *post = newBlock("range.post"), *done = newBlock("range.done");

  // Before Go 1.22 the variables of a range clause live as long as the loop.
  if (r->def && !s->perIteration)
    for (auto *e : {ke, ve})
      if (auto *n = e ? dynName(e) : nullptr; n && n->obj) declare(static_cast<Var *>(n->obj));
  auto setVar = [&](Expr *e, Value v) {
    if (!e) return;
    auto *n = dynName(unparen(e));
    if (!r->def) assign(e, v);
    else if (s->perIteration) declareInit(e, v);
    else store(varAddr(static_cast<Var *>(n->obj)), assignConv(v, T(n->obj->type)));
  };
  auto setBoth = [&](Value kv, Value vv) {
    if (r->def || !ke || !ve) {
      setVar(ke, kv);
      setVar(ve, vv);
      return;
    }
    LValue k = lvalue(ke), v = lvalue(ve); // assigned as a pair
    storeLV(k, kv);
    storeLV(v, vv);
  };
  auto loopBody = [&] {
    targets.push_back({label, s, done, post});
    block(s->body);
    targets.pop_back();
    jumpIfLive(post);
  };

  Type *xt = r->x->type && isUntyped(r->x->type) && ke ? T(ke->type ? ke->type : r->x->type) : typeOf(r->x);
  Type *core = coreType(xt);
  Type *u = core ? under(core) : under(xt);
  if (u->kind == TypeKind::Pointer) u = under(static_cast<Pointer *>(u)->elem); // *array

  // Counting loops: integers, arrays, slices.
  if ((u->kind == TypeKind::Basic && isInteger(u)) || u->kind == TypeKind::Array || u->kind == TypeKind::Slice) {
    Type *it = u->kind == TypeKind::Basic ? xt : intT();
    Value n, base = nullptr;
    Type *et = nullptr;
    if (u->kind == TypeKind::Basic) n = exprAs(r->x, xt);
    else if (u->kind == TypeKind::Slice) {
      Value sl = expr(r->x);
      et = T(static_cast<Slice *>(u)->elem);
      base = extract(sl, 0, pointerTo(et)), n = extract(sl, 1, intT());
    } else {
      et = T(static_cast<Array *>(u)->elem);
      n = constInt(intT(), static_cast<Array *>(u)->len);
      bool isPtr = under(xt)->kind == TypeKind::Pointer;
      if (isPtr) { base = expr(r->x); if (ve) nilChecked(base); }
      else if (ve) base = spill(expr(r->x)); // a copy: the loop does not see changes
      else if (r->x->kind == NodeKind::CallExpr) expr(r->x);
    }
    Value i = local(it);
    store(i, constInt(it, 0));
    jump(cond);
    moveTo(cond);
    Value iv = load(it, i);
    branch(emit(ir::Op::Lt, boolT(), {iv, n}), body, done);
    moveTo(body);
    if (r->def || !ke || !ve) setVar(ke, iv);
    Value ev = nullptr;
    if (ve) {
      auto *a = emit(ir::Op::IndexAddr, pointerTo(et), {base, iv});
      a->auxType = et;
      ev = load(et, a);
    }
    if (ve && (r->def || !ke)) setVar(ve, ev);
    else if (ve) { // assigned as a pair
      LValue k = lvalue(ke), v = lvalue(ve);
      storeLV(k, iv);
      storeLV(v, ev);
    }
    loopBody();
    moveTo(post);
    store(i, emit(ir::Op::Add, it, {load(it, i), constInt(it, 1)}));
    jump(cond);
    moveTo(done);
    return;
  }

  if (u->kind == TypeKind::Basic) { // string
    Value str = expr(r->x), len = extract(str, 1, intT());
    Value i = local(intT()), next = local(intT()), rune = local(universeRune);
    store(i, constInt(intT(), 0));
    jump(cond);
    moveTo(cond);
    Value iv = load(intT(), i);
    Block *ascii = newBlock("range.ascii"), *multi = newBlock("range.decode"), *test = newBlock("range.char");
    branch(emit(ir::Op::Lt, boolT(), {iv, len}), test, done);
    moveTo(test);
    Type *bt = basicType(BasicKind::Uint8);
    auto *p = emit(ir::Op::IndexAddr, pointerTo(bt), {extract(str, 0, pointerTo(bt)), iv});
    p->auxType = bt;
    Value c = load(bt, p);
    branch(emit(ir::Op::Lt, boolT(), {c, constInt(bt, 0x80)}), ascii, multi);
    moveTo(ascii);
    store(rune, emit(ir::Op::Convert, universeRune, {c}));
    store(next, emit(ir::Op::Add, intT(), {iv, constInt(intT(), 1)}));
    jump(body);
    moveTo(multi);
    auto *tuple = new Tuple;
    tuple->vars = {new Var(Pos{}, nullptr, "", universeRune), new Var(Pos{}, nullptr, "", intT())};
    Value plain = str->type == basicType(BasicKind::String) ? str : emit(ir::Op::Retype, basicType(BasicKind::String), {str});
    Value d = callRuntime("runtime.decoderune", canon(tuple), {plain, iv});
    store(rune, extract(d, 0, universeRune));
    store(next, extract(d, 1, intT()));
    jump(body);
    moveTo(body);
    setBoth(iv, ve ? load(universeRune, rune) : nullptr);
    loopBody();
    moveTo(post);
    store(i, load(intT(), next));
    jump(cond);
    moveTo(done);
    return;
  }

  if (u->kind == TypeKind::Map) {
    auto *mt = static_cast<Map *>(u);
    Value m = expr(r->x), it = local(hiterType());
    emit(ir::Op::ZeroMem, nullptr, {it})->auxType = hiterType();
    callRuntime("runtime.mapiterinit", nullptr, {typeDesc(m->type), m, it});
    jump(cond);
    moveTo(cond);
    auto word = [&](int64_t k) {
      auto *a = emit(ir::Op::IndexAddr, pointerTo(ptrT()), {it, constInt(intT(), k)});
      a->auxType = ptrT();
      return load(ptrT(), a);
    };
    Value kp = word(0);
    branch(emit(ir::Op::Ne, boolT(), {kp, zero(ptrT())}), body, done);
    moveTo(body);
    Value kv = nullptr, vv = nullptr;
    if (ke) { Type *kt = T(mt->key); kv = load(kt, emit(ir::Op::Retype, pointerTo(kt), {kp})); }
    if (ve) { Type *vt = T(mt->elem); vv = load(vt, emit(ir::Op::Retype, pointerTo(vt), {word(1)})); }
    setBoth(kv, vv);
    loopBody();
    moveTo(post);
    callRuntime("runtime.mapiternext", nullptr, {it});
    jump(cond);
    moveTo(done);
    return;
  }

  // channel
  auto *ct = static_cast<Chan *>(u);
  Value ch = expr(r->x);
  jump(cond);
  moveTo(cond);
  Value v = nullptr, ok = nullptr;
  recvInto(ch, T(ct->elem), &v, &ok);
  branch(ok, body, done);
  moveTo(body);
  setVar(ke, v);
  loopBody();
  moveTo(post);
  jump(cond);
  moveTo(done);
}

} // namespace ir
