// runtime/stack/unwind.h: the one frame walker.
//
// Its clients: copystack (moves slots), the collector (scans them), panic (finds the recovering frame),
// gorecover, traceback, runtime.Callers.
//
// A walk starts at a goroutine's saved sp and bp: [sp] is a return address, bp the frame pointer of the frame it
// returns into. Go frames have a map found by return address (runtime/abi/funcmap.h); the few assembly frames that
// may stand on a goroutine stack are known by their return addresses (runtime/arch/amd64/frames.def). FrameKind says
// what a walk finds.
//
// The goroutine must not run meanwhile. Mirrors runtime/traceback.go's unwinder.
#pragma once
#include "runtime/abi/funcmap.h"
#include "runtime/sched/runtime2.h"

namespace rt {

struct AsmFrame;

enum class FrameKind : uint8_t {
  go,           // a frame of generated code, with a map
  prologue,     // stopped in a prologue: arguments in g.moreRegs, described by FuncInfo's masks; no frame yet
  assembly,     // pushes rbp like Go functions, has no slots
  async,        // asyncPreempt: saved registers, scanned conservatively; the frame below was interrupted anywhere
  fault,        // sigpanic: likewise, but the registers are lost
  conservative, // a frame of generated code that was interrupted: no map fits
  base,         // the first frame of a goroutine, or of Go code run on g0: the walk ends
};

struct Frame {
  FrameKind kind;
  uintptr_t pc;      // where it goes on: a return address, or (conservative) the interrupted instruction
  bool pcExact;      // pc is the instruction itself, not the one after a call
  uintptr_t slot;    // address of the word that holds pc
  uintptr_t csp, fp; // see funcmap.h; prologue: csp = address of the first stack argument word; a frameless leaf has fp 0
  const abi::CodeObject *code; // null for assembly frames
  const abi::FuncInfo *fn;
  const abi::FrameMap *map;    // kind go only
  const AsmFrame *routine;     // of assembly frames, and of the kind prologue
};

class Unwinder {
public:
  explicit Unwinder(g *gp);                             // from gp->sched.sp, gp->sched.bp
  Unwinder(g *gp, uintptr_t sp, uintptr_t bp);          // [sp] is the return address
  Unwinder(g *gp, uintptr_t pc, uintptr_t sp, uintptr_t bp); // interrupted exactly at pc (signal)
  struct InSignal {}; // in a signal handler: leaves the cache of sites alone, and ends where frames do not lie one above another
  Unwinder(g *gp, uintptr_t sp, uintptr_t bp, InSignal);
  bool valid() const { return ok; }
  void next();
  Frame frame;

private:
  void resolve(uintptr_t slot, uintptr_t fp);
  void resolvePrologue(uintptr_t slot);
  void interruptedAt(uintptr_t pc);
  g *gp;
  uintptr_t leafCallerFp = 0; // if frame is a frameless leaf
  bool ok = true;
  bool nextConservative = false;
  bool inSignal = false;
};

// Visitor of pointers. Words may be read and written; each address is visited once per walk except
// base slots shared by several derived ones.
struct StackVisitor {
  virtual void slot(void **p) = 0;                                  // a pointer or null
  virtual void derived(void **base, void **derived) = 0;            // *derived points into *base's object
  virtual void object(void **p, uintptr_t words, const abi::StackObject &o, bool live) = 0; // with pointers; live: FrameMap::liveObjects
  virtual void conservative(void **lo, void **hi) = 0;              // any word may be a pointer
protected:
  ~StackVisitor() = default;
};

void visitStack(g *gp, StackVisitor &v);   // all frames of a stopped goroutine
void visitFrame(g *gp, const Frame &f, StackVisitor &v);
// What a g refers to besides its stack: startfn, ret2, panics, defers, roots, labels, waiting sudogs' elem
// (which may point into the stack). Every word is passed to v.slot.
void forEachGRoot(g *gp, StackVisitor &v);

// The words of an object that may hold pointers: calls f(void **word).
template <class F> inline void forEachObjectWord(void **p, const abi::StackObject &o, F f) {
  if (!o.typ) {
    for (uint64_t mask = o.mask; mask; mask &= mask - 1) f(p + __builtin_ctzll(mask));
    return;
  }
  uintptr_t n = o.typ->size / 8, ptrWords = o.typ->ptrBytes / 8;
  for (uintptr_t base = 0; n && base + n <= o.words; base += n)
    for (uintptr_t i = 0; i < ptrWords; i++)
      if (o.typ->gcdata[i / 8] >> (i % 8) & 1) f(p + base + i);
}

bool isReturnAddress(uintptr_t pc); // of a call in generated code

} // namespace rt
