// jit/write_barriers.cpp: gives stores of pointers their write barriers (runtime/mem/mbarrier.h says what a barrier is for).
//
// After the optimiser, so that it sees plain stores: what it has turned into registers or dropped costs nothing. Each store
// of a tracked pointer becomes one piece of inline assembly,
//
//        cmpl  $0, rt_writeBarrier          .subsection 1
//        jne   slow                         slow:  push value; push rax; lea slot, rax
//  back: mov   value, slot                         call rt_gcWriteBarrier      (keeps all registers)
//  end:                                            pop rax; lea 8(rsp), rsp
//                                                  jmp back
//
// which a goroutine cannot be stopped in: between the test and the store the collector might begin a cycle, for which the
// store would come without its barrier. The range back to end stands in section .minigo_unsafe (unwind_info.cpp); the slow
// part lies outside of all functions and is no safe point anyway.
//
// Stores in a row, with no other access to memory between them that might concern them, share a test (at most maxGroup). The slow
// part then looks at all slots before the first store: if two are the same, what the second store overwrites is what the first
// one stores, and that is shaded, too. No barrier:
//   - for stores to variables of the own frame (allocas), and to the record of the goroutine;
//   - for null or the address of something static, stored to an object that was allocated in the same block, with no safe
//     point in between: nothing is overwritten but null, and nothing of the heap is stored.
// A heap pointer stored to a fresh object does need one: the object is marked already if it was allocated during a cycle,
// and will not be looked at again, while the pointer may come from a stack that has not been scanned.
//
// Bulk copies and clears are calls of the runtime, which has barriers of its own; llvm.memcpy and llvm.memset never touch
// pointers outside of the own frame (codegen_memory.cpp).
#include "jit/phases.h"
#include "runtime/abi/entry_table.h"
#include "runtime/abi/sabotage.h"
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

using namespace llvm;

namespace jit {

namespace {

constexpr unsigned maxGroup = 4;

bool isTracked(Type *t) {
  auto *p = dyn_cast<PointerType>(t->getScalarType());
  return p && p->getAddressSpace() == 1;
}

// Does every object that p may point into belong to the own frame?
bool inOwnFrame(const Value *p) {
  SmallVector<const Value *, 4> objects;
  getUnderlyingObjects(p, objects);
  return all_of(objects, [](const Value *o) { return isa<AllocaInst>(o); });
}

bool isNewObject(const Value *v) {
  auto *call = dyn_cast<CallBase>(v);
  if (!call || !call->getCalledFunction()) return false;
  auto *e = abi::findEntry(call->getCalledFunction()->getName());
  return e && e->is(abi::fresh);
}

bool isStatic(const Value *v) { return isa<ConstantPointerNull>(v) || isa<GlobalObject>(v->stripInBoundsConstantOffsets()); }

// A pointer as an object and a distance from it.
struct Place {
  const Value *base;
  int64_t off;
  uint64_t size;
  bool overlaps(const Place &o) const { return base != o.base || (off < o.off + int64_t(o.size) && o.off < off + int64_t(size)); }
};

class Barriers {
public:
  explicit Barriers(Function &f) : f(f), dl(f.getParent()->getDataLayout()), ctx(f.getContext()) {}

  void run() {
    expandMasked();
    for (auto &bb : f) block(bb);
  }

private:
  Place place(const Value *p, Type *t) const {
    APInt off(64, 0);
    const Value *base = p->stripAndAccumulateConstantOffsets(dl, off, true);
    return {base, off.getSExtValue(), dl.getTypeStoreSize(t).getFixedValue()};
  }

  // Conditional stores of vectors of pointers become stores one by one.
  void expandMasked() {
    SmallVector<IntrinsicInst *, 4> found;
    for (auto &bb : f)
      for (auto &i : bb)
        if (auto *ii = dyn_cast<IntrinsicInst>(&i)) {
          Intrinsic::ID id = ii->getIntrinsicID();
          bool stores = id == Intrinsic::masked_store || id == Intrinsic::masked_scatter || id == Intrinsic::masked_compressstore;
          if (!stores || !isTracked(ii->getArgOperand(0)->getType())) continue;
          if (id == Intrinsic::masked_compressstore) bug("barriers", f.getName().str() + ": compressing store of pointers");
          found.push_back(ii);
        }
    for (auto *ii : found) {
      Value *v = ii->getArgOperand(0), *p = ii->getArgOperand(1), *mask = ii->getArgOperand(3);
      for (unsigned k = 0; k < cast<FixedVectorType>(v->getType())->getNumElements(); k++) {
        IRBuilder<> b(ii);
        Value *bit = b.CreateExtractElement(mask, k), *x = b.CreateExtractElement(v, k);
        Value *at = p->getType()->isVectorTy() ? b.CreateExtractElement(p, k) : b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), p, k * 8);
        IRBuilder<>(SplitBlockAndInsertIfThen(bit, ii->getIterator(), false)).CreateAlignedStore(x, at, Align(8));
      }
      ii->eraseFromParent();
    }
  }

