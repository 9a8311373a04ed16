// runtime/debug/metrics.cpp: one consistent reading of the runtime's counters, for runtime/metrics.
//
// Mirrors the aggregates of runtime/metrics.go. CPU time is the kernel's count for this process; what gc estimates from
// its scheduler's clocks (user, idle) follows from it: idle is what the Ps could have used and did not.
#include "runtime/debug/metrics.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mstats.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/stack.h"
#include <cstring>
#include <sys/resource.h>

namespace rt {

timeHistogram gcStopping, gcPauses, otherStopping, otherPauses;
std::atomic<uint64_t> nilPanics, mutexWaitNs;

// Laid out for Go: stdlib/runtime/metrics.go, metricValues.
struct metricValues {
  MemStats mem;
  uint64_t allocs[NumSizeClasses], frees[NumSizeClasses], sizes[NumSizeClasses]; // by size class; [0]: large objects
  uint64_t tinyAllocs, heapLive, scanStack, scanGlobals, scanHeap;
  uint64_t gogc, memoryLimit, procs, goroutines;
  uint64_t gcCpuNs, gcPauseCpuNs, processCpuNs, availableCpuNs, nilPanics, mutexWaitNs;
  uint64_t gcStopping[timeHistogram::buckets], gcPauses[timeHistogram::buckets];
  uint64_t otherStopping[timeHistogram::buckets], otherPauses[timeHistogram::buckets];
};

namespace {

uint64_t processCpuNs() {
  rusage u;
  getrusage(RUSAGE_SELF, &u);
  auto ns = [](const timeval &t) { return uint64_t(t.tv_sec) * 1000000000 + uint64_t(t.tv_usec) * 1000; };
  return ns(u.ru_utime) + ns(u.ru_stime);
}

void copy(uint64_t *to, const timeHistogram &h) {
  for (unsigned i = 0; i < timeHistogram::buckets; i++) to[i] = h.counts[i].load(std::memory_order_relaxed);
}

void read(metricValues *v) {
  readmemstats(&v->mem);
  const heapStats &h = mheap_.stats;
  for (unsigned c = 1; c < NumSizeClasses; c++) {
    v->allocs[c] = h.smallAllocCount[c], v->frees[c] = h.smallFreeCount[c];
    v->sizes[c] = class_to_size[c];
  }
  v->allocs[0] = h.largeAllocCount, v->frees[0] = h.largeFreeCount;
  v->tinyAllocs = h.tinyAllocCount;
  v->heapLive = gcController.heapMarked;
  v->scanStack = gcController.stackScan, v->scanGlobals = gcController.globalsScan;
  v->gogc = gcController.gcPercent < 0 ? ~uint64_t(0) : uint64_t(gcController.gcPercent);
  v->memoryLimit = uint64_t(gcController.memoryLimit);
  v->procs = uint64_t(gomaxprocs), v->goroutines = uint64_t(gcount());
  v->gcCpuNs = uint64_t(gcStats.totalGcCpuNs), v->gcPauseCpuNs = gcStats.pauseTotalNs * uint64_t(gomaxprocs);
  v->processCpuNs = processCpuNs();
  v->availableCpuNs = uint64_t(nanotime() - runtimeInitTime) * uint64_t(gomaxprocs);
  v->nilPanics = nilPanics, v->mutexWaitNs = mutexWaitNs;
  copy(v->gcStopping, gcStopping), copy(v->gcPauses, gcPauses);
  copy(v->otherStopping, otherStopping), copy(v->otherPauses, otherPauses);
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
