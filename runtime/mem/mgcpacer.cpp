// runtime/mem/mgcpacer.cpp: see mgcpacer.h.
#include "runtime/mem/mgcpacer.h"
#include "runtime/debug/godebug.h"
#include "runtime/mem/mgcsweep.h"
#include "runtime/mem/mheap.h"
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

// The heap may have what the limit leaves after everything that is not heap, less 3 % for fragmentation. Never below
// the live heap plus a sixteenth: a limit that cannot be kept must not turn into one collection after the other.
uint64_t gcControllerState::memoryLimitHeapGoal() const {
  uint64_t other = mheap_.spanSys + mheap_.gcSys + mheap_.otherSys + stackSys();
  uint64_t floor = heapMarked + std::max<uint64_t>(heapMarked / 16, 1 << 20);
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
  if (memoryLimit != noMemoryLimit) g = std::min(g, memoryLimitHeapGoal());
  goal.store(g, std::memory_order_relaxed);
  TraceSection().HeapGoal(g);
}

void gcControllerState::update(int64_t d) {
  if (d == 0) return;
  int64_t live = heapLive.fetch_add(d, std::memory_order_relaxed) + d;
  TraceSection().HeapAlloc(uint64_t(live));
}

void gcControllerState::endCycle(const markResult &r) {
  heapMarked = r.bytesMarked;
  heapLive.store(int64_t(heapMarked), std::memory_order_relaxed);
  heapScan.store(r.scanWork, std::memory_order_relaxed);
  stackScan = r.stackBytes;
  globalsScan = r.globalBytes;
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
