// runtime/mem/mgcmark.cpp: roots, and the objects reachable from them. See mgc.h.
//
// Root jobs, taken one by one by all markers: 0 fixed roots (g0 stacks, finalizer queue, registered ranges, timers);
// then globals in groups; spans with finalizers in groups of pages; goroutines in groups.
#include "runtime/mem/mgcmark.h"
#include "runtime/abi/sabotage.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/stackscan.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/unwind.h"
#include "runtime/sync/time.h"
#include <algorithm>
#include <csignal>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <vector>

namespace rt {

void (*gcTestRoots)(gcWork &w);

// ---- objects

// ---- checkmark mode

static uintptr_t checkParent;       // the object being scanned, 0: a root
static std::atomic<uint64_t> *seen; // one bit a word of the arena

[[gnu::noinline]] static void checkObject(gcWork &w, const heapObject &o) {
  uintptr_t bit = (o.base - mheap_.arenaStart) / 8;
  if (seen[bit / 64].fetch_or(uint64_t(1) << bit % 64, std::memory_order_relaxed) >> bit % 64 & 1) return;
  if (!o.span->isMarked(o.index)) {
    eprintf("runtime: checkmarks found unexpected unmarked object obj=0x%lx of size %lu, found in 0x%lx\n", ulong(o.base),
            ulong(o.span->elemsize), ulong(checkParent));
    eprintf("runtime: span: base=0x%lx elemsize=%lu nelems=%u freeindex=%u freeIndexForScan=%u index=%lu noscan=%d\n",
            ulong(o.span->base()), ulong(o.span->elemsize), o.span->nelems, o.span->freeindex, o.span->freeIndexForScan, ulong(o.index),
            o.span->spanclass.noscan());
    if (checkParent) {
      mspan *s = spanOf(checkParent);
      eprintf("runtime: its parent: elemsize=%lu marked=%d noscan=%d\n", ulong(s->elemsize), s->isMarked(s->objIndex(checkParent)),
              s->spanclass.noscan());
    }
    throw_("checkmark found unmarked object");
  }
  if (!o.span->spanclass.noscan()) w.put(o.base);
}

void greyobject(gcWork &w, const heapObject &o) {
  if (__builtin_expect(w.checking, 0)) return checkObject(w, o);
  uint64_t *word = &o.span->gcmarkBits[o.index / 64], mask = uint64_t(1) << (o.index % 64);
  if (__atomic_load_n(word, __ATOMIC_RELAXED) & mask) return;
  if (w.shared) {
    if (__atomic_fetch_or(word, mask, __ATOMIC_RELAXED) & mask) return;
  } else
    *word |= mask;
  w.bytesMarked += o.span->elemsize;
  if (o.span->spanclass.noscan()) return;
  w.put(o.base);
}

// Objects above this are scanned piece by piece, so that several markers can share one.
constexpr uintptr_t maxObletBytes = 128 << 10;

// A pointer in an object of n bytes at base. One into the object itself says nothing new where the object is marked; and for
// an object with a finalizer, of which only what it leads to is marked, it must not count: it would never be finalized.
static inline void markFromObject(gcWork &w, uintptr_t base, uintptr_t n, void *p) {
  if (reinterpret_cast<uintptr_t>(p) - base >= n) markPointer(w, reinterpret_cast<uintptr_t>(p));
}

// A large object: its base queues all pieces; an address inside is one piece.
static void scanLarge(gcWork &w, mspan *s, uintptr_t b) {
  const abi::Type *typ = s->largeType;
  if (!typ) return; // allocated, type not yet recorded: all zero
  uintptr_t end = s->base() + s->elemsize;
  if (b == s->base())
    for (uintptr_t piece = b + maxObletBytes; piece < end; piece += maxObletBytes) w.put(piece);
  uintptr_t limit = std::min(b + maxObletBytes, end);
  uintptr_t first = s->base() + (b - s->base() + typ->size - 1) / typ->size * typ->size; // values that start in [b, limit)
  for (uintptr_t v = first; v < limit && v + typ->ptrBytes <= end; v += typ->size)
    forEachTypedWord(v, v + typ->ptrBytes, typ, [&](void **p) { markFromObject(w, s->base(), s->elemsize, *p); });
}

void scanobject(gcWork &w, uintptr_t b) {
  mspan *s = spanOf(b);
  if (__builtin_expect(w.checking, 0)) checkParent = b;
  if (s->elemsize > maxObletBytes) {
    w.scanWork += std::min(maxObletBytes, s->base() + s->elemsize - b);
    return scanLarge(w, s, b);
  }
  w.scanWork += s->elemsize;
  forEachPointerWord(s, b, [&](void **p) { markFromObject(w, b, s->elemsize, *p); });
}

// Objects wait here between being taken from the buffer and being scanned, while the prefetch of their first line is
// under way: following a random pointer costs a cache miss, several at once cost little more than one.
struct prefetchRing {
  static constexpr unsigned size = 8;
  uintptr_t obj[size] = {};
  unsigned at = 0;
  // b, or 0 while there is something in the ring: then the next one, or each object of a list would wait for eight rounds.
  uintptr_t exchange(uintptr_t b) {
    if (b) __builtin_prefetch(reinterpret_cast<void *>(b));
    for (; !b && !obj[at]; at = (at + 1) % size) {}
    uintptr_t old = obj[at];
    obj[at] = b;
    at = (at + 1) % size;
    return old;
  }
};

// Scans until this marker has nothing left and the shared list looked empty.
static void drainOwn(gcWork &w) {
  prefetchRing ring;
  for (unsigned count = 0, inRing = 0;;) {
    uintptr_t next = w.tryGet();
    inRing += next != 0;
    if (inRing == 0) return;
    if (uintptr_t b = ring.exchange(next)) {
      inRing--;
      scanobject(w, b);
    }
    if ((++count & 63) == 0) w.balance();
  }
}

// A wait that is usually a few hundred nanoseconds, but may be long when threads outnumber CPUs.
struct spinWait {
  unsigned n = 0;
  void operator()() {
    if (++n % 128)
      __builtin_ia32_pause();
    else
      sched_yield();
  }
};

void drainStopped(gcWork &w) {
  gcWorkState &st = gcWorkState_;
  for (;;) {
    drainOwn(w);
    if (!w.shared) return;
    st.nidle.fetch_add(1);
    for (spinWait wait; st.nfull.load() == 0; wait())
      if (st.nidle.load() == st.markers()) return;
    st.nidle.fetch_sub(1);
  }
}

// Every 64 objects, or when they were large, it looks whether to stop.
void drainHeap(gcWork &w, bool (*stop)(gcWork &w, void *arg), void *arg) {
  prefetchRing ring;
  uint64_t nextLook = w.scanWork + (64 << 10);
  for (unsigned count = 0, inRing = 0;;) {
    uintptr_t next = w.tryGet();
    if (!next && inRing == 0) {
      wbBufFlush1(getp()); // this P's shaded pointers are work, too
      next = w.tryGet();
    }
    inRing += next != 0;
    if (inRing == 0) return;
    if (uintptr_t b = ring.exchange(next)) {
      inRing--;
      scanobject(w, b);
    }
    count++;
    if ((count & 7) == 0) w.balance(); // an assist that finds nothing has its goroutine wait
    if ((count & 63) != 0 && w.scanWork < nextLook) continue;
    nextLook = w.scanWork + (64 << 10);
    if (!stop(w, arg)) continue;
    for (uintptr_t b : ring.obj)
      if (b) w.put(b);
    return;
  }
}

void scanConservative(gcWork &w, uintptr_t lo, uintptr_t hi) {
  for (uintptr_t p = lo & ~uintptr_t(7); p + 8 <= hi; p += 8) {
    uintptr_t v = *reinterpret_cast<volatile uintptr_t *>(p);
    if (!inHeap(v)) continue;
    heapObject o = findObjectForScan(v);
    if (!o.base) continue;
    if (__builtin_expect(w.checking, 0) && !o.span->isMarked(o.index)) continue; // it need not be a pointer
    greyobject(w, o);
  }
}

// ---- roots

static uintptr_t markSp; // g0 sp of the collecting M
static m *markM;         // the collecting M

struct rootRange {
  uintptr_t lo, hi;
};
static rootRange rootRanges[256];
static std::atomic<unsigned> nRootRanges{0};

void gcAddRootRange(void *p, uintptr_t n) {
  unsigned i = nRootRanges.load();
  if (i == 256) throw_("gcAddRootRange: too many root ranges");
  rootRanges[i] = {reinterpret_cast<uintptr_t>(p), reinterpret_cast<uintptr_t>(p) + n};
  nRootRanges.store(i + 1, std::memory_order_release); // pairs with scanFixedRoots
}

// Where the C++ frames on the g0 of mp begin that may hold pointers, if it has stopped inside an entry; else 0.
static uintptr_t g0Top(m *mp) { return mp == markM ? markSp : __atomic_load_n(&mp->g0top, __ATOMIC_RELAXED); }

// Its goroutine does not run meanwhile. What its M holds on g0, if it blocks in place, counts as part of the stack.
static void scanstack(gcWork &w, g *gp) {
  uint32_t status = readgstatus(gp);
  if (status == Gdead || status == Gidle) return;
  if (__builtin_expect(w.checking, 0)) checkParent = 0;
  if ((status == Gwaiting || status == Gsyscall) && gp->waitsince == 0) gp->waitsince = nanotime(); // "[chan receive, 5 minutes]"
  StackScan v(w, gp);
  forEachGRoot(gp, v);
  visitStack(gp, v);
  if (debug.gcconservative) v.conservative(reinterpret_cast<void **>(gp->sched.sp), reinterpret_cast<void **>(gp->stack.hi));
  // Entries that wait keep the addresses of their operands in scratch, mere numbers to the compiler.
  for (uint64_t word : gp->scratch) v.mayPointToStack(word);
  // System call arguments are plain numbers, too; the buffers they name must stay.
  if (status == Gsyscall) v.conservative(reinterpret_cast<void **>(gp->sysargs), reinterpret_cast<void **>(gp->sysargs + 7));
  for (m *mp : {gp->m, gp->lockedm})
    if (uintptr_t top = mp ? g0Top(mp) : 0; top && mp->g0sp - top < mp->g0sp - mp->g0lo)
      v.conservative(reinterpret_cast<void **>(top), reinterpret_cast<void **>(mp->g0sp));
  v.finish();
  uintptr_t size = gp->stack.hi - gp->stack.lo, used = gp->stack.hi - std::min(gp->sched.sp, gp->stack.hi);
  w.stackBytes += used;
  // Too large for what it holds: nobody runs it meanwhile, so it can be moved. Not that of a goroutine of the runtime: it may be a
  // worker, which runs on g0; and a marker that is no M leaves it to the next cycle.
  bool still = status == Gwaiting || status == Grunnable;
  if (size > stackMin && used < size / 4 && still && !gp->issystem && !w.checking && getm()) shrinkstack(gp);
}

// A started timer lives until it fires: one of Go code is a heap object and its own root, one of the runtime lies
// outside the heap and may hold the only pointer to its argument.
static void scanTimers(gcWork &w) {
  for (int32_t i = 0; i < gomaxprocs; i++) {
    if (!allp[i]) continue;
    ptimers &ts = allp[i]->timers;
    lock(&ts.lock);
    for (uint32_t k = 0; k < ts.len; k++) {
      timer *t = ts.heap[k];
      markPointer(w, reinterpret_cast<uintptr_t>(t));
      if (!inHeap(reinterpret_cast<uintptr_t>(t))) scanConservative(w, reinterpret_cast<uintptr_t>(t), reinterpret_cast<uintptr_t>(t + 1));
    }
    unlock(&ts.lock);
  }
}

static void scanFixedRoots(gcWork &w) {
  if (__builtin_expect(w.checking, 0)) checkParent = 0;
  for (m *mp = w.concurrent ? nullptr : allmStopped(); mp; mp = mp->alllink) { // beside the program: see M4
    uintptr_t lo = g0Top(mp); // not getm(): a helper may do this job
    if (mp->g0sp - lo < mp->g0sp - mp->g0lo) scanConservative(w, lo, mp->g0sp);
    if (!mp->gt) continue;
    StackScan v(w, mp->gt);
    forEachGRoot(mp->gt, v);
    v.finish();
  }
  const unsigned ranges = nRootRanges.load(std::memory_order_acquire); // pairs with gcAddRootRange
  for (unsigned i = 0; i < ranges; i++) scanConservative(w, rootRanges[i].lo, rootRanges[i].hi);
  scanTimers(w);
  markFinalizerQueue(w);
}

constexpr unsigned globalsPerJob = 64, goroutinesPerJob = 16;
static g **allgs;
static uintptr_t nallgs;

static unsigned globalJobs() {
  unsigned n = 0;
  for (auto *md = moduledata; md; md = md->next) n += (md->nroots + globalsPerJob - 1) / globalsPerJob;
  return n;
}

static void markGlobals(gcWork &w, unsigned job) {
  auto *md = moduledata;
  for (unsigned n; job >= (n = (md->nroots + globalsPerJob - 1) / globalsPerJob); md = md->next) job -= n;
  unsigned end = std::min((job + 1) * globalsPerJob, md->nroots);
  for (unsigned i = job * globalsPerJob; i < end; i++) {
    const abi::GlobalRoot &r = md->roots[i];
    uintptr_t lo = reinterpret_cast<uintptr_t>(r.addr);
    w.globalBytes += r.size;
    forEachTypedWord(lo, lo + r.size, r.typ, [&](void **p) { markPointer(w, reinterpret_cast<uintptr_t>(*p)); });
  }
}

// Goroutines that could not be stopped when it was their turn.
static memLock againLock{lockRankGCWork};
static std::vector<g *> again RT_GUARDED_BY(againLock);
static std::atomic<uint32_t> nagain;

static void scanRunning(gcWork &w, g *gp) {
  if (abi::sabotageStack && gp->goid == 1) return;
  suspendGState s = suspendG(gp);
  if (s.how == suspendGState::dead) return;
  if (s.how == suspendGState::notNow) {
    againLock.lock();
    again.push_back(gp);
    nagain.fetch_add(1);
    againLock.unlock();
    return;
  }
  scanstack(w, gp);
  resumeG(s);
}

static unsigned specialJobs; // fixed for a cycle: finalizers come and go meanwhile

unsigned gcRootJobs() {
  specialJobs = specialRootJobs();
  nallgs = allgsSnapshot(&allgs);
  return 1 + globalJobs() + specialJobs + unsigned((nallgs + goroutinesPerJob - 1) / goroutinesPerJob);
}

void markroot(gcWork &w, unsigned job) {
  if (job == 0) return scanFixedRoots(w);
  job -= 1;
  if (job < globalJobs()) return markGlobals(w, job);
  job -= globalJobs();
  if (job < specialJobs) return markSpecialRoots(w, job);
  job -= specialJobs;
  uintptr_t end = std::min<uintptr_t>(uintptr_t(job + 1) * goroutinesPerJob, nallgs);
  for (uintptr_t i = uintptr_t(job) * goroutinesPerJob; i < end; i++)
    if (w.concurrent)
      scanRunning(w, allgs[i]);
    else
      scanstack(w, allgs[i]);
}

bool markNextRoot(gcWork &w) {
  gcWorkState &st = gcWorkState_;
  if (st.nextRoot.load() < st.nroots)
    if (unsigned job = st.nextRoot.fetch_add(1); job < st.nroots) {
      markroot(w, job);
      return true;
    }
  if (nagain.load() == 0) return false;
  againLock.lock();
  g *gp = nullptr;
  if (!again.empty()) {
    gp = again.back();
    again.pop_back();
    nagain.fetch_sub(1);
  }
  againLock.unlock();
  if (gp) scanRunning(w, gp);
  return gp != nullptr;
}

bool rootsLeft() { return gcWorkState_.nextRoot.load() < gcWorkState_.nroots || nagain.load() != 0; }

void resetRoots() {
  markM = nullptr; // nobody marks from inside an entry
  gcWorkState_.nroots = gcRootJobs();
  gcWorkState_.nextRoot = 0;
}

void gcCheckMarks(uintptr_t sp) {
  uintptr_t bytes = mheap_.grown() / 64 + 8;
  seen = static_cast<std::atomic<uint64_t> *>(sysMmapNoReserve(bytes));
  if (!seen) throw_("out of memory for checkmarks");
  gcWork w;
  w.init(false);
  w.checking = true;
  markSp = sp;
  markM = getm();
  for (unsigned job = 0, n = gcTestRoots ? 0 : gcRootJobs(); job < n; job++) {
    markroot(w, job);
    drainStopped(w);
  }
  w.dispose();
  munmap(static_cast<void *>(seen), bytes);
}

// ---- markers

static void runMarker(gcWork &w) {
  for (unsigned job; (job = gcWorkState_.nextRoot.fetch_add(1)) < gcWorkState_.nroots;) {
    markroot(w, job);
    w.balance();
  }
  drainStopped(w);
}

// Helper threads are not Ms: they run no Go code and are unknown to the scheduler. Each sleeps on its own invitation, and
// when woken joins that phase if it is still open: nobody waits for a thread that gets no CPU.
constexpr unsigned maxHelpers = 7;
struct markHelper {
  std::atomic<uint32_t> invited{0}; // number of the phase it is to join; futex word
  gcWork work;
};
static markHelper helpers[maxHelpers];
static unsigned nhelpers;
static std::atomic<uint32_t> helpersDone; // that joined this phase and have finished

static void *helperMain(void *arg) {
  auto *h = static_cast<markHelper *>(arg);
  for (uint32_t seen = 0;;) {
    auto invited = [h] { return h->invited.load(std::memory_order_acquire); }; // pairs with gcMarkAll
    while (invited() == seen) futexsleep(&h->invited, seen, -1);
    seen = invited();
    if (!gcWorkState_.join(seen)) continue;
    runMarker(h->work);
    helpersDone.fetch_add(1, std::memory_order_release); // pairs with gcMarkAll
  }
  return nullptr;
}

static unsigned startHelpers(unsigned want) {
  want = std::min(want, maxHelpers);
  sigset_t all, old;
  sigfillset(&all);
  sigdelset(&all, sigAllThreads);
  pthread_sigmask(SIG_SETMASK, &all, &old); // they inherit a mask that leaves every other signal to the Ms
  while (nhelpers < want) {
    pthread_t t;
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, 256 << 10);
    bool ok = pthread_create(&t, &attr, helperMain, &helpers[nhelpers]) == 0;
    pthread_attr_destroy(&attr);
    if (!ok) break;
    nhelpers++;
  }
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  return std::min(want, nhelpers);
}

