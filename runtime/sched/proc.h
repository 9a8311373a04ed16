// runtime/sched/proc.h: what the rest of the runtime asks of the scheduler.
//
// All functions run on g0. A function marked [[noreturn]] leaves: it ends in a switch to some goroutine.
// Mirrors the exported face of runtime/proc.go.
#pragma once
#include "runtime/abi/funcmap.h"
#include "runtime/lock/assert.h"
#include "runtime/sched/runtime2.h"

namespace rt {

// ---- start
struct GoExports {
#define GOEXPORT(name) void *name = nullptr;
#include "runtime/abi/goexports.def"
#undef GOEXPORT
};
extern GoExports goexports;
void setGoExports(const uint64_t *addrs); // code addresses in the order of goexports.def, before start
extern const abi::ModuleData *moduledata; // of the running program: the first of its modules
extern int32_t argc_;
extern char **argv_, **envp_;

// Runs the program to its end; the process exits inside. Code objects must have been registered
// (registerCode, runtime/stack/symtab.h) and goexports filled.
[[noreturn]] int start(const abi::ModuleData &md, int argc, char **argv, char **envp);

// ---- throwing
[[noreturn]] void throw_(const char *s); // a bug of the runtime: "fatal error: s" and runtime frames
[[noreturn]] void fatal(const char *s);  // the program's fault: "fatal error: s"
// Leaves the entry by calling a Go function of goexports in place of returning: as if the Go caller had
// called it. Only from entries with effect gc or park, or from onresume. Arguments: up to 4 words.
[[noreturn]] void panicGo(void *goexport, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0, uint64_t d = 0, uint64_t e = 0);
[[noreturn]] void panicPlainError(const char *s);   // runtime.Error with this text
[[noreturn]] void panicRuntimeError(const char *s); // runtime.Error "runtime error: " + s; s must live on

// ---- parking
// Parks the current goroutine and schedules another. Once its status is Gwaiting, unlockf(gp, lock) is called (if not
// null), after which gp may be running elsewhere; if it returns false gp goes on at once. When it is woken, onresume (may
// be null) makes the entry's results.
[[noreturn]] void gopark(bool (*unlockf)(g *gp, void *lock), void *lock, resumeFn onresume, waitReason reason);
[[noreturn]] void goparkunlock(mutex *l, resumeFn onresume, waitReason reason) RT_RELEASE(l); // what is unlocked then is l
void goready(g *gp);                     // Gwaiting -> Grunnable, into runnext of this P
void ready(g *gp, bool next);
[[noreturn]] void goschedImpl(g *gp, bool preempted = false); // current goroutine to the global queue, schedule
[[noreturn]] void goyield_m(g *gp);      // current goroutine to the tail of the local queue
void injectglist(gList *list);           // runnable goroutines from netpoll or timers; without a P: global queue
[[noreturn]] void schedule();

// ---- goroutines
g *newproc1(FuncVal *fn, g *callergp, uintptr_t callerpc); // Grunnable, on no queue
void newprocRuntime(FuncVal *fn, bool system);              // start a goroutine from the runtime and queue it
int32_t gcount();
bool isSystemGoroutine(g *gp); // not shown to programs
extern std::atomic<g *> finalizing; // the finalizer goroutine while it runs a function of the program: that is shown
void forEachG(void (*fn)(g *, void *), void *arg);          // all gs, also dead ones; takes allglock
uintptr_t allgsSnapshot(g ***out);                          // without lock: a prefix that never shrinks
void casgstatus(g *gp, uint32_t oldval, uint32_t newval);

// ---- threads
m *acquirem();         // no preemption of this M until releasem
void releasem(m *mp);
// An M without P that runs fn on its g0 for ever. wakesGoroutines: while it exists there is no deadlock.
void newSystemThread(void (*fn)(), bool wakesGoroutines);
void usleep_(uint32_t us);
// Runs fn, which may block the thread, on g0 with the C++ frames above staying: gives the P away as a system call
// does and takes one back. The goroutine counts as Gsyscall, its g0 frames are scanned conservatively (m.g0top).
void blockInPlace(void (*fn)(void *), void *arg);

extern int64_t runtimeInitTime; // nanotime at start

// ---- stopping the world
// What the world is stopped for: X(name, text). The texts are gc's.
#define STW_REASONS(X)                                                                                                                     \
  X(Unknown, "unknown")                                                                                                                    \
  X(GCMarkTerm, "GC mark termination")                                                                                                     \
  X(GCSweepTerm, "GC sweep termination")                                                                                                   \
  X(WriteHeapDump, "write heap dump")                                                                                                      \
  X(GoroutineProfile, "goroutine profile")                                                                                                 \
  X(AllGoroutinesStack, "all goroutines stack trace")                                                                                      \
  X(ReadMemStats, "read mem stats")                                                                                                        \
  X(AllThreadsSyscall, "AllThreadsSyscall")                                                                                                \
  X(GOMAXPROCS, "GOMAXPROCS")                                                                                                              \
  X(StartTrace, "start trace")                                                                                                             \
  X(ReadMetrics, "read metrics")                                                                                                           \
  X(TraceGeneration, "") // not in a trace: no range may cross the end of a generation
enum stwReason : uint8_t {
#define X(name, text) stw##name,
  STW_REASONS(X)
#undef X
};

// The capability of the one thread that runs while the world is stopped. Functions that need that say
// RT_REQUIRES(theWorld).
struct RT_CAPABILITY("role") World {};
extern World theWorld;
// Only the caller's M goes on. Call on g0 from an entry or from a system thread. While another stop is under way
// this waits (in place, without its P).
void stopTheWorld(stwReason why = stwUnknown) RT_ACQUIRE(theWorld);
void startTheWorld(bool collected = false) RT_RELEASE(theWorld); // collected: it stood for the collector (runtime/metrics)
// Runs fn for each P, at a safe point of that P, and returns when all have: a barrier that stops nobody for longer than fn. On
// g0 with a P; fn may run under sched.lock. Excludes stops of the world.
void forEachP(void (*fn)(p *));
bool worldStopped();
// For threads that work on behalf of the one that stopped it: the collector's markers. With checks on, all three look.
inline void assertWorldStoppedFor([[maybe_unused]] mutex *l) RT_ASSERTS(l) { RT_ASSERT(worldStopped, worldStopped()); } // in place of l
inline m *allmStopped() RT_NO_THREAD_SAFETY { return allm; } // while the world is stopped nobody changes the list
void assertBootstrapping() RT_ASSERTS(theWorld); // before the first goroutine there is only one thread

// ---- preemption
bool preemptall(bool bySignal = true);
bool preemptone(p *pp, bool bySignal = true);

// Stops one goroutine at a safe point until resumeG; the caller, on g0 with a P, may look at its stack meanwhile. notNow: the
// world is about to stop; give the P up and try again.
struct suspendGState {
  g *gp;
  enum { suspended, dead, notNow } how;
  bool stopped; // was running
};
suspendGState suspendG(g *gp);
void resumeG(const suspendGState &state);

// ---- Go code called from g0 (timer functions, hash and equality of reflect's types): convention of Go closures;
// must not park. fn's own arguments follow its context.
uint64_t callGoClosure(FuncVal *fn, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0);

// ---- hooks other folders implement
int64_t checkTimers(p *pp, int64_t now, int64_t *pollUntil, bool *ran); // runs due timers; returns now (0: not read)
bool gcDueByTime(int64_t now);                // no collection for GODEBUG=forcegcperiod ms
void gcStartByTime();
bool gcIsMarking();                           // a collection is under way
uint64_t gcHeapGoal();
int64_t timeSleepUntil();                     // earliest timer of all Ps, maxint64 if none
void moveTimers(p *dst, p *src) RT_REQUIRES(theWorld); // from a P that goes away
bool netpollinited();
gList netpoll(int64_t delay);                 // ns; <0 block, 0 poll
void netpollBreak();
bool netpollAnyWaiters();
void mallocinit();                            // heap, before the first P
void gcinit();
mcache *allocmcache();                        // a P's share of the heap; and its end
void freemcache(mcache *c);
void gcInitP(p *pp);                          // a P's share of the collector's state; and its end
void gcDestroyP(p *pp) RT_REQUIRES(theWorld);
extern std::atomic<uint32_t> gcBlackenEnabled; // marking is under way beside the program: workers and assists may mark
g *findRunnableGCWorker(p *pp);               // a worker that is due to mark on this P, or null
g *findIdleGCWorker(p *pp);                   // likewise, if there is nothing else to do
bool gcIdleWorkerAvailable();                 // findIdleGCWorker may find one on some P

// ---- clock, random
int64_t nanotime();
void walltime(int64_t *sec, int32_t *nsec);
uint64_t cputicks();
uint64_t fastrand64();
uint32_t fastrandn(uint32_t n);

} // namespace rt
