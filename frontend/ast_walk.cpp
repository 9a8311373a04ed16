// frontend/ast_walk.cpp: see ast_walk.h. Mirrors syntax.Inspect.
#include "frontend/ast_walk.h"

namespace frontend {
namespace {

using Nodes = List<Node *>;

template <class T> void addAll(Nodes &out, const List<T *> &list) {
  for (T *n : list) out.push_back(n);
}

void addDeclParts(Nodes &out, Node *n) {
  switch (n->kind) {
  case NodeKind::ImportDecl: out.push_back(static_cast<ImportDecl *>(n)->localName); break;
  case NodeKind::ConstDecl: {
    auto *d = static_cast<ConstDecl *>(n);
    addAll(out, d->names);
    out.insert(out.end(), {d->type, d->values});
    break;
  }
  case NodeKind::VarDecl: {
    auto *d = static_cast<VarDecl *>(n);
    addAll(out, d->names);
    out.insert(out.end(), {d->type, d->values});
    break;
  }
  case NodeKind::TypeDecl: {
    auto *d = static_cast<TypeDecl *>(n);
    out.push_back(d->name);
    addAll(out, d->tparams);
    out.push_back(d->type);
    break;
  }
  case NodeKind::FuncDecl: {
    auto *d = static_cast<FuncDecl *>(n);
    out.insert(out.end(), {d->recv, d->name});
    addAll(out, d->tparams);
    out.insert(out.end(), {d->type, d->body});
    break;
  }
  default: break;
  }
}

void addTypeParts(Nodes &out, Node *n) {
  switch (n->kind) {
  case NodeKind::ArrayTypeExpr: out.insert(out.end(), {static_cast<ArrayTypeExpr *>(n)->len, static_cast<ArrayTypeExpr *>(n)->elem}); break;
  case NodeKind::SliceTypeExpr: out.push_back(static_cast<SliceTypeExpr *>(n)->elem); break;
  case NodeKind::DotsType: out.push_back(static_cast<DotsType *>(n)->elem); break;
  case NodeKind::Field: out.insert(out.end(), {static_cast<Field *>(n)->name, static_cast<Field *>(n)->type}); break;
  case NodeKind::StructTypeExpr: addAll(out, static_cast<StructTypeExpr *>(n)->fields); break;
  case NodeKind::InterfaceTypeExpr: addAll(out, static_cast<InterfaceTypeExpr *>(n)->methods); break;
  case NodeKind::FuncType:
    addAll(out, static_cast<FuncType *>(n)->params);
    addAll(out, static_cast<FuncType *>(n)->results);
    break;
  case NodeKind::MapTypeExpr: out.insert(out.end(), {static_cast<MapTypeExpr *>(n)->key, static_cast<MapTypeExpr *>(n)->value}); break;
  case NodeKind::ChanTypeExpr: out.push_back(static_cast<ChanTypeExpr *>(n)->elem); break;
  default: addDeclParts(out, n);
  }
}

void addExprParts(Nodes &out, Node *n) {
  switch (n->kind) {
  case NodeKind::CompositeLit:
    out.push_back(static_cast<CompositeLit *>(n)->typeExpr);
    addAll(out, static_cast<CompositeLit *>(n)->elems);
    break;
  case NodeKind::KeyValueExpr: out.insert(out.end(), {static_cast<KeyValueExpr *>(n)->key, static_cast<KeyValueExpr *>(n)->value}); break;
  case NodeKind::FuncLit: out.insert(out.end(), {static_cast<FuncLit *>(n)->ftype, static_cast<FuncLit *>(n)->body}); break;
  case NodeKind::ParenExpr: out.push_back(static_cast<ParenExpr *>(n)->x); break;
  case NodeKind::SelectorExpr: out.insert(out.end(), {static_cast<SelectorExpr *>(n)->x, static_cast<SelectorExpr *>(n)->sel}); break;
  case NodeKind::IndexExpr: out.insert(out.end(), {static_cast<IndexExpr *>(n)->x, static_cast<IndexExpr *>(n)->index}); break;
  case NodeKind::SliceExpr: {
    auto *e = static_cast<SliceExpr *>(n);
    out.insert(out.end(), {e->x, e->index[0], e->index[1], e->index[2]});
    break;
  }
  case NodeKind::AssertExpr: out.insert(out.end(), {static_cast<AssertExpr *>(n)->x, static_cast<AssertExpr *>(n)->typeExpr}); break;
  case NodeKind::TypeSwitchGuard:
    out.insert(out.end(), {static_cast<TypeSwitchGuard *>(n)->lhs, static_cast<TypeSwitchGuard *>(n)->x});
    break;
  case NodeKind::Operation: out.insert(out.end(), {static_cast<Operation *>(n)->x, static_cast<Operation *>(n)->y}); break;
  case NodeKind::CallExpr:
    out.push_back(static_cast<CallExpr *>(n)->fun);
    addAll(out, static_cast<CallExpr *>(n)->args);
    break;
  case NodeKind::ListExpr: addAll(out, static_cast<ListExpr *>(n)->elems); break;
  default: addTypeParts(out, n);
  }
}

void addParts(Nodes &out, Node *n) {
  switch (n->kind) {
  case NodeKind::File: addAll(out, static_cast<File *>(n)->decls); break;
  case NodeKind::LabeledStmt: out.push_back(static_cast<LabeledStmt *>(n)->stmt); break;
  case NodeKind::BlockStmt: addAll(out, static_cast<BlockStmt *>(n)->list); break;
  case NodeKind::ExprStmt: out.push_back(static_cast<ExprStmt *>(n)->x); break;
  case NodeKind::SendStmt: out.insert(out.end(), {static_cast<SendStmt *>(n)->chan, static_cast<SendStmt *>(n)->value}); break;
  case NodeKind::DeclStmt: addAll(out, static_cast<DeclStmt *>(n)->decls); break;
  case NodeKind::AssignStmt: out.insert(out.end(), {static_cast<AssignStmt *>(n)->lhs, static_cast<AssignStmt *>(n)->rhs}); break;
  case NodeKind::CallStmt: out.push_back(static_cast<CallStmt *>(n)->call); break;
  case NodeKind::ReturnStmt: out.push_back(static_cast<ReturnStmt *>(n)->results); break;
  case NodeKind::IfStmt: {
    auto *s = static_cast<IfStmt *>(n);
    out.insert(out.end(), {s->init, s->cond, s->then, s->els});
    break;
  }
  case NodeKind::RangeClause: out.insert(out.end(), {static_cast<RangeClause *>(n)->lhs, static_cast<RangeClause *>(n)->x}); break;
  case NodeKind::ForStmt: {
    auto *s = static_cast<ForStmt *>(n);
    out.insert(out.end(), {s->init, s->cond, s->post, s->body});
    break;
  }
  case NodeKind::SwitchStmt: {
    auto *s = static_cast<SwitchStmt *>(n);
    out.insert(out.end(), {s->init, s->tag});
    addAll(out, s->body);
    break;
  }
  case NodeKind::CaseClause:
    out.push_back(static_cast<CaseClause *>(n)->cases);
    addAll(out, static_cast<CaseClause *>(n)->body);
    break;
  case NodeKind::SelectStmt: addAll(out, static_cast<SelectStmt *>(n)->body); break;
  case NodeKind::CommClause:
    out.push_back(static_cast<CommClause *>(n)->comm);
    addAll(out, static_cast<CommClause *>(n)->body);
    break;
  default: addExprParts(out, n);
  }
}

} // namespace

void inspect(Node *root, const std::function<bool(Node *)> &f) {
  Nodes stack{root}, parts;
  while (!stack.empty()) {
    Node *n = stack.back();
    stack.pop_back();
    if (!n || !f(n)) continue;
    parts.clear();
    addParts(parts, n);
    stack.insert(stack.end(), parts.rbegin(), parts.rend());
  }
}

} // namespace frontend
