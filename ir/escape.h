// ir/escape.h: the parts of the escape analysis and what they hand to each other.
//
//   escape.cpp        functions in batches, callees first; a summary for each; the decisions
//   escape_flow.cpp   one function's instructions -> edges of the graph
//   escape_graph.cpp  the graph -> what escapes, what leaks
//   escape_notes.cpp  the decisions as gc's -m prints them
#pragma once
#include "ir/analyses.h"
#include "ir/escape_graph.h"
#include "runtime/abi/entry_table.h"

namespace ir {

// What the callers of a function need to know about it.
struct EscapeSummary {
  std::vector<Leaks> params;   // receiver, parameters
  std::vector<Leaks> captures; // of a function whose closures are made in several places
};

bool hasPointers(Type *t); // build.h

using Users = std::unordered_map<const Instr *, std::vector<Instr *>>;
Users usersOf(const Func &f);
// The only value ever stored to a variable whose address goes nowhere else; else null.
Instr *onlyStored(Instr *variable, const Users &users);
// A func value that can be only one function: made right here, or kept in a variable that is stored to once.
const Func *knownFunc(Instr *v, const Users &users);

// Adds the flows of functions to a graph. The functions of a batch see each other's parameters and results; of all
// others there are summaries.
class FlowBuilder {
public:
  FlowBuilder(EscapeGraph &graph, Lifetimes &lifetimes) : graph(graph), lifetimes(lifetimes) {}

  void declare(Func *f); // locations of its parameters and results; all of a batch before the first body
  void body(Func *f);

  Location *param(const Func *f, size_t k) { return frames[f].params[k]; }
  std::vector<Leaks> captureLeaks(const Func *f) const;
  const std::vector<Location *> &objects() const { return allObjects; }

private:
  struct Frame {
    std::vector<Location *> params, results, captures;
  };
  EscapeGraph &graph;
  Lifetimes &lifetimes;
  std::unordered_map<const Func *, Frame> frames;
  std::unordered_map<const Instr *, Location *> values, objectOf;
  std::unordered_map<const Instr *, std::vector<Location *>> tuples;
  std::vector<Location *> allObjects;
  std::unordered_set<const Instr *> numbers; // pointers as numbers, and what is computed from them
  const Func *fn = nullptr;
  Users users;

  bool carriesPointers(const Instr &i) const { return i.type && (hasPointers(i.type) || numbers.count(&i)); }
  void noteArithmetic(const Instr *i);
  Location *value(Instr *i);
  Location *result(Instr *call, size_t k);
  Location *object(Instr *i);
  int loopOf(Instr *i);
  Instr *rootOf(Instr *p);
  Instr *pointsInto(Instr *p);
  Instr *loadedFrom(Instr *v);
  void flow(Instr *to, Instr *from, int derefs);
  void leak(Instr *from, int derefs = 0);
  void writes(Instr *through, int derefs = 0);
  void stores(Instr *p);
  void passes(Instr *arg, const Leaks &l);
  void leakAll(Instr *i, size_t first);
  void storeTo(Instr *p, Instr *v, int derefs);
  void instr(Instr *i);
  void closure(Instr *i);
  void closureVar(Instr *i);
  void call(Instr *i, const Func *callee, size_t first);
  void entry(Instr *i, const abi::EntryDesc &e, size_t first);
};

// Must an object be on the heap whatever becomes of its address? (too large, or of a size known only at run time)
bool needsHeap(const Instr &i);

} // namespace ir
