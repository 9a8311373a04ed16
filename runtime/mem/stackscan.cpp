// runtime/mem/stackscan.cpp: see stackscan.h.
#include "runtime/mem/stackscan.h"
#include <algorithm>
#include <utility>

namespace rt {

static stackScanBuf &bufOf(gcWork &w) {
  if (!w.stackBuf) w.stackBuf = new stackScanBuf;
  return *w.stackBuf;
}

StackScan::StackScan(gcWork &work, g *scanned) : w(work), gp(scanned), buf(bufOf(work)) {}

void StackScan::object(void **p, uintptr_t, const abi::StackObject &o, bool live) {
  if (live)
    look(p, o);
  else
    buf.objects.push_back({reinterpret_cast<uintptr_t>(p), &o});
}

void StackScan::conservative(void **lo, void **hi) {
  if (!w.checking) // what need not be a pointer proves nothing
    for (void **p = lo; p < hi; p++) mayPointToStack(reinterpret_cast<uintptr_t>(*p));
  scanConservative(w, reinterpret_cast<uintptr_t>(lo), reinterpret_cast<uintptr_t>(hi));
}

void StackScan::finish() {
  auto &all = buf.objects;
  std::sort(all.begin(), all.end(), [](auto &a, auto &b) { return a.lo < b.lo; });
  while (!all.empty() && !buf.pointers.empty()) {
    uintptr_t p = buf.pointers.back();
    buf.pointers.pop_back();
    auto it = std::upper_bound(all.begin(), all.end(), p, [](uintptr_t v, auto &x) { return v < x.lo; });
    if (it == all.begin()) continue;
    stackScanBuf::object &x = *--it;
    if (!x.o || p >= x.hi()) continue;
    const abi::StackObject &o = *std::exchange(x.o, nullptr);
    look(reinterpret_cast<void **>(x.lo), o);
  }
  all.clear();
  buf.pointers.clear();
}

} // namespace rt
