// ir/build_chan.cpp: send -> runtime.chansend1; receive -> runtime.chanrecv1/2; select -> runtime.selectgo, or the
// selectnb forms when there is one case and a default.
#include "ir/build.h"
#include <algorithm>

namespace ir {

void FuncBuilder::sendStmt(SendStmt *s) {
  Order order(*this, {s->chan, s->value});
  Value ch = expr(s->chan);
  Type *et = T(static_cast<Chan *>(coreType(ch->type))->elem);
  Value v = exprAs(s->value, et);
  Value p = spill(v);
  callRuntime("runtime.chansend1", nullptr, {ch, p});
  clearTemporary(p, et);
}

// What was sent or received must not stay reachable through the temporary.
void FuncBuilder::clearTemporary(Value p, Type *elem) {
  if (hasPointers(elem)) emit(ir::Op::ZeroMem, nullptr, {p})->auxType = elem;
}

void FuncBuilder::recvInto(Value ch, Type *elem, Value *v, Value *ok) {
  Value p = v ? local(elem) : zero(ptrT());
  if (v) emit(ir::Op::ZeroMem, nullptr, {p})->auxType = elem; // what lies there while we wait must not look like a pointer
  if (ok)
    *ok = callRuntime("runtime.chanrecv2", boolT(), {ch, p});
  else
    callRuntime("runtime.chanrecv1", nullptr, {ch, p});
  if (!v) return;
  *v = load(elem, p);
  clearTemporary(p, elem);
}

Value FuncBuilder::chanRecv(Operation *e, bool commaOk, Value *ok) {
  Value ch = expr(e->x), v = nullptr;
  recvInto(ch, T(static_cast<Chan *>(coreType(ch->type))->elem), &v, commaOk ? ok : nullptr);
  return v;
}

// ---- select

// One communication clause, operands evaluated.
struct FuncBuilder::SelectCase {
  CommClause *clause;
  bool send = false;
  Value chan = nullptr, elem = nullptr; // elem: address of the value to send, or where to receive
  Type *type = nullptr;
  AssignStmt *assign = nullptr;
};

static Type *scaseType() { // struct { c, elem unsafe.Pointer }, as runtime/sync/select reads it
  static Type *t = canon(new Array(basicType(BasicKind::UnsafePointer), 2));
  return t;
}

FuncBuilder::SelectCase FuncBuilder::selectOperands(CommClause *clause) {
  SelectCase c{clause};
  pos = clause->comm->pos;
  if (auto *send = dynSendStmt(clause->comm)) {
    c.send = true;
    c.chan = expr(send->chan);
    c.type = T(static_cast<Chan *>(coreType(c.chan->type))->elem);
    c.elem = spill(exprAs(send->value, c.type));
    return c;
  }
  c.assign = dynAssignStmt(clause->comm);
  Expr *x = c.assign ? c.assign->rhs : static_cast<ExprStmt *>(clause->comm)->x;
  c.chan = expr(static_cast<Operation *>(unparen(x))->x);
  c.type = T(static_cast<Chan *>(coreType(c.chan->type))->elem);
  c.elem = c.assign ? local(c.type) : zero(ptrT());
  if (c.assign) emit(ir::Op::ZeroMem, nullptr, {c.elem})->auxType = c.type;
  return c;
}

// Assigns what was received, then the statements.
void FuncBuilder::commBody(const SelectCase &c, Value ok, Block *done) {
  if (c.assign) {
    std::vector<Value> vals{load(c.type, c.elem)};
    clearTemporary(c.elem, c.type);
    auto lhs = unpackList(c.assign->lhs);
    if (lhs.size() > 1) vals.push_back(ok);
    assignValues(lhs, vals, c.assign->op == frontend::Op::Def);
  }
  stmts(c.clause->body);
  jumpIfLive(done);
}

void FuncBuilder::defaultBody(CommClause *def, Block *done) {
  stmts(def->body);
  jumpIfLive(done);
}

// One case and no default: the operation itself.
void FuncBuilder::selectOne(const SelectCase &c, Block *done) {
  Value ok = nullptr;
  if (c.send)
    callRuntime("runtime.chansend1", nullptr, {c.chan, c.elem});
  else
    ok = callRuntime("runtime.chanrecv2", boolT(), {c.chan, c.elem});
  commBody(c, ok, done);
}

void FuncBuilder::selectOrDefault(const SelectCase &c, CommClause *def, Block *done) {
  Value selected = nullptr, ok = nullptr;
  Block *attempt = newBlock("select.try"), *yes = newBlock("select.case"), *no = newBlock("select.default");
  branch(callRuntime(c.send ? "runtime.chanfull" : "runtime.chanempty", boolT(), {c.chan}), no, attempt);
  moveTo(attempt);
  if (c.send) {
    selected = callRuntime("runtime.selectnbsend", boolT(), {c.chan, c.elem});
  } else {
    Value r = callRuntime("runtime.selectnbrecv", pairOf(boolT(), boolT()), {c.elem, c.chan});
    selected = extract(r, 0, boolT()), ok = extract(r, 1, boolT());
  }
  branch(selected, yes, no);
  moveTo(yes);
  commBody(c, ok, done);
  moveTo(no);
  defaultBody(def, done);
}

void FuncBuilder::selectMany(const std::vector<SelectCase> &cases, CommClause *def, Block *done) {
  std::vector<const SelectCase *> order; // as selectgo wants them: sends, then receives
  for (bool send : {true, false})
    for (auto &c : cases)
      if (c.send == send) order.push_back(&c);
  int64_t n = int64_t(cases.size()), nsends = std::count_if(cases.begin(), cases.end(), [](auto &c) { return c.send; });
  Value arr = local(canon(new Array(scaseType(), n))), ord = local(canon(new Array(basicType(BasicKind::Uint16), 2 * n)));
  for (int64_t k = 0; k < n; k++)
    for (int64_t w = 0; w < 2; w++) {
      Value v = w ? order[size_t(k)]->elem : order[size_t(k)]->chan;
      auto *a = emit(ir::Op::IndexAddr, pointerTo(ptrT()), {arr, constInt(intT(), 2 * k + w)});
      a->auxType = ptrT();
      store(a, retyped(v, ptrT()));
    }
  Value r = callRuntime("runtime.selectgo", pairOf(intT(), boolT()),
                        {arr, ord, constInt(intT(), nsends), constInt(intT(), n - nsends), constInt(boolT(), def == nullptr)});
  Value idx = extract(r, 0, intT()), ok = extract(r, 1, boolT());
  for (int64_t k = 0; k < n; k++) {
    Block *yes = newBlock("select.case"), *no = newBlock("select.next");
    branch(emit(ir::Op::Eq, boolT(), {idx, constInt(intT(), k)}), yes, no);
    moveTo(yes);
    commBody(*order[size_t(k)], ok, done);
    moveTo(no);
  }
  if (def)
    defaultBody(def, done);
  else
    emit(ir::Op::Unreachable, nullptr);
}

void FuncBuilder::selectStmt(SelectStmt *s, Str label) {
  Block *done = newBlock("select.done");
  std::vector<SelectCase> cases; // in source order, in which their operands are evaluated
  CommClause *def = nullptr;
  for (auto *c : s->body)
    if (c->comm)
      cases.push_back(selectOperands(c));
    else
      def = c;
  pos = cases.size() == 1 ? cases[0].clause->comm->pos : s->pos; // where a goroutine waits
  targets.push_back({label, s, done, nullptr});
  if (cases.empty() && def) {
    defaultBody(def, done);
  } else if (cases.empty()) {
    callRuntime("runtime.block", nullptr, {});
    emit(ir::Op::Unreachable, nullptr);
  } else if (cases.size() > 1) {
    selectMany(cases, def, done);
  } else if (def) {
    selectOrDefault(cases[0], def, done);
  } else {
    selectOne(cases[0], done);
  }
  targets.pop_back();
  moveTo(done);
}

} // namespace ir
