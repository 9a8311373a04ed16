// frontend/types_predicates.cpp: questions about types: kinds, identity, comparability, core types.
// Mirrors types2/{predicates,under}.go.
#include "frontend/checker.h"
#include <algorithm>
#include <set>

namespace frontend {

static Basic *basicOf(Type *t) { return dynBasic(under(t)); }

bool isBasic(Type *t, uint32_t info) {
  Basic *b = basicOf(t);
  return b && (b->info & info);
}
bool isBoolean(Type *t) { return isBasic(t, IsBoolean); }
bool isInteger(Type *t) { return isBasic(t, IsInteger); }
bool isUnsigned(Type *t) { return isBasic(t, IsUnsigned); }
bool isFloat(Type *t) { return isBasic(t, IsFloat); }
bool isComplex(Type *t) { return isBasic(t, IsComplex); }
bool isNumeric(Type *t) { return isBasic(t, IsNumeric); }
bool isString(Type *t) { return isBasic(t, IsString); }
bool isIntegerOrFloat(Type *t) { return isBasic(t, IsInteger | IsFloat); }
bool isConstType(Type *t) { return isBasic(t, IsConstType); }

// allX: X holds for t, or for every type in the type set of a type parameter.
bool allBasic(Type *t, uint32_t info) {
  if (TypeParam *p = dynTypeParam(t)) return typeParamIs(p, [&](const SetTerm *term) { return term && isBasic(term->type, info); });
  return isBasic(t, info);
}
bool allBoolean(Type *t) { return allBasic(t, IsBoolean); }
bool allInteger(Type *t) { return allBasic(t, IsInteger); }
bool allUnsigned(Type *t) { return allBasic(t, IsUnsigned); }
bool allNumeric(Type *t) { return allBasic(t, IsNumeric); }
bool allString(Type *t) { return allBasic(t, IsString); }
bool allOrdered(Type *t) { return allBasic(t, IsOrdered); }
bool allNumericOrString(Type *t) { return allBasic(t, IsNumeric | IsString); }

bool isNotInHeap(Type *t) {
  if (!t || !isValid(t)) return false;
  if (Named *n = dynNamed(t); n && n->obj->name == "nih" && n->obj->pkg && n->obj->pkg->path == "runtime/internal/sys") return true;
  Type *u = under(t);
  if (auto *a = dynArray(u)) return isNotInHeap(a->elem);
  auto *s = dynStruct(u);
  return s && std::any_of(s->fields.begin(), s->fields.end(), [](Var *f) { return isNotInHeap(f->type); });
}

bool hasName(Type *t) { return t->kind == TypeKind::Basic || t->kind == TypeKind::Named || t->kind == TypeKind::TypeParam; }
bool isNamed(Type *t) { return hasName(t); }
bool isTypeLit(Type *t) { return t->kind != TypeKind::Named && t->kind != TypeKind::TypeParam; }
bool isTyped(Type *t) { // must not look at underlying types: they may not be set up
  Basic *b = dynBasic(t);
  return !b || !(b->info & IsUntyped);
}
bool isUntyped(Type *t) { return !isTyped(t); }
bool isTypeParam(Type *t) { return t && t->kind == TypeKind::TypeParam; }
bool isInterfaceUnder(Type *t) { return dynInterface(under(t)) != nullptr; }
bool isNonTypeParamInterface(Type *t) { return !isTypeParam(t) && isInterfaceUnder(t); }
bool isInterface(Type *t) { return isNonTypeParamInterface(t); }
Type *unalias(Type *t) { return t; }

bool hasEmptyTypeset(Type *t) {
  TypeParam *p = dynTypeParam(t);
  if (!p || !p->bound) return false;
  Named *n = dynNamed(p->bound);
  Interface *it = dynInterface(n ? n->underlying_ : p->bound);
  return it && it->tset && it->tset->isEmpty();
}

bool isGeneric(Type *t) {
  Named *n = dynNamed(t);
  return n && !n->origin && !n->tparams.empty();
}

Type *under(Type *t) {
  if (!t) return nullptr;
  if (t->kind == TypeKind::Named) {
    extern Type *namedUnder(Named *);
    return namedUnder(static_cast<Named *>(t));
  }
  if (t->kind == TypeKind::TypeParam) return ifaceOf(static_cast<TypeParam *>(t));
  return t;
}

// The single underlying type of all types in u's type set; of channels of one direction and both, the directed one.
Type *coreType(Type *t) {
  TypeParam *p = dynTypeParam(t);
  if (!p) return under(t);
  Type *su = nullptr;
  bool ok = typeParamUnderIs(p, [&](Type *u) {
    if (!u) return false;
    if (su && !(u = match(su, u))) return false;
    su = u;
    return true;
  });
  return ok ? su : nullptr;
}

Type *coreString(Type *t) {
  TypeParam *p = dynTypeParam(t);
  if (!p) return under(t);
  Type *su = nullptr;
  bool hasString = false;
  bool ok = typeParamUnderIs(p, [&](Type *u) {
    if (!u) return false;
    if (isString(u)) {
      u = new Slice(universeByte);
      hasString = true;
    }
    if (su && !(u = match(su, u))) return false;
    su = u;
    return true;
  });
  if (!ok) return nullptr;
  return hasString ? basicType(BasicKind::String) : su;
}

bool underIs(Type *t, const std::function<bool(Type *)> &f) {
  if (TypeParam *p = dynTypeParam(t)) return typeParamUnderIs(p, f);
  return f(under(t));
}

// If x and y match: identical, or channels that differ in that one of them is bidirectional (then the other one).
Type *match(Type *x, Type *y) {
  if (identical(x, y)) return x;
  Chan *cx = dynChan(x), *cy = dynChan(y);
  if (cx && cy && identical(cx->elem, cy->elem)) {
    if (cx->dir == ChanDir::Both) return y;
    if (cy->dir == ChanDir::Both) return x;
  }
  return nullptr;
}

// ---- comparability

static bool comparableRec(Type *T, bool dynamic, std::unordered_set<Type *> &seen, Checker *check, std::string *cause) {
  if (T->kind == TypeKind::Basic) return static_cast<Basic *>(T)->bkind != BasicKind::UntypedNil; // invalid: no follow-on errors
  if (!seen.insert(T).second) return true;
  auto report = [&](const char *format, auto... args) {
    if (cause) *cause = (check ? *check : nilChecker()).sprintf(format, args...);
  };
  Type *u = under(T);
  switch (u->kind) {
  case TypeKind::Basic: return static_cast<Basic *>(u)->bkind != BasicKind::UntypedNil;
  case TypeKind::Pointer:
  case TypeKind::Chan: return true;
  case TypeKind::Struct:
    for (Var *f : static_cast<Struct *>(u)->fields)
      if (!comparableRec(f->type, dynamic, seen, nullptr, nullptr)) {
        report("struct containing %s cannot be compared", f->type);
        return false;
      }
    return true;
  case TypeKind::Array:
    if (!comparableRec(static_cast<Array *>(u)->elem, dynamic, seen, nullptr, nullptr)) {
      report("%s cannot be compared", u);
      return false;
    }
    return true;
  case TypeKind::Interface: {
    TypeSet *ts = typeSet(static_cast<Interface *>(u));
    if (dynamic && !isTypeParam(T)) return true;
    bool ok = ts->terms.isAll() ? ts->comparable
                                : ts->is([&](const SetTerm *t) { return t && comparableRec(t->type, false, seen, nullptr, nullptr); });
    if (ok) return true;
    if (ts->isEmpty())
      report("empty type set");
    else
      report("incomparable types in type set");
    return false;
  }
  default: return false;
  }
}

bool comparable(Type *T, bool dynamic, Checker *check, std::string *cause) {
  std::unordered_set<Type *> seen;
  return comparableRec(T, dynamic, seen, check, cause);
}
bool comparableType(Type *T) { return comparable(T, true); }

bool hasNil(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: return static_cast<Basic *>(u)->bkind == BasicKind::UnsafePointer;
  case TypeKind::Slice:
  case TypeKind::Pointer:
  case TypeKind::Signature:
  case TypeKind::Map:
  case TypeKind::Chan: return true;
  case TypeKind::Interface: return !isTypeParam(t) || typeSet(static_cast<Interface *>(u))->underIs([](Type *u) { return u && hasNil(u); });
  default: return false;
  }
}

