// ir/build_method.cpp: methods: calls, values (x.M), expressions (T.M), and the functions that no syntax stands for.
//
// A synthetic function has parameters and results, and a body that forwards to one call:
//   wrapper       of a method for another receiver: promoted through embedded fields, the data word of an interface value
//   method value  the receiver is what the closure captured
//   method expression of an interface: the receiver is the first parameter
//   thunk         of go and defer: function and arguments are captured (build_go.cpp)
#include "ir/build.h"

namespace ir {

// ---- synthetic functions

Value addParam(ir::Func *f, Type *t, Var *v) {
  auto *p = new Instr;
  p->op = ir::Op::Zero, p->isParam = true, p->id = f->nextId++, p->type = t;
  if (v) p->str = std::string(v->name), p->pos = v->pos;
  f->params.push_back(p);
  return p;
}

// A synthetic function of signature sig, with a receiver before the parameters unless recv is null; without a body yet.
ir::Func *ProgramBuilder::synthetic(const std::string &symbol, const std::string &display, Type *recv, Signature *sig, Pos pos,
                                    const Package *pkg) {
  auto *f = newFunc(symbol, pkg);
  f->display = display;
  f->wrapper = true;
  auto *plain = new Signature(*sig);
  plain->recv = nullptr;
  f->sig = static_cast<Signature *>(canon(plain));
  f->pos = pos;
  if (recv) addParam(f, canon(recv));
  for (auto *v : f->sig->params->vars) addParam(f, canon(v->type));
  for (auto *v : f->sig->results->vars) f->results.push_back(canon(v->type));
  return f;
}

// The rest of a synthetic function: the call, whose results are the function's.
void FuncBuilder::forward(const Callee &c, std::vector<Value> args) {
  emit(ir::Op::Ret, nullptr, emitCall(c, std::move(args)));
  finish();
}

// A function value that holds values for the ClosureVars of f.
Value FuncBuilder::closureOf(ir::Func *f, Type *sig, const std::vector<Value> &captured) {
  if (captured.empty()) return funcValue(f, sig);
  auto *i = emit(ir::Op::MakeClosure, sig, captured);
  i->func = f;
  return i;
}

// ---- calls

bool isConcrete(frontend::Func *m) {
  auto *recv = m->sig()->recv;
  return (m->decl || m->origin) || (recv && !isInterface(recv->type));
}

// The call of m with the receiver recv: an interface value, or what the method takes.
FuncBuilder::Callee FuncBuilder::methodCallee(Value recv, frontend::Func *m, Signature *sig) {
  Callee c;
  c.recv = recv, c.sig = sig;
  if (under(recv->type)->kind == TypeKind::Interface) {
    c.kind = Callee::Iface;
    c.slot = interfaceSlot(recv->type, m);
    c.name = std::string(m->name);
    prog.interfaceCall(m->name, sig);
    return c;
  }
  c.kind = Callee::Static;
  auto set = methodSet(recv->type);
  auto *entry = findMethod(set, m);
  c.fn = entry ? prog.valueMethod(recv->type, *entry) : prog.method(m, recv->type);
  return c;
}

// Evaluates the receiver of x.m to what the method takes: through embedded fields, address taken or loaded as needed. Of a
// type argument it takes that itself, even a pointer whose method has a value receiver: to load that is the method's affair.
Value FuncBuilder::receiver(SelectorExpr *se, frontend::Func *m) {
  if (isTypeParam(se->x->type)) return expr(se->x);
  Type *xt = typeOf(se->x);
  List<int> index = se->selection->index;
  if ((dynPointer(se->x->type) && isTypeParam(static_cast<Pointer *>(se->x->type)->elem)) || !types.from.empty()) {
    // In an instance the path is that of the type argument.
    auto r = lookupFieldOrMethod(xt, true, m->pkg, m->name);
    if (r.obj && dynFunc(r.obj)) index = r.index, m = static_cast<frontend::Func *>(r.obj);
  }
  size_t n = index.empty() ? 0 : index.size() - 1;
  auto *recv = m->sig()->recv;
  bool ifaceMethod = !m->decl && !m->origin;
  if (ifaceMethod && recv && !isInterface(recv->type)) ifaceMethod = false;
  bool wantPtr = !ifaceMethod && recv && recv->type->kind == TypeKind::Pointer;
  bool isPtr = dynPointer(under(xt)) != nullptr;
  Value v;
  if (n == 0) {
    if (wantPtr && !isPtr)
      v = se->x->mode == Mode::Variable ? addr(se->x) : spill(expr(se->x));
    else if (!wantPtr && isPtr && !ifaceMethod) {
      v = nilChecked(expr(se->x));
      v = load(T(static_cast<Pointer *>(under(xt))->elem), v);
    } else
      v = expr(se->x);
  } else {
    Type *ft = fieldType(xt, index, n); // of the last embedded field
    bool fieldIsPtr = dynPointer(under(ft)) != nullptr;
    if (wantPtr && !fieldIsPtr)
      v = selectAddr(se->x, index, n);
    else {
      v = selectPath(se->x, index, n);
      if (!wantPtr && fieldIsPtr && !ifaceMethod) {
        nilChecked(v);
        v = load(T(static_cast<Pointer *>(under(ft))->elem), v);
      }
    }
  }
  return v;
}

// The wrapper (*T).M of a method M of T got a nil *T: gc says so, instead of a nil dereference in code nobody wrote.
void FuncBuilder::panicwrapCheck(Value recv, frontend::Func *m) {
  Type *t = m->sig()->recv->type;
  Named *n = dynNamed(t);
  if (!n) return;
  Block *bad = newBlock("panicwrap"), *good = newBlock("receiver");
  branch(emit(ir::Op::Eq, boolT(), {recv, zero(recv->type)}), bad, good, -1);
  moveTo(bad);
  std::vector<Value> names;
  for (const std::string &s : {std::string(m->pkg->path),
                               std::string(n->obj->name) + (n->targs.empty() && n->tparams.empty() ? "" : "[...]"), std::string(m->name)}) {
    auto *c = emit(ir::Op::ConstString, basicType(BasicKind::String));
    c->str = s;
    names.push_back(c);
  }
  panicCall("panicwrap", names);
  moveTo(good);
}

void FuncBuilder::checkReceiver(Value iface) { nilChecked(extract(iface, 0, ptrT())); }

// ---- method values and expressions

// In an instance of generic code gc makes a literal of what stands for a method of a type with the instance's arguments.
bool FuncBuilder::isDerived(SelectorExpr *e, frontend::Func *m) const {
  if (types.from.empty()) return false;
  Type *x = e->x->type;
  if (auto *p = dynPointer(x)) x = p->elem;
  auto *recv = m->sig()->recv;
  return isTypeParam(x) || (recv && hasTypeParam(recv->type));
}

bool FuncBuilder::countsAsLiteral(SelectorExpr *e) {
  auto *m = e->selection ? dynFunc(e->selection->obj) : nullptr;
  if (!m || !isDerived(e, m)) return false;
  return e->selection->kind == SelKind::MethodVal || (!isTypeParam(e->x->type) && under(typeOf(e->x))->kind != TypeKind::Interface);
}

// x.M as a value: a closure that holds the receiver.
Value FuncBuilder::methodValue(SelectorExpr *e) {
  auto *m = static_cast<frontend::Func *>(e->selection->obj);
  Value recv = receiver(e, m);
  Type *rt = recv->type;
  if (under(rt)->kind == TypeKind::Interface) checkReceiver(recv);
  const bool derived = isDerived(e, m);
  std::string symbol = derived ? literalSymbol(e) : "(" + linkString(rt) + ")." + std::string(m->name) + "-fm";
  ir::Func *f = prog.findFunc(symbol);
  if (!f) {
    std::string display = derived ? literalDisplay(symbol) : methodName(rt, m) + "-fm";
    f = prog.synthetic(symbol, display, nullptr, static_cast<Signature *>(under(typeOf(e))), m->pos, m->pkg);
    f->captures = {rt};
    FuncBuilder b(prog, f, {});
    b.begin();
    b.forward(b.methodCallee(b.emit(ir::Op::ClosureVar, rt), m, f->sig), f->params);
  }
  Value closure = closureOf(f, typeOf(e), {recv});
  closure->source = e;
  return closure;
}

// T.M as a function whose first parameter is the receiver.
Value FuncBuilder::methodExpr(SelectorExpr *e) {
  auto *m = static_cast<frontend::Func *>(e->selection->obj);
  Type *rt = typeOf(e->x);
  if (under(rt)->kind != TypeKind::Interface) {
    auto set = methodSet(rt);
    if (auto *entry = findMethod(set, m)) return funcValue(prog.valueMethod(rt, *entry), typeOf(e));
  }
  std::string symbol = "(" + linkString(rt) + ")." + std::string(m->name) + "-expr";
  ir::Func *f = prog.findFunc(symbol);
  if (!f) {
    f = prog.synthetic(symbol, methodName(rt, m), nullptr, static_cast<Signature *>(under(typeOf(e))), m->pos, m->pkg);
    auto *rest = new Signature(*f->sig);
    rest->params = new Tuple(*f->sig->params);
    rest->params->vars.erase(rest->params->vars.begin());
    FuncBuilder b(prog, f, {});
    b.begin();
    b.forward(b.methodCallee(f->params[0], m, rest), {f->params.begin() + 1, f->params.end()});
  }
  return funcValue(f, typeOf(e));
}

// ---- wrappers

// What the method behind e takes for its receiver, from a value of type outer or, with isPtr, from a pointer to one.
// A pointer method that a value has was promoted through an embedded pointer: its receiver is in memory.
Value FuncBuilder::wrappedReceiver(Value v, Type *outer, bool isPtr, const MethodEntry &e) {
  const size_t steps = e.index.size() - 1;
  const bool concrete = isConcrete(e.fn), wantPtr = concrete && dynPointer(e.fn->sig()->recv->type);
  if (isPtr && !steps) panicwrapCheck(v, e.fn);
  if (isPtr) nilChecked(v);
  if (!steps) return isPtr ? load(outer, v) : v; // pointer methods of *outer itself need no wrapper
  v = walkFields(v, isPtr, outer, e.index, steps, wantPtr && !dynPointer(under(fieldType(outer, e.index, steps))));
  auto *p = dynPointer(under(v->type));
  return concrete && !wantPtr && p ? load(canon(p->elem), nilChecked(v)) : v;
}

// A function that takes the receiver t (or its interface data word) and calls the method, which may be promoted
// through embedded fields, declared on T while t is a *T, or an interface's.
ir::Func *ProgramBuilder::wrapperFor(Type *t, const MethodEntry &e, bool dataWord) {
  const bool pointed = dataWord && !directIface(t); // the word points to the value
  Type *param = pointed ? canon(new Pointer(t)) : t;
  std::string symbol = std::string(e.fn->pkg ? e.fn->pkg->path : Str("")) + ".(" + linkString(param) + ")." + std::string(e.fn->name) +
                       (dataWord && !pointed && !dynPointer(under(t)) ? "-word" : "") + (dataWord ? "-iface" : "-wrap");
  if (base)
    if (auto it = base->wrappers.find(symbol); it != base->wrappers.end()) return it->second;
  auto &w = wrappers[symbol];
  if (w) return w;
  w = synthetic(uniqueSymbol(symbol), methodName(param, e.fn), param, e.fn->sig(), e.fn->pos, e.fn->pkg);
  work.push_back([this, f = w, t, e, pointed] {
    FuncBuilder b(*this, f, {});
    b.begin();
    auto *p = pointed ? nullptr : dynPointer(under(t));
    Value recv = b.wrappedReceiver(f->params[0], p ? canon(p->elem) : t, pointed || p, e);
    b.forward(b.methodCallee(recv, e.fn, f->sig), {f->params.begin() + 1, f->params.end()});
  });
  return w;
}

// What stands in itabs and method tables. A pointer method called on the pointer: the word is the receiver.
ir::Func *ProgramBuilder::ifaceMethod(Type *recv, const MethodEntry &e) {
  if (dynPointer(recv) && e.index.size() == 1 && isConcrete(e.fn) && dynPointer(e.fn->sig()->recv->type)) return method(e.fn, recv);
  return wrapperFor(recv, e, true);
}

// A function of the receiver itself, as method expressions and reflection call it.
ir::Func *ProgramBuilder::valueMethod(Type *recv, const MethodEntry &e) {
  if (e.index.size() == 1 && isConcrete(e.fn) && (dynPointer(e.fn->sig()->recv->type) != nullptr) == (dynPointer(recv) != nullptr))
    return method(e.fn, recv);
  return wrapperFor(recv, e, false);
}

} // namespace ir
