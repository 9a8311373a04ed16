// runtime/trace/trace.h: execution traces: what the rest of the runtime calls.
//
// Whoever changes the status of a goroutine or a P does it inside a TraceSection and says there what happened:
//
//     TraceSection tr;
//     casgstatus(gp, Grunning, Gwaiting);
//     tr.GoPark(reason);
//
// While tracing is off a section is one load and a branch. While it is on, the section belongs to the generation that it
// began in: the change and its event are in the same one (TR2).
//
// Invariants
//   TR2  A status changes in the generation whose section surrounds the change. The end of a generation relies on it: what
//        had no event in the generation had one status all through it (generation.cpp).
//   TR3  Sections do not nest, and inside one nobody waits: not for a P, not for sched.lock.
//
// May be used on g0 in every context but the signal stack, with or without a P, under any lock of the runtime (the locks
// of tracing are the innermost). Mirrors traceLocker of runtime/trace2runtime.go; the reasons for what it writes are there.
#pragma once
#include "runtime/sched/proc.h"

namespace rt {

enum class traceWorker : uint8_t { dedicated, fractional, idle }; // what a goroutine that marks is

extern std::atomic<uint64_t> traceGen; // the generation; 0: off
inline bool traceEnabled() { return __builtin_expect(traceGen.load(std::memory_order_relaxed) != 0, 0); }

class TraceSection {
public:
  TraceSection() : gen(traceEnabled() ? enter() : 0) {}
  ~TraceSection() {
    if (on()) leave();
  }
  TraceSection(const TraceSection &) = delete;
  bool on() const { return __builtin_expect(gen != 0, 0); }

#define TRACE_EVENT(name, params, args)                                                                                                    \
  void name params {                                                                                                                       \
    if (on()) write##name args;                                                                                                            \
  }                                                                                                                                        \
  void write##name params;

  // ---- procs
  TRACE_EVENT(ProcStart, (), ()) // the thread has its P
  TRACE_EVENT(ProcStop, (), ())  // is about to give it up
  // pp was in a system call and is now the caller's. ownG: the caller's goroutine is in a system call, too.
  TRACE_EVENT(ProcSteal, (p * pp, bool inSyscall), (pp, inSyscall))
  TRACE_EVENT(Gomaxprocs, (int32_t n), (n))

  // ---- goroutines: the current one, unless an argument says which
  TRACE_EVENT(GoCreate, (g * newg), (newg))
  TRACE_EVENT(GoStart, (), ())
  TRACE_EVENT(GoEnd, (), ())
  TRACE_EVENT(GoSched, (), ())
  TRACE_EVENT(GoPreempt, (), ())
  TRACE_EVENT(GoPark, (waitReason why), (why))
  TRACE_EVENT(GoUnpark, (g * gp), (gp))
  TRACE_EVENT(GoSysCall, (), ())
  TRACE_EVENT(GoSysExit, (bool lostP), (lostP))

  // ---- the collector
  TRACE_EVENT(STWStart, (stwReason why), (why))
  TRACE_EVENT(STWDone, (stwReason why), (why))
  TRACE_EVENT(GCActive, (), ()) // a collection is under way as a generation begins
  TRACE_EVENT(GCStart, (), ())
  TRACE_EVENT(GCDone, (), ())
  TRACE_EVENT(GCSweepStart, (), ()) // of any spans by this P; nests in no other
  TRACE_EVENT(GCSweepSpan, (uint64_t swept, uint64_t reclaimed), (swept, reclaimed))
  TRACE_EVENT(GCSweepDone, (), ())
  TRACE_EVENT(GCMarkAssistStart, (), ()) // not given up for a stop of the world: it ends in the generation it began in
  TRACE_EVENT(GCMarkAssistDone, (), ())
  TRACE_EVENT(GCWorkerLabel, (traceWorker kind), (kind)) // the goroutine that was just started marks
  TRACE_EVENT(HeapAlloc, (uint64_t live), (live))
  TRACE_EVENT(HeapGoal, (uint64_t goal), (goal)) // ~0: none

  // ---- package runtime/trace
  TRACE_EVENT(UserTaskCreate, (uint64_t id, uint64_t parent, const char *s, uint64_t n), (id, parent, s, n))
  TRACE_EVENT(UserTaskEnd, (uint64_t id), (id))
  TRACE_EVENT(UserRegion, (uint64_t id, bool begin, const char *s, uint64_t n), (id, begin, s, n))
  TRACE_EVENT(UserLog, (uint64_t id, const char *key, uint64_t nkey, const char *s, uint64_t n), (id, key, nkey, s, n))
#undef TRACE_EVENT

private:
  static uint64_t enter();
  void leave();
  uint64_t gen;
};

// Spans that are swept on the way to an allocation: an event for all of them together. Not inside another one.
struct TraceSweep {
  TraceSweep() { TraceSection().GCSweepStart(); }
  ~TraceSweep() { TraceSection().GCSweepDone(); }
  TraceSweep(const TraceSweep &) = delete;
};

// A goroutine that leaves a system call without a P changes its status where a stop of the world does not see it: the
// beginning of a trace waits until none does.
void traceExitingSyscall();
void traceExitedSyscall();

// The goroutine in ReadTrace if there is something for it to read, once: to be readied.
g *traceReader();
g *traceAdvanceDue(); // the goroutine that begins generations, if this one has grown large, once: to be readied by sysmon

void traceThreadEnding(m *mp) RT_REQUIRES(sched.lock);  // has left allm
void traceThreadDestroy(m *mp) RT_REQUIRES(sched.lock); // writes no more
// A sample of the CPU profiler, from a signal handler of the thread mp: gp, pp may be null; pcs innermost first.
void traceCPUSample(g *gp, m *mp, p *pp, const uintptr_t *pcs, unsigned n);

void parktrace(g *gp, waitReason why); // GODEBUG=parktrace=1: one line for a goroutine that parks

} // namespace rt
