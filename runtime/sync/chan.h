// runtime/sync/chan.h: channels, and the sudogs by which goroutines wait on them.
//
// Invariants (lock held)
//   C1  At least one of sendq and recvq is empty, but for sudogs of selects: one goroutine may wait for both on the same
//       unbuffered channel, and sudogs of a select that another case has won stay queued until it runs.
//   C2  Buffered: qcount > 0 implies recvq empty; qcount < dataqsiz implies sendq empty (selects likewise).
//   C3  A waiting goroutine's value travels directly between its sudog.elem and the other party's memory. elem may
//       point into the waiter's stack: such a stack moves only with the locks of its channels held
//       (g.activeStackChans, g.waiting).
//   C4  g.waiting, g.activeStackChans and all sudogs are complete before the status becomes Gwaiting, and the channel
//       locks are released after that: whoever then holds a lock sees a goroutine that is ready to be woken.
// In dev chancheck asserts C1, C2 and C4 each time an operation lets go of the lock.
// Locks: hchan.lock; several at once only in address order (select, copystack).
//
// Happens before: what Go's memory model promises about channels, and what gives it here.
//   H1  A send happens before the receive of its value completes.
//   H2  On a channel of capacity C the k-th receive happens before the (k+C)-th send completes; with C = 0: a receive
//       happens before the send it takes from completes.
//   H3  The close happens before a receive that returns because of it.
//   The two sides of each meet in critical sections of hchan.lock: the later lock() acquires what the earlier unlock()
//   released. H1: the value and all that the sender wrote before lie ahead of the section that puts it into buf or into the
//   receiver's frame. H2: the slot of receive k becomes free in a section, and only in a later one can send k+C find room.
//   A party that was parked does not lock again (but in a select): it goes on after goready, which the other calls after
//   its section; readying releases through the run queue (runq.cpp), taking it from there acquires.
//   H3 without the lock: chanrecv's look at a closed channel; release store of `closed` in closechan, acquire load in closed().
//
// Runs on g0. A blocking operation ends in gopark; what follows the wait is the function named ...Resumed below it.
// Mirrors runtime/chan.go; the first words of hchan are gc's, programs read them through unsafe.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {

struct waitq {
  sudog *first, *last;
};

struct hchan {
  uint64_t qcount RT_GUARDED_BY(lock); // values in buf
  uint64_t dataqsiz;                   // capacity of buf; this and the next, elemsize and elemtype never change
  void *buf;                           // ring of dataqsiz elems
  uint16_t elemsize;
  uint32_t closed RT_GUARDED_BY(lock);
  abi::Type *elemtype;
  uint64_t sendx RT_GUARDED_BY(lock), recvx RT_GUARDED_BY(lock); // indices in buf
  waitq recvq RT_GUARDED_BY(lock), sendq RT_GUARDED_BY(lock);
  mutex lock;
};
static_assert(offsetof(hchan, elemsize) == 24 && offsetof(hchan, closed) == 28 && offsetof(hchan, recvq) == 56);

GOENTRY_DECL(hchan *, makechan, (const abi::ChanType *t, intptr_t size));
GOENTRY_DECL(void, closechan, (hchan * c));

// What goroutine-free code may do: sends or receives if it need not wait. chansend panics on a closed channel.
struct Received {
  bool selected; // something happened: a value, or the end of the channel
  bool received; // a value
};
bool chansend(hchan *c, void *elem, bool block);
Received chanrecv(hchan *c, void *elem, bool block, resumeFn resumed); // resumed: makes the results after a wait

// ---- the locked halves, shared by chan.cpp and select.cpp
// What an operation came to. Unlocking comes next (a select has more locks to give back), then, in this order: panic if it
// was a send on a closed channel; wake the partner.
struct Outcome { // two words: returned in registers
  sudog *partner; // parked goroutine that the value came from or went to
  enum { done, wouldBlock, sendOnClosed } state = done;
  bool received = false; // a value, not the end of the channel
};
Outcome chansendLocked(hchan *c, const void *elem) RT_REQUIRES(c->lock);
Outcome chanrecvLocked(hchan *c, void *elem) RT_REQUIRES(c->lock); // elem may be nil
// After unlocking. Panics or wakes; true: the operation is done.
bool conclude(const Outcome &o);
void chancheck(hchan *c) RT_REQUIRES(c->lock); // dev: C1, C2, C4

// q: c->sendq or c->recvq.
void enqueue(hchan *c, waitq *q, sudog *s) RT_REQUIRES(c->lock);
sudog *dequeue(hchan *c, waitq *q) RT_REQUIRES(c->lock);              // skips goroutines whose select has been won by another case
void dequeueSudoG(hchan *c, waitq *q, sudog *s) RT_REQUIRES(c->lock); // takes s out, wherever it is

// ---- sudogs: per-P lists over a global one; memory outside the heap
sudog *acquireSudog();
void releaseSudog(sudog *s);

} // namespace rt
