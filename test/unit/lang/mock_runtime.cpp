// test/unit/lang/mock_runtime.cpp: see mock_runtime.h.
#include "test/unit/lang/mock_runtime.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

#include "runtime/lang/memory.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/sched/proc.h"

// ---- what runtime/lang asks of the rest

uint32_t rt_writeBarrier;

namespace rt {

__thread Tls rt_tls;
GoExports goexports;
uint64_t zerobase;

namespace {
g testG;
m testM;
constexpr size_t typeRegion = 1 << 20;
// Names, descriptors and code have addresses below 2 GB.
uint8_t *const types =
    static_cast<uint8_t *>(mmap(nullptr, typeRegion, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0));
size_t typesUsed = 0;
void *code[2];
abi::ModuleData module{};

jmp_buf deathJump;
std::string deathText;
[[noreturn]] void die(std::string text) {
  deathText = std::move(text);
  longjmp(deathJump, 1);
}

struct Setup {
  Setup() {
    testM.curg = &testG;
    rt_tls.m_ = &testM;
    __asm__ volatile("mov %0, %%fs:%c1" ::"r"(&testG), "i"(abi::tlsG));
    goexports.panicruntimeerror = &code[0]; // any distinct addresses
    goexports.panicdottype = &code[1];
  }
} setup;
} // namespace

const abi::ModuleData *moduledata = &module;

void *mallocgc(uintptr_t size, const Type *, bool) { return calloc(1, size ? size : 1); }
GOENTRY(void, typedmemmove, (const Type *typ, void *dst, const void *src)) { memmove(dst, src, typ->size); }
GOENTRY(void, typedmemclr, (const Type *typ, void *p)) { memset(p, 0, typ->size); }
void throw_(const char *s) { die(std::string("throw: ") + s); }
void fatal(const char *s) { die(std::string("fatal: ") + s); }
void panicPlainError(const char *s) { die(std::string("panic: ") + s); }
void panicGo(void *fn, uint64_t a, uint64_t b, uint64_t, uint64_t d, uint64_t e) {
  auto text = [](uint64_t p, uint64_t n) { return std::string(reinterpret_cast<const char *>(p), n); };
  auto typeName = [](uint64_t t) { return t ? cxxstr(typestring(reinterpret_cast<Type *>(t))) : "nil"; };
  if (fn == goexports.panicruntimeerror) die("panic: runtime error: " + text(a, b));
  die("panic: have " + typeName(a) + " want " + typeName(b) + " missing " + text(d, e));
}
void gcAddRootRange(void *, uintptr_t) {}
mheap mheap_; // no arena: nothing is in the heap
std::atomic<uint32_t> gcBlackenEnabled;
void gcWaitIfOwing(R2) {}
void shadeWord(uintptr_t) {}
void shadeWords(const void *, uintptr_t) {}
void bulkBarrierPreClear(const void *, uintptr_t) {}
void lock(mutex *) {}
void unlock(mutex *) {}

} // namespace rt

using namespace rt;

std::string deathOf(const std::function<void()> &body) {
  deathText.clear();
  if (setjmp(deathJump) == 0) body();
  return deathText;
}

// ---- types

static uint8_t *region(size_t n) {
  typesUsed = (typesUsed + 7) & ~size_t(7);
  uint8_t *p = types + typesUsed;
  typesUsed += n;
  if (typesUsed > typeRegion) abort();
  return p;
}

static uint8_t *encodeName(const std::string &name, bool exported, const std::string &pkgPath) {
  abi::NameOff pkg = pkgPath.empty() ? 0 : nameOff(pkgPath);
  uint8_t *p = region(name.size() + 8);
  p[0] = uint8_t((exported ? 1 : 0) | (pkg ? 4 : 0));
  p[1] = uint8_t(name.size()); // all names here are short
  memcpy(p + 2, name.data(), name.size());
  memcpy(p + 2 + name.size(), &pkg, 4);
  return p;
}

abi::NameOff nameOff(const std::string &name, bool exported, const std::string &pkgPath) {
  return abi::NameOff(reinterpret_cast<uintptr_t>(encodeName(name, exported, pkgPath)));
}
abi::Name fieldName(const std::string &name) { return {encodeName(name, true, "")}; }
abi::TypeOff typeOff(const Type *t) { return abi::TypeOff(reinterpret_cast<uintptr_t>(t)); }

static abi::FuncVal comparable;
static uint32_t nextHash = 1;

template <class T> static T *newType(abi::Kind kind, const std::string &name, size_t extra = 0) {
  T *result = reinterpret_cast<T *>(region(sizeof(T) + extra));
  Type *t = reinterpret_cast<Type *>(result);
  t->kind_ = kind;
  t->hash = nextHash++ * 0x9e3779b9;
  t->str = nameOff(name);
  t->equal = &comparable;
  t->align = t->fieldAlign = 8;
  t->size = 8;
  return result;
}

static uint8_t pointerBits[] = {0b1}, twoPointerBits[] = {0b11};

