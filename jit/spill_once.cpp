// jit/spill_once.cpp: what a loop does not change is written to the frame before the loop, not in each round.
//
//      for … { f(p) }
//
// No register survives a call, so p is in the frame while f runs and in a register before and behind. To the safepoints the p behind
// the call is another value than the one before (the collector may have moved what it points to), which therefore is spilled
// anew in each round, to the very slot it was just loaded from:
//
//      loop: mov r12 -> slot              mov r12 -> slot
//            call f                 loop: call f
//            mov slot -> r12              mov slot -> r12
//            jmp loop                     jmp loop
//
// A fact "slot holds what the register holds" is followed through the loop: it comes true by a store or a load, and ends with any other
// definition of either. If it would hold all the way round once it held at the beginning, one store before the loop makes it hold, and
// the stores that find it true go away. The slot must be free at the beginning of the loop: slots are shared.
#include "jit/phases.h"
#include <llvm/CodeGen/MachineBlockFrequencyInfo.h>
#include <llvm/CodeGen/MachineFrameInfo.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/MachineLoopInfo.h>
#include <llvm/CodeGen/TargetInstrInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>

using namespace llvm;

namespace jit {

namespace {

struct Spill {
  int slot;
  MCRegister reg;
  bool operator==(const Spill &o) const { return slot == o.slot && reg == o.reg; }
};

class SpillOncePass final : public MachineFunctionPass {
public:
  static char ID;
  SpillOncePass() : MachineFunctionPass(ID) {}

  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesCFG();
    usage.addRequired<MachineLoopInfoWrapperPass>();
    usage.addRequired<MachineBlockFrequencyInfoWrapperPass>();
    MachineFunctionPass::getAnalysisUsage(usage);
  }

  bool runOnMachineFunction(MachineFunction &f) override {
    if (!f.getFunction().hasGC()) return false;
    frame = &f.getFrameInfo();
    tii = f.getSubtarget().getInstrInfo();
    tri = f.getSubtarget().getRegisterInfo();
    frequency = &getAnalysis<MachineBlockFrequencyInfoWrapperPass>().getMBFI();
    bool changed = false;
    auto loops = getAnalysis<MachineLoopInfoWrapperPass>().getLI().getLoopsInPreorder();
    for (MachineLoop *l : reverse(loops)) changed |= moveSpillsOut(*l); // inner ones first: what leaves one may leave the next
    return changed;
  }

private:
  bool moveSpillsOut(MachineLoop &l) {
    MachineBasicBlock *before = l.getLoopPreheader();
    if (!before) return false;
    bool changed = false;
    for (const Spill &s : spillsIn(l)) {
      if (!l.getHeader()->isLiveIn(s.reg) || !holdsAllTheWay(l, s)) continue;
      SmallVector<MachineInstr *, 4> needless = storesThatFindIt(l, s);
      if (!pays(needless, *before) || isReadFrom(*l.getHeader(), s.slot)) continue;
      MachineInstr *moved = before->getParent()->CloneMachineInstr(needless.front());
      moved->clearKillInfo();
      before->insert(before->getFirstTerminator(), moved);
      for (MachineInstr *i : needless) i->eraseFromParent();
      changed = true;
    }
    return changed;
  }

  // Eight bytes of a register, stored to a slot of that size, or loaded from it.
  bool isStore(const MachineInstr &i, Spill &s) const {
    unsigned bytes = 0;
    s.reg = i.mayStore() ? tii->isStoreToStackSlot(i, s.slot, bytes).asMCReg() : MCRegister();
    return s.reg && bytes == 8 && isSlot(s.slot);
  }
  bool isLoad(const MachineInstr &i, Spill &s) const {
    unsigned bytes = 0;
    s.reg = i.mayLoad() ? tii->isLoadFromStackSlot(i, s.slot, bytes).asMCReg() : MCRegister();
    return s.reg && bytes == 8 && isSlot(s.slot);
  }
  bool isSlot(int slot) const {
    return (frame->isSpillSlotObjectIndex(slot) || frame->isStatepointSpillSlotObjectIndex(slot)) && frame->getObjectSize(slot) == 8;
  }