// ---- identity

// The interfaces under comparison: a pair that is met again is equal (cycles through method signatures).
struct IfacePair {
  Interface *x, *y;
  IfacePair *prev;
  bool same(const IfacePair &q) const { return (x == q.x && y == q.y) || (x == q.y && y == q.x); }
};

// Any difference ends the comparison. So a pair that was compared before, in one that has got far, is equal: literal types
// that share parts by alias would otherwise be walked as trees.
struct Comparer {
  bool ignoreTags;
  unsigned steps = 0;
  std::set<std::pair<Type *, Type *>> compared{};

  bool identical(Type *x, Type *y, IfacePair *p) {
    if (x == y) return true;
    if (!x || !y || x->kind != y->kind) return false;
    if (++steps > 1000 && !compared.insert({x, y}).second) return true;
    switch (x->kind) {
    case TypeKind::Basic: return static_cast<Basic *>(x)->bkind == static_cast<Basic *>(y)->bkind; // byte, rune
    case TypeKind::Array: {
      auto a = static_cast<Array *>(x), b = static_cast<Array *>(y);
      return (a->len < 0 || b->len < 0 || a->len == b->len) && identical(a->elem, b->elem, p);
    }
    case TypeKind::Slice: return identical(static_cast<Slice *>(x)->elem, static_cast<Slice *>(y)->elem, p);
    case TypeKind::Pointer: return identical(static_cast<Pointer *>(x)->elem, static_cast<Pointer *>(y)->elem, p);
    case TypeKind::Struct: return structs(static_cast<Struct *>(x), static_cast<Struct *>(y), p);
    case TypeKind::Tuple: return tuples(static_cast<Tuple *>(x), static_cast<Tuple *>(y), p);
    case TypeKind::Signature: return signatures(static_cast<Signature *>(x), static_cast<Signature *>(y), p);
    case TypeKind::Union: {
      extern TypeSet *computeUnionTypeSet(Checker *, std::unordered_map<Union *, TypeSet *> &, Pos, Union *);
      std::unordered_map<Union *, TypeSet *> sets;
      return computeUnionTypeSet(nullptr, sets, Pos{}, static_cast<Union *>(x))
          ->terms.equal(computeUnionTypeSet(nullptr, sets, Pos{}, static_cast<Union *>(y))->terms);
    }
    case TypeKind::Interface: return interfaces(static_cast<Interface *>(x), static_cast<Interface *>(y), p);
    case TypeKind::Map: {
      auto a = static_cast<Map *>(x), b = static_cast<Map *>(y);
      return identical(a->key, b->key, p) && identical(a->elem, b->elem, p);
    }
    case TypeKind::Chan: {
      auto a = static_cast<Chan *>(x), b = static_cast<Chan *>(y);
      return a->dir == b->dir && identical(a->elem, b->elem, p);
    }
    case TypeKind::Named: {
      auto a = static_cast<Named *>(x), b = static_cast<Named *>(y);
      if (a->targs.size() != b->targs.size()) return false;
      if (!identicalOrigin(a, b)) return false;
      for (size_t i = 0; i < a->targs.size(); i++)
        if (!(ignoreTags ? frontend::identical(a->targs[i], b->targs[i]) : identical(a->targs[i], b->targs[i], p))) return false;
      return true;
    }
    case TypeKind::TypeParam: return false;
    }
    return false;
  }

