// runtime/lang/map.cpp: lookup, insertion, deletion, growth. See map.h for the structure.
#include "runtime/lang/map.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <emmintrin.h>
#include <sys/mman.h>
#include <type_traits>

#include "runtime/lang/memory.h"
#include "runtime/lang/short_bytes.h"
#include "runtime/lang/string.h"
#include "runtime/lock/lock_futex.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/sched/proc.h"

namespace rt {

namespace {

#define ALWAYS_INLINE inline __attribute__((always_inline))

// ---- sets of slots in a ctrl word

ALWAYS_INLINE uint32_t bytesEqual(uint64_t ctrl, uint8_t b) {
  __m128i c = _mm_cvtsi64_si128(int64_t(ctrl));
  return uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(c, _mm_set1_epi8(char(b))))) & 0xff;
}
ALWAYS_INLINE uint32_t freeSlots(uint64_t ctrl) { // empty or deleted: the top bit
  return uint32_t(_mm_movemask_epi8(_mm_cvtsi64_si128(int64_t(ctrl))));
}
ALWAYS_INLINE bool hasEmpty(uint64_t ctrl) { return ((ctrl & ~(ctrl << 6)) & ctrlAllEmpty) != 0; } // 0x80, not 0xFE
ALWAYS_INLINE uint8_t h2(uint64_t hash) { return hash & 0x7f; }
ALWAYS_INLINE uint64_t h1(uint64_t hash) { return hash >> 7; }

// One byte of a ctrl word, written with the others: a processor cannot hand a byte just stored to a load of the word, which is what
// the next insertion into the group begins with.
ALWAYS_INLINE void setCtrl(uint8_t *group, uint64_t ctrl, uint32_t i, uint8_t tag) {
  ctrl = (ctrl & ~(uint64_t(0xff) << 8 * i)) | uint64_t(tag) << 8 * i;
  std::memcpy(group, &ctrl, 8);
}

// The groups to look at for a hash: g, g+1, g+3, g+6 ... ; done() after all of them.
struct Probe {
  uint64_t mask, group, step = 0;
  ALWAYS_INLINE Probe(uint64_t hash, uint64_t mask) : mask(mask), group(h1(hash) & mask) {}
  ALWAYS_INLINE bool advance() {
    if (++step > mask) return false;
    group = (group + step) & mask;
    return true;
  }
};

ALWAYS_INLINE void clearHeapPointers(uint8_t *p, uint64_t n) {
  if (writeBarrierEnabled()) bulkBarrierPreClear(p, n);
  std::memset(p, 0, n);
}

ALWAYS_INLINE uint8_t *groupAt(const MapInfo *info, uint8_t *groups, uint64_t i) { return groups + i * info->groupSize; }

// ---- kinds of keys

struct Mem64 {
  using Key = uint64_t;
  static ALWAYS_INLINE Key load(const MapInfo *, const void *p) {
    uint64_t k;
    std::memcpy(&k, p, 8);
    return k;
  }
  static ALWAYS_INLINE uint64_t hash(const MapInfo *, Key k, uint64_t seed) { return memhash64(k, seed); }
  static ALWAYS_INLINE bool equal(const MapInfo *info, const uint8_t *slot, Key k) { return load(info, slot) == k; }
  static ALWAYS_INLINE void store(const MapInfo *info, uint8_t *slot, Key k) {
    if (__builtin_expect(info->keyHasPointers && writeBarrierEnabled(), 0))
      typedmemmove(info->key, slot, &k);
    else
      std::memcpy(slot, &k, 8);
  }
};

struct Mem32 {
  using Key = uint32_t;
  static ALWAYS_INLINE Key load(const MapInfo *, const void *p) {
    uint32_t k;
    std::memcpy(&k, p, 4);
    return k;
  }
  static ALWAYS_INLINE uint64_t hash(const MapInfo *, Key k, uint64_t seed) { return memhash32(k, seed); }
  static ALWAYS_INLINE bool equal(const MapInfo *info, const uint8_t *slot, Key k) { return load(info, slot) == k; }
  static ALWAYS_INLINE void store(const MapInfo *, uint8_t *slot, Key k) { std::memcpy(slot, &k, 4); }
};

