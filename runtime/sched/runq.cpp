// runtime/sched/runq.cpp: the run queues: per P a ring of 256 and runnext, and the global queue.
//
// The ring: only the owner writes at the tail; anyone takes from the head by compare-and-swap. A slot is written before
// the tail that shows it, and used again only after the head has passed it, when the reader has its value.
// runnext: the goroutine readied last; it runs next and inherits the time slice, so that a pair that talks over a
// channel behaves like one goroutine. Anybody may take it by compare-and-swap.
//
// GODEBUG=schedseed=N makes put and take orders random (repeatable with GOMAXPROCS=1): a stress for programs that
// rely on an order Go does not promise.
// Mirrors runq* of runtime/proc.go.
#include "runtime/lock/assert.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

using std::memory_order_relaxed;

// The orders of the ring, in one place.
static inline uint32_t headOf(p *pp) { return pp->runqhead.load(std::memory_order_acquire); }       // pairs with moveHead
static inline uint32_t othersTail(p *pp) { return pp->runqtail.load(std::memory_order_acquire); }   // pairs with publishTail
static inline uint32_t ownTail(p *pp) { return pp->runqtail.load(memory_order_relaxed); }
static inline void publishTail(p *pp, uint32_t t) { pp->runqtail.store(t, std::memory_order_release); } // pairs with othersTail
static inline bool moveHead(p *pp, uint32_t h, uint32_t n) { // h to h + n: the slots between have been read
  return pp->runqhead.compare_exchange_strong(h, h + n, std::memory_order_release); // pairs with headOf
}

// G5, at the owner's every put and take.
static inline void runqcheck(p *pp, g *gp) {
  if constexpr (checksOn) {
    uint32_t h = headOf(pp), t = ownTail(pp);
    RT_ASSERT(G5, t - h <= runqSize);
    RT_ASSERT(G5, !gp || readgstatus(gp) == Grunnable);
  }
}

bool runqempty(p *pp) {
  // runnext may move to the ring between two loads: look again if the tail moved.
  for (;;) {
    uint32_t head = pp->runqhead.load(), tail = pp->runqtail.load();
    g *next = pp->runnext.load();
    if (tail == pp->runqtail.load()) return head == tail && !next;
  }
}

// Moves half of the ring and gp to the global queue.
static bool runqputslow(p *pp, g *gp, uint32_t h, uint32_t t) {
  g *batch[runqSize / 2 + 1];
  uint32_t n = (t - h) / 2;
  for (uint32_t i = 0; i < n; i++) batch[i] = pp->runq[(h + i) % runqSize].load(memory_order_relaxed);
  if (!moveHead(pp, h, n)) return false;
  batch[n] = gp;
  if (debug.schedseed)
    for (uint32_t i = 1; i <= n; i++) std::swap(batch[i], batch[fastrandn(i + 1)]);
  gQueue q;
  for (uint32_t i = 0; i <= n; i++) q.pushBack(batch[i]);
  lock(&sched.lock);
  globrunqputbatch(&q, int32_t(n + 1));
  unlock(&sched.lock);
  return true;
}

static void runqputtail(p *pp, g *gp) {
  for (;;) {
    uint32_t h = headOf(pp), t = ownTail(pp);
    if (__builtin_expect(t - h < runqSize, 1)) {
      pp->runq[t % runqSize].store(gp, memory_order_relaxed);
      publishTail(pp, t + 1);
      return;
    }
    if (runqputslow(pp, gp, h, t)) return;
  }
}

bool runqputRing(p *pp, g *gp, bool next) {
  if (__builtin_expect(debug.schedseed, 0) && next && fastrandn(2) == 0) next = false;
  if (next) {
    gp = pp->runnext.exchange(gp);
    if (!gp) return false;
  }
  runqputtail(pp, gp);
  runqcheck(pp, nullptr);
  return true;
}

void runqput(p *pp, g *gp, bool next) { runqputRing(pp, gp, next); }

void runqputbatch(p *pp, gQueue *q, int n) {
  uint32_t h = headOf(pp), t = ownTail(pp);
  while (!q->empty() && t - h < runqSize) {
    pp->runq[t++ % runqSize].store(q->pop(), memory_order_relaxed);
    n--;
  }
  publishTail(pp, t);
  if (q->empty()) return;
  lock(&sched.lock);
  globrunqputbatch(q, n);
  unlock(&sched.lock);
}

g *runqget(p *pp, bool *inheritTime) {
  g *next = pp->runnext.load(memory_order_relaxed);
  // If the exchange fails a thief took it; nobody but us can set it again.
  if (next && pp->runnext.compare_exchange_strong(next, nullptr)) {
    if (pp->handoff < pairTalks) pp->handoff++;
    *inheritTime = true;
    runqcheck(pp, next);
    return next;
  }
  *inheritTime = false;
  for (;;) {
    uint32_t h = headOf(pp), t = ownTail(pp);
    if (t == h) return nullptr;
    g *gp = pp->runq[h % runqSize].load(memory_order_relaxed);
    if (!moveHead(pp, h, 1)) continue;
    runqcheck(pp, gp);
    return gp;
  }
}

