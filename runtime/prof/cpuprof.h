// runtime/prof/cpuprof.h: the CPU profile, as threads and the signal handler see it. How it works: cpuprof.cpp.
#pragma once
#include "runtime/sched/runtime2.h"
#include "runtime/stack/nativeframes.h"

namespace rt {

void profThreadStart(m *mp); // on the new thread; it is known by its procid
void profThreadEnd(m *mp);   // on the thread that ends

// SIGPROF: a sample of this thread, interrupted there. In the signal handler's context.
void profSignal(m *mp, const NativeFrame &at);

// The stack of the thread mp (which may be null), interrupted there, in the form of runtime.Callers: C++ frames, if it was on
// g0, then those of its goroutine. In the signal handler's context. Returns the number of pcs, at least 1.
int signalStack(m *mp, const NativeFrame &at, uintptr_t *pcs, int max);

} // namespace rt
