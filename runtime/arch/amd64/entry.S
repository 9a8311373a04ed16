// runtime/arch/amd64/entry.S: one small entry for every line of runtime/abi/entries.def that is not a leaf.
//
// Entry:    called by Go code (preserve_none) on the goroutine's stack; [rsp] = return address; arguments in
//           r12 r13 r14 r15 rdi rsi rdx rcx r8 r9, floats in xmm0...
// Does:     saves the resume point in g (sp, bp; the pc is [sp]), switches to g0, calls the C++ function.
// Exit:     results in rax, rdx, rcx (third word from g.ret2); rbp and rsp as before, by ret.
// Clobbers: everything else, as the convention allows.
// rbp is loaded before rsp: "rsp on the goroutine's stack implies rbp is its own" is what a walk from a signal
// handler relies on. rbx holds g across the call (callee-saved in the C convention).
#include "runtime/arch/amd64/macros.h"

        .text
        .macro GO_ENTRY name, cfn, nargs, nres
        .ifndef \name                   // two symbols may share a function
        .weak   \cfn
        .globl  \name
        .type   \name, @function
        .p2align 5
\name:
        mov     TG, %rbx
        mov     %rsp, G_SP(%rbx)
        mov     %rbp, G_BP(%rbx)
        mov     G0SP, %rsp
        .if \nargs > 6                  // words 7..10 go to the C stack, 16-aligned
        .if (\nargs - 6) % 2
        push    %rax
        .endif
        .if \nargs > 9
        push    %r9
        .endif
        .if \nargs > 8
        push    %r8
        .endif
        .if \nargs > 7
        push    %rcx
        .endif
        push    %rdx
        .endif
        .if \nargs > 5
        mov     %rsi, %r9
        .endif
        .if \nargs > 4
        mov     %rdi, %r8
        .endif
        .if \nargs > 3
        mov     %r15, %rcx
        .endif
        .if \nargs > 2
        mov     %r14, %rdx
        .endif
        .if \nargs > 1
        mov     %r13, %rsi
        .endif
        .if \nargs > 0
        mov     %r12, %rdi
        .endif
        call    \cfn
        .if \nres > 2
        mov     G_RET2(%rbx), %rcx
        .endif
        mov     G_BP(%rbx), %rbp
        mov     G_SP(%rbx), %rsp
        ret
        .size   \name, .-\name
        .endif
        .endm

#define ENT_leaf(sym, c, n, r)
#define ENT_g0(sym, c, n, r)       GO_ENTRY go_##c, rt_##c, n, r ; .globl sym ; .set sym, go_##c
#define ENT_gc(sym, c, n, r)       ENT_g0(sym, c, n, r)
#define ENT_park(sym, c, n, r)     ENT_g0(sym, c, n, r)
#define ENT_noreturn(sym, c, n, r) ENT_g0(sym, c, n, r)
#define ENTRY(sym, c, n, r, eff)   ENT_##eff(sym, c, n, r)
        .globl  rt_entries_begin, rt_entries_end
rt_entries_begin:
#include "runtime/abi/entries.def"
rt_entries_end:
        nop
        .section .note.GNU-stack,"",@progbits
