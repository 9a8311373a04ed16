// runtime/lock/lockrank.cpp: see lockrank.h.
#include "runtime/lock/lockrank.h"

#include "runtime/lock/assert.h"
#include "runtime/lock/lock_futex.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/proc.h"

namespace rt {

void assertFailed(const char *id, const char *condition, const char *file, int line) {
  eprintf("%s:%d: assertion %s failed: %s\n", file, line, id, condition);
  throw_("assertion failed");
}

#ifndef NDEBUG

static const char *const rankNames[] = {
#define X(name) #name,
    LOCK_RANKS(X)
#undef X
};

// What this thread holds, in the order it was taken. A select may hold thousands of channel locks: of those beyond the
// array only the count is kept.
static thread_local struct {
  mutex *lock[32];
  uint32_t n;
} held;
constexpr uint32_t maxHeld = 32;

[[noreturn]] static void badOrder(mutex *l, mutex *outer) {
  eprintf("lock order: %s (%p) is taken under", rankNames[l->rank], static_cast<void *>(l));
  for (uint32_t i = 0; i < held.n && i < maxHeld; i++)
    eprintf(" %s (%p)", rankNames[held.lock[i]->rank], static_cast<void *>(held.lock[i]));
  eprintf("; it belongs outside of %s\n", rankNames[outer->rank]);
  held.n = 0; // what follows takes locks of its own
  throw_("lock ordering problem");
}

static bool mayFollow(mutex *outer, mutex *l) {
  if (outer->rank < l->rank || outer->rank == lockRankNone) return true;
  return outer->rank == lockRankHchan && l->rank == lockRankHchan && outer < l;
}

void lockRankAcquire(mutex *l) {
  bool dying = getm() && getm()->dying; // a crash is reported from wherever it happened
  if (l->rank != lockRankNone && !dying)
    for (uint32_t i = 0; i < held.n && i < maxHeld; i++)
      if (!mayFollow(held.lock[i], l)) badOrder(l, held.lock[i]);
  if (held.n < maxHeld) held.lock[held.n] = l;
  held.n++;
}

void lockRankRelease(mutex *l) {
  uint32_t kept = held.n < maxHeld ? held.n : maxHeld, i = kept;
  while (i > 0 && held.lock[i - 1] != l) i--;
  if (held.n > 0) held.n--;
  if (i == 0) return; // one of those beyond the array
  for (; i < kept; i++) held.lock[i - 1] = held.lock[i];
}

void lockMayAcquire(lockRank r) {
  for (uint32_t i = 0; i < held.n && i < maxHeld; i++)
    if (held.lock[i]->rank >= r && !getm()->dying) throw_("a lock is held that belongs inside those taken here");
}

void assertLockHeld(mutex *l) {
  for (uint32_t i = 0; i < held.n && i < maxHeld; i++)
    if (held.lock[i] == l) return;
  if (held.n <= maxHeld && !getm()->dying) throw_("lock not held");
}

#endif

} // namespace rt
