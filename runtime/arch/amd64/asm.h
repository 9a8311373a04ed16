// runtime/arch/amd64/asm.h: the assembly routines and labels as C++ sees them.
#pragma once
#include "runtime/sched/runtime2.h"

extern "C" {
[[noreturn]] void rt_gogo(rt::g *gp, uint64_t a, uint64_t b);
[[noreturn]] void rt_gogocall(rt::g *gp, void *code, const uint64_t args[5]);
[[noreturn]] void rt_gogoto(rt::g *gp, const void *pc, uintptr_t sp, uintptr_t bp);
[[noreturn]] void rt_mstart(uintptr_t g0sp, void (*fn)());
uint64_t rt_callGo(rt::g *gt, rt::FuncVal *fn, uint64_t a, uint64_t b, uint64_t c);
void __morestack();
void rt_morestack_resume();
void rt_gostart(), rt_gostart_end();
void rt_gopanic(), rt_gopanic_ret(), rt_gopanic_end();
void rt_goexit(), rt_goexit_loop(), rt_goexit_end();
void rt_deferreturn(), rt_deferreturn_end();
void rt_sigpanic(), rt_sigpanic_end();
void rt_callGo_ret();
void rt_asyncPreempt(), rt_asyncPreempt_resume();
void rt_entries_begin(), rt_entries_end();
extern uint64_t rt_xmask;
extern uint32_t rt_xkind;
}
