// runtime/lang/reflect_hooks.cpp: what reflect, internal/reflectlite and internal/bytealg ask of the
// runtime about types and memory (maps: map_iter.cpp; channels: sync/chan.cpp).
//
// Mirrors the linknamed functions of runtime/iface.go, mbarrier.go, slice.go, runtime1.go.
#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "runtime/lang/alg.h"
#include "runtime/lang/iface.h"
#include "runtime/lang/memory.h"
#include "runtime/lang/string.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/mem/mheap.h"
#include "runtime/mem/slice.h"
#include "runtime/sched/proc.h"

namespace rt {

// ---- descriptors

namespace {

// The unnamed composite types of the program, sorted by string: where reflect looks before it makes a type.
struct Typelinks {
  std::vector<int32_t> offs;
  Typelinks() {
    for (auto *md = moduledata; md; md = md->next)
      for (uint32_t i = 0; i < md->ntypelinks; i++)
        if (const Type *t = md->typelinks[i]; !(t->tflag & abi::TFlagNamed) && isComposite(t->kind()))
          offs.push_back(int32_t(reinterpret_cast<uintptr_t>(t)));
    std::sort(offs.begin(), offs.end(), [](int32_t a, int32_t b) { return compareNames(string(a), string(b)) < 0; });
  }
  static bool isComposite(abi::Kind k) {
    return k == abi::Array || k == abi::Chan || k == abi::Func || k == abi::Map || k == abi::Pointer || k == abi::Slice || k == abi::Struct;
  }
  static GoString string(int32_t off) { return typestring(reinterpret_cast<const Type *>(uintptr_t(off))); }
};

} // namespace

// () (section unsafe.Pointer, offs *int32, n int): the Go side makes reflect.typelinks' slices of it. Offsets are addresses.
GOENTRY(R2, reflect_typelinks, ()) {
  static Typelinks *links = new Typelinks;
  tlsG()->ret2 = links->offs.size();
  return {0, reinterpret_cast<uint64_t>(links->offs.data())};
}

// ---- interfaces

GOENTRY_DECL(abi::Itab *, assertE2I, (abi::InterfaceType * inter, Type *t));

GOENTRY(void, reflect_ifaceE2I, (abi::InterfaceType * inter, Type *t, void *data, abi::Iface *dst)) {
  dst->tab = assertE2I(inter, t); // not a heap pointer
  shade(dst->data);
  shade(data);
  dst->data = data;
}

// ---- memory

GOENTRY(void *, reflect_unsafe_NewArray, (const Type *t, intptr_t n)) { return newarray(t, n); }

GOENTRY(void, reflect_typedmemclrpartial, (const Type *, void *p, uintptr_t, uintptr_t n)) {
  if (writeBarrierEnabled()) bulkBarrierPreClear(p, n);
  std::memset(p, 0, n);
}
GOENTRY(void, reflect_typedarrayclear, (const Type *elem, void *p, intptr_t n)) {
  uintptr_t bytes = elem->size * uintptr_t(n);
  if (writeBarrierEnabled()) bulkBarrierPreWrite(elem, p, nullptr, bytes);
  std::memset(p, 0, bytes);
}

GOENTRY(intptr_t, reflect_typedslicecopy,
        (const Type *elem, void *dst, intptr_t dstLen, intptr_t, const void *src, intptr_t srcLen, intptr_t)) {
  intptr_t n = std::min(dstLen, srcLen);
  if (n <= 0) return n;
  uintptr_t bytes = elem->size * uintptr_t(n);
  if (writeBarrierEnabled()) bulkBarrierPreWrite(elem, dst, src, bytes);
  std::memmove(dst, src, bytes);
  return n;
}

// growslice(t, old []T, num int) []T: room for num more; the length stays, everything past it is zero.
GOENTRY(R2, reflect_growslice, (const Type *elem, char *old, intptr_t len, intptr_t cap, intptr_t num)) {
  R2 r = growSlice(old, cap + num, cap, num, elem);
  auto newCap = intptr_t(tlsG()->ret2);
  if (!elem->hasPointers()) // growslice leaves the part to be appended to as it was
    std::memset(reinterpret_cast<char *>(r.a) + elem->size * uintptr_t(cap), 0, elem->size * uintptr_t(newCap - cap));
  return {r.a, uint64_t(len)};
}

GOENTRY(uint64_t, reflect_verifyNotInHeapPtr, (uintptr_t p)) {
  return spanOf(p) == nullptr && p != ~uintptr_t(0); // all ones: what a cleared "not in heap" pointer looks like
}

GOENTRY(uint64_t, reflect_typehash, (const Type *t, const void *p, uint64_t h)) { return hashType(t, p, h); }

// ---- internal/bytealg

GOENTRY(R2, bytealg_MakeNoZero, (intptr_t n)) {
  if (n < 0 || uintptr_t(n) > maxAlloc) panicGo(goexports.panicmakeslicelen);
  uintptr_t cap = roundupsize(uintptr_t(n), true);
  uint8_t *p = rawbytes(intptr_t(cap));
  tlsG()->ret2 = cap;
  return {reinterpret_cast<uint64_t>(p), uint64_t(n)};
}

} // namespace rt
