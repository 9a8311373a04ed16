// runtime/mem/mgc.h: the collector: precise mark and sweep, non-moving.
//
// A cycle:
//   1. Sweep what the last cycle left (the world runs).
//   2. stopTheWorld. Mcaches give their spans back. gcphase = GCmark.
//   3. Mark: root jobs (globals, goroutine stacks, finalizer specials, ...) and the objects they reach, on this thread
//      and on helper threads, through work buffers that are exchanged over one list.
//   4. gcphase = GCoff, sweepgen += 2: every span now counts as unswept. The pacer sets the next goal.
//   5. startTheWorld. Spans are swept when allocation needs them.
//
// Invariants
//   M1  When marking ends, every object reachable from the roots has its mark bit set (checked by gcverify=1).
//   M2  An object is allocated between its slot's being handed out and the sweep that finds it unmarked.
//   M3  gcmarkBits of every span are zero when a mark phase starts: sweeping clears them.
//   M4  A pointer that lives only in C++ is on the g0 of a thread that is inside an entry: those are scanned word by word.
//   M5  Nothing is allocated while marking. In dev mallocgc asserts it.
//
// Mirrors mgc.go, mgcmark.go, mgcwork.go.
#pragma once
#include "runtime/mem/mgcpacer.h"
#include "runtime/mem/mheap.h"
#include "runtime/sched/runtime2.h"

namespace rt {

enum gcPhase : uint32_t { GCoff, GCmark, GCmarktermination };
extern volatile gcPhase gcphase;
extern bool gcHelpAlways; // gcstress: every allocation ends in afterMalloc

enum class gcTrigger { heap, forced, stress, time };
// Runs a whole cycle if it is due and allowed now. On g0, from an entry. Forced: waits for its turn.
void gcStart(gcTrigger t);
bool gcAllowed(); // this M holds no lock and is not inside the memory system

// Further roots: [p, p+n) is scanned word by word in every cycle. For C++ tables that hold heap pointers.
void gcAddRootRange(void *p, uintptr_t n);

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
