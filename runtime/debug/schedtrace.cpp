// runtime/debug/schedtrace.cpp: GODEBUG=schedtrace=N: the scheduler's state in gc's form, with scheddetail=1 also every P,
// M and G. Printed by sysmon every N ms.
// Mirrors schedtrace of runtime/proc.go.
#include <cstdio>

#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

static const char *boolstr(bool b) { return b ? "true" : "false"; }

static void traceP(p *pp, bool detailed) {
  uint32_t h = pp->runqhead.load(), t = pp->runqtail.load();
  if (!detailed) { // brackets as in a Go slice of numbers
    eprintf("%s%u%s", pp->id == 0 ? " [" : " ", t - h, pp->id == gomaxprocs - 1 ? "]\n" : "");
    return;
  }
  char mbuf[24] = "nil";
  if (m *mp = pp->m) snprintf(mbuf, sizeof mbuf, "%ld", long(mp->id));
  eprintf("  P%d: status=%u schedtick=%u syscalltick=%u m=%s runqsize=%u gfreecnt=%d timerslen=%u\n", pp->id, pp->status.load(),
          pp->schedtick.load(), pp->syscalltick.load(), mbuf, t - h, pp->gFree.n, pp->timers.num.load());
}

// mallocing and preemptoff are gc's words for "not now" while Go code runs on the goroutine's stack; here such work runs on g0.
static void traceM(m *mp) {
  char pb[24] = "nil", cb[24] = "nil", lb[24] = "nil";
  if (p *pp = mp->p) snprintf(pb, sizeof pb, "%d", pp->id);
  if (g *gp = mp->curg) snprintf(cb, sizeof cb, "%ld", long(gp->goid));
  if (g *lg = mp->lockedg) snprintf(lb, sizeof lb, "%ld", long(lg->goid));
  eprintf("  M%ld: p=%s curg=%s mallocing=0 throwing=%d preemptoff= locks=%d dying=%d spinning=%s blocked=%s lockedg=%s\n", long(mp->id),
          pb, cb, int(mp->throwing), mp->locks, mp->dying, boolstr(mp->spinning), boolstr(mp->blocked), lb);
}

static void traceG(g *gp, void *) {
  if (readgstatus(gp) == Gdead && gp->goid == 0) return;
  char mb[24] = "nil", lb[24] = "nil";
  if (m *mp = gp->m) snprintf(mb, sizeof mb, "%ld", long(mp->id));
  if (m *lm = gp->lockedm) snprintf(lb, sizeof lb, "%ld", long(lm->id));
  eprintf("  G%ld: status=%u(%s) m=%s lockedm=%s\n", long(gp->goid), readgstatus(gp), waitReasonStrings[gp->waitreason.load()], mb, lb);
}

void schedtrace(bool detailed) {
  int64_t now = nanotime();
  lock(&sched.lock);
  eprintf("SCHED %ldms: gomaxprocs=%d idleprocs=%d threads=%d spinningthreads=%d needspinning=%u idlethreads=%d runqueue=%d",
          long((now - runtimeInitTime) / 1000000), gomaxprocs, sched.npidle.load(), mcount(), sched.nmspinning.load(),
          sched.needspinning.load(), sched.nmidle, sched.runqsize.load());
  if (detailed)
    eprintf(" gcwaiting=%s nmidlelocked=%d stopwait=%d sysmonwait=%s\n", boolstr(sched.gcwaiting.load()), sched.nmidlelocked,
            sched.stopwait, boolstr(sched.sysmonwait.load()));
  for (int32_t i = 0; i < gomaxprocs; i++) traceP(allp[i], detailed);
  if (detailed) {
    for (m *mp = allm; mp; mp = mp->alllink) traceM(mp);
    forEachG(traceG, nullptr);
  }
  unlock(&sched.lock);
}

} // namespace rt
