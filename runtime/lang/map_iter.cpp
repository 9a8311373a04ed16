// runtime/lang/map_iter.cpp: iteration over maps; reflect's view of maps.
//
// An iterator visits the groups of the table it started with, from a random group and, in each, from a random slot.
// Because entries do not move (MP1), one pass over the slots meets each entry once. If the map has a newer table by
// then, the old one serves as the list of keys to look up.
#include "runtime/lang/map.h"
#include "runtime/lang/memory.h"
#include "runtime/mem/malloc.h"
#include "runtime/mem/mbarrier.h"
#include "runtime/sched/proc.h"

#define ALWAYS_INLINE inline __attribute__((always_inline))

namespace rt {

// An iterator of reflect is on the heap: what leaves it and what it gets is shaded, before and after a step.
static void shadeIterator(const hiter *it) {
  if (writeBarrierEnabled() && inHeap(reinterpret_cast<uintptr_t>(it))) shadeWords(it, 5 * sizeof(void *));
}

GOENTRY(void, mapiterinit, (const MapType *t, hmap *h, hiter *it)) {
  shadeIterator(it);
  std::memset(static_cast<void *>(it), 0, sizeof *it);
  it->t = t;
  if (!h || h->count == 0) return;
  it->h = h;
  it->groups = h->groups;
  it->groupMask = h->groupMask;
  it->clearSeq = h->clearSeq;
  uint64_t r = rand64();
  it->rotation = r & (groupSlots - 1);
  it->startGroup = (r >> 3) & h->groupMask;
  mapiternext(it);
}

namespace {

ALWAYS_INLINE bool setEntry(hiter *it, const MapInfo *info, uint8_t *slot) {
  it->key = keyOf(info, slot);
  it->elem = elemOf(info, slot);
  return true;
}

// Makes slot the iterator's position, if its entry is still in the map.
bool yield(hiter *it, const MapInfo *info, uint8_t *slot) {
  hmap *h = it->h;
  void *key = keyOf(info, slot);
  if (__builtin_expect(it->groups == h->groups, 1)) return setEntry(it, info, slot);
  if (void *elem = mapfind(info, h, key, &it->key)) {
    it->elem = elem;
    return true;
  }
  // Not found: deleted, unless it is a NaN, which only clear removes.
  if (!info->reflexive && it->clearSeq == h->clearSeq && !equalType(info->key, key, key)) return setEntry(it, info, slot);
  return false;
}

} // namespace

// The next slot that is full and that `yield` takes.
template <class Yield> static ALWAYS_INLINE void nextEntry(hiter *it, const MapInfo *info, Yield yield) {
  unsigned rotation = unsigned(it->rotation);
  for (; it->visited <= it->groupMask; it->visited++, it->next = 0) {
    uint8_t *group = it->groups + ((it->startGroup + it->visited) & it->groupMask) * info->groupSize;
    uint32_t full = fullSlots(loadCtrl(group));
    uint32_t bits = ((full >> rotation) | (full << (groupSlots - rotation))) & 0xff; // bit i: slot rotation + i
    bits &= ~uint32_t(0) << it->next;
    for (; bits; bits &= bits - 1) {
      unsigned i = unsigned(__builtin_ctz(bits));
      it->next = i + 1;
      if (yield(slotAt(info, group, (rotation + i) & (groupSlots - 1)))) return;
    }
  }
  it->key = it->elem = nullptr;
  it->h = nullptr; // over: what is added now is not visited
}

GOENTRY(void, mapiternext, (hiter * it)) {
  hmap *h = it->h;
  if (!h) return;
  if (__builtin_expect(h->flags & hashWriting, 0)) fatal("concurrent map iteration and map write");
  shadeIterator(it);
  nextEntry(it, h->info, [=](uint8_t *slot) { return yield(it, h->info, slot); });
  shadeIterator(it);
}

// A step of a loop, whose iterator lies in its frame, while the map has not grown and nobody writes. False: nothing was done.
GOENTRY(bool, mapiternext_leaf, (hiter * it)) {
  const hmap *h = it->h;
  if (!h || it->groups != h->groups || (h->flags & hashWriting)) return false;
  nextEntry(it, h->info, [=](uint8_t *slot) { return setEntry(it, h->info, slot); });
  return true;
}

// ---- reflect, internal/reflectlite, maps

GOENTRY(hmap *, reflect_makemap, (const MapType *t, intptr_t cap)) { return makemap(t, cap); }
GOENTRY(void *, reflect_mapaccess, (const MapType *t, hmap *h, const void *key)) { return mapfind(mapInfo(t), h, key, nullptr); }
GOENTRY(void *, reflect_mapaccess_faststr, (const MapType *t, hmap *h, const uint8_t *s, intptr_t n)) {
  GoString key{s, n};
  return mapfind(mapInfo(t), h, &key, nullptr);
}
GOENTRY(void, reflect_mapassign, (const MapType *t, hmap *h, const void *key, void *val)) {
  typedmemmove(t->elem, mapassign(mapInfo(t), h, key), val);
}
GOENTRY(void, reflect_mapassign_faststr, (const MapType *t, hmap *h, const uint8_t *s, intptr_t n, void *val)) {
  GoString key{s, n};
  typedmemmove(t->elem, mapassign(mapInfo(t), h, &key), val);
}
GOENTRY(void, reflect_mapdelete, (const MapType *t, hmap *h, const void *key)) { mapdelete(mapInfo(t), h, key); }
GOENTRY(void, reflect_mapdelete_faststr, (const MapType *t, hmap *h, const uint8_t *s, intptr_t n)) {
  GoString key{s, n};
  mapdelete(mapInfo(t), h, &key);
}
GOENTRY(void, reflect_mapiterinit, (const MapType *t, hmap *h, hiter *it)) { mapiterinit(t, h, it); }
GOENTRY(void, reflect_mapiternext, (hiter * it)) { mapiternext(it); }
GOENTRY(void *, reflect_mapiterkey, (hiter * it)) { return it->key; }
GOENTRY(void *, reflect_mapiterelem, (hiter * it)) { return it->elem; }
GOENTRY(uint64_t, reflect_maplen, (hmap * h)) { return h ? h->count : 0; }
GOENTRY(void, reflect_mapclear, (const MapType *, hmap *h)) { mapclear(h); }

// maps.clone(m any) any: m is of a map type
GOENTRY(R2, maps_clone, (const MapType *t, hmap *h)) {
  return {reinterpret_cast<uint64_t>(t), reinterpret_cast<uint64_t>(mapclone(mapInfo(t), h))};
}

} // namespace rt
