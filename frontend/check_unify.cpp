// frontend/check_unify.cpp: see check_unify.h.
#include "frontend/check_unify.h"
#include <utility>

namespace frontend {

constexpr int depthLimit = 50;

Unifier::Unifier(const List<TypeParam *> &tparams, const List<Type *> &targs, bool interfaceInference)
    : interfaceInference_(interfaceInference) {
  for (size_t i = 0; i < tparams.size(); i++) handles_[tparams[i]] = new Type *(i < targs.size() ? targs[i] : nullptr);
}

size_t Unifier::unknowns() const {
  size_t n = 0;
  for (auto &[p, h] : handles_) n += *h == nullptr;
  return n;
}
List<Type *> Unifier::inferred(const List<TypeParam *> &tparams) {
  List<Type *> r;
  for (TypeParam *p : tparams) r.push_back(at(p));
  return r;
}
TypeParam *Unifier::asTypeParam(Type *t) {
  TypeParam *p = dynTypeParam(t);
  return p && handles_.count(p) ? p : nullptr;
}

// Lets x and y share a handle. False if both have a type already.
bool Unifier::join(TypeParam *x, TypeParam *y) {
  Type **hx = handles_[x], **hy = handles_[y];
  if (hx == hy) return true;
  if (*hx && *hy) return false;
  Type **from = *hx ? hy : hx, **to = *hx ? hx : hy;
  for (auto &[p, h] : handles_)
    if (h == from) h = to;
  return true;
}

// The interface of a type that is no type parameter.
static Interface *asInterface(Type *t) { return isTypeParam(t) ? nullptr : dynInterface(under(t)); }

bool Unifier::nify(Type *x, Type *y, unsigned mode, IfacePair *p) {
  if (x == y) return true;
  if (!x || !y || depth_ >= depthLimit) return false;
  depth_++;
  bool r = nify1(x, y, mode, p);
  depth_--;
  return r;
}

// px, which may have a type already, against y.
bool Unifier::bound(TypeParam *px, Type *y, unsigned mode, IfacePair *p) {
  Type *x = at(px);
  if (!x) return set(px, y), true;
  if (!nify(x, y, mode, p)) return false;
  // Inexact unification may have to prefer one of the two.
  Interface *xi = asInterface(x), *yi = asInterface(y);
  bool xn = x->kind == TypeKind::Named, yn = y->kind == TypeKind::Named;
  if (xi && yi) {
    if (xn && yn) return identical(x, y);
    if (typeSet(xi)->methods.size() != typeSet(yi)->methods.size()) return false;
  } else if (xi || yi) {
    return false;
  }
  if (!(mode & Exact) && !xn) {
    Chan *yc = dynChan(under(y));
    if (yn || (yc && yc->dir != ChanDir::Both)) set(px, y); // a defined type, or a directed channel, wins
  }
  return true;
}

// The methods of the smaller interface must unify with those of the larger.
bool Unifier::commonMethods(Interface *xi, Interface *yi, IfacePair *p) {
  TypeSet *xs = typeSet(xi), *ys = typeSet(yi);
  if (xs->comparable != ys->comparable || !xs->terms.equal(ys->terms)) return false;
  for (; p; p = p->prev)
    if ((p->x == xi && p->y == yi) || (p->x == yi && p->y == xi)) return true;
  IfacePair q{xi, yi, nullptr};
  const List<Func *> *xm = &xs->methods, *ym = &ys->methods;
  if (xm->size() > ym->size()) std::swap(xm, ym);
  for (Func *m : *xm) {
    Func *other;
    if (lookupMethod(*ym, m->pkg, m->name, false, &other) < 0 || !nify(m->type, other->type, Exact, &q)) return false;
  }
  return true;
}

bool Unifier::nify1(Type *x, Type *y, unsigned mode, IfacePair *p) {
  // Bring a defined type to the right, a type parameter to infer to the left.
  if (x->kind == TypeKind::Named || asTypeParam(y)) std::swap(x, y);
  // A defined type against a literal: its underlying type counts.
  if (!(mode & Exact) && y->kind == TypeKind::Named && isTypeLit(x) && !(interfaceInference_ && isInterfaceUnder(x))) {
    y = under(y);
    if (x == y) return true;
  }
  TypeParam *px = asTypeParam(x), *py = asTypeParam(y);
  if (px && py) return join(px, py) || nify(at(px), at(py), mode, p);
  if (px) return bound(px, y, mode, p);

  if (interfaceInference_ && !(mode & Exact)) {
    Interface *xi = asInterface(x), *yi = asInterface(y);
    if (xi && yi) return commonMethods(xi, yi, p);
    if (yi) {
      xi = yi;
      y = x;
    }
    if (xi) { // y must have xi's methods
      for (Func *m : typeSet(xi)->methods) {
        Func *f = dynFunc(lookupFieldOrMethod(y, false, m->pkg, m->name).obj);
        if (!f || !nify(m->type, f->type, Exact, p)) return false;
      }
      return true;
    }
  }
  if (isTypeParam(y)) std::swap(x, y);
  return structural(x, y, mode, p);
}

bool Unifier::interfaces(Interface *x, Interface *y, IfacePair *p) {
  TypeSet *xs = typeSet(x), *ys = typeSet(y);
  if (xs->comparable != ys->comparable || xs->methods.size() != ys->methods.size() || !xs->terms.equal(ys->terms)) return false;
  IfacePair q{x, y, p};
  for (; p; p = p->prev)
    if ((p->x == x && p->y == y) || (p->x == y && p->y == x)) return true;
  for (size_t i = 0; i < xs->methods.size(); i++) {
    Func *f = xs->methods[i], *g = ys->methods[i];
    if (!sameId(f, g->pkg, g->name) || !nify(f->type, g->type, Exact, &q)) return false;
  }
  return true;
}

bool Unifier::structural(Type *x, Type *y, unsigned mode, IfacePair *p) {
  unsigned emode = mode & Assign ? mode | Exact : mode; // element types must be identical, if assigned
  if (x->kind == TypeKind::TypeParam) { // not to be inferred: its core type counts
    Type *core = coreType(x);
    return core && nify(core, y, Assign, p);
  }
  if (x->kind != y->kind) return false;
  switch (x->kind) {
  case TypeKind::Basic: return static_cast<Basic *>(x)->bkind == static_cast<Basic *>(y)->bkind;
  case TypeKind::Array: {
    auto a = static_cast<Array *>(x), b = static_cast<Array *>(y);
    return (a->len < 0 || b->len < 0 || a->len == b->len) && nify(a->elem, b->elem, emode, p);
  }
  case TypeKind::Slice: return nify(static_cast<Slice *>(x)->elem, static_cast<Slice *>(y)->elem, emode, p);
  case TypeKind::Pointer: return nify(static_cast<Pointer *>(x)->elem, static_cast<Pointer *>(y)->elem, emode, p);
  case TypeKind::Struct: {
    auto a = static_cast<Struct *>(x), b = static_cast<Struct *>(y);
    if (a->fields.size() != b->fields.size()) return false;
    auto tag = [](Struct *s, size_t i) { return i < s->tags.size() ? s->tags[i] : Str(); };
    for (size_t i = 0; i < a->fields.size(); i++) {
      Var *f = a->fields[i], *g = b->fields[i];
      if (f->embedded != g->embedded || tag(a, i) != tag(b, i) || !sameId(f, g->pkg, g->name) || !nify(f->type, g->type, emode, p))
        return false;
    }
    return true;
  }
  case TypeKind::Tuple: {
    auto a = static_cast<Tuple *>(x), b = static_cast<Tuple *>(y);
    if (a->vars.size() != b->vars.size()) return false;
    for (size_t i = 0; i < a->vars.size(); i++)
      if (!nify(a->vars[i]->type, b->vars[i]->type, mode, p)) return false;
    return true;
  }
  case TypeKind::Signature: {
    auto a = static_cast<Signature *>(x), b = static_cast<Signature *>(y);
    return a->variadic == b->variadic && nify(a->params, b->params, emode, p) && nify(a->results, b->results, emode, p);
  }
  case TypeKind::Interface: return interfaces(static_cast<Interface *>(x), static_cast<Interface *>(y), p);
  case TypeKind::Map: {
    auto a = static_cast<Map *>(x), b = static_cast<Map *>(y);
    return nify(a->key, b->key, emode, p) && nify(a->elem, b->elem, emode, p);
  }
  case TypeKind::Chan: {
    auto a = static_cast<Chan *>(x), b = static_cast<Chan *>(y);
    return (!(mode & Exact) || a->dir == b->dir) && nify(a->elem, b->elem, emode, p);
  }
  case TypeKind::Named: {
    auto a = static_cast<Named *>(x), b = static_cast<Named *>(y);
    if (a->targs.size() != b->targs.size()) return false;
    for (size_t i = 0; i < a->targs.size(); i++)
      if (!nify(a->targs[i], b->targs[i], mode, p)) return false;
    return identicalOrigin(a, b);
  }
  default: return false;
  }
}

} // namespace frontend
