// frontend/check_range.cpp: range clauses. Mirrors rangeStmt and rangeKeyVal in types2/stmt.go (without range over
// functions, which Go 1.22 has only as an experiment).
#include "frontend/checker.h"

namespace frontend {

namespace {
// What a range over a type yields. ok: it is permitted; key, val null: no such variable.
struct RangeTypes {
  Type *key = nullptr, *val = nullptr;
  const char *cause = nullptr;
  bool ok = false;
};
} // namespace

static RangeTypes rangeKeyVal(Type *orig, const std::function<bool(GoVersion)> &allow) {
  Type *invalid = basicType(BasicKind::Invalid), *intType = basicType(BasicKind::Int);
  auto bad = [&](const char *cause) { return RangeTypes{invalid, invalid, cause, false}; };
  Type *t = coreType(orig);
  if (!t) return bad("no core type");
  if (auto *p = dynPointer(t))
    if (auto *a = dynArray(under(p->elem))) t = a;
  switch (t->kind) {
  case TypeKind::Basic:
    if (isString(t)) return {intType, universeRune, nullptr, true};
    if (!isInteger(t)) break;
    if (!allow(go1_22)) return bad("requires go1.22 or later");
    return {orig, nullptr, nullptr, true};
  case TypeKind::Array: return {intType, static_cast<Array *>(t)->elem, nullptr, true};
  case TypeKind::Slice: return {intType, static_cast<Slice *>(t)->elem, nullptr, true};
  case TypeKind::Map: return {static_cast<Map *>(t)->key, static_cast<Map *>(t)->elem, nullptr, true};
  case TypeKind::Chan:
    if (static_cast<Chan *>(t)->dir == ChanDir::SendOnly) return bad("receive from send-only channel");
    return {static_cast<Chan *>(t)->elem, nullptr, nullptr, true};
  default: break;
  }
  return {};
}

// for lhs := range x
void Checker::rangeDef(ForStmt *s, Expr *const lhs[2], Type *const rhs[2], Operand *x, bool overInt) {
  List<Var *> vars;
  for (int i = 0; i < 2; i++) {
    if (!lhs[i]) continue;
    Var *obj;
    if (auto *id = dynName(lhs[i])) {
      obj = newLocal(id->pos, id->value, nullptr);
      recordDef(id, obj);
      if (id->value != "_") vars.push_back(obj);
    } else {
      errorf(lhs[i], "invalid syntax tree: cannot declare %s", lhs[i]);
      obj = newLocal(lhs[i]->pos, "_", nullptr);
    }
    if (!rhs[i] || !isValid(rhs[i])) {
      obj->type = basicType(BasicKind::Invalid);
      obj->used = true;
    } else if (overInt) {
      initVar(obj, x, "range clause");
    } else {
      Operand y;
      y.mode = Mode::Value;
      y.expr = lhs[i];
      y.type = rhs[i];
      initVar(obj, &y, "assignment"); // the error is at the variable
    }
    lhs[i]->type = obj->type;
    lhs[i]->mode = Mode::Variable;
  }
  if (vars.empty()) {
    error(s, "no new variables on left side of :=");
    return;
  }
  for (Var *v : vars) declare(env.scope, nullptr, v, s->body->pos);
}

// for lhs = range x
void Checker::rangeAssign(Expr *const lhs[2], Type *const rhs[2], Operand *x, bool overInt) {
  for (int i = 0; i < 2; i++) {
    if (!lhs[i] || !rhs[i] || !isValid(rhs[i])) continue;
    if (overInt) {
      assignVar(lhs[i], nullptr, x, "range clause");
      if (x->mode != Mode::Invalid && !isInteger(x->type)) errorf(lhs[i], "cannot use iteration variable of type %s", x->type);
    } else {
      Operand y;
      y.mode = Mode::Value;
      y.expr = lhs[i];
      y.type = rhs[i];
      assignVar(lhs[i], nullptr, &y, "assignment");
    }
  }
}

void Checker::rangeStmt(unsigned inner, ForStmt *s, RangeClause *rclause) {
  Expr *key = rclause->lhs, *value = nullptr, *extra = nullptr;
  if (auto *l = dynListExpr(key)) {
    key = l->elems[0];
    value = l->elems.size() > 1 ? l->elems[1] : nullptr;
    extra = l->elems.size() > 2 ? l->elems[2] : nullptr;
  }
  Operand x;
  expr(nullptr, &x, rclause->x);
  RangeTypes r;
  if (x.mode != Mode::Invalid) {
    r = rangeKeyVal(x.type, [&](GoVersion v) { return allowVersion(pkg, x.expr, v); });
    if (!r.ok && r.cause)
      errorf(&x, "cannot range over %s: %s", &x, r.cause);
    else if (!r.ok)
      errorf(&x, "cannot range over %s", &x);
    else if (!r.key && key)
      errorf(key, "range over %s permits no iteration variables", &x);
    else if (!r.val && value)
      errorf(value, "range over %s permits only one iteration variable", &x);
    else if (extra)
      errorf(extra, "range clause permits at most two iteration variables");
  }
  bool overInt = x.mode != Mode::Invalid && isInteger(x.type);
  if (x.mode != Mode::Invalid && isUntyped(x.type) && isString(x.type)) materialize(rclause->x); // range "abc"

  openScope(s);
  Expr *const lhs[2] = {key, value};
  Type *const rhs[2] = {r.key, r.val};
  if (rclause->def)
    rangeDef(s, lhs, rhs, &x, overInt);
  else if (key)
    rangeAssign(lhs, rhs, &x, overInt);
  else if (overInt)
    assignment(&x, nullptr, "range clause"); // for range 10: the constant must be an int
  stmt(inner, s->body);
  closeScope();
}

} // namespace frontend
