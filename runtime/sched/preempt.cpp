// runtime/sched/preempt.cpp: making goroutines stop.
//
// Two requests are made together. The cooperative one sets stackguard0 (and its copy in the thread's guard word) to
// a value above any sp, so the next prologue enters newstack, which yields. The asynchronous one sends SIGURG; if
// the handler finds generated code at a point where the frame is complete (symtab's bounds), it makes the thread
// call asyncPreempt, which saves everything and comes to asyncPreempt2 here, on g0.
//
// A request can be lost to a switch of goroutines: gogo may overwrite the guard word with an older guard. The
// handler repairs that, running on the thread itself; besides every requester repeats (sysmon, stopTheWorld,
// suspendG).
// Mirrors runtime/preempt.go.
#include <cpuid.h>
#include <cstdlib>
#include <cstring>

#include "runtime/arch/amd64/asm.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/symtab.h"

namespace rt {

constexpr uintptr_t asyncFrame = 8 * 20; // what asyncPreempt and its entry push, rounded up
static uintptr_t xsaveSize = 512;

bool canPreemptM(m *mp) { return mp->locks == 0 && mp->mallocing == 0 && !mp->preemptoff && mp->p && mp->p->status.load() == Prunning; }

void armGuard(g *gp) {
  gp->stackguard0.store(__builtin_expect(debug.stackmove, 0) ? stackMoveAlways : gp->stack.lo + stackGuard, std::memory_order_relaxed);
}

uintptr_t asyncAreaWords() { return xsaveSize / 8; }

// An M may be ending while somebody asks it to stop, and its guard word and thread end with it: it waits for the askers.
static bool askThread(m *mp) {
  mp->askers.fetch_add(1);
  bool alive = !mp->ending.load(); // partner: endAsking, the other way round
  if (alive) {
    mp->guardWord->store(stackPreempt);
    if (!debug.asyncpreemptoff) preemptM(mp);
  }
  mp->askers.fetch_sub(1);
  return alive;
}

void endAsking(m *mp) {
  mp->ending.store(true);
  while (mp->askers.load() != 0) osyield();
}

bool preemptone(p *pp) {
  m *mp = pp->m;
  if (!mp || mp == getm()) return false;
  g *gp = mp->curg;
  if (!gp || gp == mp->gt) return false;
  gp->preempt = true;
  gp->stackguard0 = stackPreempt; // first g, then the thread's word: gogo reads in the other order
  if (!debug.asyncpreemptoff) pp->preempt = true;
  return askThread(mp);
}

bool preemptall() {
  bool any = false;
  for (int32_t i = 0; i < gomaxprocs; i++)
    if (allp[i]->status.load() == Prunning && preemptone(allp[i])) any = true;
  return any;
}

void gopreempt_m(g *gp) { goschedImpl(gp); }

// Stops for suspendG: the goroutine is on no queue until resumeG readies it.
void preemptPark(g *gp) {
  gp->waitreason = waitReasonPreempted;
  casgstatus(gp, Grunning, Gscan | Gpreempted); // holds it while it still has an M
  dropg();
  casfrom_Gscanstatus(gp, Gscan | Gpreempted, Gpreempted);
  schedule();
}

// ---- asynchronous
bool wantAsyncPreempt(g *gp) {
  m *mp = getm();
  return (gp->preempt.load() || (mp->p && mp->p->preempt.load())) && (readgstatus(gp) & ~Gscan) == Grunning;
}

// Signal handler's context: reads atomics and immutable tables, takes the M's spare area.
bool prepareAsyncPreempt(m *mp, uintptr_t pc, uintptr_t sp, uintptr_t bp) {
  g *gp = mp->curg;
  if (!gp || gp == mp->gt || rt_tls.g_ != gp || !canPreemptM(mp)) return false;
  if (sp < gp->stack.lo + asyncFrame || sp > bp || bp >= gp->stack.hi) return false;
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
  if (mp->asyncFree) return;
  void *a = newAsyncArea();
  *static_cast<void **>(a) = nullptr;
  __atomic_store_n(&mp->asyncFree, a, __ATOMIC_RELEASE); // the handler runs on this thread
}

extern "C" [[noreturn, gnu::used]] void asyncPreempt2() __asm__("rt_asyncPreempt2");
// On g0; the goroutine's state is saved, g.sp leads to asyncPreempt_resume.
void asyncPreempt2() {
  m *mp = getm();
  g *gp = mp->curg;
  refillAsyncArea(mp);
  gp->asyncSafePoint = true;
  gp->onresume = [](g *gp) -> R2 {
    gp->asyncSafePoint = false;
    return {0, 0};
  };
  if (gp->preemptStop) preemptPark(gp);
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

// ---- suspendG
struct SuspendTry {
  m *asyncM = nullptr;
  uint32_t asyncGen = 0;
  int64_t nextPreemptM = 0;
};

// Asks a running goroutine to go to Gpreempted.
static void requestStop(g *gp, SuspendTry &t) {
  m *mp = t.asyncM;
  if (gp->preemptStop && gp->preempt.load() && gp->stackguard0.load() == stackPreempt && mp && mp == gp->m &&
      mp->preemptGen.load() == t.asyncGen)
    return; // already asked, and the signal has not been handled since
  if (!castogscanstatus(gp, Grunning, Gscan | Grunning)) return;
  gp->preemptStop = true;
  gp->preempt = true;
  gp->stackguard0 = stackPreempt;
  m *asyncM = gp->m;
  uint32_t gen = asyncM->preemptGen.load();
  bool needAsync = t.asyncM != asyncM || t.asyncGen != gen;
  t.asyncM = asyncM;
  t.asyncGen = gen;
  asyncM->guardWord->store(stackPreempt);
  casfrom_Gscanstatus(gp, Gscan | Grunning, Grunning);
  int64_t now = nanotime();
  if (!debug.asyncpreemptoff && needAsync && now >= t.nextPreemptM) {
    t.nextPreemptM = now + 5000;
    preemptM(asyncM);
  }
}

suspendGState suspendG(g *gp) {
  SuspendTry t;
  bool stopped = false;
  int64_t nextYield = nanotime() + 10000;
  for (;;) {
    uint32_t s = readgstatus(gp);
    switch (s) {
    case Gdead: return {nullptr, true, false};
    case Gpreempted:
      if (!castogscanstatus(gp, Gpreempted, Gwaiting)) break;
      stopped = true; // we own it and must ready it again
      s = Gwaiting;
      [[fallthrough]];
    case Grunnable:
    case Gsyscall:
    case Gwaiting:
      if (!castogscanstatus(gp, s, s | Gscan)) break;
      gp->preemptStop = false;
      gp->preempt = false;
      setStackGuard(gp);
      return {gp, false, stopped};
    case Grunning: requestStop(gp, t); break;
    default: break; // Gcopystack, or held by somebody else
    }
    int64_t now = nanotime();
    if (now < nextYield) {
      for (int i = 0; i < 10; i++) __builtin_ia32_pause();
    } else {
      osyield();
      nextYield = now + 5000;
    }
  }
}

void resumeG(suspendGState state) {
  if (state.dead) return;
  g *gp = state.gp;
  uint32_t s = readgstatus(gp);
  casfrom_Gscanstatus(gp, s, s & ~Gscan);
  if (!state.stopped) return;
  gList l;
  l.push(gp);
  injectglist(&l);
}

} // namespace rt
