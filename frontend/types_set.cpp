// frontend/types_set.cpp: term lists and the type sets of interfaces. Mirrors types2/{typeset,termlist,typeterm,union}.go.
#include "frontend/checker.h"
#include <algorithm>

namespace frontend {

TypeSet topTypeSet;
TypeSet invalidTypeSet{{}, TermList{}, false};

// ---- terms

bool termEqual(const SetTerm &x, const SetTerm &y) {
  if (x.universe || y.universe) return x.universe == y.universe;
  return x.tilde == y.tilde && identical(x.type, y.type);
}
bool termIncludes(const SetTerm &x, Type *t) { return x.universe || identical(x.type, x.tilde ? under(t) : t); }
bool termDisjoint(const SetTerm &x, const SetTerm &y) {
  Type *ux = y.tilde ? under(x.type) : x.type, *uy = x.tilde ? under(y.type) : y.type;
  return !identical(ux, uy);
}
bool termSubsetOf(const SetTerm &x, const SetTerm &y) {
  if (y.universe) return true;
  if (x.universe || termDisjoint(x, y)) return false;
  return !x.tilde || y.tilde;
}
bool termIntersect(const SetTerm &x, const SetTerm &y, SetTerm *out) {
  if (x.universe) return *out = y, true;
  if (y.universe) return *out = x, true;
  if (termDisjoint(x, y)) return false;
  *out = !x.tilde || y.tilde ? x : y;
  return true;
}
// One term for x | y, or false if they are disjoint.
static bool termUnite(const SetTerm &x, const SetTerm &y, SetTerm *out) {
  if (x.universe) return *out = x, true;
  if (y.universe) return *out = y, true;
  if (termDisjoint(x, y)) return false;
  *out = x.tilde || !y.tilde ? x : y;
  return true;
}

// ---- term lists

bool TermList::isAll() const {
  for (auto &t : terms)
    if (t.universe) return true;
  return false;
}

TermList TermList::norm() const {
  std::vector<bool> used(terms.size());
  TermList r;
  for (size_t i = 0; i < terms.size(); i++) {
    if (used[i]) continue;
    SetTerm x = terms[i];
    for (size_t j = i + 1; j < terms.size(); j++) {
      SetTerm u;
      if (used[j] || !termUnite(x, terms[j], &u)) continue;
      if (u.universe) return all();
      x = u;
      used[j] = true;
    }
    r.terms.push_back(x);
  }
  return r;
}

TermList TermList::unite(const TermList &y) const {
  TermList r = *this;
  r.terms.insert(r.terms.end(), y.terms.begin(), y.terms.end());
  return r.norm();
}

TermList TermList::intersect(const TermList &y) const {
  TermList r;
  for (auto &a : terms)
    for (auto &b : y.terms) {
      SetTerm t;
      if (termIntersect(a, b, &t)) r.terms.push_back(t);
    }
  return r.norm();
}

bool TermList::includes(Type *t) const {
  return std::any_of(terms.begin(), terms.end(), [&](const SetTerm &x) { return termIncludes(x, t); });
}
bool TermList::supersetOf(const SetTerm &y) const {
  return std::any_of(terms.begin(), terms.end(), [&](const SetTerm &x) { return termSubsetOf(y, x); });
}
bool TermList::subsetOf(const TermList &y) const {
  if (y.isEmpty()) return isEmpty();
  return std::all_of(terms.begin(), terms.end(), [&](const SetTerm &x) { return y.supersetOf(x); });
}

// ---- type sets

bool TypeSet::isComparable() const {
  if (terms.isAll()) return comparable;
  return is([](const SetTerm *t) { return t && frontend::comparable(t->type, false); });
}
Func *TypeSet::lookupMethod(Package *pkg, Str name, bool foldCase, int *index) const {
  Func *f = nullptr;
  int i = frontend::lookupMethod(methods, pkg, name, foldCase, &f);
  if (index) *index = i;
  return f;
}
bool TypeSet::is(const std::function<bool(const SetTerm *)> &f) const {
  if (!hasTerms()) return f(nullptr);
  return std::all_of(terms.terms.begin(), terms.terms.end(), [&](const SetTerm &t) { return f(&t); });
}
bool TypeSet::underIs(const std::function<bool(Type *)> &f) const {
  if (!hasTerms()) return f(nullptr);
  return std::all_of(terms.terms.begin(), terms.terms.end(), [&](const SetTerm &t) { return f(t.tilde ? t.type : under(t.type)); });
}

TypeSet *typeSet(Interface *it) { return computeInterfaceTypeSet(it->check, it); }

Interface *ifaceOf(TypeParam *p) {
  Type *bound = p->bound;
  if (!bound) return emptyInterface;
  Type *u = under(bound);
  if (Basic *b = dynBasic(u); b && !isValid(b)) return emptyInterface;
  Interface *it = dynInterface(u);
  if (it && isTypeParam(bound)) return emptyInterface; // reported in collectTypeParams
  if (!it) { // constraint literal: wrap
    it = new Interface;
    it->embeddeds = {bound};
    it->complete = true;
    it->implicit = true;
    p->bound = it;
  }
  if (!it->tset) computeInterfaceTypeSet(p->check, it);
  return it;
}
bool typeParamIs(TypeParam *p, const std::function<bool(const SetTerm *)> &f) { return typeSet(ifaceOf(p))->is(f); }
bool typeParamUnderIs(TypeParam *p, const std::function<bool(Type *)> &f) { return typeSet(ifaceOf(p))->underIs(f); }

// Exported before unexported, then by name, then by package path.
static bool methodLess(const Func *a, const Func *b) {
  bool ea = isExported(a->name), eb = isExported(b->name);
  if (ea != eb) return ea;
  if (a->name != b->name) return a->name < b->name;
  return !ea && a->pkg && b->pkg && a->pkg->path < b->pkg->path;
}
void sortMethods(List<Func *> &list) { std::sort(list.begin(), list.end(), methodLess); }

static void intersectTermLists(TermList *xterms, bool *xcomp, const TermList &yterms, bool ycomp) {
  TermList terms = xterms->intersect(yterms);
  bool comp = *xcomp || ycomp;
  if (comp && !terms.isAll()) {
    std::erase_if(terms.terms, [](const SetTerm &t) { return !comparable(t.type, false); });
    comp = false;
  }
  *xterms = std::move(terms);
  *xcomp = comp;
}

constexpr size_t maxTermCount = 100; // term lists are quadratic

TypeSet *computeUnionTypeSet(Checker *check, std::unordered_map<Union *, TypeSet *> &sets, Pos pos, Union *u) {
  if (TypeSet *s = sets[u]) return s;
  TypeSet *set = sets[u] = new TypeSet; // stops recursion
  set->terms = {};
  TermList all;
  for (Term &t : u->terms) {
    TermList terms;
    Type *tu = under(t.type);
    if (Interface *it = dynInterface(tu))
      terms = computeInterfaceTypeSet(check, it)->terms;
    else if (!isValid(tu))
      continue;
    else if (!t.tilde || identical(t.type, tu))
      terms.terms.push_back({false, t.tilde, t.type}); // else: no such type
    all = all.unite(terms);
    if (all.terms.size() > maxTermCount) {
      if (check) check->errorf(pos, "cannot handle more than %d union terms (implementation limitation)", maxTermCount);
      return sets[u] = &invalidTypeSet;
    }
  }
  set->terms = all;
  return set;
}

namespace {
// Collects the methods of an interface and of what it embeds.
struct MethodCollector {
  Checker *check;
  ObjSet seen;
  List<Func *> all;
  std::unordered_map<Func *, Pos> *mpos = new std::unordered_map<Func *, Pos>; // kept by delayed checks

