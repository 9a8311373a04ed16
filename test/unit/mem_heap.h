// test/unit/mem_heap.h: a heap without a scheduler: one M with one P on this thread, roots given by the test.
#pragma once
#include "runtime/mem/malloc.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgcmark.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mverify.h"
#include "runtime/sched/proc.h"
#include <vector>

namespace memtest {

inline std::vector<void *> roots; // what the next collection starts from

inline void useHeap() {
  static rt::m mp{};
  static rt::p pp{};
  rt::mallocinit();
  rt::gcinit();
  rt::rt_tls.m_ = &mp;
  mp.p = &pp;
  if (!pp.mcache) pp.mcache = rt::allocmcache();
  rt::gcTestRoots = [](rt::gcWork &w) {
    for (void *r : roots) rt::markPointer(w, reinterpret_cast<uintptr_t>(r));
    for (unsigned j = 0; j < rt::specialRootJobs(); j++) rt::markSpecialRoots(w, j);
    rt::markFinalizerQueue(w);
  };
}

// A cycle as gcStopped runs it. Returns the bytes marked; sweeping is left to whoever needs it.
inline uint64_t collect(bool sweep = true, unsigned markers = 1) {
  rt::finishSweep();
  rt::getp()->mcache->releaseAll();
  rt::gcphase = rt::GCmark;
  rt::markResult r = rt::gcMarkAll(0, markers);
  rt::verifyHeap();
  rt::gcphase = rt::GCoff;
  rt::startSweepCycle();
  rt::gcController.endCycle(r);
  if (sweep) rt::finishSweep();
  return r.bytesMarked;
}

// A struct type of n words with the given pointer bits.
inline const abi::Type *structType(unsigned words, std::vector<unsigned> ptrs) {
  auto *t = new abi::Type{};
  auto *bits = new uint8_t[words / 8 + 9]{};
  for (unsigned i : ptrs) {
    bits[i / 8] = uint8_t(bits[i / 8] | 1 << (i % 8));
    t->ptrBytes = std::max<uintptr_t>(t->ptrBytes, (i + 1) * 8);
  }
  t->size = words * 8;
  t->kind_ = abi::Struct;
  t->gcdata = bits;
  return t;
}

inline void **words(void *p) { return static_cast<void **>(p); }

} // namespace memtest
