// ir/escape_graph.cpp: see escape_graph.h.
#include "ir/escape_graph.h"
#include <algorithm>

namespace ir {

const LoopNest &Lifetimes::loops(const Func *f) {
  auto &nest = nests[f];
  if (!nest)
    nest = std::make_unique<LoopNest>(*f);
  return *nest;
}

bool Lifetimes::isInside(const Func *inner, const Func *outer) const {
  for (const Func *f = inner;;) {
    const Literal *l = literal(f);
    if (!l)
      return false;
    f = l->maker;
    if (f == outer)
      return true;
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
  if (to == from && derefs >= 0)
    return;
  if (to->kind == Location::Heap && derefs < 0)
    from->escapes = true;
  to->edges.push_back({from, derefs});
}

void EscapeGraph::enqueue(Location *l) {
  if (!l->queued)
    queue.push_back(l);
  l->queued = true;
}

// May `root` still be there when `l`, whose address it holds, is gone?
bool EscapeGraph::outlives(const Location &root, const Location &l) const {
  if (root.kind == Location::Heap || root.escapes)
    return true;
  if (root.kind == Location::Result) {
    // The callers may do anything with a result; but of a literal whose calls are all known they are in this graph.
    const Lifetimes::Literal *literal = lifetimes.literal(root.fn);
    return !literal || !literal->callsKnown || !lifetimes.isInside(root.fn, l.fn);
  }
  if (root.fn == l.fn)
    return l.kind == Location::Object && !lifetimes.loops(l.fn).encloses(l.loop, root.loop);
  return lifetimes.isInside(l.fn, root.fn);
}

// Values are computed after what they are computed from: only what is stored to can outlive what is stored there.
bool EscapeGraph::canOutlive(const Location &root) const {
  if (root.kind == Location::Object)
    return root.escapes || lifetimes.loops(root.fn).any() || lifetimes.makesLiterals(root.fn);
  return root.kind == Location::Result;
}

// Each location is a root once, and once more when it turns out to be on the heap: what it holds escapes then, too.
void EscapeGraph::solve() {
  for (Location &l : locations)
    if (canOutlive(l))
      enqueue(&l);
  enqueue(&heap);
  while (!queue.empty()) {
    Location *root = queue.back();
    queue.pop_back();
    root->queued = false;
    walkFrom(root);
  }
}

// What address or value of l flows to root? l.derefs says how many dereferences lie between them.
void EscapeGraph::reached(const Location &root, Location &l) {
  if (l.kind != Location::Object && l.kind != Location::Param)
    return;
  if (l.kind == Location::Object) {
    if (l.derefs < 0 && !l.escapes && outlives(root, l)) {
      l.escapes = true;
      enqueue(&l);
    }
  } else if (outlives(root, l)) {
    if (root.kind == Location::Result && root.fn == l.fn)
      l.leaks.toResult(root.result, std::max(l.derefs, 0));
    else
      l.leaks.toHeap(std::max(l.derefs, 0));
  }
}

// Shortest paths against the edges (Bellman-Ford: address-of edges are negative). Counts are bounded below by 0 on the
// way: of "root = &l; l = x" the address of l flows to root, that of x does not.
void EscapeGraph::walkFrom(Location *root) {
  walks++;
  root->walk = walks;
  root->derefs = 0;
  std::vector<Location *> todo{root};
  while (!todo.empty()) {
    Location *l = todo.back();
    todo.pop_back();
    reached(*root, *l);
    if (l != root && l->escapes)
      continue; // a root of its own
    int base = std::max(l->derefs, 0);
    for (const FlowEdge &e : l->edges) {
      int derefs = base + e.derefs;
      if (e.from->walk == walks && e.from->derefs <= derefs)
        continue;
      e.from->walk = walks;
      e.from->derefs = derefs;
      todo.push_back(e.from);
    }
  }
}

} // namespace ir
