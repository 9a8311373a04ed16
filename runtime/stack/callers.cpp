// runtime/stack/callers.cpp: pcs for programs: runtime.Callers, and what CallersFrames and FuncForPC make of them.
//
// A pc handed to Go is a return address: for a frame that has another one inlined into it, of the inlined call's mark
// (SourceFrame::pc). So each pc alone tells its frame, and "pc - 1" is where to look, for all of them.
#include <cstring>

#include "runtime/arch/amd64/asm.h"
#include "runtime/arch/amd64/frames.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/nativesyms.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/traceback.h"
#include "runtime/stack/unwind.h"

namespace rt {

// skip: how many to leave out; what is left of it is the caller's to skip.
static int appendFrames(uintptr_t at, int &skip, uintptr_t *pcs, int max) {
  SourceFrame s[maxInlineDepth];
  unsigned k = sourceFrames(at, s, maxInlineDepth);
  int n = 0;
  for (unsigned i = 0; i < k && n < max; i++)
    if (!s[i].wrapper && skip-- <= 0) pcs[n++] = s[i].pc + 1;
  return n;
}

static int appendWalk(Unwinder u, int skip, uintptr_t *pcs, int max) {
  int n = 0;
  for (; u.valid() && n < max; u.next()) {
    const Frame &f = u.frame;
    const bool assembly = f.routine && f.kind != FrameKind::prologue;
    if (assembly ? !f.routine->gcFile : !f.fn) continue; // gc has no such frame
    n += appendFrames(f.pcExact ? f.pc : f.pc - 1, skip, pcs + n, max - n);
  }
  return n;
}

int logicalFrames(uintptr_t at, uintptr_t *pcs, int max) {
  int skip = 0;
  return appendFrames(at, skip, pcs, max);
}
int framesOf(Unwinder u, uintptr_t *pcs, int max) { return appendWalk(u, 0, pcs, max); }

uintptr_t startOf(const g *gp) {
  if (readgstatus(gp) != Grunnable || !gp->startfn || gp->sched.pc() != uintptr_t(rt_gostart_resume)) return 0;
  return reinterpret_cast<uintptr_t>(gp->startfn->fn);
}

int callers(g *gp, int skip, uintptr_t *pcs, int max) {
  int n = 0;
  SourceFrame s[maxInlineDepth];
  if (uintptr_t start = startOf(gp)) // its frame is not there yet: nothing is inlined into it
    if (unsigned k = sourceFrames(start, s, maxInlineDepth); k && !s[k - 1].wrapper && skip-- <= 0 && max > 0) pcs[n++] = s[k - 1].pc + 1;
  return n + appendWalk(Unwinder(gp), skip, pcs + n, max - n);
}

// (skip int, pcs *uintptr, n int) int: skip 0 is the function that made this entry's call.
GOENTRY(int64_t, callers_, (int64_t skip, uintptr_t *pcs, int64_t n)) { return callers(getg(), skip < 0 ? 0 : int(skip), pcs, int(n)); }

struct PcInfo { // one logical frame, laid out for Go
  abi::GoString func, file;
  int64_t line;
  uint64_t entry;
  const abi::FuncInfo *fn;
  int64_t startLine;
  int64_t flags; // 1: inlined, 2: wrapper, 4: pc is the function's entry
  uint64_t pc; // of this frame, in the same form
};
static abi::GoString gostr(const char *s) { return {reinterpret_cast<const uint8_t *>(s), intptr_t(strlen(s))}; }

// A function's address in place of a return address. It can be both, when the function before it ends with a call; nobody gives
// such addresses of native functions, some of which end so (Gosched).
static bool isEntry(uintptr_t pc) {
  if (isReturnAddress(pc)) return false; // nearly all are one
  const abi::CodeObject *co = findCode(pc);
  const abi::FuncInfo *fn = co ? findfunc(co, pc) : nullptr;
  return fn && co->lo + fn->lo == pc;
}

// (pc uintptr, out *pcinfo, n int) int: the logical frames at the instruction before pc, from the innermost outwards.
GOENTRY(int64_t, pcinfo, (uintptr_t pc, PcInfo *out, int64_t n)) {
  SourceFrame s[maxInlineDepth];
  const bool entry = isEntry(pc);
  unsigned k = sourceFrames(pc - !entry, s, maxInlineDepth);
  int64_t m = 0;
  const bool first = k && s[k - 1].entry == pc - !entry; // is the function's own, as gc's is, even if it was inlined
  for (unsigned i = first ? k - 1 : 0; i < k && m < n; i++)
    out[m++] = {gostr(s[i].func),
                gostr(s[i].file),
                s[i].line,
                s[i].entry,
                s[i].fn,
                int64_t(s[i].fn->line),
                (s[i].inlined ? 1 : 0) | (s[i].wrapper ? 2 : 0) | (entry ? 4 : 0),
                s[i].pc + !entry};
  return m;
}

// (f *Func) uintptr: entry of the function that record f describes.
GOENTRY(uint64_t, funcaddr, (const abi::FuncInfo *f)) {
  if (const AsmFrame *a = asmFrameOf(f)) return a->lo;
  const abi::CodeObject *co = codeOf(f);
  return co ? co->lo + f->lo : nativeAddress(f);
}

} // namespace rt
