// runtime/stack/unwind.cpp: see unwind.h.
#include "runtime/stack/unwind.h"

#include "runtime/arch/amd64/frames.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/symtab.h"

namespace rt {

static uintptr_t word(uintptr_t a) { return *reinterpret_cast<uintptr_t *>(a); }

Unwinder::Unwinder(g *gp) : Unwinder(gp, gp->sched.sp, gp->sched.bp) {}

Unwinder::Unwinder(g *gp, uintptr_t sp, uintptr_t bp) : gp(gp) { resolve(sp, bp); }

Unwinder::Unwinder(g *gp, uintptr_t sp, uintptr_t bp, InSignal) : gp(gp), inSignal(true) { resolve(sp, bp); }

Unwinder::Unwinder(g *gp, uintptr_t pc, uintptr_t sp, uintptr_t bp) : gp(gp) {
  frame = {FrameKind::conservative, pc, true, 0, sp, bp, nullptr, nullptr, nullptr, nullptr};
  interruptedAt(pc);
  ok = frame.code;
}

// What a return address of generated code means, remembered per thread: recursion and repeated scans ask for the same.
struct SiteCache {
  uintptr_t ra;
  const abi::CodeObject *code;
  const abi::FuncInfo *fn;
  const abi::FrameMap *map;
};
static __thread SiteCache siteCache[64];

static SiteCache findSite(uintptr_t ra) {
  const abi::CodeObject *code = findCode(ra - 1);
  const abi::Safepoint *sp = code ? findSafepoint(code, ra) : nullptr;
  return {ra, code, code ? findfunc(code, ra - 1) : nullptr, sp ? &code->maps[sp->map] : nullptr};
}

static const SiteCache &lookupSite(uintptr_t ra) {
  SiteCache &c = siteCache[(ra ^ ra >> 6) % 64];
  if (c.ra != ra) c = findSite(ra);
  return c;
}

bool isReturnAddress(uintptr_t pc) { return findSite(pc).map != nullptr; }

// The goroutine stopped on entry to a function that has no frame yet.
void Unwinder::resolvePrologue(uintptr_t slot) {
  frame.pc = word(slot + 8); // in the prologue of the function being entered
  frame.pcExact = true;
  frame.csp = slot + 24; // past its return address
  frame.code = findCode(frame.pc);
  frame.fn = frame.code ? findfunc(frame.code, frame.pc) : nullptr;
}

// A signal stopped the frame's function at pc, anywhere.
void Unwinder::interruptedAt(uintptr_t pc) {
  frame.kind = FrameKind::conservative;
  frame.pcExact = true;
  frame.code = findCode(pc);
  frame.fn = frame.code ? findfunc(frame.code, pc) : nullptr;
  if (!frame.fn || !(frame.fn->flags & abi::FuncFrameless)) return;
  leafCallerFp = frame.fp;
  frame.fp = 0;
}

// Describes the frame that the return address in `slot` leads to; fp is its frame pointer.
void Unwinder::resolve(uintptr_t slot, uintptr_t fp) {
  uintptr_t ra = word(slot);
  frame = {FrameKind::go, ra, false, slot, slot + 8, fp, nullptr, nullptr, nullptr, nullptr};
  if (!nextConservative) {
    const SiteCache c = inSignal ? findSite(ra) : lookupSite(ra);
    if (c.code) {
      frame.code = c.code, frame.fn = c.fn, frame.map = c.map;
      return;
    }
  }
  if ((frame.routine = findAsmFrame(ra))) {
    frame.kind = frame.routine->kind;
    if (frame.kind == FrameKind::prologue) return resolvePrologue(slot);
    if (frame.kind == FrameKind::async || frame.kind == FrameKind::fault) nextConservative = true;
    return;
  }
  if (nextConservative) {
    nextConservative = false;
    interruptedAt(ra);
  }
}

void Unwinder::next() {
  if (frame.kind == FrameKind::base) {
    ok = false;
    return;
  }
  if (frame.kind == FrameKind::prologue) { // it has no frame yet: the caller's rbp is still in place
    resolve(frame.slot + 16, frame.fp);
    return;
  }
  if (frame.kind == FrameKind::conservative && !frame.fp) {
    resolve(frame.csp, leafCallerFp);
    return;
  }
  uintptr_t fp = frame.fp;
  if (fp < gp->stack.lo || fp + 16 > gp->stack.hi || (inSignal && (fp <= frame.slot || fp % 8 != 0))) {
    ok = false;
    return;
  }
  resolve(fp + 8, word(fp));
}

// ---- visiting pointers
static void **locAddr(const Frame &f, abi::Loc l) { return reinterpret_cast<void **>((l.isFp() ? f.fp : f.csp) + l.off()); }

static void visitPrologueArgs(g *gp, const Frame &f, StackVisitor &v) {
  if (!f.fn) throw_("unwind: unknown function in morestack");
  for (unsigned i = 0; i < 10; i++)
    if (f.fn->argRegMask >> i & 1) v.slot(reinterpret_cast<void **>(&gp->moreRegs[i]));
  void **args = reinterpret_cast<void **>(f.csp);
  for (uint64_t m = f.fn->argStackMask; m; m &= m - 1) v.slot(args + __builtin_ctzll(m));
}

// What it keeps in its frame, and the arguments on the stack that it may not have read yet.
static void visitInterrupted(const Frame &f, StackVisitor &v) {
  if (f.fp) v.conservative(reinterpret_cast<void **>(f.csp), reinterpret_cast<void **>(f.fp));
  if (!f.fn) return;
  void **args = reinterpret_cast<void **>(f.fp ? f.fp + 16 : f.csp + 8);
  for (uint64_t m = f.fn->argStackMask; m; m &= m - 1) {
    void **word = args + __builtin_ctzll(m);
    v.conservative(word, word + 1);
  }
}

static void visitMap(const Frame &f, StackVisitor &v) {
  const abi::FrameMap *map = f.map;
  if (!map) {
    eprintf("runtime: no stack map for pc 0x%lx (%s)\n", long(f.pc), f.fn ? f.fn->name : "unknown function");
    throw_("missing stackmap");
  }
  for (uint32_t i = 0; i < map->nslots; i++) v.slot(locAddr(f, map->slots[i]));
  for (uint32_t i = 0; i < map->nderived; i++) v.derived(locAddr(f, map->derived[i].base), locAddr(f, map->derived[i].derived));
  for (uint32_t i = 0; i < map->nobjects; i++)
    v.object(locAddr(f, map->objects[i].loc), map->objects[i].words, map->objects[i], map->isLive(i));
}

void visitFrame(g *gp, const Frame &f, StackVisitor &v) {
  switch (f.kind) {
  case FrameKind::base:
  case FrameKind::assembly:
  case FrameKind::fault: return;
  case FrameKind::prologue: visitPrologueArgs(gp, f, v); return;
  case FrameKind::async: { // saved registers on the stack, vectors in the area
    v.conservative(reinterpret_cast<void **>(f.slot), reinterpret_cast<void **>(f.fp + 16));
    void **area = static_cast<void **>(gp->asyncArea);
    if (area) v.conservative(area, area + asyncAreaWords());
    return;
  }
  case FrameKind::conservative: visitInterrupted(f, v); return;
  case FrameKind::go: visitMap(f, v); return;
  }
}

void visitStack(g *gp, StackVisitor &v) {
  for (Unwinder u(gp); u.valid(); u.next()) visitFrame(gp, u.frame, v);
}

void forEachGRoot(g *gp, StackVisitor &v) {
  auto slot = [&](auto *&p) { v.slot(reinterpret_cast<void **>(&p)); };
  auto any = [&](uint64_t &w) { v.conservative(reinterpret_cast<void **>(&w), reinterpret_cast<void **>(&w + 1)); };
  slot(gp->startfn);
  slot(gp->labels);
  slot(gp->stubClosure);
  for (void *&r : gp->roots) // of a goroutine that stopped at the end of an entry they are its results: pointers or not
    if (gp->nocopy)
      v.conservative(&r, &r + 1);
    else
      slot(r);
  any(gp->ret2);
  for (_panic *p = gp->panic; p; p = p->link) {
    slot(p->arg.typ);
    slot(p->arg.data);
  }
  for (_defer *d = gp->defer; d; d = d->link) slot(d->fn);
  for (sudog *s = gp->waiting; s; s = s->waitlink) {
    slot(s->elem);
    slot(s->c);
  }
}

} // namespace rt
