// runtime/arch/amd64/entry.cpp: the small assembly entry in front of every C++ function of runtime/abi/entries.def that
// is not a leaf. Assembly in a C++ file, because the number of words comes from the Go signature in the table.
//
// Entry:    called by Go code (preserve_none) on the goroutine's stack; [rsp] = return address; arguments in
//           r12 r13 r14 r15 rdi rsi rdx rcx r8 r9, floats in xmm0...
// Does:     saves the resume point in g (sp, bp; the pc is [sp]), switches to g0, calls the C++ function.
// Stops:    if the goroutine was asked to stop and the effect says that it may here: rt_leaveEntry (runtime/sched/preempt.cpp).
// Exit:     results in rax, rdx, rcx (third word from g.ret2); rbp and rsp as before, by ret.
// Clobbers: everything else, as the convention allows.
// rbp is loaded before rsp: "rsp on the goroutine's stack implies rbp is its own" is what a walk from a signal
// handler relies on. rbx holds g across the call (callee-saved in the C convention).
#include "runtime/abi/entry_table.h"
#include "runtime/arch/amd64/layout.h"

#define STR_(x) #x
#define STR(x) STR_(x)
#define TLS(word) "%fs:rt_tls@TPOFF+" STR(word)

// GO_ENTRY function, argument words, result words, is it a place to be preempted
// clang-format off
__asm__(
    "        .macro  GO_ENTRY cfn, nargs, nres, stop\n"
    "        mov     " STR(G_WORD) ", %rbx\n"
    "        mov     %rsp, " STR(G_SP) "(%rbx)\n"
    "        mov     %rbp, " STR(G_BP) "(%rbx)\n"
    "        mov     " TLS(TLS_G0SP) ", %rsp\n"
    "        .cfi_escape 0x0f, 5, 0x73, " STR(G_SP) ", 0x06, 0x38, 0x22, 0x10, 6, 2, 0x73, " STR(G_BP) "\n" // FRAME_IN_G(8) of macros.h
    "        .if \\nargs > 6                  # words 7..10 go to the C stack, 16-aligned\n"
    "        .if (\\nargs - 6) % 2\n"
    "        push    %rax\n"
    "        .endif\n"
    "        .if \\nargs > 9\n"
    "        push    %r9\n"
    "        .endif\n"
    "        .if \\nargs > 8\n"
    "        push    %r8\n"
    "        .endif\n"
    "        .if \\nargs > 7\n"
    "        push    %rcx\n"
    "        .endif\n"
    "        push    %rdx\n"
    "        .endif\n"
    "        .if \\nargs > 5\n"
    "        mov     %rsi, %r9\n"
    "        .endif\n"
    "        .if \\nargs > 4\n"
    "        mov     %rdi, %r8\n"
    "        .endif\n"
    "        .if \\nargs > 3\n"
    "        mov     %r15, %rcx\n"
    "        .endif\n"
    "        .if \\nargs > 2\n"
    "        mov     %r14, %rdx\n"
    "        .endif\n"
    "        .if \\nargs > 1\n"
    "        mov     %r13, %rsi\n"
    "        .endif\n"
    "        .if \\nargs > 0\n"
    "        mov     %r12, %rdi\n"
    "        .endif\n"
    "        call    \\cfn\n"
    "        .if \\stop\n"
    "        cmpb    $0, " STR(G_PREEMPT) "(%rbx)\n"
    "        je      7f\n"
    "        mov     %rax, %rdi\n"
    "        mov     %rdx, %rsi\n"
    "        call    rt_leaveEntry\n"
    "7:\n"
    "        .endif\n"
    "        .if \\nres > 2\n"
    "        mov     " STR(G_RET2) "(%rbx), %rcx\n"
    "        .endif\n"
    "        mov     " STR(G_BP) "(%rbx), %rbp\n"
    "        mov     " STR(G_SP) "(%rbx), %rsp\n"
    "        ret\n"
    "        .endm\n");
// clang-format on

using namespace abi;
static constexpr int mayStop(int effect) { return !(effect & noreturn) && (effect & (gc | park)) ? 1 : 0; }

extern "C" {

// All of them in one section: the walker asks whether a pc is in an entry (__start_goentrycode, __stop_goentrycode).
#define ENTRY(symbol, function, signature, effect, keeps)                                                                                  \
  [[gnu::naked, gnu::used, gnu::retain, gnu::aligned(32), gnu::section("goentrycode")]] void go_##function() {                             \
    __asm__("GO_ENTRY rt_" #function ", %c0, %c1, %c2" ::"i"(abi::wordsOf(signature).args), "i"(abi::wordsOf(signature).results),          \
            "i"(mayStop(effect)));                                                                                                         \
  }                                                                                                                                        \
  __asm__(".globl \"" symbol "\"; .set \"" symbol "\", go_" #function);
#define LEAF(symbol, function, signature, effect, keeps)
#define ALSO(symbol, function, signature, effect, keeps)
#define ASM(symbol, label, signature, effect, keeps)
#include "runtime/abi/entries.def"

} // extern "C"
