// runtime/prof/sigwalk.cpp: the stack of a thread that a signal has stopped at any instruction.
//
// Where it was decides how the walk begins:
//   generated code      the frame is complete (asyncSafePoint): rbp is its own. If there is none yet or any more, in a prologue,
//                       an epilogue, around __morestack, or never, in a frameless leaf, the return address is at rsp; between
//                       push and mov one word further up.
//                       A return address is recognised by having a call site's map, so a stale word cannot pass for one.
//   the goroutine's     assembly, a leaf entry, the C library: the return address is at rsp, or behind a saved rbp, or found
//   stack, other code   along the chain of frame pointers of C++
//   g0                  C++ keeps frame pointers: its frames up to the entry, then the goroutine from its resume point. The C
//                       library keeps none, but leaves rbp alone mostly: then its caller is missing
// Every word is read only within the bounds of the stack it should be on. While a stack is copied, g changes from the old to the
// new one in several steps; between them resume point and bounds do not fit together, and the walk ends at once. The old stack
// is freed only after the last.
//
// Takes no lock and allocates nothing; looks up tables that never change (symtab).
#include "runtime/arch/amd64/asm.h"
#include "runtime/arch/amd64/frames.h"
#include "runtime/prof/cpuprof.h"
#include "runtime/stack/nativesyms.h"
#include "runtime/stack/traceback.h"
#include "runtime/stack/unwind.h"

namespace rt {

namespace {

uintptr_t word(uintptr_t a) { return *reinterpret_cast<uintptr_t *>(a); }

// A return address into generated code at a call that has a map.
bool atCallSite(uintptr_t w) {
  const abi::CodeObject *co = findCode(w - 1);
  return co && findSafepoint(co, w);
}

// Likewise, or into an assembly routine that calls Go functions.
bool isReturn(uintptr_t w) { return atCallSite(w) || findAsmFrame(w); }

// Leaf calls have no map: there is a call before w.
bool afterCall(uintptr_t w) {
  const abi::CodeObject *co = findCode(w - 1);
  if (!co || w - co->lo < 7) return false;
  auto *p = reinterpret_cast<const uint8_t *>(w);
  return p[-5] == 0xe8 || (p[-6] == 0xff && p[-5] == 0x15) || p[-2] == 0xff || (p[-3] == 0x41 && p[-2] == 0xff);
}

class SignalWalk {
public:
  SignalWalk(m *mp, uintptr_t pc, uintptr_t sp, uintptr_t bp, uintptr_t *pcs, int max)
      : mp(mp), pc(pc), sp(sp), bp(bp), pcs(pcs), max(max) {
    gp = mp ? mp->curg : nullptr;
  }

  int run() {
    bool onG = gp && sp >= gp->stack.lo && sp + 16 <= gp->stack.hi;
    if (findCode(pc)) {
      addLogical(pc);
      if (onG) generated();
    } else if (onG) {
      if (injected()) return n;
      add(pc + 1);
      otherOnGoroutine();
    } else
      onG0();
    return n;
  }

private:
  m *mp;
  g *gp;
  uintptr_t pc, sp, bp;
  uintptr_t *pcs;
  int max, n = 0;

  void add(uintptr_t ra) {
    if (n < max) pcs[n++] = ra;
  }
  void addLogical(uintptr_t at) { n += logicalFrames(at, pcs + n, max - n); }
  bool onStack(uintptr_t a) const { return a >= sp && a + 8 <= gp->stack.hi && a % 8 == 0; }

  // The rest of the goroutine: the return address at slot leads to a frame whose frame pointer is fp.
  void walk(uintptr_t slot, uintptr_t fp) {
    if (!onStack(slot)) return;
    n += framesOf(Unwinder(gp, slot, fp, Unwinder::InSignal()), pcs + n, max - n);
  }
  void walkFromFrame(uintptr_t fp) { // of the frame whose own rbp is fp
    if (onStack(fp) && onStack(fp + 8)) walk(fp + 8, word(fp));
  }

  void generated() {
    if (isFrameless(pc)) return walk(sp, bp);
    if (asyncSafePoint(pc)) return walkFromFrame(bp);
    if (isReturn(word(sp))) return walk(sp, bp);
    if (onStack(sp + 8) && word(sp) == bp && isReturn(word(sp + 8))) return walk(sp + 8, bp);
    walkFromFrame(bp); // an unsafe range within a complete frame
  }

  // At the first instructions of what another handler has injected: both signals came at once, and the sample is of the
  // interrupted instruction, whose pc is where a return address would be.
  bool injected() {
    uintptr_t at = pc == uintptr_t(rt_asyncPreempt) || pc == uintptr_t(rt_sigpanic) ? sp
                   : pc == uintptr_t(rt_asyncPreempt) + 1                           ? sp + 8
                                                                                    : 0;
    if (!at || !onStack(at) || !findCode(word(at))) return false;
    addLogical(word(at));
    walkFromFrame(bp);
    return true;
  }

  void otherOnGoroutine() {
    uintptr_t top = word(sp);
    // In __morestack, or in its second half: above the return address into the prologue stands the function's own.
    if (findCode(top) && !atCallSite(top) && inMorestack(pc) && onStack(sp + 8)) {
      addLogical(top);
      return walk(sp + 8, bp);
    }
    if (isReturn(top) || afterCall(top)) return walk(sp, bp);
    if (onStack(sp + 8) && top == bp && (isReturn(word(sp + 8)) || afterCall(word(sp + 8)))) return walk(sp + 8, word(sp));
    for (uintptr_t r = bp; onStack(r) && onStack(r + 8); r = word(r)) {
      uintptr_t ra = word(r + 8);
      if (findCode(ra) || !inRuntimeText(ra) || isReturn(ra)) {
        // asyncPreempt and sigpanic stand above an interrupted instruction, not above a call.
        if (findCode(ra) && !atCallSite(ra) && !afterCall(ra)) {
          addLogical(ra);
          return walkFromFrame(word(r));
        }
        return walk(r + 8, word(r));
      }
      add(ra);
      if (word(r) <= r) return;
    }
  }

  static bool inMorestack(uintptr_t pc) {
    const AsmFrame *a = findAsmFrame(pc + 1);
    return a && a->kind == FrameKind::prologue;
  }

  void onG0() {
    add(inRuntimeText(pc) ? pc + 1 : pseudoPC(PseudoFunc::VDSO) + 1); // there is no other code
    bool toEntry = false;
    if (mp) {
      uintptr_t lo = sp, hi = mp->g0sp;
      for (uintptr_t r = bp; r >= lo && r + 16 <= hi && r % 8 == 0; lo = r + 16, r = word(r)) {
        uintptr_t ra = word(r + 8);
        toEntry = inEntry(ra);
        if (toEntry || !inRuntimeText(ra)) break;
        add(ra);
      }
    }
    if (!gp || gp->sched.sp < gp->stack.lo || gp->sched.sp + 8 > gp->stack.hi) return;
    sp = gp->sched.sp;
    if (!toEntry && atCallSite(word(sp)))
      if (uintptr_t entry = entryCalledBefore(word(sp))) add(entry + 1);
    walk(sp, gp->sched.bp);
  }
};

} // namespace

int signalStack(m *mp, uintptr_t pc, uintptr_t sp, uintptr_t bp, uintptr_t *pcs, int max) {
  return SignalWalk(mp, pc, sp, bp, pcs, max).run();
}

} // namespace rt
