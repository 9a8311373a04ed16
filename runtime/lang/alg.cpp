// runtime/lang/alg.cpp: see alg.h.
#include "runtime/lang/alg.h"

#include <bit>
#include <ctime>
#include <sys/random.h>

#include "runtime/lang/string.h"
#include "runtime/sched/proc.h"

namespace rt {

thread_local uint64_t randState;
uint64_t hashkey[4] = {0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3};

uint64_t seedRand() {
  uint64_t s = 0;
  if (getrandom(&s, sizeof s, GRND_NONBLOCK) != sizeof s) {
    timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    s = uint64_t(now.tv_nsec) * 0x9e3779b97f4a7c15 ^ reinterpret_cast<uintptr_t>(&randState);
  }
  return s | 1;
}

void alginit() {
  for (uint64_t &k : hashkey) k = rand64() | 1;
}

// ---- bytes

namespace {

inline uint64_t load64(const uint8_t *p) {
  uint64_t v;
  std::memcpy(&v, p, 8);
  return v;
}
inline uint64_t load32(const uint8_t *p) {
  uint32_t v;
  std::memcpy(&v, p, 4);
  return v;
}

} // namespace

uint64_t memhash(const void *ptr, uint64_t h, uintptr_t n) {
  auto *p = static_cast<const uint8_t *>(ptr);
  uint64_t a, b;
  h ^= hashkey[0];
  if (n <= 16) {
    if (n >= 8) {
      a = load64(p);
      b = load64(p + n - 8);
    } else if (n >= 4) {
      a = load32(p);
      b = load32(p + n - 4);
    } else if (n > 0) {
      a = uint64_t(p[0]) << 16 | uint64_t(p[n >> 1]) << 8 | p[n - 1];
      b = 0;
    } else {
      a = b = 0;
    }
  } else {
    uintptr_t left = n;
    if (left > 48) {
      uint64_t h1 = h, h2 = h; // three chains, so that the multiplier is kept busy
      do {
        h = foldedMul(load64(p) ^ hashkey[1], load64(p + 8) ^ h);
        h1 = foldedMul(load64(p + 16) ^ hashkey[2], load64(p + 24) ^ h1);
        h2 = foldedMul(load64(p + 32) ^ hashkey[3], load64(p + 40) ^ h2);
        p += 48;
        left -= 48;
      } while (left > 48);
      h ^= h1 ^ h2;
    }
    for (; left > 16; left -= 16, p += 16) h = foldedMul(load64(p) ^ hashkey[1], load64(p + 8) ^ h);
    a = load64(p + left - 16);
    b = load64(p + left - 8);
  }
  return foldedMul(hashkey[1] ^ n, foldedMul(a ^ hashkey[2], b ^ h));
}

// ---- numbers

uint64_t f64hash(double f, uint64_t h) {
  if (f == 0) return memhash64(0, h); // +0 and -0
  if (f != f) return memhash64(rand64(), h);
  return memhash64(std::bit_cast<uint64_t>(f), h);
}

uint64_t f32hash(float f, uint64_t h) {
  if (f == 0) return memhash32(0, h);
  if (f != f) return memhash64(rand64(), h);
  return memhash32(std::bit_cast<uint32_t>(f), h);
}

// ---- types

namespace {

template <class T> T at(const void *p) { return *static_cast<const T *>(p); }
const void *offset(const void *p, uintptr_t n) { return static_cast<const char *>(p) + n; }

bool isEface(const Type *t) { return reinterpret_cast<const abi::InterfaceType *>(t)->methods.len == 0; }

uint64_t dynamicHash(const Type *t, void *const *data, uint64_t h) {
  if (!t->equal) panicRuntimeErrorAbout("hash of unhashable type ", typestring(t));
  return hashType(t, t->isDirectIface() ? static_cast<const void *>(data) : *data, h ^ hashkey[2]);
}

} // namespace

const Type *dynamicType(const Type *t, const void *p) {
  if (isEface(t)) return static_cast<const abi::Eface *>(p)->typ;
  const abi::Itab *tab = static_cast<const abi::Iface *>(p)->tab;
  return tab ? tab->typ : nullptr;
}

uint64_t nilinterhash(const abi::Eface *e, uint64_t h) { return e->typ ? dynamicHash(e->typ, &e->data, h) : h; }
uint64_t interhash(const abi::Iface *i, uint64_t h) { return i->tab ? dynamicHash(i->tab->typ, &i->data, h) : h; }

uint64_t hashType(const Type *t, const void *p, uint64_t h) {
  if (t->tflag & abi::TFlagRegularMemory) {
    switch (t->size) {
    case 4: return memhash32(at<uint32_t>(p), h);
    case 8: return memhash64(at<uint64_t>(p), h);
    default: return memhash(p, h, t->size);
    }
  }
  switch (t->kind()) {
  case abi::Float32: return f32hash(at<float>(p), h);
  case abi::Float64: return f64hash(at<double>(p), h);
  case abi::Complex64: return f32hash(at<float>(offset(p, 4)), f32hash(at<float>(p), h));
  case abi::Complex128: return f64hash(at<double>(offset(p, 8)), f64hash(at<double>(p), h));
  case abi::String: return strhash(at<GoString>(p), h);
  case abi::Interface:
    return isEface(t) ? nilinterhash(static_cast<const abi::Eface *>(p), h) : interhash(static_cast<const abi::Iface *>(p), h);
  case abi::Array: {
    auto *a = reinterpret_cast<const abi::ArrayType *>(t);
    for (uintptr_t i = 0; i < a->len; i++) h = hashType(a->elem, offset(p, i * a->elem->size), h);
    return h;
  }
  case abi::Struct: {
    auto *s = reinterpret_cast<const abi::StructType *>(t);
    for (intptr_t i = 0; i < s->fields.len; i++) {
      const abi::StructField &f = s->fields.data[i];
      if (!nameIsBlank(f.name)) h = hashType(f.typ, offset(p, f.offset), h);
    }
    return h;
  }
  case abi::Func:
  case abi::Map:
  case abi::Slice:
  case abi::Invalid: panicRuntimeErrorAbout("hash of unhashable type ", typestring(t));
  default: return memhash(p, h, t->size);
  }
}

bool equalEface(const Type *t, const void *x, const void *y) {
  if (!t) return true;
  if (!t->equal) panicRuntimeErrorAbout("comparing uncomparable type ", typestring(t));
  if (t->isDirectIface()) return x == y;
  return equalType(t, x, y); // even if x == y: a NaN inside differs from itself, a func inside panics
}

namespace {

bool comparisonMayPanic(const Type *t) {
  switch (t->kind()) {
  case abi::Interface: return true;
  case abi::Array: return comparisonMayPanic(reinterpret_cast<const abi::ArrayType *>(t)->elem);
  case abi::Struct: {
    auto *s = reinterpret_cast<const abi::StructType *>(t);
    for (intptr_t i = 0; i < s->fields.len; i++)
      if (comparisonMayPanic(s->fields.data[i].typ)) return true;
    return false;
  }
  default: return false;
  }
}

// Whether equal holds for all pairs of elements.
template <class Equal> bool everyElement(const abi::ArrayType *a, const void *p, const void *q, Equal equal) {
  for (uintptr_t i = 0; i < a->len; i++)
    if (!equal(a->elem, offset(p, i * a->elem->size), offset(q, i * a->elem->size))) return false;
  return true;
}

// False if p and q differ in what can be told without reading the bytes of strings. As gc does, structs and arrays are
// compared by that first. A part whose comparison may panic ends it: earlier differences hide the panic, later ones not.
bool maybeEqual(const Type *t, const void *p, const void *q) {
  switch (t->kind()) {
  case abi::String: return at<GoString>(p).len == at<GoString>(q).len;
  case abi::Array: return everyElement(reinterpret_cast<const abi::ArrayType *>(t), p, q, maybeEqual);
  case abi::Struct: {
    auto *s = reinterpret_cast<const abi::StructType *>(t);
    for (intptr_t i = 0; i < s->fields.len; i++) {
      const abi::StructField &f = s->fields.data[i];
      if (comparisonMayPanic(f.typ)) return true;
      if (!nameIsBlank(f.name) && !maybeEqual(f.typ, offset(p, f.offset), offset(q, f.offset))) return false;
    }
    return true;
  }
  case abi::Interface: return true;
  default: return equalType(t, p, q);
  }
}

bool equalParts(const Type *t, const void *p, const void *q);

} // namespace

// Plain memory; most keys are one word or two.
static bool equalMemory(const void *p, const void *q, uintptr_t n) {
  switch (n) {
  case 4: return at<uint32_t>(p) == at<uint32_t>(q);
  case 8: return at<uint64_t>(p) == at<uint64_t>(q);
  case 16: return ((at<uint64_t>(p) ^ at<uint64_t>(q)) | (at<uint64_t>(offset(p, 8)) ^ at<uint64_t>(offset(q, 8)))) == 0;
  default: return std::memcmp(p, q, n) == 0;
  }
}

bool equalType(const Type *t, const void *p, const void *q) {
  if (!(t->tflag & abi::TFlagRegularMemory) && (t->kind() == abi::Struct || t->kind() == abi::Array) && !maybeEqual(t, p, q)) return false;
  return equalParts(t, p, q);
}

namespace {

bool equalParts(const Type *t, const void *p, const void *q) {
  if (t->tflag & abi::TFlagRegularMemory) return equalMemory(p, q, t->size);
  switch (t->kind()) {
  case abi::Float32: return at<float>(p) == at<float>(q);
  case abi::Float64: return at<double>(p) == at<double>(q);
  case abi::Complex64: return at<float>(p) == at<float>(q) && at<float>(offset(p, 4)) == at<float>(offset(q, 4));
  case abi::Complex128: return at<double>(p) == at<double>(q) && at<double>(offset(p, 8)) == at<double>(offset(q, 8));
  case abi::String: return eqstring(at<GoString>(p), at<GoString>(q));
  case abi::Interface: {
    auto x = at<abi::Eface>(p), y = at<abi::Eface>(q);
    if (x.typ != y.typ) // an itab is unique per pair of types, so comparing first words serves both forms
      return false;
    const Type *dyn = !x.typ || isEface(t) ? x.typ : reinterpret_cast<abi::Itab *>(x.typ)->typ;
    return equalEface(dyn, x.data, y.data);
  }
  case abi::Array: return everyElement(reinterpret_cast<const abi::ArrayType *>(t), p, q, equalParts);
  case abi::Struct: {
    auto *s = reinterpret_cast<const abi::StructType *>(t);
    for (intptr_t i = 0; i < s->fields.len; i++) {
      const abi::StructField &f = s->fields.data[i];
      if (!nameIsBlank(f.name) && !equalParts(f.typ, offset(p, f.offset), offset(q, f.offset))) return false;
    }
    return true;
  }
  case abi::Func:
  case abi::Map:
  case abi::Slice:
  case abi::Invalid: panicRuntimeErrorAbout("comparing uncomparable type ", typestring(t));
  default: return std::memcmp(p, q, t->size) == 0;
  }
}

} // namespace

// ---- properties of key types (as cmd/compile/internal/reflectdata computes them)

namespace {

// any(t): does pred hold for t or for an element or field of it?
template <class Pred> bool anyPart(const Type *t, Pred pred) {
  switch (t->kind()) {
  case abi::Array: return anyPart(reinterpret_cast<const abi::ArrayType *>(t)->elem, pred);
  case abi::Struct: {
    auto *s = reinterpret_cast<const abi::StructType *>(t);
    for (intptr_t i = 0; i < s->fields.len; i++)
      if (anyPart(s->fields.data[i].typ, pred)) return true;
    return false;
  }
  default: return pred(t->kind());
  }
}
bool isFloat(abi::Kind k) { return k >= abi::Float32 && k <= abi::Complex128; }

} // namespace

bool hashMightPanic(const Type *t) {
  return anyPart(t, [](abi::Kind k) { return k == abi::Interface; });
}
bool isReflexive(const Type *t) {
  return !anyPart(t, [](abi::Kind k) { return isFloat(k) || k == abi::Interface; });
}
bool needKeyUpdate(const Type *t) {
  return anyPart(t, [](abi::Kind k) { return isFloat(k) || k == abi::Interface || k == abi::String; });
}

// ---- entries

GOENTRY(uint64_t, efaceeq, (const Type *t, const void *x, const void *y)) { return equalEface(t, x, y); }
GOENTRY(uint64_t, typeequal, (const Type *t, const void *p, const void *q)) { return equalType(t, p, q); }
GOENTRY(uint64_t, typehash, (const Type *t, const void *p, uint64_t h)) { return hashType(t, p, h); }

} // namespace rt
