// runtime/prof/mprof.h: the memory profile, as the allocator and the collector see it. How it counts: mprof.cpp.
#pragma once
#include "runtime/mem/mcache.h"

namespace rt {

extern const int64_t *memProfileRate; // package runtime's variable of that name

// Would an object of that size be the next sample?
inline bool allocSampleComes(const mcache *c, uintptr_t size) {
  return __builtin_expect(c->nextSample < int64_t(size), 0) | __builtin_expect(*memProfileRate != c->sampleRate, 0);
}
// On the way of every allocation: counts the object's bytes down to the next sample. True: profileAlloc is due.
inline bool allocSampleDue(mcache *c, uintptr_t size) {
  const bool due = allocSampleComes(c, size);
  c->nextSample -= int64_t(size);
  return due;
}
void profileAlloc(mcache *c, void *p, uintptr_t size); // p, of a slot of `size` bytes, was allocated: samples it, if it is time

void mProf_NextCycle();     // marking has ended; the world is stopped
void mProf_Flush();         // ... and runs again
void mProf_PostSweep();     // all of the cycle has been swept
void mProf_Sweep(mspan *s); // s is being swept: its mark bits are final

} // namespace rt
