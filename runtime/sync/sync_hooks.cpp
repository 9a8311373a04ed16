// runtime/sync/sync_hooks.cpp: the small hooks of packages sync and sync/atomic: pinning, spinning, fatal errors.
//
// Mirrors the sync_* functions of runtime/proc.go and runtime/panic.go.
#include <cstdlib>
#include <cstring>
#include <emmintrin.h>

#include "runtime/lang/rand.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

namespace {

char *cstring(const uint8_t *s, intptr_t n) { // for a message on the way to exit
  auto *copy = static_cast<char *>(std::malloc(size_t(n) + 1));
  std::memcpy(copy, s, size_t(n));
  copy[n] = 0;
  return copy;
}

} // namespace

// Spinning pays only if another P runs the holder and this one has nothing else to do.
GOENTRY(uint64_t, sync_canSpin, (intptr_t i)) {
  constexpr intptr_t activeSpin = 4;
  if (i >= activeSpin || ncpu <= 1 || gomaxprocs <= sched.npidle.load() + sched.nmspinning.load() + 1) return 0;
  return runqempty(getp());
}
GOENTRY(void, sync_doSpin, ()) {
  for (int i = 0; i < 30; i++) _mm_pause();
}

GOENTRY(void, sync_throw, (const uint8_t *s, intptr_t n)) { throw_(cstring(s, n)); }
GOENTRY(void, sync_fatal, (const uint8_t *s, intptr_t n)) { fatal(cstring(s, n)); }

GOENTRY(uint32_t, runtime_randn, (uint64_t n)) { return cheaprandn(uint32_t(n)); }

} // namespace rt
