// runtime/mem/mstats.h: runtime.MemStats. The fields and their order are Go's; see the documentation of that type.
#pragma once
#include "runtime/mem/mheap.h"

namespace rt {

struct MemStats {
  uint64_t Alloc, TotalAlloc, Sys, Lookups, Mallocs, Frees;
  uint64_t HeapAlloc, HeapSys, HeapIdle, HeapInuse, HeapReleased, HeapObjects;
  uint64_t StackInuse, StackSys, MSpanInuse, MSpanSys, MCacheInuse, MCacheSys, BuckHashSys, GCSys, OtherSys;
  uint64_t NextGC, LastGC, PauseTotalNs, PauseNs[256], PauseEnd[256];
  uint32_t NumGC, NumForcedGC;
  double GCCPUFraction;
  bool EnableGC, DebugGC;
  struct {
    uint32_t Size;
    uint64_t Mallocs, Frees;
  } BySize[61];
};
static_assert(sizeof(MemStats) == 8 * (21 + 3 + 512) + 8 + 8 + 8 + 61 * 24);

void readmemstats(MemStats *s); // world stopped

} // namespace rt
