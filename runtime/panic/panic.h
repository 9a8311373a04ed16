// runtime/panic/panic.h: inside the runtime: fatal panics and dying.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {
void waitForPanics();                  // the main goroutine returns while another one panics
[[noreturn]] void dieWithTraceback(g *gp, uintptr_t pc, uintptr_t sp, uintptr_t bp); // "goroutine N [running]" ... exit 2
void trimDefers(g *gp);                 // at the end of a goroutine
void printpanicval(Eface v);
} // namespace rt
