// runtime/sched/stw.cpp: stopping the world, GOMAXPROCS.
//
// To stop the world: set gcwaiting, ask every running goroutine to stop (preemptall), take the Ps that are in
// system calls or idle, and wait until the running ones come to schedule and give theirs up. A goroutine inside an
// entry finishes the entry first, so code on g0 that waits for a stop in progress must give its P up meanwhile:
// semacquireWorld waits in blockInPlace.
//
// Who waits, for the stop or for its end, does so awake at first (notespin), and goroutines get no signal before: on a virtual
// machine it takes 20 us to send one to another processor and as long until it is there, and 16 to 30 to wake a thread; a
// goroutine that allocates comes by within 5.
//
// forEachP is the ragged form: each P runs a function once, at a safe point of its own, and goes on. A P that nobody runs at
// the moment has it run for it: an idle one by the caller, one in a system call by whoever takes it from there.
// Mirrors stopTheWorld* of runtime/proc.go.
#include "runtime/debug/metrics.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/trace/trace.h"

namespace rt {

static std::atomic<uint32_t> worldsema; // 0 free, 1 held, 2 held with waiters
static std::atomic<bool> stopped;
static int64_t stopBegan RT_GUARDED_BY(theWorld), stopDone RT_GUARDED_BY(theWorld); // times of the last stop, for runtime/metrics
static int32_t newprocs RT_GUARDED_BY(theWorld);
static stwReason stopReason RT_GUARDED_BY(theWorld);

bool worldStopped() { return stopped.load(); }

// worldsema: exclusion between stops; waits in place.
static void semacquireWorld() {
  uint32_t z = 0;
  if (worldsema.compare_exchange_strong(z, 1)) return;
  auto wait = [](void *) {
    while (worldsema.exchange(2) != 0) futexsleep(&worldsema, 2, -1);
  };
  if (getm()->p)
    blockInPlace(wait, nullptr);
  else
    wait(nullptr);
}

static void semreleaseWorld() {
  if (worldsema.exchange(0) == 2) futexwakeup(&worldsema, 1);
}

static void stopTheWorldWithSema() RT_ACQUIRE(theWorld) RT_NO_THREAD_SAFETY { // reads stopwait when nobody changes it any more
  m *mp = getm();
  lock(&sched.lock);
  sched.stopwait = gomaxprocs;
  sched.gcwaiting = true;
  preemptall(false); // most come to a place where they look sooner than a signal gets to them
  if (mp->p) {
    mp->p->status = Pgcstop;
    sched.stopwait--;
  }
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (stealSyscallP(allp[i], Pgcstop)) sched.stopwait--;
  while (p *pp = pidleget()) { // idle ones
    pp->status = Pgcstop;
    sched.stopwait--;
  }
  bool wait = sched.stopwait > 0;
  unlock(&sched.lock);
  if (wait && !notespin(&sched.stopnote)) do
      preemptall(); // again and again: requests get lost when goroutines switch
    while (!notetsleep(&sched.stopnote, 100 * 1000));
  noteclear(&sched.stopnote);
  if (sched.stopwait != 0) throw_("stopTheWorld: not stopped");
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i]->status.load() != Pgcstop) throw_("stopTheWorld: not stopped (status != Pgcstop)");
  stopped = true;
}

static void startTheWorldWithSema(stwReason why) RT_RELEASE(theWorld) RT_NO_THREAD_SAFETY {
  m *mp = acquirem();
  if (netpollinited() && mp->p) {
    gList list = netpoll(0);
    injectglist(&list);
  }
  bool hadP = mp->p != nullptr;
  lock(&sched.lock);
  int32_t procs = newprocs ? newprocs : gomaxprocs;
  newprocs = 0;
  p *p1 = procresize(procs);
  if (!hadP) { // a system thread: it only borrowed allp[0]
    p *pp = releasep();
    if (runqempty(pp))
      pidleput(pp);
    else {
      pp->m = mget();
      pp->link = p1;
      p1 = pp;
    }
  }
  stopped = false;
  sched.gcwaiting = false;
  wakeSysmonLocked();
  unlock(&sched.lock);
  while (p1) {
    p *pp = p1;
    p1 = p1->link;
    if (m *next = pp->m) {
      pp->m = nullptr;
      if (next->nextp) throw_("startTheWorld: inconsistent mp->nextp");
      next->nextp = pp;
      notewakeup(&next->park);
    } else
      newm(nullptr, pp, -1); // this M counts meanwhile
  }
  TraceSection().STWDone(why);
  wakep(); // there may be work for more than the Ps with local queues
  releasem(mp);
}

