// frontend/ast.cpp: positions and source form of syntax trees.
//
// Mirrors cmd/compile/internal/syntax/{positions,printer}.go (the short form of the printer): diagnostics show both.
// Left spines of binary operators may be a million nodes long: they are walked with loops. All other nesting is bounded
// by maxNesting, and may recurse.
#include "frontend/ast.h"
#include "frontend/parser.h"

namespace frontend {

const char *opString(Op o) {
  static const char *const names[] = {"",   ":", "!", "<-", "~", "||", "&&", "==", "!=", "<",  "<=", ">",
                                      ">=", "+", "-", "|",  "^", "*",  "/",  "%",  "&",  "&^", "<<", ">>"};
  return names[size_t(o)];
}

List<Expr *> unpackList(Expr *e) {
  if (!e) return {};
  if (auto *l = dynListExpr(e)) return l->elems;
  return {e};
}

// ---- positions

template <class T> static const T *as(const Node *n) { return static_cast<const T *>(n); }

Pos startPos(const Node *n) {
  for (;;) switch (n->kind) {
    case NodeKind::CompositeLit:
      if (!as<CompositeLit>(n)->typeExpr) return n->pos;
      n = as<CompositeLit>(n)->typeExpr;
      break;
    case NodeKind::SelectorExpr: n = as<SelectorExpr>(n)->x; break;
    case NodeKind::IndexExpr: n = as<IndexExpr>(n)->x; break;
    case NodeKind::AssertExpr: n = as<AssertExpr>(n)->x; break;
    case NodeKind::TypeSwitchGuard: {
      auto *g = as<TypeSwitchGuard>(n);
      n = g->lhs ? static_cast<const Node *>(g->lhs) : g->x;
      break;
    }
    case NodeKind::Operation:
      if (!as<Operation>(n)->y) return n->pos;
      n = as<Operation>(n)->x;
      break;
    case NodeKind::CallExpr: n = as<CallExpr>(n)->fun; break;
    case NodeKind::ListExpr:
      if (as<ListExpr>(n)->elems.empty()) return n->pos;
      n = as<ListExpr>(n)->elems.front();
      break;
    case NodeKind::SendStmt: n = as<SendStmt>(n)->chan; break;
    case NodeKind::AssignStmt: n = as<AssignStmt>(n)->lhs; break;
    case NodeKind::RangeClause: {
      auto *r = as<RangeClause>(n);
      n = r->lhs ? r->lhs : r->x;
      break;
    }
    default: return n->pos; // SliceExpr too, as in gc
    }
}

// The last of a list, or `otherwise`.
template <class T> static const Node *last(const List<T> &l, const Node *otherwise) { return l.empty() ? otherwise : l.back(); }

static const Node *lastChild(const Expr *type, const Expr *values, const List<Name *> &names) {
  return values ? values : type ? type : last(names, nullptr);
}

// The part of n that ends it, or null with *end set: one step of endPos.
static const Node *endStep(const Node *n, Pos *end) {
  *end = n->pos;
  switch (n->kind) {
  case NodeKind::File: *end = as<File>(n)->eof; return nullptr;
  case NodeKind::ImportDecl: return as<ImportDecl>(n)->path;
  case NodeKind::ConstDecl: return lastChild(as<ConstDecl>(n)->type, as<ConstDecl>(n)->values, as<ConstDecl>(n)->names);
  case NodeKind::VarDecl: return lastChild(as<VarDecl>(n)->type, as<VarDecl>(n)->values, as<VarDecl>(n)->names);
  case NodeKind::TypeDecl: return as<TypeDecl>(n)->type;
  case NodeKind::FuncDecl: return as<FuncDecl>(n)->body ? static_cast<const Node *>(as<FuncDecl>(n)->body) : as<FuncDecl>(n)->type;

  case NodeKind::Name: *end = n->pos + uint32_t(as<Name>(n)->value.size()); return nullptr;
  case NodeKind::BasicLit: *end = n->pos + uint32_t(as<BasicLit>(n)->value.size()); return nullptr;
  case NodeKind::CompositeLit: *end = as<CompositeLit>(n)->rbrace; return nullptr;
  case NodeKind::KeyValueExpr: return as<KeyValueExpr>(n)->value;
  case NodeKind::FuncLit: return as<FuncLit>(n)->body;
  case NodeKind::ParenExpr: return as<ParenExpr>(n)->x;
  case NodeKind::SelectorExpr: return as<SelectorExpr>(n)->sel;
  case NodeKind::IndexExpr: return as<IndexExpr>(n)->index;
  case NodeKind::SliceExpr: return as<SliceExpr>(n)->x; // as in gc, whose loop over the indices has no effect
  case NodeKind::AssertExpr: return as<AssertExpr>(n)->typeExpr;
  case NodeKind::TypeSwitchGuard: return as<TypeSwitchGuard>(n)->x;
  case NodeKind::Operation: return as<Operation>(n)->y ? as<Operation>(n)->y : as<Operation>(n)->x;
  case NodeKind::CallExpr: return last(as<CallExpr>(n)->args, as<CallExpr>(n)->fun);
  case NodeKind::ListExpr: return last(as<ListExpr>(n)->elems, nullptr);

  case NodeKind::ArrayTypeExpr: return as<ArrayTypeExpr>(n)->elem;
  case NodeKind::SliceTypeExpr: return as<SliceTypeExpr>(n)->elem;
  case NodeKind::DotsType: return as<DotsType>(n)->elem;
  case NodeKind::StructTypeExpr: return last(as<StructTypeExpr>(n)->fields, nullptr);
  case NodeKind::Field: return as<Field>(n)->type ? as<Field>(n)->type : as<Field>(n)->name;
  case NodeKind::InterfaceTypeExpr: return last(as<InterfaceTypeExpr>(n)->methods, nullptr);
  case NodeKind::FuncType: return last(as<FuncType>(n)->results, last(as<FuncType>(n)->params, nullptr));
  case NodeKind::MapTypeExpr: return as<MapTypeExpr>(n)->value;
  case NodeKind::ChanTypeExpr: return as<ChanTypeExpr>(n)->elem;

  case NodeKind::LabeledStmt: return as<LabeledStmt>(n)->stmt;
  case NodeKind::BlockStmt: *end = as<BlockStmt>(n)->rbrace; return nullptr;
  case NodeKind::ExprStmt: return as<ExprStmt>(n)->x;
  case NodeKind::SendStmt: return as<SendStmt>(n)->value;
  case NodeKind::DeclStmt: return last(as<DeclStmt>(n)->decls, nullptr);
  case NodeKind::AssignStmt:
    if (as<AssignStmt>(n)->rhs) return as<AssignStmt>(n)->rhs;
    *end = endPos(as<AssignStmt>(n)->lhs) + 2; // x++
    return nullptr;
  case NodeKind::BranchStmt: return as<BranchStmt>(n)->label;
  case NodeKind::CallStmt: return as<CallStmt>(n)->call;
  case NodeKind::ReturnStmt: return as<ReturnStmt>(n)->results;
  case NodeKind::IfStmt: return as<IfStmt>(n)->els ? as<IfStmt>(n)->els : as<IfStmt>(n)->then;
  case NodeKind::ForStmt: return as<ForStmt>(n)->body;
  case NodeKind::SwitchStmt: *end = as<SwitchStmt>(n)->rbrace; return nullptr;
  case NodeKind::SelectStmt: *end = as<SelectStmt>(n)->rbrace; return nullptr;
  case NodeKind::RangeClause: return as<RangeClause>(n)->x;
  case NodeKind::CaseClause: *end = as<CaseClause>(n)->colon; return last(as<CaseClause>(n)->body, nullptr);
  case NodeKind::CommClause: *end = as<CommClause>(n)->colon; return last(as<CommClause>(n)->body, nullptr);
  case NodeKind::BadExpr:
  case NodeKind::EmptyStmt: return nullptr;
  }
  return nullptr;
}

Pos endPos(const Node *n) {
  for (;;) {
    Pos end;
    const Node *next = endStep(n, &end);
    if (!next) return end;
    n = next;
  }
}

// ---- source form

namespace {

class ExprPrinter {
public:
  std::string out;

