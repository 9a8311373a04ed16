// runtime/mem/mgc.h: the collector: precise mark and sweep, non-moving, beside the program.
//
// A cycle:
//   1. Sweep what the last cycle left.
//   2. Sweep termination: stopTheWorld, the last spans are swept, write barriers and black allocation go on (gcphase =
//      GCmark), startTheWorld.
//   3. Concurrent mark: root jobs (globals, goroutine stacks one at a time, timers, specials) and the objects they reach, by
//      mark workers, which the scheduler runs as goroutines on 25 % of the Ps and on idle ones, and by goroutines that
//      allocate faster than those mark (gcAssistAlloc).
//   4. Mark termination: when no worker finds work any more, each P empties its write-barrier buffer and its mark queue at a
//      safe point of its own (forEachP), and if there was anything in them marking goes on with step 3. Otherwise
//      stopTheWorld; what has come into the buffers since is marked, and if that is more than a little it is step 3 again.
//      Then barriers go off, sweepgen += 2: every span now counts as unswept. The pacer sets the next goal and trigger. startTheWorld.
//   5. Concurrent sweep: by allocation, span by span, and by a goroutine in the background.
// GODEBUG=gcstoptheworld=1: steps 2 to 4 in one stop of the world, on up to 8 threads, without write barriers.
//
// Invariants
//   M1  When marking ends, every object reachable from the roots has its mark bit set (checked by gccheckmark=1, gcverify=1).
//   M2  An object is allocated between its slot's being handed out and the sweep that finds it unmarked.
//   M3  gcmarkBits of every span are zero when a mark phase starts: sweeping clears them.
//   M4  A pointer that lives only in C++ is on the g0 of a thread that is inside an entry. While the world is stopped those
//       are scanned word by word. Marking beside the program does not end while a thread is inside an entry, unless it
//       blocks in place, and then its g0 is scanned with its goroutine.
//   M5  While marking beside the program, all free slots of the spans in mcaches are marked: so what is allocated there is
//       (black allocation), at no cost to an allocation. Slots not used after all lose their marks when the span is given
//       back. To conservative looks such slots are free (mspan.isFreeForScan): they may be unfinished.
//   M6  Nothing is allocated in mark termination. In dev mallocgc asserts it.
//   M7  Weak tricolour invariant: a white object that a black one or a scanned stack refers to is also reachable from a grey
//       one by white objects only. Kept by the write barrier (mbarrier.h); new objects are black and empty.
//
// Mirrors mgc.go, mgcmark.go, mgcwork.go.
#pragma once
#include "runtime/mem/mbarrier.h"
#include "runtime/mem/mgcpacer.h"
#include "runtime/mem/mgctrace.h"
#include "runtime/mem/mgcwork.h"
#include "runtime/mem/mheap.h"
#include "runtime/sched/runtime2.h"

namespace rt {

enum gcPhase : uint32_t { GCoff, GCmark, GCmarktermination };
extern volatile gcPhase gcphase;
extern bool gcHelpAlways; // gcstress: every allocation ends in afterMalloc
extern std::atomic<uint32_t> gcBlackenEnabled; // marking beside the program: objects are allocated black, workers and assists may mark

enum class gcTrigger { heap, forced, stress, time };
// Starts a cycle if it is due and allowed now. On g0, from an entry.
void gcStart(gcTrigger t);
bool gcAllowed(); // this M holds no lock and is not inside the memory system

// Further roots: [p, p+n) is scanned word by word in every cycle. For C++ tables that hold heap pointers; who stores one
// there while the program runs shades it.
void gcAddRootRange(void *p, uintptr_t n);

// ---- marking beside the program (mgcworker.cpp)

enum gcMarkWorkerMode : uint8_t { gcMarkWorkerNotWorker, gcMarkWorkerDedicatedMode, gcMarkWorkerFractionalMode, gcMarkWorkerIdleMode };

// What the collector keeps for each P.
struct gcP {
  gcWork gcw;
  gcMarkWorkerMode workerMode = gcMarkWorkerNotWorker; // of the worker that is about to run here
  int64_t fractionalMarkTime = 0; // in this cycle
  uintptr_t wbBuf[wbBufEntries + 2];
};

// The state of the cycle under way, or the last one.
struct workType {
  std::atomic<uint32_t> nproc{~0u}, nwait{~0u}; // workers there could be, and how many of them are not marking
  std::atomic<uint32_t> cycles{0};              // cycles begun
  std::atomic<uint32_t> done{0};                // cycles whose marking is done
  std::atomic<uint32_t> startSema{0}, markDoneSema{0};
  cycle c{};                                    // its figures; written with the world stopped
  int64_t markStart = 0;
  memLock waitersLock{lockRankGCWait};
  gList waiters RT_GUARDED_BY(waitersLock);     // goroutines that wait for the end of marking
};
extern workType work;

[[noreturn]] void gcForced(bool scavenge); // runtime.GC; then gives all free pages back, if asked to
void gcMarkDone();                  // from a worker that found nothing: ends the phase if nobody finds anything
bool gcMarkWorkAvailable(p *pp);    // null: on no particular P
void gcBgMarkStartWorkers();        // as many goroutines as there are Ps
bool gcConcurrent();                // cycles may run beside the program
void gcAssistAlloc(struct mcache *c);
void gcAskToYield();
void gcWakeAllAssists();
void wbBufFlush1(p *pp);            // marks what is in the P's write-barrier buffer; this P or the world stopped
void gcResetWorkers();              // world stopped: a mark phase begins
bool gcFlushP(p *pp);               // this P or nobody's: nothing stays in its buffer and queue. True: there was something to mark

// What the Ps' time went into besides the program, in ns, since the start. A pause costs all Ps.
struct cpuTimes { // laid out for Go: stdlib/runtime/metrics.go
  uint64_t gcAssist = 0, gcDedicated = 0, gcIdle = 0, gcPause = 0, scavengeAssist = 0, scavengeBackground = 0;
};

struct gcCycleStats {
  uint32_t numgc = 0, numforcedgc = 0;
  uint64_t pauseTotalNs = 0, pauseNs[256] = {}, pauseEnd[256] = {};
  uint64_t lastGcUnix = 0, lastGcNano = 0;
  double cpuFraction = 0;
  int64_t totalGcCpuNs = 0;
  cpuTimes cpu;
};
extern gcCycleStats gcStats;

} // namespace rt
