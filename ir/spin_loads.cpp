// ir/spin_loads.cpp: loops that only wait for a variable to change must really look at it.
//
// In `for !*stop {}` LLVM may read *stop once, because nothing in the loop writes it; gc reads it each time round,
// and programs rely on that. So: in a loop without calls, a load that alone decides an exit of the loop (together
// with values that do not change in it) is marked: the code generator makes it atomic (monotonic), which keeps it in the
// loop. Loops that are ended by something that does change, as a counter, are left to the optimiser.
// What a loop stores that nothing else ends must become visible while it runs: those stores become volatile, which keeps
// them from being moved behind the loop.
#include "ir/analyses.h"
#include "ir/loops.h"

namespace ir {

namespace {

bool isMemory(const Instr *p) { // an address that other goroutines may write through
  for (;;) {
    if (p->isParam) return true;
    switch (p->op) {
    case Op::Local: return false;
    case Op::Alloc: return p->flags & Heap;
    case Op::FieldAddr:
    case Op::IndexAddr:
    case Op::PtrAdd:
    case Op::Retype: p = p->ops[0]; continue;
    default: return true;
    }
  }
}

bool callsOut(const Instr *i) { return opEffect(i->op) == Effect::call && !(i->op == Op::Alloc && !(i->flags & Heap)); }

class Loop {
public:
  Loop(const Func &f, const LoopNest &nest, int loop) {
    for (const Block *b : f.blocks)
      if (nest.encloses(loop, nest.of(b))) body.insert(b);
    for (const Block *b : body)
      for (const Instr *i : b->instrs) {
        calls |= callsOut(i);
        if (i->op == Op::Store || i->op == Op::Move || i->op == Op::ZeroMem) stored.insert(i->ops[0]);
      }
  }

  void mark(std::vector<bool> &spin) const {
    if (calls) return;
    bool waits = true; // nothing but another goroutine can end this loop
    for (const Block *b : body) {
      const Instr *last = b->instrs.back();
      for (const Block *to : last->targets)
        if (!body.count(to) && last->op != Op::Branch) waits = false;
      if (last->op != Op::Branch || (body.count(last->targets[0]) && body.count(last->targets[1]))) continue;
      std::vector<const Instr *> loads;
      if (!invariant(last->ops[0], loads, 0) || loads.empty())
        waits = false;
      else
        for (const Instr *l : loads) spin[l->id] = true;
    }
    if (!waits) return;
    for (const Block *b : body)
      for (const Instr *i : b->instrs)
        if (i->op == Op::Store && isMemory(i->ops[0])) spin[i->id] = true;
  }

private:
  // Collects the memory loads v depends on; false if v changes in the loop by itself.
  bool invariant(const Instr *v, std::vector<const Instr *> &loads, int depth) const {
    constexpr int tooDeep = 12; // conditions of loops that wait are short
    if (v->isParam || !body.count(v->block)) return true;
    if (depth > tooDeep) return false;
    if (v->op == Op::Load) {
      if (!invariant(v->ops[0], loads, depth + 1)) return false;
      if (isMemory(v->ops[0])) loads.push_back(v);
      return isMemory(v->ops[0]) || !stored.count(v->ops[0]);
    }
    if (opEffect(v->op) != Effect::pure && opEffect(v->op) != Effect::read) return false;
    for (const Instr *o : v->ops)
      if (!invariant(o, loads, depth + 1)) return false;
    return true;
  }

  BlockSet body;
  std::unordered_set<const Instr *> stored; // addresses written in the loop
  bool calls = false;
};

} // namespace

std::vector<bool> spinAccesses(const Func &f) {
  std::vector<bool> spin(f.nextId + 1);
  LoopNest nest(f);
  for (int loop = 1; loop <= nest.count(); loop++) Loop(f, nest, loop).mark(spin);
  return spin;
}

} // namespace ir
