// runtime/mem/malloc.h: allocation, as the rest of the runtime sees it.
//
// How an allocation goes, from fast to slow:
//   1. size 0: the address of zerobase.
//   2. tiny (< 16 bytes, no pointers): a bump in the mcache's current 16-byte block (mcache.tiny).
//   3. small (up to 32 KB): the next free slot of the mcache's span of that class (mcache.alloc[spanclass]): a count of
//      trailing zeros in mspan.allocCache.
//   4. that span is full: mcache.refill takes another from mcentral (a lock per class), which sweeps old spans for it,
//   5. or gets a fresh one from mheap (the heap lock, the page allocator), which may ask the kernel.
//   6. large (> 32 KB): mheap directly.
// Steps 4-6 count as live heap; when that passes the goal, the allocation ends with a collection.
//
// Runs on g0 with a P. The new object is kept alive by the conservative scan of g0 until the entry returns.
// Mirrors malloc.go.
#pragma once
#include "runtime/abi/entries.h"
#include "runtime/abi/type.h"
#include "runtime/mem/mcache.h"
#include "runtime/sched/proc.h"

namespace rt {

extern uint64_t zerobase; // address of every zero-size object

// An object of size bytes. typ null or without pointers: never scanned. Otherwise size is typ->size or a multiple of
// it (an array). needzero false: contents arbitrary (only for pointer-free objects). May collect. Never null.
void *mallocgc(uintptr_t size, const abi::Type *typ, bool needzero);

GOENTRY_DECL(void *, newobject, (const abi::Type *typ));
void *newarray(const abi::Type *typ, intptr_t n); // panics when too large

// The end of an entry that has allocated and returns r. A goroutine that allocates faster than marking goes on, and finds
// nothing to mark itself, waits here until the workers have got on; it leaves then, and r comes when it is resumed.
[[gnu::noinline]] void gcWaitIfOwing(R2 r);
inline R2 afterAlloc(R2 r) {
  if (__builtin_expect(gcBlackenEnabled.load(std::memory_order_relaxed), 0)) gcWaitIfOwing(r);
  return r;
}

constexpr uintptr_t maxAlloc = uintptr_t(1) << 48;

} // namespace rt
