// frontend/ast.h: the syntax tree of Go 1.22, as the parser builds it and the checker annotates it.
//
// The shape, and above all which token a node's position is, follows what gc's diagnostics show:
//   Operation (binary): the operator;  Operation (unary), Name, literals, types: their first token
//   CallExpr, IndexExpr, SliceExpr, SelectorExpr, AssertExpr: gc reports StartPos (leftmost operand) for most
//   errors: use startPos(n); endPos(n) is the position just past its last token. AssignStmt: the operator.
//   KeyValueExpr: the colon. FuncDecl, TypeDecl, ...: the name/keyword as in cmd/compile/internal/syntax.
//
// Nodes live until the process ends (arena); the checker writes its results into the fields marked [checker].
#pragma once
#include "frontend/arena.h"
#include "frontend/source.h"
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace frontend {

struct Type;
struct Object;
struct Scope;
struct Selection;
struct ConstVal; // frontend/constant.h

template <class T> using List = std::vector<T>;
using Str = std::string_view; // interned, lives forever

enum class NodeKind : uint8_t {
#define NODE(x) x,
#include "frontend/ast_nodes.def"
#undef NODE
};

// Operators, unary and binary, in one enumeration.
enum class Op : uint8_t {
  None,
  Def, // := (AssignStmt)
  Not,
  Recv,
  Tilde, // ! <- ~
  OrOr,
  AndAnd,
  Eql,
  Neq,
  Lss,
  Leq,
  Gtr,
  Geq,
  Add,
  Sub,
  Or,
  Xor,
  Mul,
  Div,
  Rem,
  And,
  AndNot,
  Shl,
  Shr,
};

enum class LitKind : uint8_t { Int, Float, Imag, Rune, String };
enum class BranchTok : uint8_t { Break, Continue, Fallthrough, Goto };
enum class ChanDir : uint8_t { Both, SendOnly, RecvOnly };

// Deeper nesting of expressions, types, blocks is a syntax error, so that passes may recurse over the tree. Only the left
// spine of binary operators (1 + 1 + ...) is unbounded: walk it with a loop.
constexpr unsigned maxNesting = 10000;

struct Node : ArenaAllocated {
  NodeKind kind;
  Pos pos;
  Node(NodeKind k, Pos p) : kind(k), pos(p) {}
};

// ---- expressions

// What an expression denotes, as the checker found it.
enum class Mode : uint8_t {
  Invalid,
  NoValue,
  Builtin,
  TypExpr,
  Constant,
  Variable /* addressable */,
  MapIndex,
  Value,
  NilValue,
  CommaOk,
};

struct Expr : Node {
  using Node::Node;
  uint16_t height = 0;           // [parser] nesting depth below, at most maxNesting; a left spine of binary operators counts once
  bool untypedPending = false, untypedLhs = false; // checker's private: type is untyped and may still change; lhs of a shift
  Mode mode = Mode::Invalid;     // [checker] CommaOk: may be used in a v, ok form (type is then still the single type,
                                 //           or a 2-Tuple if it IS used so)
  Type *type = nullptr;          // [checker] final type (untyped expressions get their default/converted type)
  const ConstVal *cval = nullptr; // [checker] constant value, if mode == Constant
};

struct Name : Expr {
  Str value;
  Object *obj = nullptr;         // [checker] the object used or defined ("_" has none)
  List<Type *> *targs = nullptr; // [checker] instantiation of a generic function/type used by this name
  Name(Pos p, Str v) : Expr(NodeKind::Name, p), value(v) {}
};
struct BadExpr : Expr {
  BadExpr(Pos p) : Expr(NodeKind::BadExpr, p) {}
};
struct BasicLit : Expr {
  Str value;
  LitKind litKind;
  bool bad = false; // bad: lexical error already reported
  BasicLit(Pos p, Str v, LitKind k) : Expr(NodeKind::BasicLit, p), value(v), litKind(k) {}
};
struct CompositeLit : Expr { // Type{ElemList}
  Expr *typeExpr = nullptr;
  List<Expr *> elems;
  int nkeys = 0;
  Pos rbrace;
  CompositeLit(Pos p) : Expr(NodeKind::CompositeLit, p) {}
};
struct KeyValueExpr : Expr {
  Expr *key, *value;
  KeyValueExpr(Pos p, Expr *k, Expr *v) : Expr(NodeKind::KeyValueExpr, p), key(k), value(v) {}
};
struct FuncType;
struct BlockStmt;
struct FuncLit : Expr {
  FuncType *ftype = nullptr;
  BlockStmt *body = nullptr;
  FuncLit(Pos p) : Expr(NodeKind::FuncLit, p) {}
};
struct ParenExpr : Expr {
  Expr *x;
  ParenExpr(Pos p, Expr *x) : Expr(NodeKind::ParenExpr, p), x(x) {}
};
struct SelectorExpr : Expr {
  Expr *x;
  Name *sel;
  Selection *selection = nullptr; // [checker] field, method value or method expression; null: qualified identifier
  SelectorExpr(Pos p, Expr *x, Name *s) : Expr(NodeKind::SelectorExpr, p), x(x), sel(s) {}
};
struct IndexExpr : Expr { // also instantiation f[T]; several indices: ListExpr
  Expr *x, *index;
  IndexExpr(Pos p, Expr *x, Expr *i) : Expr(NodeKind::IndexExpr, p), x(x), index(i) {}
};
struct SliceExpr : Expr {
  Expr *x;
  Expr *index[3] = {};
  bool full = false;
  SliceExpr(Pos p, Expr *x) : Expr(NodeKind::SliceExpr, p), x(x) {}
};
struct AssertExpr : Expr {
  Expr *x, *typeExpr;
  AssertExpr(Pos p, Expr *x, Expr *t) : Expr(NodeKind::AssertExpr, p), x(x), typeExpr(t) {}
};
struct TypeSwitchGuard : Expr {
  Name *lhs;
  Expr *x;
  TypeSwitchGuard(Pos p, Name *l, Expr *x) : Expr(NodeKind::TypeSwitchGuard, p), lhs(l), x(x) {}
};
struct Operation : Expr { // y == null: unary (also *x as Mul, &x as And, <-x as Recv)
  Op op;
  Expr *x, *y;
  Operation(Pos p, Op o, Expr *x, Expr *y = nullptr) : Expr(NodeKind::Operation, p), op(o), x(x), y(y) {}
};
struct CallExpr : Expr { // call, conversion or builtin: by fun->mode
  Expr *fun;
  List<Expr *> args;
  bool hasDots = false;
  CallExpr(Pos p, Expr *f) : Expr(NodeKind::CallExpr, p), fun(f) {}
};
struct ListExpr : Expr {
  List<Expr *> elems;
  ListExpr(Pos p) : Expr(NodeKind::ListExpr, p) {}
};

// ---- type expressions
struct ArrayTypeExpr : Expr {
  Expr *len, *elem;
  ArrayTypeExpr(Pos p, Expr *l, Expr *e) : Expr(NodeKind::ArrayTypeExpr, p), len(l), elem(e) {}
}; // len null: [...]
struct SliceTypeExpr : Expr {
  Expr *elem;
  SliceTypeExpr(Pos p, Expr *e) : Expr(NodeKind::SliceTypeExpr, p), elem(e) {}
};
struct DotsType : Expr {
  Expr *elem;
  DotsType(Pos p, Expr *e) : Expr(NodeKind::DotsType, p), elem(e) {}
};
struct Field : Node {
  Name *name;
  Expr *type;
  Field(Pos p, Name *n, Expr *t) : Node(NodeKind::Field, p), name(n), type(t) {}
}; // name null: embedded / unnamed
struct StructTypeExpr : Expr {
  List<Field *> fields;
  List<BasicLit *> tags; /* parallel, null: no tag */
  StructTypeExpr(Pos p) : Expr(NodeKind::StructTypeExpr, p) {}
};
struct InterfaceTypeExpr : Expr {
  List<Field *> methods;
  InterfaceTypeExpr(Pos p) : Expr(NodeKind::InterfaceTypeExpr, p) {}
}; // name null: embedded element
struct FuncType : Expr {
  List<Field *> params, results;
  FuncType(Pos p) : Expr(NodeKind::FuncType, p) {}
};
struct MapTypeExpr : Expr {
  Expr *key, *value;
  MapTypeExpr(Pos p, Expr *k, Expr *v) : Expr(NodeKind::MapTypeExpr, p), key(k), value(v) {}
};
struct ChanTypeExpr : Expr {
  ChanDir dir;
  Expr *elem;
  ChanTypeExpr(Pos p, ChanDir d, Expr *e) : Expr(NodeKind::ChanTypeExpr, p), dir(d), elem(e) {}
};

// ---- directives: //go:name args, attached to the declaration that follows
struct Directive {
  Pos pos;
  Str name;
  Str args;
}; // name: "go:noinline", "go:linkname", ...

// ---- declarations. Declarations of one parenthesised group share a Group.
struct Group {
  int dummy = 0;
};
struct Decl : Node {
  using Node::Node;
  Group *group = nullptr;
  List<Directive> directives;
};
struct ImportDecl : Decl {
  Name *localName = nullptr;
  BasicLit *path = nullptr;
  ImportDecl(Pos p) : Decl(NodeKind::ImportDecl, p) {}
};
struct ConstDecl : Decl {
  List<Name *> names;
  Expr *type = nullptr, *values = nullptr; /* values: Expr or ListExpr */
  ConstDecl(Pos p) : Decl(NodeKind::ConstDecl, p) {}
};
struct TypeDecl : Decl {
  Name *name = nullptr;
  List<Field *> tparams;
  bool alias = false;
  Expr *type = nullptr;
  TypeDecl(Pos p) : Decl(NodeKind::TypeDecl, p) {}
};
struct VarDecl : Decl {
  List<Name *> names;
  Expr *type = nullptr, *values = nullptr;
  VarDecl(Pos p) : Decl(NodeKind::VarDecl, p) {}
};
struct FuncDecl : Decl {
  Field *recv = nullptr;
  Name *name = nullptr;
  List<Field *> tparams;
  FuncType *type = nullptr;
  BlockStmt *body = nullptr;
  FuncDecl(Pos p) : Decl(NodeKind::FuncDecl, p) {}
};

// ---- statements
struct Stmt : Node {
  using Node::Node;
};
struct SimpleStmt : Stmt {
  using Stmt::Stmt;
};
struct EmptyStmt : SimpleStmt {
  EmptyStmt(Pos p) : SimpleStmt(NodeKind::EmptyStmt, p) {}
};
struct LabeledStmt : Stmt {
  Name *label;
  Stmt *stmt;
  LabeledStmt(Pos p, Name *l, Stmt *s) : Stmt(NodeKind::LabeledStmt, p), label(l), stmt(s) {}
};
struct BlockStmt : Stmt {
  List<Stmt *> list;
  Pos rbrace;
  BlockStmt(Pos p) : Stmt(NodeKind::BlockStmt, p) {}
};
struct ExprStmt : SimpleStmt {
  Expr *x;
  ExprStmt(Pos p, Expr *x) : SimpleStmt(NodeKind::ExprStmt, p), x(x) {}
};
struct SendStmt : SimpleStmt {
  Expr *chan, *value;
  SendStmt(Pos p, Expr *c, Expr *v) : SimpleStmt(NodeKind::SendStmt, p), chan(c), value(v) {}
};
struct DeclStmt : Stmt {
  List<Decl *> decls;
  DeclStmt(Pos p) : Stmt(NodeKind::DeclStmt, p) {}
};
struct AssignStmt : SimpleStmt { // op Def: lhs := rhs; None: lhs = rhs; Add..: lhs op= rhs; x++ / x--: rhs == null, op Add/Sub
  Op op;
  Expr *lhs, *rhs; // ListExpr when several
  AssignStmt(Pos p, Op o, Expr *l, Expr *r) : SimpleStmt(NodeKind::AssignStmt, p), op(o), lhs(l), rhs(r) {}
};
struct BranchStmt : Stmt {
  BranchTok tok;
  Name *label = nullptr;
  Stmt *target = nullptr; // [parser/checker] enclosing statement of break/continue, LabeledStmt of goto
  BranchStmt(Pos p, BranchTok t) : Stmt(NodeKind::BranchStmt, p), tok(t) {}
};
struct CallStmt : Stmt {
  bool isDefer;
  Expr *call;
  CallStmt(Pos p, bool d, Expr *c) : Stmt(NodeKind::CallStmt, p), isDefer(d), call(c) {}
};
struct ReturnStmt : Stmt {
  Expr *results = nullptr;
  ReturnStmt(Pos p) : Stmt(NodeKind::ReturnStmt, p) {}
};
struct IfStmt : Stmt {
  SimpleStmt *init = nullptr;
  Expr *cond = nullptr;
  BlockStmt *then = nullptr;
  Stmt *els = nullptr;
  IfStmt(Pos p) : Stmt(NodeKind::IfStmt, p) {}
};
struct RangeClause : SimpleStmt {
  Expr *lhs = nullptr;
  bool def = false;
  Expr *x = nullptr;
  RangeClause(Pos p) : SimpleStmt(NodeKind::RangeClause, p) {}
};
struct ForStmt : Stmt { // init may be a RangeClause
  SimpleStmt *init = nullptr;
  Expr *cond = nullptr;
  SimpleStmt *post = nullptr;
  BlockStmt *body = nullptr;
  bool perIteration = true; // [checker] go >= 1.22: loop variables are per iteration
  ForStmt(Pos p) : Stmt(NodeKind::ForStmt, p) {}
};
struct CaseClause : Node {
  Expr *cases = nullptr; /* null: default; ListExpr */
  List<Stmt *> body;
  Pos colon;
  Object *implicitObj = nullptr; // [checker] type switch: the variable of this clause
  CaseClause(Pos p) : Node(NodeKind::CaseClause, p) {}
};
struct SwitchStmt : Stmt { // tag: expression, TypeSwitchGuard, or null
  SimpleStmt *init = nullptr;
  Expr *tag = nullptr;
  List<CaseClause *> body;
  Pos rbrace;
  SwitchStmt(Pos p) : Stmt(NodeKind::SwitchStmt, p) {}
};
struct CommClause : Node {
  SimpleStmt *comm = nullptr; /* null: default */
  List<Stmt *> body;
  Pos colon;
  CommClause(Pos p) : Node(NodeKind::CommClause, p) {}
};
struct SelectStmt : Stmt {
  List<CommClause *> body;
  Pos rbrace;
  SelectStmt(Pos p) : Stmt(NodeKind::SelectStmt, p) {}
};

struct File : Node {
  Name *pkgName = nullptr;
  List<Decl *> decls;
  Pos eof;
  List<Directive> directives;   // all of the file, in order (linkname etc. are also on their declaration)
  Str goVersion;                // from //go:build go1.N, or empty
  uint32_t fileIndex = 0;       // in the SourceManager
  File(Pos p) : Node(NodeKind::File, p) {}
};

Pos startPos(const Node *n); // leftmost position of n
Pos endPos(const Node *n);
std::string exprString(const Expr *e); // source form as gc prints it in diagnostics (func literals shortened to func(...) {…})
const char *opString(Op o);

inline Expr *unparen(Expr *e) {
  while (e && e->kind == NodeKind::ParenExpr) e = static_cast<ParenExpr *>(e)->x;
  return e;
}

// dyn<Name>(n): n as a Name, or null. isa by NodeKind, whose enumerators are the class names.
#define MINIGO_DYN(x)                                                                                                                      \
  inline x *dyn##x(Node *n) { return n && n->kind == NodeKind::x ? static_cast<x *>(n) : nullptr; }                                        \
  inline const x *dyn##x(const Node *n) { return n && n->kind == NodeKind::x ? static_cast<const x *>(n) : nullptr; }
#define NODE(x) MINIGO_DYN(x)
#include "frontend/ast_nodes.def"
#undef NODE

// Lists: an Expr that may be a ListExpr, as a vector.
List<Expr *> unpackList(Expr *e);

} // namespace frontend
