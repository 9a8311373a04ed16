// runtime/mem/mgcsweep.h: turning mark bits into free slots, span by span, when needed.
//
// After a mark phase every span waits on the unswept lists of its mcentral. It is swept by the first of: an allocation
// of its class looking for room; the heap looking for pages (reclaim); an allocation that takes a span and pays for it by
// sweeping its share (sweepInProportion); the goroutine in the background; SetFinalizer on one of its objects; the start of the
// next cycle, which finishes the rest. Sweeping a span runs or drops the specials of its dead objects, makes
// gcmarkBits the new allocBits, and gives a span without live objects back to the heap.
// Mirrors mgcsweep.go.
#pragma once
#include "runtime/mem/mheap.h"

namespace rt {

// s is owned by the caller, sweepgen == sg - 1. False: nothing lived, the span went back to the heap.
bool sweepForUse(mspan *s);
// Sweeps one span; returns the pages freed, or ~0 when all is swept.
uintptr_t sweepone();
void finishSweep();             // all that is left
void reclaim(uintptr_t npages); // sweeps until so many pages came free, or no longer than it takes to clear fresh ones
// Before a span is taken: sweeps as much as makes the sweep end when the heap reaches the trigger.
void sweepInProportion();
void paceSweep(uint64_t trigger); // the trigger has changed
void ensureSwept(mspan *s);
bool isSweepDone();
void wakeSweeper(); // the goroutine that sweeps in the background has work
void startSweepCycle();         // world stopped, after marking: sweepgen += 2

} // namespace rt
