// runtime/prof/bucket.h: what the profiles by stack count into: a record for each kind, stack and (memory) object size.
//
// A bucket is made once and never freed or changed but for its counters; looking one up takes no lock. Buckets lie outside
// the collected heap: sweeping counts into them.
// Locks: each kind's counters have their own (mprof.cpp, blockprof.cpp). Mirrors the buckets of runtime/mprof.go.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {

constexpr int maxProfStack = 32; // pcs: Stack0 of the records in package runtime

enum class bucketKind : uint8_t { memory, block, mutex };
constexpr unsigned bucketKinds = 3;

extern mutex activeLock; // the published counters of all memory buckets (mprof.cpp)
extern mutex waitLock;   // the counters of all block and mutex buckets (blockprof.cpp)

struct memCounts {
  uint64_t allocs, frees, allocBytes, freeBytes;
  void add(const memCounts &c) { allocs += c.allocs, frees += c.frees, allocBytes += c.allocBytes, freeBytes += c.freeBytes; }
};

struct bucket {
  bucket *next;    // of the same hash
  bucket *allnext; // of the same kind
  uint64_t hash;
  uintptr_t size; // of the objects; 0 but for memory
  bucketKind kind;
  uint8_t nstk;
  union {
    struct {
      memCounts active RT_GUARDED_BY(activeLock);
      memCounts future[3]; // [i]: futureLock[i] of mprof.cpp
    } mem;
    struct {
      double count RT_GUARDED_BY(waitLock);
      int64_t ns RT_GUARDED_BY(waitLock);
    } wait;
  };
  uintptr_t stk[maxProfStack]; // nstk are there
};

// The bucket of a stack, made if need be.
bucket *stkbucket(bucketKind kind, uintptr_t size, const uintptr_t *stk, int nstk);
bucket *firstBucket(bucketKind kind); // of all, by allnext; those made meanwhile come in front

extern uint64_t profBuckSys; // bytes of all buckets

// The stack of a goroutine that is in an entry, as gc's profiles have it: logical frames as runtime.Callers gives them.
// withEntry: preceded by the entry itself, as runtime.chanrecv1 stands above its caller.
int profStack(g *gp, bool withEntry, int skip, uintptr_t *pcs);

} // namespace rt
