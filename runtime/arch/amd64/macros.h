// clang-format off: assembly
// runtime/arch/amd64/macros.h: names the assembly files share. For .S files only.
#pragma once
#include "runtime/arch/amd64/layout.h"

#define TG   G_WORD
#define TM   %fs:rt_tls@TPOFF+TLS_M
#define G0SP %fs:rt_tls@TPOFF+TLS_G0SP

// A routine ends at name_end and tells the tracebacks where it is written (AsmSource in asm.h).
#define FUNC(name) .globl name; .type name, @function; .p2align 4; name: \
        .pushsection goasm,"aR",@progbits; .quad name, name##_end, .Lthisfile, __LINE__; .popsection
#define ENDFUNC(name) .globl name##_end; name##_end: .size name, .-name

        .pushsection .rodata.str1.1,"aMS",@progbits,1
.Lthisfile: .asciz __BASE_FILE__
        .popsection

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