struct Str {
  using Key = GoString;
  static ALWAYS_INLINE Key load(const MapInfo *, const void *p) { return *static_cast<const GoString *>(p); }
  static ALWAYS_INLINE uint64_t hash(const MapInfo *, Key k, uint64_t seed) { return strhash(k, seed); }
  static ALWAYS_INLINE bool equal(const MapInfo *info, const uint8_t *slot, Key k) {
    GoString s = load(info, slot);
    return s.len == k.len && (s.str == k.str || sameBytes(s.str, k.str, size_t(k.len)));
  }
  static ALWAYS_INLINE void store(const MapInfo *info, uint8_t *slot, Key k) {
    if (__builtin_expect(writeBarrierEnabled(), 0))
      typedmemmove(info->key, slot, &k);
    else
      std::memcpy(slot, &k, sizeof k);
  }
};

struct Any {
  using Key = const void *;
  static ALWAYS_INLINE Key load(const MapInfo *info, const void *p) { return info->indirectKey ? *static_cast<void *const *>(p) : p; }
  static ALWAYS_INLINE uint64_t hash(const MapInfo *info, Key k, uint64_t seed) { return hashType(info->key, k, seed); }
  static ALWAYS_INLINE bool equal(const MapInfo *info, const uint8_t *slot, Key k) { return equalType(info->key, load(info, slot), k); }
  static void store(const MapInfo *info, uint8_t *slot, Key k) { typedmemmove(info->key, keyOf(info, slot), k); }
};

template <class F> ALWAYS_INLINE auto withKind(const MapInfo *info, F f) {
  switch (info->kind) {
  case KeyKind::mem64: return f(Mem64{});
  case KeyKind::mem32: return f(Mem32{});
  case KeyKind::str: return f(Str{});
  default: return f(Any{});
  }
}

// ---- lookup

template <class K> ALWAYS_INLINE uint8_t *findSlot(const hmap *h, const MapInfo *info, typename K::Key key, uint64_t hash) {
  Probe probe(hash, h->groupMask);
  do {
    uint8_t *group = groupAt(info, h->groups, probe.group);
    uint64_t ctrl = loadCtrl(group);
    for (uint32_t bits = bytesEqual(ctrl, h2(hash)); bits; bits &= bits - 1) {
      uint8_t *slot = slotAt(info, group, uint32_t(__builtin_ctz(bits)));
      if (__builtin_expect(K::equal(info, slot, key), 1)) return slot;
    }
    if (hasEmpty(ctrl)) return nullptr;
  } while (probe.advance());
  return nullptr;
}

// Two strings are sooner compared than one is hashed. Which of more it is, the processor would have to guess.
constexpr uint64_t fewStrings = 2;

ALWAYS_INLINE uint8_t *findAmongFew(const hmap *h, const MapInfo *info, GoString key) {
  for (uint32_t bits = fullSlots(loadCtrl(h->groups)); bits; bits &= bits - 1)
    if (uint8_t *slot = slotAt(info, h->groups, uint32_t(__builtin_ctz(bits))); Str::equal(info, slot, key)) return slot;
  return nullptr;
}

template <class K> ALWAYS_INLINE uint8_t *find(const hmap *h, const MapInfo *info, typename K::Key key) {
  if constexpr (std::is_same_v<K, Str>)
    if (h->count <= fewStrings && h->groupMask == 0) return findAmongFew(h, info, key);
  return findSlot<K>(h, info, key, K::hash(info, key, h->seed));
}

ALWAYS_INLINE void checkReading(const hmap *h) {
  if (__builtin_expect(h->flags & hashWriting, 0)) fatal("concurrent map read and map write");
}

// nullptr if the key is absent. An unhashable key panics even when there is nothing to look at.
template <class K> ALWAYS_INLINE uint8_t *lookup(const MapType *t, const hmap *h, typename K::Key key) {
  if (!h || h->count == 0) {
    if constexpr (std::is_same_v<K, Any>) {
      const MapInfo *info = h ? h->info : mapInfo(t);
      if (info->mightPanic) hashType(info->key, key, 0);
    }
    return nullptr;
  }
  checkReading(h);
  return find<K>(h, h->info, key);
}

// ---- lookup by the compiler's fast entries: leaves, on the goroutine's own small stack

