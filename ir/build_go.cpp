// ir/build_go.cpp: go f(x) -> runtime.newproc(func() { f(x) }); defer f(x) -> defer func() { f(x) } (Op::Defer).
//
// Function value and arguments are evaluated at the statement; the closure (gc's gowrap/deferwrap) holds them. A function
// without parameters and results is passed as it is.
#include "ir/build.h"

namespace ir {

void FuncBuilder::goDefer(CallStmt *s) {
  auto *call = dynCallExpr(unparen(s->call));
  if (!call) {
    prog.error = "lowering: go/defer of a non-call";
    return;
  }
  auto operands = callOperands(call);
  const auto first = calleeFirst(call, operands);
  Order order(*this, operands, !first && readsReceiver(call));
  if (operands.size() > 1) order.hoistAll(operands);
  Value closure = unparen(call->fun)->mode == Mode::Builtin ? suspendBuiltin(s, call) : suspendCall(s, call, first);
  if (s->isDefer)
    emit(ir::Op::Defer, nullptr, {closure}), defers = true;
  else
    callRuntime("runtime.newproc", nullptr, {closure});
}

Value FuncBuilder::suspendBuiltin(CallStmt *s, CallExpr *call) {
  call = splitArguments(call);
  std::vector<Expr *> args;
  std::vector<Value> vals;
  for (auto *a : call->args)
    if (a->mode != Mode::NilValue && !(a->mode == Mode::Constant && a->cval)) args.push_back(a), vals.push_back(expr(a));
  return thunk(s, vals, [&](FuncBuilder &b, std::vector<Value> held) {
    for (size_t i = 0; i < args.size(); i++) b.precomputed[args[i]] = held[i];
    b.ordered = true;
    b.builtin(call);
  });
}

Value FuncBuilder::suspendCall(CallStmt *s, CallExpr *call, const std::optional<Callee> &known) {
  auto given = spreadArguments(call);
  const Callee c = known ? *known : callee(call);
  std::vector<Value> held, args = arguments(call, c.sig, std::move(given), c.fn && c.fn->holdsUintptrArgs ? &held : nullptr);
  auto *method = dynSelectorExpr(unparen(call->fun));
  if (c.kind == Callee::Iface && !isTypeParam(method->x->type)) checkReceiver(c.recv); // that of a type argument when called
  const bool plain = !c.recv && args.empty() && c.sig->results->vars.empty();
  if (plain && c.kind == Callee::Closure) return c.value;
  if (plain && c.kind == Callee::Static && c.fn->results.empty()) return funcValue(c.fn, c.sig);

  std::vector<Value> captured;
  if (Value first = c.kind == Callee::Closure ? c.value : c.recv) captured.push_back(first);
  captured.insert(captured.end(), args.begin(), args.end());
  captured.insert(captured.end(), held.begin(), held.end());
  return thunk(s, captured, [&](FuncBuilder &b, std::vector<Value> v) {
    Callee d = c;
    size_t at = 0;
    if (c.kind == Callee::Closure)
      d.value = v[at++];
    else if (c.recv)
      d.recv = v[at++];
    auto first = v.begin() + ptrdiff_t(at), last = first + ptrdiff_t(args.size());
    b.emitCall(d, {first, last});
    for (auto p = last; p != v.end(); p++) b.emit(ir::Op::KeepAlive, nullptr, {*p})->flags |= Heap;
  });
}

// A closure that holds the captured values; body lowers the call with what it finds of them.
Value FuncBuilder::thunk(CallStmt *s, const std::vector<Value> &captured,
                         const std::function<void(FuncBuilder &, std::vector<Value>)> &body) {
  std::string symbol = prog.uniqueSymbol(fn->symbol + (s->isDefer ? ".deferwrap" : ".gowrap") + std::to_string(++goDeferCount));
  auto *f = prog.synthetic(symbol, literalDisplay(symbol), nullptr, new Signature, s->pos, fn->pkg);
  f->within = fn;
  FuncBuilder b(prog, f, types);
  b.begin();
  b.pos = static_cast<CallExpr *>(unparen(s->call))->pos;
  std::vector<Value> held;
  for (Value v : captured) {
    held.push_back(b.emit(ir::Op::ClosureVar, v->type));
    held.back()->imm = int64_t(f->captures.size());
    f->captures.push_back(v->type);
  }
  body(b, held);
  if (!b.dead()) b.emit(ir::Op::Ret, nullptr);
  b.finish();
  return closureOf(f, f->sig, captured);
}

} // namespace ir
