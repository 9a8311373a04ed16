// runtime/trace/tables.cpp: the table, and the strings in it. See tables.h.
#include "runtime/trace/tables.h"

#include "runtime/os/linux/os.h"
#include <cstring>
#include <sys/mman.h>

namespace rt {

static uint64_t mix(uint64_t a, uint64_t b) {
  __uint128_t t = __uint128_t(a) * b;
  return uint64_t(t) ^ uint64_t(t >> 64);
}

static uint64_t hashOf(const void *data, uint32_t size) {
  auto *p = static_cast<const uint8_t *>(data);
  uint64_t h = size * 0x9e3779b97f4a7c15ull, w;
  for (; size >= 8; p += 8, size -= 8) {
    memcpy(&w, p, 8);
    h = mix(h ^ w, 0xa0761d6478bd642full);
  }
  w = 0;
  memcpy(&w, p, size);
  return mix(h ^ w, 0xe7037ed1a0b428dbull);
}

traceTable::Node *traceTable::find(const void *data, uint32_t size, uint64_t hash) const {
  for (Node *n = buckets[hash % (sizeof buckets / sizeof *buckets)].load(); n; n = n->link)
    if (n->hash == hash && n->size == size && memcmp(n->data, data, size) == 0) return n;
  return nullptr;
}

traceTable::Node *traceTable::alloc(uint32_t size) {
  uint32_t n = (uint32_t(sizeof(Node)) + size + 7) & ~7u;
  if (!chunks || used + n > chunkSize - sizeof(Chunk)) {
    auto *c = static_cast<Chunk *>(sysReserveStack(chunkSize));
    c->link = chunks;
    chunks = c;
    used = 0;
  }
  used += n;
  return reinterpret_cast<Node *>(chunks->data + used - n);
}

uint32_t traceTable::put(const void *data, uint32_t size, bool *added) {
  uint64_t hash = hashOf(data, size);
  if (Node *n = find(data, size, hash)) return n->id;
  lock(&lock_);
  Node *n = find(data, size, hash);
  if (!n) {
    n = alloc(size);
    n->hash = hash, n->size = size, n->id = takeID();
    memcpy(n->data, data, size);
    auto &bucket = buckets[hash % (sizeof buckets / sizeof *buckets)];
    n->link = bucket.load(std::memory_order_relaxed);
    bucket.store(n); // complete: find takes no lock
    if (added) *added = true;
  }
  unlock(&lock_);
  return n->id;
}

void traceTable::reset() {
  lock(&lock_);
  for (auto &b : buckets) b.store(nullptr, std::memory_order_relaxed);
  ids.store(0, std::memory_order_relaxed);
  while (Chunk *c = chunks) {
    chunks = c->link;
    munmap(c, chunkSize);
  }
  unlock(&lock_);
}

// ---- strings

static struct {
  traceTable table;
  mutex lock{lockRankTraceStrings};
  traceBuf *buf RT_GUARDED_BY(lock) = nullptr;
} strings[2];

static void writeString(uint64_t gen, uint32_t id, const char *s, uint32_t n) {
  auto &t = strings[gen % 2];
  lock(&t.lock);
  TraceWriter w(t.buf, gen, TraceWriter::noThread);
  if (w.ensure(2 + 2 * traceBytesPerNumber + n)) w.b->byte(evStrings);
  w.b->byte(evString);
  w.b->varint(id);
  w.b->varint(n);
  memcpy(w.b->arr + w.b->pos, s, n);
  w.b->pos += n;
  unlock(&t.lock);
}

uint32_t traceString(uint64_t gen, const char *s, uint64_t n) {
  if (n == 0) return 0;
  if (n > maxTraceString) n = maxTraceString;
  bool added = false;
  uint32_t id = strings[gen % 2].table.put(s, uint32_t(n), &added);
  if (added) writeString(gen, id, s, uint32_t(n));
  return id;
}

uint32_t traceUniqueString(uint64_t gen, const char *s, uint64_t n) {
  uint32_t id = strings[gen % 2].table.takeID();
  writeString(gen, id, s, n > maxTraceString ? maxTraceString : uint32_t(n));
  return id;
}

void traceStringsEnd(uint64_t gen) {
  auto &t = strings[gen % 2];
  lock(&t.lock);
  TraceWriter(t.buf, gen, TraceWriter::noThread).flush();
  unlock(&t.lock);
  t.table.reset();
}

} // namespace rt
