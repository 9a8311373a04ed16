// ir/analyses.cpp: see analyses.h.
#include "ir/analyses.h"
#include "runtime/abi/entry_table.h"

namespace ir {

static const std::vector<Block *> &successors(const Block *b) {
  static const std::vector<Block *> none;
  return b->instrs.empty() ? none : b->instrs.back()->targets;
}

static void appendReversePostorder(const Block *root, BlockSet &seen, std::vector<const Block *> &out) {
  if (!seen.insert(root).second) return;
  std::vector<std::pair<const Block *, size_t>> stack{{root, 0}};
  std::vector<const Block *> post;
  while (!stack.empty()) {
    auto &[b, next] = stack.back();
    if (next == successors(b).size()) {
      post.push_back(b);
      stack.pop_back();
    } else if (const Block *to = successors(b)[next++]; seen.insert(to).second) {
      stack.push_back({to, 0});
    }
  }
  out.insert(out.end(), post.rbegin(), post.rend());
}

std::vector<const Block *> reversePostorder(const Func &f) {
  std::vector<const Block *> order;
  BlockSet seen;
  appendReversePostorder(f.blocks[0], seen, order);
  if (f.recoverBlock) appendReversePostorder(f.recoverBlock, seen, order);
  return order;
}

BlockSet blocksAfterDefer(const Func &f) {
  BlockSet after;
  if (!f.recoverBlock) return after;
  std::vector<const Block *> work;
  auto reach = [&](const Block *b) {
    if (after.insert(b).second) work.push_back(b);
  };
  for (const Block *b : f.blocks)
    for (const Instr *i : b->instrs)
      if (i->op == Op::Defer)
        for (const Block *s : successors(b)) reach(s);
  reach(f.recoverBlock);
  while (!work.empty()) {
    const Block *b = work.back();
    work.pop_back();
    for (const Block *s : successors(b)) reach(s);
  }
  return after;
}

static bool isInLoop(const Block *b) {
  BlockSet seen;
  std::vector<const Block *> order;
  for (const Block *s : successors(b)) appendReversePostorder(s, seen, order);
  return seen.count(b) != 0;
}

// What a Defer will call, if that is known.
const Func *deferredFunc(const Instr *defer) {
  const Instr *v = defer->ops[0];
  return v->op == Op::MakeClosure || v->op == Op::FuncAddr ? v->func : nullptr;
}

std::vector<const Instr *> openDefers(const Func &f) {
  constexpr size_t maxDefers = 8, maxCalls = 15; // gc's
  std::vector<const Instr *> defers;
  size_t exits = 0;
  if (!f.recoverBlock) return {};
  for (const Block *b : reversePostorder(f))
    for (const Instr *i : b->instrs) {
      if (i->op == Op::DeferReturn) exits++;
      if (i->op != Op::Defer) continue;
      const Func *callee = deferredFunc(i);
      if ((callee && callee->wrapper && callee->callsRecover) || defers.size() == maxDefers || isInLoop(b)) return {};
      defers.push_back(i);
    }
  exits--; // the recover block's
  return exits * defers.size() > maxCalls ? std::vector<const Instr *>() : defers;
}

bool isMadeByRuntime(const Instr &i) {
  if (i.isParam || i.op != Op::CallRuntime) return false;
  auto *e = abi::findEntry(i.str);
  return e && e->is(abi::local);
}

std::unordered_map<const Instr *, const Instr *> readOnlyCopies(const Func &f) {
  std::unordered_map<const Instr *, const Instr *> copies;
  std::unordered_map<const Instr *, const Instr *> variableOf; // of addresses in variables
  for (const Block *b : f.blocks)
    for (size_t k = 1; k < b->instrs.size(); k++) {
      const Instr *i = b->instrs[k], *variable = b->instrs[k - 1];
      if (i->op != Op::Store || !i->ops[1]->isParam || i->ops[0] != variable) continue;
      if (variable->op == Op::Alloc && !(variable->flags & Heap)) copies[variable] = i->ops[1], variableOf[variable] = variable;
    }
  if (copies.empty()) return copies;
  for (const Block *b : reversePostorder(f))
    for (const Instr *i : b->instrs)
      for (size_t k = 0; k < i->ops.size(); k++) {
        auto at = variableOf.find(i->ops[k]);
        if (at == variableOf.end()) continue;
        const Instr *variable = at->second;
        const bool steps = k == 0 && (i->op == Op::FieldAddr || i->op == Op::IndexAddr || i->op == Op::Retype);
        const bool reads = i->op == Op::Load || i->op == Op::NilCheck || (i->op == Op::Move && k == 1);
        const bool filled =
            i->op == Op::Store && k == 0 && i->ops[0] == variable && copies.count(variable) && i->ops[1] == copies[variable];
        if (steps)
          variableOf[i] = variable;
        else if (!reads && !filled)
          copies.erase(variable);
      }
  return copies;
}

static bool storedAtOnce(const Block *b, size_t load) {
  for (size_t k = load + 1; k < b->instrs.size(); k++) {
    const Instr *i = b->instrs[k];
    if (i->op == Op::Store && i->ops[1] == b->instrs[load]) return true;
    const Effect e = opEffect(i->op);
    if (e != Effect::pure && e != Effect::read && e != Effect::panic) return false;
  }
  return false;
}

std::vector<bool> forwardedLoads(const Func &f) {
  std::vector<unsigned> uses(f.nextId + 1);
  std::vector<bool> out(f.nextId + 1);
  for (const Block *b : f.blocks)
    for (const Instr *i : b->instrs)
      for (const Instr *o : i->ops) uses[o->id]++;
  for (const Block *b : f.blocks)
    for (size_t k = 0; k < b->instrs.size(); k++) {
      const Instr *i = b->instrs[k];
      if (i->op == Op::Load && !(i->flags & Volatile) && uses[i->id] == 1) out[i->id] = storedAtOnce(b, k);
    }
  return out;
}

std::unique_ptr<Func> entryThunk(const Func &f) {
  auto thunk = std::make_unique<Func>();
  thunk->symbol = f.symbol;
  thunk->display = f.display;
  thunk->sig = f.sig;
  thunk->results = f.results;
  thunk->pos = f.pos;
  thunk->pkg = f.pkg;
  thunk->wrapper = true;
  thunk->module = f.module;
  Builder b;
  b.fn = thunk.get();
  b.pos = f.pos;
  b.at = b.newBlock("entry");
  std::vector<Value> args;
  for (const Instr *p : f.params) {
    auto *param = new Instr(*p);
    param->isParam = true;
    param->id = thunk->nextId++;
    thunk->params.push_back(param);
    args.push_back(param);
  }
  Type *result = f.results.size() == 1 ? f.results[0] : nullptr;
  if (f.results.size() > 1) {
    auto *tuple = new frontend::Tuple;
    for (Type *r : f.results) tuple->vars.push_back(new frontend::Var(f.pos, nullptr, "", r));
    result = tuple;
  }
  Instr *call = b.emit(Op::Call, result, args);
  call->func = const_cast<Func *>(&f);
  std::vector<Value> results;
  if (f.results.size() == 1) results.push_back(call);
  for (size_t k = 0; f.results.size() > 1 && k < f.results.size(); k++) results.push_back(b.extract(call, int64_t(k), f.results[k]));
  b.emit(Op::Ret, nullptr, results);
  return thunk;
}

} // namespace ir
