// runtime/sched/hooks_default.cpp: what the scheduler assumes when a folder that fills a hook is not linked
// (unit tests of the scheduler alone): no timers, no network, no heap.
#include <climits>

#include "runtime/sched/sched_internal.h"
#include "runtime/stack/copystack.h"

namespace rt {
#define HOOK __attribute__((weak))
HOOK int64_t checkTimers(p *, int64_t now, int64_t *pollUntil, bool *ran) {
  *pollUntil = 0;
  *ran = false;
  return now;
}
HOOK int64_t timeSleepUntil() { return INT64_MAX; }
HOOK void moveTimers(p *, p *) {}
HOOK bool netpollinited() { return false; }
HOOK gList netpoll(int64_t) { return {}; }
HOOK void netpollBreak() {}
HOOK bool netpollAnyWaiters() { return false; }
HOOK void mallocinit() {}
HOOK void gcinit() {}
HOOK bool gcDueByTime(int64_t) { return false; }
HOOK void gcStartByTime() {}
HOOK bool gcIsMarking() { return false; }
HOOK uint64_t gcHeapGoal() { return 0; }
HOOK mcache *allocmcache() { return nullptr; }
HOOK void freemcache(mcache *) {}
HOOK void gcInitP(p *) {}
HOOK void gcDestroyP(p *) {}
HOOK std::atomic<uint32_t> gcBlackenEnabled;
HOOK g *findRunnableGCWorker(p *) { return nullptr; }
HOOK g *findIdleGCWorker(p *) { return nullptr; }
HOOK bool gcIdleWorkerAvailable() { return false; }
HOOK mutex *hchanLock(hchan *) { throw_("channels are not linked"); }
} // namespace rt
