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

  template <class T> void list(const char *label, const List<T> &l) {
    for (auto *n : l) node(label, n);
  }
  void directives(const Decl *d) {
    for (const Directive &dir : d->directives)
      fprintf(out_, "%*sdirective: %.*s %.*s\n", int(2 * indent_), "", int(dir.name.size()), dir.name.data(), int(dir.args.size()),
              dir.args.data());
  }

  void operation(const Operation *o) {
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

  void children(const Node *n);
  void declaration(const Node *n);
  void statement(const Node *n);

  FILE *out_;
  unsigned indent_ = 0;
};

#define AS(T) auto *t = static_cast<const T *>(n)

// Expressions and types.
void Dumper::children(const Node *n) {
  switch (n->kind) {
  case NodeKind::CompositeLit: {
    AS(CompositeLit);
    node("type", t->typeExpr);
    list("", t->elems);
    break;
  }
  case NodeKind::KeyValueExpr: {
    AS(KeyValueExpr);
    node("key", t->key);
    node("value", t->value);
    break;
  }
  case NodeKind::FuncLit: {
    AS(FuncLit);
    node("type", t->ftype);
    node("body", t->body);
    break;
  }
  case NodeKind::ParenExpr: {
    AS(ParenExpr);
    node("", t->x);
    break;
  }
  case NodeKind::SelectorExpr: {
    AS(SelectorExpr);
    node("", t->x);
    node("sel", t->sel);
    break;
  }
  case NodeKind::IndexExpr: {
    AS(IndexExpr);
    node("", t->x);
    node("index", t->index);
    break;
  }
  case NodeKind::SliceExpr: {
    AS(SliceExpr);
    node("", t->x);
    node("low", t->index[0]);
    node("high", t->index[1]);
    node("max", t->index[2]);
    break;
  }
  case NodeKind::AssertExpr: {
    AS(AssertExpr);
    node("", t->x);
    node("type", t->typeExpr);
    break;
  }
  case NodeKind::TypeSwitchGuard: {
    AS(TypeSwitchGuard);
    node("lhs", t->lhs);
    node("", t->x);
    break;
  }
  case NodeKind::Operation: {
    AS(Operation);
    if (t->y)
      operation(t);
    else
      node("", t->x);
    break;
  }
  case NodeKind::CallExpr: {
    AS(CallExpr);
    node("fun", t->fun);
    list("", t->args);
    break;
  }
  case NodeKind::ListExpr: {
    AS(ListExpr);
    list("", t->elems);
    break;
  }
  case NodeKind::ArrayTypeExpr: {
    AS(ArrayTypeExpr);
    node("len", t->len);
    node("elem", t->elem);
    break;
  }
  case NodeKind::SliceTypeExpr: {
    AS(SliceTypeExpr);
    node("elem", t->elem);
    break;
  }
  case NodeKind::DotsType: {
    AS(DotsType);
    node("elem", t->elem);
    break;
  }
  case NodeKind::Field: {
    AS(Field);
    node("type", t->type);
    break;
  }
  case NodeKind::StructTypeExpr: {
    AS(StructTypeExpr);
    for (size_t i = 0; i < t->fields.size(); i++) {
      node("", t->fields[i]);
      node("tag", t->tags[i]);
    }
    break;
  }
  case NodeKind::InterfaceTypeExpr: {
    AS(InterfaceTypeExpr);
    list("", t->methods);
    break;
  }
  case NodeKind::FuncType: {
    AS(FuncType);
    list("param", t->params);
    list("result", t->results);
    break;
  }
  case NodeKind::MapTypeExpr: {
    AS(MapTypeExpr);
    node("key", t->key);
    node("value", t->value);
    break;
  }
  case NodeKind::ChanTypeExpr: {
    AS(ChanTypeExpr);
    node("elem", t->elem);
    break;
  }
  case NodeKind::BadExpr:
  case NodeKind::Name:
  case NodeKind::BasicLit: break;
  default: declaration(n);
  }
}

void Dumper::declaration(const Node *n) {
  switch (n->kind) {
  case NodeKind::File: {
    AS(File);
    list("", t->decls);
    break;
  }
  case NodeKind::ImportDecl: {
    AS(ImportDecl);
    directives(t);
    node("name", t->localName);
    node("path", t->path);
    break;
  }
  case NodeKind::ConstDecl: {
    AS(ConstDecl);
    directives(t);
    list("name", t->names);
    node("type", t->type);
    node("values", t->values);
    break;
  }
  case NodeKind::VarDecl: {
    AS(VarDecl);
    directives(t);
    list("name", t->names);
    node("type", t->type);
    node("values", t->values);
    break;
  }
  case NodeKind::TypeDecl: {
    AS(TypeDecl);
    directives(t);
    list("tparam", t->tparams);
    node("type", t->type);
    break;
  }
  case NodeKind::FuncDecl: {
    AS(FuncDecl);
    directives(t);
    node("recv", t->recv);
    list("tparam", t->tparams);
    node("type", t->type);
    node("body", t->body);
    break;
  }
  default: statement(n);
  }
}

void Dumper::statement(const Node *n) {
  switch (n->kind) {
  case NodeKind::LabeledStmt: {
    AS(LabeledStmt);
    node("", t->stmt);
    break;
  }
  case NodeKind::BlockStmt: {
    AS(BlockStmt);
    list("", t->list);
    break;
  }
  case NodeKind::ExprStmt: {
    AS(ExprStmt);
    node("", t->x);
    break;
  }
  case NodeKind::SendStmt: {
    AS(SendStmt);
    node("chan", t->chan);
    node("value", t->value);
    break;
  }
  case NodeKind::DeclStmt: {
    AS(DeclStmt);
    list("", t->decls);
    break;
  }
  case NodeKind::AssignStmt: {
    AS(AssignStmt);
    node("lhs", t->lhs);
    node("rhs", t->rhs);
    break;
  }
  case NodeKind::CallStmt: {
    AS(CallStmt);
    node("", t->call);
    break;
  }
  case NodeKind::ReturnStmt: {
    AS(ReturnStmt);
    node("", t->results);
    break;
  }
  case NodeKind::IfStmt: {
    AS(IfStmt);
    node("init", t->init);
    node("cond", t->cond);
    node("then", t->then);
    node("else", t->els);
    break;
  }
  case NodeKind::RangeClause: {
    AS(RangeClause);
    node("lhs", t->lhs);
    node("x", t->x);
    break;
  }
  case NodeKind::ForStmt: {
    AS(ForStmt);
    node("init", t->init);
    node("cond", t->cond);
    node("post", t->post);
    node("body", t->body);
    break;
  }
  case NodeKind::CaseClause: {
    AS(CaseClause);
    node("case", t->cases);
    list("", t->body);
    break;
  }
  case NodeKind::CommClause: {
    AS(CommClause);
    node("comm", t->comm);
    list("", t->body);
    break;
  }
  case NodeKind::SwitchStmt: {
    AS(SwitchStmt);
    node("init", t->init);
    node("tag", t->tag);
    list("", t->body);
    break;
  }
  case NodeKind::SelectStmt: {
    AS(SelectStmt);
    list("", t->body);
    break;
  }
  default: break; // EmptyStmt, BranchStmt
  }
}

} // namespace

void dumpAst(const Node *n, FILE *out) { Dumper(out).node("", n); }

} // namespace frontend
