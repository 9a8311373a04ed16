// frontend/check_expr.cpp: expressions in general, and the types of untyped ones. Mirrors types2/expr.go (operators:
// check_operators.cpp, composite literals: check_literals.cpp).
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
  overflow(x, startPos(x->expr));
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
