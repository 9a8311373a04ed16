// frontend/check_stmt.cpp: function bodies and statements. Mirrors types2/stmt.go (switches: check_switch.cpp,
// range: check_range.cpp, labels and branches: branches.cpp).
#include "frontend/checker.h"
#include <algorithm>

namespace frontend {

void Checker::funcBody(DeclInfo *decl, Signature *sig, BlockStmt *body, CV iota, FuncLit *lit) {
  Environment saved = std::move(env);
  env = Environment{};
  env.decl = decl;
  env.scope = sig->scope;
  env.iota = iota;
  env.sig = sig;
  env.lit = lit;

  stmtList(0, body->list);
  if (!sig->results->vars.empty() && !isTerminating(body, "")) error(body->rbrace, "missing return");
  usage(sig->scope);

  delete env.isPanic;
  env = std::move(saved);
}

// Reports variables that are never used. Function literals do this for themselves.
void Checker::usage(Scope *scope) {
  List<Var *> unused;
  for (auto &e : scope->elems)
    if (auto *v = dynVar(e.second); v && !v->used) unused.push_back(v);
  std::sort(unused.begin(), unused.end(), [](Var *a, Var *b) { return a->pos < b->pos; });
  for (Var *v : unused) errorf(v->pos, "%s declared and not used", v->name);
  for (Scope *s : scope->children)
    if (!s->isFunc) usage(s);
}

void Checker::openScope(Node *node) { openScopeUntil(node, endPos(node)); }

void Checker::openScopeUntil(Node *node, Pos end) {
  auto *s = new Scope(env.scope);
  s->pos = node->pos;
  s->end = end;
  env.scope->children.push_back(s);
  env.scope = s;
}

void Checker::simpleStmt(Stmt *s) {
  if (s) stmt(0, s);
}

void Checker::stmtList(unsigned ctxt, const List<Stmt *> &list) {
  for (Stmt *s : list) stmt(ctxt, s);
}

// ---- single statements

void Checker::suspendedCall(const char *keyword, Expr *call) {
  if (call->kind != NodeKind::CallExpr) {
    errorf(call, "expression in %s must be function call", keyword);
    use(call);
    return;
  }
  Operand x;
  const char *msg = nullptr;
  switch (rawExpr(nullptr, &x, call, nullptr, false)) {
  case ExprKind::Conversion: msg = "requires function call, not conversion"; break;
  case ExprKind::Expression: msg = "discards result of"; break;
  case ExprKind::Statement: return;
  }
  errorf(&x, "%s %s %s", keyword, msg, &x);
}

void Checker::exprStmt(ExprStmt *s) {
  Operand x;
  ExprKind kind = rawExpr(nullptr, &x, s->x, nullptr, false);
  const char *msg = "is not used";
  if (x.mode == Mode::Builtin)
    msg = "must be called";
  else if (x.mode == Mode::TypExpr)
    msg = "is not an expression";
  else if (kind == ExprKind::Statement)
    return;
  errorf(&x, "%s %s", &x, msg);
}

void Checker::sendStmt(SendStmt *s) {
  Operand ch, val;
  expr(nullptr, &ch, s->chan);
  expr(nullptr, &val, s->value);
  if (ch.mode == Mode::Invalid || val.mode == Mode::Invalid) return;
  Type *u = coreType(ch.type);
  auto *c = dynChan(u);
  const char *msg = nullptr;
  if (!u)
    msg = "invalid operation: cannot send to %s: no core type";
  else if (!c)
    msg = "invalid operation: cannot send to non-channel %s";
  else if (c->dir == ChanDir::RecvOnly)
    msg = "invalid operation: cannot send to receive-only channel %s";
  if (msg) {
    errorf(s, msg, &ch);
    return;
  }
  assignment(&val, c->elem, "send");
}

void Checker::assignStmt(AssignStmt *s) {
  if (!s->rhs) { // x++ or x--
    Operand x;
    expr(nullptr, &x, s->lhs);
    if (x.mode == Mode::Invalid) return;
    if (!allNumeric(x.type)) {
      errorf(s->lhs, "invalid operation: %s%s%s (non-numeric type %s)", s->lhs, opString(s->op), opString(s->op), x.type);
      return;
    }
    assignVar(s->lhs, nullptr, &x, "assignment");
    return;
  }
  List<Expr *> lhs = unpackList(s->lhs), rhs = unpackList(s->rhs);
  if (s->op == Op::None) return assignVars(lhs, rhs);
  if (s->op == Op::Def) return shortVarDecl(s->pos, lhs, rhs);
  if (lhs.size() != 1 || rhs.size() != 1) {
    errorf(s, "assignment operation %s requires single-valued expressions", opString(s->op));
    return;
  }
  Operand x;
  binary(&x, nullptr, lhs[0], rhs[0], s->op);
  assignVar(lhs[0], nullptr, &x, "assignment");
}

void Checker::returnStmt(ReturnStmt *s) {
  const List<Var *> &res = env.sig->results->vars;
  List<Expr *> results = unpackList(s->results);
  if (!results.empty() || res.empty() || res[0]->name.empty()) {
    if (!results.empty() || !res.empty()) initVars(res, results, s);
    return;
  }
  // Named results: they must be visible here.
  for (Var *v : res) {
    Object *alt = env.lookup(v->name);
    if (!alt || alt == v) continue;
    Error_ e(this);
    e.errorf(s, "result parameter %s not in scope at return", v->name);
    e.errorf(alt, "inner declaration of %s", static_cast<Object *>(v));
    report(&e);
  }
}

// The condition of an if or for statement.
void Checker::condition(Expr *cond, const char *what) {
  Operand x;
  expr(nullptr, &x, cond);
  if (x.mode == Mode::Invalid) return;
  if (!allBoolean(x.type))
    error(cond, std::string("non-boolean condition in ") + what + " statement");
  else
    materialize(cond);
}

// An else-if chain may be long: it is followed in a loop.
void Checker::ifStmt(unsigned inner, IfStmt *s) {
  int depth = 0;
  while (s) {
    openScope(s);
    depth++;
    simpleStmt(s->init);
    condition(s->cond, "if");
    stmt(inner, s->then);
    auto *next = dynIfStmt(s->els);
    if (s->els && !next) stmt(inner, s->els);
    s = next;
  }
  while (depth--) closeScope();
}

void Checker::forStmt(unsigned inner, ForStmt *s) {
  s->perIteration = allowVersion(pkg, s, go1_22);
  if (auto *r = dynRangeClause(s->init)) return rangeStmt(inner, s, r);
  openScope(s);
  simpleStmt(s->init);
  if (s->cond) condition(s->cond, "for");
  simpleStmt(s->post);
  if (auto *a = dynAssignStmt(s->post); a && a->op == Op::Def) use(a->lhs); // the parser reported it
  stmt(inner, s->body);
  closeScope();
}

void Checker::selectStmt(unsigned inner, SelectStmt *s) {
  CommClause *first = nullptr;
  for (CommClause *c : s->body) {
    if (c->comm) continue;
    if (first)
      errorf(c, "multiple defaults (first at %s)", first->pos);
    else
      first = c;
  }
  for (size_t i = 0; i < s->body.size(); i++) {
    CommClause *clause = s->body[i];
    // A send, a receive, or an assignment of one.
    bool valid = !clause->comm || clause->comm->kind == NodeKind::SendStmt;
    Expr *rhs = nullptr;
    if (auto *a = dynAssignStmt(clause->comm))
      rhs = a->rhs;
    else if (auto *x = dynExprStmt(clause->comm))
      rhs = x->x;
    if (rhs && rhs->kind != NodeKind::ListExpr)
      if (auto *o = dynOperation(unparen(rhs)); o && !o->y && o->op == Op::Recv) valid = true;
    if (!valid) {
      error(clause->comm, "select case must be send or receive (possibly with assignment)");
      continue;
    }
    openScopeUntil(clause, i + 1 < s->body.size() ? s->body[i + 1]->pos : s->rbrace);
    if (clause->comm) stmt(inner, clause->comm);
    stmtList(inner, clause->body);
    closeScope();
  }
}

void Checker::stmt(unsigned ctxt, Stmt *s) {
  size_t top = delayed.size(); // function literals are checked before the scope changes
  switch (s->kind) {
  case NodeKind::EmptyStmt: break;
  case NodeKind::DeclStmt: declStmt(static_cast<DeclStmt *>(s)->decls); break;
  case NodeKind::LabeledStmt: stmt(ctxt, static_cast<LabeledStmt *>(s)->stmt); break;
  case NodeKind::ExprStmt: exprStmt(static_cast<ExprStmt *>(s)); break;
  case NodeKind::SendStmt: sendStmt(static_cast<SendStmt *>(s)); break;
  case NodeKind::AssignStmt: assignStmt(static_cast<AssignStmt *>(s)); break;
  case NodeKind::CallStmt: {
    auto *c = static_cast<CallStmt *>(s);
    suspendedCall(c->isDefer ? "defer" : "go", c->call);
    break;
  }
  case NodeKind::ReturnStmt: returnStmt(static_cast<ReturnStmt *>(s)); break;
  case NodeKind::BranchStmt: break; // checkBranches has been there
  case NodeKind::BlockStmt:
    openScope(s);
    stmtList(ctxt, static_cast<BlockStmt *>(s)->list);
    closeScope();
    break;
  case NodeKind::IfStmt: ifStmt(ctxt, static_cast<IfStmt *>(s)); break;
  case NodeKind::SwitchStmt: {
    auto *sw = static_cast<SwitchStmt *>(s);
    openScope(s);
    simpleStmt(sw->init);
    if (auto *g = dynTypeSwitchGuard(sw->tag))
      typeSwitchStmt(ctxt, sw, g);
    else
      switchStmt(ctxt, sw);
    closeScope();
    break;
  }
  case NodeKind::SelectStmt: selectStmt(ctxt, static_cast<SelectStmt *>(s)); break;
  case NodeKind::ForStmt: forStmt(ctxt, static_cast<ForStmt *>(s)); break;
  default: error(s, "invalid syntax tree: invalid statement");
  }
  processDelayed(top);
}

} // namespace frontend
