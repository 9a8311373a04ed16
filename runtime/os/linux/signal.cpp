// runtime/os/linux/signal.cpp: signal handlers. They run on the thread's signal stack (SA_ONSTACK).
//
//   SIGURG            preemption: decides by tables alone whether the point is safe, then injects asyncPreempt
//   SIGSEGV SIGBUS SIGFPE   in generated code: a Go panic through rt_sigpanic; elsewhere: a crash of ours, reported
//   SIGQUIT           dump of all goroutines, exit 2
//   SIGHUP SIGINT SIGTERM and the rest: default action, unless os/signal asked for them (sigqueue)
// Mirrors runtime/signal_unix.go.
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <pthread.h>
#include <ucontext.h>
#include <unistd.h>

#include "runtime/arch/amd64/asm.h"
#include "runtime/os/linux/os.h"
#include "runtime/os/linux/sigqueue.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/traceback.h"

namespace rt {

using Regs = greg_t[NGREG];

// Makes the thread go on at `to` as if the interrupted instruction had called it.
static void pushCall(Regs &r, void (*to)()) {
  uintptr_t sp = uintptr_t(r[REG_RSP]) - 8;
  *reinterpret_cast<uintptr_t *>(sp) = uintptr_t(r[REG_RIP]);
  r[REG_RSP] = greg_t(sp);
  r[REG_RIP] = greg_t(to);
}

// ---- preemption
void preemptM(m *mp) {
  uint32_t z = 0;
  if (mp->signalPending.compare_exchange_strong(z, 1)) tgkill_(mp->procid, sigPreempt);
}

static void doSigPreempt(m *mp, Regs &r) {
  g *gp = mp->curg;
  if (gp && gp != mp->gt && gp == rt_tls.g_) {
    bool storm = debug.preemptstorm > 0;
    // A request may have been overwritten by a switch of goroutines: renew the thread's guard word.
    if (gp->stackguard0.load() == stackPreempt) mp->guardWord->store(stackPreempt);
    if ((storm || wantAsyncPreempt(gp)) && !debug.asyncpreemptoff &&
        prepareAsyncPreempt(mp, uintptr_t(r[REG_RIP]), uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP])))
      pushCall(r, rt_asyncPreempt);
  }
  mp->signalPending.store(0);
}

void startPreemptStorm(m *mp, int32_t us) {
  sigevent se{};
  se.sigev_notify = SIGEV_THREAD_ID;
  se.sigev_signo = sigPreempt;
  se._sigev_un._tid = pid_t(mp->procid);
  timer_t t;
  if (timer_create(CLOCK_MONOTONIC, &se, &t)) return;
  itimerspec it{{us / 1000000, (us % 1000000) * 1000l}, {us / 1000000, (us % 1000000) * 1000l}};
  timer_settime(t, 0, &it, nullptr);
}

// ---- faults
static bool canPanic(m *mp, uintptr_t pc, uintptr_t sp) {
  g *gp = mp ? mp->curg : nullptr;
  return gp && gp != mp->gt && gp == rt_tls.g_ && mp->locks == 0 && findCode(pc) && sp >= gp->stack.lo + 256 && sp < gp->stack.hi;
}

static void dumpRegs(Regs &r) {
  static const struct {
    const char *name;
    int i;
  } regs[] = {{"rax", REG_RAX}, {"rbx", REG_RBX}, {"rcx", REG_RCX}, {"rdx", REG_RDX}, {"rdi", REG_RDI}, {"rsi", REG_RSI},
              {"rbp", REG_RBP}, {"rsp", REG_RSP}, {"r8", REG_R8},   {"r9", REG_R9},   {"r10", REG_R10}, {"r11", REG_R11},
              {"r12", REG_R12}, {"r13", REG_R13}, {"r14", REG_R14}, {"r15", REG_R15}, {"rip", REG_RIP}, {"rflags", REG_EFL}};
  for (auto &x : regs) eprintf("%-6s 0x%lx\n", x.name, ulong(r[x.i]));
}

