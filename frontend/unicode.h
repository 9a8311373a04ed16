// frontend/unicode.h: UTF-8 and the few character classes the language needs (identifiers, exported names, %q).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace frontend {

struct RuneRange {
  uint32_t lo, hi;
};
extern const RuneRange letterRanges[], digitRanges[], upperRanges[], printRanges[];
extern const size_t letterRangesCount, digitRangesCount, upperRangesCount, printRangesCount;

constexpr uint32_t runeError = 0xFFFD, maxRune = 0x10FFFF, runeBOM = 0xFEFF;

// Decodes the first character of s (not empty). *width is 1 with runeError, if the encoding is invalid.
uint32_t decodeRune(std::string_view s, unsigned *width);
void appendRune(std::string &out, uint32_t r); // surrogates and values out of range become U+FFFD

bool isLetter(uint32_t r); // unicode.IsLetter
bool isDigit(uint32_t r);  // unicode.IsDigit
bool isUpper(uint32_t r);  // unicode.IsUpper
bool isPrint(uint32_t r);  // strconv.IsPrint
bool isExported(std::string_view name);

std::string quoteRune(uint32_t r);          // %q of a rune:  'x'  '\n'  '\u00a0'
std::string quoteString(std::string_view s); // %q of a string
std::string formatRune(uint32_t r);         // %#U:  U+0023 '#'

} // namespace frontend
