// runtime/mem/mgcpacer.h: when to collect, and how much of the machine marking gets.
//
// The heap goal of the next cycle: live heap + (live heap + stacks + globals) * GOGC / 100, at least 4 MB * GOGC / 100 and,
// while there is something to sweep, the live heap + 1 MB; lower if GOMEMLIMIT says so. A cycle that runs beside the program
// starts at the trigger, as long before the goal as the program is expected to allocate meanwhile:
//
//   runway = cons/mark * (1 - u) / u * work     cons/mark: bytes allocated per byte of marking work, each per CPU second, the
//                                               largest of the last cycles; u = 25 %, the share of CPUs that marks; work: bytes
//                                               of heap, stacks and globals scanned last time
//
// between 70 % and 95 % of the way from the live heap to the goal. Goroutines that allocate while marking runs pay for it
// with marking work, so much a byte (assistWorkPerByte) that marking is done when the goal is reached; what the background
// workers do beyond their share is credit that they may use first (bgScanCredit).
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
constexpr double gcBackgroundUtilization = 0.25;

// What a mark phase found: bytes marked; bytes of stacks, of globals and of objects scanned.
struct markResult {
  uint64_t bytesMarked = 0, stackBytes = 0, globalBytes = 0, scanWork = 0;
};

struct gcControllerState {
  std::atomic<int64_t> heapLive{0};
  std::atomic<uint64_t> goal{defaultHeapMinimum};    // heapGoal()
  std::atomic<uint64_t> trigger{defaultHeapMinimum}; // what heapLive is compared with
  uint64_t heapMarked = defaultHeapMinimum / 2;      // live at the end of the last cycle
  uint64_t stackScan = 0, globalsScan = 0;           // bytes of roots found by the last cycle
  uint64_t lastHeapScan = 0;                         // bytes of objects scanned by the last cycle
  std::atomic<uint64_t> heapScan{0};                 // the same, and bytes of objects with pointers allocated since
  int32_t gcPercent = 100;                           // -1: off
  int64_t memoryLimit = noMemoryLimit;

  // ---- the mark phase under way beside the program
  uint64_t triggered = 0;                    // heapLive when it began
  std::atomic<int64_t> allocatedBlack{0};    // bytes marked by being allocated
  std::atomic<uint64_t> bytesMarked{0}, scanWork{0}, stackBytes{0}, globalBytes{0}; // by markers that have said so
  std::atomic<int64_t> bgScanCredit{0};
  std::atomic<double> assistWorkPerByte{0}, assistBytesPerWork{0};
  std::atomic<int64_t> dedicatedMarkWorkersNeeded{0};
  double fractionalUtilizationGoal = 0;
  std::atomic<int64_t> assistTime{0}, dedicatedTime{0}, fractionalTime{0}, idleTime{0};
  std::atomic<int64_t> waitedTime{0}; // for which goroutines waited for credit: what ran instead was no idle time to them
  std::atomic<int64_t> pastTime{0};   // of the cycles before: what cpuTime() was at their ends, and their pauses
  int64_t cpuTime() const {           // what keeps the program from running
    return pastTime.load() + assistTime.load() + dedicatedTime.load() + fractionalTime.load() + waitedTime.load();
  }

  void init();                   // GOGC, GOMEMLIMIT
  void update(int64_t d);
  bool due() const { return uint64_t(heapLive.load(std::memory_order_relaxed)) >= trigger.load(std::memory_order_relaxed); }
  void startCycle(int32_t procs); // world stopped: marking beside the program begins
  void revise();                  // recomputes the price of allocation
  void endCycle(const markResult &r);
  void updateConsMark(int64_t markNs, int32_t procs, bool forced, const markResult &r); // before endCycle
  void commit(bool sweepDone);    // recomputes goal and trigger from the state above
  uint64_t heapGoal() const { return goal.load(std::memory_order_relaxed); }
  int32_t setGCPercent(int32_t percent); // previous value
  int64_t setMemoryLimit(int64_t bytes); // negative: only read

private:
  uint64_t memoryLimitHeapGoal() const;
  void commitTrigger(uint64_t g);
  uint64_t limitGoal = noGoal; // of GOMEMLIMIT
  double consMark = 0, lastConsMark[4] = {};
};
extern gcControllerState gcController;

// "off" -> -1; null, empty or malformed -> 100.
int32_t readGOGC(const char *s);
// "off", or a number with B, KiB, MiB, GiB, TiB; false if malformed.
bool parseByteCount(const char *s, int64_t *n);

} // namespace rt
