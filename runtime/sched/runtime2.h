// runtime/sched/runtime2.h: the records of the scheduler: g, m, p, schedt, sudog, _defer, _panic, and the
// enumerations of statuses and wait reasons.
//
// The idea, in short: a g is a goroutine (its stack, its resume point, its status); an m is an OS thread with
// a big fixed stack, g0, on which all C++ code runs; a p is the right to run Go code (GOMAXPROCS of them) and
// owns everything that is cheap because it is not shared: run queue, allocation cache, timers, free lists.
//
// Invariants
//   G1  g.sched is valid only when the goroutine is waiting, runnable, in a system call, or its M is on g0
//       (inside an entry). [sched.sp] is the pc where it goes on, sched.bp the frame pointer there.
//   G2  A goroutine's stack does not move while it is inside an entry (C++ holds raw pointers into it) nor
//       while it is asynchronously preempted (its innermost frame has no map).
//   G3  Runtime memory (g, m, p, sudog, _defer, _panic) lies outside the collected heap. The collector reaches
//       what it refers to through forEachGRoot (runtime/stack/unwind.h).
//   G4  A P's run queue is written at the tail by its owner only; heads move by compare-and-swap.
//   G5  The ring holds at most runqSize goroutines, and what its owner takes out is runnable.
//   G6  suspendG works only while write barriers are on: otherwise statuses change without an atomic instruction (casgstatus).
//
// Mirrors runtime/runtime2.go. It differs where Go's goroutine keeps C-like state on its own stack: here C++
// never runs there, so a parked goroutine has `onresume` instead of a suspended frame.
#pragma once
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdint>

#include "runtime/abi/entries.h"
#include "runtime/abi/goroutine.h"
#include "runtime/abi/type.h"
#include "runtime/lock/lock_futex.h"
#include "runtime/trace/state.h"

