// ir/build_switch.cpp: expression switches and type switches.
//
// Cases are tried in order. Runs of integer constants become one switch instruction, long runs of string constants a
// tree of them; all else is a chain of comparisons.
#include "ir/build.h"
#include <algorithm>
#include <bitset>
#include <map>

namespace ir {

// One value of a case clause, in source order.
struct FuncBuilder::SwitchCase {
  Expr *value;
  Block *body;
};

static bool allConstant(SwitchStmt *s) {
  for (auto *c : s->body)
    if (c->cases)
      for (auto *e : unpackList(c->cases))
        if (e->mode != Mode::Constant) return false;
  return true;
}

void FuncBuilder::switchStmt(SwitchStmt *s, Str label) {
  if (s->tag && s->tag->kind == NodeKind::TypeSwitchGuard) {
    typeSwitch(s, label);
    return;
  }
  stmt(s->init);
  Value tag = nullptr;
  if (s->tag) {
    pos = s->tag->pos;
    tag = allConstant(s) ? exprView(s->tag, typeOf(s->tag)) : exprAs(s->tag, typeOf(s->tag)); // bodies may change what it looks at
  }
  Block *done = newBlock("switch.done"), *def = done;
  std::vector<Block *> bodies;
  std::vector<SwitchCase> cases;
  for (auto *c : s->body) {
    bodies.push_back(newBlock("case"));
    if (!c->cases)
      def = bodies.back();
    else
      for (auto *e : unpackList(c->cases)) cases.push_back({e, bodies.back()});
  }
  chooseCase(tag, cases, def);
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

// Jumps to the body of the first case that holds, else to def. Runs of constants are decided at once.
void FuncBuilder::chooseCase(Value tag, const std::vector<SwitchCase> &cases, Block *def) {
  constexpr size_t fewStrings = 4; // compared one by one
  bool integers = tag && isInteger(tag->type), strings = tag && isString(tag->type);
  for (size_t i = 0; i < cases.size();) {
    size_t end = i;
    while ((integers || strings) && end < cases.size() && cases[end].value->mode == Mode::Constant && cases[end].value->cval) end++;
    pos = cases[i].value->pos;
    Block *next = newBlock("switch.next");
    std::vector<SwitchCase> run(cases.begin() + ptrdiff_t(i), cases.begin() + ptrdiff_t(std::max(end, i + 1)));
    if (integers && run.size() > 1)
      integerCases(tag, run, next);
    else if (strings && run.size() > fewStrings)
      stringCases(tag, run, next);
    else
      run.resize(1), oneCase(tag, run[0], next);
    i += run.size();
    moveTo(next);
  }
  jump(def);
}

void FuncBuilder::oneCase(Value tag, const SwitchCase &c, Block *next) {
  Type *et = typeOf(c.value);
  bool isInterface = under(et)->kind == TypeKind::Interface;
  if (tag) {
    Type *ct = c.value->mode != Mode::NilValue && isInterface && under(tag->type)->kind != TypeKind::Interface ? et : tag->type;
    branch(equal(assignConv(tag, ct), exprAs(c.value, ct), false), c.body, next);
  } else if (isInterface) { // true, converted to it
    branch(equal(assignConv(constInt(boolT(), 1), et), exprAs(c.value, et), false), c.body, next);
  } else {
    condition(c.value, c.body, next);
  }
}

// LLVM makes a table or a tree of comparisons of it.
void FuncBuilder::integerCases(Value tag, const std::vector<SwitchCase> &cases, Block *none) {
  std::vector<std::pair<int64_t, Block *>> table;
  std::unordered_set<int64_t> seen;
  for (auto &c : cases)
    if (int64_t v = constant(c.value->cval, tag->type)->imm; seen.insert(v).second) table.push_back({v, c.body});
  switchOn(tag, table, none);
}

void FuncBuilder::switchOn(Value v, const std::vector<std::pair<int64_t, Block *>> &table, Block *none) {
  auto *i = emit(ir::Op::Switch, nullptr, {v});
  i->targets = {none};
  for (auto &[value, target] : table) i->cases.push_back(value), i->targets.push_back(target);
}

// Strings: by length, then by the byte that tells most of them apart, again and again; what is left is compared.
void FuncBuilder::stringCases(Value tag, const std::vector<SwitchCase> &cases, Block *none) {
  std::map<int64_t, StringCases> byLength;
  std::unordered_set<Str> seen;
  for (auto &c : cases)
    if (Str text = c.value->cval->s; seen.insert(text).second) byLength[int64_t(text.size())].push_back({text, c.body});
  Value p = extract(tag, 0, wordType(tag->type, 0));
  std::vector<std::pair<int64_t, Block *>> table;
  for (auto &[length, group] : byLength) table.push_back({length, length ? newBlock("case.length") : group[0].second});
  switchOn(extract(tag, 1, intT()), table, none);
  for (auto &[length, block] : table) {
    if (!length) continue;
    moveTo(block);
    stringsOfOneLength(p, byLength[length], none);
  }
}

// The position where strings of one length differ most.
static size_t mostTelling(const std::vector<std::pair<Str, Block *>> &cases) {
  size_t best = 0, most = 0;
  for (size_t at = 0; at < cases[0].first.size(); at++) {
    std::bitset<256> values;
    for (auto &c : cases) values.set(uint8_t(c.first[at]));
    if (values.count() > most) best = at, most = values.count();
  }
  return best;
}

void FuncBuilder::stringsOfOneLength(Value p, const StringCases &cases, Block *none) {
  if (cases.size() == 1) {
    auto *text = emit(ir::Op::ConstString, basicType(BasicKind::String));
    text->str = std::string(cases[0].first);
    Value n = constInt(intT(), int64_t(text->str.size()));
    branch(callRuntime("runtime.memequal", boolT(), {p, extract(text, 0, p->type), n}), cases[0].second, none);
    return;
  }
  Type *byteT = basicType(BasicKind::Uint8);
  size_t at = mostTelling(cases);
  std::map<int64_t, StringCases> groups;
  for (auto &c : cases) groups[uint8_t(c.first[at])].push_back(c);
  std::vector<std::pair<int64_t, Block *>> table;
  for (auto &g : groups) table.push_back({g.first, newBlock("case.byte")});
  auto *address = emit(ir::Op::IndexAddr, pointerTo(byteT), {p, constInt(intT(), int64_t(at))});
  address->auxType = byteT;
  switchOn(load(byteT, address), table, none);
  for (auto &[value, block] : table) {
    moveTo(block);
    stringsOfOneLength(p, groups[value], none);
  }
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
    if (!c->cases) {
      def = bodies[i];
      continue;
    }
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
          if (single) {
            store(bound[i], v);
            jump(bodies[i]);
          }
        } else {
          branch(emit(ir::Op::Eq, boolT(), {typ, typeDesc(ct)}), match, next);
          moveTo(match);
          if (single) {
            store(bound[i], dataToValue(extract(x, 1, ptrT()), ct));
            jump(bodies[i]);
          }
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
