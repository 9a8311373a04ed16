// runtime/sched/proc.cpp: goroutines: their records, statuses, birth, parking, end.
//
// A goroutine is born in newproc1 with a stack whose top holds the frame of gostart, and dies in goexit0, which
// keeps record and stack for the next one. Between runs it is parked: since entries have saved its resume point,
// parking is leaving: gopark notes what to do on waking (onresume), changes the status, unlocks, schedules.
//
// Statuses change only by casgstatus: whoever changes one says which it was.
// Mirrors runtime/proc.go.
#include <cstdlib>
#include <cstring>

#include "runtime/arch/amd64/asm.h"
#include "runtime/debug/metrics.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/mem/mheap.h"
#include "runtime/os/linux/os.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/symtab.h"
#include "runtime/trace/trace.h"

namespace rt {

schedt sched;
p *allp[maxGomaxprocs];
int32_t gomaxprocs, ncpu = 1;
m m0;
m *allm;
mutex allglock{lockRankAllg};
World theWorld;
void assertBootstrapping() { RT_ASSERT(bootstrapping, !mainStarted.load()); }
std::atomic<g **> allgptr;
std::atomic<uintptr_t> allglen;
static uintptr_t allgcap RT_GUARDED_BY(allglock);
__thread Tls rt_tls;
std::atomic<bool> mainStarted;

const char *const waitReasonStrings[] = {
#define X(name, text) text,
    WAIT_REASONS(X)
#undef X
};

// ---- all goroutines. The array grows by copying; old arrays stay readable.
void allgadd(g *gp) {
  lock(&allglock);
  uintptr_t n = allglen.load(std::memory_order_relaxed);
  if (n == allgcap) {
    allgcap = n ? n * 2 : 64;
    g **a = static_cast<g **>(malloc(allgcap * sizeof *a));
    if (n) memcpy(a, allgptr.load(), n * sizeof *a);
    // Old arrays leak: in total at most the size of the new one.
    allgptr.store(a, std::memory_order_release); // pairs with allgsSnapshot
  }
  allgptr.load()[n] = gp;
  allglen.store(n + 1, std::memory_order_release); // pairs with allgsSnapshot, which reads in the other order
  unlock(&allglock);
}

uintptr_t allgsSnapshot(g ***out) {
  uintptr_t n = allglen.load(std::memory_order_acquire); // pairs with allgadd, as does the next line
  *out = allgptr.load(std::memory_order_acquire);
  return n;
}

void forEachG(void (*fn)(g *, void *), void *arg) {
  lock(&allglock);
  g **a;
  for (uintptr_t i = 0, n = allgsSnapshot(&a); i < n; i++) fn(a[i], arg);
  unlock(&allglock);
}

int32_t gcount() {
  int32_t n = int32_t(allglen.load()) - sched.gFree.n.load() - sched.ngsys.load();
  for (int32_t i = 0; i < gomaxprocs; i++) n -= allp[i]->gFree.n;
  return n < 1 ? 1 : n; // values of different times; at least the caller
}

GOENTRY(int64_t, NumGoroutine, ()) { return gcount(); }

std::atomic<g *> finalizing;
bool isSystemGoroutine(g *gp) { return gp->issystem && gp != finalizing.load(std::memory_order_relaxed); }

// ---- statuses
// Every 8th time that a goroutine stops running, and for one new goroutine in 8, it is measured for how long it is runnable
// until it runs again: /sched/latencies of runtime/metrics.
constexpr uint8_t waitTracked = 0x80, trackingPeriod = 8;

[[gnu::noinline]] static void trackWait(g *gp, uint32_t oldval, uint32_t newval) {
  if (oldval == Grunnable) gp->runnableTime += nanotime() - gp->runnableSince;
  if (newval == Grunnable) gp->runnableSince = nanotime();
  if (newval != Grunning) return;
  schedLatencies.record(gp->runnableTime);
  gp->runnableTime = 0;
  gp->runs &= uint8_t(~waitTracked);
}

// Whoever changes the status next does it after this: the goroutine is on no queue yet.
static void countRun(g *gp, uint32_t oldval, uint32_t newval) {
  if (oldval == Grunning && newval != Gcopystack && ++gp->runs == trackingPeriod) gp->runs = waitTracked;
  if (__builtin_expect(gp->runs & waitTracked, 0)) trackWait(gp, oldval, newval);
}

[[gnu::noinline]] static void casgstatusSlow(g *gp, uint32_t oldval, uint32_t newval) {
  uint32_t x = oldval;
  for (int spins = 0; !gp->atomicstatus.compare_exchange_strong(x, newval); spins++, x = oldval) {
    if (x != (oldval | Gscan)) {
      eprintf("runtime: casgstatus: oldval=0x%x newval=0x%x found=0x%x goid=%ld\n", oldval, newval, x, long(gp->goid));
      throw_("casgstatus: bad status");
    }
    if (spins < 100) // its stack is being scanned: the scanner gives it back soon
      __builtin_ia32_pause();
    else
      osyield();
  }
  countRun(gp, oldval, newval);
}

// A goroutine's status has one owner at a time, who hands it on by a queue or a lock; only suspendG comes in from the side, and
// only while barriers are on (G6). That changes while the world is stopped: whoever has a P knows whether it may, and if not
// saves the locked instruction. In a system call the P may be lost at any moment. The store is no fence: who changes a status
// and then looks whether somebody waits for it needs one of its own, as unlock is.
void casgstatus(g *gp, uint32_t oldval, uint32_t newval) {
  bool alone = !writeBarrierEnabled() && getm()->p && oldval != Gsyscall;
  if (__builtin_expect(!alone || gp->atomicstatus.load(std::memory_order_relaxed) != oldval, 0)) return casgstatusSlow(gp, oldval, newval);
  gp->atomicstatus.store(newval, std::memory_order_release); // pairs with readgstatus
  countRun(gp, oldval, newval);
}

// ---- records and free lists
// Cut from zeroed chunks; never given back (records are reused through the free lists).
static void *allocg() {
  static mutex chunkLock{lockRankGChunk};
  static uintptr_t next RT_GUARDED_BY(chunkLock), end RT_GUARDED_BY(chunkLock);
  constexpr uintptr_t size = (sizeof(g) + 63) & ~uintptr_t(63), chunk = 256 << 10;
  lock(&chunkLock);
  if (end - next < size) {
    next = uintptr_t(sysReserveStack(chunk));
    end = next + chunk;
  }
  runtimeRecords.add(size, 1);
  void *mem = reinterpret_cast<void *>(next);
  next += size;
  unlock(&chunkLock);
  return mem;
}

g *malg(uintptr_t stacksize) {
  g *gp = new (allocg()) g();
  if (stacksize) gp->stack = stackalloc(stacksize);
  armGuard(gp);
  return gp;
}

void gfput(p *pp, g *gp) {
  if (gp->stack.hi - gp->stack.lo != startingStackSize) { // only standard stacks are kept
    stackfree(gp->stack);
    gp->stack = {0, 0};
  }
  pp->gFree.list.push(gp);
  if (++pp->gFree.n < 64) return;
  lock(&sched.gFree.lock);
  while (pp->gFree.n >= 32) {
    g *x = pp->gFree.list.pop();
    pp->gFree.n--;
    (x->stack.lo ? sched.gFree.stack : sched.gFree.noStack).push(x);
    sched.gFree.n++;
  }
  unlock(&sched.gFree.lock);
}

g *gfget(p *pp) {
  if (pp->gFree.list.empty()) {
    if (sched.gFree.n.load(std::memory_order_relaxed) == 0) return nullptr; // a look; the lock decides
    lock(&sched.gFree.lock);
    while (pp->gFree.n < 32) {
      g *x = sched.gFree.stack.pop();
      if (!x) x = sched.gFree.noStack.pop();
      if (!x) break;
      sched.gFree.n--;
      pp->gFree.list.push(x);
      pp->gFree.n++;
    }
    unlock(&sched.gFree.lock);
  }
  g *gp = pp->gFree.list.pop();
  if (!gp) return nullptr;
  pp->gFree.n--;
  if (gp->stack.lo && gp->stack.hi - gp->stack.lo != startingStackSize) {
    stackfree(gp->stack);
    gp->stack = {0, 0};
  }
  if (!gp->stack.lo) gp->stack = stackalloc(startingStackSize);
  return gp;
}

void gfpurge(p *pp) {
  lock(&sched.gFree.lock);
  while (g *gp = pp->gFree.list.pop()) {
    pp->gFree.n--;
    (gp->stack.lo ? sched.gFree.stack : sched.gFree.noStack).push(gp);
    sched.gFree.n++;
  }
  unlock(&sched.gFree.lock);
}

// ---- birth
static int64_t newgoid(p *pp) {
  constexpr uint64_t batch = 16;
  if (pp->goidcache == pp->goidcacheend) {
    pp->goidcache = sched.goidgen.fetch_add(batch) + 1;
    pp->goidcacheend = pp->goidcache + batch;
  }
  return int64_t(pp->goidcache++);
}

// The first frame: gostart as the resume pc, and a zero frame record above it where every walk ends.
static void prepareStack(g *gp) {
  uintptr_t *top = reinterpret_cast<uintptr_t *>(gp->stack.hi);
  *--top = 0;
  *--top = 0; // 16-aligned here: gostart calls from this sp
  *--top = uintptr_t(rt_gostart_resume);
  gp->sched.sp = uintptr_t(top);
  gp->sched.bp = 0;
}

g *newproc1(FuncVal *fn, g *callergp, uintptr_t callerpc) {
  if (!fn) fatal("go of nil func value");
  m *mp = getm();
  p *pp = mp->p;
  g *gp = gfget(pp);
  bool fresh = !gp;
  if (fresh) {
    gp = malg(startingStackSize);
    gp->atomicstatus = Gdead;
  }
  prepareStack(gp);
  shade(fn); // a new goroutine is not scanned in the cycle under way
  if (callergp) shade(callergp->labels);
  gp->startfn = fn;
  gp->gopc = callerpc;
  gp->parentGoid = callergp ? callergp->goid : 0;
  gp->labels = callergp ? callergp->labels : nullptr;
  gp->onresume = nullptr;
  armGuard(gp);
  {
    TraceSection tr;
    gp->goid = newgoid(pp);
    gp->runs = uint8_t(gp->goid % trackingPeriod);
    if (gp->runs == 0) {
      gp->runs = waitTracked;
      gp->runnableTime = 0;
      gp->runnableSince = nanotime();
    }
    gp->atomicstatus.store(Grunnable, std::memory_order_release); // pairs with readgstatus
    tr.GoCreate(gp);
  }
  if (fresh) allgadd(gp); // after the status: the collector looks at every listed stack that is not dead
  return gp;
}

void newprocRuntime(FuncVal *fn, bool system) {
  g *gp = newproc1(fn, nullptr, 0);
  gp->issystem = system;
  if (system) sched.ngsys++;
  runqput(getp(), gp, true);
  if (mainStarted.load(std::memory_order_relaxed)) wakep();
}

// (fn *funcval) starts fn() on a new goroutine.
GOENTRY(void, newproc, (FuncVal * fn)) {
  g *gp = getg();
  g *newg = newproc1(fn, gp, gp->sched.pc());
  p *pp = getp();
  bool ring = runqputRing(pp, newg, true);
  if (mainStarted.load(std::memory_order_relaxed) && (ring || debug.wakerule == 0 || pp->handoff < pairTalks)) wakep();
}

// ---- death
static void goexit0(g *gp) {
  m *mp = getm();
  {
    TraceSection tr;
    casgstatus(gp, Grunning, Gdead);
    tr.GoEnd();
  }
  if (gp->issystem) sched.ngsys--;
  gp->issystem = false;
  bool locked = gp->lockedm != nullptr;
  gp->lockedm = nullptr;
  mp->lockedg = nullptr;
  gp->defer = nullptr;
  trimDefers(gp);
  gp->panic = nullptr;
  gp->startfn = nullptr;
  gp->preemptStop = false; // suspendG may have asked in vain: who gets the record would park for nobody
  gp->waitreason = waitReasonZero;
  gp->param = nullptr;
  gp->labels = nullptr;
  gp->roots[0] = gp->roots[1] = gp->stubClosure = nullptr;
  gp->ret2 = 0;
  gp->sig = 0;
  gp->waitsince = 0;
  dropg();
  if (locked && mp->lockedInt) throw_("internal lockOSThread error");
  gfput(mp->p, gp);
  if (locked) { // the thread may be in a state nobody else should see: it ends with its goroutine
    mp->lockedExt = 0;
    mexit();
  }
}

GOENTRY([[noreturn]] void, goexit1, ()) {
  if (getg()->goid == 1) releaseInitLock();
  goexit0(getg());
  schedule();
}

// ---- parking
void wake(g *gp) {
  TraceSection tr;
  casgstatus(gp, Gwaiting, Grunnable);
  tr.GoUnpark(gp);
}

void dropg() {
  m *mp = getm();
  if (mp->curg) mp->curg->m = nullptr;
  mp->curg = nullptr;
}

void gopark(bool (*unlockf)(g *, void *), void *lock, resumeFn onresume, waitReason reason) {
  m *mp = getm();
  g *gp = mp->curg;
  assertOnG0();
  if (!gp || gp == mp->gt) throw_("gopark: not on a goroutine");
  if (readgstatus(gp) != Grunning) throw_("gopark: bad g status");
  gp->onresume = onresume;
  gp->waitreason.store(reason, std::memory_order_relaxed); // shown in tracebacks only
  if (__builtin_expect(debug.parktrace, 0)) parktrace(gp, reason);
  {
    TraceSection tr;
    casgstatus(gp, Grunning, Gwaiting);
    tr.GoPark(reason);
  }
  dropg(); // before unlockf: after it gp may run elsewhere
  if (unlockf && !unlockf(gp, lock)) {
    wake(gp);
    execute(gp, true);
  }
  schedule();
}

static bool parkunlock_c(g *, void *l) RT_NO_THREAD_SAFETY { // goparkunlock's caller holds it
  unlock(static_cast<mutex *>(l));
  return true;
}
void goparkunlock(mutex *l, resumeFn onresume, waitReason reason) RT_NO_THREAD_SAFETY { gopark(parkunlock_c, l, onresume, reason); }

void ready(g *gp, bool next) {
  m *mp = getm();
  p *pp = mp->p;
  if (__builtin_expect(readgstatus(gp) != Gwaiting, 0)) throw_("bad g->status in ready");
  wake(gp);
  bool ring = runqputRing(pp, gp, next);
  if (!mp->curg) pp->handoff = 0; // out of schedule, by a timer or the network: it is not one of a pair that talks
  // gc wakes another P every time. For a pair that talks on one P that is a futex call per message: after pairTalks
  // local takes of runnext in a row no more wakes, until a thief or sysmon finds a stale runnext.
  if (ring || debug.wakerule == 0 || pp->handoff < pairTalks) wakep();
}

void goready(g *gp) { ready(gp, true); }

void goschedImpl(g *gp, bool preempted) {
  {
    TraceSection tr;
    casgstatus(gp, Grunning, Grunnable);
    preempted ? tr.GoPreempt() : tr.GoSched();
  }
  dropg();
  lock(&sched.lock);
  globrunqput(gp);
  unlock(&sched.lock);
  if (mainStarted.load(std::memory_order_relaxed)) wakep();
  schedule();
}

void goyield_m(g *gp) {
  p *pp = getp();
  {
    TraceSection tr;
    casgstatus(gp, Grunning, Grunnable);
    tr.GoPreempt();
  }
  dropg();
  runqput(pp, gp, false);
  schedule();
}

GOENTRY(void, Gosched, ()) { goschedImpl(getg()); }

// ---- Go code on g0
uint64_t callGoClosure(FuncVal *fn, uint64_t a, uint64_t b, uint64_t c) {
  m *mp = getm();
  g *gt = mp->gt, *curg = mp->curg;
  mp->locks++; // neither preempted nor collected from here
  gt->m = mp;
  mp->curg = gt;
  uint64_t r = rt_callGo(gt, fn, a, b, c);
  mp->curg = curg;
  mp->locks--;
  return r;
}

// ---- random numbers: wyrand per P or M
uint64_t fastrand64() {
  m *mp = getm();
  uint64_t &s = mp->fastrand;
  s += 0xa0761d6478bd642full;
  __uint128_t t = __uint128_t(s) * (s ^ 0xe7037ed1a0b428dbull);
  return uint64_t(t >> 64) ^ uint64_t(t);
}
GOENTRY(uint64_t, rand_, ()) { return fastrand64(); }
uint32_t fastrandn(uint32_t n) { return uint32_t((fastrand64() >> 32) * n >> 32); }

} // namespace rt
