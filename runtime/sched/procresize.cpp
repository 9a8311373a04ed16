// runtime/sched/procresize.cpp: Ps: making and destroying them, taking and giving them up, the idle list.
// Mirrors procresize, acquirep, releasep, pidleput, pidleget of runtime/proc.go.
#include <cstdlib>
#include <cstring>

#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/trace/trace.h"

namespace rt {

void wirep(p *pp) {
  m *mp = getm();
  if (mp->p) throw_("wirep: already in go");
  if (pp->m || pp->status.load() != Pidle) throw_("wirep: invalid p state");
  mp->p = pp;
  pp->m = mp;
  pp->status = Prunning;
  if (debug.preemptstorm > 0) gotPInPreemptStorm(mp);
}

void acquirep(p *pp) {
  if (!pp) throw_("acquirep: no p");
  TraceSection tr;
  wirep(pp);
  tr.ProcStart();
}

p *releasep() {
  m *mp = getm();
  p *pp = mp->p;
  if (!pp) throw_("releasep: invalid arg");
  if (pp->m != mp || pp->status.load() != Prunning) throw_("releasep: invalid p state");
  TraceSection().ProcStop();
  mp->p = nullptr;
  pp->m = nullptr;
  pp->status = Pidle;
  return pp;
}

void pidleput(p *pp) {
  if (!runqempty(pp)) throw_("pidleput: P has non-empty run queue");
  pp->link = sched.pidle;
  pp->idleSince = nanotime();
  sched.pidle = pp;
  sched.npidle++;
}

p *pidleget() {
  p *pp = sched.pidle;
  if (pp) {
    sched.pidle = pp->link;
    sched.npidle--;
    sched.idleTime += nanotime() - pp->idleSince.exchange(0);
  }
  return pp;
}

p *pidlegetSpinning() {
  p *pp = pidleget();
  // No P for a thread that found work: the next one that gives its P up must spin instead.
  if (!pp) sched.needspinning = 1;
  return pp;
}

static void initP(p *pp, int32_t id) {
  pp->id = id;
  pp->status = Pgcstop;
  pp->mcache = allocmcache();
  gcInitP(pp);
  pp->schedtick = 1; // not 0, or the global queue goes first while goroutines only inherit time slices
}

static void destroyP(p *pp) RT_REQUIRES(theWorld) {
  lock(&sched.lock);
  int n;
  gQueue q = runqdrain(pp, &n);
  if (n) globrunqputbatch(&q, n);
  unlock(&sched.lock);
  moveTimers(allp[0], pp);
  gcDestroyP(pp);
  freemcache(pp->mcache);
  pp->mcache = nullptr;
  gfpurge(pp);
  stackcacheClear(pp);
  lock(&sched.sudoglock);
  while (sudog *s = pp->sudogcache) {
    pp->sudogcache = s->next;
    s->next = sched.sudogcache;
    sched.sudogcache = s;
  }
  pp->nsudogcache = 0;
  unlock(&sched.sudoglock);
  pp->status = Pdead;
}

static void leaveP(m *mp) {
  TraceSection tr;
  if (mp->curg) tr.GoSched();
  tr.ProcStop();
  mp->p->m = nullptr;
  mp->p = nullptr;
}

// Changes the number of Ps. Returns the Ps with local work, linked, each with an M if one is idle.
p *procresize(int32_t n) {
  int32_t old = gomaxprocs;
  TraceSection().Gomaxprocs(n);
  int64_t now = nanotime();
  if (sched.procresizeTime) sched.totalTime += (now - sched.procresizeTime) * old;
  sched.procresizeTime = now;
  if (n <= 0 || n > maxGomaxprocs) throw_("procresize: invalid arg");
  for (int32_t i = 0; i < n; i++) {
    if (!allp[i]) {
      void *mem = aligned_alloc(64, (sizeof(p) + 63) & ~size_t(63));
      allp[i] = new (memset(mem, 0, sizeof(p))) p();
    }
    if (i >= old) initP(allp[i], i);
  }
  m *mp = getm();
  if (mp->p && mp->p->id < n)
    mp->p->status = Prunning; // go on with the current P
  else {
    if (mp->p) leaveP(mp); // for the trace it is as if its goroutine had been descheduled meanwhile
    allp[0]->m = nullptr;
    allp[0]->status = Pidle;
    acquirep(allp[0]);
    if (mp->curg) TraceSection().GoStart();
  }
  for (int32_t i = n; i < old; i++) {
    unlock(&sched.lock);
    destroyP(allp[i]);
    lock(&sched.lock);
  }
  gomaxprocs = n;
  p *runnable = nullptr;
  for (int32_t i = n - 1; i >= 0; i--) {
    p *pp = allp[i];
    if (mp->p == pp) continue;
    pp->status = Pidle;
    if (runqempty(pp))
      pidleput(pp);
    else {
      pp->m = mget();
      pp->link = runnable;
      runnable = pp;
    }
  }
  return runnable;
}

GOENTRY(int64_t, NumCPU, ()) { return ncpu; }

} // namespace rt
