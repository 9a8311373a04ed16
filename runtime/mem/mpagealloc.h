// runtime/mem/mpagealloc.h: which 8 KB pages of the arena are in use.
//
// The idea: the heap is one reserved address range. Per chunk of 512 pages (4 MB, two huge pages) three bitmaps say
//   inuse   the page belongs to a span
//   dirty   the page has been written since it came from the kernel: a span on it must be cleared
//   scav    the page was given back to the kernel (madvise) or never touched
// and a summary (free pages at the start, longest run, free pages at the end). allocate() is first fit by address:
// it walks the summaries from the first chunk that may have room, so that the heap stays dense at its low end.
//
// Invariants: summary[c] describes inuse of chunk c; no chunk before searchChunk has a free page;
// dirty implies not scav. All under mheap.lock.
//
// Mirrors mpagealloc.go and mpallocbits.go; differs: one level of summaries instead of a radix tree (a heap of
// 100 GB has 25,000 chunks, 300 KB of summaries).
#pragma once
#include "runtime/mem/sizeclasses.h"

namespace rt {

constexpr uintptr_t pallocChunkPages = 512;
constexpr uintptr_t pallocChunkBytes = pallocChunkPages * PageSize;

struct pallocSum {
  uint16_t start, max, end;
};
struct pallocBits {
  uint64_t w[pallocChunkPages / 64];
  bool get(unsigned i) const { return w[i / 64] >> (i % 64) & 1; }
  void setRange(unsigned i, unsigned n);
  void clearRange(unsigned i, unsigned n);
  unsigned popcntRange(unsigned i, unsigned n) const;
};
struct pallocChunk {
  pallocBits inuse, dirty, scav;
};

struct pageAlloc {
  uintptr_t base = 0;      // of the arena
  uintptr_t reserved = 0;  // bytes of address space
  uintptr_t grown = 0;     // bytes made accessible, a multiple of a chunk
  uintptr_t inUsePages = 0, scavPages = 0; // scavPages: free and not resident
  uintptr_t searchChunk = 0;
  pallocChunk *chunks = nullptr;
  pallocSum *summary = nullptr;

  bool init(); // false: no address space
  // First address of npages free pages, or 0 (the caller grows). *dirty: the memory needs clearing.
  uintptr_t allocate(uintptr_t npages, bool *dirty);
  void release(uintptr_t addr, uintptr_t npages, bool clean);
  bool grow(uintptr_t npages); // false: out of memory
  // Returns up to nbytes of free resident pages to the kernel; returns the bytes given back.
  uintptr_t scavenge(uintptr_t nbytes);

private:
  uintptr_t find(uintptr_t npages) const; // page index or ~0
  void mark(uintptr_t page, uintptr_t npages, bool *dirty);
  void summarize(uintptr_t chunk);
};

} // namespace rt
