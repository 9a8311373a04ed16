// runtime/debug/metrics.h: what the runtime counts for package runtime/metrics (stdlib/runtime/metrics.go names them).
#pragma once
#include <atomic>
#include <bit>
#include <cstdint>

namespace rt {

// Durations by size: 4 buckets a power of two. Bucket i holds the nanoseconds in [lower(i), lower(i + 1)).
struct timeHistogram {
  static constexpr unsigned buckets = 4 * 46; // the last one: everything from about a day on
  std::atomic<uint64_t> counts[buckets];

  static constexpr unsigned bucketOf(uint64_t ns) {
    if (ns < 4) return unsigned(ns);
    unsigned log = unsigned(std::bit_width(ns)) - 1, at = 4 * (log - 1) + unsigned(ns >> (log - 2) & 3);
    return at < buckets ? at : buckets - 1;
  }
  static constexpr uint64_t lower(unsigned i) { return i < 4 ? i : uint64_t(4 + i % 4) << (i / 4 - 1); }
  void record(int64_t ns) { counts[bucketOf(ns < 0 ? 0 : uint64_t(ns))].fetch_add(1, std::memory_order_relaxed); }
};

extern std::atomic<uint64_t> nilPanics; // allowed by GODEBUG=panicnil=1
constexpr uint64_t waitSample = 8;        // one wait of so many is measured, and stands for all
extern std::atomic<uint64_t> mutexWaitNs; // of all goroutines for locks of package sync, and of threads for the runtime's own
extern timeHistogram schedLatencies;      // how long goroutines were runnable until they ran
// How long the world took to stop, and how long it was stopped all in all: for collections, and for all else.
extern timeHistogram gcStopping, gcPauses, otherStopping, otherPauses;

} // namespace rt
