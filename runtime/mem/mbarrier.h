// runtime/mem/mbarrier.h: the write barrier, as C++ uses it.
//
// While the collector marks beside the program, a store `*slot = ptr` of a heap pointer shades two objects first:
//
//   the old *slot   (Yuasa's deletion barrier)   what was reachable when the cycle began stays findable although the
//                                                path to it is cut;
//   ptr             (Dijkstra's insertion barrier) an object known only to a stack that is not scanned yet does not hide in
//                                                an object that has been scanned.
//
// Shaded pointers go to the buffer of the P (p.wbNext), which is emptied into its mark queue when full (wbBufFlush) and when
// marking is about to end. Generated code does the same in a few instructions of its own: jit/write_barriers.cpp,
// rt_gcWriteBarrier in arch/amd64/wb.S.
//
// No barrier is needed for stores to the goroutine's own stack, nor in g: both are scanned as one with the stack, and once
// scanned hold only what is marked or reachable from what was reachable when the cycle began. Whatever passes from one
// stack to another is shaded. Memory outside the heap that the collector scans as roots (timers, specials, the finalizer
// queue, root ranges) is a heap object in this respect: what enters or leaves it is shaded.
//
// Every C++ function that stores a heap pointer somewhere is listed in README.md.
// Runs on g0 or, called from leaf entries, on the goroutine's stack (few words of it); with a P. Mirrors mbarrier.go and
// mwbbuf.go.
#pragma once
#include "runtime/abi/type.h"
#include "runtime/mem/mheap.h"

extern "C" {
extern uint32_t rt_writeBarrier; // not 0: barriers are on. Changes only while the world is stopped
void rt_wbFlush();               // wbBufFlush on g0, from whatever stack
}

namespace rt {

void setWriteBarrier(bool on); // of all modules; the world is stopped

constexpr uintptr_t wbBufEntries = 512;

inline bool writeBarrierEnabled() { return __builtin_expect(rt_writeBarrier != 0, 0); }

// Puts v, if it is an address in the heap, into the buffer. For words that may be pointers, too.
void shadeWord(uintptr_t v);
inline void shade(const void *p) {
  if (writeBarrierEnabled()) shadeWord(reinterpret_cast<uintptr_t>(p));
}

// *slot = v, where slot is in the heap or in other memory that is scanned once a cycle.
template <class T> inline void writeHeapPointer(T **slot, T *v) {
  if (writeBarrierEnabled()) {
    shadeWord(reinterpret_cast<uintptr_t>(*slot));
    shadeWord(reinterpret_cast<uintptr_t>(v));
  }
  *slot = v;
}

// All words of [p, p+n): nothing but what looks like a heap pointer counts.
void shadeWords(const void *p, uintptr_t n);
// The pointers in n bytes of values of a type.
void shadeTyped(const abi::Type *typ, const void *p, uintptr_t n);

// Before n bytes at dst, values of type typ, are overwritten by those at src (null: by zeros). Nothing if dst is on a stack.
void bulkBarrierPreWrite(const abi::Type *typ, const void *dst, const void *src, uintptr_t n);
// Likewise without a type. Nothing if dst is on a stack or holds no pointers.
void bulkBarrierPreClear(const void *dst, uintptr_t n);
// Before a value passes from one stack to another (or to the heap).
void typeBitsBulkBarrier(const abi::Type *typ, const void *dst, const void *src);

} // namespace rt
