// jit/conversions.cpp: conversions of integers to floats wait for nothing but the integer.
//
// They write half of a vector register and take the other half from an operand that nobody needs, of which LLVM chooses the register
// whose last write is farthest away. But it does not count what a call writes: the conversion then waits for whatever a callee left
// there last, and the rounds of a loop that could overlap come one after another. So the register is the result's, cleared before,
// which costs nothing.
#include "jit/phases.h"
#include <llvm/CodeGen/MachineFunctionPass.h>
#include <llvm/CodeGen/MachineInstrBuilder.h>
#include <llvm/CodeGen/TargetInstrInfo.h>
#include <llvm/CodeGen/TargetRegisterInfo.h>
#include <llvm/CodeGen/TargetSubtargetInfo.h>

using namespace llvm;

namespace jit {

namespace {

class ConversionsPass final : public MachineFunctionPass {
public:
  static char ID;
  ConversionsPass() : MachineFunctionPass(ID) {}

  bool runOnMachineFunction(MachineFunction &f) override {
    auto &tii = *f.getSubtarget().getInstrInfo();
    auto &tri = *f.getSubtarget().getRegisterInfo();
    if (opcodes.empty()) findOpcodes(tii);
    bool changed = false;
    for (auto &bb : f)
      for (auto &i : bb) {
        if (!opcodes[i.getOpcode()] || !i.getOperand(1).isReg() || !i.getOperand(1).isUndef()) continue;
        const Register to = i.getOperand(0).getReg();
        if (!clear || tri.getEncodingValue(to.asMCReg()) >= 16) continue; // xorps knows sixteen
        BuildMI(bb, i, i.getDebugLoc(), tii.get(clear), to).addReg(to, RegState::Undef).addReg(to, RegState::Undef);
        i.getOperand(1).setReg(to);
        i.getOperand(1).setIsUndef(false);
        changed = true;
      }
    return changed;
  }

private:
  void findOpcodes(const TargetInstrInfo &tii) {
    opcodes.resize(tii.getNumOpcodes());
    for (unsigned k = 0; k < tii.getNumOpcodes(); k++) {
      StringRef name = tii.getName(k);
      opcodes[k] = name.starts_with("VCVTSI2S") || name.starts_with("VCVTSI642S");
      if (name == "VXORPSrr") clear = k;
    }
  }
  std::vector<bool> opcodes; // that convert
  unsigned clear = 0;
};

char ConversionsPass::ID;

} // namespace

Pass *createConversionsPass() { return new ConversionsPass; }

} // namespace jit
