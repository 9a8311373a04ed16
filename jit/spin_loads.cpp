// jit/spin_loads.cpp: loops that only wait for a variable to change must really look at it.
//
// In `for !*stop {}` LLVM may read *stop once, because nothing in the loop writes it; gc reads it each time round,
// and programs rely on that. So: in a loop without calls, a load that alone decides an exit of the loop (together
// with values that do not change in it) is made atomic (monotonic), which keeps it in the loop. Loops that are ended
// by something that does change, as a counter, are left to the optimiser.
// What a loop stores that nothing else ends must become visible while it runs: those stores are volatile, which keeps
// them from being moved behind the loop.
#include "jit/codegen.h"

using namespace llvm;

namespace jit {

using BlockSet = std::unordered_map<const ir::Block *, bool>;

static bool isMemory(const ir::Instr *p) { // an address that other goroutines may write through
  for (;;) {
    if (p->isParam) return true;
    switch (p->op) {
    case ir::Op::Local: return false;
    case ir::Op::Alloc: return p->flags & ir::Heap;
    case ir::Op::FieldAddr:
    case ir::Op::IndexAddr:
    case ir::Op::PtrAdd:
    case ir::Op::Retype: p = p->ops[0]; continue;
    default: return true;
    }
  }
}

static bool callsOut(const ir::Instr *i) {
  auto e = ir::opEffect(i->op);
  return e == ir::Effect::call && !(i->op == ir::Op::Alloc && !(i->flags & ir::Heap));
}

namespace {
struct Loop {
  BlockSet body;
  std::unordered_map<const ir::Instr *, bool> stored; // locals written in the loop
  // Collects the memory loads v depends on; false if v changes in the loop by itself.
  bool invariant(const ir::Instr *v, std::vector<const ir::Instr *> &loads, int depth) {
    if (v->isParam || !body.count(v->block)) return true;
    if (depth > 12) return false;
    auto e = ir::opEffect(v->op);
    if (v->op == ir::Op::Load) {
      if (!invariant(v->ops[0], loads, depth + 1)) return false;
      if (isMemory(v->ops[0]))
        loads.push_back(v);
      else if (stored.count(v->ops[0]))
        return false;
      return true;
    }
    if (e != ir::Effect::pure && e != ir::Effect::read) return false;
    for (auto *o : v->ops)
      if (!invariant(o, loads, depth + 1)) return false;
    return true;
  }
};
} // namespace

void FuncGen::findSpinLoads() {
  // Natural loops from back edges of a depth-first search: a retreating edge's body is what reaches its tail
  // without passing its head.
  std::unordered_map<const ir::Block *, int> state;
  std::unordered_map<const ir::Block *, std::vector<const ir::Block *>> preds;
  std::vector<std::pair<const ir::Block *, const ir::Block *>> back; // tail, head
  std::vector<std::pair<const ir::Block *, size_t>> stack{{fn.blocks[0], 0}};
  state[fn.blocks[0]] = 1;
  while (!stack.empty()) {
    auto &[blk, n] = stack.back();
    const ir::Instr *last = blk->instrs.empty() ? nullptr : blk->instrs.back();
    if (!last || n >= last->targets.size()) {
      state[blk] = 2;
      stack.pop_back();
      continue;
    }
    const ir::Block *from = blk, *to = last->targets[n++];
    preds[to].push_back(from);
    if (state[to] == 1) back.push_back({from, to});
    if (!state[to]) {
      state[to] = 1;
      stack.push_back({to, 0});
    }
  }
  for (auto [tail, head] : back) {
    Loop l;
    std::vector<const ir::Block *> work{tail};
    l.body[head] = true;
    while (!work.empty()) {
      auto *blk = work.back();
      work.pop_back();
      if (l.body.count(blk)) continue;
      l.body[blk] = true;
      for (auto *p : preds[blk]) work.push_back(p);
    }
    bool calls = false;
    for (auto &[blk, in] : l.body)
      for (auto *i : blk->instrs) {
        calls |= callsOut(i);
        if (i->op == ir::Op::Store) l.stored[i->ops[0]] = true;
        if (i->op == ir::Op::Move || i->op == ir::Op::ZeroMem) l.stored[i->ops[0]] = true;
      }
    if (calls) continue;
    bool waits = true; // nothing but another goroutine can end this loop
    for (auto &[blk, in] : l.body) {
      const ir::Instr *last = blk->instrs.empty() ? nullptr : blk->instrs.back();
      for (auto *to : last ? last->targets : decltype(last->targets){})
        if (!l.body.count(to) && last->op != ir::Op::Branch) waits = false;
      if (!last || last->op != ir::Op::Branch) continue;
      if (l.body.count(last->targets[0]) && l.body.count(last->targets[1])) continue;
      std::vector<const ir::Instr *> loads;
      if (!l.invariant(last->ops[0], loads, 0) || loads.empty()) {
        waits = false;
        continue;
      }
      for (auto *x : loads)
        if (t.of(x->type).ssa) spin[x->id] = true;
    }
    if (!waits) continue;
    for (auto &[blk, in] : l.body)
      for (auto *i : blk->instrs)
        if (i->op == ir::Op::Store && isMemory(i->ops[0])) spin[i->id] = true;
  }
}

} // namespace jit
