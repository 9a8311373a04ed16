// runtime/arch/amd64/layout.h: the offsets assembly knows. Included by .S files and, for the
// static_asserts, by layout_check.cpp. Plain #defines only.
#pragma once

// ---- struct g (runtime/sched/runtime2.h)
#define G_SP 0           // resume point: [sp] holds the resume pc
#define G_BP 8           // its rbp
#define G_RET2 16        // third result word of an entry
#define G_GUARD 24       // stackguard0
#define G_PREEMPT 54     // asked to stop
#define G_STARTFN 56     // closure a new goroutine calls
#define G_ASYNC 64       // xsave area while asynchronously preempted
#define G_MORESIZE 72    // __morestack: frame size wanted (r10)
#define G_MOREARGS 80    // __morestack: stack argument bytes (r11)
#define G_MOREREGS 88    // __morestack: 10 argument registers, then xmm0-7 at G_MOREXMM
#define G_MOREXMM 168
#define G_DEFER 232
#define G_DEFERFREE 240
#define G_STACKLO 248
#define G_STACKHI 256
#define G_STUBCLOSURE 264

// ---- struct _defer
#define D_LINK 0
#define D_FN 8
#define D_FRAME 16

// ---- struct m
#define M_P 8
#define M_ASYNCFREE 16   // spare xsave areas
#define M_G0SP 24
#define M_G0LO 32
#define M_WBAREA 40      // xsave area for a flush of the write barrier's buffer

// ---- struct p
#define P_WBNEXT 72      // the write barrier's buffer: next free word
#define P_WBEND 80       // ... and where it is full

// ---- the thread-local block rt_tls
#define TLS_M 0
#define TLS_G0SP 8

// Split-stack prologues compare rsp with this word; it mirrors the running goroutine's stackguard0.
// clang-format off
#define GUARD_WORD %fs:0x70
// The running goroutine, for generated code, too: runtime/abi/goroutine.h.
#define G_WORD %fs:0x50
