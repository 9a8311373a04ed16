// runtime/arch/amd64/asm.h: the assembly routines and labels as C++ sees them.
#pragma once
#include "runtime/sched/runtime2.h"

extern "C" {
[[noreturn]] void rt_gogo(rt::g *gp, uint64_t a, uint64_t b);
[[noreturn]] void rt_gogocall(rt::g *gp, void *code, const uint64_t args[5]);
[[noreturn]] void rt_gogoto(rt::g *gp, const void *pc, uintptr_t sp, uintptr_t bp);
[[noreturn]] void rt_mstart(uintptr_t g0sp, void (*fn)());
uint64_t rt_callGo(rt::g *gt, rt::FuncVal *fn, uint64_t a, uint64_t b, uint64_t c);
void rt_gopanic(), rt_gopanic_ret(), rt_goexit_loop(), rt_deferreturn(), rt_main(), rt_sigpanic(), rt_asyncPreempt();
void rt_makeFuncStub(), rt_methodValueStub();
void rt_gostart_resume(), rt_morestack_resume(), rt_asyncPreempt_resume();
extern const char __start_goentrycode[], __stop_goentrycode[]; // entry.cpp
struct AsmSource { // of each FUNC in a .S file
  uintptr_t lo, hi;
  const char *file;
  uint64_t line;
};
extern const AsmSource __start_goasm[], __stop_goasm[]; // made by the linker
extern uint64_t rt_xmask;
extern uint32_t rt_xkind;
}
