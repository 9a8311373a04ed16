// runtime/stack/copystack.cpp: moving a stack.
//
//   1. allocate the new stack, copy the used part to its top: every address moves by delta;
//   2. walk the old stack, which stays unchanged, and write what points into it, moved by delta, into the copy:
//      slots, derived pointers, pointer words of stack objects, saved rbp, arguments in g.moreRegs;
//   3. likewise the records outside the stack: panics, sudogs, defers;
//   4. point g at the new stack, free the old one (GODEBUG=stackmove=1 poisons it).
// All old values are read from the old stack, so a base slot shared by several derived ones is no problem.
//
// A goroutine parked in a channel operation has sudogs through which others write to its stack: their elem is
// changed, and the part of the stack they point to is copied, under the locks of all those channels.
//
// GODEBUG=stackverify=1 checks the maps on the way: stackverify.h.
// Mirrors copystack of runtime/stack.go.
#include "runtime/stack/copystack.h"
#include "runtime/lock/assert.h"

#include <cstring>

#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/stackverify.h"
#include "runtime/stack/unwind.h"

namespace rt {

namespace {
class Adjuster final : public StackVisitor {
public:
  Adjuster(stack_t_ old, uintptr_t delta, StackVerifier *verifier) : old(old), delta(delta), verifier(verifier) {}
  bool inOld(uintptr_t v) const { return v >= old.lo && v < old.hi; }

  // The word at a (old stack, or outside) becomes v: in the copy, or in place.
  void put(void *a, uintptr_t v) {
    uintptr_t p = uintptr_t(a);
    *reinterpret_cast<uintptr_t *>(inOld(p) ? p + delta : p) = v;
  }
  void adjust(void *a) {
    uintptr_t v = *static_cast<uintptr_t *>(a);
    if (inOld(v)) put(a, v + delta);
  }
  void adjustWord(uintptr_t &w) {
    if (inOld(w)) w += delta;
  }

  // Records may lie in the stack: the links are followed there as they were.
  void adjustDefers(g *gp) {
    for (_defer *d = gp->defer, *next; d; d = next) {
      next = d->link;
      adjust(&d->link);
      adjust(&d->frame);
    }
    adjust(&gp->defer);
  }

  void slot(void **p) override {
    note(p);
    adjust(p);
  }
  void derived(void **base, void **d) override {
    note(base);
    note(d);
    uintptr_t b = uintptr_t(*base);
    if (!inOld(b)) return;
    put(base, b + delta);
    put(d, uintptr_t(*d) + delta);
  }
  void object(void **p, uintptr_t, const abi::StackObject &o, bool) override {
    forEachObjectWord(p, o, [&](void **w) { slot(w); });
  }
  void conservative(void **lo, void **hi) override {
    for (; lo < hi; lo++) slot(lo);
  }

private:
  void note(void *a) {
    if (verifier) verifier->note(a);
  }
  stack_t_ old;
  uintptr_t delta;
  StackVerifier *verifier;
};

void adjustFrames(g *gp, Adjuster &adj, StackVerifier *verifier) {
  for (Unwinder u(gp); u.valid(); u.next()) {
    const Frame &f = u.frame;
    if (verifier) verifier->beginFrame();
    visitFrame(gp, f, adj);
    if (verifier) verifier->endFrame(gp, f);
    bool hasFrame = f.kind != FrameKind::prologue && f.kind != FrameKind::base;
    if (hasFrame && adj.inOld(f.fp)) adj.adjust(reinterpret_cast<void *>(f.fp)); // saved rbp
  }
}

void adjustRecords(g *gp, Adjuster &adj) {
  forEachGRoot(gp, adj);
  adj.adjustDefers(gp);
  for (_panic *p = gp->panic; p; p = p->link) {
    adj.adjustWord(p->frame);
    adj.adjustWord(p->dframe);
  }
  adj.adjustWord(gp->sched.bp);
}

// The channels a parked goroutine waits on, locked in the order of g.waiting (select's lock order).
void lockChannels(g *gp) RT_NO_THREAD_SAFETY {
  hchan *last = nullptr;
  for (sudog *s = gp->waiting; s; s = s->waitlink)
    if (s->c && s->c != last) lock(hchanLock(last = s->c));
}
void unlockChannels(g *gp) RT_NO_THREAD_SAFETY {
  hchan *last = nullptr;
  for (sudog *s = gp->waiting; s; s = s->waitlink)
    if (s->c && s->c != last) unlock(hchanLock(last = s->c));
}
} // namespace

void copystack(g *gp, uintptr_t newsize) {
  if (gp->syscallsp != 0) throw_("stack growth not allowed in system call");
  if (gp->asyncSafePoint || gp->nocopy) throw_("copystack: stack must not move"); // G2
  RT_ASSERT(G1, gp->sched.sp > gp->stack.lo && gp->sched.sp <= gp->stack.hi);
  stack_t_ old = gp->stack;
  uintptr_t used = old.hi - gp->sched.sp;
  stack_t_ fresh = stackalloc(newsize);
  uintptr_t delta = fresh.hi - old.hi;
  bool chans = gp->activeStackChans;
  if (chans) lockChannels(gp);
  memcpy(reinterpret_cast<void *>(fresh.hi - used), reinterpret_cast<void *>(gp->sched.sp), used);
  StackVerifier verifier(old);
  StackVerifier *wanted = debug.stackverify ? &verifier : nullptr;
  Adjuster adj(old, delta, wanted);
  adjustFrames(gp, adj, wanted);
  adjustRecords(gp, adj);
  if (chans) unlockChannels(gp);
  gp->stack = fresh;
  gp->sched.sp += delta;
  armGuard(gp);
  if (debug.stackmove) memset(reinterpret_cast<void *>(old.lo), 0xdd, old.hi - old.lo);
  stackfree(old);
}

} // namespace rt
