// runtime/mem/mheap.cpp: see mheap.h.
#include "runtime/mem/mheap.h"
#include "runtime/lock/assert.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mgcsweep.h"
#include <cstdio>
#include <cstring>

namespace rt {

mheap mheap_;

void mheap::init() {
  if (arenaStart) return;
  lock.lock();
  if (!pages.init()) throw_("failed to reserve page summary memory");
  arenaStart = pages.base;
  arenaSize = pages.reserved;
  spans = static_cast<mspan **>(sysMmapNoReserve(pages.reserved / PageSize * sizeof(mspan *)));
  if (!spans) throw_("failed to reserve page summary memory");
  lock.unlock();
  for (unsigned i = 0; i < numSpanClasses; i++) central[i].spanclass.v = uint8_t(i);
}

// ---- span records

void mSpanList::push(mspan *s) {
  s->next = first, s->prev = nullptr, s->list = this;
  if (first) first->prev = s;
  first = s;
}

void mSpanList::remove(mspan *s) {
  (s->prev ? s->prev->next : first) = s->next;
  if (s->next) s->next->prev = s->prev;
  s->next = s->prev = nullptr, s->list = nullptr;
}

mspan *mSpanList::pop() {
  mspan *s = first;
  if (s) remove(s);
  return s;
}

uintptr_t mspan::countMarked() const {
  uintptr_t n = 0;
  for (uintptr_t i = 0; i < markWords(); i++) n += uintptr_t(__builtin_popcountll(gcmarkBits[i]));
  return n;
}

void mspan::setFreeMarks(bool marked) {
  for (uintptr_t w = freeindex / 64; w < markWords(); w++) {
    uint64_t bits = ~allocBits[w];
    if (w == freeindex / 64u) bits &= ~uint64_t(0) << (freeindex % 64);
    if (nelems - w * 64 < 64) bits &= (uint64_t(1) << (nelems - w * 64)) - 1;
    if (marked)
      __atomic_fetch_or(&gcmarkBits[w], bits, __ATOMIC_RELAXED); // markers set other bits of the word
    else
      __atomic_fetch_and(&gcmarkBits[w], ~bits, __ATOMIC_RELAXED);
  }
}

void mspan::check([[maybe_unused]] uint32_t wantSweepgen) const {
  RT_ASSERT(P1, freeindex <= nelems && allocCount <= nelems);
  RT_ASSERT(P2, state.load(std::memory_order_relaxed) == mSpanState::inUse);
  RT_ASSERT(P2, spanOf(startAddr) == this && spanOf(startAddr + npages * PageSize - 1) == this);
  RT_ASSERT(P3, sweepgen.load(std::memory_order_relaxed) == wantSweepgen);
}

// Finds the next free slot at or after freeindex, reloading the cache word by word.
uint16_t mspan::nextFreeIndex() {
  unsigned i = freeindex;
  if (i >= nelems) return nelems;
  while (allocCache == 0) {
    i = (i + 64) & ~63u;
    if (i >= nelems) return freeindex = nelems;
    refillAllocCache(i / 64);
  }
  unsigned bit = unsigned(__builtin_ctzll(allocCache));
  unsigned result = i + bit;
  if (result >= nelems) return freeindex = nelems;
  allocCache = bit == 63 ? 0 : allocCache >> (bit + 1);
  i = result + 1;
  if (i % 64 == 0 && i != nelems) refillAllocCache(i / 64);
  freeindex = uint16_t(i);
  return uint16_t(result);
}

// Bitmaps come in powers of two of 64-bit words, from free lists; zeroed. Needs mheap.lock.
static uint8_t bitWordsFor(uintptr_t nelems) {
  uint8_t w = 1;
  while (w * 64u < nelems) w = uint8_t(w * 2);
  return w;
}

uint64_t *mheap::newBits(uint8_t words) {
  void *p = freeBits[words];
  if (!p) return static_cast<uint64_t *>(persistentalloc(words * 8u, 8, &gcSys));
  freeBits[words] = *static_cast<void **>(p);
  memset(p, 0, words * 8u);
  return static_cast<uint64_t *>(p);
}

void mheap::initSpan(mspan *s, spanClass spc) {
  uint8_t sc = spc.sizeclass();
  uintptr_t nbytes = s->npages * PageSize;
  if (sc == 0) {
    s->elemsize = nbytes;
    s->nelems = 1;
    s->divMul = 0;
  } else {
    s->elemsize = class_to_size[sc];
    if (!spc.noscan() && heapBitsInSpan(s->elemsize)) nbytes -= heapBitmapBytes;
    s->nelems = uint16_t(nbytes / s->elemsize);
    s->divMul = class_to_divmagic[sc];
  }
  s->limit = s->startAddr + s->nelems * s->elemsize;
  s->spanclass = spc;
  s->freeindex = s->allocCount = s->allocCountBeforeCache = s->freeIndexForScan = 0;
  s->largeType = nullptr;
  uint8_t words = bitWordsFor(s->nelems);
  s->bitWords = words;
  s->allocBits = newBits(words);
  s->gcmarkBits = newBits(words);
  s->refillAllocCache(0);
}

// A span record over npages fresh pages, entered in the page table. Needs mheap.lock.
mspan *mheap::allocNeedsLock(uintptr_t npages) {
  bool dirty = false;
  uintptr_t addr = pages.allocate(npages, &dirty);
  if (!addr) {
    if (!pages.grow(npages)) return nullptr;
    addr = pages.allocate(npages, &dirty);
    if (!addr) throw_("mheap: grown arena has no room");
  }
  mspan *s = freeSpans;
  if (s)
    freeSpans = s->next;
  else
    s = new (persistentalloc(sizeof(mspan), alignof(mspan), &spanSys)) mspan;
  spansInUse++;
  s->next = s->prev = nullptr, s->list = nullptr;
  s->startAddr = addr;
  s->npages = npages;
  s->needzero = dirty;
  mspan **t = &spans[(addr - arenaStart) / PageSize];
  for (uintptr_t i = 0; i < npages; i++) t[i] = s;
  return s;
}

mspan *mheap::alloc(uintptr_t npages, spanClass spc) {
  reclaim(npages); // dead spans of the last cycle first, so that the heap does not outgrow its goal
  lock.lock();
  scavengeForLimit(npages);
  mspan *s = allocNeedsLock(npages);
  if (s) {
    initSpan(s, spc);
    s->sweepgen.store(sweepgen.load(std::memory_order_relaxed), std::memory_order_relaxed);
    s->state.store(mSpanState::inUse, std::memory_order_release); // pairs with inUse
  }
  uintptr_t inUse = pages.inUsePages;
  lock.unlock();
  if (!s) {
    fprintf(stderr, "runtime: out of memory: cannot allocate %lu-byte block (%lu in use)\n", npages * PageSize, inUse * PageSize);
    return nullptr;
  }
  pagesInUse.fetch_add(npages, std::memory_order_relaxed);
  // Whoever reads a fresh page before writing it pays two faults, the second with an interrupt for all processors: setting the bits of
  // the first object would.
  if (!spc.noscan() && heapBitsInSpan(s->elemsize)) memset(s->heapBitsWords(), 0, heapBitmapBytes);
  return s;
}

void mheap::freeSpanLocked(mspan *s, bool clean) {
  mspan **t = &spans[(s->startAddr - arenaStart) / PageSize];
  for (uintptr_t i = 0; i < s->npages; i++) t[i] = nullptr;
  pages.release(s->startAddr, s->npages, clean);
  for (uint64_t **b : {&s->allocBits, &s->gcmarkBits}) {
    if (!*b) continue;
    *reinterpret_cast<void **>(*b) = freeBits[s->bitWords];
    freeBits[s->bitWords] = *b;
    *b = nullptr;
  }
  s->state.store(mSpanState::dead, std::memory_order_relaxed);
  s->next = freeSpans;
  freeSpans = s;
  spansInUse--;
}

void mheap::freeSpan(mspan *s) {
  pagesInUse.fetch_sub(s->npages, std::memory_order_relaxed);
  lock.lock();
  freeSpanLocked(s, false);
  lock.unlock();
}

} // namespace rt