// What a missing elem reads as, when there may be no MapInfo to ask.
alignas(64) const uint8_t zeroVal[1024] = {};

struct ZeroRegion {
  uintptr_t size;
  alignas(64) uint8_t zero[];
};

__attribute__((noinline, cold)) const void *bigZero(uintptr_t size) { // of a nil map; mapped once per larger size
  static std::atomic<const ZeroRegion *> region{nullptr};
  const ZeroRegion *r = region.load(std::memory_order_acquire); // pairs with bigZero
  if (r && r->size >= size) return r->zero;
  void *p = mmap(nullptr, sizeof(ZeroRegion) + size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) throw_("out of memory for a zero value");
  auto *fresh = static_cast<ZeroRegion *>(p);
  fresh->size = size;
  region.store(fresh, std::memory_order_release); // pairs with bigZero; several at once: any will do
  return fresh->zero;
}

ALWAYS_INLINE const void *leafZero(const MapType *t) {
  return __builtin_expect(t->elem->size <= sizeof zeroVal, 1) ? zeroVal : bigZero(t->elem->size);
}

// A fatal error needs more stack than a leaf has: makes the leaf look like an entry, and reports from g0.
// frame: the leaf's own frame address; above it lies the return address into Go code.
[[noreturn]] __attribute__((noinline, cold)) void reportOnG0(uintptr_t *frame, void (*report)()) {
  g *gp = tlsG();
  gp->sched.sp = reinterpret_cast<uintptr_t>(frame + 1);
  gp->sched.bp = frame[0];
  __asm__ volatile("mov %0, %%rsp\n\tand $-16, %%rsp\n\tcall *%1\n\tud2" ::"r"(rt_tls.g0sp), "r"(report) : "memory");
  __builtin_unreachable();
}

template <class K> ALWAYS_INLINE uint8_t *leafLookup(const hmap *h, typename K::Key key) {
  if (!h || h->count == 0) return nullptr;
  if (__builtin_expect(h->flags & hashWriting, 0))
    reportOnG0(static_cast<uintptr_t *>(__builtin_frame_address(0)), [] { fatal("concurrent map read and map write"); });
  return find<K>(h, h->info, key);
}
template <class K> ALWAYS_INLINE const void *access1(const MapType *t, const hmap *h, typename K::Key key) {
  uint8_t *slot = leafLookup<K>(h, key);
  return slot ? elemOf(h->info, slot) : leafZero(t);
}
template <class K> ALWAYS_INLINE R2 access2(const MapType *t, const hmap *h, typename K::Key key) {
  uint8_t *slot = leafLookup<K>(h, key);
  return {reinterpret_cast<uint64_t>(slot ? elemOf(h->info, slot) : leafZero(t)), slot != nullptr};
}

// ---- tables

uint64_t capacityOf(uint64_t groups) { return groups == 1 ? groupSlots : groups * groupSlots / 8 * 7; }

uint8_t *newGroups(const MapInfo *info, uint64_t n) {
  auto *groups = static_cast<uint8_t *>(mallocgc(n * info->groupSize, &info->groupType, true));
  for (uint64_t i = 0; i < n; i++) std::memcpy(groupAt(info, groups, i), &ctrlAllEmpty, 8);
  return groups;
}

// Before entries of h are copied, without barriers, to a table that the collector does not look at any more: they stay marked. A
// table in a frame is no object, and its stack may not have been scanned: its entries are shaded one by one.
void shadeTable(const hmap *h) {
  if (__builtin_expect(!writeBarrierEnabled(), 1) || !h->groups) return;
  if (inHeap(reinterpret_cast<uintptr_t>(h->groups)))
    shade(h->groups);
  else
    shadeWords(h->groups, (h->groupMask + 1) * h->info->groupSize);
}

void setGroups(hmap *h, uint8_t *groups, uint64_t n) {
  shadeTable(h);
  writeHeapPointer(&h->groups, groups);
  h->groupMask = n - 1;
  h->growthLeft = capacityOf(n) - h->count;
}

