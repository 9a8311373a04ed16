// runtime/lock/lock_futex.cpp: mutex and note on Linux futexes.
//
// lock: one compare-and-swap when free; otherwise spin a little (only with several CPUs), then sleep in state 2.
// A sleeper woken takes the lock in state 2 too, since others may still sleep; the unlock then wakes one more.
#include "runtime/lock/lock_futex.h"

#include <cerrno>
#include <climits>
#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/debug/metrics.h"
#include "runtime/prof/blockprof.h"
#include "runtime/sched/proc.h"

namespace rt {

enum : uint32_t { mutexUnlocked, mutexLocked, mutexSleeping };
constexpr auto takes = std::memory_order_acquire; // pairs with unlock
constexpr int activeSpin = 4, activeSpinCount = 30, passiveSpin = 1;

void futexsleep(std::atomic<uint32_t> *addr, uint32_t val, int64_t ns) {
  timespec ts{ns / 1000000000, ns % 1000000000};
  syscall(SYS_futex, addr, FUTEX_WAIT_PRIVATE, val, ns < 0 ? nullptr : &ts, nullptr, 0);
}

void futexwakeup(std::atomic<uint32_t> *addr, uint32_t cnt) { syscall(SYS_futex, addr, FUTEX_WAKE_PRIVATE, cnt, nullptr, nullptr, 0); }

static void wait(mutex *l) {
  uint32_t wait = mutexLocked;
  int spin = ncpu > 1 ? activeSpin : 0;
  for (;;) {
    for (int i = 0; i < spin + passiveSpin; i++) {
      uint32_t z = mutexUnlocked;
      if (l->key.load(std::memory_order_relaxed) == z && l->key.compare_exchange_strong(z, wait, takes)) return;
      if (i < spin)
        for (int j = 0; j < activeSpinCount; j++) __builtin_ia32_pause();
      else
        syscall(SYS_sched_yield);
    }
    if (l->key.exchange(mutexSleeping, takes) == mutexUnlocked) return;
    wait = mutexSleeping;
    futexsleep(&l->key, mutexSleeping, -1);
  }
}

void lockSlow(mutex *l) {
  m *mp = getm();
  const bool counts = mp && mp->lockWaits++ % waitSample == 0, profiled = mp && mutexStart() != 0;
  if (!counts && !profiled) return wait(l);
  int64_t start = nanotime();
  wait(l);
  int64_t ns = nanotime() - start;
  if (counts) mutexWaitNs.fetch_add(waitSample * uint64_t(ns), std::memory_order_relaxed);
  if (profiled) mp->lockWaited += ns;
}

void unlockSlow(mutex *l) { futexwakeup(&l->key, 1); }

void lock(mutex *l) RT_NO_THREAD_SAFETY {
  if (m *mp = getm()) mp->locks++;
  lockRankAcquire(l);
  uint32_t z = mutexUnlocked;
  if (__builtin_expect(!l->key.compare_exchange_strong(z, mutexLocked, takes), 0)) lockSlow(l);
}

void unlock(mutex *l) RT_NO_THREAD_SAFETY {
  lockRankRelease(l);
  uint32_t v = l->key.exchange(mutexUnlocked, std::memory_order_release); // pairs with takes
  if (__builtin_expect(v == mutexSleeping, 0)) unlockSlow(l);
  if (v == mutexUnlocked) throw_("unlock of unlocked lock");
  m *mp = getm();
  if (!mp) return;
  if (--mp->locks < 0) throw_("runtime·unlock: lock count");
  if (__builtin_expect(mp->lockWaited != 0, 0) && mp->locks == 0) runtimeLockEvent(mp);
}

static bool woken(const note *n) { return n->key.load(std::memory_order_acquire) != 0; } // pairs with notewakeup

void noteclear(note *n) { n->key.store(0, std::memory_order_relaxed); }

void notewakeup(note *n) {
  if (n->key.exchange(1, std::memory_order_release) != 0) // pairs with woken
    throw_("notewakeup - double wakeup");
  futexwakeup(&n->key, 1);
}

void notesleep(note *n) {
  m *mp = getm();
  while (!woken(n)) {
    if (mp) mp->blocked = true;
    futexsleep(&n->key, 0, -1);
    if (mp) mp->blocked = false;
  }
}

bool notetsleep(note *n, int64_t ns) {
  if (ns < 0) {
    notesleep(n);
    return true;
  }
  m *mp = getm();
  for (int64_t deadline = nanotime() + ns; !woken(n);) {
    if (mp) mp->blocked = true;
    futexsleep(&n->key, 0, ns);
    if (mp) mp->blocked = false;
    if (woken(n)) break;
    int64_t now = nanotime();
    if (now >= deadline) return false;
    ns = deadline - now;
  }
  return true;
}

bool notespin(const note *n) {
  if (gomaxprocs > ncpu) return woken(n); // who is waited for may need this processor
  constexpr int64_t wakeup = 20 * 1000;   // ns
  for (int64_t deadline = nanotime() + wakeup; !woken(n) && nanotime() < deadline;)
    for (int i = 0; i < activeSpinCount && !woken(n); i++) __builtin_ia32_pause();
  return woken(n);
}

} // namespace rt
