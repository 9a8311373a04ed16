// runtime/mem/mpagealloc.cpp: see mpagealloc.h.
#include "runtime/mem/mpagealloc.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mem_linux.h"

namespace rt {

// Calls f(word, mask) for each word that pages [i, i+n) of a chunk touch.
template <class F> static inline void eachWord(unsigned i, unsigned n, F f) {
  while (n > 0) {
    unsigned bit = i % 64, len = n < 64 - bit ? n : 64 - bit;
    uint64_t mask = (len == 64 ? ~uint64_t(0) : (uint64_t(1) << len) - 1) << bit;
    f(i / 64, mask);
    i += len, n -= len;
  }
}

void pallocBits::setRange(unsigned i, unsigned n) {
  eachWord(i, n, [&](unsigned k, uint64_t m) { w[k] |= m; });
}
void pallocBits::clearRange(unsigned i, unsigned n) {
  eachWord(i, n, [&](unsigned k, uint64_t m) { w[k] &= ~m; });
}
unsigned pallocBits::popcntRange(unsigned i, unsigned n) const {
  unsigned sum = 0;
  eachWord(i, n, [&](unsigned k, uint64_t m) { sum += unsigned(__builtin_popcountll(w[k] & m)); });
  return sum;
}

bool pageAlloc::init() {
  // Where gc puts its heap: pointers then look familiar, and small integers are never heap addresses.
  constexpr uintptr_t hint = 0xc000000000;
  for (uintptr_t size = uintptr_t(1) << 40; size >= uintptr_t(1) << 28; size >>= 2) {
    void *p = sysReserve(reinterpret_cast<void *>(hint), size + pallocChunkBytes);
    if (!p) continue;
    uintptr_t n = size / pallocChunkBytes;
    void *c = sysMmapNoReserve(n * sizeof(pallocChunk)), *s = sysMmapNoReserve(n * sizeof(pallocSum));
    if (!c || !s) return false;
    base = alignUp(reinterpret_cast<uintptr_t>(p), pallocChunkBytes);
    reserved = size;
    chunks = static_cast<pallocChunk *>(c);
    summary = static_cast<pallocSum *>(s);
    return true;
  }
  return false;
}

void pageAlloc::summarize(uintptr_t chunk) {
  const uint64_t *w = chunks[chunk].inuse.w;
  unsigned run = 0, max = 0, start = pallocChunkPages;
  bool first = true;
  auto endRun = [&] {
    if (run > max) max = run;
    if (first) start = run, first = false;
    run = 0;
  };
  for (unsigned k = 0; k < pallocChunkPages / 64; k++) {
    uint64_t x = w[k];
    unsigned left = 64;
    while (left > 0) {
      unsigned zeros = x ? unsigned(__builtin_ctzll(x)) : left;
      if (zeros >= left) {
        run += left;
        break;
      }
      run += zeros, left -= zeros;
      x >>= zeros;
      endRun();
      unsigned ones = ~x ? unsigned(__builtin_ctzll(~x)) : 64;
      if (ones >= left) break;
      x >>= ones, left -= ones;
    }
  }
  if (run > max) max = run;
  if (first) start = run;
  summary[chunk] = {uint16_t(start), uint16_t(max), uint16_t(run)};
}

// The first run of n clear bits within a chunk.
static unsigned findInChunk(const uint64_t *w, unsigned n) {
  unsigned run = 0;
  for (unsigned i = 0; i < pallocChunkPages;) {
    uint64_t x = w[i / 64] >> (i % 64);
    unsigned left = 64 - i % 64;
    if (x & 1) {
      unsigned ones = ~x ? unsigned(__builtin_ctzll(~x)) : 64;
      i += ones < left ? ones : left;
      run = 0;
      continue;
    }
    unsigned zeros = x ? unsigned(__builtin_ctzll(x)) : left;
    if (zeros > left) zeros = left;
    if (run + zeros >= n) return i - run;
    run += zeros, i += zeros;
  }
  return ~0u;
}

uintptr_t pageAlloc::find(uintptr_t npages) const {
  uintptr_t nchunks = grown / pallocChunkBytes, run = 0;
  for (uintptr_t c = searchChunk; c < nchunks; c++) {
    const pallocSum &s = summary[c];
    if (run + s.start >= npages) return c * pallocChunkPages - run;
    if (s.max >= npages) return c * pallocChunkPages + findInChunk(chunks[c].inuse.w, unsigned(npages));
    run = s.start == pallocChunkPages ? run + pallocChunkPages : s.end;
  }
  return ~uintptr_t(0);
}

template <class F> static inline void eachChunk(uintptr_t page, uintptr_t npages, F f) {
  while (npages > 0) {
    uintptr_t c = page / pallocChunkPages;
    unsigned i = unsigned(page % pallocChunkPages);
    unsigned n = unsigned(npages < pallocChunkPages - i ? npages : pallocChunkPages - i);
    f(c, i, n);
    page += n, npages -= n;
  }
}

void pageAlloc::mark(uintptr_t page, uintptr_t npages, bool *dirty) {
  unsigned nd = 0;
  eachChunk(page, npages, [&](uintptr_t c, unsigned i, unsigned n) {
    pallocChunk &k = chunks[c];
    nd += k.dirty.popcntRange(i, n);
    scavPages -= k.scav.popcntRange(i, n);
    k.inuse.setRange(i, n);
    k.scav.clearRange(i, n);
    summarize(c);
  });
  inUsePages += npages;
  *dirty = nd != 0;
}

uintptr_t pageAlloc::allocate(uintptr_t npages, bool *dirty) {
  while (searchChunk < grown / pallocChunkBytes && summary[searchChunk].max == 0) searchChunk++;
  uintptr_t page = find(npages);
  if (page == ~uintptr_t(0)) return 0;
  mark(page, npages, dirty);
  return base + page * PageSize;
}

void pageAlloc::release(uintptr_t addr, uintptr_t npages, bool clean) {
  uintptr_t page = (addr - base) / PageSize;
  eachChunk(page, npages, [&](uintptr_t c, unsigned i, unsigned n) {
    chunks[c].inuse.clearRange(i, n);
    if (!clean) chunks[c].dirty.setRange(i, n);
    summarize(c);
  });
  inUsePages -= npages;
  if (page / pallocChunkPages < searchChunk) searchChunk = page / pallocChunkPages;
}

bool pageAlloc::grow(uintptr_t npages) {
  uintptr_t bytes = alignUp(npages * PageSize, pallocChunkBytes);
  if (bytes < npages || bytes > reserved - grown) return false;
  if (!sysMap(reinterpret_cast<void *>(base + grown), bytes)) return false;
  // Large pages are the kernel's choice. Asking for them (MADV_HUGEPAGE) makes a fault clear and compact 2 MB at once, which a stop
  // of the world waits for: 4 to 7 ms where it is 0.2 else, and marking was no faster.
  if (debug.disablethp) sysNoHugePage(reinterpret_cast<void *>(base + grown), bytes);
  for (uintptr_t c = grown / pallocChunkBytes, e = c + bytes / pallocChunkBytes; c < e; c++) {
    chunks[c].scav.setRange(0, pallocChunkPages);
    summary[c] = {pallocChunkPages, pallocChunkPages, pallocChunkPages};
  }
  grown += bytes;
  scavPages += bytes / PageSize;
  return true;
}

} // namespace rt
