// jit/emit.cpp: from LLVM IR to an object file in memory: the passes of code generation.
#include "jit/phases.h"
#include <llvm/ADT/StringSet.h>
#include <llvm/CodeGen/MachineModuleInfo.h>
#include <llvm/CodeGen/Passes.h>
#include <llvm/CodeGen/TargetPassConfig.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/OptBisect.h>
#include <llvm/IR/PassTimingInfo.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

using namespace llvm;

namespace jit {

namespace {

// Keeps the optional machine passes away from functions compiled for size: together they cost as much as instruction
// selection. A pass asks with its name and "function (NAME)".
class ColdGate final : public OptPassGate {
public:
  explicit ColdGate(const Module &m) {
    for (auto &f : m)
      if (f.hasOptSize()) cold.insert(("function (" + f.getName() + ")").str());
  }
  bool isEnabled() const override { return !cold.empty(); }
  bool shouldRunPass(const StringRef pass, StringRef unit) override {
    static const StringSet<> needed = {"X86 DAG->DAG Instruction Selection",
                                       "CodeGen Prepare",
                                       "Control Flow Optimizer",
                                       "Remove dead machine instructions",
                                       "Machine Copy Propagation Pass",
                                       "Branch Probability Basic Block Placement"};
    return !cold.contains(unit) || needed.contains(pass);
  }

private:
  StringSet<> cold;
};

} // namespace

void emitObject(Compilation &c) {
  Module &m = *c.llvm;
  raw_svector_ostream os(c.object);
  ColdGate gate(m);
  m.getContext().setOptPassGate(gate);
  legacy::PassManager pm;
  // As TargetMachine::addPassesToEmitFile, without passes that cost more than they give here.
  auto &tm = static_cast<LLVMTargetMachine &>(targetMachine());
  auto *mmi = new MachineModuleInfoWrapperPass(&tm);
  TargetPassConfig *config = tm.createPassConfig(pm);
  config->setDisableVerify(true);
  config->disablePass(&LiveDebugValuesID); // there are no variables in the debug information
  config->disablePass(&PostRASchedulerID);
  config->disablePass(&ShrinkWrapID);
  if (c.opts.optimise)
    for (Pass *pass : {createSpillOncePass(), createLeafFramesPass()}) config->insertPass(&FixupStatepointCallerSavedID, pass);
  pm.add(config);
  pm.add(mmi);
  if (config->addISelPasses()) bug("emit", "no instruction selection");
  config->addMachinePasses();
  config->setInitialized();
  pm.add(createConversionsPass());
  pm.add(createArgumentPlacesPass(c));
  pm.add(createInlineMarksPass());
  if (tm.addAsmPrinter(pm, os, nullptr, CodeGenFileType::ObjectFile, mmi->getMMI().getContext())) bug("emit", "no object emitter");
  pm.add(createFreeMachineFunctionPass());
  pm.run(m);
  m.getContext().setOptPassGate(getGlobalPassGate());
  if (TimePassesIsEnabled) reportAndResetTimings(&errs());
}

} // namespace jit
