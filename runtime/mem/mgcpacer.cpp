// runtime/mem/mgcpacer.cpp: see mgcpacer.h.
#include "runtime/mem/mgcpacer.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mgc.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mheap.h"
#include "runtime/os/linux/os.h"
#include "runtime/stack/stack.h"
#include "runtime/trace/trace.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rt {

gcControllerState gcController;

int32_t readGOGC(const char *s) {
  if (!s || !*s) return 100;
  if (!strcmp(s, "off")) return -1;
  char *end;
  long n = strtol(s, &end, 10);
  return *end || n > INT32_MAX || n < INT32_MIN ? 100 : int32_t(n);
}

bool parseByteCount(const char *s, int64_t *n) {
  if (!strcmp(s, "off")) return *n = noMemoryLimit, true;
  char *end;
  if (*s < '0' || *s > '9') return false;
  unsigned long long v = strtoull(s, &end, 10);
  static const struct {
    const char *suffix;
    int shift;
  } units[] = {{"", 0}, {"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}};
  for (auto &u : units)
    if (!strcmp(end, u.suffix) && v <= uint64_t(INT64_MAX) >> u.shift) return *n = int64_t(v << u.shift), true;
  return false;
}

void gcControllerState::init() {
  gcPercent = readGOGC(gogetenv("GOGC"));
  if (gcPercent < 0) gcPercent = -1;
  if (const char *s = gogetenv("GOMEMLIMIT"); s && *s && !parseByteCount(s, &memoryLimit)) {
    fprintf(stderr, "GOMEMLIMIT=%s\n", s);
    throw_("malformed GOMEMLIMIT; see `go doc runtime/debug.SetMemoryLimit`");
  }
  if (gcPercent > 0) heapMarked = uint64_t(double(defaultHeapMinimum * uint64_t(gcPercent) / 100) / (1 + gcPercent / 100.0));
  commit(true);
}

// The heap may have what the limit leaves after everything that is not heap, less 3 % for fragmentation. Where that is less than
// what is live one collection follows the other, and mgclimit.h sees to it that the program goes on beside them.
uint64_t gcControllerState::memoryLimitHeapGoal() const {
  uint64_t other = mheap_.sysBesidesPages();
  uint64_t floor = heapMarked + sweepMinHeapDistance;
  if (uint64_t(memoryLimit) <= other) return floor;
  uint64_t goalBytes = uint64_t(memoryLimit) - other;
  goalBytes -= std::max<uint64_t>(goalBytes / 100 * 3, std::min<uint64_t>(1 << 20, goalBytes / 2));
  return std::max(goalBytes, floor);
}

void gcControllerState::commit(bool sweepDone) {
  uint64_t g = noGoal;
  if (gcPercent >= 0) {
    g = heapMarked + uint64_t(double(heapMarked + stackScan + globalsScan) * gcPercent / 100.0);
    g = std::max(g, defaultHeapMinimum * uint64_t(gcPercent) / 100);
    // Or a small heap with a small GOGC would spend its time in collections.
    if (!sweepDone) g = std::max(g, uint64_t(heapLive.load(std::memory_order_relaxed)) + sweepMinHeapDistance);
  }
  limitGoal = memoryLimit != noMemoryLimit ? memoryLimitHeapGoal() : noGoal;
  g = std::min(g, limitGoal);
  goal.store(g, std::memory_order_relaxed);
  TraceSection().HeapGoal(g);
  commitTrigger(g);
}

void gcControllerState::update(int64_t d) {
  if (d == 0) return;
  int64_t live = heapLive.fetch_add(d, std::memory_order_relaxed) + d;
  TraceSection().HeapAlloc(uint64_t(live));
}

// Where between the live heap and the goal g a cycle begins.
void gcControllerState::commitTrigger(uint64_t g) {
  uint64_t t = g;
  if (g != noGoal && g > heapMarked && gcConcurrent()) {
    auto way = double(g - heapMarked);
    uint64_t least = heapMarked + uint64_t(way * 0.7), most = heapMarked + uint64_t(way * 0.95);
    if (g > defaultHeapMinimum) most = std::max(most, g - defaultHeapMinimum);
    constexpr double u = gcBackgroundUtilization;
    double runway = consMark * ((1 - u) / u) * double(lastHeapScan + stackScan + globalsScan);
    t = runway > double(g) ? least : g - uint64_t(runway);
    t = std::max(std::min(t, most), least);
  }
  trigger.store(t, std::memory_order_relaxed);
  paceSweep(t);
}

// Workers for a quarter of the Ps: whole Ps as far as that comes out about right, the rest by shares of all.
void gcControllerState::startCycle(int32_t procs) {
  triggered = uint64_t(heapLive.load());
  constexpr uint64_t minRunway = 64 << 10; // a large object may have passed the goal at once, and assists pay by what is left to it
  if (memoryLimit == noMemoryLimit && goal.load() < triggered + minRunway) goal = triggered + minRunway;
  allocatedBlack = 0;
  bytesMarked = scanWork = stackBytes = globalBytes = 0;
  bgScanCredit = 0;
  assistTime = dedicatedTime = fractionalTime = idleTime = waitedTime = 0;
  double want = gcBackgroundUtilization * procs;
  auto dedicated = int64_t(want + 0.5);
  double error = double(dedicated) / want - 1;
  fractionalUtilizationGoal = 0;
  if (error < -0.3 || error > 0.3) {
    if (double(dedicated) > want) dedicated--;
    fractionalUtilizationGoal = (want - double(dedicated)) / procs;
  }
  dedicatedMarkWorkersNeeded = dedicated;
  revise();
}

void gcControllerState::revise() {
  auto live = double(heapLive.load(std::memory_order_relaxed)), goalBytes = double(heapGoal());
  double done = double(scanWork.load(std::memory_order_relaxed)) + double(stackBytes.load(std::memory_order_relaxed)) +
                double(globalBytes.load(std::memory_order_relaxed));
  double expected = std::max(double(lastHeapScan + stackScan + globalsScan), 1.0);
  const double most = double(heapScan.load(std::memory_order_relaxed) + stackScan + globalsScan); // all that may be live
  if (done > expected) { // the heap has grown: the goal moves in proportion, up to what GOGC would make of it if all is live
    if (gcPercent >= 0 && heapGoal() < limitGoal) {
      double moved = double(triggered) + (goalBytes - double(triggered)) / expected * most;
      goalBytes = std::min({moved, goalBytes * (1 + gcPercent / 100.0), double(limitGoal)});
    }
    expected = most;
  }
  if (live > goalBytes) {
    goalBytes *= 1.1;
    expected = most;
  }
  // Who allocates the last bytes before the goal does not pay for all that is left: it would stand for hundreds of milliseconds.
  double workLeft = std::max(expected - done, 1000.0), bytesLeft = std::max(goalBytes - live, double(heapGoal()) / 64);
  if (heapGoal() == noGoal) bytesLeft = 1e18;
  assistWorkPerByte.store(workLeft / bytesLeft, std::memory_order_relaxed);
  assistBytesPerWork.store(bytesLeft / workLeft, std::memory_order_relaxed);
}

// How fast the program allocated, and how fast marking went, both per CPU second that they had. gc takes the workers' share for
// granted and counts idle Ps with the program. Where goroutines then wait for marking, it seems slow, the next cycle begins
// later, they wait more, and it stays so.
void gcControllerState::updateConsMark(int64_t markNs, int32_t procs, bool forced, const markResult &r) {
  if (forced || markNs <= 0) return; // marking had the machine for itself, which says nothing
  double total = double(markNs) * procs, taken = double(assistTime.load() + dedicatedTime.load() + fractionalTime.load());
  double marking = taken + double(idleTime.load());
  auto allocated = double(heapLive.load()) - double(triggered);
  auto scanned = double(r.scanWork + r.stackBytes + r.globalBytes);
  if (allocated < 0 || scanned <= 0) return;
  double now = allocated / std::max(total - marking, total / 20) / (scanned / std::max(marking, total / 20));
  double old = consMark;
  consMark = now;
  for (double &last : lastConsMark) {
    std::swap(last, now);
    consMark = std::max(consMark, last);
  }
  if (debug.gcpacertrace) {
    eprintf("pacer: %d%% CPU (25 exp.) for %lu+%lu+%lu B work (%lu B exp.) in %lu B -> %ld B (goal %lu, cons/mark %.3g -> %.3g)\n",
            int(taken / total * 100), ulong(r.scanWork), ulong(r.stackBytes), ulong(r.globalBytes),
            ulong(lastHeapScan + stackScan + globalsScan), ulong(triggered), long(heapLive.load()), ulong(heapGoal()), old, consMark);
  }
}

void gcControllerState::endCycle(const markResult &r) {
  heapMarked = r.bytesMarked;
  heapLive.store(int64_t(r.bytesMarked), std::memory_order_relaxed);
  heapScan.store(r.scanWork, std::memory_order_relaxed);
  stackScan = r.stackBytes;
  globalsScan = r.globalBytes;
  lastHeapScan = r.scanWork;
  TraceSection().HeapAlloc(heapMarked);
  commit(false);
}

int32_t gcControllerState::setGCPercent(int32_t percent) {
  int32_t old = gcPercent;
  gcPercent = percent < 0 ? -1 : percent;
  commit(isSweepDone());
  return old;
}

int64_t gcControllerState::setMemoryLimit(int64_t bytes) {
  int64_t old = memoryLimit;
  if (bytes >= 0) {
    memoryLimit = bytes;
    commit(isSweepDone());
  }
  return old;
}

} // namespace rt
