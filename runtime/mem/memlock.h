// runtime/mem/memlock.h: the lock of the memory system: a runtime mutex with methods.
//
// It is a leaf: held for tens of instructions, never across a park or a stop of the world, and never together with
// another one except in the order special -> mcentral -> mheap -> persistent.
#pragma once
#include "runtime/sched/proc.h"
#include "runtime/sync/lock_futex.h"

namespace rt {

class RT_CAPABILITY memLock {
public:
  void lock() RT_ACQUIRE() RT_NO_THREAD_SAFETY { rt::lock(&mu); }
  void unlock() RT_RELEASE() RT_NO_THREAD_SAFETY { rt::unlock(&mu); }

private:
  mutex mu;
};

} // namespace rt