  // ---- one block: groups of stores

  void block(BasicBlock &bb) {
    fresh.clear();
    for (auto &i : make_early_inc_range(bb)) {
      if (auto *s = dyn_cast<StoreInst>(&i)) {
        if (needsBarrier(s))
          add(s);
        else if (touchesGroup(place(s->getPointerOperand(), s->getValueOperand()->getType())))
          flush();
      } else if (auto *x = dyn_cast<AtomicRMWInst>(&i); x && isTracked(x->getType())) {
        flush();
        exchange(x);
      } else if (auto *c = dyn_cast<AtomicCmpXchgInst>(&i); c && isTracked(c->getNewValOperand()->getType())) {
        flush();
        compareExchange(c);
      } else if (auto *l = dyn_cast<LoadInst>(&i)) {
        if (touchesGroup(place(l->getPointerOperand(), l->getType()))) flush();
      } else if (i.mayReadOrWriteMemory() || i.isTerminator() || i.mayThrow())
        flush();
      if (auto *call = dyn_cast<CallBase>(&i); call && isSafepointCall(call)) fresh.clear();
      if (isNewObject(&i)) fresh.insert(&i);
    }
    flush();
    for (auto *i : dead) i->eraseFromParent();
    dead.clear();
  }

  bool needsBarrier(StoreInst *s) {
    Value *v = s->getValueOperand();
    if (!isTracked(v->getType()) || s->getPointerAddressSpace() == 0 || inOwnFrame(s->getPointerOperand())) return false;
    if (abi::sabotageBarrier && !std::exchange(sabotaged, true)) return false;
    return !(isStatic(v) && fresh.contains(getUnderlyingObject(s->getPointerOperand())));
  }

  bool touchesGroup(const Place &p) const {
    return any_of(places, [&](const Place &q) { return p.overlaps(q); });
  }

  void add(StoreInst *s) {
    Place p = place(s->getPointerOperand(), s->getValueOperand()->getType());
    auto *vt = dyn_cast<FixedVectorType>(s->getValueOperand()->getType());
    unsigned n = vt ? vt->getNumElements() : 1;
    bool joins = !group.empty() && stores + n <= maxGroup && !s->isAtomic();
    if (!joins) flush();
    group.push_back(s);
    places.push_back(p);
    stores += n;
    if (s->isAtomic()) flush();
  }

  void flush() {
    if (group.empty()) return;
    emitStores();
    for (auto *s : group) s->eraseFromParent();
    group.clear();
    places.clear();
    stores = 0;
  }

  // ---- assembly

  static std::string num(unsigned k) { return "$" + std::to_string(k); }

  // The barrier for a store of value (an operand, or an immediate) to slot (an operand).
  static std::string barrier(const std::string &value, const std::string &slot) {
    return "pushq " + value + "\n\tpushq %rax\n\tleaq " + slot + ", %rax\n\tcallq rt_gcWriteBarrier\n\tpopq %rax\n\tleaq 8(%rsp), %rsp\n\t";
  }

  static std::string text(const std::string &slow, const std::string &fast) {
    return "cmpl $$0, rt_writeBarrier\n\t"
           "jne .Lwb${:uid}s\n"
           ".Lwb${:uid}b:\n\t" +
           fast +
           "\n.Lwb${:uid}e:\n\t"
           ".subsection 1\n"
           ".Lwb${:uid}s:\n\t" +
           slow +
           "jmp .Lwb${:uid}b\n\t"
           ".subsection 0\n\t"
           ".pushsection .minigo_unsafe,\"a\",@progbits\n\t"
           ".long .Lwb${:uid}t-., .Lwb${:uid}e-.\n\t"
           ".popsection";
  }

  CallInst *emit(Instruction *before, Type *result, const std::string &code, const std::string &constraints, ArrayRef<Value *> args,
                 ArrayRef<unsigned> memory) {
    SmallVector<Type *, 8> types;
    for (Value *v : args) types.push_back(v->getType());
    auto *ft = FunctionType::get(result, types, false);
    IRBuilder<> b(before);
    auto *c = b.CreateCall(ft, InlineAsm::get(ft, ".Lwb${:uid}t:\n\t" + code, constraints, true), args);
    for (unsigned k : memory) c->addParamAttr(k, Attribute::get(ctx, Attribute::ElementType, PointerType::get(ctx, 1)));
    c->addFnAttr(Attribute::get(ctx, "gc-leaf-function"));
    c->setDoesNotThrow();
    c->setDebugLoc(before->getDebugLoc());
    return c;
  }

