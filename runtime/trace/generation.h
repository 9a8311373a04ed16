// runtime/trace/generation.h: the state of tracing: generations, full buffers, the goroutines that read and advance.
#pragma once
#include "runtime/trace/writer.h"

namespace rt {

struct traceBufQueue {
  traceBuf *head = nullptr, *tail = nullptr;
  uint64_t bytes = 0;
  void push(traceBuf *b) {
    b->link = nullptr;
    (head ? tail->link : head) = b;
    tail = b;
    bytes += b->pos;
  }
};

struct traceState {
  traceBufQueue full[2] RT_GUARDED_BY(traceLock); // by generation
  traceBuf *empty RT_GUARDED_BY(traceLock);
  // The generation as the reader got it, until it comes back for the next one.
  void *image RT_GUARDED_BY(traceLock);
  uint64_t imageSize RT_GUARDED_BY(traceLock);
  bool headerWritten RT_GUARDED_BY(traceLock);
  uint64_t readerGen RT_GUARDED_BY(traceLock);      // what it gets next
  std::atomic<uint64_t> flushedGen;                 // the last one that is complete
  uint64_t doneGen RT_GUARDED_BY(traceLock);        // the last one that it has got
  g *awaitsReader RT_GUARDED_BY(traceLock);         // until doneGen is what it wants
  std::atomic<g *> reader;                          // parked in ReadTrace
  std::atomic<bool> shutdown;                       // the last generation has ended, and the reader has not got it yet
  std::atomic<g *> advancer;                        // parked until it is to begin another generation
  std::atomic<bool> tooLarge;                       // this generation is
  std::atomic<int32_t> exitingSyscall;
  uint64_t lastGen; // of the trace before
  uint64_t seqGC;   // orders the collector's events; changes with one collection at a time
};
extern traceState trace;

void traceCPUSamplesEnd(uint64_t gen); // cpusamples.cpp

} // namespace rt
