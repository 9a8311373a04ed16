// runtime/mem/slice.cpp: making and growing slices.
//
// Mirrors slice.go: the growth rule (double up to 256 elements, then smoothly towards 1.25x, then round up to a size
// class) is visible through cap() and is gc's exactly.
#include "runtime/mem/slice.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/sched/proc.h"
#include <cstring>

namespace rt {

GOENTRY(void *, makeslice, (const abi::Type *et, intptr_t len, intptr_t cap)) {
  uintptr_t mem;
  if (__builtin_expect(__builtin_mul_overflow(et->size, uintptr_t(cap), &mem) || mem > maxAlloc || len < 0 || len > cap, 0)) {
    // As gc: report the length if it is at fault by itself, else the capacity.
    if (len < 0 || __builtin_mul_overflow(et->size, uintptr_t(len), &mem) || mem > maxAlloc) panicGo(goexports.panicmakeslicelen);
    panicGo(goexports.panicmakeslicecap);
  }
  void *x = mallocgc(mem, et, true);
  afterAlloc({reinterpret_cast<uint64_t>(x), 0});
  return x;
}

intptr_t nextslicecap(intptr_t newLen, intptr_t oldCap) {
  constexpr intptr_t threshold = 256;
  uintptr_t doublecap = uintptr_t(oldCap) * 2;
  if (newLen > intptr_t(doublecap)) return newLen;
  if (oldCap < threshold) return intptr_t(doublecap);
  uintptr_t newcap = uintptr_t(oldCap);
  do newcap += (newcap + 3 * threshold) >> 2;
  while (newcap < uintptr_t(newLen));
  return intptr_t(newcap) <= 0 ? newLen : intptr_t(newcap);
}

bool growCap(intptr_t newLen, intptr_t oldCap, const abi::Type *et, intptr_t *newcap, uintptr_t *capmem) {
  uintptr_t bytes;
  bool overflow = __builtin_mul_overflow(et->size, uintptr_t(nextslicecap(newLen, oldCap)), &bytes);
  if (overflow || bytes > maxAlloc) return false;
  bytes = roundupsize(bytes, !et->hasPointers());
  uintptr_t n = et->size == 8 ? bytes / 8 : et->size == 1 ? bytes : bytes / et->size;
  *newcap = intptr_t(n);
  *capmem = n * et->size;
  return *capmem <= maxAlloc;
}

static R2 slice3(void *p, intptr_t len, intptr_t cap) {
  getg()->ret2 = uint64_t(cap);
  return {reinterpret_cast<uint64_t>(p), uint64_t(len)};
}

GOENTRY(R2, growslice, (void *oldPtr, intptr_t newLen, intptr_t oldCap, intptr_t num, const abi::Type *et)) {
  return afterAlloc(growSlice(oldPtr, newLen, oldCap, num, et));
}

R2 growSlice(void *oldPtr, intptr_t newLen, intptr_t oldCap, intptr_t num, const abi::Type *et) {
  intptr_t oldLen = newLen - num, newcap;
  if (newLen < 0) panicRuntimeError("growslice: len out of range");
  if (et->size == 0) return slice3(&zerobase, newLen, newLen);
  uintptr_t capmem;
  if (!growCap(newLen, oldCap, et, &newcap, &capmem)) panicRuntimeError("growslice: len out of range");
  uintptr_t lenmem = uintptr_t(oldLen) * et->size, newlenmem = uintptr_t(newLen) * et->size;
  void *p;
  if (!et->hasPointers()) {
    p = mallocgc(capmem, nullptr, false);
    memset(static_cast<char *>(p) + newlenmem, 0, capmem - newlenmem); // the append writes what lies before
  } else
    p = mallocgc(capmem, et, true);
  if (writeBarrierEnabled()) shadeTyped(et, oldPtr, lenmem); // the new array is marked already, or from now on
  if (lenmem) memmove(p, oldPtr, lenmem); // a nil slice has no old array
  return slice3(p, newLen, newcap);
}

} // namespace rt
