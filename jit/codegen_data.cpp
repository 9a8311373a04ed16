// jit/codegen_data.cpp: static data: globals with their relocations, func values, descriptors, strings, zeros.
//
// Linkage: writable globals are external, because they are collector roots and must not be split or dropped; read-only
// data is internal, but where other units see it. Small tables of another unit are there to look at.
#include "jit/codegen.h"
#include "jit/phases.h"
#include "runtime/abi/type.h"

using namespace llvm;

namespace jit {

uint64_t ModuleGen::sizeOf(const ir::Global *g) { return g->type ? types.of(g->type).size : std::max<uint64_t>(g->size, g->data.size()); }

Constant *ModuleGen::global(const ir::Global *g) {
  auto &slot = globals[g];
  if (slot) return slot;
  uint64_t size = sizeOf(g);
  if (size == 0 && g->type) return zeroBase();
  const bool copied = inlining && g->module == &ir && ir::isImported(*g);
  if (!owns(g) && !copied) {
    auto *v = new GlobalVariable(*mod, ArrayType::get(types.i8, size), g->readonly, GlobalValue::ExternalLinkage, nullptr, g->symbol,
                                 nullptr, GlobalValue::NotThreadLocal, 1);
    v->setAlignment(Align(std::max<uint64_t>(1, g->type ? types.of(g->type).align : g->align)));
    v->setDSOLocal(true);
    return slot = v;
  }
  Type *ty;
  if (g->relocs.empty()) {
    ty = ArrayType::get(types.i8, size);
  } else { // a packed struct: bytes and pointers in turn
    std::vector<Type *> fields;
    uint64_t at = 0;
    auto relocs = g->relocs;
    std::sort(relocs.begin(), relocs.end(), [](auto &a, auto &b) { return a.offset < b.offset; });
    for (auto &r : relocs) {
      if (r.offset > at) fields.push_back(ArrayType::get(types.i8, r.offset - at));
      fields.push_back(r.kind == ir::Reloc::FuncCode ? types.p0 : types.p1);
      at = r.offset + 8;
    }
    if (size > at) fields.push_back(ArrayType::get(types.i8, size - at));
    ty = StructType::get(ctx, fields, true);
  }
  auto linkage = !owns(g)                    ? GlobalValue::AvailableExternallyLinkage
                 : g->readonly && !g->shared ? GlobalValue::InternalLinkage
                                             : GlobalValue::ExternalLinkage;
  auto *v = new GlobalVariable(*mod, ty, g->readonly, linkage, UndefValue::get(ty), g->symbol, nullptr, GlobalValue::NotThreadLocal, 1);
  v->setAlignment(Align(std::max<uint64_t>(1, g->type ? types.of(g->type).align : g->align)));
  v->setDSOLocal(true);
  slot = v;
  defineGlobal(g);
  return v;
}

void ModuleGen::defineGlobal(const ir::Global *g) {
  GlobalVariable *v = globals[g];
  uint64_t size = sizeOf(g);
  auto bytes = [&](uint64_t from, uint64_t to) -> Constant * {
    std::vector<uint8_t> d(to - from);
    for (uint64_t i = from; i < to && i < g->data.size(); i++) d[i - from] = g->data[i];
    return ConstantDataArray::get(ctx, d);
  };
  if (g->relocs.empty()) {
    v->setInitializer(g->data.empty() || size == 0 ? Constant::getNullValue(v->getValueType()) : bytes(0, size));
    return;
  }
  auto relocs = g->relocs;
  std::sort(relocs.begin(), relocs.end(), [](auto &a, auto &b) { return a.offset < b.offset; });
  std::vector<Constant *> fields;
  uint64_t at = 0;
  for (auto &r : relocs) {
    if (r.offset > at) fields.push_back(bytes(at, r.offset));
    fields.push_back(relocTarget(r));
    at = r.offset + 8;
  }
  if (size > at) fields.push_back(bytes(at, size));
  v->setInitializer(ConstantStruct::get(cast<StructType>(v->getValueType()), fields));
}

static Constant *plus(Types &t, Constant *p, int64_t off) {
  return off ? ConstantExpr::getGetElementPtr(t.i8, p, ConstantInt::getSigned(t.i64, off)) : p;
}

Constant *ModuleGen::relocTarget(const ir::Reloc &r) {
  switch (r.kind) {
  case ir::Reloc::GlobalAddr: return globalAddr(r.global, r.addend);
  case ir::Reloc::FuncCode: return r.func ? static_cast<Constant *>(function(r.func)) : ConstantPointerNull::get(types.p0);
  case ir::Reloc::FuncValue: return funcValue(r.func);
  case ir::Reloc::TypeDesc: return plus(types, typeDesc(r.type), r.addend);
  case ir::Reloc::StringData: return plus(types, stringData(r.str), r.addend);
  }
  return null();
}

Constant *ModuleGen::globalAddr(const ir::Global *g, int64_t off) { return plus(types, global(g), off); }

Constant *ModuleGen::funcValue(const ir::Func *f) {
  auto &slot = funcvals[f];
  if (slot) return slot;
  Function *code = function(f);
  auto *v = new GlobalVariable(*mod, types.p0, true, GlobalValue::InternalLinkage, code, f->symbol + "·f", nullptr,
                               GlobalValue::NotThreadLocal, 1);
  v->setAlignment(Align(8));
  return funcvals[f] = v;
}

Constant *ModuleGen::typeDesc(fe::Type *t) {
  int64_t offset = 0;
  const ir::Module *in = ir.typeModule(t, &offset);
  if (!in) bug(nullptr, fe::Pos{}, "no type descriptor for " + fe::typeString(t));
  return in == &ir && !owns(in->types) ? typeSymbol(t) : globalAddr(in->types, offset);
}

// A descriptor in another unit, whose place in the blob may change.
Constant *ModuleGen::typeSymbol(fe::Type *t) {
  const std::string name = ir.typeSymbol(t);
  if (auto *v = mod->getNamedGlobal(name)) return v;
  auto *v = new GlobalVariable(*mod, types.i8, true, GlobalValue::ExternalLinkage, nullptr, name, nullptr, GlobalValue::NotThreadLocal, 1);
  v->setAlignment(Align(8));
  v->setDSOLocal(true);
  return v;
}

Constant *ModuleGen::gcDesc(fe::Type *t) {
  if (int64_t offset; ir.typeModule(t, &offset)) return typeDesc(t);
  auto &slot = gcdescs[t];
  if (slot) return slot;
  std::vector<uint64_t> bits;
  types.pointerBits(t, 0, bits);
  return gcdescs[t] = gcDesc(types.of(t), bits, "gc:" + fe::typeString(t));
}

// An abi::Type that says only what the collector asks: size, alignment, pointer bitmap.
Constant *ModuleGen::gcDesc(const Layout &l, const std::vector<uint64_t> &bits, const std::string &name) {
  std::vector<uint8_t> map;
  uint64_t last = 0;
  for (size_t i = 0; i < bits.size() * 64 && i < l.size / 8; i++)
    if (bits[i / 64] >> (i % 64) & 1) last = i + 1;
  map.resize((last + 7) / 8);
  for (size_t i = 0; i < map.size(); i++) map[i] = uint8_t(bits[i / 8] >> (i % 8 * 8));
  Constant *gcdata = null();
  if (last) {
    auto *c = ConstantDataArray::get(ctx, map);
    gcdata = new GlobalVariable(*mod, c->getType(), true, GlobalValue::InternalLinkage, c, name + ".bits", nullptr,
                                GlobalValue::NotThreadLocal, 1);
  }
  auto i64c = [&](uint64_t v) { return ConstantInt::get(types.i64, v); };
  auto i32c = [&](uint64_t v) { return ConstantInt::get(types.i32, v); };
  auto i8c = [&](uint64_t v) { return ConstantInt::get(types.i8, v); };
  auto *c = ConstantStruct::getAnon(
      ctx, {i64c(l.size), i64c(last * 8), i32c(0), i8c(0), i8c(l.align), i8c(l.align), i8c(abi::Struct), null(), gcdata, i32c(0), i32c(0)});
  auto *v = new GlobalVariable(*mod, c->getType(), true, GlobalValue::InternalLinkage, c, name, nullptr, GlobalValue::NotThreadLocal, 1);
  v->setAlignment(Align(8));
  return v;
}

Constant *ModuleGen::stringData(const std::string &s) {
  if (s.empty()) return null();
  auto &slot = strings[s];
  if (slot) return slot;
  auto *c = ConstantDataArray::getString(ctx, s, false);
  auto *v = new GlobalVariable(*mod, c->getType(), true, GlobalValue::PrivateLinkage, c, "str", nullptr, GlobalValue::NotThreadLocal, 1);
  v->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  v->setAlignment(Align(1));
  return slot = v;
}

// Where everything of size zero lives.
Constant *ModuleGen::zeroBase() {
  if (base) return base;
  const bool here = isLibrary() ? unit == 0 : !ir.base;
  base = new GlobalVariable(*mod, types.i64, false, GlobalValue::ExternalLinkage, here ? ConstantInt::get(types.i64, 0) : nullptr,
                            kZeroBase, nullptr, GlobalValue::NotThreadLocal, 1);
  base->setDSOLocal(true);
  base->setAlignment(Align(64));
  return base;
}

// abi::CachedItab, in the runtime.
Constant *ModuleGen::itabCache() {
  constexpr const char *name = "rt_itabCache";
  if (auto *v = mod->getGlobalVariable(name)) return v;
  auto *v = new GlobalVariable(*mod, types.i8, false, GlobalValue::ExternalLinkage, nullptr, name);
  v->setDSOLocal(true);
  v->setAlignment(Align(64));
  return v;
}

Constant *ModuleGen::zeroMem(uint64_t size) {
  if (!zeros || zerosSize < size) {
    zerosSize = std::max<uint64_t>(1024, size);
    auto *ty = ArrayType::get(types.i8, zerosSize);
    zeros = new GlobalVariable(*mod, ty, true, GlobalValue::InternalLinkage, Constant::getNullValue(ty), "minigo.zero", nullptr,
                               GlobalValue::NotThreadLocal, 1);
    zeros->setAlignment(Align(64));
  }
  return zeros;
}

} // namespace jit
