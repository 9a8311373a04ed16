// ir/escape_graph.cpp: see escape_graph.h.
#include "ir/escape_graph.h"
#include <algorithm>
#include <map>

namespace ir {

const LoopNest &Lifetimes::loops(const Func *f) {
  auto &nest = nests[f];
  if (!nest) nest = std::make_unique<LoopNest>(*f);
  return *nest;
}

bool Lifetimes::isInside(const Func *inner, const Func *outer) const {
  for (const Func *f = inner;;) {
    const Literal *l = literal(f);
    if (!l) return false;
    f = l->maker;
    if (f == outer) return true;
  }
}

Location *EscapeGraph::add(Location::Kind kind, const Func *fn) {
  locations.emplace_back();
  Location *l = &locations.back();
  l->kind = kind;
  l->fn = fn;
  return l;
}

void EscapeGraph::flow(Location *to, Location *from, int derefs) {
  if (to == from && derefs >= 0) return;
  if (to->kind == Location::Heap && derefs < 0) from->escapes = true;
  to->edges.push_back({from, derefs});
}

// May `root` still be there when `l`, whose address it holds, is gone?
bool EscapeGraph::outlives(const Location &root, const Location &l) const {
  if (root.kind == Location::Heap) return true;
  if (root.kind == Location::Result) {
    // The callers may do anything with a result; but of a literal whose calls are all known they are in this graph.
    const Lifetimes::Literal *literal = lifetimes.literal(root.fn);
    return !literal || !literal->callsKnown || !lifetimes.isInside(root.fn, l.fn);
  }
  if (root.fn == l.fn) return l.kind == Location::Object && !lifetimes.loops(l.fn).encloses(l.loop, root.loop);
  return lifetimes.isInside(l.fn, root.fn);
}

// Only what is stored to can outlive what is stored there: values are computed after what they are computed from.
// The heap comes last: it takes what has escaped, and with it all that this holds.
void EscapeGraph::solve() {
  std::map<std::pair<const Func *, int>, std::vector<Location *>> objects; // alike in what they outlive
  std::vector<Location *> results, escaped{&heap};
  for (Location &l : locations)
    if (l.kind == Location::Object && !l.escapes)
      objects[{l.fn, l.loop}].push_back(&l);
    else if (l.kind == Location::Result)
      results.push_back(&l);
  for (auto &[lifetime, group] : objects)
    if (lifetimes.loops(lifetime.first).any() || lifetimes.makesLiterals(lifetime.first)) walk(*group.front(), group);
  for (Location *r : results) walk(*r, {r});
  for (Location &l : locations)
    if (l.escapes) escaped.push_back(&l);
  walk(heap, escaped);
  walk(writers, {&writers});
}

// What address or value of l flows to root? l.derefs says how many dereferences lie between them.
void EscapeGraph::reached(const Location &root, Location &l) {
  if (root.kind == Location::Writers) {
    l.written |= l.derefs < 0;
    if (l.kind == Location::Param) l.leaks.toWriters(std::max(l.derefs, 0));
  } else if (l.kind == Location::Object) {
    if (l.derefs < 0 && !l.escapes && outlives(root, l)) l.escapes = true;
  } else if (l.kind == Location::Param && outlives(root, l)) {
    if (root.kind == Location::Result && root.fn == l.fn)
      l.leaks.toResult(root.result, std::max(l.derefs, 0));
    else
      l.leaks.toHeap(std::max(l.derefs, 0));
  }
}

// Shortest paths against the edges (Bellman-Ford: address-of edges are negative). Counts are bounded below by 0 on the
// way: of "root = &l; l = x" the address of l flows to root, that of x does not. What escapes meanwhile is left to the
// walk from the heap. root stands for all that the walk starts from.
void EscapeGraph::walk(const Location &root, std::vector<Location *> from) {
  walks++;
  for (Location *l : from) {
    l->walk = walks;
    l->derefs = 0;
  }
  while (!from.empty()) {
    Location *l = from.back();
    from.pop_back();
    reached(root, *l);
    if (l->escapes && root.kind != Location::Heap) continue;
    int base = std::max(l->derefs, 0);
    for (const FlowEdge &e : l->edges) {
      int derefs = base + e.derefs;
      if (e.from->walk == walks && e.from->derefs <= derefs) continue;
      e.from->walk = walks;
      e.from->derefs = derefs;
      from.push_back(e.from);
    }
  }
}

} // namespace ir
