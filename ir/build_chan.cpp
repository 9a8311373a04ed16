// ir/build_chan.cpp: send -> runtime.chansend1; receive -> runtime.chanrecv1/2; select -> runtime.selectgo, or the
// selectnb forms when there is one case and a default.
#include "ir/build.h"

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

namespace {
// One communication clause, operands evaluated.
struct SelectCase {
  CommClause *clause;
  bool send;
  Value chan, elem; // elem: address of the value to send, or where to receive
  Type *type;
  Operation *recv = nullptr;
  AssignStmt *assign = nullptr;
};

Type *scaseType() { // struct { c, elem unsafe.Pointer }, as runtime/sync/select reads it
  static Type *t = canon(new Array(basicType(BasicKind::UnsafePointer), 2));
  return t;
}
} // namespace

void FuncBuilder::selectStmt(SelectStmt *s, Str label) {
  Block *done = newBlock("select.done");
  std::vector<SelectCase> cases;
  CommClause *def = nullptr;
  std::vector<std::pair<CommClause *, Block *>> bodies;
  // Channel operands and values to send, in source order.
  for (auto *c : s->body) {
    if (!c->comm) {
      def = c;
      continue;
    }
    pos = c->comm->pos;
    SelectCase sc{c, false, nullptr, nullptr, nullptr};
    if (auto *snd = dynSendStmt(c->comm)) {
      sc.send = true;
      sc.chan = expr(snd->chan);
      sc.type = T(static_cast<Chan *>(coreType(sc.chan->type))->elem);
      sc.elem = spill(exprAs(snd->value, sc.type));
    } else {
      Expr *x = nullptr;
      if (auto *es = dynExprStmt(c->comm))
        x = es->x;
      else if (auto *as = dynAssignStmt(c->comm))
        sc.assign = as, x = as->rhs;
      sc.recv = dynOperation(unparen(x));
      sc.chan = expr(sc.recv->x);
      sc.type = T(static_cast<Chan *>(coreType(sc.chan->type))->elem);
      sc.elem = sc.assign ? local(sc.type) : zero(ptrT());
      if (sc.assign) emit(ir::Op::ZeroMem, nullptr, {sc.elem})->auxType = sc.type;
    }
    cases.push_back(sc);
  }
  pos = cases.size() == 1 ? cases[0].clause->comm->pos : s->pos; // where a goroutine waits
  targets.push_back({label, s, done, nullptr});
  auto body = [&](SelectCase *c, Value ok) { // assigns what was received, then the statements
    if (c->assign) {
      Value v = load(c->type, c->elem);
      clearTemporary(c->elem, c->type);
      auto lhs = unpackList(c->assign->lhs);
      bool define = c->assign->op == frontend::Op::Def;
      auto set = [&](Expr *l, Value x) {
        if (define)
          declareInit(l, x);
        else
          assign(l, x);
      };
      set(lhs[0], v);
      if (lhs.size() > 1) set(lhs[1], ok);
    }
    stmts(c->clause->body);
    jumpIfLive(done);
  };

  if (cases.empty() && !def) {
    callRuntime("runtime.block", nullptr, {});
    emit(ir::Op::Unreachable, nullptr);
  } else if (cases.empty()) {
    stmts(def->body);
    jumpIfLive(done);
  } else if (cases.size() == 1) {
    auto &c = cases[0];
    auto *tuple = new Tuple;
    tuple->vars = {new Var(Pos{}, nullptr, "", boolT()), new Var(Pos{}, nullptr, "", boolT())};
    Value selected = nullptr, ok = nullptr;
    if (!def) {
      if (c.send)
        callRuntime("runtime.chansend1", nullptr, {c.chan, c.elem});
      else
        ok = callRuntime("runtime.chanrecv2", boolT(), {c.chan, c.elem});
      body(&c, ok);
    } else {
      if (c.send)
        selected = callRuntime("runtime.selectnbsend", boolT(), {c.chan, c.elem});
      else {
        Value r = callRuntime("runtime.selectnbrecv", canon(tuple), {c.elem, c.chan});
        selected = extract(r, 0, boolT()), ok = extract(r, 1, boolT());
      }
      Block *yes = newBlock("select.case"), *no = newBlock("select.default");
      branch(selected, yes, no);
      moveTo(yes);
      body(&c, ok);
      moveTo(no);
      stmts(def->body);
      jumpIfLive(done);
    }
  } else {
    // scases: sends first, then receives.
    std::vector<SelectCase *> order;
    for (auto &c : cases)
      if (c.send) order.push_back(&c);
    int64_t nsends = int64_t(order.size()), n = int64_t(cases.size());
    for (auto &c : cases)
      if (!c.send) order.push_back(&c);
    Value arr = local(canon(new Array(scaseType(), n))), ord = local(canon(new Array(basicType(BasicKind::Uint16), 2 * n)));
    for (int64_t k = 0; k < n; k++)
      for (int64_t w = 0; w < 2; w++) {
        Value v = w ? order[size_t(k)]->elem : order[size_t(k)]->chan;
        auto *a = emit(ir::Op::IndexAddr, pointerTo(ptrT()), {arr, constInt(intT(), 2 * k + w)});
        a->auxType = ptrT();
        store(a, v->type == ptrT() ? v : emit(ir::Op::Retype, ptrT(), {v}));
      }
    auto *tuple = new Tuple;
    tuple->vars = {new Var(Pos{}, nullptr, "", intT()), new Var(Pos{}, nullptr, "", boolT())};
    Value r = callRuntime("runtime.selectgo", canon(tuple),
                          {arr, ord, constInt(intT(), nsends), constInt(intT(), n - nsends), constInt(boolT(), def == nullptr)});
    Value idx = extract(r, 0, intT()), ok = extract(r, 1, boolT());
    for (int64_t k = 0; k < n; k++) {
      Block *yes = newBlock("select.case"), *no = newBlock("select.next");
      branch(emit(ir::Op::Eq, boolT(), {idx, constInt(intT(), k)}), yes, no);
      moveTo(yes);
      body(order[size_t(k)], ok);
      moveTo(no);
    }
    if (def) {
      stmts(def->body);
      jumpIfLive(done);
    } else
      emit(ir::Op::Unreachable, nullptr);
  }
  targets.pop_back();
  moveTo(done);
}

} // namespace ir