abi::Type *basicType(abi::Kind kind, const std::string &name) {
  static const uint8_t sizes[] = {0, 1, 8, 1, 2, 4, 8, 8, 1, 2, 4, 8, 8, 4, 8, 8, 16};
  Type *t = newType<Type>(kind, name);
  if (kind <= abi::Complex128) {
    t->size = sizes[kind];
    t->align = t->fieldAlign = uint8_t(kind == abi::Complex128 ? 8 : kind == abi::Complex64 ? 4 : t->size);
  }
  if (kind == abi::String) t->size = 16;
  if (kind >= abi::String || kind == abi::Pointer) {
    t->ptrBytes = 8;
    t->gcdata = pointerBits;
  }
  if (isRegularMemory(t)) t->tflag |= abi::TFlagRegularMemory;
  return t;
}

abi::Type *sliceType(Type *elem) {
  auto *t = newType<abi::SliceType>(abi::Slice, "[]" + cxxstr(typestring(elem)));
  t->elem = elem;
  t->t.size = 24;
  t->t.ptrBytes = 8;
  t->t.gcdata = pointerBits;
  t->t.equal = nullptr;
  return &t->t;
}

abi::Type *arrayType(Type *elem, uintptr_t len) {
  auto *t = newType<abi::ArrayType>(abi::Array, "[" + std::to_string(len) + "]" + cxxstr(typestring(elem)));
  t->elem = elem;
  t->len = len;
  t->t.size = len * elem->size;
  t->t.align = t->t.fieldAlign = elem->align;
  t->t.equal = elem->equal;
  if (isRegularMemory(&t->t)) t->t.tflag |= abi::TFlagRegularMemory;
  return &t->t;
}

abi::Type *structType(const std::string &name, const std::vector<std::pair<std::string, Type *>> &fields) {
  auto *t = newType<abi::StructType>(abi::Struct, name);
  auto *list = static_cast<abi::StructField *>(calloc(fields.size() + 1, sizeof(abi::StructField)));
  t->fields = {list, intptr_t(fields.size()), intptr_t(fields.size())};
  uintptr_t off = 0, align = 1;
  for (auto &[fname, ftype] : fields) {
    off = (off + ftype->align - 1) & ~uintptr_t(ftype->align - 1);
    *list++ = {fieldName(fname), ftype, off};
    off += ftype->size;
    align = std::max<uintptr_t>(align, ftype->align);
    if (!ftype->equal) t->t.equal = nullptr;
  }
  t->t.size = (off + align - 1) & ~(align - 1);
  t->t.align = t->t.fieldAlign = uint8_t(align);
  if (isRegularMemory(&t->t)) t->t.tflag |= abi::TFlagRegularMemory;
  return &t->t;
}

abi::Type *efaceType() {
  auto *t = newType<abi::InterfaceType>(abi::Interface, "interface {}");
  t->t.size = 16;
  t->t.ptrBytes = 16;
  t->t.gcdata = twoPointerBits;
  return &t->t;
}

abi::MapType *mapType(Type *key, Type *elem) {
  auto *t = newType<abi::MapType>(abi::Map, "map[" + cxxstr(typestring(key)) + "]" + cxxstr(typestring(elem)));
  t->key = key;
  t->elem = elem;
  return t;
}

static abi::TextOff textOff(void *fn) { return abi::TextOff(reinterpret_cast<uintptr_t>(fn)); }

abi::Type *namedType(const std::string &name, const std::string &pkgPath, const std::vector<MethodSpec> &specs) {
  struct Named {
    Type t;
    abi::UncommonType u;
  };
  Type *t = newType<Type>(abi::Int, name, sizeof(abi::UncommonType) + specs.size() * sizeof(abi::Method));
  t->tflag |= abi::TFlagUncommon | abi::TFlagNamed;
  auto *u = reinterpret_cast<abi::UncommonType *>(t + 1);
  u->pkgPath = nameOff(pkgPath);
  u->mcount = uint16_t(specs.size());
  u->moff = sizeof(abi::UncommonType);
  auto *list = reinterpret_cast<abi::Method *>(u + 1);
  for (auto &spec : specs) *list++ = {nameOff(spec.name, spec.pkgPath.empty(), spec.pkgPath), typeOff(spec.type), textOff(spec.code), 0};
  return t;
}

abi::InterfaceType *interfaceType(const std::string &name, const std::string &pkgPath, const std::vector<MethodSpec> &specs) {
  auto *t = newType<abi::InterfaceType>(abi::Interface, name);
  t->t.size = 16;
  t->pkgPath = {reinterpret_cast<uint8_t *>(uintptr_t(nameOff(pkgPath)))};
  auto *list = static_cast<abi::Imethod *>(calloc(specs.size() + 1, sizeof(abi::Imethod)));
  t->methods = {list, intptr_t(specs.size()), intptr_t(specs.size())};
  for (auto &spec : specs) *list++ = {nameOff(spec.name, spec.pkgPath.empty(), spec.pkgPath), typeOff(spec.type)};
  return t;
}
