// runtime/sched/thread.cpp: Ms: creation, sleeping, waking, handing Ps over, goroutines locked to threads.
//
// An M without work parks on its note (stopm) in sched.midle; startm takes one from there, or makes a new thread,
// and gives it a P. handoffp passes on the P of an M that is about to block.
// Mirrors the M part of runtime/proc.go.
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

#include "runtime/arch/amd64/asm.h"
#include "runtime/os/linux/os.h"
#include "runtime/prof/cpuprof.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/trace/trace.h"

namespace rt {

constexpr size_t gtStackSize = 64 << 10; // for Go code run on g0

int32_t mcount() { return int32_t(sched.mnext - sched.nmfreed); }

static g *newgt() {
  g *gt = new (calloc(1, sizeof(g))) g();
  gt->stack.lo = uintptr_t(sysReserveStack(gtStackSize));
  gt->stack.hi = gt->stack.lo + gtStackSize;
  gt->sched.sp = gt->stack.hi - 64;
  gt->atomicstatus = Grunning;
  gt->stackguard0 = gt->stack.lo + stackGuard;
  gt->nocopy = true;
  gt->issystem = true;
  return gt;
}

GOENTRY(int64_t, setMaxThreads, (int64_t n)) {
  lock(&sched.lock);
  int64_t old = sched.maxmcount;
  sched.maxmcount = n > 0x7fffffff ? 0x7fffffff : int32_t(n);
  unlock(&sched.lock);
  return old;
}

[[noreturn]] static void threadExhaustion() RT_NO_THREAD_SAFETY { // gives up a lock that its caller holds
  eprintf("runtime: program exceeds %d-thread limit\n", sched.maxmcount);
  unlock(&sched.lock);
  fatal("thread exhaustion");
}

// The number of a new M, which from here on counts as running.
int64_t mReserveID() {
  int64_t id = sched.mnext++;
  if (mcount() > sched.maxmcount) threadExhaustion();
  return id;
}

// id: from mReserveID, or negative.
void mcommoninit(m *mp, int64_t id) {
  mp->gt = newgt();
  mp->fastrand = cputicks() ^ uintptr_t(mp);
  if (debug.schedseed) mp->fastrand = uint64_t(debug.schedseed) * 0x9e3779b97f4a7c15ull;
  refillAsyncArea(mp);
  lock(&sched.lock);
  mp->id = id >= 0 ? id : mReserveID();
  if (debug.schedseed) mp->fastrand += uint64_t(mp->id);
  mp->alllink = allm;
  __atomic_store_n(&allm, mp, __ATOMIC_RELEASE); // pairs with scanFixedRoots
  unlock(&sched.lock);
}

m *allocm(void (*fn)()) {
  void *mem = aligned_alloc(64, (sizeof(m) + 63) & ~size_t(63));
  if (!mem) throw_("cannot allocate memory for a thread");
  m *mp = new (memset(mem, 0, sizeof(m))) m();
  mp->mstartfn = fn;
  return mp;
}

void newm(void (*fn)(), p *pp, int64_t id) {
  m *self = acquirem();
  m *mp = allocm(fn);
  mcommoninit(mp, id);
  mp->nextp = pp;
  newosproc(mp);
  releasem(self);
}

void newSystemThread(void (*fn)(), bool wakesGoroutines) {
  m *self = acquirem();
  m *mp = allocm(fn);
  mp->isSystem = true;
  mcommoninit(mp, -1);
  if (!wakesGoroutines) {
    lock(&sched.lock);
    sched.nmsys++;
    unlock(&sched.lock);
  }
  newosproc(mp);
  releasem(self);
}

// First function of every M but m0, on its g0.
void mstart1() {
  m *mp = getm();
  if (mp->mstartfn) mp->mstartfn();
  acquirep(mp->nextp);
  mp->nextp = nullptr;
  schedule();
}

static void mspinning() { getm()->spinning = true; } // startm's caller has counted it

void mput(m *mp) {
  mp->schedlink = sched.midle;
  sched.midle = mp;
  sched.nmidle++;
  checkdead();
}

m *mget() {
  m *mp = sched.midle;
  if (mp) {
    sched.midle = mp->schedlink;
    sched.nmidle--;
  }
  return mp;
}

void mPark() {
  m *mp = getm();
  notesleep(&mp->park);
  noteclear(&mp->park);
}

// Stops this M until it is given a P.
void stopm() {
  m *mp = getm();
  if (mp->locks) throw_("stopm holding locks");
  if (mp->p) throw_("stopm holding p");
  if (mp->spinning) throw_("stopm spinning");
  lock(&sched.lock);
  mput(mp);
  unlock(&sched.lock);
  if (sched.gcwaiting.load()) notespin(&mp->park); // the world will not stand for long
  mPark();
  acquirep(mp->nextp);
  mp->nextp = nullptr;
}

// Gives pp to some M. spinning: the caller has incremented nmspinning for it.
void startm(p *pp, bool spinning) {
  m *mp = acquirem();
  lock(&sched.lock);
  m *nmp = mget();
  if (!nmp) {
    int64_t id = mReserveID(); // D1 of checkdead.cpp
    unlock(&sched.lock);
    newm(spinning ? mspinning : nullptr, pp, id);
    releasem(mp);
    return;
  }
  unlock(&sched.lock);
  if (nmp->spinning) throw_("startm: m is spinning");
  if (nmp->nextp) throw_("startm: m has p");
  nmp->spinning = spinning;
  nmp->nextp = pp;
  notewakeup(&nmp->park);
  releasem(mp);
}

// An idle M may sleep past `when`: whoever polls the network is told, or some M is woken to look.
void wakeNetPoller(int64_t when) {
  if (sched.lastpoll.load() == 0) { // somebody sleeps in netpoll: long enough?
    int64_t until = sched.pollUntil.load();
    if (until == 0 || until > when) netpollBreak();
  } else
    wakep();
}

// Passes on a P that its M gives up for blocking. On g0, without a P.
void handoffp(p *pp) {
  if (!runqempty(pp) || sched.runqsize.load() != 0) {
    startm(pp, false);
    return;
  }
  // No local work. If nobody spins and nobody is idle, somebody must look for work.
  int32_t z = 0;
  if (sched.nmspinning.load() + sched.npidle.load() == 0 && sched.nmspinning.compare_exchange_strong(z, 1)) {
    sched.needspinning = 0;
    startm(pp, true);
    return;
  }
  lock(&sched.lock);
  if (sched.gcwaiting.load()) {
    pp->status = Pgcstop;
    if (--sched.stopwait == 0) notewakeup(&sched.stopnote);
    unlock(&sched.lock);
    return;
  }
  runSafePointFnLocked(pp);
  // The last running P, and nobody polls the network: keep an M on it that does.
  bool lastPoller = sched.npidle.load() == gomaxprocs - 1 && sched.lastpoll.load() != 0 && netpollinited() && netpollAnyWaiters();
  if (sched.runqsize.load() != 0 || lastPoller) {
    unlock(&sched.lock);
    startm(pp, false);
    return;
  }
  int64_t when = pp->timers.when0.load();
  pidleput(pp);
  unlock(&sched.lock);
  if (when != 0) wakeNetPoller(when);
}

// Stops this M for a stop of the world.
void gcstopm() {
  m *mp = getm();
  if (mp->spinning) {
    mp->spinning = false;
    if (sched.nmspinning.fetch_sub(1) <= 0) throw_("gcstopm: negative nmspinning");
  }
  p *pp = releasep();
  lock(&sched.lock);
  pp->status = Pgcstop;
  if (--sched.stopwait == 0) notewakeup(&sched.stopnote);
  unlock(&sched.lock);
  stopm();
}

// ---- goroutines locked to threads
// Stops this M, which has a locked goroutine, until that goroutine is to run.
void stoplockedm() {
  m *mp = getm();
  if (!mp->lockedg || mp->lockedg->lockedm != mp) throw_("stoplockedm: inconsistent locking");
  if (mp->p) handoffp(releasep());
  lock(&sched.lock);
  sched.nmidlelocked++;
  checkdead();
  unlock(&sched.lock);
  mPark();
  acquirep(mp->nextp);
  mp->nextp = nullptr;
}

// Gives this M's P to the M that gp is locked to, and stops.
void startlockedm(g *gp) {
  m *mp = gp->lockedm;
  if (mp == getm()) throw_("startlockedm: locked to me");
  if (mp->nextp) throw_("startlockedm: m has p");
  lock(&sched.lock);
  sched.nmidlelocked--;
  unlock(&sched.lock);
  // lockedg leaves no runnable goroutine behind: its status is Grunnable, the M makes it run.
  p *pp = releasep();
  mp->nextp = pp;
  notewakeup(&mp->park);
  stopm();
}

static void dolock(m *mp, g *gp) {
  mp->lockedg = gp;
  gp->lockedm = mp;
}
static void dounlock(m *mp, g *gp) {
  if (mp->lockedInt || mp->lockedExt) return;
  mp->lockedg = nullptr;
  gp->lockedm = nullptr;
}

GOENTRY(void, LockOSThread, ()) {
  m *mp = getm();
  if (++mp->lockedExt == 0) {
    mp->lockedExt--;
    panicPlainError("LockOSThread nesting overflow");
  }
  dolock(mp, mp->curg);
}
GOENTRY(void, UnlockOSThread, ()) {
  m *mp = getm();
  if (mp->lockedExt == 0) return;
  mp->lockedExt--;
  dounlock(mp, mp->curg);
}
// Used while package initialisers run: they stay on the main thread.
void lockOSThread() {
  m *mp = getm();
  mp->lockedInt++;
  dolock(mp, mp->curg);
}
void unlockOSThread() {
  m *mp = getm();
  if (mp->lockedInt == 0) throw_("runtime: internal error: misuse of lockOSThread/unlockOSThread");
  mp->lockedInt--;
  dounlock(mp, mp->curg);
}

// ---- the end of a thread
// The main thread is not ended (the process would look dead to some tools), it parks for ever.
void mexit() {
  m *mp = getm();
  if (mp == &m0) {
    handoffp(releasep());
    lock(&sched.lock);
    sched.nmfreed++;
    checkdead();
    unlock(&sched.lock);
    for (;;) mPark();
  }
  sigset_t old;
  blockAllSignals(&old);
  lock(&sched.lock);
  for (m **pm = &allm; *pm; pm = &(*pm)->alllink)
    if (*pm == mp) {
      *pm = mp->alllink;
      break;
    }
  traceThreadEnding(mp);
  unlock(&sched.lock);
  handoffp(releasep());
  lock(&sched.lock);
  traceThreadDestroy(mp);
  sched.nmfreed++;
  checkdead();
  unlock(&sched.lock);
  endAsking(mp);
  profThreadEnd(mp);
  munmap(reinterpret_cast<void *>(mp->gt->stack.lo), gtStackSize);
  exitThread(mp);
}

m *acquirem() {
  m *mp = getm();
  mp->locks++;
  return mp;
}

void releasem(m *mp) {
  mp->locks--;
  g *gp = mp->curg;
  if (mp->locks == 0 && gp && gp->preempt.load(std::memory_order_relaxed)) // a request came meanwhile: renew it
    gp->stackguard0.store(stackPreempt, std::memory_order_relaxed);
}

// A goroutine pinned to its P, for package sync.
GOENTRY(int64_t, procPin, ()) { return acquirem()->p->id; }
GOENTRY(void, procUnpin, ()) {
  m *mp = getm();
  releasem(mp);
  g *gp = mp->curg;
  if (gp && gp->preempt.load()) mp->guardWord->store(gp->stackguard0.load());
}

} // namespace rt
