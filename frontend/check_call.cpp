// frontend/check_call.cpp: calls, function instantiation, arguments. Mirrors types2/call.go (selectors: check_selector.cpp).
//
// A call of a generic function collects what is known of its type arguments (explicit ones, and those of generic
// functions among its arguments) and infers the rest from the values, all at once (arguments). The instantiated
// signature becomes the type of the called expression, the type arguments go to its Name (recordInstance).
#include "frontend/checker.h"

namespace frontend {

static List<Type *> operandTypes(const List<Operand *> &list) {
  List<Type *> r;
  for (Operand *x : list) r.push_back(x->type);
  return r;
}
static List<Type *> varTypes(const List<Var *> &list) {
  List<Type *> r;
  for (Var *v : list) r.push_back(v->type);
  return r;
}

// ---- instantiation

void Checker::funcInst(Target *T, Pos pos, Operand *x, IndexExpr *inst, bool infer, List<Type *> *targsOut) {
  Pos instPos = inst ? inst->pos : pos;
  bool versionErr = !verifyVersionf(instPos, go1_18, "function instantiation");
  auto bad = [&] {
    x->invalidate();
    if (inst) x->expr = inst;
  };

  List<Type *> targs;
  List<Expr *> xlist;
  if (inst) {
    xlist = unpackList(inst->index);
    targs = typeList(xlist);
    if (targs.empty()) return bad();
  }
  auto *sig = static_cast<Signature *>(x->type);
  size_t got = targs.size(), want = sig->tparams.size();
  if (got > want) {
    errorf(xlist[got - 1], "got %d type arguments but want %d", got, want);
    return bad();
  }
  if (got < want) {
    if (!infer) {
      if (targsOut) *targsOut = targs;
      return;
    }
    // Used in an assignment to a variable of function type T: infer as if T were passed to a function whose
    // parameter has the type of x.
    List<Operand *> args;
    List<Var *> params;
    bool reverse = false;
    if (T && !sig->tparams.empty()) {
      if (!versionErr && !allowVersion(pkg, instPos, go1_21))
        versionErrorf(instPos, go1_21,
                      inst ? "partially instantiated function in assignment" : "implicitly instantiated function in assignment");
      auto *gsig = new Signature;
      gsig->params = sig->params;
      gsig->results = sig->results;
      gsig->variadic = sig->variadic;
      params.push_back(newVar(x->pos(), pkg, "", gsig));
      auto *arg = new Operand;
      arg->mode = Mode::Value;
      arg->expr = new Name(x->pos(), internStr(T->desc)); // stands for the target in messages
      arg->type = T->sig;
      args.push_back(arg);
      reverse = true;
    }
    Type *params2 = nullptr;
    List<TypeParam *> tparams = renameTParams(pos, sig->tparams, newTuple(params), &params2);
    targs = this->infer(pos, tparams, targs, static_cast<Tuple *>(params2), args, reverse);
    if (targs.empty()) return bad();
  }
  Expr *expr = inst ? inst : x->expr;
  sig = instantiateSignature(x->pos(), expr, sig, targs, xlist);
  x->type = sig;
  x->mode = Mode::Value;
  x->expr = expr;
}

Signature *Checker::instantiateSignature(Pos pos, Expr *expr, Signature *typ, const List<Type *> &targs, const List<Expr *> &xlist) {
  auto *inst = static_cast<Signature *>(instance(pos, typ, targs));
  recordInstance(expr, targs);
  // Verified later: the type arguments may not be complete yet.
  List<TypeParam *> tparams = typ->tparams;
  later([this, pos, tparams, targs, xlist] {
    std::string cause;
    int i = verify(pos, tparams, targs, &cause);
    if (i < 0) {
      mono.recordInstance(pkg, pos, tparams, targs, xlist);
      return;
    }
    error(size_t(i) < xlist.size() ? startPos(xlist[size_t(i)]) : pos, cause);
  });
  return inst;
}

// ---- calls

// T(x); T is in x.
void Checker::conversionCall(Operand *x, CallExpr *call) {
  nonGeneric(nullptr, x);
  if (x->mode == Mode::Invalid) return;
  Type *T = x->type;
  x->invalidate();
  size_t n = call->args.size();
  if (n == 0) {
    errorf(call, "missing argument in conversion to %s", T);
  } else if (n > 1) {
    use(call->args);
    errorf(call->args[n - 1], "too many arguments in conversion to %s", T);
  } else {
    expr(nullptr, x, call->args[0]);
    if (x->mode != Mode::Invalid) {
      auto *it = dynInterface(under(T));
      if (it && !isTypeParam(T) && !typeSet(it)->isMethodSet()) {
        errorf(call, "cannot use interface %s in conversion (contains specific type constraints or is comparable)", T);
      } else if (call->hasDots) {
        errorf(call->args[0], "invalid use of ... in conversion to %s", T);
      } else {
        conversion(x, T);
      }
    }
  }
  x->expr = call;
}

// The explicit type arguments of a call f[T...](...). If they are complete, *sig becomes the instance. False after an error.
bool Checker::calledTypeArgs(CallExpr *call, IndexExpr *inst, Signature **sig, List<Type *> *targs, List<Expr *> *xlist) {
  *xlist = unpackList(inst->index);
  *targs = typeList(*xlist);
  if (targs->empty()) {
    use(call->args);
    return false;
  }
  size_t got = targs->size(), want = (*sig)->tparams.size();
  if (got > want) {
    errorf((*xlist)[want], "got %d type arguments but want %d", got, want);
    use(call->args);
    return false;
  }
  if (got == want && want > 0) {
    verifyVersionf(inst, go1_18, "function instantiation");
    *sig = instantiateSignature(inst->pos, inst, *sig, *targs, *xlist);
    targs->clear();
    xlist->clear();
  }
  return true;
}

ExprKind Checker::callExpr(Operand *x, CallExpr *call) {
  IndexExpr *inst = nullptr;
  if (auto *ie = dynIndexExpr(call->fun)) {
    if (indexExpr(x, ie)) inst = ie; // instantiated together with the arguments
    x->expr = ie;
    record(x);
  } else {
    exprOrType(x, call->fun, true);
  }
  auto bad = [&] {
    x->invalidate();
    x->expr = call;
    return ExprKind::Statement;
  };

  switch (x->mode) {
  case Mode::Invalid: use(call->args); return bad();
  case Mode::TypExpr: conversionCall(x, call); return ExprKind::Conversion;
  case Mode::Builtin: {
    BuiltinId id = x->id;
    if (!builtin(x, call, id)) x->invalidate();
    x->expr = call;
    if (x->mode != Mode::Invalid && x->mode != Mode::Constant) env.hasCallOrRecv = true;
    return predeclaredFuncs[unsigned(id)].kind;
  }
  default: break;
  }

  auto *sig = dynSignature(coreType(x->type));
  if (!sig) {
    errorf(x, "invalid operation: cannot call non-function %s", x);
    return bad();
  }
  bool wasGeneric = !sig->tparams.empty();
  List<Type *> targs;
  List<Expr *> xlist;
  if (inst && !calledTypeArgs(call, inst, &sig, &targs, &xlist)) return bad();

  List<List<Type *>> atargs;
  List<Operand *> args = genericExprList(call->args, &atargs);
  sig = arguments(call, sig, targs, xlist, args, atargs);
  if (wasGeneric && sig->tparams.empty()) recordTypeAndValue(call->fun, Mode::Value, sig, nullptr);

  switch (sig->results->vars.size()) {
  case 0: x->mode = Mode::NoValue; break;
  case 1:
    x->mode = Mode::Value;
    x->type = sig->results->vars[0]->type;
    break;
  default: x->mode = Mode::Value; x->type = sig->results;
  }
  x->expr = call;
  env.hasCallOrRecv = true;
  // Inference failed: no operand may have a parameterised type.
  if (x->mode == Mode::Value && !sig->tparams.empty() && isParameterized(sig->tparams, x->type)) x->invalidate();
  return ExprKind::Statement;
}

// ---- arguments

List<Operand *> Checker::exprList(const List<Expr *> &elist) {
  if (elist.size() == 1) return multiExpr(elist[0], false);
  List<Operand *> r;
  for (Expr *e : elist) {
    auto *x = new Operand;
    expr(nullptr, x, e);
    r.push_back(x);
  }
  return r;
}

// One argument, which may be a generic function; its partial type arguments go to *targs, *xlist.
// multi: it is the only one, and may be a call with several results.
Operand *Checker::genericArg(Expr *e, bool infer, bool multi, List<Type *> *targs) {
  auto *x = new Operand;
  auto *inst = dynIndexExpr(e);
  if (inst) {
    if (indexExpr(x, inst)) {
      funcInst(nullptr, x->pos(), x, inst, infer, targs);
      if (!targs->empty())
        x->expr = inst;
      else
        record(x);
      return x;
    }
    // An ordinary index expression: evaluated already, as rawExpr would have done.
    x->expr = inst;
    record(x);
  } else {
    rawExpr(nullptr, x, e, nullptr, true);
  }
  exclude(x, 1u << unsigned(Mode::NoValue) | 1u << unsigned(Mode::Builtin) | 1u << unsigned(Mode::TypExpr));
  if (!multi) singleValue(x);
  return x;
}

List<Operand *> Checker::genericExprList(const List<Expr *> &elist, List<List<Type *>> *targsList) {
  // Before go1.21 generic functions could not be arguments: everything is inferred at once.
  size_t n = elist.size();
  bool infer = !(n > 0 && allowVersion(pkg, elist[0], go1_21));
  targsList->resize(n);
  List<Operand *> res;
  for (size_t i = 0; i < n; i++) {
    Operand *x = genericArg(elist[i], infer, n == 1, &(*targsList)[i]);
    auto *t = n == 1 && x->mode != Mode::Invalid ? dynTuple(x->type) : nullptr;
    if (!t) {
      res.push_back(x);
      continue;
    }
    for (Var *v : t->vars) {
      auto *y = new Operand;
      y->mode = Mode::Value;
      y->expr = elist[0];
      y->type = v->type;
      res.push_back(y);
    }
  }
  return res;
}

void Checker::argumentCountError(CallExpr *call, Signature *sig, const List<Operand *> &args, size_t npars) {
  size_t nargs = args.size();
  At at = call;
  const char *qualifier = "not enough";
  if (nargs > npars) {
    at = At(args[npars]->expr);
    qualifier = "too many";
  } else if (nargs > 0) {
    at = At(args[nargs - 1]->expr);
  }
  Error_ e(this);
  e.errorf(at, "%s arguments in call to %s", qualifier, call->fun);
  e.errorf(Pos{}, "have %s", typesSummary(operandTypes(args), false));
  e.errorf(Pos{}, "want %s", typesSummary(varTypes(sig->params->vars), sig->variadic));
  report(&e);
}

// One parameter for each argument: a variadic one is repeated. False: the numbers do not fit.
bool Checker::matchCount(ArgumentMatch *m, const List<Operand *> &args) {
  CallExpr *call = m->call;
  Signature *sig = m->sig;
  size_t nargs = args.size(), npars = sig->params->vars.size();
  if (call->hasDots && !sig->variadic) {
    errorf(call, "cannot use ... in call to non-variadic %s", call->fun);
    return false;
  }
  if (call->hasDots && call->args.size() == 1 && nargs > 1) {
    errorf(call, "cannot use ... with %d-valued %s", nargs, call->args[0]);
    return false;
  }
  if (sig->variadic && !call->hasDots && nargs + 1 >= npars) {
    List<Var *> vars(sig->params->vars.begin(), sig->params->vars.end() - 1);
    Var *last = sig->params->vars.back();
    Type *elem = static_cast<Slice *>(last->type)->elem;
    while (vars.size() < nargs) vars.push_back(newParam(last->pos, last->pkg, last->name, elem));
    m->params = newTuple(vars);
    m->adjusted = true;
    return true;
  }
  if (sig->variadic && !call->hasDots) npars--; // for the message
  if (nargs == npars) return true;
  argumentCountError(call, sig, args, npars);
  return false;
}

// Collects the type parameters to infer: those of the callee, then those of generic functions among the arguments; all
// renamed, because the call may be in the function itself.
void Checker::collectTypeParams(ArgumentMatch *m, const List<Operand *> &args, const List<List<Type *>> &atargs) {
  CallExpr *call = m->call;
  if (!m->sig->tparams.empty()) {
    if (!allowVersion(pkg, call->pos, go1_18)) {
      if (auto *ie = dynIndexExpr(call->fun))
        versionErrorf(ie, go1_18, "function instantiation");
      else
        versionErrorf(call, go1_18, "implicit function instantiation");
    }
    Type *tmp = nullptr;
    m->tparams = renameTParams(call->pos, m->sig->tparams, m->params, &tmp);
    m->params = static_cast<Tuple *>(tmp);
    m->targs.resize(m->tparams.size());
  }
  for (size_t i = 0; i < args.size(); i++) {
    Operand *arg = args[i];
    auto *asig = dynSignature(arg->type);
    if (arg->mode == Mode::Invalid || !asig || asig->tparams.empty()) continue;
    asig = new Signature(*asig);
    Type *tmp = nullptr;
    List<TypeParam *> atparams = renameTParams(call->pos, asig->tparams, asig, &tmp);
    asig = static_cast<Signature *>(tmp);
    asig->tparams = atparams;
    arg->type = asig;
    m->tparams.insert(m->tparams.end(), atparams.begin(), atparams.end());
    if (i < atargs.size()) m->targs.insert(m->targs.end(), atargs[i].begin(), atargs[i].end());
    m->targs.resize(m->tparams.size());
    m->genericArgs.push_back(i);
  }
  if (!m->genericArgs.empty()) verifyVersionf(args[m->genericArgs[0]], go1_21, "implicitly instantiated function as argument");
}

// Instantiates the callee and the generic functions among the arguments. False: the types could not be inferred.
bool Checker::inferArguments(ArgumentMatch *m, const List<Expr *> &xlist, const List<Operand *> &args, const List<List<Type *>> &atargs) {
  CallExpr *call = m->call;
  collectTypeParams(m, args, atargs);
  if (m->tparams.empty()) return true;
  m->targs = infer(call->pos, m->tparams, m->targs, m->params, args);
  if (m->targs.empty()) return false;
  const size_t n = m->sig->tparams.size();
  if (n > 0) {
    List<Type *> callee(m->targs.begin(), m->targs.begin() + long(n));
    m->rsig = instantiateSignature(call->pos, call->fun, m->sig, callee, xlist);
    if (m->adjusted) {
      List<TypeParam *> from(m->tparams.begin(), m->tparams.begin() + long(n));
      m->params = static_cast<Tuple *>(subst(call->pos, m->params, makeSubstMap(from, callee)));
    } else {
      m->params = m->rsig->params;
    }
  }
  size_t j = n;
  for (size_t i : m->genericArgs) {
    Operand *arg = args[i];
    auto *asig = static_cast<Signature *>(arg->type);
    size_t k = j + asig->tparams.size();
    arg->type = instantiateSignature(call->pos, arg->expr, asig, List<Type *>(m->targs.begin() + long(j), m->targs.begin() + long(k)), {});
    record(arg);
    j = k;
  }
  return true;
}

Signature *Checker::arguments(CallExpr *call, Signature *sig, List<Type *> targs, const List<Expr *> &xlist, const List<Operand *> &args,
                              const List<List<Type *>> &atargs) {
  ArgumentMatch m{call, sig, sig->params};
  if (!matchCount(&m, args)) return sig;
  m.targs = std::move(targs);
  m.rsig = sig;
  if (!inferArguments(&m, xlist, args, atargs)) return sig;
  if (args.empty()) return m.rsig;
  std::string context = sprintf("argument to %s", call->fun);
  for (size_t i = 0; i < args.size(); i++) assignment(args[i], m.params->vars[i]->type, context);
  return m.rsig;
}

// ---- use: evaluates expressions for their errors only

bool Checker::use(const List<Expr *> &args) {
  bool ok = true;
  for (Expr *e : args) ok &= use1(e, false);
  return ok;
}
bool Checker::useLHS(const List<Expr *> &args) {
  bool ok = true;
  for (Expr *e : args) ok &= use1(e, true);
  return ok;
}

bool Checker::use1(Expr *e, bool lhs) {
  if (!e) return true;
  Operand x;
  x.mode = Mode::Value;
  Expr *inner = unparen(e);
  if (auto *n = dynName(inner)) {
    if (n->value == "_") return true;
    // A variable on the left side is not used by that.
    Var *v = nullptr;
    bool wasUsed = false;
    if (lhs) {
      v = dynVar(env.lookup(n->value));
      if (v && v->pkg != pkg) v = nullptr;
      if (v) wasUsed = v->used;
    }
    exprOrType(&x, n, true);
    if (v) v->used = wasUsed;
  } else if (auto *l = dynListExpr(inner)) {
    return lhs ? useLHS(l->elems) : use(l->elems);
  } else {
    rawExpr(nullptr, &x, e, nullptr, true);
  }
  return x.mode != Mode::Invalid;
}

} // namespace frontend
