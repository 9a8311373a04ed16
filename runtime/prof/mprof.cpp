// runtime/prof/mprof.cpp: the memory profile: allocations sampled by size, and what became of them.
//
// Sampling: each mcache counts bytes down from a random distance whose mean is runtime.MemProfileRate; the object that
// crosses zero is the sample. The rate is a Go variable that programs just set: mcache.sampleRate is the rate its countdown
// was drawn for, and every allocation compares.
//
// A sample goes into the bucket of its stack and size, and onto its span's list (mspan.profiled), where sweeping finds it.
//
// A profile must not show objects as in use only because they have not been swept yet. So events count towards future
// cycles: with C the number of mark phases so far, an allocation counts for C+2, a free that sweeping finds for C+1, and
// what is read (memCounts active) has only cycles that are over: C, once its successor's marking has ended. runtime.GC
// also sweeps, so that afterwards C+1 is over as well.
//
// Locks: activeLock before futureLock[i], the counters of cycle i mod 3. A span's list: mspan.profLock.
// Mirrors the memory part of runtime/mprof.go.
#include "runtime/prof/mprof.h"

#include <algorithm>
#include <climits>
#include <cmath>

#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/lang/rand.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/prof/bucket.h"

namespace rt {

static int64_t defaultRate = 512 * 1024; // until package runtime has told where its variable is
const int64_t *memProfileRate = &defaultRate;

mutex activeLock{lockRankProfActive};
static mutex futureLock[3] = {mutex{lockRankProfFuture}, mutex{lockRankProfFuture}, mutex{lockRankProfFuture}};
static std::atomic<uint32_t> cycle;       // C, mod 3 * 2^24
static std::atomic<bool> flushed{true};   // cycle C is in active
constexpr uint32_t cycleWrap = 3u << 24;

// A sampled object, on its span's list.
struct profiledObject {
  profiledObject *next;
  uintptr_t addr;
  bucket *b;
};
static memLock recordLock{lockRankProfRecord};
static profiledObject *freeRecords RT_GUARDED_BY(recordLock);

// ---- sampling

// Bytes to the next sample: exponentially distributed, so that each byte is as likely to be sampled as any other.
static int64_t nextSample(int64_t rate) {
  if (rate <= 0) return INT64_MAX / 2;
  if (rate == 1) return 0;
  double mean = double(std::min<int64_t>(rate, 0x7000000)), uniform = (double(rand64() >> 11) + 1) * 0x1p-53; // (0, 1]
  return int64_t(-std::log(uniform) * mean);
}

static void addToSpan(void *p, bucket *b) {
  mspan *s = spanOf(reinterpret_cast<uintptr_t>(p));
  recordLock.lock();
  profiledObject *rec = freeRecords;
  if (rec) freeRecords = rec->next;
  recordLock.unlock();
  if (!rec) rec = static_cast<profiledObject *>(persistentalloc(sizeof *rec, 8, &profBuckSys));
  s->profLock.lock();
  *rec = {s->profiled, reinterpret_cast<uintptr_t>(p), b};
  __atomic_store_n(&s->profiled, rec, __ATOMIC_RELAXED);
  s->profLock.unlock();
}

static void countEvent(bucket *b, uint32_t ahead, bool alloc) {
  uint32_t i = (cycle.load() + ahead) % 3;
  lock(&futureLock[i]);
  memCounts &c = b->mem.future[i];
  (alloc ? c.allocs : c.frees)++;
  (alloc ? c.allocBytes : c.freeBytes) += b->size;
  unlock(&futureLock[i]);
}

void profileAlloc(mcache *c, void *p, uintptr_t size) {
  int64_t rate = *memProfileRate;
  bool newRate = rate != c->sampleRate, due = c->nextSample < 0;
  if (newRate) { // the countdown was drawn for another rate: draw again, and see whether this object crosses it
    c->sampleRate = rate;
    due = (c->nextSample = nextSample(rate) - int64_t(size)) < 0;
  }
  if (!due) return;
  c->nextSample = nextSample(rate);
  uintptr_t pcs[maxProfStack];
  bucket *b = stkbucket(bucketKind::memory, size, pcs, profStack(getg(), false, 0, pcs));
  countEvent(b, 2, true);
  addToSpan(p, b);
}

// ---- the collector's side

void mProf_Sweep(mspan *s) {
  if (!__atomic_load_n(&s->profiled, __ATOMIC_RELAXED)) return;
  s->profLock.lock();
  profiledObject *dead = nullptr;
  for (profiledObject **l = &s->profiled; profiledObject *o = *l;) {
    if (s->isMarked(s->objIndex(o->addr))) {
      l = &o->next;
      continue;
    }
    *l = o->next;
    o->next = dead, dead = o;
  }
  s->profLock.unlock();
  while (profiledObject *o = dead) {
    dead = o->next;
    countEvent(o->b, 1, false);
    recordLock.lock();
    o->next = freeRecords, freeRecords = o;
    recordLock.unlock();
  }
}

static void publish(uint32_t i) RT_REQUIRES(activeLock) {
  lock(&futureLock[i]);
  for (bucket *b = firstBucket(bucketKind::memory); b; b = b->allnext) {
    b->mem.active.add(b->mem.future[i]);
    b->mem.future[i] = {};
  }
  unlock(&futureLock[i]);
}

void mProf_NextCycle() {
  cycle.store((cycle.load() + 1) % cycleWrap);
  flushed.store(false);
}

void mProf_Flush() {
  if (flushed.exchange(true)) return;
  lock(&activeLock);
  publish(cycle.load() % 3);
  unlock(&activeLock);
}

void mProf_PostSweep() {
  lock(&activeLock);
  publish((cycle.load() + 1) % 3);
  unlock(&activeLock);
}

// ---- entries

// (p *int): where runtime.MemProfileRate is. GODEBUG=memprofilerate sets it.
GOENTRY(void, setMemProfileRate, (int64_t *p)) {
  if (debug.memprofilerate) *p = debug.memprofilerate;
  memProfileRate = p;
}

struct MemProfileRecord { // laid out for Go
  int64_t allocBytes, freeBytes, allocObjects, freeObjects;
  uintptr_t stk[maxProfStack];
};

static bool shown(const bucket *b, bool inuseZero) RT_REQUIRES(activeLock) {
  return inuseZero || b->mem.active.allocBytes != b->mem.active.freeBytes;
}

static void record(MemProfileRecord *r, const bucket *b) RT_REQUIRES(activeLock) {
  const memCounts &c = b->mem.active;
  *r = {int64_t(c.allocBytes), int64_t(c.freeBytes), int64_t(c.allocs), int64_t(c.frees), {}};
  std::copy_n(b->stk, b->nstk, r->stk);
}

// (p *MemProfileRecord, n int, inuseZero bool) int: the number of records; fills p if it has room for all.
GOENTRY(int64_t, memProfile, (MemProfileRecord * p, int64_t n, uint64_t inuseZero)) {
  bool zero = inuseZero & 1, empty = true;
  lock(&activeLock);
  publish(cycle.load() % 3);
  bucket *first = firstBucket(bucketKind::memory);
  for (bucket *b = first; b; b = b->allnext)
    if (b->mem.active.allocs | b->mem.active.frees) empty = false;
  if (empty) // there was no collection yet, and perhaps never will be: show what there is
    for (uint32_t i = 0; i < 3; i++) publish(i);
  int64_t k = 0;
  for (bucket *b = first; b; b = b->allnext) k += shown(b, zero);
  if (k <= n)
    for (bucket *b = first; b; b = b->allnext)
      if (shown(b, zero)) record(p++, b);
  unlock(&activeLock);
  return k;
}

} // namespace rt
