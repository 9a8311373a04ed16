// runtime/mem/stackscan.h: what one goroutine's stack refers to.
//
// Slots, arguments and what C++ holds for the goroutine are pointers; objects on the stack hold others. An object is looked at if
// its function may still use it itself (FrameMap::liveObjects), or if a pointer leads to it: from a slot, from what C++ holds, from
// another object that is looked at. So the walk over the frames looks at the former and notes the latter, and all addresses in the
// stack that it comes across; finish() follows those.
//
// What only may be a pointer may lead to an object that died before the last collection. That one did not look at it, so the
// object's words may be addresses of slots that were freed since: they in turn only may be pointers. Mirrors mgcstack.go.
#pragma once
#include "runtime/mem/mgcmark.h"
#include "runtime/stack/unwind.h"
#include <vector>

namespace rt {

// Kept by a marker from one stack to the next.
struct stackScanBuf {
  struct object {
    uintptr_t lo;
    const abi::StackObject *o; // null once it has been looked at
    uintptr_t hi() const { return lo + o->words * 8; }
  };
  std::vector<object> objects; // not known to be live
  // Into the stack, not followed yet:
  std::vector<uintptr_t> pointers, maybe; // which they are; and which they may be
};

class StackScan final : public StackVisitor {
public:
  StackScan(gcWork &w, g *gp);
  void scan(uintptr_t word) { // a pointer or null
    if (word - gp->stack.lo < gp->stack.hi - gp->stack.lo)
      note(buf.pointers, word);
    else
      markPointer(w, word);
  }
  void slot(void **p) override { scan(reinterpret_cast<uintptr_t>(*p)); }
  void derived(void **base, void **) override { slot(base); }
  void object(void **p, uintptr_t words, const abi::StackObject &o, bool live) override;
  void conservative(void **lo, void **hi) override;
  // A word that may be an address in the stack and is nothing else to the collector.
  void mayPointToStack(uintptr_t word) {
    if (word - gp->stack.lo < gp->stack.hi - gp->stack.lo) note(buf.maybe, word);
  }
  void finish();

private:
  static void note(std::vector<uintptr_t> &list, uintptr_t word) {
    if (list.empty() || list.back() != word) list.push_back(word);
  }
  stackScanBuf::object *notedAt(uintptr_t p);
  gcWork &w;
  g *gp;
  stackScanBuf &buf;
};

} // namespace rt
