// runtime/lang/string.cpp: see string.h.
#include "runtime/lang/string.h"

#include <algorithm>
#include <cstring>

#include "runtime/mem/malloc.h"
#include "runtime/sched/proc.h"

namespace rt {

// ---- UTF-8

DecodedRune decodeRune(const uint8_t *p, intptr_t n) {
  uint8_t b0 = p[0];
  if (b0 < 0x80) return {b0, 1};
  auto tail = [p](int i) { return uint32_t(p[i] ^ 0x80); }; // below 0x40 if it is one
  if (b0 < 0xE0) {
    if (uint32_t t1; b0 >= 0xC2 && n > 1 && (t1 = tail(1)) < 0x40) return {int32_t((b0 & 0x1F) << 6 | t1), 2};
  } else if (b0 < 0xF0) {
    if (n < 3) return {runeError, 1};
    const uint32_t t1 = tail(1), t2 = tail(2), r = uint32_t(b0 & 0x0F) << 12 | t1 << 6 | t2;
    if ((t1 | t2) < 0x40 && r >= 0x800 && r - 0xD800 >= 0x800) return {int32_t(r), 3}; // no overlong forms, no surrogates
  } else if (b0 < 0xF5) {
    if (n < 4) return {runeError, 1};
    const uint32_t t1 = tail(1), t2 = tail(2), t3 = tail(3), r = uint32_t(b0 & 0x07) << 18 | t1 << 12 | t2 << 6 | t3;
    if ((t1 | t2 | t3) < 0x40 && r >= 0x10000 && r <= 0x10FFFF) return {int32_t(r), 4};
  }
  return {runeError, 1};
}

int encodeRune(uint8_t out[4], int64_t r) {
  if (r < 0 || r > maxRune || (r >= 0xD800 && r <= 0xDFFF)) r = runeError;
  auto tail = [&](int shift) { return uint8_t(0x80 | ((r >> shift) & 0x3F)); };
  if (r < 0x80) {
    out[0] = uint8_t(r);
    return 1;
  }
  if (r < 0x800) {
    out[0] = uint8_t(0xC0 | r >> 6);
    out[1] = tail(0);
    return 2;
  }
  if (r < 0x10000) {
    out[0] = uint8_t(0xE0 | r >> 12);
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = uint8_t(0xF0 | r >> 18);
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

// ---- making strings

namespace {

// One-byte strings are shared.
struct ByteTable {
  uint8_t b[256];
  constexpr ByteTable() : b() {
    for (int i = 0; i < 256; i++) b[i] = uint8_t(i);
  }
};
constexpr ByteTable byteTable;

R2 result(GoString s) { return {reinterpret_cast<uint64_t>(s.str), uint64_t(s.len)}; }

// A slice result: the third word, cap, travels in g.
R2 sliceResult(void *p, intptr_t len, intptr_t cap) {
  tlsG()->ret2 = uint64_t(cap); // the caller's record, also when it runs on g0
  return {reinterpret_cast<uint64_t>(p), uint64_t(len)};
}

} // namespace

uint8_t *rawbytes(intptr_t n) { return static_cast<uint8_t *>(mallocgc(uintptr_t(n), nullptr, false)); }

GoString lit(const char *s) { return {reinterpret_cast<const uint8_t *>(s), intptr_t(std::strlen(s))}; }

GoString gostringn(const void *s, intptr_t n) {
  if (n == 0) return {nullptr, 0};
  uint8_t *p = rawbytes(n);
  std::memcpy(p, s, size_t(n));
  return {p, n};
}

GoString gostring(const char *s) { return gostringn(s, intptr_t(std::strlen(s))); }

GoString concat(const GoString *parts, intptr_t n) {
  intptr_t total = 0, nonEmpty = 0, last = 0;
  for (intptr_t i = 0; i < n; i++) {
    if (parts[i].len == 0) continue;
    if (__builtin_add_overflow(total, parts[i].len, &total)) throw_("string concatenation too long");
    nonEmpty++;
    last = i;
  }
  if (nonEmpty == 0) return {nullptr, 0};
  if (nonEmpty == 1) return parts[last];
  uint8_t *out = rawbytes(total), *at = out;
  for (intptr_t i = 0; i < n; i++) {
    if (parts[i].len == 0) continue;
    std::memcpy(at, parts[i].str, size_t(parts[i].len));
    at += parts[i].len;
  }
  return {out, total};
}

void panicRuntimeErrorAbout(const char *prefix, GoString about) {
  GoString parts[] = {lit(prefix), about};
  GoString s = concat(parts, 2);
  panicGo(goexports.panicruntimeerror, reinterpret_cast<uint64_t>(s.str), uint64_t(s.len));
}

// The order of the first n bytes: -1, 0, 1. Most strings differ in their first eight bytes.
static inline intptr_t comparePrefix(const uint8_t *a, const uint8_t *b, intptr_t n) {
  auto order = [](auto x, auto y) { return x < y ? intptr_t(-1) : intptr_t(x > y); };
  auto word = [](const uint8_t *p) {
    uint64_t w;
    std::memcpy(&w, p, 8);
    return __builtin_bswap64(w);
  };
  auto half = [](const uint8_t *p) {
    uint32_t w;
    std::memcpy(&w, p, 4);
    return __builtin_bswap32(w);
  };
  if (n >= 8) {
    if (uint64_t x = word(a), y = word(b); x != y) return order(x, y);
    if (n <= 16) return order(word(a + n - 8), word(b + n - 8)); // the overlap is equal
    return order(std::memcmp(a + 8, b + 8, size_t(n - 8)), 0);
  }
  if (n >= 4) {
    if (uint32_t x = half(a), y = half(b); x != y) return order(x, y);
    return order(half(a + n - 4), half(b + n - 4));
  }
  if (n <= 0) return 0;
  auto few = [n](const uint8_t *p) { return uint32_t(p[0]) << 16 | uint32_t(p[n / 2]) << 8 | p[n - 1]; };
  return order(few(a), few(b));
}

// ---- entries

GOENTRY(R2, concatstrings, (const GoString *a, intptr_t n)) { return afterAlloc(result(concat(a, n))); }

// Of a string that stays in the frame of the caller.
GOENTRY(R2, concatsmall, (const GoString *a, intptr_t n, uint8_t *to)) {
  constexpr uintptr_t room = 32;
  uintptr_t total = 0;
  for (intptr_t i = 0; i < n; i++) {
    if (uintptr_t(a[i].len) > room - total) return {0, 0};
    total += uintptr_t(a[i].len);
  }
  uint8_t *at = to;
  for (intptr_t i = 0; i < n; i++) {
    std::memcpy(at, a[i].str, size_t(a[i].len));
    at += a[i].len;
  }
  return {reinterpret_cast<uint64_t>(to), total};
}

GOENTRY(intptr_t, cmpstring, (const uint8_t *a, intptr_t na, const uint8_t *b, intptr_t nb)) {
  intptr_t n = std::min(na, nb);
  intptr_t c = a == b ? 0 : comparePrefix(a, b, n);
  return c ? c : na < nb ? -1 : na > nb;
}

GOENTRY(R2, intstring, (int64_t v)) {
  uint8_t buf[4];
  int n = encodeRune(buf, v);
  return n == 1 ? R2{reinterpret_cast<uint64_t>(&byteTable.b[buf[0]]), 1} : result(gostringn(buf, n));
}

GOENTRY(R2, slicebytetostring, (const uint8_t *p, intptr_t n)) {
  if (n == 1) return {reinterpret_cast<uint64_t>(&byteTable.b[*p]), 1};
  return result(gostringn(p, n));
}

GOENTRY(R2, stringtoslicebyte, (const uint8_t *p, intptr_t n)) {
  uintptr_t cap = roundupsize(uintptr_t(n), true);
  auto *out = static_cast<uint8_t *>(mallocgc(cap, nullptr, false)); // an empty slice is not nil
  if (n != 0) std::memcpy(out, p, size_t(n));
  std::memset(out + n, 0, cap - uintptr_t(n));
  return sliceResult(out, n, intptr_t(cap));
}

GOENTRY(R2, slicerunetostring, (const int32_t *runes, intptr_t n)) {
  uint8_t buf[4];
  intptr_t total = 0;
  for (intptr_t i = 0; i < n; i++) total += encodeRune(buf, runes[i]);
  if (total == 0) return {0, 0};
  // Another goroutine may change the runes in between (a race of the program's): never write past the end.
  uint8_t *out = rawbytes(total + 3);
  intptr_t at = 0;
  for (intptr_t i = 0; i < n && at < total; i++) at += encodeRune(out + at, runes[i]);
  return result({out, at});
}

GOENTRY(R2, stringtoslicerune, (const uint8_t *p, intptr_t n)) {
  intptr_t count = countrunes(p, n);
  uintptr_t bytes = roundupsize(uintptr_t(count) * 4, true);
  auto *out = static_cast<int32_t *>(mallocgc(bytes, nullptr, false));
  intptr_t i = 0;
  for (intptr_t k = 0; k < n;) {
    intptr_t ascii = asciiPrefix(p + k, n - k);
    for (intptr_t end = k + ascii; k < end;) out[i++] = p[k++];
    if (k == n) break;
    DecodedRune d = decodeRune(p + k, n - k);
    out[i++] = d.r;
    k += d.width;
  }
  std::memset(out + count, 0, bytes - uintptr_t(count) * 4);
  return sliceResult(out, count, intptr_t(bytes / 4));
}

GOENTRY(R2, decoderune, (const uint8_t *p, intptr_t n, intptr_t k)) {
  DecodedRune d = decodeRune(p + k, n - k);
  return {uint64_t(int64_t(d.r)), uint64_t(k + d.width)};
}

} // namespace rt
