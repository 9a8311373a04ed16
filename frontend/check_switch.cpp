// frontend/check_switch.cpp: expression and type switches. Mirrors those parts of types2/stmt.go.
#include "frontend/checker.h"

namespace frontend {

// What earlier cases had: to find duplicates.
struct Checker::SwitchCases {
  struct Entry {
    Pos pos;
    Type *type;
  };
  std::unordered_map<std::string, List<Entry>> values; // by constant
  std::unordered_map<size_t, List<std::pair<Type *, Expr *>>> types; // by typeHash; null type: nil
};

static void multipleDefaults(Checker *c, const List<CaseClause *> &list) {
  CaseClause *first = nullptr;
  for (CaseClause *cc : list) {
    if (cc->cases) continue;
    if (first)
      c->errorf(cc, "multiple defaults (first at %s)", first->pos);
    else
      first = cc;
  }
}

// Equal constants have equal keys; "" if duplicates are permitted (booleans, complex values).
static std::string caseKey(CV v) {
  switch (v->kind) {
  case ConstKind::Int: return "i" + constExactString(v);
  case ConstKind::Float: return "f" + constExactString(constRoundFloat64(v));
  case ConstKind::String: return "s" + std::string(v->s);
  default: return "";
  }
}

void Checker::caseValues(Operand *x, const List<Expr *> &values, SwitchCases *seen) {
  for (Expr *e : values) {
    Operand v;
    expr(nullptr, &v, e);
    if (x->mode == Mode::Invalid || v.mode == Mode::Invalid) continue;
    convertUntyped(&v, x->type);
    if (v.mode == Mode::Invalid) continue;
    Operand res = v; // compared in this order errors are at the case values
    comparison(&res, x, Op::Eql, true);
    if (res.mode == Mode::Invalid || v.mode != Mode::Constant) continue;
    std::string key = caseKey(v.val);
    if (key.empty()) continue;
    auto &same = seen->values[key];
    bool duplicate = false;
    for (auto &prev : same) {
      if (!identical(v.type, prev.type)) continue;
      Error_ err(this);
      err.errorf(&v, "duplicate case %s in expression switch", &v);
      err.errorf(prev.pos, "previous case");
      report(&err);
      duplicate = true;
      break;
    }
    if (!duplicate) same.push_back({v.pos(), v.type});
  }
}

bool Checker::isNil(Expr *e) {
  auto *n = dynName(unparen(e));
  return n && dynNil(env.lookup(n->value));
}

// Checks the types of one case. x: the operand of the switch, null if it is invalid. The last type; null: nil.
Type *Checker::caseTypes(Operand *x, const List<Expr *> &types, SwitchCases *seen) {
  Type *T = nullptr;
  for (Expr *e : types) {
    if (isNil(e)) {
      T = nullptr;
      Operand dummy;
      expr(nullptr, &dummy, e);
    } else {
      T = varType(e);
      if (!isValid(T)) continue;
    }
    auto &same = seen->types[T ? typeHash(T) : 0];
    bool duplicate = false;
    for (auto &prev : same) {
      if (T && !identical(T, prev.first)) continue;
      Error_ err(this);
      err.errorf(e, "duplicate case %s in type switch", T ? typeString(T, this) : "nil");
      err.errorf(prev.second, "previous case");
      report(&err);
      duplicate = true;
      break;
    }
    if (duplicate) continue;
    same.push_back({T, e});
    if (x && T) typeAssertion(e, x, T, true);
  }
  return T;
}

// The end of the scope of clause i.
static Pos clauseEnd(SwitchStmt *s, size_t i) { return i + 1 < s->body.size() ? s->body[i + 1]->pos : s->rbrace; }

void Checker::switchStmt(unsigned inner, SwitchStmt *s) {
  Operand x;
  if (s->tag) {
    expr(nullptr, &x, s->tag);
    assignment(&x, nullptr, "switch expression");
    if (x.mode != Mode::Invalid && !comparableType(x.type) && !hasNil(x.type)) {
      errorf(&x, "cannot switch on %s (%s is not comparable)", &x, x.type);
      x.invalidate();
    }
  } else { // switch true
    x.mode = Mode::Constant;
    x.type = basicType(BasicKind::Bool);
    x.val = constBool(true);
    x.expr = new Name(s->body.empty() ? s->rbrace : s->body[0]->pos, "true");
  }
  multipleDefaults(this, s->body);
  SwitchCases seen;
  for (size_t i = 0; i < s->body.size(); i++) {
    CaseClause *clause = s->body[i];
    caseValues(&x, unpackList(clause->cases), &seen);
    openScopeUntil(clause, clauseEnd(s, i));
    stmtList(inner, clause->body);
    closeScope();
  }
}

void Checker::typeSwitchStmt(unsigned inner, SwitchStmt *s, TypeSwitchGuard *guard) {
  Name *lhs = guard->lhs;
  if (lhs && lhs->value == "_") {
    errorf(lhs, "no new variable on left side of :=");
    lhs = nullptr;
  } else if (lhs) {
    recordDef(lhs, nullptr); // each clause declares its own
  }
  Operand x;
  expr(nullptr, &x, guard->x);
  if (x.mode == Mode::Invalid) return;
  Operand *sx = nullptr;
  if (isTypeParam(x.type))
    errorf(&x, "cannot use type switch on type parameter value %s", &x);
  else if (dynInterface(under(x.type)))
    sx = &x;
  else
    errorf(&x, "%s is not an interface", &x);
  multipleDefaults(this, s->body);

  List<Var *> lhsVars;
  SwitchCases seen;
  for (size_t i = 0; i < s->body.size(); i++) {
    CaseClause *clause = s->body[i];
    List<Expr *> cases = unpackList(clause->cases);
    Type *T = caseTypes(sx, cases, &seen);
    openScopeUntil(clause, clauseEnd(s, i));
    if (lhs) {
      // With exactly one type the variable has that type.
      if (cases.size() != 1 || !T) T = x.type;
      Var *v = newLocal(lhs->pos, lhs->value, T);
      declare(env.scope, nullptr, v, cases.empty() ? clause->pos : endPos(cases.back()));
      recordImplicit(clause, v);
      lhsVars.push_back(v);
    }
    stmtList(inner, clause->body);
    closeScope();
  }
  if (!lhs) return;
  // All of them count as one variable.
  bool used = false;
  for (Var *v : lhsVars) {
    used |= v->used;
    v->used = true;
  }
  if (!used) errorf(lhs, "%s declared and not used", lhs->value);
}

} // namespace frontend
