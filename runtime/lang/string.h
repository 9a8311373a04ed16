// runtime/lang/string.h: Go strings and their conversions; building strings and run-time errors in C++.
//
// Text made here lives in pointer-free heap objects. Invalid UTF-8 decodes to U+FFFD one byte at a time; surrogates
// and values above U+10FFFF encode as U+FFFD, as the language defines it.
//
// Mirrors runtime/string.go and runtime/utf8.go.
#pragma once
#include <cstring>

#include "runtime/abi/entries.h"
#include "runtime/abi/type.h"

namespace rt {

using abi::GoString;

constexpr int32_t runeError = 0xFFFD;
constexpr int32_t maxRune = 0x10FFFF;

struct DecodedRune {
  int32_t r;
  int width;
};
DecodedRune decodeRune(const uint8_t *p, intptr_t n);  // n > 0; width 1 and runeError for an invalid byte
int encodeRune(uint8_t out[4], int64_t r);             // number of bytes written

// How many bytes at p are ASCII, rounded down to eights unless it is fewer than eight or all.
inline intptr_t asciiPrefix(const uint8_t *p, intptr_t n) {
  constexpr uint64_t high = 0x8080808080808080;
  intptr_t k = 0;
  for (; k + 8 <= n; k += 8) {
    uint64_t w;
    std::memcpy(&w, p + k, 8);
    if (w & high) return k ? k : __builtin_ctzll(w & high) / 8;
  }
  while (k < n && p[k] < 0x80) k++;
  return k;
}

GOENTRY_DECL(intptr_t, countrunes, (const uint8_t *p, intptr_t n)); // rune_count.cpp

uint8_t *rawbytes(intptr_t n);                          // pointer-free, contents undefined
GoString gostring(const char *s);                       // a copy on the Go heap
GoString gostringn(const void *s, intptr_t n);
GoString concat(const GoString *parts, intptr_t n);     // returns the only non-empty part uncopied
GoString lit(const char *s);                            // no copy: s must live for ever

// panic with a runtime.Error "runtime error: " + prefix + about (panicRuntimeError with a computed text).
[[noreturn]] void panicRuntimeErrorAbout(const char *prefix, GoString about);

} // namespace rt
