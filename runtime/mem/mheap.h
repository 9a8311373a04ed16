// runtime/mem/mheap.h: spans, and the heap that hands them out.
//
// The idea: memory comes in spans, runs of 8 KB pages. A span holds objects of one size class (class 0: one large
// object). `spans` maps every page of the arena to its span, so that any word can be
// resolved: page -> span -> object index (one multiplication) -> object.
//
// A slot of a span is allocated iff its index is below freeindex or its bit in allocBits is set. allocCache holds the
// complement of allocBits from freeindex on, so that the next free slot is a count of trailing zeros. gcmarkBits is
// what the current mark phase found; sweeping makes it the new allocBits.
//
// Sweep state, relative to mheap_.sweepgen = sg (advances by 2 each cycle):
//   sweepgen == sg - 2  needs sweeping;  sg - 1  being swept;  sg  swept, ready for use
//
// Who owns a span: the mcache it is cached in; or the mcentral list it is on (under that mcentral's lock); or whoever
// took it from the list. `list` says which list it is on.
//
// Invariants (asserted in dev when a span goes to or comes from an mcentral list)
//   P1  freeindex <= nelems, allocCount <= nelems, and a full span has allocCount == nelems.
//   P2  state inUse, and every page of the span leads to it in `spans`: first and last are looked at.
//   P3  On a swept list sweepgen is sg, in the caller's hands after popUnswept sg - 1.
//
// Locks: mheap.lock guards the page allocator, span records and bitmap free lists. Runs on g0.
//
// Mirrors mheap.go, mcentral.go, mcache.go; differs: intrusive lists under a lock per span class instead of lock-free
// sets, and bitmaps owned by the span instead of arenas that turn over each cycle.
#pragma once
#include "runtime/abi/type.h"
#include "runtime/mem/memlock.h"
#include "runtime/mem/mpagealloc.h"
#include "runtime/mem/sizeclasses.h"

namespace rt {

enum class mSpanState : uint8_t { dead, inUse };
struct special;
struct profiledObject;
struct mSpanList;

struct alignas(64) mspan {
  uint64_t allocCache = 0;
  uintptr_t startAddr = 0;
  uintptr_t elemsize = 0;
  uint16_t freeindex = 0, nelems = 0, allocCount = 0;
  uint16_t allocCountBeforeCache = 0; // allocCount when the mcache took it
  uint16_t freeIndexForScan = 0;      // freeindex as the collector may see it: before the mark phase that is under way
  spanClass spanclass;
  uint8_t needzero = 0; // slots may hold old data
  std::atomic<mSpanState> state{mSpanState::dead};
  uint8_t bitWords = 0; // capacity class of the bitmaps: 64-bit words
  uint32_t divMul = 0;
  uint64_t *allocBits = nullptr;
  uint64_t *gcmarkBits = nullptr;
  uintptr_t limit = 0; // end of the last object
  uintptr_t npages = 0;
  const abi::Type *largeType = nullptr; // of a large object with pointers
  special *specials RT_GUARDED_BY(specialLock) = nullptr; // by offset
  memLock specialLock{lockRankMSpecial};
  profiledObject *profiled RT_GUARDED_BY(profLock) = nullptr; // sampled by the memory profile (runtime/prof)
  memLock profLock{lockRankProfSpan};
  std::atomic<uint32_t> sweepgen{0};
  mspan *next = nullptr, *prev = nullptr;
  mSpanList *list = nullptr;

  uintptr_t base() const { return startAddr; }
  uintptr_t objIndex(uintptr_t p) const {
    uintptr_t off = p - startAddr;
    return divMul == 0 ? 0 : off * divMul >> 32; // large spans have one object; divMul fits offsets below 2^32
  }
  uintptr_t objBase(uintptr_t i) const { return startAddr + i * elemsize; }
  bool isFree(uintptr_t i) const { return i >= freeindex && !(allocBits[i / 64] >> (i % 64) & 1); }
  // As a marker sees it: what was allocated since marking began counts as free. It is marked already, and may be unfinished.
  bool isFreeForScan(uintptr_t i) const { return i >= freeIndexForScan && !(allocBits[i / 64] >> (i % 64) & 1); }
  bool isMarked(uintptr_t i) const { return gcmarkBits[i / 64] >> (i % 64) & 1; }
  uintptr_t markWords() const { return (uintptr_t(nelems) + 63) / 64; }
  void refillAllocCache(uintptr_t word) { allocCache = ~allocBits[word]; }
  uint16_t nextFreeIndex(); // slow form of nextFreeFast; nelems when full
  uintptr_t countMarked() const;
  void markBit(uintptr_t i) { __atomic_fetch_or(&gcmarkBits[i / 64], uint64_t(1) << (i % 64), __ATOMIC_RELAXED); }
  void setFreeMarks(bool marked); // the mark bits of all free slots
  void check(uint32_t wantSweepgen) const; // P1-P3, in dev
  uintptr_t *heapBitsWords() const { return reinterpret_cast<uintptr_t *>(startAddr + PageSize - heapBitmapBytes); }
};

struct mSpanList {
  mspan *first = nullptr;
  void push(mspan *s);
  void remove(mspan *s);
  mspan *pop();
};

// All spans of one class, by fill (partial: has a free slot) and by whether they were swept in this cycle.
// Index 0/1 alternates with sweepgen, so that the end of a mark phase turns every swept list into an unswept one.
struct alignas(64) mcentral {
  memLock lock{lockRankMCentral};
  spanClass spanclass;
  mSpanList partial[2] RT_GUARDED_BY(lock), full[2] RT_GUARDED_BY(lock);

