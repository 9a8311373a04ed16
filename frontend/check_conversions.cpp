// frontend/check_conversions.cpp: explicit conversions T(x). Mirrors types2/conversions.go.
#include "frontend/checker.h"
#include "frontend/unicode.h"

namespace frontend {
namespace {

bool isBasicKind(Type *t, BasicKind k) {
  auto *b = dynBasic(under(t));
  return b && b->bkind == k;
}
bool isBytesOrRunes(Type *t) {
  auto *s = dynSlice(under(t));
  return s && (isBasicKind(s->elem, BasicKind::Uint8) || isBasicKind(s->elem, BasicKind::Int32));
}

// Is the constant x convertible to T; *val, if given, gets the result.
bool constConvertibleTo(Operand *x, Type *T, CV *val) {
  auto *t = dynBasic(under(T));
  if (!t) return false;
  if (representableConst(x->val, t, val)) return true;
  if (!isInteger(x->type) || !isString(t)) return false;
  uint64_t i;
  uint32_t r = constUint64(x->val, &i) && i <= maxRune ? uint32_t(i) : runeError;
  if (val) {
    std::string s;
    appendRune(s, r);
    *val = constString(intern(s));
  }
  return true;
}

void addCause(std::string *cause, std::string msg) {
  if (!cause) return;
  if (!cause->empty()) msg += "\n\t" + *cause;
  *cause = std::move(msg);
}

// x is a constant, T a type parameter: x must be convertible to each of its types.
bool constToTypeParam(Checker *check, Operand *x, TypeParam *T, std::string *cause) {
  return typeParamUnderIs(T, [&](Type *u) {
    if (!u) {
      *cause = check->sprintf("%s does not contain specific types", T);
      return false;
    }
    if (isString(x->type) && isBytesOrRunes(u)) return true;
    if (constConvertibleTo(x, u, nullptr)) return true;
    if (isInteger(x->type) && isInteger(u))
      *cause = check->sprintf("constant %s overflows %s (in %s)", constString(x->val), u, T);
    else
      *cause = check->sprintf("cannot convert %s to type %s (in %s)", x, u, T);
    return false;
  });
}

// A slice to an array, or to a pointer to one. *decided: the types are of this form.
bool sliceToArray(Checker *check, Operand *x, Type *Vu, Type *Tu, std::string *cause, bool *decided) {
  *decided = false;
  auto *s = dynSlice(Vu);
  if (!s) return false;
  auto *a = dynArray(Tu);
  bool ptr = false;
  if (auto *p = dynPointer(Tu)) {
    a = dynArray(under(p->elem));
    ptr = true;
  }
  if (!a || !identical(s->elem, a->elem)) return false;
  *decided = true;
  if (check->allowVersion(check->pkg, x, ptr ? go1_17 : go1_20)) return true;
  if (cause)
    *cause =
        ptr ? "conversion of slices to array pointers requires go1.17 or later" : "conversion of slices to arrays requires go1.20 or later";
  return false;
}

// Type parameters: the conversion must be valid for each type in their type sets.
bool typeParamsConvertible(Checker *check, Operand *x0, Type *T, TypeParam *Vp, TypeParam *Tp, std::string *cause) {
  Operand x = *x0;
  auto toEach = [&](Type *V) {
    return typeParamIs(Tp, [&](const SetTerm *t) {
      if (!t) return false;
      if (check->convertibleTo(&x, t->type, cause)) return true;
      addCause(cause, Vp ? check->sprintf("cannot convert %s (in %s) to type %s (in %s)", V, Vp, t->type, Tp)
                         : check->sprintf("cannot convert %s to type %s (in %s)", V, t->type, Tp));
      return false;
    });
  };
  if (!Vp) return toEach(x.type);
  return typeParamIs(Vp, [&](const SetTerm *v) {
    if (!v) return false;
    x.type = v->type;
    if (Tp) return toEach(v->type);
    if (check->convertibleTo(&x, T, cause)) return true;
    addCause(cause, check->sprintf("cannot convert %s (in %s) to type %s", v->type, Vp, T));
    return false;
  });
}

} // namespace

void Checker::conversion(Operand *x, Type *T) {
  bool constArg = x->mode == Mode::Constant;
  bool ok = false;
  std::string cause;
  if (constArg && isConstType(T)) {
    ok = constConvertibleTo(x, T, &x->val);
    if (!ok && isInteger(x->type) && isInteger(T)) {
      errorf(x, "constant %s overflows %s", constString(x->val), T);
      x->invalidate();
      return;
    }
  } else if (constArg && isTypeParam(T)) {
    ok = constToTypeParam(this, x, static_cast<TypeParam *>(T), &cause);
    x->mode = Mode::Value;
  } else if (convertibleTo(x, T, &cause)) {
    ok = true;
    x->mode = Mode::Value;
  }
  if (!ok) {
    if (!cause.empty())
      errorf(x, "cannot convert %s to type %s: %s", x, T, cause);
    else
      errorf(x, "cannot convert %s to type %s", x, T);
    x->invalidate();
    return;
  }
  // The conversion gives an untyped argument its final type.
  if (isUntyped(x->type)) {
    Type *final = T;
    if (x->type == basicType(BasicKind::UntypedNil)) {
    } else if (isNonTypeParamInterface(T) || (constArg && !isConstType(T))) {
      final = defaultType(x->type);
    } else if (x->mode == Mode::Constant && isInteger(x->type) && allString(T)) {
      final = x->type;
    }
    updateExprType(x->expr, final, true);
  }
  x->type = T;
}

bool Checker::convertibleTo(Operand *x, Type *T, std::string *cause) {
  if (assignableTo(x, T, cause)) return true;
  Type *V = x->type, *Vu = under(V), *Tu = under(T);
  auto *Vp = dynTypeParam(V);
  auto *Tp = dynTypeParam(T);
  if (identicalIgnoreTags(Vu, Tu) && !Vp && !Tp) return true;
  if (auto *vp = dynPointer(V))
    if (auto *tp = dynPointer(T))
      if (identicalIgnoreTags(under(vp->elem), under(tp->elem)) && !isTypeParam(vp->elem) && !isTypeParam(tp->elem)) return true;
  if (isIntegerOrFloat(Vu) && isIntegerOrFloat(Tu)) return true;
  if (isComplex(Vu) && isComplex(Tu)) return true;
  if ((isInteger(Vu) || isBytesOrRunes(Vu)) && isString(Tu)) return true;
  if (isString(Vu) && isBytesOrRunes(Tu)) return true;
  bool vUnsafe = isBasicKind(Vu, BasicKind::UnsafePointer), tUnsafe = isBasicKind(Tu, BasicKind::UnsafePointer);
  if ((isPointer(Vu) || isBasicKind(Vu, BasicKind::Uintptr)) && tUnsafe) return true;
  if (vUnsafe && (isPointer(Tu) || isBasicKind(Tu, BasicKind::Uintptr))) return true;
  bool decided;
  bool ok = sliceToArray(this, x, Vu, Tu, cause, &decided);
  if (decided) return ok;
  if (!Vp && !Tp) return false;
  return typeParamsConvertible(this, x, T, Vp, Tp, cause);
}

} // namespace frontend
