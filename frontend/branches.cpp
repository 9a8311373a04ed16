// frontend/branches.cpp: labels, break, continue, goto and fallthrough of one function body; fills in
// BranchStmt::target. Mirrors cmd/compile/internal/syntax/branches.go, whose texts are the compiler's.
//
// Blocks are visited once. A goto to a label that is not known yet waits (forward gotos); at the end of each block
// those that are left go to the enclosing one. A variable declared meanwhile makes the waiting gotos bad, unless they
// leave the block. The parser calls checkBranches for each function body; the checker relies on the targets.
#include "frontend/ast.h"
#include "frontend/diag.h"
#include <unordered_map>

namespace frontend {

void checkBranches(BlockStmt *body, Diagnostics &diags);

namespace {

struct Block { Block *parent; Pos start; LabeledStmt *lstmt; };
struct LabelInfo { Block *parent; LabeledStmt *lstmt; bool used; };
// Where break and continue lead. caseIndex: of the innermost switch, -1 if not directly in a case.
struct Targets { Stmt *breaks; ForStmt *continues; int caseIndex; };

class LabelScope {
public:
  explicit LabelScope(Diagnostics &d) : diags(d) {}
  void body(BlockStmt *b);

private:
  using Gotos = List<BranchStmt *>;
  Diagnostics &diags;
  std::unordered_map<Str, LabelInfo> labels;
  List<Str> order; // of declaration
  LabeledStmt invalid{Pos{}, nullptr, nullptr};

