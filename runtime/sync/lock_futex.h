// runtime/sync/lock_futex.h: mutex and note: the locks of the runtime itself (not of Go programs).
//
// mutex: three states 0 free, 1 held, 2 held with sleepers. note: one-shot event; notesleep by one thread,
// notewakeup once, noteclear before reuse. Both block the OS thread, so hold them briefly and never across
// gopark, which unlocks the one lock it is given. No lock_guard across gopark: frames left by schedule() run
// no destructors.
// Lock order (outer first): worldsema, sched.lock, allglock, channel locks (by address), timers.lock, mem locks.
// Mirrors runtime/lock_futex.go.
#pragma once
#include <atomic>
#include <cstdint>

#define RT_CAPABILITY __attribute__((capability("mutex")))
#define RT_ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define RT_RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define RT_REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define RT_NO_THREAD_SAFETY __attribute__((no_thread_safety_analysis))

namespace rt {

struct RT_CAPABILITY mutex {
  std::atomic<uint32_t> key{0};
};
struct note {
  std::atomic<uint32_t> key{0};
};

void lockSlow(mutex *l);
void unlockSlow(mutex *l);

// lock and unlock also count m.locks: a thread that holds a lock is not preempted and starts no collection.
void lock(mutex *l) RT_NO_THREAD_SAFETY;
void unlock(mutex *l) RT_NO_THREAD_SAFETY;
bool trylock(mutex *l) RT_NO_THREAD_SAFETY;

void noteclear(note *n);
void notewakeup(note *n);
void notesleep(note *n);
bool notetsleep(note *n, int64_t ns); // false: timed out

void futexsleep(std::atomic<uint32_t> *addr, uint32_t val, int64_t ns); // ns < 0: no limit
void futexwakeup(std::atomic<uint32_t> *addr, uint32_t cnt);

} // namespace rt
