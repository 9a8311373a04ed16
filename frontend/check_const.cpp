// frontend/check_const.cpp: are constants representable in their types. Mirrors types2/const.go.
#include "frontend/checker.h"
#include <cmath>

namespace frontend {

// Names of the operations that can overflow.
static const char *opName(const Expr *e) {
  auto *o = dynOperation(e);
  if (!o) return "";
  if (!o->y) return o->op == Op::Xor ? "bitwise complement " : "";
  switch (o->op) {
  case Op::Add: return "addition ";
  case Op::Sub: return "subtraction ";
  case Op::Xor: return "bitwise XOR ";
  case Op::Mul: return "multiplication ";
  case Op::Shl: return "shift ";
  default: return "";
  }
}

// After each constant operation: typed constants must fit their type, untyped integers must not grow without bound.
void Checker::overflow(Operand *x, Pos opPos) {
  if (x->val->kind == ConstKind::Unknown) {
    error(opPos, "constant result is not representable");
    return;
  }
  if (isTyped(x->type)) {
    representable(x, basicUnder(x->type));
    return;
  }
  if (x->val->kind == ConstKind::Int && constBitLen(x->val) > constPrec) {
    error(opPos, std::string("constant ") + opName(x->expr) + "overflow");
    x->val = constUnknown();
  }
}

static bool integerFits(CV x, BasicKind k) {
  int bits = 64;
  bool isSigned = true;
  switch (k) {
  case BasicKind::UntypedInt:
  case BasicKind::UntypedRune: return true;
  case BasicKind::Int8: bits = 8; break;
  case BasicKind::Int16: bits = 16; break;
  case BasicKind::Int32: bits = 32; break;
  case BasicKind::Uint8:
    bits = 8;
    isSigned = false;
    break;
  case BasicKind::Uint16:
    bits = 16;
    isSigned = false;
    break;
  case BasicKind::Uint32:
    bits = 32;
    isSigned = false;
    break;
  case BasicKind::Uint:
  case BasicKind::Uint64:
  case BasicKind::Uintptr: isSigned = false; break;
  default: break;
  }
  if (!isSigned) return constSign(x) >= 0 && constBitLen(x) <= bits;
  int64_t v;
  if (!constInt64(x, &v)) return false;
  return bits == 64 || (v >= -(int64_t(1) << (bits - 1)) && v < int64_t(1) << (bits - 1));
}

// Rounds x to 32 or 64 bits; null if that is infinite.
static CV roundFloat(CV x, bool is32) {
  CV r = is32 ? constRoundFloat32(x) : constRoundFloat64(x);
  return r->kind == ConstKind::Unknown ? nullptr : r;
}

static bool floatFits(CV x, BasicKind k, CV *rounded) {
  if (k == BasicKind::UntypedFloat) return true;
  CV r = roundFloat(x, k == BasicKind::Float32);
  if (r && rounded) *rounded = r;
  return r != nullptr;
}

static bool complexFits(CV x, BasicKind k, CV *rounded) {
  if (k == BasicKind::UntypedComplex) return true;
  bool is32 = k == BasicKind::Complex64;
  CV re = roundFloat(constReal(x), is32), im = roundFloat(constImag(x), is32);
  if (!re || !im) return false;
  if (rounded) *rounded = constComplex(re, im);
  return true;
}

bool representableConst(CV x, Basic *typ, CV *rounded) {
  if (x->kind == ConstKind::Unknown) return true; // an error was reported before
  if (isInteger(typ)) {
    CV i = constToInt(x);
    if (i->kind != ConstKind::Int) return false;
    if (rounded) *rounded = i;
    return integerFits(i, typ->bkind);
  }
  if (isFloat(typ)) {
    CV f = constToFloat(x);
    return f->kind == ConstKind::Float && floatFits(f, typ->bkind, rounded);
  }
  if (isComplex(typ)) {
    CV c = constToComplex(x);
    return c->kind == ConstKind::Complex && complexFits(c, typ->bkind, rounded);
  }
  if (isString(typ)) return x->kind == ConstKind::String;
  if (isBoolean(typ)) return x->kind == ConstKind::Bool;
  return false;
}

void Checker::representable(Operand *x, Basic *typ) {
  Code code = Code::None;
  CV v = representation(x, typ, &code);
  if (code != Code::None) {
    invalidConversion(code, x, typ);
    x->invalidate();
    return;
  }
  x->val = v;
}

// The value of the constant x as a typ; or null and why not.
CV Checker::representation(Operand *x, Basic *typ, Code *code) {
  CV v = x->val;
  if (representableConst(x->val, typ, &v)) return v;
  if (isNumeric(x->type) && isNumeric(typ))
    *code = !isInteger(x->type) && isInteger(typ) ? Code::TruncatedFloat : Code::NumericOverflow;
  else
    *code = Code::InvalidConstVal;
  return nullptr;
}

void Checker::invalidConversion(Code code, Operand *x, Type *target) {
  const char *msg = "cannot convert %s to type %s";
  if (code == Code::TruncatedFloat)
    msg = "%s truncated to %s";
  else if (code == Code::NumericOverflow)
    msg = "%s overflows %s";
  errorf(x, msg, x, target);
}

// x is converted: to newType, and if val is given, to that value.
void Checker::updateOperand(Operand *x, Type *newType, CV val) {
  if (val) {
    x->val = val;
    updateExprVal(x->expr, val);
  }
  if (newType != x->type) {
    x->type = newType;
    updateExprType(x->expr, newType, false);
  }
}

void Checker::convertUntyped(Operand *x, Type *target) {
  CV val = nullptr;
  Code code = Code::None;
  Type *newType = implicitTypeAndValue(x, target, &val, &code);
  if (code != Code::None) {
    Type *t = target;
    if (!isTypeParam(target)) t = under(target);
    invalidConversion(code, x, t);
    x->invalidate();
    return;
  }
  updateOperand(x, newType, val);
}

} // namespace frontend
