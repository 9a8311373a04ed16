// frontend/types_sizes.cpp: sizes, alignments and field offsets as gc lays values out on amd64.
// Mirrors types2/gcsizes.go. Sizes that exceed int64 are -1.
#include "frontend/checker.h"

namespace frontend {

static int64_t basicSize(BasicKind k) {
  switch (k) {
  case BasicKind::Bool:
  case BasicKind::Int8:
  case BasicKind::Uint8: return 1;
  case BasicKind::Int16:
  case BasicKind::Uint16: return 2;
  case BasicKind::Int32:
  case BasicKind::Uint32:
  case BasicKind::Float32: return 4;
  case BasicKind::Complex128:
  case BasicKind::String: return 16;
  default: return 8;
  }
}

// sync/atomic.align64 forces 8; on amd64 its uint64 neighbours do that already, but the rule is explicit.
static bool isAlign64(Named *n) {
  TypeName *o = n->obj;
  return o->pkg && o->name == "align64" && (o->pkg->path == "sync/atomic" || o->pkg->path == "runtime/internal/atomic");
}

int64_t alignofType(Type *t) {
  if (Named *n = dynNamed(t); n && isAlign64(n)) return 8;
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Array: return alignofType(static_cast<Array *>(u)->elem);
  case TypeKind::Struct: {
    auto s = static_cast<Struct *>(u);
    if (s->layout.align > 0) return s->layout.align;
    int64_t max = 1;
    for (Var *f : s->fields) max = std::max(max, alignofType(f->type));
    if (!s->incomplete) s->layout.align = max;
    return max;
  }
  case TypeKind::Basic: {
    BasicKind k = static_cast<Basic *>(u)->bkind;
    if (k == BasicKind::Complex64) return 4;
    int64_t s = basicSize(k);
    return s > 8 ? 8 : s;
  }
  default: return 8;
  }
}

static int64_t alignUp(int64_t x, int64_t a) {
  int64_t r;
  if (x < 0 || __builtin_add_overflow(x, a - 1, &r)) return -1;
  return r & ~(a - 1);
}

// Offsets of the fields and, last, the end of the last field (before padding).
static List<int64_t> layout(Struct *s) {
  List<int64_t> r;
  int64_t off = 0;
  for (Var *f : s->fields) {
    if (off >= 0) off = alignUp(off, alignofType(f->type));
    r.push_back(off);
    int64_t size = sizeofType(f->type);
    if (off < 0 || size < 0 || __builtin_add_overflow(off, size, &off)) off = -1;
  }
  r.push_back(off);
  return r;
}

List<int64_t> fieldOffsets(Struct *s) {
  List<int64_t> r = layout(s);
  r.pop_back();
  return r;
}

static int64_t sizeofStruct(Struct *s) {
  if (s->fields.empty()) return 0;
  List<int64_t> offs = layout(s);
  int64_t end = offs.back();
  // A zero-size last field gets a byte, so that its address is not that of the next object.
  if (end > 0 && offs[offs.size() - 2] == end) end++;
  return end < 0 ? -1 : alignUp(end, alignofType(s));
}

int64_t sizeofType(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: return basicSize(static_cast<Basic *>(u)->bkind);
  case TypeKind::Array: {
    auto a = static_cast<Array *>(u);
    int64_t e = sizeofType(a->elem), r;
    if (a->len <= 0) return 0;
    if (e < 0 || __builtin_mul_overflow(e, a->len, &r)) return -1;
    return r;
  }
  case TypeKind::Slice: return 24;
  case TypeKind::Interface: return 16;
  case TypeKind::Struct: {
    // Kept: a type can hold another one in many ways. Not while its fields are being declared.
    auto s = static_cast<Struct *>(u);
    if (s->incomplete) return sizeofStruct(s);
    if (s->layout.size == -2) s->layout.size = sizeofStruct(s);
    return s->layout.size;
  }
  default: return 8;
  }
}

// ---- weight

uint32_t typeWeight(Type *t) {
  if (t->weight > 0) return t->weight;
  t->weight = 1; // in case that it contains itself, which is an error reported elsewhere
  uint64_t sum = 1;
  eachPart(t, [&](Type *part) { sum += part ? typeWeight(part) : 1; });
  return t->weight = uint32_t(std::min<uint64_t>(sum, uint64_t(1) << 31));
}

} // namespace frontend
