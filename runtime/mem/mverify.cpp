// runtime/mem/mverify.cpp: see mverify.h. Enabled by GODEBUG=gcverify=1.
#include "runtime/mem/mverify.h"
#include "runtime/mem/mbitmap.h"
#include "runtime/sched/proc.h"
#include <algorithm>
#include <cstdio>
#include <vector>

namespace rt {

[[noreturn]] static void bad(mspan *s, const char *what, uintptr_t a, uintptr_t b) {
  fprintf(stderr, "runtime: heap verifier: %s (%#lx, %#lx)\n", what, a, b);
  fprintf(stderr, "runtime: span base=%#lx npages=%lu elemsize=%lu nelems=%u freeindex=%u allocCount=%u class=%u noscan=%d\n", s->base(),
          s->npages, s->elemsize, s->nelems, s->freeindex, s->allocCount, s->spanclass.sizeclass(), s->spanclass.noscan());
  throw_("heap verifier found a damaged heap");
}

// The stacks of all goroutines, by address; made anew for each check.
static std::vector<stack_t_> stacks;

static void findStacks() {
  stacks.clear();
  g **gs;
  uintptr_t n = allgsSnapshot(&gs);
  for (uintptr_t i = 0; i < n; i++)
    if (gs[i]->stack.lo && readgstatus(gs[i]) != Gdead) stacks.push_back(gs[i]->stack);
  std::sort(stacks.begin(), stacks.end(), [](const stack_t_ &a, const stack_t_ &b) { return a.lo < b.lo; });
}

static bool inStack(uintptr_t v) {
  auto it = std::upper_bound(stacks.begin(), stacks.end(), v, [](uintptr_t x, const stack_t_ &s) { return x < s.lo; });
  return it != stacks.begin() && v < it[-1].hi;
}

static void verifyObject(mspan *s, uintptr_t base) {
  forEachPointerWord(s, base, [&](void **p) {
    uintptr_t v = reinterpret_cast<uintptr_t>(*p);
    if (!inHeap(v)) {
      if (inStack(v)) bad(s, "an object on the heap refers to a stack", reinterpret_cast<uintptr_t>(p), v);
      return;
    }
    heapObject o = findObject(v);
    if (!o.base) return;
    if (o.span->isFree(o.index)) bad(o.span, "an object refers to a free slot", reinterpret_cast<uintptr_t>(p), v);
    if (!o.span->isMarked(o.index)) bad(o.span, "an object refers to an unmarked one", reinterpret_cast<uintptr_t>(p), v);
  });
}

static void verifySpan(mspan *s) {
  uintptr_t allocated = 0;
  for (uintptr_t i = 0; i < s->nelems; i++) {
    bool free = s->isFree(i);
    allocated += !free;
    if (!s->isMarked(i)) continue;
    if (free) bad(s, "a free slot is marked", s->objBase(i), i);
    verifyObject(s, s->objBase(i));
  }
  if (allocated != s->allocCount) bad(s, "allocCount does not match the allocation bits", allocated, s->allocCount);
  if (s->sweepgen.load() != mheap_.sweepgen.load()) bad(s, "a span is not swept", s->sweepgen, mheap_.sweepgen);
}

void verifyHeap() {
  findStacks();
  uintptr_t npages = mheap_.grown() / PageSize, inuse = 0;
  for (uintptr_t i = 0; i < npages;) {
    mspan *s = mheap_.spans[i];
    if (!s) {
      i++;
      continue;
    }
    if (s->base() != mheap_.arenaStart + i * PageSize) bad(s, "the page table leads into the middle of a span", i, 0);
    for (uintptr_t k = 0; k < s->npages; k++)
      if (mheap_.spans[i + k] != s) bad(s, "a page of a span belongs to another", i, k);
    if (s->state.load() == mSpanState::inUse) {
      verifySpan(s);
      inuse += s->npages;
    }
    i += s->npages;
  }
  if (inuse != mheap_.pagesInUse.load()) throw_("heap verifier: pagesInUse is wrong");
}

} // namespace rt
