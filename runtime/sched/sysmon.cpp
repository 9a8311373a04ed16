// runtime/sched/sysmon.cpp: the monitor thread, deadlock detection, schedtrace.
//
// sysmon runs without a P, sleeping 20 µs to 10 ms between rounds: it polls the network if nobody did for 10 ms,
// takes Ps out of long system calls, asks goroutines that have run for 10 ms to stop, prints schedtrace.
// Mirrors sysmon, retake, checkdead, schedtrace of runtime/proc.go.
#include <cstdio>

#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

constexpr int64_t forcePreemptNS = 10 * 1000 * 1000; // a goroutine's time slice
int64_t runtimeInitTime;

// ---- Ps in system calls, goroutines that run too long
static bool retakeSyscall(p *pp, int64_t now) {
  uint32_t t = pp->syscalltick.load();
  if (pp->sysmontick.syscalltick != t) { // a new call since the last round: one more tick of grace
    pp->sysmontick.syscalltick = t;
    pp->sysmontick.syscallwhen = now;
    return false;
  }
  // Leave it if there is nothing to run and others are there to find work; but not for ever: sysmon could not sleep.
  if (runqempty(pp) && sched.nmspinning.load() + sched.npidle.load() > 0 && pp->sysmontick.syscallwhen + 10 * 1000 * 1000 > now)
    return false;
  uint32_t s = Psyscall;
  if (!pp->status.compare_exchange_strong(s, Pidle)) return false;
  pp->syscalltick.fetch_add(1);
  handoffp(pp);
  return true;
}

// With wakerule=1 a goroutine may sit in runnext beside a busy owner and idle Ps.
static bool wakeForStaleRunnext(p *pp, bool sameTick) {
  if (debug.wakerule == 0 || !sameTick || !pp->runnext.load(std::memory_order_relaxed) || sched.npidle.load() == 0) return false;
  pp->handoff = 0;
  wakep();
  return true;
}

static int retake(int64_t now) {
  int n = 0;
  for (int32_t i = 0; i < gomaxprocs; i++) {
    p *pp = allp[i];
    uint32_t s = pp->status.load();
    if (s == Prunning || s == Psyscall) {
      uint32_t t = pp->schedtick.load(std::memory_order_relaxed);
      bool same = pp->sysmontick.schedtick == t;
      if (!same) {
        pp->sysmontick.schedtick = t;
        pp->sysmontick.schedwhen = now;
      } else if (pp->sysmontick.schedwhen + forcePreemptNS <= now)
        preemptone(pp);
      if (s == Prunning && wakeForStaleRunnext(pp, same)) n++;
    }
    if (s == Psyscall && retakeSyscall(pp, now)) n++;
  }
  return n;
}

// All Ps idle: sleep until a timer is due or somebody wakes us. True: woken by a system call's return.
static bool deepSleep(int64_t now) {
  lock(&sched.lock);
  bool woken = false;
  if (sched.gcwaiting.load() || sched.npidle.load() == gomaxprocs) {
    int64_t next = timeSleepUntil();
    if (next > now) {
      sched.sysmonwait = true;
      unlock(&sched.lock);
      int64_t sleep = 60ll * 1000 * 1000 * 1000;
      if (next - now < sleep) sleep = next - now;
      woken = notetsleep(&sched.sysmonnote, sleep);
      lock(&sched.lock);
      sched.sysmonwait = false;
      noteclear(&sched.sysmonnote);
    }
  }
  unlock(&sched.lock);
  return woken;
}

void sysmon() {
  int idle = 0;
  uint32_t delay = 0;
  int64_t lasttrace = 0;
  lock(&sched.lock);
  checkdead();
  unlock(&sched.lock);
  for (;;) {
    if (idle == 0)
      delay = 20;
    else if (idle > 50)
      delay *= 2;
    uint32_t maxDelay = debug.wakerule && sched.npidle.load() > 0 ? 1000 : 10000;
    if (delay > maxDelay) delay = maxDelay;
    usleep_(delay);
    int64_t now = nanotime();
    if (debug.schedtrace <= 0 && (sched.gcwaiting.load() || sched.npidle.load() == gomaxprocs)) {
      if (deepSleep(now)) idle = 0;
      delay = 20;
      now = nanotime();
    }
    int64_t lastpoll = sched.lastpoll.load();
    if (netpollinited() && lastpoll != 0 && lastpoll + 10 * 1000 * 1000 < now) {
      int64_t x = lastpoll;
      sched.lastpoll.compare_exchange_strong(x, now);
      gList list = netpoll(0);
      if (!list.empty()) injectglist(&list);
    }
    if (retake(now) != 0)
      idle = 0;
    else
      idle++;
    if (debug.schedtrace > 0 && lasttrace + int64_t(debug.schedtrace) * 1000000 <= now) {
      lasttrace = now;
      schedtrace(debug.scheddetail > 0);
    }
  }
}

// ---- deadlock detection: no M runs, and no timer could wake one.
struct DeadCount {
  int32_t waiting;
  g *runnable;
};

