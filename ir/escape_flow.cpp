// ir/escape_flow.cpp: what each instruction lets flow where. See escape_graph.h for what an edge means.
#include "ir/build.h"
#include "ir/escape.h"
#include "runtime/abi/entry_table.h"
#include <algorithm>

namespace ir {

namespace {

// ---- functions without body

// How many of its leading arguments a function without body leaves where they are: all, or none unless we know it.
size_t keptOutside(const Func &f, size_t args) {
  const WellKnown known = wellKnown(f.symbol);
  return f.noescape || known == WellKnown::keepsNothing ? args : known == WellKnown::keepsNoAddress ? 1 : 0;
}

// ---- values that hold pointers

bool isUintptr(Type *t) {
  auto *b = t ? dynBasic(under(t)) : nullptr;
  return b && b->bkind == BasicKind::Uintptr;
}

// A pointer that becomes one to memory outside the heap may be kept as a number beside: what it points to must not move.
bool leavesTheHeap(const Instr &i) {
  auto *to = dynPointer(under(i.type)), *from = dynPointer(under(i.ops[0]->type));
  return to && isNotInHeap(to->elem) && !(from && isNotInHeap(from->elem));
}

// The word Data of a reflect.SliceHeader or StringHeader: a pointer that is declared as a number.
bool isHeaderData(const Instr &addr) {
  if (addr.isParam || addr.op != Op::FieldAddr || addr.imm != 0) return false;
  auto *n = dynNamed(addr.auxType);
  return n && n->obj->pkg && n->obj->pkg->path == "reflect" && (n->obj->name == "SliceHeader" || n->obj->name == "StringHeader");
}

// The type word of an interface points to nothing that this analysis decides about.
bool isTypeWord(const Instr &i) { return i.op == Op::Extract && i.imm == 0 && under(i.ops[0]->type)->kind == TypeKind::Interface; }

bool isCallOp(const Instr &i) {
  return !i.isParam && (i.op == Op::Call || i.op == Op::CallClosure || i.op == Op::CallIface || i.op == Op::CallRuntime);
}

bool isTupleCall(const Instr &i) { return isCallOp(i) && i.type && dynTuple(i.type); }

bool isAddressStep(const Instr &i) {
  return !i.isParam && (i.op == Op::FieldAddr || i.op == Op::IndexAddr || i.op == Op::PtrAdd || i.op == Op::Retype);
}

} // namespace

Users usersOf(const Func &f) {
  Users users;
  for (const Block *b : f.blocks)
    for (Instr *i : b->instrs)
      for (Instr *v : i->ops) users[v].push_back(i);
  return users;
}

Instr *onlyStored(Instr *variable, const Users &users) {
  auto it = users.find(variable);
  if (variable->isParam || (variable->op != Op::Alloc && variable->op != Op::Local) || it == users.end()) return nullptr;
  Instr *stored = nullptr;
  for (const Instr *u : it->second) {
    if (u->op == Op::Load) continue;
    if (u->op != Op::Store || u->ops[0] != variable || u->ops[1] == variable || stored) return nullptr;
    stored = u->ops[1];
  }
  return stored;
}

const Func *knownFunc(Instr *v, const Users &users) {
  while (v && !v->isParam) {
    switch (v->op) {
    case Op::MakeClosure:
    case Op::FuncAddr: return v->func;
    case Op::Retype: v = v->ops[0]; break;
    case Op::Load: v = onlyStored(v->ops[0], users); break;
    default: return nullptr;
    }
  }
  return nullptr;
}

// ---- locations

void FlowBuilder::declare(Func *f) {
  Frame &frame = frames[f];
  for (Instr *p : f->params) {
    frame.params.push_back(graph.add(Location::Param, f));
    values[p] = frame.params.back();
  }
  for (size_t k = 0; k < f->results.size(); k++) {
    frame.results.push_back(graph.add(Location::Result, f));
    frame.results.back()->result = k;
  }
  for (size_t k = 0; k < f->captures.size(); k++) frame.captures.push_back(graph.add(Location::Param, f));
}

std::vector<Leaks> FlowBuilder::captureLeaks(const Func *f) const {
  std::vector<Leaks> out;
  for (const Location *l : frames.at(f).captures) out.push_back(l->leaks);
  return out;
}

Location *FlowBuilder::value(Instr *i) {
  Location *&l = values[i];
  if (!l) l = graph.add(Location::Value, i->block->func);
  return l;
}

// The k-th result of a call.
Location *FlowBuilder::result(Instr *call, size_t k) {
  if (!isTupleCall(*call)) return value(call);
  auto &all = tuples[call];
  while (all.size() <= k) all.push_back(graph.add(Location::Value, call->block->func));
  return all[k];
}

Location *FlowBuilder::object(Instr *i) {
  Location *&l = objectOf[i];
  if (l) return l;
  l = graph.add(Location::Object, i->block->func);
  l->object = i;
  l->loop = l->fn == fn ? loopOf(i) : lifetimes.loops(l->fn).of(i->block);
  l->escapes = needsHeap(*i);
  allObjects.push_back(l);
  return l;
}

// An Alloc is new each time it is executed. A Local stands in the entry block, but it is stored to before each use: it
// belongs to the innermost loop that holds all its uses. The Local that points to a loop's variable (MovesAlong) is
// given a new one by each iteration, which has copied the old one before: it belongs to the iteration.
int FlowBuilder::loopOf(Instr *i) {
  const LoopNest &loops = lifetimes.loops(fn);
  if (i->op != Op::Local || !loops.any()) return loops.of(i->block);
  int at = -1;
  std::vector<const Instr *> todo{i};
  while (!todo.empty()) {
    const Instr *v = todo.back();
    todo.pop_back();
    auto it = users.find(v);
    if (it == users.end()) continue;
    for (const Instr *u : it->second) {
      int loop = loops.of(u->block);
      bool deeper = (i->flags & MovesAlong) && at >= 0 && loops.encloses(at, loop);
      at = at < 0 || deeper ? loop : (i->flags & MovesAlong) ? at : loops.common(at, loop);
      if (isAddressStep(*u)) todo.push_back(u);
    }
  }
  return std::max(at, LoopNest::function);
}

// The object that p points into, if that is plain from how p was computed.
Instr *FlowBuilder::rootOf(Instr *p) {
  for (;;) {
    if (p->isParam) return nullptr;
    if (isAddressStep(*p)) {
      p = p->ops[0];
    } else if (p->op == Op::Extract && !p->ops[0]->isParam && p->ops[0]->op == Op::MakeSlice && p->imm == 0) {
      return p->ops[0];
    } else if (p->op == Op::ClosureVar) { // a variable of the function around
      const Lifetimes::Literal *literal = lifetimes.literal(p->block->func);
      if (!literal) return nullptr;
      p = literal->closure->ops[size_t(p->imm)];
    } else {
      return p->op == Op::Alloc || p->op == Op::Local ? p : nullptr;
    }
  }
}

// The pointer that p was computed from by steps to fields and elements. Loads of a variable that is set once are equal.
Instr *FlowBuilder::pointsInto(Instr *p) {
  for (;;) {
    if (isAddressStep(*p))
      p = p->ops[0];
    else if (Instr *v = !p->isParam && p->op == Op::Load ? onlyStored(p->ops[0], users) : nullptr)
      p = v;
    else
      return p;
  }
}

// The pointer to the object that v was loaded from, v being a pointer in it, perhaps a part of what that points to:
// "b.buf = b.buf[n:]" gives the object that b points to nothing that it did not hold before. Null if v is anything else.
Instr *FlowBuilder::loadedFrom(Instr *v) {
  while (!v->isParam) {
    if (v->op == Op::Load) return pointsInto(v->ops[0]);
    Instr *pointer = nullptr;
    for (Instr *o : v->ops)
      if (carriesPointers(*o)) {
        if (pointer || !(isAddressStep(*v) || v->op == Op::Extract || v->op == Op::Make)) return nullptr;
        pointer = o;
      }
    if (!pointer) return nullptr;
    v = pointer;
  }
  return nullptr;
}

// ---- flows

void FlowBuilder::flow(Instr *to, Instr *from, int derefs) {
  if (carriesPointers(*to) && carriesPointers(*from)) graph.flow(value(to), value(from), derefs);
}

void FlowBuilder::leak(Instr *from, int derefs) {
  if (carriesPointers(*from)) graph.flow(&graph.heap, value(from), derefs);
}

// Something is stored where `through` points to.
void FlowBuilder::writes(Instr *through, int derefs) {
  if (carriesPointers(*through)) graph.flow(&graph.writers, value(through), derefs);
}

// Something is stored to *p. A variable's own name is no pointer to it.
void FlowBuilder::stores(Instr *p) {
  if (!rootOf(p)) writes(p);
}

// What a callee's summary says about an argument, but for its results.
void FlowBuilder::passes(Instr *arg, const Leaks &l) {
  if (l.heap >= 0) leak(arg, l.heap);
  if (l.written >= 0) writes(arg, l.written);
}

void FlowBuilder::leakAll(Instr *i, size_t first) {
  for (size_t k = first; k < i->ops.size(); k++) leak(i->ops[k]);
}

void FlowBuilder::storeTo(Instr *p, Instr *v, int derefs) {
  if (isHeaderData(*p)) return leak(v, derefs);
  if (!hasPointers(v->type)) // a pointer that is stored as a number is hidden, on purpose
    return;
  Instr *root = rootOf(p);
  if (!root && derefs == 0 && pointsInto(p) == loadedFrom(v)) return;
  graph.flow(root ? object(root) : &graph.heap, value(v), derefs);
}

void FlowBuilder::body(Func *f) {
  fn = f;
  users = usersOf(*f);
  for (const Block *b : f->blocks)
    for (Instr *i : b->instrs) instr(i);
}

// A pointer as a number is followed through arithmetic up to the conversion back, but no further than its expression,
// whose instructions come in order.
void FlowBuilder::noteArithmetic(const Instr *i) {
  bool onPointers = i->op == Op::PtrToInt || std::any_of(i->ops.begin(), i->ops.end(), [&](Instr *v) { return numbers.count(v); });
  if (onPointers && opEffect(i->op) == Effect::pure && isUintptr(i->type)) numbers.insert(i);
}

void FlowBuilder::instr(Instr *i) {
  noteArithmetic(i);
  switch (i->op) {
  case Op::KeepAlive:
    if (i->flags & Heap) leak(i->ops[0], 0);
    break;
  case Op::Alloc:
  case Op::Local:
  case Op::MakeSlice: graph.flow(value(i), object(i), -1); break;
  case Op::MakeClosure: closure(i); break;
  case Op::ClosureVar: closureVar(i); break;
  case Op::Load:
    if (isHeaderData(*i->ops[0])) leak(i->ops[0]->ops[0], 1);
    flow(i, i->ops[0], 1);
    break;
  case Op::Store:
    stores(i->ops[0]);
    storeTo(i->ops[0], i->ops[1], 0);
    break;
  case Op::Move:
    stores(i->ops[0]);
    if (hasPointers(i->auxType)) storeTo(i->ops[0], i->ops[1], 1);
    break;
  case Op::ZeroMem: stores(i->ops[0]); break;
  case Op::PtrToInt: // who knows the number may make a pointer of it again
    writes(i->ops[0]);
    flow(i, i->ops[0], 0);
    break;
  case Op::Extract:
    if (isTupleCall(*i->ops[0])) {
      if (carriesPointers(*i)) graph.flow(value(i), result(i->ops[0], size_t(i->imm)), 0);
    } else if (!isTypeWord(*i)) {
      flow(i, i->ops[0], 0);
    }
    break;
  case Op::Retype:
  case Op::IntToPtr:
    flow(i, i->ops[0], 0);
    if (leavesTheHeap(*i)) leak(i->ops[0]);
    break;
  case Op::Ret:
    for (size_t k = 0; k < i->ops.size(); k++)
      if (hasPointers(i->ops[k]->type)) graph.flow(frames[fn].results[k], value(i->ops[k]), 0);
    break;
  case Op::Call: call(i, i->func, 0); break;
  case Op::CallClosure:
    if (const Func *known = knownFunc(i->ops[0], users))
      call(i, known, 1);
    else
      leakAll(i, 1);
    break;
  case Op::CallIface: leakAll(i, 0); break;
  case Op::CallRuntime:
    if (isMadeByRuntime(*i)) graph.flow(value(i), object(i), -1);
    if (auto *e = abi::findEntry(i->str)) entry(i, *e, 0);
    break;
  case Op::Defer: entry(i, *abi::findEntry("runtime.deferproc"), 0); break;
  default: // fields, elements, offsets, composites, arithmetic
    if (opEffect(i->op) == Effect::pure)
      for (Instr *v : i->ops) flow(i, v, 0);
  }
}

// A closure holds what it captures. Who calls it from elsewhere may do anything with its results.
void FlowBuilder::closure(Instr *i) {
  Location *o = object(i);
  graph.flow(value(i), o, -1);
  for (Instr *v : i->ops) {
    if (numbers.count(v)) // a number in the closure, which may live on while stacks move
      leak(v);
    else if (hasPointers(v->type))
      graph.flow(o, value(v), 0);
  }
  if (const Lifetimes::Literal *literal = lifetimes.literal(i->func)) {
    if (!literal->callsKnown)
      for (Location *r : frames[i->func].results) graph.flow(&graph.heap, r, 0);
    return;
  }
  const EscapeSummary *summary = i->func->summary;
  if (!summary || summary->captures.size() < i->ops.size()) return leakAll(i, 0);
  for (size_t k = 0; k < i->ops.size(); k++) {
    const Leaks &l = summary->captures[k];
    passes(i->ops[k], l);
    for (int derefs : l.results)
      if (derefs >= 0) leak(i->ops[k], derefs);
  }
}

// Captured by the only closure of this function: what flows there. Else: like a parameter.
void FlowBuilder::closureVar(Instr *i) {
  if (!hasPointers(i->type)) return;
  if (const Lifetimes::Literal *literal = lifetimes.literal(fn))
    graph.flow(value(i), value(literal->closure->ops[size_t(i->imm)]), 0);
  else
    graph.flow(value(i), frames[fn].captures[size_t(i->imm)], 0);
}

// Arguments start at operand `first`.
void FlowBuilder::call(Instr *i, const Func *callee, size_t first) {
  // What is handed on as a number is out of sight: the callee may make a pointer of it again (system calls).
  for (size_t k = first; k < i->ops.size(); k++)
    if (numbers.count(i->ops[k])) leak(i->ops[k]);
  if (!callee->hasBody())
    if (auto *e = abi::findEntry(callee->symbol)) return entry(i, *e, first);
  if (!callee->hasBody()) {
    const size_t rest = i->ops.size() - first, kept = first + std::min(keptOutside(*callee, rest), rest);
    for (size_t k = first; k < kept; k++) writes(i->ops[k]);
    return leakAll(i, kept);
  }
  if (auto frame = frames.find(callee); frame != frames.end()) { // of the same batch
    for (size_t k = first; k < i->ops.size(); k++)
      if (hasPointers(i->ops[k]->type)) graph.flow(frame->second.params[k - first], value(i->ops[k]), 0);
    for (size_t k = 0; i->type && k < callee->results.size(); k++)
      if (hasPointers(callee->results[k])) graph.flow(result(i, k), frame->second.results[k], 0);
    return;
  }
  const EscapeSummary *summary = callee->summary;
  if (!summary) return leakAll(i, first);
  for (size_t k = first; k < i->ops.size(); k++) {
    if (!hasPointers(i->ops[k]->type)) continue;
    const Leaks &l = summary->params[k - first];
    passes(i->ops[k], l);
    for (size_t r = 0; i->type && r < l.results.size(); r++)
      if (l.results[r] >= 0) graph.flow(result(i, r), value(i->ops[k]), l.results[r]);
  }
}

// Arguments start at operand `first`. What the table does not name is not kept; results are new or static memory.
void FlowBuilder::entry(Instr *i, const abi::EntryDesc &e, size_t first) {
  for (size_t k = first; k < i->ops.size(); k++)
    if (!e.onlyReads(k - first)) writes(i->ops[k]);
  for (unsigned k = 0; k < e.nflows; k++) {
    const abi::Flow &f = e.flows[k];
    Instr *arg = i->ops[first + f.arg];
    switch (f.to) {
    case abi::Flow::Heap: leak(arg, f.derefs); break;
    case abi::Flow::Result: flow(i, arg, f.derefs); break;
    case abi::Flow::Frame: // in a loop there may be any number of them
      if (lifetimes.loops(fn).of(i->block) != LoopNest::function) leak(arg);
      break;
    case abi::Flow::Pointee: {
      Type *elem = i->ops[first]->auxType; // these entries begin with the type of what they copy
      if (elem && !hasPointers(elem)) break;
      Instr *root = rootOf(i->ops[first + f.target]);
      graph.flow(root ? object(root) : &graph.heap, value(arg), f.derefs);
    }
    }
  }
}

} // namespace ir
