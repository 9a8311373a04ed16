// jit/driver/phase_timer.h: what --time-phases prints.
#pragma once
#include <chrono>
#include <cstdio>
#include <ctime>

namespace jit {

// Wall and processor time of this process since it was made.
class PhaseTimer {
public:
  // One line; nested phases are indented.
  void print(const char *name, const char *indent = "") const {
    double wall = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    fprintf(stderr, "%s%-*s %8.2f ms  %8.2f ms cpu\n", indent, *indent ? 10 : 12, name, wall, processorTime() - processorStart);
  }

private:
  static double processorTime() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) * 1e3 + double(t.tv_nsec) / 1e6;
  }

  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  double processorStart = processorTime();
};

} // namespace jit
