// runtime/mem/mcache.h: a P's own share of the heap: one span per span class, and a block for tiny objects.
//
// Only the M that holds the P uses it, so that the fast path of allocation takes no lock and no atomic instruction.
// Every slot of alloc holds either a span with room or emptymspan (no slots), never null.
// Mirrors mcache.go.
#pragma once
#include "runtime/mem/mheap.h"

namespace rt {

struct mcache {
  uintptr_t tiny = 0;       // current 16-byte block of the tiny allocator, or 0
  uintptr_t tinyoffset = 0; // next free byte in it
  uint64_t tinyAllocs = 0;  // since the last flush
  int64_t nextSample = 0;   // bytes to the next sample of the memory profile (runtime/prof/mprof.h)
  int64_t sampleRate = -1;  // what MemProfileRate was when that was drawn
  int64_t assistDebt = 0;   // bytes taken from the heap while marking was under way, not yet charged to a goroutine
  mspan *alloc[numSpanClasses];

  void refill(spanClass spc); // alloc[spc] becomes a span with a free slot; throws when out of memory
  void flushStats();          // moves what this P counted to mheap_.stats; likewise
  void releaseAll();          // gives every span back; world stopped or the P's own M
  void startMarking();        // world stopped: from now on what is allocated from its spans is marked
};

extern mspan emptymspan;

// The large path: one span for one object, straight from the heap.
mspan *allocLarge(uintptr_t size, bool noscan);

} // namespace rt
