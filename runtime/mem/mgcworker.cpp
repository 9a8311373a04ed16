// runtime/mem/mgcworker.cpp: who marks beside the program: workers and assists; and the write barrier's buffer.
//
// A worker is a goroutine of the runtime, one for each P, whose Go code is a loop around one entry. The entry parks it in a
// pool; the scheduler takes one out when marking is due on a P (findRunnableGCWorker); resumed, it marks on g0 until it is to
// stop, and parks again. While it marks its status is Gwaiting: another worker may scan its stack.
//
//   dedicated    marks until it is preempted; as many at a time as 25 % of the Ps are, rounded
//   fractional   the rest of the 25 %: on each P a share of its time
//   idle         on a P that has nothing else to do
//
// Marking may be over when the last worker finds nothing: work.nwait, the number of those that do not mark, is then nproc
// again (both begin at 2^32-1: idle workers come and go). gcMarkDone looks whether it is.
//
// An assist marks objects in the middle of an allocation, inside an entry, so it neither parks nor scans stacks: two that
// waited for each other to stop would wait for ever. What it cannot pay it owes, and lets others run.
#include "runtime/abi/entries.h"
#include "runtime/abi/sabotage.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgclimit.h"
#include "runtime/mem/mgcmark.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/trace/trace.h"
#include <algorithm>

