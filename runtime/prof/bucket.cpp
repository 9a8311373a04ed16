// runtime/prof/bucket.cpp: see bucket.h.
#include "runtime/prof/bucket.h"

#include <algorithm>
#include <cstddef>

#include "runtime/mem/mem_linux.h"
#include "runtime/stack/traceback.h"

namespace rt {

constexpr unsigned tableSize = 1 << 15;
static std::atomic<bucket *> table[tableSize];
static std::atomic<bucket *> all[bucketKinds];
static mutex insertLock{lockRankProfInsert};
uint64_t profBuckSys;

static uint64_t hashOf(bucketKind kind, uintptr_t size, const uintptr_t *stk, int nstk) {
  uint64_t h = uint64_t(kind) + size * 0x9e3779b97f4a7c15ull;
  for (int i = 0; i < nstk; i++) h = (h ^ stk[i]) * 0xff51afd7ed558ccdull, h ^= h >> 32;
  return h;
}

static bucket *find(bucket *b, uint64_t hash, bucketKind kind, uintptr_t size, const uintptr_t *stk, int nstk) {
  for (; b; b = b->next)
    if (b->hash == hash && b->kind == kind && b->size == size && b->nstk == nstk && std::equal(stk, stk + nstk, b->stk)) return b;
  return nullptr;
}

bucket *stkbucket(bucketKind kind, uintptr_t size, const uintptr_t *stk, int nstk) {
  uint64_t h = hashOf(kind, size, stk, nstk);
  std::atomic<bucket *> &slot = table[h % tableSize];
  if (bucket *b = find(slot.load(std::memory_order_acquire), h, kind, size, stk, nstk)) return b; // pairs with stkbucket
  lock(&insertLock);
  bucket *b = find(slot.load(std::memory_order_relaxed), h, kind, size, stk, nstk);
  if (!b) {
    size_t bytes = offsetof(bucket, stk) + sizeof(uintptr_t) * size_t(nstk);
    b = static_cast<bucket *>(persistentalloc(bytes, alignof(bucket), &profBuckSys));
    b->hash = h, b->size = size, b->kind = kind, b->nstk = uint8_t(nstk);
    std::copy_n(stk, nstk, b->stk);
    b->next = slot.load(std::memory_order_relaxed);
    b->allnext = all[unsigned(kind)].load(std::memory_order_relaxed);
    all[unsigned(kind)].store(b, std::memory_order_release); // pairs with firstBucket
    slot.store(b, std::memory_order_release); // pairs with stkbucket
  }
  unlock(&insertLock);
  return b;
}

bucket *firstBucket(bucketKind kind) { return all[unsigned(kind)].load(std::memory_order_acquire); } // pairs with stkbucket

int profStack(g *gp, bool withEntry, int skip, uintptr_t *pcs) {
  int n = 0;
  if (!gp) return 0;
  if (uintptr_t entry = withEntry ? entryCalledBefore(gp->sched.pc()) : 0) pcs[n++] = entry + 1; // as a return address
  return n + callers(gp, skip, pcs + n, maxProfStack - n);
}

} // namespace rt
