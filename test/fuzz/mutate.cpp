// test/fuzz/mutate.cpp: mutations of Go texts by tokens. Bytes changed at random rarely get past the lexer; tokens moved,
// repeated and exchanged reach the checker. One mutation in four is left to libFuzzer (bytes, dictionary).
#include "test/fuzz/fuzz.h"
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstring>
#include <random>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

namespace fuzz {

namespace {

bool isWordByte(unsigned char c) { return isalnum(c) || c == '_' || c >= 0x80; }

// The end of the literal or comment that starts at i and ends with `close`; an unfinished one ends with its line.
size_t endOf(std::string_view s, size_t i, std::string_view close, bool escapes) {
  for (size_t j = i; j < s.size(); j++) {
    if (escapes && s[j] == '\\')
      j++;
    else if (s.compare(j, close.size(), close) == 0)
      return j + close.size();
    else if (escapes && s[j] == '\n')
      return j;
  }
  return s.size();
}

size_t tokenEnd(std::string_view s, size_t i) {
  const unsigned char c = static_cast<unsigned char>(s[i]);
  size_t e = i + 1;
  if (isWordByte(c) || isspace(c)) {
    while (e < s.size() && (isspace(c) ? isspace(static_cast<unsigned char>(s[e])) : isWordByte(static_cast<unsigned char>(s[e])))) e++;
    return e;
  }
  if (c == '"' || c == '\'') return endOf(s, e, s.substr(i, 1), true);
  if (c == '`') return endOf(s, e, "`", false);
  if (s.compare(i, 2, "//") == 0) return std::min(s.find('\n', i), s.size());
  if (s.compare(i, 2, "/*") == 0) return endOf(s, i + 2, "*/", false);
  for (std::string_view op : {"<<=", ">>=", "&^=", "...", "<<", ">>", "&^", "&&", "||", "<-", "++", "--", "==",
                              "!=",  "<=",  ">=",  ":=",  "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="})
    if (s.compare(i, op.size(), op) == 0) return i + op.size();
  return e;
}

// What a token may be replaced by.
const char *const vocabulary[] = {
#define TOK(name, spelling, cls, op) spelling,
#include "frontend/tokens.def"
#undef TOK
    "0",
    "1",
    "-1",
    "1e1000",
    "0x1p-2",
    "1i",
    "'a'",
    "\"a\"",
    "1<<62",
    "1<<1000",
    "_",
    "T",
    "x",
    "P",
    "main",
    "init",
    "nil",
    "iota",
    "true",
    "int",
    "uint8",
    "string",
    "float64",
    "complex128",
    "any",
    "error",
    "comparable",
    "append",
    "cap",
    "clear",
    "close",
    "complex",
    "copy",
    "delete",
    "imag",
    "len",
    "make",
    "max",
    "min",
    "new",
    "panic",
    "print",
    "real",
    "recover",
    "unsafe.Sizeof",
    "unsafe.Pointer",
    "[T any]",
    "[T interface{ ~int }]",
    "[...]",
    "func()",
    "struct{}",
    "interface{}",
    "map[string]",
    "chan<-",
    "\n//go:embed x\n",
    "\n//line y.go:3:4\n"};

const struct {
  const char *open, *close;
} wrappers[] = {{"(", ")"},
                {"{", "}"},
                {"[", "]"},
                {"func() {", "}"},
                {"func() T { return ", "}()"},
                {"if x := ", "; x != nil {}"},
                {"for range ", "{}"},
                {"[]T{", "}"},
                {"struct{", "}"},
                {"interface{", "}"},
                {"T[", "]"},
                {"f(", ")"},
                {"switch ", "{ case x: }"},
                {"for { ", " }"},
                {"*", ""},
                {"&", ""},
                {"<-", ""}};

std::string join(const std::vector<std::string_view> &list) {
  std::string s;
  for (std::string_view t : list) s += t;
  return s;
}

std::string mutateTokens(std::string_view text, std::minstd_rand &random) {
  auto below = [&](size_t n) { return n ? random() % n : 0; };
  std::vector<std::string_view> t = tokens(text), out;
  auto at = [&](size_t i) { return t.begin() + ptrdiff_t(i); };
  size_t i = below(t.size() + 1), n = std::min<size_t>(1 + below(below(4) ? 4 : 40), t.size() - i), j = below(t.size() + 1);
  out.assign(t.begin(), at(i));
  auto range = [&] { out.insert(out.end(), at(i), at(i + n)); };
  switch (below(7)) {
  case 0: // delete
    break;
  case 1: // repeat, sometimes often
    for (size_t k = 1 + below(below(8) ? 3 : 200); k > 0; k--) range();
    break;
  case 2: // copy to j
    t.insert(at(j), t[std::min(i, t.size() - 1)]);
    return join(t);
  case 3: // exchange two
    if (i < t.size() && j < t.size()) std::swap(t[i], t[j]);
    return join(t);
  case 4: // replace by a word
    out.push_back(vocabulary[below(std::size(vocabulary))]);
    break;
  case 5: // insert a word
    out.push_back(vocabulary[below(std::size(vocabulary))]);
    range();
    break;
  default: { // wrap, sometimes deeply
    const auto &w = wrappers[below(std::size(wrappers))];
    size_t depth = 1 + (below(8) ? 0 : below(200));
    out.insert(out.end(), depth, w.open);
    range();
    out.insert(out.end(), depth, w.close);
  }
  }
  out.insert(out.end(), at(i + n), t.end());
  return join(out);
}

size_t put(const std::string &s, uint8_t *data, size_t maxSize) {
  size_t n = std::min(s.size(), maxSize);
  memcpy(data, s.data(), n);
  return n;
}

std::string_view view(const uint8_t *data, size_t size) { return {reinterpret_cast<const char *>(data), size}; }

} // namespace

std::vector<std::string_view> tokens(std::string_view text) {
  std::vector<std::string_view> list;
  for (size_t i = 0, e; i < text.size(); i = e) {
    e = std::min(tokenEnd(text, i), text.size());
    list.push_back(text.substr(i, e - i));
  }
  return list;
}

} // namespace fuzz

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  std::minstd_rand random(seed);
  if (size == 0 || random() % 4 == 0) return LLVMFuzzerMutate(data, size, maxSize);
  std::string s(fuzz::view(data, size));
  for (size_t k = 1 + random() % 3; k > 0 && !s.empty(); k--) s = fuzz::mutateTokens(s, random).substr(0, maxSize);
  return fuzz::put(s, data, maxSize);
}

// A run of lines of one text goes into the other, or takes the place of its end.
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2, size_t size2, uint8_t *out,
                                            size_t maxOut, unsigned seed) {
  std::minstd_rand random(seed);
  std::string_view a = fuzz::view(data1, size1), b = fuzz::view(data2, size2);
  auto lineStart = [&](std::string_view s) { return s.empty() ? 0 : std::min(s.find('\n', random() % s.size()), s.size() - 1) + 1; };
  size_t to = lineStart(a), from = lineStart(b), end = random() % 2 ? b.size() : std::max(from, lineStart(b));
  std::string s(a.substr(0, to));
  s += b.substr(from, end - from);
  if (random() % 2) s += a.substr(to);
  return fuzz::put(s, out, maxOut);
}