namespace rt {

struct g;
struct m;
struct p;
struct hchan;
struct mcache;
struct mspan;
struct timer;
struct sudog;

using abi::Eface;
using abi::FuncVal;

// ---- goroutine status. gc's values: traces and dumps show them as numbers.
enum gstatus : uint32_t {
  Gidle = 0,      // just allocated
  Grunnable = 1,  // on a run queue
  Grunning = 2,   // owns its stack, has an M and a P
  Gsyscall = 3,   // in a system call: has an M, no P
  Gwaiting = 4,   // parked; some queue or timer knows it
  Gdead = 6,      // unused or exited
  Gcopystack = 8, // its stack is being moved
  Gpreempted = 9, // stopped for suspendG, which alone starts it again
  Gscan = 0x1000, // with one of the above: somebody scans the stack; the status does not change meanwhile (suspendG)
};

enum pstatus : uint32_t { Pidle, Prunning, Psyscall, Pgcstop, Pdead };

// ---- wait reasons: X(name, text). The texts are gc's; they stand in tracebacks as "goroutine 7 [text]:".
#define WAIT_REASONS(X)                                                                                                                    \
  X(Zero, "")                                                                                                                              \
  X(GCAssistMarking, "GC assist marking")                                                                                                  \
  X(IOWait, "IO wait")                                                                                                                     \
  X(ChanReceiveNilChan, "chan receive (nil chan)")                                                                                         \
  X(ChanSendNilChan, "chan send (nil chan)")                                                                                               \
  X(PanicWait, "panicwait")                                                                                                                \
  X(Select, "select")                                                                                                                      \
  X(SelectNoCases, "select (no cases)")                                                                                                    \
  X(GCAssistWait, "GC assist wait")                                                                                                        \
  X(GCSweepWait, "GC sweep wait")                                                                                                          \
  X(GCScavengeWait, "GC scavenge wait")                                                                                                    \
  X(ChanReceive, "chan receive")                                                                                                           \
  X(ChanSend, "chan send")                                                                                                                 \
  X(FinalizerWait, "finalizer wait")                                                                                                       \
  X(ForceGCIdle, "force gc (idle)")                                                                                                        \
  X(Semacquire, "semacquire")                                                                                                              \
  X(Sleep, "sleep")                                                                                                                        \
  X(SyncCondWait, "sync.Cond.Wait")                                                                                                        \
  X(SyncMutexLock, "sync.Mutex.Lock")                                                                                                      \
  X(SyncRWMutexRLock, "sync.RWMutex.RLock")                                                                                                \
  X(SyncRWMutexLock, "sync.RWMutex.Lock")                                                                                                  \
  X(TraceReaderBlocked, "trace reader (blocked)")                                                                                          \
  X(WaitForGCCycle, "wait for GC cycle")                                                                                                   \
  X(GCWorkerIdle, "GC worker (idle)")                                                                                                      \
  X(GCWorkerActive, "GC worker (active)")                                                                                                  \
  X(Preempted, "preempted")                                                                                                                \
  X(DebugCall, "debug call")
enum waitReason : uint8_t {
#define X(name, text) waitReason##name,
  WAIT_REASONS(X)
#undef X
};
extern const char *const waitReasonStrings[];

// ---- stacks
struct stack_t_ {
  uintptr_t lo, hi;
};
constexpr uintptr_t stackMin = 2048;             // a new goroutine's stack
constexpr uintptr_t stackSplitSmall = 256;       // frames up to this size compare rsp itself with the guard
constexpr uintptr_t stackSlack = 512;            // for leaf C functions, entries, asyncPreempt below the guard
constexpr uintptr_t stackGuard = stackSplitSmall + stackSlack;
constexpr uintptr_t stackPreempt = ~uintptr_t(0) - 1313; // in stackguard0: the next prologue enters newstack
constexpr uintptr_t stackMoveAlways = ~uintptr_t(0) - 4095; // likewise, for GODEBUG=stackmove=1

// What a woken goroutine does before it goes on: runs on g0, with the goroutine current and running;
// returns the entry's result words (a third through g.ret2). May panicGo, may park again.
using resumeFn = R2 (*)(g *gp);

// A deferred call. Linked per goroutine, innermost first.
struct _defer {
  _defer *link;
  FuncVal *fn;      // func(); collector root
  uintptr_t frame;  // rbp of the function that deferred; moves with the stack
};

// A panic in progress, or a Goexit, which runs deferred calls the same way.
struct _panic {
  _panic *link;
  Eface arg;         // collector root
  uintptr_t frame;   // rbp of the assembly loop's frame (gopanic or Goexit); moves with the stack
  uintptr_t dframe;  // frame that deferred the function running now
  bool recovered;
  bool goexit;
};

// A goroutine waiting on a channel, a semaphore, or a list. elem may point into its stack.
struct sudog {
  struct g *g;
  sudog *next, *prev;
  void *elem;
  uint32_t ticket;
  bool isSelect; // g.selectDone must be won by compare-and-swap
  bool success;  // woken by a value (true) or by a close (false)
  sudog *parent, *waitlink, *waittail;
  hchan *c;
  int64_t acquiretime, releasetime; // for the profiles of waiting (runtime/prof/blockprof.h); 0: none is taken
  uint32_t waiters;                 // semaphores: how many wait behind it, at most
};

// Where a goroutine goes on. Its pc stands on its stack, at sp, where the entry's call has pushed it: see G1.
struct gobuf {
  uintptr_t sp;
  uintptr_t bp; // frame pointer there
  uintptr_t pc() const { return *reinterpret_cast<uintptr_t *>(sp); }
};

// ---- g
struct alignas(64) g {
  // What assembly touches: offsets in runtime/arch/amd64/layout.h.
  gobuf sched;                        // 0 saved sp, 8 bp
  uint64_t ret2;                      // 16 third result word; collector root
  std::atomic<uintptr_t> stackguard0; // 24 limit, or stackPreempt
  resumeFn onresume;                  // 32
  void *param;                        // 40 what the waker hands over (a sudog)
  std::atomic<uint32_t> atomicstatus; // 48
  std::atomic<waitReason> waitreason; // 52
  bool asyncSafePoint = false;        // 53 stopped in asyncPreempt: innermost frame has no map (G2)
  std::atomic<bool> preempt;          // 54 duplicates stackguard0 = stackPreempt
  uint8_t runs;                       // 55 times it stopped running, with waitTracked (casgstatus)
  FuncVal *startfn;                   // 56 collector root until started
  void *asyncArea;                    // 64 xsave area, only while asynchronously preempted
  uintptr_t moreSize, moreArgs;       // 72 80 __morestack: frame and argument bytes wanted
  union {                             // 88 a goroutine is in a prologue or in an entry, never in both
    struct {
      uint64_t moreRegs[10];          // __morestack: argument registers r12 r13 r14 r15 rdi rsi rdx rcx r8 r9
      double moreXmm[8];              // 168 and xmm0-7 (arguments are scalars)
    };
    struct {
      uint64_t scratch[8];            // for code that parks: what its onresume needs (not scanned)
      uint64_t sysargs[3];            // result words of a system call that had to wait for a P
    };
  };