  bool structs(Struct *x, Struct *y, IfacePair *p) {
    if (x->fields.size() != y->fields.size()) return false;
    auto tag = [](Struct *s, size_t i) { return i < s->tags.size() ? s->tags[i] : Str(); };
    for (size_t i = 0; i < x->fields.size(); i++) {
      Var *f = x->fields[i], *g = y->fields[i];
      if (f->embedded != g->embedded || (!ignoreTags && tag(x, i) != tag(y, i)) || !sameId(f, g->pkg, g->name) ||
          !identical(f->type, g->type, p))
        return false;
    }
    return true;
  }

  bool tuples(Tuple *x, Tuple *y, IfacePair *p) {
    if (x->vars.size() != y->vars.size()) return false;
    for (size_t i = 0; i < x->vars.size(); i++)
      if (!identical(x->vars[i]->type, y->vars[i]->type, p)) return false;
    return true;
  }

  bool signatures(Signature *x, Signature *y, IfacePair *p) {
    if (x->tparams.size() != y->tparams.size() || x->variadic != y->variadic) return false;
    Tuple *yparams = y->params, *yresults = y->results;
    if (!x->tparams.empty()) { // type parameters are identical modulo renaming
      SubstMap smap = makeRenameMap(y->tparams, x->tparams);
      Checker &c = nilChecker();
      for (size_t i = 0; i < x->tparams.size(); i++)
        if (!identical(x->tparams[i]->bound, c.subst(Pos{}, y->tparams[i]->bound, smap), p)) return false;
      yparams = static_cast<Tuple *>(c.subst(Pos{}, y->params, smap));
      yresults = static_cast<Tuple *>(c.subst(Pos{}, y->results, smap));
    }
    return identical(x->params, yparams, p) && identical(x->results, yresults, p);
  }

  bool interfaces(Interface *x, Interface *y, IfacePair *p) {
    TypeSet *xs = typeSet(x), *ys = typeSet(y);
    if (xs->comparable != ys->comparable || xs->methods.size() != ys->methods.size() || !xs->terms.equal(ys->terms)) return false;
    IfacePair q{x, y, p};
    for (; p; p = p->prev)
      if (p->same(q)) return true;
    for (size_t i = 0; i < xs->methods.size(); i++) {
      Func *f = xs->methods[i], *g = ys->methods[i];
      if (!sameId(f, g->pkg, g->name) || !identical(f->type, g->type, &q)) return false;
    }
    return true;
  }
};

