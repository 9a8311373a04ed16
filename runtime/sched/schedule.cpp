// runtime/sched/schedule.cpp: what a thread does between goroutines: schedule, findRunnable, execute.
//
// Worker threads park when there is nothing to do and are woken when there is. To neither lose work nor wake
// threads for nothing, a thread that looks for work is "spinning", counted in sched.nmspinning; whoever submits work
// wakes a thread only if none spins, and a spinning thread that finds work wakes the next one (resetspinning). The
// delicate moment is the end of spinning: a thread first drops nmspinning, then looks at all queues once more; a
// submitter first publishes work, then reads nmspinning. Both sides have full fences (atomic read-modify-writes)
// between, so one of them sees the other.
//
// Runs on g0; schedule never returns and frames above it on g0 are dead.
// Mirrors schedule, findRunnable, stealWork of runtime/proc.go.
#include <cstdint>

#include "runtime/arch/amd64/asm.h"
#include "runtime/lock/assert.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/trace/trace.h"

namespace rt {

constexpr uint32_t schedGlobalEvery = 61; // look at the global queue first every so many ticks, or two goroutines
                                          // that ready each other would starve it

void execute(g *gp, bool inheritTime) {
  m *mp = getm();
  mp->curg = gp;
  gp->m = mp;
  {
    TraceSection tr;
    casgstatus(gp, Grunnable, Grunning);
    tr.GoStart();
  }
  gp->waitsince = 0;
  gp->preempt.store(false, std::memory_order_relaxed);
  armGuard(gp);
  RT_ASSERT(G1, gp->sched.sp > gp->stack.lo && gp->sched.sp < gp->stack.hi);
  if (!inheritTime) {
    uint32_t t = mp->p->schedtick.load(std::memory_order_relaxed);
    mp->p->schedtick.store(t + 1, std::memory_order_relaxed);
  }
  R2 r{0, 0};
  if (resumeFn f = gp->onresume) {
    gp->onresume = nullptr;
    r = f(gp);
  }
  rt_gogo(gp, r.a, r.b);
}

static void becomeSpinning(m *mp) {
  mp->spinning = true;
  sched.nmspinning++;
  sched.needspinning = 0;
}

static void resetspinning(m *mp) {
  mp->spinning = false;
  if (sched.nmspinning.fetch_sub(1) <= 0) throw_("findRunnable: negative nmspinning");
  wakep(); // the chain: whoever found work makes sure somebody looks for more
}

// An idle P for an M that will look for work on it, or null.
static p *takeIdleP() {
  lock(&sched.lock);
  p *pp = pidlegetSpinning();
  unlock(&sched.lock);
  return pp;
}

// Tries to add one more P to execute goroutines.
void wakep() {
  if (sched.npidle.load(std::memory_order_relaxed) == 0) return;
  int32_t z = 0;
  if (sched.nmspinning.load() != 0 || !sched.nmspinning.compare_exchange_strong(z, 1)) return;
  m *mp = acquirem();
  p *pp = takeIdleP();
  if (!pp) {
    if (sched.nmspinning.fetch_sub(1) <= 0) throw_("wakep: negative nmspinning");
  } else
    startm(pp, true);
  releasem(mp);
}

// Runnable goroutines from netpoll or timers. With a P: the first npidle to idle Ps through the global queue, the
// rest into the local queue.
void injectglist(gList *list) {
  gQueue q;
  int n = 0;
  while (g *gp = list->pop()) {
    wake(gp);
    q.pushBack(gp);
    n++;
  }
  if (n == 0) return;
  p *pp = getp();
  auto startIdle = [](int k) {
    for (int i = 0; i < k && sched.npidle.load() != 0; i++) {
      m *mp = acquirem();
      p *ip = takeIdleP();
      if (ip) startm(ip, false);
      releasem(mp);
      if (!ip) break;
    }
  };
  if (!pp) {
    lock(&sched.lock);
    globrunqputbatch(&q, n);
    unlock(&sched.lock);
    startIdle(n);
    return;
  }
  int npidle = sched.npidle.load(), k = 0;
  gQueue globq;
  for (; k < npidle && !q.empty(); k++) globq.pushBack(q.pop());
  if (k > 0) {
    lock(&sched.lock);
    globrunqputbatch(&globq, k);
    unlock(&sched.lock);
    startIdle(k);
  }
  if (!q.empty()) runqputbatch(pp, &q, n - k);
  wakep();
}

// ---- stealing
// Visits all Ps in a random order: start at a random position, step by a number coprime to the count.
struct StealOrder {
  uint32_t count, pos, inc, left;
  explicit StealOrder(uint32_t n) : count(n), left(n) {
    pos = fastrandn(n);
    do inc = fastrandn(n) + 1;
    while (gcd(inc, n) != 1);
  }
  static uint32_t gcd(uint32_t a, uint32_t b) { return b ? gcd(b, a % b) : a; }
  bool next(uint32_t *out) {
    if (left-- == 0) return false;
    *out = pos;
    pos = (pos + inc) % count;
    return true;
  }
};

struct Stolen {
  g *gp;
  bool inheritTime, newWork;
};

static Stolen stealWork(p *pp, int64_t *now, int64_t *pollUntil) {
  bool ranTimer = false;
  constexpr int stealTries = 4;
  for (int i = 0; i < stealTries; i++) {
    bool last = i == stealTries - 1; // runnext and timers of others only in the last round
    StealOrder order{uint32_t(gomaxprocs)};
    for (uint32_t id; order.next(&id);) {
      if (sched.gcwaiting.load()) return {nullptr, false, true};
      p *p2 = allp[id];
      if (p2 == pp) continue;
      if (last && p2->timers.num.load() > 0) {
        int64_t w = 0;
        bool ran = false;
        int64_t tnow = checkTimers(p2, *now, &w, &ran);
        *now = tnow;
        if (w != 0 && (*pollUntil == 0 || w < *pollUntil)) *pollUntil = w;
        if (ran) { // it may have readied goroutines onto our queue
          bool inherit;
          if (g *gp = runqget(pp, &inherit)) return {gp, inherit, true};
          ranTimer = true;
        }
      }
      if (!p2->onIdleList())
        if (g *gp = runqsteal(pp, p2, last)) return {gp, false, ranTimer};
    }
  }
  return {nullptr, false, ranTimer};
}

static p *checkRunqsNoP() {
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (!allp[i]->onIdleList() && !runqempty(allp[i])) return takeIdleP();
  return nullptr;
}

static int64_t checkTimersNoP(int64_t pollUntil) {
  for (int32_t i = 0; i < gomaxprocs; i++) {
    int64_t w = allp[i]->timers.when0.load();
    if (w != 0 && (pollUntil == 0 || w < pollUntil)) pollUntil = w;
  }
  return pollUntil;
}

static g *fromNetpoll(gList *list) {
  g *gp = list->pop();
  injectglist(list);
  wake(gp);
  return gp;
}

static g *fromGlobal(p *pp, int32_t max) {
  if (sched.runqsize.load(std::memory_order_relaxed) == 0) return nullptr;
  lock(&sched.lock);
  g *gp = globrunqget(pp, max);
  unlock(&sched.lock);
  return gp;
}

static g *pollWithoutWaiting() {
  if (!netpollinited() || !netpollAnyWaiters() || sched.lastpoll.load() == 0) return nullptr;
  gList list = netpoll(0);
  return list.empty() ? nullptr : fromNetpoll(&list);
}

// Steps 1 to 4.
static g *findLocal(p *pp, bool *inheritTime) {
  *inheritTime = false;
  if (pp->schedtick.load(std::memory_order_relaxed) % schedGlobalEvery == 0) // 2
    if (g *gp = fromGlobal(pp, 1)) return gp;
  if (g *gp = runqget(pp, inheritTime)) return gp; // 1
  if (g *gp = fromGlobal(pp, 0)) return gp;        // 3
  return pollWithoutWaiting();                     // 4
}

// After giving up the P and spinning, step 7 once more for all queues: is there work that was submitted meanwhile? Returns
// with a P if so.
static bool recheckAfterSpinning(m *mp, g **gp) {
  *gp = nullptr;
  lock(&sched.lock);
  if (sched.runqsize.load() != 0) {
    if (p *pp = pidlegetSpinning()) {
      *gp = globrunqget(pp, 0);
      if (!*gp) throw_("global runq empty with non-zero runqsize");
      unlock(&sched.lock);
      acquirep(pp);
      becomeSpinning(mp);
      return true;
    }
  }
  unlock(&sched.lock);
  p *pp = checkRunqsNoP();
  if (!pp && gcBlackenEnabled.load() && gcIdleWorkerAvailable()) // somebody must mark, and everybody may be about to sleep
    pp = takeIdleP();
  if (!pp) return false;
  acquirep(pp);
  becomeSpinning(mp);
  return true;
}

// Step 10: blocks in the network poller until something is ready or pollUntil. True: we have a P again (and *gp perhaps).
static bool pollNetwork(m *mp, int64_t pollUntil, bool wasSpinning, g **gp) {
  *gp = nullptr;
  if (netpollinited() && (netpollAnyWaiters() || pollUntil != 0) && sched.lastpoll.exchange(0) != 0) {
    sched.pollUntil.store(pollUntil);
    int64_t delay = -1;
    if (pollUntil != 0) {
      int64_t now = nanotime();
      delay = pollUntil > now ? pollUntil - now : 0;
    }
    gList list = netpoll(delay);
    int64_t now = nanotime();
    sched.pollUntil.store(0);
    sched.lastpoll.store(now);
    lock(&sched.lock);
    p *pp = pidleget();
    unlock(&sched.lock);
    if (!pp) {
      injectglist(&list);
      return false;
    }
    acquirep(pp);
    if (!list.empty()) {
      *gp = fromNetpoll(&list);
      return true;
    }
    if (wasSpinning) becomeSpinning(mp);
    return true;
  }
  if (pollUntil != 0 && netpollinited()) {
    int64_t until = sched.pollUntil.load();
    if (until == 0 || until > pollUntil) netpollBreak();
  }
  return false;
}

// Step 7: under the lock, look at what only the lock protects, and give the P back if there is nothing. *gp: a goroutine
// after all. False: look at everything again.
static bool giveBackP(m *mp, p *pp, g **gp) {
  *gp = nullptr;
  lock(&sched.lock);
  bool again = sched.gcwaiting.load() || pp->runSafePointFn.load();
  if (!again && sched.runqsize.load() != 0)
    *gp = globrunqget(pp, 0);
  else if (!again && !mp->spinning && sched.needspinning.load() == 1) {
    becomeSpinning(mp);
    again = true;
  } else if (!again) {
    releasep();
    pidleput(pp);
  }
  unlock(&sched.lock);
  return !again;
}

// Blocks until there is a goroutine to run. The steps by the numbers they usually go by; the order differs where it says so:
//   1  the local queue: runnext, then the ring
//   2  every 61st tick, before 1: the global queue
//   3  the global queue: a fair share of it
//   4  the network: what is ready, without waiting
//   5  stealing: from all Ps in random order, four rounds; their timers and runnext only in the last
//   6  mark workers, while the collector marks: those that are due before everything else, the idle ones here
//   7  the global queue again under the lock, before the P is given back; after spinning all queues
//   8  timers: of this P before everything else, as they ready goroutines into 1; all others' before sleeping
//   9  sleep: stopm, until somebody has a P for this M
//  10  before 9, for one M: sleep in the network poller, until the next timer is due
static g *findRunnable(bool *inheritTime) {
  m *mp = getm();
  for (;;) {
    p *pp = mp->p;
    if (sched.gcwaiting.load()) {
      gcstopm();
      continue;
    }
    if (pp->runSafePointFn.load(std::memory_order_relaxed)) runSafePointFn(pp);
    int64_t pollUntil = 0;
    bool ran = false;
    int64_t now = checkTimers(pp, 0, &pollUntil, &ran);     // 8
    *inheritTime = false;
    if (gcBlackenEnabled.load(std::memory_order_relaxed))
      if (g *gp = findRunnableGCWorker(pp)) return gp;      // 6
    if (g *gp = findLocal(pp, inheritTime)) return gp;      // 1 - 4
    *inheritTime = false;
    // Steal, unless too many others already try: that costs CPU when parallelism is low.
    if (mp->spinning || 2 * sched.nmspinning.load() < gomaxprocs - sched.npidle.load()) {
      if (!mp->spinning) becomeSpinning(mp);
      Stolen s = stealWork(pp, &now, &pollUntil);           // 5
      *inheritTime = s.inheritTime;
      if (s.gp) return s.gp;
      if (s.newWork) continue;
    }
    g *gp;
    if (gcBlackenEnabled.load(std::memory_order_relaxed) && (gp = findIdleGCWorker(pp))) return gp; // 6
    if (!giveBackP(mp, pp, &gp)) continue;             // 7
    if (gp) return gp;

    bool wasSpinning = mp->spinning, haveP = false;
    if (wasSpinning) {
      mp->spinning = false;
      if (sched.nmspinning.fetch_sub(1) <= 0) throw_("findRunnable: negative nmspinning");
      haveP = recheckAfterSpinning(mp, &gp);                // 7
      if (!haveP) pollUntil = checkTimersNoP(pollUntil);    // 8
    }
    if (!haveP) haveP = pollNetwork(mp, pollUntil, wasSpinning, &gp); // 10
    if (gp) return gp;
    if (!haveP) stopm();                                    // 9
  }
}

[[noreturn, gnu::noinline]] static void runNext() {
  m *mp = getm();
  assertOnG0();
  if (mp->locks) {
    eprintf("runtime: schedule with %d locks held\n", mp->locks);
    throw_("schedule: holding locks");
  }
  if (mp->lockedg) { // this thread runs that goroutine only
    stoplockedm();
    execute(mp->lockedg, false);
  }
  for (;;) {
    mp->p->preempt.store(false, std::memory_order_relaxed);
    bool inheritTime;
    g *gp = findRunnable(&inheritTime);
    if (mp->spinning) resetspinning(mp);
    if (gp->lockedm) { // hand our P to the thread it is locked to
      startlockedm(gp);
      continue;
    }
    execute(gp, inheritTime);
  }
}

// Nothing of the caller is needed any more: the g0 stack begins anew. Or goroutines that park or yield when they are resumed
// (g.onresume), one after the other with no Go code in between, would fill it.
void schedule() {
  asm volatile("mov %0, %%rsp\n\t"
               "xor %%ebp, %%ebp\n\t"
               "call *%1" ::"r"(getm()->g0sp),
               "r"(runNext)
               : "memory");
  __builtin_unreachable();
}

} // namespace rt
