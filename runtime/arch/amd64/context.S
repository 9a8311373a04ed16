// runtime/arch/amd64/context.S: switching to goroutines, their first frame, the loops that run deferred calls.
//
// frames.def lists those that may stand on a goroutine's stack.
#include "runtime/arch/amd64/macros.h"

        .text
// ---- [[noreturn]] void rt_gogo(g *gp, uint64_t a, uint64_t b)      on g0, C convention
// Goes on with gp at its resume point; a, b and gp->ret2 are the result words of the entry it left through.
// A jump, not a return: gp was not entered by a call from here.
FUNC(rt_gogo)
        mov     %rdi, TG
        mov     G_GUARD(%rdi), %r8
        mov     %r8, GUARD_WORD
        mov     G_RET2(%rdi), %rcx
        mov     %rsi, %rax
        mov     G_BP(%rdi), %rbp
        mov     G_SP(%rdi), %rsp
        pop     %r11
        jmp     *%r11
ENDFUNC(rt_gogo)

// ---- [[noreturn]] void rt_gogocall(g *gp, void *code, const uint64_t args[5])      on g0, C convention
// Goes on with gp as if, at its resume point, it called code(args): [gp.sp] stays as the return address.
// Convention of Go functions: no context (r12 = 0), words in r13 r14 r15 rdi rsi.
FUNC(rt_gogocall)
        mov     %rdi, TG
        mov     G_GUARD(%rdi), %r8
        mov     %r8, GUARD_WORD
        mov     %rsi, %r11
        mov     G_BP(%rdi), %rbp
        mov     G_SP(%rdi), %rsp
        xor     %r12d, %r12d
        mov     0(%rdx), %r13
        mov     8(%rdx), %r14
        mov     16(%rdx), %r15
        mov     24(%rdx), %rdi
        mov     32(%rdx), %rsi
        jmp     *%r11
ENDFUNC(rt_gogocall)

// ---- [[noreturn]] void rt_gogoto(g *gp, void *pc, uintptr_t sp, uintptr_t bp)      on g0, C convention
// Goes on with gp at pc with this sp and bp: landing pads.
FUNC(rt_gogoto)
        mov     %rdi, TG
        mov     G_GUARD(%rdi), %r8
        mov     %r8, GUARD_WORD
        mov     %rcx, %rbp
        mov     %rdx, %rsp
        xor     %eax, %eax
        jmp     *%rsi
ENDFUNC(rt_gogoto)

// ---- [[noreturn]] void rt_mstart(uintptr_t g0sp, void (*fn)())      thread start, C convention
// Makes g0sp the place where entries start and calls fn there.
FUNC(rt_mstart)
        mov     %rdi, %rsp
        mov     %rdi, G0SP
        xor     %ebp, %ebp
        OUTERMOST
        call    *%rsi
        ud2
ENDFUNC(rt_mstart)

// ---- rt_gostart: the first frame of a goroutine; a new one resumes at rt_gostart_resume.
// Entry: rsp = top of stack, 16-aligned. Calls the closure in g.startfn, then ends the goroutine.
FUNC(rt_gostart)
        OUTERMOST
        nop                             // so that "return address - 1" of a fresh goroutine lies inside
        .globl  rt_gostart_resume
rt_gostart_resume:
        xor     %ebp, %ebp
        mov     TG, %rax
        mov     G_STARTFN(%rax), %r12
        movq    $0, G_STARTFN(%rax)     // from here its arguments' map keeps it
        call    *(%r12)
        call    go_goexit1
        ud2
ENDFUNC(rt_gostart)

// ---- runtime.gopanic(v eface): r12 = type, r13 = data.
// A loop in a frame without slots: ask C++ (on g0) for the next deferred function, call it, ask again. panicnext
// does not return once the panic is recovered (it jumps to a landing pad), and yields the Go function that reports
// the panic when nothing is deferred any more.
        .globl  "runtime.gopanic"
        .set    "runtime.gopanic", rt_gopanic
FUNC(rt_gopanic)
        PUSH_FRAME
        call    go_panicstart
1:      call    go_panicnext
        mov     %rax, %r12
        call    *(%rax)
        .globl  rt_gopanic_ret
rt_gopanic_ret:                         // gorecover: the deferred function returns here
        jmp     1b
ENDFUNC(rt_gopanic)

// ---- runtime.Goexit(): likewise. A recovered panic that would unwind past this frame re-enters at rt_goexit_loop
// with rsp = rbp = the frame.
        .globl  "runtime.Goexit"
        .set    "runtime.Goexit", rt_goexit
FUNC(rt_goexit)
        PUSH_FRAME
        call    go_goexitstart
        .globl  rt_goexit_loop
rt_goexit_loop:
        call    go_panicnext
        mov     %rax, %r12
        call    *(%rax)
        jmp     rt_goexit_loop
ENDFUNC(rt_goexit)

