// frontend/types_set.h: the set of types an interface stands for.
//
// A type set is (methods, terms, comparable): all types that have the methods, are among the terms, and are
// comparable if that is asked for. Terms are a union of T and ~T; "all types" and "no types" are two special lists.
// comparable is only ever set when the terms are all types. Mirrors types2/{typeset,termlist,typeterm}.go.
#pragma once
#include "frontend/types.h"
#include <functional>

namespace frontend {

// One term in normal form: universe (all types), or T, or ~T. The empty set is the absence of a term.
struct SetTerm {
  bool universe = false, tilde = false;
  Type *type = nullptr;
  static SetTerm all() { return {true, false, nullptr}; }
};

// A union of terms. Empty list: no types.
struct TermList {
  List<SetTerm> terms;
  static TermList all() { return TermList{{SetTerm::all()}}; }
  bool isEmpty() const { return terms.empty(); }
  bool isAll() const;
  TermList norm() const;
  TermList unite(const TermList &y) const;
  TermList intersect(const TermList &y) const;
  bool equal(const TermList &y) const { return subsetOf(y) && y.subsetOf(*this); }
  bool includes(Type *t) const;
  bool supersetOf(const SetTerm &y) const;
  bool subsetOf(const TermList &y) const;
  std::string str() const;
};

bool termEqual(const SetTerm &x, const SetTerm &y);
bool termIncludes(const SetTerm &x, Type *t);
bool termSubsetOf(const SetTerm &x, const SetTerm &y);
bool termDisjoint(const SetTerm &x, const SetTerm &y);
// The intersection, or false if it is empty.
bool termIntersect(const SetTerm &x, const SetTerm &y, SetTerm *out);

struct TypeSet {
  List<Func *> methods; // all, sorted by unique name
  TermList terms = TermList::all();
  bool comparable = false; // invariant: !comparable || terms.isAll()

  bool isEmpty() const { return terms.isEmpty(); }
  bool isMethodSet() const { return !comparable && terms.isAll(); }
  bool isAll() const { return isMethodSet() && methods.empty(); }
  bool hasTerms() const { return !terms.isEmpty() && !terms.isAll(); }
  bool isComparable() const;
  bool subsetOf(const TypeSet &y) const { return terms.subsetOf(y.terms); }
  Func *lookupMethod(Package *pkg, Str name, bool foldCase, int *index = nullptr) const;
  // Calls f with each specific term, or once with null if there is none; true if all calls returned true.
  bool is(const std::function<bool(const SetTerm *)> &f) const;
  // The same with the underlying types of the terms.
  bool underIs(const std::function<bool(Type *)> &f) const;
};

extern TypeSet topTypeSet, invalidTypeSet;
extern Interface *emptyInterface;

TypeSet *typeSet(Interface *it);
Interface *ifaceOf(TypeParam *p); // its constraint interface
bool typeParamIs(TypeParam *p, const std::function<bool(const SetTerm *)> &f);
bool typeParamUnderIs(TypeParam *p, const std::function<bool(Type *)> &f);

} // namespace frontend
