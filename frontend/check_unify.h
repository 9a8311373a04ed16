// frontend/check_unify.h: unification of types: makes two types equal by binding type parameters.
//
// Every type parameter to infer has a handle: a cell for its type, shared by parameters that were unified with each
// other. Modes: Assign: the outermost types need only be assignable (directions of channels, named against literal,
// interfaces); Exact: they must be identical; neither: inexact. Mirrors types2/unify.go.
#pragma once
#include "frontend/checker.h"

namespace frontend {

class Unifier {
public:
  enum Mode : unsigned { Inexact = 0, Assign = 1, Exact = 2 };

  Unifier(const List<TypeParam *> &tparams, const List<Type *> &targs, bool interfaceInference);
  bool unify(Type *x, Type *y, unsigned mode) { return nify(x, y, mode, nullptr); }
  Type *at(TypeParam *p) { return *handles_.at(p); }
  void set(TypeParam *p, Type *t) { *handles_.at(p) = t; }
  size_t unknowns() const;
  List<Type *> inferred(const List<TypeParam *> &tparams);

private:
  struct IfacePair {
    Interface *x, *y;
    IfacePair *prev;
  };
  std::unordered_map<TypeParam *, Type **> handles_;
  int depth_ = 0;
  bool interfaceInference_;

  bool join(TypeParam *x, TypeParam *y);
  TypeParam *asTypeParam(Type *t);
  bool nify(Type *x, Type *y, unsigned mode, IfacePair *p);
  bool nify1(Type *x, Type *y, unsigned mode, IfacePair *p);
  bool bound(TypeParam *px, Type *y, unsigned mode, IfacePair *p);
  bool structural(Type *x, Type *y, unsigned mode, IfacePair *p);
  bool interfaces(Interface *x, Interface *y, IfacePair *p);
  bool commonMethods(Interface *x, Interface *y, IfacePair *p);
};

} // namespace frontend
