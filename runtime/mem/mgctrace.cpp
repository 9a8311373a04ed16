// runtime/mem/mgctrace.cpp: see mgctrace.h.
#include "runtime/mem/mgctrace.h"
#include "runtime/mem/mgc.h"
#include "runtime/sched/sched_internal.h"
#include <cstdio>
#include <unistd.h>

namespace rt {

// Milliseconds with about three significant digits, as gc prints them.
static void printMs(char *&p, char *end, int64_t ns) {
  if (ns >= 10000000) {
    p += snprintf(p, end - p, "%lu", (ns + 500000) / 1000000);
    return;
  }
  double ms = double(ns) / 1e6;
  int digits = ns >= 1000000 ? 1 : ns >= 100000 ? 2 : ns >= 1000 ? 3 : 0;
  p += snprintf(p, end - p, "%.*f", digits, ms);
}

void printGctrace(const cycle &c) {
  char buf[400], *p = buf, *end = buf + sizeof buf;
  p += snprintf(p, end - p, "gc %u @%ld.%03lds %d%%: ", gcStats.numgc, (c.stopping - runtimeInitTime) / 1000000000,
                (c.stopping - runtimeInitTime) / 1000000 % 1000, int(gcStats.cpuFraction * 100));
  int64_t sweepTerm = c.marking - c.stopping, mark = c.stopping2 - c.marking, term = c.end - c.stopping2;
  printMs(p, end, sweepTerm), *p++ = '+';
  printMs(p, end, mark), *p++ = '+';
  printMs(p, end, term);
  p += snprintf(p, end - p, " ms clock, ");
  printMs(p, end, sweepTerm * gomaxprocs), *p++ = '+';
  printMs(p, end, c.assistTime), *p++ = '/';
  printMs(p, end, c.dedicatedTime + c.fractionalTime), *p++ = '/';
  printMs(p, end, c.idleTime), *p++ = '+';
  printMs(p, end, term * gomaxprocs);
  p += snprintf(p, end - p, " ms cpu, %lu->%lu->%lu MB, %lu MB goal, %lu MB stacks, %lu MB globals, %d P%s\n", c.heap0 >> 20, c.heap1 >> 20,
                c.heap2 >> 20, c.goal >> 20, gcController.stackScan >> 20, gcController.globalsScan >> 20, gomaxprocs,
                c.forced ? " (forced)" : "");
  [[maybe_unused]] ssize_t n = write(2, buf, size_t(p - buf));
}

} // namespace rt
