// ir/build_stmt.cpp: statements: blocks, if, for, return, branches, labels.
//
// Loop variables of a for clause are per iteration: when a closure or a pointer could tell, each iteration gets a new
// variable, reached through a slot that moves on before the post statement.
#include "ir/build.h"

namespace ir {

void FuncBuilder::stmts(const List<Stmt *> &l) {
  for (auto *s : l) stmt(s);
}

void FuncBuilder::stmt(Stmt *s) {
  if (!s) return;
  if (dead()) newBlockAt("dead");
  if (s->pos.valid()) pos = s->pos;
  switch (s->kind) {
  case NodeKind::EmptyStmt: break;
  case NodeKind::BlockStmt: block(static_cast<BlockStmt *>(s)); break;
  case NodeKind::ExprStmt: {
    Expr *x = unparen(static_cast<ExprStmt *>(s)->x);
    if (x->kind == NodeKind::CallExpr)
      call(static_cast<CallExpr *>(x));
    else
      expr(x);
    break;
  }
  case NodeKind::SendStmt: sendStmt(static_cast<SendStmt *>(s)); break;
  case NodeKind::DeclStmt: declStmt(static_cast<DeclStmt *>(s)); break;
  case NodeKind::AssignStmt: assignStmt(static_cast<AssignStmt *>(s)); break;
  case NodeKind::BranchStmt: branchStmt(static_cast<BranchStmt *>(s)); break;
  case NodeKind::CallStmt: goDefer(static_cast<CallStmt *>(s)); break;
  case NodeKind::ReturnStmt: returnStmt(static_cast<ReturnStmt *>(s)); break;
  case NodeKind::IfStmt: ifStmt(static_cast<IfStmt *>(s)); break;
  case NodeKind::ForStmt: forStmt(static_cast<ForStmt *>(s), ""); break;
  case NodeKind::SwitchStmt: switchStmt(static_cast<SwitchStmt *>(s), ""); break;
  case NodeKind::SelectStmt: selectStmt(static_cast<SelectStmt *>(s), ""); break;
  case NodeKind::LabeledStmt: labeledStmt(static_cast<LabeledStmt *>(s)); break;
  default: prog.error = "lowering: unexpected statement"; break;
  }
}

void FuncBuilder::labeledStmt(LabeledStmt *s) {
  Str name = s->label->value;
  auto &b = labelBlocks[name];
  if (!b) b = newBlock(std::string(name));
  Block *here = b;
  jumpIfLive(here);
  moveTo(here);
  switch (s->stmt ? s->stmt->kind : NodeKind::EmptyStmt) {
  case NodeKind::ForStmt:
    pos = s->stmt->pos;
    forStmt(static_cast<ForStmt *>(s->stmt), name);
    break;
  case NodeKind::SwitchStmt:
    pos = s->stmt->pos;
    switchStmt(static_cast<SwitchStmt *>(s->stmt), name);
    break;
  case NodeKind::SelectStmt:
    pos = s->stmt->pos;
    selectStmt(static_cast<SelectStmt *>(s->stmt), name);
    break;
  default: {
    Block *after = newBlock("label.end"); // break L out of a labelled block is not Go, but keep targets uniform
    stmt(s->stmt);
    jumpIfLive(after);
    moveTo(after);
  }
  }
}

void FuncBuilder::branchStmt(BranchStmt *s) {
  Block *to = nullptr;
  switch (s->tok) {
  case BranchTok::Goto: {
    auto &b = labelBlocks[s->label->value];
    if (!b) b = newBlock(std::string(s->label->value));
    to = b;
    break;
  }
  case BranchTok::Fallthrough: to = fallthroughBlock; break;
  default:
    for (size_t i = targets.size(); i-- > 0 && !to;) {
      auto &t = targets[i];
      if (s->label ? t.label != s->label->value : (s->tok == BranchTok::Continue && !t.cont)) continue;
      to = s->tok == BranchTok::Break ? t.brk : t.cont;
    }
  }
  if (to)
    jump(to);
  else
    prog.error = "lowering: branch without a target";
}

void FuncBuilder::ifStmt(IfStmt *s) {
  stmt(s->init);
  Block *yes = newBlock("if.then"), *done = newBlock("if.done"), *no = s->els ? newBlock("if.else") : done;
  pos = s->cond->pos;
  condition(s->cond, yes, no);
  moveTo(yes);
  block(s->then);
  jumpIfLive(done);
  if (s->els) {
    moveTo(no);
    stmt(s->els);
    jumpIfLive(done);
  }
  moveTo(done);
}

void FuncBuilder::forStmt(ForStmt *s, Str label) {
  if (s->init && s->init->kind == NodeKind::RangeClause) {
    rangeStmt(s, label);
    return;
  }
  stmt(s->init);
  // Variables that must be fresh on each iteration.
  std::vector<std::pair<Var *, Value>> moving;
  if (auto *a = s->init ? dynAssignStmt(s->init) : nullptr; a && a->op == frontend::Op::Def && s->perIteration)
    for (auto *l : unpackList(a->lhs)) {
      auto *n = dynName(l);
      auto *v = n && n->obj ? dynVar(n->obj) : nullptr;
      if (!v || n->value == "_" || !needsOwnCopy(v)) continue;
      Value slot = local(pointerTo(T(v->type)));
      slot->flags |= MovesAlong;
      store(slot, slots[v].v);
      slots[v] = {true, slot};
      moving.push_back({v, slot});
    }
  Block *cond = newBlock("for.cond"), *body = newBlock("for.body"), *post = newBlock("for.post"), *done = newBlock("for.done");
  jump(cond);
  moveTo(cond);
  if (s->cond) {
    pos = s->cond->pos;
    condition(s->cond, body, done);
  } else
    jump(body);
  moveTo(body);
  targets.push_back({label, s, done, post});
  block(s->body);
  targets.pop_back();
  jumpIfLive(post);
  moveTo(post);
  for (auto &[v, slot] : moving) {
    Type *t = T(v->type);
    Value old = load(t, varAddr(v)), fresh = alloc(t, std::string(v->name));
    fresh->flags |= Variable;
    fresh->pos = v->pos;
    store(fresh, old);
    store(slot, fresh);
  }
  if (s->post) stmt(s->post);
  jumpIfLive(cond);
  moveTo(done);
}

void FuncBuilder::returnStmt(ReturnStmt *s) {
  std::vector<Value> vals;
  if (s->results) {
    auto list = unpackList(s->results);
    Order order(*this, {list.begin(), list.end()});
    Early early(*this); // as an assignment to the result variables
    if (list.size() != fn->results.size()) {
      vals = exprList(s->results);
    } else {
      if (list.size() > 1)
        order.hoistAll({list.begin(), list.end()});
      else if (!list.empty())
        order.hoistWithin(list[0]);
      for (size_t i = 0; i < list.size(); i++) early.save(list[i]), early.assignsResult(resultVars[i]);
      for (size_t i = 0; i < list.size(); i++) vals.push_back(exprAs(list[i], fn->results[i]));
    }
    for (size_t i = 0; i < vals.size(); i++) vals[i] = assignConv(vals[i], fn->results[i]);
  }
  pos = s->pos;
  returnValues(std::move(vals));
}

void FuncBuilder::returnValues(std::vector<Value> vals) {
  if (!resultAddrs.empty()) {
    for (size_t i = 0; i < vals.size(); i++) store(resultAddrs[i], vals[i]);
    if (fn->hasDefer) emit(ir::Op::DeferReturn, nullptr, {});
    if (fn->hasDefer || vals.empty()) {
      vals.clear();
      for (size_t i = 0; i < resultAddrs.size(); i++) vals.push_back(load(fn->results[i], resultAddrs[i]));
    }
  } else if (fn->hasDefer) {
    emit(ir::Op::DeferReturn, nullptr, {});
  }
  if (vals.size() != fn->results.size()) { // the end of a function whose last statement does not return
    emit(ir::Op::Unreachable, nullptr);
    return;
  }
  emit(ir::Op::Ret, nullptr, vals);
}

} // namespace ir
