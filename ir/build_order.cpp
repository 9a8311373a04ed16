// ir/build_order.cpp: in which order the operands of an expression are read.
//
// The spec orders calls and receive operations among each other, but not against reads of variables: in `s[0] = f()` or
// `g(x, f())` f may change s and x. gc reads late: all calls of a statement come first, in source order, then the
// rest. Programs depend on it (`nodes[i].child = t.add()`, where add appends to nodes), so we do the same.
//
// An Order covers the operands of one call or statement. If something that calls could change would be read before a
// call, all the calls in it are evaluated at once, and what they gave is kept in `precomputed` until the Order ends;
// otherwise everything is evaluated as it stands. Operands of && and ||, arguments of calls and entries of map literals
// are orders of their own. What gc evaluates early although it has no effects, we do, too (Shape::Early, Anatomy::copied).
// Mirrors cmd/compile/internal/walk/order.go.
#include "frontend/ast_walk.h"
#include "ir/build.h"
#include <algorithm>

namespace ir {

using FOp = frontend::Op;

bool isLeaf(Expr *e) { return !e || e->mode == Mode::TypExpr || e->mode == Mode::NilValue || (e->mode == Mode::Constant && e->cval); }

static bool isTypeSyntax(Node *n) {
  switch (n->kind) {
  case NodeKind::ArrayTypeExpr:
  case NodeKind::ChanTypeExpr:
  case NodeKind::DotsType:
  case NodeKind::FuncType:
  case NodeKind::InterfaceTypeExpr:
  case NodeKind::MapTypeExpr:
  case NodeKind::SliceTypeExpr:
  case NodeKind::StructTypeExpr: return true;
  default: return false;
  }
}

// Visits e and its parts before what they consist of, if f says so; no types, no constants.
void inspectValues(Expr *root, const std::function<bool(Expr *)> &f) {
  inspect(root, [&](Node *n) { return !isTypeSyntax(n) && !isLeaf(static_cast<Expr *>(n)) && f(static_cast<Expr *>(n)); });
}

// Has it an address? gc asks this of its tree, where parts of variables and what pointers point to have one.
bool FuncBuilder::inMemory(Expr *e) {
  e = unparen(e);
  if (auto *n = dynName(e)) return n->obj && dynVar(n->obj);
  if (auto *s = dynSelectorExpr(e)) {
    if (!s->selection) return s->sel->obj && dynVar(s->sel->obj); // another package's
    if (s->selection->kind != SelKind::FieldVal) return false;
    return s->selection->indirect || dynPointer(under(typeOf(s->x))) || inMemory(s->x);
  }
  if (auto *x = dynIndexExpr(e)) {
    if (x->x->mode == Mode::TypExpr || !x->x->type) return false;
    TypeKind k = under(typeOf(x->x))->kind;
    return k == TypeKind::Slice || k == TypeKind::Pointer || (k == TypeKind::Array && inMemory(x->x));
  }
  auto *o = dynOperation(e);
  return o && !o->y && o->op == FOp::Mul;
}

namespace {

enum class Shape {
  Plain, // computes
  Read,  // reads memory that calls may change, or may panic: late
  Early, // the same, but gc does it where it stands: builtins, slices, type assertions that copy
  Call,  // has effects: where it stands
};

// What an expression is, apart from its operands (which operands() lists in order of evaluation).
struct Anatomy {
  Shape shape = Shape::Plain;
  std::vector<Expr *> operands;
  bool ownOrder = false; // the operands are evaluated in an order of their own, all where it stands
  std::vector<Expr *> copied; // operands that gc needs in memory, and copies where they stand
};

bool isBuiltinValue(BuiltinId id) { // without effects
  switch (id) {
  case BuiltinId::Cap:
  case BuiltinId::Complex:
  case BuiltinId::Imag:
  case BuiltinId::Len:
  case BuiltinId::Make:
  case BuiltinId::Max:
  case BuiltinId::Min:
  case BuiltinId::New:
  case BuiltinId::Real:
  case BuiltinId::UnsafeAdd:
  case BuiltinId::UnsafeSlice:
  case BuiltinId::UnsafeSliceData:
  case BuiltinId::UnsafeString:
  case BuiltinId::UnsafeStringData: return true;
  default: return false;
  }
}

// Is a key made of bytes that only the look-up reads as a string? Then it follows at once.
bool hasBytesAsString(FuncBuilder &b, Expr *e) {
  e = unparen(e);
  if (auto *kv = dynKeyValueExpr(e)) return hasBytesAsString(b, kv->value);
  if (auto *c = dynCompositeLit(e)) {
    const TypeKind k = under(b.typeOf(c))->kind;
    return (k == TypeKind::Struct || k == TypeKind::Array) &&
           std::any_of(c->elems.begin(), c->elems.end(), [&](Expr *x) { return hasBytesAsString(b, x); });
  }
  auto *c = dynCallExpr(e);
  if (!c || c->fun->mode != Mode::TypExpr || isLeaf(c) || !isString(b.typeOf(c))) return false;
  auto *from = dynSlice(under(b.typeOf(c->args[0])));
  return from && sizeofType(b.T(from->elem)) == 1;
}

// Constants and literals of constants are static data.
bool isStatic(Expr *e) {
  if (isLeaf(e)) return true;
  if (auto *kv = dynKeyValueExpr(e)) return isStatic(kv->value);
  auto *c = dynCompositeLit(unparen(e));
  return c && std::all_of(c->elems.begin(), c->elems.end(), isStatic);
}

bool needsCopy(FuncBuilder &b, Expr *e) { return !isStatic(e) && !b.inMemory(e); }

// Is it given to a variable of interface type as an address?
bool copiedFor(FuncBuilder &b, Type *to, Expr *e) {
  if (isLeaf(e) || !to || under(b.T(to))->kind != TypeKind::Interface) return false;
  Type *t = b.typeOf(e);
  return !dynTuple(t) && under(t)->kind != TypeKind::Interface && boxedByAddress(t) && needsCopy(b, e);
}

Anatomy callAnatomy(FuncBuilder &b, CallExpr *c) {
  Expr *f = unparen(c->fun);
  if (f->mode == Mode::TypExpr || c->fun->mode == Mode::TypExpr) { // string(b) reads the bytes
    Type *from = c->args[0]->type, *to = c->type;
    if (from && to && dynBasic(under(from)) && dynSlice(under(to))) return {Shape::Early, {c->args[0]}}; // []byte(s)
    Anatomy a{from && dynSlice(under(from)) ? Shape::Read : Shape::Plain, {c->args[0]}};
    if (copiedFor(b, to, c->args[0])) a.copied = a.operands;
    return a;
  }
  if (f->mode != Mode::Builtin) return {Shape::Call, {}};
  auto *builtin = builtinOf(c);
  if (!builtin || !isBuiltinValue(builtin->id)) return {Shape::Call, {}};
  Anatomy a{Shape::Early};
  for (Expr *x : c->args)
    if (x->mode != Mode::TypExpr) a.operands.push_back(x);
  if (Expr *s = builtin->id == BuiltinId::Len ? b.countedRunes(c->args[0]) : nullptr) a.operands = {s}; // no slice is made
  return a;
}

// What of a literal is converted to an interface; entries of maps are assigned one by one.
Type *elementType(Type *u, Expr *elem, size_t k) {
  switch (u->kind) {
  case TypeKind::Slice: return static_cast<Slice *>(u)->elem;
  case TypeKind::Array: return static_cast<Array *>(u)->elem;
  case TypeKind::Struct: literalField(elem, static_cast<Struct *>(u), &k); return static_cast<Struct *>(u)->fields[k]->type;
  default: return nullptr;
  }
}

Anatomy literalAnatomy(FuncBuilder &b, CompositeLit *c, Type *u) {
  Anatomy a;
  for (size_t i = 0; i < c->elems.size(); i++) {
    Expr *x = c->elems[i];
    auto *kv = dynKeyValueExpr(x);
    if (kv && u->kind == TypeKind::Map) a.operands.push_back(kv->key);
    a.operands.push_back(kv ? kv->value : x);
    if (copiedFor(b, elementType(u, x, i), a.operands.back())) a.copied.push_back(a.operands.back());
  }
  a.ownOrder = u->kind == TypeKind::Map && !std::all_of(a.operands.begin(), a.operands.end(), isLeaf);
  return a;
}

} // namespace

bool FuncBuilder::copiesKey(Map *m, Expr *key) {
  if (isLeaf(key)) return false;
  const KeyCopy copy = keyCopy(T(m->key), T(m->elem));
  const bool converted = under(T(m->key))->kind == TypeKind::Interface && under(typeOf(key))->kind != TypeKind::Interface;
  return copy == KeyCopy::Always || (copy == KeyCopy::UnlessInMemory && (converted || needsCopy(*this, key)));
}

// Can a call change what the variable holds?
bool FuncBuilder::changesBehindUs(Var *v) const {
  if (v->pkgLevel) return true;
  const VarUses *u = namer->uses;
  if (!u) return true;
  auto it = u->find(v);
  return it != u->end() && (it->second.addrTaken || (it->second.captured && it->second.reassigned));
}

// Divisors and shift counts that are not constant.
static bool mayPanic(Operation *o) {
  if (o->op == FOp::Div || o->op == FOp::Rem || o->op == FOp::Shl || o->op == FOp::Shr) return o->y && !isLeaf(o->y);
  return false;
}

// Structs and arrays are compared in memory.
static bool comparesInMemory(FuncBuilder &b, Operation *o) {
  if ((o->op != FOp::Eql && o->op != FOp::Neq) || !o->y || isLeaf(o->x) || isLeaf(o->y)) return false;
  const TypeKind x = under(b.typeOf(o->x))->kind, y = under(b.typeOf(o->y))->kind;
  return x == y && (x == TypeKind::Struct || x == TypeKind::Array);
}

// Chains of binary operators may be long: their left spine is one list of operands.
static Anatomy operationAnatomy(FuncBuilder &b, Operation *o) {
  if (auto *c = !o->y && o->op == FOp::And ? dynCompositeLit(unparen(o->x)) : nullptr; c && dynMap(under(b.typeOf(c))))
    return literalAnatomy(b, c, under(b.typeOf(c))); // evaluated with its address, not before it
  if (!o->y) return {o->op == FOp::Recv ? Shape::Call : o->op == FOp::Mul ? Shape::Read : Shape::Plain, {o->x}};
  auto shortCircuit = [](Operation *o) { return o->op == FOp::AndAnd || o->op == FOp::OrOr; };
  Anatomy a{mayPanic(o) ? Shape::Read : Shape::Plain, {}, shortCircuit(o)};
  if (comparesInMemory(b, o)) {
    a.operands = {o->x, o->y};
    std::copy_if(a.operands.begin(), a.operands.end(), std::back_inserter(a.copied), [&](Expr *e) { return needsCopy(b, e); });
    return a;
  }
  auto joins = [&](Operation *p) { return shortCircuit(p) == a.ownOrder && !mayPanic(p) && !comparesInMemory(b, p); };
  Expr *x = o;
  for (Operation *p = o; p && p->y && !isLeaf(p) && (p == o || joins(p)); p = dynOperation(x)) {
    a.operands.push_back(p->y);
    x = unparen(p->x);
  }
  a.operands.push_back(x);
  std::reverse(a.operands.begin(), a.operands.end());
  return a;
}

static Anatomy anatomy(FuncBuilder &b, Expr *e) {
  switch (e->kind) {
  case NodeKind::CompositeLit: {
    Type *u = under(b.typeOf(e));
    if (auto *p = dynPointer(u)) u = under(b.T(p->elem));
    return literalAnatomy(b, static_cast<CompositeLit *>(e), u);
  }
  case NodeKind::SelectorExpr: {
    auto *s = static_cast<SelectorExpr *>(e);
    if (s->selection && s->selection->kind != SelKind::MethodExpr) {
      TypeKind k = under(b.typeOf(s->x))->kind;
      return {s->selection->indirect || k == TypeKind::Pointer || k == TypeKind::Interface ? Shape::Read : Shape::Plain, {s->x}};
    }
    return {};
  }
  case NodeKind::IndexExpr: {
    auto *x = static_cast<IndexExpr *>(e);
    if (x->index->mode == Mode::TypExpr || x->index->kind == NodeKind::ListExpr) return {};
    Type *u = under(b.typeOf(x->x));
    Anatomy a{u->kind == TypeKind::Array && isLeaf(x->index) ? Shape::Plain : Shape::Read, {x->x, x->index}};
    if (auto *m = dynMap(u); m && !isLeaf(x->index)) {
      if (!b.assignedElems.count(x) && hasBytesAsString(b, x->index)) a.shape = Shape::Early;
      if (b.copiesKey(m, x->index)) a.copied = {x->index};
    }
    return a;
  }
  case NodeKind::SliceExpr: {
    auto *s = static_cast<SliceExpr *>(e);
    Anatomy a{Shape::Early, {s->x}};
    for (Expr *i : s->index)
      if (i) a.operands.push_back(i);
    return a;
  }
  case NodeKind::AssertExpr: return {directIface(b.typeOf(e)) ? Shape::Read : Shape::Early, {static_cast<AssertExpr *>(e)->x}};
  case NodeKind::Operation: return operationAnatomy(b, static_cast<Operation *>(e));
  case NodeKind::CallExpr: return callAnatomy(b, static_cast<CallExpr *>(e));
  default: return {};
  }
}

void FuncBuilder::Order::keep(Expr *e) {
  e = unparen(e);
  if (isLeaf(e) || b.precomputed.count(e)) return;
  Value v = b.expr(e);
  b.precomputed[e] = v;
  hoisted.push_back(e);
}

void FuncBuilder::Order::look(Expr *e) {
  e = isLeaf(e) ? nullptr : unparen(e);
  if (!e || conflict || b.precomputed.count(e)) return;
  if (auto *n = dynName(e)) {
    auto *v = n->obj ? dynVar(n->obj) : nullptr;
    read |= v && b.changesBehindUs(v);
    return;
  }
  if (auto *s = dynSelectorExpr(e); s && !s->selection) { // another package's variable
    read |= s->sel->obj && dynVar(s->sel->obj);
    return;
  }
  Anatomy a = anatomy(b, e);
  if (a.ownOrder) {
    Order inner(b, a.operands, false, true);
    conflict |= read && inner.call;
    call |= inner.call, inPlace = true;
    return;
  }
  const bool before = read;
  for (Expr *x : a.operands) look(x);
  if (a.shape == Shape::Call || a.shape == Shape::Early) read = before; // its operands are read with it
  if (a.shape == Shape::Call) {
    conflict |= before;
    call = true;
  }
  inPlace |= call || a.shape == Shape::Early || !a.copied.empty();
  read |= a.shape == Shape::Read;
}

void FuncBuilder::Order::hoistOperands(Expr *e) {
  Anatomy a = anatomy(b, e);
  if (a.ownOrder) return;
  for (Expr *x : a.operands) {
    hoist(x);
    if (std::find(a.copied.begin(), a.copied.end(), x) != a.copied.end()) keep(x);
  }
}

// Of a value that need not be kept.
void FuncBuilder::Order::hoistWithin(Expr *e) {
  if (conflict || !inPlace || isLeaf(e) || b.precomputed.count(unparen(e))) return;
  hoistOperands(unparen(e));
}

// Evaluates the calls in e.
void FuncBuilder::Order::hoist(Expr *e) {
  e = isLeaf(e) ? nullptr : unparen(e);
  if (!e || b.precomputed.count(e) || e->kind == NodeKind::Name || (dynSelectorExpr(e) && !static_cast<SelectorExpr *>(e)->selection))
    return;
  Anatomy a = anatomy(b, e);
  hoistOperands(e);
  if ((a.ownOrder || a.shape == Shape::Call || a.shape == Shape::Early) && !dynTuple(e->type)) keep(e);
}

FuncBuilder::Order::Order(FuncBuilder &b, const std::vector<Expr *> &operands, bool readsFirst, bool onlyLook) : b(b), saved(b.ordered) {
  for (Expr *e : operands) {
    look(e);
    read |= readsFirst;
  }
  if (onlyLook) return;
  b.ordered = true;
  if (conflict)
    for (Expr *e : operands) hoist(e);
}

FuncBuilder::Order::~Order() {
  for (Expr *e : hoisted) b.precomputed.erase(e);
  b.ordered = saved;
}

void FuncBuilder::Order::hoistAll(const std::vector<Expr *> &operands) {
  if (conflict || !inPlace) return; // done, or nothing to do
  for (Expr *e : operands) hoist(e);
}

std::vector<Expr *> FuncBuilder::operandsOf(Expr *e) { return anatomy(*this, e).operands; }

// The outermost part of a left side that is an operand of nothing: the rest is found from the address of that.
Expr *FuncBuilder::assignedBase(Expr *l, std::vector<Expr *> *indices) {
  for (;;) {
    l = unparen(l);
    auto *x = dynIndexExpr(l);
    auto *s = dynSelectorExpr(l);
    if (x && under(typeOf(x->x))->kind == TypeKind::Array) {
      if (indices) indices->push_back(x->index);
      l = x->x;
    } else if (s && s->selection && !s->selection->indirect && !dynPointer(under(typeOf(s->x)))) {
      l = s->x;
    } else {
      return l;
    }
  }
}

// The variable that is assigned to, or whose part is; null: something in memory.
Var *FuncBuilder::assignedVar(Expr *l) {
  l = assignedBase(l);
  if (auto *s = dynSelectorExpr(l); s && !s->selection) l = s->sel; // another package's
  auto *n = dynName(l);
  return n && n->obj ? dynVar(n->obj) : nullptr;
}

// What an assignment's left side reads before the assignment: nothing for a variable.
std::vector<Expr *> FuncBuilder::leftOperands(Expr *l) {
  std::vector<Expr *> out;
  l = assignedBase(l, &out);
  if (auto *x = dynIndexExpr(l)) {
    std::reverse(out.begin(), out.end());
    out.insert(out.begin(), {x->x, x->index});
    return out;
  }
  std::reverse(out.begin(), out.end());
  auto *s = dynSelectorExpr(l);
  auto *o = dynOperation(l);
  if (s && s->selection)
    out.insert(out.begin(), s->x);
  else if (o && !o->y)
    out.insert(out.begin(), o->x);
  return out;
}

std::vector<Expr *> FuncBuilder::assignOperands(const List<Expr *> &lhs, const List<Expr *> &rhs) {
  std::vector<Expr *> all;
  for (Expr *l : lhs) {
    auto operands = leftOperands(l);
    if (isMapElem(l)) { // not to be looked up, but a key may be copied where it stands
      operands = {unparen(l)};
      assignedElems.insert(operands[0]);
    }
    all.insert(all.end(), operands.begin(), operands.end());
  }
  all.insert(all.end(), rhs.begin(), rhs.end());
  return all;
}

} // namespace ir
