// runtime/sched/preempt.cpp: making goroutines stop.
//
// Two requests are made together. The cooperative one sets stackguard0 (and its copy in the thread's guard word) to
// a value above any sp, so the next prologue enters newstack, which yields. The asynchronous one sends SIGURG; if
// the handler finds generated code at a point where the frame is complete (symtab's bounds), it makes the thread
// call asyncPreempt, which saves everything and comes to asyncPreempt2 here, on g0.
//
// Entries of the runtime that may collect or park look for a request when they are done (leaveEntry).
//
// A request can be lost to a switch of goroutines: gogo may overwrite the guard word with an older guard. The
// handler repairs that, running on the thread itself; besides every requester repeats (sysmon, stopTheWorld).
// Mirrors runtime/preempt.go.
#include <cpuid.h>
#include <cstdlib>
#include <cstring>

#include "runtime/arch/amd64/asm.h"
#include "runtime/lock/assert.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/symtab.h"
#include "runtime/trace/trace.h"

namespace rt {

constexpr uintptr_t asyncFrame = 8 * 20; // what asyncPreempt and its entry push, rounded up
static uintptr_t xsaveSize = 512;

bool canPreemptM(m *mp) { return mp->locks == 0 && mp->p && mp->p->status.load() == Prunning; }

void armGuard(g *gp) {
  gp->stackguard0.store(__builtin_expect(debug.stackmove, 0) ? stackMoveAlways : gp->stack.lo + stackGuard, std::memory_order_relaxed);
}

uintptr_t asyncAreaWords() { return xsaveSize / 8; }

// An M may be ending while somebody asks it to stop, and its guard word and thread end with it: it waits for the askers.
static bool askThread(m *mp, bool bySignal = true) {
  mp->askers.fetch_add(1);
  bool alive = !mp->ending.load(); // partner: endAsking, the other way round
  if (alive) {
    mp->guardWord->store(stackPreempt);
    if (bySignal && !debug.asyncpreemptoff) preemptM(mp);
  }
  mp->askers.fetch_sub(1);
  return alive;
}

void endAsking(m *mp) {
  mp->ending.store(true);
  while (mp->askers.load() != 0) osyield();
}

bool preemptone(p *pp, bool bySignal) {
  m *mp = pp->m;
  if (!mp || mp == getm()) return false;
  g *gp = mp->curg;
  if (!gp || gp == mp->gt) return false;
  gp->preempt = true;
  gp->stackguard0 = stackPreempt; // first g, then the thread's word: gogo reads in the other order
  if (!debug.asyncpreemptoff) pp->preempt = true;
  return askThread(mp, bySignal);
}

bool preemptall(bool bySignal) {
  bool any = false;
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i]->status.load() == Prunning && preemptone(allp[i], bySignal)) any = true;
  return any;
}

void gopreempt_m(g *gp) { goschedImpl(gp, true); }

// The end of an entry, on g0: a loop around an entry has no prologue and spends hardly any time in Go code, where a signal
// could stop it. a and b are the entry's results: pointers or numbers, possibly into the stack, which therefore stays.
extern "C" R2 leaveEntry(uint64_t a, uint64_t b) __asm__("rt_leaveEntry");
R2 leaveEntry(uint64_t a, uint64_t b) {
  m *mp = getm();
  g *gp = mp->curg;
  if (!gp || gp == mp->gt || tlsG() != gp || !canPreemptM(mp) || readgstatus(gp) != Grunning) return {a, b};
  gp->roots[0] = reinterpret_cast<void *>(a);
  gp->roots[1] = reinterpret_cast<void *>(b);
  gp->nocopy = true;
  gp->onresume = [](g *gp) -> R2 {
    R2 r{uint64_t(gp->roots[0]), uint64_t(gp->roots[1])};
    gp->roots[0] = gp->roots[1] = nullptr;
    gp->nocopy = false;
    return r;
  };
  gopreempt_m(gp);
  return {a, b}; // never: it leaves by schedule
}

// ---- suspendG: stops one goroutine, whatever it is doing, so that its stack can be looked at
//
// With Gscan added to its status nobody changes the status, and so nobody runs the goroutine. One that runs is asked to stop
// as for a time slice, but parks (Gpreempted) instead of queueing itself. It does so at a safe point, never inside an entry:
// C++ on g0 that holds the only pointer to something has returned it to Go code by then, or blocks in place (m.g0top).

static bool castogscanstatus(g *gp, uint32_t s) { return gp->atomicstatus.compare_exchange_strong(s, s | Gscan); }
static void casfromGscanstatus(g *gp, uint32_t s) {
  uint32_t x = s | Gscan;
  if (!gp->atomicstatus.compare_exchange_strong(x, s)) throw_("casfrom_Gscanstatus: gp->status is not in scan state");
}

void preemptPark(g *gp) {
  gp->waitreason.store(waitReasonPreempted, std::memory_order_relaxed);
  {
    TraceSection tr;
    casgstatus(gp, Grunning, Gscan | Gpreempted);
    tr.GoPark(waitReasonPreempted);
  }
  dropg(); // before anybody may claim it
  casfromGscanstatus(gp, Gpreempted);
  schedule();
}

