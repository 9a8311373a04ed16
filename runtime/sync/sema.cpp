// runtime/sync/sema.cpp: see sema.h.
#include "runtime/sync/sema.h"

#include "runtime/debug/metrics.h"
#include "runtime/lang/rand.h"
#include "runtime/lock/assert.h"
#include "runtime/prof/blockprof.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/chan.h"

namespace rt {

using semaWord = std::atomic<uint32_t>;

namespace {

constexpr size_t semTabSize = 251; // prime: addresses are multiples of powers of two
struct alignas(64) PaddedRoot : semaRoot {};
PaddedRoot semtable[semTabSize];

semaRoot &rootFor(semaWord *addr) { return semtable[(reinterpret_cast<uintptr_t>(addr) >> 3) % semTabSize]; }

bool cansemacquire(semaWord *addr) {
  for (uint32_t v = addr->load(); v > 0;)
    if (addr->compare_exchange_weak(v, v - 1)) return true;
  return false;
}

} // namespace

// ---- the treap. A sudog's prev and next are its left and right child.

void semaRoot::replaceChild(sudog *parent, sudog *old, sudog *now) {
  if (!parent)
    treap = now;
  else if (parent->prev == old)
    parent->prev = now;
  else
    parent->next = now;
  if (now) now->parent = parent;
}

void semaRoot::rotateLeft(sudog *x) { // x's right child takes its place
  sudog *y = x->next, *between = y->prev;
  replaceChild(x->parent, x, y);
  y->prev = x;
  x->parent = y;
  x->next = between;
  if (between) between->parent = x;
}

void semaRoot::rotateRight(sudog *x) { // x's left child takes its place
  sudog *y = x->prev, *between = y->next;
  replaceChild(x->parent, x, y);
  y->next = x;
  x->parent = y;
  x->prev = between;
  if (between) between->parent = x;
}

#ifdef NDEBUG
static void semacheck(const sudog *) {}
#else
// S1 and S3 for a node of the tree and its children.
static void semacheck(const sudog *s) {
  if (!s) return;
  RT_ASSERT(S1, !s->waitlink == !s->waittail);
  RT_ASSERT(S3, s->ticket & 1 && (!s->waitlink || s->waitlink->ticket == 0));
  for (const sudog *child : {s->prev, s->next})
    RT_ASSERT(S1, !child || (child->parent == s && child->elem != s->elem && child->ticket >= s->ticket));
}
#endif

void semaRoot::queue(semaWord *addr, sudog *s, bool lifo) {
  s->g = getg();
  s->elem = addr;
  s->next = s->prev = s->parent = nullptr;
  s->waitlink = s->waittail = nullptr;
  s->ticket = 0;
  s->waiters = 0;
  sudog *parent = nullptr;
  sudog **link = &treap;
  for (sudog *t = treap; t; t = *link) {
    if (t->elem == addr) {
      if (lifo) { // s becomes the node, t the first of its list
        s->acquiretime = t->acquiretime; // keeps the oldest time at the head: see chargeWait
        s->waiters = t->waiters + (t->waiters != UINT32_MAX);
        s->ticket = t->ticket;
        s->prev = t->prev;
        s->next = t->next;
        if (s->prev) s->prev->parent = s;
        if (s->next) s->next->parent = s;
        replaceChild(t->parent, t, s);
        s->waitlink = t;
        s->waittail = t->waittail ? t->waittail : t;
        t->parent = t->prev = t->next = nullptr;
        t->waittail = nullptr;
        t->ticket = 0;
      } else {
        t->waiters += t->waiters != UINT32_MAX;
        if (t->waittail)
          t->waittail->waitlink = s;
        else
          t->waitlink = s;
        t->waittail = s;
      }
      semacheck(lifo ? s : t);
      return;
    }
    parent = t;
    link = static_cast<void *>(addr) < t->elem ? &t->prev : &t->next;
  }
  s->ticket = cheaprand() | 1;
  s->parent = parent;
  *link = s;
  while (s->parent && s->parent->ticket > s->ticket) {
    if (s->parent->prev == s)
      rotateRight(s->parent);
    else
      rotateLeft(s->parent);
  }
  semacheck(s);
}

sudog *semaRoot::dequeue(semaWord *addr, int64_t *now, int64_t *tailTime) {
  sudog *s = treap;
  while (s && s->elem != addr) s = static_cast<void *>(addr) < s->elem ? s->prev : s->next;
  if (!s) return nullptr;
  *now = s->acquiretime ? nanotime() : 0;
  *tailTime = s->acquiretime;
  if (sudog *t = s->waitlink) { // the next waiter becomes the node
    t->ticket = s->ticket;
    t->prev = s->prev;
    t->next = s->next;
    if (t->prev) t->prev->parent = t;
    if (t->next) t->next->parent = t;
    replaceChild(s->parent, s, t);
    t->waittail = t->waitlink ? s->waittail : nullptr;
    semacheck(t);
    t->waiters = s->waiters - (s->waiters > 1);
    // The waits so far are charged to this release: those of the first and the last begin anew.
    if (s->acquiretime) {
      *tailTime = s->waittail->acquiretime;
      s->waittail->acquiretime = t->acquiretime = *now;
    }
  } else {
    while (s->prev || s->next) { // sink to a leaf, the smaller ticket rising
      if (!s->next || (s->prev && s->prev->ticket < s->next->ticket))
        rotateRight(s);
      else
        rotateLeft(s);
    }
    replaceChild(s->parent, s, nullptr);
    semacheck(s->parent);
  }
  s->parent = s->prev = s->next = s->waitlink = s->waittail = nullptr;
  s->elem = nullptr;
  s->ticket = 0;
  return s;
}

// ---- acquire and release

namespace {

// While parked in semacquire: scratch[0] the sudog, [1] lifo, [2] reason, [3] start and [4] skip for the block profile,
// [5] start of a mutex's wait for runtime/metrics; roots[0] the address.
R2 semacquireResumed(g *gp);

// One round: takes the count, or queues and parks.
void semacquireRound(g *gp, semaWord *addr, sudog *s, bool lifo, waitReason reason) {
  semaRoot &root = rootFor(addr);
  lock(&root.lock);
  root.nwait.fetch_add(1); // S2
  if (cansemacquire(addr)) {
    root.nwait.fetch_sub(1);
    unlock(&root.lock);
    releaseSudog(s);
    return;
  }
  gp->scratch[0] = reinterpret_cast<uint64_t>(s);
  gp->scratch[1] = lifo;
  gp->scratch[2] = reason;
  gp->roots[0] = addr;
  root.queue(addr, s, lifo);
  goparkunlock(&root.lock, semacquireResumed, reason);
}

R2 semacquireResumed(g *gp) {
  auto *s = reinterpret_cast<sudog *>(gp->scratch[0]);
  auto *addr = static_cast<semaWord *>(gp->roots[0]);
  gp->roots[0] = nullptr;
  if (s->ticket != 0 || cansemacquire(addr)) {
    s->ticket = 0;
    if (gp->scratch[5]) mutexWaitNs.fetch_add(waitSample * uint64_t(nanotime() - int64_t(gp->scratch[5])));
    if (s->releasetime > 0) blockEvent(gp, s->releasetime - int64_t(gp->scratch[3]), false, int(gp->scratch[4]));
    releaseSudog(s);
    return {0, 0};
  }
  semacquireRound(gp, addr, s, gp->scratch[1] != 0, waitReason(gp->scratch[2])); // somebody else was faster
  return {0, 0};
}

} // namespace

void semacquire(semaWord *addr, bool lifo, waitReason reason, bool mutex, int skip) {
  if (cansemacquire(addr)) return;
  sudog *s = acquireSudog();
  s->ticket = 0;
  int64_t start = blockStart();
  waitStart(s, start);
  s->acquiretime = mutex ? mutexStart() : 0;
  g *gp = getg();
  gp->scratch[3] = uint64_t(start), gp->scratch[4] = uint64_t(skip);
  gp->scratch[5] = mutex && cheaprandn(waitSample) == 0 ? uint64_t(nanotime()) : 0;
  semacquireRound(gp, addr, s, lifo, reason);
}

// What an unlock that came at `now` cost the waiter s and those behind it. How long each of them has waited is not looked
// up: the mean of the first and the last stands for all.
static void chargeWait(sudog *s, int64_t now, int64_t tailTime, int skip) {
  int64_t first = now - s->acquiretime, total = first;
  if (s->waiters) total += (now - tailTime + first) / 2 * int64_t(s->waiters);
  mutexEvent(getg(), total, skip);
}

void semrelease(semaWord *addr, bool handoff, int skip) {
  semaRoot &root = rootFor(addr);
  addr->fetch_add(1);
  if (root.nwait.load() == 0) // S2
    return;
  lock(&root.lock);
  if (root.nwait.load() == 0) {
    unlock(&root.lock); // taken by somebody awake
    return;
  }
  int64_t now, tailTime = 0;
  sudog *s = root.dequeue(addr, &now, &tailTime);
  if (s) root.nwait.fetch_sub(1);
  unlock(&root.lock);
  if (!s) return;
  if (s->acquiretime) chargeWait(s, now, tailTime, skip);
  if (handoff && cansemacquire(addr)) s->ticket = 1;
  bool direct = s->ticket == 1; // s may be gone after goready
  waitEnd(s);
  goready(s->g);
  // Handing over directly: the waiter runs now, on our time slice, so that a starved mutex changes hands at once.
  if (direct && getm()->locks == 0) goyield_m(getg());
}

// ---- sync.Cond

namespace {

// Tickets wrap around; at most 2^31 waiters stand between two of them.
bool less(uint32_t a, uint32_t b) { return int32_t(a - b) < 0; }

R2 notifyListResumed(g *gp) {
  auto *s = reinterpret_cast<sudog *>(gp->scratch[0]);
  s->ticket = 0;
  if (s->releasetime > 0) blockEvent(gp, s->releasetime - s->acquiretime, false, 0);
  releaseSudog(s);
  return {0, 0};
}

} // namespace

// A notifyList is zeroed Go memory: nobody has told its lock the rank.
static void lockList(notifyList *l) RT_ACQUIRE(l->lock) {
  lockInit(&l->lock, lockRankNotifyList);
  lock(&l->lock);
}

GOENTRY(uint32_t, notifyListAdd, (notifyList * l)) { return l->wait.fetch_add(1); }

GOENTRY(void, notifyListWait, (notifyList * l, uint64_t ticket)) {
  uint32_t t = uint32_t(ticket);
  lockList(l);
  if (less(t, l->notify.load())) { // notified between Add and now
    unlock(&l->lock);
    return;
  }
  g *gp = getg();
  sudog *s = acquireSudog();
  s->g = gp;
  s->ticket = t;
  s->next = nullptr;
  waitStart(s, s->acquiretime = blockStart());
  if (l->tail)
    l->tail->next = s;
  else
    l->head = s;
  l->tail = s;
  gp->scratch[0] = reinterpret_cast<uint64_t>(s);
  goparkunlock(&l->lock, notifyListResumed, waitReasonSyncCondWait);
}

GOENTRY(void, notifyListNotifyAll, (notifyList * l)) {
  if (l->wait.load() == l->notify.load()) return;
  lockList(l);
  sudog *s = l->head;
  l->head = l->tail = nullptr;
  l->notify.store(l->wait.load());
  unlock(&l->lock);
  while (s) {
    sudog *next = s->next;
    s->next = nullptr;
    waitEnd(s);
    goready(s->g);
    s = next;
  }
}

GOENTRY(void, notifyListNotifyOne, (notifyList * l)) {
  if (l->wait.load() == l->notify.load()) return;
  lockList(l);
  uint32_t t = l->notify.load();
  if (t == l->wait.load()) {
    unlock(&l->lock);
    return;
  }
  l->notify.store(t + 1);
  // Waiter t may not be on the list yet (it is between Add and Wait): then Wait sees notify and returns.
  for (sudog *prev = nullptr, *s = l->head; s; prev = s, s = s->next) {
    if (s->ticket != t) continue;
    (prev ? prev->next : l->head) = s->next;
    if (l->tail == s) l->tail = prev;
    unlock(&l->lock);
    s->next = nullptr;
    waitEnd(s);
    goready(s->g);
    return;
  }
  unlock(&l->lock);
}

GOENTRY(void, notifyListCheck, (uintptr_t size)) {
  if (size != sizeof(notifyList)) throw_("bad notifyList size");
}

// ---- sync, internal/poll

GOENTRY(void, sync_Semacquire, (semaWord * addr)) { semacquire(addr, false, waitReasonSemacquire); }
GOENTRY(void, sync_SemacquireMutex, (semaWord * addr, uint64_t lifo, intptr_t skip)) {
  semacquire(addr, lifo & 1, waitReasonSyncMutexLock, true, int(skip));
}
GOENTRY(void, sync_SemacquireRWMutexR, (semaWord * addr, uint64_t lifo, intptr_t skip)) {
  semacquire(addr, lifo & 1, waitReasonSyncRWMutexRLock, true, int(skip));
}
GOENTRY(void, sync_SemacquireRWMutex, (semaWord * addr, uint64_t lifo, intptr_t skip)) {
  semacquire(addr, lifo & 1, waitReasonSyncRWMutexLock, true, int(skip));
}
GOENTRY(void, sync_Semrelease, (semaWord * addr, uint64_t handoff, intptr_t skip)) { semrelease(addr, handoff & 1, int(skip)); }
GOENTRY(void, poll_Semacquire, (semaWord * addr)) { semacquire(addr, false, waitReasonSemacquire); }
GOENTRY(void, poll_Semrelease, (semaWord * addr)) { semrelease(addr, false); }

} // namespace rt
