// ir/static_init.cpp: initial values that become static data: constants, composite literals of them, addresses of
// such literals, functions, strings. Tables of ten thousands of elements never become code.
#include "frontend/diag.h"
#include "ir/build.h"
#include <cstring>

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
  CV n = constToInt(v);
  int64_t x = 0;
  uint64_t ux = 0;
  if (!constInt64(n, &x) && constUint64(n, &ux)) x = int64_t(ux);
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

// A value that is implicitly converted to the interface t: {itab or type, the pointer itself or that of a constant copy}.
bool ProgramBuilder::staticInterface(Global *g, uint64_t offset, Expr *e, Type *t, bool write) {
  Type *et = !e->type ? nullptr : isUntyped(e->type) ? defaultType(e->type) : e->type;
  if (!et || under(et)->kind == TypeKind::Interface || under(et)->kind == TypeKind::Tuple) return false;
  et = canon(et);
  bool constant = e->mode == Mode::Constant && e->cval && !directIface(et);
  if (!constant && !staticInit(nullptr, 0, e, et, false)) return false;
  if (!write) return true;
  useType(et);
  if (interfaceMethods(static_cast<Interface *>(under(t))).empty())
    g->relocs.push_back({offset, Reloc::TypeDesc, nullptr, nullptr, et, 0, {}});
  else
    g->relocs.push_back({offset, Reloc::GlobalAddr, itab(et, t), nullptr, nullptr, 0, {}});
  if (directIface(et)) return staticInit(g, offset + 8, e, et, true);
  Global *value = constant ? staticConstIface(e->cval, et) : newGlobal(g->symbol + "..stmp", et);
  if (!constant) {
    value->readonly = true;
    allocateData(value);
    staticInit(value, 0, e, et, true);
  }
  g->relocs.push_back({offset + 8, Reloc::GlobalAddr, value, nullptr, nullptr, 0, {}});
  return true;
}

