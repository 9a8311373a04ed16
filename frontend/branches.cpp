// frontend/branches.cpp: labels and branch statements of one function body.
//
// Sets BranchStmt::target, and reports: break, continue, fallthrough out of place; labels that are undefined, unused,
// duplicate, or of the wrong statement; gotos into blocks and over variable declarations. Function literals inside are
// checked on their own. Mirrors cmd/compile/internal/syntax/branches.go.
//
// A goto may precede its label. Such gotos wait, numbered in source order: a label resolves those with its name that stand
// inside its block, that is, whose number is not below the first one of the block.
#include "frontend/parser.h"
#include <algorithm>
#include <string>
#include <unordered_map>

namespace frontend {

namespace {

struct Block {
  Block *parent;
  Pos start;
  LabeledStmt *labeled; // the label of the statement this block belongs to, or null
  size_t firstGoto;     // gotos with this number and above are inside, as long as the block is open
};

struct LabelInfo {
  Block *parent; // the block that declares it
  LabeledStmt *stmt;
  bool used;
};

// What unlabeled branches refer to.
struct Targets {
  Stmt *breaks = nullptr; // ForStmt, SwitchStmt, SelectStmt
  ForStmt *continues = nullptr;
  int caseIndex = -1; // in the switch directly around
};

class BranchChecker {
public:
  explicit BranchChecker(Diagnostics &diags) : diags_(diags) {}

  void check(BlockStmt *body) {
    block(nullptr, {}, nullptr, body->pos, body->list);
    for (BranchStmt *g : unresolved()) {
      auto it = labels_.find(g->label->value);
      if (it != labels_.end()) {
        it->second.used = true;
        diags_.error(g->label->pos, "goto " + name(g) + " jumps into block starting at " + sources().show(it->second.parent->start));
      } else {
        diags_.error(g->label->pos, "label " + name(g) + " not defined");
      }
    }
    for (LabeledStmt *l : order_) // in source order
      if (!labels_.find(l->label->value)->second.used)
        diags_.error(l->label->pos, "label " + std::string(l->label->value) + " defined and not used");
    for (Block *b : blocks_) delete b;
  }

private:
  static std::string name(const BranchStmt *s) { return std::string(s->label->value); }

  // Declares the label of s; an error if there is one of this name.
  LabelInfo *declare(Block *b, LabeledStmt *s) {
    auto [it, isNew] = labels_.try_emplace(s->label->value, LabelInfo{b, s, false});
    if (isNew)
      order_.push_back(s);
    else
      diags_.error(s->label->pos,
                   "label " + std::string(s->label->value) + " already defined at " + sources().show(it->second.stmt->label->pos));
    return &it->second;
  }

  LabeledStmt *gotoTarget(Block *b, Str label) {
    auto it = labels_.find(label);
    if (it == labels_.end()) return nullptr;
    it->second.used = true; // even if it is no valid target
    for (; b; b = b->parent)
      if (it->second.parent == b) return it->second.stmt;
    return nullptr;
  }

  // The enclosing statement with this label. *defined: the label exists.
  LabeledStmt *enclosing(Block *b, Str label, bool *defined) {
    auto it = labels_.find(label);
    *defined = it != labels_.end();
    if (!*defined) return nullptr;
    it->second.used = true;
    for (; b; b = b->parent)
      if (b->labeled == it->second.stmt) return b->labeled;
    return nullptr;
  }

  struct Forward {
    size_t number;
    BranchStmt *stmt;
  };

  List<BranchStmt *> unresolved() const { // in source order
    List<Forward> rest;
    for (auto &[label, list] : forward_) rest.insert(rest.end(), list.begin(), list.end());
    std::sort(rest.begin(), rest.end(), [](const Forward &a, const Forward &b) { return a.number < b.number; });
    List<BranchStmt *> r;
    for (const Forward &f : rest) r.push_back(f.stmt);
    return r;
  }

  void block(Block *parent, Targets ctxt, LabeledStmt *labeled, Pos start, const List<Stmt *> &body);
  void resolve(Block *b, LabeledStmt *l, const struct BlockState &st);
  void statement(Block *b, const Targets &ctxt, Stmt *s, size_t index, size_t count, struct BlockState &st);
  void unlabeled(const Targets &ctxt, BranchStmt *s, bool isLast);
  void labeledBranch(Block *b, BranchStmt *s);

  Diagnostics &diags_;
  std::unordered_map<Str, LabelInfo> labels_;
  List<LabeledStmt *> order_;
  std::unordered_map<Str, List<Forward>> forward_; // gotos without a target so far, by label
  size_t gotos_ = 0;
  List<Block *> blocks_;
};

struct BlockState {
  LabeledStmt *labeled = nullptr; // of the statement at hand
  Pos varPos;                     // the last variable declaration in this block
  std::string varName;
  size_t varGotos = 0;            // gotos with a smaller number stand before varPos