  _defer *defer;                      // 232 innermost deferred call
  _defer *deferfree;                  // 240 records to use next

  stack_t_ stack;                     // [lo, hi)
  void *stubClosure;                  // 264 of a function that reflect made, on its way from stub to Go code (reflect.S)
  struct m *m;                        // current M; nil unless running or in a system call
  g *schedlink;                       // run queues and free lists
  int64_t goid;
  int64_t waitsince;                  // approximate time it became blocked
  _panic *panic;                      // innermost panic
  sudog *waiting;                     // sudogs it waits on (select: in lock order)
  std::atomic<uint32_t> selectDone;   // won by the waker of a select
  bool activeStackChans;              // sudogs point into this stack and channels may write there
  std::atomic<bool> preemptStop;      // when it stops for preempt, it is for suspendG
  bool issystem;                      // a goroutine of the runtime: hidden from tracebacks and deadlock counts
  bool paniconfault;                  // debug.SetPanicOnFault
  bool nocopy;                        // stack may not move at all (gt of an M, and leaveEntry)
  struct m *lockedm;
  uint32_t sig;                       // fatal signal behind a panic, for "[signal ...]"
  uintptr_t sigcode0, sigcode1, sigpc;
  int64_t parentGoid;
  uintptr_t gopc;                     // pc of the go statement
  struct timer *timer;                // cached for time.Sleep
  int64_t sleepWhen;
  uintptr_t syscallsp;                // sched.sp while in a system call, else 0
  void *labels;                       // pprof labels; collector root
  void *roots[2];                     // like scratch, but scanned: heap pointers
  int64_t gcAssistBytes;              // bytes it may allocate before it has to help with marking; in cycle gcAssistCycle
  uint32_t gcAssistCycle;
  bool gcAssistCut;                   // it was stopped for preemption while it helped
  traceResource trace;
  int64_t runnableSince, runnableTime; // while waitTracked
  int64_t stackMoveCredit;             // GODEBUG=stackmove=1: what checks have paid for, less what was moved (moveInPlace)
};

// ---- gQueue, gList: linked through schedlink
struct gQueue {
  g *head = nullptr, *tail = nullptr;
  bool empty() const { return !head; }
  void push(g *gp) {
    gp->schedlink = head;
    head = gp;
    if (!tail) tail = gp;
  }
  void pushBack(g *gp) {
    gp->schedlink = nullptr;
    if (tail)
      tail->schedlink = gp;
    else
      head = gp;
    tail = gp;
  }
  void pushBackAll(gQueue q) {
    if (!q.tail) return;
    q.tail->schedlink = nullptr;
    if (tail)
      tail->schedlink = q.head;
    else
      head = q.head;
    tail = q.tail;
  }
  g *pop() {
    g *gp = head;
    if (gp) {
      head = gp->schedlink;
      if (!head) tail = nullptr;
    }
    return gp;
  }
};
struct gList {
  g *head = nullptr;
  bool empty() const { return !head; }
  void push(g *gp) {
    gp->schedlink = head;
    head = gp;
  }
  g *pop() {
    g *gp = head;
    if (gp) head = gp->schedlink;
    return gp;
  }
};

// ---- p
struct stackfreelist {
  uintptr_t list;
  uintptr_t size;
};
constexpr int numStackOrders = 4; // 2 KB, 4, 8, 16: larger ones come from the large pool

// Per-P timers: a 4-ary heap owned by runtime/sync/time.
struct ptimers {
  mutex lock{lockRankTimers};
  timer **heap RT_GUARDED_BY(lock);
  uint32_t len RT_GUARDED_BY(lock), cap RT_GUARDED_BY(lock);
  std::atomic<uint32_t> num;  // len, readable without the lock
  std::atomic<int64_t> when0; // when of heap[0], 0: none
};

constexpr uint32_t runqSize = 256;

struct alignas(64) p {
  int32_t id;
  std::atomic<uint32_t> status;
  p *link;
  std::atomic<uint32_t> schedtick;   // a goroutine switch
  std::atomic<uint32_t> syscalltick; // a system call
  struct {
    uint32_t schedtick;
    int64_t schedwhen;
    uint32_t asked; // the schedtick whose goroutine was asked to stop
    uint32_t syscalltick;
    int64_t syscallwhen;
  } sysmontick;
  struct m *m; // back-link; nil if idle
  struct mcache *mcache;
  uintptr_t *wbNext, *wbEnd; // the write barrier's buffer: next free word, full (runtime/mem/mbarrier.h)
  struct gcP *gc;            // what the collector keeps for each P (runtime/mem/mgc.h)

