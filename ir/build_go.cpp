// ir/build_go.cpp: go f(x) -> runtime.newproc(func() { f(x) }); defer f(x) -> defer func() { f(x) } (Op::Defer).
//
// Function value and arguments are evaluated at the statement; the closure (gc's gowrap/deferwrap) holds them. A
// literal without parameters and results is passed as it is.
#include "ir/build.h"

namespace ir {

void FuncBuilder::goDefer(CallStmt *s) {
  auto suspend = [&](Value closure) {
    if (s->isDefer)
      emit(Op::Defer, nullptr, {closure});
    else
      callRuntime("runtime.newproc", nullptr, {closure});
  };
  Expr *x = unparen(s->call);
  if (x->kind != NodeKind::CallExpr) {
    prog.error = "lowering: go/defer of a non-call";
    return;
  }
  auto *call = static_cast<CallExpr *>(x);
  Expr *f = unparen(call->fun);
  auto *sig = call->fun->type ? dynSignature(under(typeOf(call->fun))) : nullptr;
  bool isBuiltin = f->mode == Mode::Builtin, isConversion = f->mode == Mode::TypExpr;
  if (!isBuiltin && !isConversion && sig && sig->params->vars.empty() && sig->results->vars.empty() && f->kind == NodeKind::FuncLit) {
    suspend(expr(f));
    return;
  }

  // What the thunk must do with the captured values.
  std::vector<Value> captured;
  std::function<void(FuncBuilder &, std::vector<Value>)> run;
  if (isConversion) {
    captured.push_back(expr(call->args[0]));
    run = [](FuncBuilder &, std::vector<Value>) {};
  } else if (isBuiltin) {
    Name *n = dynName(f);
    if (auto *se = dynSelectorExpr(f)) n = se->sel;
    auto id = static_cast<Builtin *>(n->obj)->id;
    for (size_t i = 0; i < call->args.size(); i++) {
      Expr *a = call->args[i];
      if (id == BuiltinId::Panic)
        captured.push_back(exprAs(a, universeAny));
      else if (id == BuiltinId::Delete && i == 1)
        captured.push_back(exprAs(a, T(static_cast<Map *>(under(typeOf(call->args[0])))->key)));
      else
        captured.push_back(a->mode == Mode::NilValue ? zero(ptrT()) : expr(a));
    }
    run = [id](FuncBuilder &b, std::vector<Value> v) {
      switch (id) {
      case BuiltinId::Panic: b.panicValue(v[0]); break;
      case BuiltinId::Print:
      case BuiltinId::Println: b.printBuiltin(v, id == BuiltinId::Println); break;
      case BuiltinId::Close: b.callRuntime("runtime.closechan", nullptr, {v[0]}); break;
      case BuiltinId::Recover:
        b.fn->callsRecover = b.fn->noinline_ = true;
        b.callRuntime("runtime.gorecover", canon(universeAny), {});
        break;
      case BuiltinId::Delete: b.mapDelete(v[0], v[0]->type, v[1]); break;
      case BuiltinId::Clear:
        if (under(v[0]->type)->kind == TypeKind::Map)
          b.callRuntime("runtime.mapclear", nullptr, {b.typeDesc(v[0]->type), v[0]});
        else {
          Type *et = b.T(static_cast<Slice *>(under(v[0]->type))->elem);
          Value n = b.emit(ir::Op::Mul, b.intT(), {b.extract(v[0], 1, b.intT()), b.constInt(b.intT(), sizeofType(et))});
          b.callRuntime("runtime.memclr", nullptr, {b.extract(v[0], 0, b.pointerTo(et)), n});
        }
        break;
      case BuiltinId::Copy: {
        Type *et = b.T(static_cast<Slice *>(under(v[0]->type))->elem), *pt = b.pointerTo(et);
        Value sp = b.extract(v[1], 0, wordType(v[1]->type, 0));
        if (sp->type != pt) sp = b.emit(ir::Op::Retype, pt, {sp});
        b.callRuntime("runtime.typedslicecopy", b.intT(),
                      {b.typeDesc(et), b.extract(v[0], 0, pt), b.extract(v[0], 1, b.intT()), sp, b.extract(v[1], 1, b.intT())});
        break;
      }
      default: break; // values without effects are not statements
      }
    };
  } else {
    Order order(*this, callOperands(call), readsReceiver(call));
    Callee c = callee(call);
    std::vector<Value> held;
    auto args = arguments(call, c.sig, c.fn && c.fn->holdsUintptrArgs ? &held : nullptr);
    if (c.kind == Callee::Iface) nilChecked(extract(c.recv, 0, ptrT()));
    if (c.kind == Callee::Closure && args.empty() && c.sig->results->vars.empty()) {
      suspend(c.value);
      return;
    }
    if (c.kind == Callee::Static && !c.recv && args.empty() && c.fn->results.empty()) {
      suspend(funcValue(c.fn, c.sig));
      return;
    }
    if (c.kind == Callee::Closure)
      captured.push_back(c.value);
    else if (c.recv)
      captured.push_back(c.recv);
    captured.insert(captured.end(), args.begin(), args.end());
    captured.insert(captured.end(), held.begin(), held.end());
    run = [c, n = held.size()](FuncBuilder &b, std::vector<Value> v) {
      Callee d = c;
      std::vector<Value> held(v.end() - long(n), v.end());
      v.resize(v.size() - n);
      if (c.kind == Callee::Closure)
        d.value = v[0], v.erase(v.begin());
      else if (c.recv)
        d.recv = v[0], v.erase(v.begin());
      b.emitCall(d, std::move(v));
      for (Value p : held) b.emit(ir::Op::KeepAlive, nullptr, {p})->flags |= Heap;
    };
  }

  auto *thunk = prog.newFunc(
      prog.uniqueSymbol(fn->symbol + (s->isDefer ? ".deferwrap" + std::to_string(++deferCount) : ".gowrap" + std::to_string(++goCount))));
  if (fn->display != fn->symbol) thunk->display = fn->display + thunk->symbol.substr(std::min(fn->symbol.size(), thunk->symbol.size()));
  thunk->wrapper = true;
  thunk->linkonce = fn->linkonce;
  thunk->sig = static_cast<Signature *>(canon(new Signature));
  thunk->pos = s->pos;
  FuncBuilder b(prog, thunk, types);
  b.begin(thunk->sig, nullptr);
  b.pos = call->pos;
  std::vector<Value> vals, caps;
  for (auto *v : captured) {
    auto *cv = b.emit(ir::Op::ClosureVar, v->type);
    cv->imm = int64_t(thunk->captures.size());
    thunk->captures.push_back(v->type);
    vals.push_back(cv);
    caps.push_back(v);
  }
  run(b, vals);
  if (!b.dead()) b.emit(ir::Op::Ret, nullptr);
  b.finish();
  Value closure;
  if (caps.empty())
    closure = funcValue(thunk, thunk->sig);
  else {
    auto *i = emit(ir::Op::MakeClosure, thunk->sig, caps);
    i->func = thunk;
    closure = i;
  }
  suspend(closure);
}

} // namespace ir