static void askToPark(g *gp) {
  if (gp->preemptStop.load() && gp->preempt.load() && gp->stackguard0.load() == stackPreempt) return; // asked already
  if (!castogscanstatus(gp, Grunning)) return;
  m *mp = gp->m; // stays while the status does
  gp->preemptStop = true;
  gp->preempt = true;
  gp->stackguard0 = stackPreempt;
  bool asks = mp && mp->curg == gp && mp != getm();
  if (asks) mp->askers.fetch_add(1); // it does not end before we have asked it
  casfromGscanstatus(gp, Grunning);
  if (!asks) return;
  askThread(mp);
  mp->askers.fetch_sub(1);
}

suspendGState suspendG(g *gp) {
  RT_ASSERT(G6, writeBarrierEnabled());
  bool stopped = false;
  for (int spins = 1;; spins++) {
    uint32_t s = gp->atomicstatus.load(std::memory_order_acquire); // pairs with casgstatus
    switch (s) {
    case Gidle:
    case Gdead: return {gp, suspendGState::dead, false};
    case Gpreempted:
      if (!gp->atomicstatus.compare_exchange_strong(s, Gwaiting)) break;
      stopped = true; // ours to start again
      s = Gwaiting;
      [[fallthrough]];
    case Grunnable:
    case Gsyscall:
    case Gwaiting:
      if (!castogscanstatus(gp, s)) break;
      gp->preemptStop = false;
      gp->preempt = false;
      if (gp->stackguard0.load() == stackPreempt) armGuard(gp);
      return {gp, suspendGState::suspended, stopped};
    case Grunning:
      // Whoever stops the world may be the goroutine we wait for, waiting for us.
      if (sched.gcwaiting.load()) {
        gp->preemptStop = false;
        return {gp, suspendGState::notNow, false};
      }
      if (spins % 256 == 1) gp->preemptStop = false; // requests get lost when goroutines switch: ask again
      askToPark(gp);
      break;
    default: break; // being copied, or scanned by another
    }
    if (spins % 16)
      __builtin_ia32_pause();
    else
      osyield();
  }
}

void resumeG(const suspendGState &state) {
  g *gp = state.gp;
  casfromGscanstatus(gp, readgstatus(gp));
  if (state.stopped) ready(gp, true);
}

// ---- asynchronous
bool wantAsyncPreempt(g *gp) {
  m *mp = getm();
  return (gp->preempt.load() || (mp->p && mp->p->preempt.load())) && readgstatus(gp) == Grunning;
}

// Signal handler's context: reads atomics and immutable tables, takes the M's spare area.
bool prepareAsyncPreempt(m *mp, uintptr_t pc, uintptr_t sp, uintptr_t bp) {
  g *gp = mp->curg;
  if (!gp || gp == mp->gt || tlsG() != gp || !canPreemptM(mp)) return false;
  if (sp < gp->stack.lo + asyncFrame) return false;
  if (bp && (sp > bp || bp >= gp->stack.hi)) return false; // 0: a goroutine whose first function has no frame
  if (!asyncSafePoint(pc)) return false;
  void *area = mp->asyncFree;
  if (!area) return false;
  mp->asyncFree = *static_cast<void **>(area);
  gp->asyncArea = area;
  return true;
}

static void *newAsyncArea() {
  uintptr_t n = (xsaveSize + 63) & ~uintptr_t(63);
  void *a = aligned_alloc(64, n);
  if (!a) throw_("cannot allocate memory for a preempted goroutine");
  return memset(a, 0, n);
}

void refillAsyncArea(m *mp) {
  if (!mp->wbArea) mp->wbArea = newAsyncArea();
  if (mp->asyncFree) return;
  void *a = newAsyncArea();
  *static_cast<void **>(a) = nullptr;
  __atomic_store_n(&mp->asyncFree, a, __ATOMIC_RELEASE); // pairs with prepareAsyncPreempt, a handler on this thread
}

extern "C" [[noreturn, gnu::used]] void asyncPreempt2() __asm__("rt_asyncPreempt2");
// On g0; the goroutine's state is saved, g.sched.sp leads to asyncPreempt_resume.
void asyncPreempt2() {
  m *mp = getm();
  g *gp = mp->curg;
  refillAsyncArea(mp);
  gp->asyncSafePoint = true;
  gp->onresume = [](g *gp) -> R2 {
    gp->asyncSafePoint = false;
    return {0, 0};
  };
  if (gp->preemptStop.load()) preemptPark(gp);
  gopreempt_m(gp);
}

// xsave: everything enabled but x87 and the kernel's components.
void initAsyncPreempt() {
  unsigned a, b, c, d;
  __cpuid(1, a, b, c, d);
  if (!(c & bit_OSXSAVE)) return; // fxsave
  unsigned lo, hi;
  asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
  rt_xmask = lo & 0xe6;
  __cpuid_count(0xd, 0, a, b, c, d);
  xsaveSize = b;
  __cpuid_count(0xd, 1, a, b, c, d);
  rt_xkind = a & 2 ? 2 : 1;
}

} // namespace rt
