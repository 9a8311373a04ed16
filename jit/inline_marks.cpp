// jit/inline_marks.cpp: room behind a function for addresses that stand for its inlined calls.
//
// A program that asks for its stack gets a pc for each logical frame, and each pc alone must tell its frame, also one that the call
// inside was inlined into: that has no return address. gc leaves a no-op in the code for each inlined call. Here the addresses lie
// behind the function's last instruction, where they cost no time: two bytes for each call, since both the pc and the byte before
// it are asked for, and two more, so that the last one is not the address of the next function. readLineTable deals them out.
#include "jit/phases.h"
#include <llvm/ADT/DenseSet.h>
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/MachineInstrBuilder.h>
#include <llvm/CodeGen/TargetInstrInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>
#include <llvm/IR/DebugInfoMetadata.h>

using namespace llvm;

namespace jit {

namespace {

class InlineMarksPass final : public MachineFunctionPass {
public:
  static char ID;
  InlineMarksPass() : MachineFunctionPass(ID) {}

  bool runOnMachineFunction(MachineFunction &f) override {
    const size_t n = inlinedCalls(f);
    if (n == 0) return false;
    auto &tii = *f.getSubtarget().getInstrInfo();
    if (!trap) findTrap(tii);
    MachineBasicBlock *marks = f.CreateMachineBasicBlock();
    f.push_back(marks);
    for (size_t i = 0; i < n + 1; i++) BuildMI(marks, DebugLoc(), tii.get(trap));
    return true;
  }

private:
  static size_t inlinedCalls(const MachineFunction &f) {
    DenseSet<std::pair<const DISubprogram *, const DILocation *>> calls; // merged calls of different functions stand at one place
    for (auto &bb : f)
      for (auto &i : bb)
        for (const DILocation *l = i.getDebugLoc(); l && l->getInlinedAt(); l = l->getInlinedAt())
          if (!calls.insert({l->getScope()->getSubprogram(), l->getInlinedAt()}).second) break;
    return calls.size();
  }
  void findTrap(const TargetInstrInfo &tii) {
    for (unsigned k = 0; k < tii.getNumOpcodes(); k++)
      if (tii.getName(k) == "TRAP") trap = k; // ud2
  }
  unsigned trap = 0;
};

char InlineMarksPass::ID;

} // namespace

Pass *createInlineMarksPass() { return new InlineMarksPass; }

} // namespace jit
