// runtime/prof/goroutineprof.cpp: the stacks of all goroutines, the labels they carry, the threads.
//
// The world is stopped while goroutines are looked at, so that the profile shows one moment.
// Mirrors the goroutine part of runtime/mprof.go, and proflabel.go.
#include "runtime/abi/entries.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/prof/bucket.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/traceback.h"

namespace rt {

using StackRecord = uintptr_t[maxProfStack]; // laid out for Go

static void record(StackRecord &r, g *gp) {
  int n = profStack(gp, true, 0, r);
  for (; n < maxProfStack; n++) r[n] = 0;
}

// (p *StackRecord, labels *unsafe.Pointer, n int) int: the number of goroutines; fills both arrays (labels may be null) if
// they have room for all. The caller comes first.
GOENTRY(int64_t, goroutineProfile, (StackRecord * p, void **labels, int64_t n)) {
  g *me = getg();
  me->roots[0] = p, me->roots[1] = labels; // another thread may collect while this one waits for its turn
  stopTheWorld(stwGoroutineProfile);
  g **gs;
  int64_t k = 0;
  uintptr_t total = allgsSnapshot(&gs);
  auto counts = [](g *gp) { return readgstatus(gp) != Gdead && !isSystemGoroutine(gp); };
  for (uintptr_t i = 0; i < total; i++) k += counts(gs[i]);
  if (k <= n) {
    int64_t i = 0;
    auto add = [&](g *gp) {
      record(p[i], gp);
      if (labels) writeHeapPointer(&labels[i], gp->labels);
      i++;
    };
    add(me);
    for (uintptr_t j = 0; j < total; j++)
      if (gs[j] != me && counts(gs[j])) add(gs[j]);
  }
  startTheWorld();
  me->roots[0] = me->roots[1] = nullptr;
  return k;
}

// (p *StackRecord, n int) int: the number of threads, and empty stacks: no thread is created by Go code.
GOENTRY(int64_t, threadCreateProfile, (StackRecord * p, int64_t n)) {
  lock(&sched.lock);
  int64_t k = mcount();
  unlock(&sched.lock);
  if (k <= n)
    for (int64_t i = 0; i < k; i++)
      for (uintptr_t &pc : p[i]) pc = 0;
  return k;
}

GOENTRY(void, setProfLabel, (void *labels)) { getg()->labels = labels; } // a new goroutine inherits them (newproc1)
GOENTRY(void *, getProfLabel, ()) { return getg()->labels; }

} // namespace rt
