// clang-format off: assembly
// runtime/arch/amd64/macros.h: names the assembly files share. For .S files only.
#pragma once
#include "runtime/arch/amd64/layout.h"

#define TG   G_WORD
#define TM   %fs:rt_tls@TPOFF+TLS_M
#define G0SP %fs:rt_tls@TPOFF+TLS_G0SP

// A routine ends at name_end and tells the tracebacks where it is written (AsmSource in asm.h).
#define FUNC(name) .globl name; .type name, @function; .p2align 4; name: \
        .pushsection goasm,"aR",@progbits; .quad name, name##_end, .Lthisfile, __LINE__; .popsection; .cfi_startproc
#define ENDFUNC(name) .cfi_endproc; .globl name##_end; name##_end: .size name, .-name

// For debuggers, which have no tables but these. A frame that begins as those of Go functions do; one of which nothing is known.
#define PUSH_FRAME push %rbp; .cfi_def_cfa_offset 16; .cfi_offset %rbp, -16; mov %rsp, %rbp; .cfi_def_cfa_register %rbp
#define OUTERMOST .cfi_undefined %rip
// On g0, with g in rbx: the goroutine's frame is where its resume point says. x: bytes from there to the canonical frame address
// (under 64); DW_CFA_def_cfa_expression {breg3 G_SP; deref; lit x; plus}, DW_CFA_expression rbp {breg3 G_BP}.
#define FRAME_IN_G(x) .cfi_escape 0x0f, 5, 0x73, G_SP, 0x06, 0x30 + x, 0x22, 0x10, 6, 2, 0x73, G_BP

        .pushsection .rodata.str1.1,"aMS",@progbits,1
.Lthisfile: .asciz __BASE_FILE__
        .popsection

        .macro  PUSH what
        pushq   \what
        .cfi_adjust_cfa_offset 8
        .endm
        .macro  POP what
        popq    \what
        .cfi_adjust_cfa_offset -8
        .endm

// The vector state into the xsave area at \area and back (rt_xkind, rt_xmask). Clobber rax, rdx, flags.
        .macro  SAVE_VECTORS area
        mov     rt_xmask(%rip), %eax
        mov     rt_xmask+4(%rip), %edx
        cmpl    $1, rt_xkind(%rip)
        ja      .Lxsavec\@
        je      .Lxsave\@
        fxsave64 (\area)
        jmp     .Lsaved\@
.Lxsavec\@:
        xsavec64 (\area)
        vzeroupper
        jmp     .Lsaved\@
.Lxsave\@:
        xsave64 (\area)
        vzeroupper
.Lsaved\@:
        .endm
        .macro  RESTORE_VECTORS area
        mov     rt_xmask(%rip), %eax
        mov     rt_xmask+4(%rip), %edx
        cmpl    $0, rt_xkind(%rip)
        je      .Lfxrstor\@
        xrstor64 (\area)
        jmp     .Lrestored\@
.Lfxrstor\@:
        fxrstor64 (\area)
.Lrestored\@:
        .endm
