// runtime/lang/rune_count.cpp: how many runes are in a text: len([]rune(s)), utf8.RuneCount and utf8.RuneCountInString.
//
// Text whose encoding is right has as many runes as bytes that do not continue one. Whether 32 bytes are right is found out
// without a branch by three table look-ups (J. Keiser, D. Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte",
// 2021): each says for a half of a byte which faults a pair of bytes may have; what all three say is one. Where something
// is wrong, runes are taken one by one: each wrong byte counts as a rune.
// Leaves, as bytealg.cpp.
#include <cstring>
#include <immintrin.h>

#include "runtime/abi/entries.h"
#include "runtime/lang/avx2.h"
#include "runtime/lang/string.h"

namespace rt {

namespace {

// ---- one by one

struct Counted {
  intptr_t runes, bytes;
};

// Of the n bytes at p, or of at least `most` of them.
inline Counted countScalar(const uint8_t *p, intptr_t n, intptr_t most) {
  Counted c{0, 0};
  while (c.bytes < n && c.bytes < most)
    if (intptr_t ascii = asciiPrefix(p + c.bytes, n - c.bytes)) {
      c.bytes += ascii;
      c.runes += ascii;
    } else {
      c.bytes += decodeRune(p + c.bytes, n - c.bytes).width;
      c.runes++;
    }
  return c;
}

// ---- 32 at a time

#define AVX2 __attribute__((target("avx2,popcnt")))

// What can be wrong with a byte and the one before it. Two faults share a bit: the tables tell them apart.
enum Fault : uint8_t {
  tooShort = 1,        // a lead byte, and no continuation
  tooLong = 2,         // ASCII, and a continuation
  overlong3 = 4,       // E0 8x, E0 9x
  tooLarge = 8,        // F4 9x and above
  surrogate = 16,      // ED Ax, ED Bx
  overlong2 = 32,      // C0, C1
  tooLarge1000 = 64,   // F5 and above with 8x
  overlong4 = 64,      // F0 8x
  continuations = 128, // two: right if one of the bytes before them starts a rune of three or four
  anyLow = tooShort | tooLong | continuations,
};

// By the upper half of the first byte, its lower half, the upper half of the second.
constexpr uint8_t firstUpper[16] = {tooLong,
                                    tooLong,
                                    tooLong,
                                    tooLong,
                                    tooLong,
                                    tooLong,
                                    tooLong,
                                    tooLong,
                                    continuations,
                                    continuations,
                                    continuations,
                                    continuations,
                                    tooShort | overlong2,
                                    tooShort,
                                    tooShort | overlong3 | surrogate,
                                    tooShort | tooLarge | tooLarge1000 | overlong4};
constexpr uint8_t firstLower[16] = {anyLow | overlong2 | overlong3 | overlong4,
                                    anyLow | overlong2,
                                    anyLow,
                                    anyLow,
                                    anyLow | tooLarge,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000 | surrogate,
                                    anyLow | tooLarge | tooLarge1000,
                                    anyLow | tooLarge | tooLarge1000};
constexpr uint8_t secondUpper[16] = {tooShort,
                                     tooShort,
                                     tooShort,
                                     tooShort,
                                     tooShort,
                                     tooShort,
                                     tooShort,
                                     tooShort,
                                     tooLong | overlong2 | continuations | overlong3 | tooLarge1000 | overlong4,
                                     tooLong | overlong2 | continuations | overlong3 | tooLarge,
                                     tooLong | overlong2 | continuations | surrogate | tooLarge,
                                     tooLong | overlong2 | continuations | surrogate | tooLarge,
                                     tooShort,
                                     tooShort,
                                     tooShort,
                                     tooShort};

AVX2 inline __m256i lookUp(const uint8_t (&table)[16], __m256i half) {
  return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i *>(table))), half);
}

// v, N bytes later; zeros before it.
template <int N> AVX2 inline __m256i shifted(__m256i v) { return _mm256_alignr_epi8(v, _mm256_permute2x128_si256(v, v, 0x08), 16 - N); }

// Not zero where something is wrong with v, which begins with the first byte of a rune. A rune that goes on behind v is right so far.
AVX2 inline __m256i faults(__m256i v) {
  const __m256i low = _mm256_set1_epi8(0x0F), before = shifted<1>(v);
  auto upper = [&](__m256i x) AVX2 { return _mm256_and_si256(_mm256_srli_epi16(x, 4), low); };
  const __m256i pair =
      _mm256_and_si256(_mm256_and_si256(lookUp(firstUpper, upper(before)), lookUp(firstLower, _mm256_and_si256(before, low))),
                       lookUp(secondUpper, upper(v)));
  const __m256i third = _mm256_subs_epu8(shifted<2>(v), _mm256_set1_epi8(char(0xE0 - 0x80)));
  const __m256i fourth = _mm256_subs_epu8(shifted<3>(v), _mm256_set1_epi8(char(0xF0 - 0x80)));
  return _mm256_xor_si256(_mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(char(0x80))), pair);
}

// How many bytes at the end of the 32 right ones at p belong to a rune that goes on.
inline int unfinished(const uint8_t *p) { return p[31] >= 0xC0 ? 1 : p[30] >= 0xE0 ? 2 : p[29] >= 0xF0 ? 3 : 0; }

AVX2 intptr_t countAvx2(const uint8_t *p, intptr_t n) {
  constexpr intptr_t block = 32;
  intptr_t runes = 0;
  while (n >= block) {
    const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(p));
    Counted c{block, block};
    if (_mm256_movemask_epi8(v) != 0) {
      if (const __m256i wrong = faults(v); _mm256_testz_si256(wrong, wrong)) {
        // Of signed bytes, continuations are those below -64.
        const auto starts = uint32_t(_mm256_movemask_epi8(_mm256_cmpgt_epi8(v, _mm256_set1_epi8(-65))));
        const int rest = unfinished(p);
        c = {__builtin_popcount(starts) - (rest != 0), block - rest};
      } else {
        c = countScalar(p, n, block);
      }
    }
    runes += c.runes, p += c.bytes, n -= c.bytes;
  }
  return runes + countScalar(p, n, n).runes;
}

} // namespace

GOENTRY(intptr_t, countrunes, (const uint8_t *p, intptr_t n)) { return haveAvx2 ? countAvx2(p, n) : countScalar(p, n, n).runes; }
GOENTRY(intptr_t, utf8_RuneCount, (const uint8_t *p, intptr_t n, intptr_t)) { return countrunes(p, n); }

} // namespace rt