  void print(const Expr *e) {
    switch (e->kind) {
    case NodeKind::BadExpr: out += "<bad expr>"; break;
    case NodeKind::Name: out += as<Name>(e)->value; break;
    case NodeKind::BasicLit: out += as<BasicLit>(e)->value; break;
    case NodeKind::FuncLit:
      print(as<FuncLit>(e)->ftype);
      out += as<FuncLit>(e)->body->list.empty() ? " {}" : " {…}";
      break;
    case NodeKind::CompositeLit:
      if (as<CompositeLit>(e)->typeExpr) print(as<CompositeLit>(e)->typeExpr);
      out += as<CompositeLit>(e)->elems.empty() ? "{}" : "{…}";
      break;
    case NodeKind::ParenExpr:
      out += '(';
      print(as<ParenExpr>(e)->x);
      out += ')';
      break;
    case NodeKind::SelectorExpr:
      print(as<SelectorExpr>(e)->x);
      out += '.';
      print(as<SelectorExpr>(e)->sel);
      break;
    case NodeKind::IndexExpr:
      print(as<IndexExpr>(e)->x);
      out += '[';
      print(as<IndexExpr>(e)->index);
      out += ']';
      break;
    case NodeKind::SliceExpr: slice(as<SliceExpr>(e)); break;
    case NodeKind::AssertExpr:
      print(as<AssertExpr>(e)->x);
      out += ".(";
      print(as<AssertExpr>(e)->typeExpr);
      out += ')';
      break;
    case NodeKind::TypeSwitchGuard:
      if (auto *lhs = as<TypeSwitchGuard>(e)->lhs) {
        print(lhs);
        out += " := ";
      }
      print(as<TypeSwitchGuard>(e)->x);
      out += ".(type)";
      break;
    case NodeKind::CallExpr:
      print(as<CallExpr>(e)->fun);
      out += '(';
      list(as<CallExpr>(e)->args);
      out += as<CallExpr>(e)->hasDots ? "...)" : ")";
      break;
    case NodeKind::Operation: operation(as<Operation>(e)); break;
    case NodeKind::KeyValueExpr:
      print(as<KeyValueExpr>(e)->key);
      out += ": ";
      print(as<KeyValueExpr>(e)->value);
      break;
    case NodeKind::ListExpr: list(as<ListExpr>(e)->elems); break;
    case NodeKind::ArrayTypeExpr:
      out += '[';
      if (as<ArrayTypeExpr>(e)->len)
        print(as<ArrayTypeExpr>(e)->len);
      else
        out += "...";
      out += ']';
      print(as<ArrayTypeExpr>(e)->elem);
      break;
    case NodeKind::SliceTypeExpr:
      out += "[]";
      print(as<SliceTypeExpr>(e)->elem);
      break;
    case NodeKind::DotsType:
      out += "...";
      print(as<DotsType>(e)->elem);
      break;
    case NodeKind::StructTypeExpr: structType(as<StructTypeExpr>(e)); break;
    case NodeKind::FuncType:
      out += "func";
      signature(as<FuncType>(e));
      break;
    case NodeKind::InterfaceTypeExpr: interfaceType(as<InterfaceTypeExpr>(e)); break;
    case NodeKind::MapTypeExpr:
      out += "map[";
      print(as<MapTypeExpr>(e)->key);
      out += ']';
      print(as<MapTypeExpr>(e)->value);
      break;
    case NodeKind::ChanTypeExpr: chan(as<ChanTypeExpr>(e)); break;
    default: break; // no expression
    }
  }

private:
  void list(const List<Expr *> &l) {
    for (size_t i = 0; i < l.size(); i++) {
      if (i) out += ", ";
      print(l[i]);
    }
  }

