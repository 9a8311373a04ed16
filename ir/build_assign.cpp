// ir/build_assign.cpp: assignments and declarations, in gc's order.
//
// All calls of a statement come first (build_order.cpp). Then each left side gets its value, from left to right: the right
// side is evaluated, the operands of the left side, its checks, the store. What was assigned before a panic stays
// assigned. A later operand or value that an earlier assignment of the statement could change is evaluated before the
// first of them (class Early); all else where it is used.
// Mirrors ascompatee in cmd/compile/internal/walk/assign.go.
#include "ir/build.h"
#include <algorithm>
#include <utility>

namespace ir {

using FOp = frontend::Op;

// ---- one assignment

bool FuncBuilder::isMapElem(Expr *e) {
  auto *ix = dynIndexExpr(unparen(e));
  return ix && under(typeOf(ix->x))->kind == TypeKind::Map;
}

// Where l is, after its checks; an element of a map is made.
Value FuncBuilder::assignedAddr(Expr *l) {
  l = unparen(l);
  if (!isMapElem(l)) return addr(l);
  auto *ix = static_cast<IndexExpr *>(l);
  Pos saved = std::exchange(pos, l->pos);
  Value m = expr(ix->x);
  Value p = mapElemAddr(m, m->type, exprAs(ix->index, T(static_cast<Map *>(under(m->type))->key)), true);
  pos = saved;
  return p;
}

static bool isBlank(Expr *e) {
  auto *n = dynName(unparen(e));
  return n && n->value == "_";
}

// Whether := declares l.
static bool isNew(Expr *l) {
  auto *n = dynName(unparen(l));
  return n && n->value != "_" && n->obj && n->obj->kind == ObjKind::Var && n->obj->pos.off == n->pos.off;
}

// Without the variables that are new.
static List<Expr *> assignedOnly(const List<Expr *> &lhs, bool define) {
  List<Expr *> old;
  for (auto *l : lhs)
    if (!define || !isNew(l)) old.push_back(l);
  return old;
}

Type *FuncBuilder::assignedType(Expr *l, Expr *r) {
  auto *n = dynName(unparen(l));
  if (isBlank(l)) return r->mode == Mode::NilValue ? ptrT() : typeOf(r);
  return n && n->obj && n->obj->kind == ObjKind::Var ? T(n->obj->type) : typeOf(l);
}

// The operands of l are evaluated after v.
void FuncBuilder::assign(Expr *l, Value v) {
  if (isBlank(l)) return;
  Order order(*this, assignOperands({l}, {}));
  Value p = assignedAddr(l);
  store(p, assignConv(v, assignedType(l, l)));
}

void FuncBuilder::declareInit(Expr *l, Value v) {
  if (!isNew(l)) return assign(l, v);
  auto *var = static_cast<Var *>(static_cast<Name *>(unparen(l))->obj);
  Value conv = assignConv(v, T(var->type));
  store(declare(var), conv);
}

void FuncBuilder::set(Expr *l, Value v, bool define) { define ? declareInit(l, v) : assign(l, v); }

// How many steps of the path of a promoted field end at its last embedded pointer.
static size_t stepsToPointer(FuncBuilder &b, SelectorExpr *s) {
  size_t last = 0;
  for (size_t n = 1; n < s->selection->index.size(); n++)
    if (dynPointer(under(b.fieldType(b.typeOf(s->x), s->selection->index, n)))) last = n;
  return last;
}

// The part of a left side that is a field promoted through an embedded pointer, or null.
SelectorExpr *FuncBuilder::promotedBase(Expr *l) {
  auto *s = dynSelectorExpr(assignedBase(l));
  return s && s->selection && stepsToPointer(*this, s) ? s : nullptr;
}

void FuncBuilder::holdPointer(SelectorExpr *s) {
  size_t n = stepsToPointer(*this, s);
  heldPointers[s] = {selectPath(s->x, s->selection->index, n), n};
}

// ---- several at once

// Can an assignment through memory change the value of e (apart from its operands)? gc is as careful.
static bool readsMemory(Expr *e) {
  switch (e->kind) {
  case NodeKind::AssertExpr: return false;
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    switch (o->op) {
    case FOp::Mul:
    case FOp::And: return !o->y; // *p, &x
    case FOp::Add:
    case FOp::Sub:
    case FOp::Div:
    case FOp::Rem:
    case FOp::Or:
    case FOp::Xor:
    case FOp::AndNot:
    case FOp::Shl:
    case FOp::Shr:
    case FOp::AndAnd:
    case FOp::OrOr: return false;
    default: return true;
    }
  }
  case NodeKind::CallExpr: { // conversions, but for those that read bytes
    auto *c = static_cast<CallExpr *>(e);
    return unparen(c->fun)->mode != Mode::TypExpr || dynSlice(under(c->args[0]->type)) || dynSlice(under(c->type));
  }
  default: return true;
  }
}

FuncBuilder::Early::~Early() {
  for (Expr *e : saved) b.precomputed.erase(e), b.heldPointers.erase(e);
}

bool FuncBuilder::Early::affected(Expr *e) const {
  if (isLeaf(e)) return false;
  e = unparen(e);
  if (b.precomputed.count(e)) return false;
  if (results) return true;
  if (assigned.empty() && !memory) return false;
  if (auto *n = dynName(e)) {
    auto *v = n->obj ? dynVar(n->obj) : nullptr;
    return v && (assigned.count(v) || (memory && b.changesBehindUs(v)));
  }
  auto *s = dynSelectorExpr(e);
  const bool value = s && s->selection && !s->selection->indirect && !dynPointer(under(b.typeOf(s->x))); // x.f of a struct x
  if (memory && !value && readsMemory(e)) return true;
  auto operands = b.operandsOf(e);
  return std::any_of(operands.begin(), operands.end(), [&](Expr *x) { return affected(x); });
}

