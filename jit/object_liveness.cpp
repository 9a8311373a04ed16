// jit/object_liveness.cpp: which stack objects a function may still use by itself after each of its calls.
//
// The collector looks at such an object in any case. The others it looks at only if a pointer leads to them: from a slot, an
// argument, another object (runtime/mem/stackscan.h). What is in a stack object that nothing leads to may be collected while the
// function runs on, as programs with long main functions expect.
//
// A use is an instruction that names the alloca: an access at a constant offset, or the laundering that makes a tracked pointer of
// it (stack_objects.cpp). From there on the pointer is a value like any other and has a slot while it is needed. The store that
// zeroes an object at entry counts as a use, which makes no difference: it comes before all calls. Nothing ends a life but the last
// use, so in a loop an object lives around it.
#include "jit/phases.h"
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Statepoint.h>

using namespace llvm;

namespace jit {

namespace {

class ObjectLiveness {
public:
  ObjectLiveness(Function &f, const IntrinsicInst &record, Compilation &c) : f(f), c(c) {
    for (unsigned k = 4; k < record.arg_size(); k += 3) // id, shadow bytes, then (words, mask, alloca) of each
      index[cast<AllocaInst>(record.getArgOperand(k))] = (k - 4) / 3;
    for (auto &[object, k] : index) noteUses(object, k, &record);
  }

  void run() {
    for (bool again = true; again;) {
      again = false;
      for (auto *bb : post_order(&f)) {
        BitVector in = liveOut(bb);
        for (auto &i : *bb) use(i, in);
        if (auto &known = liveIn[bb]; known != in) known = std::move(in), again = true;
      }
    }
    for (auto &bb : f) {
      BitVector live = liveOut(&bb);
      for (auto &i : reverse(bb)) {
        if (auto *s = dyn_cast<GCStatepointInst>(&i)) record(*s, live);
        use(i, live);
      }
    }
  }

private:
  // v is the object or an address in it that is no tracked pointer yet.
  void noteUses(const Value *v, unsigned object, const Instruction *except) {
    for (auto *u : v->users()) {
      auto *i = cast<Instruction>(u);
      if (i == except) continue;
      uses[i].push_back(object);
      if (isa<GetElementPtrInst>(i) || isa<CastInst>(i)) noteUses(i, object, except);
    }
  }

  void use(const Instruction &i, BitVector &live) const {
    if (auto it = uses.find(&i); it != uses.end())
      for (unsigned k : it->second) live.set(k);
  }

  BitVector liveOut(const BasicBlock *bb) {
    BitVector live(unsigned(index.size()));
    for (auto *s : successors(bb)) live |= liveIn[s];
    return live;
  }

  void record(const GCStatepointInst &s, const BitVector &live) {
    auto &words = c.liveObjects[s.getID()];
    words.resize((live.size() + 63) / 64);
    for (unsigned k : live.set_bits()) words[k / 64] |= uint64_t(1) << k % 64;
  }

  Function &f;
  Compilation &c;
  DenseMap<const AllocaInst *, unsigned> index; // in the function's list of objects
  DenseMap<const Instruction *, SmallVector<unsigned, 1>> uses;
  DenseMap<const BasicBlock *, BitVector> liveIn;
};

} // namespace

void findLiveObjects(Function &f, Compilation &c) {
  for (auto &i : f.getEntryBlock())
    if (auto *ii = dyn_cast<IntrinsicInst>(&i); ii && ii->getIntrinsicID() == Intrinsic::experimental_stackmap)
      return ObjectLiveness(f, *ii, c).run();
}

} // namespace jit
