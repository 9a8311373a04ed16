// ir/var_use.cpp: one walk over a function that finds out how its variables are used.
//
// reassigned: written after its declaration (also through x.f = or x[i] = of an array);
// addrTaken:  &x, x[:] of an array, x.m() with a pointer receiver; captured: used inside a literal that did not declare it.
// A variable that is captured but neither reassigned nor addrTaken is captured by value.
#include "ir/build.h"

namespace ir {

namespace {

class VarWalk {
public:
  explicit VarWalk(VarUses &u) : u(u) {}
  VarUses &u;
  FuncLit *lit = nullptr;

  static Var *rootVar(Expr *e) {
    for (;;) {
      e = unparen(e);
      if (auto *n = dynName(e)) {
        auto *v = n->obj ? dynVar(n->obj) : nullptr;
        return v && !v->isField && !v->pkgLevel ? v : nullptr;
      }
      if (auto *s = dynSelectorExpr(e)) {
        if (!s->selection || s->selection->kind != SelKind::FieldVal || s->selection->indirect) return nullptr;
        if (s->x->type && dynPointer(under(s->x->type))) return nullptr;
        e = s->x;
      } else if (auto *i = dynIndexExpr(e)) {
        if (!i->x->type || !dynArray(under(i->x->type))) return nullptr;
        e = i->x;
      } else
        return nullptr;
    }
  }

  void assigned(Expr *lhs) {
    if (auto *v = rootVar(lhs)) u[v].reassigned = true;
  }
  void addressed(Expr *x) {
    if (auto *v = rootVar(x)) u[v].addrTaken = true;
  }

  void assignedList(Expr *lhs, bool define) {
    for (auto *l : unpackList(lhs)) {
      auto *n = dynName(l);
      if (define && n && n->obj && n->obj->pos.off == n->pos.off) continue; // this is the declaration
      assigned(l);
    }
  }

  void exprs(const List<Expr *> &l) {
    for (auto *e : l) expr(e);
  }

  void use(Name *n) {
    auto *v = n->obj ? dynVar(n->obj) : nullptr;
    if (v && !v->isField && !v->pkgLevel && v->inLit != lit) u[v].captured = true;
  }

  void expr(Expr *e) {
    if (!e) return;
    switch (e->kind) {
    case NodeKind::Name: use(static_cast<Name *>(e)); break;
    case NodeKind::CompositeLit: {
      auto *c = static_cast<CompositeLit *>(e);
      bool isStruct = c->type && dynStruct(under(c->type));
      for (auto *x : c->elems) {
        auto *kv = dynKeyValueExpr(x);
        if (!kv)
          expr(x);
        else {
          if (!isStruct) expr(kv->key);
          expr(kv->value);
        }
      }
      break;
    }
    case NodeKind::KeyValueExpr:
      expr(static_cast<KeyValueExpr *>(e)->key);
      expr(static_cast<KeyValueExpr *>(e)->value);
      break;
    case NodeKind::FuncLit: {
      auto *saved = lit;
      lit = static_cast<FuncLit *>(e);
      stmt(lit->body);
      lit = saved;
      break;
    }
    case NodeKind::ParenExpr: expr(static_cast<ParenExpr *>(e)->x); break;
    case NodeKind::SelectorExpr: {
      auto *s = static_cast<SelectorExpr *>(e);
      if (s->selection && s->selection->kind == SelKind::MethodVal)
        if (auto *m = dynFunc(s->selection->obj)) {
          auto *recv = m->sig()->recv;
          if (recv && dynPointer(recv->type))
            addressed(s->x);
          else if (s->x->type && isTypeParam(s->x->type))
            addressed(s->x); // the instance may have a pointer receiver
        }
      expr(s->x);
      break;
    }
    case NodeKind::IndexExpr:
      expr(static_cast<IndexExpr *>(e)->x);
      expr(static_cast<IndexExpr *>(e)->index);
      break;
    case NodeKind::SliceExpr: {
      auto *s = static_cast<SliceExpr *>(e);
      if (s->x->type) {
        auto *c = coreType(s->x->type);
        if (c && dynArray(under(c))) addressed(s->x);
      }
      expr(s->x);
      for (auto *i : s->index) expr(i);
      break;
    }
    case NodeKind::AssertExpr: expr(static_cast<AssertExpr *>(e)->x); break;
    case NodeKind::TypeSwitchGuard: expr(static_cast<TypeSwitchGuard *>(e)->x); break;
    case NodeKind::Operation: operation(static_cast<Operation *>(e)); break;
    case NodeKind::CallExpr:
      expr(static_cast<CallExpr *>(e)->fun);
      exprs(static_cast<CallExpr *>(e)->args);
      break;
    case NodeKind::ListExpr: exprs(static_cast<ListExpr *>(e)->elems); break;
    default: break; // literals, types
    }
  }

