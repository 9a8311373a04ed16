// ir/static_init.cpp: initial values that become static data: constants, composite literals of them, addresses of
// such literals, functions, strings, and calls that only put such values into a literal. Tables of ten thousands of elements never become
// code.
#include "frontend/diag.h"
#include "ir/build.h"
#include <cstring>
#include <utility>

namespace ir {

using FOp = frontend::Op;

void ProgramBuilder::writeString(Global *g, uint64_t offset, std::string s) {
  int64_t n = int64_t(s.size());
  if (n) g->relocs.push_back({offset, Reloc::StringData, nullptr, nullptr, nullptr, 0, std::move(s)});
  memcpy(g->data.data() + offset + 8, &n, 8);
}

void ProgramBuilder::writeConst(Global *g, uint64_t offset, CV v, Type *t) {
  auto *b = dynBasic(under(t));
  auto put = [&](const void *p, size_t n) { memcpy(g->data.data() + offset, p, n); };
  if (b->info & IsBoolean) {
    uint8_t x = v->b;
    put(&x, 1);
    return;
  }
  if (b->info & IsString) return writeString(g, offset, std::string(v->s));
  size_t size = size_t(sizeofType(t));
  if (b->info & IsFloat) {
    CV f = constToFloat(v);
    if (size == 4) {
      float x = constFloat32(f);
      put(&x, 4);
    } else {
      double x = constFloat64(f);
      put(&x, 8);
    }
    return;
  }
  if (b->info & IsComplex) {
    CV c = constToComplex(v);
    if (size == 8) {
      float x[2] = {constFloat32(constToFloat(constReal(c))), constFloat32(constToFloat(constImag(c)))};
      put(x, 8);
    } else {
      double x[2] = {constFloat64(constToFloat(constReal(c))), constFloat64(constToFloat(constImag(c)))};
      put(x, 16);
    }
    return;
  }
  const int64_t x = constWord(constToInt(v));
  put(&x, size);
}

// Initial data is in memory several times until it is linked.
void ProgramBuilder::allocateData(Global *g) {
  constexpr uint64_t maxData = 256 << 20;
  if ((dataSize += g->size) > maxData) fatalError(lowering(), g->symbol + ": too much initial data (implementation limitation)");
  g->data.assign(g->size, 0);
}

Global *ProgramBuilder::staticConstIface(CV v, Type *t) {
  auto *g = newGlobal("go:const." + std::string(dynBasic(under(t))->name), t);
  g->readonly = true;
  allocateData(g);
  writeConst(g, 0, v, t);
  return g;
}

void ProgramBuilder::writeElems(Global *g, const std::vector<int64_t> &elems, uint64_t size) {
  for (size_t i = 0; i < elems.size(); i++) memcpy(g->data.data() + i * size, &elems[i], size);
}

ProgramBuilder::Place ProgramBuilder::staticTarget(Place at, Type *t) {
  auto *target = newGlobal(at.g->symbol + "..stmp", t);
  allocateData(target);
  at.g->relocs.push_back({at.offset, Reloc::GlobalAddr, target, nullptr, nullptr, 0, {}});
  return {target, 0, true};
}

constexpr ProgramBuilder::Place onlyLook{nullptr, 0, false};

// A value that is implicitly converted to the interface t: {itab or type, the pointer itself or that of a constant copy}.
bool ProgramBuilder::staticInterface(Place at, Expr *e, Type *t) {
  Type *et = !e->type ? nullptr : isUntyped(e->type) ? defaultType(e->type) : e->type;
  if (!et || under(et)->kind == TypeKind::Interface || under(et)->kind == TypeKind::Tuple) return false;
  et = canon(et);
  const bool constant = e->mode == Mode::Constant && e->cval && !directIface(et);
  if (!constant && !staticValue(onlyLook, e, et)) return false;
  if (!at.write) return true;
  useType(et);
  if (interfaceMethods(static_cast<Interface *>(under(t))).empty())
    at.g->relocs.push_back({at.offset, Reloc::TypeDesc, nullptr, nullptr, et, 0, {}});
  else
    at.g->relocs.push_back({at.offset, Reloc::GlobalAddr, itab(et, t), nullptr, nullptr, 0, {}});
  Place data{at.g, at.offset + 8, true};
  if (directIface(et)) return staticValue(data, e, et);
  if (constant) {
    at.g->relocs.push_back({data.offset, Reloc::GlobalAddr, staticConstIface(e->cval, et), nullptr, nullptr, 0, {}});
    return true;
  }
  Place value = staticTarget(data, et);
  value.g->readonly = true;
  return staticValue(value, e, et);
}

bool ProgramBuilder::staticFunc(Place at, Expr *e, Type *t) {
  auto *s = dynSelectorExpr(e);
  if (s && s->selection) return false;
  auto *n = s ? s->sel : static_cast<Name *>(e);
  auto *f = n->obj ? dynFunc(n->obj) : nullptr;
  if (!f || n->targs || under(t)->kind != TypeKind::Signature) return false;
  if (at.write) at.g->relocs.push_back({at.offset, Reloc::FuncValue, nullptr, function(f, {}), nullptr, 0, {}});
  return true;
}

// &x of a literal or of a package variable.
bool ProgramBuilder::staticAddress(Place at, Expr *x) {
  if (auto *c = dynCompositeLit(x)) return staticPointer(at, c, canon(c->type));
  auto *n = dynName(x);
  auto *v = n && n->obj ? dynVar(n->obj) : nullptr;
  if (!v || !v->pkgLevel) return false;
  if (at.write) at.g->relocs.push_back({at.offset, Reloc::GlobalAddr, globalVar(v), nullptr, nullptr, 0, {}});
  return true;
}

// The address of a literal of type t.
bool ProgramBuilder::staticPointer(Place at, CompositeLit *c, Type *t) {
  if (copied || !staticLiteral(onlyLook, c, t)) return false;
  return !at.write || staticLiteral(staticTarget(at, t), c, t);
}

static void writeSlice(ProgramBuilder::Place at, int64_t n) {
  memcpy(at.g->data.data() + at.offset + 8, &n, 8);
  memcpy(at.g->data.data() + at.offset + 16, &n, 8);
}

// T(x) of the same representation, []byte("text").
bool ProgramBuilder::staticConversion(Place at, CallExpr *c, Type *t) {
  if (c->args.size() != 1) return false;
  Expr *x = c->args[0];
  if (auto *s = dynSlice(under(t)); s && x->mode == Mode::Constant && x->cval && x->cval->kind == ConstKind::String) {
    if (copied) return false;
    if (!at.write) return true;
    Type *et = canon(s->elem);
    auto elems = constantElems(x->cval, et);
    writeElems(staticTarget(at, canon(new Array(et, int64_t(elems.size())))).g, elems, uint64_t(sizeofType(et)));
    writeSlice(at, int64_t(elems.size()));
    return true;
  }
  if (!x->type || x->mode == Mode::Constant || isUntyped(x->type) || canon(under(x->type)) != canon(under(t))) return false;
  return staticValue(at, x, t);
}

// ---- calls: tables are often written with functions that only put their arguments into a literal

// Null: not one that only returns a value.
frontend::Func *ProgramBuilder::staticCallee(CallExpr *c) {
  Expr *fun = unparen(c->fun);
  auto *s = dynSelectorExpr(fun);
  auto *n = s && !s->selection ? s->sel : dynName(fun);
  auto *f = n && n->obj && !n->targs ? dynFunc(n->obj) : nullptr;
  if (!f || !f->decl || !f->decl->body || f->decl->body->list.size() != 1 || hasDirective(f->directives, "go:noinline")) return nullptr;
  auto *sig = f->sig();
  if (sig->recv || !sig->tparams.empty() || sig->variadic || sig->results->vars.size() != 1 || sig->params->vars.size() != c->args.size())
    return nullptr;
  return f->decl->body->list[0]->kind == NodeKind::ReturnStmt && (!checkBody || checkBody(f)) ? f : nullptr;
}

// The i-th argument of the call we are in. A parameter may stand in many places, where it must be the same memory.
bool ProgramBuilder::staticArgument(Place at, size_t i, Type *t) {
  const StaticCall *in = std::exchange(inCall, inCall->caller);
  const bool before = std::exchange(copied, true);
  staticDepth++;
  bool is = staticValue(at, in->call->args[i], t);
  staticDepth--;
  copied = before;
  inCall = in;
  return is;
}

bool ProgramBuilder::staticParam(Place at, Expr *e, Type *t) {
  auto *n = dynName(e);
  if (!n || !inCall) return false;
  auto &params = inCall->callee->sig()->params->vars;
  for (size_t i = 0; i < params.size(); i++)
    if (params[i] == n->obj) return staticArgument(at, i, t);
  return false;
}

// What gc's inliner makes static: f(a, b) where f is `return T{a, b}`. All arguments must be static, used or not.
bool ProgramBuilder::staticCall(Place at, CallExpr *c, Type *t) {
  constexpr int maxDepth = 4; // each level asks again for every use of a parameter
  auto *f = staticDepth < maxDepth ? staticCallee(c) : nullptr;
  auto *result = f ? static_cast<ReturnStmt *>(f->decl->body->list[0])->results : nullptr;
  if (!result || canon(under(f->sig()->results->vars[0]->type)) != canon(under(t))) return false;
  StaticCall call{inCall, f, c};
  inCall = &call;
  staticDepth++;
  bool is = true;
  for (size_t i = 0; is && i < c->args.size(); i++) is = staticArgument(onlyLook, i, f->sig()->params->vars[i]->type);
  is = is && staticValue(at, result, t);
  staticDepth--;
  inCall = call.caller;
  return is;
}

bool ProgramBuilder::staticStruct(Place at, CompositeLit *c, Struct *s) {
  auto offs = fieldOffsets(s);
  size_t k = 0;
  for (auto *x : c->elems) {
    Expr *v = literalField(x, s, &k);
    const bool blank = s->fields[k]->name == "_"; // stays zero
    if (!staticValue({at.g, at.offset + uint64_t(offs[k]), at.write && !blank}, v, s->fields[k]->type)) return false;
    k++;
  }
  return true;
}

bool ProgramBuilder::staticArray(Place at, CompositeLit *c, Type *et) {
  const uint64_t size = uint64_t(sizeofType(et));
  int64_t k = 0;
  for (auto *x : c->elems)
    if (Expr *v = literalElement(x, &k); !staticValue({at.g, at.offset + size * uint64_t(k++), at.write}, v, et)) return false;
  return true;
}

bool ProgramBuilder::staticSlice(Place at, CompositeLit *c, Type *et) {
  if (copied || !staticArray(onlyLook, c, et)) return false;
  if (!at.write) return true;
  const int64_t n = literalLength(c);
  writeSlice(at, n);
  return staticArray(staticTarget(at, canon(new Array(et, n))), c, et);
}

bool ProgramBuilder::staticLiteral(Place at, CompositeLit *c, Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Pointer: return staticPointer(at, c, canon(static_cast<Pointer *>(u)->elem)); // elided &T{...}
  case TypeKind::Struct: return staticStruct(at, c, static_cast<Struct *>(u));
  case TypeKind::Array: return staticArray(at, c, canon(static_cast<Array *>(u)->elem));
  case TypeKind::Slice: return staticSlice(at, c, canon(static_cast<Slice *>(u)->elem));
  default: return false;
  }
}

// Asking and writing share this code. What it writes before it finds that e is not static does not matter: ask first.
bool ProgramBuilder::staticValue(Place at, Expr *e, Type *t) {
  e = unparen(e);
  t = canon(t);
  Type *u = under(t);
  if (e->mode == Mode::NilValue) return true; // zero
  if (u->kind == TypeKind::Interface) return staticInterface(at, e, t);
  if (e->mode == Mode::Constant && e->cval) {
    auto *b = dynBasic(u);
    if (!b || b->bkind == BasicKind::UnsafePointer) return false;
    if (at.write) writeConst(at.g, at.offset, e->cval, t);
    return true;
  }
  switch (e->kind) {
  case NodeKind::Name:
  case NodeKind::SelectorExpr: return staticParam(at, e, t) || staticFunc(at, e, t);
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    return !o->y && o->op == FOp::And && staticAddress(at, unparen(o->x));
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    return c->fun->mode == Mode::TypExpr ? staticConversion(at, c, t) : staticCall(at, c, t);
  }
  case NodeKind::CompositeLit: return staticLiteral(at, static_cast<CompositeLit *>(e), t);
  default: return false;
  }
}

} // namespace ir
