// runtime/sync/netpoll.cpp: see netpoll.h.
#include "runtime/sync/netpoll.h"

#include <cerrno>
#include <cstdlib>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/mem/mem_linux.h"
#include "runtime/sched/proc.h"

namespace rt {

// Not in the anonymous namespace: entries that take one must have external linkage.
// One direction of a descriptor.
struct Side {
  std::atomic<uintptr_t> waiter; // rg / wg
  timer deadlineTimer;
  int64_t deadline;  // 0: none, <0: passed
  uintptr_t seq;     // tells a late timer that its deadline was changed
  bool running;      // deadlineTimer is started
};

// Never freed, only reused: an epoll event may name it late (fdseq tells).
struct pollDesc {
  pollDesc *link;
  uintptr_t fd;
  std::atomic<uint32_t> fdseq; // reuses of this record
  std::atomic<uint32_t> info;  // what a waiter must know without the lock
  mutex lock;                  // guards the rest but the two waiter words
  Side r, w;
  Side &side(int mode) { return mode == 'r' ? r : w; }
};

namespace {

constexpr uintptr_t pdNil = 0, pdReady = 1, pdWait = 2;
enum pollError : int64_t { pollNoError, pollErrClosing, pollErrTimeout, pollErrNotPollable };
enum pollInfo : uint32_t { infoClosing = 1, infoEventErr = 2, infoExpiredRead = 4, infoExpiredWrite = 8 };

struct {
  mutex lock{lockRankPollCache};
  pollDesc *first RT_GUARDED_BY(lock);
  uint64_t bytes;
} pollcache;

mutex initLock{lockRankPollInit};
std::atomic<bool> inited{false};
int epfd = -1, eventfd_ = -1;
std::atomic<uint32_t> wakeSig{0}; // a break is under way
std::atomic<int32_t> waiters{0};  // goroutines parked in pollWait

pollDesc *allocPollDesc() {
  lock(&pollcache.lock);
  if (!pollcache.first) {
    constexpr int n = 16;
    auto *block = static_cast<pollDesc *>(persistentalloc(n * sizeof(pollDesc), 64, &pollcache.bytes));
    for (int i = 0; i < n; i++) {
      lockInit(&block[i].lock, lockRankPollDesc);
      block[i].link = pollcache.first;
      pollcache.first = &block[i];
    }
  }
  pollDesc *pd = pollcache.first;
  pollcache.first = pd->link;
  unlock(&pollcache.lock);
  return pd;
}

void freePollDesc(pollDesc *pd) {
  pd->fdseq.fetch_add(1);
  lock(&pollcache.lock);
  pd->link = pollcache.first;
  pollcache.first = pd;
  unlock(&pollcache.lock);
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
g *unblock(Side &side, bool ioready) {
  uintptr_t old = side.waiter.load();
  for (;;) {
    if (old == pdReady || (old == pdNil && !ioready)) return nullptr;
    if (side.waiter.compare_exchange_weak(old, ioready ? pdReady : pdNil)) break;
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
bool consumeReady(Side &side) {
  for (;;) {
    uintptr_t old = pdReady;
    if (side.waiter.compare_exchange_strong(old, pdNil)) return true;
    old = pdNil;
    if (side.waiter.compare_exchange_strong(old, pdWait)) return false;
    if (old != pdReady && old != pdNil) throw_("runtime: double wait");
  }
}

// After a park: true if ready was reported.
bool endWait(Side &side) {
  uintptr_t old = side.waiter.exchange(pdNil);
  if (old > pdWait) throw_("runtime: corrupted polldesc");
  return old == pdReady;
}

// While parked: scratch[0] the pollDesc, scratch[1] the mode.
R2 pollWaitResumed(g *gp);

int64_t waitOnce(pollDesc *pd, int mode) {
  Side &side = pd->side(mode);
  for (;;) {
    if (consumeReady(side)) return pollNoError;
    // Look again after pdWait is set: whoever sets an error then unblocks.
    if (pollError err = checkerr(pd, mode)) {
      if (endWait(side)) return pollNoError;
      return err;
    }
    g *gp = getg();
    gp->scratch[0] = reinterpret_cast<uint64_t>(pd);
    gp->scratch[1] = uint64_t(mode);
    gopark(blockcommit, &side.waiter, pollWaitResumed, waitReasonIOWait);
  }
}

R2 pollWaitResumed(g *gp) {
  auto *pd = reinterpret_cast<pollDesc *>(gp->scratch[0]);
  int mode = int(gp->scratch[1]);
  if (endWait(pd->side(mode))) return {pollNoError, 0};
  if (pollError err = checkerr(pd, mode)) return {uint64_t(err), 0};
  return {uint64_t(waitOnce(pd, mode)), 0}; // woken for a deadline that was changed since
}

R2 pollWaitCanceledResumed(g *gp) {
  auto *pd = reinterpret_cast<pollDesc *>(gp->scratch[0]);
  Side &side = pd->side(int(gp->scratch[1]));
  if (endWait(side) || consumeReady(side)) return {0, 0};
  gopark(blockcommit, &side.waiter, pollWaitCanceledResumed, waitReasonIOWait);
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
  Side &side = pd->side(mode);
  lock(&pd->lock);
  if (seq != side.seq || side.deadline <= 0 || !side.running) { // of an earlier deadline
    unlock(&pd->lock);
    return;
  }
  side.deadline = -1;
  side.running = false;
  setInfo(pd, mode == 'r' ? infoExpiredRead : infoExpiredWrite, true);
  g *gp = unblock(side, false);
  unlock(&pd->lock);
  if (gp) goready(gp);
}
void readDeadlinePassed(Eface arg, uintptr_t seq) { deadlinePassed(arg, seq, 'r'); }
void writeDeadlinePassed(Eface arg, uintptr_t seq) { deadlinePassed(arg, seq, 'w'); }

// Returns the goroutine to wake if the deadline has passed already.
g *setDeadline(pollDesc *pd, int mode, int64_t when) RT_REQUIRES(pd->lock) {
  Side &side = pd->side(mode);
  bool changed = side.deadline != when;
  side.deadline = when;
  setInfo(pd, mode == 'r' ? infoExpiredRead : infoExpiredWrite, when < 0);
  if (changed) {
    side.seq++;
    timer *t = &side.deadlineTimer;
    if (when > 0) {
      t->status.fetch_or(timerInC);
      t->cf = mode == 'r' ? readDeadlinePassed : writeDeadlinePassed;
      modtimer(t, when, 0, t->f, {nullptr, pd}, side.seq);
      side.running = true;
    } else if (side.running) {
      deltimer(t);
      side.running = false;
    }
  }
  return when < 0 ? unblock(side, false) : nullptr;
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
      if (g *gp = unblock(pd->r, true)) ready.push(gp);
    if (ev.events & (EPOLLOUT | EPOLLHUP | EPOLLERR))
      if (g *gp = unblock(pd->w, true)) ready.push(gp);
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
  for (Side *side : {&pd->r, &pd->w}) {
    uintptr_t old = side->waiter.load();
    if (old != pdNil && old != pdReady) throw_("runtime: blocked waiter on free polldesc");
    side->waiter.store(pdNil);
    side->deadline = 0;
    side->seq++;
    side->running = false;
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
  pd->side(int(mode)).waiter.store(pdNil);
  return pollNoError;
}

GOENTRY(int64_t, poll_Wait, (pollDesc * pd, intptr_t mode)) {
  if (pollError err = checkerr(pd, int(mode))) return err;
  return waitOnce(pd, int(mode));
}

GOENTRY(void, poll_WaitCanceled, (pollDesc * pd, intptr_t mode)) {
  Side &side = pd->side(int(mode));
  if (consumeReady(side)) return;
  g *gp = getg();
  gp->scratch[0] = reinterpret_cast<uint64_t>(pd);
  gp->scratch[1] = uint64_t(mode);
  gopark(blockcommit, &side.waiter, pollWaitCanceledResumed, waitReasonIOWait);
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
  for (Side *side : {&pd->r, &pd->w}) {
    side->seq++;
    if (g *gp = unblock(*side, false)) woken[n++] = gp;
    if (side->running) {
      deltimer(&side->deadlineTimer);
      side->running = false;
    }
  }
  unlock(&pd->lock);
  for (int i = 0; i < n; i++) goready(woken[i]);
}

} // namespace rt
