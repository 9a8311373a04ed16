// runtime/sync/select.cpp: select with two or more cases (one case and a default is selectnb* in chan.cpp).
//
//   order   a random order to look at the cases, so that none starves; an order by address to lock the channels
//   pass 1  all locked: the first case in random order that can go on, does
//   pass 2  otherwise a sudog in the queue of every channel, and park; unlocking follows the change of status
//   pass 3  woken by one of them: locked again, all other sudogs leave their queues
//
// The cases and both orders are arrays in the caller's frame, which may move while the goroutine is parked: pass 3
// finds them by their distance from the stack's upper end.
// Mirrors runtime/select.go.
#include "runtime/sync/select.h"

#include <algorithm>

#include "runtime/lang/memory.h"
#include "runtime/lang/rand.h"
#include "runtime/mem/malloc.h"
#include "runtime/prof/blockprof.h"
#include "runtime/sched/proc.h"

namespace rt {

namespace {

// What pass 3 needs; g.scratch while parked.
struct selectState {
  uint64_t cases, lockorder; // placeOf
  int32_t nsends, norder;
};
static_assert(sizeof(selectState) <= sizeof(g::scratch));
selectState *stateOf(g *gp) { return reinterpret_cast<selectState *>(gp->scratch); }

// An address that may lie in gp's stack, in a form that survives a move: distance from hi, or the address itself.
uint64_t placeOf(g *gp, const void *p) {
  auto a = reinterpret_cast<uintptr_t>(p);
  return a >= gp->stack.lo && a < gp->stack.hi ? (gp->stack.hi - a) << 1 | 1 : uint64_t(a) << 1;
}
template <class T> T *atPlace(g *gp, uint64_t place) { return reinterpret_cast<T *>(place & 1 ? gp->stack.hi - (place >> 1) : place >> 1); }

// ---- orders and locks (a number of locks that only running tells: the thread-safety analysis cannot follow). A case's index is its place
// in cases; nil channels are in neither order.

int makePollorder(const scase *cases, int ncases, uint16_t *pollorder) {
  int n = 0;
  for (int i = 0; i < ncases; i++) {
    if (!cases[i].c) continue;
    uint32_t j = cheaprandn(uint32_t(n + 1)); // an inside-out shuffle
    pollorder[n++] = pollorder[j];
    pollorder[j] = uint16_t(i);
  }
  return n;
}

void makeLockorder(const scase *cases, const uint16_t *pollorder, uint16_t *lockorder, int n) {
  std::copy(pollorder, pollorder + n, lockorder);
  auto byAddress = [cases](uint16_t a, uint16_t b) { return cases[a].c < cases[b].c; };
  std::make_heap(lockorder, lockorder + n, byAddress); // n log n without recursion or allocation
  std::sort_heap(lockorder, lockorder + n, byAddress);
}

void sellock(scase *cases, const uint16_t *lockorder, int n) RT_NO_THREAD_SAFETY {
  hchan *last = nullptr;
  for (int i = 0; i < n; i++) {
    hchan *c = cases[lockorder[i]].c;
    if (c != last) lock(&c->lock);
    last = c;
  }
}

void selunlock(scase *cases, const uint16_t *lockorder, int n) RT_NO_THREAD_SAFETY {
  hchan *last = nullptr;
  for (int i = n - 1; i >= 0; i--) {
    hchan *c = cases[lockorder[i]].c;
    if (c != last) unlock(&c->lock);
    last = c;
  }
}

// ---- pass 1

// Carries out the first case that can go on and unlocks; index -1: there is none, all channels stay locked.
struct Chosen {
  int index;
  bool received;
};

// Whatever the analysis cannot follow: all channels of the cases are locked here, by sellock.
Outcome tryCase(hchan *c, void *elem, bool isSend) {
  assertLockHeld(&c->lock);
  Outcome o = isSend ? chansendLocked(c, elem) : chanrecvLocked(c, elem);
  chancheck(c);
  return o;
}

Chosen selectReady(scase *cases, const uint16_t *pollorder, const uint16_t *lockorder, int n, int nsends) {
  for (int i = 0; i < n; i++) {
    int index = pollorder[i];
    Outcome o = tryCase(cases[index].c, cases[index].elem, index < nsends);
    if (o.state == Outcome::wouldBlock) continue;
    selunlock(cases, lockorder, n);
    conclude(o);
    return {index, o.received};
  }
  return {-1, false};
}

// ---- pass 2

void enqueueAll(g *gp, scase *cases, const uint16_t *lockorder, int n, int nsends) {
  int64_t start = blockStart();
  sudog **link = &gp->waiting;
  for (int i = 0; i < n; i++) {
    int index = lockorder[i];
    hchan *c = cases[index].c;
    sudog *s = acquireSudog();
    s->g = gp;
    s->isSelect = true;
    s->success = false;
    s->elem = cases[index].elem;
    s->c = c;
    waitStart(s, s->acquiretime = start);
    s->waitlink = nullptr;
    *link = s; // gp->waiting is in lock order: selparkcommit and copystack rely on it
    link = &s->waitlink;
    assertLockHeld(&c->lock); // all of them: sellock
    enqueue(c, index < nsends ? &c->sendq : &c->recvq, s);
  }
  gp->param = nullptr;
  gp->activeStackChans = n > 0;
}

// ---- pass 3

// Takes gp out of all queues it is still in. Returns the case that woke it; waited: for how long, if it is profiled.
Chosen leaveQueues(g *gp, scase *cases, const uint16_t *lockorder, int n, int nsends, int64_t &waited) {
  auto *winner = static_cast<sudog *>(gp->param);
  gp->param = nullptr;
  sudog *s = gp->waiting;
  gp->waiting = nullptr;
  gp->activeStackChans = false;
  Chosen chosen{-1, false};
  for (int i = 0; i < n; i++) {
    int index = lockorder[i];
    hchan *c = cases[index].c;
    if (s == winner) {
      chosen = {index, s->success};
      waited = s->releasetime > 0 ? s->releasetime - s->acquiretime : 0;
    } else {
      assertLockHeld(&c->lock);
      dequeueSudoG(c, index < nsends ? &c->sendq : &c->recvq, s);
    }
    sudog *next = s->waitlink;
    s->isSelect = false;
    s->elem = nullptr;
    s->c = nullptr;
    s->waitlink = nullptr;
    releaseSudog(s);
    s = next;
  }
  if (chosen.index < 0) throw_("selectgo: bad wakeup");
  return chosen;
}

R2 selectgoResumed(g *gp) {
  selectState *state = stateOf(gp);
  scase *cases = atPlace<scase>(gp, state->cases);
  uint16_t *lockorder = atPlace<uint16_t>(gp, state->lockorder);
  int n = state->norder, nsends = state->nsends;
  sellock(cases, lockorder, n);
  gp->selectDone.store(0);
  int64_t waited = 0;
  Chosen chosen = leaveQueues(gp, cases, lockorder, n, nsends, waited);
  selunlock(cases, lockorder, n);
  if (waited) blockEvent(gp, waited, true, 0);
  if (chosen.index < nsends && !chosen.received) // woken by a close
    panicPlainError("send on closed channel");
  return {uint64_t(chosen.index), chosen.index >= nsends && chosen.received};
}

R2 select(scase *cases, uint16_t *order, int nsends, int nrecvs, bool block, resumeFn resumed) {
  int ncases = nsends + nrecvs;
  uint16_t *pollorder = order, *lockorder = order + ncases;
  int n = makePollorder(cases, ncases, pollorder);
  makeLockorder(cases, pollorder, lockorder, n);
  sellock(cases, lockorder, n);
  Chosen chosen = selectReady(cases, pollorder, lockorder, n, nsends);
  if (chosen.index >= 0) return {uint64_t(chosen.index), chosen.received};
  if (!block) {
    selunlock(cases, lockorder, n);
    return {uint64_t(-1), 0};
  }
  g *gp = getg();
  *stateOf(gp) = {placeOf(gp, cases), placeOf(gp, lockorder), nsends, n};
  enqueueAll(gp, cases, lockorder, n, nsends);
  gopark(selparkcommit, nullptr, resumed, waitReasonSelect);
}

} // namespace

// After the last unlock gp may be running elsewhere; until then its sudogs stay, because pass 3 takes all locks.
bool selparkcommit(g *gp, void *) RT_NO_THREAD_SAFETY {
  hchan *last = nullptr;
  for (sudog *s = gp->waiting; s; s = s->waitlink) {
    if (last && s->c != last) unlock(&last->lock);
    last = s->c;
  }
  if (last) unlock(&last->lock);
  return true;
}

// ---- entries

GOENTRY(R2, selectgo, (scase * cases, uint16_t *order, intptr_t nsends, intptr_t nrecvs, uint64_t block)) {
  return select(cases, order, int(nsends), int(nrecvs), block & 1, selectgoResumed);
}

GOENTRY(void, block, ()) { gopark(nullptr, nullptr, nullptr, waitReasonSelectNoCases); }

// ---- reflect.rselect(cases []runtimeSelect) (chosen int, recvOK bool)

enum selectDir : uint64_t { selectSend = 1, selectRecv = 2, selectDefault = 3 };
struct runtimeSelect {
  selectDir dir;
  abi::Type *typ;
  hchan *ch;
  void *val;
};

namespace {

R2 rselectResumed(g *gp) {
  auto *original = static_cast<uint16_t *>(gp->roots[0]);
  R2 r = selectgoResumed(gp);
  gp->roots[0] = nullptr;
  return {original[r.a], r.b};
}

} // namespace

GOENTRY(R2, reflect_rselect, (runtimeSelect * list, intptr_t n, intptr_t)) {
  if (n == 0) gopark(nullptr, nullptr, nullptr, waitReasonSelectNoCases);
  // One pointer-free object for all: the caller's list keeps channels and values alive.
  auto *cases = static_cast<scase *>(mallocgc(uintptr_t(n) * (sizeof(scase) + 3 * sizeof(uint16_t)), nullptr, true));
  auto *order = reinterpret_cast<uint16_t *>(cases + n);
  uint16_t *original = order + 2 * n;
  int nsends = 0, total = 0;
  intptr_t dflt = -1;
  for (selectDir dir : {selectSend, selectRecv}) {
    for (intptr_t i = 0; i < n; i++) {
      if (list[i].dir == selectDefault) dflt = i;
      if (list[i].dir != dir) continue;
      cases[total] = {list[i].ch, list[i].val};
      original[total++] = uint16_t(i);
    }
    if (dir == selectSend) nsends = total;
  }
  if (total == 0) return {uint64_t(dflt), 0};
  g *gp = getg();
  gp->roots[0] = original;
  R2 r = select(cases, order, nsends, total - nsends, dflt < 0, rselectResumed);
  gp->roots[0] = nullptr;
  return {int64_t(r.a) < 0 ? uint64_t(dflt) : original[r.a], r.b};
}

} // namespace rt
