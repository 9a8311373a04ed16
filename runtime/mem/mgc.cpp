// runtime/mem/mgc.cpp: the collection cycle. See mgc.h.
#include "runtime/mem/mgc.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mcache.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgcmark.h"
#include "runtime/mem/mgcscavenge.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mgctrace.h"
#include "runtime/mem/mverify.h"
#include "runtime/os/linux/os.h"
#include "runtime/prof/mprof.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/trace/trace.h"
#include <algorithm>

namespace rt {

volatile gcPhase gcphase = GCoff;
bool gcHelpAlways;
gcCycleStats gcStats;
static abi::FuncVal *poolCleanup; // sync.Pool's, run with the world stopped

void gcinit() {
  finalizersInit();
  gcController.init();
  gcHelpAlways = debug.gcstress != 0;
}

bool gcAllowed() {
  m *mp = getm();
  return mp && mp->p && mp->locks == 0 && !mp->dying && !debug.sbrk && !worldStopped();
}

static void recordCycle(const cycle &c) {
  int64_t sec;
  int32_t nsec;
  walltime(&sec, &nsec);
  uint64_t pause = uint64_t(c.end - c.stopping), now = uint64_t(sec) * 1000000000 + uint64_t(nsec);
  gcStats.pauseNs[gcStats.numgc % 256] = pause;
  gcStats.pauseEnd[gcStats.numgc % 256] = now;
  gcStats.pauseTotalNs += pause;
  gcStats.lastGcUnix = now;
  __atomic_store_n(&gcStats.lastGcNano, uint64_t(c.end), __ATOMIC_RELAXED); // sysmon reads it
  gcStats.numgc++;
  gcStats.numforcedgc += c.forced;
  gcStats.totalGcCpuNs += (c.marked - c.marking) * c.markers + (c.marking - c.stopping + c.end - c.marked) * gomaxprocs;
  gcStats.cpu.gcPause += pause * uint64_t(gomaxprocs); // marking with the world stopped is all pause
  int64_t total = (c.end - runtimeInitTime) * gomaxprocs;
  gcStats.cpuFraction = total > 0 ? double(gcStats.totalGcCpuNs) / double(total) : 0;
}

// A stack that is mostly unused goes to half its size. Only where nothing points at raw addresses in it (G2).
static void shrinkStacks() {
  if (debug.gcshrinkstackoff) return;
  g **gs;
  uintptr_t n = allgsSnapshot(&gs);
  for (uintptr_t i = 0; i < n; i++) {
    uint32_t status = readgstatus(gs[i]);
    if ((status == Gwaiting || status == Grunnable) && isShrinkStackSafe(gs[i])) shrinkstack(gs[i]);
  }
}

// Threads that mark: starting the others costs more than a small heap takes.
static unsigned markersFor(uint64_t bytes) {
  if (bytes < 2 << 20) return 1;
  return unsigned(std::max(1, std::min({gomaxprocs, ncpu, 8})));
}

// Between stopTheWorld and startTheWorld. sp: lowest word of this g0 that may hold a pointer.
static void gcStopped(cycle &c, uintptr_t sp) {
  finishSweep();
  if (poolCleanup) callGoClosure(poolCleanup);
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i] && allp[i]->mcache) allp[i]->mcache->releaseAll();
  c.heap0 = c.heap1 = uint64_t(gcController.heapLive.load());
  c.goal = gcController.heapGoal();
  c.markers = markersFor(c.heap0 + gcController.stackScan + gcController.globalsScan);
  c.marking = nanotime();
  gcphase = GCmark;
  TraceSection().GCStart(); // not before it is certain that there will be a cycle
  markResult r = gcMarkAll(sp, c.markers);
  c.marked = nanotime();
  gcphase = GCmarktermination;
  if (debug.gcverify || debug.gccheckmark) verifyHeap();
  gcphase = GCoff;
  TraceSection().GCDone();
  mProf_NextCycle();
  startSweepCycle();
  gcController.endCycle(r);
  c.heap2 = r.bytesMarked;
  if (r.shrinkable) shrinkStacks();
  freeStackSpans();
}

[[gnu::noinline]] static void gcCycle(gcTrigger t) {
  cycle c{};
  c.forced = t == gcTrigger::forced;
  finishSweep(); // most of what is left, while others still run
  c.stopping = nanotime();
  stopTheWorld(stwGCMarkTerm);
  bool due = t == gcTrigger::heap ? gcController.due() : true; // another thread may have collected meanwhile
  if (due) {
    // A forced collection was asked for by an entry without arguments: nothing on this g0 is a root, and what Go code left
    // in registers must not look like one.
    gcStopped(c, c.forced ? getm()->g0sp : reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
    c.end = nanotime();
    recordCycle(c);
    if (debug.gctrace) printGctrace(c);
  }
  startTheWorld(due);
  mProf_Flush();
  wakefing();
  if (due) scavengeExcess();
}

// The caller's callee-saved registers may hold the only pointer to an object: the clobber puts them into this frame,
// above the address from which gcCycle's callees scan.
[[gnu::noinline]] void gcStart(gcTrigger t) {
  if (t != gcTrigger::forced && !gcAllowed()) return;
  if (t == gcTrigger::heap && gcController.gcPercent < 0 && gcController.memoryLimit == noMemoryLimit) return;
  asm volatile("" ::: "rbx", "r12", "r13", "r14", "r15", "memory");
  gcCycle(t);
  if (debug.gcstoptheworld == 2) finishSweep();
  asm volatile("" ::: "rbx", "r12", "r13", "r14", "r15", "memory");
}

// gc's rule: never before a first collection, never with GOGC=off.
bool gcDueByTime(int64_t now) {
  int64_t last = int64_t(__atomic_load_n(&gcStats.lastGcNano, __ATOMIC_RELAXED));
  return gcController.gcPercent >= 0 && last != 0 && now - last > int64_t(debug.forcegcperiod) * 1000000;
}
bool gcIsMarking() { return gcphase != GCoff; }
uint64_t gcHeapGoal() { return gcController.heapGoal(); }
void gcStartByTime() {
  if (debug.gctrace) eprintf("GC forced\n");
  gcStart(gcTrigger::time);
}

// (): a full collection, including the sweep.
GOENTRY(void, GC, ()) {
  gcStart(gcTrigger::forced);
  finishSweep();
  mProf_PostSweep();
  // As gc does, which waits for its workers and yields between spans to sweep: finalizers get a chance to run, and a loop
  // around runtime.GC() cannot keep the only P.
  goschedImpl(getg());
}

// (cleanup func()): sync.Pool drops its caches at every collection
GOENTRY(void, registerPoolCleanup, (abi::FuncVal * f)) {
  poolCleanup = f;
  static bool added;
  if (!added) gcAddRootRange(&poolCleanup, sizeof poolCleanup);
  added = true;
}

} // namespace rt
