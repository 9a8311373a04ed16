// runtime/mem/memlock.h: the lock of the memory system: a runtime mutex with methods.
//
// Held for tens of instructions, never across a park or a stop of the world. Order: runtime/lock/lockrank.h.
#pragma once
#include "runtime/lock/lock_futex.h"
#include "runtime/sched/proc.h"

namespace rt {

class RT_CAPABILITY("mutex") memLock {
public:
  explicit constexpr memLock(lockRank r) : mu(r) {}
  void lock() RT_ACQUIRE() RT_NO_THREAD_SAFETY { rt::lock(&mu); }
  void unlock() RT_RELEASE() RT_NO_THREAD_SAFETY { rt::unlock(&mu); }

private:
  mutex mu;
};

} // namespace rt
