// runtime/trace/events.cpp: what each event consists of, and what must be true around it for the reader to accept it.
// Mirrors runtime/trace2runtime.go, trace2status.go.
#include "runtime/trace/tables.h"
#include "runtime/trace/trace.h"

#include "runtime/trace/generation.h"
#include <cstring>

namespace rt {

using go = traceGoStatus;
using proc = traceProcStatus;

std::atomic<uint64_t> traceGen;

// ---- sections

// Only this thread and its signal handlers write the word, and handlers leave it as they found it.
uint64_t TraceSection::enter() {
  std::atomic<uint64_t> &seq = getm()->trace.seqlock;
  uint64_t s = seq.load(std::memory_order_relaxed);
  RT_ASSERT(TR3, s % 2 == 0);
  seq.store(s + 1); // partner: flushThreads, which looks after it has changed the generation
  uint64_t gen = traceGen.load();
  if (gen == 0) seq.store(s + 2, std::memory_order_release); // pairs with flushThreads
  return gen;
}

void TraceSection::leave() {
  std::atomic<uint64_t> &seq = getm()->trace.seqlock;
  seq.store(seq.load(std::memory_order_relaxed) + 1, std::memory_order_release); // pairs with flushThreads
}

// ---- writing

namespace {

// Go code on g0 (timer functions) belongs to no goroutine.
g *currentG(m *mp) { return mp->curg == mp->gt ? nullptr : mp->curg; }

// The thread's buffer, after the statuses that its goroutine and P had before the event, if the generation has not heard of
// them yet.
struct EventWriter : TraceWriter {
  EventWriter(uint64_t gen, go goStatusBefore, proc procStatusBefore)
      : TraceWriter(getm()->trace.buf[gen % 2], gen, getm()->procid), gen(gen), mp(getm()), gp(currentG(mp)) {
    if (p *pp = mp->p; pp && pp->trace.acquireStatus(gen)) procStatus(pp, procStatusBefore);
    if (gp && gp->trace.acquireStatus(gen)) goStatus(uint64_t(gp->goid), mp->procid, goStatusBefore);
  }
  uint32_t stack() { return traceStack(gen, mp->curg); }
  uint32_t string(const char *s) { return traceString(gen, s, strlen(s)); }
  uint64_t gen;
  m *mp;
  g *gp;
};

EventWriter running(uint64_t gen) { return EventWriter(gen, go::running, proc::running); }

const char *blockReason(waitReason r) {
  switch (r) {
  case waitReasonChanReceiveNilChan:
  case waitReasonChanSendNilChan:
  case waitReasonSelectNoCases:
  case waitReasonPanicWait: return "forever";
  case waitReasonIOWait: return "network";
  case waitReasonSelect: return "select";
  case waitReasonSyncCondWait: return "sync.(*Cond).Wait";
  case waitReasonSemacquire:
  case waitReasonSyncMutexLock:
  case waitReasonSyncRWMutexRLock:
  case waitReasonSyncRWMutexLock: return "sync";
  case waitReasonChanSend: return "chan send";
  case waitReasonChanReceive: return "chan receive";
  case waitReasonGCAssistWait:
  case waitReasonGCAssistMarking: return "GC mark assist wait for work";
  case waitReasonGCSweepWait: return "GC background sweeper wait";
  case waitReasonFinalizerWait:
  case waitReasonForceGCIdle:
  case waitReasonGCScavengeWait:
  case waitReasonGCWorkerIdle:
  case waitReasonTraceReaderBlocked: return "system goroutine wait";
  case waitReasonPreempted: return "preempted";
  case waitReasonDebugCall: return "wait for debug call";
  case waitReasonWaitForGCCycle: return "wait until GC ends";
  case waitReasonSleep: return "sleep";
  default: return "unspecified";
  }
}

const char *const stwTexts[] = {
#define X(name, text) text,
    STW_REASONS(X)
#undef X
};

} // namespace

// ---- procs
void TraceSection::writeProcStart() {
  EventWriter w(gen, go::syscall, proc::idle);
  w.event(evProcStart, w.mp->p->id, w.mp->p->trace.nextSeq(gen));
}

void TraceSection::writeProcStop() { EventWriter(gen, go::syscall, proc::running).event(evProcStop); }

void TraceSection::writeProcSteal(p *pp, bool inSyscall) {
  int64_t from = pp->trace.syscallM;
  pp->trace.syscallM = -1;
  EventWriter w(gen, inSyscall ? go::syscall : go::running, inSyscall ? proc::abandoned : proc::running);
  // The reader may not know of the thread that it is taken from: then it needs no thread.
  if (pp->trace.acquireStatus(gen)) w.procStatus(pp, proc::abandoned);
  w.event(evProcSteal, pp->id, pp->trace.nextSeq(gen), from);
}

void TraceSection::writeGomaxprocs(int32_t n) {
  if (!currentG(getm())) return; // a thread of the runtime restarts the world: the number is the old one
  EventWriter w = running(gen);
  w.event(evProcsChange, n, w.stack());
}

// ---- goroutines
void TraceSection::writeGoCreate(g *newg) {
  newg->trace.seq[0] = newg->trace.seq[1] = 0;
  newg->trace.setStatusTraced(gen);
  EventWriter w = running(gen);
  w.event(evGoCreate, newg->goid, traceFuncStack(gen, newg->startfn->fn), w.stack());
}

void TraceSection::writeGoStart() {
  EventWriter w(gen, go::runnable, proc::running);
  w.event(evGoStart, w.gp->goid, w.gp->trace.nextSeq(gen));
}

void TraceSection::writeGoEnd() { running(gen).event(evGoDestroy); }

void TraceSection::writeGoSched() {
  EventWriter w = running(gen);
  w.event(evGoStop, w.string("runtime.Gosched"), w.stack());
}

void TraceSection::writeGoPreempt() {
  EventWriter w = running(gen);
  w.event(evGoStop, w.string("preempted"), w.stack());
}

void TraceSection::writeGoPark(waitReason why) {
  EventWriter w = running(gen);
  w.event(evGoBlock, w.string(blockReason(why)), w.stack());
}

void TraceSection::writeGoUnpark(g *gp) {
  EventWriter w = running(gen);
  if (gp->trace.acquireStatus(gen)) w.goStatus(uint64_t(gp->goid), TraceWriter::noThread, go::waiting);
  w.event(evGoUnblock, gp->goid, gp->trace.nextSeq(gen), w.stack());
}

void TraceSection::writeGoSysCall() {
  EventWriter w = running(gen);
  w.mp->p->trace.syscallM = int64_t(w.mp->procid);
  w.event(evGoSyscallBegin, w.mp->p->trace.nextSeq(gen), w.stack());
}

// A P is in the system call with its goroutine until somebody takes it; one that came by another way is running.
void TraceSection::writeGoSysExit(bool lostP) {
  EventWriter w(gen, go::syscall, lostP ? proc::running : proc::syscall);
  if (!lostP) w.mp->p->trace.syscallM = -1;
  w.event(lostP ? evGoSyscallEndBlocked : evGoSyscallEnd);
}

// ---- the collector. The reader wants these from goroutines: a thread of the runtime writes nothing.
void TraceSection::writeSTWStart(stwReason why) {
  if (!currentG(getm()) || why == stwTraceGeneration) return;
  EventWriter w = running(gen);
  w.event(evSTWBegin, w.string(stwTexts[why]), w.stack());
}

void TraceSection::writeSTWDone(stwReason why) {
  if (!currentG(getm()) || why == stwTraceGeneration) return;
  running(gen).event(evSTWEnd);
}

void TraceSection::writeGCActive() { running(gen).event(evGCActive, trace.seqGC++); }

void TraceSection::writeGCStart() {
  EventWriter w = running(gen);
  w.event(evGCBegin, trace.seqGC++, w.stack());
}

void TraceSection::writeGCDone() { running(gen).event(evGCEnd, trace.seqGC++); }

void TraceSection::writeGCSweepStart() {
  if (!getp()) return;
  pTraceState &s = getp()->trace;
  s.maySweep = true;
  s.swept = s.reclaimed = 0;
}

void TraceSection::writeGCSweepSpan(uint64_t swept, uint64_t reclaimed) {
  if (!getp()) return; // a thread of the runtime begins a collection
  pTraceState &s = getp()->trace;
  if (!s.maySweep) return; // not on the way to an allocation; or tracing began in the middle
  if (!s.inSweep) {
    EventWriter w = running(gen);
    w.event(evGCSweepBegin, w.stack());
    s.inSweep = true;
  }
  s.swept += swept;
  s.reclaimed += reclaimed;
}

void TraceSection::writeGCSweepDone() {
  if (!getp()) return;
  pTraceState &s = getp()->trace;
  if (s.inSweep) running(gen).event(evGCSweepEnd, s.swept, s.reclaimed);
  s.inSweep = s.maySweep = false;
}

void TraceSection::writeGCMarkAssistStart() {
  EventWriter w = running(gen);
  w.event(evGCMarkAssistBegin, w.stack());
}

void TraceSection::writeGCMarkAssistDone() { running(gen).event(evGCMarkAssistEnd); }

void TraceSection::writeGCWorkerLabel(traceWorker kind) {
  static const char *const labels[] = {"GC (dedicated)", "GC (fractional)", "GC (idle)"};
  EventWriter w = running(gen);
  w.event(evGoLabel, w.string(labels[unsigned(kind)]));
}

void TraceSection::writeHeapAlloc(uint64_t live) {
  if (getp()) running(gen).event(evHeapAlloc, live);
}

void TraceSection::writeHeapGoal(uint64_t goal) {
  if (getp()) running(gen).event(evHeapGoal, goal == ~uint64_t(0) ? 0 : goal);
}

// ---- package runtime/trace
void TraceSection::writeUserTaskCreate(uint64_t id, uint64_t parent, const char *s, uint64_t n) {
  EventWriter w = running(gen);
  w.event(evUserTaskBegin, id, parent, traceString(gen, s, n), w.stack());
}

void TraceSection::writeUserTaskEnd(uint64_t id) {
  EventWriter w = running(gen);
  w.event(evUserTaskEnd, id, w.stack());
}

void TraceSection::writeUserRegion(uint64_t id, bool begin, const char *s, uint64_t n) {
  EventWriter w = running(gen);
  w.event(begin ? evUserRegionBegin : evUserRegionEnd, id, traceString(gen, s, n), w.stack());
}

void TraceSection::writeUserLog(uint64_t id, const char *key, uint64_t nkey, const char *s, uint64_t n) {
  EventWriter w = running(gen);
  w.event(evUserLog, id, traceString(gen, key, nkey), traceUniqueString(gen, s, n), w.stack());
}

GOENTRY(void, trace_userTaskCreate, (uint64_t id, uint64_t parent, const char *s, uint64_t n)) {
  TraceSection().UserTaskCreate(id, parent, s, n);
}
GOENTRY(void, trace_userTaskEnd, (uint64_t id)) { TraceSection().UserTaskEnd(id); }
GOENTRY(void, trace_userRegion, (uint64_t id, uint64_t mode, const char *s, uint64_t n)) {
  if (mode < 2) TraceSection().UserRegion(id, mode == 0, s, n);
}
GOENTRY(void, trace_userLog, (uint64_t id, const char *key, uint64_t nkey, const char *s, uint64_t n)) {
  TraceSection().UserLog(id, key, nkey, s, n);
}

} // namespace rt
