// clang-format off: assembly
// runtime/arch/amd64/macros.h: names the assembly files share. For .S files only.
#pragma once
#include "runtime/arch/amd64/layout.h"

#define TG   %fs:rt_tls@TPOFF+TLS_G
#define TM   %fs:rt_tls@TPOFF+TLS_M
#define G0SP %fs:rt_tls@TPOFF+TLS_G0SP

// A routine ends at name_end and tells the tracebacks where it is written (AsmSource in asm.h).
#define FUNC(name) .globl name; .type name, @function; .p2align 4; name: \
        .pushsection goasm,"aR",@progbits; .quad name, name##_end, .Lthisfile, __LINE__; .popsection
#define ENDFUNC(name) .globl name##_end; name##_end: .size name, .-name

        .pushsection .rodata.str1.1,"aMS",@progbits,1
.Lthisfile: .asciz __BASE_FILE__
        .popsection