markResult gcMarkAll(uintptr_t sp, unsigned markers) {
  gcWorkState &st = gcWorkState_;
  unsigned n = markers > 1 ? startHelpers(markers - 1) : 0;
  st.nidle = 0;
  st.nextRoot = 0;
  st.nroots = gcTestRoots ? 0 : gcRootJobs();
  markSp = sp;
  markM = getm();
  gcWork own;
  own.init(n > 0);
  helpersDone = 0;
  for (unsigned i = 0; i < n; i++) helpers[i].work.init(true);
  static uint32_t phase;
  st.open(++phase);
  for (unsigned i = 0; i < n; i++) {
    helpers[i].invited.store(phase, std::memory_order_release); // pairs with helperMain
    futexwakeup(&helpers[i].invited, 1);
  }
  if (gcTestRoots) gcTestRoots(own);
  runMarker(own);
  uint32_t joined = st.close() - 1; // without this thread
  for (spinWait wait; helpersDone.load(std::memory_order_acquire) != joined;) wait(); // pairs with helperMain
  markResult r;
  auto collect = [&](gcWork &w) {
    r.bytesMarked += w.bytesMarked, r.stackBytes += w.stackBytes, r.globalBytes += w.globalBytes, r.scanWork += w.scanWork;
    w.dispose();
  };
  collect(own);
  for (unsigned i = 0; i < n; i++) collect(helpers[i].work);
  return r;
}

} // namespace rt