// A slot for a hash in a table without tombstones and with room.
ALWAYS_INLINE uint8_t *freshSlot(const MapInfo *info, uint8_t *groups, uint64_t mask, uint64_t hash, uint8_t tag) {
  Probe probe(hash, mask);
  for (;;) {
    uint8_t *group = groupAt(info, groups, probe.group);
    uint64_t ctrl = loadCtrl(group);
    if (uint32_t bits = freeSlots(ctrl)) {
      uint32_t i = uint32_t(__builtin_ctz(bits));
      setCtrl(group, ctrl, i, tag);
      return slotAt(info, group, i);
    }
    if (!probe.advance()) throw_("map: no free slot in a new table");
  }
}

// Copies all entries to a table twice as large, or as large if at most half of it is in use.
template <class K> __attribute__((noinline)) void grow(hmap *h) {
  const MapInfo *info = h->info;
  uint64_t oldN = h->groupMask + 1;
  uint64_t n = oldN > 1 && h->count <= capacityOf(oldN) / 2 ? oldN : oldN * 2;
  uint8_t *groups = newGroups(info, n);
  for (uint64_t g = 0; g < oldN; g++) {
    uint8_t *group = groupAt(info, h->groups, g);
    for (uint32_t bits = fullSlots(loadCtrl(group)); bits; bits &= bits - 1) {
      uint8_t *from = slotAt(info, group, uint32_t(__builtin_ctz(bits)));
      uint64_t hash = K::hash(info, K::load(info, from), h->seed);
      std::memcpy(freshSlot(info, groups, n - 1, hash, h2(hash)), from, info->slotSize);
    }
  }
  setGroups(h, groups, n);
}

// Fills a free slot with a new key; its elem is zero (MP2).
template <class K> ALWAYS_INLINE void fillSlot(const MapInfo *info, uint8_t *slot, typename K::Key key) {
  if (info->indirectKey)
    writeHeapPointer(reinterpret_cast<uint8_t **>(slot), static_cast<uint8_t *>(mallocgc(info->keySize, info->key, true)));
  if (info->indirectElem)
    writeHeapPointer(reinterpret_cast<uint8_t **>(slot + info->elemOff),
                     static_cast<uint8_t *>(mallocgc(info->elemSize, info->elem, true)));
  K::store(info, slot, key);
}

// ---- insertion

ALWAYS_INLINE void startWriting(hmap *h) {
  if (__builtin_expect(h->flags & hashWriting, 0)) fatal("concurrent map writes");
  h->flags ^= hashWriting;
}
ALWAYS_INLINE void stopWriting(hmap *h) {
  if (__builtin_expect(!(h->flags & hashWriting), 0)) fatal("concurrent map writes");
  h->flags &= uint8_t(~hashWriting);
}

// One-group tables: any free slot will do. nullptr: all are taken.
template <class K> ALWAYS_INLINE uint8_t *insertSmall(hmap *h, const MapInfo *info, typename K::Key key, uint8_t tag) {
  uint8_t *group = h->groups;
  uint64_t ctrl = loadCtrl(group);
  uint32_t bits = freeSlots(ctrl);
  if (!bits) return nullptr;
  uint32_t i = uint32_t(__builtin_ctz(bits));
  uint8_t *slot = slotAt(info, group, i);
  fillSlot<K>(info, slot, key);
  setCtrl(group, ctrl, i, tag);
  h->growthLeft--;
  h->count++;
  return slot;
}

// Larger tables. nullptr: too full.
template <class K> ALWAYS_INLINE uint8_t *insertLarge(hmap *h, const MapInfo *info, typename K::Key key, uint64_t hash) {
  Probe probe(hash, h->groupMask);
  for (;;) {
    uint8_t *group = groupAt(info, h->groups, probe.group);
    uint64_t ctrl = loadCtrl(group);
    if (uint32_t bits = freeSlots(ctrl)) {
      uint32_t i = uint32_t(__builtin_ctz(bits));
      bool tombstone = group[i] == ctrlDeleted;
      if (!tombstone && h->growthLeft == 0) return nullptr;
      uint8_t *slot = slotAt(info, group, i);
      fillSlot<K>(info, slot, key);
      setCtrl(group, ctrl, i, h2(hash));
      h->growthLeft -= !tombstone;
      h->count++;
      return slot;
    }
    if (!probe.advance()) return nullptr;
  }
}