  void error(Pos pos, std::string msg) { diags.error(pos, std::move(msg)); }
  LabelInfo &declare(Block *b, LabeledStmt *s);
  LabeledStmt *gotoTarget(Block *b, Str name);
  LabeledStmt *enclosingTarget(Block *b, Str name);
  Gotos block(Block *parent, Targets t, LabeledStmt *lstmt, Pos start, const List<Stmt *> &body);
  void unlabelled(BranchStmt *s, const Targets &t, bool last);
  bool labelled(BranchStmt *s, Block *b);
};

LabelInfo &LabelScope::declare(Block *b, LabeledStmt *s) {
  Str name = s->label->value;
  auto it = labels.find(name);
  if (it != labels.end()) {
    error(s->label->pos, "label " + std::string(name) + " already defined at " + sources().show(it->second.lstmt->label->pos));
    return it->second;
  }
  order.push_back(name);
  return labels[name] = {b, s, false};
}

LabeledStmt *LabelScope::gotoTarget(Block *b, Str name) {
  auto it = labels.find(name);
  if (it == labels.end()) return nullptr;
  it->second.used = true;
  for (; b; b = b->parent)
    if (it->second.parent == b) return it->second.lstmt;
  return nullptr;
}

// The enclosing statement with this label: null if there is no such label, &invalid if it does not enclose b.
LabeledStmt *LabelScope::enclosingTarget(Block *b, Str name) {
  auto it = labels.find(name);
  if (it == labels.end()) return nullptr;
  it->second.used = true;
  for (; b; b = b->parent)
    if (it->second.lstmt == b->lstmt) return it->second.lstmt;
  return &invalid;
}

// last: the last statement of its list.
void LabelScope::unlabelled(BranchStmt *s, const Targets &t, bool last) {
  switch (s->tok) {
  case BranchTok::Break:
    s->target = t.breaks;
    if (!t.breaks) error(s->pos, "break is not in a loop, switch, or select");
    break;
  case BranchTok::Continue:
    s->target = t.continues;
    if (!t.continues) error(s->pos, "continue is not in a loop");
    break;
  case BranchTok::Fallthrough: {
    const char *msg = "fallthrough statement out of place";
    if (auto *sw = dynSwitchStmt(t.breaks)) {
      if (sw->tag && sw->tag->kind == NodeKind::TypeSwitchGuard) msg = "cannot fallthrough in type switch";
      else if (t.caseIndex < 0 || !last) {
      } else if (size_t(t.caseIndex) + 1 == sw->body.size()) msg = "cannot fallthrough final case in switch";
      else return; // fine
    }
    error(s->pos, msg);
    break;
  }
  case BranchTok::Goto: break;
  }
}

// False: a goto that has to wait for its label.
bool LabelScope::labelled(BranchStmt *s, Block *b) {
  Str name = s->label->value;
  if (s->tok == BranchTok::Goto) {
    s->target = gotoTarget(b, name);
    return s->target != nullptr;
  }
  bool isBreak = s->tok == BranchTok::Break;
  LabeledStmt *t = enclosingTarget(b, name);
  if (!t) {
    error(s->label->pos, std::string(isBreak ? "break" : "continue") + " label not defined: " + std::string(name));
    return true;
  }
  Stmt *inner = t->stmt;
  bool ok = inner && (inner->kind == NodeKind::ForStmt || (isBreak && (inner->kind == NodeKind::SwitchStmt || inner->kind == NodeKind::SelectStmt)));
  if (ok) s->target = inner;
  else error(s->label->pos, std::string("invalid ") + (isBreak ? "break" : "continue") + " label " + std::string(name));
  return true;
}

LabelScope::Gotos LabelScope::block(Block *parent, Targets ctxt, LabeledStmt *lstmt, Pos start, const List<Stmt *> &body) {
  auto *b = new Block{parent, start, lstmt};
  Pos varPos;
  std::string varName;
  Gotos fwd, bad;
  auto varDecl = [&](Pos pos, Expr *name) {
    varPos = pos;
    if (!fwd.empty()) varName = exprString(name);
    bad = fwd; // they jump over it, unless out of this block
  };
  auto inner = [&](Targets t, Pos start, const List<Stmt *> &list) {
    Gotos left = block(b, t, lstmt, start, list);
    fwd.insert(fwd.end(), left.begin(), left.end());
  };

  size_t n = body.size();
  while (n > 0 && body[n - 1]->kind == NodeKind::EmptyStmt) n--; // not seen by fallthrough
  for (size_t i = 0; i < n; i++) {
    lstmt = nullptr;
    Stmt *s = body[i];
    while (auto *l = dynLabeledStmt(s)) {
      Str name = l->label->value;
      if (name != "_") {
        LabelInfo &info = declare(b, l);
        Gotos rest;
        for (BranchStmt *g : fwd) {
          if (g->label->value != name) {
            rest.push_back(g);
            continue;
          }
          g->target = l;
          info.used = true;
          bool over = false;
          for (BranchStmt *x : bad) over |= x == g;
          if (over && varPos.valid())
            error(g->label->pos, "goto " + std::string(name) + " jumps over declaration of " + varName + " at " + sources().show(varPos));
        }
        fwd = std::move(rest);
        lstmt = l;
      }
      s = l->stmt;
    }
    switch (s->kind) {
    case NodeKind::DeclStmt:
      for (Decl *d : static_cast<DeclStmt *>(s)->decls)
        if (auto *v = dynVarDecl(d)) {
          varDecl(v->pos, v->names[0]);
          break;
        }
      break;
    case NodeKind::BranchStmt: {
      auto *br = static_cast<BranchStmt *>(s);
      if (!br->label) unlabelled(br, ctxt, i + 1 == n);
      else if (!labelled(br, b)) fwd.push_back(br);
      break;
    }
    case NodeKind::AssignStmt:
      if (auto *a = static_cast<AssignStmt *>(s); a->op == Op::Def) varDecl(a->pos, a->lhs);
      break;
    case NodeKind::BlockStmt: inner({ctxt.breaks, ctxt.continues, -1}, s->pos, static_cast<BlockStmt *>(s)->list); break;
    case NodeKind::IfStmt:
      for (Stmt *e = s; e;) {
        auto *is = dynIfStmt(e);
        BlockStmt *blk = is ? is->then : static_cast<BlockStmt *>(e);
        inner({ctxt.breaks, ctxt.continues, -1}, blk->pos, blk->list);
        e = is ? is->els : nullptr;
      }
      break;
    case NodeKind::ForStmt: {
      auto *f = static_cast<ForStmt *>(s);
      inner({f, f, -1}, f->body->pos, f->body->list);
      break;
    }
    case NodeKind::SwitchStmt: {
      auto *sw = static_cast<SwitchStmt *>(s);
      for (size_t k = 0; k < sw->body.size(); k++) inner({sw, ctxt.continues, int(k)}, sw->body[k]->pos, sw->body[k]->body);
      break;
    }
    case NodeKind::SelectStmt: {
      auto *sel = static_cast<SelectStmt *>(s);
      for (CommClause *c : sel->body) inner({sel, ctxt.continues, -1}, c->pos, c->body);
      break;
    }
    default: break;
    }
  }
  return fwd;
}

void LabelScope::body(BlockStmt *b) {
  Gotos left = block(nullptr, {nullptr, nullptr, -1}, nullptr, b->pos, b->list);
  for (BranchStmt *g : left) {
    Str name = g->label->value;
    auto it = labels.find(name);
    if (it == labels.end()) {
      error(g->label->pos, "label " + std::string(name) + " not defined");
      continue;
    }
    it->second.used = true;
    error(g->label->pos, "goto " + std::string(name) + " jumps into block starting at " + sources().show(it->second.parent->start));
  }
  for (Str name : order) {
    const LabelInfo &l = labels[name];
    if (!l.used) error(l.lstmt->label->pos, "label " + std::string(name) + " defined and not used");
  }
}

} // namespace

void checkBranches(BlockStmt *body, Diagnostics &diags) {
  if (body) LabelScope(diags).body(body);
}

} // namespace frontend
