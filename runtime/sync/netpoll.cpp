// runtime/sync/netpoll.cpp: see netpoll.h.
#include "runtime/sync/netpoll.h"

#include <cerrno>
#include <cstdlib>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mheap.h"
#include "runtime/sched/proc.h"

namespace rt {

static mutex cacheLock{lockRankPollCache};

// Not in the anonymous namespace: entries that take one must have external linkage.
// The deadline of one direction of a descriptor.
struct Deadline {
  timer t;
  int64_t when;  // 0: none, <0: passed
  uintptr_t seq; // tells a late timer that its deadline was changed
  bool running;  // t is started
};

// Never freed, only reused: an epoll event may name it late (fdseq tells).
struct pollDesc {
  pollDesc *link RT_GUARDED_BY(cacheLock);
  uintptr_t fd;                  // whoever opened it closes it
  std::atomic<uint32_t> fdseq;   // reuses of this record
  std::atomic<uint32_t> info;    // what a waiter must know without the lock
  std::atomic<uintptr_t> rg, wg; // who waits in each direction: pdNil, pdReady, pdWait or a goroutine
  mutex lock;
  Deadline rd RT_GUARDED_BY(lock), wd RT_GUARDED_BY(lock);
  std::atomic<uintptr_t> &waiter(int mode) { return mode == 'r' ? rg : wg; }
  Deadline &deadline(int mode) RT_REQUIRES(lock) { return mode == 'r' ? rd : wd; }
};

namespace {

constexpr uintptr_t pdNil = 0, pdReady = 1, pdWait = 2;
enum pollError : int64_t { pollNoError, pollErrClosing, pollErrTimeout, pollErrNotPollable };
enum pollInfo : uint32_t { infoClosing = 1, infoEventErr = 2, infoExpiredRead = 4, infoExpiredWrite = 8 };

pollDesc *freeDescs RT_GUARDED_BY(cacheLock);

mutex initLock{lockRankPollInit};
std::atomic<bool> inited{false};
int epfd = -1, eventfd_ = -1; // made once, under initLock, before `inited` says so
std::atomic<uint32_t> wakeSig{0}; // a break is under way
std::atomic<int32_t> waiters{0};  // goroutines parked in pollWait

pollDesc *allocPollDesc() {
  lock(&cacheLock);
  if (!freeDescs) {
    constexpr int n = 16;
    auto *block = static_cast<pollDesc *>(persistentalloc(n * sizeof(pollDesc), 64, &mheap_.otherSys));
    for (int i = 0; i < n; i++) {
      lockInit(&block[i].lock, lockRankPollDesc);
      block[i].link = freeDescs;
      freeDescs = &block[i];
    }
  }
  pollDesc *pd = freeDescs;
  freeDescs = pd->link;
  unlock(&cacheLock);
  return pd;
}

void freePollDesc(pollDesc *pd) {
  pd->fdseq.fetch_add(1);
  lock(&cacheLock);
  pd->link = freeDescs;
  freeDescs = pd;
  unlock(&cacheLock);
}

// An event's data: address in the low 48 bits, fdseq above.
uint64_t eventTag(pollDesc *pd) { return reinterpret_cast<uint64_t>(pd) | uint64_t(pd->fdseq.load()) << 48; }
pollDesc *descOfTag(uint64_t tag) {
  auto *pd = reinterpret_cast<pollDesc *>(tag & ((uint64_t(1) << 48) - 1));
  return (pd->fdseq.load() & 0xffff) == tag >> 48 ? pd : nullptr; // else: an event of an earlier use
}

pollError checkerr(pollDesc *pd, int mode) {
  uint32_t info = pd->info.load();
  if (info & infoClosing) return pollErrClosing;
  if (info & (mode == 'r' ? infoExpiredRead : infoExpiredWrite)) return pollErrTimeout;
  if (mode == 'r' && (info & infoEventErr)) // a write error is reported by the write itself
    return pollErrNotPollable;
  return pollNoError;
}

// ---- waking

// Marks a direction ready (or, not ready, only empties it); returns the goroutine that waits there, or nullptr.
g *unblock(std::atomic<uintptr_t> &waiter, bool ioready) {
  uintptr_t old = waiter.load();
  for (;;) {
    if (old == pdReady || (old == pdNil && !ioready)) return nullptr;
    if (waiter.compare_exchange_weak(old, ioready ? pdReady : pdNil)) break;
  }
  if (old == pdNil || old == pdWait) return nullptr;
  waiters.fetch_sub(1);
  return reinterpret_cast<g *>(old);
}

// ---- waiting

bool blockcommit(g *gp, void *word) {
  uintptr_t expected = pdWait;
  if (!static_cast<std::atomic<uintptr_t> *>(word)->compare_exchange_strong(expected, reinterpret_cast<uintptr_t>(gp)))
    return false; // reported meanwhile: go on at once
  waiters.fetch_add(1);
  return true;
}

// True: ready was consumed. False: the word is pdWait, the caller must park.
bool consumeReady(std::atomic<uintptr_t> &waiter) {
  for (;;) {
    uintptr_t old = pdReady;
    if (waiter.compare_exchange_strong(old, pdNil)) return true;
    old = pdNil;
    if (waiter.compare_exchange_strong(old, pdWait)) return false;
    if (old != pdReady && old != pdNil) throw_("runtime: double wait");
  }
}

// After a park: true if ready was reported.
bool endWait(std::atomic<uintptr_t> &waiter) {
  uintptr_t old = waiter.exchange(pdNil);
  if (old > pdWait) throw_("runtime: corrupted polldesc");
  return old == pdReady;
}

// While parked: scratch[0] the pollDesc, scratch[1] the mode.
R2 pollWaitResumed(g *gp);

int64_t waitOnce(pollDesc *pd, int mode) {
  std::atomic<uintptr_t> &waiter = pd->waiter(mode);
  for (;;) {
    if (consumeReady(waiter)) return pollNoError;
    // Look again after pdWait is set: whoever sets an error then unblocks.
    if (pollError err = checkerr(pd, mode)) {
      if (endWait(waiter)) return pollNoError;
      return err;
    }
    g *gp = getg();
    gp->scratch[0] = reinterpret_cast<uint64_t>(pd);
    gp->scratch[1] = uint64_t(mode);
    gopark(blockcommit, &waiter, pollWaitResumed, waitReasonIOWait);
  }
}

R2 pollWaitResumed(g *gp) {
  auto *pd = reinterpret_cast<pollDesc *>(gp->scratch[0]);
  int mode = int(gp->scratch[1]);
  if (endWait(pd->waiter(mode))) return {pollNoError, 0};
  if (pollError err = checkerr(pd, mode)) return {uint64_t(err), 0};
  return {uint64_t(waitOnce(pd, mode)), 0}; // woken for a deadline that was changed since
}

R2 pollWaitCanceledResumed(g *gp) {
  auto *pd = reinterpret_cast<pollDesc *>(gp->scratch[0]);
  std::atomic<uintptr_t> &waiter = pd->waiter(int(gp->scratch[1]));
  if (endWait(waiter) || consumeReady(waiter)) return {0, 0};
  gopark(blockcommit, &waiter, pollWaitCanceledResumed, waitReasonIOWait);
}

// ---- deadlines

void setInfo(pollDesc *pd, uint32_t bit, bool on) {
  if (on)
    pd->info.fetch_or(bit);
  else
    pd->info.fetch_and(~bit);
}

void deadlinePassed(Eface arg, uintptr_t seq, int mode) {
  auto *pd = static_cast<pollDesc *>(arg.data);
  lock(&pd->lock);
  Deadline &d = pd->deadline(mode);
  if (seq != d.seq || d.when <= 0 || !d.running) { // of an earlier deadline
    unlock(&pd->lock);
    return;
  }
  d.when = -1;
  d.running = false;
  setInfo(pd, mode == 'r' ? infoExpiredRead : infoExpiredWrite, true);
  g *gp = unblock(pd->waiter(mode), false);
  unlock(&pd->lock);
  if (gp) goready(gp);
}
void readDeadlinePassed(Eface arg, uintptr_t seq) { deadlinePassed(arg, seq, 'r'); }
void writeDeadlinePassed(Eface arg, uintptr_t seq) { deadlinePassed(arg, seq, 'w'); }

// Returns the goroutine to wake if the deadline has passed already.
g *setDeadline(pollDesc *pd, int mode, int64_t when) RT_REQUIRES(pd->lock) {
  Deadline &d = pd->deadline(mode);
  bool changed = d.when != when;
  d.when = when;
  setInfo(pd, mode == 'r' ? infoExpiredRead : infoExpiredWrite, when < 0);
  if (changed) {
    d.seq++;
    timer *t = &d.t;
    if (when > 0) {
      t->status.fetch_or(timerInC);
      t->cf = mode == 'r' ? readDeadlinePassed : writeDeadlinePassed;
      modtimer(t, when, 0, t->f, {nullptr, pd}, d.seq);
      d.running = true;
    } else if (d.running) {
      deltimer(t);
      d.running = false;
    }
  }
  return when < 0 ? unblock(pd->waiter(mode), false) : nullptr;
}

} // namespace

// ---- the poller

void netpollGenericInit() {
  if (netpollinited()) return;
  lock(&initLock);
  if (!inited.load()) {
    epfd = epoll_create1(EPOLL_CLOEXEC);
    eventfd_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    epoll_event ev{};
    ev.events = EPOLLIN;
    ev.data.u64 = 0; // no pollDesc: a break
    if (epfd < 0 || eventfd_ < 0 || epoll_ctl(epfd, EPOLL_CTL_ADD, eventfd_, &ev) != 0) throw_("runtime: netpollinit failed");
    inited.store(true, std::memory_order_release); // pairs with netpollinited
  }
  unlock(&initLock);
}

bool netpollinited() { return inited.load(std::memory_order_acquire); } // pairs with netpollGenericInit
bool netpollAnyWaiters() { return waiters.load() > 0; }
bool netpollIsPollDescriptor(uintptr_t fd) { return netpollinited() && (int(fd) == epfd || int(fd) == eventfd_); }

void netpollBreak() {
  uint32_t z = 0;
  if (!wakeSig.compare_exchange_strong(z, 1)) return; // one is under way
  uint64_t one = 1;
  while (write(eventfd_, &one, sizeof one) < 0) {
    if (errno == EAGAIN) return;
    if (errno != EINTR) throw_("runtime: netpollBreak write failed");
  }
}

namespace {

int waitForEvents(epoll_event *events, int n, int64_t delay) {
  if (delay == 0) return epoll_wait(epfd, events, n, 0);
  static std::atomic<bool> noPwait2{false};
  if (!noPwait2.load(std::memory_order_relaxed)) {
    timespec ts{time_t(delay / 1000000000), long(delay % 1000000000)};
    int k = int(syscall(SYS_epoll_pwait2, epfd, events, n, delay < 0 ? nullptr : &ts, nullptr, 8));
    if (k >= 0 || errno != ENOSYS) return k;
    noPwait2.store(true);
  }
  int64_t ms = delay < 0 ? -1 : (delay + 999999) / 1000000; // an old kernel: whole milliseconds
  return epoll_wait(epfd, events, n, ms > 1000000000 ? 1000000000 : int(ms));
}

} // namespace

// Ready goroutines (still Gwaiting). delay < 0: wait; 0: look; else at most that many ns.
gList netpoll(int64_t delay) {
  gList ready;
  if (!netpollinited()) return ready;
  epoll_event events[128];
  int n;
  do {
    n = waitForEvents(events, 128, delay);
    if (n < 0 && errno != EINTR) throw_("runtime: netpoll failed");
  } while (n < 0 && delay < 0);
  for (int i = 0; i < n; i++) {
    const epoll_event &ev = events[i];
    if (ev.data.u64 == 0) {
      if (delay != 0) { // only the one who waits consumes it
        uint64_t count;
        (void)!read(eventfd_, &count, sizeof count);
        wakeSig.store(0);
      }
      continue;
    }
    pollDesc *pd = descOfTag(ev.data.u64);
    if (!pd) continue;
    setInfo(pd, infoEventErr, ev.events == EPOLLERR);
    if (ev.events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR))
      if (g *gp = unblock(pd->rg, true)) ready.push(gp);
    if (ev.events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
      if (g *gp = unblock(pd->wg, true)) ready.push(gp);
  }
  return ready;
}

// ---- package internal/poll

GOENTRY(void, poll_ServerInit, ()) { netpollGenericInit(); }
GOENTRY(uint64_t, poll_isPollServerDescriptor, (uintptr_t fd)) { return netpollIsPollDescriptor(fd); }

// (fd uintptr) (pd uintptr, errno int)
GOENTRY(R2, poll_Open, (uintptr_t fd)) {
  netpollGenericInit();
  pollDesc *pd = allocPollDesc();
  lock(&pd->lock);
  for (int mode : {'r', 'w'}) {
    uintptr_t old = pd->waiter(mode).load();
    if (old != pdNil && old != pdReady) throw_("runtime: blocked waiter on free polldesc");
    pd->waiter(mode).store(pdNil);
    Deadline &d = pd->deadline(mode);
    d.when = 0;
    d.seq++;
    d.running = false;
  }
  pd->fd = fd;
  pd->info.store(0);
  unlock(&pd->lock);
  epoll_event ev{};
  ev.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  ev.data.u64 = eventTag(pd);
  if (epoll_ctl(epfd, EPOLL_CTL_ADD, int(fd), &ev) != 0) {
    int err = errno;
    freePollDesc(pd);
    return {0, uint64_t(err)};
  }
  return {reinterpret_cast<uint64_t>(pd), 0};
}

GOENTRY(void, poll_Close, (pollDesc * pd)) {
  if (!(pd->info.load() & infoClosing)) throw_("runtime: close polldesc w/o unblock");
  epoll_event ev{};
  epoll_ctl(epfd, EPOLL_CTL_DEL, int(pd->fd), &ev);
  freePollDesc(pd);
}

GOENTRY(int64_t, poll_Reset, (pollDesc * pd, intptr_t mode)) {
  if (pollError err = checkerr(pd, int(mode))) return err;
  pd->waiter(int(mode)).store(pdNil);
  return pollNoError;
}

GOENTRY(int64_t, poll_Wait, (pollDesc * pd, intptr_t mode)) {
  if (pollError err = checkerr(pd, int(mode))) return err;
  return waitOnce(pd, int(mode));
}

GOENTRY(void, poll_WaitCanceled, (pollDesc * pd, intptr_t mode)) {
  std::atomic<uintptr_t> &waiter = pd->waiter(int(mode));
  if (consumeReady(waiter)) return;
  g *gp = getg();
  gp->scratch[0] = reinterpret_cast<uint64_t>(pd);
  gp->scratch[1] = uint64_t(mode);
  gopark(blockcommit, &waiter, pollWaitCanceledResumed, waitReasonIOWait);
}

// (pd, d int64, mode int): d ns from now, 0: none, < 0: passed
GOENTRY(void, poll_SetDeadline, (pollDesc * pd, int64_t d, intptr_t mode)) {
  lock(&pd->lock);
  if (pd->info.load() & infoClosing) {
    unlock(&pd->lock);
    return;
  }
  if (d > 0 && __builtin_add_overflow(nanotime(), d, &d)) d = maxWhen;
  g *reader = mode == 'r' || mode == 'r' + 'w' ? setDeadline(pd, 'r', d) : nullptr;
  g *writer = mode == 'w' || mode == 'r' + 'w' ? setDeadline(pd, 'w', d) : nullptr;
  unlock(&pd->lock);
  if (reader) goready(reader);
  if (writer) goready(writer);
}

GOENTRY(void, poll_Unblock, (pollDesc * pd)) {
  lock(&pd->lock);
  if (pd->info.load() & infoClosing) throw_("runtime: unblock on closing polldesc");
  pd->info.fetch_or(infoClosing);
  g *woken[2];
  int n = 0;
  for (int mode : {'r', 'w'}) {
    Deadline &d = pd->deadline(mode);
    d.seq++;
    if (g *gp = unblock(pd->waiter(mode), false)) woken[n++] = gp;
    if (d.running) {
      deltimer(&d.t);
      d.running = false;
    }
  }
  unlock(&pd->lock);
  for (int i = 0; i < n; i++) goready(woken[i]);
}

} // namespace rt
