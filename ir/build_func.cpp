// ir/build_func.cpp: function bodies: parameters, results, captured variables, closures.
//
// Every variable is an Alloc (escape analysis decides where it lives); LLVM turns those that stay into registers.
// A literal's captures are found while its body is lowered: by reference (the Alloc's address) or, when nothing can
// observe the difference, by value. The closure object is then {code, captures...}.
#include "ir/analyses.h"
#include "ir/build.h"
#include <algorithm>

namespace ir {

FuncBuilder::FuncBuilder(ProgramBuilder &prog, ir::Func *f, TypeMap types, FuncBuilder *outer)
    : prog(prog), types(std::move(types)), outer(outer) {
  fn = f;
  namer = outer ? outer->namer : this;
}

Type *FuncBuilder::T(Type *t) {
  if (!t) return nullptr;
  if (!types.from.empty() && hasTypeParam(t)) t = subst(t, types);
  if (auto *b = dynBasic(t); b && (b->info & IsUntyped))
    t = b->bkind == BasicKind::UntypedNil ? basicType(BasicKind::UnsafePointer) : defaultType(t);
  return canon(t);
}

Value FuncBuilder::entryEmit(ir::Op op, Type *t, const std::function<void(Instr *)> &fill) {
  Block *saved = at;
  at = entry;
  auto *i = emit(op, t);
  fill(i);
  at = saved;
  return i;
}

void FuncBuilder::begin(const VarUses *u) {
  uses = u;
  pos = fn->pos;
  entry = newBlock("entry");
  newBlockAt("body");
}

void FuncBuilder::finish() {
  Block *saved = at;
  at = entry;
  jump(fn->blocks[1]);
  at = saved;
  if (!dead()) emit(ir::Op::Unreachable, nullptr);
  // Blocks that end nowhere were made for code after a return.
  for (auto *b : fn->blocks)
    if (!b->terminated()) {
      at = b;
      emit(ir::Op::Unreachable, nullptr);
    }
}

Value FuncBuilder::alloc(Type *t, const std::string &name) {
  auto *i = emit(ir::Op::Alloc, pointerTo(t));
  i->auxType = t;
  i->str = name;
  return i;
}

Value FuncBuilder::local(Type *t) {
  return entryEmit(ir::Op::Local, pointerTo(t), [&](Instr *i) { i->auxType = t; });
}

Value FuncBuilder::declare(Var *v) {
  Value p = alloc(T(v->type), std::string(v->name));
  p->flags |= Variable;
  p->pos = v->pos.valid() ? v->pos : pos;
  slots[v] = {false, p};
  return p;
}

Value FuncBuilder::varAddr(Var *v) {
  if (v->pkgLevel) {
    auto *g = prog.globalVar(v);
    auto *i = emit(ir::Op::GlobalAddr, pointerTo(T(v->type)));
    i->global = g;
    return i;
  }
  auto it = slots.find(v);
  if (it == slots.end()) return captureAddr(v);
  return it->second.indirect ? load(pointerTo(T(v->type)), it->second.v) : it->second.v;
}

bool FuncBuilder::captureByRef(Var *v) const {
  if (v->isResult) return true;
  const VarUses *u = namer->uses;
  if (!u) return true;
  auto it = u->find(v);
  if (it == u->end()) return true;
  return it->second.reassigned || it->second.addrTaken || sizeofType(const_cast<FuncBuilder *>(this)->T(v->type)) > 128;
}

// First use of an outer function's variable in this literal: becomes a capture; its address is known from then on.
Value FuncBuilder::captureAddr(Var *v) {
  Type *t = T(v->type);
  bool byRef = captureByRef(v);
  Type *ct = byRef ? pointerTo(t) : t;
  int64_t k = int64_t(captures.size());
  captures.push_back({v, byRef, ct});
  Value c = entryEmit(ir::Op::ClosureVar, ct, [&](Instr *i) { i->imm = k; });
  Value p = c;
  if (!byRef) {
    p = entryEmit(ir::Op::Alloc, pointerTo(t), [&](Instr *i) { i->auxType = t; }); // a copy: never moved to the heap
    entryEmit(ir::Op::Store, nullptr, [&](Instr *i) { i->ops = {p, c}; });
  }
  slots[v] = {false, p};
  return p;
}

bool FuncBuilder::needsOwnCopy(Var *v) const {
  const VarUses *u = namer->uses;
  if (!u) return true;
  auto it = u->find(v);
  return it != u->end() && (it->second.captured || it->second.addrTaken);
}

namespace {
// Whether a body contains a defer statement of its own (not of a literal in it).
struct DeferFinder {
  static bool in(const List<Stmt *> &l) {
    return std::any_of(l.begin(), l.end(), [](Stmt *s) { return in(s); });
  }
  static bool in(Stmt *s) {
    if (!s) return false;
    switch (s->kind) {
    case NodeKind::CallStmt: return static_cast<CallStmt *>(s)->isDefer;
    case NodeKind::LabeledStmt: return in(static_cast<LabeledStmt *>(s)->stmt);
    case NodeKind::BlockStmt: return in(static_cast<BlockStmt *>(s)->list);
    case NodeKind::IfStmt: return in(static_cast<IfStmt *>(s)->then) || in(static_cast<IfStmt *>(s)->els);
    case NodeKind::ForStmt: return in(static_cast<ForStmt *>(s)->body);
    case NodeKind::SwitchStmt:
      for (auto *c : static_cast<SwitchStmt *>(s)->body)
        if (in(c->body)) return true;
      return false;
    case NodeKind::SelectStmt:
      for (auto *c : static_cast<SelectStmt *>(s)->body)
        if (in(c->body)) return true;
      return false;
    default: return false;
    }
  }
};
} // namespace

bool FuncBuilder::containsDefer(BlockStmt *b) const { return DeferFinder::in(b); }

// Parameters and results become variables; a deferring function gets its recover block; then the statements.
static void bindParams(FuncBuilder &b, Signature *sig, bool hasRecv, const std::function<void(Var *, Value)> &bind) {
  size_t k = 0;
  if (hasRecv) bind(sig->recv, b.fn->params[k++]);
  for (auto *v : sig->params->vars) bind(v, b.fn->params[k++]);
}

void FuncBuilder::buildDeclared(frontend::Func *f) {
  ownUses = analyseVars(f->decl->body);
  begin(&*ownUses);
  buildBody(f->sig(), f->decl->body);
}

void FuncBuilder::buildLiteral(FuncLit *l) {
  lit = l;
  begin(namer->uses);
  buildBody(static_cast<Signature *>(under(l->type)), l->body);
}

void FuncBuilder::buildBody(Signature *sig, BlockStmt *body) {
  fn->endPos = body->rbrace;
  this->body = body;
  bindParams(*this, sig, fn->params.size() > sig->params->vars.size(), [&](Var *v, Value p) {
    if (v->name.empty() || v->name == "_") return;
    store(declare(v), p);
  });
  resultVars = sig->results->vars;
  bool named = !resultVars.empty() && !resultVars[0]->name.empty();
  fn->hasDefer = containsDefer(body);
  if (named || fn->hasDefer)
    for (auto *v : resultVars) {
      // In the entry block: the recover block uses them, too.
      Type *t = T(v->type);
      Value p = entryEmit(ir::Op::Alloc, pointerTo(t),
                          [&](Instr *i) { i->auxType = t, i->str = std::string(v->name), i->flags |= Variable, i->pos = v->pos; });
      resultAddrs.push_back(p);
      slots[v] = {false, p};
    }
  block(body);
  pos = fn->endPos;
  if (!dead()) returnValues({});
  if (fn->hasDefer && !defers) dropDeferReturns();
  if (fn->hasDefer) buildRecoverBlock();
  finish();
}

// All defers stand in code that is not built, as `if race.Enabled { defer … }` of std.
void FuncBuilder::dropDeferReturns() {
  fn->hasDefer = false;
  for (Block *b : fn->blocks) std::erase_if(b->instrs, [](const Instr *i) { return i->op == Op::DeferReturn; });
}

// LLVM need not know where a panic can come from: with debug.SetPanicOnFault from any access to memory. So what is assigned to
// a result stands in its memory at once.
static void storeResultsAtOnce(const Func &f, const std::vector<Value> &results) {
  auto isResult = [&](Value p) {
    while (!p->isParam && (p->op == Op::FieldAddr || p->op == Op::IndexAddr)) p = p->ops[0];
    return std::find(results.begin(), results.end(), p) != results.end();
  };
  for (Block *b : f.blocks)
    for (Instr *i : b->instrs)
      if (i->op == Op::Store && isResult(i->ops[0])) i->flags |= Volatile;
}

// Where a recovered panic continues: the remaining deferred calls, then return with the results as they are.
void FuncBuilder::buildRecoverBlock() {
  storeResultsAtOnce(*fn, resultAddrs);
  fn->recoverBlock = newBlockAt("recover");
  emit(ir::Op::DeferReturn, nullptr, {});
  std::vector<Value> vals;
  for (size_t i = 0; i < resultAddrs.size(); i++) {
    // Volatile keeps the results in memory. The landing pad heads a loop (deferreturn unwinds to it again), and LLVM 19
    // loses values that reach such a pad through a phi: LoopSimplify splits the pad, SimplifyCFG merges it badly.
    vals.push_back(load(fn->results[i], resultAddrs[i]));
    vals.back()->flags |= Volatile;
  }
  emit(ir::Op::Ret, nullptr, vals);
}

void FuncBuilder::buildInitialiser(const Initializer &init) {
  once = true;
  ownUses.emplace();
  analyseVars(init.rhs, *ownUses);
  begin(&*ownUses);
  pos = init.rhs->pos;
  if (init.lhs.size() == 1) {
    Value v = exprAs(init.rhs, T(init.lhs[0]->type));
    if (init.lhs[0]->name != "_") store(varAddr(init.lhs[0]), v);
  } else if (init.lhs.empty()) {
    exprList(init.rhs);
  } else {
    auto vals = exprList(init.rhs);
    for (size_t i = 0; i < init.lhs.size(); i++)
      if (init.lhs[i]->name != "_") store(varAddr(init.lhs[i]), assignConv(vals[i], T(init.lhs[i]->type)));
  }
  emit(ir::Op::Ret, nullptr);
  finish();
}

int FuncBuilder::literalNumber(Expr *e) {
  if (!literals)
    literals = body   ? numberLiterals(body, [this](SelectorExpr *s) { return countsAsLiteral(s); })
               : once ? prog.initLiterals(fn->pkg)
                      : LiteralNumbers{};
  int &n = literals->of[e];
  if (!n) n = ++literals->count; // in code that gc leaves out
  return n;
}

// gc's names: main.main.func1, nested main.main.func1.1; package level main.init.func1.
std::string FuncBuilder::literalSymbol(Expr *e) {
  std::string base = outer ? fn->symbol : namer->fn->symbol;
  std::string n = std::to_string(literalNumber(e));
  if (outer && lit) return prog.uniqueSymbol(base + "." + n);
  return prog.uniqueSymbol(base + ".func" + n);
}

// The name of a literal, or of what gc makes one of, as the function around it is shown; but go:linkname names that one only.
std::string FuncBuilder::literalDisplay(const std::string &symbol) const {
  if (fn->display == fn->symbol || prog.isLinkname(fn->display)) return symbol;
  return fn->display + symbol.substr(std::min(fn->symbol.size(), symbol.size()));
}

Value FuncBuilder::funcLit(FuncLit *l) {
  auto *f = prog.newFunc(literalSymbol(l), fn->pkg);
  f->display = literalDisplay(f->symbol);
  auto *sig = static_cast<Signature *>(under(T(l->type)));
  f->sig = sig;
  f->pos = l->pos;
  f->within = fn;
  for (auto *v : static_cast<Signature *>(under(l->type))->params->vars) addParam(f, T(v->type), v); // sig may be that of an identical type
  for (auto *v : sig->results->vars) f->results.push_back(T(v->type));
  FuncBuilder b(prog, f, types, this);
  b.buildLiteral(l);
  std::vector<Value> caps;
  for (auto &c : b.captures) {
    f->captures.push_back(c.type);
    Value p = varAddr(c.var); // may capture in turn
    caps.push_back(c.byRef ? p : load(c.type, p));
  }
  Value v = closureOf(f, typeOf(l), caps);
  v->str = "func literal";
  return v;
}

Value FuncBuilder::funcValue(ir::Func *f, Type *sig) {
  auto *i = emit(ir::Op::FuncAddr, canon(sig));
  i->func = f;
  return i;
}

} // namespace ir
