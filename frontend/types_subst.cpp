// frontend/types_subst.cpp: substitution of type parameters, lazily expanded instances of generic types, and the
// operations on them that the lowering uses after checking. Mirrors types2/{subst,named,instantiate,typeparam}.go.
//
// An instance of a generic type is canonical (globalContext) and starts without underlying type; resolveNamed
// substitutes it on first use, namedMethod does so method by method. A type parameter's id is program-wide unique.
#include "frontend/checker.h"
#include "frontend/lasting.h"

namespace frontend {

SubstMap makeSubstMap(const List<TypeParam *> &tpars, const List<Type *> &targs) {
  SubstMap m;
  for (size_t i = 0; i < tpars.size() && i < targs.size(); i++) m.m.emplace_back(tpars[i], targs[i]);
  return m;
}
SubstMap makeRenameMap(const List<TypeParam *> &from, const List<TypeParam *> &to) {
  SubstMap m;
  for (size_t i = 0; i < from.size() && i < to.size(); i++) m.m.emplace_back(from[i], to[i]);
  return m;
}

static Var *substVar(Var *v, Type *typ) {
  Var *c = new Var(*v);
  c->type = typ;
  c->origin = v->origin ? v->origin : v;
  return c;
}
static Func *substFunc(Func *f, Type *typ) {
  Func *c = new Func(*f);
  c->type = typ;
  c->origin = f->origin ? f->origin : f;
  return c;
}
static Signature *copySignature(Signature *s) {
  Signature *c = new Signature(*s);
  return c;
}

// Methods whose receiver is old get receiver to. True if any was replaced.
static bool replaceRecvType(List<Func *> &methods, Type *old, Type *to) {
  bool copied = false;
  for (Func *&m : methods) {
    Signature *sig = m->sig();
    if (!sig->recv || sig->recv->type != old) continue;
    Signature *c = copySignature(sig);
    c->recv = substVar(sig->recv, to);
    m = substFunc(m, c);
    copied = true;
  }
  return copied;
}

namespace {
struct Subster {
  Pos pos;
  const SubstMap &smap;
  Checker *check;
  // After checking: types declared in generic functions are copied per instantiation. Null: no such type.
  Named *(*localType)(Subster &, Named *) = nullptr;

  Type *typ(Type *t) {
    if (!t) return basicType(BasicKind::Invalid);
    switch (t->kind) {
    case TypeKind::Basic: return t;
    case TypeKind::Array: {
      auto a = static_cast<Array *>(t);
      Type *e = typ(a->elem);
      return e == a->elem ? t : new Array(e, a->len);
    }
    case TypeKind::Slice: {
      auto a = static_cast<Slice *>(t);
      Type *e = typ(a->elem);
      return e == a->elem ? t : new Slice(e);
    }
    case TypeKind::Pointer: {
      auto a = static_cast<Pointer *>(t);
      Type *e = typ(a->elem);
      return e == a->elem ? t : new Pointer(e);
    }
    case TypeKind::Chan: {
      auto a = static_cast<Chan *>(t);
      Type *e = typ(a->elem);
      return e == a->elem ? t : new Chan(a->dir, e);
    }
    case TypeKind::Map: {
      auto a = static_cast<Map *>(t);
      Type *k = typ(a->key), *e = typ(a->elem);
      return k == a->key && e == a->elem ? t : new Map(k, e);
    }
    case TypeKind::Struct: {
      auto s = static_cast<Struct *>(t);
      List<Var *> fields = s->fields;
      if (!vars(fields)) return t;
      Struct *c = new Struct;
      c->fields = std::move(fields);
      c->tags = s->tags;
      return c;
    }
    case TypeKind::Tuple: return tuple(static_cast<Tuple *>(t));
    case TypeKind::Signature: {
      auto s = static_cast<Signature *>(t);
      // The receiver is set where the method is expanded.
      Tuple *params = tuple(s->params), *results = tuple(s->results);
      if (params == s->params && results == s->results) return t;
      Signature *c = copySignature(s);
      c->params = params;
      c->results = results;
      c->scope = nullptr;
      return c;
    }
    case TypeKind::Union: {
      auto u = static_cast<Union *>(t);
      Union *c = nullptr;
      for (size_t i = 0; i < u->terms.size(); i++) {
        Type *n = typ(u->terms[i].type);
        if (n == u->terms[i].type) continue;
        if (!c) {
          c = new Union;
          c->terms = u->terms;
        }
        c->terms[i].type = n;
      }
      return c ? c : t;
    }
    case TypeKind::Interface: return interface(static_cast<Interface *>(t));
    case TypeKind::Named: return named(static_cast<Named *>(t));
    case TypeKind::TypeParam: return smap.lookup(static_cast<TypeParam *>(t));
    }
    return t;
  }

