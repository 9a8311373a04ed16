// jit/argument_places.cpp: where a frame still holds the arguments of its function, at each call: for tracebacks.
//
// Nothing is kept for this: arguments arrive in registers, and only what the function itself needs across calls is spilled.
// A pass over the finished machine code follows each argument register through copies, spills and reloads (a forward
// dataflow: what holds on all ways to a point) and notes at each statepoint the spill slots that hold one.
#include "jit/phases.h"
#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/CodeGen/MachineFrameInfo.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/StackMaps.h>
#include <llvm/CodeGen/TargetFrameLowering.h>
#include <llvm/CodeGen/TargetInstrInfo.h>
#include <llvm/CodeGen/TargetRegisterInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>
#include <llvm/IR/Function.h>

using namespace llvm;

namespace jit {

namespace {

// Which argument a register or a frame slot holds; registers count from 0, slots are ~index.
using Facts = SmallDenseMap<int, uint8_t, 16>;

constexpr const char *argumentRegisters[] = {"R12", "R13",  "R14",  "R15",  "RDI",  "RSI",  "RDX",  "RCX",  "R8",
                                             "R9",  "XMM0", "XMM1", "XMM2", "XMM3", "XMM4", "XMM5", "XMM6", "XMM7"};

class ArgumentPlacesPass final : public MachineFunctionPass {
public:
  static char ID;
  explicit ArgumentPlacesPass(Compilation &c) : MachineFunctionPass(ID), c(c) {}

  bool runOnMachineFunction(MachineFunction &f) override {
    if (!f.getFunction().hasGC() || f.getFunction().arg_empty() || !hasStatepoint(f)) return false;
    mf = &f;
    tii = f.getSubtarget().getInstrInfo();
    tri = f.getSubtarget().getRegisterInfo();
    numberRegisters();
    const FuncMeta &meta = c.funcs[f.getName()];
    std::fill(std::begin(size), std::end(size), uint8_t(8));
    for (const abi::ArgStep &s : meta.args)
      if (s.kind == abi::ArgStep::word || s.kind == abi::ArgStep::floatWord)
        size[(s.kind == abi::ArgStep::floatWord ? abi::ArgPlace::firstFloat : 0) + s.index] = s.size;
    std::vector<Facts> atEntry(f.getNumBlockIDs());
    std::vector<bool> reached(f.getNumBlockIDs());
    atEntry[size_t(f.front().getNumber())] = argumentsIn(f.front());
    reached[size_t(f.front().getNumber())] = true;
    ReversePostOrderTraversal<MachineFunction *> order(&f);
    for (bool again = true; again;) {
      again = false;
      for (MachineBasicBlock *b : order) {
        Facts facts = atEntry[size_t(b->getNumber())];
        for (const MachineInstr &i : *b) step(i, facts);
        for (MachineBasicBlock *s : b->successors()) again |= meet(atEntry[size_t(s->getNumber())], reached, *s, facts);
      }
    }
    for (MachineBasicBlock *b : order) {
      Facts facts = atEntry[size_t(b->getNumber())];
      for (const MachineInstr &i : *b) {
        if (i.getOpcode() == TargetOpcode::STATEPOINT) note(i, facts);
        step(i, facts);
      }
    }
    return false;
  }

private:
  static bool hasStatepoint(const MachineFunction &f) {
    for (auto &b : f)
      for (auto &i : b)
        if (i.getOpcode() == TargetOpcode::STATEPOINT) return true;
    return false;
  }

  // Parts of a register count as the register they begin: eax as rax.
  void numberRegisters() {
    if (!root.empty()) return;
    root.resize(tri->getNumRegs());
    argumentOf.assign(tri->getNumRegs(), -1);
    for (unsigned r = 1; r < tri->getNumRegs(); r++) {
      root[r] = r;
      for (MCPhysReg super : tri->superregs(r))
        if (tri->superregs(super).empty()) root[r] = super;
    }
    for (unsigned k = 0; k < std::size(argumentRegisters); k++)
      for (unsigned r = 1; r < tri->getNumRegs(); r++)
        if (StringRef(tri->getName(r)) == argumentRegisters[k]) argumentOf[root[r]] = int(k);
  }

  Facts argumentsIn(const MachineBasicBlock &entry) const {
    Facts facts;
    for (auto &in : entry.liveins())
      if (int k = argumentOf[root[in.PhysReg]]; k >= 0) facts[int(root[in.PhysReg])] = uint8_t(k);
    return facts;
  }