  void operation(const Operation *o) {
    if (!o->y) {
      out += opString(o->op);
      print(o->x);
      return;
    }
    List<const Operation *> spine;
    const Expr *x = o;
    for (; x->kind == NodeKind::Operation && as<Operation>(x)->y; x = as<Operation>(x)->x) spine.push_back(as<Operation>(x));
    print(x);
    for (size_t i = spine.size(); i-- > 0;) {
      out += ' ';
      out += opString(spine[i]->op);
      out += ' ';
      print(spine[i]->y);
    }
  }

  void slice(const SliceExpr *s) {
    print(s->x);
    out += '[';
    if (s->index[0]) print(s->index[0]);
    out += ':';
    if (s->index[1]) print(s->index[1]);
    if (s->index[2]) {
      out += ':';
      print(s->index[2]);
    }
    out += ']';
  }

  void chan(const ChanTypeExpr *c) {
    out += c->dir == ChanDir::RecvOnly ? "<-chan " : c->dir == ChanDir::SendOnly ? "chan<- " : "chan ";
    auto *elem = dynChanTypeExpr(c->elem);
    bool parens = c->dir == ChanDir::Both && elem && elem->dir == ChanDir::RecvOnly;
    if (parens) out += '(';
    print(c->elem);
    if (parens) out += ')';
  }

