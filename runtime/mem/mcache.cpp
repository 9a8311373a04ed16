// runtime/mem/mcache.cpp: see mcache.h.
#include "runtime/mem/mcache.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/sched/proc.h"

namespace rt {

mspan emptymspan;

static memLock cacheLock{lockRankMCacheList};
static mcache *freeCaches RT_GUARDED_BY(cacheLock); // linked through tiny

mcache *allocmcache() {
  cacheLock.lock();
  mcache *c = freeCaches;
  if (c) freeCaches = reinterpret_cast<mcache *>(c->tiny);
  cacheLock.unlock();
  if (c)
    c->tiny = 0;
  else
    c = new (persistentalloc(sizeof(mcache), alignof(mcache), &mheap_.mcacheSys)) mcache;
  for (mspan *&s : c->alloc) s = &emptymspan;
  return c;
}

void freemcache(mcache *c) {
  c->releaseAll();
  cacheLock.lock();
  c->tiny = reinterpret_cast<uintptr_t>(freeCaches);
  freeCaches = c;
  cacheLock.unlock();
}

static void flushSpanStats(mspan *s) {
  unsigned n = unsigned(s->allocCount) - s->allocCountBeforeCache;
  mheap_.stats.smallAllocCount[s->spanclass.sizeclass()].fetch_add(n, std::memory_order_relaxed);
  if (!s->spanclass.noscan()) gcController.heapScan.fetch_add(n * s->elemsize, std::memory_order_relaxed);
  s->allocCountBeforeCache = s->allocCount;
}

void mcache::refill(spanClass spc) {
  mspan *s = alloc[spc.v];
  if (s != &emptymspan) {
    if (s->allocCount != s->nelems) throw_("refill of span with free space remaining");
    flushSpanStats(s);
    mheap_.central[spc.v].uncacheSpan(s);
    alloc[spc.v] = &emptymspan;
  }
  sweepInProportion();
  s = mheap_.central[spc.v].cacheSpan();
  if (!s) throw_("out of memory");
  if (s->allocCount == s->nelems) throw_("span has no free space");
  s->allocCountBeforeCache = s->allocCount;
  alloc[spc.v] = s;
  auto room = int64_t((unsigned(s->nelems) - s->allocCount) * s->elemsize);
  if (gcBlackenEnabled.load(std::memory_order_relaxed)) {
    s->setFreeMarks(true); // M5
    gcController.allocatedBlack.fetch_add(room, std::memory_order_relaxed);
    assistDebt += room;
  }
  // The whole free rest counts as live from now on; releaseAll takes back what was not used.
  gcController.update(room);
}

void mcache::startMarking() {
  for (mspan *s : alloc) {
    if (s == &emptymspan) continue;
    s->freeIndexForScan = s->freeindex;
    s->setFreeMarks(true);
    gcController.allocatedBlack.fetch_add(int64_t((unsigned(s->nelems) - s->allocCount) * s->elemsize), std::memory_order_relaxed);
  }
  if (tiny) { // a block that was begun before marking and may get new objects
    mspan *s = spanOf(tiny);
    s->markBit(s->objIndex(tiny));
  }
  assistDebt = 0;
}

void mcache::flushStats() {
  for (mspan *s : alloc)
    if (s != &emptymspan) flushSpanStats(s);
  mheap_.stats.tinyAllocCount.fetch_add(tinyAllocs, std::memory_order_relaxed);
  tinyAllocs = 0;
}

void mcache::releaseAll() {
  flushStats();
  for (unsigned i = 0; i < numSpanClasses; i++) {
    mspan *s = alloc[i];
    if (s == &emptymspan) continue;
    auto room = int64_t((unsigned(s->nelems) - s->allocCount) * s->elemsize);
    gcController.update(-room);
    if (gcBlackenEnabled.load(std::memory_order_relaxed)) {
      s->setFreeMarks(false); // M5: what was not allocated after all
      gcController.allocatedBlack.fetch_sub(room, std::memory_order_relaxed);
    }
    mheap_.central[i].uncacheSpan(s);
    alloc[i] = &emptymspan;
  }
  tiny = tinyoffset = 0;
}

mspan *allocLarge(uintptr_t size, bool noscan) {
  if (size + PageSize < size) throw_("out of memory");
  uintptr_t npages = alignUp(size, PageSize) / PageSize;
  spanClass spc(0, noscan);
  sweepInProportion();
  mspan *s = mheap_.alloc(npages, spc);
  if (!s) throw_("out of memory");
  s->freeindex = 1;
  s->allocCount = 1;
  mheap_.stats.largeAlloc.fetch_add(npages * PageSize, std::memory_order_relaxed);
  mheap_.stats.largeAllocCount.fetch_add(1, std::memory_order_relaxed);
  if (!noscan) gcController.heapScan.fetch_add(npages * PageSize, std::memory_order_relaxed);
  gcController.update(int64_t(npages * PageSize));
  if (gcBlackenEnabled.load(std::memory_order_relaxed)) {
    s->markBit(0); // M5
    gcController.allocatedBlack.fetch_add(int64_t(npages * PageSize), std::memory_order_relaxed);
    getp()->mcache->assistDebt += int64_t(npages * PageSize);
  } else
    s->freeIndexForScan = 1;
  mheap_.central[spc.v].pushSwept(s);
  return s;
}

} // namespace rt