  void declareVar(Pos pos, std::string name, size_t gotos) {
    varPos = pos;
    varName = std::move(name);
    varGotos = gotos;
  }
};

void BranchChecker::unlabeled(const Targets &ctxt, BranchStmt *s, bool isLast) {
  switch (s->tok) {
  case BranchTok::Break:
    s->target = ctxt.breaks;
    if (!s->target) diags_.error(s->pos, "break is not in a loop, switch, or select");
    break;
  case BranchTok::Continue:
    s->target = ctxt.continues;
    if (!s->target) diags_.error(s->pos, "continue is not in a loop");
    break;
  case BranchTok::Fallthrough: {
    const char *msg = "fallthrough statement out of place";
    if (auto *sw = dynSwitchStmt(ctxt.breaks)) {
      if (sw->tag && sw->tag->kind == NodeKind::TypeSwitchGuard)
        msg = "cannot fallthrough in type switch";
      else if (ctxt.caseIndex < 0 || !isLast)
        ; // in a block inside the clause, or not its last statement
      else if (size_t(ctxt.caseIndex) + 1 == sw->body.size())
        msg = "cannot fallthrough final case in switch";
      else
        return;
    }
    diags_.error(s->pos, msg);
    break;
  }
  case BranchTok::Goto: break; // always has a label
  }
}

void BranchChecker::labeledBranch(Block *b, BranchStmt *s) {
  Str label = s->label->value;
  if (s->tok == BranchTok::Goto) {
    s->target = gotoTarget(b, label);
    if (!s->target) forward_[label].push_back({gotos_++, s}); // the label may follow
    return;
  }
  bool isBreak = s->tok == BranchTok::Break, defined;
  const char *verb = isBreak ? "break" : "continue";
  LabeledStmt *l = enclosing(b, label, &defined);
  if (!defined) {
    diags_.error(s->label->pos, std::string(verb) + " label not defined: " + name(s));
    return;
  }
  Stmt *t = l ? l->stmt : nullptr;
  if (t && (t->kind == NodeKind::ForStmt || (isBreak && (t->kind == NodeKind::SwitchStmt || t->kind == NodeKind::SelectStmt))))
    s->target = t;
  else
    diags_.error(s->label->pos, std::string("invalid ") + verb + " label " + name(s));
}

// A label in block b: declares it, for the gotos before it, too.
void BranchChecker::resolve(Block *b, LabeledStmt *l, const BlockState &st) {
  LabelInfo *info = declare(b, l);
  auto it = forward_.find(l->label->value);
  if (it == forward_.end()) return;
  auto &list = it->second;
  auto inside = std::partition_point(list.begin(), list.end(), [&](const Forward &f) { return f.number < b->firstGoto; });
  for (auto f = inside; f != list.end(); ++f) {
    f->stmt->target = l;
    info->used = true;
    if (f->number < st.varGotos)
      diags_.error(f->stmt->label->pos,
                   "goto " + name(f->stmt) + " jumps over declaration of " + st.varName + " at " + sources().show(st.varPos));
  }
  list.erase(inside, list.end());
}

void BranchChecker::statement(Block *b, const Targets &ctxt, Stmt *s, size_t index, size_t count, BlockState &st) {
  st.labeled = nullptr;
  while (auto *l = dynLabeledStmt(s)) {
    if (Str label = l->label->value; label != "_") {
      resolve(b, l, st);
      st.labeled = l;
    }
    s = l->stmt;
  }
  auto inner = [&](const Targets &t, Pos start, const List<Stmt *> &body) { block(b, t, st.labeled, start, body); };
  switch (s->kind) {
  case NodeKind::DeclStmt:
    for (Decl *d : static_cast<DeclStmt *>(s)->decls)
      if (auto *v = dynVarDecl(d)) {
        st.declareVar(v->pos, std::string(v->names[0]->value), gotos_);
        break;
      }
    break;
  case NodeKind::AssignStmt: {
    auto *a = static_cast<AssignStmt *>(s);
    if (a->op == Op::Def) st.declareVar(a->pos, exprString(a->lhs), gotos_);
    break;
  }
  case NodeKind::BranchStmt: {
    auto *br = static_cast<BranchStmt *>(s);
    if (br->label)
      labeledBranch(b, br);
    else
      unlabeled(ctxt, br, index + 1 == count);
    break;
  }
  case NodeKind::BlockStmt: inner({ctxt.breaks, ctxt.continues, -1}, s->pos, static_cast<BlockStmt *>(s)->list); break;
  case NodeKind::IfStmt: {
    auto *i = static_cast<IfStmt *>(s);
    inner({ctxt.breaks, ctxt.continues, -1}, i->then->pos, i->then->list);
    if (i->els) inner({ctxt.breaks, ctxt.continues, -1}, i->els->pos, {i->els});
    break;
  }
  case NodeKind::ForStmt: {
    auto *f = static_cast<ForStmt *>(s);
    inner({f, f, -1}, f->body->pos, f->body->list);
    break;
  }
  case NodeKind::SwitchStmt: {
    int i = 0;
    for (CaseClause *c : static_cast<SwitchStmt *>(s)->body) inner({s, ctxt.continues, i++}, c->pos, c->body);
    break;
  }
  case NodeKind::SelectStmt:
    for (CommClause *c : static_cast<SelectStmt *>(s)->body) inner({s, ctxt.continues, -1}, c->pos, c->body);
    break;
  default: break;
  }
}

void BranchChecker::block(Block *parent, Targets ctxt, LabeledStmt *labeled, Pos start, const List<Stmt *> &body) {
  auto *b = new Block{parent, start, labeled, gotos_};
  blocks_.push_back(b);
  size_t count = body.size(); // empty statements at the end do not count: a fallthrough before them is the last one
  while (count > 0 && body[count - 1]->kind == NodeKind::EmptyStmt) count--;
  BlockState st;
  for (size_t i = 0; i < count; i++) statement(b, ctxt, body[i], i, count, st);
}

} // namespace

void checkBranches(BlockStmt *body, Diagnostics &diags) {
  if (body) BranchChecker(diags).check(body);
}

} // namespace frontend
