// runtime/mem/mgclimit.cpp: see mgclimit.h.
#include "runtime/mem/mgclimit.h"
#include "runtime/mem/mgc.h"
#include "runtime/os/linux/os.h"
#include "runtime/sched/proc.h"
#include <algorithm>

namespace rt {

gcCPULimiterState gcCPULimiter;

void gcCPULimiterState::update(int64_t now) {
  lock.lock();
  int64_t before = last.exchange(now, std::memory_order_relaxed), spent = gcController.cpuTime();
  int64_t idle = int64_t(gcStats.cpu.gcIdle) + gcController.idleTime.load();
  int64_t all = std::max<int64_t>((now - (before ? before : runtimeInitTime)) * gomaxprocs - (idle - seenIdle), 0);
  seenIdle = idle;
  int64_t collector = std::clamp<int64_t>(spent - seen, 0, all);
  int64_t capacity = capacityPerP * gomaxprocs;
  fill = std::clamp<int64_t>(fill + collector - (all - collector), 0, capacity);
  seen = spent;
  bool full = fill == capacity;
  if (full && !enabled.load(std::memory_order_relaxed)) lastEnabled.store(work.cycles.load(), std::memory_order_relaxed);
  enabled.store(full, std::memory_order_relaxed);
  lock.unlock();
}

} // namespace rt
