// runtime/os/linux/sigqueue.cpp: signals on their way from the handler to the goroutine of package os/signal.
//
// A mask of pending signals, and a state: idle, receiving (the goroutine is parked in signal_recv), sending (a signal
// came while nobody was parked). The handler cannot ready a goroutine (it may have interrupted the scheduler), so it
// wakes a small system thread through a futex, which readies the receiver.
// Mirrors runtime/sigqueue.go.
#include "runtime/os/linux/sigqueue.h"

#include <atomic>
#include <csignal>

#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

static std::atomic<uint32_t> wanted[3], ignored[3], pending[3];
static std::atomic<bool> inuse;
static std::atomic<uint32_t> wakeups; // futex word: signals delivered
static mutex recvLock;
static g *receiver; // parked in signal_recv

static bool test(std::atomic<uint32_t> *mask, uint32_t sig) { return mask[sig / 32].load() >> (sig & 31) & 1; }
static void set(std::atomic<uint32_t> *mask, uint32_t sig) { mask[sig / 32].fetch_or(1u << (sig & 31)); }
static void clear(std::atomic<uint32_t> *mask, uint32_t sig) { mask[sig / 32].fetch_and(~(1u << (sig & 31))); }

bool sigsend(int sig) {
  if (!inuse.load() || sig >= 96 || !test(wanted, uint32_t(sig))) return false;
  set(pending, uint32_t(sig));
  wakeups.fetch_add(1);
  futexwakeup(&wakeups, 1);
  return true;
}

bool sigDefaultKills(int sig) { return sig != SIGCHLD && sig != SIGURG && sig != SIGWINCH && sig != SIGCONT && sig != SIGPIPE; }

static int takePending() {
  for (uint32_t w = 0; w < 3; w++)
    for (uint32_t m = pending[w].load(); m;) {
      uint32_t bit = m & -m;
      if (pending[w].fetch_and(~bit) & bit) return int(w * 32 + uint32_t(__builtin_ctz(bit)));
      m &= ~bit;
    }
  return 0;
}

static void relayThread() {
  // From now on a signal may always come: parked goroutines are no deadlock, so this thread counts as running.
  lock(&sched.lock);
  sched.nmsys--;
  unlock(&sched.lock);
  for (uint32_t seen = 0;;) {
    uint32_t now = wakeups.load();
    if (now == seen) {
      futexsleep(&wakeups, seen, -1);
      continue;
    }
    seen = now;
    lock(&recvLock);
    g *gp = receiver;
    receiver = nullptr;
    unlock(&recvLock);
    if (!gp) continue;
    gList l;
    l.push(gp);
    injectglist(&l);
  }
}

// Nothing yet: try again from the top whenever woken.
static R2 recvResumed(g *gp);
static R2 recv_() {
  if (int sig = takePending()) return {uint64_t(sig), 0};
  lock(&recvLock);
  receiver = getg();
  if (int sig = takePending()) {
    receiver = nullptr;
    unlock(&recvLock);
    return {uint64_t(sig), 0};
  }
  gopark(&recvLock, recvResumed, waitReasonZero);
}
static R2 recvResumed(g *) { return recv_(); }

GOENTRY(uint64_t, signal_recv, ()) { return recv_().a; }
GOENTRY(void, signal_enable, (uint32_t sig)) {
  if (!inuse.exchange(true)) newSystemThread(relayThread);
  if (sig >= 96) return;
  set(wanted, sig);
  clear(ignored, sig);
  installHandler(int(sig));
}
static bool keepsHandler(uint32_t sig) {
  return sig == SIGURG || sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE || sig == SIGQUIT || sig == SIGPIPE;
}
GOENTRY(void, signal_disable, (uint32_t sig)) {
  if (sig >= 96) return;
  clear(wanted, sig);
  if (!keepsHandler(sig)) signal(int(sig), SIG_DFL);
}
GOENTRY(void, signal_ignore, (uint32_t sig)) {
  if (sig >= 96) return;
  clear(wanted, sig);
  set(ignored, sig);
  if (!keepsHandler(sig) || sig == SIGQUIT || sig == SIGPIPE) signal(int(sig), SIG_IGN);
}
GOENTRY(uint64_t, signal_ignored, (uint32_t sig)) {
  struct sigaction sa;
  return sig < 65 && (test(ignored, sig) || (!sigaction(int(sig), nullptr, &sa) && sa.sa_handler == SIG_IGN));
}
GOENTRY(void, signalWaitUntilIdle, ()) {}

} // namespace rt
