// ir/escape.cpp: decides for every Alloc, MakeSlice and MakeClosure whether it can live on the stack.
//
// An address stays on the stack if within its function it is only loaded from, stored to, compared, or walked
// (field, element, offset); what flows into memory, results, calls that keep it, or closures escapes. Calls to
// functions with a body use that function's summary of its parameters (bottom-up; recursion is assumed to escape).
// A captured value goes where its closure goes, and where the closure's body lets its capture go: a call of a closure
// hands out nothing but what the body hands out. What a defer statement outside loops is given lives as long as the
// frame, which is long enough.
#include "ir/ir.h"
#include <algorithm>
#include <unordered_set>

namespace ir {

using namespace frontend;

namespace {

constexpr int64_t maxStackObject = 128 << 10; // gc: 128 KB for explicit variables
constexpr int64_t maxImplicitObject = 64 << 10; // gc: 64 KB for new, &T{}, make, closures

// Runtime entries whose pointer arguments are not kept after they return.
bool entryKeepsNothing(const std::string &s) {
  static const std::unordered_set<std::string> leaks = {"runtime.newproc", "runtime.deferproc", "runtime.gopanic", "runtime.makechan"};
  return !leaks.count(s);
}

class Escape {
public:
  explicit Escape(Module &m) : m(m) {}

  void run() {
    for (auto &f : m.funcs) analyse(f.get());
  }

private:
  Module &m;
  enum State { New, Busy, Done };
  struct Summary { State state = New; std::vector<bool> leaks, captures; };
  std::unordered_map<Func *, Summary> summaries;

  const std::vector<bool> *leaksOf(Func *f) {
    if (f->blocks.empty()) return nullptr;
    auto &s = summaries[f];
    if (s.state == New) analyse(f);
    return summaries[f].state == Done ? &summaries[f].leaks : nullptr;
  }

  // Does the body of a closure let go of its capture k?
  bool captureLeaks(Func *body, size_t k) {
    if (summaries[body].state == New) analyse(body);
    const Summary &s = summaries[body];
    return s.state != Done || k >= s.captures.size() || s.captures[k];
  }

  void analyse(Func *f) {
    if (summaries[f].state != New) return;
    summaries[f].state = Busy;
    // Users of every value.
    std::unordered_map<Instr *, std::vector<Instr *>> users;
    for (auto *b : f->blocks)
      for (auto *i : b->instrs)
        for (auto *v : i->ops) users[v].push_back(i);
    auto escapes = [&](Instr *root) {
      std::vector<Instr *> work{root};
      std::unordered_set<Instr *> seen{root};
      while (!work.empty()) {
        Instr *v = work.back();
        work.pop_back();
        for (auto *u : users[v]) {
          switch (u->op) {
          case Op::Load: case Op::ZeroMem: case Op::NilCheck: case Op::Eq: case Op::Ne: case Op::BoundsCheck: case Op::KeepAlive: break;
          case Op::Lt: case Op::Le: case Op::Gt: case Op::Ge: case Op::Branch: case Op::DivCheck: case Op::ShiftCheck: break;
          case Op::Move: break; // contents move, the address does not
          case Op::Store:
            if (u->ops[1] == v) {
              // Stored into a compiler temporary that is only loaded again: follow the loads.
              Instr *slot = u->ops[0];
              if ((slot->op == Op::Local || slot->op == Op::Alloc) && !slot->isParam && onlyLoadedAndStored(slot, users)) {
                for (auto *l : users[slot]) if (l->op == Op::Load && seen.insert(l).second) work.push_back(l);
                break;
              }
              return true;
            }
            break;
          case Op::FieldAddr: case Op::IndexAddr: case Op::PtrAdd: case Op::Retype:
            if (u->ops[0] == v && seen.insert(u).second) work.push_back(u);
            break;
          case Op::Make: case Op::Extract:
            if (seen.insert(u).second) work.push_back(u);
            break;
          case Op::MakeClosure:
            for (size_t k = 0; k < u->ops.size(); k++) if (u->ops[k] == v && captureLeaks(u->func, k)) return true;
            if (!seen.insert(u).second) break;
            if (inLoopAndKept(f, u, users)) return true; // the closure itself needs the heap
            work.push_back(u);
            break;
          case Op::CallRuntime:
            if (u->str == "runtime.deferproc" && !inLoop(f, u->block)) break;
            if (!entryKeepsNothing(u->str) || returnsArgument(u, v)) return true;
            break;
          case Op::Call: {
            auto *leaks = leaksOf(u->func);
            if (!leaks) return true;
            for (size_t k = 0; k < u->ops.size(); k++) if (u->ops[k] == v && (*leaks)[k]) return true;
            break;
          }
          case Op::CallClosure: // the function value itself is only called
            for (size_t k = 1; k < u->ops.size(); k++) if (u->ops[k] == v) return true;
            break;
          default: return true;
          }
        }
      }
      return false;
    };
    std::vector<bool> leaks, captures(f->captures.size());
    for (auto *p : f->params) leaks.push_back(escapes(p));
    for (auto *b : f->blocks)
      for (auto *i : b->instrs)
        if (i->op == Op::ClosureVar && !i->isParam && !captures[size_t(i->imm)]) captures[size_t(i->imm)] = escapes(i);
    for (auto *b : f->blocks)
      for (auto *i : b->instrs) {
        if (i->op == Op::Alloc) {
          bool implicit = i->str.empty() || !(isalpha((unsigned char)i->str[0]) || i->str[0] == '_');
          if (sizeofType(i->auxType) > (implicit ? maxImplicitObject : maxStackObject) || escapes(i) || inLoopAndKept(f, i, users)) i->flags |= Heap;
        } else if (i->op == Op::MakeSlice) {
          bool constant = i->ops[1]->op == Op::ConstInt && !i->ops[1]->isParam && i->ops[0]->op == Op::ConstInt && !i->ops[0]->isParam;
          if (!constant || i->ops[0]->imm < 0 || i->ops[1]->imm < i->ops[0]->imm ||
              i->ops[1]->imm > maxImplicitObject / std::max<int64_t>(1, sizeofType(i->auxType)) || escapes(i) || inLoopAndKept(f, i, users))
            i->flags |= Heap;
        } else if (i->op == Op::MakeClosure) {
          if (escapes(i) || inLoopAndKept(f, i, users)) i->flags |= Heap;
        }
      }
    summaries[f].leaks = std::move(leaks);
    summaries[f].captures = std::move(captures);
    summaries[f].state = Done;
  }

