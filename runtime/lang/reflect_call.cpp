// runtime/lang/reflect_call.cpp: calls by reflection: between reflect's argument frames and the calling convention.
//
// reflect (compiled with no argument registers) lays arguments and results out in a frame in memory: receiver word,
// parameters, then from retOffset the results. Generated code wants them as scalars in registers (jit/README.md). The
// two are converted here by reading the function's type; the switch itself is assembly (arch/amd64/reflect.S).
//
//   call       reflect.call -> callArgs (frame -> CallRegs) -> rt_reflectcall: registers, call, callResults -> frame
//   MakeFunc   caller -> a stub: saves the registers, stubEnter (registers -> frame) -> the Go function registered by
//              stubSetup, which returns the frame -> stubLeave (frame -> registers or result slot) -> back to the caller
//
// Invariants
//   F1  Words of registers, which may be pointers or anything, are never in scanned heap memory. What they refer to is
//       kept alive by the frame, which is typed: no collection comes between the registers and the frame.
//   F2  A stub's caller may have passed pointers into its own stack (large parameters, the result slot). The parameters
//       are copied in stubEnter; the slot is remembered by its distance from the stack's upper end.
//
// Mirrors, in purpose, runtime/asm_amd64.s reflectcall and reflect/asm_amd64.s.
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <unordered_map>

#include "runtime/arch/amd64/asm.h"
#include "runtime/lang/memory.h"
#include "runtime/lang/type.h"
#include "runtime/lock/lock_futex.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/sched/proc.h"

