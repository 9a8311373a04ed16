// runtime/panic/panic.cpp: defer, panic, recover, Goexit.
//
// A deferred call is a record on g.defer with the frame (rbp) of the function that defers. Where no defer is in a loop, the
// function has its records in its frame, links them itself, and on the normal way out takes them off and makes the calls
// (jit/codegen_defer.cpp). Else deferproc makes a record, and on the normal way out the function calls deferreturn, a loop
// over the records of that frame. Both are assembly on the goroutine's stack (runtime/arch/amd64/context.S); their records
// stay with the g. After a recovered panic deferreturn runs what is left, of either kind.
//
// A panic runs the loop of rt_gopanic, on top of the panicking stack: panicstart makes a _panic record, panicnext
// yields deferred functions one by one. A deferred function that calls recover marks the record; the next panicnext
// then unwinds: it finds the call through which control left the frame that deferred the recovering function, and
// resumes at that call's landing pad, with rbp = the frame and rsp = its outgoing-call sp. The pad runs deferreturn
// and returns the named results. Only rbp was stored, so the stack may have moved in between.
//
// Goexit is the same loop with a record marked goexit: nothing recovers it, and it ends the goroutine.
//
// recover works only in a function called directly by the loop: its caller's return address lies in the loop and the
// loop's frame is that of the innermost panic. Wrappers (FuncWrapper) between the two are transparent.
//
// A new panic in a deferred function stacks on the old; a recovery discards all records whose loop frames lie below
// the recovering frame ("aborted" panics); if a Goexit is among them, control goes back to its loop instead.
// Mirrors runtime/panic.go.
#include "runtime/panic/panic.h"

#include <cstdlib>

#include "runtime/arch/amd64/asm.h"
#include "runtime/arch/amd64/frames.h"
#include "runtime/debug/metrics.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/unwind.h"

