// runtime/sched/api.cpp: entries behind package runtime's exported functions, and the small services of os and
// runtime/debug: counts, callers and stacks, clocks, random numbers, arguments, environment, exit.
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/arch/amd64/asm.h"
#include "runtime/os/linux/os.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/traceback.h"
#include "runtime/stack/unwind.h"

namespace rt {

GOENTRY(int64_t, NumCPU, ()) { return ncpu; }
GOENTRY(int64_t, NumGoroutine, ()) { return gcount(); }

// ---- callers. A pc handed to Go is a return address; pcinfo takes pc - 1.
// (skip int, pcs *uintptr, n int) int: a pc per logical frame; skip 0 is the function that made this entry's call.
GOENTRY(int64_t, callers_, (int64_t skip, uintptr_t *pcs, int64_t n)) { return callers(getg(), skip < 0 ? 0 : int(skip), pcs, int(n)); }
struct PcInfo { // one logical frame, laid out for Go
  abi::GoString func, file;
  int64_t line;
  uint64_t entry;
  const abi::FuncInfo *fn;
  int64_t startLine;
  int64_t flags; // 1: inlined, 2: wrapper
};
static abi::GoString gostr(const char *s) { return {reinterpret_cast<const uint8_t *>(s), intptr_t(strlen(s))}; }

// (pc uintptr, out *pcinfo, n int) int: the logical frames at the instruction before pc, from the one that pc stands for
// (logicalPC) outwards.
GOENTRY(int64_t, pcinfo, (uintptr_t pc, PcInfo *out, int64_t n)) {
  SourceFrame s[maxInlineDepth];
  unsigned k = sourceFrames(physicalPC(pc) - 1, s, maxInlineDepth), depth = logicalDepth(pc);
  int64_t m = 0;
  for (unsigned i = depth; i < k && m < n; i++)
    out[m++] = {gostr(s[i].func),
                gostr(s[i].file),
                s[i].line,
                s[i].entry,
                s[i].fn,
                int64_t(s[i].fn->line),
                (s[i].inlined ? 1 : 0) | (s[i].wrapper ? 2 : 0)};
  return m;
}
// (f *Func) uintptr: entry of the function that record f describes.
GOENTRY(uint64_t, funcaddr, (const abi::FuncInfo *f)) {
  const abi::CodeObject *co = codeOf(f);
  return (co ? co->lo : 0) + f->lo; // of native code it is an address (nativesyms.cpp)
}

static int64_t stackText(char *buf, int64_t n, bool others) {
  TraceSink s{buf, 0, size_t(n)};
  setTraceSink(&s);
  goroutineheader(getg());
  traceback(getg());
  if (others) tracebackothers(getg());
  setTraceSink(nullptr);
  return int64_t(s.len);
}

// (buf *byte, n int, all bool) int
GOENTRY(int64_t, Stack, (char *buf, int64_t n, bool all)) {
  if (!all) return stackText(buf, n, false);
  stopTheWorld();
  int64_t len = stackText(buf, n, true);
  startTheWorld();
  return len;
}

// ---- clocks, random
GOENTRY(int64_t, nanotime_, ()) { return nanotime(); }
GOENTRY(R2, time_now, ()) { // (sec int64, nsec int32, mono int64)
  int64_t s;
  int32_t ns;
  walltime(&s, &ns);
  rt_tls.g_->ret2 = uint64_t(nanotime()); // not getg(): timer functions call it on g0 without a goroutine
  return {uint64_t(s), uint64_t(ns)};
}
GOENTRY(uint64_t, rand_, ()) { return fastrand64(); }

// ---- process
GOENTRY([[noreturn]] void, exit_entry, (int64_t code)) { exit_(int32_t(code)); }
GOENTRY(int64_t, write_, (uint64_t fd, const void *p, int32_t n)) {
  ssize_t k = ::write(int(fd), p, size_t(n));
  return k < 0 ? -errno : k;
}
GOENTRY(int64_t, argcount, ()) { return argc_; }
GOENTRY(R2, argat, (int64_t i)) { return {uint64_t(argv_[i]), strlen(argv_[i])}; }
GOENTRY(int64_t, envcount, ()) {
  int64_t n = 0;
  while (envp_[n]) n++;
  return n;
}
GOENTRY(R2, envat, (int64_t i)) { return {uint64_t(envp_[i]), strlen(envp_[i])}; }
GOENTRY(int64_t, pagesize, ()) { return 4096; }
GOENTRY(R2, fcntl_, (int32_t fd, int32_t cmd, int32_t arg)) { // (int32 value, int32 errno)
  int r = fcntl(fd, cmd, arg);
  return r < 0 ? R2{uint64_t(-1), uint64_t(errno)} : R2{uint64_t(r), 0};
}

// ---- pinning a goroutine to its P
GOENTRY(int64_t, procPin, ()) { return acquirem()->p->id; }
GOENTRY(void, procUnpin, ()) {
  m *mp = getm();
  releasem(mp);
  g *gp = mp->curg;
  if (gp && gp->preempt.load()) mp->guardWord->store(gp->stackguard0.load());
}

// ---- runtime/debug
GOENTRY(void, setTraceback_, (const char *s, int64_t n)) { setTraceback(s, size_t(n)); }
GOENTRY(int64_t, setMaxStack, (int64_t n)) {
  int64_t old = int64_t(maxstacksize);
  maxstacksize = uintptr_t(n);
  return old;
}
GOENTRY(int64_t, setMaxThreads, (int64_t n)) {
  lock(&sched.lock);
  int64_t old = sched.maxmcount;
  sched.maxmcount = n > 0x7fffffff ? 0x7fffffff : int32_t(n);
  unlock(&sched.lock);
  return old;
}

} // namespace rt
