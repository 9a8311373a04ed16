// runtime/sched/syscall.cpp: system calls, and blocking in place.
//
// entersyscall leaves the P in status Psyscall, where sysmon or a stop of the world may take it; exitsyscall takes it
// back with one compare-and-swap, or finds another P, or queues the goroutine and parks the M. The call's results
// then wait in g and the onresume of the goroutine delivers them.
//
// Two forms: Syscall6 here does all three steps in one entry; the pair entersyscall / exitsyscall exists for Go code
// that brackets raw calls. While in Gsyscall, g.syscallsp != 0 forbids moving the stack (the kernel may write to it).
//
// Invariants
//   SC1  Work and a P that could run it never miss each other: whoever comes back without a P takes an idle one or queues
//        its goroutine in one critical section of sched.lock, the same lock under which an M looks at the global queue
//        before it makes its P idle (findRunnable, handoffp). With the look and the queueing apart, the last busy P
//        goes idle in between and nobody looks at the queue again: a world that waits for ever if the goroutine was about
//        to stop it.
//   SC2  A P in Psyscall belongs to whoever changes that status by compare-and-swap: the M that comes back, sysmon, or a
//        stop of the world; entersyscall looks at gcwaiting after it published the status, stopTheWorld the other way round.
// Mirrors entersyscall, exitsyscall of runtime/proc.go.
#include <cerrno>

#include "runtime/arch/amd64/asm.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/rawsyscall.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/trace/trace.h"

