// runtime/mem/mgcwork.h: the work of marking: objects found but not yet scanned.
//
// A marker puts into and takes from two 2 KB buffers of its own (two, so that going back and forth at a boundary does
// not touch shared state). Full ones go to a shared list and come back from there; a marker also gives half of a
// buffer away when others have nothing to do. Marking is over when every marker that joined is idle and the list is
// empty; one that joins later finds nothing and leaves.
// Mirrors mgcwork.go.
#pragma once
#include "runtime/mem/memlock.h"
#include <atomic>

namespace rt {

struct workbuf {
  static constexpr unsigned capacity = 2048 / 8 - 2;
  workbuf *next;
  uint64_t n;
  uintptr_t obj[capacity];
};

// Shared state of a mark phase.
struct gcWorkState {
  memLock lock{lockRankGCWork};
  workbuf *full RT_GUARDED_BY(lock) = nullptr, *empty RT_GUARDED_BY(lock) = nullptr;
  std::atomic<uint32_t> nfull{0};    // length of full, readable without the lock
  std::atomic<uint32_t> nidle{0};    // markers that found nothing
  // Who takes part: the phase's number in the upper half, the markers that joined below; with the bit, nobody may join any
  // more. A helper joins only the phase it was invited to: one that wakes late finds another phase, for which its buffers
  // are not made and in which others may mark without atomic operations, since they do not expect it.
  static constexpr uint64_t closed = 1u << 31;
  std::atomic<uint64_t> gate{closed};
  std::atomic<uint32_t> nextRoot{0}; // root jobs taken
  uint32_t nroots = 0;

  uint32_t markers() const { return uint32_t(gate.load() & (closed - 1)); }
  void open(uint32_t phase) { gate.store(uint64_t(phase) << 32 | 1, std::memory_order_release); } // pairs with join
  uint32_t close() { return uint32_t(gate.fetch_or(closed) & (closed - 1)); } // returns how many joined
  bool join(uint32_t phase) {
    for (uint64_t v = gate.load(); v >> 32 == phase && !(v & closed);)
      if (gate.compare_exchange_weak(v, v + 1)) return true;
    return false;
  }
  workbuf *getEmpty();
  void putEmpty(workbuf *b);
  void putFull(workbuf *b);
  workbuf *tryGetFull();
};
extern gcWorkState gcWorkState_;

struct gcWork {
  workbuf *wbuf1 = nullptr, *wbuf2 = nullptr; // wbuf1 in use
  uint64_t bytesMarked = 0, stackBytes = 0, globalBytes = 0, scanWork = 0;
  bool shared = false; // others mark too: atomic mark bits
  bool checking = false;   // gccheckmark: what is found must be marked
  bool concurrent = false; // a P's own, for marking beside the program
  struct stackScanBuf *stackBuf = nullptr; // stackscan.h

  void init(bool shared);
  void put(uintptr_t obj) {
    if (__builtin_expect(wbuf1->n == workbuf::capacity, 0)) putSlow();
    wbuf1->obj[wbuf1->n++] = obj;
  }
  uintptr_t tryGet() { // 0: none of its own, none shared
    if (__builtin_expect(wbuf1->n == 0, 0) && !getSlow()) return 0;
    return wbuf1->obj[--wbuf1->n];
  }
  void balance(); // gives work away if others are idle
  void dispose();
  bool empty() const { return !wbuf1 || (wbuf1->n == 0 && wbuf2->n == 0); }
  void flush(); // what is in its own buffers becomes everybody's

private:
  void putSlow();
  bool getSlow();
};

} // namespace rt
