// runtime/prof/sigwalk.cpp: the stack of a thread that a signal has stopped at any instruction.
//
// Where it was decides how the walk begins:
//   generated code   the frame is complete (asyncSafePoint): rbp is its own. If there is none yet or any more, in a prologue,
//                    an epilogue, around __morestack, or never, in a frameless leaf, the return address is at rsp; between
//                    push and mov one word further up.
//                    A return address is recognised by having a call site's map, so a stale word cannot pass for one.
//   other code       by what its compiler says of it (../stack/nativeframes.h), on g0 or on the goroutine's stack, up to
//                    generated code, or to the entry, in front of which the goroutine is at its resume point. If that is unknown,
//                    it is there, too: __morestack, and a thread that looks for work
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

// The routine at pc stands above an instruction that was interrupted, or above a prologue: not above a call.
bool interrupts(uintptr_t pc) {
  const AsmFrame *a = findAsmFrame(pc + 1);
  return a && (a->kind == FrameKind::async || a->kind == FrameKind::fault || a->kind == FrameKind::prologue);
}

// The first instructions of what another handler has injected: both signals came at once.
bool justInjected(uintptr_t pc) {
  return pc == uintptr_t(rt_asyncPreempt) || pc == uintptr_t(rt_asyncPreempt) + 1 || pc == uintptr_t(rt_sigpanic);
}

class SignalWalk {
public:
  SignalWalk(m *mp, const NativeFrame &at, uintptr_t *pcs, int max) : mp(mp), gp(mp ? mp->curg : nullptr), f(at), pcs(pcs), max(max) {
    onG = gp && f.sp >= gp->stack.lo && f.sp + 16 <= gp->stack.hi;
  }

  int run() {
    if (findCode(f.pc))
      generated();
    else
      native();
    return n;
  }

private:
  m *mp;
  g *gp;
  NativeFrame f; // where the walk is
  bool onG;      // it began on the goroutine's stack
  uintptr_t *pcs;
  int max, n = 0;

  void add(uintptr_t ra) {
    if (n < max) pcs[n++] = ra;
  }
  bool onStack(uintptr_t a) const { return a >= gp->stack.lo && a >= f.sp && a + 8 <= gp->stack.hi && a % 8 == 0; }

  // The rest of the goroutine: the return address at slot leads to a frame whose frame pointer is fp.
  void walk(uintptr_t slot, uintptr_t fp) {
    if (onStack(slot)) n += framesOf(Unwinder(gp, slot, fp, Unwinder::InSignal()), pcs + n, max - n);
  }
  void walkFromFrame(uintptr_t fp) { // of the frame whose own rbp is fp
    if (onStack(fp) && onStack(fp + 8)) walk(fp + 8, word(fp));
  }
  void walkFromResumePoint() {
    f.sp = gp->sched.sp;
    walk(f.sp, gp->sched.bp);
  }

  // Stopped at f in generated code, anywhere.
  void generated() {
    n += logicalFrames(f.pc, pcs + n, max - n);
    if (!gp || !onStack(f.sp)) return;
    if (isFrameless(f.pc)) return walk(f.sp, f.bp);
    if (asyncSafePoint(f.pc)) return walkFromFrame(f.bp);
    if (isReturn(word(f.sp))) return walk(f.sp, f.bp);
    if (onStack(f.sp + 8) && word(f.sp) == f.bp && isReturn(word(f.sp + 8))) return walk(f.sp + 8, f.bp);
    walkFromFrame(f.bp); // an unsafe range within a complete frame
  }

  void native() {
    if (!onG || !justInjected(f.pc)) add(inRuntimeText(f.pc) ? f.pc + 1 : pseudoPC(PseudoFunc::VDSO) + 1); // there is no other code
    if (inEntry(f.pc) && onG) return walk(f.sp, f.bp);
    if (inEntry(f.pc) ? gp != nullptr : toEntry()) return walkFromResumePoint();
  }

  // From native code outwards. True: the goroutine is at its resume point.
  bool toEntry() {
    const StackBounds stacks = {{f.sp - redZone, gp ? gp->stack.lo : 0}, {onG ? gp->stack.hi : mp ? mp->g0sp : 0, gp ? gp->stack.hi : 0}};
    bool exact = true;
    for (int i = 0; i < max; i++) {
      const bool interrupted = interrupts(f.pc - !exact);
      if (!nativeCaller(f, exact, stacks)) break;
      exact = false;
      if (inEntry(f.pc)) return gp != nullptr; // is named like its function, which has been added
      if (findCode(f.pc)) {
        fromGenerated(interrupted);
        return false;
      }
      if (!inRuntimeText(f.pc)) break;
      if (gp && onStack(f.sp - 8) && findAsmFrame(f.pc)) { // which the walk of goroutines knows
        walk(f.sp - 8, f.bp);
        return false;
      }
      add(f.pc);
    }
    return !onG && gp && calledEntry();
  }

  // Native code was called, without an entry, or injected.
  void fromGenerated(bool interrupted) {
    if (!gp) return;
    if (interrupted) return generated();
    f.sp -= 8;
    if (atCallSite(f.pc) || afterCall(f.pc)) walk(f.sp, f.bp);
  }

  // The goroutine has called an entry, whose C++ it has left.
  bool calledEntry() {
    const uintptr_t at = gp->sched.sp;
    if (at < gp->stack.lo || at + 8 > gp->stack.hi) return false;
    if (atCallSite(word(at)))
      if (uintptr_t entry = entryCalledBefore(word(at))) add(entry + 1);
    return true;
  }
};

} // namespace

int signalStack(m *mp, const NativeFrame &at, uintptr_t *pcs, int max) { return SignalWalk(mp, at, pcs, max).run(); }

} // namespace rt
