// runtime/lang/map.h: Go maps.
//
// A map is an open-addressed hash table in groups of 8 slots (the idea of Abseil's Swiss tables):
//
//      hmap -> groups:  | ctrl 8 bytes | slot 0 | slot 1 | ... | slot 7 |  | ctrl | slot 0 ...
//      slot:            | key | elem |        a key or elem over 128 bytes is a pointer to it
//
// A ctrl byte says empty, deleted (tombstone), or full with 7 bits of the key's hash (h2). The other hash bits (h1)
// name the first group; more groups follow by triangular steps, which visit all of a power of two. A lookup compares
// eight h2 at once and ends at the first group with an empty slot.
//
// Up to 8 entries the table is one group: no growth limit, no tombstones.
// Larger tables are filled to 7/8, then copied to twice the size (or the same, if mostly tombstones were in the way).
//
// Invariants
//   MP1  Entries never move within a table; growth makes a new table and leaves the old one as it was. So an iterator
//        keeps its table and, if the map has grown, looks each of its keys up in the new one: what was deleted is
//        not found, nothing comes twice. clear empties in place and counts clearSeq, for NaN keys cannot be looked up.
//   MP2  The elem of an empty or deleted slot is zero; so is its key if it has pointers.
//   MP3  Hashing may panic, so it happens before hashWriting is set.
//   MP4  full slots + tombstones + growthLeft = 7/8 of the slots (all 8 in a one-group table, where no tombstones are).
//
// Map code runs on g0 and cannot be preempted: hashWriting meets real parallel use only.
// The collector sees ordinary typed objects: MapInfo::groupType describes a group.
//
// Mirrors runtime/map.go in behaviour; the structure is its own.
#pragma once
#include "runtime/abi/entries.h"
#include "runtime/abi/mapkey.h"
#include "runtime/lang/alg.h"

namespace rt {

using abi::MapType;

constexpr int groupSlots = abi::mapGroupSlots;
constexpr uint32_t maxInlineSize = abi::mapMaxInline;
constexpr uint8_t hashWriting = 1;

using abi::KeyKind;

// What the table code needs to know of a map type, worked out once per type, never freed.
struct MapInfo {
  const MapType *t;
  const Type *key, *elem;
  uint32_t keySize, elemSize; // of the values
  uint32_t elemOff, slotSize, groupSize;
  KeyKind kind;
  bool indirectKey, indirectElem, keyHasPointers, slotHasPointers, updateKey, reflexive, mightPanic;
  const void *zero; // at least elemSize zero bytes: what a lookup of a missing key points to
  Type groupType;
};

struct hmap {
  uint64_t count; // len(m); first word by contract
  uint8_t flags;
  uint64_t seed;
  uint8_t *groups; // nullptr until the first insertion
  const MapInfo *info;
  uint64_t groupMask; // number of groups - 1
  uint64_t growthLeft;
  uint64_t clearSeq;
};
static_assert(sizeof(hmap) == abi::hmapWords * 8 && offsetof(hmap, groups) == abi::hmapGroupsWord * 8);

// An iteration. 12 words by contract with the compiler and reflect. Words 0-4 may be heap pointers.
struct hiter {
  void *key; // nullptr: the iteration is over
  void *elem;
  const MapType *t;
  hmap *h;
  uint8_t *groups; // the table being walked: h's, or an older one (MP1)
  uint64_t groupMask;
  uint64_t clearSeq;
  uint64_t startGroup, visited; // groups are visited from startGroup on, wrapping around
  uint64_t rotation, next;      // slots of a group from `rotation` on; next of them to look at
  uint64_t spare;
};
static_assert(sizeof(hiter) == 12 * 8);

const MapInfo *mapInfo(const MapType *t);
GOENTRY_DECL(hmap *, makemap, (const MapType *t, intptr_t hint));
void *mapfind(const MapInfo *info, hmap *h, const void *key, void **keySlot); // elem or nullptr; h may be nullptr
void *mapassign(const MapInfo *info, hmap *h, const void *key);
void mapdelete(const MapInfo *info, hmap *h, const void *key);
void mapclear(hmap *h);
hmap *mapclone(const MapInfo *info, hmap *h);
GOENTRY_DECL(void, mapiterinit, (const MapType *t, hmap *h, hiter *it));
GOENTRY_DECL(void, mapiternext, (hiter * it));

// ---- ctrl words

constexpr uint8_t ctrlEmpty = 0x80, ctrlDeleted = 0xFE; // full: 0..0x7f
constexpr uint64_t ctrlAllEmpty = 0x8080808080808080;

inline uint64_t loadCtrl(const uint8_t *group) {
  uint64_t c;
  std::memcpy(&c, group, 8);
  return c;
}
// Sets of slots: bit i is slot i.
uint32_t fullSlots(uint64_t ctrl);

inline uint8_t *slotAt(const MapInfo *info, uint8_t *group, uint32_t i) { return group + 8 + i * info->slotSize; }
inline void *keyOf(const MapInfo *info, uint8_t *slot) { return info->indirectKey ? *reinterpret_cast<void **>(slot) : slot; }
inline void *elemOf(const MapInfo *info, uint8_t *slot) {
  if (info->elemSize == 0) return const_cast<void *>(info->zero); // not one past the end of the table
  return info->indirectElem ? *reinterpret_cast<void **>(slot + info->elemOff) : slot + info->elemOff;
}

} // namespace rt
