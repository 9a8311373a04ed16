// frontend/export_data.cpp: see export_data.h.
#include "frontend/export_data.h"
#include "frontend/ast_walk.h"
#include <algorithm>

namespace frontend {

namespace {

// What a name in a function's body stands for, as far as it can be told without checking the body.
enum class Meaning { Local, Import, Type, Func, Builtin, Other };

class Body {
public:
  Body(const Package *pkg, FuncDecl *decl) : pkg_(pkg), decl_(decl) {
    inspect(decl, [&](Node *n) { return collectLocals(n), true; });
  }

  Object *object(const Name *n) const { return locals_.count(n->value) ? nullptr : pkg_->scope->lookup(n->value); }

  Meaning meaning(const Name *n) const {
    if (locals_.count(n->value)) return Meaning::Local;
    Object *o = pkg_->scope->lookup(n->value);
    if (!o) o = universe->lookup(n->value);
    if (!o) return Meaning::Import;
    return o->kind == ObjKind::TypeName  ? Meaning::Type
           : o->kind == ObjKind::Func    ? Meaning::Func
           : o->kind == ObjKind::Builtin ? Meaning::Builtin
                                         : Meaning::Other;
  }

  // Calls f for every mention of a package-level object.
  template <class F> void mentions(const F &f) const { mentionsIn(decl_->body, f); }

private:
  template <class F> void mentionsIn(Node *root, const F &f) const {
    inspect(root, [&](Node *n) {
      if (auto *s = dynSelectorExpr(n)) return mentionsIn(s->x, f), false; // not the name after the dot
      if (auto *kv = dynKeyValueExpr(n); kv && dynName(kv->key)) return mentionsIn(kv->value, f), false; // mostly a field
      if (auto *name = dynName(n))
        if (Object *o = object(name)) f(o);
      return true;
    });
  }

  void define(Expr *list) {
    for (Expr *e : unpackList(list))
      if (auto *n = dynName(e)) locals_.insert(n->value);
  }
  void collectLocals(Node *n) {
    if (auto *f = dynField(n); f && f->name) locals_.insert(f->name->value);
    if (auto *a = dynAssignStmt(n); a && a->op == Op::Def) define(a->lhs);
    if (auto *r = dynRangeClause(n); r && r->def) define(r->lhs);
    if (auto *g = dynTypeSwitchGuard(n); g && g->lhs) define(g->lhs);
    if (auto *d = dynDeclStmt(n))
      for (Decl *decl : d->decls) {
        if (auto *v = dynVarDecl(decl))
          for (Name *name : v->names) locals_.insert(name->value);
        if (auto *c = dynConstDecl(decl))
          for (Name *name : c->names) locals_.insert(name->value);
        if (auto *t = dynTypeDecl(decl)) locals_.insert(t->name->value);
      }
  }

  const Package *pkg_;
  FuncDecl *decl_;
  std::unordered_set<Str> locals_;
};

// ---- the size of a body, as the inliner counts it

constexpr int budget = 80, callCost = 57, closureCost = 16, tooMuch = budget + 1;

class BodySize {
public:
  BodySize(const Package *pkg, FuncDecl *decl, int depth) : pkg_(pkg), decl_(decl), body_(pkg, decl), depth_(depth) {}

  int count() {
    inspect(decl_->body, [&](Node *n) { return visit(n) && size_ <= budget; });
    return std::min(size_, tooMuch);
  }

private:
  bool isPackage(Expr *x) const {
    auto *n = dynName(x);
    return n && body_.meaning(n) == Meaning::Import;
  }
  bool visit(Node *n) {
    switch (n->kind) {
    case NodeKind::Name: size_ += body_.meaning(static_cast<Name *>(n)) != Meaning::Type; return true;
    case NodeKind::SelectorExpr:
      size_ -= isPackage(static_cast<SelectorExpr *>(n)->x); // two names are visited: x and the one after the dot
      return true;
    case NodeKind::CallExpr: call(static_cast<CallExpr *>(n)); return true;
    case NodeKind::FuncLit: size_ += closureCost; return false;
    case NodeKind::CallStmt: size_ = tooMuch; return false;
    case NodeKind::AssignStmt: {
      auto *a = static_cast<AssignStmt *>(n);
      size_ += 1 + !a->rhs + (a->op == Op::Def ? 2 * int(unpackList(a->lhs).size()) : 0);
      return true;
    }
    case NodeKind::VarDecl: size_ += 3 * int(static_cast<VarDecl *>(n)->names.size()); return true;
    case NodeKind::ArrayTypeExpr:
    case NodeKind::SliceTypeExpr:
    case NodeKind::StructTypeExpr:
    case NodeKind::InterfaceTypeExpr:
    case NodeKind::FuncType:
    case NodeKind::MapTypeExpr:
    case NodeKind::ChanTypeExpr:
    case NodeKind::ConstDecl:
    case NodeKind::TypeDecl: return false;
    case NodeKind::BasicLit:
    case NodeKind::CompositeLit:
    case NodeKind::KeyValueExpr:
    case NodeKind::IndexExpr:
    case NodeKind::SliceExpr:
    case NodeKind::AssertExpr:
    case NodeKind::Operation:
    case NodeKind::SendStmt:
    case NodeKind::BranchStmt:
    case NodeKind::ReturnStmt:
    case NodeKind::IfStmt:
    case NodeKind::RangeClause:
    case NodeKind::ForStmt:
    case NodeKind::CaseClause:
    case NodeKind::SwitchStmt:
    case NodeKind::CommClause:
    case NodeKind::SelectStmt:
    case NodeKind::LabeledStmt: size_++; return true;
    default: return true;
    }
  }

