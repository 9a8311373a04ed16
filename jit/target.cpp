// jit/target.cpp: the target machine: this machine's processor, static relocation in the low 2 GB. And the threads that use it.
//
// Code generation runs without shrink-wrapping (a loop before the prologue could never be preempted) and without turning
// call frames into pushes (rsp must be the same at every call of a function: see stackmap_reader.cpp).
#include "jit/phases.h"
#include <algorithm>
#include <atomic>
#include <llvm/IR/BuiltinGCs.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>
#include <pthread.h>
#include <thread>

using namespace llvm;

namespace jit {

static TargetMachine *newMachine();

static TargetMachine *createMachine() {
  InitializeNativeTarget();
  InitializeNativeTargetAsmPrinter();
  InitializeNativeTargetAsmParser();
  linkAllBuiltinGCs();
  std::vector<const char *> args{"minigo", "-enable-shrink-wrap=false", "-no-x86-call-frame-opt", "-disable-x86-domain-reassignment",
                                 // Functions begin at 32 bytes as gc's do, or short loops of calls take a cycle more or less by chance.
                                 "-align-all-functions=5",
                                 // Returns are copied to where a function ends instead of jumped to: an epilogue is three instructions.
                                 "-tail-dup-placement-threshold=4",
                                 // Conditions of && and || stay branches: merged by setcc and and they are computed one after the other,
                                 // before an atomic operation may begin (WaitGroup: 0.7 ns a call).
                                 "-x86-br-merging-base-cost=-1",
                                 // A value that hundreds of places write, as the cases of a generated switch do, is not coalesced with each
                                 // of them: every time all are looked at.
                                 "-large-interval-freq-threshold=16",
                                 // The scheduler looks back at 200 accesses to memory at most, not at a thousand.
                                 "-dag-maps-huge-region=200"};
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
  o.LoopAlignment = 32;
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

// ---- threads

namespace {

struct Work {
  const std::vector<Compilation *> &units;
  void (*phase)(Compilation &);
  std::atomic<size_t> next = 0;
  void run() {
    for (size_t k; (k = next++) < units.size();) phase(*units[k]);
  }
};

struct Worker {
  pthread_t thread;
  Work *work;
  TargetMachine *machine = nullptr; // is kept for the next phase
};

void *runWorker(void *arg) {
  auto &w = *static_cast<Worker *>(arg);
  if (!w.machine) w.machine = newMachine();
  ofThisThread = w.machine;
  w.work->run();
  return nullptr;
}

} // namespace

void onAllProcessors(const std::vector<Compilation *> &units, void (*phase)(Compilation &)) {
  static std::vector<Worker> workers(std::max(1u, std::thread::hardware_concurrency()) - 1);
  targetMachine(); // registers what the threads use
  Work work{units, phase};
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, 256 << 20); // LLVM recurses
  size_t started = 0;
  for (; started < workers.size() && started + 1 < units.size(); started++) {
    workers[started].work = &work;
    if (pthread_create(&workers[started].thread, &attr, runWorker, &workers[started]) != 0) break; // the others do it
  }
  work.run();
  for (size_t k = 0; k < started; k++) pthread_join(workers[k].thread, nullptr);
  pthread_attr_destroy(&attr);
}

std::string dataLayout(bool stackInAS1) {
  return targetMachine().createDataLayout().getStringRepresentation() + "-ni:1" + (stackInAS1 ? "-A1" : "");
}

} // namespace jit
