// runtime/mem/malloc.cpp: see malloc.h.
#include "runtime/mem/malloc.h"
#include "runtime/abi/entries.h"
#include "runtime/debug/godebug.h"
#include "runtime/lock/assert.h"
#include "runtime/mem/mbitmap.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mgc.h"
#include "runtime/prof/mprof.h"
#include "runtime/sched/proc.h"
#include <cstring>

namespace rt {

uint64_t zerobase;

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

// The next free slot if the cached bits have one, else null.
static inline void *nextFreeFast(mspan *s) {
  if (unlikely(s->allocCache == 0)) return nullptr;
  unsigned bit = unsigned(__builtin_ctzll(s->allocCache));
  unsigned result = s->freeindex + bit;
  if (unlikely(result >= s->nelems)) return nullptr;
  unsigned next = result + 1;
  if (unlikely(next % 64 == 0 && next != s->nelems)) return nullptr; // the slow path reloads the cache
  s->allocCache >>= bit + 1;
  s->freeindex = uint16_t(next);
  s->allocCount++;
  return reinterpret_cast<void *>(s->startAddr + result * s->elemsize);
}

// The next free slot, from another span if this one is full. *help: a refill happened, so a collection may be due.
[[gnu::noinline]] static void *nextFree(mcache *c, spanClass spc, bool *help) {
  mspan *s = c->alloc[spc.v];
  uint16_t i = s->nextFreeIndex();
  if (i == s->nelems) {
    c->refill(spc);
    *help = true;
    s = c->alloc[spc.v];
    i = s->nextFreeIndex();
    if (i >= s->nelems) throw_("freeIndex is not valid");
  }
  s->allocCount++;
  if (s->allocCount > s->nelems) throw_("s.allocCount > s.nelems");
  return reinterpret_cast<void *>(s->objBase(i));
}

// libc's memset costs a call and a dispatch; small slots are multiples of 8.
static inline void clearSlot(void *p, uintptr_t size) {
  if (size > 128) {
    memset(p, 0, size);
    return;
  }
  auto *w = static_cast<uint64_t *>(p);
  for (uintptr_t i = 0; i < size / 8; i++) w[i] = 0;
}

// The end of an allocation that may owe a collection (or must, under gcstress), or a sample for the memory profile. Keeps x
// alive: it is in this frame.
[[gnu::noinline]] static void *afterMalloc(mcache *c, void *x, uintptr_t slotSize, bool help) {
  void *volatile keep = x;
  profileAlloc(c, x, slotSize);
  if (help && gcBlackenEnabled.load(std::memory_order_relaxed)) gcAssistAlloc(getp()->mcache);
  if (unlikely(debug.gcstress)) {
    static std::atomic<int32_t> count;
    if (++count % debug.gcstress == 0) {
      if (gcBlackenEnabled.load(std::memory_order_relaxed)) gcAskToYield(); // workers get on, and a cycle ends soon
      gcStart(gcTrigger::stress);
    }
  } else if (help && gcController.due())
    gcStart(gcTrigger::heap);
  return keep;
}

// How an allocation goes on when the ordinary case does not apply: there is a profile sample to take, or the span is full.
enum class hard { goOn, giveUp }; // give up: null, for code that cannot do it and asks mallocgc instead

static inline bool mustGiveUp(const mcache *c, uintptr_t slotSize) { return unlikely(bool(allocSampleComes(c, slotSize) | gcHelpAlways)); }

template <hard H> static inline void *finishMalloc(mcache *c, void *x, uintptr_t slotSize, bool help) {
  const bool due = allocSampleDue(c, slotSize);
  if (H == hard::goOn && unlikely(bool(help | gcHelpAlways | due))) return afterMalloc(c, x, slotSize, help);
  return x;
}

static inline uintptr_t tinyAlign(uintptr_t off, uintptr_t size) {
  if ((size & 7) == 0) return alignUp(off, 8);
  if ((size & 3) == 0) return alignUp(off, 4);
  if ((size & 1) == 0) return alignUp(off, 2);
  return off;
}

// Sixteen bytes shared by several pointer-free objects; freed when none of them is reachable.
template <hard H> [[gnu::always_inline]] static inline void *mallocTiny(mcache *c, uintptr_t size) {
  if (H == hard::giveUp && mustGiveUp(c, maxTinySize)) return nullptr;
  uintptr_t off = tinyAlign(c->tinyoffset, size);
  if (off + size <= maxTinySize && c->tiny != 0) {
    c->tinyoffset = off + size;
    c->tinyAllocs++;
    void *x = reinterpret_cast<void *>(c->tiny + off);
    return H == hard::goOn && unlikely(gcHelpAlways) ? afterMalloc(c, x, 0, false) : x;
  }
  bool help = false;
  void *x = nextFreeFast(c->alloc[tinySpanClass.v]);
  if (unlikely(!x)) {
    if (H == hard::giveUp) return nullptr;
    x = nextFree(c, tinySpanClass, &help);
  }
  static_cast<uint64_t *>(x)[0] = 0;
  static_cast<uint64_t *>(x)[1] = 0;
  if (size < c->tinyoffset || c->tiny == 0) { // the new block has more room left than the old one
    c->tiny = reinterpret_cast<uintptr_t>(x);
    c->tinyoffset = size;
  }
  return finishMalloc<H>(c, x, maxTinySize, help);
}

template <hard H>
[[gnu::always_inline]] static inline void *mallocSmall(mcache *c, uintptr_t size, const abi::Type *typ, bool noscan, bool needzero) {
  bool header = !noscan && !heapBitsInSpan(size);
  spanClass spc(sizeToClass(size + (header ? mallocHeaderSize : 0)), noscan);
  mspan *s = c->alloc[spc.v];
  bool help = false;
  if (H == hard::giveUp && mustGiveUp(c, s->elemsize)) return nullptr;
  void *x = nextFreeFast(s);
  if (unlikely(!x)) {
    if (H == hard::giveUp) return nullptr;
    x = nextFree(c, spc, &help);
    s = c->alloc[spc.v];
  }
  if (s->needzero && (needzero || !noscan)) clearSlot(x, s->elemsize);
  uintptr_t slotSize = s->elemsize;
  if (!noscan) {
    if (header) {
      *static_cast<const abi::Type **>(x) = typ;
      x = static_cast<char *>(x) + mallocHeaderSize;
    } else
      heapSetTypeSmall(reinterpret_cast<uintptr_t>(x), size, typ, s);
  }
  return finishMalloc<H>(c, x, slotSize, help);
}

[[gnu::noinline]] static void *mallocLarge(mcache *c, uintptr_t size, const abi::Type *typ, bool noscan, bool needzero) {
  mspan *s = allocLarge(size, noscan);
  void *x = reinterpret_cast<void *>(s->base());
  if (s->needzero && (needzero || !noscan)) memset(x, 0, s->elemsize);
  if (!noscan) s->largeType = typ;
  return finishMalloc<hard::goOn>(c, x, s->elemsize, true);
}

[[gnu::always_inline]] static inline void *mallocgcInline(uintptr_t size, const abi::Type *typ, bool needzero) {
  if (unlikely(size == 0)) return &zerobase;
  p *pp = getp();
  if (unlikely(!pp)) throw_("mallocgc called without a P or outside bootstrapping");
  RT_ASSERT(M6, gcphase != GCmarktermination);
  lockMayAcquire(lockRankMSpecial); // an inner lock held here would be a "malloc deadlock", on a slow path, some day
  mcache *c = pp->mcache;
  bool noscan = !typ || typ->ptrBytes == 0;
  if (unlikely(size > MaxSmallSize - mallocHeaderSize)) return mallocLarge(c, size, typ, noscan, needzero);
  if (noscan && size < maxTinySize) return mallocTiny<hard::goOn>(c, size);
  return mallocSmall<hard::goOn>(c, size, typ, noscan, needzero);
}

// On a goroutine's stack: an object of a span that has room. Null: mallocgc knows what to do.
[[gnu::always_inline]] static inline void *mallocOrdinary(uintptr_t size, const abi::Type *typ) {
  mcache *c = getp()->mcache;
  bool noscan = typ->ptrBytes == 0;
  if (unlikely(size - 1 >= MaxSmallSize - mallocHeaderSize)) return nullptr; // 0, too
  if (noscan && size < maxTinySize) return mallocTiny<hard::giveUp>(c, size);
  return mallocSmall<hard::giveUp>(c, size, typ, noscan, true);
}

void *mallocgc(uintptr_t size, const abi::Type *typ, bool needzero) { return mallocgcInline(size, typ, needzero); }

GOENTRY(void *, newobject, (const abi::Type *typ)) {
  void *x = mallocgcInline(typ->size, typ, true);
  afterAlloc({reinterpret_cast<uint64_t>(x), 0});
  return x;
}

// ---- what Go code calls: the ordinary case without a change of stacks, all else in the entry. The convention is the entries',
// so that the way on is a jump.

extern "C" {
[[clang::preserve_none]] void *go_newobject(const abi::Type *typ);
[[clang::preserve_none]] void *go_makeslice(const abi::Type *et, intptr_t len, intptr_t cap);

[[gnu::used, clang::preserve_none]] void *rt_newobjectFast(const abi::Type *typ) {
  if (void *x = mallocOrdinary(typ->size, typ); likely(x)) return x;
  [[clang::musttail]] return go_newobject(typ);
}

[[gnu::used, clang::preserve_none]] void *rt_makesliceFast(const abi::Type *et, intptr_t len, intptr_t cap) {
  uintptr_t size;
  if (likely(uintptr_t(len) <= uintptr_t(cap) && !__builtin_mul_overflow(et->size, uintptr_t(cap), &size)))
    if (void *x = mallocOrdinary(size, et); likely(x)) return x;
  [[clang::musttail]] return go_makeslice(et, len, cap);
}
}
__asm__(".globl \"runtime.newobject\"; .set \"runtime.newobject\", rt_newobjectFast\n"
        ".globl \"runtime.makeslice\"; .set \"runtime.makeslice\", rt_makesliceFast");

void *newarray(const abi::Type *typ, intptr_t n) {
  uintptr_t bytes;
  if (n < 0 || __builtin_mul_overflow(typ->size, uintptr_t(n), &bytes) || bytes > maxAlloc)
    panicPlainError("runtime: allocation size out of range");
  return mallocgc(bytes, typ, true);
}

void mallocinit() { mheap_.init(); }

} // namespace rt