  void structType(const StructTypeExpr *s) {
    out += "struct{";
    for (size_t i = 0; i < s->fields.size();) {
      if (i) out += "; ";
      size_t end = i + 1; // fields [i, end) share a type
      if (s->fields[i]->name)
        while (end < s->fields.size() && s->fields[end]->name && s->fields[end]->type == s->fields[i]->type) end++;
      for (size_t k = i; k < end; k++)
        if (s->fields[k]->name) {
          out += k > i ? ", " : "";
          out += s->fields[k]->name->value;
        }
      if (s->fields[i]->name) out += ' ';
      print(s->fields[i]->type);
      if (i < s->tags.size() && s->tags[i]) {
        out += ' ';
        out += s->tags[i]->value;
      }
      i = end;
    }
    out += '}';
  }

  void interfaceType(const InterfaceTypeExpr *t) {
    out += "interface{";
    for (size_t i = 0; i < t->methods.size(); i++) {
      if (i) out += "; ";
      const Field *m = t->methods[i];
      if (m->name) {
        out += m->name->value;
        signature(as<FuncType>(m->type));
      } else {
        print(m->type);
      }
    }
    out += '}';
  }

  void signature(const FuncType *t) {
    params(t->params);
    if (t->results.empty()) return;
    out += ' ';
    if (t->results.size() == 1 && !t->results[0]->name)
      print(t->results[0]->type);
    else
      params(t->results);
  }

  void params(const List<Field *> &l) {
    out += '(';
    for (size_t i = 0; i < l.size(); i++) {
      if (i) out += ", ";
      if (l[i]->name) {
        out += l[i]->name->value;
        if (i + 1 < l.size() && l[i + 1]->name && l[i + 1]->type == l[i]->type) continue;
        out += ' ';
      }
      print(unparen(l[i]->type));
    }
    out += ')';
  }
};

} // namespace

std::string exprString(const Expr *e) {
  ExprPrinter p;
  p.print(e);
  return std::move(p.out);
}

std::string simpleStmtString(const SimpleStmt *s) {
  switch (s->kind) {
  case NodeKind::ExprStmt: return exprString(as<ExprStmt>(s)->x);
  case NodeKind::SendStmt: return exprString(as<SendStmt>(s)->chan) + " <- " + exprString(as<SendStmt>(s)->value);
  case NodeKind::AssignStmt: {
    auto *a = as<AssignStmt>(s);
    std::string op = opString(a->op);
    if (!a->rhs) return exprString(a->lhs) + op + op;
    return exprString(a->lhs) + " " + op + "= " + exprString(a->rhs);
  }
  case NodeKind::RangeClause: {
    auto *r = as<RangeClause>(s);
    std::string head = r->lhs ? exprString(r->lhs) + (r->def ? " := " : " = ") : "";
    return head + "range " + exprString(r->x);
  }
  default: return "";
  }
}

} // namespace frontend
