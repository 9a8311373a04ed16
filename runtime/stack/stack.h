// runtime/stack/stack.h: where goroutine stacks come from, and how they grow and move.
//
// A stack is contiguous, a power of two in size, from 2 KB. Prologues compare rsp with stackguard0 and enter
// newstack when short; newstack allocates twice the size and copystack moves the frames (runtime/stack/copystack).
// Small stacks (2-16 KB) come from per-P caches over a global pool by order; larger ones from a pool by log2 size.
// Runs on g0. Mirrors runtime/stack.go.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {

stack_t_ stackalloc(uintptr_t n); // n: power of two >= stackMin
void stackfree(stack_t_ s);
void stackcacheClear(p *pp);      // world stopped or P dying
void freeStackSpans();            // returns unused stack memory to the system; world stopped
uint64_t stackInUse();            // bytes held by stacks: MemStats.StackInuse
uint64_t stackSys();

[[noreturn]] void newstack();     // from __morestack, on g0
void copystack(g *gp, uintptr_t newsize);
void shrinkstack(g *gp);          // to half if it uses less than a quarter; its goroutine is parked, the world stopped
bool isShrinkStackSafe(g *gp);
extern uintptr_t maxstacksize;    // 1 GB; debug.SetMaxStack
extern uintptr_t startingStackSize;

} // namespace rt
