// runtime/lock/lockrank.h: the order in which locks are taken.
//
// A thread that holds a lock may take only locks of a higher rank, that is further down in this table; of equal rank only
// channel locks, by rising address (select and copystack take several). If all code keeps to the one order, no two
// threads can wait for each other. A lock without rank is not checked (unit tests have some).
//
// Checked at every lock() unless NDEBUG: each thread remembers what it holds.
// Mirrors runtime/lockrank.go; differs: a total order.
#pragma once
#include <cstdint>

#include "runtime/lock/thread_safety.h"

namespace rt {

// X(name): outer first. The comment says what is taken under it.
// clang-format off
#define LOCK_RANKS(X)                                                                                         \
  X(None)                                                                                                     \
  X(PollDesc)       /* a deadline changes: timers, sched */                                                   \
  X(PollInit)                                                                                                 \
  X(PollCache)      /* persistent */                                                                          \
  X(Hchan)          /* other channels by address; sudog */                                                    \
  X(SemaRoot)                                                                                                 \
  X(NotifyList)     /* sudog */                                                                               \
  X(ForceGC)                                                                                                  \
  X(SigRecv)                                                                                                  \
  X(GCWait)         /* readied after unlocking */                                                             \
  X(Itab)           /* types that reflect made */                                                             \
  X(MapInfo)        /* likewise */                                                                            \
  X(ReflectFrame)   /* likewise */                                                                            \
  X(ReflectOffs)    /* the write barrier's queue */                                                           \
  X(Timers)                                                                                                   \
  X(Print)                                                                                                    \
  X(Cpuprof)                                                                                                  \
  X(ProfTimers)     /* sched */                                                                               \
  X(Sched)          /* allg: checkdead, schedtrace; mcache: a new P */                                        \
  X(Allg)                                                                                                     \
  X(GFree)                                                                                                    \
  X(GChunk)                                                                                                   \
  X(Sudog)          /* persistent */                                                                          \
  X(MSpecial)       /* of a span: records, the finalizer queue */                                             \
  X(SpecialRecord)                                                                                            \
  X(Fin)            /* persistent */                                                                          \
  X(ProfActive)     /* runtime/prof: the memory profile is read; future */                                    \
  X(ProfFuture)                                                                                               \
  X(ProfWait)                                                                                                 \
  X(ProfInsert)     /* persistent */                                                                          \
  X(ProfSpan)                                                                                                 \
  X(ProfRecord)                                                                                               \
  X(MCacheList)                                                                                               \
  X(MCentral)                                                                                                 \
  X(MHeap)          /* persistent */                                                                          \
  X(GCWork)                                                                                                   \
  X(Persistent)                                                                                               \
  X(StackPool)      /* stack arena */                                                                         \
  X(StackArena)                                                                                               \
  X(Code)                                                                                                     \
  X(TraceTable)                                                                                               \
  X(TraceStrings)   /* trace: a full buffer */                                                                \
  X(Trace)                                                                                                    \
  X(Panic)
// clang-format on

enum lockRank : uint32_t {
#define X(name) lockRank##name,
  LOCK_RANKS(X)
#undef X
};

struct RT_CAPABILITY("mutex") mutex;

#ifdef NDEBUG
inline void lockRankAcquire(mutex *) {}
inline void lockRankRelease(mutex *) {}
inline void lockMayAcquire(lockRank) {}
inline void assertLockHeld(mutex *l) RT_ASSERTS(l) { (void)l; }
#else
void lockRankAcquire(mutex *l); // this thread is about to wait for l
void lockRankRelease(mutex *l);
void lockMayAcquire(lockRank r); // what is called here takes locks of rank r and further in, if not every time
void assertLockHeld(mutex *l) RT_ASSERTS(l);
#endif

} // namespace rt
