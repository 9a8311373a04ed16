// runtime/trace/generation.cpp: a trace from its beginning to its end.
//
// A trace is cut into generations, each complete in itself: at the end of one everybody's buffers go to the reader together
// with its tables. In order:
//   1  note which goroutines had no event in it
//   2  stop the world, change the generation, write where the Ps are, start the world. Threads without a P may still be in a
//      section of the old one
//   3  wait until they are not, thread by thread, and take their buffers
//   4  write the status of the goroutines of 1 that had no event since, either: it is the status they had all the time (TR2)
//   5  write the tables; the generation is complete: wake the reader
//   6  wait until the reader has got it: its place is needed for the one after next
// The steps that wait for other goroutines are made by Go code (stdlib/runtime/trace.go).
//
// The reader gets a generation only when it is complete, and in one piece, which it writes by one system call: what a
// killed program leaves behind ends between generations, and so can be read. A generation that grows large ends early.
//
// Mirrors runtime/trace2.go. gc differs in two things: it changes the generation while goroutines run, stopping those one by
// one that had no event; and it hands out buffers as they fill.
#include "runtime/trace/generation.h"

#include "runtime/os/linux/os.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/sync/time.h"
#include "runtime/trace/tables.h"
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>

namespace rt {

mutex traceLock{lockRankTrace};
traceState trace;

constexpr uint64_t largeGeneration = 16 << 20;

// ---- buffers
void traceBufFlush(traceBuf *b, uint64_t gen) {
  b->varintAt(b->lenPos, b->pos - (b->lenPos + traceBytesPerNumber));
  trace.full[gen % 2].push(b);
  if (trace.full[gen % 2].bytes > largeGeneration) trace.tooLarge.store(true, std::memory_order_relaxed);
}

traceBuf *traceBufGet() {
  lock(&traceLock);
  traceBuf *b = trace.empty;
  if (b) trace.empty = b->link;
  unlock(&traceLock);
  return b ? b : static_cast<traceBuf *>(sysReserveStack(sizeof(traceBuf)));
}

// ---- threads that end. They leave allm with their P and may write until they give it up.
static m *endingThreads RT_GUARDED_BY(sched.lock);

void traceThreadEnding(m *mp) {
  mp->trace.ending = endingThreads;
  endingThreads = mp;
}

void traceThreadDestroy(m *mp) {
  for (m **pm = &endingThreads; *pm; pm = &(*pm)->trace.ending)
    if (*pm == mp) {
      *pm = mp->trace.ending;
      break;
    }
  for (uint64_t i = 0; i < 2; i++) TraceWriter(mp->trace.buf[i], i, mp->procid).flush();
}

// Step 3 for those that are ready; false: not all are.
static bool flushThreads(uint64_t gen) {
  bool all = true;
  auto flush = [&](m *mp) {
    if (mp->trace.seqlock.load() % 2)
      all = false; // partner: TraceSection::enter
    else
      TraceWriter(mp->trace.buf[gen % 2], gen, mp->procid).flush();
  };
  lock(&sched.lock);
  for (m *mp = allm; mp; mp = mp->alllink) flush(mp);
  for (m *mp = endingThreads; mp; mp = mp->trace.ending) flush(mp);
  unlock(&sched.lock);
  return all;
}

void traceExitingSyscall() { trace.exitingSyscall.fetch_add(1); }
void traceExitedSyscall() { trace.exitingSyscall.fetch_sub(1); }

// ---- beginning
// With the world stopped, in a new generation.
static void writeWorld(uint64_t gen) RT_REQUIRES(theWorld) {
  TraceSection tr;
  tr.Gomaxprocs(gomaxprocs);
  if (gcIsMarking()) tr.GCActive();
  m *mp = getm();
  TraceWriter w(mp->trace.buf[gen % 2], gen, mp->procid);
  for (int32_t i = 0; i < gomaxprocs; i++) // all but this one are idle
    if (allp[i]->trace.acquireStatus(gen)) w.procStatus(allp[i], traceProcStatus::idle);
}

// () bool: false if there is a trace already
GOENTRY(uint64_t, traceBegin, ()) {
  if (traceEnabled() || trace.shutdown.load()) return false;
  uint64_t gen = trace.lastGen + 1;
  trace.seqGC = 1;
  trace.tooLarge = false;
  lock(&traceLock);
  trace.headerWritten = false;
  trace.readerGen = gen;
  unlock(&traceLock);
  stopTheWorld(stwStartTrace);
  for (int32_t i = 0; i < maxGomaxprocs && allp[i]; i++) {
    allp[i]->trace.maySweep = allp[i]->trace.inSweep = false;
    allp[i]->trace.syscallM = -1;
  }
  traceGen = gen;
  while (trace.exitingSyscall.load() != 0) osyield();
  writeWorld(gen);
  {
    TraceSection tr;
    tr.STWStart(stwStartTrace); // its beginning was before the trace's
    tr.HeapGoal(gcHeapGoal());
  }
  startTheWorld();
  return true;
}

// ---- the end of a generation
namespace {

struct Silent { // a goroutine without an event
  g *gp;
  uint64_t goid, mid;
  traceGoStatus status;
};
struct SilentList {
  Silent *all = nullptr;
  uintptr_t n = 0, cap = 0;
  void add(const Silent &s) {
    if (n == cap) {
      cap = cap ? 2 * cap : 64;
      all = static_cast<Silent *>(realloc(all, cap * sizeof *all));
      if (!all) throw_("trace: out of memory");
    }
    all[n++] = s;
  }
};

traceGoStatus statusOf(g *gp) {
  switch (readgstatus(gp)) {
  case Grunnable: return traceGoStatus::runnable;
  case Grunning:
  case Gcopystack: return traceGoStatus::running;
  case Gsyscall: return traceGoStatus::syscall;
  case Gpreempted: return traceGoStatus::waiting;
  case Gwaiting: // a worker that marks waits only for whoever wants to scan its stack
    return gp->waitreason.load(std::memory_order_relaxed) == waitReasonGCWorkerActive ? traceGoStatus::running : traceGoStatus::waiting;
  default: return traceGoStatus::bad; // dead
  }
}

// Step 1. What is read here while others run is right if step 4 uses it: then nothing has changed.
void collectSilent(uint64_t gen, SilentList &list) {
  g **gs;
  for (uintptr_t i = 0, n = allgsSnapshot(&gs); i < n; i++) {
    gs[i]->trace.readyNextGen(gen); // TR1
    if (gs[i]->trace.statusWasTraced(gen)) continue;
    if (traceGoStatus s = statusOf(gs[i]); s != traceGoStatus::bad) list.add({gs[i], uint64_t(gs[i]->goid), TraceWriter::noThread, s});
  }
}

// Threads do not end while the world is stopped, so that one in a system call can be looked at.
void findThreads(SilentList &list) RT_REQUIRES(theWorld) {
  for (uintptr_t i = 0; i < list.n; i++) {
    Silent &s = list.all[i];
    if (s.status != traceGoStatus::syscall && s.status != traceGoStatus::running) continue;
    if (m *mp = __atomic_load_n(&s.gp->m, __ATOMIC_RELAXED)) s.mid = mp->procid;
  }
}

// Step 2.
void changeGeneration(uint64_t gen, bool stop, SilentList &list) {
  stopTheWorld(stwTraceGeneration);
  findThreads(list);
  for (int32_t i = 0; i < maxGomaxprocs && allp[i]; i++) allp[i]->trace.readyNextGen(gen); // TR1
  trace.lastGen = gen;
  trace.tooLarge = false;
  if (stop) {
    trace.shutdown = true;
    traceGen = 0;
  } else {
    traceGen = gen + 1;
    writeWorld(gen + 1);
  }
  startTheWorld();
}

// Step 4.
void writeSilent(uint64_t gen, SilentList &list) {
  traceBuf *buf = nullptr;
  TraceWriter w(buf, gen, TraceWriter::noThread);
  for (uintptr_t i = 0; i < list.n; i++) {
    const Silent &s = list.all[i];
    if (!s.gp->trace.statusWasTraced(gen)) w.goStatus(s.goid, s.mid, s.status);
  }
  w.flush();
  free(list.all);
}

void writeFrequency(uint64_t gen) {
  traceBuf *buf = nullptr;
  TraceWriter w(buf, gen, TraceWriter::noThread);
  w.ensure(1 + traceBytesPerNumber);
  w.b->byte(evFrequency);
  w.b->varint(traceTicksPerSecond);
  w.flush();
}

} // namespace

// (stop bool) uint64: steps 1 to 5; the generation that has ended, 0 if there is no trace
GOENTRY(uint64_t, traceSwitch, (bool stop)) {
  uint64_t gen = traceGen.load();
  if (gen == 0) return 0;
  SilentList list;
  collectSilent(gen, list);
  changeGeneration(gen, stop, list);
  while (!flushThreads(gen)) osyield();
  writeSilent(gen, list);
  writeFrequency(gen);
  traceCPUSamplesEnd(gen);
  traceStacksEnd(gen);
  traceStringsEnd(gen);
  trace.flushedGen.store(gen);
  if (g *gp = traceReader()) goready(gp);
  return gen;
}

// ---- reading

// The reader, if it is parked and a generation is ready for it.
g *traceReader() {
  lock(&traceLock);
  bool available = trace.flushedGen.load() >= trace.readerGen;
  unlock(&traceLock);
  g *gp = trace.reader.load();
  return available && gp && trace.reader.compare_exchange_strong(gp, nullptr) ? gp : nullptr;
}

static bool parkReader(g *gp, void *) {
  g *none = nullptr;
  if (!trace.reader.compare_exchange_strong(none, gp)) return false;
  return traceReader() != gp; // it came meanwhile
}

static void freeImage() RT_REQUIRES(traceLock) {
  if (trace.image) munmap(trace.image, trace.imageSize);
  trace.image = nullptr;
}

// All batches of the generation, one after the other; their buffers are free again.
static R2 takeGeneration(traceBufQueue &q) RT_REQUIRES(traceLock) {
  trace.imageSize = q.bytes;
  trace.image = sysReserveStack(q.bytes);
  auto *to = static_cast<uint8_t *>(trace.image);
  traceBuf *last = nullptr;
  for (traceBuf *b = q.head; b; b = b->link) {
    memcpy(to, b->arr, b->pos);
    to += b->pos;
    last = b;
  }
  last->link = trace.empty;
  trace.empty = q.head;
  q = {};
  return {uint64_t(trace.image), trace.imageSize};
}

// The reader has got all of `gen`.
static g *generationDone(uint64_t gen) RT_REQUIRES(traceLock) {
  trace.doneGen = gen;
  g *waiting = trace.awaitsReader;
  trace.awaitsReader = nullptr;
  return waiting;
}

static R2 readTrace(g *gp);
static R2 readNothing() {
  static constexpr char twoReaders[] = "runtime: ReadTrace called from multiple goroutines simultaneously\n";
  writeErr(twoReaders, sizeof twoReaders - 1);
  return {0, 0};
}

static R2 readTrace(g *) {
  static constexpr char header[16] = {'g', 'o', ' ', '1', '.', '2', '2', ' ', 't', 'r', 'a', 'c', 'e'};
  if (trace.reader.load()) return readNothing();
  g *waiting = nullptr;
  bool ended = false;
  R2 got{0, 0};
  lock(&traceLock);
  freeImage();
  if (!trace.headerWritten) {
    trace.headerWritten = true;
    got = {uint64_t(header), sizeof header};
  } else if (trace.flushedGen.load() >= trace.readerGen) {
    traceBufQueue &q = trace.full[trace.readerGen % 2];
    if (q.head)
      got = takeGeneration(q);
    else {
      ended = trace.shutdown.load() && trace.readerGen == trace.lastGen;
      waiting = generationDone(trace.readerGen++);
    }
  }
  unlock(&traceLock);
  if (waiting) goready(waiting);
  if (got.a || ended) return got;
  gopark(parkReader, nullptr, readTrace, waitReasonTraceReaderBlocked);
}

// () (p *byte, n int): what is to be written next; it stays until the next call. Parks until there is something. nil: the end
GOENTRY(R2, traceRead, ()) { return readTrace(getg()); }

// traceLock is taken here and not around gopark, which writes an event and may need it.
static bool parkUntilRead(g *gp, void *gen) {
  lock(&traceLock);
  bool wait = trace.doneGen < uint64_t(gen);
  if (wait) trace.awaitsReader = gp;
  unlock(&traceLock);
  return wait;
}

// (gen uint64): step 6
GOENTRY(void, traceAwaitReader, (uint64_t gen)) { gopark(parkUntilRead, reinterpret_cast<void *>(gen), nullptr, waitReasonSemacquire); }

// (): after the last generation
GOENTRY(void, traceEnded, ()) {
  lock(&traceLock);
  freeImage();
  while (traceBuf *b = trace.empty) {
    trace.empty = b->link;
    munmap(b, sizeof *b);
  }
  trace.headerWritten = false;
  trace.shutdown = false;
  unlock(&traceLock);
}

// ---- the goroutine that begins new generations

static g *takeAdvancer() {
  g *gp = trace.advancer.load();
  return gp && trace.advancer.compare_exchange_strong(gp, nullptr) ? gp : nullptr;
}

// For sysmon: to be readied, as the generation has grown large.
g *traceAdvanceDue() { return trace.tooLarge.load(std::memory_order_relaxed) ? takeAdvancer() : nullptr; }

static bool parkAdvancer(g *gp, void *) {
  static timer t;
  trace.advancer.store(gp);
  auto wake = [](Eface, uintptr_t) {
    if (g *gp = takeAdvancer()) goready(gp);
  };
  t.cf = wake;
  t.status.fetch_or(timerInC);
  resettimer(&t, nanotime() + int64_t(debug.traceadvanceperiod));
  if (traceEnabled()) return true;
  return takeAdvancer() != gp; // the trace ended before this goroutine could be found
}

// () bool: waits for the time to begin another generation; false: the trace has ended
GOENTRY(uint64_t, traceAdvanceWait, ()) {
  if (!traceEnabled()) return false;
  gopark(parkAdvancer, nullptr, [](g *) -> R2 { return {traceEnabled(), 0}; }, waitReasonSleep);
}

// (): the trace has ended
GOENTRY(void, traceWakeAdvancer, ()) {
  if (g *gp = takeAdvancer()) goready(gp);
}

// (fn func()): a goroutine of the runtime
GOENTRY(void, newsystemproc, (FuncVal * fn)) { newprocRuntime(fn, true); }

} // namespace rt
