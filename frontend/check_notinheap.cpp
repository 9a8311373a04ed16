// frontend/check_notinheap.cpp: types that Go must not allocate: those that hold a runtime/internal/sys.NotInHeap, as
// runtime/cgo.Incomplete does. gc refuses them as type arguments, as variables of functions, and in new, make and append.
// Texts as in cmd/compile/internal/noder and walk.
#include "frontend/ast_walk.h"
#include "frontend/checker.h"
#include <algorithm>

namespace frontend {

std::string pathTypeString(Type *t); // types_string.cpp

namespace {

struct NotInHeap {
  Checker *check;

  void allocated(Pos pos, Type *t) {
    if (isNotInHeap(t)) check->errorf(pos, "%s can't be allocated in Go; it is incomplete (or unallocatable)", t);
  }
  void variable(Name *n) {
    Var *v = n && n->obj ? dynVar(n->obj) : nullptr;
    if (v && !v->pkgLevel && v->pos == n->pos && isNotInHeap(v->type))
      check->errorf(v->pos, "%s is incomplete (or unallocatable); stack allocation disallowed", v->type);
  }
  void call(CallExpr *c) {
    Name *n = dynName(unparen(c->fun));
    auto *b = n && n->obj ? dynBuiltin(n->obj) : nullptr;
    if (!b || !c->type) return;
    auto *p = dynPointer(under(c->type));
    auto *s = dynSlice(under(c->type));
    if (b->id == BuiltinId::New && p) allocated(c->pos, p->elem);
    if ((b->id == BuiltinId::Make || b->id == BuiltinId::Append) && s) allocated(c->pos, s->elem);
  }
  void node(Node *n) {
    if (auto *c = dynCallExpr(n)) return call(c);
    if (auto *d = dynVarDecl(n))
      for (Name *v : d->names) variable(v);
    if (auto *a = dynAssignStmt(n); a && a->op == Op::Def)
      for (Expr *e : unpackList(a->lhs)) variable(dynName(e));
    if (auto *id = dynName(n); id && id->targs)
      for (Type *t : *id->targs)
        if (isNotInHeap(t))
          check->errorf(id->pos, "cannot use incomplete (or unallocatable) type as a type argument: %s", pathTypeString(t));
  }
};

} // namespace

void Checker::checkNotInHeap() {
  auto knowsThem = [](Package *p) { return p->path == "runtime/cgo" || p->path == "runtime/internal/sys"; };
  if (std::none_of(pkg->imports.begin(), pkg->imports.end(), knowsThem)) return;
  NotInHeap check{this};
  for (File *f : files)
    inspect(f, [&](Node *n) {
      check.node(n);
      return true;
    });
}

} // namespace frontend
