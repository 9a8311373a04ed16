// runtime/trace/cpusamples.cpp: samples of the CPU profiler in the trace.
//
// A signal handler can neither allocate nor wait: it appends to an array of words under a spin lock that only handlers and
// the end of a generation take. A sample that has no room is lost; there is room for many times what 100 Hz bring.
// Mirrors runtime/trace2cpu.go.
#include "runtime/os/linux/os.h"
#include "runtime/trace/generation.h"
#include "runtime/trace/tables.h"

#include <cstring>

namespace rt {

namespace {

struct Sample {
  uint64_t time, thread, proc, goroutine, n; // followed by n pcs
};

constexpr unsigned logWords = 1 << 16;
struct SampleLog {
  unsigned used;
  uint64_t words[logWords];
} logs[2];
std::atomic<bool> busy;

struct HandlersLock { // not an rt::mutex, which may not be taken in a handler
  HandlersLock() {
    while (busy.exchange(true)) osyield();
  }
  ~HandlersLock() { busy.store(false); }
};

void append(SampleLog &log, const Sample &s, const uintptr_t *pcs) {
  constexpr unsigned head = sizeof s / 8;
  if (log.used + head + s.n > logWords) return;
  memcpy(log.words + log.used, &s, sizeof s);
  memcpy(log.words + log.used + head, pcs, s.n * 8);
  log.used += head + unsigned(s.n);
}

} // namespace

void traceCPUSample(g *gp, m *mp, p *pp, const uintptr_t *pcs, unsigned n) {
  if (!traceEnabled() || !mp) return;
  std::atomic<uint64_t> &seq = mp->trace.seqlock;
  bool inSection = seq.load() % 2; // the interrupted code is: then its generation cannot end
  if (!inSection) seq.fetch_add(1);
  if (uint64_t gen = traceGen.load()) {
    Sample s{traceClockNow(), mp->procid, pp ? uint64_t(pp->id) : ~uint64_t(0), gp ? uint64_t(gp->goid) : 0,
             n < maxTraceStack ? n : maxTraceStack};
    HandlersLock l;
    append(logs[gen % 2], s, pcs);
  }
  if (!inSection) seq.fetch_add(1);
}

// Nobody writes to this generation's log any more.
void traceCPUSamplesEnd(uint64_t gen) {
  SampleLog &log = logs[gen % 2];
  traceBuf *buf = nullptr;
  TraceWriter w(buf, gen, TraceWriter::noThread);
  for (unsigned i = 0; i < log.used;) {
    Sample s;
    memcpy(&s, log.words + i, sizeof s);
    i += sizeof s / 8;
    if (w.ensure(2 + 5 * traceBytesPerNumber)) w.b->byte(evCPUSamples);
    w.b->byte(evCPUSample);
    w.b->varint(s.time);
    w.b->varint(s.thread);
    w.b->varint(s.proc);
    w.b->varint(s.goroutine);
    w.b->varint(traceSampleStack(gen, reinterpret_cast<uintptr_t *>(log.words + i), unsigned(s.n)));
    i += unsigned(s.n);
  }
  w.flush();
  log.used = 0;
}

} // namespace rt
