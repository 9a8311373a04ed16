// runtime/mem/mbitmap.cpp: see mbitmap.h.
#include "runtime/mem/mbitmap.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/sched/proc.h"
#include <cstdio>

namespace rt {

[[noreturn]] static void badPointer(mspan *s, uintptr_t p) {
  fprintf(stderr, "runtime: pointer %#lx to %s\n", p, s ? "unused region of span" : "unallocated span");
  if (s)
    fprintf(stderr, "runtime: span.base()=%#lx span.limit=%#lx span.state=%d\n", s->base(), s->limit,
            int(s->state.load(std::memory_order_relaxed)));
  throw_("found bad pointer in Go heap (incorrect use of unsafe or cgo?)");
}

static bool inUse(const mspan *s) { // what initSpan wrote can be read
  return s && s->state.load(std::memory_order_acquire) == mSpanState::inUse; // pairs with mheap::alloc
}

heapObject findObject(uintptr_t p) {
  uintptr_t off = p - mheap_.arenaStart;
  if (off >= mheap_.arenaSize) return {0, nullptr, 0};
  mspan *s = mheap_.spans[off >> PageShift];
  if (inUse(s) && p < s->limit) return objectIn(s, p);
  // The word after the last object of a span is what a slice of length 0 at the end of its array points to.
  if (s && p < s->startAddr + s->npages * PageSize && p >= s->limit && s->state.load() == mSpanState::inUse) return {0, nullptr, 0};
  if (debug.invalidptr) badPointer(s, p);
  return {0, nullptr, 0};
}

heapObject findObjectConservative(uintptr_t p) {
  mspan *s = spanOf(p);
  if (!inUse(s) || p >= s->limit) return {0, nullptr, 0};
  heapObject o = objectIn(s, p);
  return s->isFree(o.index) ? heapObject{0, nullptr, 0} : o;
}

heapObject findObjectForScan(uintptr_t p) {
  mspan *s = spanOf(p);
  if (!inUse(s) || p >= s->limit) return {0, nullptr, 0};
  heapObject o = objectIn(s, p);
  return s->isFreeForScan(o.index) ? heapObject{0, nullptr, 0} : o;
}

// (p unsafe.Pointer, mask *byte, n int) int: what the collector sees of the object at p, a byte a word, without the header.
GOENTRY(int64_t, pointerMask, (uintptr_t p, uint8_t *mask, int64_t n)) {
  heapObject o = findObjectConservative(p);
  int64_t words = 0;
  if (!o.base) return words;
  forEachPointerWord(o.span, o.base, [&](void **word) {
    if (uintptr_t(word) < p) return;
    const int64_t i = int64_t((uintptr_t(word) - p) / 8);
    words = i + 1;
    if (i < n) mask[i] = 1;
  });
  return words;
}

} // namespace rt
