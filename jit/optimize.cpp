// jit/optimize.cpp: the optimisation pipeline.
//
// It is LLVM's O2 with two exceptions: dead argument elimination is off (the calling convention counts words: removing
// the fillers for r11 and rax would move stack arguments into registers the prologue clobbers), and SLP vectorisation is
// off (it costs compile time and glues pointers together).
// Packages whose speed hardly matters (isColdPackage) get a fraction of the passes, here and in emit.cpp.
#include "jit/phases.h"
#include <llvm/ADT/StringSet.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/PassInstrumentation.h>
#include <llvm/IR/PassTimingInfo.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Target/TargetMachine.h>

using namespace llvm;

namespace jit {

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

// A function that calls thousands of others, as the main of generated tests does, would become one of a hundred thousand instructions
// and thousands of loops, each of which makes a pass update the dominators of all. gc has a limit, too: what has more than 5,000
// nodes inlines only what has less than 20.
static void limitInlining(Module &m) {
  constexpr size_t largest = 20000, tiny = 20; // LLVM's instructions, before it has seen them
  DenseMap<const Function *, size_t> sizes;
  for (auto &f : m) sizes[&f] = f.getInstructionCount();
  for (auto &f : m) {
    SmallVector<std::pair<CallBase *, size_t>, 64> calls;
    size_t grown = sizes[&f];
    for (auto &bb : f)
      for (auto &i : bb)
        if (auto *call = dyn_cast<CallBase>(&i); call && call->getCalledFunction()) {
          const size_t size = sizes[call->getCalledFunction()];
          calls.push_back({call, size});
          grown += size;
        }
    if (grown <= largest) continue;
    for (auto [call, size] : calls)
      if (size > tiny) call->setIsNoInline();
  }
}

void optimize(Compilation &c) {
  Module &m = *c.llvm;
  if (m.empty()) return; // data
  if (c.opts.optimise) {
    limitInlining(m);
    for (auto &f : m) splitWideJoins(f);
  }
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
  if (c.opts.optimise)
    pb.buildPerModuleDefaultPipeline(OptimizationLevel::O2).run(m, mam);
  else
    pb.buildO0DefaultPipeline(OptimizationLevel::O0).run(m, mam);
}

} // namespace jit
