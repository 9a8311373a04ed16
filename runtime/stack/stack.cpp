// runtime/stack/stack.cpp: stack memory, the check's slow path, shrinking.
//
// Orders 0..3 are 2, 4, 8, 16 KB. Each P caches up to 32 KB per order; a global pool behind a lock per order cuts
// 32 KB spans. Larger stacks come from mmap and are kept in lists by log2 of their size.
// Mirrors runtime/stack.go.
#include "runtime/stack/stack.h"

#include <cstring>
#include <sys/mman.h>

#include "runtime/arch/amd64/asm.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/copystack.h"

namespace rt {

constexpr uintptr_t stackCacheSize = 32 << 10;
// Small stacks are cut from pieces of this size, after the first one of that. In pages of 4 KB: 100,000 goroutines that start for
// the first time in huge ones take the kernel twice as long to clear (it must find and compact them first).
constexpr uintptr_t stackArena = 1 << 20, stackArenaMore = 4 << 20;
constexpr uintptr_t stackHuge = 4 << 20; // a large stack from this size on gets huge pages
uintptr_t maxstacksize = 1000000000;
GOENTRY(int64_t, setMaxStack, (int64_t n)) {
  int64_t old = int64_t(maxstacksize);
  maxstacksize = uintptr_t(n);
  return old;
}
uintptr_t startingStackSize = stackMin;

namespace {
struct Pool {
  mutex lock{lockRankStackPool};
  uintptr_t free RT_GUARDED_BY(lock) = 0; // linked through the first word
};
Pool stackpool[numStackOrders];
Pool stackLarge[48]; // by log2 of the size
mutex arenaLock{lockRankStackArena};
uintptr_t arenaNext RT_GUARDED_BY(arenaLock), arenaEnd RT_GUARDED_BY(arenaLock);
std::atomic<uint64_t> inUse, fromSystem;

uintptr_t &link(uintptr_t s) { return *reinterpret_cast<uintptr_t *>(s); }
int log2of(uintptr_t n) { return __builtin_ctzll(n); }
int orderOf(uintptr_t n) { return log2of(n) - log2of(stackMin); }

// A piece of stackCacheSize bytes, cut into stacks of the order; arenas are never returned.
void refillPool(Pool &pool, uintptr_t size) RT_REQUIRES(pool.lock) {
  lock(&arenaLock);
  if (arenaNext == arenaEnd) {
    bool first = arenaEnd == 0;
    uintptr_t n = first ? stackArena : stackArenaMore;
    arenaNext = uintptr_t(sysReserveStack(n));
    arenaEnd = arenaNext + n;
    fromSystem += n;
  }
  uintptr_t piece = arenaNext;
  arenaNext += stackCacheSize;
  unlock(&arenaLock);
  for (uintptr_t s = piece; s < piece + stackCacheSize; s += size) {
    link(s) = pool.free;
    pool.free = s;
  }
}

uintptr_t poolTake(Pool &pool, int order) RT_REQUIRES(pool.lock) {
  if (!pool.free) refillPool(pool, stackMin << order);
  uintptr_t s = pool.free;
  pool.free = link(s);
  return s;
}

void cacheRefill(p *pp, int order) {
  stackfreelist &c = pp->stackcache[order];
  Pool &pool = stackpool[order];
  uintptr_t size = stackMin << order;
  lock(&pool.lock);
  for (; c.size < stackCacheSize / 2; c.size += size) {
    uintptr_t s = poolTake(pool, order);
    link(s) = c.list;
    c.list = s;
  }
  unlock(&pool.lock);
}

void cacheRelease(p *pp, int order, uintptr_t keep) {
  stackfreelist &c = pp->stackcache[order];
  Pool &pool = stackpool[order];
  uintptr_t size = stackMin << order;
  lock(&pool.lock);
  while (c.size > keep) {
    uintptr_t s = c.list;
    c.list = link(s);
    link(s) = pool.free;
    pool.free = s;
    c.size -= size;
  }
  unlock(&pool.lock);
}

uintptr_t smallAlloc(int order) {
  m *mp = getm();
  p *pp = mp ? mp->p : nullptr;
  if (!pp) {
    Pool &pool = stackpool[order];
    lock(&pool.lock);
    uintptr_t s = poolTake(pool, order);
    unlock(&pool.lock);
    return s;
  }
  stackfreelist &c = pp->stackcache[order];
  if (!c.list) cacheRefill(pp, order);
  uintptr_t s = c.list;
  c.list = link(s);
  c.size -= stackMin << order;
  return s;
}

void smallFree(uintptr_t s, int order) {
  m *mp = getm();
  p *pp = mp ? mp->p : nullptr;
  if (!pp) {
    Pool &pool = stackpool[order];
    lock(&pool.lock);
    link(s) = pool.free;
    pool.free = s;
    unlock(&pool.lock);
    return;
  }
  stackfreelist &c = pp->stackcache[order];
  if (c.size >= stackCacheSize) cacheRelease(pp, order, stackCacheSize / 2);
  link(s) = c.list;
  c.list = s;
  c.size += stackMin << order;
}

uintptr_t largeAlloc(uintptr_t n) {
  Pool &pool = stackLarge[log2of(n)];
  lock(&pool.lock);
  uintptr_t s = pool.free;
  if (s) pool.free = link(s);
  unlock(&pool.lock);
  if (s) return s;
  fromSystem += n;
  return uintptr_t(n < stackHuge || debug.disablethp ? sysReserveStack(n) : sysReserveHuge(n));
}

void largeFree(uintptr_t s, uintptr_t n) {
  if (n > stackHuge) { // rare and big: back to the system at once
    munmap(reinterpret_cast<void *>(s), n);
    fromSystem -= n;
    return;
  }
  Pool &pool = stackLarge[log2of(n)];
  lock(&pool.lock);
  link(s) = pool.free;
  pool.free = s;
  unlock(&pool.lock);
}
} // namespace

stack_t_ stackalloc(uintptr_t n) {
  if (n < stackMin || (n & (n - 1))) throw_("stackalloc: bad size");
  inUse.fetch_add(n, std::memory_order_relaxed);
  int order = orderOf(n);
  uintptr_t lo = order < numStackOrders ? smallAlloc(order) : largeAlloc(n);
  return {lo, lo + n};
}

void stackfree(stack_t_ s) {
  if (!s.lo) return;
  uintptr_t n = s.hi - s.lo;
  inUse.fetch_sub(n, std::memory_order_relaxed);
  int order = orderOf(n);
  if (order < numStackOrders)
    smallFree(s.lo, order);
  else
    largeFree(s.lo, n);
}

void stackcacheClear(p *pp) {
  for (int i = 0; i < numStackOrders; i++) cacheRelease(pp, i, 0);
}

// Large stacks that nobody uses go back to the system.
void freeStackSpans() {
  for (int i = 0; i < 48; i++) {
    Pool &pool = stackLarge[i];
    lock(&pool.lock);
    while (uintptr_t s = pool.free) {
      pool.free = link(s);
      munmap(reinterpret_cast<void *>(s), uintptr_t(1) << i);
      fromSystem -= uintptr_t(1) << i;
    }
    unlock(&pool.lock);
  }
}

uint64_t stackInUse() { return inUse.load(std::memory_order_relaxed); }
uint64_t stackSys() { return fromSystem.load(std::memory_order_relaxed); }

// ---- the slow path of the stack check
extern "C" [[noreturn, gnu::used]] void newstackEntry() __asm__("rt_newstack");
void newstackEntry() { newstack(); }

// What __morestack has pushed: its resume pc and the address in the prologue. Above them is the sp that was compared.
static uintptr_t entrySp(g *gp) { return gp->sched.sp + 16; }

// Would the check pass on this stack with its plain guard?
static bool fits(g *gp) {
  uintptr_t sp = entrySp(gp), size = gp->moreSize;
  if (size > stackSplitSmall) {
    if (size > sp - gp->stack.lo) return false;
    sp -= size;
  }
  return sp > gp->stack.lo + stackGuard;
}

[[noreturn]] static void stackOverflow(g *gp) {
  eprintf("runtime: goroutine stack exceeds %lu-byte limit\n", ulong(maxstacksize));
  eprintf("runtime: sp=0x%lx stack=[0x%lx, 0x%lx]\n", ulong(entrySp(gp)), ulong(gp->stack.lo), ulong(gp->stack.hi));
  throw_("stack overflow");
}

static void grow(g *gp) {
  uintptr_t old = gp->stack.hi - gp->stack.lo, used = gp->stack.hi - gp->sched.sp;
  uintptr_t size = old * 2;
  while (size - used < gp->moreSize + stackGuard + 64) size *= 2;
  if (size > maxstacksize) stackOverflow(gp);
  casgstatus(gp, Grunning, Gcopystack);
  copystack(gp, size);
  casgstatus(gp, Gcopystack, Grunning);
}

// GODEBUG=stackmove=1. A g has much to spend, so that what runs for a second or so moves at each check. From then on each check
// pays for some bytes of a move: deep recursion would else take time that is quadratic in its depth.
static void moveInPlace(g *gp) {
  constexpr int64_t paid = 1 << 10, first = 1 << 30;
  const uintptr_t size = gp->stack.hi - gp->stack.lo;
  gp->stackMoveCredit += paid;
  if (gp->stackMoveCredit - int64_t(size) < -first) return;
  gp->stackMoveCredit -= int64_t(size);
  casgstatus(gp, Grunning, Gcopystack);
  copystack(gp, size);
  casgstatus(gp, Gcopystack, Grunning);
}

// From __morestack: the prologue found sp below the guard word: the stack is short, or the guard is a request.
void newstack() {
  m *mp = getm();
  g *gp = mp->curg;
  if (tlsG() != gp) throw_("runtime: wrong goroutine in newstack");
  if (gp == mp->gt) {
    if (!fits(gp)) throw_("stack overflow in Go code called by the runtime");
    gp->stackguard0 = gp->stack.lo + stackGuard;
    rt_gogo(gp, 0, 0);
  }
  // Copied once: the request may arrive at any time.
  bool preempt = gp->stackguard0.load() == stackPreempt;
  if (!fits(gp))
    grow(gp);
  else if (__builtin_expect(debug.stackmove, 0))
    moveInPlace(gp);
  if (preempt && canPreemptM(mp)) {
    if (gp->preemptStop.load()) preemptPark(gp);
    gopreempt_m(gp);
  }
  armGuard(gp); // a request that cannot be honoured now is renewed by releasem or by its sender
  rt_gogo(gp, 0, 0);
}

// ---- shrinking
bool isShrinkStackSafe(g *gp) { return gp->syscallsp == 0 && !gp->asyncSafePoint && !gp->nocopy; }

void shrinkstack(g *gp) {
  if (!gp->stack.lo || debug.gcshrinkstackoff || !isShrinkStackSafe(gp)) return;
  uintptr_t old = gp->stack.hi - gp->stack.lo, size = old / 2;
  if (size < stackMin) return;
  if (gp->stack.hi - gp->sched.sp + stackGuard >= old / 4) return;
  copystack(gp, size);
}

} // namespace rt