template <class K> ALWAYS_INLINE uint8_t *insert(hmap *h, const MapInfo *info, typename K::Key key, uint64_t hash) {
  for (;;) {
    uint8_t *slot = h->groupMask == 0 ? insertSmall<K>(h, info, key, h2(hash)) : insertLarge<K>(h, info, key, hash);
    if (__builtin_expect(slot != nullptr, 1)) return slot;
    grow<K>(h);
  }
}

template <class K> ALWAYS_INLINE uint8_t *assignSlot(hmap *h, const MapInfo *info, typename K::Key key) {
  uint64_t hash = K::hash(info, key, h->seed); // MP3
  startWriting(h);
  if (__builtin_expect(!h->groups, 0)) setGroups(h, newGroups(info, 1), 1);
  if (uint8_t *slot = findSlot<K>(h, info, key, hash)) {
    if (info->updateKey) K::store(info, slot, key);
    return slot;
  }
  return insert<K>(h, info, key, hash);
}

template <class K> ALWAYS_INLINE void *assign(hmap *h, typename K::Key key) {
  if (__builtin_expect(!h, 0)) panicPlainError("assignment to entry in nil map");
  const MapInfo *info = h->info;
  uint8_t *slot = assignSlot<K>(h, info, key);
  stopWriting(h);
  return elemOf(info, slot);
}

// The same as a leaf, for what needs neither memory nor barriers: null if the entry must do it, also if it is an error.
template <class K> ALWAYS_INLINE void *leafAssign(hmap *h, typename K::Key key) {
  if (__builtin_expect(!h || !h->groups || (h->flags & hashWriting) || writeBarrierEnabled(), 0)) return nullptr;
  const MapInfo *info = h->info;
  if (info->indirectElem) return nullptr;
  uint64_t hash = K::hash(info, key, h->seed);
  h->flags ^= hashWriting;
  uint8_t *slot = findSlot<K>(h, info, key, hash);
  if (!slot)
    slot = h->groupMask == 0 ? insertSmall<K>(h, info, key, h2(hash)) : insertLarge<K>(h, info, key, hash);
  else if (info->updateKey)
    K::store(info, slot, key);
  if (__builtin_expect(!(h->flags & hashWriting), 0))
    reportOnG0(static_cast<uintptr_t *>(__builtin_frame_address(0)), [] { fatal("concurrent map writes"); });
  h->flags &= uint8_t(~hashWriting);
  return slot ? elemOf(info, slot) : nullptr;
}

// ---- deletion

template <class K> ALWAYS_INLINE void erase(const MapType *t, hmap *h, typename K::Key key) {
  if (!h || h->count == 0) {
    lookup<K>(t, h, key); // for its panics
    return;
  }
  const MapInfo *info = h->info;
  if constexpr (std::is_same_v<K, Any>)
    if (info->mightPanic) hashType(info->key, key, 0);
  startWriting(h);
  if (uint8_t *slot = find<K>(h, info, key)) {
    uint64_t g = uint64_t(slot - h->groups) / info->groupSize;
    uint8_t *group = groupAt(info, h->groups, g);
    uint32_t i = uint32_t(slot - group - 8) / info->slotSize;
    if (info->slotHasPointers)
      clearHeapPointers(slot, info->slotSize);
    else
      std::memset(slot, 0, info->slotSize);
    // A search that went past this group must still go past it: only a group with room may get more room.
    if (h->groupMask == 0 || hasEmpty(loadCtrl(group))) {
      group[i] = ctrlEmpty;
      h->growthLeft++;
    } else {
      group[i] = ctrlDeleted;
    }
    if (--h->count == 0) h->seed = rand64(); // makes it harder to collect colliding keys by trial; no entry depends on it now
  }
  stopWriting(h);
}

// ---- map types

Type hmapType = [] {
  static uint8_t bits[] = {1 << (offsetof(hmap, groups) / 8)};
  Type t{};
  t.size = sizeof(hmap);
  t.ptrBytes = offsetof(hmap, groups) + 8;
  t.align = t.fieldAlign = 8;
  t.kind_ = abi::Struct;
  t.gcdata = bits;
  return t;
}();

