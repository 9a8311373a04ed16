// frontend/check_assignments.cpp: assignability in context, initialisation, assignments, returned values.
// Mirrors types2/assignments.go.
#include "frontend/checker.h"

namespace frontend {

Var *Checker::newLocal(Pos pos, Str name, Type *t) {
  Var *v = newVar(pos, pkg, name, t);
  v->inLit = env.lit;
  return v;
}

// Can x be assigned to a variable of type T (null: to _)? Converts untyped values; invalidates x after an error.
void Checker::assignment(Operand *x, Type *T, const std::string &context) {
  singleValue(x);
  switch (x->mode) {
  case Mode::Invalid: return;
  case Mode::Constant:
  case Mode::Variable:
  case Mode::MapIndex:
  case Mode::Value:
  case Mode::NilValue:
  case Mode::CommaOk: break;
  default:
    errorf(x, "cannot assign %s to %s in %s", x, T, context);
    x->invalidate();
    return;
  }

  if (isUntyped(x->type)) {
    // Into interfaces and _ go values of the default type.
    Type *target = T;
    if (x->isNil()) {
      if (!T) {
        errorf(x, "use of untyped nil in %s", context);
        x->invalidate();
        return;
      }
    } else if (!T || isNonTypeParamInterface(T)) {
      target = defaultType(x->type);
    }
    CV val = nullptr;
    Code code = Code::None;
    Type *newType = implicitTypeAndValue(x, target, &val, &code);
    if (code != Code::None) {
      std::string msg = sprintf("cannot use %s as %s value in %s", x, target, context);
      if (code == Code::TruncatedFloat)
        msg += " (truncated)";
      else if (code == Code::NumericOverflow)
        msg += " (overflows)";
      error(x, msg);
      x->invalidate();
      return;
    }
    updateOperand(x, newType, val);
  }

  if (auto *sig = dynSignature(under(x->type)); sig && !sig->tparams.empty()) {
    errorf(x, "cannot use generic function %s without instantiation in %s", x, context);
    x->invalidate();
    return;
  }
  if (!T) return;
  std::string cause;
  if (assignableTo(x, T, &cause)) return;
  if (cause.empty())
    errorf(x, "cannot use %s as %s value in %s", x, T, context);
  else
    errorf(x, "cannot use %s as %s value in %s: %s", x, T, context, cause);
  x->invalidate();
}

// ---- initialisation

void Checker::initConst(Const *lhs, Operand *x) {
  Type *invalid = basicType(BasicKind::Invalid);
  if (x->mode == Mode::Invalid || !isValid(x->type) || (lhs->type && !isValid(lhs->type))) {
    if (!lhs->type) lhs->type = invalid;
    return;
  }
  if (x->mode != Mode::Constant) {
    errorf(x, "%s is not constant", x);
    if (!lhs->type) lhs->type = invalid;
    return;
  }
  if (!lhs->type) lhs->type = x->type;
  assignment(x, lhs->type, "constant declaration");
  if (x->mode != Mode::Invalid) lhs->val = x->val;
}

void Checker::initVar(Var *lhs, Operand *x, const std::string &context) {
  Type *invalid = basicType(BasicKind::Invalid);
  if (x->mode == Mode::Invalid || !isValid(x->type) || (lhs->type && !isValid(lhs->type))) {
    if (!lhs->type) lhs->type = invalid;
    x->invalidate();
    return;
  }
  if (!lhs->type) {
    Type *t = x->type;
    if (t == basicType(BasicKind::UntypedNil)) {
      errorf(x, "use of untyped nil in %s", context);
      lhs->type = invalid;
      x->invalidate();
      return;
    }
    lhs->type = isUntyped(t) ? defaultType(t) : t;
  }
  assignment(x, lhs->type, context);
}

// The type of a left side: null for _, invalid after an error. A name there is not a use of the variable.
Type *Checker::lhsVar(Expr *lhs) {
  Type *invalid = basicType(BasicKind::Invalid);
  auto *id = dynName(unparen(lhs));
  if (id && id->value == "_") {
    recordDef(id, nullptr);
    return nullptr;
  }
  Var *v = nullptr;
  bool wasUsed = false;
  if (id) {
    v = dynVar(env.lookup(id->value));
    if (v && v->pkg != pkg) v = nullptr;
    if (v) wasUsed = v->used;
  }
  Operand x;
  expr(nullptr, &x, lhs);
  if (v) v->used = wasUsed;
  if (x.mode == Mode::Invalid || !isValid(x.type)) return invalid;
  if (x.mode == Mode::Variable || x.mode == Mode::MapIndex) return x.type;
  if (auto *sel = dynSelectorExpr(x.expr)) {
    Operand op;
    expr(nullptr, &op, sel->x);
    if (op.mode == Mode::MapIndex) {
      errorf(&x, "cannot assign to struct field %s in map", x.expr);
      return invalid;
    }
  }
  errorf(&x, "cannot assign to %s (neither addressable nor a map index expression)", x.expr);
  return invalid;
}

// lhs = rhs; or lhs = x, if x, the evaluated rhs, is given.
void Checker::assignVar(Expr *lhs, Expr *rhs, Operand *x, const std::string &context) {
  Type *T = lhsVar(lhs);
  if (T && !isValid(T)) {
    if (x)
      x->invalidate();
    else
      use(rhs);
    return;
  }
  Operand y;
  if (!x) {
    Target *target = T && dynSignature(under(T)) ? newTarget(T, exprString(lhs)) : nullptr;
    x = &y;
    expr(target, x, rhs);
  }
  assignment(x, T, !T && context == "assignment" ? "assignment to _ identifier" : context);
}

// ---- messages

// "(int, string, ...T)" as the have/want lines show types.
std::string Checker::typesSummary(const List<Type *> &list, bool variadic) {
  std::string res = "(";
  for (size_t i = 0; i < list.size(); i++) {
    Type *t = list[i];
    if (i) res += ", ";
    if (!t || !isValid(t)) {
      res += "unknown type";
    } else if (isUntyped(t)) {
      // No particular type is asked for: a number is a number.
      Str name = static_cast<Basic *>(t)->name;
      res += isNumeric(t) ? "number" : name.substr(sizeof("untyped ") - 1);
    } else if (variadic && i + 1 == list.size()) {
      res += "..." + sprintf("%s", static_cast<Slice *>(t)->elem);
    } else {
      res += sprintf("%s", t);
    }
  }
  return res + ")";
}

static std::string measure(int n, const char *unit) { return std::to_string(n) + " " + unit + (n != 1 ? "s" : ""); }

void Checker::assignError(const List<Expr *> &rhs, int l, int r) {
  std::string vars = measure(l, "variable"), vals = measure(r, "value");
  if (rhs.size() == 1)
    if (auto *call = dynCallExpr(unparen(rhs[0]))) {
      errorf(rhs[0], "assignment mismatch: %s but %s returns %s", vars, call->fun, vals);
      return;
    }
  errorf(rhs[0], "assignment mismatch: %s but %s", vars, vals);
}

void Checker::returnError(At at, const List<Var *> &lhs, const List<Operand *> &rhs) {
  size_t l = lhs.size(), r = rhs.size();
  const char *qualifier = "not enough";
  if (r > l) {
    at = At(rhs[l]); // the first that is too much
    qualifier = "too many";
  } else if (r > 0) {
    at = At(rhs[r - 1]);
  }
  List<Type *> have, want;
  for (Operand *x : rhs) have.push_back(x->type);
  for (Var *v : lhs) want.push_back(v->type);
  Error_ e(this);
  e.errorf(at, "%s return values", qualifier);
  e.errorf(Pos{}, "have %s", typesSummary(have, false));
  e.errorf(Pos{}, "want %s", typesSummary(want, false));
  report(&e);
}

// ---- assignments of lists

static bool isCall(const List<Expr *> &rhs) { return rhs.size() == 1 && dynCallExpr(unparen(rhs[0])); }

// After an error every variable has a type.
static void invalidateVars(const List<Var *> &lhs) {
  for (Var *v : lhs)
    if (!v->type) v->type = basicType(BasicKind::Invalid);
}

// lhs := rhs, or (returnStmt given) the results of a function.
void Checker::initVars(const List<Var *> &lhs, const List<Expr *> &rhs, Stmt *returnStmt) {
  const char *context = returnStmt ? "return statement" : "assignment";
  size_t l = lhs.size(), r = rhs.size();
  if (l == r && !isCall(rhs)) {
    for (size_t i = 0; i < l; i++) {
      std::string desc(lhs[i]->name);
      if (returnStmt && desc.empty()) desc = "result variable";
      Operand x;
      expr(newTarget(lhs[i]->type, desc), &x, rhs[i]);
      initVar(lhs[i], &x, context);
    }
    return;
  }
  // Otherwise the right side must be one expression with several values.
  if (r != 1) {
    if (use(rhs)) {
      if (returnStmt)
        returnError(returnStmt, lhs, exprList(rhs));
      else
        assignError(rhs, int(l), int(r));
    }
    invalidateVars(lhs);
    return;
  }
  bool commaOk;
  List<Operand *> vals = multiExpr(rhs[0], l == 2 && !returnStmt, &commaOk);
  if (l == vals.size()) {
    for (size_t i = 0; i < l; i++) initVar(lhs[i], vals[i], context);
    if (commaOk && vals[0]->mode != Mode::Invalid && vals[1]->mode != Mode::Invalid) recordCommaOkTypes(rhs[0], vals);
    return;
  }
  if (vals[0]->mode != Mode::Invalid) {
    if (returnStmt)
      returnError(returnStmt, lhs, vals);
    else
      assignError(rhs, int(l), int(vals.size()));
  }
  invalidateVars(lhs);
}

void Checker::assignVars(const List<Expr *> &lhs, const List<Expr *> &rhs) {
  size_t l = lhs.size(), r = rhs.size();
  if (l == r && !isCall(rhs)) {
    for (size_t i = 0; i < l; i++) assignVar(lhs[i], rhs[i], nullptr, "assignment");
    return;
  }
  if (r != 1) {
    bool okLHS = useLHS(lhs), okRHS = use(rhs);
    if (okLHS && okRHS) assignError(rhs, int(l), int(r));
    return;
  }
  bool commaOk;
  List<Operand *> vals = multiExpr(rhs[0], l == 2, &commaOk);
  if (l == vals.size()) {
    for (size_t i = 0; i < l; i++) assignVar(lhs[i], nullptr, vals[i], "assignment");
    if (commaOk && vals[0]->mode != Mode::Invalid && vals[1]->mode != Mode::Invalid) recordCommaOkTypes(rhs[0], vals);
    return;
  }
  if (vals[0]->mode != Mode::Invalid) assignError(rhs, int(l), int(vals.size()));
  useLHS(lhs);
}

void Checker::shortVarDecl(Pos pos, const List<Expr *> &lhs, const List<Expr *> &rhs) {
  size_t top = delayed.size();
  Scope *scope = env.scope;
  std::unordered_set<Str> seen;
  List<Var *> lhsVars(lhs.size()), newVars;
  bool hasErr = false;
  for (size_t i = 0; i < lhs.size(); i++) {
    auto *id = dynName(lhs[i]);
    if (!id) {
      useLHS({lhs[i]});
      errorf(lhs[i], "non-name %s on left side of :=", lhs[i]);
      hasErr = true;
      continue;
    }
    if (id->value != "_" && !seen.insert(id->value).second) {
      errorf(lhs[i], "%s repeated on left side of :=", lhs[i]);
      hasErr = true;
      continue;
    }
    // Already declared in this scope: assigned, not declared.
    if (Object *alt = scope->lookup(id->value)) {
      recordUse(id, alt);
      if (auto *v = dynVar(alt)) {
        lhsVars[i] = v;
        id->type = v->type;
        id->mode = Mode::Variable;
      } else {
        errorf(lhs[i], "cannot assign to %s", lhs[i]);
        hasErr = true;
      }
      continue;
    }
    Var *v = newLocal(id->pos, id->value, nullptr);
    lhsVars[i] = v;
    if (id->value != "_") newVars.push_back(v);
    recordDef(id, v);
  }
  for (size_t i = 0; i < lhs.size(); i++)
    if (!lhsVars[i]) lhsVars[i] = newLocal(lhs[i]->pos, "_", nullptr);

  initVars(lhsVars, rhs, nullptr);
  processDelayed(top); // function literals on the right do not see the new variables

  if (newVars.empty() && !hasErr) {
    errorf(pos, "no new variables on left side of :=");
    return;
  }
  Pos scopePos = endPos(rhs.back());
  for (Var *v : newVars) declare(scope, nullptr, v, scopePos);
}

} // namespace frontend
