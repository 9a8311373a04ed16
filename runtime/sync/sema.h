// runtime/sync/sema.h: the semaphores under sync.Mutex, WaitGroup, RWMutex, poll.FD; and sync.Cond's lists.
//
// A semaphore is a uint32 anywhere in memory. To sleep, a goroutine queues a sudog under the word's address; the
// address picks one of 251 roots, each a lock and a treap of addresses (a binary tree ordered by address, heap-ordered by
// random ticket, so of logarithmic depth); waiters on one address form a list at its tree node.
//
// Invariants (root lock held)
//   S1  The tree holds one sudog per address with waiters; the others hang on its waitlink, waittail the last.
//   S2  nwait, read without the lock by semrelease, is raised before the sleeper's last look at the word: either the
//       releaser sees nwait != 0, or the sleeper sees the released count.
//   S3  A queued sudog's ticket is its heap key (odd, never 0) in the tree, 0 on a list; dequeue sets it to 0.
//       semrelease then sets 1 to say: the count has been taken for you.
// Locks: semaRoot.lock; a notifyList's lock. Runs on g0.
// Mirrors runtime/sema.go.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {

struct semaRoot {
  mutex lock{lockRankSemaRoot};
  sudog *treap RT_GUARDED_BY(lock) = nullptr;
  std::atomic<uint32_t> nwait{0};

  void queue(std::atomic<uint32_t> *addr, sudog *s, bool lifo) RT_REQUIRES(lock);
  // nullptr: nobody waits there. If its wait is profiled, *now is the time, and *tailTime since when the last one waits.
  sudog *dequeue(std::atomic<uint32_t> *addr, int64_t *now, int64_t *tailTime) RT_REQUIRES(lock);

private:
  void rotateLeft(sudog *x) RT_REQUIRES(lock);
  void rotateRight(sudog *x) RT_REQUIRES(lock);
  void replaceChild(sudog *parent, sudog *old, sudog *now) RT_REQUIRES(lock);
};

// Both end the entry if they park, or yield. mutex: it is the semaphore of a lock: its waits are in the mutex profile, too. skip:
// frames of package sync to leave out of the profiles.
void semacquire(std::atomic<uint32_t> *addr, bool lifo, waitReason reason, bool mutex = false, int skip = 0);
void semrelease(std::atomic<uint32_t> *addr, bool handoff, int skip = 0);

// sync.notifyList, field for field.
struct notifyList {
  std::atomic<uint32_t> wait;   // ticket of the next waiter
  std::atomic<uint32_t> notify; // ticket of the next to be notified; changes under the lock
  mutex lock;                   // a uintptr in Go
  alignas(8) sudog *head RT_GUARDED_BY(lock);
  sudog *tail RT_GUARDED_BY(lock);
};
static_assert(sizeof(notifyList) == 32);

} // namespace rt
