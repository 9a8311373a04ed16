// runtime/mem/mgcmark.h: marking, between mgc.cpp (the cycle) and mgcmark.cpp.
#pragma once
#include "runtime/mem/mbitmap.h"
#include "runtime/mem/mgcpacer.h"
#include "runtime/mem/mgcwork.h"

namespace rt {

// One mark phase, world stopped: scans all roots and what they reach. sp: lowest word of this g0 to scan.
markResult gcMarkAll(uintptr_t sp, unsigned markers);

// Marks one object and queues it for scanning.
void greyobject(gcWork &w, const heapObject &o);
inline void markPointer(gcWork &w, uintptr_t p) {
  if (heapObject o = inHeap(p) ? findObject(p) : heapObject{}; o.base) greyobject(w, o);
}
void scanConservative(gcWork &w, uintptr_t lo, uintptr_t hi);
void scanobject(gcWork &w, uintptr_t b);
void drainStopped(gcWork &w); // world stopped: until there is no work anywhere

// ---- beside the program
// Marks objects until stop() says so, or there are none to be had; what it has not looked at goes back into w.
void drainHeap(gcWork &w, bool (*stop)(gcWork &w, void *arg), void *arg);
bool markNextRoot(gcWork &w);  // one more root job; false: none is left
bool rootsLeft();
void resetRoots();             // world stopped: all root jobs are to be done

// World stopped, marking done: marks once more, and dies if it finds anything new (GODEBUG=gccheckmark=1).
void gcCheckMarks(uintptr_t sp);

// Every word of the roots, for the verifier and the unit tests.
unsigned gcRootJobs();
void markroot(gcWork &w, unsigned job);

// A replacement for the runtime's roots, for unit tests: null normally.
extern void (*gcTestRoots)(gcWork &w);

} // namespace rt