  static bool onlyLoadedAndStored(Instr *slot, std::unordered_map<Instr *, std::vector<Instr *>> &users) {
    for (auto *u : users[slot]) {
      if (u->op == Op::Load) continue;
      if (u->op == Op::Store && u->ops[0] == slot && u->ops[1] != slot) continue;
      return false;
    }
    return true;
  }

  // Runtime entries that hand a pointer argument back as (part of) their result.
  static bool returnsArgument(Instr *call, Instr *v) {
    if (!call->type) return false;
    if (call->str == "runtime.growslice") return call->ops[0] == v; // the old array may be the result's
    return false;
  }

  // One stack slot serves all iterations of a loop: an object whose address outlives its iteration needs the heap.
  // Without loop depths: addresses that pass through a Local (merges, loop-carried variables) inside a loop do.
  bool inLoopAndKept(Func *f, Instr *i, std::unordered_map<Instr *, std::vector<Instr *>> &users) {
    if (!inLoop(f, i->block)) return false;
    std::vector<Instr *> work{i};
    std::unordered_set<Instr *> seen{i};
    while (!work.empty()) {
      Instr *v = work.back();
      work.pop_back();
      for (auto *u : users[v]) {
        if (u->op == Op::Store && u->ops[1] == v) {
          if (u->ops[0]->op == Op::Alloc && u->ops[0]->block == i->block) continue; // a variable of the same iteration
          return true;
        }
        if ((u->op == Op::FieldAddr || u->op == Op::IndexAddr || u->op == Op::PtrAdd || u->op == Op::Retype || u->op == Op::Make || u->op == Op::Extract ||
             u->op == Op::MakeClosure) &&
            seen.insert(u).second)
          work.push_back(u);
      }
    }
    return false;
  }

  std::unordered_map<Func *, std::unordered_set<Block *>> loopBlocks;
  bool inLoop(Func *f, Block *b) {
    auto it = loopBlocks.find(f);
    if (it == loopBlocks.end()) it = loopBlocks.emplace(f, computeLoops(f)).first;
    return it->second.count(b);
  }

  // Blocks on a cycle: members of strongly connected components (Tarjan, iterative).
  static std::unordered_set<Block *> computeLoops(Func *f) {
    std::unordered_set<Block *> out;
    size_t n = f->blocks.size();
    std::unordered_map<Block *, int> index;
    for (size_t i = 0; i < n; i++) index[f->blocks[i]] = int(i);
    std::vector<int> num(n, -1), low(n, 0), stack;
    std::vector<bool> on(n);
    int counter = 0;
    struct Frame { int v; size_t k; };
    for (size_t s = 0; s < n; s++) {
      if (num[s] >= 0) continue;
      std::vector<Frame> frames{{int(s), 0}};
      num[s] = low[s] = counter++, stack.push_back(int(s)), on[s] = true;
      while (!frames.empty()) {
        auto &[v, k] = frames.back();
        auto &ts = f->blocks[size_t(v)]->instrs.back()->targets;
        if (k < ts.size()) {
          int w = index[ts[k++]];
          if (num[size_t(w)] < 0) {
            num[size_t(w)] = low[size_t(w)] = counter++, stack.push_back(w), on[size_t(w)] = true;
            frames.push_back({w, 0});
          } else if (on[size_t(w)]) low[size_t(v)] = std::min(low[size_t(v)], num[size_t(w)]);
          continue;
        }
        int done = v;
        frames.pop_back();
        if (!frames.empty()) low[size_t(frames.back().v)] = std::min(low[size_t(frames.back().v)], low[size_t(done)]);
        if (low[size_t(done)] != num[size_t(done)]) continue;
        std::vector<int> scc;
        int w;
        do { w = stack.back(); stack.pop_back(); on[size_t(w)] = false; scc.push_back(w); } while (w != done);
        bool self = false;
        for (auto *t : f->blocks[size_t(done)]->instrs.back()->targets) self |= index[t] == done;
        if (scc.size() > 1 || self) for (int x : scc) out.insert(f->blocks[size_t(x)]);
      }
    }
    return out;
  }
};

} // namespace

void escapeAnalysis(Module &m, std::string *) { Escape(m).run(); }

} // namespace ir
