// jit/stack_objects.cpp: gives stack objects their final form: known to the collector and to the stack copier.
//
// While optimising, Go variables that stay in memory are allocas in address space 1: ordinary tracked pointers to
// all passes. Now, in order:
//   1. lifetime markers go: an object's slot is its own for the whole call, because the map has no liveness;
//   2. each becomes an alloca in address space 0. Loads and stores at constant offsets use it directly (an address
//      relative to rsp: nothing to move). Every other use gets a laundered address: an empty inline assembly that
//      turns the raw pointer into a tracked one, opaque to the optimiser and a base to RewriteStatepointsForGC. It is
//      made at the use (or before the outermost loop without calls around it), so that it seldom lives across calls;
//   3. pointer words of recorded objects are zeroed at entry, because the first call may come before the first store;
//   4. a stack map record at entry (no instruction) lists (words, mask, alloca) of each object: they come out as frame
//      offsets, which hold for the whole function (stackmap_reader.cpp). At entry, because any call may turn out to be
//      unreachable and vanish.
// Objects over 64 words carry an index into Compilation::bigObjects in place of the mask.
#include "jit/phases.h"
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/IRBuilder.h>

using namespace llvm;

namespace jit {

namespace {

class StackObjects {
public:
  StackObjects(Function &f, Compilation &c, FuncMeta &meta)
      : f(f), c(c), meta(meta), dl(f.getParent()->getDataLayout()), p1(PointerType::get(f.getContext(), 1)),
        i64(Type::getInt64Ty(f.getContext())) {}

  void run() {
    collect();
    scalarizeAggregates(f);
    for (auto &bb : f)
      for (auto &i : bb)
        if (auto *call = dyn_cast<CallBase>(&i)) meta.hasCalls |= isSafepointCall(call);
    if (allocas.empty()) return;
    for (AllocaInst *&a : allocas) a = replaceDirect(a);
    dt.recalculate(f);
    li.analyze(dt);
    launderRest();
    for (auto &o : objects) o.old->eraseFromParent();
    if (meta.hasCalls) record();
  }

private:
  struct Object {
    AllocaInst *old, *now;
    uint64_t accessed = 0;
  };

  // Allocas to the top of the entry block, lifetime markers away.
  void collect() {
    auto &entry = f.getEntryBlock();
    for (auto &bb : f)
      for (auto &i : make_early_inc_range(bb)) {
        if (auto *ii = dyn_cast<IntrinsicInst>(&i); ii && ii->isLifetimeStartOrEnd())
          ii->eraseFromParent();
        else if (auto *a = dyn_cast<AllocaInst>(&i)) {
          if (a->getParent() != &entry) bug("stack objects", f.getName().str() + ": alloca outside the entry block");
          allocas.push_back(a);
        }
      }
    for (size_t k = allocas.size(); k-- > 0;) allocas[k]->moveBefore(&*entry.begin());
  }

  static bool isDirectAccess(const Use &u) {
    if (isa<LoadInst>(u.getUser())) return true;
    return isa<StoreInst>(u.getUser()) && u.getOperandNo() == StoreInst::getPointerOperandIndex();
  }

  void noteAccess(Object &o, Instruction *i, int64_t off) {
    Type *t = isa<LoadInst>(i) ? i->getType() : cast<StoreInst>(i)->getValueOperand()->getType();
    unsigned n = 1;
    if (auto *v = dyn_cast<FixedVectorType>(t)) n = v->getNumElements();
    if (!t->isPtrOrPtrVectorTy() || t->getPointerAddressSpace() != 1) return;
    for (unsigned k = 0; k < n; k++)
      if (off >= 0 && off / 8 + k < 64) o.accessed |= uint64_t(1) << (off / 8 + k);
  }

  // Makes the new alloca; moves direct accesses to it.
  AllocaInst *replaceDirect(AllocaInst *a) {
    auto *n = new AllocaInst(a->getAllocatedType(), 0, nullptr, a->getAlign(), a->getName(), a->getIterator());
    objects.push_back({a, n});
    Object &o = objects.back();
    SmallVector<Use *, 16> uses;
    for (auto &u : a->uses()) uses.push_back(&u);
    for (Use *u : uses) {
      auto *user = cast<Instruction>(u->getUser());
      if (isDirectAccess(*u)) {
        noteAccess(o, user, 0);
        u->set(n);
        continue;
      }
      auto *g = dyn_cast<GetElementPtrInst>(user);
      APInt off(64, 0);
      if (!g || !g->accumulateConstantOffset(dl, off)) continue;
      if (!all_of(g->uses(), isDirectAccess)) continue;
      SmallVector<Use *, 8> guses;
      for (auto &gu : g->uses()) guses.push_back(&gu);
      for (Use *gu : guses) {
        auto *at = cast<Instruction>(gu->getUser());
        noteAccess(o, at, off.getSExtValue());
        IRBuilder<> b(at);
        gu->set(b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), n, off.getZExtValue()));
      }
      g->eraseFromParent();
    }
    return n;
  }

  bool hasSafepoint(Loop *l) {
    auto [it, fresh] = loopCalls.try_emplace(l, false);
    if (fresh)
      for (auto *bb : l->blocks())
        for (auto &i : *bb)
          if (auto *call = dyn_cast<CallBase>(&i); call && isSafepointCall(call)) return loopCalls[l] = true;
    return loopCalls[l];
  }