// A fault outside Go code: the runtime itself, or C code it called.
[[noreturn]] static void crashed(int sig, siginfo_t *si, Regs &r) {
  m *mp = getm();
  const char *name = sig == SIGSEGV  ? "SIGSEGV: segmentation violation"
                     : sig == SIGBUS ? "SIGBUS: bus error"
                     : sig == SIGFPE ? "SIGFPE: floating-point exception"
                                     : strsignal(sig);
  eprintf("fatal error: unexpected signal during runtime execution\n");
  eprintf("[signal %s code=0x%x addr=0x%lx pc=0x%lx]\n", name, unsigned(si->si_code), ulong(si->si_addr), ulong(r[REG_RIP]));
  if (!mp || mp->insignal) exit_(2);
  mp->insignal = true;
  mp->throwing = throwTypeRuntime;
  g *gp = mp->curg;
  uintptr_t pc = uintptr_t(r[REG_RIP]);
  if (gp && gp != mp->gt && findCode(pc)) dieWithTraceback(gp, pc, uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP]));
  if (gotraceback().level > 1) dumpRegs(r);
  dieWithTraceback(gp == mp->gt ? nullptr : gp, 0, 0, 0);
}

static void onFault(int sig, siginfo_t *si, void *uc) {
  Regs &r = static_cast<ucontext_t *>(uc)->uc_mcontext.gregs;
  m *mp = getm();
  uintptr_t pc = uintptr_t(r[REG_RIP]);
  bool fromKernel = si->si_code > 0; // not kill()
  if (!fromKernel || !canPanic(mp, pc, uintptr_t(r[REG_RSP]))) crashed(sig, si, r);
  g *gp = mp->curg;
  gp->sig = uint32_t(sig);
  gp->sigcode0 = uintptr_t(si->si_code);
  gp->sigcode1 = uintptr_t(si->si_addr);
  gp->sigpc = pc;
  pushCall(r, rt_sigpanic);
}

// ---- SIGQUIT
static void onQuit(siginfo_t *si, Regs &r) {
  static std::atomic<bool> dumping;
  if (dumping.exchange(true)) // one dump only, however often the signal comes
    for (;;) usleep_(1000000);
  m *mp = getm();
  mp->insignal = true;
  mp->throwing = throwTypeUser;
  eprintf("SIGQUIT: quit\nPC=0x%lx m=%ld sigcode=%d\n", ulong(r[REG_RIP]), long(mp->id), si->si_code);
  setTraceback(gotraceback().crash ? "crash" : "system");
  g *gp = mp->curg == mp->gt ? nullptr : mp->curg;
  mp->locks++;
  freezetheworld();
  uintptr_t pc = uintptr_t(r[REG_RIP]);
  if (gp) {
    eprintf("\n");
    goroutineheader(gp);
    tracebackFrom(gp, pc, uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP]));
  }
  tracebackothers(gp);
  eprintf("\n");
  dumpRegs(r);
  if (gotraceback().crash) crash();
  exit_(2);
}

void dieFromSignal(int sig) {
  signal(sig, SIG_DFL);
  sigset_t s;
  sigemptyset(&s);
  sigaddset(&s, sig);
  pthread_sigmask(SIG_UNBLOCK, &s, nullptr);
  tgkill_(uint64_t(gettid()), sig);
  for (int i = 0; i < 3; i++) osyield();
  exit_(2);
}

// ---- the one handler
static void onSignal(int sig, siginfo_t *si, void *uc) {
  int saved = errno;
  Regs &r = static_cast<ucontext_t *>(uc)->uc_mcontext.gregs;
  m *mp = getm();
  if (sig == sigPreempt) {
    if (mp) doSigPreempt(mp, r);
    sigsend(sig);
  } else if (sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE) {
    onFault(sig, si, uc);
  } else if (sigsend(sig)) {
    // os/signal takes it
  } else if (sig == SIGQUIT && mp) {
    onQuit(si, r);
  } else if (sig == SIGPIPE) {
    // writes report EPIPE; package os dies of it for standard output (os.sigpipe)
  } else if (sigDefaultKills(sig)) {
    dieFromSignal(sig);
  }
  errno = saved;
}

void installHandler(int sig) {
  struct sigaction sa{};
  sa.sa_sigaction = onSignal;
  sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigfillset(&sa.sa_mask);
  sigaction(sig, &sa, nullptr);
}

void initsig() {
  for (int sig : {SIGURG, SIGSEGV, SIGBUS, SIGFPE, SIGQUIT, SIGPIPE}) installHandler(sig);
}

} // namespace rt
