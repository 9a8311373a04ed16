// runtime/mem/mgc.cpp: the collection cycle. See mgc.h.
#include "runtime/mem/mgc.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mcache.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgcmark.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mverify.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/stack.h"
#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace rt {

volatile gcPhase gcphase = GCoff;
bool gcHelpAlways;
gcCycleStats gcStats;
static int64_t runtimeInitTime;
static abi::FuncVal *poolCleanup; // sync.Pool's, run with the world stopped

void gcinit() {
  runtimeInitTime = nanotime();
  finalizersInit();
  gcController.init();
  gcHelpAlways = debug.gcstress != 0;
}

void gcenable() {}

bool gcAllowed() {
  m *mp = getm();
  return mp && mp->p && mp->locks == 0 && !mp->dying && !debug.sbrk && !worldStopped();
}

// Times of one cycle, and the heap sizes gctrace prints.
struct cycle {
  int64_t stopping, marking, marked, end; // world being stopped; mark starts; mark done; world started
  uint64_t heap0, heap1, heap2, goal;
  unsigned markers;
  bool forced;
};

// Milliseconds with about three significant digits, as gc prints them.
static void printMs(char *&p, char *end, int64_t ns) {
  if (ns >= 10000000) {
    p += snprintf(p, end - p, "%lu", (ns + 500000) / 1000000);
    return;
  }
  double ms = double(ns) / 1e6;
  int digits = ns >= 1000000 ? 1 : ns >= 100000 ? 2 : ns >= 1000 ? 3 : 0;
  p += snprintf(p, end - p, "%.*f", digits, ms);
}

static void printGctrace(const cycle &c, double util) {
  char buf[400], *p = buf, *end = buf + sizeof buf;
  p += snprintf(p, end - p, "gc %u @%ld.%03lds %d%%: ", gcStats.numgc, (c.stopping - runtimeInitTime) / 1000000000,
                (c.stopping - runtimeInitTime) / 1000000 % 1000, int(util * 100));
  int64_t sweepTerm = c.marking - c.stopping, mark = c.marked - c.marking, term = c.end - c.marked;
  printMs(p, end, sweepTerm), *p++ = '+';
  printMs(p, end, mark), *p++ = '+';
  printMs(p, end, term);
  p += snprintf(p, end - p, " ms clock, ");
  printMs(p, end, sweepTerm * gomaxprocs);
  p += snprintf(p, end - p, "+0/");
  printMs(p, end, mark * c.markers);
  p += snprintf(p, end - p, "/0+");
  printMs(p, end, term * gomaxprocs);
  p += snprintf(p, end - p, " ms cpu, %lu->%lu->%lu MB, %lu MB goal, %lu MB stacks, %lu MB globals, %d P%s\n", c.heap0 >> 20, c.heap1 >> 20,
                c.heap2 >> 20, c.goal >> 20, gcController.stackScan >> 20, gcController.globalsScan >> 20, gomaxprocs,
                c.forced ? " (forced)" : "");
  [[maybe_unused]] ssize_t n = write(2, buf, size_t(p - buf));
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
  gcStats.lastGcNano = uint64_t(c.end);
  gcStats.numgc++;
  gcStats.numforcedgc += c.forced;
  gcStats.totalGcCpuNs += (c.marked - c.marking) * c.markers + (c.marking - c.stopping + c.end - c.marked) * gomaxprocs;
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
  markResult r = gcMarkAll(sp, c.markers);
  c.marked = nanotime();
  gcphase = GCmarktermination;
  if (debug.gcverify) verifyHeap();
  gcphase = GCoff;
  startSweepCycle();
  gcController.endCycle(r.bytesMarked, r.stackBytes, r.globalBytes);
  c.heap2 = r.bytesMarked;
  if (r.shrinkable) shrinkStacks();
  freeStackSpans();
}

// Pages that the last cycle's peak did not need go back to the kernel: what is resident beyond the goal and a tenth.
// In small portions, so that a heap that breathes keeps its memory.
static void scavengeExcess() {
  constexpr uint64_t portion = 16 << 20;
  uint64_t want = gcController.heapGoal();
  if (want == noGoal) return;
  want = std::max<uint64_t>(want + want / 10, mheap_.pagesInUse * PageSize);
  mheap_.lock.lock();
  uint64_t resident = mheap_.pages.grown - mheap_.pages.scavPages * PageSize;
  if (resident > want + (1 << 20)) mheap_.pages.scavenge(std::min(resident - want, portion));
  mheap_.lock.unlock();
}

[[gnu::noinline]] static void gcCycle(gcTrigger t) {
  cycle c{};
  c.forced = t == gcTrigger::forced;
  finishSweep(); // most of what is left, while others still run
  c.stopping = nanotime();
  stopTheWorld();
  bool due = t == gcTrigger::heap ? gcController.due() : true; // another thread may have collected meanwhile
  if (due) {
    // A forced collection was asked for by an entry without arguments: nothing on this g0 is a root, and what Go code left
    // in registers must not look like one.
    gcStopped(c, c.forced ? getm()->g0sp : reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
    c.end = nanotime();
    recordCycle(c);
    if (debug.gctrace) printGctrace(c, gcStats.cpuFraction);
  }
  startTheWorld();
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

// (): a full collection, including the sweep.
GOENTRY(void, GC, ()) {
  gcStart(gcTrigger::forced);
  finishSweep();
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
