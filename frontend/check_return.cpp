// frontend/check_return.cpp: terminating statements ("missing return"). Mirrors types2/return.go.
#include "frontend/checker.h"

namespace frontend {

static bool hasBreakList(const List<Stmt *> &list, Str label, bool implicit);

// Does s contain a break out of the statement labelled label (or, if implicit, an unlabelled one out of the innermost)?
static bool hasBreak(Stmt *s, Str label, bool implicit) {
  switch (s->kind) {
  case NodeKind::LabeledStmt: return hasBreak(static_cast<LabeledStmt *>(s)->stmt, label, implicit);
  case NodeKind::BranchStmt: {
    auto *b = static_cast<BranchStmt *>(s);
    if (b->tok != BranchTok::Break) return false;
    return b->label ? b->label->value == label : implicit;
  }
  case NodeKind::BlockStmt: return hasBreakList(static_cast<BlockStmt *>(s)->list, label, implicit);
  case NodeKind::IfStmt:
    for (Stmt *e = s; e;) {
      auto *i = dynIfStmt(e);
      if (!i) return hasBreak(e, label, implicit);
      if (hasBreak(i->then, label, implicit)) return true;
      e = i->els;
    }
    return false;
  case NodeKind::SwitchStmt:
    if (label.empty()) return false;
    for (CaseClause *c : static_cast<SwitchStmt *>(s)->body)
      if (hasBreakList(c->body, label, false)) return true;
    return false;
  case NodeKind::SelectStmt:
    if (label.empty()) return false;
    for (CommClause *c : static_cast<SelectStmt *>(s)->body)
      if (hasBreakList(c->body, label, false)) return true;
    return false;
  case NodeKind::ForStmt: return !label.empty() && hasBreak(static_cast<ForStmt *>(s)->body, label, false);
  default: return false;
  }
}

static bool hasBreakList(const List<Stmt *> &list, Str label, bool implicit) {
  for (Stmt *s : list)
    if (hasBreak(s, label, implicit)) return true;
  return false;
}

// label: that of s, or "".
bool Checker::isTerminating(Stmt *s, Str label) {
  switch (s->kind) {
  case NodeKind::LabeledStmt: {
    auto *l = static_cast<LabeledStmt *>(s);
    return isTerminating(l->stmt, l->label->value);
  }
  case NodeKind::ExprStmt: {
    auto *call = dynCallExpr(unparen(static_cast<ExprStmt *>(s)->x));
    return call && env.isPanic && env.isPanic->count(call);
  }
  case NodeKind::ReturnStmt: return true;
  case NodeKind::BranchStmt: {
    auto tok = static_cast<BranchStmt *>(s)->tok;
    return tok == BranchTok::Goto || tok == BranchTok::Fallthrough;
  }
  case NodeKind::BlockStmt: return isTerminatingList(static_cast<BlockStmt *>(s)->list, "");
  case NodeKind::IfStmt:
    for (Stmt *e = s;;) {
      auto *i = dynIfStmt(e);
      if (!i) return isTerminating(e, "");
      if (!i->els || !isTerminating(i->then, "")) return false;
      e = i->els;
    }
  case NodeKind::SwitchStmt: {
    bool hasDefault = false;
    for (CaseClause *c : static_cast<SwitchStmt *>(s)->body) {
      if (!c->cases) hasDefault = true;
      if (!isTerminatingList(c->body, "") || hasBreakList(c->body, label, true)) return false;
    }
    return hasDefault;
  }
  case NodeKind::SelectStmt:
    for (CommClause *c : static_cast<SelectStmt *>(s)->body)
      if (!isTerminatingList(c->body, "") || hasBreakList(c->body, label, true)) return false;
    return true;
  case NodeKind::ForStmt: {
    auto *f = static_cast<ForStmt *>(s);
    if (f->init && f->init->kind == NodeKind::RangeClause) return false;
    return !f->cond && !hasBreak(f->body, label, true);
  }
  default: return false;
  }
}

bool Checker::isTerminatingList(const List<Stmt *> &list, Str label) {
  for (size_t i = list.size(); i-- > 0;)
    if (list[i]->kind != NodeKind::EmptyStmt) return isTerminating(list[i], label);
  return false;
}

} // namespace frontend
