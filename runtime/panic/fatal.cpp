// runtime/panic/fatal.cpp: the ways a program ends badly: fatal panics, fatal errors, throws.
//
//   gopanic   recoverable; unrecovered ones come to fatalpanic
//   fatal     the program's fault: "fatal error: s", the user's frames of all goroutines, exit 2
//   throw_    our bug: the same with runtime frames
// Mirrors the second half of runtime/panic.go; texts are gc's.
#include <cstring>

#include "runtime/lang/print.h"
#include "runtime/lang/type.h"
#include "runtime/os/linux/os.h"
#include "runtime/os/linux/sigtab.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/traceback.h"

namespace rt {

static mutex paniclk{lockRankPanic};                // printing is exclusive
static std::atomic<uint32_t> panicking;
static std::atomic<bool> didothers;

// ---- printing panic values
static void printFloat(double v) { // as the built-in print shows it
  char buf[24];
  writeErr(buf, size_t(formatFloat(v, buf)));
}

// Values of basic kinds, also of named types: main.T(5), main.S("x").
static bool printBasic(const abi::Type *t, void *data) {
  auto *u8 = static_cast<uint8_t *>(data);
  switch (t->kind()) {
  case abi::Bool: eprintf("%s", *u8 ? "true" : "false"); return true;
  case abi::Int8: eprintf("%d", *reinterpret_cast<int8_t *>(u8)); return true;
  case abi::Int16: eprintf("%d", *reinterpret_cast<int16_t *>(u8)); return true;
  case abi::Int32: eprintf("%d", *reinterpret_cast<int32_t *>(u8)); return true;
  case abi::Int:
  case abi::Int64: eprintf("%ld", *reinterpret_cast<long *>(u8)); return true;
  case abi::Uint8: eprintf("%u", *u8); return true;
  case abi::Uint16: eprintf("%u", *reinterpret_cast<uint16_t *>(u8)); return true;
  case abi::Uint32: eprintf("%u", *reinterpret_cast<uint32_t *>(u8)); return true;
  case abi::Uint:
  case abi::Uint64:
  case abi::Uintptr: eprintf("%lu", *reinterpret_cast<ulong *>(u8)); return true;
  case abi::Float32: printFloat(*reinterpret_cast<float *>(u8)); return true;
  case abi::Float64: printFloat(*reinterpret_cast<double *>(u8)); return true;
  case abi::Complex64:
  case abi::Complex128: {
    bool big = t->kind() == abi::Complex128;
    eprintf("(");
    printFloat(big ? reinterpret_cast<double *>(u8)[0] : double(reinterpret_cast<float *>(u8)[0]));
    printFloat(big ? reinterpret_cast<double *>(u8)[1] : double(reinterpret_cast<float *>(u8)[1]));
    eprintf("i)");
    return true;
  }
  case abi::String: {
    auto *s = static_cast<abi::GoString *>(data);
    writeErr(reinterpret_cast<const char *>(s->str), size_t(s->len));
    return true;
  }
  default: return false;
  }
}

void printpanicval(Eface v) {
  if (!v.typ) return eprintf("nil");
  abi::GoString s = typestring(v.typ);
  auto *name = reinterpret_cast<const char *>(s.str);
  int n = int(s.len);
  bool named = v.typ->tflag & abi::TFlagNamed;
  bool predeclared = named && !memchr(name, '.', size_t(n)); // int, string: named types of the universe
  bool basic = (v.typ->kind() >= abi::Bool && v.typ->kind() <= abi::Complex128) || v.typ->kind() == abi::String;
  if (!basic) return eprintf("(%.*s) 0x%lx", n, name, ulong(v.data));
  if (!named || predeclared) {
    printBasic(v.typ, v.data);
    return;
  }
  uint8_t kind = v.typ->kind();
  bool complex = kind == abi::Complex64 || kind == abi::Complex128; // has parentheses of its own
  const char *open = kind == abi::String ? "(\"" : "(", *close = kind == abi::String ? "\")" : ")";
  eprintf("%.*s%s", n, name, complex ? "" : open);
  printBasic(v.typ, v.data);
  eprintf("%s", complex ? "" : close);
}

static void printpanics(_panic *p) {
  if (p->link) {
    printpanics(p->link);
    if (!p->link->goexit) eprintf("\t");
  }
  if (p->goexit) return;
  eprintf("panic: ");
  printpanicval(p->arg);
  if (p->recovered) eprintf(" [recovered]");
  eprintf("\n");
}

// ---- dying
static const char *signame(uint32_t sig) { return sig < 35 ? sigtable[sig].name : nullptr; }

// Returns whether this thread is the first to die; the others wait for ever. paniclk is held from here to leavePaniclk.
static bool startpanic() RT_NO_THREAD_SAFETY {
  m *mp = getm();
  mp->locks++;
  switch (mp->dying) {
  case 0:
    mp->dying = 1;
    panicking++;
    lock(&paniclk);
    freezetheworld();
    return true;
  case 1: // something went wrong while printing
    mp->dying = 2;
    eprintf("panic during panic\n");
    return false;
  case 2:
    mp->dying = 3;
    eprintf("stack trace unavailable\n");
    exit_(4);
  default: exit_(5);
  }
}

[[noreturn]] static void finish(bool docrash) {
  if (docrash) crash();
  exit_(2);
}

// At most one thread prints; whoever comes second lets the first end the process.
static void leavePaniclk() RT_NO_THREAD_SAFETY {
  unlock(&paniclk);
  if (panicking.fetch_sub(1) != 1)
    for (;;) usleep_(1000000);
}

static void printSignal(g *gp) {
  if (!gp || !gp->sig) return;
  const char *name = signame(gp->sig);
  if (name)
    eprintf("[signal %s", name);
  else
    eprintf("[signal 0x%x", gp->sig);
  eprintf(" code=0x%lx addr=0x%lx pc=0x%lx]\n", ulong(gp->sigcode0), ulong(gp->sigcode1), ulong(gp->sigpc));
}

// gp: the goroutine at fault; null on a scheduling thread. pc, sp, bp of a fault, or 0: its saved ones.
static bool dopanic(g *gp, uintptr_t pc, uintptr_t sp, uintptr_t bp) {
  printSignal(gp);
  TracebackLevel t = gotraceback();
  if (t.level > 0) {
    if (!gp) t.all = true;
    if (gp) {
      eprintf("\n");
      goroutineheader(gp);
      if (pc)
        tracebackFrom(gp, pc, sp, bp);
      else
        traceback(gp);
    }
    if (t.all && !didothers.exchange(true)) tracebackothers(gp);
  }
  leavePaniclk();
  return t.crash;
}

void dieWithTraceback(g *gp, uintptr_t pc, uintptr_t sp, uintptr_t bp) {
  if (startpanic()) finish(dopanic(gp, pc, sp, bp));
  exit_(3);
}

GOENTRY([[noreturn]] void, fatalpanic, ()) {
  g *gp = getg();
  if (startpanic()) {
    if (gp->panic) printpanics(gp->panic);
    finish(dopanic(gp, 0, 0, 0));
  }
  exit_(3);
}

[[noreturn]] static void fatalthrow_(throwType kind, const char *s, size_t n) {
  m *mp = getm();
  if (!mp) {
    eprintf("fatal error: %.*s\n", int(n), s);
    exit_(2);
  }
  g *gp = mp->curg == mp->gt ? nullptr : mp->curg;
  if (mp->throwing < kind) mp->throwing = kind;
  eprintf("fatal error: %.*s\n", int(n), s);
  dieWithTraceback(gp, 0, 0, 0);
}

void throw_(const char *s) { fatalthrow_(getm() && getm()->throwing == throwTypeUser ? throwTypeUser : throwTypeRuntime, s, strlen(s)); }
void fatal(const char *s) { fatalthrow_(throwTypeUser, s, strlen(s)); }

// (s string)
GOENTRY([[noreturn]] void, throwstring, (const char *s, int64_t n)) { fatalthrow_(throwTypeRuntime, s, size_t(n)); }

} // namespace rt
