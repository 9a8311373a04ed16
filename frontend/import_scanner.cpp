// frontend/import_scanner.cpp: see import_scanner.h.
#include "frontend/import_scanner.h"
#include "frontend/unicode.h"
#include <algorithm>
#include <cstring>
#include <utility>

namespace frontend {

static bool isDecimal(int32_t c) { return c >= '0' && c <= '9'; }
static int32_t lower(int32_t c) { return c | ('a' - 'A'); }
static bool isHex(int32_t c) { return isDecimal(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }
static bool startsName(int32_t c) { return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || (c >= 0x80 && isLetter(uint32_t(c))); }
static bool continuesName(int32_t c) { return startsName(c) || isDecimal(c) || (c >= 0x80 && isDigit(uint32_t(c))); }

static bool oneOf(std::string_view s, std::initializer_list<std::string_view> set) {
  return std::find(set.begin(), set.end(), s) != set.end();
}

static bool isKeyword(std::string_view s) {
  return oneOf(s, {"break", "case",   "chan",   "const",  "continue", "default", "defer",     "else", "fallthrough",
                   "for",   "func",   "go",     "goto",   "if",       "import",  "interface", "map",  "package",
                   "range", "return", "select", "struct", "switch",   "type",    "var"});
}

ImportScanner::ImportScanner(std::string_view text, std::vector<ScanError> &errors) : text_(text), errors_(errors) {
  advance();
  if (ch_ == int32_t(runeBOM)) advance();
}

void ImportScanner::advance() {
  at_ = next_;
  if (ch_ == '\n') lineStart_ = at_;
  if (next_ >= text_.size()) {
    ch_ = eof;
    return;
  }
  unsigned width = 1;
  ch_ = int32_t(decodeRune(text_.substr(next_), &width));
  if (ch_ == int32_t(runeError) && width == 1)
    error(at_, "illegal UTF-8 encoding");
  else if (ch_ == int32_t(runeBOM) && at_ > 0)
    error(at_, "illegal byte order mark");
  next_ += width;
}

ScanToken ImportScanner::newline(size_t at) {
  insertSemi_ = false;
  return {ScanKind::Operator, "\n", at};
}

ScanToken ImportScanner::next() {
  if (newlineAt_ != none) return newline(std::exchange(newlineAt_, none));
  while (ch_ == ' ' || ch_ == '\t' || (ch_ == '\n' && !insertSemi_) || ch_ == '\r') advance();
  const size_t begin = at_;
  const int32_t c = ch_;
  if (startsName(c)) {
    while (continuesName(ch_)) advance();
    std::string_view s = from(begin);
    const bool keyword = isKeyword(s);
    insertSemi_ = !keyword || oneOf(s, {"break", "continue", "fallthrough", "return"});
    return {keyword ? ScanKind::Keyword : ScanKind::Ident, s, begin};
  }
  if (isDecimal(c) || (c == '.' && isDecimal(peek()))) {
    number();
    insertSemi_ = true;
    return {ScanKind::Number, from(begin), begin};
  }
  if (c == eof && !insertSemi_) return {ScanKind::Eof, "EOF", begin};
  if (c == eof) return newline(begin);
  advance();
  if (c == '\n') return newline(begin);
  if (c == '/' && (ch_ == '/' || ch_ == '*')) return comment(begin);
  if (c != '"' && c != '\'' && c != '`') return op(begin);
  c == '"' ? string(begin) : c == '\'' ? rune(begin) : rawString(begin);
  insertSemi_ = true;
  return {c == '\'' ? ScanKind::Rune : ScanKind::String, from(begin), begin};
}

// The longest operator that the text goes on with, or a character that means nothing.
ScanToken ImportScanner::op(size_t begin) {
  static const char *const operators[] = {"<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=",
                                          ">=",  ":=",  "+=",  "-=",  "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>",
                                          "&^",  "+",   "-",   "*",   "/",  "%",  "&",  "|",  "^",  "<",  ">",  "=",
                                          "!",   "(",   ")",   "[",   "]",  "{",  "}",  ",",  ";",  ".",  ":",  "~"};
  for (const char *o : operators)
    if (text_.substr(begin, strlen(o)) == o) {
      while (at_ < begin + strlen(o)) advance();
      insertSemi_ = oneOf(o, {"++", "--", ")", "]", "}"});
      return {ScanKind::Operator, from(begin), begin};
    }
  unsigned width = 1;
  const uint32_t c = decodeRune(text_.substr(begin), &width);
  if (c == 0x201C || c == 0x201D)
    error(begin, "curly quotation mark " + quoteRune(c) + " (use neutral '\"')");
  else if (c != runeBOM)
    error(begin, "illegal character " + formatRune(c));
  return {ScanKind::Illegal, "ILLEGAL", begin};
}

ScanToken ImportScanner::comment(size_t begin) {
  const bool general = ch_ == '*';
  size_t lineEnd = none;
  bool closed = !general;
  advance();
  while (ch_ != eof && (general || ch_ != '\n')) {
    const int32_t c = ch_;
    if (c == '\n' && lineEnd == none) lineEnd = at_;
    advance();
    if (!general || c != '*' || ch_ != '/') continue;
    advance();
    closed = true;
    break;
  }
  std::string_view s = from(begin);
  if (!closed) error(begin, "comment not terminated");
  if (!general && s.back() == '\r') s.remove_suffix(1);
  if (closed && (general || begin == lineStart_) && s.substr(2, 5) == "line ") lineDirective(begin, s);
  if (insertSemi_ && lineEnd != none) newlineAt_ = lineEnd;
  return {ScanKind::Comment, s, begin};
}

// The number after the last colon of s, and where it begins. False: none that is one.
static bool trailingDigits(std::string_view s, size_t *begin, uint64_t *n) {
  const size_t colon = s.rfind(':');
  *begin = colon == s.npos ? 0 : colon + 1;
  *n = 0;
  if (colon == s.npos || *begin == s.size() || s.size() - *begin > 18) return false;
  for (char c : s.substr(*begin)) {
    if (!isDecimal(c)) return false;
    *n = *n * 10 + uint64_t(c - '0');
  }
  return true;
}

// Only what is wrong with it: the compiler's lexer has recorded what it means.
void ImportScanner::lineDirective(size_t begin, std::string_view comment) {
  constexpr uint64_t max = uint64_t(1) << 30;
  std::string_view s = comment.substr(7);
  if (comment[1] == '*') s.remove_suffix(std::min<size_t>(2, s.size()));
  const size_t offset = begin + 7;
  size_t last, before;
  uint64_t n, line;
  const bool ok = trailingDigits(s, &last, &n);
  if (last == 0) return;
  if (!ok) return error(offset + last, "invalid line number: " + std::string(s.substr(last)));
  if (trailingDigits(s.substr(0, last - 1), &before, &line)) {
    if (n == 0 || n > max) return error(offset + last, "invalid column number: " + std::string(s.substr(last)));
    n = line;
    last = before;
  }
  if (n == 0 || n > max) error(offset + last, "invalid line number: " + std::string(s.substr(last)));
}

// ---- literals

static std::string literalName(char prefix) {
  return prefix == 'x'                    ? "hexadecimal literal"
         : prefix == 'o' || prefix == '0' ? "octal literal"
         : prefix == 'b'                  ? "binary literal"
                                          : "decimal literal";
}

// Bit 0: there were digits; bit 1: there were underscores.
unsigned ImportScanner::digits(int base, size_t *invalid) {
  unsigned seen = 0;
  for (; ch_ == '_' || (base <= 10 ? isDecimal(ch_) : isHex(ch_)); advance()) {
    if (base <= 10 && ch_ != '_' && ch_ >= '0' + base && invalid && *invalid == none) *invalid = at_;
    seen |= ch_ == '_' ? 2 : 1;
  }
  return seen;
}

// The first underscore that does not stand between digits; npos if there is none.
static size_t misplacedUnderscore(std::string_view s) {
  const int32_t x = s.size() >= 2 && s[0] == '0' ? lower(s[1]) : ' ';
  const bool prefixed = x == 'x' || x == 'o' || x == 'b';
  char d = prefixed ? '0' : '.';
  for (size_t i = prefixed ? 2 : 0; i < s.size(); i++) {
    const char before = std::exchange(d, s[i]);
    if (d == '_' && before != '0') return i;
    if (d == '_') continue;
    const bool digit = isDecimal(d) || (x == 'x' && isHex(d));
    if (!digit && before == '_') return i - 1;
    d = digit ? '0' : '.';
  }
  return d == '_' ? s.size() - 1 : s.npos;
}

void ImportScanner::number() {
  const size_t begin = at_;
  base_ = 10;
  prefix_ = 0;
  isInt_ = ch_ != '.';
  size_t invalid = none;
  unsigned seen = 0;
  if (ch_ == '0') {
    advance();
    const int32_t p = lower(ch_);
    if (p == 'x' || p == 'o' || p == 'b') advance();
    prefix_ = p == 'x' || p == 'o' || p == 'b' ? char(p) : '0';
    base_ = p == 'x' ? 16 : p == 'b' ? 2 : 8;
    seen = prefix_ == '0';
  }
  if (isInt_) seen |= digits(base_, &invalid);
  if (ch_ == '.') {
    isInt_ = false;
    if (prefix_ == 'o' || prefix_ == 'b') error(at_, "invalid radix point in " + literalName(prefix_));
    advance();
    seen |= digits(base_, &invalid);
  }
  if (!(seen & 1)) error(at_, literalName(prefix_) + " has no digits");
  exponent();
  std::string_view s = from(begin);
  if (isInt_ && invalid != none)
    error(invalid, "invalid digit " + quoteRune(static_cast<unsigned char>(text_[invalid])) + " in " + literalName(prefix_));
  if (size_t i = misplacedUnderscore(s); s.find('_') != s.npos && i != s.npos) error(begin + i, "'_' must separate successive digits");
}

// The exponent, and the suffix of an imaginary number.
void ImportScanner::exponent() {
  const int32_t e = lower(ch_);
  if (e == 'e' || e == 'p') {
    if (e == 'e' && prefix_ != 0 && prefix_ != '0')
      error(at_, quoteRune(uint32_t(ch_)) + " exponent requires decimal mantissa");
    else if (e == 'p' && prefix_ != 'x')
      error(at_, quoteRune(uint32_t(ch_)) + " exponent requires hexadecimal mantissa");
    advance();
    isInt_ = false;
    if (ch_ == '+' || ch_ == '-') advance();
    if (!(digits(10, nullptr) & 1)) error(at_, "exponent has no digits");
  } else if (prefix_ == 'x' && !isInt_) {
    error(at_, "hexadecimal mantissa requires a 'p' exponent");
  }
  if (ch_ == 'i') {
    isInt_ = false;
    advance();
  }
}

// After the backslash. False, at the character that is wrong, if there is one.
bool ImportScanner::escape(int32_t quote) {
  const size_t begin = at_;
  const char *const unterminated = "escape sequence not terminated";
  if (ch_ == quote || (ch_ > 0 && ch_ < 0x80 && strchr("abfnrtv\\", ch_))) {
    advance();
    return true;
  }
  int n = 3, base = 8;
  uint32_t max = 255, x = 0;
  if (ch_ == 'x' || ch_ == 'u' || ch_ == 'U') {
    n = ch_ == 'x' ? 2 : ch_ == 'u' ? 4 : 8;
    base = 16;
    if (n > 2) max = maxRune;
    advance();
  } else if (ch_ < '0' || ch_ > '7') {
    error(begin, ch_ == eof ? unterminated : "unknown escape sequence");
    return false;
  }
  for (; n > 0; n--) {
    const int32_t d = isDecimal(ch_) ? ch_ - '0' : isHex(ch_) ? lower(ch_) - 'a' + 10 : 16;
    if (d >= base) {
      error(at_, ch_ == eof ? unterminated : "illegal character " + formatRune(uint32_t(ch_)) + " in escape sequence");
      return false;
    }
    x = x * uint32_t(base) + uint32_t(d);
    advance();
  }
  if (x <= max && (x < 0xD800 || x >= 0xE000)) return true;
  error(begin, "escape sequence is invalid Unicode code point");
  return false;
}

void ImportScanner::rune(size_t begin) {
  bool valid = true;
  int n = 0;
  for (;; n++) {
    const int32_t c = ch_;
    if (c == '\n' || c == eof) {
      if (valid) error(begin, "rune literal not terminated");
      return;
    }
    advance();
    if (c == '\'') break;
    if (c == '\\' && !escape('\'')) valid = false;
  }
  if (valid && n != 1) error(begin, "illegal rune literal");
}

void ImportScanner::string(size_t begin) {
  for (;;) {
    const int32_t c = ch_;
    if (c == '\n' || c == eof) return error(begin, "string literal not terminated");
    advance();
    if (c == '"') return;
    if (c == '\\') escape('"');
  }
}

void ImportScanner::rawString(size_t begin) {
  while (ch_ != '`') {
    if (ch_ == eof) return error(begin, "raw string literal not terminated");
    advance();
  }
  advance();
}

} // namespace frontend
