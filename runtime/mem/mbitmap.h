// runtime/mem/mbitmap.h: where the pointers of a heap object are.
//
// Three schemes, by span:
//   noscan span             no pointers, nothing is stored
//   objects up to 512 B     one bit per word, in the last 128 bytes of the (one-page) span: bit i of the bitmap
//                           describes word i of the page. Written at allocation from the type's bitmap, repeated
//                           for arrays; the bits of the unused tail of a slot are zero
//   larger small objects    the first word of the slot is the type; the object starts 8 bytes in
//   large objects           the type stands in mspan.largeType
// An object with a type is a sequence of values of that type to the end of the slot; what lies behind the part asked
// for is zero, so that scanning it is harmless.
//
// Mirrors mbitmap_allocheaders.go.
#pragma once
#include "runtime/mem/mheap.h"

namespace rt {

// An object found from a pointer: its slot, or base == 0.
struct heapObject {
  uintptr_t base;
  mspan *span;
  uintptr_t index;
};

// Resolves a pointer into the heap. Not in the heap, in a stack, or past the last object: base 0. A pointer into
// memory that belongs to no live span is a bug: throws "found bad pointer in Go heap" (unless GODEBUG=invalidptr=0).
heapObject findObject(uintptr_t p);
// For words that may not be pointers: free slots and dead spans are quietly no object.
heapObject findObjectConservative(uintptr_t p);
heapObject findObjectForScan(uintptr_t p); // likewise, for markers: mspan.isFreeForScan

// Records the type of a new object. x: the object (behind the header); dataSize: bytes asked for, a multiple of
// typ->size. Returns the bytes up to the last pointer.
inline uintptr_t heapSetTypeSmall(uintptr_t x, uintptr_t dataSize, const abi::Type *typ, mspan *s);

// Calls f(void **word) for each word of the object that may hold a pointer.
template <class F> inline void forEachPointerWord(mspan *s, uintptr_t base, F &&f);

// ---- implementation

// Words of [p, limit) that hold pointers if values of type typ stand there in a row.
template <class F> inline void forEachTypedWord(uintptr_t p, uintptr_t limit, const abi::Type *typ, F &&f) {
  uintptr_t words = typ->ptrBytes / 8;
  for (; p + typ->ptrBytes <= limit; p += typ->size) {
    for (uintptr_t w = 0; w < words; w += 64) {
      uint64_t mask = 0;
      uintptr_t nbytes = (words - w + 7) / 8;
      if (nbytes >= 8)
        __builtin_memcpy(&mask, typ->gcdata + w / 8, 8);
      else
        for (uintptr_t b = 0; b < nbytes; b++) mask |= uint64_t(typ->gcdata[w / 8 + b]) << (8 * b);
      if (words - w < 64) mask &= (uint64_t(1) << (words - w)) - 1;
      for (; mask; mask &= mask - 1) f(reinterpret_cast<void **>(p + (w + uintptr_t(__builtin_ctzll(mask))) * 8));
    }
  }
}

// n <= 64 bits of the span's bitmap from word index i.
inline uint64_t heapBitsLoad(const uintptr_t *bits, uintptr_t i, uintptr_t n) {
  uintptr_t k = i / 64, off = i % 64;
  uint64_t v = bits[k] >> off;
  if (off + n > 64) v |= bits[k + 1] << (64 - off);
  return n == 64 ? v : v & ((uint64_t(1) << n) - 1);
}

template <class F> inline void forEachPointerWord(mspan *s, uintptr_t base, F &&f) {
  if (s->spanclass.noscan()) return;
  if (s->spanclass.sizeclass() == 0) {
    if (s->largeType) forEachTypedWord(base, base + s->elemsize, s->largeType, f);
    return;
  }
  if (!heapBitsInSpan(s->elemsize)) {
    auto *typ = *reinterpret_cast<const abi::Type *const *>(base);
    if (typ) forEachTypedWord(base + mallocHeaderSize, base + s->elemsize, typ, f);
    return;
  }
  uint64_t mask = heapBitsLoad(s->heapBitsWords(), (base - s->startAddr) / 8, s->elemsize / 8);
  for (; mask; mask &= mask - 1) f(reinterpret_cast<void **>(base) + __builtin_ctzll(mask));
}

// The bits of one slot: the type's bitmap, repeated to dataSize.
inline uint64_t slotBits(uintptr_t dataSize, const abi::Type *typ) {
  uintptr_t nptr = typ->ptrBytes / 8;
  uint64_t bits = 0;
  for (uintptr_t b = 0; b * 8 < nptr; b++) bits |= uint64_t(typ->gcdata[b]) << (8 * b);
  if (nptr < 64) bits &= (uint64_t(1) << nptr) - 1;
  uint64_t all = bits;
  for (uintptr_t at = typ->size; at < dataSize; at += typ->size) all |= bits << (at / 8);
  return all;
}

inline uintptr_t heapSetTypeSmall(uintptr_t x, uintptr_t dataSize, const abi::Type *typ, mspan *s) {
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

inline heapObject objectIn(mspan *s, uintptr_t p) {
  uintptr_t i = s->objIndex(p);
  return {s->objBase(i), s, i};
}

} // namespace rt
