// runtime/trace/state.h: what tracing keeps in every g, m and p. Included by runtime2.h; the rest is in trace.h.
//
// The reader learns the status of a goroutine or a P once in a generation, before its first event there; `traced` says
// whether it has. Numbers (`seq`) order the events of one of them that different threads write. Both exist for two
// generations: threads that are still in the old one and threads that are already in the new one do not disturb each other.
//
// Invariant
//   TR1  The slots of generation g+1 are cleared (readyNextGen) before g+1 begins, when no thread is in g-1 any more.
#pragma once
#include <atomic>
#include <cstdint>

namespace rt {

struct m;
struct traceBuf;

struct traceResource {
  std::atomic<uint8_t> traced[2];
  uint32_t seq[2];

  bool statusWasTraced(uint64_t gen) const { return traced[gen % 2].load() != 0; }
  bool acquireStatus(uint64_t gen) { return !statusWasTraced(gen) && traced[gen % 2].exchange(1) == 0; } // true: you write it
  void setStatusTraced(uint64_t gen) { traced[gen % 2].store(1); }
  void readyNextGen(uint64_t gen) {
    seq[(gen + 1) % 2] = 0;
    traced[(gen + 1) % 2].store(0);
  }
  uint64_t nextSeq(uint64_t gen) { return ++seq[gen % 2]; }
};

struct mTraceState {
  std::atomic<uint64_t> seqlock; // odd: this thread is inside a TraceSection. Written by the thread and its signal handlers
  traceBuf *buf[2];              // what it writes to, by generation
  m *ending;                     // list of threads that have left allm
};

struct pTraceState : traceResource {
  int64_t syscallM; // the thread whose system call it is in, by procid; -1: none
  // Sweeping: gc writes an event only when a sweep really swept.
  bool maySweep, inSweep;
  uint64_t swept, reclaimed;
};

} // namespace rt
