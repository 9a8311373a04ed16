// runtime/arch/amd64/preempt.S: asyncPreempt, injected into Go code by the SIGURG handler.
//
// Entry:    as if called from the interrupted instruction: [rsp] = its pc; every register, flag and vector is live.
// Does:     saves them: general registers and flags on the goroutine's stack (144 bytes below the interrupted rsp),
//           vectors in an xsave area that the handler took from the M and gave to g (g.asyncArea).
// Exit:     everything as before. The area goes to the M it resumes on (m.asyncFree; word 0 of the area, an x87
//           field outside our mask, links the list).
// Pointers in the saved registers are scanned conservatively; the stack is not moved meanwhile.
#include "runtime/arch/amd64/macros.h"

        .text
FUNC(rt_asyncPreempt)
        .cfi_signal_frame
        PUSH_FRAME
        pushfq
        push    %rax
        push    %rcx
        push    %rdx
        push    %rbx
        push    %rsi
        push    %rdi
        push    %r8
        push    %r9
        push    %r10
        push    %r11
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        cld
        mov     TG, %rbx
        mov     G_ASYNC(%rbx), %rdi
        SAVE_VECTORS %rdi
        lea     rt_asyncPreempt_resume(%rip), %rax
        push    %rax
        mov     %rsp, G_SP(%rbx)
        mov     %rbp, G_BP(%rbx)
        mov     G0SP, %rsp
        call    rt_asyncPreempt2
        ud2
        .globl  rt_asyncPreempt_resume
rt_asyncPreempt_resume:
        mov     TG, %rbx
        mov     G_ASYNC(%rbx), %rdi
        RESTORE_VECTORS %rdi
        mov     TM, %rcx
        mov     M_ASYNCFREE(%rcx), %rax
        mov     %rax, (%rdi)
        mov     %rdi, M_ASYNCFREE(%rcx)
        movq    $0, G_ASYNC(%rbx)
        pop     %r15
        pop     %r14
        pop     %r13
        pop     %r12
        pop     %r11
        pop     %r10
        pop     %r9
        pop     %r8
        pop     %rdi
        pop     %rsi
        pop     %rbx
        pop     %rdx
        pop     %rcx
        pop     %rax
        popfq
        pop     %rbp
        .cfi_def_cfa %rsp, 8
        ret
ENDFUNC(rt_asyncPreempt)

        .bss
        .globl  rt_xmask, rt_xkind
        .p2align 3
rt_xmask: .quad 0                       // state components saved: xcr0 & 0xe6
rt_xkind: .long 0                       // 0 fxsave, 1 xsave, 2 xsavec
        .section .note.GNU-stack,"",@progbits
