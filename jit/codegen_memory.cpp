// jit/codegen_memory.cpp: loads, stores, copies, allocation, addresses, composite values.
//
// Memory that holds pointers is only ever accessed by typed loads and stores, or copied by the leaf entry
// runtime.typedmemmove: an llvm.memcpy would let SROA turn pointers into integers, which the stack maps miss.
#include "jit/codegen.h"
#include <llvm/Analysis/ValueTracking.h>

using namespace llvm;

namespace jit {

// ---- scalars and whole values

Value *FuncGen::loadScalar(const Scalar &s, Value *p) {
  Value *v = b.CreateLoad(t.memType(s.ty), at(p, s.off));
  return s.ty == t.i1 ? b.CreateTrunc(v, t.i1) : v;
}

void FuncGen::storeScalar(const Scalar &s, Value *p, Value *v) {
  if (s.ty == t.i1) v = b.CreateZExt(v, t.i8);
  b.CreateStore(v, at(p, s.off));
}

Val FuncGen::loadVal(const Layout &l, Value *p, bool isVolatile, AtomicOrdering o) {
  Val v;
  if (!l.ssa) {
    v.mem = temp(l);
    copy(l, v.mem, p, false, isVolatile);
    return v;
  }
  for (const Scalar &s : l.scalars) {
    auto *ld = b.CreateLoad(t.memType(s.ty), at(p, s.off), isVolatile);
    if (o != AtomicOrdering::NotAtomic) ld->setAtomic(o);
    v.s.push_back(s.ty == t.i1 ? b.CreateTrunc(ld, t.i1) : ld);
  }
  return v;
}

void FuncGen::storeVal(const Layout &l, Value *p, const Val &v, bool isVolatile) {
  if (l.size == 0) return;
  if (v.mem) return copy(l, p, v.mem, true);
  for (size_t k = 0; k < l.scalars.size(); k++) {
    Value *x = v.s[k];
    if (l.scalars[k].ty == t.i1) x = b.CreateZExt(x, t.i8);
    b.CreateStore(x, at(p, l.scalars[k].off), isVolatile);
  }
}

void FuncGen::copy(const Layout &l, Value *dst, Value *src, bool mayOverlap, bool isVolatile) {
  if (l.size == 0 || dst == src) return;
  if (!l.pointers && (l.size > 32 || !l.expanded)) {
    Align a{std::max<uint64_t>(1, l.align)};
    if (mayOverlap)
      b.CreateMemMove(dst, a, src, a, l.size, isVolatile);
    else
      b.CreateMemCpy(dst, a, src, a, l.size, isVolatile);
    return;
  }
  if (l.expanded) { // all loads before all stores
    SmallVector<Value *, 32> v;
    for (const Scalar &s : l.scalars) v.push_back(b.CreateLoad(t.memType(s.ty), at(src, s.off), isVolatile));
    for (size_t k = 0; k < v.size(); k++) b.CreateStore(v[k], at(dst, l.scalars[k].off));
    return;
  }
  auto f = m.entry(findEntry("runtime.typedmemmove"), {t.p1, t.p1, t.p1}, t.voidTy);
  emitCall(f.getFunctionType(), f.getCallee(), {m.gcDesc(l.go), dst, src}, CallingConv::C, true, false);
}

void FuncGen::zero(const Layout &l, Value *p) {
  if (l.size == 0) return;
  if (l.expanded && (l.pointers || l.scalars.size() <= 4)) {
    for (const Scalar &s : l.scalars) b.CreateStore(Constant::getNullValue(t.memType(s.ty)), at(p, s.off));
    return;
  }
  b.CreateMemSet(p, ConstantInt::get(t.i8, 0), l.size, Align(std::max<uint64_t>(1, l.align)));
}

// Zeroes what may be on the heap: pointers are cleared by stores of null, or by the runtime, which both have write barriers.
void FuncGen::zeroMem(const Layout &l, Value *p) {
  if (!l.pointers || l.expanded || isa<AllocaInst>(getUnderlyingObject(p))) return zero(l, p);
  auto f = m.entry(findEntry("reflect.typedmemclr"), {t.p1, t.p1}, t.voidTy);
  emitCall(f.getFunctionType(), f.getCallee(), {m.gcDesc(l.go), p}, CallingConv::C, true, false);
}

Val FuncGen::zeroVal(const Layout &l) {
  Val v;
  if (!l.ssa) {
    v.mem = m.zeroMem(l.size);
    return v;
  }
  for (const Scalar &s : l.scalars) v.s.push_back(Constant::getNullValue(s.ty));
  return v;
}

Val FuncGen::part(const Layout &l, const Val &v, unsigned i) {
  const Part &p = l.parts[i];
  const Layout &pl = t.of(p.type);
  Val r;
  if (!v.mem) {
    r.s.append(v.s.begin() + p.first, v.s.begin() + p.first + p.count);
    return r;
  }
  if (pl.ssa) return loadVal(pl, at(v.mem, p.off));
  r.mem = at(v.mem, p.off);
  return r;
}

Value *FuncGen::spill(const Layout &l, const Val &v) {
  if (v.mem) return v.mem;
  Value *p = temp(l);
  storeVal(l, p, v);
  return p;
}

// ---- storage

Value *FuncGen::newObject(Constant *desc) {
  auto f = m.entry(findEntry("runtime.newobject"), {t.p1}, t.p1);
  return emitCall(f.getFunctionType(), f.getCallee(), {desc}, CallingConv::PreserveNone, false, false);
}

Val FuncGen::alloc(const ir::Instr *i) {
  const Layout &l = t.of(i->auxType);
  if (i->op == ir::Op::Local) return temp(l, i->str.empty() ? "t" : i->str);
  if (l.size == 0) return m.zeroBase(); // all of them one address, on the stack or not
  if (i->flags & ir::Heap) return newObject(m.gcDesc(i->auxType));
  if (auto c = copiesOfParams.find(i); c != copiesOfParams.end()) return vals[c->second->id].mem;
  Value *p = temp(l, i->str.empty() ? "v" : i->str);
  zero(l, p);
  return p;
}

Val FuncGen::makeSlice(const ir::Instr *i) {
  Value *len = sc(i->ops[0]), *cap = sc(i->ops[1]);
  const Layout &e = t.of(i->auxType);
  Val v;
  auto *n = dyn_cast<ConstantInt>(cap);
  if ((i->flags & ir::Heap) || !n) {
    auto f = m.entry(findEntry("runtime.makeslice"), {t.p1, t.i64, t.i64}, t.p1);
    v.s.push_back(emitCall(f.getFunctionType(), f.getCallee(), {m.gcDesc(i->auxType), len, cap}, CallingConv::PreserveNone, false, false));
  } else {
    if (!isa<ConstantInt>(len)) panicIf(b.CreateICmpUGT(len, cap), "runtime.panicmakeslicelen", {});
    uint64_t size = e.size * n->getZExtValue();
    if (size == 0) {
      v.s.push_back(m.zeroBase());
    } else {
      Value *p = alloca_(ArrayType::get(e.mem, n->getZExtValue()), "array", e.align);
      b.CreateMemSet(p, ConstantInt::get(t.i8, 0), size, Align(e.align));
      v.s.push_back(p);
    }
  }
  v.s.push_back(len);
  v.s.push_back(cap);
  return v;
}

// {code, captures...}: laid out as a Go struct.
const Layout &FuncGen::closureLayout(const ir::Func *f) {
  std::vector<fe::Type *> elems{fe::basicType(fe::BasicKind::Uintptr)};
  elems.insert(elems.end(), f->captures.begin(), f->captures.end());
  return t.tuple(elems);
}

Val FuncGen::makeClosure(const ir::Instr *i) {
  if (i->func->captures.empty()) return m.funcValue(i->func);
  const Layout &l = closureLayout(i->func);
  Value *p;
  if (i->flags & ir::Heap) {
    std::vector<uint64_t> bits;
    for (size_t k = 1; k < l.parts.size(); k++) t.pointerBits(l.parts[k].type, l.parts[k].off, bits);
    auto &desc = m.gcdescs[reinterpret_cast<fe::Type *>(i->func)];
    if (!desc) desc = m.gcDesc(l, bits, "gc:" + i->func->symbol);
    p = newObject(desc);
  } else {
    p = alloca_(l.mem, "closure", l.align);
  }
  b.CreateStore(m.function(i->func), p);
  for (size_t k = 0; k < i->ops.size(); k++) storeVal(t.of(i->func->captures[k]), at(p, l.parts[k + 1].off), val(i->ops[k]));
  return p;
}

Val FuncGen::load(const ir::Instr *i) {
  const Layout &l = t.of(i->type);
  Val v;
  if (!l.ssa && (forwarded[i->id] || isInMemoryOfCaller(sc(i->ops[0])))) { // the store, or who needs the value, copies from here
    v.mem = sc(i->ops[0]);
    return v;
  }
  return loadVal(l, sc(i->ops[0]), i->flags & ir::Volatile, spin[i->id] ? AtomicOrdering::Monotonic : AtomicOrdering::NotAtomic);
}

void FuncGen::store(const ir::Instr *i) {
  const Layout &l = t.of(i->ops[1]->type);
  if (l.size == 0 || copiesOfParams.count(i->ops[0])) return;
  storeVal(l, sc(i->ops[0]), val(i->ops[1]), (i->flags & ir::Volatile) || spin[i->id]);
}

// copy, append(s, t...): ops are the type of the elements, which have no pointers here, and two addresses and lengths.
Val FuncGen::copyElements(const ir::Instr *i) {
  const Layout &elem = t.of(i->ops[0]->auxType);
  Value *dst = sc(i->ops[1]), *n = sc(i->ops[2]), *src = sc(i->ops[3]), *available = sc(i->ops[4]);
  if (n != available) n = b.CreateBinaryIntrinsic(Intrinsic::smin, n, available);
  const Align a{std::max<uint64_t>(1, elem.align)};
  b.CreateMemMove(dst, a, src, a, b.CreateMul(n, b.getInt64(elem.size)));
  return n;
}

bool FuncGen::memoryOp(const ir::Instr *i) {
  Val &out = vals[i->id];
  switch (i->op) {
  case ir::Op::Local:
  case ir::Op::Alloc: out = alloc(i); return true;
  case ir::Op::MakeSlice: out = makeSlice(i); return true;
  case ir::Op::MakeClosure: out = makeClosure(i); return true;
  case ir::Op::ClosureVar: {
    const Layout &l = closureLayout(&fn);
    const Layout &e = t.of(i->type);
    Value *p = at(context, l.parts[size_t(i->imm) + 1].off);
    if (e.ssa)
      out = loadVal(e, p);
    else
      out.mem = p;
    return true;
  }
  case ir::Op::Load: out = load(i); return true;
  case ir::Op::Store: store(i); return true;
  case ir::Op::Move: copy(t.of(i->auxType), sc(i->ops[0]), sc(i->ops[1]), true); return true;
  case ir::Op::ZeroMem: zeroMem(t.of(i->auxType), sc(i->ops[0])); return true;
  case ir::Op::NilCheck: nilCheck(i); return true;
  case ir::Op::BoundsCheck: boundsCheck(i); return true;
  case ir::Op::DivCheck: {
    Value *v = sc(i->ops[0]);
    panicIf(b.CreateICmpEQ(v, Constant::getNullValue(v->getType())), "runtime.panicdivide", {});
    return true;
  }
  case ir::Op::ShiftCheck: {
    Value *v = sc(i->ops[0]);
    panicIf(b.CreateICmpSLT(v, Constant::getNullValue(v->getType())), "runtime.panicshift", {});
    return true;
  }
  case ir::Op::FieldAddr: out = at(sc(i->ops[0]), t.of(i->auxType).parts[size_t(i->imm)].off); return true;
  case ir::Op::IndexAddr: {
    Value *idx = toInt64(sc(i->ops[1]), i->ops[1]->type);
    auto *elem = ArrayType::get(t.i8, t.of(i->auxType).size);
    out = b.CreateInBoundsGEP(elem, sc(i->ops[0]), idx);
    return true;
  }
  case ir::Op::PtrAdd: out = b.CreateGEP(t.i8, sc(i->ops[0]), toInt64(sc(i->ops[1]), i->ops[1]->type)); return true;
  case ir::Op::Make: {
    const Layout &l = t.of(i->type);
    if (l.ssa) {
      for (auto *o : i->ops) out.s.append(val(o).s.begin(), val(o).s.end());
      return true;
    }
    Value *p = temp(l);
    for (size_t k = 0; k < i->ops.size(); k++) {
      uint64_t off = k < l.parts.size() ? l.parts[k].off : k * t.of(i->ops[k]->type).size; // long arrays have no parts
      storeVal(t.of(i->ops[k]->type), at(p, off), val(i->ops[k]));
    }
    out.mem = p;
    return true;
  }
  case ir::Op::Extract: {
    const Layout &l = t.of(i->ops[0]->type);
    const Val &v = val(i->ops[0]);
    if (size_t(i->imm) < l.parts.size()) {
      out = part(l, v, unsigned(i->imm));
      return true;
    }
    const Layout &e = t.of(i->type); // element of a long array
    Value *p = at(v.mem, uint64_t(i->imm) * e.size);
    if (e.ssa)
      out = loadVal(e, p);
    else
      out.mem = p;
    return true;
  }
  default: return false;
  }
}

} // namespace jit
