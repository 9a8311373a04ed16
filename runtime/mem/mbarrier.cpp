// runtime/mem/mbarrier.cpp: see mbarrier.h; and the copies and clears that Go code asks for, with their barriers.
//
// The entries are leaves: they run on the goroutine's stack and are never interrupted by a collection, so no copy is seen
// half done.
#include "runtime/mem/mbarrier.h"
#include "runtime/abi/entries.h"
#include "runtime/lang/memory.h"
#include "runtime/mem/mbitmap.h"
#include "runtime/sched/proc.h"
#include <cstdint>
#include <cstring>

uint32_t rt_writeBarrier;

namespace rt {

void setWriteBarrier(bool on) {
  rt_writeBarrier = on;
  for (auto *md = moduledata; md; md = md->next)
    if (md->writeBarrier) *md->writeBarrier = on;
}

void shadeWord(uintptr_t v) {
  if (!inHeap(v)) return;
  p *pp = getp();
  *pp->wbNext++ = v;
  if (__builtin_expect(pp->wbNext >= pp->wbEnd, 0)) rt_wbFlush();
}

void shadeWords(const void *p, uintptr_t n) {
  for (auto *w = static_cast<const uintptr_t *>(p), *end = w + n / 8; w < end; w++) shadeWord(*w);
}

void shadeTyped(const abi::Type *typ, const void *p, uintptr_t n) {
  if (!typ->hasPointers()) return;
  auto at = reinterpret_cast<uintptr_t>(p);
  forEachTypedWord(at, at + n, typ, [](void **w) { shadeWord(reinterpret_cast<uintptr_t>(*w)); });
}

// Global variables and the tables of the program lie below 4 GB, stacks never do.
static bool isStatic(uintptr_t p) { return p >> 32 == 0; }

[[gnu::noinline]] void bulkBarrierPreWrite(const abi::Type *typ, const void *dst, const void *src, uintptr_t n) {
  auto d = reinterpret_cast<uintptr_t>(dst);
  if (!typ->hasPointers() || (!inHeap(d) && !isStatic(d))) return;
  shadeTyped(typ, dst, n);
  if (src) shadeTyped(typ, src, n);
}

[[gnu::noinline]] void bulkBarrierPreClear(const void *dst, uintptr_t n) {
  auto d = reinterpret_cast<uintptr_t>(dst);
  if (isStatic(d)) return shadeWords(dst, n);
  mspan *s = spanOf(d);
  if (s && !s->spanclass.noscan()) shadeWords(dst, n);
}

void typeBitsBulkBarrier(const abi::Type *typ, const void *dst, const void *src) {
  if (!writeBarrierEnabled() || !typ->hasPointers()) return;
  auto d = reinterpret_cast<uintptr_t>(dst);
  if (inHeap(d) || isStatic(d)) shadeTyped(typ, dst, typ->size);
  shadeTyped(typ, src, typ->size);
}

// ---- entries

GOENTRY(void, typedmemmove, (const abi::Type *typ, void *dst, const void *src)) {
  if (dst == src) return;
  if (writeBarrierEnabled()) bulkBarrierPreWrite(typ, dst, src, typ->size);
  memmove(dst, src, typ->size);
}

GOENTRY(intptr_t, typedslicecopy, (const abi::Type *typ, void *dst, intptr_t dstLen, const void *src, intptr_t srcLen)) {
  intptr_t n = dstLen < srcLen ? dstLen : srcLen;
  if (n <= 0 || dst == src) return n;
  uintptr_t bytes = uintptr_t(n) * typ->size;
  if (writeBarrierEnabled()) bulkBarrierPreWrite(typ, dst, src, bytes);
  memmove(dst, src, bytes);
  return n;
}

GOENTRY(void, typedmemclr, (const abi::Type *typ, void *p)) {
  if (writeBarrierEnabled()) bulkBarrierPreWrite(typ, p, nullptr, typ->size);
  memset(p, 0, typ->size);
}
// reflect's, for argument frames: the frames are heap objects here, so their words are shaded like any other.
GOENTRY(void, memmove_, (void *dst, const void *src, uintptr_t n)) {
  if (writeBarrierEnabled() && n >= 8) {
    bulkBarrierPreClear(dst, n);
    shadeWords(src, n);
  }
  memmove(dst, src, n);
}
GOENTRY(void, memclr, (void *p, uintptr_t n)) {
  if (writeBarrierEnabled()) bulkBarrierPreClear(p, n);
  memset(p, 0, n);
}
GOENTRY(uint64_t, memequal, (const void *p, const void *q, uintptr_t n)) { return p == q || memcmp(p, q, n) == 0; }

} // namespace rt
