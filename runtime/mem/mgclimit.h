// runtime/mem/mgclimit.h: the limit on the collector's share of the machine.
//
// A heap near GOMEMLIMIT, or one that grows faster than marking goes on, would have goroutines mark instead of going on, more and more
// of their time. A leaky bucket watches that: the CPU time of workers, assists and pauses flows in, all other CPU time of the
// Ps drains it, one second a P is what it holds. While it is full, allocation is not charged with marking (gcAssistAlloc):
// the workers' quarter is all that the collector gets, and the heap may exceed the limit. So in the long run it takes at most half
// of the CPU time. The time for which goroutines wait for credit counts as the collector's, that of idle workers on neither side,
// idle Ps as the program (mgclimit.go leaves them out).
#pragma once
#include "runtime/mem/memlock.h"
#include <atomic>
#include <cstdint>

namespace rt {

class gcCPULimiterState {
public:
  bool limiting() const { return enabled.load(std::memory_order_relaxed); }
  void update(int64_t now); // at any time, by anybody
  bool needUpdate(int64_t now) const { return now - last.load(std::memory_order_relaxed) > updatePeriod; }
  uint32_t lastEnabledCycle() const { return lastEnabled.load(std::memory_order_relaxed); } // 0: never

private:
  static constexpr int64_t updatePeriod = 10 * 1000 * 1000, capacityPerP = 1000 * 1000 * 1000; // ns
  memLock lock{lockRankGCWait};
  std::atomic<int64_t> last{0};
  int64_t seen RT_GUARDED_BY(lock) = 0, seenIdle RT_GUARDED_BY(lock) = 0; // the collector's CPU time so far; idle workers'
  int64_t fill RT_GUARDED_BY(lock) = 0;                                   // the bucket
  std::atomic<bool> enabled{false};
  std::atomic<uint32_t> lastEnabled{0};
};
extern gcCPULimiterState gcCPULimiter;

} // namespace rt
