// runtime/mem/mbarrier.cpp: copying and clearing memory that may hold pointers.
//
// The collector stops the world, so a copy needs no barrier; these entries are where the bulk barrier of concurrent
// marking belongs. They are leaves: they run on the goroutine's stack and are never interrupted by a collection, so no
// copy is seen half done. Mirrors mbarrier.go.
#include "runtime/abi/entries.h"
#include "runtime/abi/type.h"
#include <cstdint>
#include <cstring>

namespace rt {

GOENTRY(void, typedmemmove, (const abi::Type *typ, void *dst, const void *src)) {
  if (dst != src) memmove(dst, src, typ->size);
}

GOENTRY(intptr_t, typedslicecopy, (const abi::Type *typ, void *dst, intptr_t dstLen, const void *src, intptr_t srcLen)) {
  intptr_t n = dstLen < srcLen ? dstLen : srcLen;
  if (n > 0 && dst != src) memmove(dst, src, uintptr_t(n) * typ->size);
  return n;
}

GOENTRY(void, typedmemclr, (const abi::Type *typ, void *p)) { memset(p, 0, typ->size); }
GOENTRY(void, memmove_, (void *dst, const void *src, uintptr_t n)) { memmove(dst, src, n); }
GOENTRY(void, memclr, (void *p, uintptr_t n)) { memset(p, 0, n); }
GOENTRY(uint64_t, memequal, (const void *p, const void *q, uintptr_t n)) { return p == q || memcmp(p, q, n) == 0; }

} // namespace rt
