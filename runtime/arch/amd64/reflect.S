// runtime/arch/amd64/reflect.S: the switch between reflect's argument records and registers.
//
// These frames stand on goroutine stacks and have no slots (frames.def): what they hold while Go code
// runs does not move, and is kept alive by the typed frames of arguments (runtime/lang/reflect_call).
#include "runtime/arch/amd64/macros.h"

        .text
// ---- runtime.reflectcall(regs *reflect.callRegs): r12 = regs. Go convention.
// Loads registers and stack arguments from regs, calls regs.code, stores the result registers to regs.
        .globl  "runtime.reflectcall"
        .set    "runtime.reflectcall", rt_reflectcall
FUNC(rt_reflectcall)
        PUSH_FRAME
        push    %r12                    // heap objects do not move
        push    %r12
        mov     %r12, %rax
        mov     152(%rax), %rcx         // stack words, in ascending order at the callee's [fp+16]
        mov     160(%rax), %rsi
        lea     (,%rcx,8), %rdx
        sub     %rdx, %rsp
        and     $-16, %rsp
1:      sub     $1, %rcx
        js      2f
        mov     (%rsi,%rcx,8), %rdx
        mov     %rdx, (%rsp,%rcx,8)
        jmp     1b
2:      movsd   88(%rax), %xmm0
        movsd   96(%rax), %xmm1
        movsd   104(%rax), %xmm2
        movsd   112(%rax), %xmm3
        movsd   120(%rax), %xmm4
        movsd   128(%rax), %xmm5
        movsd   136(%rax), %xmm6
        movsd   144(%rax), %xmm7
        mov     8(%rax), %r12
        mov     16(%rax), %r13
        mov     24(%rax), %r14
        mov     32(%rax), %r15
        mov     40(%rax), %rdi
        mov     48(%rax), %rsi
        mov     56(%rax), %rdx
        mov     64(%rax), %rcx
        mov     72(%rax), %r8
        mov     80(%rax), %r9
        call    *(%rax)
        mov     -8(%rbp), %r12
        mov     %rax, 168(%r12)
        mov     %rdx, 176(%r12)
        mov     %rcx, 184(%r12)
        movsd   %xmm0, 192(%r12)
        movsd   %xmm1, 200(%r12)
        call    go_reflect_callResults
        mov     %rbp, %rsp
        pop     %rbp
        ret
ENDFUNC(rt_reflectcall)

// ---- code of the closures that reflect.MakeFunc and method values make: r12 = the closure, arguments in registers.
        .macro  STUB method
        PUSH_FRAME
        sub     $176, %rsp              // StubArea; 160: the closure
        mov     %r12, 0(%rsp)
        mov     %r13, 8(%rsp)
        mov     %r14, 16(%rsp)
        mov     %r15, 24(%rsp)
        mov     %rdi, 32(%rsp)
        mov     %rsi, 40(%rsp)
        mov     %rdx, 48(%rsp)
        mov     %rcx, 56(%rsp)
        mov     %r8, 64(%rsp)
        mov     %r9, 72(%rsp)
        movsd   %xmm0, 80(%rsp)
        movsd   %xmm1, 88(%rsp)
        movsd   %xmm2, 96(%rsp)
        movsd   %xmm3, 104(%rsp)
        movsd   %xmm4, 112(%rsp)
        movsd   %xmm5, 120(%rsp)
        movsd   %xmm6, 128(%rsp)
        movsd   %xmm7, 136(%rsp)
        mov     %r12, 160(%rsp)
        mov     %rsp, %r12
        lea     16(%rbp), %r13
        mov     $\method, %r14d
        call    go_reflect_stubEnter    // rax = frame, rdx = the Go function to call
        mov     TG, %rcx
        movq    $0, G_STUBCLOSURE(%rcx)
        mov     160(%rsp), %r13         // its arguments: the closure, the frame
        mov     %rax, %r14
        mov     %rdx, %r12
        call    *(%rdx)                 // rax = the frame again: it lived to the end
        mov     %rsp, %r12
        mov     %rax, %r13
        call    go_reflect_stubLeave
        movsd   80(%rsp), %xmm0
        movsd   88(%rsp), %xmm1
        mov     %rbp, %rsp
        pop     %rbp
        ret
        .endm
FUNC(rt_makeFuncStub)
        STUB    0
ENDFUNC(rt_makeFuncStub)
FUNC(rt_methodValueStub)
        STUB    1
ENDFUNC(rt_methodValueStub)
        .section .note.GNU-stack,"",@progbits