gQueue runqdrain(p *pp, int *n) {
  gQueue q;
  *n = 0;
  if (g *next = pp->runnext.exchange(nullptr)) q.pushBack(next), ++*n;
  for (;;) {
    uint32_t h = headOf(pp), t = ownTail(pp);
    if (h == t) return q;
    g *gp = pp->runq[h % runqSize].load(memory_order_relaxed);
    if (moveHead(pp, h, 1)) q.pushBack(gp), ++*n;
  }
}

constexpr int64_t staleRunnextNs = 5000; // a parked thread takes about that long to wake: less would move what is about to run

// May a thief take p2's runnext? gc gives the owner 3 µs to run it. We look whether the owner is making progress:
// while its tick moves it will come to runnext soon, and moving the goroutine to another CPU costs far more. A P that waits
// for an M has no owner.
static bool runnextIsStale(p *p2, g *next) {
  if (p2->status.load() == Pidle) return true;
  if (debug.wakerule == 0) {
    if (p2->status.load() == Prunning) usleep_(3);
    return true;
  }
  uint32_t tick = p2->schedtick.load(memory_order_relaxed);
  for (int64_t t0 = nanotime(); nanotime() - t0 < staleRunnextNs;) {
    __builtin_ia32_pause();
    if (p2->schedtick.load(memory_order_relaxed) != tick || p2->runnext.load(memory_order_relaxed) != next) return false;
  }
  return true;
}

// Takes half of p2's ring into batch (a ring like runq) from position batchHead; returns the count.
static uint32_t runqgrab(p *pp, p *p2, uint32_t batchHead, bool stealRunNextG) {
  for (;;) {
    uint32_t h = headOf(p2), t = othersTail(p2);
    uint32_t n = t - h;
    n -= n / 2;
    if (n == 0) {
      if (!stealRunNextG) return 0;
      g *next = p2->runnext.load();
      if (!next || !runnextIsStale(p2, next)) return 0;
      if (!p2->runnext.compare_exchange_strong(next, nullptr)) continue;
      p2->handoff = 0;
      pp->runq[batchHead % runqSize].store(next, memory_order_relaxed);
      return 1;
    }
    if (n > runqSize / 2) continue; // h and t are from different times
    for (uint32_t i = 0; i < n; i++)
      pp->runq[(batchHead + i) % runqSize].store(p2->runq[(h + i) % runqSize].load(memory_order_relaxed), memory_order_relaxed);
    if (moveHead(p2, h, n)) return n;
  }
}

g *runqsteal(p *pp, p *p2, bool stealRunNextG) {
  uint32_t t = ownTail(pp);
  uint32_t n = runqgrab(pp, p2, t, stealRunNextG);
  if (n == 0) return nullptr;
  n--;
  g *gp = pp->runq[(t + n) % runqSize].load(memory_order_relaxed);
  if (n > 0) publishTail(pp, t + n);
  return gp;
}

// ---- the global queue; sched.lock held
void globrunqput(g *gp) {
  sched.runq.pushBack(gp);
  sched.runqsize.fetch_add(1, memory_order_relaxed);
}
void globrunqputhead(g *gp) {
  sched.runq.push(gp);
  sched.runqsize.fetch_add(1, memory_order_relaxed);
}
void globrunqputbatch(gQueue *batch, int32_t n) {
  sched.runq.pushBackAll(*batch);
  sched.runqsize.fetch_add(n, memory_order_relaxed);
  *batch = gQueue();
}

// A fair share of the global queue, at most max (0: no limit): returns one, the rest goes into pp's ring.
g *globrunqget(p *pp, int32_t max) {
  int32_t size = sched.runqsize.load(memory_order_relaxed);
  if (size == 0) return nullptr;
  int32_t n = size / gomaxprocs + 1;
  if (n > size) n = size;
  if (max > 0 && n > max) n = max;
  if (n > int32_t(runqSize / 2)) n = runqSize / 2;
  sched.runqsize.fetch_sub(n, memory_order_relaxed);
  g *gp = sched.runq.pop();
  for (n--; n > 0; n--) {
    g *g1 = sched.runq.pop();
    uint32_t h = headOf(pp), t = ownTail(pp);
    if (t - h >= runqSize) { // full: put it back
      globrunqputhead(g1);
      sched.runqsize.fetch_add(n - 1, memory_order_relaxed);
      break;
    }
    pp->runq[t % runqSize].store(g1, memory_order_relaxed);
    publishTail(pp, t + 1);
  }
  return gp;
}

} // namespace rt
