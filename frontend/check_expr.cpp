// frontend/check_expr.cpp: expressions. Mirrors types2/expr.go (composite literals: check_literals.cpp).
//
// An expression is checked top down: rawExpr(x, e) evaluates e into the operand x and records the result in e. Untyped
// results (constants, comparisons, shifts of untyped constants) are recorded as such, marked pending; when the context
// gives them a type, updateExprType walks down the tree again and makes that type final where it matters at run time.
// The operands of a constant expression keep their untyped types: only its root is ever materialised.
//
// Chains of binary operators lean left and may be a million long: binary() and updateExprType() follow the left spine
// in a loop. Everything else recurses with the nesting of the source, which the parser bounds.
#include "frontend/checker.h"

namespace frontend {

static bool isShift(Op op) { return op == Op::Shl || op == Op::Shr; }
static bool isComparison(Op op) { return op >= Op::Eql && op <= Op::Geq; }
static bool isPointer(Type *t) { return dynPointer(under(t)) != nullptr; }

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

// ---- types of untyped expressions

// The operand through which the type of x continues downward on the left; null: x is a leaf. Constants are leaves.
static Expr *leftOperand(Expr *x) {
  if (auto *p = dynParenExpr(x)) return p->x;
  auto *o = dynOperation(x);
  if (!o || o->cval) return nullptr;
  if (!o->y) return o->op == Op::Mul ? nullptr : o->x;
  return isComparison(o->op) ? nullptr : o->x;
}

// Can an expression of this kind be untyped?
static bool mayBeUntyped(Expr *x) {
  switch (x->kind) {
  case NodeKind::CallExpr:
  case NodeKind::Name:
  case NodeKind::BasicLit:
  case NodeKind::SelectorExpr:
  case NodeKind::ParenExpr:
  case NodeKind::Operation: return true;
  default: return false;
  }
}

void Checker::updateExprType(Expr *x, Type *typ, bool final) {
  if (!x || !x->untypedPending || !mayBeUntyped(x)) return;
  // Down the left spine, then up again: operands first.
  List<Expr *> spine;
  for (Expr *e = x; e && e->untypedPending && mayBeUntyped(e); e = leftOperand(e)) spine.push_back(e);
  for (size_t i = spine.size(); i-- > 0;) {
    Expr *e = spine[i];
    if (auto *o = dynOperation(e); o && o->y && !o->cval && !isComparison(o->op) && !isShift(o->op)) updateExprType(o->y, typ, final);
    finishExprType(e, typ, final);
  }
}

// Gives x itself its type; its operands have got theirs.
void Checker::finishExprType(Expr *x, Type *typ, bool final) {
  if (!final && isUntyped(typ)) {
    x->type = under(typ);
    return;
  }
  x->untypedPending = false;
  if (x->untypedLhs && !allInteger(typ)) {
    errorf(x, "invalid operation: shifted operand %s (type %s) must be integer", x, typ);
    return;
  }
  CV val = x->cval;
  if (val) {
    Operand c;
    c.mode = x->mode;
    c.expr = x;
    c.type = x->type;
    c.val = val;
    convertUntyped(&c, typ);
    if (c.mode == Mode::Invalid) return;
    if (isTyped(typ)) val = c.val; // in its representation of the final type
  }
  recordTypeAndValue(x, x->mode, typ, val);
}

void Checker::updateExprVal(Expr *x, CV val) {
  if (x && x->untypedPending) x->cval = val;
}

void Checker::materialize(Expr *e) {
  if (e->untypedPending && e->type && isUntyped(e->type)) updateExprType(e, defaultType(e->type), true);
}

// The type x gets when target is expected: null with *code if that is impossible. *val: a constant's value there.
Type *Checker::implicitTypeAndValue(Operand *x, Type *target, CV *val, Code *code) {
  *val = nullptr;
  *code = Code::None;
  if (x->mode == Mode::Invalid || isTyped(x->type) || !isValid(target)) return x->type;
  auto fail = [&](Code c = Code::InvalidUntypedConversion) -> Type * {
    *code = c;
    return nullptr;
  };

  if (isUntyped(target)) {
    Type *m = maxType(x->type, target);
    return m ? m : fail();
  }
  if (x->isNil()) return hasNil(target) ? target : fail();

  Type *u = under(target);
  if (auto *b = dynBasic(u)) {
    if (x->mode == Mode::Constant) {
      Code c = Code::None;
      CV v = representation(x, b, &c);
      if (c != Code::None) return fail(c);
      *val = v;
      return target;
    }
    // Untyped but not constant: comparisons, and shifts whose type is still open.
    switch (static_cast<Basic *>(x->type)->bkind) {
    case BasicKind::UntypedBool: return isBoolean(target) ? target : fail();
    case BasicKind::UntypedInt:
    case BasicKind::UntypedRune:
    case BasicKind::UntypedFloat:
    case BasicKind::UntypedComplex: return isNumeric(target) ? target : fail();
    case BasicKind::UntypedString: return isString(target) ? target : fail();
    default: return fail();
    }
  }
  if (auto *it = dynInterface(u)) {
    if (isTypeParam(target)) {
      bool ok = typeSet(it)->underIs([&](Type *t) {
        if (!t) return false;
        CV v;
        Code c;
        return implicitTypeAndValue(x, t, &v, &c) != nullptr;
      });
      return ok ? target : fail();
    }
    // The dynamic type must be concrete. Non-empty interfaces accept no untyped values.
    return typeSet(it)->isAll() ? defaultType(x->type) : fail();
  }
  return fail();
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

// ---- expressions in general

ExprKind Checker::rawExpr(Target *T, Operand *x, Expr *e, Type *hint, bool allowGeneric) {
  ExprKind kind = exprInternal(T, x, e, hint);
  if (!allowGeneric) nonGeneric(T, x);
  record(x);
  return kind;
}

void Checker::nonGeneric(Target *T, Operand *x) {
  if (x->mode == Mode::Invalid || x->mode == Mode::NoValue) return;
  const char *what = nullptr;
  if (auto *n = dynNamed(x->type)) {
    if (isGeneric(n)) what = "type";
  } else if (auto *s = dynSignature(x->type); s && !s->tparams.empty()) {
    if (T) {
      funcInst(T, x->pos(), x, nullptr, true);
      return;
    }
    what = "function";
  }
  if (!what) return;
  errorf(x->expr, "cannot use generic %s %s without instantiation", what, x->expr);
  x->invalidate();
  x->type = basicType(BasicKind::Invalid);
}

void Checker::basicLit(Operand *x, BasicLit *e) {
  if (e->bad) return;
  if (e->litKind == LitKind::Int || e->litKind == LitKind::Float || e->litKind == LitKind::Imag) {
    langCompat(e);
    constexpr size_t limit = 10000;
    if (e->value.size() > limit) {
      errorf(e, "excessively long constant: %s... (%d chars)", e->value.substr(0, 10), e->value.size());
      return;
    }
  }
  setConst(x, e->litKind, e->value);
  if (x->mode == Mode::Invalid) {
    errorf(e, "malformed constant: %s", e->value);
    return;
  }
  x->expr = e;
  overflow(x, opPos(x->expr));
}

void Checker::assertExpr(Operand *x, AssertExpr *e) {
  expr(nullptr, x, e->x);
  if (x->mode == Mode::Invalid) return;
  const char *msg = nullptr;
  if (!e->typeExpr) {
    error(e, "invalid syntax tree: invalid use of AssertExpr");
    x->invalidate();
    return;
  }
  if (isTypeParam(x->type))
    msg = "invalid operation: cannot use type assertion on type parameter value %s";
  else if (!dynInterface(under(x->type)))
    msg = "invalid operation: %s is not an interface";
  if (msg) {
    errorf(x, msg, x);
    x->invalidate();
    return;
  }
  Type *T = varType(e->typeExpr);
  if (!isValid(T)) {
    x->invalidate();
    return;
  }
  typeAssertion(e, x, T, false);
  x->mode = Mode::CommaOk;
  x->type = T;
}

// *x: a pointer type, or what a pointer points to.
void Checker::indirection(Operand *x, Operation *e) {
  exprOrType(x, e->x, false);
  if (x->mode == Mode::Invalid) return;
  if (x->mode == Mode::TypExpr) {
    validVarType(e->x, x->type);
    x->type = new Pointer(x->type);
    return;
  }
  Type *base = nullptr;
  bool ok = underIs(x->type, [&](Type *u) {
    auto *p = dynPointer(u);
    if (!p) {
      errorf(x, "invalid operation: cannot indirect %s", x);
      return false;
    }
    if (base && !identical(p->elem, base)) {
      errorf(x, "invalid operation: pointers of %s must have identical base types", x);
      return false;
    }
    base = p->elem;
    return true;
  });
  if (!ok) {
    x->invalidate();
    return;
  }
  x->mode = Mode::Variable;
  x->type = base;
}

ExprKind Checker::operation(Operand *x, Operation *e) {
  if (e->y) {
    binary(x, e, e->x, e->y, e->op);
    return ExprKind::Expression;
  }
  if (e->op == Op::Mul) {
    indirection(x, e);
    return ExprKind::Expression;
  }
  unary(x, e);
  return e->op == Op::Recv ? ExprKind::Statement : ExprKind::Expression;
}

// The core of rawExpr.
ExprKind Checker::exprInternal(Target *T, Operand *x, Expr *e, Type *hint) {
  x->mode = Mode::Invalid;
  x->type = basicType(BasicKind::Invalid);
  x->val = nullptr;
  ExprKind kind = ExprKind::Expression;

  switch (e->kind) {
  case NodeKind::BadExpr: break;
  case NodeKind::Name: ident(x, static_cast<Name *>(e), nullptr, false); break;
  case NodeKind::DotsType: error(e, "invalid use of '...'"); break;
  case NodeKind::BasicLit: basicLit(x, static_cast<BasicLit *>(e)); break;
  case NodeKind::FuncLit: funcLit(x, static_cast<FuncLit *>(e)); break;
  case NodeKind::CompositeLit: compositeLit(x, static_cast<CompositeLit *>(e), hint); break;
  case NodeKind::ParenExpr:
    kind = rawExpr(nullptr, x, static_cast<ParenExpr *>(e)->x, nullptr, false);
    x->expr = e;
    return kind;
  case NodeKind::SelectorExpr: selector(x, static_cast<SelectorExpr *>(e), nullptr, false); break;
  case NodeKind::IndexExpr:
    if (indexExpr(x, static_cast<IndexExpr *>(e))) funcInst(T, e->pos, x, static_cast<IndexExpr *>(e), true);
    break;
  case NodeKind::SliceExpr: sliceExpr(x, static_cast<SliceExpr *>(e)); break;
  case NodeKind::AssertExpr: assertExpr(x, static_cast<AssertExpr *>(e)); break;
  case NodeKind::TypeSwitchGuard:
    error(e, "invalid syntax tree: use of .(type) outside type switch");
    use(static_cast<TypeSwitchGuard *>(e)->x);
    break;
  case NodeKind::CallExpr: return callExpr(x, static_cast<CallExpr *>(e));
  case NodeKind::ListExpr: error(e, "invalid syntax tree: unexpected list of expressions"); break;
  case NodeKind::Operation: kind = operation(x, static_cast<Operation *>(e)); break;
  case NodeKind::KeyValueExpr: error(e, "invalid syntax tree: no key:value expected"); break;
  case NodeKind::ArrayTypeExpr:
  case NodeKind::SliceTypeExpr:
  case NodeKind::StructTypeExpr:
  case NodeKind::FuncType:
  case NodeKind::InterfaceTypeExpr:
  case NodeKind::MapTypeExpr:
  case NodeKind::ChanTypeExpr:
    x->mode = Mode::TypExpr;
    x->type = typ(e);
    break;
  default: internalError("check", e->pos, "unknown expression");
  }

  x->expr = e;
  if (x->mode != Mode::Invalid) return kind;
  // No more errors because of this one.
  return e->kind == NodeKind::Name || e->kind == NodeKind::SelectorExpr ? kind : ExprKind::Statement;
}

// x.(T): can a value of x's interface type have the dynamic type T?
void Checker::typeAssertion(Expr *e, Operand *x, Type *T, bool typeSwitch) {
  std::string cause;
  if (assertableTo(x->type, T, &cause)) return;
  if (typeSwitch)
    errorf(e, "impossible type switch case: %s\n\t%s cannot have dynamic type %s %s", e, x, T, cause);
  else
    errorf(e, "impossible type assertion: %s\n\t%s does not implement %s %s", e, T, x->type, cause);
}

// Sets of modes for exclude.
constexpr unsigned bit(Mode m) { return 1u << unsigned(m); }
constexpr unsigned noValueBuiltinType = bit(Mode::NoValue) | bit(Mode::Builtin) | bit(Mode::TypExpr);

void Checker::expr(Target *T, Operand *x, Expr *e) {
  rawExpr(T, x, e, nullptr, false);
  exclude(x, noValueBuiltinType);
  singleValue(x);
}

void Checker::genericExpr(Operand *x, Expr *e) {
  rawExpr(nullptr, x, e, nullptr, true);
  exclude(x, noValueBuiltinType);
  singleValue(x);
}

List<Operand *> Checker::multiExpr(Expr *e, bool allowCommaOk, bool *commaOk) {
  if (commaOk) *commaOk = false;
  auto *x = new Operand;
  rawExpr(nullptr, x, e, nullptr, false);
  exclude(x, noValueBuiltinType);
  if (auto *t = dynTuple(x->type); t && x->mode != Mode::Invalid) {
    List<Operand *> list;
    for (Var *v : t->vars) {
      auto *y = new Operand;
      y->mode = Mode::Value;
      y->expr = e;
      y->type = v->type;
      list.push_back(y);
    }
    return list;
  }
  if (!allowCommaOk || (x->mode != Mode::MapIndex && x->mode != Mode::CommaOk)) return {x};
  auto *ok = new Operand;
  ok->mode = Mode::Value;
  ok->expr = e;
  ok->type = basicType(BasicKind::UntypedBool);
  if (commaOk) *commaOk = true;
  return {x, ok};
}

void Checker::exprWithHint(Operand *x, Expr *e, Type *hint) {
  rawExpr(nullptr, x, e, hint, false);
  exclude(x, noValueBuiltinType);
  singleValue(x);
}

void Checker::exprOrType(Operand *x, Expr *e, bool allowGeneric) {
  rawExpr(nullptr, x, e, nullptr, allowGeneric);
  exclude(x, bit(Mode::NoValue));
  singleValue(x);
}

void Checker::exclude(Operand *x, unsigned modeset) {
  if (!(modeset & bit(x->mode))) return;
  const char *msg;
  switch (x->mode) {
  case Mode::NoValue: msg = modeset & bit(Mode::TypExpr) ? "%s used as value" : "%s used as value or type"; break;
  case Mode::Builtin: msg = "%s must be called"; break;
  default: msg = "%s is not an expression"; break;
  }
  errorf(x, msg, x);
  x->invalidate();
}

void Checker::singleValue(Operand *x) {
  if (x->mode != Mode::Value || !dynTuple(x->type)) return;
  errorf(x, "multiple-value %s in single-value context", x);
  x->invalidate();
}

} // namespace frontend
