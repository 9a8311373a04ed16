// runtime/arch/amd64/morestack.S: called from split-stack prologues when rsp is below the guard word.
//
// Entry:  r10 = frame size of the function entered, r11 = bytes of its stack arguments, [rsp] = address of the
//         1-byte `ret` after the call, [rsp+8] = return address of that function, rbp = its caller's.
//         Argument registers are live, rax r11 rbx dead.
// Does:   saves the arguments in g (where the copier adjusts those that the function's argument mask names),
//         leaves rt_morestack_resume as the resume pc and calls newstack on g0. newstack grows or moves the stack,
//         or lets another goroutine run; gogo then brings us back, perhaps on another thread.
// Exit:   arguments as before, to the instruction after the `ret`.
#include "runtime/arch/amd64/macros.h"

        .text
FUNC(__morestack)
        mov     TG, %rbx
        mov     %r12, G_MOREREGS+0(%rbx)
        mov     %r13, G_MOREREGS+8(%rbx)
        mov     %r14, G_MOREREGS+16(%rbx)
        mov     %r15, G_MOREREGS+24(%rbx)
        mov     %rdi, G_MOREREGS+32(%rbx)
        mov     %rsi, G_MOREREGS+40(%rbx)
        mov     %rdx, G_MOREREGS+48(%rbx)
        mov     %rcx, G_MOREREGS+56(%rbx)
        mov     %r8, G_MOREREGS+64(%rbx)
        mov     %r9, G_MOREREGS+72(%rbx)
        movsd   %xmm0, G_MOREXMM+0(%rbx)
        movsd   %xmm1, G_MOREXMM+8(%rbx)
        movsd   %xmm2, G_MOREXMM+16(%rbx)
        movsd   %xmm3, G_MOREXMM+24(%rbx)
        movsd   %xmm4, G_MOREXMM+32(%rbx)
        movsd   %xmm5, G_MOREXMM+40(%rbx)
        movsd   %xmm6, G_MOREXMM+48(%rbx)
        movsd   %xmm7, G_MOREXMM+56(%rbx)
        mov     %r10, G_MORESIZE(%rbx)
        mov     %r11, G_MOREARGS(%rbx)
        lea     rt_morestack_resume(%rip), %rax
        .cfi_remember_state
        PUSH    %rax
        mov     %rsp, G_SP(%rbx)
        mov     %rbp, G_BP(%rbx)
        FRAME_IN_G(16)
        mov     G0SP, %rsp
        call    rt_newstack
        ud2
        .cfi_restore_state
        .globl  rt_morestack_resume
rt_morestack_resume:
        mov     TG, %rbx
        mov     G_MOREREGS+0(%rbx), %r12
        mov     G_MOREREGS+8(%rbx), %r13
        mov     G_MOREREGS+16(%rbx), %r14
        mov     G_MOREREGS+24(%rbx), %r15
        mov     G_MOREREGS+32(%rbx), %rdi
        mov     G_MOREREGS+40(%rbx), %rsi
        mov     G_MOREREGS+48(%rbx), %rdx
        mov     G_MOREREGS+56(%rbx), %rcx
        mov     G_MOREREGS+64(%rbx), %r8
        mov     G_MOREREGS+72(%rbx), %r9
        movsd   G_MOREXMM+0(%rbx), %xmm0
        movsd   G_MOREXMM+8(%rbx), %xmm1
        movsd   G_MOREXMM+16(%rbx), %xmm2
        movsd   G_MOREXMM+24(%rbx), %xmm3
        movsd   G_MOREXMM+32(%rbx), %xmm4
        movsd   G_MOREXMM+40(%rbx), %xmm5
        movsd   G_MOREXMM+48(%rbx), %xmm6
        movsd   G_MOREXMM+56(%rbx), %xmm7
        POP     %r11
        inc     %r11
        jmp     *%r11
ENDFUNC(__morestack)
        .section .note.GNU-stack,"",@progbits
