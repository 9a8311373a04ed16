// ir/literal_numbers.cpp: the numbers in the names of function literals: main.f.func2.
//
// We lower operands in the order they are evaluated, and code that is dead not at all. gc numbers literals while it writes
// the function down: in source order, but the post statement of a loop before its body and the left sides of a range clause
// before what it ranges over; what it knows to be dead it leaves out. So one walk finds all numbers before the first is used.
// Mirrors cmd/compile/internal/noder/writer.go.
#include "ir/build.h"
#include <unordered_set>

namespace ir {

using FOp = frontend::Op;

namespace {

class LiteralWalk {
public:
  LiteralWalk(LiteralNumbers &found, const CountsAsLiteral &counts) : found(found), counts(counts) {}

  void stmt(Stmt *s);
  void expr(Expr *e);

private:
  LiteralNumbers &found;
  const CountsAsLiteral &counts;
  std::unordered_set<Expr *> dead; // operands of && and || that are never evaluated

  void number(Expr *e) { found.of[e] = ++found.count; }
  void stmts(const List<Stmt *> &list);
  void loop(ForStmt *f);
  void switchStmt(SwitchStmt *s);
  int always(Expr *cond);
  bool terminates(Stmt *s);
  bool deadCall(ExprStmt *s);
};

bool isConst(Expr *e) { return e->mode == Mode::Constant && e->cval; }

Stmt *lastStmt(const List<Stmt *> &list) {
  for (size_t i = list.size(); i--;)
    if (list[i] && list[i]->kind != NodeKind::EmptyStmt) return list[i];
  return nullptr;
}

bool fallsThrough(const List<Stmt *> &body) {
  auto *b = dynBranchStmt(lastStmt(body));
  return b && b->tok == frontend::BranchTok::Fallthrough;
}

// 1: true; -1: false; 0: not known before it runs.
int LiteralWalk::always(Expr *cond) {
  if (isConst(cond)) return cond->cval->b ? 1 : -1;
  auto *o = dynOperation(cond);
  if (!o) return 0;
  if (!o->y) return o->op == FOp::Not ? always(o->x) : 0; // sic: gc does not negate it
  if (o->op != FOp::AndAnd && o->op != FOp::OrOr) return 0;
  const int decides = o->op == FOp::AndAnd ? -1 : 1, x = always(o->x);
  if (x == decides) {
    dead.insert(o->y);
    return x;
  }
  const int y = always(o->y);
  return x == -decides || y == decides ? y : 0;
}

bool LiteralWalk::deadCall(ExprStmt *s) {
  auto *c = dynCallExpr(unparen(s->x));
  auto *b = c && unparen(c->fun)->mode == Mode::Builtin ? builtinOf(c) : nullptr;
  return b && b->id == BuiltinId::Panic;
}

// Does nothing after it run? Only what gc looks for.
bool LiteralWalk::terminates(Stmt *s) {
  if (!s) return false;
  switch (s->kind) {
  case NodeKind::BranchStmt: return static_cast<BranchStmt *>(s)->tok == frontend::BranchTok::Goto;
  case NodeKind::ReturnStmt: return true;
  case NodeKind::ExprStmt: return deadCall(static_cast<ExprStmt *>(s));
  case NodeKind::BlockStmt: return terminates(lastStmt(static_cast<BlockStmt *>(s)->list));
  case NodeKind::IfStmt: {
    auto *i = static_cast<IfStmt *>(s);
    const int is = always(i->cond);
    return (is < 0 || terminates(i->then)) && (is > 0 || terminates(i->els));
  }
  default: return false;
  }
}

void LiteralWalk::expr(Expr *root) {
  if (!root) return;
  std::unordered_set<Expr *> called;
  inspectValues(root, [&](Expr *e) {
    if (dead.count(e)) return false;
    if (auto *c = dynCallExpr(e)) called.insert(unparen(c->fun));
    if (e->kind == NodeKind::FuncLit) {
      number(e);
      return false;
    }
    auto *s = dynSelectorExpr(e);
    if (!s || called.count(s) || !counts(s)) return true;
    if (s->selection->kind == SelKind::MethodVal) expr(s->x);
    number(s);
    return false;
  });
}

void LiteralWalk::stmts(const List<Stmt *> &list) {
  size_t live = 0; // up to the last label all is
  for (size_t i = 0; i < list.size(); i++)
    if (list[i] && list[i]->kind == NodeKind::LabeledStmt) live = i;
  bool ended = false;
  for (size_t i = 0; i < list.size(); i++) {
    if (ended && i > live) return;
    stmt(list[i]);
    ended = terminates(list[i]);
  }
}

void LiteralWalk::loop(ForStmt *f) {
  if (auto *r = dynRangeClause(f->init)) {
    expr(r->lhs);
    expr(r->x);
    return stmts(f->body->list);
  }
  const bool never = f->cond && always(f->cond) < 0;
  stmt(f->init);
  expr(f->cond);
  if (never) return;
  stmt(f->post);
  stmts(f->body->list);
}

// The clause of a switch over constants that is taken, or null; false: it is not known.
bool takenClause(SwitchStmt *s, CaseClause **taken) {
  if (s->tag && !isConst(s->tag)) return false;
  *taken = nullptr;
  for (auto *c : s->body) {
    if (!c->cases) *taken = c;
    for (auto *x : unpackList(c->cases)) {
      if (!isConst(x)) return false;
      if (s->tag ? constCompare(s->tag->cval, FOp::Eql, x->cval) : x->cval->b) {
        *taken = c;
        return !fallsThrough(c->body);
      }
    }
  }
  return !*taken || !fallsThrough((*taken)->body);
}

void LiteralWalk::switchStmt(SwitchStmt *s) {
  stmt(s->init);
  auto *guard = dynTypeSwitchGuard(s->tag);
  if (CaseClause * taken; !guard && takenClause(s, &taken)) {
    if (taken) stmts(taken->body);
    return;
  }
  expr(guard ? guard->x : s->tag);
  for (auto *c : s->body) {
    if (!guard) expr(c->cases);
    stmts(c->body);
  }
}

void LiteralWalk::stmt(Stmt *s) {
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
  case NodeKind::AssignStmt:
    expr(static_cast<AssignStmt *>(s)->lhs);
    expr(static_cast<AssignStmt *>(s)->rhs);
    break;
  case NodeKind::CallStmt: expr(static_cast<CallStmt *>(s)->call); break;
  case NodeKind::ReturnStmt: expr(static_cast<ReturnStmt *>(s)->results); break;
  case NodeKind::IfStmt: {
    auto *i = static_cast<IfStmt *>(s);
    const int is = always(i->cond);
    stmt(i->init);
    expr(i->cond);
    if (is >= 0) stmt(i->then);
    if (is <= 0) stmt(i->els);
    break;
  }
  case NodeKind::ForStmt: loop(static_cast<ForStmt *>(s)); break;
  case NodeKind::SwitchStmt: switchStmt(static_cast<SwitchStmt *>(s)); break;
  case NodeKind::SelectStmt:
    for (auto *c : static_cast<SelectStmt *>(s)->body) {
      stmt(c->comm);
      stmts(c->body);
    }
    break;
  default: break;
  }
}

} // namespace

LiteralNumbers numberLiterals(BlockStmt *body, const CountsAsLiteral &counts) {
  LiteralNumbers found;
  LiteralWalk(found, counts).stmt(body);
  return found;
}

// Literals of all initialisers of a package are literals of its init function.
const LiteralNumbers &ProgramBuilder::initLiterals(const Package *p) {
  auto [at, fresh] = initLiteralNumbers.try_emplace(p);
  if (fresh) {
    const CountsAsLiteral none = [](SelectorExpr *) { return false; };
    LiteralWalk walk(at->second, none);
    for (auto &init : p->initOrder) walk.expr(init.rhs);
  }
  return at->second;
}

} // namespace ir
