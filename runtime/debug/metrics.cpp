// runtime/debug/metrics.cpp: one consistent reading of the runtime's counters, for runtime/metrics.
//
// Mirrors the aggregates of runtime/metrics.go. As in gc CPU time is that of the Ps, whether the kernel gave them a CPU or not:
// of what there was, less what is known to have gone into collections, into giving memory back and into being idle, the rest is
// the program's.
#include "runtime/debug/metrics.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgclimit.h"
#include "runtime/mem/mstats.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/stack.h"
#include <cstring>

namespace rt {

timeHistogram schedLatencies, gcStopping, gcPauses, otherStopping, otherPauses;
std::atomic<uint64_t> nilPanics, mutexWaitNs;

// Laid out for Go: stdlib/runtime/metrics.go, metricValues.
struct metricValues {
  MemStats mem;
  uint64_t allocs[NumSizeClasses], frees[NumSizeClasses], sizes[NumSizeClasses]; // by size class; [0]: large objects
  uint64_t tinyAllocs, heapLive, scanStack, scanGlobals, scanHeap;
  uint64_t gogc, memoryLimit, limiterCycle, procs, goroutines;
  cpuTimes cpu;
  uint64_t totalCpu, idleCpu, nilPanics, mutexWaitNs;
  uint64_t gcStopping[timeHistogram::buckets], gcPauses[timeHistogram::buckets];
  uint64_t otherStopping[timeHistogram::buckets], otherPauses[timeHistogram::buckets];
  uint64_t latencies[timeHistogram::buckets];
};

namespace {

void copy(uint64_t *to, const timeHistogram &h) {
  for (unsigned i = 0; i < timeHistogram::buckets; i++) to[i] = h.counts[i].load(std::memory_order_relaxed);
}

void read(metricValues *v) {
  readmemstats(&v->mem);
  const heapStats &h = mheap_.stats;
  for (unsigned c = 1; c < NumSizeClasses; c++) {
    v->allocs[c] = h.smallAllocCount[c] + runtimeRecords.count[c], v->frees[c] = h.smallFreeCount[c];
    v->sizes[c] = class_to_size[c];
  }
  v->allocs[0] = h.largeAllocCount, v->frees[0] = h.largeFreeCount;
  v->tinyAllocs = h.tinyAllocCount;
  v->heapLive = gcStats.numgc ? gcController.heapMarked : 0; // what it begins with is a guess
  v->scanHeap = gcController.heapScan;
  v->scanStack = gcController.stackScan, v->scanGlobals = gcController.globalsScan;
  v->gogc = gcController.gcPercent < 0 ? ~uint64_t(0) : uint64_t(gcController.gcPercent);
  v->memoryLimit = uint64_t(gcController.memoryLimit);
  v->limiterCycle = gcCPULimiter.lastEnabledCycle();
  v->procs = uint64_t(gomaxprocs), v->goroutines = uint64_t(gcount());
  v->cpu = gcStats.cpu;
  lock(&sched.lock);
  v->totalCpu = uint64_t(sched.totalTime + (nanotime() - sched.procresizeTime) * gomaxprocs);
  v->idleCpu = uint64_t(sched.idleTime); // all of it: no P is idle while the world is stopped
  unlock(&sched.lock);
  v->nilPanics = nilPanics, v->mutexWaitNs = mutexWaitNs;
  copy(v->gcStopping, gcStopping), copy(v->gcPauses, gcPauses);
  copy(v->otherStopping, otherStopping), copy(v->otherPauses, otherPauses);
  copy(v->latencies, schedLatencies);
}

} // namespace

// (v *metricValues)
GOENTRY(void, readMetricValues, (metricValues * v)) {
  getg()->roots[0] = v; // another thread may collect while this one waits for its turn
  stopTheWorld(stwReadMetrics);
  read(v);
  startTheWorld();
  getg()->roots[0] = nullptr;
}

} // namespace rt