void setPointerBits(uint8_t *bits, uintptr_t off, const Type *t, bool indirect) {
  if (indirect) {
    bits[off / 64] |= uint8_t(1 << (off / 8 % 8));
    return;
  }
  for (uintptr_t w = 0; w < t->ptrBytes / 8; w++)
    if (t->gcdata[w / 8] >> (w % 8) & 1) bits[(off / 8 + w) / 8] |= uint8_t(1 << ((off / 8 + w) % 8));
}

MapInfo *newMapInfo(const MapType *t) {
  auto *info = static_cast<MapInfo *>(std::calloc(1, sizeof(MapInfo)));
  const Type *key = t->key, *elem = t->elem;
  info->t = t;
  info->key = key;
  info->elem = elem;
  info->kind = abi::keyKind(key->kind() == abi::String, key->size, isRegularMemory(key));
  info->indirectKey = key->size > maxInlineSize;
  info->indirectElem = elem->size > maxInlineSize;
  info->keyHasPointers = key->hasPointers();
  info->updateKey = needKeyUpdate(key);
  info->reflexive = isReflexive(key);
  info->mightPanic = hashMightPanic(key);
  info->keySize = uint32_t(key->size);
  info->elemSize = uint32_t(elem->size);
  uint32_t keyBytes = info->indirectKey ? 8 : info->keySize, elemBytes = info->indirectElem ? 8 : info->elemSize;
  uint32_t keyAlign = info->indirectKey ? 8 : key->align, elemAlign = info->indirectElem ? 8 : elem->align;
  const abi::MapSlot slot(keyBytes, keyAlign, elemBytes, elemAlign);
  info->elemOff = uint32_t(slot.elemOff);
  info->slotSize = uint32_t(slot.size);
  info->groupSize = uint32_t(slot.group);
  info->zero = elem->size <= sizeof zeroVal ? zeroVal : std::calloc(1, elem->size);
  Type &g = info->groupType;
  g.size = info->groupSize;
  g.align = g.fieldAlign = 8;
  g.kind_ = abi::Struct;
  info->slotHasPointers = info->indirectKey || info->indirectElem || key->hasPointers() || elem->hasPointers();
  if (info->slotHasPointers) {
    auto *bits = static_cast<uint8_t *>(std::calloc(1, g.size / 64 + 9));
    for (uint32_t i = 0; i < groupSlots; i++) {
      setPointerBits(bits, 8 + i * info->slotSize, key, info->indirectKey);
      setPointerBits(bits, 8 + i * info->slotSize + info->elemOff, elem, info->indirectElem);
    }
    uintptr_t words = g.size / 8;
    while (!(bits[(words - 1) / 8] >> ((words - 1) % 8) & 1)) words--;
    g.ptrBytes = words * 8;
    g.gcdata = bits;
  }
  return info;
}

// Map types met so far: open addressing, read without a lock, replaced by a larger copy when half full.
struct InfoTable {
  uint64_t mask, count;
  std::atomic<MapInfo *> slots[];

  static InfoTable *make(uint64_t size) {
    auto *table = static_cast<InfoTable *>(std::calloc(1, sizeof(InfoTable) + size * sizeof(slots[0])));
    table->mask = size - 1;
    return table;
  }
  std::atomic<MapInfo *> &slotFor(const MapType *t) {
    for (uint64_t i = foldedMul(reinterpret_cast<uintptr_t>(t), 0x9e3779b97f4a7c15);; i++) {
      auto &slot = slots[i & mask];
      MapInfo *info = slot.load(std::memory_order_acquire); // pairs with mapInfoSlow
      if (!info || info->t == t) return slot;
    }
  }
};
std::atomic<InfoTable *> infoTable{nullptr};
mutex infoLock{lockRankMapInfo};

__attribute__((noinline, cold)) const MapInfo *mapInfoSlow(const MapType *t) {
  lockGuard hold(&infoLock);
  InfoTable *table = infoTable.load(std::memory_order_relaxed);
  if (!table || table->count * 2 > table->mask) {
    InfoTable *bigger = InfoTable::make(table ? (table->mask + 1) * 2 : 64);
    for (uint64_t i = 0; table && i <= table->mask; i++)
      if (MapInfo *info = table->slots[i].load(std::memory_order_relaxed)) bigger->slotFor(info->t).store(info, std::memory_order_relaxed);
    bigger->count = table ? table->count : 0;
    table = bigger;
    infoTable.store(table, std::memory_order_release); // pairs with mapInfo
  }
  auto &slot = table->slotFor(t);
  MapInfo *info = slot.load(std::memory_order_relaxed);
  if (!info) {
    info = newMapInfo(t);
    slot.store(info, std::memory_order_release); // pairs with slotFor
    table->count++;
  }
  return info;
}

} // namespace

