// runtime/lang/bytealg.cpp: the search loops of internal/bytealg (stdlib/internal/bytealg declares them).
//
// Leaves: they run on the goroutine's stack, so only libc functions with small frames may be called (memchr and memcmp
// are, and use the widest vectors of the processor; memmem is not). The loops of our own are written for a vector of any
// width, and compiled for 16 bytes, which every processor has, and for the 32 of AVX2.
#include <algorithm>
#include <cstring>

#include "runtime/abi/entries.h"
#include "runtime/lang/avx2.h"
#include "runtime/lang/short_bytes.h"

#define ALWAYS_INLINE inline __attribute__((always_inline))
#define AVX2 __attribute__((target("avx2,bmi")))

namespace rt {

namespace {

template <unsigned W> using Bytes = uint8_t __attribute__((ext_vector_type(W)));

// Bit i: is p[i] equal to c? Of W bytes. (Vectors are not passed: their place depends on the processor.)
template <unsigned W> ALWAYS_INLINE uint32_t equalAt(const uint8_t *p, uint8_t c) {
  typedef bool Bools __attribute__((ext_vector_type(W)));
  Bytes<W> v;
  std::memcpy(&v, p, W);
  Bools bits = __builtin_convertvector(v == Bytes<W>(c), Bools);
  if constexpr (W == 16)
    return __builtin_bit_cast(uint16_t, bits);
  else
    return __builtin_bit_cast(uint32_t, bits);
}

// Of 1 to 128 bytes; nothing beyond a page's end is read, but what follows in the same page.
AVX2 intptr_t indexByteShort(const uint8_t *p, intptr_t n, uint8_t c) {
  constexpr intptr_t W = 32;
  if (n < W) {
    if ((reinterpret_cast<uintptr_t>(p) & 4095) > 4096 - W) {
      auto *at = static_cast<const uint8_t *>(std::memchr(p, c, size_t(n)));
      return at ? at - p : -1;
    }
    uint32_t at = equalAt<W>(p, c) & ((uint32_t(1) << n) - 1);
    return at ? __builtin_ctz(at) : -1;
  }
  for (intptr_t i = 0;; i = std::min(i + W, n - W)) { // the last round looks at some once more
    if (uint32_t at = equalAt<W>(p + i, c)) return i + __builtin_ctz(at);
    if (i == n - W) return -1;
  }
}

inline intptr_t indexByte(const uint8_t *p, intptr_t n, uint8_t c) {
  if (n == 0) return -1;
  if (haveAvx2 && n <= 128) return indexByteShort(p, n, c);
  auto *at = static_cast<const uint8_t *>(std::memchr(p, c, size_t(n)));
  return at ? at - p : -1;
}

// Each lane counts by itself: 255 rounds fit a byte.
template <unsigned W> ALWAYS_INLINE intptr_t countIn(const uint8_t *p, intptr_t n, uint8_t c) {
  intptr_t total = 0;
  while (n >= intptr_t(W)) {
    const intptr_t rounds = std::min<intptr_t>(n / intptr_t(W), 255);
    Bytes<W> lanes = 0, v;
    for (intptr_t r = 0; r < rounds; r++, p += W) {
      std::memcpy(&v, p, W);
      lanes -= __builtin_bit_cast(Bytes<W>, v == Bytes<W>(c)); // -1 where they are equal
    }
    for (unsigned i = 0; i < W; i++) total += lanes[i];
    n -= rounds * intptr_t(W);
  }
  for (; n > 0; n--) total += *p++ == c;
  return total;
}
AVX2 intptr_t countAvx2(const uint8_t *p, intptr_t n, uint8_t c) { return countIn<32>(p, n, c); }
inline intptr_t count(const uint8_t *p, intptr_t n, uint8_t c) { return haveAvx2 ? countAvx2(p, n, c) : countIn<16>(p, n, c); }

// The m >= 2 bytes of what in the n at p: places are looked at more closely where the first and the last byte are right.
template <unsigned W> ALWAYS_INLINE intptr_t indexIn(const uint8_t *p, intptr_t n, const uint8_t *what, intptr_t m) {
  auto fits = [=](intptr_t i) { return sameBytes(p + i, what, size_t(m)); };
  const intptr_t places = n - m + 1;
  const uint8_t first = what[0], last = what[m - 1];
  for (intptr_t i = 0; i < places; i += W) {
    if (places - i < intptr_t(W)) {
      if (places < intptr_t(W)) break;
      i = places - intptr_t(W); // some once more: they do not fit
    }
    for (uint32_t at = equalAt<W>(p + i, first) & equalAt<W>(p + i + m - 1, last); at; at &= at - 1)
      if (intptr_t k = i + __builtin_ctz(at); fits(k)) return k;
    if (i == places - intptr_t(W)) return -1;
  }
  for (intptr_t i = 0; i < places; i++)
    if (p[i] == first && p[i + m - 1] == last && fits(i)) return i;
  return -1;
}
// How many there are that do not overlap, and where the next may begin. A round that looks at some once more finds none twice: it
// finds them before `from`.
template <unsigned W> ALWAYS_INLINE R2 countPieceIn(const uint8_t *p, intptr_t n, const uint8_t *what, intptr_t m) {
  const intptr_t places = n - m + 1;
  const uint8_t first = what[0], last = what[m - 1];
  uint64_t found = 0;
  intptr_t from = 0;
  auto look = [&](intptr_t k) {
    if (k < from || !sameBytes(p + k, what, size_t(m))) return;
    found++;
    from = k + m;
  };
  if (places < intptr_t(W)) {
    for (intptr_t k = 0; k < places; k++)
      if (p[k] == first && p[k + m - 1] == last) look(k);
  } else {
    for (intptr_t i = 0;; i = std::min(i + intptr_t(W), places - intptr_t(W))) {
      for (uint32_t at = equalAt<W>(p + i, first) & equalAt<W>(p + i + m - 1, last); at; at &= at - 1) look(i + __builtin_ctz(at));
      if (i == places - intptr_t(W)) break;
    }
  }
  return {found, uint64_t(std::max(from, std::max<intptr_t>(places, 0)))};
}
AVX2 R2 countPieceAvx2(const uint8_t *p, intptr_t n, const uint8_t *what, intptr_t m) { return countPieceIn<32>(p, n, what, m); }

AVX2 intptr_t indexAvx2(const uint8_t *p, intptr_t n, const uint8_t *what, intptr_t m) { return indexIn<32>(p, n, what, m); }
inline intptr_t index(const uint8_t *p, intptr_t n, const uint8_t *what, intptr_t m) {
  return haveAvx2 && n - m >= 31 ? indexAvx2(p, n, what, m) : indexIn<16>(p, n, what, m);
}

} // namespace

GOENTRY(intptr_t, bytealg_IndexByte, (const uint8_t *p, intptr_t n, intptr_t, uint8_t c)) { return indexByte(p, n, c); }
GOENTRY(intptr_t, bytealg_IndexByteString, (const uint8_t *p, intptr_t n, uint8_t c)) { return indexByte(p, n, c); }
GOENTRY(intptr_t, bytealg_Count, (const uint8_t *p, intptr_t n, intptr_t, uint8_t c)) { return count(p, n, c); }
GOENTRY(intptr_t, bytealg_CountString, (const uint8_t *p, intptr_t n, uint8_t c)) { return count(p, n, c); }
GOENTRY(intptr_t, bytealg_Index, (const uint8_t *p, intptr_t n, intptr_t, const uint8_t *what, intptr_t m, intptr_t)) {
  return index(p, n, what, m);
}
GOENTRY(intptr_t, bytealg_IndexString, (const uint8_t *p, intptr_t n, const uint8_t *what, intptr_t m)) { return index(p, n, what, m); }

GOENTRY(R2, bytealg_countPiece, (const uint8_t *p, intptr_t n, const uint8_t *what, intptr_t m)) {
  return haveAvx2 ? countPieceAvx2(p, n, what, m) : countPieceIn<16>(p, n, what, m);
}

GOENTRY(intptr_t, bytealg_Compare, (const uint8_t *a, intptr_t na, intptr_t, const uint8_t *b, intptr_t nb, intptr_t)) {
  intptr_t n = std::min(na, nb);
  int c = n == 0 || a == b ? 0 : std::memcmp(a, b, size_t(n));
  if (c != 0) return c < 0 ? -1 : 1;
  return na < nb ? -1 : na > nb;
}

} // namespace rt
