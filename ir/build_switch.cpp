// ir/build_switch.cpp: expression switches and type switches, as chains of comparisons (LLVM makes jump tables of
// the integer ones).
#include "ir/build.h"

namespace ir {

void FuncBuilder::switchStmt(SwitchStmt *s, Str label) {
  if (s->tag && s->tag->kind == NodeKind::TypeSwitchGuard) { typeSwitch(s, label); return; }
  stmt(s->init);
  Value tag = nullptr;
  Type *tt = nullptr;
  if (s->tag) {
    pos = s->tag->pos;
    tt = typeOf(s->tag);
    tag = exprAs(s->tag, tt);
  }
  Block *done = newBlock("switch.done");
  std::vector<Block *> bodies;
  for (size_t i = 0; i < s->body.size(); i++) bodies.push_back(newBlock("case"));
  Block *def = done;
  for (size_t i = 0; i < s->body.size(); i++) {
    auto *c = s->body[i];
    if (!c->cases) { def = bodies[i]; continue; }
    for (auto *e : unpackList(c->cases)) {
      pos = e->pos;
      Block *next = newBlock("switch.next");
      if (!s->tag && under(typeOf(e))->kind == TypeKind::Interface) { // true, converted to it
        Type *et = typeOf(e);
        branch(equal(assignConv(constInt(boolT(), 1), et), exprAs(e, et), false), bodies[i], next);
      } else if (!s->tag) condition(e, bodies[i], next);
      else {
        Type *et = typeOf(e), *ct = tt;
        if (e->mode != Mode::NilValue && under(et)->kind == TypeKind::Interface && under(tt)->kind != TypeKind::Interface) ct = et;
        branch(equal(assignConv(tag, ct), exprAs(e, ct), false), bodies[i], next);
      }
      moveTo(next);
    }
  }
  jump(def);
  Block *savedFall = fallthroughBlock;
  targets.push_back({label, s, done, nullptr});
  for (size_t i = 0; i < s->body.size(); i++) {
    moveTo(bodies[i]);
    fallthroughBlock = i + 1 < bodies.size() ? bodies[i + 1] : nullptr;
    stmts(s->body[i]->body);
    jumpIfLive(done);
  }
  targets.pop_back();
  fallthroughBlock = savedFall;
  moveTo(done);
}

void FuncBuilder::typeSwitch(SwitchStmt *s, Str label) {
  stmt(s->init);
  auto *g = static_cast<TypeSwitchGuard *>(s->tag);
  Value x = expr(g->x);
  Value typ = ifaceTypeWord(x);
  Block *done = newBlock("typeswitch.done"), *def = done;
  std::vector<Block *> bodies;
  std::vector<Value> bound(s->body.size(), nullptr); // storage of the clause's variable when it has the case's type
  for (size_t i = 0; i < s->body.size(); i++) bodies.push_back(newBlock("typecase"));
  for (size_t i = 0; i < s->body.size(); i++) {
    auto *c = s->body[i];
    if (!c->cases) { def = bodies[i]; continue; }
    auto cases = unpackList(c->cases);
    auto *var = c->implicitObj ? static_cast<Var *>(c->implicitObj) : nullptr;
    bool single = cases.size() == 1 && cases[0]->mode != Mode::NilValue && var;
    if (single) bound[i] = local(T(cases[0]->type));
    for (auto *e : cases) {
      pos = e->pos;
      Block *next = newBlock("typeswitch.next");
      if (e->mode == Mode::NilValue) {
        branch(emit(ir::Op::Eq, boolT(), {typ, zero(ptrT())}), bodies[i], next);
      } else {
        Type *ct = T(e->type);
        Block *match = single ? newBlock("typeswitch.match") : bodies[i];
        if (under(ct)->kind == TypeKind::Interface) {
          Value ok = nullptr, v = typeAssert(x, ct, true, &ok);
          branch(ok, match, next);
          moveTo(match);
          if (single) { store(bound[i], v); jump(bodies[i]); }
        } else {
          branch(emit(ir::Op::Eq, boolT(), {typ, typeDesc(ct)}), match, next);
          moveTo(match);
          if (single) { store(bound[i], dataToValue(extract(x, 1, ptrT()), ct)); jump(bodies[i]); }
        }
      }
      moveTo(next);
    }
  }
  jump(def);
  targets.push_back({label, s, done, nullptr});
  for (size_t i = 0; i < s->body.size(); i++) {
    moveTo(bodies[i]);
    auto *c = s->body[i];
    if (auto *var = c->implicitObj ? static_cast<Var *>(c->implicitObj) : nullptr) {
      Value v = bound[i] ? load(T(var->type), bound[i]) : x;
      store(declare(var), assignConv(v, T(var->type)));
    }
    stmts(c->body);
    jumpIfLive(done);
  }
  targets.pop_back();
  moveTo(done);
}

} // namespace ir
