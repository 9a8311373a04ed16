// test/unit/native_frames_test.cpp: the callers of native functions are found at each of their instructions. The processor's single-step
// flag stops a call everywhere; at each stop a walk must lead back to the function that made the call.
#include "test/unit/gtest.h"

#include "runtime/stack/nativeframes.h"
#include "runtime/stack/nativesyms.h"

#include <csignal>
#include <ctime>
#include <dlfcn.h>
#include <sys/auxv.h>
#include <ucontext.h>

using namespace rt;

namespace {

extern "C" const char __executable_start[], etext[], __start_stepper[], __stop_stepper[];

constexpr greg_t trapFlag = 0x100;
int stops, lost;
uintptr_t firstLost, top;

bool isHere(uintptr_t pc, const char *lo, const char *hi) { return pc >= uintptr_t(lo) && pc < uintptr_t(hi); }

bool leadsToStepper(NativeFrame f) {
  const StackBounds stack = {{f.sp - redZone, 0}, {top, 0}};
  for (bool exact = true; nativeCaller(f, exact, stack); exact = false)
    if (isHere(f.pc, __start_stepper, __stop_stepper)) return f.bp + 16 == top;
  return false;
}

bool inVdso(uintptr_t pc) { return pc - getauxval(AT_SYSINFO_EHDR) < 16384; }

void onTrap(int, siginfo_t *, void *context) {
  auto &r = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
  const NativeFrame f{uintptr_t(r[REG_RIP]), uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP]), uintptr_t(r[REG_RBX])};
  if (isHere(f.pc, __start_stepper, __stop_stepper)) return;
  if (!isHere(f.pc, __executable_start, etext) && !inVdso(f.pc)) return; // a shared library: its tables are not read
  stops++;
  if (leadsToStepper(f)) return;
  if (!lost++) firstLost = f.pc;
}

[[gnu::always_inline]] inline void stepping(bool on) {
  uintptr_t flags;
  asm volatile("pushfq; popq %0" : "=r"(flags)::"memory");
  flags = on ? flags | trapFlag : flags & ~uintptr_t(trapFlag);
  asm volatile("pushq %0; popfq" ::"r"(flags) : "cc", "memory");
}

[[gnu::noinline, gnu::section("stepper")]] int step(int (*f)(int), int n) {
  top = uintptr_t(__builtin_frame_address(0)) + 16;
  stepping(true);
  const int r = f(n);
  stepping(false);
  return r;
}

struct Stepped : testing::Test {
  void SetUp() override {
    loadNativeFrames();
    struct sigaction sa{};
    sa.sa_sigaction = onTrap;
    sa.sa_flags = SA_SIGINFO;
    sigaction(SIGTRAP, &sa, nullptr);
    stops = lost = 0;
  }
  void check(int (*f)(int), int n) {
    step(f, n);
    EXPECT_GT(stops, 10);
    EXPECT_EQ(lost, 0) << "first at " << std::hex << firstLost - uintptr_t(__executable_start);
  }
};

[[gnu::noinline]] int leaf(int n) { return n * 7 + 1; }

[[gnu::noinline]] int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

// The usual way out needs no frame, so that the compiler makes it later, or not at all.
int sink[100];
[[gnu::noinline]] int lateFrame(int n) {
  if (n == 0) return 1;
  for (int &x : sink) x = leaf(x + n);
  return lateFrame(n - 1) + sink[n];
}

[[gnu::noinline]] int handsOn(int n) { return fib(n + 1); } // a jump

TEST_F(Stepped, Leaves) {
  check([](int n) { return leaf(n) + leaf(n + 1); }, 3);
}
TEST_F(Stepped, Recursion) { check(fib, 7); }
TEST_F(Stepped, FramesThatAreMadeLate) { check(lateFrame, 3); }
TEST_F(Stepped, TailCalls) { check(handsOn, 4); }
TEST_F(Stepped, TheRuntime) {
  check(
      [](int) {
        SourceFrame frame;
        return int(nativeSourceFrame(uintptr_t(__executable_start), &frame));
      },
      0);
}

TEST_F(Stepped, TheVdso) {
  void *vdso = dlopen("linux-vdso.so.1", RTLD_LAZY | RTLD_NOLOAD);
  static int (*getTime)(clockid_t, timespec *);
  getTime = vdso ? reinterpret_cast<int (*)(clockid_t, timespec *)>(dlsym(vdso, "__vdso_clock_gettime")) : nullptr;
  if (!getTime) GTEST_SKIP() << "no vDSO";
  check(
      [](int clock) {
        timespec t;
        return getTime(clock, &t);
      },
      CLOCK_MONOTONIC);
}

} // namespace
