// runtime/lock/lock_futex.h: mutex and note: the locks of the runtime itself (not of Go programs).
//
// mutex: three states 0 free, 1 held, 2 held with sleepers. note: one-shot event; notesleep by one thread,
// notewakeup once, noteclear before reuse. Both block the OS thread, so hold them briefly and never across
// gopark, which unlocks the one lock it is given.
// Lock order: lockrank.h. Which lock guards what: RT_GUARDED_BY at the field, checked by the compiler (thread_safety.h).
// Mirrors runtime/lock_futex.go.
#pragma once
#include <atomic>
#include <cstdint>

#include "runtime/lock/lockrank.h"
#include "runtime/lock/thread_safety.h"

namespace rt {

struct RT_CAPABILITY("mutex") mutex {
  std::atomic<uint32_t> key{0};
#ifdef NDEBUG
  constexpr mutex() = default;
  explicit constexpr mutex(lockRank) {}
#else
  lockRank rank = lockRankNone;
  constexpr mutex() = default;
  explicit constexpr mutex(lockRank r) : rank(r) {}
#endif
};
struct note {
  std::atomic<uint32_t> key{0};
};

// For a lock in memory that no constructor has run on; the lock may be in use.
inline void lockInit([[maybe_unused]] mutex *l, [[maybe_unused]] lockRank r) {
#ifndef NDEBUG
  __atomic_store_n(reinterpret_cast<uint32_t *>(&l->rank), uint32_t(r), __ATOMIC_RELAXED); // the same value every time
#endif
}

void lockSlow(mutex *l);
void unlockSlow(mutex *l);

// lock and unlock also count m.locks: a thread that holds a lock is not preempted and starts no collection.
void lock(mutex *l) RT_ACQUIRE(l);
void unlock(mutex *l) RT_RELEASE(l);
// Holds a lock for a block. Not across a park: frames left by schedule() run no destructors.
class RT_SCOPED lockGuard {
public:
  explicit lockGuard(mutex *m) RT_ACQUIRE(m) : l(m) { lock(m); }
  ~lockGuard() RT_RELEASE() { unlock(l); }
  lockGuard(const lockGuard &) = delete;
  lockGuard &operator=(const lockGuard &) = delete;

private:
  mutex *l;
};

void noteclear(note *n);
void notewakeup(note *n);
void notesleep(note *n);
bool notetsleep(note *n, int64_t ns); // false: timed out
// Waits awake for as long as it takes to wake a sleeping thread, for what is about to happen on another processor. True: it has.
bool notespin(const note *n);

void futexsleep(std::atomic<uint32_t> *addr, uint32_t val, int64_t ns); // ns < 0: no limit
void futexwakeup(std::atomic<uint32_t> *addr, uint32_t cnt);

} // namespace rt
