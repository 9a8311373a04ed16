// runtime/mem/slice.h: append: how much it gives. See slice.cpp.
#pragma once
#include "runtime/abi/entries.h"
#include "runtime/abi/type.h"

namespace rt {
intptr_t nextslicecap(intptr_t newLen, intptr_t oldCap); // elements, before rounding to a size class
// Capacity and bytes of the array that append makes; false: out of range.
bool growCap(intptr_t newLen, intptr_t oldCap, const abi::Type *et, intptr_t *newcap, uintptr_t *capmem);
// num elements are about to be appended; the new length comes in and goes back out. As runtime.growslice, for C++.
R2 growSlice(void *oldPtr, intptr_t newLen, intptr_t oldCap, intptr_t num, const abi::Type *et);
} // namespace rt
