// ir/loops.h: the loops of a function, nested.
//
// A loop is a set of blocks that lie on a cycle; loops inside it are found by taking its headers away (Steensgaard's
// nesting forest). It needs no structured control flow: goto makes loops, too.
#pragma once
#include "ir/ir.h"
#include <algorithm>
#include <unordered_map>

namespace ir {

class LoopNest {
public:
  static constexpr int function = 0; // "no loop": the whole function body

  explicit LoopNest(const Func &f);

  // The innermost loop of a block.
  int of(const Block *b) const;
  // Whether `inner` is `outer` or lies inside it.
  bool encloses(int outer, int inner) const;
  // The innermost loop that holds both.
  int common(int a, int b) const;
  bool any() const { return count() > 0; }
  int count() const { return int(parent.size()) - 1; } // loops are numbered from 1, outer ones first

private:
  std::vector<int> parent{-1}, depth{0}; // of each loop
  std::unordered_map<const Block *, int> innermost;

  using Blocks = std::vector<const Block *>;
  std::unordered_map<const Block *, Blocks> predecessors; // while the nest is built
  void split(const Blocks &blocks, int outer);
  void addLoop(const Blocks &blocks, int outer);
};

// Strongly connected components of a graph of nodes 0..n-1, callees before callers (Tarjan, iterative).
// successors(v) returns a container of node numbers that lives as long as the call.
template <class Successors> std::vector<std::vector<int>> components(int n, const Successors &successors) {
  std::vector<std::vector<int>> out;
  std::vector<int> number(size_t(n), -1), low(size_t(n), 0), stack;
  std::vector<bool> onStack(size_t(n), false);
  struct Visit {
    int node;
    size_t next;
  };
  std::vector<Visit> visits;
  int counter = 0;
  auto enter = [&](int v) {
    number[size_t(v)] = low[size_t(v)] = counter++;
    stack.push_back(v);
    onStack[size_t(v)] = true;
    visits.push_back({v, 0});
  };
  auto leave = [&](int v) {
    visits.pop_back();
    if (!visits.empty()) low[size_t(visits.back().node)] = std::min(low[size_t(visits.back().node)], low[size_t(v)]);
    if (low[size_t(v)] != number[size_t(v)]) return;
    out.emplace_back();
    int w;
    do {
      w = stack.back();
      stack.pop_back();
      onStack[size_t(w)] = false;
      out.back().push_back(w);
    } while (w != v);
  };
  for (int start = 0; start < n; start++) {
    if (number[size_t(start)] >= 0) continue;
    enter(start);
    while (!visits.empty()) {
      Visit &at = visits.back();
      const auto &next = successors(at.node);
      if (at.next == next.size()) {
        leave(at.node);
      } else if (int w = next[at.next++]; number[size_t(w)] < 0) {
        enter(w);
      } else if (onStack[size_t(w)]) {
        low[size_t(at.node)] = std::min(low[size_t(at.node)], number[size_t(w)]);
      }
    }
  }
  return out;
}

} // namespace ir
