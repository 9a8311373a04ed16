// frontend/check_infer.cpp: inference of type arguments. Mirrors types2/infer.go (Go 1.21 rules).
//
// Three steps: (1) typed arguments are unified with parameter types; (2) constraints are used until nothing new is
// found: core types, and methods of what is known; (3) untyped constants give their default type to what is left.
// Then inferred types that mention other type parameters are simplified; cycles among them are no solution.
#include "frontend/check_unify.h"
#include <algorithm>

namespace frontend {

static int tparamIndex(const List<TypeParam *> &list, const TypeParam *p) {
  for (size_t i = 0; i < list.size(); i++)
    if (list[i] == p) return int(i);
  return -1;
}

bool isLocalGeneric(Named *n); // check_decl.cpp: declared in a generic function

// ---- does a type mention one of some type parameters (or, with null, any)?

namespace {
struct TpWalker {
  const List<TypeParam *> *tparams;
  std::unordered_map<Type *, bool> seen;

  bool mentions(Type *t) {
    if (!t) return false;
    if (auto *p = dynTypeParam(t)) return !tparams || tparamIndex(*tparams, p) >= 0;
    if (auto *n = dynNamed(t)) return inParts(t) || (!tparams && isLocalGeneric(n));
    auto *i = dynInterface(t);
    if (!i && t->kind != TypeKind::Struct) return inParts(t);
    auto [it, fresh] = seen.emplace(t, false); // literals may be cyclic
    if (!fresh) return it->second;
    bool r = i ? interface(i) : inParts(t);
    seen[t] = r;
    return r;
  }
  bool inParts(Type *t) {
    return anyPart(t, [this](Type *part) { return mentions(part); });
  }
  bool interface(Interface *it) {
    TypeSet *ts = typeSet(it);
    for (Func *m : ts->methods)
      if (mentions(m->type)) return true;
    return ts->hasTerms() &&
           std::any_of(ts->terms.terms.begin(), ts->terms.terms.end(), [&](const SetTerm &t) { return mentions(t.type); });
  }
};
} // namespace

bool isParameterized(const List<TypeParam *> &tparams, Type *typ) { return TpWalker{&tparams, {}}.mentions(typ); }
bool mentionsTypeParam(Type *typ) { return TpWalker{nullptr, {}}.mentions(typ); }

// ---- core types and cycles

// The core type of p as a term; *single: p's type set has exactly this one term.
static bool coreTerm(TypeParam *p, SetTerm *core, bool *single) {
  int n = 0;
  bool tilde = false;
  SetTerm one;
  typeParamIs(p, [&](const SetTerm *t) {
    if (!t) return false;
    n++;
    one = *t;
    tilde |= t->tilde;
    return true;
  });
  *single = n == 1;
  if (n == 1) return *core = one, true;
  if (Type *t = coreType(p)) return *core = SetTerm{false, tilde, t}, true;
  return false;
}

namespace {
// Removes inferred types that depend on themselves.
struct CycleFinder {
  const List<TypeParam *> &tparams;
  List<Type *> &inferred;
  List<Type *> path;

  void typ(Type *t) {
    if (!t || t->kind == TypeKind::Basic) return;
    if (std::find(path.begin(), path.end(), t) != path.end()) {
      if (TypeParam *p = dynTypeParam(t))
        if (int i = tparamIndex(tparams, p); i >= 0) inferred[size_t(i)] = nullptr;
      return;
    }
    path.push_back(t);
    if (TypeParam *p = dynTypeParam(t)) {
      if (int i = tparamIndex(tparams, p); i >= 0 && inferred[size_t(i)]) typ(inferred[size_t(i)]);
    } else {
      eachPart(t, [this](Type *part) { typ(part); });
    }
    path.pop_back();
  }
};
} // namespace

// ---- inference

namespace {
struct Inferer {
  Checker *check;
  Pos pos;
  const List<TypeParam *> &tparams;
  Tuple *params;
  const List<Operand *> &args;
  bool reverse;
  Unifier u;

