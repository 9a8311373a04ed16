// runtime/sched/checkdead.cpp: deadlock detection: "all goroutines are asleep" if, and only if, nothing can wake one.
//
// The argument. A goroutine becomes runnable only by an action of some thread. So when no thread can act any more, and no
// goroutine is runnable, none ever will be. checkdead counts threads, under sched.lock, whenever one stops counting as
// running; run = all Ms - idle ones - idle ones that wait for their locked goroutine - system threads. What may wake a
// goroutine, and why it is counted:
//
//   goroutines     run on an M, which counts until it has found nothing to do (mput).
//   system calls   The M that made the call counts all the time. When it comes back it takes a P or queues its goroutine
//                  in one step (SC1 of syscall.cpp): it stops counting only while every P belongs to another M that
//                  counts, or to somebody of D2.
//   netpoll        While goroutines wait for descriptors the last M to go idle blocks in netpoll, where it counts; handoffp
//                  keeps one for that. When it returns with goroutines but without a P, all Ps are busy: as above.
//   timers         Likewise: the M that sleeps until the next timer is due does so in netpoll. An M that finds another one
//                  there leaves it to that. A timer not yet noticed by either is still in some P's heap: looked at here.
//   signals        os/signal has a thread of its own that waits for them and readies their receiver. It counts as running
//                  from its creation (newSystemThread(_, true)): after signal.Notify there are no deadlocks, as in gc.
//   finalizers     are queued by sweeping, on an M that counts, which readies the finalizer goroutine itself. That one is
//                  a system goroutine: parked without work it makes no program live.
//   collections    forced by time: by sysmon; see D2. Collector threads that mark are no Ms and wake no goroutine.
//   locked threads A goroutine locked to a thread is readied like any other; the M that finds it gives its P away and only
//                  then becomes idle (startlockedm), having taken the other one off nmidlelocked before.
//   blockInPlace   A thread that waits with C++ frames alive is neither idle nor locked: it counts. Without a P it queues
//                  its goroutine as a locked one: as above.
//
// Two moments would break the count, so these are invariants:
//   D1  A new M is counted (mReserveID) in the same critical section that found no idle one: a system thread that makes it
//       does not count, and the P that it holds for the new M is neither idle nor busy.
//   D2  While sysmon holds a P or runnable goroutines in its hands, it pretends that one more M runs (HoldsWork): an M that
//       comes back from a system call finds no P, queues its goroutine and stops, and nobody else may count.
// Mirrors checkdead of runtime/proc.go.
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

void incidlelocked(int32_t v) {
  lock(&sched.lock);
  sched.nmidlelocked += v;
  if (v > 0) checkdead();
  unlock(&sched.lock);
}

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

void checkdead() {
  // A crash is being reported, perhaps in a signal handler on the thread of an idle M (freezetheworld sets gcwaiting).
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

} // namespace rt
