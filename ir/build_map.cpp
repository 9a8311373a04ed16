// ir/build_map.cpp: maps: m[k] -> runtime.mapaccess1/2, m[k] = v -> runtime.mapassign, delete -> runtime.mapdelete,
// map literals. Loops over maps are in build_range.cpp. Keys that are one word of plain memory, or a string, are passed
// to entries of their own (_fast32, _fast64, _faststr); all others in memory.
#include "ir/build.h"
#include "runtime/abi/mapkey.h"
#include <algorithm>

namespace ir {

using abi::KeyKind;

static KeyKind keyKind(Type *key) {
  if (!dynBasic(under(key))) return KeyKind::any; // also what is alike in memory: the entries take numbers
  return abi::keyKind(isString(key), uint64_t(sizeofType(key)), plainMemory(key));
}

// The only component of structs and arrays that have one.
static Type *onlyComponent(Type *t) {
  for (;;) {
    Type *u = under(t);
    if (u->kind == TypeKind::Struct && static_cast<Struct *>(u)->fields.size() == 1)
      t = static_cast<Struct *>(u)->fields[0]->type;
    else if (u->kind == TypeKind::Array && static_cast<Array *>(u)->len == 1)
      t = static_cast<Array *>(u)->elem;
    else
      return t;
  }
}

// gc passes the address of a key, which must be in memory, or the word or string that it is. Then it is read with the rest
// of the statement if its type is that of the word, or converts to it; else it is copied where it stands.
KeyCopy keyCopy(Type *key, Type *elem) {
  constexpr int64_t maxFastElem = 128;
  const bool string = isString(onlyComponent(key));
  if (sizeofType(elem) > maxFastElem || abi::keyKind(string, uint64_t(sizeofType(key)), string || plainMemory(key)) == KeyKind::any)
    return KeyCopy::UnlessInMemory;
  Type *u = under(key);
  return u->kind == TypeKind::Basic || u->kind == TypeKind::Pointer || u->kind == TypeKind::Chan ? KeyCopy::Never : KeyCopy::Always;
}

// The function that boxes a value for an interface is given a number, string or slice, or the address of all else.
bool boxedByAddress(Type *t) {
  const int64_t size = sizeofType(t);
  if ((size == 2 || size == 4 || size == 8) && alignofType(t) == size && !hasPointers(t)) return false;
  Type *c = onlyComponent(t);
  return !isString(c) && !dynSlice(under(c));
}

static std::string mapEntry(const char *base, KeyKind k) {
  switch (k) {
  case KeyKind::mem32: return std::string(base) + "_fast32";
  case KeyKind::mem64: return std::string(base) + "_fast64";
  case KeyKind::str: return std::string(base) + "_faststr";
  case KeyKind::any: break;
  }
  return base;
}

static Value mapKeyArg(FuncBuilder &b, KeyKind k, Value key) { return k == KeyKind::any ? b.spill(key) : key; }

Value FuncBuilder::mapElemAddr(Value m, Type *mapType, Value key, bool assign) {
  auto *mt = static_cast<Map *>(under(mapType));
  Type *et = T(mt->elem);
  auto k = keyKind(T(mt->key));
  if (assign && k != KeyKind::any) { // nearly always there is room, and no barrier is on
    Type *pt = pointerTo(et);
    const std::string entry = mapEntry("runtime.mapassign", k);
    const std::initializer_list<Value> args = {typeDesc(mapType), m, key};
    Value here = callRuntime((entry + "_leaf").c_str(), pt, args);
    return orAsk(here, emit(ir::Op::Ne, boolT(), {here, zero(pt)}), [&] { return callRuntime(entry.c_str(), pt, args); });
  }
  if (!assign && k == KeyKind::any) return lookUpPlain(m, mapType, spill(key), nullptr);
  return callRuntime(mapEntry(assign ? "runtime.mapassign" : "runtime.mapaccess1", k).c_str(), pointerTo(et),
                     {typeDesc(mapType), m, mapKeyArg(*this, k, key)});
}

// A key in memory: nearly always a leaf can hash and compare it.
Value FuncBuilder::lookUpPlain(Value m, Type *mapType, Value key, Value *ok) {
  Type *pt = pointerTo(T(static_cast<Map *>(under(mapType))->elem));
  const std::initializer_list<Value> args = {typeDesc(mapType), m, key};
  Value found = callRuntime("runtime.mapaccess2_leaf", pairOf(pt, boolT()), args), p = extract(found, 0, pt);
  Value good = emit(ir::Op::Ne, boolT(), {p, zero(pt)});
  if (!ok) return orAsk(p, good, [&] { return callRuntime("runtime.mapaccess1", pt, args); });
  Value has = local(boolT());
  store(has, extract(found, 1, boolT()));
  p = orAsk(p, good, [&] {
    Value asked = callRuntime("runtime.mapaccess2", pairOf(pt, boolT()), args);
    store(has, extract(asked, 1, boolT()));
    return extract(asked, 0, pt);
  });
  *ok = load(boolT(), has);
  return p;
}

Value FuncBuilder::mapLookup(Value m, Type *mapType, Value key, bool commaOk, Value *ok) {
  auto *mt = static_cast<Map *>(under(mapType));
  Type *et = T(mt->elem);
  if (!commaOk) return load(et, mapElemAddr(m, mapType, key, false));
  auto k = keyKind(T(mt->key));
  if (k == KeyKind::any) return load(et, lookUpPlain(m, mapType, spill(key), ok));
  Value r = callRuntime(mapEntry("runtime.mapaccess2", k).c_str(), pairOf(pointerTo(et), boolT()),
                        {typeDesc(mapType), m, mapKeyArg(*this, k, key)});
  Value p = extract(r, 0, pointerTo(et));
  *ok = extract(r, 1, boolT());
  return load(et, p);
}

void FuncBuilder::mapDelete(Value m, Type *mapType, Value key) {
  auto *mt = static_cast<Map *>(under(mapType));
  auto k = keyKind(T(mt->key));
  callRuntime(mapEntry("runtime.mapdelete", k).c_str(), nullptr, {typeDesc(mapType), m, mapKeyArg(*this, k, key)});
}

// ---- literals

// Entries that are static data: an array of keys and one of elements, and a loop.
void FuncBuilder::fillMap(Value m, const std::vector<KeyValueExpr *> &entries) {
  auto *mt = static_cast<Map *>(under(m->type));
  int64_t n = int64_t(entries.size());
  auto array = [&](const char *what, Type *et, bool keys) {
    Type *at = canon(new Array(et, n));
    Global *g = literalData(what, at);
    for (size_t i = 0; i < entries.size(); i++)
      prog.staticInit(g, uint64_t(sizeofType(et)) * i, keys ? entries[i]->key : entries[i]->value, et, true);
    auto *a = emit(ir::Op::GlobalAddr, pointerTo(at));
    a->global = g;
    return emit(ir::Op::Retype, pointerTo(et), {a});
  };
  Value keys = array("go:keys.", T(mt->key), true), elems = array("go:elems.", T(mt->elem), false), counter = local(intT());
  store(counter, constInt(intT(), 0));
  Block *cond = newBlock("map.cond"), *body = newBlock("map.entry"), *done = newBlock("map.done");
  jump(cond);
  moveTo(cond);
  Value i = load(intT(), counter);
  branch(emit(ir::Op::Lt, boolT(), {i, constInt(intT(), n)}), body, done);
  moveTo(body);
  auto elem = [&](Value p, Type *et) {
    auto *a = emit(ir::Op::IndexAddr, pointerTo(et), {p, i});
    a->auxType = et;
    return load(et, a);
  };
  Value k = elem(keys, T(mt->key)), v = elem(elems, T(mt->elem));
  store(mapElemAddr(m, m->type, k, true), v);
  store(counter, emit(ir::Op::Add, intT(), {i, constInt(intT(), 1)}));
  jump(cond);
  moveTo(done);
}

// Is it a constant, nil, or a struct or array of such, as it stands? What is converted to an interface is not.
bool FuncBuilder::isConstLiteral(Expr *e, Type *t) {
  e = unparen(e);
  if (isLeaf(e)) return e->mode == Mode::NilValue || under(t)->kind != TypeKind::Interface;
  auto *c = dynCompositeLit(e);
  if (!c || typeOf(c) != t) return false;
  auto *s = dynStruct(under(t));
  auto *a = dynArray(under(t));
  size_t k = 0;
  int64_t index = 0;
  auto elem = [&](Expr *x) {
    if (a) return isConstLiteral(literalElement(x, &index), T(a->elem));
    Expr *v = literalField(x, s, &k);
    return isConstLiteral(v, T(s->fields[k++]->type));
  };
  return (s || a) && std::all_of(c->elems.begin(), c->elems.end(), elem);
}

// The entries in the order they are stored, which counts where keys are equal: gc puts literals of constants first. Many
// entries of static data go to fixed, which comes before all else; of those behind one that has to be computed only the
// ones whose key is certainly another.
std::vector<KeyValueExpr *> FuncBuilder::orderEntries(CompositeLit *c, Map *mt, std::vector<KeyValueExpr *> *fixed) {
  constexpr size_t many = 25;
  Type *kt = T(mt->key), *vt = T(mt->elem);
  std::vector<KeyValueExpr *> all;
  for (auto *x : c->elems) all.push_back(dynKeyValueExpr(x));
  auto literal = [&](KeyValueExpr *kv) { return isConstLiteral(kv->key, kt) && isConstLiteral(kv->value, vt); };
  std::stable_partition(all.begin(), all.end(), literal);
  if (all.size() < many) return all;
  bool otherKeys = true, first = true; // nothing is left behind, or only constant keys
  auto movable = [&](KeyValueExpr *kv) {
    const bool moves = (first || (otherKeys && isLeaf(kv->key))) && isStatic(kv->key, kt) && isStatic(kv->value, vt);
    if (!moves) first = false, otherKeys = otherKeys && isLeaf(kv->key);
    return moves;
  };
  std::vector<KeyValueExpr *> left;
  for (auto *kv : all) (movable(kv) ? *fixed : left).push_back(kv);
  if (fixed->size() >= many) return left;
  fixed->clear();
  return all;
}

Value FuncBuilder::mapLit(CompositeLit *c, Type *t) {
  auto *mt = static_cast<Map *>(under(t));
  Type *kt = T(mt->key), *vt = T(mt->elem);
  Value m = callRuntime("runtime.makemap", t, {typeDesc(t), constInt(intT(), int64_t(c->elems.size()))});
  m->source = c;
  std::vector<KeyValueExpr *> fixed;
  const auto rest = orderEntries(c, mt, &fixed);
  auto part = [&](Expr *e, Type *et) {
    auto *inner = dynCompositeLit(unparen(e));
    return elidedPointer(e, inner ? typeOf(inner) : nullptr, et) ? addressOf(inner) : exprAs(e, et);
  };
  auto keyFirst = [&](Expr *key) { // with its calls, before those of the value
    Order order(*this, {key});
    return part(key, kt);
  };
  if (!fixed.empty()) fillMap(m, fixed);
  for (auto *kv : rest) {
    const bool early = copiesKey(mt, kv->key);
    Value k = early ? keyFirst(kv->key) : Value{};
    Order order(*this, early ? std::vector<Expr *>{kv->value} : std::vector<Expr *>{kv->key, kv->value});
    if (!early) k = part(kv->key, kt);
    Value v = part(kv->value, vt); // before the key is looked at: a panic of its hash comes last
    store(mapElemAddr(m, t, k, true), v);
  }
  return m;
}

} // namespace ir
