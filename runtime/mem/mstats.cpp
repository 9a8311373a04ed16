// runtime/mem/mstats.cpp: what the program may ask the memory system, and set. Mirrors mstats.go and the runtime half
// of runtime/debug.
#include "runtime/mem/mstats.h"
#include "runtime/abi/entries.h"
#include "runtime/mem/mcache.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/prof/bucket.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/stack.h"
#include <cstring>

namespace rt {

recordStats runtimeRecords;

uint64_t mheap::sysBesidesPages() const { return spanSys + gcSys + otherSys + runtimeRecords.bytes + stackSys(); }

static void countObjects(MemStats *s) {
  heapStats &h = mheap_.stats;
  uint64_t allocBytes = h.largeAlloc, freeBytes = h.largeFree, mallocs = h.largeAllocCount, frees = h.largeFreeCount;
  for (unsigned c = 1; c < NumSizeClasses; c++) {
    uint64_t a = h.smallAllocCount[c] + runtimeRecords.count[c], f = h.smallFreeCount[c];
    allocBytes += a * class_to_size[c], freeBytes += f * class_to_size[c];
    mallocs += a, frees += f;
    if (c < 61) s->BySize[c].Mallocs = a, s->BySize[c].Frees = f;
  }
  // Tiny objects are not counted one by one when they die: as if each died at once.
  s->Mallocs = mallocs + h.tinyAllocCount, s->Frees = frees + h.tinyAllocCount;
  s->TotalAlloc = allocBytes;
  s->Alloc = s->HeapAlloc = allocBytes - freeBytes;
  s->HeapObjects = mallocs - frees;
}

void readmemstats(MemStats *s) {
  memset(static_cast<void *>(s), 0, sizeof *s);
  for (unsigned c = 0; c < 61; c++) s->BySize[c].Size = class_to_size[c];
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i] && allp[i]->mcache) allp[i]->mcache->flushStats();
  countObjects(s);
  mheap_.lock.lock();
  uint64_t grown = mheap_.pages.grown, scavenged = mheap_.pages.scavPages, spans = mheap_.spansInUse;
  mheap_.lock.unlock();
  s->StackInuse = stackInUse();
  s->StackSys = stackSys();
  s->HeapSys = grown + runtimeRecords.bytes;
  s->HeapInuse = mheap_.pagesInUse * PageSize + runtimeRecords.bytes;
  s->HeapIdle = s->HeapSys - s->HeapInuse;
  s->HeapReleased = scavenged * PageSize;
  s->MSpanInuse = spans * sizeof(mspan);
  s->MSpanSys = mheap_.spanSys;
  s->MCacheInuse = uint64_t(gomaxprocs) * sizeof(mcache);
  s->MCacheSys = mheap_.mcacheSys;
  s->GCSys = mheap_.gcSys + grown / pallocChunkBytes * (sizeof(pallocChunk) + sizeof(pallocSum)) + grown / PageSize * 8;
  s->OtherSys = mheap_.otherSys;
  s->BuckHashSys = profBuckSys;
  s->Sys = s->HeapSys + s->StackSys + s->MSpanSys + s->MCacheSys + s->GCSys + s->OtherSys + s->BuckHashSys;
  s->NextGC = gcController.heapGoal();
  s->LastGC = gcStats.lastGcUnix;
  s->PauseTotalNs = gcStats.pauseTotalNs;
  memcpy(s->PauseNs, gcStats.pauseNs, sizeof s->PauseNs);
  memcpy(s->PauseEnd, gcStats.pauseEnd, sizeof s->PauseEnd);
  s->NumGC = gcStats.numgc;
  s->NumForcedGC = gcStats.numforcedgc;
  s->GCCPUFraction = gcStats.cpuFraction;
  s->EnableGC = true;
}

// (m *MemStats)
GOENTRY(void, ReadMemStats, (MemStats * out)) {
  getg()->roots[0] = out; // another thread may collect while this one waits for its turn
  stopTheWorld(stwReadMemStats);
  readmemstats(out);
  startTheWorld();
  getg()->roots[0] = nullptr;
}

// (pauses *[]time.Duration): the last pauses, newest first, then their ends, then last GC, count, total.
GOENTRY(void, readGCStats, (abi::GoSlice<uint64_t> * pauses)) {
  getg()->roots[0] = pauses;
  stopTheWorld(stwReadMemStats);
  uint64_t *p = pauses->data;
  uint32_t n = gcStats.numgc < 256 ? gcStats.numgc : 256;
  if (pauses->cap < intptr_t(2 * n + 3)) throw_("short slice passed to readGCStats");
  for (uint32_t i = 0; i < n; i++) {
    uint32_t j = (gcStats.numgc - 1 - i) % 256;
    p[i] = gcStats.pauseNs[j];
    p[n + i] = gcStats.pauseEnd[j];
  }
  p[2 * n] = gcStats.lastGcUnix;
  p[2 * n + 1] = gcStats.numgc;
  p[2 * n + 2] = gcStats.pauseTotalNs;
  pauses->len = intptr_t(2 * n + 3);
  startTheWorld();
  getg()->roots[0] = nullptr;
}

// (percent int32) int32
GOENTRY(int64_t, setGCPercent, (int64_t percent)) {
  stopTheWorld(stwGOMAXPROCS);
  int32_t old = gcController.setGCPercent(int32_t(percent));
  startTheWorld();
  if (gcController.due()) gcStart(gcTrigger::heap); // a lower goal may be passed already
  return old;
}

// (limit int64) int64
GOENTRY(int64_t, setMemoryLimit, (int64_t limit)) {
  stopTheWorld(stwGOMAXPROCS);
  int64_t old = gcController.setMemoryLimit(limit);
  startTheWorld();
  if (gcController.due()) gcStart(gcTrigger::heap);
  return old;
}

} // namespace rt
