// jit/codegen_types.cpp: how Go types look to LLVM.
//
// A layout has three faces: the scalars a value is made of (with their offsets), the memory type (an LLVM type with
// the same size whose pointers stand at the same places: allocas and stack maps are derived from it), and the parts
// that Extract addresses. Sizes and offsets are the frontend's (frontend::sizeofType), checked against LLVM's.
#include "jit/codegen.h"

using namespace llvm;

namespace jit {

Types::Types(LLVMContext &c) : ctx(c) {
  i1 = Type::getInt1Ty(c);
  i8 = Type::getInt8Ty(c);
  i16 = Type::getInt16Ty(c);
  i32 = Type::getInt32Ty(c);
  i64 = Type::getInt64Ty(c);
  f32 = Type::getFloatTy(c);
  f64 = Type::getDoubleTy(c);
  voidTy = Type::getVoidTy(c);
  p0 = PointerType::get(c, 0);
  p1 = PointerType::get(c, 1);
}

const Layout &Types::of(fe::Type *t) {
  auto &slot = cache[t];
  if (!slot) {
    auto l = std::make_unique<Layout>();
    l->go = t;
    build(t, *l);
    auto &again = cache[t]; // build recurses and may rehash
    again = std::move(l);
    return *again;
  }
  return *slot;
}

const Layout &Types::tuple(const std::vector<fe::Type *> &elems) {
  auto &slot = tuples[elems];
  if (slot) return *slot;
  auto l = std::make_unique<Layout>();
  std::vector<int64_t> offs;
  int64_t off = 0, align = 1;
  for (fe::Type *e : elems) {
    int64_t a = fe::alignofType(e);
    align = std::max(align, a);
    off = (off + a - 1) / a * a;
    offs.push_back(off);
    off += fe::sizeofType(e);
  }
  l->size = uint64_t((off + align - 1) / align * align);
  l->align = uint64_t(align);
  fields(elems, offs, *l);
  return *(slot = std::move(l));
}

static unsigned intBits(fe::BasicKind k) {
  switch (k) {
  case fe::BasicKind::Int8:
  case fe::BasicKind::Uint8: return 8;
  case fe::BasicKind::Int16:
  case fe::BasicKind::Uint16: return 16;
  case fe::BasicKind::Int32:
  case fe::BasicKind::Uint32:
  case fe::BasicKind::UntypedRune: return 32;
  default: return 64;
  }
}

bool Types::isUnsigned(fe::Type *t) {
  auto *b = fe::dynBasic(fe::under(t));
  return !b || (b->info & fe::IsUnsigned) || !(b->info & fe::IsInteger); // pointers compare unsigned
}

void Types::basic(fe::Basic *b, Layout &l) {
  auto scalar = [&](Type *ty, uint64_t off, bool ptr, bool flt, bool sgn, fe::Type *part) {
    l.parts.push_back({part, off, unsigned(l.scalars.size()), 1});
    l.scalars.push_back({ty, off, ptr, flt, sgn});
  };
  switch (b->bkind) {
  case fe::BasicKind::Bool:
  case fe::BasicKind::UntypedBool:
    scalar(i1, 0, false, false, false, l.go);
    l.mem = i8;
    return;
  case fe::BasicKind::Float32:
    scalar(f32, 0, false, true, true, l.go);
    l.mem = f32;
    return;
  case fe::BasicKind::Float64:
  case fe::BasicKind::UntypedFloat:
    scalar(f64, 0, false, true, true, l.go);
    l.mem = f64;
    return;
  case fe::BasicKind::Complex64:
  case fe::BasicKind::Complex128:
  case fe::BasicKind::UntypedComplex: {
    bool small = b->bkind == fe::BasicKind::Complex64;
    Type *f = small ? f32 : f64;
    fe::Type *p = fe::basicType(small ? fe::BasicKind::Float32 : fe::BasicKind::Float64);
    scalar(f, 0, false, true, true, p);
    scalar(f, small ? 4 : 8, false, true, true, p);
    l.mem = StructType::get(ctx, {f, f});
    return;
  }
  case fe::BasicKind::String:
  case fe::BasicKind::UntypedString:
    scalar(p1, 0, true, false, false, fe::basicType(fe::BasicKind::UnsafePointer));
    scalar(i64, 8, false, false, true, fe::basicType(fe::BasicKind::Int));
    l.mem = StructType::get(ctx, {p1, i64});
    return;
  case fe::BasicKind::UnsafePointer:
  case fe::BasicKind::UntypedNil:
    scalar(p1, 0, true, false, false, l.go);
    l.mem = p1;
    return;
  default: {
    Type *ty = IntegerType::get(ctx, intBits(b->bkind));
    scalar(ty, 0, false, false, !(b->info & fe::IsUnsigned), l.go);
    l.mem = ty;
  }
  }
}

// The layout of consecutive fields at given offsets. l.size is set.
void Types::fields(const std::vector<fe::Type *> &elems, const std::vector<int64_t> &offs, Layout &l) {
  std::vector<Type *> mem;
  uint64_t end = 0;
  l.ssa = l.expanded = true;
  auto padTo = [&](uint64_t off) {
    if (off > end) mem.push_back(ArrayType::get(i8, off - end));
    end = off;
  };
  for (size_t i = 0; i < elems.size(); i++) {
    const Layout &f = of(elems[i]);
    uint64_t off = uint64_t(offs[i]);
    l.parts.push_back({elems[i], off, unsigned(l.scalars.size()), unsigned(f.scalars.size())});
    l.ssa &= f.ssa;
    l.expanded &= f.expanded;
    l.pointers |= f.pointers;
    for (Scalar s : f.scalars) {
      s.off += off;
      l.scalars.push_back(s);
    }
    if (f.size == 0) continue;
    // LLVM pads by itself, except before fields whose Go alignment it does not know.
    padTo(off);
    mem.push_back(f.mem);
    end = off + f.size;
  }
  padTo(l.size);
  l.mem = StructType::get(ctx, mem, /*packed*/ true);
  if (l.scalars.size() > maxSSA) l.ssa = false;
  if (l.scalars.size() > maxExpanded) l.expanded = false;
  if (!l.expanded) l.scalars.clear();
}

void Types::build(fe::Type *t, Layout &l) {
  fe::Type *u = fe::under(t);
  l.size = uint64_t(fe::sizeofType(u));
  l.align = uint64_t(std::max<int64_t>(1, fe::alignofType(u)));
  auto word = [&](fe::Type *part, uint64_t off, bool ptr) {
    l.parts.push_back({part, off, unsigned(l.scalars.size()), 1});
    l.scalars.push_back({ptr ? static_cast<Type *>(p1) : i64, off, ptr, false, !ptr});
  };
  fe::Type *up = fe::basicType(fe::BasicKind::UnsafePointer), *in = fe::basicType(fe::BasicKind::Int);
  l.ssa = l.expanded = true;
  switch (u->kind) {
  case fe::TypeKind::Basic: basic(static_cast<fe::Basic *>(u), l); break;
  case fe::TypeKind::Pointer:
  case fe::TypeKind::Signature:
  case fe::TypeKind::Map:
  case fe::TypeKind::Chan:
    word(t, 0, true);
    l.mem = p1;
    break;
  case fe::TypeKind::Slice:
    word(up, 0, true);
    word(in, 8, false);
    word(in, 16, false);
    l.mem = StructType::get(ctx, {p1, i64, i64});
    break;
  case fe::TypeKind::Interface:
    word(up, 0, true);
    word(up, 8, true);
    l.mem = StructType::get(ctx, {p1, p1});
    break;
  case fe::TypeKind::Struct: {
    auto *s = static_cast<fe::Struct *>(u);
    std::vector<fe::Type *> elems;
    for (fe::Var *f : s->fields) elems.push_back(f->type);
    auto offs = fe::fieldOffsets(s);
    fields(elems, {offs.begin(), offs.end()}, l);
    return;
  }
  case fe::TypeKind::Tuple: {
    auto *s = static_cast<fe::Tuple *>(u);
    std::vector<fe::Type *> elems;
    for (fe::Var *f : s->vars) elems.push_back(f->type);
    const Layout &tl = tuple(elems);
    fe::Type *go = l.go;
    l = tl;
    l.go = go;
    return;
  }
  case fe::TypeKind::Array: {
    auto *a = static_cast<fe::Array *>(u);
    const Layout &e = of(a->elem);
    l.mem = ArrayType::get(e.mem, uint64_t(a->len));
    l.pointers = a->len > 0 && e.pointers;
    l.ssa = a->len == 0 || (a->len == 1 && e.ssa);
    l.expanded = a->len == 0 || (e.expanded && e.scalars.size() * uint64_t(a->len) <= maxExpanded && (a->len <= int64_t(maxExpanded)));
    if (l.expanded)
      for (int64_t i = 0; i < a->len; i++) {
        l.parts.push_back({a->elem, uint64_t(i) * e.size, unsigned(l.scalars.size()), unsigned(e.scalars.size())});
        for (Scalar s : e.scalars) {
          s.off += uint64_t(i) * e.size;
          l.scalars.push_back(s);
        }
      }
    if (l.size == 0) l.mem = StructType::get(ctx, {});
    return;
  }
  default: fe::internalError("jit", fe::Pos{}, "type without representation: " + fe::typeString(t));
  }
  for (const Scalar &s : l.scalars) l.pointers |= s.ptr;
}

void Types::pointerBits(fe::Type *t, uint64_t off, std::vector<uint64_t> &words) {
  const Layout &l = of(t);
  if (!l.pointers) return;
  auto set = [&](uint64_t o) {
    uint64_t w = o / 8;
    if (words.size() <= w / 64) words.resize(w / 64 + 1);
    words[w / 64] |= uint64_t(1) << (w % 64);
  };
  if (l.expanded) {
    for (const Scalar &s : l.scalars)
      if (s.ptr) set(off + s.off);
    return;
  }
  fe::Type *u = fe::under(t);
  if (auto *a = fe::dynArray(u)) {
    uint64_t n = of(a->elem).size;
    for (int64_t i = 0; i < a->len; i++) pointerBits(a->elem, off + uint64_t(i) * n, words);
    return;
  }
  for (const Part &p : l.parts) pointerBits(p.type, off + p.off, words);
}

} // namespace jit
