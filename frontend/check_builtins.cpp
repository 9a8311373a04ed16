// frontend/check_builtins.cpp: calls of predeclared functions. Mirrors types2/builtins.go (unsafe: check_unsafe.cpp).
//
// Every non-constant call records a signature made for it as the type of the called name: the final types of its
// arguments and its result.
#include "frontend/check_builtins.h"
#include "frontend/checker.h"

namespace frontend {

Signature *makeSig(Type *res, const List<Type *> &args) {
  auto *sig = new Signature;
  for (Type *t : args) sig->params->vars.push_back(newVar(Pos{}, nullptr, "", isUntyped(t) ? defaultType(t) : t));
  if (res) sig->results->vars.push_back(newVar(Pos{}, nullptr, "", res));
  return sig;
}

// The array that t points to, or t.
static Type *arrayPtrDeref(Type *t) {
  if (auto *p = dynPointer(t))
    if (auto *a = dynArray(under(p->elem))) return a;
  return t;
}

static Str nameOf(BuiltinId id) { return predeclaredFuncs[unsigned(id)].name; }

// Evaluates the arguments, the first into x, and counts them. Builtins whose arguments are no ordinary expressions
// evaluate them on their own.
bool Checker::builtinArgs(Operand *x, CallExpr *call, BuiltinId id, List<Operand *> *args) {
  const BuiltinInfo &bin = predeclaredFuncs[unsigned(id)];
  size_t nargs = call->args.size();
  bool special = id == BuiltinId::Make || id == BuiltinId::New || id == BuiltinId::UnsafeOffsetof || id == BuiltinId::Trace;
  if (!special) {
    *args = exprList(call->args);
    nargs = args->size();
    for (Operand *a : *args)
      if (a->mode == Mode::Invalid) return false;
    if (nargs > 0) *x = *(*args)[0];
  }
  const char *msg = nullptr;
  if (nargs < size_t(bin.nargs))
    msg = "not enough";
  else if (!bin.variadic && nargs > size_t(bin.nargs))
    msg = "too many";
  if (msg) errorf(call, "invalid operation: %s arguments for %v (expected %d, found %d)", msg, call, bin.nargs, nargs);
  return !msg;
}

bool Checker::builtin(Operand *x, CallExpr *call, BuiltinId id) {
  if (call->hasDots && id != BuiltinId::Append) {
    errorf(call, "invalid operation: invalid use of ... with built-in %s", nameOf(id));
    use(call->args);
    return false;
  }
  // len and cap are constant if their argument has no calls: only those of the argument count.
  bool lenCap = id == BuiltinId::Len || id == BuiltinId::Cap;
  struct Restore {
    bool &flag, old, on;
    ~Restore() {
      if (on) flag = old;
    }
  } restore{env.hasCallOrRecv, env.hasCallOrRecv, lenCap};
  if (lenCap) env.hasCallOrRecv = false;

  List<Operand *> args;
  if (!builtinArgs(x, call, id, &args)) return false;
  switch (id) {
  case BuiltinId::Append: return builtinAppend(x, call, args);
  case BuiltinId::Len:
  case BuiltinId::Cap: return builtinLenCap(x, call, id);
  case BuiltinId::Clear: return builtinClear(x, call);
  case BuiltinId::Close: return builtinClose(x, call);
  case BuiltinId::Complex: return builtinComplex(x, call, args[1]);
  case BuiltinId::Real:
  case BuiltinId::Imag: return builtinRealImag(x, call, id);
  case BuiltinId::Copy: return builtinCopy(x, call, args[1]);
  case BuiltinId::Delete: return builtinDelete(x, call, args[1]);
  case BuiltinId::Make: return builtinMake(x, call);
  case BuiltinId::Max:
  case BuiltinId::Min: return builtinMinMax(x, call, id, args);
  case BuiltinId::New: return builtinNew(x, call);
  case BuiltinId::Panic: return builtinPanic(x, call);
  case BuiltinId::Print:
  case BuiltinId::Println: return builtinPrint(x, call, id, args);
  case BuiltinId::Recover:
    x->mode = Mode::Value;
    x->type = emptyInterface;
    recordBuiltinType(call->fun, makeSig(x->type, {}));
    return true;
  case BuiltinId::Assert:
  case BuiltinId::Trace: return builtinForTests(x, call, id);
  default: return builtinUnsafe(x, call, id, args);
  }
}

// clear(x), of a map or slice.
bool Checker::builtinClear(Operand *x, CallExpr *call) {
  verifyVersionf(call->fun, go1_21, "clear");
  bool ok = underIs(x->type, [&](Type *u) {
    if (dynMap(u) || dynSlice(u)) return true;
    errorf(x, "invalid argument: cannot clear %s: argument must be (or constrained by) map or slice", x);
    return false;
  });
  if (!ok) return false;
  x->mode = Mode::NoValue;
  recordBuiltinType(call->fun, makeSig(nullptr, {x->type}));
  return true;
}

// close(ch)
bool Checker::builtinClose(Operand *x, CallExpr *call) {
  bool ok = underIs(x->type, [&](Type *u) {
    auto *ch = dynChan(u);
    if (!ch)
      errorf(x, "invalid operation: cannot close non-channel %s", x);
    else if (ch->dir == ChanDir::RecvOnly)
      errorf(x, "invalid operation: cannot close receive-only channel %s", x);
    else
      return true;
    return false;
  });
  if (!ok) return false;
  x->mode = Mode::NoValue;
  recordBuiltinType(call->fun, makeSig(nullptr, {x->type}));
  return true;
}

// new(T) *T
bool Checker::builtinNew(Operand *x, CallExpr *call) {
  Type *T = varType(call->args[0]);
  if (!isValid(T)) return false;
  x->mode = Mode::Value;
  x->type = new Pointer(T);
  recordBuiltinType(call->fun, makeSig(x->type, {T}));
  return true;
}

// panic(x any). Remembered where it may end a function that must return something.
bool Checker::builtinPanic(Operand *x, CallExpr *call) {
  if (env.sig && !env.sig->results->vars.empty()) {
    if (!env.isPanic) env.isPanic = new std::unordered_set<CallExpr *>;
    env.isPanic->insert(call);
  }
  assignment(x, emptyInterface, "argument to panic");
  if (x->mode == Mode::Invalid) return false;
  x->mode = Mode::NoValue;
  recordBuiltinType(call->fun, makeSig(nullptr, {emptyInterface}));
  return true;
}

// assert(cond) and trace(...), which only types2's test data knows.
bool Checker::builtinForTests(Operand *x, CallExpr *call, BuiltinId id) {
  if (id == BuiltinId::Assert) {
    if (x->mode != Mode::Constant || !isBoolean(x->type)) {
      errorf(x, "invalid argument: %s is not a boolean constant", x);
      return false;
    }
    if (!x->val->b) errorf(call, "%v failed", call);
    return true;
  }
  for (size_t i = 0; i < call->args.size(); i++) {
    Operand t;
    rawExpr(nullptr, i == 0 ? x : &t, call->args[i], nullptr, false);
  }
  if (call->args.empty()) x->mode = Mode::NoValue;
  return x->mode != Mode::Invalid;
}

// append(s S, x ...E) S; also append([]byte, string...).
bool Checker::builtinAppend(Operand *x, CallExpr *call, const List<Operand *> &args) {
  Type *S = x->type;
  auto *s = dynSlice(coreType(S));
  if (!s) {
    std::string cause;
    if (x->isNil())
      cause = "have untyped nil";
    else if (!isTypeParam(S))
      cause = sprintf("have %s", x);
    else if (Type *u = coreType(S))
      cause = sprintf("%s has core type %s", x, u);
    else
      cause = sprintf("%s has no core type", x);
    errorf(x, "first argument to append must be a slice; %s", cause);
    return false;
  }
  if (args.size() == 2 && call->hasDots && assignableTo(x, new Slice(universeByte), nullptr)) {
    Operand *y = args[1];
    Type *t = coreString(y->type);
    if (t && isString(t)) {
      materialize(y->expr);
      Signature *sig = makeSig(S, {S, y->type});
      sig->variadic = true;
      recordBuiltinType(call->fun, sig);
      x->mode = Mode::Value;
      x->type = S;
      return true;
    }
  }
  Signature *sig = makeSig(S, {S, new Slice(s->elem)});
  sig->variadic = true;
  arguments(call, sig, {}, {}, args, {}); // errors there do not matter here
  x->mode = Mode::Value;
  x->type = S;
  recordBuiltinType(call->fun, sig);
  return true;
}

bool Checker::builtinLenCap(Operand *x, CallExpr *call, BuiltinId id) {
  bool isLen = id == BuiltinId::Len;
  Mode mode = Mode::Invalid;
  CV val = nullptr;
  Type *u = under(x->type);
  Type *t = arrayPtrDeref(u);
  auto accepts = [isLen](Type *t) {
    switch (t->kind) {
    case TypeKind::Basic: return isLen && isString(t);
    case TypeKind::Array:
    case TypeKind::Slice:
    case TypeKind::Chan: return true;
    case TypeKind::Map: return isLen;
    default: return false;
    }
  };
  if (isTypeParam(x->type)) {
    auto *it = dynInterface(u);
    if (it && typeSet(it)->underIs([&](Type *e) { return e && accepts(arrayPtrDeref(e)); })) mode = Mode::Value;
  } else if (accepts(t)) {
    mode = Mode::Value;
    if (x->mode == Mode::Constant && t->kind == TypeKind::Basic) {
      mode = Mode::Constant;
      val = constInt(int64_t(x->val->s.size()));
    } else if (auto *a = dynArray(t); a && !env.hasCallOrRecv) {
      mode = Mode::Constant;
      val = a->len >= 0 ? constInt(a->len) : constUnknown();
    }
  }
  if (mode == Mode::Invalid) {
    if (isValid(u)) errorf(x, "invalid argument: %s for %s", x, nameOf(id));
    return false;
  }
  if (mode != Mode::Constant) recordBuiltinType(call->fun, makeSig(basicType(BasicKind::Int), {x->type}));
  x->mode = mode;
  x->type = basicType(BasicKind::Int);
  x->val = val;
  return true;
}

static Type *floatToComplex(Type *t) {
  auto *b = dynBasic(under(t));
  if (!b) return nullptr;
  switch (b->bkind) {
  case BasicKind::Float32: return basicType(BasicKind::Complex64);
  case BasicKind::Float64: return basicType(BasicKind::Complex128);
  case BasicKind::UntypedFloat: return basicType(BasicKind::UntypedComplex);
  default: return nullptr;
  }
}
static Type *complexToFloat(Type *t) {
  auto *b = dynBasic(under(t));
  if (!b) return nullptr;
  switch (b->bkind) {
  case BasicKind::Complex64: return basicType(BasicKind::Float32);
  case BasicKind::Complex128: return basicType(BasicKind::Float64);
  case BasicKind::UntypedComplex: return basicType(BasicKind::UntypedFloat);
  default: return nullptr;
  }
}

bool Checker::builtinComplex(Operand *x, CallExpr *call, Operand *y) {
  bool ux = isUntyped(x->type), uy = isUntyped(y->type);
  if (ux && !uy) {
    convertUntyped(x, y->type);
  } else if (!ux && uy) {
    convertUntyped(y, x->type);
  } else if (ux && uy) {
    if (x->mode == Mode::Constant && y->mode == Mode::Constant) {
      for (Operand *o : {x, y})
        if (isNumeric(o->type) && constSign(constImag(o->val)) == 0) o->type = basicType(BasicKind::UntypedFloat);
    } else { // a shift whose type is open: shifts of floats are an error, reported now
      convertUntyped(x, basicType(BasicKind::Float64));
      convertUntyped(y, basicType(BasicKind::Float64));
    }
  }
  if (x->mode == Mode::Invalid || y->mode == Mode::Invalid) return false;
  if (!identical(x->type, y->type)) {
    errorf(x, "invalid operation: %v (mismatched types %s and %s)", call, x->type, y->type);
    return false;
  }
  Type *res = applyTypeFunc(floatToComplex, x, BuiltinId::Complex);
  if (!res) {
    errorf(x, "invalid argument: arguments have type %s, expected floating-point", x->type);
    return false;
  }
  if (x->mode == Mode::Constant && y->mode == Mode::Constant) {
    x->val = constBinary(constToFloat(x->val), Op::Add, constImaginary(constToFloat(y->val)));
  } else {
    x->mode = Mode::Value;
    recordBuiltinType(call->fun, makeSig(res, {x->type, x->type}));
  }
  x->type = res;
  return true;
}

bool Checker::builtinRealImag(Operand *x, CallExpr *call, BuiltinId id) {
  if (isUntyped(x->type)) {
    if (x->mode == Mode::Constant) {
      if (isNumeric(x->type)) x->type = basicType(BasicKind::UntypedComplex);
    } else {
      convertUntyped(x, basicType(BasicKind::Complex128));
      if (x->mode == Mode::Invalid) return false;
    }
  }
  Type *res = applyTypeFunc(complexToFloat, x, id);
  if (!res) {
    errorf(x, "invalid argument: argument has type %s, expected complex type", x->type);
    return false;
  }
  if (x->mode == Mode::Constant) {
    x->val = id == BuiltinId::Real ? constReal(x->val) : constImag(x->val);
  } else {
    x->mode = Mode::Value;
    recordBuiltinType(call->fun, makeSig(res, {x->type}));
  }
  x->type = res;
  return true;
}

bool Checker::builtinCopy(Operand *x, CallExpr *call, Operand *y) {
  auto *dst = dynSlice(coreType(x->type));
  Type *src0 = coreString(y->type);
  if (src0 && isString(src0)) {
    materialize(y->expr);
    src0 = new Slice(universeByte);
  }
  auto *src = dynSlice(src0);
  if (!dst || !src) {
    errorf(x, "invalid argument: copy expects slice arguments; found %s and %s", x, y);
    return false;
  }
  if (!identical(dst->elem, src->elem)) {
    errorf(x, "invalid argument: arguments to copy %s and %s have different element types %s and %s", x, y, dst->elem, src->elem);
    return false;
  }
  recordBuiltinType(call->fun, makeSig(basicType(BasicKind::Int), {x->type, y->type}));
  x->mode = Mode::Value;
  x->type = basicType(BasicKind::Int);
  return true;
}

bool Checker::builtinDelete(Operand *x, CallExpr *call, Operand *keyArg) {
  Type *map = x->type, *key = nullptr;
  bool ok = underIs(map, [&](Type *u) {
    auto *m = dynMap(u);
    if (!m) {
      errorf(x, "invalid argument: %s is not a map", x);
      return false;
    }
    if (key && !identical(m->key, key)) {
      errorf(x, "invalid argument: maps of %s must have identical key types", x);
      return false;
    }
    key = m->key;
    return true;
  });
  if (!ok) return false;
  *x = *keyArg;
  assignment(x, key, "argument to delete");
  if (x->mode == Mode::Invalid) return false;
  x->mode = Mode::NoValue;
  recordBuiltinType(call->fun, makeSig(nullptr, {map, key}));
  return true;
}

bool Checker::builtinMake(Operand *x, CallExpr *call) {
  Expr *arg0 = call->args[0];
  Type *T = varType(arg0);
  if (!isValid(T)) return false;
  Type *core = coreType(T);
  size_t min = 1, nargs = call->args.size();
  if (!core) {
    errorf(arg0, "invalid argument: cannot make %s: no core type", arg0);
    return false;
  }
  if (dynSlice(core)) {
    min = 2;
  } else if (!dynMap(core) && !dynChan(core)) {
    errorf(arg0, "invalid argument: cannot make %s; type must be slice, map, or channel", arg0);
    return false;
  }
  if (nargs < min || min + 1 < nargs) {
    errorf(call, "invalid operation: %v expects %d or %d arguments; found %d", call, min, min + 1, nargs);
    return false;
  }
  List<Type *> types{T};
  List<int64_t> sizes;
  for (size_t i = 1; i < nargs; i++) {
    int64_t size;
    types.push_back(index(call->args[i], -1, &size));
    if (size >= 0) sizes.push_back(size);
  }
  if (sizes.size() == 2 && sizes[0] > sizes[1]) error(call->args[1], "invalid argument: length and capacity swapped");
  x->mode = Mode::Value;
  x->type = T;
  recordBuiltinType(call->fun, makeSig(x->type, types));
  return true;
}

bool Checker::builtinMinMax(Operand *x, CallExpr *call, BuiltinId id, const List<Operand *> &args) {
  verifyVersionf(call->fun, go1_21, "%s", nameOf(id));
  Op o = id == BuiltinId::Max ? Op::Gtr : Op::Lss;
  for (size_t i = 0; i < args.size(); i++) {
    Operand *a = args[i];
    if (!allOrdered(a->type)) {
      errorf(a, "invalid argument: %s cannot be ordered", a);
      return false;
    }
    if (i == 0) continue; // it is in x
    matchTypes(x, a);
    if (x->mode == Mode::Invalid) return false;
    if (!identical(x->type, a->type)) {
      errorf(a, "invalid argument: mismatched types %s (previous argument) and %s (type of %s)", x->type, a->type, a->expr);
      return false;
    }
    if (x->mode == Mode::Constant && a->mode == Mode::Constant) {
      if (constCompare(a->val, o, x->val)) *x = *a;
    } else {
      x->mode = Mode::Value;
    }
  }
  if (x->mode != Mode::Constant) {
    x->mode = Mode::Value;
    assignment(x, emptyInterface, "argument to " + std::string(nameOf(id))); // a value must not be untyped
    if (x->mode == Mode::Invalid) return false;
  }
  for (Operand *a : args) updateExprType(a->expr, x->type, true);
  if (x->mode != Mode::Constant) recordBuiltinType(call->fun, makeSig(x->type, List<Type *>(args.size(), x->type)));
  return true;
}

bool Checker::builtinPrint(Operand *x, CallExpr *call, BuiltinId id, const List<Operand *> &args) {
  List<Type *> params;
  for (Operand *a : args) {
    assignment(a, nullptr, "argument to " + std::string(nameOf(id)));
    if (a->mode == Mode::Invalid) return false;
    params.push_back(a->type);
  }
  x->mode = Mode::NoValue;
  recordBuiltinType(call->fun, makeSig(nullptr, params));
  return true;
}

// f(x.type); for a type parameter: a new one, constrained by f of each of its types. Null if f does not apply.
Type *Checker::applyTypeFunc(const std::function<Type *(Type *)> &f, Operand *x, BuiltinId id) {
  auto *tp = dynTypeParam(x->type);
  if (!tp) return f(x->type);
  auto *u = new Union;
  bool ok = typeParamIs(tp, [&](const SetTerm *t) {
    Type *r = t ? f(t->type) : nullptr;
    if (r) u->terms.push_back({t->tilde, r});
    return r != nullptr;
  });
  if (!ok) return nullptr;
  errorf(x, "%s not supported as argument to %s for go1.18 (see go.dev/issue/50937)", x, nameOf(id));
  auto *it = new Interface;
  it->embeddeds.push_back(u);
  it->embedPos.push_back(Pos{});
  it->complete = true;
  TypeParam *res = newTypeParam(new TypeName(Pos{}, pkg, tp->obj->name, nullptr), it);
  res->index = tp->index;
  return res;
}

} // namespace frontend
