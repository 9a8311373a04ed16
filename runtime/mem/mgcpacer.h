// runtime/mem/mgcpacer.h: when to collect.
//
// The heap goal of the next cycle: live heap + (live heap + stacks + globals) * GOGC / 100, at least 4 MB * GOGC / 100 and,
// while there is something to sweep, the live heap + 1 MB; lower if GOMEMLIMIT says so. A cycle starts when heapLive reaches the goal: the
// world is stopped for the whole of it, so the trigger does not have to run ahead of the goal as in a concurrent collector.
//
// heapLive counts bytes of objects, with the free rest of every cached span counted as allocated (mcache.refill).
// Mirrors gcControllerState of mgcpacer.go.
#pragma once
#include <atomic>
#include <cstdint>

namespace rt {

constexpr uint64_t defaultHeapMinimum = 4 << 20;
constexpr uint64_t sweepMinHeapDistance = 1 << 20; // between the end of a cycle and the next one, for the sweep
constexpr uint64_t noGoal = ~uint64_t(0);
constexpr int64_t noMemoryLimit = INT64_MAX;

// What a mark phase found: bytes marked, of stacks and of globals and objects scanned, stacks that are large for what they hold.
struct markResult {
  uint64_t bytesMarked = 0, stackBytes = 0, globalBytes = 0, scanWork = 0, shrinkable = 0;
};

struct gcControllerState {
  std::atomic<int64_t> heapLive{0};
  std::atomic<uint64_t> goal{defaultHeapMinimum}; // heapGoal(): what heapLive is compared with
  uint64_t heapMarked = defaultHeapMinimum / 2;   // live at the end of the last cycle
  uint64_t stackScan = 0, globalsScan = 0;        // bytes of roots found by the last cycle
  std::atomic<uint64_t> heapScan{0};              // bytes of objects with pointers: scanned by the last cycle, allocated since
  int32_t gcPercent = 100;                        // -1: off
  int64_t memoryLimit = noMemoryLimit;

  void init();                   // GOGC, GOMEMLIMIT
  void update(int64_t d);
  bool due() const { return uint64_t(heapLive.load(std::memory_order_relaxed)) >= goal.load(std::memory_order_relaxed); }
  void endCycle(const markResult &r);
  void commit(bool sweepDone);   // recomputes the goal from the state above
  uint64_t heapGoal() const { return goal.load(std::memory_order_relaxed); }
  int32_t setGCPercent(int32_t percent); // previous value
  int64_t setMemoryLimit(int64_t bytes); // negative: only read

private:
  uint64_t memoryLimitHeapGoal() const;
};
extern gcControllerState gcController;

// "off" -> -1; null, empty or malformed -> 100.
int32_t readGOGC(const char *s);
// "off", or a number with B, KiB, MiB, GiB, TiB; false if malformed.
bool parseByteCount(const char *s, int64_t *n);

} // namespace rt
