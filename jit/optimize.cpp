// jit/optimize.cpp: the target machine, the optimisation pipeline, and the emission of the object file.
//
// The pipeline is LLVM's O2 with two exceptions: dead argument elimination is off (the calling convention counts
// words: removing the fillers for r11 and rax would move stack arguments into registers the prologue clobbers), and
// SLP vectorisation is off (it costs compile time and glues pointers together).
// Codegen runs without shrink-wrapping (a loop before the prologue could never be preempted) and without turning
// call frames into pushes (rsp must be the same at every call of a function: see stackmap_reader.cpp).
#include "jit/phases.h"
#include "frontend/diag.h"
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/BuiltinGCs.h>
#include <llvm/IR/PassInstrumentation.h>
#include <llvm/IR/PassTimingInfo.h>
#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/TargetParser/Host.h>

using namespace llvm;

namespace jit {

void bug(const char *phase, const std::string &what) { frontend::internalError(phase, frontend::Pos{}, what); }

static TargetMachine *createMachine() {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  InitializeNativeTargetAsmParser();
  linkAllBuiltinGCs();
  std::vector<const char *> args{"minigo", "-enable-shrink-wrap=false", "-no-x86-call-frame-opt"};
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
  auto *tm = t->createTargetMachine(triple, sys::getHostCPUName(), features, o, Reloc::Static, CodeModel::Small,
                                    CodeGenOptLevel::Default, true);
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

void optimize(Module &m, const Options &opts) {
  LoopAnalysisManager lam;
  FunctionAnalysisManager fam;
  CGSCCAnalysisManager cgam;
  ModuleAnalysisManager mam;
  PassInstrumentationCallbacks pic;
  pic.registerShouldRunOptionalPassCallback([](StringRef pass, Any) { return pass != "DeadArgumentEliminationPass"; });
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
  if (opts.optLevel == 0) pb.buildO0DefaultPipeline(level).run(m, mam);
  else pb.buildPerModuleDefaultPipeline(level).run(m, mam);
}

void emitObject(Module &m, SmallVectorImpl<char> &obj) {
  raw_svector_ostream os(obj);
  legacy::PassManager pm;
  if (targetMachine().addPassesToEmitFile(pm, os, nullptr, CodeGenFileType::ObjectFile)) bug("emit", "no object emitter");
  pm.run(m);
  if (TimePassesIsEnabled) reportAndResetTimings(&errs());
}

} // namespace jit
