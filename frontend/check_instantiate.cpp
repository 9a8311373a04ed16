// frontend/check_instantiate.cpp: instances of generic types and functions, and whether type arguments satisfy their
// constraints. Mirrors types2/instantiate.go.
#include "frontend/checker.h"

namespace frontend {

Type *Checker::instance(Pos pos, Type *orig, const List<Type *> &targs) {
  uint64_t weight = 1;
  for (Type *a : targs) weight += typeWeight(a);
  if (weight > maxTypeWeight && this != &nilChecker()) { // what the lowering instantiates it judges itself
    error(pos, "instance is too complex (implementation limitation)");
    if (orig->kind != TypeKind::Signature) return basicType(BasicKind::Invalid);
    Signature *sig = new Signature(*static_cast<Signature *>(orig)); // callers expect one
    sig->tparams.clear();
    return sig;
  }
  std::string h = ctxt.instanceHash(orig, targs);
  if (Type *t = ctxt.lookup(h, orig, targs)) return t;
  Type *res;
  if (Named *n = dynNamed(orig)) {
    res = newNamedInstance(pos, n, targs);
  } else {
    Signature *sig0 = static_cast<Signature *>(orig);
    if (!validateTArgLen(pos, typeString(orig, this), int(sig0->tparams.size()), int(targs.size()))) return basicType(BasicKind::Invalid);
    if (sig0->tparams.empty()) return orig;
    Signature *sig = static_cast<Signature *>(subst(pos, orig, makeSubstMap(sig0->tparams, targs)));
    if (sig == orig) sig = new Signature(*sig0);
    sig->tparams.clear();
    res = sig;
  }
  return ctxt.update(h, orig, targs, res);
}

bool Checker::validateTArgLen(Pos pos, Str name, int want, int got) {
  if (got == want) return true;
  errorf(pos, "%s type arguments for type %s: have %d, want %d", got < want ? "not enough" : "too many", name, got, want);
  return false;
}

int Checker::verify(Pos pos, const List<TypeParam *> &tparams, const List<Type *> &targs, std::string *cause) {
  SubstMap smap = makeSubstMap(tparams, targs);
  for (size_t i = 0; i < tparams.size(); i++) {
    ifaceOf(tparams[i]); // makes sure that the bound is an interface
    Type *bound = subst(pos, tparams[i]->bound, smap);
    if (!implements(pos, targs[i], bound, true, cause)) return int(i);
  }
  return -1;
}

// Does T (an interface, or what it embeds) mention typ?
static bool mentions(Type *T, Type *typ) {
  if (Interface *it = dynInterface(T)) {
    for (Type *e : it->embeddeds)
      if (mentions(e, typ)) return true;
    return false;
  }
  if (Union *u = dynUnion(T)) {
    for (Term &t : u->terms)
      if (mentions(t.type, typ)) return true;
    return false;
  }
  return identical(T, typ);
}

bool Checker::implements(Pos pos, Type *V, Type *T, bool constraint, std::string *cause) {
  Type *Vu = under(V), *Tu = under(T);
  if (!isValid(Vu) || !isValid(Tu)) return true;
  if (Pointer *p = dynPointer(Vu); p && !isValid(under(p->elem))) return true;
  const char *verb = constraint ? "satisfy" : "implement";
  auto fail = [&](std::string why) {
    if (cause) *cause = std::move(why);
    return false;
  };

  Interface *Ti = dynInterface(Tu);
  if (!Ti) {
    if (!cause) return false;
    std::string detail =
        isInterfacePtr(Tu) ? sprintf("type %s is pointer to interface, not interface", T) : sprintf("%s is not an interface", T);
    return fail(sprintf("%s does not %s %s (%s)", V, verb, T, detail));
  }
  TypeSet *Ts = typeSet(Ti);
  if (Ts->isAll()) return true;
  Interface *Vi = dynInterface(Vu);
  if (Vi && typeSet(Vi)->isEmpty()) return true;
  if (Ts->isEmpty()) return cause ? fail(sprintf("cannot %s %s (empty type set)", verb, T)) : false;

  if (missingMethod(V, T, true, identical, cause)) { return cause ? fail(sprintf("%s does not %s %s %s", V, verb, T, *cause)) : false; }

  auto checkComparability = [&]() {
    if (!Ts->isComparable() || comparable(V, false)) return true;
    // Constraints are also satisfied by types whose comparison may panic, since go1.20.
    if (constraint && comparable(V, true)) {
      if (this == &nilChecker() || allowVersion(pkg, pos, go1_20)) return true;
      return cause ? fail(sprintf("%s to %s comparable requires go1.20 or later", V, verb)) : false;
    }
    return cause ? fail(sprintf("%s does not %s comparable", V, verb)) : false;
  };
  if (!Ts->hasTerms()) return checkComparability();

  if (Vi) {
    if (!typeSet(Vi)->subsetOf(*Ts)) return cause ? fail(sprintf("%s does not %s %s", V, verb, T)) : false;
    return checkComparability();
  }
  Type *alt = nullptr; // a term that would do with ~
  bool none = Ts->is([&](const SetTerm *t) {
    if (termIncludes(*t, V)) return false;
    if (!alt && !t->tilde && identical(t->type, under(t->type)) && termIncludes({false, true, t->type}, V)) alt = t->type;
    return true;
  });
  if (!none) return checkComparability();
  if (!cause) return false;
  std::string detail;
  if (alt)
    detail = sprintf("possibly missing ~ for %s in %s", alt, T);
  else if (mentions(Ti, V))
    detail = sprintf("%s mentions %s, but %s is not in the type set of %s", T, V, V, T);
  else
    detail = sprintf("%s missing in %s", V, Ts->terms.str());
  return fail(sprintf("%s does not %s %s (%s)", V, verb, T, detail));
}

} // namespace frontend
