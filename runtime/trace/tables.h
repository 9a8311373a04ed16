// runtime/trace/tables.h: strings and stacks become small numbers: two tables for each of the two generations under way.
//
// Looked up without a lock and grown under one; nothing is taken out until the generation is over, when everything goes.
// Strings are written as they come, stacks at the end of the generation, when their pcs become names and lines.
// Mirrors runtime/trace2map.go, trace2string.go, trace2stack.go.
#pragma once
#include "runtime/trace/writer.h"

namespace rt {

// From bytes to numbers, from 1 on.
class traceTable {
public:
  struct Node {
    Node *link;
    uint64_t hash;
    uint32_t id, size;
    alignas(8) uint8_t data[];
  };
  uint32_t put(const void *data, uint32_t size, bool *added = nullptr);
  uint32_t takeID() { return ids.fetch_add(1, std::memory_order_relaxed) + 1; } // for what is not in the table
  template <class F> void forEach(F f) const {
    for (auto &bucket : buckets)
      for (Node *n = bucket.load(); n; n = n->link) f(*n);
  }
  void reset(); // nobody uses it any more

private:
  Node *find(const void *data, uint32_t size, uint64_t hash) const;
  Node *alloc(uint32_t size) RT_REQUIRES(lock_);
  struct Chunk {
    Chunk *link;
    uint8_t data[];
  };
  static constexpr uint32_t chunkSize = 256 << 10;
  mutex lock_{lockRankTraceTable};
  std::atomic<uint32_t> ids;
  std::atomic<Node *> buckets[1 << 13];
  Chunk *chunks RT_GUARDED_BY(lock_) = nullptr;
  uint32_t used RT_GUARDED_BY(lock_) = 0;
};

// gen: the generation of the section the caller is in, or one that has ended and is being written out.
uint32_t traceString(uint64_t gen, const char *s, uint64_t n); // for strings that come back
uint32_t traceUniqueString(uint64_t gen, const char *s, uint64_t n); // written, and not remembered
void traceStringsEnd(uint64_t gen);

uint32_t traceStack(uint64_t gen, g *gp);         // where gp is; 0: nowhere
uint32_t traceFuncStack(uint64_t gen, void *code); // a stack of one frame: the beginning of a function
uint32_t traceSampleStack(uint64_t gen, const uintptr_t *pcs, unsigned n); // as the CPU profiler took it, at most maxTraceStack
void traceStacksEnd(uint64_t gen);                // before traceStringsEnd
constexpr unsigned maxTraceStack = 128;

} // namespace rt
