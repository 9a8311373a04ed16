// jit/codegen_ops.cpp: constants, arithmetic, comparisons, conversions.
//
// Nothing here is undefined: integers wrap (no nsw/nuw), shift counts are compared with the width, MinInt / -1 is
// computed without dividing, and float to integer conversions use the machine's cvtt instructions, whose results out
// of range are what gc's programs see on amd64 (cmd/compile/internal/amd64, ssagen: float64ToUint64).
#include "jit/codegen.h"
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicsX86.h>
#include <llvm/IR/MDBuilder.h>

using namespace llvm;

namespace jit {

static bool isFloatTy(Value *v) { return v->getType()->isFloatingPointTy(); }

// The flags: as in safepoints.cpp.
Value *FuncGen::launder(Value *v, Type *to) {
  auto *ft = FunctionType::get(to, {v->getType()}, false);
  auto *ia = InlineAsm::get(ft, "", "=r,0,~{flags}", false);
  auto *c = b.CreateCall(ft, ia, {v});
  c->addFnAttr(Attribute::get(m.ctx, "gc-leaf-function"));
  c->setDoesNotAccessMemory();
  c->setDoesNotThrow();
  return c;
}

// The pointers in v are used here, for no purpose.
void FuncGen::holdAlive(const Val &v) {
  for (Value *p : v.s) {
    if (!p->getType()->isPointerTy()) continue;
    auto *ft = FunctionType::get(t.voidTy, {p->getType()}, false);
    auto *c = b.CreateCall(ft, InlineAsm::get(ft, "", "r", true), {p});
    c->addFnAttr(Attribute::get(m.ctx, "gc-leaf-function"));
    c->setDoesNotThrow();
  }
}

Value *FuncGen::toInt64(Value *v, fe::Type *ty) {
  if (v->getType() == t.i64) return v;
  return t.isUnsigned(ty) ? b.CreateZExt(v, t.i64) : b.CreateSExt(v, t.i64);
}

bool FuncGen::valueOp(const ir::Instr *i) {
  Val &out = vals[i->id];
  switch (i->op) {
  case ir::Op::ConstInt: {
    Type *ty = t.of(i->type).scalars[0].ty;
    if (ty->isPointerTy())
      out = i->imm ? launder(ConstantInt::getSigned(t.i64, i->imm), ty) : m.null();
    else if (ty->isFloatingPointTy())
      out = ConstantFP::get(ty, double(i->imm));
    else
      out = ConstantInt::getSigned(ty, ty == t.i1 ? -(i->imm & 1) : i->imm);
    return true;
  }
  case ir::Op::ConstFloat: out = ConstantFP::get(t.of(i->type).scalars[0].ty, i->fimm); return true;
  case ir::Op::ConstString: {
    out.s = {m.stringData(i->str), ConstantInt::get(t.i64, i->str.size())};
    return true;
  }
  case ir::Op::Zero: out = zeroVal(t.of(i->type)); return true;
  case ir::Op::GlobalAddr: out = m.globalAddr(i->global, i->imm); return true;
  case ir::Op::FuncAddr: out = m.funcValue(i->func); return true;
  case ir::Op::TypeDesc: out = m.typeDesc(i->auxType); return true;
  case ir::Op::ItabAddr: out = m.global(i->global); return true;
  case ir::Op::Add:
  case ir::Op::Sub:
  case ir::Op::Mul:
  case ir::Op::Div:
  case ir::Op::Rem:
  case ir::Op::And:
  case ir::Op::Or:
  case ir::Op::Xor:
  case ir::Op::AndNot:
  case ir::Op::Neg:
  case ir::Op::Not:
  case ir::Op::Com: out = arith(i); return true;
  case ir::Op::Shl:
  case ir::Op::Shr: out = shift(i); return true;
  case ir::Op::Eq:
  case ir::Op::Ne:
  case ir::Op::Lt:
  case ir::Op::Le:
  case ir::Op::Gt:
  case ir::Op::Ge: out = compare(i); return true;
  case ir::Op::Convert: out = convert(i); return true;
  case ir::Op::Retype: out = val(i->ops[0]); return true;
  case ir::Op::PtrToInt: out = launder(sc(i->ops[0]), t.i64); return true;
  case ir::Op::IntToPtr: {
    Value *v = sc(i->ops[0]);
    auto *c = dyn_cast<ConstantInt>(v);
    out = c && c->isZero() ? static_cast<Value *>(m.null()) : launder(v, t.p1);
    return true;
  }
  case ir::Op::KeepAlive: holdAlive(val(i->ops[0])); return true;
  default: return false;
  }
}

// ---- arithmetic

Val FuncGen::arith(const ir::Instr *i) {
  Val &av = val(i->ops[0]);
  if (av.s.size() == 2) return complexArith(i);
  Value *a = av.one();
  if (i->ops.size() == 1) {
    if (i->op == ir::Op::Neg) return isFloatTy(a) ? b.CreateFNeg(a) : b.CreateNeg(a);
    return b.CreateNot(a); // Not, Com
  }
  Value *c = sc(i->ops[1]);
  if (isFloatTy(a)) return floatArith(i->op, a, c);
  return intArith(i, a, c, t.isUnsigned(i->ops[0]->type));
}

Value *FuncGen::floatArith(ir::Op op, Value *a, Value *c) {
  switch (op) {
  case ir::Op::Add: return b.CreateFAdd(a, c);
  case ir::Op::Sub: return b.CreateFSub(a, c);
  case ir::Op::Mul: return b.CreateFMul(a, c);
  default: return b.CreateFDiv(a, c);
  }
}

Val FuncGen::intArith(const ir::Instr *i, Value *a, Value *c, bool uns) {
  switch (i->op) {
  case ir::Op::Add: return b.CreateAdd(a, c);
  case ir::Op::Sub: return b.CreateSub(a, c);
  case ir::Op::Mul: return b.CreateMul(a, c);
  case ir::Op::Div: return divide(false, uns, a, c);
  case ir::Op::Rem: return divide(true, uns, a, c);
  case ir::Op::And: return b.CreateAnd(a, c);
  case ir::Op::Or: return b.CreateOr(a, c);
  case ir::Op::Xor: return b.CreateXor(a, c);
  default: return b.CreateAnd(a, b.CreateNot(c)); // AndNot
  }
}

// The divisor was checked against zero. MinInt / -1 traps on the machine: divide by 1 instead and negate.
Value *FuncGen::divide(bool rem, bool uns, Value *a, Value *c) {
  if (uns) return rem ? b.CreateURem(a, c) : b.CreateUDiv(a, c);
  auto *k = dyn_cast<ConstantInt>(c);
  if (k && !k->isMinusOne()) return rem ? b.CreateSRem(a, c) : b.CreateSDiv(a, c);
  Value *minus1 = b.CreateICmpEQ(c, ConstantInt::getAllOnesValue(c->getType()));
  Value *d = b.CreateSelect(minus1, ConstantInt::get(c->getType(), 1), c);
  if (rem) return b.CreateSRem(a, d);
  return b.CreateSelect(minus1, b.CreateNeg(a), b.CreateSDiv(a, d));
}

Val FuncGen::complexArith(const ir::Instr *i) {
  Val &x = val(i->ops[0]);
  Val r;
  if (i->op == ir::Op::Neg) {
    r.s = {b.CreateFNeg(x.s[0]), b.CreateFNeg(x.s[1])};
    return r;
  }
  Val &y = val(i->ops[1]);
  switch (i->op) {
  case ir::Op::Add: r.s = {b.CreateFAdd(x.s[0], y.s[0]), b.CreateFAdd(x.s[1], y.s[1])}; return r;
  case ir::Op::Sub: r.s = {b.CreateFSub(x.s[0], y.s[0]), b.CreateFSub(x.s[1], y.s[1])}; return r;
  case ir::Op::Mul:
    r.s = {b.CreateFSub(b.CreateFMul(x.s[0], y.s[0]), b.CreateFMul(x.s[1], y.s[1])),
           b.CreateFAdd(b.CreateFMul(x.s[0], y.s[1]), b.CreateFMul(x.s[1], y.s[0]))};
    return r;
  default: m.bug(&fn, i->pos, std::string("complex ") + ir::opMnemonic(i->op) + " is a call");
  }
}

// Counts are unsigned, or signed and checked not to be negative.
Value *FuncGen::shift(const ir::Instr *i) {
  Value *a = sc(i->ops[0]), *n = sc(i->ops[1]);
  Type *ty = a->getType();
  unsigned bits = ty->getIntegerBitWidth();
  bool arithmetic = i->op == ir::Op::Shr && !t.isUnsigned(i->ops[0]->type);
  Value *over = b.CreateICmpUGE(n, ConstantInt::get(n->getType(), bits));
  Value *c = b.CreateZExtOrTrunc(n, ty);
  if (arithmetic) {
    c = b.CreateSelect(over, ConstantInt::get(ty, bits - 1), c);
    return b.CreateAShr(a, c);
  }
  Value *r = i->op == ir::Op::Shl ? b.CreateShl(a, c) : b.CreateLShr(a, c);
  return b.CreateSelect(over, ConstantInt::get(ty, 0), r);
}

Value *FuncGen::compare(const ir::Instr *i) {
  const Val &x = val(i->ops[0]), &y = val(i->ops[1]);
  if (x.s.size() > 1) { // complex, or words of a composite: equality only
    Value *all = nullptr;
    for (size_t k = 0; k < x.s.size(); k++) {
      Value *e = isFloatTy(x.s[k]) ? b.CreateFCmpOEQ(x.s[k], y.s[k]) : b.CreateICmpEQ(x.s[k], y.s[k]);
      all = all ? b.CreateAnd(all, e) : e;
    }
    return i->op == ir::Op::Ne ? b.CreateNot(all) : all;
  }
  if (x.s.empty()) return ConstantInt::get(t.i1, i->op == ir::Op::Eq);
  Value *a = x.one(), *c = y.one();
  if (isFloatTy(a)) {
    switch (i->op) {
    case ir::Op::Eq: return b.CreateFCmpOEQ(a, c);
    case ir::Op::Ne: return b.CreateFCmpUNE(a, c);
    case ir::Op::Lt: return b.CreateFCmpOLT(a, c);
    case ir::Op::Le: return b.CreateFCmpOLE(a, c);
    case ir::Op::Gt: return b.CreateFCmpOGT(a, c);
    default: return b.CreateFCmpOGE(a, c);
    }
  }
  bool u = t.isUnsigned(i->ops[0]->type);
  switch (i->op) {
  case ir::Op::Eq: return b.CreateICmpEQ(a, c);
  case ir::Op::Ne: return b.CreateICmpNE(a, c);
  case ir::Op::Lt: return u ? b.CreateICmpULT(a, c) : b.CreateICmpSLT(a, c);
  case ir::Op::Le: return u ? b.CreateICmpULE(a, c) : b.CreateICmpSLE(a, c);
  case ir::Op::Gt: return u ? b.CreateICmpUGT(a, c) : b.CreateICmpSGT(a, c);
  default: return u ? b.CreateICmpUGE(a, c) : b.CreateICmpSGE(a, c);
  }
}

// ---- conversions

Val FuncGen::convert(const ir::Instr *i) {
  Val &v = val(i->ops[0]);
  if (v.s.size() != 2) return convertScalar(v.one(), i->ops[0]->type, i->type);
  Val r; // complex
  Type *f = t.of(i->type).scalars[0].ty;
  for (Value *x : v.s) r.s.push_back(b.CreateFPCast(x, f));
  return r;
}

Value *FuncGen::convertScalar(Value *v, fe::Type *from, fe::Type *to) {
  Type *ty = t.of(to).scalars[0].ty;
  bool fromUns = t.isUnsigned(from);
  if (isFloatTy(v)) {
    if (ty->isFloatingPointTy()) return b.CreateFPCast(v, ty);
    return floatToInt(v, ty->getIntegerBitWidth(), t.isUnsigned(to));
  }
  if (ty->isFloatingPointTy()) return fromUns ? unsignedToFloat(v, ty) : b.CreateSIToFP(v, ty);
  if (v->getType() == ty) return v;
  return fromUns ? b.CreateZExtOrTrunc(v, ty) : b.CreateSExtOrTrunc(v, ty);
}

Value *FuncGen::floatToInt(Value *v, unsigned bits, bool uns) {
  bool dbl = v->getType() == t.f64;
  auto cvt = [&](Value *x, bool wide) {
    Intrinsic::ID id = dbl ? (wide ? Intrinsic::x86_sse2_cvttsd2si64 : Intrinsic::x86_sse2_cvttsd2si)
                           : (wide ? Intrinsic::x86_sse_cvttss2si64 : Intrinsic::x86_sse_cvttss2si);
    auto *vt = FixedVectorType::get(v->getType(), dbl ? 2 : 4);
    Value *vec = b.CreateInsertElement(Constant::getNullValue(vt), x, uint64_t(0));
    return b.CreateIntrinsic(id, {}, {vec});
  };
  if (!uns && bits == 64) return cvt(v, true);
  if (bits < 32 || (!uns && bits == 32)) { // through int32
    Value *r = cvt(v, false);
    return bits == 32 ? r : static_cast<Value *>(b.CreateTrunc(r, IntegerType::get(m.ctx, bits)));
  }
  if (bits == 32) return b.CreateTrunc(cvt(v, true), t.i32); // uint32 through int64
  // uint64: below 2^63 directly, else convert v - 2^63 and set the top bit.
  Value *limit = ConstantFP::get(v->getType(), 9223372036854775808.0);
  auto big = [&] { return b.CreateOr(cvt(b.CreateFSub(v, limit), true), ConstantInt::get(t.i64, uint64_t(1) << 63)); };
  return likely(b.CreateFCmpOLT(v, limit), [&] { return cvt(v, true); }, big);
}

// uint64: as if signed, unless the top bit is set: then half of it, with the last bit kept for the rounding, twice. The processor
// converts signed words only, and what LLVM does without a branch takes three times as long.
Value *FuncGen::unsignedToFloat(Value *v, Type *ty) {
  if (v->getType() != t.i64) return b.CreateUIToFP(v, ty);
  auto half = [&] {
    Value *x = b.CreateSIToFP(b.CreateOr(b.CreateLShr(v, 1), b.CreateAnd(v, 1)), ty);
    return b.CreateFAdd(x, x);
  };
  return likely(b.CreateICmpSGE(v, b.getInt64(0)), [&] { return b.CreateSIToFP(v, ty); }, half);
}

// Where two blocks meet: the one's value or the other's.
Value *FuncGen::either(Value *x, BasicBlock *fromX, Value *y, BasicBlock *fromY) {
  auto *phi = b.CreatePHI(x->getType(), 2);
  phi->addIncoming(x, fromX);
  phi->addIncoming(y, fromY);
  return phi;
}

Value *FuncGen::likely(Value *cond, function_ref<Value *()> then, function_ref<Value *()> otherwise) {
  if (auto *c = dyn_cast<ConstantInt>(cond)) return c->isOne() ? then() : otherwise();
  auto *yes = block("likely"), *no = block("unlikely"), *done = block("either");
  b.CreateCondBr(cond, yes, no, MDBuilder(m.ctx).createBranchWeights(2000, 1));
  auto arm = [&](BasicBlock *bb, function_ref<Value *()> value) {
    b.SetInsertPoint(bb);
    Value *v = value();
    b.CreateBr(done);
    return std::make_pair(v, b.GetInsertBlock());
  };
  auto [x, fromX] = arm(yes, then);
  auto [y, fromY] = arm(no, otherwise);
  b.SetInsertPoint(done);
  return either(x, fromX, y, fromY);
}

} // namespace jit