void FuncBuilder::Early::always(Expr *e) {
  if (isLeaf(e) || b.precomputed.count(e)) return;
  Value v = b.expr(e);
  b.precomputed[e] = v;
  saved.push_back(e);
}

void FuncBuilder::Early::save(Expr *e) {
  if (affected(e)) always(e);
}

// The operands of a left side, among them the last embedded pointer on the way to a promoted field.
void FuncBuilder::Early::left(Expr *l) {
  SelectorExpr *promoted = b.promotedBase(l);
  for (Expr *e : b.leftOperands(l))
    if (!promoted || e != promoted->x) save(e);
  if (!promoted || !(memory || affected(promoted->x))) return;
  b.holdPointer(promoted);
  saved.push_back(promoted);
}

// Notes what the assignment to l can change.
void FuncBuilder::Early::assigns(Expr *l) {
  if (isBlank(l)) return;
  Var *v = b.assignedVar(l);
  if (!v || b.changesBehindUs(v))
    memory = true;
  else
    assigned.insert(v);
  if (v) assignsResult(v);
}

// What a deferring function assigned to its results is seen if evaluating a later operand panics.
void FuncBuilder::Early::assignsResult(Var *v) {
  auto &own = b.resultVars;
  if (std::find(own.begin(), own.end(), v) == own.end()) return;
  if (b.fn->hasDefer) results = true;
  assigned.insert(v);
}

// Values that are known: results of a call, v and ok, key and element.
void FuncBuilder::assignValues(const List<Expr *> &lhs, const std::vector<Value> &vals, bool define) {
  auto operands = assignOperands(assignedOnly(lhs, define), {});
  Order order(*this, operands);
  order.hoistAll(operands);
  Early early(*this);
  for (size_t i = 0; i < lhs.size(); i++) {
    if (define && isNew(lhs[i])) continue;
    early.left(lhs[i]);
    early.assigns(lhs[i]);
  }
  for (size_t i = 0; i < lhs.size(); i++) set(lhs[i], vals[i], define);
}

void FuncBuilder::assignPairs(const List<Expr *> &lhs, Expr *rhs, bool define) {
  auto rhsList = unpackList(rhs);
  auto left = assignOperands(assignedOnly(lhs, define), {}), all = left;
  all.insert(all.end(), rhsList.begin(), rhsList.end());
  Order order(*this, all);
  if (rhsList.size() != lhs.size()) {
    order.hoistAll(left);
    assignValues(lhs, exprList(rhs), define);
    return;
  }
  if (lhs.size() > 1 || Order(*this, left, false, true).inPlace)
    order.hoistAll(all);
  else
    order.hoistWithin(rhsList[0]);
  Early early(*this);
  if (lhs.size() > 1)
    for (size_t i = 0; i < lhs.size(); i++) {
      bool isOld = !define || !isNew(lhs[i]);
      if (isOld) early.left(lhs[i]);
      early.save(rhsList[i]);
      if (isOld) early.assigns(lhs[i]);
    }
  for (size_t i = 0; i < lhs.size(); i++) {
    Type *t = assignedType(lhs[i], rhsList[i]);
    if (lhs.size() > 1 && isMapElem(lhs[i])) { // of several assignments, one to a map makes the element before the value
      Value p = assignedAddr(lhs[i]);
      store(p, exprAs(rhsList[i], t));
    } else {
      set(lhs[i], exprAs(rhsList[i], t), define);
    }
  }
}

// ---- x op= y, x++

// The new value of x, which is old now.
Value FuncBuilder::updated(AssignStmt *s, Value old, Value y) {
  if (s->op == FOp::Shl || s->op == FOp::Shr) return shift(s->op, old, y, old->type, false);
  return arithmetic(arithOp(s->op), old, y, old->type);
}

Value FuncBuilder::updateOperand(AssignStmt *s, Type *t) {
  static CV one = frontend::constInt(1);
  if (!s->rhs) return constant(one, t);
  if (s->op != FOp::Shl && s->op != FOp::Shr) return exprAs(s->rhs, t);
  return s->rhs->cval && isUntyped(s->rhs->type) ? constant(s->rhs->cval, basicType(BasicKind::Uint)) : expr(s->rhs);
}

void FuncBuilder::assignStmt(AssignStmt *s) {
  if (s->op == FOp::None || s->op == FOp::Def) {
    assignPairs(unpackList(s->lhs), s->rhs, s->op == FOp::Def);
    return;
  }
  auto operands = assignOperands({s->lhs}, s->rhs ? List<Expr *>{s->rhs} : List<Expr *>{});
  Order order(*this, operands);
  order.hoistAll(operands);
  Expr *l = unparen(s->lhs);
  if (!isMapElem(l)) {
    Value p = assignedAddr(l), old = load(typeOf(l), p);
    store(p, updated(s, old, updateOperand(s, old->type)));
    return;
  }
  // An element of a map is made when nothing but the operation is left; division looks it up before, as with gc.
  Type *t = typeOf(l);
  auto *ix = static_cast<IndexExpr *>(l);
  Value y = updateOperand(s, t);
  if (s->op == FOp::Div || s->op == FOp::Rem) {
    Early once(*this);
    for (Expr *e : {ix->x, ix->index}) once.always(e);
    Value v = updated(s, expr(l), y);
    store(assignedAddr(l), v);
  } else {
    Value p = assignedAddr(l);
    store(p, updated(s, load(t, p), y));
  }
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
