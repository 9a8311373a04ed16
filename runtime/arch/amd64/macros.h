// clang-format off: assembly
// runtime/arch/amd64/macros.h: names the assembly files share. For .S files only.
#pragma once
#include "runtime/arch/amd64/layout.h"

#define TG   %fs:rt_tls@TPOFF+TLS_G
#define TM   %fs:rt_tls@TPOFF+TLS_M
#define G0SP %fs:rt_tls@TPOFF+TLS_G0SP

#define FUNC(name) .globl name; .type name, @function; .p2align 4; name:
#define ENDFUNC(name) .size name, .-name
