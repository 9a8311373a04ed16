// runtime/lang/bytealg.cpp: the search loops of internal/bytealg (stdlib/internal/bytealg declares them).
//
// Leaves: they run on the goroutine's stack, so only libc functions with small frames may be called (memchr and memcmp
// are; memmem is not).
#include <algorithm>
#include <cstring>

#include "runtime/abi/entries.h"

namespace rt {

namespace {

inline intptr_t indexByte(const uint8_t *p, intptr_t n, uint8_t c) {
  if (n == 0) return -1;
  auto *at = static_cast<const uint8_t *>(std::memchr(p, c, size_t(n)));
  return at ? at - p : -1;
}

// Sixteen at a time, in a loop the compiler turns into vector code: 255 rounds fit a byte counter.
inline intptr_t countByte(const uint8_t *p, intptr_t n, uint8_t c) {
  intptr_t total = 0;
  while (n >= 16) {
    uint8_t lanes[16] = {};
    intptr_t rounds = std::min<intptr_t>(n / 16, 255);
    for (intptr_t r = 0; r < rounds; r++, p += 16)
      for (int i = 0; i < 16; i++) lanes[i] += p[i] == c;
    for (int i = 0; i < 16; i++) total += lanes[i];
    n -= rounds * 16;
  }
  for (; n > 0; n--) total += *p++ == c;
  return total;
}

} // namespace

GOENTRY(intptr_t, bytealg_IndexByte, (const uint8_t *p, intptr_t n, intptr_t, uint8_t c)) { return indexByte(p, n, c); }
GOENTRY(intptr_t, bytealg_IndexByteString, (const uint8_t *p, intptr_t n, uint8_t c)) { return indexByte(p, n, c); }
GOENTRY(intptr_t, bytealg_Count, (const uint8_t *p, intptr_t n, intptr_t, uint8_t c)) { return countByte(p, n, c); }
GOENTRY(intptr_t, bytealg_CountString, (const uint8_t *p, intptr_t n, uint8_t c)) { return countByte(p, n, c); }

GOENTRY(intptr_t, bytealg_Compare, (const uint8_t *a, intptr_t na, intptr_t, const uint8_t *b, intptr_t nb, intptr_t)) {
  intptr_t n = std::min(na, nb);
  int c = n == 0 || a == b ? 0 : std::memcmp(a, b, size_t(n));
  if (c != 0) return c < 0 ? -1 : 1;
  return na < nb ? -1 : na > nb;
}

} // namespace rt
