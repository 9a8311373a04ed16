// runtime/os/linux/sigqueue.cpp: signals on their way from the handler to the goroutine of package os/signal.
//
// A mask of pending signals, and a state: idle, receiving (the goroutine is parked in signal_recv), sending (a signal
// came while nobody was parked). The handler cannot ready a goroutine (it may have interrupted the scheduler), so it
// wakes a small system thread through a futex, which readies the receiver. To checkdead that thread counts as running: once
// a program has asked for a signal, waiting for ever is no deadlock.
// Mirrors runtime/sigqueue.go.
#include "runtime/os/linux/sigqueue.h"

#include <atomic>
#include <climits>
#include <csignal>

#include "runtime/os/linux/os.h"
#include "runtime/os/linux/sigtab.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

static std::atomic<uint32_t> wanted[3], ignored[3], pending[3];
static std::atomic<bool> inuse;
static std::atomic<uint32_t> wakeups; // futex word: signals delivered
static mutex recvLock{lockRankSigRecv};
static g *receiver RT_GUARDED_BY(recvLock); // parked in signal_recv

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

bool signalIgnored(int sig) { return sig < 96 && test(ignored, uint32_t(sig)); }
void sigInitIgnored(int sig) { set(ignored, uint32_t(sig)); }

static int takePending() {
  for (uint32_t w = 0; w < 3; w++)
    for (uint32_t m = pending[w].load(); m;) {
      uint32_t bit = m & -m;
      if (pending[w].fetch_and(~bit) & bit) return int(w * 32 + uint32_t(__builtin_ctz(bit)));
      m &= ~bit;
    }
  return 0;
}

// ---- the thread. It also takes the signals that os/signal asks for although the process came with them blocked: all other
// threads leave them blocked, for the children that they start.
static std::atomic<uint64_t> enabled;                // bit sig - 1
static std::atomic<uint32_t> maskWanted, maskInUse; // changes of enabled; futex words

static void relayMask() {
  uint32_t change = maskWanted.load();
  if (maskInUse.load() == change) return;
  uint64_t on = enabled.load();
  sigset_t mask;
  sigfillset(&mask);
  for (int sig = 1; sig < numSignals; sig++)
    if ((sigflags(sig) & sigUnblock) || (on >> (sig - 1) & 1)) sigdelset(&mask, sig);
  restoreSignals(&mask);
  maskInUse.store(change);
  futexwakeup(&maskInUse, INT_MAX);
}

static void relayThread() {
  for (uint32_t seen = 0;;) {
    relayMask();
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

// Returns once the thread has the mask.
static void changeMask(uint32_t sig, bool on) {
  if (sig == SIGPROF || !(sigflags(int(sig)) & sigNotify)) return;
  uint64_t bit = uint64_t(1) << (sig - 1);
  if (on)
    enabled.fetch_or(bit);
  else
    enabled.fetch_and(~bit);
  maskWanted.fetch_add(1);
  wakeups.fetch_add(1);
  futexwakeup(&wakeups, 1);
  auto wait = [](void *) {
    for (uint32_t have; (have = maskInUse.load()) != maskWanted.load();) futexsleep(&maskInUse, have, -1);
  };
  blockInPlace(wait, nullptr);
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
  goparkunlock(&recvLock, recvResumed, waitReasonZero);
}
static R2 recvResumed(g *) { return recv_(); }

GOENTRY(uint64_t, signal_recv, ()) { return recv_().a; }
// os/signal calls these three under its lock, one at a time.
GOENTRY(void, signal_enable, (uint32_t sig)) {
  if (!inuse.exchange(true)) newSystemThread(relayThread, true);
  if (sig == 0 || sig >= numSignals) return;
  set(wanted, sig);
  clear(ignored, sig);
  changeMask(sig, true);
  sigenable(int(sig));
}
GOENTRY(void, signal_disable, (uint32_t sig)) {
  if (sig == 0 || sig >= numSignals) return;
  if (inuse.load()) changeMask(sig, false);
  sigdisable(int(sig));
  clear(wanted, sig);
}
GOENTRY(void, signal_ignore, (uint32_t sig)) {
  if (sig == 0 || sig >= numSignals) return;
  sigignore(int(sig));
  clear(wanted, sig);
  set(ignored, sig);
}
GOENTRY(uint64_t, signal_ignored, (uint32_t sig)) { return signalIgnored(int(sig)); }
// os.sigpipe: a write to standard output or error failed because nobody reads it.
GOENTRY(void, sigpipe, ()) {
  if (!signalIgnored(SIGPIPE) && !sigsend(SIGPIPE)) dieFromSignal(SIGPIPE);
}
GOENTRY(void, signalWaitUntilIdle, ()) {}

} // namespace rt
