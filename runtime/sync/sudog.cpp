// runtime/sync/sudog.cpp: free lists of sudogs.
//
// A P keeps up to 64; half of them go to or come from sched.sudogcache at a time. New ones are made 64 at once.
// Mirrors acquireSudog and releaseSudog of runtime/proc.go.
#include "runtime/mem/mem_linux.h"
#include "runtime/mem/mheap.h"
#include "runtime/sched/proc.h"
#include "runtime/sync/chan.h"

namespace rt {

namespace {
constexpr uint32_t localMax = 64;

__attribute__((noinline)) void refill(p *pp) {
  lock(&sched.sudoglock);
  if (!sched.sudogcache) {
    auto *block = static_cast<sudog *>(persistentalloc(sizeof(sudog) * localMax, 64, nullptr));
    runtimeRecords.add(sizeof(sudog), localMax);
    for (uint32_t i = 0; i < localMax; i++) {
      block[i].next = sched.sudogcache;
      sched.sudogcache = &block[i];
    }
  }
  while (pp->nsudogcache < localMax / 2 && sched.sudogcache) {
    sudog *s = sched.sudogcache;
    sched.sudogcache = s->next;
    s->next = pp->sudogcache;
    pp->sudogcache = s;
    pp->nsudogcache++;
  }
  unlock(&sched.sudoglock);
}

__attribute__((noinline)) void spill(p *pp) {
  lock(&sched.sudoglock);
  while (pp->nsudogcache > localMax / 2) {
    sudog *s = pp->sudogcache;
    pp->sudogcache = s->next;
    pp->nsudogcache--;
    s->next = sched.sudogcache;
    sched.sudogcache = s;
  }
  unlock(&sched.sudoglock);
}
} // namespace

sudog *acquireSudog() {
  p *pp = getp();
  if (__builtin_expect(!pp->sudogcache, 0)) refill(pp);
  sudog *s = pp->sudogcache;
  pp->sudogcache = s->next;
  pp->nsudogcache--;
  s->next = nullptr;
  return s;
}

void releaseSudog(sudog *s) {
  if (s->elem || s->isSelect || s->waitlink || s->c) throw_("runtime: sudog still in use");
  p *pp = getp();
  s->g = nullptr;
  s->prev = nullptr;
  s->next = pp->sudogcache;
  pp->sudogcache = s;
  if (__builtin_expect(++pp->nsudogcache == localMax, 0)) spill(pp);
}

} // namespace rt
