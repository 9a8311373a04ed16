// runtime/trace/writer.h: the bytes of a trace: numbers, events, batches.
//
// A trace is a header and generations; a generation is a set of batches, in any order; a batch is what one thread wrote in
// sequence: its generation, the thread, the time of its beginning, its length, and then events, whose times are
// differences. Tables (strings, stacks, samples, the clock's frequency) are batches of no thread. All numbers are base-128
// varints, low bits first. The format is gc 1.22's: internal/trace/v2 of Go's source reads it.
//
// Every thread fills a buffer of its own without a lock; full ones go to trace.full (generation.cpp) under traceLock.
// Mirrors runtime/trace2buf.go, trace2event.go, trace2time.go.
#pragma once
#include "runtime/sched/proc.h"
#include "runtime/trace/trace.h"

namespace rt {

enum traceEv : uint8_t { // gc's numbers
  evNone,
  evEventBatch, // generation, thread, time, length
  evStacks,
  evStack, // id, n, n times pc, function, file, line
  evStrings,
  evString, // id, length, bytes
  evCPUSamples,
  evCPUSample, // time, thread, P, goroutine, stack
  evFrequency, // ticks a second
  // From here on a time difference comes first.
  evProcsChange, // GOMAXPROCS, stack
  evProcStart,   // P, seq
  evProcStop,
  evProcSteal,  // P, seq, thread
  evProcStatus, // P, status
  evGoCreate,   // goroutine, its first function as a stack, stack
  evGoCreateSyscall,
  evGoStart, // goroutine, seq
  evGoDestroy,
  evGoDestroySyscall,
  evGoStop,         // reason, stack
  evGoBlock,        // reason, stack
  evGoUnblock,      // goroutine, seq, stack
  evGoSyscallBegin, // seq of the P, stack
  evGoSyscallEnd,
  evGoSyscallEndBlocked,
  evGoStatus, // goroutine, thread, status
  evSTWBegin, // kind, stack
  evSTWEnd,
  evGCActive, // seq
  evGCBegin,  // seq, stack
  evGCEnd,    // seq
  evGCSweepActive,
  evGCSweepBegin, // stack
  evGCSweepEnd,   // swept, reclaimed
  evGCMarkAssistActive,
  evGCMarkAssistBegin, // stack
  evGCMarkAssistEnd,
  evHeapAlloc,
  evHeapGoal,
  evGoLabel,         // string
  evUserTaskBegin,   // task, parent, name, stack
  evUserTaskEnd,     // task, stack
  evUserRegionBegin, // task, name, stack
  evUserRegionEnd,
  evUserLog, // task, key, value, stack
};

enum class traceGoStatus : uint8_t { bad, runnable, running, syscall, waiting };
enum class traceProcStatus : uint8_t { bad, running, idle, syscall, abandoned }; // abandoned: its thread is gone from it

inline uint64_t traceClockNow() { return uint64_t(nanotime()) / 64; }
constexpr uint64_t traceTicksPerSecond = 1000000000 / 64;
constexpr unsigned traceBytesPerNumber = 10;
constexpr unsigned maxTraceString = 1024; // the reader's limit

struct traceBuf {
  traceBuf *link;
  uint64_t lastTime;
  uint32_t pos, lenPos; // where to write next; where the batch's length goes
  uint8_t arr[(64 << 10) - 24];

  void byte(uint8_t v) { arr[pos++] = v; }
  void varint(uint64_t v) {
    while (v >= 0x80) {
      arr[pos++] = uint8_t(v | 0x80);
      v >>= 7;
    }
    arr[pos++] = uint8_t(v);
  }
  uint32_t reserve() { return (pos += traceBytesPerNumber) - traceBytesPerNumber; }
  void varintAt(uint32_t at, uint64_t v); // fills a reserved place
  bool has(uint32_t n) const { return sizeof arr - pos >= n; }
};
static_assert(sizeof(traceBuf) == 64 << 10);

extern mutex traceLock;
void traceBufFlush(traceBuf *b, uint64_t gen) RT_REQUIRES(traceLock); // ends the batch: it belongs to the reader
traceBuf *traceBufGet();                                              // an empty one

// Writes to a place that holds a buffer: a thread's own, or a table's, whose lock the caller has.
class TraceWriter {
public:
  TraceWriter(traceBuf *&place, uint64_t gen, uint64_t thread) : b(place), gen(gen), thread(thread) {}
  static constexpr uint64_t noThread = ~uint64_t(0);
  bool ensure(uint32_t n) { // room for n bytes; true: in a new batch
    if (__builtin_expect(b && b->has(n), 1)) return false;
    refill();
    return true;
  }
  template <class... N> void event(traceEv ev, N... args) {
    ensure(1 + (1 + sizeof...(args)) * traceBytesPerNumber);
    uint64_t now = traceClockNow();
    if (now <= b->lastTime) now = b->lastTime + 1; // times rise, for the reader to have an order
    b->byte(ev);
    b->varint(now - b->lastTime);
    b->lastTime = now;
    (b->varint(uint64_t(args)), ...);
  }
  void goStatus(uint64_t goid, uint64_t mid, traceGoStatus s);
  void procStatus(p *pp, traceProcStatus s);
  void flush(); // hands the batch over
  traceBuf *&b;

private:
  void refill();
  uint64_t gen, thread;
};

} // namespace rt
