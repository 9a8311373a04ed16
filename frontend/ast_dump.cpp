// frontend/ast_dump.cpp: --dump=ast: one node a line, children indented below it.
//
//   FuncDecl main 3:6
//     type: FuncType 3:10
//     body: BlockStmt 3:13
//       ExprStmt 4:2
//         CallExpr 4:9
//           fun: Name println 4:2
//           BasicLit "hi" 4:10
//
// A long chain of binary operators is shown as one list of operands, so that the output stays linear in the source.
#include "frontend/parser.h"
#include <string>

namespace frontend {

namespace {

const char *const kindNames[] = {
#define NODE(x) #x,
#include "frontend/ast_nodes.def"
#undef NODE
};

class Dumper {
public:
  explicit Dumper(FILE *out) : out_(out) {}

  void node(const char *label, const Node *n) {
    if (!n) return;
    if (auto *f = dynField(n); f && f->name) {
      line(label, n, f->name->value);
      indent_++;
      node("type", f->type);
      indent_--;
      return;
    }
    line(label, n, details(n));
    indent_++;
    children(n);
    indent_--;
  }

private:
  void line(const char *label, const Node *n, std::string_view details) {
    Location l = sources().resolvePhysical(n->pos);
    fprintf(out_, "%*s%s%s%s%s%.*s %u:%u\n", int(2 * indent_), "", label, *label ? ": " : "", kindNames[size_t(n->kind)],
            details.empty() ? "" : " ", int(details.size()), details.data(), l.line, l.col);
  }

  static std::string details(const Node *n) {
    switch (n->kind) {
    case NodeKind::File: return std::string(static_cast<const File *>(n)->pkgName->value);
    case NodeKind::Name: return std::string(static_cast<const Name *>(n)->value);
    case NodeKind::BasicLit: return std::string(static_cast<const BasicLit *>(n)->value);
    case NodeKind::Operation: return opString(static_cast<const Operation *>(n)->op);
    case NodeKind::AssignStmt: {
      auto *a = static_cast<const AssignStmt *>(n);
      std::string op = opString(a->op);
      return a->rhs ? op + "=" : op + op;
    }
    case NodeKind::RangeClause: return static_cast<const RangeClause *>(n)->def ? ":=" : "";
    case NodeKind::CallExpr: return static_cast<const CallExpr *>(n)->hasDots ? "..." : "";
    case NodeKind::CallStmt: return static_cast<const CallStmt *>(n)->isDefer ? "defer" : "go";
    case NodeKind::SliceExpr: return static_cast<const SliceExpr *>(n)->full ? "full" : "";
    case NodeKind::FuncDecl: return std::string(static_cast<const FuncDecl *>(n)->name->value);
    case NodeKind::TypeDecl: {
      auto *t = static_cast<const TypeDecl *>(n);
      return std::string(t->name->value) + (t->alias ? " =" : "");
    }
    case NodeKind::LabeledStmt: return std::string(static_cast<const LabeledStmt *>(n)->label->value);
    case NodeKind::BranchStmt: {
      static const char *const names[] = {"break", "continue", "fallthrough", "goto"};
      auto *b = static_cast<const BranchStmt *>(n);
      std::string s = names[size_t(b->tok)];
      return b->label ? s + " " + std::string(b->label->value) : s;
    }
    case NodeKind::ChanTypeExpr: {
      static const char *const names[] = {"", "send", "recv"};
      return names[size_t(static_cast<const ChanTypeExpr *>(n)->dir)];
    }
    default: return "";
    }
  }

  // Label, node or list of nodes, label, ...
  void parts() {}
  template <class... Rest> void parts(const char *label, const Node *n, const Rest &...rest) {
    node(label, n);
    parts(rest...);
  }
  template <class T, class... Rest> void parts(const char *label, const List<T> &l, const Rest &...rest) {
    for (auto *n : l) node(label, n);
    parts(rest...);
  }
  void directives(const Decl *d) {
    for (const Directive &dir : d->directives)
      fprintf(out_, "%*sdirective: %.*s %.*s\n", int(2 * indent_), "", int(dir.name.size()), dir.name.data(), int(dir.args.size()),
              dir.args.data());
  }

  void binary(const Operation *o) {
    constexpr size_t maxShown = 16; // longer chains are flattened
    List<const Operation *> spine;
    const Expr *x = o;
    for (; x->kind == NodeKind::Operation && static_cast<const Operation *>(x)->y; x = static_cast<const Operation *>(x)->x)
      spine.push_back(static_cast<const Operation *>(x));
    if (spine.size() <= maxShown) {
      node("", o->x);
      node("", o->y);
      return;
    }
    node("", x);
    for (size_t i = spine.size(); i-- > 0;) node(opString(spine[i]->op), spine[i]->y);
  }

