// ir/loops.cpp: see loops.h.
#include "ir/loops.h"
#include <algorithm>

namespace ir {

LoopNest::LoopNest(const Func &f) {
  for (const Block *b : f.blocks)
    for (const Block *t : b->instrs.back()->targets) predecessors[t].push_back(b);
  split(Blocks(f.blocks.begin(), f.blocks.end()), function);
  predecessors.clear();
}

int LoopNest::of(const Block *b) const {
  auto it = innermost.find(b);
  return it == innermost.end() ? function : it->second;
}

int LoopNest::common(int a, int b) const {
  while (a != b) {
    if (depth[size_t(a)] < depth[size_t(b)]) std::swap(a, b);
    a = parent[size_t(a)];
  }
  return a;
}

bool LoopNest::encloses(int outer, int inner) const { return common(outer, inner) == outer; }

// Finds the loops among these blocks, counting only edges between them.
void LoopNest::split(const Blocks &blocks, int outer) {
  std::unordered_map<const Block *, int> index;
  for (size_t i = 0; i < blocks.size(); i++) index[blocks[i]] = int(i);
  std::vector<std::vector<int>> successors(blocks.size());
  for (size_t i = 0; i < blocks.size(); i++)
    for (const Block *t : blocks[i]->instrs.back()->targets)
      if (auto it = index.find(t); it != index.end()) successors[i].push_back(it->second);
  for (const std::vector<int> &part :
       components(int(blocks.size()), [&](int v) -> const std::vector<int> & { return successors[size_t(v)]; })) {
    bool selfLoop = std::count(successors[size_t(part[0])].begin(), successors[size_t(part[0])].end(), part[0]) > 0;
    if (part.size() == 1 && !selfLoop) continue;
    Blocks members;
    for (int v : part) members.push_back(blocks[size_t(v)]);
    addLoop(members, outer);
  }
}

// The headers are the blocks that are reached from outside the loop; without them what is left may be loops inside it.
void LoopNest::addLoop(const Blocks &blocks, int outer) {
  int loop = int(parent.size());
  parent.push_back(outer);
  depth.push_back(depth[size_t(outer)] + 1);
  for (const Block *b : blocks) innermost[b] = loop;
  auto reachedFromOutside = [&](const Block *b) {
    const Blocks &from = predecessors[b];
    return std::any_of(from.begin(), from.end(), [&](const Block *p) { return !encloses(loop, of(p)); });
  };
  Blocks rest;
  for (const Block *b : blocks)
    if (!reachedFromOutside(b)) rest.push_back(b);
  if (rest.size() == blocks.size()) // code that nothing reaches
    rest.pop_back();
  split(rest, loop);
}

} // namespace ir
