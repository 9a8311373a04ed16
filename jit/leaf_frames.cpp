// jit/leaf_frames.cpp: small functions that call nothing, or only to panic, do not pay for a stack check; without a frame of
// their own they pay for no frame pointer either.
//
// Every Go function begins with both attributes: the check that its frame fits, and the frame pointer by which the walk finds
// the caller. After register allocation it is known what it needs:
//   no call, no memory on the stack,     no prologue at all (abi::FuncFrameless): rsp never changes, rbp stays the caller's
//   no loop
//   calls at ends from which there is    no check. Frames up to `largest` bytes fit between the guard and the slack, which the
//   no way back (a bounds check failed)  caller's check has left free; who is called from there checks for itself
// As in gc, where a leaf may call panicIndex. A loop keeps its frame, which gc's does not: it costs little beside the loop, and that is
// where samples of perf fall, which follows frame pointers and would miss the caller.
//
// An inline assembly that calls (the write barrier) uses the slack itself: such functions keep their check.
#include "jit/phases.h"
#include <llvm/CodeGen/MachineFrameInfo.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/MachineInstr.h>
#include <llvm/CodeGen/MachineLoopInfo.h>

using namespace llvm;

namespace jit {

namespace {

class LeafFramesPass final : public MachineFunctionPass {
public:
  static char ID;
  LeafFramesPass() : MachineFunctionPass(ID) {}

  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    usage.addRequired<MachineLoopInfoWrapperPass>();
    MachineFunctionPass::getAnalysisUsage(usage);
  }

  bool runOnMachineFunction(MachineFunction &f) override {
    constexpr uint64_t largest = 64;
    if (!f.getFunction().hasGC() || f.getFunction().hasPersonalityFn()) return false;
    const Calls calls = callsOf(f);
    const uint64_t frame = f.getFrameInfo().estimateStackSize(f);
    if (calls == Calls::ordinary || frame > largest) return false;
    f.getFunction().removeFnAttr("split-stack");
    const bool loops = !getAnalysis<MachineLoopInfoWrapperPass>().getLI().empty();
    if (calls == Calls::none && frame == 0 && !loops) f.getFunction().removeFnAttr("frame-pointer");
    return true;
  }

private:
  enum class Calls { none, toPanic, ordinary };

  static Calls callsOf(const MachineFunction &f) {
    Calls found = Calls::none;
    for (auto &b : f) {
      const bool end = b.succ_empty() && !b.isReturnBlock();
      for (auto &i : b) {
        if (i.isInlineAsm() && StringRef(i.getOperand(InlineAsm::MIOp_AsmString).getSymbolName()).contains("call")) return Calls::ordinary;
        if (!i.isCall() || i.isReturn()) continue;
        if (!end) return Calls::ordinary;
        found = Calls::toPanic;
      }
    }
    return found;
  }
};

char LeafFramesPass::ID;

} // namespace

Pass *createLeafFramesPass() { return new LeafFramesPass; }

} // namespace jit
