// runtime/mem/mgcmark.cpp: roots, and the objects reachable from them. See mgc.h.
//
// Root jobs, taken one by one by all markers: 0 fixed roots (g0 stacks, finalizer queue, registered ranges, timers);
// then globals in groups; spans with finalizers in groups of pages; goroutines in groups.
#include "runtime/mem/mgcmark.h"
#include "runtime/mem/mfinal.h"
#include "runtime/mem/mgc.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/unwind.h"
#include "runtime/sync/time.h"
#include <algorithm>
#include <csignal>
#include <pthread.h>
#include <sched.h>

namespace rt {

void (*gcTestRoots)(gcWork &w);

// ---- objects

void greyobject(gcWork &w, const heapObject &o) {
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
    forEachTypedWord(v, v + typ->ptrBytes, typ, [&](void **p) { markPointer(w, reinterpret_cast<uintptr_t>(*p)); });
}

void scanobject(gcWork &w, uintptr_t b) {
  mspan *s = spanOf(b);
  if (s->elemsize > maxObletBytes) {
    w.scanWork += std::min(maxObletBytes, s->base() + s->elemsize - b);
    return scanLarge(w, s, b);
  }
  w.scanWork += s->elemsize;
  forEachPointerWord(s, b, [&](void **p) { markPointer(w, reinterpret_cast<uintptr_t>(*p)); });
}

// Objects wait here between being taken from the buffer and being scanned, while the prefetch of their first line is
// under way: following a random pointer costs a cache miss, several at once cost little more than one.
struct prefetchRing {
  static constexpr unsigned size = 8;
  uintptr_t obj[size] = {};
  unsigned at = 0;
  uintptr_t exchange(uintptr_t b) {
    if (b) __builtin_prefetch(reinterpret_cast<void *>(b));
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

void gcDrain(gcWork &w) {
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

void scanConservative(gcWork &w, uintptr_t lo, uintptr_t hi) {
  for (uintptr_t p = lo & ~uintptr_t(7); p + 8 <= hi; p += 8) {
    uintptr_t v = *reinterpret_cast<volatile uintptr_t *>(p);
    if (!inHeap(v)) continue;
    if (heapObject o = findObjectConservative(v); o.base) greyobject(w, o);
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

struct MarkVisitor final : StackVisitor {
  gcWork &w;
  explicit MarkVisitor(gcWork &work) : w(work) {}
  void mark(void *p) { markPointer(w, reinterpret_cast<uintptr_t>(p)); }
  void slot(void **p) override { mark(*p); }
  void derived(void **base, void **) override { mark(*base); }
  void object(void **p, uintptr_t, const abi::StackObject &o) override {
    forEachObjectWord(p, o, [&](void **q) { mark(*q); });
  }
  void conservative(void **lo, void **hi) override {
    scanConservative(w, reinterpret_cast<uintptr_t>(lo), reinterpret_cast<uintptr_t>(hi));
  }
};

static void scanstack(gcWork &w, g *gp) {
  uint32_t status = readgstatus(gp);
  if (status == Gdead || status == Gidle) return;
  if ((status == Gwaiting || status == Gsyscall) && gp->waitsince == 0) gp->waitsince = nanotime(); // "[chan receive, 5 minutes]"
  MarkVisitor v(w);
  forEachGRoot(gp, v);
  visitStack(gp, v);
  // System call arguments are plain numbers to the compiler; the buffers they name must stay.
  if (status == Gsyscall) scanConservative(w, reinterpret_cast<uintptr_t>(gp->sysargs), reinterpret_cast<uintptr_t>(gp->sysargs + 7));
  uintptr_t size = gp->stack.hi - gp->stack.lo, used = gp->stack.hi - std::min(gp->sched.sp, gp->stack.hi);
  w.stackBytes += used;
  w.shrinkable += size > stackMin && used < size / 4;
}

// A started timer lives until it fires: one of Go code is a heap object and its own root, one of the runtime lies
// outside the heap and may hold the only pointer to its argument.
static void scanTimers(gcWork &w) {
  for (int32_t i = 0; i < gomaxprocs; i++) {
    if (!allp[i]) continue;
    ptimers &ts = allp[i]->timers;
    assertWorldStoppedFor(&ts.lock);
    for (uint32_t k = 0; k < ts.len; k++) {
      timer *t = ts.heap[k];
      markPointer(w, reinterpret_cast<uintptr_t>(t));
      if (!inHeap(reinterpret_cast<uintptr_t>(t))) scanConservative(w, reinterpret_cast<uintptr_t>(t), reinterpret_cast<uintptr_t>(t + 1));
    }
  }
}

static void scanFixedRoots(gcWork &w, uintptr_t sp) {
  MarkVisitor v(w);
  for (m *mp = allm; mp; mp = mp->alllink) {
    uintptr_t lo = mp == markM ? sp : mp->g0top; // not getm(): a helper may do this job
    if (mp->g0sp - lo < mp->g0sp - mp->g0lo) scanConservative(w, lo, mp->g0sp);
    if (mp->gt) forEachGRoot(mp->gt, v);
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

unsigned gcRootJobs() {
  nallgs = allgsSnapshot(&allgs);
  return 1 + globalJobs() + specialRootJobs() + unsigned((nallgs + goroutinesPerJob - 1) / goroutinesPerJob);
}

void markroot(gcWork &w, unsigned job, uintptr_t sp) {
  if (job == 0) return scanFixedRoots(w, sp);
  job -= 1;
  if (job < globalJobs()) return markGlobals(w, job);
  job -= globalJobs();
  if (job < specialRootJobs()) return markSpecialRoots(w, job);
  job -= specialRootJobs();
  uintptr_t end = std::min<uintptr_t>(uintptr_t(job + 1) * goroutinesPerJob, nallgs);
  for (uintptr_t i = uintptr_t(job) * goroutinesPerJob; i < end; i++) scanstack(w, allgs[i]);
}

// ---- markers

static void runMarker(gcWork &w) {
  for (unsigned job; (job = gcWorkState_.nextRoot.fetch_add(1)) < gcWorkState_.nroots;) {
    markroot(w, job, markSp);
    w.balance();
  }
  gcDrain(w);
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
    r.shrinkable += w.shrinkable;
    w.dispose();
  };
  collect(own);
  for (unsigned i = 0; i < n; i++) collect(helpers[i].work);
  return r;
}

} // namespace rt
