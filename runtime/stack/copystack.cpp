// runtime/stack/copystack.cpp: moving a stack.
//
//   1. allocate the new stack, copy the used part to its top: every address moves by delta;
//   2. walk the old stack, which stays unchanged, and write what points into it, moved by delta, into the copy:
//      slots, derived pointers, pointer words of stack objects, saved rbp, arguments in g.moreRegs;
//   3. likewise the records outside the stack: defers, panics, sudogs;
//   4. point g at the new stack, free the old one (GODEBUG=stackmove=1 poisons it).
// All old values are read from the old stack, so a base slot shared by several derived ones is no problem.
//
// A goroutine parked in a channel operation has sudogs through which others write to its stack: their elem is
// changed, and the part of the stack they point to is copied, under the locks of all those channels.
//
// GODEBUG=stackverify=1: words of frames that are in no map and look like addresses in the old stack are reported.
// Expected: none but dead spill slots.
// Mirrors copystack of runtime/stack.go.
#include "runtime/stack/copystack.h"

#include <cstring>

#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/unwind.h"

namespace rt {

namespace {
class Adjuster final : public StackVisitor {
public:
  Adjuster(stack_t_ old, uintptr_t delta) : old(old), delta(delta) {}
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
  void object(void **p, uintptr_t, const abi::StackObject &o) override {
    forEachObjectWord(p, o, [&](void **w) { slot(w); });
  }
  void conservative(void **lo, void **hi) override {
    for (; lo < hi; lo++) slot(lo);
  }

  // ---- the verifier: words seen in the current frame
  void beginFrame() { nseen = 0; }
  void verifyFrame(const Frame &f) {
    if (f.kind != FrameKind::go) return;
    // The lowest word pads the frame to 16 bytes, or is an outgoing argument, dead after the call: nobody reads it.
    for (uintptr_t a = f.csp + 8; a < f.fp; a += 8) {
      uintptr_t v = *reinterpret_cast<uintptr_t *>(a);
      if (!mayBeLive(f, v) || seen(a) || isSpillSlot(f, a)) continue;
      eprintf("stackverify: %s pc=0x%lx word at csp+%ld (fp-%ld) holds stack address 0x%lx\n", f.fn ? f.fn->name : "?", ulong(f.pc),
              long(a - f.csp), long(f.fp - a), ulong(v));
    }
  }

private:
  // Can v be a pointer that somebody uses? It leads to an object of this frame or of a caller's. Slots that were not
  // written yet hold what earlier calls left there: pointers into frames that are gone, and saved frame pointers.
  bool mayBeLive(const Frame &f, uintptr_t v) const {
    if (!inOld(v) || v < f.csp) return false;
    for (uintptr_t fp = f.fp; inOld(fp); fp = *reinterpret_cast<uintptr_t *>(fp))
      if (v == fp) return false;
    return true;
  }
  // Is the word a spill slot at another call of this function? Then what it holds is dead here.
  static bool isSpillSlot(const Frame &f, uintptr_t a) {
    auto here = [&](abi::Loc l) { return (l.isFp() ? f.fp : f.csp) + l.off() == a; };
    uint32_t fn = uint32_t(f.fn - f.code->funcs);
    for (uint32_t i = 0; i < f.code->nsafepoints; i++) {
      if (f.code->safepoints[i].func != fn) continue;
      const abi::FrameMap &m = f.code->maps[f.code->safepoints[i].map];
      for (uint32_t k = 0; k < m.nslots; k++)
        if (here(m.slots[k])) return true;
      for (uint32_t k = 0; k < m.nderived; k++)
        if (here(m.derived[k].derived)) return true;
    }
    return false;
  }
  void note(void *a) {
    if (debug.stackverify && nseen < sizeof seenWords / sizeof *seenWords) seenWords[nseen++] = uintptr_t(a);
  }
  bool seen(uintptr_t a) const {
    for (unsigned i = 0; i < nseen; i++)
      if (seenWords[i] == a) return true;
    return nseen == sizeof seenWords / sizeof *seenWords; // too many to tell
  }
  stack_t_ old;
  uintptr_t delta;
  unsigned nseen = 0;
  uintptr_t seenWords[512];
};

void adjustFrames(g *gp, Adjuster &adj) {
  for (Unwinder u(gp); u.valid(); u.next()) {
    const Frame &f = u.frame;
    adj.beginFrame();
    visitFrame(gp, f, adj);
    if (debug.stackverify) adj.verifyFrame(f);
    bool hasFrame = f.kind != FrameKind::prologue && f.kind != FrameKind::base;
    if (hasFrame && adj.inOld(f.fp)) adj.adjust(reinterpret_cast<void *>(f.fp)); // saved rbp
  }
}

void adjustRecords(g *gp, Adjuster &adj) {
  forEachGRoot(gp, adj);
  for (_defer *d = gp->defer; d; d = d->link) adj.adjustWord(d->frame);
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
  if (gp->asyncSafePoint || gp->nocopy) throw_("copystack: stack must not move");
  stack_t_ old = gp->stack;
  uintptr_t used = old.hi - gp->sched.sp;
  stack_t_ fresh = stackalloc(newsize);
  uintptr_t delta = fresh.hi - old.hi;
  bool chans = gp->activeStackChans;
  if (chans) lockChannels(gp);
  memcpy(reinterpret_cast<void *>(fresh.hi - used), reinterpret_cast<void *>(gp->sched.sp), used);
  Adjuster adj(old, delta);
  adjustFrames(gp, adj);
  adjustRecords(gp, adj);
  if (chans) unlockChannels(gp);
  gp->stack = fresh;
  gp->sched.sp += delta;
  armGuard(gp);
  if (debug.stackmove) memset(reinterpret_cast<void *>(old.lo), 0xdd, old.hi - old.lo);
  stackfree(old);
}

} // namespace rt
