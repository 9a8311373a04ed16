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
    forEachObjectWord(p, o, [&](void **q) { slot(q); });
  else
    buf.objects.push_back({reinterpret_cast<uintptr_t>(p), &o});
}

void StackScan::conservative(void **lo, void **hi) {
  if (!w.checking) // what need not be a pointer proves nothing
    for (void **p = lo; p < hi; p++) mayPointToStack(reinterpret_cast<uintptr_t>(*p));
  scanConservative(w, reinterpret_cast<uintptr_t>(lo), reinterpret_cast<uintptr_t>(hi));
}

// The noted object that a pointer leads to, unless it has been looked at.
stackScanBuf::object *StackScan::notedAt(uintptr_t p) {
  auto &all = buf.objects;
  auto it = std::upper_bound(all.begin(), all.end(), p, [](uintptr_t v, auto &x) { return v < x.lo; });
  if (it == all.begin()) return nullptr;
  stackScanBuf::object &x = *--it;
  return x.o && p < x.hi() ? &x : nullptr;
}

static uintptr_t takeLast(std::vector<uintptr_t> &list) {
  uintptr_t p = list.back();
  list.pop_back();
  return p;
}

void StackScan::finish() {
  std::sort(buf.objects.begin(), buf.objects.end(), [](auto &a, auto &b) { return a.lo < b.lo; });
  auto follow = [&](uintptr_t p, auto word) {
    stackScanBuf::object *x = notedAt(p);
    if (x) forEachObjectWord(reinterpret_cast<void **>(x->lo), *std::exchange(x->o, nullptr), word);
  };
  while (!buf.pointers.empty()) follow(takeLast(buf.pointers), [&](void **q) { slot(q); });
  while (!buf.maybe.empty()) follow(takeLast(buf.maybe), [&](void **q) { conservative(q, q + 1); });
  buf.objects.clear();
}

} // namespace rt
