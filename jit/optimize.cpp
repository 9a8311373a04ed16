// jit/optimize.cpp: the target machine, the optimisation pipeline, and the emission of the object file.
//
// The pipeline is LLVM's O2 with two exceptions: dead argument elimination is off (the calling convention counts
// words: removing the fillers for r11 and rax would move stack arguments into registers the prologue clobbers), and
// SLP vectorisation is off (it costs compile time and glues pointers together).
// Packages whose speed hardly matters (isColdPackage) get a fraction of the passes, before and in code generation.
// Codegen runs without shrink-wrapping (a loop before the prologue could never be preempted) and without turning
// call frames into pushes (rsp must be the same at every call of a function: see stackmap_reader.cpp).
#include "frontend/diag.h"
#include "jit/phases.h"
#include <llvm/ADT/StringSet.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/CodeGen/MachineModuleInfo.h>
#include <llvm/CodeGen/Passes.h>
#include <llvm/CodeGen/TargetPassConfig.h>
#include <llvm/IR/BuiltinGCs.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/OptBisect.h>
#include <llvm/IR/PassInstrumentation.h>
#include <llvm/IR/PassTimingInfo.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

using namespace llvm;

namespace jit {

void bug(const char *phase, const std::string &what) { frontend::internalError(phase, frontend::Pos{}, what); }

static TargetMachine *createMachine() {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  InitializeNativeTargetAsmParser();
  linkAllBuiltinGCs();
  std::vector<const char *> args{"minigo", "-enable-shrink-wrap=false", "-no-x86-call-frame-opt", "-disable-x86-domain-reassignment"};
  std::vector<std::string> extra;
  if (const char *env = getenv("MINIGO_LLVM_ARGS")) { // for experiments with the code generator
    SmallVector<StringRef, 8> parts;
    StringRef(env).split(parts, ' ', -1, false);
    for (StringRef s : parts) extra.push_back(s.str());
    for (auto &s : extra) args.push_back(s.c_str());
  }
  cl::ParseCommandLineOptions(int(args.size()), args.data());
  std::string triple = sys::getDefaultTargetTriple(), error;
  const Target *t = TargetRegistry::lookupTarget(triple, error);
  if (!t) bug("target", error);
  std::string features;
  for (auto &f : sys::getHostCPUFeatures()) features += (features.empty() ? "" : ",") + std::string(f.second ? "+" : "-") + f.first().str();
  TargetOptions o;
  o.ExceptionModel = ExceptionHandling::DwarfCFI;
  o.MCOptions.ShowMCEncoding = false;
  auto *tm =
      t->createTargetMachine(triple, sys::getHostCPUName(), features, o, Reloc::Static, CodeModel::Small, CodeGenOptLevel::Default, true);
  if (!tm) bug("target", "no target machine for " + triple);
  return tm;
}

TargetMachine &targetMachine() {
  static TargetMachine *tm = createMachine();
  return *tm;
}

std::string dataLayout(bool stackInAS1) {
  return targetMachine().createDataLayout().getStringRepresentation() + "-ni:1" + (stackInAS1 ? "-A1" : "");
}

// Functions of packages compiled for size get the short version of the pipeline: what pays in loops is left out, and
// the most expensive passes run fewer times: InstCombine two of eight, SimplifyCFG and EarlyCSE every other time.
struct RunCounts {
  unsigned combine = 0, simplify = 0, cse = 0;
};

static bool skipInCold(StringRef pass, RunCounts &counts) {
  static const StringSet<> skipped = {"JumpThreadingPass",
                                      "LoopUnrollPass",
                                      "LoopFullUnrollPass",
                                      "LoopVectorizePass",
                                      "AggressiveInstCombinePass",
                                      "ConstraintEliminationPass",
                                      "ReassociatePass",
                                      "LoopIdiomRecognizePass",
                                      "IndVarSimplifyPass",
                                      "SimpleLoopUnswitchPass",
                                      "LibCallsShrinkWrapPass",
                                      "TailCallElimPass",
                                      "BDCEPass",
                                      "DivRemPairsPass",
                                      "LoopDistributePass",
                                      "LoopLoadEliminationPass",
                                      "VectorCombinePass",
                                      "Float2IntPass",
                                      "InferAlignmentPass",
                                      "AlignmentFromAssumptionsPass",
                                      "LoopRotatePass",
                                      "LoopDeletionPass",
                                      "LoopInstSimplifyPass",
                                      "LoopSimplifyCFGPass",
                                      "LICMPass",
                                      "SpeculativeExecutionPass",
                                      "MergedLoadStoreMotionPass",
                                      "SCCPPass",
                                      "WarnMissedTransformationsPass",
                                      "LoopSinkPass",
                                      "CorrelatedValuePropagationPass",
                                      "GVNPass",
                                      "MemCpyOptPass",
                                      "ADCEPass",
                                      "InstSimplifyPass"};
  if (skipped.contains(pass)) return true;
  if (pass == "SimplifyCFGPass") return counts.simplify++ % 2 != 0;
  if (pass == "EarlyCSEPass") return counts.cse++ % 2 != 0;
  if (pass != "InstCombinePass") return false;
  unsigned n = counts.combine++;
  return n != 0 && n != 3;
}

static const Function *functionOf(Any unit) {
  if (auto **f = any_cast<const Function *>(&unit)) return *f;
  if (auto **l = any_cast<const Loop *>(&unit)) return (*l)->getHeader()->getParent();
  return nullptr;
}

// Call sites with different positions must stay apart, or tracebacks name the wrong line. "nomerge" sees to that for calls
// (codegen_calls.cpp); but SimplifyCFG still hoists an invoke that ends both successors of a branch. So, before it looks,
// invokes are made different by an attribute that stands for line and inlined calls.
static void separateInvokes(const Function &f) {
  if (!f.hasPersonalityFn()) return;
  for (auto &bb : f) {
    auto *invoke = dyn_cast<InvokeInst>(bb.getTerminator());
    if (!invoke) continue;
    std::string site = std::to_string(reinterpret_cast<uintptr_t>(invoke->getDebugLoc().get()));
    const_cast<InvokeInst *>(invoke)->addFnAttr(Attribute::get(f.getContext(), "minigo-site", site));
  }
}

void optimize(Module &m, const Options &opts) {
  LoopAnalysisManager lam;
  FunctionAnalysisManager fam;
  CGSCCAnalysisManager cgam;
  ModuleAnalysisManager mam;
  PassInstrumentationCallbacks pic;
  DenseMap<const Function *, RunCounts> counts;
  pic.registerShouldRunOptionalPassCallback([&](StringRef pass, Any unit) {
    if (pass == "DeadArgumentEliminationPass") return false;
    const Function *f = functionOf(unit);
    return !f || !f->hasOptSize() || !skipInCold(pass, counts[f]);
  });
  pic.registerBeforeNonSkippedPassCallback([](StringRef pass, Any unit) {
    if (pass == "SimplifyCFGPass") separateInvokes(*functionOf(unit));
  });
  TimePassesHandler timers(TimePassesIsEnabled); // MINIGO_LLVM_ARGS=-time-passes
  timers.registerCallbacks(pic);
  PipelineTuningOptions tuning;
  tuning.SLPVectorization = false;
  tuning.LoopInterleaving = true;
  PassBuilder pb(&targetMachine(), tuning, {}, &pic);
  pb.registerModuleAnalyses(mam);
  pb.registerCGSCCAnalyses(cgam);
  pb.registerFunctionAnalyses(fam);
  pb.registerLoopAnalyses(lam);
  pb.crossRegisterProxies(lam, fam, cgam, mam);
  auto level = opts.optLevel == 0 ? OptimizationLevel::O0 : opts.optLevel == 1 ? OptimizationLevel::O1 : OptimizationLevel::O2;
  if (opts.optLevel == 0)
    pb.buildO0DefaultPipeline(level).run(m, mam);
  else
    pb.buildPerModuleDefaultPipeline(level).run(m, mam);
}

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

void emitObject(Module &m, SmallVectorImpl<char> &obj) {
  raw_svector_ostream os(obj);
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
  pm.add(config);
  pm.add(mmi);
  if (config->addISelPasses()) bug("emit", "no instruction selection");
  config->addMachinePasses();
  config->setInitialized();
  if (tm.addAsmPrinter(pm, os, nullptr, CodeGenFileType::ObjectFile, mmi->getMMI().getContext())) bug("emit", "no object emitter");
  pm.add(createFreeMachineFunctionPass());
  pm.run(m);
  m.getContext().setOptPassGate(getGlobalPassGate());
  if (TimePassesIsEnabled) reportAndResetTimings(&errs());
}

} // namespace jit