  // The outermost loop around bb without calls and with a preheader: its preheader; else null.
  BasicBlock *hoistTo(BasicBlock *bb) {
    BasicBlock *to = nullptr;
    for (Loop *l = li.getLoopFor(bb); l && !hasSafepoint(l); l = l->getParentLoop())
      if (auto *p = l->getLoopPreheader()) to = p;
    return to;
  }

  void launderRest() {
    DenseMap<AllocaInst *, AllocaInst *> map; // old -> new
    for (auto &o : objects) map[o.old] = o.now;
    std::map<std::pair<AllocaInst *, BasicBlock *>, Value *> hoisted;
    SmallDenseMap<AllocaInst *, Value *, 4> here;
    for (auto &bb : f) {
      here.clear();
      BasicBlock *pre = hoistTo(&bb);
      auto get = [&](AllocaInst *old, Instruction *before) {
        if (pre) {
          Value *&v = hoisted[{old, pre}];
          if (!v) v = launder(map[old], p1, pre->getTerminator());
          return v;
        }
        Value *&v = here[old];
        if (!v) v = launder(map[old], p1, before);
        return v;
      };
      for (auto &i : bb) {
        if (isa<PHINode>(i)) continue; // below, at the end of the incoming block
        for (auto &u : i.operands())
          if (auto *a = dyn_cast<AllocaInst>(u.get()); a && map.count(a)) u.set(get(a, &i));
        if (auto *call = dyn_cast<CallBase>(&i); call && isSafepointCall(call)) here.clear();
      }
      for (auto *succ : successors(&bb))
        for (auto &phi : succ->phis())
          for (unsigned k = 0; k < phi.getNumIncomingValues(); k++)
            if (phi.getIncomingBlock(k) == &bb)
              if (auto *a = dyn_cast<AllocaInst>(phi.getIncomingValue(k)); a && map.count(a)) {
                // The same value for every edge from this block.
                Value *v = nullptr;
                for (unsigned q = 0; q < k; q++)
                  if (phi.getIncomingBlock(q) == &bb) v = phi.getIncomingValue(q);
                phi.setIncomingValue(k, v ? v : get(a, bb.getTerminator()));
              }
    }
  }

  void typeBits(Type *t, uint64_t off, std::vector<uint64_t> &bits) {
    if (auto *pt = dyn_cast<PointerType>(t)) {
      if (pt->getAddressSpace() != 1) return;
      uint64_t w = off / 8;
      if (bits.size() <= w / 64) bits.resize(w / 64 + 1);
      bits[w / 64] |= uint64_t(1) << (w % 64);
    } else if (auto *st = dyn_cast<StructType>(t)) {
      auto *l = dl.getStructLayout(st);
      for (unsigned i = 0; i < st->getNumElements(); i++) typeBits(st->getElementType(i), off + l->getElementOffset(i), bits);
    } else if (auto *at = dyn_cast<ArrayType>(t)) {
      uint64_t n = dl.getTypeAllocSize(at->getElementType());
      std::vector<uint64_t> one;
      typeBits(at->getElementType(), 0, one);
      if (one.empty()) return;
      for (uint64_t i = 0; i < at->getNumElements(); i++) typeBits(at->getElementType(), off + i * n, bits);
    } else if (auto *vt = dyn_cast<FixedVectorType>(t)) {
      for (unsigned i = 0; i < vt->getNumElements(); i++) typeBits(vt->getElementType(), off + 8 * i, bits);
    }
  }

  void record() {
    SmallVector<Value *, 16> operands;
    // Found only now: replaceDirect may have erased what came first.
    auto firstReal = f.getEntryBlock().begin();
    while (isa<AllocaInst>(*firstReal)) ++firstReal;
    for (auto &o : objects) {
      std::vector<uint64_t> bits;
      typeBits(o.now->getAllocatedType(), 0, bits);
      if (o.accessed) {
        if (bits.empty()) bits.resize(1);
        bits[0] |= o.accessed;
      }
      if (bits.empty()) continue;
      uint64_t words = (dl.getTypeAllocSize(o.now->getAllocatedType()) + 7) / 8;
      uint64_t what = bits[0];
      if (words > 64) {
        what = c.bigObjects.size();
        c.bigObjects.push_back(bits);
        c.bigWords.push_back(uint32_t(words));
      }
      operands.append({ConstantInt::get(i64, words), ConstantInt::get(i64, what), o.now});
      IRBuilder<> b(&*firstReal);
      if (words > 64)
        b.CreateMemSet(o.now, b.getInt8(0), words * 8, o.now->getAlign());
      else
        for (uint64_t k = 0; k < words; k++)
          if (bits[0] >> k & 1) b.CreateStore(ConstantInt::get(i64, 0), b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), o.now, k * 8));
    }
    if (operands.empty()) return;
    meta.objects = true;
    IRBuilder<> b(&*firstReal);
    operands.insert(operands.begin(), {b.getInt64(kObjectsRecord), b.getInt32(0)});
    b.CreateIntrinsic(b.getVoidTy(), Intrinsic::experimental_stackmap, operands);
  }

  Function &f;
  Compilation &c;
  FuncMeta &meta;
  const DataLayout &dl;
  PointerType *p1;
  Type *i64;
  std::vector<AllocaInst *> allocas;
  std::deque<Object> objects;
  DominatorTree dt;
  LoopInfo li;
  DenseMap<Loop *, bool> loopCalls;
};

} // namespace

void lowerStackObjects(Compilation &c) {
  c.llvm->setDataLayout(dataLayout(false));
  for (auto &f : *c.llvm)
    if (!f.isDeclaration() && f.hasGC()) StackObjects(f, c, c.funcs[f.getName()]).run();
}

} // namespace jit
