// runtime/mem/mgc.cpp: the collection cycle. See mgc.h.
#include "runtime/mem/mgc.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mcache.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgclimit.h"
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
  uint64_t pause = uint64_t(c.pause()), now = uint64_t(sec) * 1000000000 + uint64_t(nsec);
  gcStats.pauseNs[gcStats.numgc % 256] = pause;
  gcStats.pauseEnd[gcStats.numgc % 256] = now;
  gcStats.pauseTotalNs += pause;
  gcStats.lastGcUnix = now;
  __atomic_store_n(&gcStats.lastGcNano, uint64_t(c.end), __ATOMIC_RELAXED); // sysmon reads it
  gcStats.numgc++;
  gcStats.numforcedgc += c.forced;
  gcStats.totalGcCpuNs += c.pause() * gomaxprocs;
  gcStats.cpu.gcPause += pause * uint64_t(gomaxprocs); // with the world stopped marking is pause, too
  if (c.concurrent) {
    gcStats.totalGcCpuNs += c.assistTime + c.dedicatedTime + c.fractionalTime; // nobody else wanted the time of idle workers
    gcStats.cpu.gcAssist += uint64_t(c.assistTime);
    gcStats.cpu.gcDedicated += uint64_t(c.dedicatedTime + c.fractionalTime);
    gcStats.cpu.gcIdle += uint64_t(c.idleTime);
  }
  gcController.pastTime = gcController.cpuTime() + c.pause() * gomaxprocs;
  for (auto *t : {&gcController.assistTime, &gcController.dedicatedTime, &gcController.fractionalTime, &gcController.idleTime,
                  &gcController.waitedTime})
    *t = 0;
  gcCPULimiter.update(c.end);
  int64_t total = (c.end - runtimeInitTime) * gomaxprocs;
  gcStats.cpuFraction = total > 0 ? double(gcStats.totalGcCpuNs) / double(total) : 0;
}

// The world is stopped: all spans back from the mcaches.
static void releaseCaches() {
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i] && allp[i]->mcache) allp[i]->mcache->releaseAll();
}

// ---- with the world stopped: GODEBUG=gcstoptheworld=1

// Threads that mark: starting the others costs more than a small heap takes.
static unsigned markersFor(uint64_t bytes) {
  if (bytes < 2 << 20) return 1;
  return unsigned(std::max(1, std::min({gomaxprocs, ncpu, 8})));
}

// What both ways of marking end with. Marking is done, the world stopped.
static void gcMarkTermination(cycle &c, markResult r, uintptr_t sp) {
  gcphase = GCmarktermination;
  c.marked = nanotime();
  c.heap1 = uint64_t(gcController.heapLive.load());
  if (debug.gccheckmark) gcCheckMarks(sp);
  releaseCaches();
  r.bytesMarked += uint64_t(gcController.allocatedBlack.exchange(0)); // what the caches did not give back of it
  if (debug.gcverify) verifyHeap();
  setWriteBarrier(false);
  gcBlackenEnabled = 0;
  gcphase = GCoff;
  TraceSection().GCDone();
  mProf_NextCycle();
  startSweepCycle();
  gcController.endCycle(r);
  c.heap2 = r.bytesMarked;
}

