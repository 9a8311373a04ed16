// runtime/lang/type.cpp: see type.h.
#include "runtime/lang/type.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

#include "runtime/lock/lock_futex.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/mem/mgc.h"
#include "runtime/sched/proc.h"

namespace rt {

namespace {

enum NameFlag : uint8_t { NameExported = 1, NameHasTag = 2, NameHasPkgPath = 4, NameEmbedded = 8 };

struct Varint {
  int width;
  intptr_t value;
};

Varint readVarint(const uint8_t *p) {
  intptr_t v = 0;
  for (int i = 0;; i++) {
    v |= intptr_t(p[i] & 0x7f) << (7 * i);
    if (!(p[i] & 0x80)) return {i + 1, v};
  }
}

// Names and types that reflect made: heap objects, which this table keeps alive. Chunks double in size and stay in
// place, so that the collector can know them as root ranges.
struct ReflectOffs {
  static constexpr size_t firstChunk = 1024;
  mutex lock{lockRankReflectOffs};
  void **chunks[20] RT_GUARDED_BY(lock) = {};
  size_t count RT_GUARDED_BY(lock) = 0; // index of an entry: -off-1
  std::unordered_map<void *, int32_t> offOf RT_GUARDED_BY(lock);

  void **at(size_t i) RT_REQUIRES(lock) {
    size_t k = 0, size = firstChunk;
    for (; i >= size; i -= size, size *= 2) k++;
    if (!chunks[k]) {
      chunks[k] = static_cast<void **>(std::calloc(size, sizeof(void *)));
      gcAddRootRange(chunks[k], size * sizeof(void *));
    }
    return &chunks[k][i];
  }
};
ReflectOffs &reflectOffs() {
  static ReflectOffs *table = new ReflectOffs; // never destroyed: other Ms may read it at exit
  return *table;
}

void *reflectOffPtr(int32_t off) {
  auto &table = reflectOffs();
  lockGuard hold(&table.lock);
  size_t i = size_t(-(int64_t(off) + 1));
  if (i >= table.count) throw_("runtime: type offset out of range");
  return *table.at(i);
}

} // namespace

bool nameIsExported(abi::Name n) { return n.bytes && (n.bytes[0] & NameExported); }
bool nameIsEmbedded(abi::Name n) { return n.bytes && (n.bytes[0] & NameEmbedded); }

GoString nameString(abi::Name n) {
  if (!n.bytes) return {nullptr, 0};
  Varint len = readVarint(n.bytes + 1);
  return {n.bytes + 1 + len.width, len.value};
}

bool nameIsBlank(abi::Name n) {
  GoString s = nameString(n);
  return s.len == 1 && s.str[0] == '_';
}

GoString nameTag(abi::Name n) {
  if (!n.bytes || !(n.bytes[0] & NameHasTag)) return {nullptr, 0};
  Varint len = readVarint(n.bytes + 1);
  const uint8_t *p = n.bytes + 1 + len.width + len.value;
  Varint tag = readVarint(p);
  return {p + tag.width, tag.value};
}

GoString namePkgPath(abi::Name n, const void *inModule) {
  if (!n.bytes || !(n.bytes[0] & NameHasPkgPath)) return {nullptr, 0};
  Varint len = readVarint(n.bytes + 1);
  const uint8_t *p = n.bytes + 1 + len.width + len.value;
  if (n.bytes[0] & NameHasTag) {
    Varint tag = readVarint(p);
    p += tag.width + tag.value;
  }
  abi::NameOff off;
  std::memcpy(&off, p, sizeof off);
  return nameString(resolveNameOff(inModule, off));
}

abi::Name resolveNameOff(const void *, abi::NameOff off) {
  if (off == 0) return {nullptr};
  if (off < 0) return {static_cast<uint8_t *>(reflectOffPtr(off))};
  return {reinterpret_cast<uint8_t *>(uintptr_t(off))};
}

Type *resolveTypeOff(const void *, abi::TypeOff off) {
  if (off == 0) return nullptr;
  if (off < 0) return static_cast<Type *>(reflectOffPtr(off));
  return reinterpret_cast<Type *>(uintptr_t(off));
}

void *resolveTextOff(const void *, abi::TextOff off) {
  if (off < 0) return reflectOffPtr(off); // reflect.StructOf promotes methods
  return reinterpret_cast<void *>(uintptr_t(off));
}

int32_t addReflectOff(void *p) {
  auto &table = reflectOffs();
  lockGuard hold(&table.lock);
  auto [it, added] = table.offOf.try_emplace(p, -int32_t(table.count) - 1);
  if (added) writeHeapPointer(table.at(table.count++), p);
  return it->second;
}

GoString typestring(const Type *t) {
  GoString s = nameString(resolveNameOff(t, t->str));
  if ((t->tflag & abi::TFlagExtraStar) && s.len > 0) return {s.str + 1, s.len - 1};
  return s;
}

const abi::UncommonType *uncommon(const Type *t) {
  if (!(t->tflag & abi::TFlagUncommon)) return nullptr;
  size_t size = sizeof(Type);
  switch (t->kind()) {
  case abi::Struct: size = sizeof(abi::StructType); break;
  case abi::Pointer: size = sizeof(abi::PtrType); break;
  case abi::Func: size = sizeof(abi::FuncType); break;
  case abi::Slice: size = sizeof(abi::SliceType); break;
  case abi::Array: size = sizeof(abi::ArrayType); break;
  case abi::Chan: size = sizeof(abi::ChanType); break;
  case abi::Map: size = sizeof(abi::MapType); break;
  case abi::Interface: size = sizeof(abi::InterfaceType); break;
  default: break;
  }
  return reinterpret_cast<const abi::UncommonType *>(reinterpret_cast<const char *>(t) + size);
}

const abi::Method *methods(const abi::UncommonType *u) {
  return reinterpret_cast<const abi::Method *>(reinterpret_cast<const char *>(u) + u->moff);
}

GoString typePkgPath(const Type *t) {
  if (const abi::UncommonType *u = uncommon(t)) return nameString(resolveNameOff(t, u->pkgPath));
  if (t->kind() == abi::Struct) return nameString(reinterpret_cast<const abi::StructType *>(t)->pkgPath);
  if (t->kind() == abi::Interface) return interfacePkgPath(reinterpret_cast<const abi::InterfaceType *>(t));
  return {nullptr, 0};
}

GoString interfacePkgPath(const abi::InterfaceType *t) { return nameString(t->pkgPath); }

bool isRegularMemory(const Type *t) {
  switch (t->kind()) {
  case abi::Float32:
  case abi::Float64:
  case abi::Complex64:
  case abi::Complex128:
  case abi::String:
  case abi::Interface:
  case abi::Func:
  case abi::Map:
  case abi::Slice:
  case abi::Invalid: return false;
  case abi::Array: {
    auto *a = reinterpret_cast<const abi::ArrayType *>(t);
    return a->len == 0 || isRegularMemory(a->elem);
  }
  case abi::Struct: {
    auto *s = reinterpret_cast<const abi::StructType *>(t);
    uintptr_t end = 0;
    for (intptr_t i = 0; i < s->fields.len; i++) {
      const abi::StructField &f = s->fields.data[i];
      if (f.offset != end || nameIsBlank(f.name) || !isRegularMemory(f.typ)) return false;
      end += f.typ->size;
    }
    return end == t->size;
  }
  default: return true;
  }
}

bool eqstring(GoString a, GoString b) {
  return a.len == b.len && (a.len == 0 || a.str == b.str || std::memcmp(a.str, b.str, size_t(a.len)) == 0);
}

int compareNames(GoString a, GoString b) {
  size_t n = size_t(std::min(a.len, b.len));
  int c = n ? std::memcmp(a.str, b.str, n) : 0;
  if (c != 0) return c < 0 ? -1 : 1;
  return a.len < b.len ? -1 : a.len > b.len;
}

} // namespace rt
