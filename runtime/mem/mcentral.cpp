// runtime/mem/mcentral.cpp: the spans of one class, shared by all mcaches. See mheap.h.
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mheap.h"
#include "runtime/trace/trace.h"

namespace rt {

static inline unsigned sweptIndex() { return mheap_.sweepgen.load(std::memory_order_relaxed) / 2 % 2; }
mSpanList &mcentral::partialSwept() { return partial[sweptIndex()]; }
mSpanList &mcentral::fullSwept() { return full[sweptIndex()]; }
mSpanList &mcentral::partialUnswept() { return partial[1 - sweptIndex()]; }
mSpanList &mcentral::fullUnswept() { return full[1 - sweptIndex()]; }

static inline void markSweeping(mspan *s) {
  s->sweepgen.store(mheap_.sweepgen.load(std::memory_order_relaxed) - 1, std::memory_order_relaxed);
}

mspan *mcentral::popUnswept() {
  lock.lock();
  mspan *s = partialUnswept().pop();
  if (!s) s = fullUnswept().pop();
  if (s) markSweeping(s);
  lock.unlock();
  if (s) s->check(mheap_.sweepgen.load(std::memory_order_relaxed) - 1);
  return s;
}

bool mcentral::tryTakeUnswept(mspan *s) {
  lock.lock();
  bool ok = s->list && (s->list == &partialUnswept() || s->list == &fullUnswept());
  if (ok) {
    s->list->remove(s);
    markSweeping(s);
  }
  lock.unlock();
  return ok;
}

void mcentral::pushSwept(mspan *s) {
  s->check(mheap_.sweepgen.load(std::memory_order_relaxed));
  lock.lock();
  (s->allocCount == s->nelems ? fullSwept() : partialSwept()).push(s);
  lock.unlock();
}

// Order as in gc: a swept partial span; then sweep partial ones, then full ones (which may turn out to have room);
// then a fresh span. The search is bounded: sweeping many spans to save one page would make malloc slow.
mspan *mcentral::cacheSpan() {
  lock.lock();
  mspan *s = partialSwept().pop();
  lock.unlock();
  if (s) return s;
  if (!isSweepDone()) {
    TraceSweep sweep;
    for (int budget = 100; budget > 0; budget--) {
      s = popUnswept();
      if (!s) break;
      if (!sweepForUse(s)) continue; // wholly dead: went back to the heap
      if (s->allocCount < s->nelems) return s;
      pushSwept(s);
    }
  }
  return mheap_.alloc(class_to_allocnpages[spanclass.sizeclass()], spanclass);
}

void mcentral::uncacheSpan(mspan *s) {
  if (s->allocCount == 0) throw_("uncaching span but s.allocCount == 0");
  if (!gcBlackenEnabled.load(std::memory_order_relaxed)) s->freeIndexForScan = s->freeindex;
  pushSwept(s);
}

} // namespace rt
