// runtime/stack/stackverify.cpp: see stackverify.h.
#include "runtime/stack/stackverify.h"

#include "runtime/os/linux/os.h"

namespace rt {

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

// Can v be a pointer that somebody uses? It leads to an object of this frame or of a caller's. Slots that were not
// written yet hold what earlier calls left there: pointers into frames that are gone, and saved frame pointers.
bool StackVerifier::mayBeLive(const Frame &f, uintptr_t v) const {
  auto inStack = [this](uintptr_t a) { return a >= stack.lo && a < stack.hi; };
  if (!inStack(v) || v < f.csp) return false;
  for (uintptr_t fp = f.fp; inStack(fp); fp = *reinterpret_cast<uintptr_t *>(fp))
    if (v == fp) return false;
  return true;
}

bool StackVerifier::seen(uintptr_t a) const {
  for (unsigned i = 0; i < nseen; i++)
    if (seenWords[i] == a) return true;
  return nseen == maxSeen; // too many to tell
}

// Records of deferred calls that lie in the frame are adjusted with those that do not.
static bool isDeferRecord(const g *gp, uintptr_t a) {
  for (const _defer *d = gp->defer; d; d = d->link)
    if (a - uintptr_t(d) < sizeof *d) return true;
  return false;
}

void StackVerifier::endFrame(const g *gp, const Frame &f) const {
  if (f.kind != FrameKind::go) return;
  // The lowest word pads the frame to 16 bytes, or is an outgoing argument, dead after the call: nobody reads it.
  for (uintptr_t a = f.csp + 8; a < f.fp; a += 8) {
    uintptr_t v = *reinterpret_cast<uintptr_t *>(a);
    if (!mayBeLive(f, v) || seen(a) || isSpillSlot(f, a) || isDeferRecord(gp, a)) continue;
    eprintf("stackverify: %s pc=0x%lx word at csp+%ld (fp-%ld) holds stack address 0x%lx\n", f.fn ? f.fn->name : "?", ulong(f.pc),
            long(a - f.csp), long(f.fp - a), ulong(v));
  }
}

} // namespace rt
