// runtime/sync/time.cpp: see time.h.
#include "runtime/sync/time.h"

#include <cstdlib>
#include <emmintrin.h>
#include <utility>

#include "runtime/lock/assert.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/sched/proc.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/sync/netpoll.h"

namespace rt {

// ---- the heap

namespace {

void place(ptimers &h, uint32_t i, timer *t) RT_REQUIRES(h.lock) {
  h.heap[i] = t;
  t->index = i;
}

void siftup(ptimers &h, uint32_t i) RT_REQUIRES(h.lock) {
  timer *t = h.heap[i];
  while (i > 0) {
    uint32_t parent = (i - 1) / 4;
    if (t->when >= h.heap[parent]->when) break;
    place(h, i, h.heap[parent]);
    i = parent;
  }
  place(h, i, t);
}

void siftdown(ptimers &h, uint32_t i) RT_REQUIRES(h.lock) {
  timer *t = h.heap[i];
  for (;;) {
    uint32_t first = i * 4 + 1, least = first;
    if (first >= h.len) break;
    for (uint32_t c = first + 1; c < first + 4 && c < h.len; c++)
      if (h.heap[c]->when < h.heap[least]->when) least = c;
    if (t->when <= h.heap[least]->when) break;
    place(h, i, h.heap[least]);
    i = least;
  }
  place(h, i, t);
}

void publishTop(ptimers &h) RT_REQUIRES(h.lock) { // T3
  h.num.store(h.len);
  h.when0.store(h.len ? h.heap[0]->when : 0);
}

#ifdef NDEBUG
static void timercheck(ptimers &) {}
#else
// Of a large heap only the first and the last timers are looked at.
static void timercheck(ptimers &h) RT_REQUIRES(h.lock) {
  RT_ASSERT(T3, h.num.load() == h.len && h.when0.load() == (h.len ? h.heap[0]->when : 0));
  for (uint32_t i = 0; i < h.len; i = i == 63 && h.len > 128 ? h.len - 64 : i + 1) {
    RT_ASSERT(T1, h.heap[i]->index == i && h.heap[i]->pp.load());
    RT_ASSERT(T6, i == 0 || h.heap[(i - 1) / 4]->when <= h.heap[i]->when);
  }
}
#endif

// The heaps of timers are roots, scanned once a cycle: what enters or leaves is shaded.
void shadeTimer(timer *t) {
  if (!writeBarrierEnabled()) return;
  shade(t);
  shade(t->f);
  shade(t->arg.data);
  shade(t->arg.typ);
}

void insert(p *pp, ptimers &h, timer *t) RT_REQUIRES(h.lock) { // h: pp->timers
  shadeTimer(t);
  if (h.len == h.cap) {
    h.cap = h.cap ? h.cap * 2 : 64;
    h.heap = static_cast<timer **>(std::realloc(h.heap, h.cap * sizeof(timer *)));
  }
  t->pp.store(pp);
  h.heap[h.len] = t;
  siftup(h, h.len++);
  publishTop(h);
  timercheck(h);
}

void remove(ptimers &h, timer *t) RT_REQUIRES(h.lock) {
  shadeTimer(t);
  uint32_t i = t->index;
  timer *last = h.heap[--h.len];
  h.heap[h.len] = nullptr;
  if (last != t) {
    place(h, i, last);
    siftup(h, i);
    siftdown(h, last->index);
  }
  t->nextwhen = 0;
  t->pp.store(nullptr);
  publishTop(h);
  timercheck(h);
}

// ---- the busy bit (T2). The holder is on g0 and stays on its M.

void acquireTimer(timer *t) {
  getm()->locks++;
  for (int spins = 0; t->status.fetch_or(timerBusy) & timerBusy; spins++) {
    if (spins < 100)
      _mm_pause();
    else
      usleep_(1);
  }
}
void releaseTimer(timer *t) {
  t->status.fetch_and(~uint32_t(timerBusy));
  getm()->locks--;
}

// Takes t, busy, out of the heap it is in, if any.
bool takeOut(timer *t) {
  while (p *pp = t->pp.load()) {
    ptimers &h = pp->timers;
    lock(&h.lock);
    bool in = t->pp.load() == pp; // it may have fired meanwhile
    if (in) remove(h, t);
    unlock(&h.lock);
    if (in) return true;
  }
  return false;
}

void checkTimes(int64_t when, int64_t period) {
  if (when <= 0) throw_("timer when must be positive");
  if (period < 0) throw_("timer period must be non-negative");
}

// Puts t, busy and in no heap, into this P's.
void putIn(timer *t) {
  netpollGenericInit();
  p *pp = getp();
  ptimers &h = pp->timers;
  lock(&h.lock);
  insert(pp, h, t);
  bool first = t->index == 0;
  unlock(&h.lock);
  if (first) wakeNetPoller(t->when);
}

} // namespace

// ---- changing timers

void addtimer(timer *t) {
  checkTimes(t->when, t->period);
  acquireTimer(t);
  if (t->pp.load()) throw_("addtimer called with initialized timer");
  putIn(t);
  releaseTimer(t);
}

bool deltimer(timer *t) {
  if (!t->pp.load()) return false; // also a timer that was never started
  acquireTimer(t);
  bool pending = takeOut(t);
  releaseTimer(t);
  return pending;
}

// A timer that is in a heap moves within it: its lock is all that takes. False: it is in none.
template <class F> static bool changeInHeap(timer *t, int64_t when, F change) {
  while (p *pp = t->pp.load()) {
    ptimers &h = pp->timers;
    lock(&h.lock);
    const bool in = t->pp.load() == pp; // it may have fired meanwhile
    const int64_t first = h.when0.load(std::memory_order_relaxed);
    if (in) {
      change();
      if (when > t->when) {
        t->nextwhen = when; // T5
      } else {
        t->when = when;
        t->nextwhen = 0;
        siftup(h, t->index);
        if (t->index == 0) publishTop(h);
      }
      timercheck(h);
    }
    unlock(&h.lock);
    if (!in) continue;
    if (when < first) wakeNetPoller(when);
    return true;
  }
  return false;
}

bool modtimer(timer *t, int64_t when, int64_t period, FuncVal *f, Eface arg, uintptr_t seq) {
  checkTimes(when, period);
  bool moved = changeInHeap(t, when, [&] {
    shadeTimer(t);
    t->period = period;
    t->f = f;
    t->arg = arg;
    t->seq = seq;
    shadeTimer(t);
  });
  if (moved) return true;
  acquireTimer(t);
  bool pending = takeOut(t);
  shadeTimer(t);
  t->when = when;
  t->period = period;
  t->f = f;
  t->arg = arg;
  t->seq = seq;
  putIn(t);
  releaseTimer(t);
  return pending;
}

bool resettimer(timer *t, int64_t when) {
  checkTimes(when, t->period);
  if (changeInHeap(t, when, [] {})) return true;
  return modtimer(t, when, t->period, t->f, t->arg, t->seq);
}

// ---- running them

namespace {

// Runs the top of the heap, with the lock given back meanwhile.
void runOne(ptimers &h, timer *t, int64_t now) RT_REQUIRES(h.lock) {
  timer copy;
  copy.f = t->f;
  copy.arg = t->arg;
  copy.seq = t->seq;
  bool inC = t->status.load(std::memory_order_relaxed) & timerInC;
  if (t->period > 0) { // leave out the periods that were missed
    int64_t next = t->when + t->period * (1 + (now - t->when) / t->period);
    t->when = next < 0 ? maxWhen : next;
    siftdown(h, 0);
    publishTop(h);
  } else {
    remove(h, t);
  }
  unlock(&h.lock);
  if (inC)
    copy.cf(copy.arg, copy.seq);
  else
    callGoClosure(copy.f, reinterpret_cast<uint64_t>(copy.arg.typ), reinterpret_cast<uint64_t>(copy.arg.data), copy.seq);
  lock(&h.lock);
}

} // namespace

// Runs the timers of pp that are due. now: 0 or the time; returns it if it was needed. *pollUntil: the next one's time.
int64_t checkTimers(p *pp, int64_t now, int64_t *pollUntil, bool *ran) {
  ptimers &h = pp->timers;
  int64_t next = h.when0.load();
  if (next == 0) return now;
  if (now == 0) now = nanotime();
  if (now < next) {
    *pollUntil = next;
    return now;
  }
  lock(&h.lock);
  while (h.len > 0) {
    timer *t = h.heap[0];
    if (t->when > now) {
      *pollUntil = t->when;
      break;
    }
    if (t->nextwhen) { // T5
      t->when = std::exchange(t->nextwhen, 0);
      siftdown(h, 0);
      publishTop(h);
      timercheck(h);
      continue;
    }
    runOne(h, t, now);
    *ran = true;
  }
  unlock(&h.lock);
  return now;
}

int64_t timeSleepUntil() {
  int64_t earliest = maxWhen;
  for (int32_t i = 0; i < gomaxprocs; i++) {
    int64_t when = allp[i]->timers.when0.load();
    if (when != 0 && when < earliest) earliest = when;
  }
  return earliest;
}

void moveTimers(p *dst, p *src) {
  ptimers &to = dst->timers, &from = src->timers;
  lock(&to.lock);
  assertWorldStoppedFor(&from.lock); // nobody else: two heaps' locks would have no order
  for (uint32_t i = 0; i < from.len; i++) insert(dst, to, from.heap[i]);
  std::free(from.heap);
  from.heap = nullptr;
  from.len = from.cap = 0;
  publishTop(from);
  unlock(&to.lock);
}

// ---- time.Sleep: each goroutine has one timer of its own, started once it is parked

namespace {

void goroutineReady(Eface arg, uintptr_t) { goready(static_cast<g *>(arg.data)); }

bool resetForSleep(g *gp, void *) {
  gp->timer->when = gp->sleepWhen;
  addtimer(gp->timer);
  return true;
}

} // namespace

GOENTRY(void, timeSleep, (int64_t ns)) {
  if (ns <= 0) return;
  g *gp = getg();
  if (!gp->timer) {
    gp->timer = static_cast<timer *>(std::calloc(1, sizeof(timer)));
    gp->timer->cf = goroutineReady;
    gp->timer->arg.data = gp;
    gp->timer->status.store(timerInC);
  }
  if (__builtin_add_overflow(nanotime(), ns, &gp->sleepWhen)) gp->sleepWhen = maxWhen;
  gopark(resetForSleep, nullptr, nullptr, waitReasonSleep);
}

// ---- package time

GOENTRY(void, time_startTimer, (timer * t)) { addtimer(t); }
GOENTRY(uint64_t, time_stopTimer, (timer * t)) { return deltimer(t); }
GOENTRY(uint64_t, time_resetTimer, (timer * t, int64_t when)) { return resettimer(t, when); }
GOENTRY(void, time_modTimer, (timer * t, int64_t when, int64_t period, FuncVal *f, abi::Type *argType, void *argData, uintptr_t seq)) {
  modtimer(t, when, period, f, {argType, argData}, seq);
}

} // namespace rt
