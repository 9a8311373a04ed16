// frontend/check_operators.cpp: unary operators, comparisons, shifts, binary operators. Mirrors types2/expr.go.
//
// Each takes its operands evaluated, or evaluates them (check_expr.cpp); brings them to one type; asks whether that type has
// the operator; computes, if all are constants. binary() follows the left spine of a chain in a loop: it may be a million long.
#include "frontend/checker.h"

namespace frontend {

static Pos opPos(const Expr *e) {
  if (!e) return Pos{};
  return e->kind == NodeKind::Operation ? e->pos : startPos(e);
}

using Predicate = bool (*)(Type *);

static Predicate unaryPredicate(Op op) {
  switch (op) {
  case Op::Add:
  case Op::Sub: return allNumeric;
  case Op::Xor: return allInteger;
  case Op::Not: return allBoolean;
  default: return nullptr;
  }
}
static Predicate binaryPredicate(Op op) {
  switch (op) {
  case Op::Add: return allNumericOrString;
  case Op::Sub:
  case Op::Mul:
  case Op::Div: return allNumeric;
  case Op::Rem:
  case Op::And:
  case Op::Or:
  case Op::Xor:
  case Op::AndNot: return allInteger;
  case Op::AndAnd:
  case Op::OrOr: return allBoolean;
  default: return nullptr;
  }
}

bool Checker::op(bool (*predicate)(Type *), Operand *x, Op op) {
  if (!predicate) {
    errorf(x, "invalid syntax tree: unknown operator %s", opString(op));
    return false;
  }
  if (predicate(x->type)) return true;
  errorf(x, "invalid operation: operator %s not defined on %s", opString(op), x);
  return false;
}

// ---- unary operators

void Checker::address(Operand *x, Operation *e) {
  // A composite literal need not be addressable.
  if (unparen(e->x)->kind != NodeKind::CompositeLit && x->mode != Mode::Variable) {
    errorf(x, "invalid operation: cannot take address of %s", x);
    x->invalidate();
    return;
  }
  x->mode = Mode::Value;
  x->type = new Pointer(x->type);
}

void Checker::receive(Operand *x) {
  Type *u = coreType(x->type);
  auto *ch = dynChan(u);
  const char *msg = nullptr;
  if (!u)
    msg = "invalid operation: cannot receive from %s (no core type)";
  else if (!ch)
    msg = "invalid operation: cannot receive from non-channel %s";
  else if (ch->dir == ChanDir::SendOnly)
    msg = "invalid operation: cannot receive from send-only channel %s";
  if (msg) {
    errorf(x, msg, x);
    x->invalidate();
    return;
  }
  x->mode = Mode::CommaOk;
  x->type = ch->elem;
  env.hasCallOrRecv = true;
}

void Checker::unary(Operand *x, Operation *e) {
  expr(nullptr, x, e->x);
  if (x->mode == Mode::Invalid) return;
  Op o = e->op;
  if (o == Op::And) return address(x, e);
  if (o == Op::Recv) return receive(x);
  if (o == Op::Tilde) {
    if (!allInteger(x->type)) {
      error(e, "cannot use ~ outside of interface or type constraint");
      x->invalidate();
      return;
    }
    error(e, "cannot use ~ outside of interface or type constraint (use ^ for bitwise complement)");
    o = Op::Xor;
  }
  if (!op(unaryPredicate(o), x, o)) {
    x->invalidate();
    return;
  }
  if (x->mode != Mode::Constant) {
    x->mode = Mode::Value;
    return;
  }
  if (x->val->kind == ConstKind::Unknown) return;
  unsigned prec = isUnsigned(x->type) ? unsigned(sizeofType(x->type) * 8) : 0;
  x->val = constUnary(o, x->val, prec);
  x->expr = e;
  overflow(x, opPos(x->expr));
}

// ---- comparisons

// Reports why x and y cannot be compared. errOp: the offending operand.
static void comparisonError(Checker *c, Operand *x, Operand *y, Operand *errOp, Op op, std::string cause, bool switchCase) {
  if (cause.empty()) {
    if (isTypeParam(x->type) || isTypeParam(y->type)) {
      if (!isTypeParam(x->type)) errOp = y;
      cause = c->sprintf("type parameter %s is not comparable with %s", errOp->type, opString(op));
    } else {
      cause = c->sprintf("operator %s not defined on %s", opString(op), c->kindString(errOp->type));
    }
  }
  if (switchCase)
    c->errorf(x, "invalid case %s in switch on %s (%s)", x->expr, y->expr, cause);
  else
    c->errorf(errOp, "invalid operation: %s %s %s (%s)", x->expr, opString(op), y->expr, cause);
  x->invalidate();
}

void Checker::comparison(Operand *x, Operand *y, Op op, bool switchCase) {
  if (!isValid(x->type) || !isValid(y->type)) {
    x->invalidate();
    return;
  }
  if (switchCase) op = Op::Eql;
  auto bad = [&](Operand *at, std::string cause = "") { comparisonError(this, x, y, at, op, std::move(cause), switchCase); };

  if (!assignableTo(x, y->type, nullptr) && !assignableTo(y, x->type, nullptr))
    return bad(y, sprintf("mismatched types %s and %s", x->type, y->type));

  if (op == Op::Eql || op == Op::Neq) {
    if (x->isNil() || y->isNil()) {
      if (!hasNil(x->isNil() ? y->type : x->type)) return bad(y); // nil == nil
    } else if (!comparableType(x->type)) {
      return bad(x, incomparableCause(x->type));
    } else if (!comparableType(y->type)) {
      return bad(y, incomparableCause(y->type));
    }
  } else {
    if (!allOrdered(x->type)) return bad(x);
    if (!allOrdered(y->type)) return bad(y);
  }

  if (x->mode == Mode::Constant && y->mode == Mode::Constant) {
    x->val = constBool(constCompare(x->val, op, y->val));
  } else {
    x->mode = Mode::Value;
    updateExprType(x->expr, defaultType(x->type), true);
    updateExprType(y->expr, defaultType(y->type), true);
  }
  x->type = basicType(BasicKind::UntypedBool);
}

std::string Checker::incomparableCause(Type *typ) {
  switch (under(typ)->kind) {
  case TypeKind::Slice:
  case TypeKind::Signature:
  case TypeKind::Map: return kindString(typ) + " can only be compared to nil";
  default: break;
  }
  std::string cause;
  comparable(typ, true, this, &cause);
  return cause;
}

std::string Checker::kindString(Type *typ) {
  switch (under(typ)->kind) {
  case TypeKind::Array: return "array";
  case TypeKind::Slice: return "slice";
  case TypeKind::Struct: return "struct";
  case TypeKind::Pointer: return "pointer";
  case TypeKind::Signature: return "func";
  case TypeKind::Interface: return isTypeParam(typ) ? sprintf("type parameter %s", typ) : "interface";
  case TypeKind::Map: return "map";
  case TypeKind::Chan: return "chan";
  default: return sprintf("%s", typ);
  }
}

// ---- shifts

void Checker::shift(Operand *x, Operand *y, Expr *e, Op op) {
  auto bad = [&] { x->invalidate(); };
  CV xval = x->mode == Mode::Constant ? constToInt(x->val) : nullptr;
  if (!allInteger(x->type) && !(isUntyped(x->type) && xval && xval->kind == ConstKind::Int)) {
    errorf(x, "invalid operation: shifted operand %s must be integer", x);
    return bad();
  }

  // The count: an integer, or an untyped constant representable as uint.
  CV yval = nullptr;
  if (y->mode == Mode::Constant) {
    yval = constToInt(y->val);
    if (yval->kind == ConstKind::Int && constSign(yval) < 0) {
      errorf(y, "invalid operation: negative shift count %s", y);
      return bad();
    }
    if (isUntyped(y->type)) {
      representable(y, basicOf(BasicKind::Uint));
      if (y->mode == Mode::Invalid) return bad();
    }
  } else if (allInteger(y->type)) {
    if (!allUnsigned(y->type) && !verifyVersionf(y, go1_13, "invalid operation: signed shift count %s", y)) return bad();
  } else if (isUntyped(y->type)) {
    convertUntyped(y, basicType(BasicKind::Uint));
    if (y->mode == Mode::Invalid) return bad();
  } else {
    errorf(y, "invalid operation: shift count %s must be integer", y);
    return bad();
  }

  if (x->mode == Mode::Constant && y->mode == Mode::Constant) return constantShift(x, y, xval, yval, e, op);
  // The count is needed at run time: still untyped, it is a uint.
  if (isUntyped(y->type))
    updateExprType(y->expr, basicType(BasicKind::Uint), true);
  else if (y->mode == Mode::Constant && !allInteger(y->type))
    recordTypeAndValue(y->expr, Mode::Constant, basicType(BasicKind::Uint), yval);
  if (x->mode == Mode::Constant && isUntyped(x->type)) {
    // The constant gets the type it would have without the shift: not known yet.
    if (x->expr->untypedPending) x->expr->untypedLhs = true;
    x->mode = Mode::Value;
    return;
  }
  if (!allInteger(x->type)) {
    errorf(x, "invalid operation: shifted operand %s must be integer", x);
    return bad();
  }
  x->mode = Mode::Value;
}

void Checker::constantShift(Operand *x, Operand *y, CV xval, CV yval, Expr *e, Op op) {
  if (x->val->kind == ConstKind::Unknown || y->val->kind == ConstKind::Unknown) {
    x->val = constUnknown();
    if (!isInteger(x->type)) x->type = basicType(BasicKind::UntypedInt);
    return;
  }
  constexpr uint64_t shiftBound = 1023 - 1 + 52; // enough for the smallest float64
  uint64_t s;
  if (!constUint64(yval, &s) || s > shiftBound) {
    errorf(y, "invalid operation: invalid shift count %s", y);
    x->invalidate();
    return;
  }
  if (!isInteger(x->type)) x->type = basicType(BasicKind::UntypedInt); // 2.0 << 3
  x->val = constShift(xval, op, unsigned(s));
  x->expr = e;
  overflow(x, opPos(x->expr));
}

// ---- binary operators

void Checker::binary(Operand *x, Expr *e, Expr *lhs, Expr *rhs, Op op) {
  // Down the left spine to the first operand that is no binary operation, then up again.
  List<Operation *> spine;
  for (auto *o = dynOperation(lhs); o && o->y; o = dynOperation(o->x)) spine.push_back(o);
  expr(nullptr, x, spine.empty() ? lhs : spine.back()->x);
  for (size_t i = spine.size(); i-- > 0;) {
    Operation *o = spine[i];
    x->id = BuiltinId::Append;
    binaryRest(x, o, o->x, o->y, o->op);
    if (x->mode == Mode::Invalid) x->type = basicType(BasicKind::Invalid);
    x->expr = o;
    record(x);
  }
  binaryRest(x, e, lhs, rhs, op);
}

// x is lhs, evaluated.
void Checker::binaryRest(Operand *x, Expr *e, Expr *lhs, Expr *rhs, Op op) {
  Operand y;
  expr(nullptr, &y, rhs);
  if (x->mode == Mode::Invalid) return;
  if (y.mode == Mode::Invalid) {
    x->invalidate();
    x->expr = y.expr;
    return;
  }
  if (isShift(op)) return shift(x, &y, e, op);
  matchTypes(x, &y);
  if (x->mode == Mode::Invalid) return;
  if (isComparison(op)) return comparison(x, &y, op);
  if (!identical(x->type, y.type)) {
    if (isValid(x->type) && isValid(y.type)) {
      if (e)
        errorf(x, "invalid operation: %s (mismatched types %s and %s)", e, x->type, y.type);
      else
        errorf(x, "invalid operation: %s %s= %s (mismatched types %s and %s)", lhs, opString(op), rhs, x->type, y.type);
    }
    x->invalidate();
    return;
  }
  arithmetic(x, &y, e, op);
}

// Reports a division by a constant zero.
bool Checker::zeroDivisor(Operand *x, Operand *y) {
  bool zero = (x->mode == Mode::Constant || allInteger(x->type)) && y->mode == Mode::Constant && constSign(y->val) == 0;
  if (!zero && x->mode == Mode::Constant && y->mode == Mode::Constant && isComplex(x->type)) {
    CV re = constReal(y->val), im = constImag(y->val);
    zero = constSign(constBinary(re, Op::Mul, re)) == 0 && constSign(constBinary(im, Op::Mul, im)) == 0; // underflow
  }
  if (zero) error(y, "invalid operation: division by zero");
  return zero;
}

// Operands of identical types, no comparison, no shift.
void Checker::arithmetic(Operand *x, Operand *y, Expr *e, Op o) {
  if (!op(binaryPredicate(o), x, o) || ((o == Op::Div || o == Op::Rem) && zeroDivisor(x, y))) {
    x->invalidate();
    return;
  }
  if (x->mode != Mode::Constant || y->mode != Mode::Constant) {
    x->mode = Mode::Value;
    return;
  }
  if (x->val->kind == ConstKind::Unknown || y->val->kind == ConstKind::Unknown) {
    x->val = constUnknown();
    return;
  }
  x->val = o == Op::Div && isInteger(x->type) ? constBinaryInt(x->val, o, y->val) : constBinary(x->val, o, y->val);
  x->expr = e;
  overflow(x, opPos(x->expr));
}

// May x and y have matching types once an untyped one is converted? If not, the types are reported as mismatched.
static bool mayConvert(Operand *x, Operand *y) {
  if (isTyped(x->type) && isTyped(y->type)) return false;
  if (isNonTypeParamInterface(x->type) || isNonTypeParamInterface(y->type)) return true;
  if (allBoolean(x->type) != allBoolean(y->type)) return false;
  if (allString(x->type) != allString(y->type)) return false;
  if (x->isNil()) return hasNil(y->type);
  if (y->isNil()) return hasNil(x->type);
  return !isPointer(x->type) && !isPointer(y->type);
}

void Checker::matchTypes(Operand *x, Operand *y) {
  if (!mayConvert(x, y)) return;
  convertUntyped(x, y->type);
  if (x->mode == Mode::Invalid) return;
  convertUntyped(y, x->type);
  if (y->mode == Mode::Invalid) x->invalidate();
}

} // namespace frontend
