// ir/escape.cpp: decides for every Alloc, MakeSlice, MakeClosure and call that makes an object (isMadeByRuntime) whether it can live on the
// stack, and for every []byte(s) whether it may be the string's own bytes, for nobody writes to them.
//
// Functions are taken in batches, callees first: a batch is a set of functions that call each other, or make each
// other's closures. The flows of a batch form one graph (escape_flow, escape_graph); what it finds about parameters
// becomes the summary that callers use. Calls through interfaces and of unknown func values let all arguments escape.
//
// Invariant: no word on the heap, and no word of a frame or an iteration that lives longer, points to an object on the
// stack. GODEBUG=stackmove=1 turns what breaks it into a crash. Mirrors cmd/compile/internal/escape (Batch).
#include "ir/escape.h"
#include "frontend/diag.h"
#include "ir/build.h"
#include "ir/escape_notes.h"
#include "runtime/abi/mapkey.h"

namespace ir {

namespace {

constexpr int64_t maxVariable = 128 << 10; // gc 1.23: bytes of a declared variable
constexpr int64_t maxImplicit = 64 << 10; // gc: of new(T), &T{}, make, closures

bool isConstant(const Instr *i) { return !i->isParam && i->op == Op::ConstInt; }

const abi::EntryDesc &entryOf(const Instr *callRuntime) { return *abi::findEntry(callRuntime->str); }

} // namespace

// A map whose first group holds what it is made for, and can lie in the frame.
static bool isSmallMap(const Instr &make) {
  auto *map = static_cast<Map *>(under(make.type));
  const Instr *hint = make.ops[1];
  auto size = [](Type *t) { return uint64_t(sizeofType(t)); };
  if (!isConstant(hint) || hint->imm < 0 || hint->imm > int64_t(abi::mapGroupSlots)) return false;
  if (size(map->key) > abi::mapMaxInline || size(map->elem) > abi::mapMaxInline) return false;
  const abi::MapSlot slot(size(map->key), uint64_t(alignofType(map->key)), size(map->elem), uint64_t(alignofType(map->elem)));
  return slot.group <= abi::maxStackGroup;
}

bool needsHeap(const Instr &i) {
  switch (i.op) {
  case Op::Alloc: return sizeofType(i.auxType) > (i.flags & Variable ? maxVariable : maxImplicit);
  case Op::MakeSlice: {
    const Instr *len = i.ops[0], *cap = i.ops[1];
    int64_t most = maxImplicit / std::max<int64_t>(1, sizeofType(i.auxType));
    return !isConstant(len) || !isConstant(cap) || len->imm < 0 || cap->imm < len->imm || cap->imm > most;
  }
  case Op::CallRuntime: return dynMap(under(i.type)) && !isSmallMap(i);
  default: return false;
  }
}

namespace {

class Escape {
public:
  explicit Escape(Module &m) : m(m) {}

  void run() {
    findLiterals();
    for (const std::vector<int> &batch : batches()) analyse(batch);
  }

private:
  Module &m;
  Lifetimes lifetimes;

  void findLiterals();
  bool callsAreKnown(Instr *funcValue, const Users &users) const;
  std::vector<std::vector<int>> batches() const;
  void analyse(const std::vector<int> &batch);
  void decide(const Location &object);
};

// ---- literals: functions whose closures are made in one place

void Escape::findLiterals() {
  std::unordered_map<const Func *, int> makers;
  for (auto &f : m.funcs)
    for (Block *b : f->blocks)
      for (Instr *i : b->instrs)
        if (i->op == Op::MakeClosure) makers[i->func]++;
  for (auto &f : m.funcs) {
    Users users;
    for (Block *b : f->blocks)
      for (Instr *i : b->instrs)
        if (i->op == Op::MakeClosure && makers[i->func] == 1 && !i->func->blocks.empty() && i->func->module == &m) {
          if (users.empty()) users = usersOf(*f);
          lifetimes.addLiteral(i->func, {f.get(), i, callsAreKnown(i, users)});
        }
  }
}

// Is a func value only called, and by whom we know?
bool Escape::callsAreKnown(Instr *v, const Users &users) const {
  auto it = users.find(v);
  if (it == users.end()) return true;
  for (Instr *u : it->second) {
    bool called = u->op == Op::NilCheck || u->op == Op::Defer || (u->op == Op::CallRuntime && entryOf(u).is(abi::calls));
    for (size_t k = 0; u->op == Op::CallClosure && k < u->ops.size(); k++) called = u->ops[k] == v ? k == 0 : called;
    if (called) continue;
    if (u->op != Op::Store || u->ops[1] != v) return false;
    Instr *variable = u->ops[0];
    if (onlyStored(variable, users) != v) return false;
    for (Instr *l : users.at(variable))
      if (l->op == Op::Load && !callsAreKnown(l, users)) return false;
  }
  return true;
}

// ---- batches

// A literal and the function around it see each other's variables: they are always in one batch.
std::vector<std::vector<int>> Escape::batches() const {
  std::unordered_map<const Func *, int> index;
  for (size_t i = 0; i < m.funcs.size(); i++) index[m.funcs[i].get()] = int(i);
  std::vector<std::vector<int>> callees(m.funcs.size());
  for (size_t i = 0; i < m.funcs.size(); i++)
    for (const Block *b : m.funcs[i]->blocks)
      for (const Instr *x : b->instrs)
        if (x->op == Op::Call || x->op == Op::FuncAddr || x->op == Op::MakeClosure) {
          auto known = index.find(x->func);
          if (known == index.end()) continue; // the base's
          int callee = known->second;
          callees[i].push_back(callee);
          if (auto *l = lifetimes.literal(x->func); l && l->closure == x) callees[size_t(callee)].push_back(int(i));
        }
  return components(int(m.funcs.size()), [&](int v) -> const std::vector<int> & { return callees[size_t(v)]; });
}

void Escape::analyse(const std::vector<int> &batch) {
  EscapeGraph graph(lifetimes);
  FlowBuilder flows(graph, lifetimes);
  for (int n : batch) flows.declare(m.funcs[size_t(n)].get());
  for (int n : batch) flows.body(m.funcs[size_t(n)].get());
  graph.solve();
  for (const Location *object : flows.objects()) decide(*object);
  for (int n : batch) {
    Func *f = m.funcs[size_t(n)].get();
    if (f->blocks.empty()) continue;
    auto *s = new EscapeSummary; // lives as the function does
    for (size_t k = 0; k < f->params.size(); k++) s->params.push_back(flows.param(f, k)->leaks);
    s->captures = flows.captureLeaks(f);
    f->summary = s;
  }
}

void Escape::decide(const Location &l) {
  if (!l.escapes) {
    if (l.object->op == Op::CallRuntime && dynSlice(under(l.object->type)) && !l.written) l.object->flags |= Borrows;
    return;
  }
  if (l.object->op == Op::Local)
    internalError("escape", l.object->pos,
                  l.fn->symbol + ": the address of temporary %" + std::to_string(l.object->id) + " leaves its frame");
  l.object->flags |= Heap;
}

} // namespace

void escapeAnalysis(Module &m, std::vector<EscapeNote> *notes) {
  Escape escape(m);
  escape.run();
  if (notes) *notes = escapeNotes(m);
}

} // namespace ir
