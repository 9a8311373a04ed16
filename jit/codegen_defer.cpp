// jit/codegen_defer.cpp: defer, and the deferred calls on the normal way out.
//
// Where each defer is carried out at most once in a call, its record lies in the frame: linking it into g.defer is four stores,
// and the call itself stands at each exit, where it can be inlined:
//
//      defer f():   record = {g.defer, f, rbp}; g.defer = &record; made = true
//      exit:        if made { g.defer = record.link; record.fn() }             last first
//
// `made` becomes a constant where the defer is not conditional. A panic finds the record like any other (runtime/panic); what
// is left after a recovery runs in deferreturn. In a loop, records come from deferproc.
//
// Nothing of the record is known to the maps but fn: the copier adjusts the words of all records it meets on g.defer, and the
// collector finds fn there. So link is read back from the record: what was stored there moves with the stack. g.defer is written last, with
// release order: a goroutine may be stopped, and looked at, between any two instructions. The calls are invokes: a panic in a deferred call
// may be recovered by one that was deferred before.
#include "jit/codegen.h"

using namespace llvm;

namespace jit {

void FuncGen::prepareDefers() {
  for (const ir::Instr *i : ir::openDefers(fn)) {
    OpenDefer d{i, alloca_(ArrayType::get(t.i64, abi::deferSize / 8), "defer"), alloca_(t.i1, "made")};
    IRBuilder<>(allocaEnd).CreateStore(b.getFalse(), d.made);
    openDefers.push_back(d);
  }
}

Value *FuncGen::wordOfG(uint64_t off) {
  Value *word = b.CreateIntToPtr(ConstantInt::get(t.i64, abi::tlsG), PointerType::get(m.ctx, 257));
  return b.CreateConstInBoundsGEP1_64(t.i8, b.CreateLoad(t.p0, word, "g"), off);
}

void FuncGen::deferCall(const ir::Instr *i) {
  auto d = std::find_if(openDefers.begin(), openDefers.end(), [&](const OpenDefer &o) { return o.defer == i; });
  if (d == openDefers.end()) {
    callEntry(i, findEntry("runtime.deferproc"));
    return;
  }
  Value *head = wordOfG(abi::gDefer);
  Value *frame = b.CreateIntrinsic(Intrinsic::frameaddress, {t.p0}, {b.getInt32(0)});
  b.CreateStore(b.CreateLoad(t.i64, head), at(d->record, abi::deferLink));
  b.CreateStore(sc(i->ops[0]), at(d->record, abi::deferFn));
  b.CreateStore(b.CreatePtrToInt(frame, t.i64), at(d->record, abi::deferFrame));
  b.CreateAlignedStore(d->record, head, Align(8))->setAtomic(AtomicOrdering::Release);
  b.CreateStore(b.getTrue(), d->made);
}

void FuncGen::deferReturn(const ir::Instr *i) {
  if (openDefers.empty() || recovering) {
    callEntry(i, findEntry("runtime.deferreturn"));
    return;
  }
  for (auto d = openDefers.rbegin(); d != openDefers.rend(); ++d) {
    auto *run = block("deferred"), *next = block("next");
    b.CreateCondBr(b.CreateLoad(t.i1, d->made), run, next);
    b.SetInsertPoint(run);
    runDeferred(*d);
    b.CreateBr(next);
    b.SetInsertPoint(next);
  }
}

void FuncGen::runDeferred(const OpenDefer &d) {
  Value *f = b.CreateLoad(t.p1, at(d.record, abi::deferFn));
  b.CreateStore(b.CreateLoad(t.i64, at(d.record, abi::deferLink), true), wordOfG(abi::gDefer)); // volatile: a stack may have moved
  const ir::Func *callee = ir::deferredFunc(d.defer);
  if (callee && callee->hasBody()) {
    auto *c = emitDeferred(m.abiOf(callee), m.function(callee), callee->captures.empty() ? nullptr : f);
    if (callee->wrapper && !callee->callsRecover) c->addFnAttr(Attribute::AlwaysInline); // called by a panic it is a frame of its own
    return;
  }
  panicIf(b.CreateICmpEQ(f, m.null()), "runtime.panicmem", {});
  auto *sig = static_cast<fe::Signature *>(fe::under(d.defer->ops[0]->type));
  emitDeferred(m.abiOf(sig, nullptr), b.CreateLoad(t.p0, f), f);
}

// A deferred call has neither arguments nor results.
CallBase *FuncGen::emitDeferred(FnAbi &a, Value *callee, Value *ctx) {
  std::vector<Value *> in;
  for (Type *p : a.type->params()) in.push_back(PoisonValue::get(p));
  if (ctx) in[0] = ctx;
  return emitCall(a.type, callee, in, CallingConv::PreserveNone, false, false);
}

// recover: nearly always there is no panic, and nothing to ask the runtime.
Val FuncGen::recover_(const ir::Instr *i) {
  auto *none = b.GetInsertBlock(), *ask = block("panicking"), *done = block("recovered");
  b.CreateCondBr(b.CreateICmpEQ(b.CreateLoad(t.i64, wordOfG(abi::gPanic)), b.getInt64(0)), done, ask);
  b.SetInsertPoint(ask);
  Val found = callEntry(i, findEntry("runtime.gorecover"));
  auto *asked = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  Val r;
  for (Value *v : found.s) r.s.push_back(either(Constant::getNullValue(v->getType()), none, v, asked));
  return r;
}

} // namespace jit