bool identical(Type *x, Type *y) { return Comparer{false}.identical(x, y, nullptr); }
bool identicalIgnoreTags(Type *x, Type *y) { return Comparer{true}.identical(x, y, nullptr); }
bool identicalOrigin(Named *x, Named *y) { return originOf(x)->obj == originOf(y)->obj; }

// Equal for identical types. It looks at a few nodes only, and not into what is compared by rules of its own: interfaces,
// unions and generic signatures. Named types and their instances are canonical.
size_t typeHash(Type *t) {
  size_t h = 0;
  int nodes = 20;
  std::function<void(Type *)> add = [&](Type *t) {
    if (!t || nodes-- <= 0) return;
    auto mix = [&](size_t x) { h = (h ^ x) * 0x9e3779b97f4a7c15u, h ^= h >> 29; };
    auto vars = [&](const List<Var *> &list) {
      mix(list.size());
      for (size_t i = 0; i < list.size() && nodes > 0; i++) add(list[i]->type);
    };
    mix(size_t(t->kind));
    switch (t->kind) {
    case TypeKind::Basic: return mix(size_t(static_cast<Basic *>(t)->bkind));
    case TypeKind::Array: mix(size_t(static_cast<Array *>(t)->len)); return add(static_cast<Array *>(t)->elem);
    case TypeKind::Slice: return add(static_cast<Slice *>(t)->elem);
    case TypeKind::Pointer: return add(static_cast<Pointer *>(t)->elem);
    case TypeKind::Chan: mix(size_t(static_cast<Chan *>(t)->dir)); return add(static_cast<Chan *>(t)->elem);
    case TypeKind::Map: add(static_cast<Map *>(t)->key); return add(static_cast<Map *>(t)->elem);
    case TypeKind::Tuple: return vars(static_cast<Tuple *>(t)->vars);
    case TypeKind::Signature:
      if (!static_cast<Signature *>(t)->tparams.empty()) return;
      add(static_cast<Signature *>(t)->params);
      return add(static_cast<Signature *>(t)->results);
    case TypeKind::Struct:
      for (Var *f : static_cast<Struct *>(t)->fields) {
        if (nodes <= 0) break;
        mix(std::hash<Str>{}(f->name));
        add(f->type);
      }
      return;
    case TypeKind::Named:
    case TypeKind::TypeParam: return mix(reinterpret_cast<uintptr_t>(t));
    case TypeKind::Union:
    case TypeKind::Interface: return;
    }
  };
  add(t);
  return h;
}

bool identicalInstance(Type *xorig, const List<Type *> &xargs, Type *yorig, const List<Type *> &yargs) {
  if (xargs.size() != yargs.size()) return false;
  for (size_t i = 0; i < xargs.size(); i++)
    if (!identical(xargs[i], yargs[i])) return false;
  return identical(xorig, yorig);
}

Type *defaultType(Type *t) {
  Basic *b = dynBasic(t);
  if (!b) return t;
  switch (b->bkind) {
  case BasicKind::UntypedBool: return basicType(BasicKind::Bool);
  case BasicKind::UntypedInt: return basicType(BasicKind::Int);
  case BasicKind::UntypedRune: return universeRune;
  case BasicKind::UntypedFloat: return basicType(BasicKind::Float64);
  case BasicKind::UntypedComplex: return basicType(BasicKind::Complex128);
  case BasicKind::UntypedString: return basicType(BasicKind::String);
  default: return t;
  }
}

// The "larger" of two untyped numeric types; null if the types do not combine.
Type *maxType(Type *x, Type *y) {
  if (x == y) return x;
  if (isUntyped(x) && isUntyped(y) && isNumeric(x) && isNumeric(y))
    return static_cast<Basic *>(x)->bkind > static_cast<Basic *>(y)->bkind ? x : y;
  return nullptr;
}

// ---- small helpers

bool isInterfacePtr(Type *t) {
  Pointer *p = dynPointer(under(t));
  return p && isInterfaceUnder(p->elem);
}
Type *deref(Type *t, bool *isPtr) {
  Pointer *p = dynPointer(t);
  if (isPtr) *isPtr = p != nullptr;
  if (!p) return t;
  return p->elem ? p->elem : basicType(BasicKind::Invalid);
}
Type *derefStructPtr(Type *t) {
  Pointer *p = dynPointer(under(t));
  return p && dynStruct(under(p->elem)) ? p->elem : t;
}

// Does t mention any type parameter?
bool hasTypeParam(Type *t) {
  extern bool mentionsTypeParam(Type *);
  return mentionsTypeParam(t);
}

} // namespace frontend