uint32_t fullSlots(uint64_t ctrl) { return ~freeSlots(ctrl) & 0xff; }

const MapInfo *mapInfo(const MapType *t) {
  InfoTable *table = infoTable.load(std::memory_order_acquire); // pairs with mapInfoSlow, as does the next line
  MapInfo *info = table ? table->slotFor(t).load(std::memory_order_acquire) : nullptr;
  return info ? info : mapInfoSlow(t);
}

GOENTRY(hmap *, makemap, (const MapType *t, intptr_t hint)) {
  const MapInfo *info = mapInfo(t);
  auto *h = static_cast<hmap *>(mallocgc(sizeof(hmap), &hmapType, true));
  h->info = info;
  h->seed = rand64();
  h->growthLeft = groupSlots;
  constexpr intptr_t maxBytes = intptr_t(1) << 47;
  if (hint > groupSlots && hint < maxBytes / intptr_t(info->groupSize)) { // an absurd hint is no hint
    uint64_t n = std::bit_ceil((uint64_t(hint) + 6) / 7);
    setGroups(h, newGroups(info, n), n);
  }
  return h;
}

// A map in the frame of the caller, for as long as that needs it. No barriers: a stack is looked at anew.
GOENTRY(void, makemapstack, (const MapType *t, hmap *h, uint8_t *group)) {
  const MapInfo *info = mapInfo(t);
  std::memset(group, 0, info->groupSize);
  std::memcpy(group, &ctrlAllEmpty, 8);
  std::memset(h, 0, sizeof *h); // the bytes beside flags, too: they held what earlier calls left in the frame
  h->seed = rand64();
  h->groups = group;
  h->info = info;
  h->growthLeft = groupSlots;
}

void *mapfind(const MapInfo *info, hmap *h, const void *key, void **keySlot) {
  uint8_t *slot = withKind(info, [&](auto kind) {
    using K = decltype(kind);
    if constexpr (std::is_same_v<K, Any>)
      return lookup<Any>(info->t, h, key);
    else
      return lookup<K>(info->t, h, K::load(info, key));
  });
  if (slot && keySlot) *keySlot = keyOf(info, slot);
  return slot ? elemOf(info, slot) : nullptr;
}

void *mapassign(const MapInfo *info, hmap *h, const void *key) {
  return withKind(info, [&](auto kind) {
    using K = decltype(kind);
    if constexpr (std::is_same_v<K, Any>)
      return assign<Any>(h, key);
    else
      return assign<K>(h, K::load(info, key));
  });
}

void mapdelete(const MapInfo *info, hmap *h, const void *key) {
  withKind(info, [&](auto kind) {
    using K = decltype(kind);
    if constexpr (std::is_same_v<K, Any>)
      erase<Any>(info->t, h, key);
    else
      erase<K>(info->t, h, K::load(info, key));
  });
}

void mapclear(hmap *h) {
  if (!h || (h->count == 0 && h->growthLeft == capacityOf(h->groupMask + 1))) return;
  startWriting(h);
  const MapInfo *info = h->info;
  uint64_t n = h->groupMask + 1;
  if (info->slotHasPointers)
    clearHeapPointers(h->groups, n * info->groupSize);
  else
    std::memset(h->groups, 0, n * info->groupSize);
  for (uint64_t i = 0; i < n; i++) std::memcpy(groupAt(info, h->groups, i), &ctrlAllEmpty, 8);
  h->count = 0;
  h->growthLeft = capacityOf(n);
  h->seed = rand64();
  h->clearSeq++;
  stopWriting(h);
}

// Gives a slot of a clone its own copy of what it points to.
static void copyIndirect(const Type *t, size_t size, uint8_t *word) {
  void *own = mallocgc(size, t, true);
  typedmemmove(t, own, *reinterpret_cast<void **>(word));
  writeHeapPointer(reinterpret_cast<uint8_t **>(word), static_cast<uint8_t *>(own));
}

