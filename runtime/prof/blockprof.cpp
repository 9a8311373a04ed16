// runtime/prof/blockprof.cpp: see blockprof.h.
//
// Of the block profile, waits as long as the rate or longer are all taken, shorter ones with the probability ns/rate and
// then as if they had lasted for the rate. Of the mutex profile one event in `fraction` is, and counts as so many.
#include "runtime/prof/blockprof.h"

#include <algorithm>

#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/lang/rand.h"
#include "runtime/prof/bucket.h"
#include "runtime/stack/nativesyms.h"

namespace rt {

std::atomic<int64_t> blockProfileRate, mutexProfileFraction;
mutex waitLock{lockRankProfWait};

static void save(bucketKind kind, const uintptr_t *pcs, int n, double count, int64_t ns) {
  bucket *b = stkbucket(kind, 0, pcs, n);
  lock(&waitLock);
  b->wait.count += count;
  b->wait.ns += ns;
  unlock(&waitLock);
}

void blockEvent(g *gp, int64_t ns, bool entry, int skip) {
  ns = std::max<int64_t>(ns, 1);
  int64_t rate = blockProfileRate.load(std::memory_order_relaxed);
  if (rate <= 0 || (rate > ns && int64_t(rand64() % uint64_t(rate)) > ns)) return;
  uintptr_t pcs[maxProfStack];
  int n = profStack(gp, entry, skip, pcs);
  if (ns < rate)
    save(bucketKind::block, pcs, n, double(rate) / double(ns), rate);
  else
    save(bucketKind::block, pcs, n, 1, ns);
}

void mutexEvent(g *gp, int64_t ns, int skip) {
  int64_t fraction = mutexProfileFraction.load(std::memory_order_relaxed);
  if (fraction <= 0 || rand64() % uint64_t(fraction) != 0) return;
  uintptr_t pcs[maxProfStack];
  save(bucketKind::mutex, pcs, profStack(gp, false, skip, pcs), double(fraction), std::max<int64_t>(ns, 0) * fraction);
}

// As in gc it counts for the thread that waited, when it has unlocked again; and where that was is told only if asked for.
void runtimeLockEvent(m *mp) {
  int64_t ns = mp->lockWaited, fraction = mutexProfileFraction.load(std::memory_order_relaxed);
  mp->lockWaited = 0;
  if (fraction <= 0 || rand64() % uint64_t(fraction) != 0) return;
  uintptr_t pcs[maxProfStack] = {pseudoPC(PseudoFunc::LostContendedRuntimeLock) + 1};
  int n = 1;
  if (debug.runtimecontentionstacks) {
    pcs[0] = reinterpret_cast<uintptr_t>(static_cast<void (*)(mutex *)>(unlock)) + 1;
    uintptr_t rest[maxProfStack];
    int k = mp->curg && mp->curg != mp->gt ? profStack(mp->curg, true, 0, rest) : 0;
    n += int(std::copy_n(rest, std::min(k, maxProfStack - 1), pcs + 1) - (pcs + 1));
  }
  save(bucketKind::mutex, pcs, n, double(fraction), ns * fraction);
}

// ---- entries
// (cycles int64, skip int): a wait that ended now, as gc's function of that name: its tests call it. skip 1 is the caller.
GOENTRY(void, blockevent, (int64_t ns, int64_t skip)) { blockEvent(getg(), ns, false, int(std::max<int64_t>(skip - 1, 0))); }

GOENTRY(void, SetBlockProfileRate, (int64_t ns)) { blockProfileRate = std::max<int64_t>(ns, 0); }
GOENTRY(int64_t, SetMutexProfileFraction, (int64_t n)) {
  if (n > 0 && debug.runtimecontentionstacks) loadNativeSymbols(); // runtime.unlock is one
  return n < 0 ? mutexProfileFraction.load() : mutexProfileFraction.exchange(n);
}

struct BlockProfileRecord { // laid out for Go
  int64_t count, cycles;
  uintptr_t stk[maxProfStack];
};

// (p *BlockProfileRecord, n int, mutex bool) int: the number of records; fills p if it has room for all.
GOENTRY(int64_t, waitProfile, (BlockProfileRecord * p, int64_t n, uint64_t mutex)) {
  bucket *first = firstBucket(mutex & 1 ? bucketKind::mutex : bucketKind::block);
  int64_t k = 0;
  for (bucket *b = first; b; b = b->allnext) k++;
  if (k > n) return k;
  lock(&waitLock);
  for (bucket *b = first; b; b = b->allnext, p++) {
    *p = {std::max<int64_t>(int64_t(b->wait.count), 1), b->wait.ns, {}}; // not 0: readers divide by it
    std::copy_n(b->stk, b->nstk, p->stk);
  }
  unlock(&waitLock);
  return k;
}

} // namespace rt
