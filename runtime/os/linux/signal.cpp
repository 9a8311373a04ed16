// runtime/os/linux/signal.cpp: signal handlers. They run on the thread's signal stack (SA_ONSTACK).
//
// sigtab.h says what a signal means; onSignal is gc's sequence of questions:
//   SIGURG            preemption: decides by tables alone whether the point is safe, then injects asyncPreempt
//   a fault           in generated code: a Go panic through rt_sigpanic; elsewhere: a crash of ours, reported
//   wanted            os/signal asked for it: into the queue (sigqueue)
//   ignored, kill, throw   the defaults; a throw prints all goroutines and exits with 2
// Mirrors runtime/signal_unix.go.
#include <algorithm>
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
#include "runtime/os/linux/sigtab.h"
#include "runtime/panic/panic.h"
#include "runtime/prof/cpuprof.h"
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

// GODEBUG=preemptstorm: each thread has a timer, set anew whenever it went off while the thread has a P. Signals for
// threads that wait, of which there may be hundreds, would take all the processors.
void makePreemptStorm(m *mp) {
  sigevent se{};
  se.sigev_notify = SIGEV_THREAD_ID;
  se.sigev_signo = sigPreempt;
  se._sigev_un._tid = pid_t(mp->procid);
  mp->stormMade = timer_create(CLOCK_MONOTONIC, &se, &mp->stormTimer) == 0;
}

static void setPreemptStorm(m *mp) {
  mp->stormSet = true;
  itimerspec it{{}, {debug.preemptstorm / 1000000, (debug.preemptstorm % 1000000) * 1000l}};
  timer_settime(mp->stormTimer, 0, &it, nullptr);
}

void gotPInPreemptStorm(m *mp) {
  if (mp->stormMade && !mp->stormSet) setPreemptStorm(mp);
}

void endPreemptStorm(m *mp) {
  if (!mp->stormMade) return;
  mp->stormMade = false;
  timer_delete(mp->stormTimer);
}

static void doSigPreempt(m *mp, Regs &r) {
  g *gp = mp->curg;
  if (gp && gp != mp->gt && gp == tlsG()) {
    bool storm = debug.preemptstorm > 0;
    // A request may have been overwritten by a switch of goroutines: renew the thread's guard word.
    if (gp->stackguard0.load() == stackPreempt) mp->guardWord->store(stackPreempt);
    if ((storm || wantAsyncPreempt(gp)) && !debug.asyncpreemptoff &&
        prepareAsyncPreempt(mp, uintptr_t(r[REG_RIP]), uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP])))
      pushCall(r, rt_asyncPreempt);
  }
  mp->signalPending.store(0);
  if (!mp->stormMade) return;
  if (mp->p)
    setPreemptStorm(mp);
  else
    mp->stormSet = false;
}

// ---- faults
static bool canPanic(m *mp, uintptr_t pc, uintptr_t sp) {
  g *gp = mp ? mp->curg : nullptr;
  return gp && gp != mp->gt && gp == tlsG() && mp->locks == 0 && findCode(pc) && sp >= gp->stack.lo + 256 && sp < gp->stack.hi;
}

static void dumpRegs(Regs &r) {
  static const struct {
    const char *name;
    int i;
  } regs[] = {{"rax", REG_RAX}, {"rbx", REG_RBX}, {"rcx", REG_RCX}, {"rdx", REG_RDX}, {"rdi", REG_RDI}, {"rsi", REG_RSI},
              {"rbp", REG_RBP}, {"rsp", REG_RSP}, {"r8", REG_R8},   {"r9", REG_R9},   {"r10", REG_R10}, {"r11", REG_R11},
              {"r12", REG_R12}, {"r13", REG_R13}, {"r14", REG_R14}, {"r15", REG_R15}, {"rip", REG_RIP}, {"rflags", REG_EFL}};
  for (auto &x : regs) eprintf("%-6s 0x%lx\n", x.name, ulong(r[x.i]));
  ulong segments = ulong(r[REG_CSGSFS]); // cs, gs, fs: 16 bits each
  eprintf("cs     0x%lx\nfs     0x%lx\ngs     0x%lx\n", segments & 0xffff, segments >> 32 & 0xffff, segments >> 16 & 0xffff);
}

// A fault outside Go code: the runtime itself, or C code it called.
[[noreturn]] static void crashed(int sig, siginfo_t *si, Regs &r) {
  m *mp = getm();
  eprintf("fatal error: unexpected signal during runtime execution\n");
  eprintf("[signal %s code=0x%x addr=0x%lx pc=0x%lx]\n", sigtable[sig].name, unsigned(si->si_code), ulong(si->si_addr), ulong(r[REG_RIP]));
  if (!mp || mp->insignal) exit_(2);
  mp->insignal = true;
  mp->throwing = throwTypeRuntime;
  g *gp = mp->curg;
  uintptr_t pc = uintptr_t(r[REG_RIP]);
  if (gp && gp != mp->gt && findCode(pc)) dieWithTraceback(gp, pc, uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP]));
  if (gotraceback().level > 1) dumpRegs(r);
  dieWithTraceback(gp == mp->gt ? nullptr : gp, 0, 0, 0);
}

static void onFault(int sig, siginfo_t *si, Regs &r) {
  m *mp = getm();
  uintptr_t pc = uintptr_t(r[REG_RIP]);
  if (!canPanic(mp, pc, uintptr_t(r[REG_RSP]))) crashed(sig, si, r);
  g *gp = mp->curg;
  gp->sig = uint32_t(sig);
  gp->sigcode0 = uintptr_t(si->si_code);
  gp->sigcode1 = uintptr_t(si->si_addr);
  gp->sigpc = pc;
  pushCall(r, rt_sigpanic);
}