namespace rt {

// ---- records
// Takes the innermost deferred call off; its record is used again.
static FuncVal *popDefer(g *gp) {
  _defer *d = gp->defer;
  FuncVal *fn = d->fn;
  gp->defer = d->link;
  if (uintptr_t(d) >= gp->stack.lo && uintptr_t(d) < gp->stack.hi) return fn; // part of the frame
  d->fn = nullptr;
  d->link = gp->deferfree;
  gp->deferfree = d;
  return fn;
}

// At the end of a goroutine: a few records stay for the next one that uses its g.
void trimDefers(g *gp) {
  int keep = 8;
  for (_defer **p = &gp->deferfree; *p;)
    if (keep-- > 0)
      p = &(*p)->link;
    else {
      _defer *d = *p;
      *p = d->link;
      free(d);
    }
}

static _panic *newpanic(g *gp) {
  p *pp = getp();
  _panic *pn = pp->panicpool;
  if (pn)
    pp->panicpool = pn->link;
  else
    pn = static_cast<_panic *>(malloc(sizeof *pn));
  if (!pn) throw_("cannot allocate memory for a panic");
  *pn = {gp->panic, {nullptr, nullptr}, gp->sched.bp, 0, false, false};
  gp->panic = pn;
  return pn;
}

static void freepanic(_panic *pn) {
  p *pp = getp();
  pn->link = pp->panicpool;
  pp->panicpool = pn;
}

static std::atomic<int32_t> runningPanicDefers;

// ---- defer
// The slow path of the assembly routine: no record to reuse.
GOENTRY(void, deferproc, (FuncVal * fn)) {
  g *gp = getg();
  auto *d = static_cast<_defer *>(malloc(sizeof(_defer)));
  if (!d) throw_("cannot allocate memory for a deferred call");
  *d = {gp->defer, fn, gp->sched.bp};
  gp->defer = d;
}

// A nil func value was deferred: the panic comes when it would run.
GOENTRY([[noreturn]] void, nildefer, ()) { panicGo(goexports.panicmem); }

// ---- panic
GOENTRY(void, panicstart, (abi::Type * typ, void *data)) {
  g *gp = getg();
  m *mp = getm();
  if (gp == mp->gt || mp->locks) {
    eprintf("panic: ");
    printpanicval({typ, data});
    eprintf("\n");
    throw_(gp == mp->gt ? "panic on system stack" : "panic holding locks");
  }
  if (!typ && goexports.panicnilerror) { // panic(nil): panics with a *PanicNilError instead, in a loop of its own
    if (!debug.panicnil) panicGo(goexports.panicnilerror);
    nilPanics++;
  }
  _panic *pn = newpanic(gp);
  pn->arg = {typ, data};
  runningPanicDefers++;
}

GOENTRY(void, goexitstart, ()) { newpanic(getg())->goexit = true; }

// The frame deferFrame recovered: throws away the panics above it and goes on at its landing pad.
[[noreturn]] static void recovery(g *gp) {
  uintptr_t frame = gp->panic->dframe;
  while (_panic *pn = gp->panic) {
    if (pn->frame >= frame) break;
    if (pn->goexit) { // the recovered panic was raised under a Goexit, which goes on
      pn->recovered = false;
      rt_gogoto(gp, reinterpret_cast<void *>(rt_goexit_loop), pn->frame, pn->frame);
    }
    gp->panic = pn->link;
    freepanic(pn);
    runningPanicDefers--;
  }
  if (!gp->panic) gp->sig = 0;
  for (Unwinder u(gp); u.valid(); u.next()) {
    if (u.frame.fp != frame || !u.frame.code) continue;
    const void *pad = findLandingPad(u.frame.code, u.frame.pc - 1);
    if (!pad && u.frame.pcExact && u.frame.fn) pad = anyLandingPad(u.frame.code, u.frame.fn);
    if (!pad) {
      eprintf("runtime: no landing pad for pc 0x%lx in %s\n", ulong(u.frame.pc), u.frame.fn ? u.frame.fn->name : "?");
      throw_("recovery failed");
    }
    rt_gogoto(gp, pad, u.frame.csp, frame);
  }
  throw_("recovery: frame not found");
}

static FuncVal reportClosure; // goexports.preprintpanics as a closure

GOENTRY_DECL([[noreturn]] void, goexit1, ());

GOENTRY([[noreturn]] void, fatalpanic, ());

GOENTRY(FuncVal *, panicnext, ()) {
  g *gp = getg();
  _panic *pn = gp->panic;
  if (!pn) throw_("bad panic stack");
  if (pn->recovered) recovery(gp);
  if (gp->defer) {
    pn->dframe = gp->defer->frame;
    FuncVal *fn = popDefer(gp);
    if (!fn) panicGo(goexports.panicmem);
    return fn;
  }
  if (pn->goexit) {
    gp->panic = nullptr;
    goexit1();
  }
  if (!goexports.preprintpanics) fatalpanic();
  reportClosure.fn = goexports.preprintpanics;
  return &reportClosure;
}

// ---- recover
// Is the call before ra in a wrapper, and in nothing that was inlined into it?
static bool isWrapper(uintptr_t ra) {
  SourceFrame s[maxInlineDepth];
  unsigned k = sourceFrames(ra - 1, s, maxInlineDepth);
  for (unsigned i = 0; i < k; i++)
    if (!s[i].wrapper) return false;
  return k > 0;
}

GOENTRY(R2, gorecover, ()) {
  g *gp = getg();
  _panic *pn = gp->panic;
  if (!pn || pn->goexit || pn->recovered) return {0, 0};
  auto word = [](uintptr_t a) { return *reinterpret_cast<uintptr_t *>(a); };
  uintptr_t fp = gp->sched.bp; // of the function that calls recover
  if (isWrapper(word(gp->sched.sp))) { // `defer recover()`: as if the function that defers called it on its way out
    uintptr_t caller = word(fp + 8);
    fp = word(fp);
    if (!returnsInto(caller, rt_deferreturn)) return {0, 0};
    fp = word(fp);
  }
  uintptr_t ra = word(fp + 8);
  while (isWrapper(ra)) {
    fp = word(fp);
    ra = word(fp + 8);
  }
  if (ra != uintptr_t(rt_gopanic_ret) || word(fp) != pn->frame) return {0, 0};
  pn->recovered = true;
  return {uint64_t(pn->arg.typ), uint64_t(pn->arg.data)};
}

// ---- leaving an entry by a Go panic
void panicGo(void *goexport, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e) {
  g *gp = getg();
  if (!gp) throw_("panicGo: not on a goroutine");
  if (!goexport) throw_("panic in the runtime without package runtime");
  uint64_t args[5] = {a, b, c, d, e};
  rt_gogocall(gp, goexport, args);
}
void panicPlainError(const char *s) {
  if (!goexports.panicplainerror) fatal(s);
  panicGo(goexports.panicplainerror, uint64_t(s), __builtin_strlen(s));
}
void panicRuntimeError(const char *s) {
  if (!goexports.panicruntimeerror) fatal(s);
  panicGo(goexports.panicruntimeerror, uint64_t(s), __builtin_strlen(s));
}

// From rt_sigpanic: Go code faulted at an address near null, or elsewhere.
GOENTRY(void, sigpanic0, ()) {
  g *gp = getg();
  if (gp->sigcode1 < 4096) panicGo(goexports.panicmem);
  if (gp->paniconfault) panicGo(goexports.panicmemAddr, gp->sigcode1);
  eprintf("unexpected fault address 0x%lx\n", ulong(gp->sigcode1));
  getm()->throwing = throwTypeUser;
  throw_("fault");
}

// A nil dereference found by an explicit check: reported as the fault it would have been. From panicmem.
GOENTRY(void, setmemsignal, ()) {
  g *gp = getg();
  if (gp->sig) return;
  gp->sig = SIGSEGV;
  gp->sigcode0 = 1; // SEGV_MAPERR
  gp->sigcode1 = 0;
  gp->sigpc = *reinterpret_cast<uintptr_t *>(gp->sched.bp + 8); // panicmem's return address
}

void waitForPanics() {
  // Let a panicking goroutine print its report before the process ends.
  for (int i = 0; i < 1000 && runningPanicDefers.load() != 0; i++) usleep_(1000);
}

// (on bool) bool: faults at any address become panics of this goroutine
GOENTRY(uint64_t, setPanicOnFault, (bool on)) {
  g *gp = getg();
  bool old = gp->paniconfault;
  gp->paniconfault = on;
  return old;
}

// ---- for preprintpanics (Go code), which turns the values into strings
static _panic *nthPanic(int64_t n) {
  _panic *pn = getg()->panic;
  while (pn && n-- > 0) pn = pn->link;
  return pn;
}
// (n int) eface: the value of the n-th panic, innermost first; type nil past the end or for a Goexit.
GOENTRY(R2, pendingpanic, (int64_t n)) {
  _panic *pn = nthPanic(n);
  return pn ? R2{uint64_t(pn->arg.typ), uint64_t(pn->arg.data)} : R2{0, 0};
}
GOENTRY(int64_t, npendingpanics, ()) {
  int64_t n = 0;
  for (_panic *pn = getg()->panic; pn; pn = pn->link) n++;
  return n;
}
// (n int, v eface): replaces it.
GOENTRY(void, setpendingpanic, (int64_t n, abi::Type *typ, void *data)) {
  if (_panic *pn = nthPanic(n)) pn->arg = {typ, data};
}

} // namespace rt
