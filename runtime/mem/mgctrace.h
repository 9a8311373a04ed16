// runtime/mem/mgctrace.h: GODEBUG=gctrace=1: a line for every cycle, in gc's format.
#pragma once
#include <cstdint>

namespace rt {

// Times of one cycle, and the heap sizes gctrace prints.
struct cycle {
  int64_t stopping, marking, marked, end; // world being stopped; mark starts; mark done; world started
  uint64_t heap0, heap1, heap2, goal;
  unsigned markers;
  bool forced;
};

void printGctrace(const cycle &c); // after recordCycle

} // namespace rt
