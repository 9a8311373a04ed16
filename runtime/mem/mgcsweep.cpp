// runtime/mem/mgcsweep.cpp: see mgcsweep.h.
#include "runtime/mem/mgcsweep.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgcpacer.h"
#include "runtime/prof/mprof.h"
#include "runtime/sched/proc.h"
#include "runtime/trace/trace.h"
#include <algorithm>

namespace rt {

// Span classes before this index have no unswept spans left in this cycle.
static std::atomic<unsigned> sweepClass{numSpanClasses};

static unsigned classInWork() { return sweepClass.load(std::memory_order_acquire); } // pairs with startSweepCycle
bool isSweepDone() { return classInWork() >= numSpanClasses; }

static std::atomic<uint64_t> sweptPages; // in this cycle

void startSweepCycle() {
  mheap_.sweepgen.fetch_add(2, std::memory_order_relaxed);
  sweptPages = 0;
  sweepClass.store(0, std::memory_order_release); // pairs with classInWork
}

static void clobberDead(mspan *s) {
  for (uintptr_t i = 0; i < s->nelems; i++) {
    if (s->isFree(i) || s->isMarked(i)) continue;
    auto *w = reinterpret_cast<uint32_t *>(s->objBase(i));
    for (uintptr_t k = 0; k < s->elemsize / 4; k++) w[k] = 0xdeadbeef;
  }
}

bool sweepForUse(mspan *s) {
  uint32_t sg = mheap_.sweepgen.load(std::memory_order_relaxed);
  if (s->sweepgen.load(std::memory_order_relaxed) != sg - 1) throw_("mspan.sweep: bad span state");
  sweepSpecials(s); // may revive objects: sets their mark bits
  mProf_Sweep(s);
  sweptPages.fetch_add(s->npages, std::memory_order_relaxed);
  uintptr_t live = s->countMarked(), dead = s->allocCount - live;
  if (live > s->allocCount) throw_("sweep increased allocation count");
  TraceSection().GCSweepSpan(s->npages * PageSize, dead * s->elemsize);
  uint8_t sc = s->spanclass.sizeclass();
  if (dead > 0) {
    if (debug.clobberfree) clobberDead(s);
    if (sc == 0) {
      mheap_.stats.largeFree.fetch_add(s->elemsize, std::memory_order_relaxed);
      mheap_.stats.largeFreeCount.fetch_add(1, std::memory_order_relaxed);
    } else
      mheap_.stats.smallFreeCount[sc].fetch_add(dead, std::memory_order_relaxed);
    s->needzero = 1;
  }
  s->allocCount = s->allocCountBeforeCache = uint16_t(live);
  if (live == 0) {
    s->sweepgen.store(sg, std::memory_order_relaxed); // nobody else can reach it
    mheap_.freeSpan(s);
    return false;
  }
  std::swap(s->allocBits, s->gcmarkBits);
  std::fill(s->gcmarkBits, s->gcmarkBits + s->bitWords, uint64_t(0)); // M3
  s->freeindex = s->freeIndexForScan = 0;
  s->refillAllocCache(0);
  s->sweepgen.store(sg, std::memory_order_release); // pairs with ensureSwept; last: it may go on at once
  return true;
}

uintptr_t sweepone() {
  for (unsigned c; (c = classInWork()) < numSpanClasses;) {
    mspan *s = mheap_.central[c].popUnswept();
    if (!s) {
      sweepClass.compare_exchange_strong(c, c + 1);
      continue;
    }
    uintptr_t npages = s->npages;
    if (!sweepForUse(s)) return npages;
    mheap_.central[c].pushSwept(s);
    return 0;
  }
  return ~uintptr_t(0);
}

void finishSweep() {
  while (sweepone() != ~uintptr_t(0)) {}
  // Others may still hold a span they took; with the world stopped nobody does.
}

// ---- the background sweeper: a goroutine whose Go code (runtime.bgsweep) yields after each piece of work

static memLock sweeperLock{lockRankGCWait};
static g *sweeper RT_GUARDED_BY(sweeperLock); // while it has nothing to do

static bool parkSweeper(g *gp, void *) {
  sweeperLock.lock();
  bool wait = isSweepDone();
  if (wait) sweeper = gp;
  sweeperLock.unlock();
  return wait;
}

void wakeSweeper() {
  sweeperLock.lock();
  g *gp = sweeper;
  sweeper = nullptr;
  sweeperLock.unlock();
  if (gp) ready(gp, false);
}

static R2 sweepSome(g *) {
  constexpr int64_t piece = 100 * 1000; // ns
  for (int64_t until = nanotime() + piece; nanotime() < until;)
    for (int i = 0; i < 8; i++)
      if (sweepone() == ~uintptr_t(0)) return {0, 0};
  return {0, 0};
}

// (): parks until there are spans to sweep, and sweeps some
GOENTRY(void, bgsweepWork, ()) { gopark(parkSweeper, nullptr, sweepSome, waitReasonGCSweepWait); }

// ---- in proportion to allocation

static struct {
  std::atomic<double> pagesPerByte{0}; // to sweep per byte that the heap grows
  std::atomic<uint64_t> live{0}, swept{0}; // heap and swept pages when that was worked out
} pace;

void paceSweep(uint64_t trigger) {
  uint64_t live = uint64_t(gcController.heapLive.load(std::memory_order_relaxed)), swept = sweptPages.load(std::memory_order_relaxed);
  uint64_t inUse = mheap_.pagesInUse.load(std::memory_order_relaxed);
  constexpr uint64_t margin = 1 << 20; // it should rather be too early
  double distance = trigger > live + margin + PageSize ? double(trigger - live - margin) : double(PageSize);
  pace.live.store(live, std::memory_order_relaxed);
  pace.swept.store(swept, std::memory_order_relaxed);
  pace.pagesPerByte.store(isSweepDone() || inUse <= swept ? 0 : double(inUse - swept) / distance, std::memory_order_relaxed);
}

void sweepInProportion() {
  double perByte = pace.pagesPerByte.load(std::memory_order_relaxed);
  if (perByte == 0) return;
  double grown = double(gcController.heapLive.load(std::memory_order_relaxed)) - double(pace.live.load(std::memory_order_relaxed));
  uint64_t due = pace.swept.load(std::memory_order_relaxed) + uint64_t(std::max(grown, 0.0) * perByte);
  if (sweptPages.load(std::memory_order_relaxed) >= due) return;
  TraceSweep sweep;
  while (sweptPages.load(std::memory_order_relaxed) < due)
    if (sweepone() == ~uintptr_t(0)) return pace.pagesPerByte.store(0, std::memory_order_relaxed);
}

void reclaim(uintptr_t npages) {
  if (isSweepDone()) return;
  TraceSweep sweep;
  uintptr_t freed = 0;
  for (uintptr_t budget = 16 * npages; freed < npages && budget > 0; budget--) {
    uintptr_t n = sweepone();
    if (n == ~uintptr_t(0)) return;
    freed += n;
  }
}

void ensureSwept(mspan *s) {
  uint32_t sg = mheap_.sweepgen.load(std::memory_order_relaxed);
  auto swept = [&] { return s->sweepgen.load(std::memory_order_acquire) == sg; }; // pairs with sweepForUse
  if (swept()) return;
  mcentral &c = mheap_.central[s->spanclass.v];
  if (c.tryTakeUnswept(s)) {
    if (sweepForUse(s)) c.pushSwept(s);
    return;
  }
  while (!swept()) __builtin_ia32_pause(); // another thread is at it
}

} // namespace rt
