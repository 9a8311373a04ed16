// runtime/mem/mgctrace.h: GODEBUG=gctrace=1: a line for every cycle, in gc's format.
#pragma once
#include <cstdint>

namespace rt {

// Times of one cycle, and the heap sizes gctrace prints.
struct cycle {
  int64_t stopping, marking;    // world being stopped for sweep termination; marking starts
  int64_t stopping2, marked, end; // world being stopped for mark termination; mark done; world started again
  int64_t assistTime, dedicatedTime, fractionalTime, idleTime; // CPU of marking
  uint64_t heap0, heap1, heap2, goal;
  bool forced, concurrent;
  int64_t pause() const { return concurrent ? marking - stopping + end - stopping2 : end - stopping; }
};

void printGctrace(const cycle &c); // after recordCycle

} // namespace rt
