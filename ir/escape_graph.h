// ir/escape_graph.h: where addresses flow, as a graph. The method is gc's (cmd/compile/internal/escape): locations,
// edges that count dereferences, and a shortest-path walk against the edges from what outlives other locations. gc walks
// from each location; here those of one function and loop, which outlive the same, are one walk: a function of n objects
// takes time proportional to its flows, not n times that.
//
// A Location is something that can hold a pointer: a value, a stored object, a parameter, a result, or the heap, which
// stands for everything that this analysis does not follow. An edge `to <- from, n` says what `to` may hold:
//   n = -1   the address of `from`          to = &from
//   n =  0   what `from` holds              to = from
//   n =  1   what that points to            to = *from        and so on
// An object must be on the heap if its address reaches a location that outlives it. Fields and elements are not told
// apart from the object they are in. Stores through a pointer of unknown origin go to the heap.
//
// What may be written to is found by the same walk, from `writers`: a pointer that something is stored through flows there.
// Stores to a variable by its name are no such stores. What flows to the heap may be written to by anyone.
#pragma once
#include "ir/loops.h"
#include <deque>
#include <unordered_set>

namespace ir {

// How far down from a parameter something leaks: 0 the pointer itself, 1 what it points to, ...; never: not at all.
struct Leaks {
  static constexpr int never = -1;
  int heap = never;
  int written = never;      // it is stored through: 0 what the pointer points to is written, ...
  std::vector<int> results; // by result; may be shorter than the list of results

  void toHeap(int derefs) { lower(heap, derefs); }
  void toWriters(int derefs) { lower(written, derefs); }
  void toResult(size_t k, int derefs) {
    if (results.size() <= k) results.resize(k + 1, never);
    lower(results[k], derefs);
  }

private:
  static void lower(int &to, int derefs) {
    if (to == never || derefs < to) to = derefs;
  }
};

struct Location;
struct FlowEdge {
  Location *from;
  int derefs;
};

struct Location {
  enum Kind : uint8_t { Value, Object, Param, Result, Heap, Writers } kind = Value;
  bool escapes = false;          // Object: must be on the heap
  bool written = false;          // Object: through a pointer; known only of those that do not escape
  uint32_t walk = 0;             // the last walk that came here, and
  int derefs = 0;                // by how many dereferences at least (-1: its address flows to the root)
  const Func *fn = nullptr;      // whose frame it is in
  int loop = LoopNest::function; // Object: in which loop of fn each iteration has its own
  size_t result = 0;             // Result: which
  Instr *object = nullptr;       // Object: the instruction that makes it
  std::vector<FlowEdge> edges;   // what flows here
  Leaks leaks;                   // Param
};

// Functions inside functions, and their loops: what decides which location outlives which.
class Lifetimes {
public:
  const LoopNest &loops(const Func *f);
  // inner is a literal inside outer, at any depth.
  bool isInside(const Func *inner, const Func *outer) const;

  // The function that makes the closure of f, when exactly one place does; and whether all calls of it are known.
  struct Literal {
    const Func *maker;
    Instr *closure;
    bool callsKnown;
  };
  void addLiteral(const Func *f, Literal l) {
    literals.emplace(f, l);
    makers.insert(l.maker);
  }
  const Literal *literal(const Func *f) const {
    auto it = literals.find(f);
    return it == literals.end() ? nullptr : &it->second;
  }
  bool makesLiterals(const Func *f) const { return makers.count(f) > 0; }

private:
  std::unordered_map<const Func *, Literal> literals;
  std::unordered_set<const Func *> makers;
  std::unordered_map<const Func *, std::unique_ptr<LoopNest>> nests;
};

class EscapeGraph {
public:
  explicit EscapeGraph(Lifetimes &lifetimes) : lifetimes(lifetimes) {
    heap.kind = Location::Heap;
    writers.kind = Location::Writers;
  }

  Location heap, writers;
  Location *add(Location::Kind kind, const Func *fn);
  void flow(Location *to, Location *from, int derefs);
  // Finds what escapes or is written (Location::escapes, written) and what parameters leak (Location::leaks).
  void solve();

private:
  Lifetimes &lifetimes;
  std::deque<Location> locations; // stable addresses
  uint32_t walks = 0;

  bool outlives(const Location &root, const Location &l) const;
  void walk(const Location &root, std::vector<Location *> from);
  void reached(const Location &root, Location &l);
};

} // namespace ir
