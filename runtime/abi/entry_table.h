// runtime/abi/entry_table.h: entries.def as data. A line's Go signature and its `keeps` are taken apart while entries.cpp
// compiles, so that a line nobody can read is an error there and every reader gets words and flows ready.
//
// For ir/ and jit/; the macros that define an entry are in entries.h.
#pragma once
#include "runtime/abi/entries.h"
#include <array>
#include <cstdint>
#include <string_view>

namespace abi {

// ---- words: what a value is to a call between Go and C++

// One letter a word: p pointer, i number, f float (in a vector register), w pointer or number.
struct Words {
  char kind[16] = {};
  uint8_t count = 0;
  constexpr void add(const char *kinds) {
    for (; *kinds; kinds++) kind[count++] = *kinds;
  }
  constexpr std::string_view text() const { return {kind, count}; }
  constexpr unsigned ints() const { // in general registers, in order
    unsigned n = 0;
    for (unsigned i = 0; i < count; i++) n += kind[i] != 'f';
    return n;
  }
};

// Do values of these words fit where those are declared?
constexpr bool fits(std::string_view have, std::string_view want) {
  if (have.size() != want.size()) return false;
  for (size_t i = 0; i < have.size(); i++)
    if (have[i] != want[i] && !(want[i] == 'w' && have[i] != 'f')) return false;
  return true;
}

// ---- the columns

enum Effect : uint16_t {
  plain = 0,
  leaf = 1,
  g0 = 2,
  gc = 4,
  park = 8,
  noreturn = 16,
  fresh = 32,
  nonnull = 64,
  reads = 128,
  calls = 256,
  local = 512
};

struct Flow { // argument `arg`, dereferenced `derefs` times, goes to ...
  enum To : uint8_t { Heap, Result, Frame, Pointee };
  uint8_t arg, derefs;
  To to;
  uint8_t target; // Pointee: what this argument points to
};

struct Signature {
  struct Param {
    std::string_view name;
  };
  Param params[10] = {};
  uint8_t nparams = 0;
  Words args, results;
};

struct EntryDesc {
  std::string_view symbol, function; // function: rt_<name>, or an assembly label
  uint16_t effect;
  bool assembly; // `function` is a label of assembly
  bool also;     // another symbol of a function that an earlier line defines
  Signature sig;
  std::array<Flow, 10> flows;
  uint8_t nflows;
  uint16_t constArgs; // a bit for each
  constexpr bool onlyReads(size_t arg) const { return is(reads) || is(calls) || constArgs >> arg & 1; }
  constexpr bool is(Effect e) const { return effect & e; }
};

// ---- reading them

void unreadableEntry(); // not constexpr: a call ends the evaluation with an error at the line of entries.def

constexpr const char *typeWords(std::string_view t) {
  struct Named {
    std::string_view name;
    const char *words;
  };
  constexpr Named named[] = {{"unsafe.Pointer", "p"}, {"string", "pi"}, {"any", "pp"},    {"bool", "i"},    {"int", "i"},
                             {"int32", "i"},          {"int64", "i"},   {"uint32", "i"},  {"uint64", "i"},  {"byte", "i"},
                             {"rune", "i"},           {"word", "w"},    {"uintptr", "i"}, {"float64", "f"}, {"complex128", "ff"},
                             {"Errno", "i"},          {"Duration", "i"}};
  if (t.starts_with("*") || t.starts_with("func(") || t.starts_with("map[") || t.starts_with("chan ")) return "p";
  if (t.starts_with("[]")) return "pii";
  for (const Named &n : named)
    if (n.name == t) return n.words;
  unreadableEntry();
  return "";
}

constexpr std::string_view trim(std::string_view s) {
  while (s.starts_with(' ')) s.remove_prefix(1);
  while (s.ends_with(' ')) s.remove_suffix(1);
  return s;
}

// The first of the parts of s that are separated by commas outside of brackets; taken off s.
constexpr std::string_view nextPart(std::string_view &s) {
  const char *c = s.data(), *end = c + s.size();
  for (int depth = 0; c < end && (depth || *c != ','); c++) depth += *c == '(' || *c == '[' ? 1 : *c == ')' || *c == ']' ? -1 : 0;
  size_t i = size_t(c - s.data());
  std::string_view part = trim(s.substr(0, i));
  s = i < s.size() ? s.substr(i + 1) : std::string_view();
  return part;
}

// "a, b int, s string" or "int, bool": names, and the words of each type in order.
constexpr void readList(std::string_view list, Words &words, Signature *names) {
  auto spaceIn = [](std::string_view part) { return part.starts_with("func(") ? part.npos : part.find(' '); };
  bool named = names;
  for (std::string_view rest = list; !rest.empty();) named |= spaceIn(nextPart(rest)) != list.npos;
  unsigned waiting = 0; // names that share the next type
  while (!list.empty()) {
    std::string_view part = nextPart(list);
    size_t space = named ? spaceIn(part) : 0;
    if (names) names->params[names->nparams++].name = part.substr(0, space);
    waiting++;
    if (space == part.npos) continue;
    const char *type = typeWords(trim(part.substr(space)));
    for (; waiting; waiting--) words.add(type);
  }
  if (waiting) unreadableEntry();
}

constexpr Signature readSignature(std::string_view s) {
  Signature sig;
  if (!s.starts_with('(')) unreadableEntry();
  const char *c = s.data() + 1;
  for (int depth = 1; depth; c++) depth += *c == '(' ? 1 : *c == ')' ? -1 : 0;
  size_t end = size_t(c - s.data());
  readList(s.substr(1, end - 2), sig.args, &sig);
  std::string_view r = trim(s.substr(end));
  if (r.starts_with('(')) r = r.substr(1, r.size() - 2);
  readList(r, sig.results, nullptr);
  if (sig.results.ints() > 3) unreadableEntry();
  return sig;
}

// Words in general registers, for the assembly between the conventions.
struct IntWords {
  unsigned args, results;
};
consteval IntWords wordsOf(std::string_view signature) {
  Signature s = readSignature(signature);
  return {s.args.ints(), s.results.ints()};
}

constexpr uint8_t argNamed(const Signature &sig, std::string_view name) {
  for (uint8_t i = 0; i < sig.nparams; i++)
    if (sig.params[i].name == name) return i;
  unreadableEntry();
  return 0;
}

consteval EntryDesc readEntry(std::string_view symbol, std::string_view function, std::string_view signature, unsigned effect,
                              std::string_view keeps, bool assembly, bool also) {
  EntryDesc e{symbol, function, uint16_t(effect), assembly, also, readSignature(signature), {}, 0, 0};
  if (keeps == "all") {
    for (; e.nflows < e.sig.nparams; e.nflows++) e.flows[e.nflows] = {e.nflows, 0, Flow::Heap, 0};
    return e;
  }
  while (!keeps.empty()) {
    std::string_view part = nextPart(keeps), to;
    if (size_t arrow = part.find(" -> "); arrow != part.npos) to = part.substr(arrow + 4), part = part.substr(0, arrow);
    if (part.starts_with("const ")) {
      e.constArgs |= uint16_t(1u << argNamed(e.sig, part.substr(6)));
      continue;
    }
    Flow f{0, 0, Flow::Heap, 0};
    for (; part.starts_with('*'); part.remove_prefix(1)) f.derefs++;
    f.arg = argNamed(e.sig, part);
    if (to == "result")
      f.to = Flow::Result;
    else if (to == "frame")
      f.to = Flow::Frame;
    else if (to.starts_with('*'))
      f.to = Flow::Pointee, f.target = argNamed(e.sig, to.substr(1));
    else if (!to.empty())
      unreadableEntry();
    e.flows[e.nflows++] = f;
  }
  return e;
}

// ---- the table (runtime/abi/entries.cpp)

extern const EntryDesc entryDescs[];
extern const unsigned entryCount;
const EntryDesc *findEntry(std::string_view symbol);        // null if Go code that calls it does not mean the runtime
void *entryAddress(const EntryDesc *e);                     // what Go code calls
const EntryDesc *entryAt(const void *addr);                 // the first of that address; null if none
const EntrySource *entrySource(const EntryDesc *e);         // null for an assembly routine

} // namespace abi
