// runtime/mem/mverify.h: a check of the whole heap, world stopped, after marking and before sweeping.
#pragma once
#include <cstdint>

namespace rt {
// Throws with a description at the first violation of: the page table and span records agree; counts, bitmaps and
// freeindex of a span agree; no mark bit on a free slot; M1: every pointer in a marked object leads to a marked object;
// M2: none leads into the stack of a goroutine (escape analysis would have been wrong).
void verifyHeap();
} // namespace rt