static void countForDead(g *gp, void *arg) {
  auto *c = static_cast<DeadCount *>(arg);
  if (isSystemGoroutine(gp)) return;
  switch (readgstatus(gp)) {
  case Gwaiting: c->waiting++; break;
  case Grunnable:
  case Grunning:
  case Gsyscall: c->runnable = gp; break;
  }
}

void checkdead() RT_NO_THREAD_SAFETY {
  if (getm()->dying || sched.gcwaiting.load()) return;
  int32_t run = mcount() - sched.nmidle - sched.nmidlelocked - sched.nmsys;
  if (run > 0) return;
  if (run < 0) {
    eprintf("runtime: checkdead: nmidle=%d nmidlelocked=%d mcount=%d nmsys=%d\n", sched.nmidle, sched.nmidlelocked, mcount(), sched.nmsys);
    unlock(&sched.lock);
    throw_("checkdead: inconsistent counts");
  }
  if (!mainStarted.load()) return;
  DeadCount c{0, nullptr};
  forEachG(countForDead, &c);
  if (c.runnable) {
    eprintf("runtime: checkdead: find g %ld in status %u\n", long(c.runnable->goid), readgstatus(c.runnable));
    unlock(&sched.lock);
    throw_("checkdead: runnable g");
  }
  if (c.waiting == 0) { // the main goroutine called runtime.Goexit
    unlock(&sched.lock);
    fatal("no goroutines (main called runtime.Goexit) - deadlock!");
  }
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i]->timers.num.load() > 0) return;
  unlock(&sched.lock);
  fatal("all goroutines are asleep - deadlock!");
}

// ---- schedtrace
static const char *boolstr(bool b) { return b ? "true" : "false"; }

static void traceP(p *pp, bool detailed) {
  uint32_t h = pp->runqhead.load(), t = pp->runqtail.load();
  if (!detailed) { // brackets as in a Go slice of numbers
    eprintf("%s%u%s", pp->id == 0 ? " [" : " ", t - h, pp->id == gomaxprocs - 1 ? "]\n" : "");
    return;
  }
  char mbuf[24] = "nil";
  if (m *mp = pp->m) snprintf(mbuf, sizeof mbuf, "%ld", long(mp->id));
  eprintf("  P%d: status=%u schedtick=%u syscalltick=%u m=%s runqsize=%u gfreecnt=%d timerslen=%u\n", pp->id, pp->status.load(),
          pp->schedtick.load(), pp->syscalltick.load(), mbuf, t - h, pp->gFree.n, pp->timers.num.load());
}

static void traceM(m *mp) {
  char pb[24] = "nil", cb[24] = "nil", lb[24] = "nil";
  if (p *pp = mp->p) snprintf(pb, sizeof pb, "%d", pp->id);
  if (g *gp = mp->curg) snprintf(cb, sizeof cb, "%ld", long(gp->goid));
  if (g *lg = mp->lockedg) snprintf(lb, sizeof lb, "%ld", long(lg->goid));
  eprintf("  M%ld: p=%s curg=%s throwing=%d locks=%d dying=%d spinning=%s blocked=%s lockedg=%s\n", long(mp->id), pb, cb, int(mp->throwing),
          mp->locks, mp->dying, boolstr(mp->spinning), boolstr(mp->blocked), lb);
}

static void traceG(g *gp, void *) {
  if (readgstatus(gp) == Gdead && gp->goid == 0) return;
  char mb[24] = "nil", lb[24] = "nil";
  if (m *mp = gp->m) snprintf(mb, sizeof mb, "%ld", long(mp->id));
  if (m *lm = gp->lockedm) snprintf(lb, sizeof lb, "%ld", long(lm->id));
  eprintf("  G%ld: status=%u(%s) m=%s lockedm=%s\n", long(gp->goid), readgstatus(gp), waitReasonStrings[gp->waitreason.load()], mb, lb);
}

void schedtrace(bool detailed) {
  int64_t now = nanotime();
  lock(&sched.lock);
  eprintf("SCHED %ldms: gomaxprocs=%d idleprocs=%d threads=%d spinningthreads=%d needspinning=%u idlethreads=%d runqueue=%d",
          long((now - runtimeInitTime) / 1000000), gomaxprocs, sched.npidle.load(), mcount(), sched.nmspinning.load(),
          sched.needspinning.load(), sched.nmidle, sched.runqsize.load());
  if (detailed)
    eprintf(" gcwaiting=%s nmidlelocked=%d stopwait=%d sysmonwait=%s\n", boolstr(sched.gcwaiting.load()), sched.nmidlelocked,
            sched.stopwait, boolstr(sched.sysmonwait.load()));
  for (int32_t i = 0; i < gomaxprocs; i++) traceP(allp[i], detailed);
  if (detailed) {
    for (m *mp = allm; mp; mp = mp->alllink) traceM(mp);
    forEachG(traceG, nullptr);
  }
  unlock(&sched.lock);
}

} // namespace rt
