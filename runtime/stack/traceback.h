// runtime/stack/traceback.h: printing stacks as gc does, and collecting pcs for runtime.Callers.
#pragma once
#include "runtime/sched/runtime2.h"
#include "runtime/stack/unwind.h"

namespace rt {

void initTraceback();                       // reads GOTRACEBACK
struct TracebackLevel {
  int level;
  bool all, crash;
};
TracebackLevel gotraceback();

void goroutineheader(g *gp);
void traceback(g *gp);                      // from its saved sp
void tracebackFrom(g *gp, uintptr_t pc, uintptr_t sp, uintptr_t bp); // interrupted at pc
void tracebackothers(g *me);
// The logical frames at the instruction `at`, innermost first, as pcs for runtime.CallersFrames; without wrappers.
int logicalFrames(uintptr_t at, uintptr_t *out, int max);
int framesOf(Unwinder u, uintptr_t *out, int max); // likewise of all frames of a walk
// A pc for each logical frame, innermost first, without the first skip of them. Returns the count.
uintptr_t startOf(const g *gp); // of a goroutine that has not run yet, the function it begins with; else 0
int callers(g *gp, int skip, uintptr_t *out, int max);
uintptr_t entryCalledBefore(uintptr_t ra); // the entry (entries.def) that the call before ra called; 0 if it called none

} // namespace rt