namespace rt {

void wakeSysmonLocked() {
  if (!sched.sysmonwait.load()) return;
  sched.sysmonwait = false;
  notewakeup(&sched.sysmonnote);
}

static void wakeSysmon() {
  lock(&sched.lock);
  wakeSysmonLocked();
  unlock(&sched.lock);
}

// SC2: takes a P out of a system call. inSyscall: the caller's goroutine is in one itself.
bool stealSyscallP(p *pp, uint32_t newStatus, bool inSyscall) {
  TraceSection tr;
  uint32_t s = Psyscall;
  if (!pp->status.compare_exchange_strong(s, newStatus)) return false;
  tr.ProcSteal(pp, inSyscall);
  pp->syscalltick.fetch_add(1);
  return true;
}

// A stop of the world is under way: give the P to it right here. It may have been taken, and be in another system call.
static void entersyscallGcwait(p *pp) {
  lock(&sched.lock);
  if (sched.stopwait > 0 && stealSyscallP(pp, Pgcstop, true)) {
    if (--sched.stopwait == 0) notewakeup(&sched.stopnote);
  }
  unlock(&sched.lock);
}

void entersyscall() {
  m *mp = getm();
  g *gp = mp->curg;
  gp->syscallsp = gp->sched.sp;
  {
    TraceSection tr;
    casgstatus(gp, Grunning, Gsyscall);
    tr.GoSysCall();
  }
  if (sched.sysmonwait.load(std::memory_order_relaxed)) wakeSysmon();
  p *pp = mp->p;
  if (pp->runSafePointFn.load()) runSafePointFn(pp);
  mp->syscalltick = pp->syscalltick.load(std::memory_order_relaxed);
  pp->m = nullptr;
  mp->oldp = pp;
  mp->p = nullptr;
  pp->status.store(Psyscall); // from here on it may be taken
  if (sched.gcwaiting.load()) entersyscallGcwait(pp);
}

static p *takeOldp(m *mp) {
  p *oldp = mp->oldp;
  mp->oldp = nullptr;
  return oldp;
}

static bool lostOldp(m *mp, p *oldp) { return mp->p != oldp || mp->syscalltick != oldp->syscalltick.load(std::memory_order_relaxed); }

// Takes the old P back out of the call: of this one, or of another's that took it meanwhile.
static bool reacquire(m *mp, p *oldp) {
  TraceSection tr;
  uint32_t s = Psyscall;
  if (!oldp || oldp->status.load() != Psyscall || !oldp->status.compare_exchange_strong(s, Pidle)) return false;
  wirep(oldp);
  if (lostOldp(mp, oldp)) {
    tr.ProcSteal(oldp, true);
    tr.ProcStart();
  }
  return true;
}

// Takes a P without blocking: the old one, or any idle one.
static bool exitsyscallfast(p *oldp) {
  if (sched.freezing.load()) return false;
  if (reacquire(getm(), oldp)) return true;
  if (sched.npidle.load() == 0) return false;
  lock(&sched.lock);
  p *pp = pidleget();
  if (pp) wakeSysmonLocked();
  unlock(&sched.lock);
  if (!pp) return false;
  acquirep(pp);
  return true;
}

// On a P that exitsyscallfast has found: the goroutine runs again.
static void stillRunning(g *gp, p *oldp) {
  m *mp = getm();
  TraceSection tr;
  bool lost = lostOldp(mp, oldp);
  tr.GoSysExit(lost);
  if (lost) tr.GoStart();
  casgstatus(gp, Gsyscall, Grunning);
}

// No P, but for a moment: the goroutine is to be scheduled.
static void becomeRunnable(g *gp) {
  traceExitingSyscall();
  {
    TraceSection tr;
    casgstatus(gp, Gsyscall, Grunnable);
    tr.GoSysExit(true);
  }
  traceExitedSyscall();
}

static void backOnP(g *gp) {
  m *mp = getm();
  mp->p->syscalltick.fetch_add(1);
  gp->syscallsp = 0;
  if (gp->preempt.load(std::memory_order_relaxed))
    gp->stackguard0 = stackPreempt; // restore a request made meanwhile
  else
    armGuard(gp);
  mp->guardWord->store(gp->stackguard0.load());
}

// An idle P for gp, or gp goes onto the global queue: one step under sched.lock (SC1).
static p *idlepOrQueue(g *gp) {
  lock(&sched.lock);
  p *pp = pidleget();
  if (!pp)
    globrunqput(gp);
  else
    wakeSysmonLocked();
  unlock(&sched.lock);
  return pp;
}

// No P: queue the goroutine and stop this M.
[[noreturn]] static void exitsyscall0(g *gp) {
  m *mp = getm();
  becomeRunnable(gp);
  gp->syscallsp = 0;
  dropg();
  bool locked = gp->lockedm != nullptr; // once it is queued another thread may run it
  if (p *pp = idlepOrQueue(gp)) {
    acquirep(pp);
    execute(gp, false);
  }
  if (locked) { // wait for another M to schedule gp, which gives us its P
    stoplockedm();
    execute(gp, false);
  }
  mp->spinning = false;
  stopm();
  schedule();
}

// Ends a system call. Returns if there is a P at once; else the M leaves, and the goroutine goes on later with onresume.
void exitsyscall(resumeFn onresume) {
  m *mp = getm();
  g *gp = mp->curg;
  p *oldp = takeOldp(mp);
  if (exitsyscallfast(oldp)) {
    stillRunning(gp, oldp);
    backOnP(gp);
    return;
  }
  gp->onresume = onresume;
  exitsyscall0(gp);
}

// The arguments may be the only references to objects that the kernel reads or writes: while the P is away a
// collection may run, so they stand on g0 where it scans.
static R2 scannedCall(uint64_t num, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6, uint64_t *err,
                      bool enters) {
  volatile uint64_t args[6] = {a1, a2, a3, a4, a5, a6};
  m *mp = getm();
  mp->g0top = uintptr_t(args); // before the status says that the stack may be scanned
  if (enters) entersyscall();
  R2 r = rawSyscall(num, a1, a2, a3, a4, a5, a6, err);
  mp->g0top = 0;
  return r;
}

static R2 syscallResumed(g *gp) {
  gp->ret2 = gp->sysargs[2];
  return {gp->sysargs[0], gp->sysargs[1]};
}

// (num, a1..a6 uintptr) (r1, r2, errno uintptr), may block.
GOENTRY(R2, Syscall6, (uint64_t num, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6)) {
  uint64_t err;
  R2 r = scannedCall(num, a1, a2, a3, a4, a5, a6, &err, true);
  g *gp = getg();
  gp->sysargs[0] = r.a;
  gp->sysargs[1] = r.b;
  gp->sysargs[2] = err;
  exitsyscall(syscallResumed);
  gp->ret2 = err;
  return r;
}
GOENTRY(R2, Syscall, (uint64_t num, uint64_t a1, uint64_t a2, uint64_t a3)) { return Syscall6(num, a1, a2, a3, 0, 0, 0); }

// The same without giving the P up: for calls that do not block.
GOENTRY(R2, RawSyscall6, (uint64_t num, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6)) {
  uint64_t err;
  bool inSyscall = !getm()->p; // between entersyscall and exitsyscall
  R2 r = inSyscall ? scannedCall(num, a1, a2, a3, a4, a5, a6, &err, false) : rawSyscall(num, a1, a2, a3, a4, a5, a6, &err);
  getg()->ret2 = err;
  return r;
}

GOENTRY(void, entersyscall_, ()) { entersyscall(); }
GOENTRY(void, exitsyscall_, ()) { exitsyscall(nullptr); }

// ---- blocking in place: C++ frames on g0 stay, so this M itself must get a P back.
static void takePBack(m *mp, g *gp) {
  p *oldp = takeOldp(mp);
  if (exitsyscallfast(oldp))
    stillRunning(gp, oldp);
  else {
    // Queue the goroutine as one locked to this thread: whoever schedules it hands its P to us.
    m *lockedm = gp->lockedm;
    g *lockedg = mp->lockedg;
    gp->lockedm = mp;
    mp->lockedg = gp;
    becomeRunnable(gp);
    mp->curg = nullptr;
    if (p *pp = idlepOrQueue(gp))
      acquirep(pp);
    else
      stoplockedm();
    mp->curg = gp;
    gp->m = mp;
    TraceSection tr;
    casgstatus(gp, Grunnable, Grunning);
    tr.GoStart();
    gp->lockedm = lockedm;
    mp->lockedg = lockedg;
  }
  backOnP(gp);
}

void blockInPlace(void (*fn)(void *), void *arg) {
  // Callee-saved registers of the frames above: the collector finds them here, at the lower end of what it scans.
  uintptr_t regs[6];
  asm volatile(
      "mov %%rbx, 0(%0)\n mov %%rbp, 8(%0)\n mov %%r12, 16(%0)\n mov %%r13, 24(%0)\n mov %%r14, 32(%0)\n mov %%r15, 40(%0)" ::"r"(regs)
      : "memory");
  m *mp = getm();
  g *gp = mp->curg;
  mp->g0top = uintptr_t(regs);
  entersyscall();
  fn(arg);
  takePBack(mp, gp);
  mp->g0top = 0;
  asm volatile("" ::"r"(regs) : "memory");
}

} // namespace rt