// ---- runtime.deferproc(fn *funcval): r12 = closure, rbp = frame of the function that defers.
// Links a record from g.deferfree into g.defer; without a spare one the entry in C++ makes it. These two routines
// touch only the goroutine's own record and cannot be preempted, so they need no switch to g0.
        .globl  "runtime.deferproc"
        .set    "runtime.deferproc", rt_deferprocFast
FUNC(rt_deferprocFast)
        mov     TG, %rbx
        mov     G_DEFERFREE(%rbx), %rax
        test    %rax, %rax
        jz      go_deferproc
        mov     D_LINK(%rax), %rcx
        mov     %rcx, G_DEFERFREE(%rbx)
        mov     G_DEFER(%rbx), %rcx
        mov     %rcx, D_LINK(%rax)
        mov     %r12, D_FN(%rax)
        mov     %rbp, D_FRAME(%rax)
        mov     %rax, G_DEFER(%rbx)
        ret
ENDFUNC(rt_deferprocFast)

// ---- runtime.deferreturn(): runs the calls deferred by the caller's frame (its rbp), last first.
        .globl  "runtime.deferreturn"
        .set    "runtime.deferreturn", rt_deferreturn
FUNC(rt_deferreturn)
        PUSH_FRAME
1:      mov     TG, %rbx
        mov     G_DEFER(%rbx), %rax
        test    %rax, %rax
        jz      2f
        mov     (%rbp), %rcx
        cmp     %rcx, D_FRAME(%rax)
        jne     2f
        mov     D_LINK(%rax), %rdx
        mov     %rdx, G_DEFER(%rbx)
        mov     D_FN(%rax), %r12
        cmp     %rcx, %rax              // a record in the frame, between our rsp and its rbp?
        jae     4f
        cmp     %rsp, %rax
        ja      5f
4:      movq    $0, D_FN(%rax)          // or one to be used again
        mov     G_DEFERFREE(%rbx), %rcx
        mov     %rcx, D_LINK(%rax)
        mov     %rax, G_DEFERFREE(%rbx)
5:      test    %r12, %r12
        jz      3f
        call    *(%r12)
        jmp     1b
        .cfi_remember_state
2:      pop     %rbp
        .cfi_def_cfa %rsp, 8
        ret
        .cfi_restore_state
3:      call    go_nildefer
        ud2
ENDFUNC(rt_deferreturn)

// ---- rt_sigpanic: injected by the signal handler into Go code: [rsp] = faulting pc, rsp arbitrary.
FUNC(rt_sigpanic)
        .cfi_signal_frame
        PUSH_FRAME
        and     $-16, %rsp
        call    go_sigpanic0
        ud2
ENDFUNC(rt_sigpanic)

// ---- uint64_t rt_callGo(g *gt, FuncVal *fn, uint64_t a, uint64_t b, uint64_t c)      on g0, C convention
// Calls a Go closure on the stack of gt, a goroutine record of this M. Entries that fn calls start on g0 below this
// frame, so they need no test and this nests. Exit: rax = first result. Clobbers what the C convention allows.
FUNC(rt_callGo)
        PUSH_FRAME
        push    %rbx
        .cfi_offset %rbx, -24
        push    %r12
        push    %r13
        push    %r14
        push    %r15
        pushq   TG
        pushq   G0SP
        pushq   GUARD_WORD
        pushq   G_SP(%rdi)
        pushq   G_BP(%rdi)
        push    %rdi                    // gt, for the way back
        mov     %rsp, G0SP
        andq    $-16, G0SP
        mov     %rdi, TG
        mov     G_GUARD(%rdi), %rax
        mov     %rax, GUARD_WORD
        mov     %rsi, %r12
        mov     %rdx, %r13
        mov     %rcx, %r14
        mov     %r8, %r15
        mov     %rsp, %rax              // our frame on g0
        mov     G_SP(%rdi), %rsp        // nested: below the gt frames already there
        and     $-16, %rsp
        push    %rax
        push    %rax
        .cfi_escape 0x0f, 6, 0x77, 0, 0x06, 0x08, 104, 0x22 // {breg7 0; deref; const 104; plus}: our frame on g0
        xor     %ebp, %ebp
        call    *(%r12)
        mov     (%rsp), %rsp
        .cfi_def_cfa %rsp, 104
        POP     %rdi
        POP     G_BP(%rdi)
        POP     G_SP(%rdi)
        POP     GUARD_WORD
        POP     G0SP
        POP     TG
        POP     %r15
        POP     %r14
        POP     %r13
        POP     %r12
        POP     %rbx
        POP     %rbp
        ret
ENDFUNC(rt_callGo)

// ---- rt_main: code of the main goroutine's closure.
FUNC(rt_main)
        PUSH_FRAME
        call    go_mainStart            // rax = closure of all package initialisers, or 0
        test    %rax, %rax
        jz      1f
        mov     %rax, %r12
        call    *(%rax)
1:      call    go_mainInitDone         // rax = closure main.main
        mov     %rax, %r12
        call    *(%rax)
        call    go_mainExit
        ud2
ENDFUNC(rt_main)
        .section .note.GNU-stack,"",@progbits