  bool fromTypedArgs(List<size_t> *untyped);
  bool fromConstraints();
  bool fromUntyped(const List<size_t> &untyped);
  void mismatch(Type *tpar, Operand *arg);
};

void Inferer::mismatch(Type *tpar, Operand *arg) {
  List<Type *> targs = u.inferred(tparams);
  if (std::all_of(targs.begin(), targs.end(), [](Type *t) { return !t; }))
    return check->errorf(arg, "type %s of %s does not match %s (cannot infer %s)", arg->type, arg->expr, tpar, typeParamsString(tparams));
  Type *inferred = check->subst(arg->pos(), tpar, makeSubstMap(tparams, targs));
  if (inferred == tpar)
    check->errorf(arg, "type %s of %s does not match %s", arg->type, arg->expr, tpar);
  else if (reverse)
    check->errorf(arg, "inferred type %s for %s does not match type %s of %s", inferred, tpar, arg->type, arg->expr);
  else
    check->errorf(arg, "type %s of %s does not match inferred type %s for %s", arg->type, arg->expr, inferred, tpar);
}

bool Inferer::fromTypedArgs(List<size_t> *untyped) {
  for (size_t i = 0; i < args.size(); i++) {
    Operand *arg = args[i];
    Type *par = params->vars[i]->type;
    if (!isParameterized(tparams, par) && !isParameterized(tparams, arg->type)) continue;
    if (isTyped(arg->type)) {
      if (!u.unify(par, arg->type, Unifier::Assign)) return mismatch(par, arg), false;
    } else if (isTypeParam(par) && !arg->isNil()) {
      untyped->push_back(i); // considered last
    }
  }
  return true;
}

bool Inferer::fromConstraints() {
  for (;;) {
    size_t before = u.unknowns();
    for (TypeParam *tpar : tparams) {
      Type *tx = u.at(tpar);
      SetTerm core;
      bool single;
      if (coreTerm(tpar, &core, &single)) {
        if (tx) {
          if (!u.unify(tx, core.type, 0)) {
            check->errorf(pos, "%s (type %s) does not satisfy %s", tpar, tx, tpar->bound);
            return false;
          }
        } else if (single && !core.tilde) {
          u.set(tpar, core.type);
        }
      } else if (tx) {
        std::string cause;
        Interface *constraint = ifaceOf(tpar);
        if (check->missingMethod(tx, constraint, true, [&](Type *x, Type *y) { return u.unify(x, y, Unifier::Exact); }, &cause)) {
          check->errorf(pos, "%s (type %s) does not satisfy %s %s", tpar, tx, tpar->bound, cause);
          return false;
        }
      }
    }
    if (u.unknowns() == before) return true;
  }
}

bool Inferer::fromUntyped(const List<size_t> &untyped) {
  std::map<uint64_t, std::pair<TypeParam *, Type *>> maxUntyped;
  for (size_t i : untyped) {
    TypeParam *tpar = static_cast<TypeParam *>(params->vars[i]->type);
    if (u.at(tpar)) continue;
    auto [it, fresh] = maxUntyped.emplace(tpar->id, std::pair<TypeParam *, Type *>(tpar, args[i]->type));
    if (fresh) continue;
    Type *max = it->second.second, *m = maxType(max, args[i]->type);
    if (!m) {
      check->errorf(args[i], "mismatched types %s and %s (cannot infer %s)", max, args[i]->type, tpar);
      return false;
    }
    it->second.second = m;
  }
  for (auto &[id, e] : maxUntyped) u.set(e.first, defaultType(e.second));
  return true;
}
} // namespace

List<Type *> Checker::infer(Pos pos, const List<TypeParam *> &tparams, List<Type *> targs, Tuple *params, const List<Operand *> &args,
                            bool reverse) {
  size_t n = tparams.size();
  auto known = [](const List<Type *> &l) { return std::all_of(l.begin(), l.end(), [](Type *t) { return t != nullptr; }); };
  if (targs.size() == n && known(targs)) return targs;
  for (Operand *arg : args)
    if (arg->mode == Mode::Invalid) return {}; // reported
  targs.resize(n);
  if (!params->vars.empty()) params = static_cast<Tuple *>(subst(Pos{}, params, makeSubstMap(tparams, targs)));

  Inferer in{this, pos, tparams, params, args, reverse, Unifier(tparams, targs, allowVersion(pkg, pos, go1_21))};
  List<size_t> untyped;
  if (!in.fromTypedArgs(&untyped) || !in.fromConstraints() || !in.fromUntyped(untyped)) return {};

  List<Type *> inferred = in.u.inferred(tparams);
  CycleFinder cycles{tparams, inferred, {}};
  for (TypeParam *p : tparams) cycles.typ(p);

  // Substitute inferred types into each other until nothing changes.
  List<size_t> dirty;
  for (size_t i = 0; i < n; i++)
    if (inferred[i] && !targs[i]) dirty.push_back(i);
  while (!dirty.empty()) {
    SubstMap smap = makeSubstMap(tparams, inferred);
    List<size_t> next;
    for (size_t i : dirty) {
      Type *t = subst(Pos{}, inferred[i], smap);
      if (t == inferred[i]) continue;
      // An instantiated generic function argument has no type parameters of its own any more.
      if (Signature *sig = dynSignature(t); sig && !sig->tparams.empty() && !isParameterized(tparams, sig)) sig->tparams.clear();
      inferred[i] = t;
      next.push_back(i);
    }
    dirty = std::move(next);
  }
  for (size_t i = 0; i < n; i++)
    if (!inferred[i] || isParameterized(tparams, inferred[i])) {
      errorf(pos, "cannot infer %s (%s)", tparams[i]->obj->name, tparams[i]->obj->pos);
      return {};
    }
  return inferred;
}

// Fresh type parameters in place of tparams: a call of a generic function inside itself must not confuse the two.
List<TypeParam *> Checker::renameTParams(Pos pos, const List<TypeParam *> &tparams, Type *typ, Type **renamed) {
  *renamed = typ;
  if (tparams.empty()) return {};
  List<TypeParam *> fresh;
  for (TypeParam *p : tparams) {
    TypeName *obj = new TypeName(p->obj->pos, p->obj->pkg, p->obj->name, nullptr);
    TypeParam *q = nilChecker().newTypeParam(obj, nullptr);
    q->index = p->index;
    fresh.push_back(q);
  }
  SubstMap smap = makeRenameMap(tparams, fresh);
  for (size_t i = 0; i < tparams.size(); i++) fresh[i]->bound = subst(pos, tparams[i]->bound, smap);
  *renamed = subst(pos, typ, smap);
  return fresh;
}

} // namespace frontend
