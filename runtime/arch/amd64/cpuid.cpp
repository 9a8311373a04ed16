// runtime/arch/amd64/cpuid.cpp: CPUID and XGETBV for the packages that look at the processor (stdlib/internal/cpu).
// Leaves: they run on the goroutine's stack.
#include <cpuid.h>

#include "runtime/abi/entries.h"

namespace rt {

GOENTRY(void, cpuid_, (uint64_t eax, uint64_t ecx, uint32_t *out)) { __cpuid_count(eax, ecx, out[0], out[1], out[2], out[3]); }

// edx:eax of XCR0. Only if CPUID says OSXSAVE.
GOENTRY(uint64_t, xgetbv_, ()) {
  uint32_t eax, edx;
  asm volatile("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
  return uint64_t(edx) << 32 | eax;
}

} // namespace rt
