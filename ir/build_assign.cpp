// ir/build_assign.cpp: assignments and declarations.
//
// Two phases, as the spec says: first the operands of index expressions and pointer indirections on the left and the
// values on the right, then the assignments from left to right with their checks (an LValue carries the operands).
#include "ir/build.h"

namespace ir {

using FOp = frontend::Op;

LValue FuncBuilder::lvalue(Expr *e) {
  e = unparen(e);
  LValue lv;
  if (auto *n = dynName(e); n && n->value == "_") {
    lv.kind = LValue::Blank;
    return lv;
  }
  lv.type = typeOf(e);
  lv.pos = e->pos;
  if (auto *ix = dynIndexExpr(e)) {
    Type *xt = under(typeOf(ix->x));
    if (xt->kind == TypeKind::Map) {
      lv.kind = LValue::MapElem;
      lv.base = expr(ix->x);
      lv.mapType = lv.base->type;
      Type *kt = T(static_cast<Map *>(xt)->key);
      lv.type = T(static_cast<Map *>(xt)->elem);
      lv.index = exprAs(ix->index, kt);
      return lv;
    }
    if (xt->kind == TypeKind::Slice) {
      Value s = expr(ix->x);
      lv.kind = LValue::SliceElem;
      lv.base = extract(s, 0, pointerTo(T(static_cast<Slice *>(xt)->elem)));
      lv.len = extract(s, 1, intT());
      lv.index = expr(ix->index);
      return lv;
    }
  }
  if (auto *o = dynOperation(e); o && !o->y && o->op == FOp::Mul) {
    lv.kind = LValue::Deref;
    lv.base = expr(o->x);
    return lv;
  }
  if (auto *s = dynSelectorExpr(e); s && s->selection && s->selection->index.size() == 1)
    if (auto *p = dynPointer(under(typeOf(s->x)))) { // p.f: the nil check waits
      lv.kind = LValue::Deref;
      lv.base = expr(s->x);
      lv.fields = {{T(p->elem), s->selection->index[0]}};
      return lv;
    }
  lv.kind = LValue::Addr;
  lv.base = addr(e);
  return lv;
}

Value FuncBuilder::lvAddr(const LValue &lv) {
  struct Restore {
    Pos &p;
    Pos v;
    ~Restore() { p = v; }
  } restore{pos, pos};
  if (lv.pos.valid()) pos = lv.pos;
  switch (lv.kind) {
  case LValue::Deref: {
    Value p = nilChecked(lv.base);
    for (auto &[st, k] : lv.fields) {
      auto *f = emit(ir::Op::FieldAddr, pointerTo(T(static_cast<Struct *>(under(st))->fields[k]->type)), {p});
      f->auxType = st, f->imm = k;
      p = f;
    }
    return p;
  }
  case LValue::SliceElem: {
    boundsCheck(lv.index, lv.len, BoundsKind::Index);
    auto *a = emit(ir::Op::IndexAddr, lv.base->type, {lv.base, indexToInt(lv.index)});
    a->auxType = lv.type;
    return a;
  }
  case LValue::MapElem: return mapElemAddr(lv.base, lv.mapType, lv.index, true);
  default: return lv.base;
  }
}

void FuncBuilder::storeLV(const LValue &lv, Value v) {
  if (lv.kind == LValue::Blank) return;
  store(lvAddr(lv), assignConv(v, lv.type));
}

Value FuncBuilder::loadLV(const LValue &lv) {
  if (lv.kind == LValue::MapElem) return mapLookup(lv.base, lv.mapType, lv.index, false, nullptr);
  return load(lv.type, lvAddr(lv));
}

// lhs of :=, or of = in the same form: a new variable is declared, an old one assigned.
void FuncBuilder::declareInit(Expr *lhs, Value v) {
  auto *n = dynName(unparen(lhs));
  if (n && n->value == "_") return;
  if (n && n->obj && n->obj->pos.off == n->pos.off && n->obj->kind == ObjKind::Var) {
    auto *var = static_cast<Var *>(n->obj);
    Value conv = assignConv(v, T(var->type));
    store(declare(var), conv);
    return;
  }
  assign(lhs, v);
}

void FuncBuilder::assignPairs(const List<Expr *> &lhs, Expr *rhs, bool define) {
  auto isNew = [&](Expr *l) {
    auto *n = dynName(unparen(l));
    return define && n && (n->value == "_" || (n->obj && n->obj->pos.off == n->pos.off));
  };
  auto rhsList = unpackList(rhs);
  Order order(*this, assignOperands(define ? List<Expr *>{} : lhs, rhsList));
  auto typeFor = [&](Expr *l, Expr *r) -> Type * {
    auto *n = dynName(unparen(l));
    if (n && n->value == "_") return r->mode == Mode::NilValue ? ptrT() : typeOf(r);
    if (n && n->obj && n->obj->kind == ObjKind::Var) return T(n->obj->type);
    return typeOf(l);
  };
  if (lhs.size() == 1 && rhsList.size() == 1) {
    if (isNew(lhs[0])) {
      declareInit(lhs[0], exprAs(rhsList[0], typeFor(lhs[0], rhsList[0])));
      return;
    }
    Expr *l = unparen(lhs[0]);
    LValue lv = lvalue(l);
    if (lv.kind == LValue::MapElem) { // m[k] = append(m[k], ...) evaluates k once either way
      Value v = exprAs(rhsList[0], lv.type);
      storeLV(lv, v);
      return;
    }
    Value v = exprAs(rhsList[0], lv.kind == LValue::Blank ? typeFor(l, rhsList[0]) : lv.type);
    storeLV(lv, v);
    return;
  }
  if (rhsList.size() != lhs.size()) { // a call: the left sides' own calls are done, what is read there is read after it
    if (!order.conflict && !define)
      for (auto *x : assignOperands(lhs, {})) order.hoist(x);
    auto vals = exprList(rhs);
    std::vector<LValue> lvs;
    for (auto *l : lhs) lvs.push_back(isNew(l) ? LValue{} : lvalue(l));
    for (size_t i = 0; i < lhs.size(); i++)
      if (isNew(lhs[i]))
        declareInit(lhs[i], vals[i]);
      else
        storeLV(lvs[i], vals[i]);
    return;
  }
  std::vector<LValue> lvs;
  for (auto *l : lhs) lvs.push_back(isNew(l) ? LValue{} : lvalue(l));
  std::vector<Value> vals;
  for (size_t i = 0; i < lhs.size(); i++) vals.push_back(exprAs(rhsList[i], typeFor(lhs[i], rhsList[i])));
  for (size_t i = 0; i < lhs.size(); i++) {
    if (isNew(lhs[i]))
      declareInit(lhs[i], vals[i]);
    else
      storeLV(lvs[i], vals[i]);
  }
}

static ir::Op assignOp(FOp op) {
  switch (op) {
  case FOp::Add: return ir::Op::Add;
  case FOp::Sub: return ir::Op::Sub;
  case FOp::Mul: return ir::Op::Mul;
  case FOp::Div: return ir::Op::Div;
  case FOp::Rem: return ir::Op::Rem;
  case FOp::And: return ir::Op::And;
  case FOp::Or: return ir::Op::Or;
  case FOp::Xor: return ir::Op::Xor;
  default: return ir::Op::AndNot;
  }
}

void FuncBuilder::assignStmt(AssignStmt *s) {
  if (s->op == FOp::None || s->op == FOp::Def) {
    assignPairs(unpackList(s->lhs), s->rhs, s->op == FOp::Def);
    return;
  }
  Order order(*this, assignOperands({s->lhs}, s->rhs ? List<Expr *>{s->rhs} : List<Expr *>{}));
  LValue lv = lvalue(s->lhs); // x op= y, x++
  Value old, p = nullptr;
  if (lv.kind == LValue::MapElem)
    old = loadLV(lv);
  else
    p = lvAddr(lv), old = load(lv.type, p);
  Value v;
  if (s->op == FOp::Shl || s->op == FOp::Shr) {
    Value c = s->rhs->cval && isUntyped(s->rhs->type) ? constant(s->rhs->cval, basicType(BasicKind::Uint)) : expr(s->rhs);
    if (p) old = load(lv.type, p);
    v = shift(s->op, old, c, lv.type, false);
  } else {
    Value y;
    if (s->rhs) {
      y = exprAs(s->rhs, lv.type);
      if (p) old = load(lv.type, p); // y may have changed it
    } else {
      static CV one = frontend::constInt(1);
      y = constant(one, lv.type);
    }
    v = arithmetic(assignOp(s->op), old, y, lv.type);
  }
  if (p)
    store(p, v);
  else
    storeLV(lv, v);
}

void FuncBuilder::declStmt(DeclStmt *s) {
  for (auto *d : s->decls) {
    auto *v = dynVarDecl(d);
    if (!v) continue;
    pos = v->pos;
    List<Expr *> lhs;
    for (auto *n : v->names) lhs.push_back(n);
    if (v->values) {
      assignPairs(lhs, v->values, true);
      continue;
    }
    for (auto *n : v->names)
      if (n->obj && n->value != "_") declare(static_cast<Var *>(n->obj));
  }
}

} // namespace ir
