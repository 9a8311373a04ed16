// runtime/sched/sysmon.cpp: the monitor thread.
//
// sysmon runs without a P, sleeping 20 µs to 4 ms between rounds, 1 ms while goroutines wait: it polls the network if nobody did for 10 ms,
// takes Ps out of long system calls, asks goroutines that have run for 10 ms to stop, collects garbage if nobody did for
// two minutes, prints schedtrace.
// Mirrors sysmon, retake, forcegchelper of runtime/proc.go.
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/trace/trace.h"

namespace rt {

constexpr int64_t forcePreemptNS = 10 * 1000 * 1000; // a goroutine's time slice
constexpr int64_t syscallGraceNS = 10 * 1000 * 1000; // a P without work is left to a system call for so long
constexpr int64_t pollEveryNS = 10 * 1000 * 1000; // the network is looked at as often, whoever else does
int64_t runtimeInitTime;

// While sysmon holds a P or runnable goroutines in its hands, one more M counts as running (D2 of checkdead.cpp).
struct HoldsWork {
  HoldsWork() { incidlelocked(-1); }
  ~HoldsWork() { incidlelocked(1); }
};

static void injectFromSysmon(gList *list) {
  if (list->empty()) return;
  HoldsWork h;
  injectglist(list);
}

// ---- Ps in system calls, goroutines that run too long
// overdue: its goroutine has had its time slice, in many short calls: it has no M that could be asked to stop.
static bool retakeSyscall(p *pp, int64_t now, bool overdue) {
  uint32_t t = pp->syscalltick.load();
  if (!overdue && pp->sysmontick.syscalltick != t) { // a new call since the last round: one more tick of grace
    pp->sysmontick.syscalltick = t;
    pp->sysmontick.syscallwhen = now;
    return false;
  }
  // Leave it if there is nothing to run and others are there to find work; but not for ever: sysmon could not sleep.
  if (runqempty(pp) && sched.nmspinning.load() + sched.npidle.load() > 0 && pp->sysmontick.syscallwhen + syscallGraceNS > now) return false;
  HoldsWork h;
  if (!stealSyscallP(pp, Pidle)) return false;
  handoffp(pp);
  return true;
}

// With wakerule=1 a goroutine may sit in runnext beside a busy owner and idle Ps.
static bool wakeForStaleRunnext(p *pp, bool sameTick) {
  if (debug.wakerule == 0 || !sameTick || !pp->runnext.load(std::memory_order_relaxed) || sched.npidle.load() == 0) return false;
  pp->handoff = 0;
  HoldsWork h;
  wakep();
  return true;
}

static int retake(int64_t now) {
  int n = 0;
  for (int32_t i = 0; i < gomaxprocs; i++) {
    p *pp = allp[i];
    uint32_t s = pp->status.load();
    bool overdue = false;
    if (s == Prunning || s == Psyscall) {
      uint32_t t = pp->schedtick.load(std::memory_order_relaxed);
      bool same = pp->sysmontick.schedtick == t;
      if (!same) {
        pp->sysmontick.schedtick = t;
        pp->sysmontick.schedwhen = now;
      } else if (pp->sysmontick.schedwhen + forcePreemptNS <= now) {
        overdue = true;
        preemptone(pp);
        if (pp->sysmontick.asked != t) n++; // a signal that meets a leaf of the runtime is in vain: ask again soon
        pp->sysmontick.asked = t;
      }
      if (s == Prunning && wakeForStaleRunnext(pp, same)) n++;
    }
    if (s == Psyscall && retakeSyscall(pp, now, overdue)) n++;
  }
  return n;
}

// ---- forced collections
// A program that no longer allocates would keep its garbage, and finalizers would never run: after two minutes without
// a collection a goroutine of the runtime, parked here, is woken to do one.
static struct {
  mutex lock{lockRankForceGC};
  std::atomic<bool> idle; // gp is parked
  g *gp RT_GUARDED_BY(lock);
} forcegc;

static R2 forcegcResumed(g *) {
  gcStartByTime();
  return {0, 0};
}

// (): waits until a collection is due by time and does it. The loop around it is runtime.forcegchelper.
GOENTRY(void, forcegcwait, ()) {
  lock(&forcegc.lock);
  forcegc.gp = getg();
  forcegc.idle = true;
  goparkunlock(&forcegc.lock, forcegcResumed, waitReasonForceGCIdle);
}

static void forceCollection(int64_t now) {
  if (!forcegc.idle.load() || !gcDueByTime(now)) return;
  lock(&forcegc.lock);
  forcegc.idle = false;
  gList list;
  list.push(forcegc.gp);
  unlock(&forcegc.lock);
  injectFromSysmon(&list);
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
      int64_t sleep = (int64_t(debug.forcegcperiod) + 1) * 1000000 / 2;
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

// Is there a goroutine that could run, and no P that does? Then time slices are watched closely.
static bool somebodyWaits() {
  if (sched.runqsize.load(std::memory_order_relaxed) > 0) return true;
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (!runqempty(allp[i])) return true;
  return false;
}

void sysmon() {
  int idle = 0;
  uint32_t delay = 0;
  int64_t lasttrace = 0;
  for (;;) {
    if (idle == 0)
      delay = 20;
    else if (idle > 50)
      delay *= 2;
    uint32_t maxDelay = (debug.wakerule && sched.npidle.load() > 0) || somebodyWaits() ? 1000 : 4000;
    if (delay > maxDelay) delay = maxDelay;
    usleep_(delay);
    int64_t now = nanotime();
    if (debug.schedtrace <= 0 && (sched.gcwaiting.load() || sched.npidle.load() == gomaxprocs)) {
      if (deepSleep(now)) idle = 0;
      delay = 20;
      now = nanotime();
    }
    int64_t lastpoll = sched.lastpoll.load();
    if (netpollinited() && lastpoll != 0 && lastpoll + pollEveryNS < now) {
      int64_t x = lastpoll;
      sched.lastpoll.compare_exchange_strong(x, now);
      gList list = netpoll(0);
      injectFromSysmon(&list);
    }
    if (retake(now) != 0)
      idle = 0;
    else
      idle++;
    forceCollection(now);
    if (g *gp = traceAdvanceDue()) {
      gList list;
      list.push(gp);
      injectFromSysmon(&list);
    }
    if (debug.schedtrace > 0 && lasttrace + int64_t(debug.schedtrace) * 1000000 <= now) {
      lasttrace = now;
      schedtrace(debug.scheddetail > 0);
    }
  }
}

} // namespace rt