  // Keeps what both say. True: the block's facts have changed.
  static bool meet(Facts &at, std::vector<bool> &reached, const MachineBasicBlock &b, const Facts &from) {
    if (!reached[size_t(b.getNumber())]) {
      reached[size_t(b.getNumber())] = true;
      at = from;
      return true;
    }
    SmallVector<int, 8> gone;
    for (auto &[place, arg] : at)
      if (auto it = from.find(place); it == from.end() || it->second != arg) gone.push_back(place);
    for (int place : gone) at.erase(place);
    return !gone.empty();
  }

  bool isSpillSlot(int slot) const {
    const MachineFrameInfo &frame = mf->getFrameInfo();
    return slot >= 0 && (frame.isSpillSlotObjectIndex(slot) || frame.isStatepointSpillSlotObjectIndex(slot));
  }

  void step(const MachineInstr &i, Facts &facts) const {
    int slot = -1, held = -1; // what the instruction defines holds this argument
    if (Register r = tii->isStoreToStackSlotPostFE(i, slot); r && isSpillSlot(slot)) {
      held = argumentIn(r, facts);
      facts.erase(~slot);
      if (held >= 0) facts[~slot] = uint8_t(held);
      return;
    }
    for (const MachineMemOperand *m : i.memoperands()) // writes of another form
      if (auto *fixed = dyn_cast_or_null<FixedStackPseudoSourceValue>(m->getPseudoValue()); m->isStore() && fixed)
        if (i.getOpcode() != TargetOpcode::STATEPOINT) facts.erase(~fixed->getFrameIndex());
    if (Register r = tii->isLoadFromStackSlotPostFE(i, slot)) {
      if (auto it = facts.find(~slot); it != facts.end() && holds(r, it->second)) held = it->second;
    } else if (auto copy = tii->isCopyInstr(i)) {
      held = argumentIn(copy->Source->getReg(), facts);
    }
    Register to;
    for (const MachineOperand &o : i.operands()) {
      if (o.isRegMask()) clobber(o, facts);
      if (!o.isReg() || !o.isDef() || !o.getReg().isPhysical()) continue;
      facts.erase(int(root[o.getReg()]));
      if (!o.isImplicit()) to = o.getReg();
    }
    if (held >= 0 && to) facts[int(root[to])] = uint8_t(held);
  }

  // Is (a part of) a register wide enough for all of an argument?
  bool holds(Register r, uint8_t arg) const { return tri->getRegSizeInBits(*tri->getMinimalPhysRegClass(r.asMCReg())) >= size[arg] * 8u; }

  int argumentIn(Register r, const Facts &facts) const {
    auto it = facts.find(int(root[r]));
    return it != facts.end() && holds(r, it->second) ? it->second : -1;
  }

  void clobber(const MachineOperand &mask, Facts &facts) const {
    SmallVector<int, 8> gone;
    for (auto &[place, arg] : facts)
      if (place > 0 && mask.clobbersPhysReg(MCRegister(unsigned(place)))) gone.push_back(place);
    for (int place : gone) facts.erase(place);
  }

  void note(const MachineInstr &i, const Facts &facts) {
    auto &places = c.argumentPlaces[StatepointOpers(&i).getID()];
    for (auto &[place, arg] : facts) {
      if (place >= 0) continue;
      Register base;
      int64_t off = mf->getSubtarget().getFrameLowering()->getFrameIndexReference(*mf, ~place, base).getFixed();
      bool fp = StringRef(tri->getName(base)) == "RBP", sp = StringRef(tri->getName(base)) == "RSP";
      if (fp || sp) places.push_back({arg, fp ? abi::Loc::fromFp(int32_t(off)) : abi::Loc::fromSp(int32_t(off))});
    }
    llvm::sort(places, [](auto &a, auto &b) { return std::pair(a.word, a.loc.v) < std::pair(b.word, b.loc.v); });
    places.erase(std::unique(places.begin(), places.end(), [](auto &a, auto &b) { return a.word == b.word; }), places.end());
  }

  StringRef getPassName() const override { return "Argument places"; }
  void getAnalysisUsage(AnalysisUsage &u) const override {
    u.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(u);
  }

  Compilation &c;
  const MachineFunction *mf = nullptr;
  const TargetInstrInfo *tii = nullptr;
  const TargetRegisterInfo *tri = nullptr;
  std::vector<unsigned> root;
  std::vector<int> argumentOf; // by root register
  uint8_t size[std::size(argumentRegisters)];
};

char ArgumentPlacesPass::ID = 0;

} // namespace

Pass *createArgumentPlacesPass(Compilation &c) { return new ArgumentPlacesPass(c); }

} // namespace jit