void stopTheWorld(stwReason why) {
  semacquireWorld();
  int64_t began = nanotime();
  TraceSection().STWStart(why);
  stopTheWorldWithSema();
  stopBegan = began, stopDone = nanotime();
  stopReason = why;
}

void startTheWorld(bool collected) {
  (collected ? gcStopping : otherStopping).record(stopDone - stopBegan);
  int64_t began = stopBegan;
  startTheWorldWithSema(stopReason);
  (collected ? gcPauses : otherPauses).record(nanotime() - began);
  semreleaseWorld();
}

// ---- forEachP

static void (*safePointFn)(p *) RT_GUARDED_BY(theWorld);      // what each P has to run
static int32_t safePointWait RT_GUARDED_BY(sched.lock);       // Ps that have not run it yet
static note safePointNote;                                    // safePointWait has reached 0

// Takes the task off pp, which the caller owns or which is idle under sched.lock. False: it has run already.
static bool takeSafePointTask(p *pp) {
  uint32_t due = 1;
  return pp->runSafePointFn.compare_exchange_strong(due, 0);
}

static void safePointFnDone() RT_REQUIRES(sched.lock) {
  if (--safePointWait == 0) notewakeup(&safePointNote);
}

void runSafePointFn(p *pp) RT_NO_THREAD_SAFETY { // whoever set it holds the world until all have run it
  if (!takeSafePointTask(pp)) return;
  safePointFn(pp);
  lock(&sched.lock);
  safePointFnDone();
  unlock(&sched.lock);
}

void runSafePointFnLocked(p *pp) RT_NO_THREAD_SAFETY { // likewise
  if (!takeSafePointTask(pp)) return;
  safePointFn(pp);
  safePointFnDone();
}

// Ps in system calls are taken; handing them on runs their task.
static void safePointsOfSyscalls() {
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (p *pp = allp[i]; pp->runSafePointFn.load() && stealSyscallP(pp, Pidle)) handoffp(pp);
}

void forEachP(void (*fn)(p *)) RT_NO_THREAD_SAFETY { // as stopTheWorldWithSema
  semacquireWorld();
  m *mp = acquirem();
  lock(&sched.lock);
  if (safePointWait != 0) throw_("forEachP: safePointWait != 0");
  safePointFn = fn;
  safePointWait = gomaxprocs;
  for (int32_t i = 0; i < gomaxprocs; i++) allp[i]->runSafePointFn = 1;
  for (p *pp = sched.pidle; pp; pp = pp->link) runSafePointFnLocked(pp);
  runSafePointFnLocked(mp->p);
  bool wait = safePointWait > 0;
  unlock(&sched.lock);
  while (wait) {
    preemptall();
    safePointsOfSyscalls();
    if (notetsleep(&safePointNote, 100 * 1000)) break; // else a request got lost, or a system call began meanwhile
  }
  noteclear(&safePointNote);
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i]->runSafePointFn.load()) throw_("forEachP: P did not run fn");
  releasem(mp);
  semreleaseWorld();
}

// Like stopTheWorld but best-effort and without waiting: before a crash is reported.
void freezetheworld() RT_NO_THREAD_SAFETY { // whoever holds sched.lock may never give it back
  sched.freezing = true;
  if (debug.dontfreezetheworld > 0) {
    usleep_(1000);
    return;
  }
  for (int i = 0; i < 5; i++) {
    sched.stopwait = 0x7fffffff;
    sched.gcwaiting = true;
    if (!preemptall()) break;
    usleep_(1000);
  }
  usleep_(1000);
  preemptall();
  usleep_(1000);
}

// (n int) int
GOENTRY(int64_t, GOMAXPROCS, (int64_t n)) {
  lock(&sched.lock);
  int64_t old = gomaxprocs;
  unlock(&sched.lock);
  if (n <= 0 || n == old) return old;
  stopTheWorld(stwGOMAXPROCS);
  newprocs = int32_t(n > maxGomaxprocs ? maxGomaxprocs : n);
  startTheWorld();
  return old;
}

} // namespace rt
