// frontend/operand.cpp: operands: how diagnostics show them, and assignability. Mirrors types2/operand.go.
#include "frontend/checker.h"

namespace frontend {

static const char *const modeString[] = {
    "invalid operand",      "no value", "built-in", "type", "constant", "variable", "map index expression", "value", "nil",
    "comma, ok expression",
};

// " of type T", with what a type parameter is constrained by.
static std::string typeSuffix(Type *t, Checker *check) {
  if (!isValid(t)) return " with invalid type";
  std::string s = isGeneric(t) ? " of generic type " : " of type ";
  s += typeString(t, check);
  if (auto *tp = dynTypeParam(t)) {
    s += " constrained by ";
    if (tp->bound) s += typeString(tp->bound, check);
    if (hasEmptyTypeset(tp)) s += " with empty type set";
  }
  return s;
}

std::string operandString(const Operand *x, Checker *check) {
  if (x->isNil()) {
    if (!x->type || !isValid(x->type)) return "nil (with invalid type)";
    if (x->type == basicType(BasicKind::UntypedNil)) return "nil";
    return "nil (of type " + typeString(x->type, check) + ")";
  }
  std::string expr;
  if (x->expr)
    expr = exprString(x->expr);
  else if (x->mode == Mode::Builtin)
    expr = std::string(predeclaredFuncs[unsigned(x->id)].name);
  else if (x->mode == Mode::TypExpr)
    expr = typeString(x->type, check);
  else if (x->mode == Mode::Constant)
    expr = constString(x->val);

  std::string s;
  if (!expr.empty()) s = expr + " (";
  bool hasType = false;
  bool typeless = x->mode == Mode::Invalid || x->mode == Mode::NoValue || x->mode == Mode::Builtin || x->mode == Mode::TypExpr;
  if (!typeless && x->type) {
    if (isUntyped(x->type))
      s += std::string(static_cast<Basic *>(x->type)->name) + " ";
    else
      hasType = true;
  }
  s += modeString[unsigned(x->mode)];
  if (x->mode == Mode::Constant && x->val) {
    std::string v = constString(x->val);
    if (v != expr) s += " " + v;
  }
  if (hasType) s += typeSuffix(x->type, check);
  if (!expr.empty()) s += ")";
  return s;
}

Target *newTarget(Type *typ, std::string desc) {
  if (!typ) return nullptr;
  auto *sig = dynSignature(under(typ));
  return sig ? new Target{sig, std::move(desc)} : nullptr;
}

void Checker::setConst(Operand *x, LitKind k, Str lit) {
  static const BasicKind kinds[] = {BasicKind::UntypedInt, BasicKind::UntypedFloat, BasicKind::UntypedComplex, BasicKind::UntypedRune,
                                    BasicKind::UntypedString};
  CV v = constFromLiteral(lit, k);
  if (v->kind == ConstKind::Unknown) {
    x->invalidate();
    x->type = basicType(BasicKind::Invalid);
    return;
  }
  x->mode = Mode::Constant;
  x->type = basicType(kinds[unsigned(k)]);
  x->val = v;
}

// ---- assignability

// Puts a reason before the reason found so far.
static void addCause(std::string *cause, std::string msg) {
  if (!cause) return;
  if (!cause->empty()) msg += "\n\t" + *cause;
  *cause = std::move(msg);
}

static bool fail(Code *code, Code c) {
  if (code) *code = c;
  return false;
}

// An untyped x is assignable to T if it can be represented there (for a type parameter: in each of its types).
static bool untypedAssignable(Checker *check, Operand *x, Type *T, TypeParam *Tp) {
  CV val;
  Code c;
  if (!Tp) return check->implicitTypeAndValue(x, T, &val, &c) != nullptr;
  return typeParamIs(Tp, [&](const SetTerm *t) { return t && check->implicitTypeAndValue(x, t->type, &val, &c) != nullptr; });
}

// The cases with type parameters: each type of the one's type set must be assignable.
static bool typeParamAssignable(Checker *check, Operand *x, Type *T, TypeParam *Vp, TypeParam *Tp, std::string *cause, Code *code) {
  Type *V = x->type;
  if (!hasName(V) && Tp) {
    bool ok = false;
    Code c = Code::IncompatibleAssign;
    typeParamIs(Tp, [&](const SetTerm *t) {
      if (!t) return false;
      ok = check->assignableTo(x, t->type, cause, &c);
      if (!ok) addCause(cause, check->sprintf("cannot assign %s to %s (in %s)", x->type, t->type, Tp));
      return ok;
    });
    return ok || fail(code, c);
  }
  if (Vp && !hasName(T)) {
    Operand y = *x;
    bool ok = false;
    Code c = Code::IncompatibleAssign;
    typeParamIs(Vp, [&](const SetTerm *v) {
      if (!v) return false;
      y.type = v->type;
      ok = check->assignableTo(&y, T, cause, &c);
      if (!ok) addCause(cause, check->sprintf("cannot assign %s (in %s) to %s", v->type, Vp, T));
      return ok;
    });
    return ok || fail(code, c);
  }
  return fail(code, Code::IncompatibleAssign);
}

bool Checker::assignableTo(Operand *x, Type *T, std::string *cause, Code *code) {
  if (x->mode == Mode::Invalid || !isValid(T)) return true;
  Type *V = x->type;
  if (identical(V, T)) return true;

  Type *Vu = under(V), *Tu = under(T);
  auto *Vp = dynTypeParam(V);
  auto *Tp = dynTypeParam(T);

  if (isUntyped(Vu)) return untypedAssignable(this, x, T, Tp) || fail(code, Code::IncompatibleAssign);

  // Identical underlying types, and at least one of V and T has no name.
  if (identical(Vu, Tu) && (!hasName(V) || !hasName(T)) && !Vp && !Tp) return true;

  // T is an interface that V implements (or a pointer to one: for the reason only).
  if ((dynInterface(Tu) && !Tp) || isInterfacePtr(Tu)) {
    if (implements(x->pos(), V, T, false, cause)) return true;
    if (!Vp) return fail(code, Code::InvalidIfaceAssign);
    if (cause) cause->clear();
  }

  // V is an interface that T implements: a type assertion may be missing.
  if (dynInterface(Vu) && !Vp && implements(x->pos(), T, V, false, nullptr)) {
    if (cause) *cause = "need type assertion";
    return fail(code, Code::IncompatibleAssign);
  }

  // A bidirectional channel to a directed one with identical element type.
  if (auto *Vc = dynChan(Vu); Vc && Vc->dir == ChanDir::Both)
    if (auto *Tc = dynChan(Tu); Tc && identical(Vc->elem, Tc->elem))
      return !hasName(V) || !hasName(T) || fail(code, Code::InvalidChanAssign);

  if (!Vp && !Tp) return fail(code, Code::IncompatibleAssign);
  return typeParamAssignable(this, x, T, Vp, Tp, cause, code);
}

} // namespace frontend