  mspan *cacheSpan();            // a swept span with a free slot, owned by the caller; null: out of memory
  void uncacheSpan(mspan *s);    // back from an mcache
  mspan *popUnswept();           // owned by the caller, sweepgen set to sg - 1
  bool tryTakeUnswept(mspan *s); // likewise for one span
  void pushSwept(mspan *s);
  mSpanList &partialSwept() RT_REQUIRES(lock);
  mSpanList &fullSwept() RT_REQUIRES(lock);
  mSpanList &partialUnswept() RT_REQUIRES(lock);
  mSpanList &fullUnswept() RT_REQUIRES(lock);
};

// Records of the runtime that gc allocates in its heap and counts there: g, sudog. Ours lie in blocks of their own and are reused,
// never freed; in MemStats they count as objects of their size, so that what a goroutine costs can be read there.
struct recordStats {
  std::atomic<uint64_t> count[NumSizeClasses], bytes;
  void add(uintptr_t size, uint64_t n) {
    uint8_t c = sizeToClass(size);
    count[c].fetch_add(n, std::memory_order_relaxed);
    bytes.fetch_add(n * class_to_size[c], std::memory_order_relaxed);
  }
};
extern recordStats runtimeRecords;

// Statistics that span every P; those of a P's own are in mcache until flushed.
struct heapStats {
  std::atomic<uint64_t> smallAllocCount[NumSizeClasses], smallFreeCount[NumSizeClasses];
  std::atomic<uint64_t> largeAlloc, largeAllocCount, largeFree, largeFreeCount, tinyAllocCount;
};

struct mheap {
  memLock lock{lockRankMHeap};
  pageAlloc pages RT_GUARDED_BY(lock);
  mspan **spans = nullptr; // by page from pages.base
  std::atomic<uint32_t> sweepgen{2};
  uintptr_t arenaStart = 0, arenaSize = 0; // arenaSize: reserved bytes
  mcentral central[numSpanClasses];
  heapStats stats;
  mspan *freeSpans RT_GUARDED_BY(lock) = nullptr;
  void *freeBits[17] RT_GUARDED_BY(lock) = {}; // by words
  uint64_t spanSys = 0, gcSys = 0, otherSys = 0, mcacheSys = 0; // bytes from persistentalloc
  uint64_t spansInUse RT_GUARDED_BY(lock) = 0;                  // span records
  std::atomic<uint64_t> pagesInUse{0};                          // of inUse spans
  // What GOMEMLIMIT counts beside the heap's pages, in bytes.
  uint64_t sysBesidesPages() const;

  // Bytes of the arena in use or used once; grows under the lock only, any moment's value will do.
  uintptr_t grown() const RT_NO_THREAD_SAFETY { return __atomic_load_n(&pages.grown, __ATOMIC_RELAXED); }
  void init();
  mspan *alloc(uintptr_t npages, spanClass spc); // null: out of memory
  void freeSpan(mspan *s);

  // ---- mgcscavenge.cpp
  uint64_t releasedBg RT_GUARDED_BY(lock) = 0, releasedEager RT_GUARDED_BY(lock) = 0; // bytes, since the last line of scavtrace
  uint64_t residentBytes() const RT_REQUIRES(lock);
  void scavengeForLimit(uintptr_t npages) RT_REQUIRES(lock); // GOMEMLIMIT, before so many pages are taken
  void printScavTrace(bool forced) RT_REQUIRES(lock);

private:
  mspan *allocNeedsLock(uintptr_t npages) RT_REQUIRES(lock);
  void initSpan(mspan *s, spanClass spc) RT_REQUIRES(lock);
  uint64_t *newBits(uint8_t words) RT_REQUIRES(lock);
  void freeSpanLocked(mspan *s, bool clean) RT_REQUIRES(lock);
  friend struct mspan;
};

extern mheap mheap_;

// The span of an address, or null: not in the arena, or a free page.
inline mspan *spanOf(uintptr_t p) {
  uintptr_t off = p - mheap_.arenaStart;
  return off < mheap_.arenaSize ? mheap_.spans[off >> PageShift] : nullptr;
}

inline bool inHeap(uintptr_t p) { return p - mheap_.arenaStart < mheap_.arenaSize; }

} // namespace rt