// Between stopTheWorld and startTheWorld. sp: lowest word of this g0 that may hold a pointer.
static void gcStopped(cycle &c, uintptr_t sp) {
  finishSweep();
  if (poolCleanup) callGoClosure(poolCleanup);
  releaseCaches();
  c.heap0 = uint64_t(gcController.heapLive.load());
  c.goal = gcController.heapGoal();
  unsigned markers = markersFor(c.heap0 + gcController.stackScan + gcController.globalsScan);
  c.marking = nanotime();
  gcphase = GCmark;
  TraceSection().GCStart(); // not before it is certain that there will be a cycle
  markResult r = gcMarkAll(sp, markers);
  c.stopping2 = nanotime();
  c.dedicatedTime = (c.stopping2 - c.marking) * markers;
  gcMarkTermination(c, r, sp);
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

// ---- beside the program

// Sweep termination, and the beginning of marking.
static void gcStartConcurrent(gcTrigger t) {
  uint32_t free = 0;
  if (gcphase != GCoff || !work.startSema.compare_exchange_strong(free, 1)) return; // under way, or somebody is at it
  gcBgMarkStartWorkers();
  finishSweep();
  mProf_Flush(); // the last cycle's, if nobody has got round to it
  int64_t stopping = nanotime();
  stopTheWorld(stwGCSweepTerm);
  bool due = gcphase == GCoff && (t != gcTrigger::heap || gcController.due());
  if (due) {
    cycle &c = work.c = {};
    c.concurrent = true;
    c.forced = t == gcTrigger::forced;
    c.stopping = stopping;
    finishSweep();
    if (poolCleanup) callGoClosure(poolCleanup);
    c.heap0 = uint64_t(gcController.heapLive.load());
    c.goal = gcController.heapGoal();
    work.cycles++;
    gcController.startCycle(gomaxprocs);
    gcphase = GCmark;
    gcResetWorkers();
    resetRoots();
    gcBlackenEnabled = 1;
    for (int32_t i = 0; i < gomaxprocs; i++) allp[i]->mcache->startMarking();
    setWriteBarrier(true);
    work.markStart = c.marking = nanotime();
    TraceSection().GCStart();
  }
  startTheWorld(due);
  work.startSema = 0;
}

static markResult resultOfMarking() {
  markResult r;
  r.bytesMarked = gcController.bytesMarked;
  r.stackBytes = gcController.stackBytes, r.globalBytes = gcController.globalBytes, r.scanWork = gcController.scanWork;
  return r;
}

static void wakeWaiters() {
  work.waitersLock.lock();
  gList list = work.waiters;
  work.waiters = {};
  work.waitersLock.unlock();
  while (g *gp = list.pop()) goready(gp);
}

// A little that is left over when the world has stopped is marked at once: stopping it again would take longer.
static bool stopDraining(gcWork &, void *deadline) { return nanotime() > *static_cast<int64_t *>(deadline); }

// The world is stopped. True: nothing is left to mark.
static bool nothingLeft() {
  int64_t deadline = nanotime() + 100 * 1000;
  gcWork &w = getp()->gc->gcw;
  do {
    for (int32_t i = 0; i < gomaxprocs; i++) gcFlushP(allp[i]);
    if (rootsLeft()) return false;
    if (gcWorkState_.nfull.load() == 0) return true;
    drainHeap(w, stopDraining, &deadline);
  } while (nanotime() < deadline);
  return false;
}

// The ragged barrier before the stop: every P empties its buffers, while the world goes on. True: somebody had something.
static bool gcFlushAllPs() {
  static std::atomic<bool> flushed;
  flushed = false;
  forEachP([](p *pp) {
    if (gcFlushP(pp)) flushed = true;
  });
  return flushed;
}

static bool markingMayBeDone() { return gcphase == GCmark && work.nwait.load() == work.nproc.load() && !gcMarkWorkAvailable(nullptr); }

// One at a time; who finds another at it leaves the end to that one, which therefore looks again after it has let go.
[[gnu::noinline]] void gcMarkDone() {
  bool done = false;
  cycle ended{};
  while (!done && markingMayBeDone()) {
    if (work.markDoneSema.exchange(1)) return;
    while (!done && markingMayBeDone()) {
      if (gcFlushAllPs()) {
        wakep();
        continue;
      }
      int64_t stopping = nanotime();
      stopTheWorld(stwGCMarkTerm);
      cycle &c = work.c;
      done = gcphase == GCmark && nothingLeft();
      if (done) {
        c.stopping2 = stopping;
        markResult r = resultOfMarking();
        gcController.updateConsMark(stopping - c.marking, gomaxprocs, c.forced, r);
        c.assistTime = gcController.assistTime, c.dedicatedTime = gcController.dedicatedTime;
        c.fractionalTime = gcController.fractionalTime, c.idleTime = gcController.idleTime;
        gcMarkTermination(c, r, reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
        c.end = nanotime();
        recordCycle(c);
        ended = c;
        work.done.store(work.cycles.load());
      }
      startTheWorld(done);
    }
    work.markDoneSema = 0;
  }
  if (!done) return;
  if (debug.gctrace) printGctrace(ended);
  mProf_Flush();
  gcWakeAllAssists();
  wakeWaiters();
  wakefing();
  wakeSweeper();
  freeStackSpans();
  scavengeExcess();
}

// The caller's callee-saved registers may hold the only pointer to an object: the clobber puts them into this frame,
// above the address from which gcCycle's callees scan.
[[gnu::noinline]] void gcStart(gcTrigger t) {
  if (t != gcTrigger::forced && !gcAllowed()) return;
  if (t == gcTrigger::heap && gcController.gcPercent < 0 && gcController.memoryLimit == noMemoryLimit) return;
  asm volatile("" ::: "rbx", "r12", "r13", "r14", "r15", "memory");
  if (gcConcurrent())
    gcStartConcurrent(t);
  else
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

// ---- runtime.GC: a whole cycle that begins now, and its sweep

static bool waitForMark(g *gp, void *) {
  work.waitersLock.lock();
  bool wait = gcphase == GCmark;
  if (wait) work.waiters.push(gp);
  work.waitersLock.unlock();
  return wait;
}

// Has the count not come to the cycle that gp wants?
static bool isBehind(const std::atomic<uint32_t> &count, const g *gp) { return int32_t(count.load() - uint32_t(gp->scratch[0])) < 0; }

[[noreturn]] static R2 forcedSwept(g *gp) {
  if (isBehind(work.done, gp)) gopark(waitForMark, nullptr, forcedSwept, waitReasonWaitForGCCycle);
  finishSweep();
  mProf_PostSweep();
  if (gp->scratch[1]) scavengeAll();
  // As gc does, which waits for its workers and yields between spans to sweep: finalizers get a chance to run, and a loop
  // around runtime.GC() cannot keep the only P.
  goschedImpl(gp);
}

// A cycle under way began too early: the next one is meant.
[[noreturn]] static R2 forcedStart(g *gp) {
  if (gcphase != GCoff && isBehind(work.cycles, gp)) gopark(waitForMark, nullptr, forcedStart, waitReasonWaitForGCCycle);
  while (isBehind(work.cycles, gp)) {
    gcStart(gcTrigger::forced);
    if (isBehind(work.cycles, gp)) { // somebody else is starting one
      gp->onresume = forcedStart;
      goschedImpl(gp);
    }
  }
  forcedSwept(gp);
}

void gcForced(bool scavenge) {
  g *gp = getg();
  gp->scratch[1] = scavenge;
  if (gcConcurrent()) {
    gp->scratch[0] = work.cycles.load() + 1;
    forcedStart(gp);
  }
  gcStart(gcTrigger::forced);
  gp->scratch[0] = work.done.load();
  forcedSwept(gp);
}

GOENTRY(void, GC, ()) { gcForced(false); }

// (cleanup func()): sync.Pool drops its caches at every collection
GOENTRY(void, registerPoolCleanup, (abi::FuncVal * f)) {
  poolCleanup = f;
  static bool added;
  if (!added) gcAddRootRange(&poolCleanup, sizeof poolCleanup);
  added = true;
}

} // namespace rt
