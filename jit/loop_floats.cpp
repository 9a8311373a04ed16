// jit/loop_floats.cpp: sums that live across a call in each round of a loop.
//
//      for … { s += f(…) }
//
// No register survives a call, so s is in the frame while f runs. The register allocator splits its range around the call and
// may, on the way round the loop, store it, load it, and store it again: the sum then waits for memory twice a round. Here such
// a variable gets a place in the frame of its own: loaded where it is used behind the call, stored where it is made.
//
// Only floats: an integer's range is seldom the longest chain of a loop, and pointers have slots (safepoints.cpp). Last of all,
// for nothing may promote the place to a register again.
#include "jit/phases.h"
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Statepoint.h>

using namespace llvm;

namespace jit {

namespace {

bool isCall(const Instruction &i) {
  if (isa<IntrinsicInst>(i)) return isa<GCStatepointInst>(i);
  auto *call = dyn_cast<CallBase>(&i);
  return call && !call->isInlineAsm();
}

// A call that every round makes before it comes to `at`.
bool callBefore(const Loop &l, const DominatorTree &dt, const Instruction &at) {
  for (auto *bb = at.getParent(); l.contains(bb); bb = dt.getNode(bb)->getIDom()->getBlock()) {
    for (auto &i : *bb) {
      if (&i == &at) break;
      if (isCall(i)) return true;
    }
    if (bb == l.getHeader()) break;
  }
  return false;
}

bool isSum(const Loop &l, const DominatorTree &dt, const PHINode &phi) {
  if (!phi.getType()->isFloatingPointTy() || phi.getNumIncomingValues() != 2 || !phi.hasOneUse()) return false;
  auto *use = cast<Instruction>(*phi.user_begin());
  auto *next = dyn_cast<Instruction>(phi.getIncomingValueForBlock(l.getLoopLatch()));
  if (!next || use != next || isa<PHINode>(use) || use->isTerminator() || !l.contains(use)) return false;
  return callBefore(l, dt, *use);
}

void keepInFrame(Function &f, const Loop &l, PHINode &phi) {
  auto *use = cast<Instruction>(*phi.user_begin());
  auto *place = new AllocaInst(phi.getType(), 0, "sum", f.getEntryBlock().begin());
  new StoreInst(phi.getIncomingValueForBlock(l.getLoopPredecessor()), place, l.getLoopPredecessor()->getTerminator()->getIterator());
  phi.replaceAllUsesWith(new LoadInst(phi.getType(), place, "", use->getIterator()));
  new StoreInst(use, place, std::next(use->getIterator()));
  phi.eraseFromParent();
}

} // namespace

void keepSumsInFrame(Function &f) {
  DominatorTree dt(f);
  LoopInfo li(dt);
  for (Loop *l : li.getLoopsInPreorder()) {
    if (!l->getLoopPredecessor() || !l->getLoopLatch()) continue;
    for (auto &phi : make_early_inc_range(l->getHeader()->phis()))
      if (isSum(*l, dt, phi)) keepInFrame(f, *l, phi);
  }
}

} // namespace jit
