// runtime/stack/traceback.cpp: see traceback.h. Formats mirror runtime/traceback.go.
#include "runtime/stack/traceback.h"

#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string_view>

#include "runtime/abi/entry_table.h"
#include "runtime/arch/amd64/asm.h"
#include "runtime/arch/amd64/frames.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/unwind.h"

namespace rt {

constexpr int innerFrames = 50, outerFrames = 50; // of a deep stack, the rest is elided

// GOTRACEBACK and debug.SetTraceback as one word: bits crash and all, above them the level. A level that a program sets is
// or'ed to the environment's, so it cannot hide what the user wants to see.
constexpr uint32_t tracebackCrash = 1, tracebackAll = 2, tracebackShift = 2;
static uint32_t tracebackEnv;
static std::atomic<uint32_t> tracebackSetting{1u << tracebackShift};

// While set, the thread's tracebacks go there and not to standard error.
struct TraceSink {
  char *buf;
  size_t len, cap;
};
static thread_local TraceSink *sink;

static void out(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void out(const char *fmt, ...) {
  char buf[2048];
  va_list ap;
  va_start(ap, fmt);
  int n = vsnprintf(buf, sizeof buf, fmt, ap);
  va_end(ap);
  if (n <= 0) return;
  size_t len = size_t(n) < sizeof buf ? size_t(n) : sizeof buf - 1;
  if (!sink) {
    writeErr(buf, len);
    return;
  }
  if (len > sink->cap - sink->len) len = sink->cap - sink->len;
  memcpy(sink->buf + sink->len, buf, len);
  sink->len += len;
}

static uint32_t parseTraceback(std::string_view s) {
  if (s == "none") return 0;
  if (s == "single" || s.empty()) return 1 << tracebackShift;
  if (s == "all") return 1 << tracebackShift | tracebackAll;
  if (s == "system") return 2 << tracebackShift | tracebackAll;
  if (s == "crash") return 2 << tracebackShift | tracebackAll | tracebackCrash;
  uint32_t n = 0; // also for words that we do not know
  auto [end, err] = std::from_chars(s.data(), s.data() + s.size(), n);
  return (err == std::errc() && end == s.data() + s.size() ? n << tracebackShift : 0) | tracebackAll;
}

static void setTraceback(const char *s, size_t n) { tracebackSetting = parseTraceback({s, n}) | tracebackEnv; }

void initTraceback() {
  const char *s = gogetenv("GOTRACEBACK");
  tracebackEnv = parseTraceback(s ? s : "");
  tracebackSetting = tracebackEnv;
}

TracebackLevel gotraceback() {
  m *mp = getm();
  uint32_t s = tracebackSetting.load();
  TracebackLevel t{int(s >> tracebackShift), (s & tracebackAll) != 0 || mp->throwing >= throwTypeUser, (s & tracebackCrash) != 0};
  if (mp->throwing >= throwTypeRuntime) t.level = 2;
  return t;
}

// ---- which frames a user wants to see
static bool startsWith(const char *s, const char *p) { return !strncmp(s, p, strlen(p)); }

static bool showframe(const SourceFrame &f, int level) {
  if (level > 1) return true;
  if (f.wrapper) return false;
  if (!strchr(f.func, '.')) return false;
  if (!startsWith(f.func, "runtime.")) return true;
  if (!strcmp(f.func, "runtime.Stack")) return false; // gc starts at its caller
  char c = f.func[8];
  return c >= 'A' && c <= 'Z'; // exported functions of package runtime
}

static void printFuncName(const char *name) {
  const ShownName n = shownName(name);
  out("%.*s%.*s%.*s", int(n.head.size()), n.head.data(), int(n.args.size()), n.args.data(), int(n.tail.size()), n.tail.data());
}

// ---- arguments, where the frame still holds them (jit/argument_places.cpp): "0x1", or "0x0?" where it does not
static const uint64_t *argumentWord(g *gp, const Frame &f, uint8_t word) {
  if (f.kind == FrameKind::prologue) return word < abi::ArgPlace::firstFloat ? &gp->moreRegs[word] : nullptr;
  if (f.kind != FrameKind::go || f.pcExact) return nullptr;
  const abi::Safepoint *sp = findSafepoint(f.code, f.pc);
  if (!sp) return nullptr;
  for (const abi::ArgPlace *p = f.code->argPlaces + sp->args; p->word != abi::ArgPlace::none; p++)
    if (p->word == word) return reinterpret_cast<const uint64_t *>((p->loc.isFp() ? f.fp : f.csp) + p->loc.off());
  return nullptr;
}

static const uint64_t *argumentOf(g *gp, const Frame &f, const abi::ArgStep &s) {
  if (s.stack) { // these stay where the caller has put them
    if (f.kind != FrameKind::go && f.kind != FrameKind::prologue) return nullptr;
    return reinterpret_cast<const uint64_t *>(f.kind == FrameKind::go ? f.fp + 16 : f.csp) + s.index;
  }
  return argumentWord(gp, f, s.kind == abi::ArgStep::floatWord ? abi::ArgPlace::firstFloat + s.index : s.index);
}

static void printArgument(g *gp, const Frame &f, const abi::ArgStep &s) {
  const uint64_t *at = argumentOf(gp, f, s);
  if (at && s.kind == abi::ArgStep::memory) at = reinterpret_cast<const uint64_t *>(*at + s.off);
  if (!at) return out("0x0?");
  uint64_t value = 0;
  memcpy(&value, at, s.size);
  out("0x%lx", ulong(value));
}

static void printArguments(g *gp, const Frame &f) {
  bool first = true;
  for (const abi::ArgStep *s = f.code->argSteps + f.fn->args; s->kind != abi::ArgStep::end; s++) {
    if (!first && s->kind != abi::ArgStep::close) out(", ");
    first = s->kind == abi::ArgStep::open;
    switch (s->kind) {
    case abi::ArgStep::open: out("{"); break;
    case abi::ArgStep::close: out("}"); break;
    case abi::ArgStep::more: out("..."); break;
    default: printArgument(gp, f, *s);
    }
  }
}

static void printSource(g *gp, const SourceFrame &s, const Frame &f) {
  printFuncName(s.func);
  out("(");
  if (s.inlined)
    out("...");
  else if (f.code)
    printArguments(gp, f);
  out(")\n\t%s:%u", s.file, s.line);
  if (!s.inlined && f.pc > s.entry) out(" +0x%lx", ulong(f.pc - s.entry));
}

static bool inSlots(uintptr_t a) { // where std's code finds the addresses of entries
  for (auto *md = moduledata; md; md = md->next) {
    auto slots = reinterpret_cast<uintptr_t>(md->entrySlots);
    if (slots && a - slots < abi::entryCount * sizeof(void *)) return true;
  }
  return false;
}

// The entry that the call before ra called: direct, through memory, or through a jump stub. Null if it is none. The bytes before ra
// need not be a call of 5 or 6 bytes: what they seem to name is looked at before it is followed.
static const abi::EntryDesc *entryCalledAt(uintptr_t ra) {
  auto *p = reinterpret_cast<const uint8_t *>(ra);
  auto disp = [](const uint8_t *a) {
    int32_t d;
    memcpy(&d, a, 4);
    return intptr_t(d);
  };
  auto load = [](uintptr_t a) { return inSlots(a) ? *reinterpret_cast<const uintptr_t *>(a) : 0; };
  uintptr_t target;
  if (p[-6] == 0xff && p[-5] == 0x15)
    target = load(ra + disp(p - 4)); // call *disp(%rip)
  else if (p[-5] == 0xe8) {
    target = ra + disp(p - 4);
    auto *t = reinterpret_cast<const uint8_t *>(target);
    if (findCode(target) && t[0] == 0xff && t[1] == 0x25) target = load(target + 6 + disp(t + 2)); // std's stub: jmp *disp(%rip)
  } else
    return nullptr;
  return abi::entryAt(reinterpret_cast<void *>(target));
}

uintptr_t entryCalledBefore(uintptr_t ra) {
  const abi::EntryDesc *e = entryCalledAt(ra);
  return e ? uintptr_t(abi::entryAddress(e)) : 0;
}

struct Printer {
  g *gp;
  int level;
  int skip = 0, max = 1 << 30; // logical frames to leave out, to print
  int n = 0;                   // logical frames seen
  bool quiet = false;          // only count
  bool first = true;
  bool calleePanics = false;   // a wrapper that panicked itself is shown

  void physical(const Frame &f) {
    if (f.routine && f.kind != FrameKind::prologue) return assemblyFrame(f);
    if (!f.fn) return;
    if (f.kind == FrameKind::go && f.slot == gp->sched.sp) entryFrame(f);
    SourceFrame s[maxInlineDepth];
    unsigned k = sourceFrames(f.pcExact ? f.pc : f.pc - 1, s, maxInlineDepth);
    for (unsigned i = 0; i < k; i++) {
      const bool shown = showframe(s[i], level) || (s[i].wrapper && calleePanics);
      calleePanics = startsWith(s[i].func, "runtime.panic") || startsWith(s[i].func, "runtime.setmemsignal");
      if (!shown) continue;
      logical([&] {
        printSource(gp, s[i], f);
        if (!s[i].inlined) printRegisters(f);
        out("\n");
      });
    }
  }

  // The function that a new goroutine will begin with, as if it had been called already.
  void start(uintptr_t pc) {
    SourceFrame s[maxInlineDepth];
    unsigned k = sourceFrames(pc, s, maxInlineDepth);
    if (!k) return;
    logical([&] {
      printFuncName(s[k - 1].func);
      out("()\n\t%s:%u\n", s[k - 1].file, s[k - 1].line);
    });
  }

private:
  template <class F> void logical(F print) {
    first = false;
    if (n >= skip && n < skip + max && !quiet) print();
    n++;
  }
  // The innermost frame may have called an entry, which has no frame: time.Sleep, sync.runtime_Semacquire, ...
  void entryFrame(const Frame &f) {
    const abi::EntryDesc *e = entryCalledAt(f.pc);
    if (!e) return;
    SourceFrame s{e->symbol.data(), "", 0, true, false, f.fn, 0};
    if (!showframe(s, level)) return;
    const abi::EntrySource *src = abi::entrySource(e);
    const char *file = src ? strstr(src->file, "/runtime/") : nullptr;
    logical([&] {
      out("%s(%s)\n\t%s:%lu +0x0", e->symbol.data(), e->sig.nparams ? "..." : "", file ? file + 1 : "runtime", src ? ulong(src->line) : 0);
      printRegisters(f.slot + 8, f.slot, uintptr_t(abi::entryAddress(e))); // of its frame only the return address is on this stack
      out("\n");
    });
  }
  void printRegisters(uintptr_t fp, uintptr_t sp, uintptr_t pc) {
    if (level > 1) out(" fp=0x%lx sp=0x%lx pc=0x%lx", ulong(fp), ulong(sp), ulong(pc));
  }
  void printRegisters(const Frame &f) { printRegisters(f.fp ? f.fp + 16 : f.csp + 8, f.csp, f.pc); } // nothing is above the first frame
  // For those who debug the runtime, a frame of our own assembly at its place in our files. Other users see the loop of
  // gopanic only, at gc's place and in the middle of a trace: there ordinary code ends and deferred calls begin.
  void assemblyFrame(const Frame &f) {
    const AsmFrame &a = *f.routine;
    const bool panics = returnsInto(f.pc, rt_gopanic);
    calleePanics = panics || f.kind == FrameKind::fault;
    if (level < 2 && (!panics || first)) return;
    const char *file = a.gcFile;
    uint64_t line = a.fn.line;
    if (level > 1) asmPlace(a, &file, &line);
    logical([&] {
      if (panics)
        printPanic(f);
      else
        out("%s()", a.fn.name);
      out("\n\t%s:%lu +0x%lx", file ? file : "?", ulong(line), ulong(f.pc - a.lo));
      printRegisters(f);
      out("\n");
    });
  }
  void printPanic(const Frame &f) {
    _panic *p = gp->panic;
    while (p && p->frame != f.fp) p = p->link;
    out("panic({0x%lx, 0x%lx})", p ? ulong(p->arg.typ) : 0, p ? ulong(p->arg.data) : 0);
  }
};

static void walk(Unwinder u, Printer &pr) {
  if (uintptr_t pc = startOf(pr.gp)) pr.start(pc);
  for (; u.valid(); u.next()) pr.physical(u.frame);
}

static void printcreatedby(g *gp) {
  if (!gp->gopc || gp->goid == 1) return;
  SourceFrame s[maxInlineDepth];
  unsigned k = sourceFrames(gp->gopc - 1, s, maxInlineDepth);
  if (!k || !showframe(s[0], gotraceback().level)) return;
  out("created by ");
  printFuncName(s[0].func);
  if (gp->parentGoid) out(" in goroutine %ld", long(gp->parentGoid));
  out("\n\t%s:%u +0x%lx\n", s[0].file, s[0].line, ulong(gp->gopc - s[0].entry));
}

static void printWalk(g *gp, Unwinder u) {
  int level = gotraceback().level;
  Printer count{gp, level};
  count.quiet = true;
  walk(u, count);
  Printer pr{gp, level};
  if (count.n > innerFrames + outerFrames) {
    pr.max = innerFrames;
    walk(u, pr);
    out("...%d frames elided...\n", count.n - innerFrames - outerFrames);
    Printer tail{gp, level};
    tail.skip = count.n - outerFrames;
    walk(u, tail);
  } else
    walk(u, pr);
  printcreatedby(gp);
}

void traceback(g *gp) { printWalk(gp, Unwinder(gp)); }

void tracebackFrom(g *gp, uintptr_t pc, uintptr_t sp, uintptr_t bp) {
  if (findCode(pc))
    printWalk(gp, Unwinder(gp, pc, sp, bp));
  else
    traceback(gp);
}

// ---- headers
static const char *const gStatusStrings[] = {"idle", "runnable", "running", "syscall", "waiting", "", "dead", "", "copystack", "preempted"};

void goroutineheader(g *gp) {
  int level = gotraceback().level;
  uint32_t status = readgstatus(gp);
  const char *text = status < std::size(gStatusStrings) ? gStatusStrings[status] : "???";
  if (status == Gwaiting && gp->waitreason.load() != waitReasonZero) text = waitReasonStrings[gp->waitreason.load()];
  out("goroutine %ld", long(gp->goid));
  m *mp = gp->m;
  if ((mp && mp->throwing >= throwTypeRuntime && gp == mp->curg) || level >= 2) {
    out(" gp=%p", static_cast<void *>(gp));
    if (mp)
      out(" m=%ld mp=%p", long(mp->id), static_cast<void *>(mp));
    else
      out(" m=nil");
  }
  out(" [%s", text);
  if ((status == Gwaiting || status == Gsyscall) && gp->waitsince != 0) {
    int64_t minutes = (nanotime() - gp->waitsince) / 60000000000ll;
    if (minutes >= 1) out(", %ld minutes", long(minutes));
  }
  if (gp->lockedm && gp->lockedm->lockedExt) out(", locked to thread"); // the main goroutine in its init phase is not shown so
  out("]:\n");
}

void tracebackothers(g *me) {
  int level = gotraceback().level;
  g *curgp = getm()->curg;
  if (curgp && curgp != me && curgp != getm()->gt) {
    out("\n");
    goroutineheader(curgp);
    traceback(curgp);
  }
  g **gs;
  for (uintptr_t i = 0, n = allgsSnapshot(&gs); i < n; i++) {
    g *gp = gs[i];
    if (gp == me || gp == curgp || readgstatus(gp) == Gdead || readgstatus(gp) == Gidle || (isSystemGoroutine(gp) && level < 2)) continue;
    out("\n");
    goroutineheader(gp);
    if (gp->m && gp->m != getm() && readgstatus(gp) == Grunning) {
      out("\tgoroutine running on other thread; stack unavailable\n");
      printcreatedby(gp);
    } else
      traceback(gp);
  }
}

// ---- for programs: the stack as text
static int64_t stackText(char *buf, int64_t n, bool others) {
  TraceSink s{buf, 0, size_t(n)};
  sink = &s;
  goroutineheader(getg());
  traceback(getg());
  if (others) tracebackothers(getg());
  sink = nullptr;
  return int64_t(s.len);
}

// (buf *byte, n int, all bool) int
GOENTRY(int64_t, Stack, (char *buf, int64_t n, bool all)) {
  if (!all) return stackText(buf, n, false);
  stopTheWorld(stwAllGoroutinesStack);
  int64_t len = stackText(buf, n, true);
  startTheWorld();
  return len;
}

GOENTRY(void, setTraceback_, (const char *s, int64_t n)) { setTraceback(s, size_t(n)); }

} // namespace rt
