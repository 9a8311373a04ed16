// runtime/mem/mfinal.h: finalizers: a function to run on an object that was found dead.
//
// A finalizer is a special: a record on the span's list, by offset. Its life:
//   SetFinalizer adds it. Each mark phase takes what the object refers to (not the object) and the function as roots,
//   so that of a chain of finalizable objects only the head is found dead, and a cycle never is.
//   Sweeping finds the object unmarked: the special is removed, the object marked for one more cycle, the call queued.
//   The finalizer goroutine (stdlib: runtime.runfinq) takes it from the queue (nextfinalizer) and calls it.
// pageSpecials has a bit for the first page of every span that may have specials.
// Locks: mspan.specialLock guards a list, finlock the queue. Mirrors mfinal.go and the specials of mheap.go.
#pragma once
#include "runtime/mem/mgcwork.h"
#include "runtime/mem/mheap.h"

namespace rt {

struct special {
  special *next;
  uintptr_t offset; // of the pointer given to SetFinalizer, from the span's base
  abi::FuncVal *fn;
  const abi::Type *fint; // parameter type of fn
  const abi::Type *ot;   // type of the pointer
  uintptr_t slot;        // bytes of fn's result slot (runtime/abi/callconv.h), mostly 0
};

// False: the object has a finalizer already.
bool addfinalizer(void *p, abi::FuncVal *fn, const abi::Type *fint, const abi::Type *ot, uintptr_t slot = 0);
void removefinalizer(void *p);
void sweepSpecials(mspan *s); // s is being swept

unsigned specialRootJobs();
void markSpecialRoots(gcWork &w, unsigned job);
void markFinalizerQueue(gcWork &w);

struct finalizer {
  finalizer *next;
  abi::FuncVal *fn;
  void *arg;
  const abi::Type *fint, *ot;
  uintptr_t slot;
};
bool takeFinalizer(finalizer *out); // the oldest queued call; false: none
void wakefing();                    // if calls are queued and the finalizer goroutine waits, readies it
void finalizersInit();              // tables
void clearSpecialPages(mspan *s);   // s goes back to the heap

} // namespace rt