namespace rt {

std::atomic<uint32_t> gcBlackenEnabled;
workType work;

// An assist has marked the last there was: a worker has to look whether marking is done.
static std::atomic<bool> lookWhetherDone;

// ---- what each P has

void gcInitP(p *pp) {
  if (!pp->gc) pp->gc = new gcP;
  pp->wbNext = pp->gc->wbBuf;
  pp->wbEnd = pp->gc->wbBuf + wbBufEntries;
  pp->gc->gcw = {};
  if (gcBlackenEnabled.load()) {
    pp->gc->gcw.init(true);
    pp->gc->gcw.concurrent = true;
  }
}

void gcResetWorkers() {
  work.nproc = work.nwait = ~0u;
  lookWhetherDone = false;
  for (int32_t i = 0; i < gomaxprocs; i++) {
    gcP *gc = allp[i]->gc;
    allp[i]->wbNext = gc->wbBuf;
    if (!gc->gcw.wbuf1) gc->gcw.init(true);
    gc->gcw.concurrent = true;
    gc->fractionalMarkTime = 0;
  }
}

// Tells the controller what w has done since it did last.
static void flushCounts(gcWork &w) {
  gcController.bytesMarked.fetch_add(w.bytesMarked, std::memory_order_relaxed);
  gcController.scanWork.fetch_add(w.scanWork, std::memory_order_relaxed);
  gcController.stackBytes.fetch_add(w.stackBytes, std::memory_order_relaxed);
  gcController.globalBytes.fetch_add(w.globalBytes, std::memory_order_relaxed);
  w.bytesMarked = w.scanWork = w.stackBytes = w.globalBytes = 0;
}

// ---- the write barrier's buffer

// Both from code that has no use for what it gets: words that are no pointers, and objects that are marked, fall out here.
void wbBufFlush1(p *pp) {
  gcP *gc = pp->gc;
  uintptr_t *end = pp->wbNext;
  pp->wbNext = gc->wbBuf;
  if (!gcBlackenEnabled.load(std::memory_order_relaxed)) return;
  if (abi::sabotageFlush) end = std::max<uintptr_t *>(end - 4, gc->wbBuf);
  for (uintptr_t *at = gc->wbBuf; at < end; at++)
    if (heapObject o = findObjectForScan(*at); o.base) greyobject(gc->gcw, o);
}

extern "C" [[gnu::used]] void wbBufFlush() __asm__("rt_wbBufFlush1");
void wbBufFlush() { wbBufFlush1(getp()); }

bool gcFlushP(p *pp) {
  if (!pp || !pp->gc || !gcBlackenEnabled.load()) return false;
  wbBufFlush1(pp);
  bool some = !pp->gc->gcw.empty();
  pp->gc->gcw.flush();
  flushCounts(pp->gc->gcw);
  return some;
}

void gcDestroyP(p *pp) {
  gcFlushP(pp);
  if (pp->gc->gcw.wbuf1) pp->gc->gcw.dispose();
}

// ---- the pool of workers

static memLock poolLock{lockRankGCWait};
static gList pool RT_GUARDED_BY(poolLock);
static std::atomic<int32_t> npool, nworkers;

static bool poolPut(g *gp, void *) {
  poolLock.lock();
  pool.push(gp);
  npool++;
  poolLock.unlock();
  return true;
}

static g *poolGet() {
  if (npool.load() == 0) return nullptr;
  poolLock.lock();
  g *gp = pool.pop();
  if (gp) npool--;
  poolLock.unlock();
  return gp;
}

bool gcConcurrent() { return !debug.gcstoptheworld && goexports.gcBgMarkWorker; }

void gcBgMarkStartWorkers() {
  static FuncVal worker, sweeper;
  if (!sweeper.fn) {
    sweeper.fn = goexports.bgsweep;
    newprocRuntime(&sweeper, true);
  }
  worker.fn = goexports.gcBgMarkWorker;
  while (nworkers.load() < gomaxprocs) {
    nworkers++;
    newprocRuntime(&worker, true);
  }
}

// ---- when a worker runs

bool gcMarkWorkAvailable(p *pp) {
  if (!gcBlackenEnabled.load()) return false;
  if (pp && !pp->gc->gcw.empty()) return true;
  return gcWorkState_.nfull.load() != 0 || rootsLeft();
}

static bool workerWanted(p *pp) {
  return npool.load(std::memory_order_relaxed) != 0 && (gcMarkWorkAvailable(pp) || lookWhetherDone.load());
}

bool gcIdleWorkerAvailable() { return workerWanted(nullptr); }

static g *startWorker(p *pp, gcMarkWorkerMode mode) {
  g *gp = poolGet();
  if (!gp) return nullptr;
  pp->gc->workerMode = mode;
  TraceSection tr;
  casgstatus(gp, Gwaiting, Grunnable);
  tr.GoUnpark(gp);
  return gp;
}

static bool decIfPositive(std::atomic<int64_t> &n) {
  for (int64_t v = n.load(); v > 0;)
    if (n.compare_exchange_weak(v, v - 1)) return true;
  return false;
}

g *findRunnableGCWorker(p *pp) {
  if (!workerWanted(pp)) return nullptr;
  if (decIfPositive(gcController.dedicatedMarkWorkersNeeded)) {
    if (g *gp = startWorker(pp, gcMarkWorkerDedicatedMode)) return gp;
    gcController.dedicatedMarkWorkersNeeded++;
    return nullptr;
  }
  double share = gcController.fractionalUtilizationGoal;
  if (share == 0) return nullptr;
  int64_t since = nanotime() - work.markStart;
  if (since > 0 && double(pp->gc->fractionalMarkTime) / double(since) > share) return nullptr;
  return startWorker(pp, gcMarkWorkerFractionalMode);
}

g *findIdleGCWorker(p *pp) {
  if (!workerWanted(pp)) return nullptr;
  return startWorker(pp, gcMarkWorkerIdleMode);
}

// ---- goroutines that wait for credit

static memLock assistLock{lockRankGCWait};
static gQueue assistQueue RT_GUARDED_BY(assistLock);
static std::atomic<int32_t> nassist;

static bool assistQueuePut(g *gp, void *) {
  assistLock.lock();
  bool wait = gcBlackenEnabled.load() && gcController.bgScanCredit.load() <= 0;
  if (wait) {
    assistQueue.pushBack(gp);
    nassist++;
    lookWhetherDone = true; // perhaps there is nothing to wait for
  }
  assistLock.unlock();
  return wait;
}

static R2 assistResumed(g *gp) {
  R2 r{reinterpret_cast<uint64_t>(gp->roots[0]), gp->scratch[0]};
  gcController.waitedTime += nanotime() - int64_t(gp->scratch[1]);
  gp->roots[0] = nullptr;
  return r;
}

void gcWaitIfOwing(R2 r) {
  g *gp = getg();
  if (!gp || gp == getm()->gt || getm()->locks != 0) return;
  if (gcCPULimiter.limiting()) return;
  if (gp->gcAssistBytes >= 0 || gp->gcAssistCycle != work.cycles.load(std::memory_order_relaxed)) return;
  if (gp->gcAssistCut) return; // others run now, and it goes on with the assist that its next span costs
  gp->roots[0] = reinterpret_cast<void *>(r.a);
  gp->scratch[0] = r.b, gp->scratch[1] = uint64_t(nanotime());
  gopark(assistQueuePut, nullptr, assistResumed, waitReasonGCAssistWait);
}

void gcWakeAllAssists() {
  if (nassist.load() == 0) return;
  assistLock.lock();
  gQueue q = assistQueue;
  assistQueue = {};
  nassist = 0;
  assistLock.unlock();
  while (g *gp = q.pop()) ready(gp, false);
}

// ---- draining

// What the background has marked pays the debts of those that wait, in their order, and only those go on that owe nothing any
// more: with less they would be back at once. What is left is for whom may come.
static void gcFlushBgCredit(uint64_t scanWork) {
  if (scanWork == 0) return;
  if (nassist.load() == 0) {
    gcController.bgScanCredit.fetch_add(int64_t(scanWork));
    return;
  }
  auto bytes = int64_t(double(scanWork) * gcController.assistBytesPerWork.load(std::memory_order_relaxed));
  gQueue paid;
  assistLock.lock();
  while (bytes > 0 && !assistQueue.empty()) {
    g *gp = assistQueue.pop();
    bytes += gp->gcAssistBytes; // a debt is negative
    gp->gcAssistBytes = std::min<int64_t>(bytes, 0);
    if (bytes < 0) {
      assistQueue.pushBack(gp);
      break;
    }
    nassist--;
    paid.pushBack(gp);
  }
  if (bytes > 0)
    gcController.bgScanCredit.fetch_add(int64_t(double(bytes) * gcController.assistWorkPerByte.load(std::memory_order_relaxed)));
  assistLock.unlock();
  while (g *gp = paid.pop()) ready(gp, false);
}

struct drainState {
  g *gp;
  p *pp;
  gcMarkWorkerMode mode;
  int64_t start; // of what is not accounted for yet
};

// The time since the last call. Often, so that the limiter knows at any time what went where.
static void account(drainState &d) {
  int64_t now = nanotime(), t = now - d.start;
  d.start = now;
  switch (d.mode) {
  case gcMarkWorkerDedicatedMode: gcController.dedicatedTime += t; break;
  case gcMarkWorkerFractionalMode:
    gcController.fractionalTime += t;
    d.pp->gc->fractionalMarkTime += t;
    break;
  default: gcController.idleTime += t;
  }
}

// Somebody waits for this P, or a share of its time is used up, or an idle P has got other work.
static bool workerShouldStop(gcWork &w, void *arg) {
  auto *d = static_cast<drainState *>(arg);
  uint64_t done = w.scanWork;
  flushCounts(w);
  gcFlushBgCredit(done);
  if (sched.npidle.load(std::memory_order_relaxed) != 0 && gcWorkState_.nfull.load(std::memory_order_relaxed) != 0) wakep();
  if (d->gp->preempt.load(std::memory_order_relaxed) || sched.gcwaiting.load(std::memory_order_relaxed)) return true;
  account(*d);
  switch (d->mode) {
  case gcMarkWorkerIdleMode: return !runqempty(d->pp) || sched.runqsize.load(std::memory_order_relaxed) != 0;
  case gcMarkWorkerFractionalMode:
    return double(d->pp->gc->fractionalMarkTime) > 1.2 * gcController.fractionalUtilizationGoal * double(d->start - work.markStart);
  default: return false;
  }
}

static void gcDrain(drainState &d) {
  gcWork &w = d.pp->gc->gcw;
  while (rootsLeft()) {
    if (!markNextRoot(w)) break;
    if (workerShouldStop(w, &d)) return;
  }
  drainHeap(w, workerShouldStop, &d);
  uint64_t done = w.scanWork;
  flushCounts(w);
  gcFlushBgCredit(done);
}

// Resumed by the scheduler, on g0.
static R2 gcBgMarkWorkerRun(g *gp) {
  p *pp = getp();
  drainState d{gp, pp, pp->gc->workerMode, nanotime()};
  pp->gc->workerMode = gcMarkWorkerNotWorker;
  if (!gcBlackenEnabled.load()) return {0, 0};
  TraceSection().GCWorkerLabel(d.mode == gcMarkWorkerDedicatedMode    ? traceWorker::dedicated
                               : d.mode == gcMarkWorkerFractionalMode ? traceWorker::fractional
                                                                      : traceWorker::idle);
  lookWhetherDone = false;
  work.nwait.fetch_sub(1);
  gp->waitreason.store(waitReasonGCWorkerActive, std::memory_order_relaxed);
  casgstatus(gp, Grunning, Gwaiting);
  gcDrain(d);
  casgstatus(gp, Gwaiting, Grunning);
  account(d);
  if (d.mode == gcMarkWorkerDedicatedMode) gcController.dedicatedMarkWorkersNeeded++;
  if (work.nwait.fetch_add(1) + 1 == work.nproc.load() && !gcMarkWorkAvailable(nullptr)) gcMarkDone();
  return {0, 0};
}

// (): parks until there is marking to do, and does some. The loop around it is runtime.gcBgMarkWorker.
GOENTRY(void, gcBgMarkWork, ()) { gopark(poolPut, nullptr, gcBgMarkWorkerRun, waitReasonGCWorkerIdle); }

// ---- assists

constexpr int64_t gcOverAssistWork = 64 << 10; // as much at least, or it would be for ever about small change

struct assistState {
  g *gp;
  uint64_t done, want;
};

static bool assistDone(gcWork &w, void *arg) {
  auto *a = static_cast<assistState *>(arg);
  a->done += w.scanWork;
  flushCounts(w);
  a->gp->gcAssistCut = a->gp->preempt.load(std::memory_order_relaxed);
  return a->done >= a->want || a->gp->gcAssistCut || sched.gcwaiting.load(std::memory_order_relaxed);
}

// Takes scanWork from the credit of the workers; returns what is missing.
static int64_t useCredit(int64_t scanWork) {
  int64_t credit = gcController.bgScanCredit.load(std::memory_order_relaxed);
  if (credit <= 0) return scanWork;
  int64_t stolen = std::min(credit, scanWork);
  gcController.bgScanCredit.fetch_sub(stolen, std::memory_order_relaxed);
  return scanWork - stolen;
}

// The goroutine that runs is to let others run once it is out of the entry it is in.
void gcAskToYield() {
  g *gp = getg();
  if (!gp || gp == getm()->gt || getm()->locks != 0) return;
  gp->preempt = true;
  gp->stackguard0 = stackPreempt;
  getm()->guardWord->store(stackPreempt);
}

// What was allocated since the last time is charged to the goroutine that runs.
void gcAssistAlloc(mcache *c) {
  int64_t debt = c->assistDebt;
  c->assistDebt = 0;
  if (int64_t now = nanotime(); gcCPULimiter.needUpdate(now)) gcCPULimiter.update(now);
  if (gcCPULimiter.limiting()) return;
  g *gp = getg();
  if (!gp || gp == getm()->gt || getm()->locks != 0) return;
  uint32_t cycle = work.cycles.load(std::memory_order_relaxed);
  if (gp->gcAssistCycle != cycle) gp->gcAssistCycle = cycle, gp->gcAssistBytes = 0;
  gp->gcAssistBytes -= debt;
  gp->gcAssistCut = false;
  if (gp->gcAssistBytes >= 0) return;
  gcController.revise();
  double workPerByte = gcController.assistWorkPerByte.load(std::memory_order_relaxed);
  double bytesPerWork = gcController.assistBytesPerWork.load(std::memory_order_relaxed);
  auto scanWork = std::max(int64_t(workPerByte * double(-gp->gcAssistBytes)), gcOverAssistWork);
  int64_t left = useCredit(scanWork);
  assistState a{gp, 0, uint64_t(left)};
  if (left > 0) {
    TraceSection().GCMarkAssistStart();
    int64_t start = nanotime();
    gcWork &w = getp()->gc->gcw;
    flushCounts(w);
    drainHeap(w, assistDone, &a);
    assistDone(w, &a);
    if (!gcMarkWorkAvailable(getp())) lookWhetherDone = true;
    gcController.assistTime.fetch_add(nanotime() - start, std::memory_order_relaxed);
    TraceSection().GCMarkAssistDone();
  }
  double paid = double(scanWork - left) + double(a.done);
  gp->gcAssistBytes += 1 + int64_t(bytesPerWork * paid);
  if (gp->gcAssistBytes < 0 && gcMarkWorkAvailable(getp())) gcAskToYield(); // nothing to be had right now
}

} // namespace rt
