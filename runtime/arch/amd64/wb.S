// runtime/arch/amd64/wb.S: the write barrier of generated code, and the way from any stack to wbBufFlush.
//
// Both run between two instructions of Go code at which a goroutine cannot be stopped (jit/write_barriers.cpp), or in leaf
// entries: the thread keeps its P, and the buffer is the P's.
#include "runtime/arch/amd64/macros.h"

        .text
// ---- rt_gcWriteBarrier: from generated code, on the goroutine's stack.
// Entry:    rax = the slot about to be overwritten; 8(%rsp) = its rax, 16(%rsp) = the pointer about to be stored.
// Does:     puts *slot and the pointer into the P's buffer; not if the slot is in the goroutine's own stack. If the buffer
//           is full, calls wbBufFlush on g0, with all vector state put aside in an area of the M.
// Clobbers: rax and flags. Stack: 40 bytes, 144 with a flush.
FUNC(rt_gcWriteBarrier)
        PUSH    %rcx
        PUSH    %rdx
        mov     TG, %rcx
        cmp     G_STACKLO(%rcx), %rax
        jb      1f
        cmp     G_STACKHI(%rcx), %rax
        jb      2f
1:      mov     TM, %rcx
        mov     M_P(%rcx), %rcx
        mov     P_WBNEXT(%rcx), %rdx
        mov     (%rax), %rax
        mov     %rax, (%rdx)
        mov     32(%rsp), %rax
        mov     %rax, 8(%rdx)
        add     $16, %rdx
        mov     %rdx, P_WBNEXT(%rcx)
        cmp     P_WBEND(%rcx), %rdx
        jae     3f
        .cfi_remember_state
2:      POP     %rdx
        POP     %rcx
        ret
        .cfi_restore_state
3:      PUSH    %rbp
        .cfi_offset %rbp, -32
        PUSH    %rbx
        PUSH    %rsi
        PUSH    %rdi
        PUSH    %r8
        PUSH    %r9
        PUSH    %r10
        PUSH    %r11
        PUSH    %r12
        PUSH    %r13
        PUSH    %r14
        PUSH    %r15
        mov     TM, %r12
        mov     M_WBAREA(%r12), %r12
        mov     %rsp, %rbx
        .cfi_def_cfa_register %rbx
        SAVE_VECTORS %r12
        cld
        mov     G0SP, %rsp
        call    rt_wbBufFlush1
        mov     %rbx, %rsp
        .cfi_def_cfa_register %rsp
        RESTORE_VECTORS %r12
        POP     %r15
        POP     %r14
        POP     %r13
        POP     %r12
        POP     %r11
        POP     %r10
        POP     %r9
        POP     %r8
        POP     %rdi
        POP     %rsi
        POP     %rbx
        POP     %rbp
        POP     %rdx
        POP     %rcx
        ret
ENDFUNC(rt_gcWriteBarrier)

// ---- void rt_wbFlush()      C convention, on g0 or on a goroutine's stack (leaf entries)
FUNC(rt_wbFlush)
        PUSH_FRAME
        mov     TM, %rcx
        mov     %rsp, %rax
        sub     M_G0LO(%rcx), %rax
        mov     M_G0SP(%rcx), %rdx
        sub     M_G0LO(%rcx), %rdx
        cmp     %rdx, %rax
        jb      1f
        mov     G0SP, %rsp
1:      and     $-16, %rsp
        call    rt_wbBufFlush1
        mov     %rbp, %rsp
        pop     %rbp
        .cfi_def_cfa %rsp, 8
        ret
ENDFUNC(rt_wbFlush)
        .section .note.GNU-stack,"",@progbits
