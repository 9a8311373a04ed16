// runtime/debug/metrics.h: what the runtime counts for package runtime/metrics (stdlib/runtime/metrics.go names them).
#pragma once
#include <atomic>
#include <bit>
#include <cstdint>

namespace rt {

// Durations by size, in gc's buckets: 4 of 64 ns, then 4 a power of two. stdlib/runtime/metrics.go has their boundaries.
struct timeHistogram {
  static constexpr unsigned buckets = 1 + 4 * 40 + 1; // the first: less than nothing, as the clock has it; the last: from 39 hours on
  std::atomic<uint64_t> counts[buckets];

  static constexpr unsigned bucketOf(int64_t ns) {
    if (ns < 0) return 0;
    const uint64_t units = uint64_t(ns) / 64;
    if (units < 4) return 1 + unsigned(units);
    const unsigned log = unsigned(std::bit_width(units)) - 1, at = 1 + 4 * (log - 1) + unsigned(units >> (log - 2) & 3);
    return at < buckets ? at : buckets - 1;
  }
  void record(int64_t ns) { counts[bucketOf(ns)].fetch_add(1, std::memory_order_relaxed); }
};

extern std::atomic<uint64_t> nilPanics; // allowed by GODEBUG=panicnil=1
constexpr uint64_t waitSample = 8;        // one wait of so many is measured, and stands for all
extern std::atomic<uint64_t> mutexWaitNs; // of all goroutines for locks of package sync, and of threads for the runtime's own
extern timeHistogram schedLatencies;      // how long goroutines were runnable until they ran
// How long the world took to stop, and how long it was stopped all in all: for collections, and for all else.
extern timeHistogram gcStopping, gcPauses, otherStopping, otherPauses;

} // namespace rt