  bool vars(List<Var *> &list) {
    bool copied = false;
    for (Var *&v : list) {
      Type *t = typ(v->type);
      if (t == v->type) continue;
      v = substVar(v, t);
      copied = true;
    }
    return copied;
  }
  Tuple *tuple(Tuple *t) {
    List<Var *> list = t->vars;
    return vars(list) ? newTuple(list) : t;
  }

  Type *interface(Interface *it) {
    bool copied = false;
    List<Func *> methods = it->methods;
    for (Func *&m : methods) {
      Type *s = typ(m->type);
      if (s == m->type) continue;
      m = substFunc(m, s);
      copied = true;
    }
    List<Type *> embeddeds = it->embeddeds;
    for (Type *&e : embeddeds) {
      Type *n = typ(e);
      if (n == e) continue;
      e = n;
      copied = true;
    }
    if (!copied) return it;
    Interface *c = check->newInterface();
    c->embeddeds = std::move(embeddeds);
    c->embedPos = it->embedPos;
    c->implicit = it->implicit;
    c->complete = it->complete;
    replaceRecvType(methods, it, c);
    c->methods = std::move(methods);
    return c;
  }

  Type *named(Named *n) {
    Named *orig = originOf(n);
    bool copied = false;
    if (localType)
      if (Named *c = localType(*this, orig)) {
        if (!n->origin) return c;
        orig = c, copied = true;
      }
    size_t count = tparamsOf(orig).size();
    if (count == 0) return n;
    if (n->targs.size() != count) return basicType(BasicKind::Invalid); // reported elsewhere
    List<Type *> targs = n->targs;
    for (Type *&a : targs) {
      Type *t = typ(a);
      if (t == a) continue;
      a = t;
      copied = true;
    }
    if (!copied) return n;
    return check->instance(pos, orig, targs);
  }
};
} // namespace

Type *Checker::subst(Pos pos, Type *t, const SubstMap &smap) {
  if (smap.empty() || t->kind == TypeKind::Basic) return t;
  if (TypeParam *p = dynTypeParam(t)) return smap.lookup(p);
  return Subster{pos, smap, this}.typ(t);
}

// ---- type parameters and named types

TypeParam *Checker::newTypeParam(TypeName *obj, Type *constraint) {
  static uint64_t lastID = 0;
  TypeParam *p = new TypeParam(obj, ++lastID);
  p->bound = constraint;
  if (!obj->type) obj->type = p;
  if (this != &nilChecker()) {
    p->check = this;
    needsCleanup([p] {
      ifaceOf(p);
      p->check = nullptr;
    });
  } else if (constraint) {
    ifaceOf(p);
  }
  return p;
}

Type *namedUnder(Named *n0);

// Every named type must end up with an underlying type that is not named itself.
static void cleanupNamed(Named *n) {
  if (n->underlying_ && n->underlying_->kind == TypeKind::Named) namedUnder(n);
  n->check = nullptr;
}

Named *Checker::newNamed(TypeName *obj, Type *underlying, const List<Func *> &methods) {
  Named *n = new Named(obj);
  n->fromRHS = n->underlying_ = underlying;
  n->methods = methods;
  n->resolved = true;
  if (!obj->type) obj->type = n;
  if (this != &nilChecker()) {
    n->check = this;
    needsCleanup([n] { cleanupNamed(n); });
  }
  return n;
}

Named *Checker::newNamedInstance(Pos pos, Named *orig, const List<Type *> &targs) {
  Named *n = new Named(orig->obj);
  n->origin = orig;
  n->targs = targs;
  n->instObj = new TypeName(pos, orig->obj->pkg, orig->obj->name, n);
  // An instance may be asked for by an operation without checker while its origin is being declared.
  Checker *owner = this != &nilChecker() ? this : orig->check;
  if (owner) {
    n->check = owner;
    owner->needsCleanup([n] { cleanupNamed(n); });
  }
  return n;
}

static Type *expandUnderlying(Named *n) {
  Named *orig = n->origin;
  if (orig->tparams.size() != n->targs.size() || !orig->underlying_) return basicType(BasicKind::Invalid);
  Checker *check = n->check ? n->check : &nilChecker();
  SubstMap smap = makeSubstMap(orig->tparams, n->targs);
  Type *u = check->subst(n->instObj->pos, orig->underlying_, smap);
  // Methods of a generic interface have the defined type as receiver.
  if (Interface *it = dynInterface(u)) {
    List<Func *> methods = it->methods;
    if (replaceRecvType(methods, orig, n)) {
      if (it == orig->underlying_) {
        Interface *c = check->newInterface();
        c->embeddeds = it->embeddeds;
        c->complete = it->complete;
        c->implicit = it->implicit;
        it = c;
        u = c;
      }
      it->methods = std::move(methods);
      it->tset = nullptr;
    }
  }
  return u;
}

Named *resolveNamed(Named *n) {
  if (n->resolved || !n->origin) return n;
  resolveNamed(n->origin);
  n->resolved = true; // before substitution: stops recursion
  Type *u = expandUnderlying(n);
  n->tparams = n->origin->tparams;
  n->underlying_ = u;
  n->fromRHS = n->origin->fromRHS;
  return n;
}

const List<TypeParam *> &tparamsOf(Named *n) { return originOf(n)->tparams; }

// Follows a chain of named types to the underlying type and shortens it; a cycle is reported.
Type *namedUnder(Named *n0) {
  resolveNamed(n0);
  Type *u = n0->underlying_;
  if (!u) return basicType(BasicKind::Invalid);
  if (u->kind != TypeKind::Named) return u;
  Checker *check = n0->check;
  MINIGO_CHECK(check, "check", n0->obj->pos, "incomplete type without checker");
  std::unordered_map<Named *, size_t> seen; // with its place on the path
  List<Object *> path;
  Named *n = n0, *n1 = static_cast<Named *>(u);
  for (;;) {
    seen.emplace(n, path.size());
    path.push_back(n->instObj ? n->instObj : n->obj);
    n = n1;
    if (auto it = seen.find(n); it != seen.end()) {
      check->cycleError(List<Object *>(path.begin() + long(it->second), path.end()));
      u = basicType(BasicKind::Invalid);
      break;
    }
    resolveNamed(n);
    u = n->underlying_;
    if (!u) {
      u = basicType(BasicKind::Invalid);
      break;
    }
    if (u->kind != TypeKind::Named) break;
    n1 = static_cast<Named *>(u);
  }
  for (auto &[s, place] : seen) s->underlying_ = u;
  return u;
}

int numMethods(Named *n) { return int(originOf(n)->methods.size()); }

static Func *expandMethod(Named *n, Func *origm) {
  Checker *check = n->check ? n->check : &nilChecker();
  check->objDecl(origm);
  Signature *origSig = origm->sig();
  if (!origSig || !origSig->recv) return origm;
  Type *rbase = deref(origSig->recv->type);
  if (rbase == n) return origm; // instantiated with the receiver's own parameters
  Signature *sig = origSig;
  if (origSig->recvTparams.size() == n->targs.size()) {
    SubstMap smap = makeSubstMap(origSig->recvTparams, n->targs);
    sig = static_cast<Signature *>(check->subst(origm->pos, origSig, smap));
  }
  if (sig == origSig) sig = copySignature(sig);
  Type *rtyp = n;
  if (dynPointer(origSig->recv->type)) rtyp = new Pointer(n);
  sig->recv = substVar(origSig->recv, rtyp);
  return substFunc(origm, sig);
}

Func *namedMethod(Named *n, int i) {
  resolveNamed(n);
  if (!n->origin) return n->methods[size_t(i)];
  Named *orig = n->origin;
  if (n->methods.size() != orig->methods.size()) n->methods.resize(orig->methods.size());
  Func *&m = n->methods[size_t(i)];
  if (!m) {
    Func *e = expandMethod(n, orig->methods[size_t(i)]);
    n->methods[size_t(i)] = e; // expansion may have resized the list
    return e;
  }
  return m;
}

Func *namedLookupMethod(Named *n, Package *pkg, Str name, bool foldCase, int *index) {
  resolveNamed(n);
  int i = lookupMethod(originOf(n)->methods, pkg, name, foldCase);
  if (index) *index = i;
  return i < 0 ? nullptr : namedMethod(n, i);
}

// ---- after checking

// Types declared inside generic functions: the numbering of link names, and one copy for each instantiation.
namespace {
struct LocalIndex {
  std::unordered_map<TypeName *, int> map;
};
} // namespace
static std::unordered_map<TypeName *, int> &localIndex() { return lasting<LocalIndex>().map; }
void setLocalTypeIndex(TypeName *obj, int i) { localIndex()[obj] = i; }
int localTypeIndex(Named *n) {
  auto it = localIndex().find(n->obj);
  return it == localIndex().end() ? 0 : it->second;
}

bool mentionsTypeParam(Type *t);
bool isLocalGeneric(Named *n); // declared in a generic function, and its declaration mentions a type parameter

static Named *substLocalType(Subster &s, Named *n) {
  if (!isLocalGeneric(n)) return nullptr;
  List<Type *> key;
  for (auto &e : s.smap.m) key.push_back(e.second);
  Context &ctxt = globalContext();
  std::string h = "local" + ctxt.instanceHash(n, key);
  if (Type *known = ctxt.lookup(h, n, key)) return static_cast<Named *>(known);
  // The copy of a type looks like an instance in link names, but has no origin: its methods cannot exist. The copy of a
  // generic type is one, whose instances carry both lists of type arguments in their names.
  TypeName *obj = new TypeName(*n->obj);
  Named *c = new Named(obj);
  obj->type = c;
  c->resolved = true;
  c->tparams = n->tparams;
  (c->tparams.empty() ? c->targs : c->outerTargs) = key;
  setLocalTypeIndex(obj, localTypeIndex(n));
  ctxt.typeMap[h].push_back({n, key, c});
  c->underlying_ = s.typ(under(n));
  return c;
}

Type *subst(Type *t, const TypeMap &m) {
  SubstMap smap = makeSubstMap(m.from, m.to);
  if (smap.empty() || t->kind == TypeKind::Basic) return t;
  if (TypeParam *p = dynTypeParam(t)) return smap.lookup(p);
  return Subster{Pos{}, smap, &nilChecker(), substLocalType}.typ(t);
}

Type *instantiate(Type *generic, const List<Type *> &targs) { return nilChecker().instance(Pos{}, generic, targs); }

Func *instanceMethod(Named *inst, Func *originMethod) {
  Named *orig = originOf(inst);
  Func *want = originMethod->origin ? originMethod->origin : originMethod;
  for (size_t i = 0; i < orig->methods.size(); i++)
    if (orig->methods[i] == want) return namedMethod(inst, int(i));
  return nullptr;
}

} // namespace frontend
