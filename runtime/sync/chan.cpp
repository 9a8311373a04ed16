// runtime/sync/chan.cpp: see chan.h.
#include "runtime/sync/chan.h"

#include <cstring>

#include "runtime/lang/memory.h"
#include "runtime/mem/malloc.h"
#include "runtime/sched/proc.h"

namespace rt {

// ---- making

namespace {

abi::Type hchanType = [] {
  static uint8_t bits[] = {1 << (offsetof(hchan, buf) / 8)};
  abi::Type t{};
  t.size = sizeof(hchan);
  t.ptrBytes = offsetof(hchan, buf) + 8;
  t.align = t.fieldAlign = 8;
  t.kind_ = abi::Struct;
  t.gcdata = bits;
  return t;
}();

void *bufSlot(hchan *c, uint64_t i) { return static_cast<char *>(c->buf) + i * c->elemsize; }

inline void copyElem(hchan *c, void *dst, const void *src) {
  if (c->elemsize == 8 && !c->elemtype->hasPointers())
    std::memcpy(dst, src, 8);
  else
    typedmemmove(c->elemtype, dst, src);
}

// Looks without the lock: right at some moment, which is all a non-blocking operation promises.
bool looksEmpty(hchan *c) {
  if (c->dataqsiz == 0) return __atomic_load_n(&c->sendq.first, __ATOMIC_ACQUIRE) == nullptr;
  return __atomic_load_n(&c->qcount, __ATOMIC_ACQUIRE) == 0;
}
bool looksFull(hchan *c) {
  if (c->dataqsiz == 0) return __atomic_load_n(&c->recvq.first, __ATOMIC_ACQUIRE) == nullptr;
  return __atomic_load_n(&c->qcount, __ATOMIC_ACQUIRE) == c->dataqsiz;
}
bool looksClosed(hchan *c) { return __atomic_load_n(&c->closed, __ATOMIC_ACQUIRE) != 0; }

} // namespace

GOENTRY(hchan *, makechan, (const abi::ChanType *t, intptr_t size)) {
  abi::Type *elem = t->elem;
  uintptr_t bytes;
  if (size < 0 || __builtin_mul_overflow(elem->size, uintptr_t(size), &bytes) || bytes > maxAlloc - sizeof(hchan))
    panicPlainError("makechan: size out of range");
  hchan *c;
  if (!elem->hasPointers()) { // one object for both: buf points into it, so nothing need be scanned
    c = static_cast<hchan *>(mallocgc(sizeof(hchan) + bytes, nullptr, true));
    c->buf = c + 1;
  } else {
    c = static_cast<hchan *>(mallocgc(sizeof(hchan), &hchanType, true));
    if (bytes) c->buf = mallocgc(bytes, elem, true);
  }
  if (bytes == 0) c->buf = &c->buf; // never read, but inside the object
  c->elemsize = uint16_t(elem->size);
  c->elemtype = elem;
  c->dataqsiz = uint64_t(size);
  return c;
}

// ---- queues

void enqueue(waitq *q, sudog *s) {
  s->next = nullptr;
  s->prev = q->last;
  if (q->last)
    q->last->next = s;
  else
    q->first = s;
  q->last = s;
}

sudog *dequeue(waitq *q) {
  for (;;) {
    sudog *s = q->first;
    if (!s) return nullptr;
    q->first = s->next;
    if (s->next)
      s->next->prev = nullptr;
    else
      q->last = nullptr;
    s->next = nullptr; // marks it as taken: see dequeueSudoG
    uint32_t lost = 0;
    if (s->isSelect && !s->g->selectDone.compare_exchange_strong(lost, 1)) continue;
    return s;
  }
}

void dequeueSudoG(waitq *q, sudog *s) {
  sudog *x = s->prev, *y = s->next;
  if (!x && !y && q->first != s) return; // was taken by a dequeue that lost the race for the select
  if (x)
    x->next = y;
  else
    q->first = y;
  if (y)
    y->prev = x;
  else
    q->last = x;
  s->next = s->prev = nullptr;
}

void bufferSend(hchan *c, const void *elem) {
  copyElem(c, bufSlot(c, c->sendx), elem);
  if (++c->sendx == c->dataqsiz) c->sendx = 0;
  c->qcount++;
}

void bufferRecv(hchan *c, void *elem) {
  void *slot = bufSlot(c, c->recvx);
  if (elem) copyElem(c, elem, slot);
  if (c->elemtype->hasPointers()) typedmemclr(c->elemtype, slot);
  if (++c->recvx == c->dataqsiz) c->recvx = 0;
  c->qcount--;
}

// ---- meeting a waiter

void wake(sudog *s, bool success) {
  g *gp = s->g;
  gp->param = s;
  s->success = success;
  goready(gp);
}

void passToReceiver(hchan *c, sudog *receiver, const void *elem) {
  if (!receiver->elem) return;
  copyElem(c, receiver->elem, elem); // into the receiver's frame: C3
  receiver->elem = nullptr;
}

void takeFromSender(hchan *c, sudog *sender, void *elem) {
  if (c->dataqsiz == 0) {
    if (elem) copyElem(c, elem, sender->elem);
  } else {
    // The buffer is full: take its oldest value, put the sender's in the same slot.
    void *slot = bufSlot(c, c->recvx);
    if (elem) copyElem(c, elem, slot);
    copyElem(c, slot, sender->elem);
    if (++c->recvx == c->dataqsiz) c->recvx = 0;
    c->sendx = c->recvx;
  }
  sender->elem = nullptr;
}

// Leaves c locked; the caller parks at once.
static void waitOn(waitq *q, hchan *c, void *elem) {
  g *gp = getg();
  sudog *s = acquireSudog();
  s->elem = elem;
  s->g = gp;
  s->isSelect = false;
  s->success = false;
  s->c = c;
  gp->waiting = s;
  gp->param = nullptr;
  gp->activeStackChans = true; // C4
  enqueue(q, s);
}

// The common end of a wait: true if a value passed, false if the channel was closed.
static bool finishWait(g *gp) {
  sudog *s = gp->waiting;
  if (gp->param != s) throw_("G waiting list is corrupted");
  bool success = s->success;
  gp->waiting = nullptr;
  gp->activeStackChans = false;
  gp->param = nullptr;
  s->c = nullptr;
  s->elem = nullptr;
  releaseSudog(s);
  return success;
}

// ---- send

namespace {
enum class Tried { done, wouldBlock };
}

// Sends if possible; otherwise leaves c locked (block) or unlocked.
static Tried trySend(hchan *c, void *elem, bool block) {
  lock(&c->lock);
  if (c->closed) {
    unlock(&c->lock);
    panicPlainError("send on closed channel");
  }
  if (sudog *receiver = dequeue(&c->recvq)) {
    passToReceiver(c, receiver, elem);
    unlock(&c->lock);
    wake(receiver, true);
    return Tried::done;
  }
  if (c->qcount < c->dataqsiz) {
    bufferSend(c, elem);
    unlock(&c->lock);
    return Tried::done;
  }
  if (!block) unlock(&c->lock);
  return Tried::wouldBlock;
}

static R2 chansendResumed(g *gp) {
  if (!finishWait(gp)) panicPlainError("send on closed channel");
  return {1, 0};
}

GOENTRY(void, chansend1, (hchan * c, void *elem)) {
  if (!c) gopark(nullptr, nullptr, waitReasonChanSendNilChan);
  if (trySend(c, elem, true) == Tried::done) return;
  waitOn(&c->sendq, c, elem);
  gopark(&c->lock, chansendResumed, waitReasonChanSend);
}

bool chansendnb(hchan *c, void *elem) {
  if (!c || (!looksClosed(c) && looksFull(c))) return false;
  return trySend(c, elem, false) == Tried::done;
}

// ---- receive

// Receives if possible; otherwise leaves c locked (block) or unlocked. *received: a value, not the end of c.
static Tried tryRecv(hchan *c, void *elem, bool block, bool *received) {
  *received = true;
  lock(&c->lock);
  if (!c->closed) {
    if (sudog *sender = dequeue(&c->sendq)) {
      takeFromSender(c, sender, elem);
      unlock(&c->lock);
      wake(sender, true);
      return Tried::done;
    }
  } else if (c->qcount == 0) {
    unlock(&c->lock);
    if (elem) typedmemclr(c->elemtype, elem);
    *received = false;
    return Tried::done;
  }
  if (c->qcount > 0) {
    bufferRecv(c, elem);
    unlock(&c->lock);
    return Tried::done;
  }
  *received = false;
  if (!block) unlock(&c->lock);
  return Tried::wouldBlock;
}

static R2 chanrecvResumed(g *gp) { return {finishWait(gp), 0}; }

static bool chanrecv(hchan *c, void *elem, resumeFn resumed) {
  if (!c) gopark(nullptr, nullptr, waitReasonChanReceiveNilChan);
  bool received;
  if (tryRecv(c, elem, true, &received) == Tried::done) return received;
  waitOn(&c->recvq, c, elem);
  gopark(&c->lock, resumed, waitReasonChanReceive);
}

GOENTRY(void, chanrecv1, (hchan * c, void *elem)) { chanrecv(c, elem, chanrecvResumed); }
GOENTRY(uint64_t, chanrecv2, (hchan * c, void *elem)) { return chanrecv(c, elem, chanrecvResumed); }

RecvResult chanrecvnb(hchan *c, void *elem) {
  if (!c) return {false, false};
  if (looksEmpty(c)) {
    if (!looksClosed(c)) return {false, false};
    // Closed for good; a value may have come in between the two looks.
    if (looksEmpty(c)) {
      if (elem) typedmemclr(c->elemtype, elem);
      return {true, false};
    }
  }
  bool received;
  bool selected = tryRecv(c, elem, false, &received) == Tried::done;
  return {selected, received};
}

// ---- close

GOENTRY(void, closechan, (hchan * c)) {
  if (!c) panicPlainError("close of nil channel");
  lock(&c->lock);
  if (c->closed) {
    unlock(&c->lock);
    panicPlainError("close of closed channel");
  }
  c->closed = 1;
  gList list;
  for (waitq *q : {&c->recvq, &c->sendq}) {
    while (sudog *s = dequeue(q)) {
      if (q == &c->recvq && s->elem) typedmemclr(c->elemtype, s->elem); // receivers get the zero value; senders will panic
      s->elem = nullptr;
      s->success = false;
      s->g->param = s;
      list.push(s->g);
    }
  }
  unlock(&c->lock);
  while (g *gp = list.pop()) goready(gp);
}

// ---- entries

GOENTRY(uint64_t, selectnbsend, (hchan * c, void *elem)) { return chansendnb(c, elem); }

GOENTRY(R2, selectnbrecv, (void *elem, hchan *c)) {
  RecvResult r = chanrecvnb(c, elem);
  return {r.selected, r.received};
}

mutex *hchanLock(hchan *c) { return &c->lock; } // for copystack

// ---- reflect

GOENTRY(hchan *, reflect_makechan, (const abi::ChanType *t, intptr_t size)) { return makechan(t, size); }
GOENTRY(uint64_t, reflect_chanlen, (hchan * c)) { return c ? c->qcount : 0; }
GOENTRY(uint64_t, reflect_chancap, (hchan * c)) { return c ? c->dataqsiz : 0; }
GOENTRY(void, reflect_chanclose, (hchan * c)) { closechan(c); }

// (ch, val unsafe.Pointer, nb bool) bool
GOENTRY(uint64_t, reflect_chansend, (hchan * c, void *elem, uint64_t nb)) {
  if (nb & 1) return chansendnb(c, elem);
  chansend1(c, elem);
  return 1;
}

static R2 reflectRecvResumed(g *gp) { return {1, finishWait(gp)}; }

// (ch unsafe.Pointer, nb bool, val unsafe.Pointer) (selected, received bool)
GOENTRY(R2, reflect_chanrecv, (hchan * c, uint64_t nb, void *elem)) {
  if (nb & 1) {
    RecvResult r = chanrecvnb(c, elem);
    return {r.selected, r.received};
  }
  return {1, chanrecv(c, elem, reflectRecvResumed)};
}

} // namespace rt
