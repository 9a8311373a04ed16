// runtime/lang/short_bytes.h: are some bytes the same? Keys of maps and needles of searches are short, and a call of memcmp costs more
// than to compare them.
#pragma once
#include <cstdint>
#include <cstring>

namespace rt {

// Two words that may overlap.
inline __attribute__((always_inline)) bool sameBytes(const uint8_t *a, const uint8_t *b, size_t n) {
  auto same = [=]<class Word>(Word) {
    Word a0, a1, b0, b1;
    std::memcpy(&a0, a, sizeof a0);
    std::memcpy(&b0, b, sizeof b0);
    std::memcpy(&a1, a + n - sizeof a1, sizeof a1);
    std::memcpy(&b1, b + n - sizeof b1, sizeof b1);
    return ((a0 ^ b0) | (a1 ^ b1)) == 0;
  };
  if (n > 16) return std::memcmp(a, b, n) == 0;
  if (n >= 8) return same(uint64_t());
  if (n >= 4) return same(uint32_t());
  if (n >= 2) return same(uint16_t());
  return n == 0 || *a == *b;
}

} // namespace rt