  // run queue: G4
  alignas(64) std::atomic<uint32_t> runqhead;
  std::atomic<uint32_t> runqtail;
  std::atomic<g *> runnext; // runs next, inheriting the time slice
  uint32_t handoff;         // local takes of runnext in a row (wakerule=1)
  std::atomic<g *> runq[runqSize];

  struct {
    gList list;
    int32_t n;
  } gFree;
  sudog *sudogcache;
  uint32_t nsudogcache; // linked through next
  _panic *panicpool;
  stackfreelist stackcache[numStackOrders];
  ptimers timers;
  uint64_t goidcache, goidcacheend;
  std::atomic<bool> preempt; // switch as soon as possible
  std::atomic<uint32_t> runSafePointFn; // 1: has to run safePointFn at its next safe point (forEachP)
  pTraceState trace;
  std::atomic<int64_t> idleSince; // not 0: it is on the idle list, where it has no work. Status Pidle alone says less:
                                  // a P that is on its way to another M has it, too
  bool onIdleList() const { return idleSince.load(std::memory_order_relaxed) != 0; }
};

// ---- m
enum throwType : int32_t { throwTypeNone, throwTypeUser, throwTypeRuntime };

struct alignas(64) m {
  g *curg;          // goroutine running on this M; nil while scheduling
  struct p *p;      // nil: no Go code may run, no allocation
  void *asyncFree;  // 16 spare xsave areas for asyncPreempt, linked through word 0
  uintptr_t g0sp;   // where entries start on g0 (16-aligned); [g0lo, g0sp)
  uintptr_t g0lo;
  void *wbArea;     // xsave area for rt_gcWriteBarrier
  uintptr_t g0top;  // sp of g0 while the M blocks in place with live C++ frames; 0 otherwise
  g *gt;            // record of Go code run on g0 (timer functions): see callGo
  std::atomic<uintptr_t> *guardWord; // this thread's %fs:0x70
  struct p *nextp, *oldp;
  int64_t id;
  uint64_t procid; // tid
  throwType throwing;
  int32_t locks;          // held runtime locks: no preemption, no GC start
  int32_t dying;
  bool spinning;          // out of work, looking for some
  bool blocked;           // in notesleep
  bool insignal;
  int32_t printlock;
  note park;
  m *alllink;
  m *schedlink;
  g *lockedg;
  uint32_t lockedExt, lockedInt;
  void (*mstartfn)();
  std::atomic<uint32_t> signalPending; // SIGURG is under way
  std::atomic<uint32_t> askers;        // threads that are asking this one to stop
  std::atomic<bool> ending;            // no more of them
  uint64_t fastrand;
  bool isSystem;          // never runs goroutines: sysmon, collector threads
  void *exitBuf;          // where the thread's start function can be left
  uintptr_t sigStack;
  void *stormTimer;       // GODEBUG=preemptstorm
  volatile bool stormMade, stormSet;
  void *profTimer;        // sends this thread SIGPROF while there is a CPU profile (runtime/prof/cpuprof)
  bool profTimerOn;
  uint32_t syscalltick;   // oldp's as the system call began: has somebody had the P meanwhile?
  uint32_t lockWaits;     // times it had to wait for a lock of the runtime
  int64_t lockWaited;     // ns of such a wait, for the mutex profile once no lock is held; 0: none
  mTraceState trace;
};

struct schedt {
  std::atomic<uint64_t> goidgen;
  std::atomic<int64_t> lastpoll;  // time of the last look at the network; 0: somebody waits there
  std::atomic<int64_t> pollUntil; // until when; 0: for ever
  mutex lock{lockRankSched};
  m *midle RT_GUARDED_BY(lock);              // Ms without work, linked through schedlink
  int32_t nmidle RT_GUARDED_BY(lock);        // their number
  int32_t nmidlelocked RT_GUARDED_BY(lock);  // Ms that wait for the goroutine locked to them
  int64_t mnext RT_GUARDED_BY(lock);         // Ms made so far, the next one's id
  int32_t maxmcount RT_GUARDED_BY(lock) = 10000; // how many there may be
  int32_t nmsys RT_GUARDED_BY(lock);         // Ms that never run goroutines: checkdead does not count them
  int64_t nmfreed RT_GUARDED_BY(lock);       // Ms whose thread has ended
  std::atomic<int32_t> ngsys;                // goroutines of the runtime
  p *pidle RT_GUARDED_BY(lock);              // idle Ps, linked through link
  std::atomic<int32_t> npidle, nmspinning;   // see schedule.cpp
  std::atomic<uint32_t> needspinning;        // no P was left for one who found work: the next to give its P up spins
  gQueue runq RT_GUARDED_BY(lock);           // the global queue
  std::atomic<int32_t> runqsize;             // its length, readable without the lock
  struct {
    mutex lock{lockRankGFree};
    gList stack RT_GUARDED_BY(lock), noStack RT_GUARDED_BY(lock); // dead gs with and without a stack
    std::atomic<int32_t> n;                                       // their number, readable without the lock
  } gFree;
  mutex sudoglock{lockRankSudog};
  sudog *sudogcache RT_GUARDED_BY(sudoglock);
  std::atomic<bool> gcwaiting;            // a stop of the world is under way: give Ps up
  int32_t stopwait RT_GUARDED_BY(lock);   // Ps it still waits for
  note stopnote;                          // stopwait has reached 0
  std::atomic<bool> freezing;             // a crash is being reported: take no P back
  std::atomic<bool> sysmonwait;           // sysmon sleeps until sysmonnote
  note sysmonnote;
  // Times of all Ps, for runtime/metrics: spent on the idle list; what there was up to procresizeTime, when GOMAXPROCS changed.
  int64_t idleTime RT_GUARDED_BY(lock), totalTime RT_GUARDED_BY(lock), procresizeTime RT_GUARDED_BY(lock);
};

extern schedt sched;
extern p *allp[];           // [gomaxprocs)
extern int32_t gomaxprocs;  // changes only with the world stopped
extern int32_t ncpu;
constexpr int32_t maxGomaxprocs = 1024;
extern m m0;
extern mutex allglock;
extern std::atomic<g **> allgptr;
extern std::atomic<uintptr_t> allglen;
extern m *allm RT_GUARDED_BY(sched.lock); // all Ms, by alllink

// The thread-local block: see runtime/arch/amd64/layout.h.
struct Tls {
  m *m_;
  uintptr_t g0sp;
};
extern __thread Tls rt_tls __asm__("rt_tls") __attribute__((tls_model("local-exec")));

// The record that Go code on this thread runs in: a goroutine, or m.gt on g0. Read anew each time.
inline g *tlsG() {
  g *gp;
  __asm__ volatile("mov %%fs:%c1, %0" : "=r"(gp) : "i"(abi::tlsG));
  return gp;
}
inline m *getm() { return rt_tls.m_; }
inline g *getg() {
  m *mp = getm();
  return mp ? mp->curg : nullptr;
} // running goroutine, nil on a scheduling M
inline p *getp() { return getm()->p; }

// pairs with casgstatus, and with newproc1's store into a g nobody else has seen
inline uint32_t readgstatus(const g *gp) { return gp->atomicstatus.load(std::memory_order_acquire) & ~uint32_t(Gscan); }

} // namespace rt
