// ir/build_literal.cpp: composite literals.
//
// Struct and array literals are filled in place; slices get an array of their own, maps a chain of assignments. Large
// literals of constants are copied from read-only data.
#include "ir/build.h"

namespace ir {

// The value that an element of a struct literal gives to field k, or to the one after the last.
Expr *literalField(Expr *elem, Struct *s, size_t *k) {
  auto *kv = dynKeyValueExpr(elem);
  if (!kv) return elem;
  auto *n = dynName(kv->key);
  for (*k = 0; *k < s->fields.size(); ++*k)
    if (s->fields[*k]->name == n->value) break;
  return kv->value;
}

// The value that an element of an array literal gives to index k, or to the one after the last.
Expr *literalElement(Expr *elem, int64_t *k) {
  auto *kv = dynKeyValueExpr(elem);
  if (!kv) return elem;
  if (kv->key->cval) constInt64(constToInt(kv->key->cval), k);
  return kv->value;
}

int64_t literalLength(CompositeLit *c) {
  int64_t next = 0, n = 0;
  for (auto *x : c->elems) {
    literalElement(x, &next);
    n = std::max(n, ++next);
  }
  return n;
}

// An element of type et that is itself a literal with elided &T: its literal, else null.
CompositeLit *elidedPointer(Expr *e, Type *literalType, Type *et) {
  auto *inner = dynCompositeLit(unparen(e));
  if (!inner || !dynPointer(under(et)) || literalType == et) return nullptr;
  return literalType == canon(static_cast<Pointer *>(under(et))->elem) ? inner : nullptr;
}

// Stores element e at p, which is zeroed storage of type et.
void FuncBuilder::literalElem(Expr *e, Value p, Type *et) {
  auto *inner = dynCompositeLit(unparen(e));
  Type *it = inner ? typeOf(inner) : nullptr;
  bool inPlace = under(et)->kind == TypeKind::Struct || under(et)->kind == TypeKind::Array;
  if (inner && it == et && inPlace)
    compositeLit(inner, it, p);
  else if (elidedPointer(e, it, et))
    store(p, addressOf(inner));
  else
    store(p, exprAs(e, et));
}

// into: zeroed storage to fill, then the result is into; null: the result is the value.
Value FuncBuilder::compositeLit(CompositeLit *c, Type *t, Value into) {
  PosScope scope(*this, c->pos);
  Value v;
  switch (Type *u = under(t); u->kind) {
  case TypeKind::Struct: return structLit(c, t, into);
  case TypeKind::Array: return arrayLit(c, t, into);
  case TypeKind::Slice: v = sliceLit(c, t); break;
  case TypeKind::Map: v = mapLit(c, t); break;
  default: v = retyped(newLiteral(c, T(static_cast<Pointer *>(u)->elem)), t); // elided &T{...} in a literal of pointers
  }
  if (!into) return v;
  store(into, v);
  return into;
}

// &T{...}
Value FuncBuilder::newLiteral(CompositeLit *c, Type *t) {
  Value p = alloc(t, "");
  p->source = c;
  compositeLit(c, t, p);
  return p;
}

// Zeroed temporary for a literal whose value is wanted.
Value FuncBuilder::literalTemp(Type *t) {
  if (sizeofType(t) > 64 << 10) return alloc(t, "literal temporary"); // the stack may be small: escape analysis sends it to the heap
  Value p = local(t);
  emit(ir::Op::ZeroMem, nullptr, {p})->auxType = t;
  return p;
}

Value FuncBuilder::structLit(CompositeLit *c, Type *t, Value into) {
  auto *s = static_cast<Struct *>(under(t));
  Value p = into ? into : literalTemp(t);
  size_t k = 0;
  for (auto *x : c->elems) {
    Expr *v = literalField(x, s, &k);
    Type *ft = T(s->fields[k]->type);
    if (s->fields[k]->name == "_") { // a blank field stays zero
      exprAs(v, ft);
      k++;
      continue;
    }
    auto *f = emit(ir::Op::FieldAddr, pointerTo(ft), {p});
    f->auxType = t, f->imm = int64_t(k);
    literalElem(v, f, ft);
    k++;
  }
  return into ? into : load(t, p);
}

// Whether e can be static data here. Data of code that runs again is a template: what is fresh at each evaluation
// (the arrays of slices, what & points to) must not be in it.
bool FuncBuilder::isStatic(Expr *e, Type *t) {
  if (!types.from.empty()) return false;
  prog.copied = !once;
  bool is = prog.staticInit(nullptr, 0, e, t, false);
  prog.copied = false;
  return is;
}

Global *FuncBuilder::literalData(const std::string &what, Type *t) {
  auto *g = prog.newGlobal(what + namer->fn->symbol, t);
  g->readonly = true;
  prog.allocateData(g);
  return g;
}

// Fills the array at p (type at) from static data if all elements are constants and there are many.
bool FuncBuilder::literalFromData(CompositeLit *c, Type *at, Value p) {
  if (static_cast<Array *>(under(at))->len < 8 || c->elems.empty()) return false;
  if (!isStatic(c, at)) return false;
  auto *g = literalData("go:lit.", at);
  prog.staticLiteral({g, 0, true}, c, at);
  auto *a = emit(ir::Op::GlobalAddr, pointerTo(at));
  a->global = g;
  emit(ir::Op::Move, nullptr, {p, a})->auxType = at;
  return true;
}

void FuncBuilder::fillArray(CompositeLit *c, Type *at, Value p) {
  if (literalFromData(c, at, p)) return;
  Type *et = T(static_cast<Array *>(under(at))->elem);
  int64_t k = 0;
  for (auto *x : c->elems) {
    Expr *v = literalElement(x, &k);
    auto *ea = emit(ir::Op::IndexAddr, pointerTo(et), {p, constInt(intT(), k)});
    ea->auxType = et;
    literalElem(v, ea, et);
    k++;
  }
}

Value FuncBuilder::arrayLit(CompositeLit *c, Type *t, Value into) {
  Value p = into ? into : literalTemp(t);
  fillArray(c, t, p);
  return into ? into : load(t, p);
}

Value FuncBuilder::sliceLit(CompositeLit *c, Type *t) {
  Type *et = T(static_cast<Slice *>(under(t))->elem);
  int64_t n = literalLength(c);
  Type *at = canon(new Array(et, n));
  Value p = alloc(at, "");
  p->source = c;
  fillArray(c, at, p);
  Value base = emit(ir::Op::Retype, pointerTo(et), {p});
  return emit(ir::Op::Make, t, {base, constInt(intT(), n), constInt(intT(), n)});
}

} // namespace ir