  void children(const Node *n) {
    switch (n->kind) {
#define NODE(x)                                                                                                                            \
  case NodeKind::x: return of(static_cast<const x *>(n));
#include "frontend/ast_nodes.def"
#undef NODE
    }
  }

  // ---- expressions

  void of(const BadExpr *) {}
  void of(const Name *) {}
  void of(const BasicLit *) {}
  void of(const CompositeLit *t) { parts("type", t->typeExpr, "", t->elems); }
  void of(const KeyValueExpr *t) { parts("key", t->key, "value", t->value); }
  void of(const FuncLit *t) { parts("type", t->ftype, "body", t->body); }
  void of(const ParenExpr *t) { parts("", t->x); }
  void of(const SelectorExpr *t) { parts("", t->x, "sel", t->sel); }
  void of(const IndexExpr *t) { parts("", t->x, "index", t->index); }
  void of(const SliceExpr *t) { parts("", t->x, "low", t->index[0], "high", t->index[1], "max", t->index[2]); }
  void of(const AssertExpr *t) { parts("", t->x, "type", t->typeExpr); }
  void of(const TypeSwitchGuard *t) { parts("lhs", t->lhs, "", t->x); }
  void of(const Operation *t) { t->y ? binary(t) : parts("", t->x); }
  void of(const CallExpr *t) { parts("fun", t->fun, "", t->args); }
  void of(const ListExpr *t) { parts("", t->elems); }

  // ---- types

  void of(const ArrayTypeExpr *t) { parts("len", t->len, "elem", t->elem); }
  void of(const SliceTypeExpr *t) { parts("elem", t->elem); }
  void of(const DotsType *t) { parts("elem", t->elem); }
  void of(const Field *t) { parts("type", t->type); }
  void of(const StructTypeExpr *t) {
    for (size_t i = 0; i < t->fields.size(); i++) parts("", t->fields[i], "tag", t->tags[i]);
  }
  void of(const InterfaceTypeExpr *t) { parts("", t->methods); }
  void of(const FuncType *t) { parts("param", t->params, "result", t->results); }
  void of(const MapTypeExpr *t) { parts("key", t->key, "value", t->value); }
  void of(const ChanTypeExpr *t) { parts("elem", t->elem); }

  // ---- declarations

  void of(const File *t) { parts("", t->decls); }
  void of(const ImportDecl *t) {
    directives(t);
    parts("name", t->localName, "path", t->path);
  }
  void of(const ConstDecl *t) {
    directives(t);
    parts("name", t->names, "type", t->type, "values", t->values);
  }
  void of(const VarDecl *t) {
    directives(t);
    parts("name", t->names, "type", t->type, "values", t->values);
  }
  void of(const TypeDecl *t) {
    directives(t);
    parts("tparam", t->tparams, "type", t->type);
  }
  void of(const FuncDecl *t) {
    directives(t);
    parts("recv", t->recv, "tparam", t->tparams, "type", t->type, "body", t->body);
  }

  // ---- statements

  void of(const EmptyStmt *) {}
  void of(const BranchStmt *) {}
  void of(const LabeledStmt *t) { parts("", t->stmt); }
  void of(const BlockStmt *t) { parts("", t->list); }
  void of(const ExprStmt *t) { parts("", t->x); }
  void of(const SendStmt *t) { parts("chan", t->chan, "value", t->value); }
  void of(const DeclStmt *t) { parts("", t->decls); }
  void of(const AssignStmt *t) { parts("lhs", t->lhs, "rhs", t->rhs); }
  void of(const CallStmt *t) { parts("", t->call); }
  void of(const ReturnStmt *t) { parts("", t->results); }
  void of(const IfStmt *t) { parts("init", t->init, "cond", t->cond, "then", t->then, "else", t->els); }
  void of(const RangeClause *t) { parts("lhs", t->lhs, "x", t->x); }
  void of(const ForStmt *t) { parts("init", t->init, "cond", t->cond, "post", t->post, "body", t->body); }
  void of(const CaseClause *t) { parts("case", t->cases, "", t->body); }
  void of(const CommClause *t) { parts("comm", t->comm, "", t->body); }
  void of(const SwitchStmt *t) { parts("init", t->init, "tag", t->tag, "", t->body); }
  void of(const SelectStmt *t) { parts("", t->body); }

  FILE *out_;
  unsigned indent_ = 0;
};

} // namespace

void dumpAst(const Node *n, FILE *out) { Dumper(out).node("", n); }

} // namespace frontend