  // Stored somewhere in the loop, and loaded to the same register somewhere else.
  SmallVector<Spill, 8> spillsIn(const MachineLoop &l) const {
    SmallVector<Spill, 8> stored, both;
    Spill s;
    for (auto *b : l.blocks())
      for (auto &i : *b)
        if (isStore(i, s) && !is_contained(stored, s)) stored.push_back(s);
    for (auto *b : l.blocks())
      for (auto &i : *b)
        if (isLoad(i, s) && is_contained(stored, s) && !is_contained(both, s)) both.push_back(s);
    return both;
  }

  // Whether the fact holds behind i, if it holds before it or not.
  bool behind(const MachineInstr &i, const Spill &s, bool holds) const {
    Spill other;
    if (isStore(i, other)) return other.slot == s.slot ? other.reg == s.reg : holds;
    if (isLoad(i, other) && other == s) return true;
    if (i.modifiesRegister(s.reg, tri)) return false;
    return holds && !(i.mayStore() && !i.isCall() && mentions(i, s.slot));
  }
  bool atEnd(const MachineBasicBlock &b, const Spill &s, bool holds) const {
    for (auto &i : b) holds = behind(i, s, holds);
    return holds;
  }

  static bool mentions(const MachineInstr &i, int slot) {
    return any_of(i.operands(), [&](const MachineOperand &o) { return o.isFI() && o.getIndex() == slot; });
  }

  // Given that the fact holds where the loop is entered: fills atStart, and tells whether it holds where a round ends.
  bool holdsAllTheWay(const MachineLoop &l, const Spill &s) {
    atStart.clear();
    for (auto *b : l.blocks()) atStart[b] = !b->isEHPad();
    if (!atStart[l.getHeader()]) return false;
    for (bool again = true; again;) {
      again = false;
      for (auto *b : l.blocks()) {
        const bool holds = atEnd(*b, s, atStart[b]);
        for (auto *next : b->successors()) {
          auto it = holds ? atStart.end() : atStart.find(next);
          if (it == atStart.end() || !it->second) continue;
          if (next == l.getHeader()) return false;
          it->second = false;
          again = true;
        }
      }
    }
    return true;
  }

  SmallVector<MachineInstr *, 4> storesThatFindIt(const MachineLoop &l, const Spill &s) const {
    SmallVector<MachineInstr *, 4> found;
    for (auto *b : l.blocks()) {
      bool holds = atStart.lookup(b);
      for (auto &i : *b) {
        Spill other;
        if (holds && isStore(i, other) && other == s) found.push_back(&i);
        holds = behind(i, s, holds);
      }
    }
    return found;
  }

  bool pays(ArrayRef<MachineInstr *> needless, const MachineBasicBlock &before) const {
    BlockFrequency saved(0);
    for (auto *i : needless) saved += frequency->getBlockFreq(i->getParent());
    return !needless.empty() && saved > frequency->getBlockFreq(&before);
  }

  // Does anybody see what the slot holds at the start of the block? What is not a store of all of it counts as a reader.
  bool isReadFrom(const MachineBasicBlock &start, int slot) const {
    SmallVector<const MachineBasicBlock *, 16> todo = {&start};
    SmallPtrSet<const MachineBasicBlock *, 16> seen = {&start};
    while (!todo.empty()) {
      auto *b = todo.pop_back_val();
      bool written = false;
      for (auto &i : *b) {
        if (!mentions(i, slot)) continue;
        Spill s;
        if (!isStore(i, s)) return true;
        written = true;
        break;
      }
      if (written) continue;
      for (auto *next : b->successors())
        if (seen.insert(next).second) todo.push_back(next);
    }
    return false;
  }

  const MachineFrameInfo *frame = nullptr;
  const TargetInstrInfo *tii = nullptr;
  const TargetRegisterInfo *tri = nullptr;
  const MachineBlockFrequencyInfo *frequency = nullptr;
  DenseMap<const MachineBasicBlock *, bool> atStart; // of a block: whether the fact holds
};

char SpillOncePass::ID;

} // namespace

Pass *createSpillOncePass() { return new SpillOncePass; }

} // namespace jit
