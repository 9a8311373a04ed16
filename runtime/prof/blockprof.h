// runtime/prof/blockprof.h: where goroutines wait, and which unlocks made them. What a wait costs when both are off: a load.
//
// Block profile: blockStart before the wait, its result kept; the waker stamps sudog.releasetime if that is not 0; after
// the wait blockEvent. Mutex profile: the same with the releaser's stack. Times are nanoseconds (nanotime).
// Mirrors the block and mutex part of runtime/mprof.go.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {

extern std::atomic<int64_t> blockProfileRate;     // ns per sample; 0: off
extern std::atomic<int64_t> mutexProfileFraction; // one event of so many; 0: off
int64_t nanotime();

inline int64_t blockStart() { return __builtin_expect(blockProfileRate.load(std::memory_order_relaxed) > 0, 0) ? nanotime() : 0; }
inline int64_t mutexStart() { return __builtin_expect(mutexProfileFraction.load(std::memory_order_relaxed) > 0, 0) ? nanotime() : 0; }

// Before s is queued. waitStart, by the waiter: s->releasetime becomes the time of waking only if it is not 0.
inline void waitStart(sudog *s, int64_t start) { s->releasetime = start ? -1 : 0; }
inline void waitEnd(sudog *s) { // by the waker, before goready
  if (__builtin_expect(s->releasetime != 0, 0)) s->releasetime = nanotime();
}

// gp has waited for ns. entry: the profile shows the entry that gp called above its caller (runtime.chanrecv1).
void blockEvent(g *gp, int64_t ns, bool entry, int skip);
void mutexEvent(g *gp, int64_t ns, int skip); // gp's unlock made others wait for ns
void runtimeLockEvent(m *mp); // the current thread has waited for a lock of the runtime itself (m.lockWaited), and holds none

} // namespace rt
