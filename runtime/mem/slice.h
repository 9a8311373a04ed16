// runtime/mem/slice.h: the growth rule of append. See slice.cpp.
#pragma once
#include "runtime/abi/type.h"

namespace rt {
intptr_t nextslicecap(intptr_t newLen, intptr_t oldCap); // elements, before rounding to a size class
// Capacity and bytes of the array that append makes; false: out of range.
bool growCap(intptr_t newLen, intptr_t oldCap, const abi::Type *et, intptr_t *newcap, uintptr_t *capmem);
} // namespace rt
