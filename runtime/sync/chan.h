// runtime/sync/chan.h: channels, and the sudogs by which goroutines wait on them.
//
// Invariants (lock held)
//   C1  At least one of sendq and recvq is empty, but for one goroutine that waits on the same unbuffered channel
//       for both in a select.
//   C2  Buffered: qcount > 0 implies recvq empty; qcount < dataqsiz implies sendq empty.
//   C3  A waiting goroutine's value travels directly between its sudog.elem and the other party's memory. elem may
//       point into the waiter's stack: such a stack moves only with the locks of its channels held
//       (g.activeStackChans, g.waiting).
//   C4  g.waiting, g.activeStackChans and all sudogs are complete before the status becomes Gwaiting, and the channel
//       locks are released after that: whoever then holds a lock sees a goroutine that is ready to be woken.
// Locks: hchan.lock; several at once only in address order (select, copystack).
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
  uint64_t qcount;   // values in buf
  uint64_t dataqsiz; // capacity of buf
  void *buf;         // ring of dataqsiz elems
  uint16_t elemsize;
  uint32_t closed;
  abi::Type *elemtype;
  uint64_t sendx, recvx; // indices in buf
  waitq recvq, sendq;
  mutex lock;
};
static_assert(offsetof(hchan, elemsize) == 24 && offsetof(hchan, closed) == 28 && offsetof(hchan, recvq) == 56);

GOENTRY_DECL(hchan *, makechan, (const abi::ChanType *t, intptr_t size));
bool chansendnb(hchan *c, void *elem);          // sends if it need not wait; panics on a closed channel
struct RecvResult {
  bool selected, received;
};
RecvResult chanrecvnb(hchan *c, void *elem);
GOENTRY_DECL(void, closechan, (hchan * c));

// ---- shared by chan.cpp and select.cpp
void enqueue(waitq *q, sudog *s);
sudog *dequeue(waitq *q);          // skips goroutines whose select has been won by another case
void dequeueSudoG(waitq *q, sudog *s); // takes s out, wherever it is
// The other party waits: the value moves, under the lock; then unlock, then wake.
void passToReceiver(hchan *c, sudog *receiver, const void *elem);
void takeFromSender(hchan *c, sudog *sender, void *elem); // elem may be nil
void wake(sudog *s, bool success);
void bufferSend(hchan *c, const void *elem);
void bufferRecv(hchan *c, void *elem);

// ---- sudogs: per-P lists over a global one; memory outside the heap
sudog *acquireSudog();
void releaseSudog(sudog *s);

} // namespace rt