  void emitStores() {
    Instruction *last = group.back();
    IRBuilder<> b(last);
    SmallVector<std::pair<Value *, Value *>, maxGroup> all; // place, value
    bool ordered = false;
    for (auto *s : group) {
      Value *v = s->getValueOperand(), *p = s->getPointerOperand();
      ordered |= s->isAtomic() && s->getOrdering() == AtomicOrdering::SequentiallyConsistent;
      if (auto *vt = dyn_cast<FixedVectorType>(v->getType()))
        for (unsigned k = 0; k < vt->getNumElements(); k++)
          all.push_back({b.CreateConstInBoundsGEP1_64(b.getInt8Ty(), p, k * 8), b.CreateExtractElement(v, k)});
      else
        all.push_back({p, v});
    }
    std::string slow, fast, memory, registers;
    SmallVector<Value *, 8> args;
    SmallVector<unsigned, 4> places;
    for (auto &[p, v] : all) {
      places.push_back(unsigned(args.size()));
      args.push_back(p);
      memory += "=*m,";
    }
    for (auto &[p, v] : all)
      if (!isa<ConstantPointerNull>(v)) {
        args.push_back(v);
        registers += "r,";
      }
    unsigned reg = unsigned(all.size());
    for (unsigned k = 0; k < all.size(); k++) {
      std::string value = isa<ConstantPointerNull>(all[k].second) ? "$$0" : num(reg++);
      slow += barrier(value, num(k));
      fast += (k ? "\n\t" : "") + ("movq " + value + ", " + num(k));
    }
    if (ordered) fast += "\n\tlock orl $$0, (%rsp)"; // a sequentially consistent store
    emit(last, Type::getVoidTy(ctx), text(slow, fast), memory + registers + "~{flags},~{memory}", args, places);
  }

  void exchange(AtomicRMWInst *x) {
    if (x->getOperation() != AtomicRMWInst::Xchg) bug("barriers", f.getName().str() + ": arithmetic on a pointer in memory");
    if (inOwnFrame(x->getPointerOperand())) return;
    // $0 the old value and, tied to it, the new one; $1 the place
    auto *c = emit(x, x->getType(), text(barrier("$0", "$1"), "xchgq $0, $1"), "=r,=*m,0,~{flags},~{memory}",
                   {x->getPointerOperand(), x->getValOperand()}, {0});
    x->replaceAllUsesWith(c);
    x->eraseFromParent();
  }

  void compareExchange(AtomicCmpXchgInst *x) {
    if (inOwnFrame(x->getPointerOperand())) return;
    // rax the old value, in and out; $1 the flag; $2 the place; $3 the new value. The barrier saves rax.
    auto *c = emit(x, StructType::get(ctx, {x->getCompareOperand()->getType(), Type::getInt8Ty(ctx)}),
                   text(barrier("$3", "$2"), "lock cmpxchgq $3, $2\n\tsete $1"), "={ax},=&q,=*m,r,0,~{flags},~{memory}",
                   {x->getPointerOperand(), x->getNewValOperand(), x->getCompareOperand()}, {0});
    IRBuilder<> b(x);
    Value *old = b.CreateExtractValue(c, 0), *done = b.CreateTrunc(b.CreateExtractValue(c, 1), b.getInt1Ty());
    for (auto *u : make_early_inc_range(x->users())) {
      auto *e = dyn_cast<ExtractValueInst>(u);
      if (!e) bug("barriers", f.getName().str() + ": the result of a compare-and-swap is used as a whole");
      e->replaceAllUsesWith(e->getIndices()[0] == 0 ? old : done);
      dead.push_back(e);
    }
    dead.push_back(x);
  }

  Function &f;
  const DataLayout &dl;
  LLVMContext &ctx;
  SmallPtrSet<const Value *, 4> fresh; // objects allocated in this block since the last safe point
  SmallVector<StoreInst *, maxGroup> group;
  SmallVector<Place, maxGroup> places;
  unsigned stores = 0;
  bool sabotaged = false;
  SmallVector<Instruction *, 4> dead; // the walk over the block may stand at one of them
};

} // namespace

void insertWriteBarriers(Compilation &c) {
  c.hasBarriers = true;
  for (auto &f : *c.llvm)
    if (!f.isDeclaration() && f.hasGC()) Barriers(f).run();
}

} // namespace jit