namespace rt {

// reflect.callRegs (stdlib/reflect/calls.go) and reflect.S know this layout.
struct CallRegs {
  void *code;
  uint64_t ints[10];
  uint64_t floats[8];
  uint64_t nstack;
  uint64_t *stack; // the only word the collector looks at
  uint64_t rInts[3];
  uint64_t rFloats[2];
  const abi::FuncType *ftyp;
  void *results;
};
static_assert(offsetof(CallRegs, floats) == 88 && offsetof(CallRegs, nstack) == 152 && offsetof(CallRegs, rInts) == 168);

// The save area in a stub's stack frame.
struct StubArea {
  uint64_t ints[10];
  uint64_t floats[8]; // results on the way back
  const abi::FuncType *ftyp;
  uint64_t slotDepth; // F2; 0: results travel in registers
};
static_assert(offsetof(StubArea, ftyp) == 144);

namespace {

// ---- how a type travels (jit/codegen_types.cpp): as at most 8 scalars, or else in memory

struct Scalar {
  uint32_t off;
  uint8_t size;
  bool isFloat, isSigned;
};
struct Flat {
  static constexpr int max = 8;
  Scalar s[max];
  int n = 0;
  bool inMemory = false;
  void add(uintptr_t off, uintptr_t size, bool isFloat, bool isSigned) {
    if (n == max)
      inMemory = true;
    else
      s[n++] = {uint32_t(off), uint8_t(size), isFloat, isSigned};
  }
};

void flatten(const Type *t, uintptr_t off, Flat &f) {
  switch (t->kind()) {
  case abi::Float32:
  case abi::Float64: f.add(off, t->size, true, true); return;
  case abi::Complex64:
  case abi::Complex128:
    f.add(off, t->size / 2, true, true);
    f.add(off + t->size / 2, t->size / 2, true, true);
    return;
  case abi::Int:
  case abi::Int8:
  case abi::Int16:
  case abi::Int32:
  case abi::Int64: f.add(off, t->size, false, true); return;
  case abi::String:
  case abi::Interface:
  case abi::Slice:
    for (uintptr_t w = 0; w < t->size; w += 8) f.add(off + w, 8, false, false);
    return;
  case abi::Array: {
    auto *a = reinterpret_cast<const abi::ArrayType *>(t);
    if (a->len == 1)
      flatten(a->elem, off, f);
    else if (a->len > 1)
      f.inMemory = true;
    return;
  }
  case abi::Struct: {
    auto *s = reinterpret_cast<const abi::StructType *>(t);
    for (intptr_t i = 0; i < s->fields.len; i++) flatten(s->fields.data[i].typ, off + s->fields.data[i].offset, f);
    return;
  }
  default: f.add(off, t->size, false, false);
  }
}

uintptr_t alignTo(uintptr_t n, uintptr_t a) { return a ? (n + a - 1) & ~(a - 1) : n; }

// ---- a function type and its frame

struct Signature {
  const abi::FuncType *t;
  Type *const *types; // parameters, then results
  int nin, nout;
  explicit Signature(const abi::FuncType *t) : t(t) {
    auto *p = reinterpret_cast<const char *>(t) + sizeof(abi::FuncType);
    if (t->t.tflag & abi::TFlagUncommon) p += sizeof(abi::UncommonType);
    types = reinterpret_cast<Type *const *>(p);
    nin = t->inCount;
    nout = t->outCount & 0x7fff;
  }
  uintptr_t retOffset(bool receiver) const {
    uintptr_t off = receiver ? 8 : 0;
    for (int i = 0; i < nin; i++) off = alignTo(off, types[i]->align) + types[i]->size;
    return alignTo(off, 8);
  }
  // All results as one struct, as the frame has them from retOffset on. *slot: they travel in memory.
  Flat results(bool *slot) const {
    Flat f;
    uintptr_t off = 0;
    for (int i = 0; i < nout; i++) {
      const Type *r = types[nin + i];
      off = alignTo(off, r->align);
      flatten(r, off, f);
      off += r->size;
    }
    int floats = 0;
    for (int i = 0; i < f.n; i++) floats += f.s[i].isFloat;
    *slot = f.inMemory || floats > 2 || f.n - floats > 3;
    return f;
  }
};

uint64_t loadScalar(const void *base, const Scalar &s) {
  auto *p = static_cast<const char *>(base) + s.off;
  uint64_t v = 0;
  std::memcpy(&v, p, s.size);
  if (s.isSigned && !s.isFloat && s.size < 8) {
    int shift = 64 - 8 * s.size;
    v = uint64_t(int64_t(v << shift) >> shift);
  }
  return v;
}
void storeScalar(void *base, const Scalar &s, uint64_t v) { std::memcpy(static_cast<char *>(base) + s.off, &v, s.size); }

// Where the next word or float travels: registers first, then the stack, in the order of the parameters.
struct Places {
  int ints = 0, floats = 0, stack = 0;
  // The place's address in the three arrays; stack words past `limit` are counted only.
  uint64_t *next(bool isFloat, uint64_t *i, uint64_t *f, uint64_t *s, int limit) {
    if (isFloat && floats < 8) return &f[floats++];
    if (!isFloat && ints < 10) return &i[ints++];
    int k = stack++;
    return k < limit ? &s[k] : nullptr;
  }
};

void fillArgs(const Signature &sig, bool receiver, void *fn, char *frame, CallRegs *regs, int stackLimit, int *stackNeeded) {
  Places at;
  auto put = [&](bool isFloat, uint64_t v) {
    if (uint64_t *p = at.next(isFloat, regs->ints, regs->floats, regs->stack, stackLimit)) *p = v;
  };
  bool slot;
  sig.results(&slot);
  put(false, reinterpret_cast<uint64_t>(fn));
  if (slot) put(false, reinterpret_cast<uint64_t>(frame + sig.retOffset(receiver)));
  uintptr_t off = 0;
  if (receiver) {
    put(false, *reinterpret_cast<uint64_t *>(frame));
    off = 8;
  }
  for (int i = 0; i < sig.nin; i++) {
    const Type *t = sig.types[i];
    off = alignTo(off, t->align);
    Flat f;
    flatten(t, 0, f);
    if (f.inMemory)
      put(false, reinterpret_cast<uint64_t>(frame + off));
    else
      for (int k = 0; k < f.n; k++) put(f.s[k].isFloat, loadScalar(frame + off, f.s[k]));
    off += t->size;
  }
  *stackNeeded = at.stack;
}

} // namespace

// ---- calling

// (ftyp *funcType, rcvr bool, fn, frame unsafe.Pointer, regs *callRegs)
GOENTRY(void, reflect_callArgs, (const abi::FuncType *ftyp, uint64_t receiver, void *fn, char *frame, CallRegs *regs)) {
  Signature sig(ftyp);
  regs->code = *static_cast<void **>(fn);
  regs->ftyp = ftyp;
  regs->results = frame + sig.retOffset(receiver & 1);
  int need = 0;
  fillArgs(sig, receiver & 1, fn, frame, regs, 0, &need);
  regs->nstack = uint64_t(need);
  if (need == 0) return;
  regs->stack = static_cast<uint64_t *>(mallocgc(uintptr_t(need) * 8, nullptr, true));
  fillArgs(sig, receiver & 1, fn, frame, regs, need, &need);
}

// From rt_reflectcall, with the result registers in regs.
GOENTRY(void, reflect_callResults, (const CallRegs *regs)) {
  bool slot;
  Flat f = Signature(regs->ftyp).results(&slot);
  if (slot) return; // written by the callee
  int ints = 0, floats = 0;
  for (int i = 0; i < f.n; i++) storeScalar(regs->results, f.s[i], f.s[i].isFloat ? regs->rFloats[floats++] : regs->rInts[ints++]);
  // The frame is on the heap, the results came in registers: what the frame now alone refers to.
  if (writeBarrierEnabled()) shadeWords(regs->rInts, sizeof regs->rInts);
}

// ---- being called

namespace {

std::atomic<FuncVal *> stubCalls[2]; // func(ctxt, frame unsafe.Pointer) unsafe.Pointer: of MakeFunc, of method values
std::atomic<uintptr_t> ftypOffset[2]; // where their closures hold the function's type

mutex frameTypeLock{lockRankReflectFrame};

// The frame of a function type as the collector sees it, made once per type.
const Type *frameType(const abi::FuncType *ftyp) {
  static auto *made RT_GUARDED_BY(frameTypeLock) = new std::unordered_map<const abi::FuncType *, Type *>;
  lockGuard hold(&frameTypeLock);
  Type *&t = (*made)[ftyp];
  if (t) return t;
  Signature sig(ftyp);
  uintptr_t size = sig.retOffset(false);
  for (int i = 0; i < sig.nout; i++) size = alignTo(size, sig.types[sig.nin + i]->align) + sig.types[sig.nin + i]->size;
  size = std::max<uintptr_t>(alignTo(size, 8), 8);
  auto *bits = static_cast<uint8_t *>(std::calloc(1, size / 64 + 8));
  t = static_cast<Type *>(std::calloc(1, sizeof(Type)));
  t->size = size;
  t->align = t->fieldAlign = 8;
  t->kind_ = abi::Struct;
  t->gcdata = bits;
  uintptr_t off = 0;
  for (int i = 0; i < sig.nin + sig.nout; i++) {
    const Type *p = sig.types[i];
    off = alignTo(i == sig.nin ? alignTo(off, 8) : off, p->align);
    for (uintptr_t w = 0; w < p->ptrBytes / 8; w++)
      if (p->gcdata[w / 8] >> (w % 8) & 1) {
        uintptr_t k = off / 8 + w;
        bits[k / 8] |= uint8_t(1 << (k % 8));
        t->ptrBytes = (k + 1) * 8;
      }
    off += p->size;
  }
  return t;
}

} // namespace

// (method bool, call func(ctxt, frame unsafe.Pointer) unsafe.Pointer, their closures' offset of ftyp uintptr): before
// the first function of the kind is made; later calls store the same again.
GOENTRY(void, reflect_stubSetup, (uint64_t method, FuncVal *call, uintptr_t funcType)) {
  stubCalls[method & 1] = call; // a function of the package: static, no root
  ftypOffset[method & 1] = funcType;
}
GOENTRY(uint64_t, reflect_stubPC, (uint64_t method)) {
  return reinterpret_cast<uint64_t>(method & 1 ? rt_methodValueStub : rt_makeFuncStub);
}

// From the stubs: the saved registers, the caller's stack arguments, which stub. Returns the frame, the Go function.
GOENTRY(R2, reflect_stubEnter, (StubArea * area, uint64_t *stackArgs, uint64_t method)) {
  g *gp = tlsG();
  const char *closure = reinterpret_cast<char *>(area->ints[0]);
  gp->stubClosure = reinterpret_cast<void *>(area->ints[0]); // this entry may stop at its end, and the stub has no slots
  area->ftyp = *reinterpret_cast<const abi::FuncType *const *>(closure + ftypOffset[method & 1]);
  area->slotDepth = 0;
  Signature sig(area->ftyp);
  // Everything the arguments refer to must survive the allocation: copies on g0, which is scanned.
  uint64_t keep[10 + 64];
  std::memcpy(keep, area->ints, sizeof area->ints);
  auto above = (gp->stack.hi - reinterpret_cast<uintptr_t>(stackArgs)) / 8;
  std::memcpy(keep + 10, stackArgs, 8 * std::min<uintptr_t>(above, 64));
  __asm__ volatile("" ::"r"(keep) : "memory");
  const Type *t = frameType(area->ftyp);
  auto *frame = static_cast<char *>(mallocgc(t->size, t, true));
  __asm__ volatile("" ::"r"(keep) : "memory");
  Places at;
  auto take = [&](bool isFloat) { return *at.next(isFloat, area->ints, area->floats, stackArgs, INT32_MAX); };
  bool slot;
  sig.results(&slot);
  take(false); // the closure
  if (slot) area->slotDepth = gp->stack.hi - take(false);
  uintptr_t off = 0;
  for (int i = 0; i < sig.nin; i++) {
    const Type *p = sig.types[i];
    off = alignTo(off, p->align);
    Flat flat;
    flatten(p, 0, flat);
    if (flat.inMemory)
      typedmemmove(p, frame + off, reinterpret_cast<void *>(take(false)));
    else
      for (int k = 0; k < flat.n; k++) storeScalar(frame + off, flat.s[k], take(flat.s[k].isFloat));
    off += p->size;
  }
  if (writeBarrierEnabled()) shadeWords(frame, t->size & ~uintptr_t(7)); // filled from registers, without barriers
  return {reinterpret_cast<uint64_t>(frame), reinterpret_cast<uint64_t>(stubCalls[method & 1].load())};
}

// From the stubs: results from the frame to the slot, or to the result registers (floats through the area).
GOENTRY(R2, reflect_stubLeave, (StubArea * area, char *frame)) {
  g *gp = tlsG();
  Signature sig(area->ftyp);
  const char *results = frame + sig.retOffset(false);
  uint64_t regs[3] = {};
  if (area->slotDepth) {
    char *to = reinterpret_cast<char *>(gp->stack.hi - area->slotDepth);
    uintptr_t off = 0;
    for (int i = 0; i < sig.nout; i++) {
      const Type *p = sig.types[sig.nin + i];
      off = alignTo(off, p->align);
      typedmemmove(p, to + off, results + off);
      off += p->size;
    }
  } else {
    bool slot;
    Flat flat = sig.results(&slot);
    int ints = 0, floats = 0;
    for (int i = 0; i < flat.n; i++) {
      uint64_t v = loadScalar(results, flat.s[i]);
      (flat.s[i].isFloat ? area->floats[floats++] : regs[ints++]) = v;
    }
  }
  gp->ret2 = regs[2];
  return {regs[0], regs[1]};
}

} // namespace rt