  void duplicate(Pos pos, Func *m, Func *other) {
    Error_ e(check);
    e.errorf(pos, "duplicate method %s", m->name);
    e.errorf((*mpos)[other], "other declaration of %s", m->name);
    check->report(&e);
  }
  void add(Pos pos, Func *m, bool isExplicit) {
    auto [it, fresh] = seen.emplace(objectId(m->pkg, m->name), m);
    if (fresh) {
      all.push_back(m);
      (*mpos)[m] = pos;
      return;
    }
    if (!check) return;
    Func *other = static_cast<Func *>(it->second);
    if (isExplicit) return duplicate(pos, m, other);
    MethodCollector later = *this; // signatures are compared when all types are known
    later.seen.clear();
    check->later([later, pos, m, other]() mutable {
      if (!later.check->allowVersion(m->pkg, pos, go1_14) || !identical(m->type, other->type)) later.duplicate(pos, m, other);
    });
  }
};
} // namespace

TypeSet *computeInterfaceTypeSet(Checker *check, Interface *ityp) {
  if (ityp->tset) return ityp->tset;
  if (!ityp->complete) return &topTypeSet; // not set up yet: do not keep a partial set
  if (check && check == &nilChecker()) check = nullptr;
  TypeSet *result = ityp->tset = new TypeSet; // stops recursion
  std::unordered_map<Union *, TypeSet *> local;
  auto &unionSets = check ? check->unionTypeSets : local;

  MethodCollector methods{check};
  for (Func *m : ityp->methods) methods.add(m->pos, m, true);
  TermList allTerms = TermList::all();
  bool allComparable = false;
  for (size_t i = 0; i < ityp->embeddeds.size(); i++) {
    Type *typ = ityp->embeddeds[i];
    Pos epos = i < ityp->embedPos.size() ? ityp->embedPos[i] : Pos{};
    Type *u = under(typ);
    TermList terms;
    bool comp = false;
    if (Interface *it = dynInterface(u)) {
      TypeSet *ts = computeInterfaceTypeSet(check, it);
      if (check && check->isImportedConstraint(typ) && !check->verifyVersionf(epos, go1_18, "embedding constraint interface %s", typ))
        continue;
      comp = ts->comparable;
      for (Func *m : ts->methods) methods.add(epos, m, false);
      terms = ts->terms;
    } else if (Union *un = dynUnion(u)) {
      if (check && !check->verifyVersionf(epos, go1_18, "embedding interface element %s", u)) continue;
      TypeSet *ts = computeUnionTypeSet(check, unionSets, epos, un);
      if (ts == &invalidTypeSet) continue;
      terms = ts->terms;
    } else {
      if (!isValid(u)) continue;
      if (check && !check->verifyVersionf(epos, go1_18, "embedding non-interface type %s", typ)) continue;
      terms.terms.push_back({false, false, typ});
    }
    intersectTermLists(&allTerms, &allComparable, terms, comp);
  }
  result->comparable = allComparable;
  sortMethods(methods.all);
  result->methods = std::move(methods.all);
  result->terms = std::move(allTerms);
  return result;
}

List<Func *> interfaceMethods(Interface *it) { return typeSet(it)->methods; }

// ---- unions in source form

// Splits A | B | C into the binary expressions and the leaves.
static void flattenUnion(Expr *x, List<Expr *> *blist, List<Expr *> *tlist) {
  Operation *o = dynOperation(x);
  if (o && o->op == Op::Or && o->y) {
    flattenUnion(o->x, blist, tlist);
    blist->push_back(o);
    x = o->y;
  }
  tlist->push_back(x);
}

std::string pathTypeString(Type *t); // types_string.cpp: packages by path

static std::string termString(const Term &t) { return (t.tilde ? "~" : "") + pathTypeString(t.type); }

// Terms must not be interfaces with methods, and must not overlap.
static void checkTerms(Checker *check, const List<Term> &terms, const List<Expr *> &tlist) {
  for (size_t i = 0; i < terms.size(); i++) {
    const Term &t = terms[i];
    if (!isValid(t.type)) continue;
    Type *u = under(t.type);
    Interface *f = dynInterface(u);
    if (t.tilde) {
      if (f) {
        check->errorf(tlist[i], "invalid use of ~ (%s is an interface)", t.type);
        continue;
      }
      if (!identical(u, t.type)) {
        check->errorf(tlist[i], "invalid use of ~ (underlying type of %s is %s)", t.type, u);
        continue;
      }
    }
    if (f) {
      TypeSet *ts = typeSet(f);
      std::string s = termString(t);
      if (!ts->methods.empty())
        check->errorf(tlist[i], "cannot use %s in union (%s contains methods)", s, s);
      else if (t.type == universeComparable)
        check->error(tlist[i], "cannot use comparable in union");
      else if (ts->comparable)
        check->errorf(tlist[i], "cannot use %s in union (%s embeds comparable)", s, s);
      continue;
    }
    for (size_t j = 0; j < i; j++) {
      if (isInterfaceUnder(terms[j].type)) continue;
      if (!termDisjoint({false, terms[j].tilde, terms[j].type}, {false, t.tilde, t.type})) {
        check->errorf(tlist[i], "overlapping terms %s and %s", termString(t), termString(terms[j]));
        break;
      }
    }
  }
}

Type *Checker::parseUnion(Expr *uexpr) {
  List<Expr *> blist, tlist;
  flattenUnion(uexpr, &blist, &tlist);
  List<Term> terms;
  Type *u = nullptr;
  for (size_t i = 0; i < tlist.size(); i++) {
    Term term = parseTilde(tlist[i]);
    if (tlist.size() == 1 && !term.tilde) return term.type;
    if (terms.size() >= maxTermCount) {
      if (u && isValid(u)) {
        errorf(tlist[i], "cannot handle more than %d union terms (implementation limitation)", maxTermCount);
        u = basicType(BasicKind::Invalid);
      }
    } else {
      terms.push_back(term);
      Union *un = new Union;
      un->terms = terms;
      u = un;
    }
    if (i > 0) recordTypeAndValue(blist[i - 1], Mode::TypExpr, u, nullptr);
  }
  if (!isValid(u)) return u;
  later([this, terms, tlist] { checkTerms(this, terms, tlist); });
  return u;
}

Term Checker::parseTilde(Expr *tx) {
  Expr *x = tx;
  bool tilde = false;
  if (Operation *o = dynOperation(x); o && o->op == Op::Tilde) {
    x = o->x;
    tilde = true;
  }
  Type *t = typ(x);
  if (isTypeParam(t)) {
    if (tilde)
      errorf(x, "type in term %s cannot be a type parameter", tx);
    else
      error(x, "term cannot be a type parameter");
    t = basicType(BasicKind::Invalid);
  }
  if (tilde) {
    Union *u = new Union;
    u->terms = {{true, t}};
    recordTypeAndValue(tx, Mode::TypExpr, u, nullptr);
  }
  return {tilde, t};
}

std::string TermList::str() const {
  if (terms.empty()) return "\xe2\x88\x85"; // the empty set
  std::string r;
  for (auto &t : terms) {
    if (!r.empty()) r += " | ";
    if (t.universe)
      r += "\xf0\x9d\x93\xa4";
    else
      r += (t.tilde ? "~" : "") + pathTypeString(t.type);
  }
  return r;
}

} // namespace frontend
