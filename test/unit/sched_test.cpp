// test/unit/sched_test.cpp: the running scheduler, with goroutines written in C++ in place of generated code.
//
// A "Go function" here is a preserve_none function (r12 = its closure) on a 64 KB stack; some are assembly with a
// hand-made CodeObject, so that panics find landing pads and signals find safe points. Every program runs in a child
// process (EXPECT_EXIT), since start does not return.
#include "test/unit/gtest.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include "runtime/arch/amd64/asm.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/symtab.h"

using namespace rt;
#define GO __attribute__((preserve_none, noinline))

extern "C" {
GO void go_newproc(FuncVal *fn);
GO void go_Gosched();
GO void go_goexit1();
GO void go_exit_entry(int64_t code);
GO int64_t go_NumGoroutine();
GO int64_t go_GOMAXPROCS(int64_t n);
GO void go_LockOSThread();
GO void go_UnlockOSThread();
GO int64_t go_Syscall6(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
GO void go_park_test(void *);
GO void go_ready_test(void *);
GO void t_recover(FuncVal *);
GO void t_spin(FuncVal *);
GO void t_nested(FuncVal *);
GO void t_goexit(FuncVal *);
GO void t_fatal(FuncVal *);
extern char t_begin[], t_end[], t_recover_hi[], t_recover_pad[], t_spin_lo[], t_spin_hi[];
extern char t_nested_lo[], t_nested_hi[], t_nested_pad[];
extern volatile int64_t t_value, t_count;
extern volatile int64_t t_stop, t_depth;
GO void t_grow_start(FuncVal *);
extern char t_grow[], t_grow_ra[], t_grow_start_ra[];
void rt_park_test(std::atomic<g *> *slot);
void rt_ready_test(g *gp);
}

// Two entries of our own: park until readied.
void rt_park_test(std::atomic<g *> *slot) {
  gopark(
      [](g *gp, void *s) {
        static_cast<std::atomic<g *> *>(s)->store(gp);
        return true;
      },
      slot, nullptr, waitReasonSleep);
}
void rt_ready_test(g *gp) { goready(gp); }

asm(R"(
        .macro TENTRY name, cfn
        .globl \name
\name:
        mov     %fs:0x50, %rbx
        mov     %rsp, 0(%rbx)
        mov     %rbp, 8(%rbx)
        mov     %fs:rt_tls@TPOFF+8, %rsp
        mov     %r12, %rdi
        call    \cfn
        mov     8(%rbx), %rbp
        mov     0(%rbx), %rsp
        ret
        .endm
        .text
        TENTRY  go_park_test, rt_park_test
        TENTRY  go_ready_test, rt_ready_test
        .globl  t_begin, t_end, t_recover, t_recover_hi, t_recover_pad, t_spin, t_spin_lo, t_spin_hi, t_value, t_count, t_stop
        .globl  t_grow, t_grow_ra, t_grow_start, t_grow_start_ra, t_depth
        .globl  t_nested, t_nested_lo, t_nested_hi, t_nested_pad, t_goexit, t_fatal
        .p2align 4
t_begin: nop
t_recover:                              // defer deferred(); panic(42)
        push    %rbp
        mov     %rsp, %rbp
        sub     $16, %rsp
        lea     t_deferred_closure(%rip), %r12
        call    go_deferproc
        xor     %r12d, %r12d
        mov     $42, %r13d
        call    rt_gopanic
t_recover_hi:
        ud2
t_recover_pad:
        call    rt_deferreturn
        incq    t_count(%rip)
        add     $16, %rsp
        pop     %rbp
        ret
t_deferred:
        push    %rbp
        mov     %rsp, %rbp
        call    go_gorecover
        mov     %rdx, t_value(%rip)
        pop     %rbp
        ret
t_nested:                               // defer recover(); defer panic(2) [function]; panic(1)
        push    %rbp
        mov     %rsp, %rbp
        sub     $16, %rsp
t_nested_lo:
        lea     t_deferred_closure(%rip), %r12
        call    go_deferproc
        lea     t_panics_closure(%rip), %r12
        call    go_deferproc
        xor     %r12d, %r12d
        mov     $1, %r13d
        call    rt_gopanic
t_nested_hi:
        ud2
t_nested_pad:
        call    rt_deferreturn
        incq    t_count(%rip)
        add     $16, %rsp
        pop     %rbp
        ret
t_panics:
        push    %rbp
        mov     %rsp, %rbp
        xor     %r12d, %r12d
        mov     $2, %r13d
        call    rt_gopanic
        ud2
t_goexit:                               // defer deferred(); Goexit()
        push    %rbp
        mov     %rsp, %rbp
        lea     t_deferred_closure(%rip), %r12
        call    go_deferproc
        call    rt_goexit
        ud2
t_fatal:
        push    %rbp
        mov     %rsp, %rbp
        xor     %r12d, %r12d
        xor     %r13d, %r13d
        call    rt_gopanic
        ud2
t_spin:                                 // a loop without calls: only a signal can stop it
        push    %rbp
        mov     %rsp, %rbp
        mov     $1, %eax
t_spin_lo:
1:      imul    $3, %rax
        cmpq    $0, t_stop(%rip)
        je      1b
t_spin_hi:
        pop     %rbp
        ret
// t_grow(n, p *int): x := n; if n != 0 { t_grow(n-1, &x) }; *p += x      with a split-stack prologue
t_grow:
        cmp     %fs:0x70, %rsp
        ja      1f
        mov     $48, %r10d
        xor     %r11d, %r11d
        call    __morestack
        ret
1:      push    %rbp
        mov     %rsp, %rbp
        sub     $32, %rsp
        mov     %r13, -8(%rbp)          // p: a pointer slot
        mov     %r12, -24(%rbp)         // x: a stack object
        test    %r12, %r12
        jz      2f
        dec     %r12
        lea     -24(%rbp), %r13
        call    t_grow
t_grow_ra:
2:      mov     -8(%rbp), %rax
        mov     -24(%rbp), %rcx
        add     %rcx, (%rax)
        add     $32, %rsp
        pop     %rbp
        ret
t_grow_start:
        push    %rbp
        mov     %rsp, %rbp
        sub     $16, %rsp
        movq    $0, -8(%rbp)
        mov     t_depth(%rip), %r12
        lea     -8(%rbp), %r13
        call    t_grow
t_grow_start_ra:
        mov     -8(%rbp), %rax
        mov     %rax, t_value(%rip)
        add     $16, %rsp
        pop     %rbp
        ret
t_end:  nop
        .data
        .p2align 3
t_deferred_closure: .quad t_deferred
t_panics_closure: .quad t_panics
t_value: .quad 0
t_count: .quad 0
t_stop: .quad 0
t_depth: .quad 0
        .text
)");

namespace {
abi::CodeObject code;
abi::ModuleData module;
FuncVal mainMain;

uint32_t off(const void *p) { return uint32_t(static_cast<const char *>(p) - t_begin); }

void registerTestCode() {
  static abi::FuncInfo funcs[3];
  funcs[0] = {0, off(t_grow), "main.test", 0, 1, 0, 0, 0, 0};
  funcs[1] = {off(t_grow), off(reinterpret_cast<void *>(t_grow_start)), "main.grow", 0, 1, 0, 2, 2, 0}; // p is the second word
  funcs[2] = {off(reinterpret_cast<void *>(t_grow_start)), off(t_end), "main.growStart", 0, 1, 0, 0, 0, 0};
  static abi::Loc slots[1] = {abi::Loc::fromFp(-8)};
  static abi::StackObject objects[1] = {{abi::Loc::fromSp(8), 1, 0, nullptr}};
  static uint64_t live[1] = {1};
  static abi::FrameMap maps[2] = {{1, 0, 1, slots, nullptr, objects, live}, {}};
  static abi::Safepoint points[2];
  points[0] = {off(t_grow_ra), 0, 1};
  points[1] = {off(t_grow_start_ra), 1, 2};
  static abi::LandingPad pads[2];
  pads[0] = {off(reinterpret_cast<void *>(t_recover)), off(t_recover_hi), off(t_recover_pad)};
  pads[1] = {off(t_nested_lo), off(t_nested_hi), off(t_nested_pad)};
  static uint32_t bounds[2];
  bounds[0] = off(t_spin_lo);
  bounds[1] = off(t_spin_hi);
  static const char *files[] = {"test.go"};
  code = {uintptr_t(t_begin), uintptr_t(t_end)};
  code.nfuncs = 3, code.funcs = funcs;
  code.nsafepoints = 2, code.safepoints = points;
  code.nmaps = 2, code.maps = maps;
  code.npads = 2, code.pads = pads;
  code.nbounds = 2, code.bounds = bounds;
  code.files = files;
  static const abi::ArgStep steps[] = {{abi::ArgStep::end, 0, 0, false, 0}};
  static const abi::ArgPlace places[] = {{abi::ArgPlace::none, {}}};
  code.argSteps = steps, code.argPlaces = places;
  registerCode(&code, 1);
}

// Runs main as the main goroutine's function.
[[noreturn]] void run(__attribute__((preserve_none)) void (*mainfn)(FuncVal *), const char *procs, const char *godebug = "") {
  setenv("GOMAXPROCS", procs, 1);
  setenv("GODEBUG", godebug, 1);
  alarm(30);
  startingStackSize = 64 << 10;
  registerTestCode();
  mainMain.fn = reinterpret_cast<void *>(mainfn);
  module.code = &code;
  module.mainMain = &mainMain;
  static char *argv[] = {nullptr};
  start(module, 0, argv, environ);
}

void check(bool ok, const char *what) {
  if (ok) return;
  dprintf(2, "failed: %s\n", what);
  _exit(1);
}

struct Closure {
  FuncVal f;
  void *a;
};
template <class F> Closure closure(F *f, void *a = nullptr) { return {{reinterpret_cast<void *>(f)}, a}; }

std::atomic<int> counter;
#define RUNS(fn, procs, ...) EXPECT_EXIT(run(fn, procs, ##__VA_ARGS__), testing::ExitedWithCode(0), "")

// ---- goroutines and switching
GO void countOne(FuncVal *) { counter++; }
GO void thousandGoroutines(FuncVal *) {
  static Closure c = closure(countOne);
  for (int i = 0; i < 10000; i++) go_newproc(&c.f);
  while (counter.load() < 10000) go_Gosched();
  check(go_NumGoroutine() < 10001, "goroutines end");
}
TEST(Sched, goroutines_run_on_one_p) { RUNS(thousandGoroutines, "1"); }
TEST(Sched, goroutines_run_on_four_ps) { RUNS(thousandGoroutines, "4"); }
TEST(Sched, goroutines_run_in_random_order) { RUNS(thousandGoroutines, "2", "schedseed=7"); }

// ---- parking
std::atomic<g *> parked[2];
GO void pong(FuncVal *) {
  for (int i = 0; i < 20000; i++) {
    go_park_test(&parked[1]);
    g *gp;
    while (!(gp = parked[0].exchange(nullptr))) go_Gosched();
    go_ready_test(gp);
  }
}
GO void pingPong(FuncVal *) {
  static Closure c = closure(pong);
  go_newproc(&c.f);
  for (int i = 0; i < 20000; i++) {
    g *gp;
    while (!(gp = parked[1].exchange(nullptr))) go_Gosched();
    go_ready_test(gp);
    go_park_test(&parked[0]);
  }
}
TEST(Sched, park_and_ready_on_one_p) { RUNS(pingPong, "1"); }
TEST(Sched, park_and_ready_on_two_ps) { RUNS(pingPong, "2"); }

GO void parkForEver(FuncVal *) { go_park_test(&parked[0]); }
TEST(Sched, deadlock_is_detected) {
  EXPECT_EXIT(run(parkForEver, "2"), testing::ExitedWithCode(2),
              "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 \\[sleep\\]:");
}
GO void exitMain(FuncVal *) { go_goexit1(); }
TEST(Sched, end_of_the_last_goroutine_is_detected) {
  EXPECT_EXIT(run(exitMain, "2"), testing::ExitedWithCode(2), "no goroutines .main called runtime.Goexit. - deadlock!");
}

// ---- preemption
GO void stopSpin(FuncVal *) { t_stop = 1; }
GO void preemptsLoop(FuncVal *) {
  static Closure spin = closure(t_spin), stop = closure(stopSpin);
  go_newproc(&stop.f);
  go_newproc(&spin.f);
  t_spin(&spin.f); // ends only if sysmon lets the others run
}
TEST(Sched, a_tight_loop_is_preempted) { RUNS(preemptsLoop, "1"); }
TEST(Sched, preemption_storm) { RUNS(thousandGoroutines, "2", "preemptstorm=50"); }

// ---- stopping the world, changing GOMAXPROCS
GO void yielder(FuncVal *) {
  for (int i = 0; i < 2000; i++) go_Gosched();
  counter++;
}
GO void resizes(FuncVal *) {
  static Closure c = closure(yielder);
  for (int i = 0; i < 8; i++) go_newproc(&c.f);
  for (int i = 0; i < 200; i++) {
    go_GOMAXPROCS(1 + i % 7);
    go_Gosched();
  }
  while (counter.load() < 8) go_Gosched();
}
TEST(Sched, gomaxprocs_changes_while_running) { RUNS(resizes, "2"); }
GO void resizer(FuncVal *) {
  for (int i = 0; i < 100; i++) go_GOMAXPROCS(1 + i % 5);
  counter++;
}
GO void resizersCompete(FuncVal *) {
  static Closure c = closure(resizer);
  for (int i = 0; i < 4; i++) go_newproc(&c.f);
  while (counter.load() < 4) go_Gosched();
}
TEST(Sched, concurrent_stops_of_the_world_wait_for_each_other) { RUNS(resizersCompete, "4"); }

// ---- system calls, threads
GO void sleeper(FuncVal *) {
  timespec ts{0, 50 * 1000000};
  go_Syscall6(35, uint64_t(&ts), 0, 0, 0, 0, 0);
  counter++;
}
GO void blockingCalls(FuncVal *) {
  static Closure c = closure(sleeper);
  int64_t t0 = nanotime();
  for (int i = 0; i < 20; i++) go_newproc(&c.f);
  while (counter.load() < 20) go_Gosched();
  check(nanotime() - t0 < 700 * 1000000ll, "blocked threads hand their P on");
}
TEST(Sched, blocking_system_calls_do_not_hold_ps) { RUNS(blockingCalls, "1"); }
GO void lockedWorker(FuncVal *) {
  go_LockOSThread();
  pid_t tid = gettid();
  for (int i = 0; i < 200; i++) {
    go_Gosched();
    check(gettid() == tid, "a locked goroutine stays on its thread");
  }
  if (counter++ % 2) go_UnlockOSThread();
}
GO void lockedThreads(FuncVal *) {
  static Closure c = closure(lockedWorker);
  for (int i = 0; i < 6; i++) go_newproc(&c.f);
  while (counter.load() < 6) go_Gosched();
}
TEST(Sched, locked_goroutines_keep_their_thread) { RUNS(lockedThreads, "2"); }

// ---- growing stacks
template <int64_t depth> GO void grows(FuncVal *) {
  static Closure c = closure(t_grow_start);
  t_depth = depth;
  for (int i = 0; i < 3; i++) {
    t_value = 0;
    go_newproc(&c.f);
    while (t_value == 0) go_Gosched();
    check(t_value == depth * (depth + 1) / 2, "pointers to callers' variables survive the moves");
  }
}
TEST(Stack, grows_by_copying) { RUNS(grows<200000>, "1"); }
TEST(Stack, moves_at_every_check) { RUNS(grows<500>, "2", "stackmove=1,stackverify=1"); }
TEST(Stack, is_preempted_at_checks) { RUNS(grows<100000>, "2", "preemptstorm=20"); }
TEST(Stack, overflow_is_fatal) {
  EXPECT_EXIT(
      run(grows<-1>, "1"), testing::ExitedWithCode(2),
      "runtime: goroutine stack exceeds 1000000000-byte limit\nruntime: sp=0x.*\nfatal error: stack overflow\n(.|\n)*frames elided...\n");
}

// ---- panics
GO void recovers(FuncVal *) {
  for (int i = 0; i < 1000; i++) t_recover(nullptr);
  check(t_value == 42 && t_count == 1000, "recovered and resumed at the landing pad");
}
TEST(Panic, recover_resumes_at_the_landing_pad) { RUNS(recovers, "1"); }
GO void nested(FuncVal *) {
  for (int i = 0; i < 1000; i++) t_nested(nullptr);
  check(t_value == 2 && t_count == 1000, "the inner panic is recovered, the outer one aborted");
}
TEST(Panic, a_panic_in_a_deferred_function_replaces_the_first) { RUNS(nested, "1"); }
GO void goexits(FuncVal *) {
  static Closure c = closure(t_goexit);
  t_value = 7;
  go_newproc(&c.f);
  go_Gosched();
  go_Gosched();
  check(t_value == 0, "Goexit ran the deferred function, and recover saw no panic");
}
TEST(Panic, goexit_runs_deferred_functions) { RUNS(goexits, "1"); }
TEST(Panic, unrecovered_is_fatal) { EXPECT_EXIT(run(t_fatal, "1"), testing::ExitedWithCode(2), "panic: nil\n\ngoroutine 1 \\[running"); }
} // namespace