  void operation(Operation *o) {
    // Left-deep chains of a million terms: iterate.
    while (o->y) {
      expr(o->y);
      auto *left = dynOperation(o->x);
      if (!left) {
        expr(o->x);
        return;
      }
      o = left;
    }
    if (o->op == frontend::Op::And) addressed(o->x);
    expr(o->x);
  }

  void stmts(const List<Stmt *> &l) {
    for (auto *s : l) stmt(s);
  }

  void stmt(Stmt *s) {
    if (!s) return;
    switch (s->kind) {
    case NodeKind::LabeledStmt: stmt(static_cast<LabeledStmt *>(s)->stmt); break;
    case NodeKind::BlockStmt: stmts(static_cast<BlockStmt *>(s)->list); break;
    case NodeKind::ExprStmt: expr(static_cast<ExprStmt *>(s)->x); break;
    case NodeKind::SendStmt:
      expr(static_cast<SendStmt *>(s)->chan);
      expr(static_cast<SendStmt *>(s)->value);
      break;
    case NodeKind::DeclStmt:
      for (auto *d : static_cast<DeclStmt *>(s)->decls)
        if (auto *v = dynVarDecl(d)) expr(v->values);
      break;
    case NodeKind::AssignStmt: {
      auto *a = static_cast<AssignStmt *>(s);
      assignedList(a->lhs, a->op == frontend::Op::Def);
      expr(a->lhs);
      expr(a->rhs);
      break;
    }
    case NodeKind::CallStmt: expr(static_cast<CallStmt *>(s)->call); break;
    case NodeKind::ReturnStmt: expr(static_cast<ReturnStmt *>(s)->results); break;
    case NodeKind::IfStmt: {
      auto *i = static_cast<IfStmt *>(s);
      stmt(i->init);
      expr(i->cond);
      stmt(i->then);
      stmt(i->els);
      break;
    }
    case NodeKind::RangeClause: {
      auto *r = static_cast<RangeClause *>(s);
      if (r->lhs) {
        assignedList(r->lhs, r->def);
        expr(r->lhs);
      }
      if (r->x->type && dynArray(under(r->x->type))) {} // copied or indexed in place: no address is kept
      expr(r->x);
      break;
    }
    case NodeKind::ForStmt: {
      auto *f = static_cast<ForStmt *>(s);
      stmt(f->init);
      expr(f->cond);
      stmt(f->post);
      stmt(f->body);
      break;
    }
    case NodeKind::SwitchStmt: {
      auto *w = static_cast<SwitchStmt *>(s);
      stmt(w->init);
      expr(w->tag);
      for (auto *c : w->body) {
        if (!w->tag || !dynTypeSwitchGuard(w->tag)) expr(c->cases);
        stmts(c->body);
      }
      break;
    }
    case NodeKind::SelectStmt:
      for (auto *c : static_cast<SelectStmt *>(s)->body) {
        stmt(c->comm);
        stmts(c->body);
      }
      break;
    default: break;
    }
  }
};

} // namespace

VarUses analyseVars(BlockStmt *body) {
  VarUses u;
  VarWalk w(u);
  w.stmt(body);
  return u;
}

void analyseVars(Expr *init, VarUses &uses) {
  VarWalk w(uses);
  w.expr(init);
}

} // namespace ir
