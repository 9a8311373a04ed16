// frontend/unicode.cpp: see unicode.h. Quoting follows strconv.Quote and QuoteRune.
#include "frontend/unicode.h"
#include <algorithm>
#include <cstdio>

namespace frontend {

uint32_t decodeRune(std::string_view s, unsigned *width) {
  auto at = [&](size_t i) -> uint32_t { return i < s.size() ? uint8_t(s[i]) : 0; };
  auto cont = [&](size_t i) { return (at(i) & 0xC0) == 0x80; };
  uint32_t c = at(0);
  *width = 1;
  if (c < 0x80) return c;
  uint32_t r;
  if (c >= 0xC2 && c < 0xE0 && cont(1)) {
    *width = 2;
    return (c & 0x1F) << 6 | (at(1) & 0x3F);
  }
  if (c >= 0xE0 && c < 0xF0 && cont(1) && cont(2)) {
    r = (c & 0xF) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F);
    if (r >= 0x800 && !(r >= 0xD800 && r < 0xE000)) {
      *width = 3;
      return r;
    }
  } else if (c >= 0xF0 && c < 0xF5 && cont(1) && cont(2) && cont(3)) {
    r = (c & 7) << 18 | (at(1) & 0x3F) << 12 | (at(2) & 0x3F) << 6 | (at(3) & 0x3F);
    if (r >= 0x10000 && r <= maxRune) {
      *width = 4;
      return r;
    }
  }
  return runeError;
}

void appendRune(std::string &out, uint32_t r) {
  if (r > maxRune || (r >= 0xD800 && r < 0xE000)) r = runeError;
  if (r < 0x80) {
    out += char(r);
  } else if (r < 0x800) {
    out += char(0xC0 | r >> 6);
    out += char(0x80 | (r & 0x3F));
  } else if (r < 0x10000) {
    out += char(0xE0 | r >> 12);
    out += char(0x80 | (r >> 6 & 0x3F));
    out += char(0x80 | (r & 0x3F));
  } else {
    out += char(0xF0 | r >> 18);
    out += char(0x80 | (r >> 12 & 0x3F));
    out += char(0x80 | (r >> 6 & 0x3F));
    out += char(0x80 | (r & 0x3F));
  }
}

static bool inRanges(const RuneRange *t, size_t n, uint32_t r) {
  const RuneRange *it = std::upper_bound(t, t + n, r, [](uint32_t r, const RuneRange &x) { return r < x.lo; });
  return it != t && r <= it[-1].hi;
}

bool isLetter(uint32_t r) { return r < 0x80 ? (r | 0x20) >= 'a' && (r | 0x20) <= 'z' : inRanges(letterRanges, letterRangesCount, r); }
bool isDigit(uint32_t r) { return r < 0x80 ? r >= '0' && r <= '9' : inRanges(digitRanges, digitRangesCount, r); }
bool isUpper(uint32_t r) { return r < 0x80 ? r >= 'A' && r <= 'Z' : inRanges(upperRanges, upperRangesCount, r); }
bool isPrint(uint32_t r) { return r < 0x80 ? r >= 0x20 && r < 0x7F : inRanges(printRanges, printRangesCount, r); }

bool isExported(std::string_view name) {
  unsigned w;
  return !name.empty() && isUpper(decodeRune(name, &w));
}

static std::string hex(const char *format, uint32_t r) {
  char buf[24];
  snprintf(buf, sizeof buf, format, r);
  return buf;
}

static void appendEscaped(std::string &out, uint32_t r, char quote) {
  static constexpr char special[] = "\a\b\f\n\r\t\v", names[] = "abfnrtv";
  if (r == uint32_t(quote) || r == '\\') {
    out += '\\';
    out += char(r);
  } else if (isPrint(r)) {
    appendRune(out, r);
  } else if (const char *p = r && r < 0x80 ? std::find(special, special + 7, char(r)) : special + 7; p != special + 7) {
    out += '\\';
    out += names[p - special];
  } else if (r < 0x20 || r == 0x7F) {
    out += hex("\\x%02x", r);
  } else {
    out += r < 0x10000 ? hex("\\u%04x", r) : hex("\\U%08x", r);
  }
}

std::string quoteRune(uint32_t r) {
  std::string s = "'";
  appendEscaped(s, r, '\'');
  return s + "'";
}

std::string quoteString(std::string_view s) {
  std::string out = "\"";
  while (!s.empty()) {
    unsigned w;
    uint32_t r = decodeRune(s, &w);
    if (r == runeError && w == 1)
      out += hex("\\x%02x", uint8_t(s[0]));
    else
      appendEscaped(out, r, '"');
    s.remove_prefix(w);
  }
  return out + "\"";
}

std::string formatRune(uint32_t r) {
  std::string s = hex("U+%04X", r);
  if (isPrint(r)) {
    s += " '";
    appendRune(s, r);
    s += "'";
  }
  return s;
}

} // namespace frontend