// Two passes share this code: write == false only answers whether e is static.
bool ProgramBuilder::staticInit(Global *g, uint64_t offset, Expr *e, Type *t, bool write) {
  e = unparen(e);
  t = canon(t);
  Type *u = under(t);
  if (e->mode == Mode::NilValue) return true; // zero
  if (e->mode == Mode::Constant && e->cval) {
    if (u->kind == TypeKind::Interface) return staticInterface(g, offset, e, t, write);
    auto *b = dynBasic(u);
    if (!b || b->bkind == BasicKind::UnsafePointer) return false;
    if (write) writeConst(g, offset, e->cval, t);
    return true;
  }
  if (u->kind == TypeKind::Interface) return staticInterface(g, offset, e, t, write);
  switch (e->kind) {
  case NodeKind::Name:
  case NodeKind::SelectorExpr: {
    auto *s = dynSelectorExpr(e);
    if (s && s->selection) return false;
    auto *n = s ? s->sel : static_cast<Name *>(e);
    auto *f = n->obj ? dynFunc(n->obj) : nullptr;
    if (!f || n->targs || u->kind != TypeKind::Signature) return false;
    if (write) g->relocs.push_back({offset, Reloc::FuncValue, nullptr, function(f, {}), nullptr, 0, {}});
    return true;
  }
  case NodeKind::Operation: {
    auto *o = static_cast<Operation *>(e);
    if (o->y || o->op != FOp::And) return false;
    Expr *x = unparen(o->x);
    if (auto *c = dynCompositeLit(x)) {
      if (copied) return false;
      Type *ct = canon(c->type);
      if (!staticInit(nullptr, 0, c, ct, false)) return false;
      if (!write) return true;
      auto *target = newGlobal(g->symbol + "..stmp", ct);
      allocateData(target);
      if (!staticInit(target, 0, c, ct, true)) return false;
      g->relocs.push_back({offset, Reloc::GlobalAddr, target, nullptr, nullptr, 0, {}});
      return true;
    }
    if (auto *n = dynName(x); n && n->obj && dynVar(n->obj) && static_cast<Var *>(n->obj)->pkgLevel) {
      if (write) g->relocs.push_back({offset, Reloc::GlobalAddr, globalVar(static_cast<Var *>(n->obj)), nullptr, nullptr, 0, {}});
      return true;
    }
    return false;
  }
  case NodeKind::CallExpr: {
    auto *c = static_cast<CallExpr *>(e);
    if (c->fun->mode != Mode::TypExpr || c->args.size() != 1) return false;
    Type *from = c->args[0]->type;
    if (!from || c->args[0]->mode == Mode::Constant) return false;
    if (canon(under(from)) != canon(under(t)) || isUntyped(from)) return false;
    return staticInit(g, offset, c->args[0], t, write);
  }
  case NodeKind::CompositeLit: {
    auto *c = static_cast<CompositeLit *>(e);
    if (copied && (u->kind == TypeKind::Pointer || u->kind == TypeKind::Slice)) return false;
    if (u->kind == TypeKind::Pointer) { // elided &T{...}
      Type *bt = canon(static_cast<Pointer *>(u)->elem);
      Type *saved = c->type;
      c->type = bt;
      bool ok = staticInit(nullptr, 0, c, bt, false);
      if (ok && write) {
        auto *target = newGlobal(g->symbol + "..stmp", bt);
        allocateData(target);
        staticInit(target, 0, c, bt, true);
        g->relocs.push_back({offset, Reloc::GlobalAddr, target, nullptr, nullptr, 0, {}});
      }
      c->type = saved;
      return ok;
    }
    if (u->kind == TypeKind::Struct) {
      auto *s = static_cast<Struct *>(u);
      auto offs = fieldOffsets(s);
      size_t k = 0;
      for (auto *x : c->elems) {
        Expr *v = x;
        if (auto *kv = dynKeyValueExpr(x)) {
          auto *n = dynName(kv->key);
          for (k = 0; k < s->fields.size(); k++)
            if (s->fields[k]->name == n->value) break;
          v = kv->value;
        }
        const bool blank = s->fields[k]->name == "_"; // stays zero
        if (!staticInit(g, offset + uint64_t(offs[k]), v, s->fields[k]->type, write && !blank)) return false;
        k++;
      }
      return true;
    }
    if (u->kind != TypeKind::Array && u->kind != TypeKind::Slice) return false;
    Type *et = canon(u->kind == TypeKind::Array ? static_cast<Array *>(u)->elem : static_cast<Slice *>(u)->elem);
    uint64_t es = uint64_t(sizeofType(et));
    Global *target = g;
    uint64_t base = offset;
    int64_t n = 0, k = 0;
    for (auto *x : c->elems) { // length, and whether all are static
      Expr *v = x;
      if (auto *kv = dynKeyValueExpr(x)) {
        if (!kv->key->cval || !constInt64(constToInt(kv->key->cval), &k)) return false;
        v = kv->value;
      }
      if (!staticInit(nullptr, 0, v, et, false)) return false;
      n = std::max(n, ++k);
    }
    if (!write) return true;
    if (u->kind == TypeKind::Slice) {
      target = newGlobal(g->symbol + "..stmp", canon(new Array(et, n)));
      allocateData(target);
      base = 0;
      g->relocs.push_back({offset, Reloc::GlobalAddr, target, nullptr, nullptr, 0, {}});
      memcpy(g->data.data() + offset + 8, &n, 8);
      memcpy(g->data.data() + offset + 16, &n, 8);
    }
    k = 0;
    for (auto *x : c->elems) {
      Expr *v = x;
      if (auto *kv = dynKeyValueExpr(x)) {
        constInt64(constToInt(kv->key->cval), &k);
        v = kv->value;
      }
      if (!staticInit(target, base + es * uint64_t(k), v, et, true)) return false;
      k++;
    }
    return true;
  }
  default: return false;
  }
}

} // namespace ir
