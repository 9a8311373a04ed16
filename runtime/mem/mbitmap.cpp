// runtime/mem/mbitmap.cpp: see mbitmap.h.
#include "runtime/mem/mbitmap.h"
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

// The bits of one slot: the type's bitmap, repeated to dataSize.
static uint64_t slotBits(uintptr_t dataSize, const abi::Type *typ) {
  uintptr_t nptr = typ->ptrBytes / 8;
  uint64_t bits = 0;
  for (uintptr_t b = 0; b * 8 < nptr; b++) bits |= uint64_t(typ->gcdata[b]) << (8 * b);
  if (nptr < 64) bits &= (uint64_t(1) << nptr) - 1;
  uint64_t all = bits;
  for (uintptr_t at = typ->size; at < dataSize; at += typ->size) all |= bits << (at / 8);
  return all;
}

uintptr_t heapSetTypeSmall(uintptr_t x, uintptr_t dataSize, const abi::Type *typ, mspan *s) {
  uintptr_t words = s->elemsize / 8;
  uint64_t src;
  if (typ->size == 8)
    src = dataSize >= 512 ? ~uint64_t(0) : (uint64_t(1) << (dataSize / 8)) - 1; // array of pointers
  else
    src = slotBits(dataSize, typ);
  uintptr_t *bits = s->heapBitsWords();
  uintptr_t i = (x - s->startAddr) / 8, k = i / 64, off = i % 64;
  uint64_t mask = words == 64 ? ~uint64_t(0) : (uint64_t(1) << words) - 1;
  bits[k] = (bits[k] & ~(mask << off)) | src << off;
  if (off + words > 64) bits[k + 1] = (bits[k + 1] & ~(mask >> (64 - off))) | src >> (64 - off);
  return dataSize - typ->size + typ->ptrBytes;
}

} // namespace rt