  void call(CallExpr *c) {
    Expr *fun = unparen(c->fun);
    if (auto *n = dynName(fun)) {
      const Meaning m = body_.meaning(n);
      if (n->value == "recover" && m == Meaning::Builtin) size_ = tooMuch;
      if (m == Meaning::Builtin) return;
      size_ += 1;
      if (m == Meaning::Type) return;
      if (auto *f = m == Meaning::Func ? dynFunc(body_.object(n)) : nullptr) {
        size_ += sizeOfCallee(f);
        return;
      }
      size_ += callCost;
      return;
    }
    switch (fun->kind) { // conversions
    case NodeKind::ArrayTypeExpr:
    case NodeKind::SliceTypeExpr:
    case NodeKind::InterfaceTypeExpr:
    case NodeKind::FuncType:
    case NodeKind::MapTypeExpr:
    case NodeKind::ChanTypeExpr: size_++; return;
    default: break;
    }
    size_ += callCost + isPackage(dynSelectorExpr(fun) ? dynSelectorExpr(fun)->x : nullptr);
  }

  int sizeOfCallee(Func *f) {
    if (f->decl == decl_) return tooMuch; // recursive
    if (depth_ > 4 || !f->decl || !f->decl->body) return callCost;
    int size = BodySize(pkg_, f->decl, depth_ + 1).count();
    return size > budget ? callCost : size;
  }

  const Package *pkg_;
  FuncDecl *decl_;
  Body body_;
  int depth_, size_ = 0;
};

bool mayInline(const Package *pkg, Func *f) {
  if (!f->decl->tparams.empty()) return true; // generic: the body is needed anyway
  for (const Directive &d : f->directives)
    if (d.name == "go:noinline" || d.name == "go:uintptrescapes" || d.name == "go:uintptrkeepalive") return false;
  return BodySize(pkg, f->decl, 0).count() <= budget;
}

// ---- what leads where

class Closure {
public:
  explicit Closure(const Package *pkg) : pkg_(pkg) {}

  std::unordered_set<const Object *> compute() {
    for (auto &[name, o] : pkg_->scope->elems)
      if (o->exported()) add(o);
    while (!work_.empty()) {
      Object *o = work_.back();
      work_.pop_back();
      follow(o);
    }
    return std::move(known_);
  }

private:
  void add(Object *o) {
    if (o->pkg == pkg_ && pkg_->scope->lookup(o->name) == o && known_.insert(o).second) work_.push_back(o);
  }
  void follow(Object *o) {
    type(o->type);
    if (auto *f = dynFunc(o)) body(f, false);
    auto *n = o->kind == ObjKind::TypeName ? dynNamed(o->type) : nullptr;
    if (!n || n->obj != o) return;
    for (TypeParam *t : n->tparams) type(t->bound);
    type(under(n));
    for (Func *m : n->methods) {
      type(m->type);
      body(m, !n->tparams.empty());
    }
  }
  void body(Func *f, bool generic) {
    if (!f->decl || !f->decl->body || !(generic || mayInline(pkg_, f))) return;
    Body(pkg_, f->decl).mentions([&](Object *o) {
      if (o->kind != ObjKind::Const) add(o); // constants are written as values
    });
  }
  void type(Type *t) {
    if (!t || !seen_.insert(t).second) return;
    if (auto *s = dynSignature(t))
      for (TypeParam *p : s->tparams) type(p->bound);
    eachPart(t, [this](Type *part) { type(part); });
    if (auto *n = dynNamed(t)) add(n->obj);
  }

  const Package *pkg_;
  std::unordered_set<const Object *> known_;
  std::unordered_set<Type *> seen_;
  std::vector<Object *> work_;
};

} // namespace

std::unordered_set<const Object *> exportData(const Package *pkg) { return Closure(pkg).compute(); }

} // namespace frontend