hmap *mapclone(const MapInfo *info, hmap *h) {
  hmap *copy = makemap(info->t, 0);
  if (!h || h->count == 0) return copy;
  checkReading(h);
  uint64_t n = h->groupMask + 1;
  uint8_t *groups = newGroups(info, n);
  shadeTable(h);
  for (uint64_t g = 0; g < n; g++) {
    uint8_t *from = groupAt(info, h->groups, g), *to = groupAt(info, groups, g);
    std::memcpy(to, from, info->groupSize); // tombstones and h2 stay valid: same seed, same size
    for (uint32_t bits = info->indirectElem || info->indirectKey ? fullSlots(loadCtrl(from)) : 0; bits; bits &= bits - 1) {
      uint32_t i = uint32_t(__builtin_ctz(bits));
      uint8_t *slot = slotAt(info, to, i);
      if (info->indirectKey) // an assignment may change +0 to -0
        copyIndirect(info->key, info->keySize, slot);
      if (info->indirectElem) copyIndirect(info->elem, info->elemSize, slot + info->elemOff);
    }
  }
  copy->seed = h->seed;
  copy->count = h->count;
  setGroups(copy, groups, n);
  copy->growthLeft = h->growthLeft;
  return copy;
}

// ---- entries

using CT = const MapType *;

GOENTRY(const void *, mapaccess1, (CT t, hmap *h, const void *key)) {
  const MapInfo *info = h ? h->info : mapInfo(t);
  void *elem = mapfind(info, h, key, nullptr);
  return elem ? elem : info->zero;
}
GOENTRY(R2, mapaccess2, (CT t, hmap *h, const void *key)) {
  const MapInfo *info = h ? h->info : mapInfo(t);
  void *elem = mapfind(info, h, key, nullptr);
  return {reinterpret_cast<uint64_t>(elem ? elem : info->zero), elem != nullptr};
}
// May a leaf hash and compare it? Plain memory, or an interface that holds such or a string: that neither panics nor goes deep.
static ALWAYS_INLINE bool isPlainKey(const Type *t, const void *key) {
  if (t->tflag & abi::TFlagRegularMemory) return true;
  const Type *dynamic = t->kind() == abi::Interface ? dynamicType(t, key) : nullptr;
  return dynamic && ((dynamic->tflag & abi::TFlagRegularMemory) || dynamic->kind() == abi::String);
}
GOENTRY(R2, mapaccess2_leaf, (CT t, hmap *h, const void *key)) {
  if (!isPlainKey(t->key, key)) return {0, 0};
  return access2<Any>(t, h, key);
}
static ALWAYS_INLINE void *assigned(void *elem) {
  afterAlloc({reinterpret_cast<uint64_t>(elem), 0});
  return elem;
}
GOENTRY(void *, mapassign, (CT t, hmap *h, const void *key)) { return assigned(mapassign(h ? h->info : mapInfo(t), h, key)); }
GOENTRY(void, mapdelete, (CT t, hmap *h, const void *key)) { mapdelete(h ? h->info : mapInfo(t), h, key); }
GOENTRY(void, mapclear, (CT, hmap *h)) { mapclear(h); }

// clang-format off
#define FAST(suffix, K, params, key) \
  GOENTRY(const void *, mapaccess1_##suffix, (CT t, hmap *h, params)) { return access1<K>(t, h, key); } \
  GOENTRY(R2, mapaccess2_##suffix, (CT t, hmap *h, params)) { return access2<K>(t, h, key); } \
  GOENTRY(void *, mapassign_##suffix##_leaf, (CT, hmap *h, params)) { return leafAssign<K>(h, key); } \
  GOENTRY(void *, mapassign_##suffix, (CT, hmap *h, params)) { return assigned(assign<K>(h, key)); } \
  GOENTRY(void, mapdelete_##suffix, (CT t, hmap *h, params)) { erase<K>(t, h, key); }
#define COMMA ,
FAST(fast64, Mem64, uint64_t k, k)
FAST(fast32, Mem32, uint32_t k, k)
FAST(faststr, Str, const uint8_t *s COMMA intptr_t n, (GoString{s, n}))

} // namespace rt
