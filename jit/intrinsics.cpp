// jit/intrinsics.cpp: Go functions that become instructions (intrinsics.def): atomics, math, bit counting.
//
// Atomics are sequentially consistent, as Go's memory model asks. Their pointer is nil-checked here, because the
// call, unlike a load, has no check of its own in the IR.
#include "jit/codegen.h"
#include <llvm/ADT/StringMap.h>
#include <llvm/IR/InlineAsm.h>

using namespace llvm;

namespace jit {

enum Kind {
  atomicLoad,
  atomicStore,
  atomicSwap,
  atomicCas,
  atomicAdd,
  atomicAnd,
  atomicOr,
  atomicAnd0,
  atomicOr0,
  sqrt,
  fabs,
  floor,
  ceil,
  trunc,
  roundEven,
  copysign,
  fma,
  bitcast,
  leadingZeros,
  trailingZeros,
  onesCount,
  bitLen,
  rotateLeft,
  reverse,
  reverseBytes,
  mulWide,
  mulOverflow,
  addCarry,
  subBorrow,
  prefetch,
  callerPC,
  callerSP,
  keepAlive,
  funcPC,
  closurePtr,
  fence,
  identity,
  breakpoint,
};

static int findIntrinsic(StringRef symbol) {
  static const StringMap<int> *map = [] {
    auto *m = new StringMap<int>;
#define INTRINSIC(symbol, kind) m->try_emplace(symbol, kind);
#include "jit/intrinsics.def"
    return m;
  }();
  auto it = map->find(symbol);
  return it == map->end() ? -1 : it->second;
}

Value *FuncGen::atomic(int kind, const ir::Instr *i) {
  Value *p = sc(i->ops[0]);
  if (!provablyNotNil(i->ops[0])) panicIf(b.CreateICmpEQ(p, m.null()), "runtime.panicmem", {}, true);
  auto seq = AtomicOrdering::SequentiallyConsistent;
  auto alignOf = [&](Type *ty) { return ty->isPointerTy() ? Align(8) : Align(ty->getIntegerBitWidth() / 8); };
  auto rmw = [&](AtomicRMWInst::BinOp op) { return b.CreateAtomicRMW(op, p, sc(i->ops[1]), MaybeAlign(), seq); };
  switch (kind) {
  case atomicLoad: {
    Type *ty = t.of(i->type).scalars[0].ty;
    auto *l = b.CreateAlignedLoad(ty, p, alignOf(ty));
    l->setAtomic(seq);
    return l;
  }
  case atomicStore: {
    auto *s = b.CreateAlignedStore(sc(i->ops[1]), p, alignOf(sc(i->ops[1])->getType()));
    s->setAtomic(seq);
    return nullptr;
  }
  case atomicSwap: return rmw(AtomicRMWInst::Xchg);
  case atomicCas: {
    auto *c = b.CreateAtomicCmpXchg(p, sc(i->ops[1]), sc(i->ops[2]), MaybeAlign(), seq, seq);
    return b.CreateExtractValue(c, 1);
  }
  case atomicAdd: return b.CreateAdd(rmw(AtomicRMWInst::Add), sc(i->ops[1]));
  case atomicAnd: return rmw(AtomicRMWInst::And);
  case atomicOr: return rmw(AtomicRMWInst::Or);
  case atomicAnd0: rmw(AtomicRMWInst::And); return nullptr;
  default: rmw(AtomicRMWInst::Or); return nullptr;
  }
}

bool FuncGen::intrinsic(const ir::Instr *i, Val &out) {
  int kind = findIntrinsic(i->func->symbol);
  if (kind < 0) return false;
  auto arg = [&](unsigned k) { return sc(i->ops[k]); };
  auto unary = [&](Intrinsic::ID id) { out = b.CreateUnaryIntrinsic(id, arg(0)); };
  auto toInt = [&](Value *v) { return b.CreateZExtOrTrunc(v, t.of(i->type).scalars[0].ty); };
  switch (kind) {
  case atomicLoad:
  case atomicStore:
  case atomicSwap:
  case atomicCas:
  case atomicAdd:
  case atomicAnd:
  case atomicOr:
  case atomicAnd0:
  case atomicOr0:
    if (Value *v = atomic(kind, i)) out = v;
    return true;
  case sqrt: unary(Intrinsic::sqrt); return true;
  case fabs: unary(Intrinsic::fabs); return true;
  case floor: unary(Intrinsic::floor); return true;
  case ceil: unary(Intrinsic::ceil); return true;
  case trunc: unary(Intrinsic::trunc); return true;
  case roundEven: unary(Intrinsic::roundeven); return true;
  case copysign: out = b.CreateBinaryIntrinsic(Intrinsic::copysign, arg(0), arg(1)); return true;
  case fma: out = b.CreateIntrinsic(Intrinsic::fma, {arg(0)->getType()}, {arg(0), arg(1), arg(2)}); return true;
  case bitcast: out = b.CreateBitCast(arg(0), t.of(i->type).scalars[0].ty); return true;
  case leadingZeros: out = toInt(b.CreateBinaryIntrinsic(Intrinsic::ctlz, arg(0), b.getFalse())); return true;
  case trailingZeros: out = toInt(b.CreateBinaryIntrinsic(Intrinsic::cttz, arg(0), b.getFalse())); return true;
  case onesCount: out = toInt(b.CreateUnaryIntrinsic(Intrinsic::ctpop, arg(0))); return true;
  case bitLen: {
    Value *z = toInt(b.CreateBinaryIntrinsic(Intrinsic::ctlz, arg(0), b.getFalse()));
    out = b.CreateSub(ConstantInt::get(z->getType(), arg(0)->getType()->getIntegerBitWidth()), z);
    return true;
  }
  case rotateLeft: {
    Value *x = arg(0);
    out = b.CreateIntrinsic(Intrinsic::fshl, {x->getType()}, {x, x, b.CreateZExtOrTrunc(arg(1), x->getType())});
    return true;
  }
  case reverse: unary(Intrinsic::bitreverse); return true;
  case reverseBytes:
    if (arg(0)->getType() == t.i8)
      out = arg(0);
    else
      unary(Intrinsic::bswap);
    return true;
  case mulWide:
  case mulOverflow: {
    Type *w = IntegerType::get(m.ctx, 128);
    Value *p = b.CreateMul(b.CreateZExt(arg(0), w), b.CreateZExt(arg(1), w));
    Value *hi = b.CreateTrunc(b.CreateLShr(p, 64), t.i64), *lo = b.CreateTrunc(p, t.i64);
    if (kind == mulWide)
      out.s = {hi, lo};
    else
      out.s = {lo, b.CreateICmpNE(hi, ConstantInt::get(t.i64, 0))};
    return true;
  }
  case addCarry:
  case subBorrow: {
    auto id = kind == addCarry ? Intrinsic::uadd_with_overflow : Intrinsic::usub_with_overflow;
    Value *r1 = b.CreateBinaryIntrinsic(id, arg(0), arg(1));
    Value *r2 = b.CreateBinaryIntrinsic(id, b.CreateExtractValue(r1, 0), arg(2));
    Value *c = b.CreateOr(b.CreateExtractValue(r1, 1), b.CreateExtractValue(r2, 1));
    out.s = {b.CreateExtractValue(r2, 0), b.CreateZExt(c, t.i64)};
    return true;
  }
  case prefetch:
    b.CreateIntrinsic(Intrinsic::prefetch, {t.p1}, {launder(arg(0), t.p1), b.getInt32(0), b.getInt32(3), b.getInt32(1)});
    return true;
  case callerPC: {
    Value *ra = b.CreateIntrinsic(Intrinsic::returnaddress, {}, {b.getInt32(0)});
    out = b.CreatePtrToInt(ra, t.i64);
    return true;
  }
  case callerSP: {
    Value *fp = b.CreateIntrinsic(Intrinsic::frameaddress, {t.p0}, {b.getInt32(0)});
    out = b.CreateAdd(b.CreatePtrToInt(fp, t.i64), b.getInt64(16));
    return true;
  }
  case closurePtr: out = launder(context, t.i64); return true;
  case funcPC: { // argument: an interface that holds a func value
    Value *code = b.CreateLoad(t.p0, val(i->ops[0]).s[1]);
    out = b.CreatePtrToInt(code, t.i64);
    return true;
  }
  case keepAlive: holdAlive(val(i->ops[0])); return true;
  case fence: b.CreateFence(AtomicOrdering::SequentiallyConsistent); return true;
  case identity: out = val(i->ops[0]); return true;
  case breakpoint: b.CreateIntrinsic(Intrinsic::debugtrap, {}, {}); return true;
  default: return false;
  }
}

} // namespace jit
