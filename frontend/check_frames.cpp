// frontend/check_frames.cpp: stack frames of more than 1 GB are an error. Text as in cmd/compile/internal/ssagen
// (CheckLargeStacks).
//
// The frame of a function is an estimate from its source: parameters, results, variables up to 10 MB (larger ones are
// on the heap), copies of arrays that are ranged over, and the arguments and results of calls.
#include "frontend/ast_walk.h"
#include "frontend/checker.h"
#include <algorithm>

namespace frontend {
namespace {

constexpr int64_t maxWidth = int64_t(1) << 50;      // of a type
constexpr int64_t maxStackVarSize = 10 << 20;       // of a variable on the stack
constexpr int64_t maxStackSize = int64_t(1) << 30;  // of a frame

// The size of t; huge, if it cannot be expressed; 0, if it depends on type parameters.
int64_t sizeOf(Type *t) {
  if (!t || !isValid(t) || isUntyped(t) || hasTypeParam(t)) return 0;
  int64_t n = sizeofType(t);
  return n < 0 ? maxWidth : n;
}

struct Frame {
  int64_t locals = 0, args = 0, callee = 0; // callee: the largest arguments and results of a call
  static void add(int64_t *to, int64_t n) { *to = *to > maxWidth - n ? maxWidth : *to + n; }
  void variable(Type *t) {
    int64_t n = sizeOf(t);
    if (n <= maxStackVarSize) add(&locals, n);
  }
  void temporary(Type *t) { add(&locals, sizeOf(t)); }
  void call(Signature *sig) {
    int64_t n = 0;
    for (Var *v : sig->params->vars) add(&n, sizeOf(v->type));
    for (Var *v : sig->results->vars) add(&n, sizeOf(v->type));
    if (n > callee) callee = n;
  }
};

void declared(Frame *f, Expr *names) {
  for (Expr *e : unpackList(names))
    if (auto *n = dynName(e); n && n->obj && dynVar(n->obj) && n->obj->pos == n->pos) f->variable(n->obj->type);
}

// Adds what one node of a function body needs.
void addNode(Frame *f, Node *n) {
  if (auto *d = dynVarDecl(n)) {
    for (Name *v : d->names) declared(f, v);
  } else if (auto *a = dynAssignStmt(n)) {
    if (a->op == Op::Def) declared(f, a->lhs);
  } else if (auto *r = dynRangeClause(n)) {
    if (r->def) declared(f, r->lhs);
    // With a value variable the array is copied first.
    auto *l = dynListExpr(r->lhs);
    if (l && r->x->type && dynArray(under(r->x->type))) f->temporary(r->x->type);
  } else if (auto *c = dynCallExpr(n)) {
    auto *sig = c->fun->mode == Mode::Value || c->fun->mode == Mode::Variable ? dynSignature(coreType(c->fun->type)) : nullptr;
    if (sig) f->call(sig);
    // The results of calls among its arguments are kept while the others are evaluated.
    for (Expr *arg : c->args)
      if (dynCallExpr(unparen(arg)) && arg->mode == Mode::Value && !dynTuple(arg->type)) f->temporary(arg->type);
  } else if (auto *lit = dynCompositeLit(n)) {
    // The array behind a slice literal, unless it is constant data.
    if (std::all_of(lit->elems.begin(), lit->elems.end(), [](Expr *e) {
          auto *kv = dynKeyValueExpr(e);
          return (kv ? kv->value : e)->cval != nullptr;
        }))
      return;
    int64_t len = 0, elem = lit->type && dynSlice(under(lit->type)) ? sizeOf(static_cast<Slice *>(under(lit->type))->elem) : 0;
    int64_t idx = 0, size;
    for (Expr *e : lit->elems) {
      if (auto *kv = dynKeyValueExpr(e); kv && elem && kv->key->cval) constInt64(kv->key->cval, &idx);
      if (++idx > len) len = idx;
    }
    Frame::add(&f->locals, elem && (__builtin_mul_overflow(len, elem, &size) || size > maxWidth) ? maxWidth : elem * len);
  }
}

void checkFrame(Checker *check, Pos pos, Signature *sig, BlockStmt *body) {
  Frame f;
  if (sig->recv) Frame::add(&f.args, sizeOf(sig->recv->type));
  for (Var *v : sig->params->vars) Frame::add(&f.args, sizeOf(v->type));
  for (Var *v : sig->results->vars) Frame::add(&f.args, sizeOf(v->type));
  inspect(body, [&](Node *n) {
    addNode(&f, n);
    return n->kind != NodeKind::FuncLit; // it has a frame of its own
  });
  if (f.locals + f.args + f.callee <= maxStackSize) return;
  if (f.callee >> 20)
    check->errorf(pos, "stack frame too large (>1GB): %d MB locals + %d MB args + %d MB callee", f.locals >> 20, f.args >> 20,
                  f.callee >> 20);
  else
    check->errorf(pos, "stack frame too large (>1GB): %d MB locals + %d MB args", f.locals >> 20, f.args >> 20);
}

} // namespace

void Checker::checkFrames() {
  for (File *f : files)
    inspect(f, [&](Node *n) {
      if (auto *d = dynFuncDecl(n)) {
        auto *fn = dynFunc(d->name->obj);
        if (d->body && fn && d->tparams.empty()) checkFrame(this, d->name->pos, fn->sig(), d->body);
      } else if (auto *l = dynFuncLit(n)) {
        if (auto *sig = dynSignature(l->type)) checkFrame(this, l->pos, sig, l->body);
      }
      return true;
    });
}

} // namespace frontend
