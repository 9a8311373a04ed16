// jit/target.cpp: the target machine: this machine's processor, static relocation in the low 2 GB.
//
// Code generation runs without shrink-wrapping (a loop before the prologue could never be preempted) and without turning
// call frames into pushes (rsp must be the same at every call of a function: see stackmap_reader.cpp).
#include "jit/phases.h"
#include <llvm/IR/BuiltinGCs.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>

using namespace llvm;

namespace jit {

static TargetMachine *newMachine();

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
  return newMachine();
}

static TargetMachine *newMachine() {
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

static thread_local TargetMachine *ofThisThread;

TargetMachine &targetMachine() {
  static TargetMachine *tm = createMachine();
  return ofThisThread ? *ofThisThread : *tm;
}

void useOwnTargetMachine() { ofThisThread = newMachine(); }

std::string dataLayout(bool stackInAS1) {
  return targetMachine().createDataLayout().getStringRepresentation() + "-ni:1" + (stackInAS1 ? "-A1" : "");
}

} // namespace jit