// ---- the end by a signal that throws: SIGQUIT, SIGABRT, ..., and faults that another process sent
static void printInstruction(uintptr_t pc) {
  eprintf("instruction bytes:");
  uintptr_t n = std::min<uintptr_t>(16, 4096 - pc % 4096); // the next page need not exist
  for (uintptr_t i = 0; i < n; i++) eprintf(" 0x%x", reinterpret_cast<const uint8_t *>(pc)[i]);
  eprintf("\n");
}

[[noreturn]] static void dieWithDump(int sig, siginfo_t *si, Regs &r) {
  static std::atomic<bool> dumping;
  if (dumping.exchange(true)) // one dump only, however often the signal comes
    for (;;) usleep_(1000000);
  m *mp = getm();
  uintptr_t pc = uintptr_t(r[REG_RIP]);
  if (mp) {
    mp->insignal = true;
    mp->throwing = throwTypeRuntime;
    mp->locks++;
    freezetheworld();
  }
  eprintf("%s\nPC=0x%lx m=%ld sigcode=%lu", sigtable[sig].name, ulong(pc), mp ? long(mp->id) : -1, ulong(long(si->si_code)));
  if (sig == SIGSEGV || sig == SIGBUS) eprintf(" addr=0x%lx", ulong(si->si_addr));
  eprintf("\n");
  if (sig == SIGILL || sig == SIGFPE) printInstruction(pc);
  eprintf("\n");
  if (!mp) exit_(2);
  g *gp = mp->curg == mp->gt ? nullptr : mp->curg;
  if (gp) {
    goroutineheader(gp);
    tracebackFrom(gp, pc, uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP]));
  } else
    eprintf("goroutine 0 gp=%p m=%ld mp=%p [idle]:\n", static_cast<void *>(mp->gt), long(mp->id), static_cast<void *>(mp));
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
static void handle(int sig, siginfo_t *si, Regs &r) {
  m *mp = getm();
  if (sig == SIGPROF)
    return profSignal(mp,
                      {uintptr_t(r[REG_RIP]), uintptr_t(r[REG_RSP]), uintptr_t(r[REG_RBP]), uintptr_t(r[REG_RBX])}); // never for os/signal
  if (sig == sigAllThreads) {
    if (!runAllThreadsCall()) dieFromSignal(sig);
    return;
  }
  if (sig == sigPreempt && mp) doSigPreempt(mp, r); // and on: somebody else may have sent it
  uint8_t flags = sigflags(sig);
  bool fromUser = si->si_code == SI_USER || si->si_code == SI_TKILL;
  if (!fromUser && (flags & sigPanic)) return onFault(sig, si, r);
  if ((fromUser || (flags & sigNotify)) && sigsend(sig)) return;
  if (fromUser && signalIgnored(sig)) return;
  if (flags & sigKill) dieFromSignal(sig);
  if (flags & (sigThrow | sigPanic)) dieWithDump(sig, si, r);
}

static void onSignal(int sig, siginfo_t *si, void *uc) {
  int saved = errno;
  handle(sig, si, static_cast<ucontext_t *>(uc)->uc_mcontext.gregs);
  errno = saved;
}

// ---- which signals have our handler
static std::atomic<bool> handling[numSignals];
static struct sigaction inherited[numSignals]; // what stood there before us

static bool inheritsIgnored(int sig) { return inherited[sig].sa_handler == SIG_IGN; }

void installHandler(int sig) {
  struct sigaction sa{};
  sa.sa_sigaction = onSignal;
  sa.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigfillset(&sa.sa_mask);
  sigaction(sig, &sa, nullptr);
}

// nohup: SIGHUP and SIGINT that were ignored when we came stay so.
static bool installsHandler(int sig) {
  if ((sig == SIGHUP || sig == SIGINT) && inheritsIgnored(sig)) return false;
  return !(sigflags(sig) & sigNoHandler);
}

void sigenable(int sig) {
  if (sig == SIGPROF || !(sigflags(sig) & sigNotify)) return;
  if (handling[sig].exchange(true)) return;
  sigaction(sig, nullptr, &inherited[sig]);
  installHandler(sig);
}

void sigdisable(int sig) {
  if (sig == SIGPROF || !(sigflags(sig) & sigNotify) || installsHandler(sig)) return;
  handling[sig] = false;
  sigaction(sig, &inherited[sig], nullptr);
}

void sigignore(int sig) {
  if (sig == SIGPROF || !(sigflags(sig) & sigNotify)) return;
  handling[sig] = false;
  signal(sig, SIG_IGN);
}

void clearSignalHandlers() {
  for (int sig = 1; sig < numSignals; sig++)
    if (handling[sig]) signal(sig, SIG_DFL);
}

static sigset_t threadMask; // of every thread: what the process came with, but for signals that are never blocked

const sigset_t &signalMaskOfThreads() { return threadMask; }

void initsig() {
  pthread_sigmask(SIG_SETMASK, nullptr, &threadMask);
  for (int sig = 1; sig < numSignals; sig++) {
    uint8_t flags = sigflags(sig);
    if (flags & sigUnblock) sigdelset(&threadMask, sig);
    if (flags == 0 || (flags & sigDefault)) continue;
    sigaction(sig, nullptr, &inherited[sig]);
    if (!installsHandler(sig)) {
      if (inheritsIgnored(sig)) sigInitIgnored(sig);
      continue;
    }
    handling[sig] = true;
    installHandler(sig);
  }
  restoreSignals(&threadMask);
}

} // namespace rt
