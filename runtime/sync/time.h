// runtime/sync/time.h: timers: package time's, time.Sleep's and the network poller's deadlines.
//
// Every P has a 4-ary heap of timers by `when`. schedule() runs the due timers of its own P, an idle P those of
// others; an M that finds nothing to do sleeps in netpoll until the earliest. Stopping takes a timer out of its heap
// at once (it knows its place in it), so a heap holds live timers only.
//
// Invariants
//   T1  t->pp != nullptr  iff  t is in pp's heap at t->index; both change under pp->timers.lock.
//   T2  Who starts or stops a timer holds its busy bit, so two changes never mix; the runner of due timers, and who
//       changes one within its heap, needs the heap's lock only.
//   T3  timers.when0 and timers.num mirror the heap's top and size for readers without the lock.
//   T4  The collector marks what is in p.timers.heap (mgcmark): a started timer lives until it fires.
//   T5  A timer that moves later, as the deadline of a connection does each time it is used, stays where it is in the heap: its new
//       time is in nextwhen. When its old time comes it sinks to its place instead of running.
//   T6  No timer in a heap is due before its parent.
// Lock order: busy bit, timers.lock. Functions of timers run with neither held, on g0 with a P: they must not park.
//
// Mirrors runtime/time.go; differs: no lazy deletion, no status machine.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {

using timerFunc = void (*)(Eface arg, uintptr_t seq);

// time.runtimeTimer, field for field (time/sleep.go).
struct timer {
  std::atomic<p *> pp;
  int64_t when, period; // period > 0: again at when+period, ...
  union {
    FuncVal *f;  // func(any, uintptr)
    timerFunc cf; // timerInC
  };
  Eface arg;
  uintptr_t seq;
  int64_t nextwhen; // not 0: it was moved to then, and stands in the heap by the earlier `when` until that comes (T5)
  std::atomic<uint32_t> status;
  uint32_t index; // in the heap
};
static_assert(sizeof(timer) == 72 && offsetof(timer, seq) == 48 && offsetof(timer, status) == 64);
enum timerStatus : uint32_t { timerBusy = 1, timerInC = 2 };

constexpr int64_t maxWhen = INT64_MAX;

void addtimer(timer *t);                       // t->when, period, f, arg, seq are set
bool deltimer(timer *t);                       // true: it was waiting, and will not run
bool modtimer(timer *t, int64_t when, int64_t period, FuncVal *f, Eface arg, uintptr_t seq); // true: it was waiting
bool resettimer(timer *t, int64_t when);       // modtimer with the other fields as they are

} // namespace rt
