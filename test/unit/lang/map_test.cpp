// Maps against a model, and the laws of iteration while the map changes.
#include "test/unit/gtest.h"
#include <bit>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <unordered_map>

#include "runtime/lang/map.h"
#include "test/unit/lang/mock_runtime.h"

using namespace rt;

namespace rt {
GOENTRY_DECL(void *, mapaccess1, (const MapType *t, hmap *h, const void *key));
GOENTRY_DECL(R2, mapaccess2, (const MapType *t, hmap *h, const void *key));
GOENTRY_DECL(void *, mapassign, (const MapType *t, hmap *h, const void *key));
GOENTRY_DECL(void, mapdelete, (const MapType *t, hmap *h, const void *key));
GOENTRY_DECL(void, mapclear, (const MapType *t, hmap *h));
GOENTRY_DECL(R2, mapaccess2_fast64, (const MapType *t, hmap *h, uint64_t key));
GOENTRY_DECL(void *, mapassign_fast64, (const MapType *t, hmap *h, uint64_t key));
GOENTRY_DECL(void, mapdelete_fast64, (const MapType *t, hmap *h, uint64_t key));
GOENTRY_DECL(R2, mapaccess2_faststr, (const MapType *t, hmap *h, const uint8_t *s, intptr_t n));
GOENTRY_DECL(void *, mapassign_faststr, (const MapType *t, hmap *h, const uint8_t *s, intptr_t n));
} // namespace rt

namespace {

Type *const int64T = basicType(abi::Int64, "int64");
Type *const int32T = basicType(abi::Int32, "int32");
Type *const float64T = basicType(abi::Float64, "float64");
Type *const stringT = basicType(abi::String, "string");
Type *const emptyT = structType("struct {}", {});
MapType *const mapII = mapType(int64T, int64T);

int64_t *assignII(hmap *h, int64_t k) { return static_cast<int64_t *>(mapassign_fast64(mapII, h, uint64_t(k))); }
bool hasII(hmap *h, int64_t k) { return mapaccess2_fast64(mapII, h, uint64_t(k)).b; }

// How a test value of a key type is made from a number: injective.
template <class K> K makeKey(uint64_t n);
template <> int64_t makeKey(uint64_t n) { return int64_t(n * 0x10001); }
template <> int32_t makeKey(uint64_t n) { return int32_t(n); }
template <> double makeKey(uint64_t n) { return double(n) / 8; }
template <> GoString makeKey(uint64_t n) {
  auto *s = new std::string("key" + std::to_string(n) + std::string(n % 70, 'x'));
  return gostr(*s);
}
struct Big {
  uint64_t w[30];
};
template <> Big makeKey(uint64_t n) {
  Big b{};
  b.w[29] = n;
  return b;
}

template <class K, class E> void modelTest(Type *key, Type *elem, unsigned range, unsigned steps) {
  MapType *t = mapType(key, elem);
  std::mt19937_64 rng(range);
  hmap *h = makemap(t, 0);
  std::unordered_map<uint64_t, uint64_t> model;
  for (unsigned i = 0; i < steps; i++) {
    uint64_t n = rng() % range;
    K k = makeKey<K>(n);
    switch (rng() % 8) {
    case 0:
    case 1:
    case 2: {
      E e{};
      std::memcpy(&e, &i, std::min(sizeof i, sizeof e));
      *static_cast<E *>(mapassign(t, h, &k)) = e;
      model[n] = i;
      break;
    }
    case 3:
    case 4:
      mapdelete(t, h, &k);
      model.erase(n);
      break;
    case 5:
      if (rng() % 2000 == 0) {
        mapclear(t, h);
        model.clear();
      }
      break;
    default: {
      R2 r = mapaccess2(t, h, &k);
      auto it = model.find(n);
      ASSERT_EQ(r.b != 0, it != model.end());
      unsigned got = 0;
      std::memcpy(&got, reinterpret_cast<void *>(r.a), std::min(sizeof got, sizeof(E)));
      ASSERT_EQ(got, r.b ? it->second : 0) << "missing keys read as zero";
    }
    }
    ASSERT_EQ(h->count, model.size());
  }
  unsigned seen = 0;
  hiter it;
  for (mapiterinit(t, h, &it); it.key; mapiternext(&it)) seen++;
  EXPECT_EQ(seen, model.size());
}

TEST(Map, AgreesWithModel) {
  for (unsigned range : {3u, 8u, 9u, 40u, 3000u}) {
    modelTest<int64_t, int64_t>(int64T, int64T, range, 60000);
    modelTest<int32_t, int32_t>(int32T, int32T, range, 60000);
    modelTest<double, int64_t>(float64T, int64T, range, 60000);
    modelTest<GoString, int64_t>(stringT, int64T, range, 60000);
    modelTest<Big, Big>(arrayType(int64T, 30), arrayType(int64T, 30), range, 20000);
  }
}

TEST(Map, FastEntriesAgreeWithGeneral) {
  hmap *h = makemap(mapII, 0);
  for (int64_t k = 0; k < 1000; k++) *assignII(h, k) = k * k;
  for (int64_t k = 0; k < 1010; k++) {
    R2 fast = mapaccess2_fast64(mapII, h, uint64_t(k)), general = mapaccess2(mapII, h, &k);
    EXPECT_EQ(fast.a, general.a);
    EXPECT_EQ(fast.b, general.b);
    EXPECT_EQ(fast.b, uint64_t(k < 1000));
  }
  MapType *t = mapType(stringT, int64T);
  hmap *s = makemap(t, 0);
  for (int i = 0; i < 100; i++) {
    GoString k = makeKey<GoString>(uint64_t(i));
    *static_cast<int64_t *>(mapassign_faststr(t, s, k.str, k.len)) = i;
  }
  for (int i = 0; i < 100; i++) {
    GoString k = makeKey<GoString>(uint64_t(i));
    R2 r = mapaccess2(t, s, &k);
    EXPECT_EQ(r.a, mapaccess2_faststr(t, s, k.str, k.len).a);
    EXPECT_EQ(*reinterpret_cast<int64_t *>(r.a), i);
  }
}

TEST(Map, HintAvoidsGrowth) {
  for (intptr_t hint : {0, 1, 8, 9, 14, 15, 100, 1000}) {
    hmap *h = makemap(mapII, hint);
    *assignII(h, 0) = 0;
    uint8_t *groups = h->groups;
    for (int64_t k = 0; k < hint; k++) *assignII(h, k) = k;
    EXPECT_EQ(h->groups, groups) << hint;
  }
  EXPECT_EQ(makemap(mapII, INTPTR_MAX)->count, 0u);
  EXPECT_EQ(makemap(mapII, -1)->count, 0u);
}

TEST(Map, NilMap) {
  int64_t k = 1;
  EXPECT_EQ(mapaccess2(mapII, nullptr, &k).b, 0u);
  EXPECT_EQ(*static_cast<int64_t *>(mapaccess1(mapII, nullptr, &k)), 0);
  mapdelete(mapII, nullptr, &k);
  mapclear(mapII, nullptr);
  hiter it;
  mapiterinit(mapII, nullptr, &it);
  EXPECT_EQ(it.key, nullptr);
  EXPECT_EQ(deathOf([&] { mapassign(mapII, nullptr, &k); }), "panic: assignment to entry in nil map");
}

TEST(Map, ZeroSizedKeysAndElems) {
  MapType *set = mapType(int64T, emptyT), *unit = mapType(emptyT, int64T);
  hmap *h = makemap(set, 0), *u = makemap(unit, 0);
  char nothing = 0;
  for (int64_t k = 0; k < 100; k++) {
    mapassign(set, h, &k);
    *static_cast<int64_t *>(mapassign(unit, u, &nothing)) += 1;
  }
  EXPECT_EQ(h->count, 100u);
  EXPECT_EQ(u->count, 1u);
  EXPECT_EQ(*static_cast<int64_t *>(mapaccess1(unit, u, &nothing)), 100);
}

TEST(Map, FloatKeys) {
  MapType *t = mapType(float64T, int64T);
  hmap *h = makemap(t, 0);
  double plus = 0.0, minus = -0.0, nan = NAN;
  *static_cast<int64_t *>(mapassign(t, h, &plus)) = 1;
  *static_cast<int64_t *>(mapassign(t, h, &minus)) = 2;
  EXPECT_EQ(h->count, 1u);
  hiter it;
  mapiterinit(t, h, &it);
  EXPECT_TRUE(std::signbit(*static_cast<double *>(it.key))) << "an assignment replaces an equal key";
  for (int i = 0; i < 50; i++) mapassign(t, h, &nan);
  EXPECT_EQ(h->count, 51u) << "each NaN is a new key";
  EXPECT_EQ(mapaccess2(t, h, &nan).b, 0u);
  mapdelete(t, h, &nan);
  EXPECT_EQ(h->count, 51u);
  int nans = 0;
  for (mapiterinit(t, h, &it); it.key; mapiternext(&it)) {
    nans += std::isnan(*static_cast<double *>(it.key));
    if (nans == 10) // growth in the middle: the remaining NaNs still come, once each
      for (double d = 1; d < 100; d++) mapassign(t, h, &d);
  }
  EXPECT_EQ(nans, 50);
  mapclear(t, h);
  EXPECT_EQ(h->count, 0u);
}

TEST(Map, ClearedNaNsAreNotVisited) {
  MapType *t = mapType(float64T, int64T);
  hmap *h = makemap(t, 0);
  double nan = NAN;
  for (int i = 0; i < 20; i++) mapassign(t, h, &nan);
  hiter it;
  mapiterinit(t, h, &it);
  for (double d = 1; d < 100; d++) mapassign(t, h, &d); // grows: the iterator is on the old table
  mapclear(t, h);
  mapiternext(&it);
  EXPECT_EQ(it.key, nullptr);
}

TEST(Map, UnhashableKeys) {
  Type *any = efaceType(), *ints = sliceType(int64T);
  MapType *t = mapType(any, int64T);
  hmap *h = makemap(t, 0);
  int64_t slice[3] = {};
  abi::Eface bad{ints, slice};
  const std::string text = "panic: runtime error: hash of unhashable type []int64";
  EXPECT_EQ(deathOf([&] { mapassign(t, h, &bad); }), text);
  EXPECT_EQ(deathOf([&] { mapaccess1(t, h, &bad); }), text) << "empty map";
  EXPECT_EQ(deathOf([&] { mapaccess1(t, nullptr, &bad); }), text) << "nil map";
  EXPECT_EQ(deathOf([&] { mapdelete(t, h, &bad); }), text);
  int64_t one = 1;
  abi::Eface good{int64T, &one};
  *static_cast<int64_t *>(mapassign(t, h, &good)) = 7;
  int64_t alsoOne = 1;
  abi::Eface same{int64T, &alsoOne};
  EXPECT_EQ(*static_cast<int64_t *>(mapaccess1(t, h, &same)), 7);
  EXPECT_EQ(deathOf([&] { mapassign(t, h, &bad); }), text);
  EXPECT_EQ(h->flags, 0);
}

TEST(Map, ParallelUseIsFatal) {
  hmap *h = makemap(mapII, 0);
  *assignII(h, 1) = 1;
  hiter it;
  mapiterinit(mapII, h, &it);
  h->flags |= hashWriting;
  EXPECT_EQ(deathOf([&] { assignII(h, 1); }), "fatal: concurrent map writes");
  int64_t one = 1;
  EXPECT_EQ(deathOf([&] { mapaccess1(mapII, h, &one); }), "fatal: concurrent map read and map write");
  EXPECT_EQ(deathOf([&] { mapiternext(&it); }), "fatal: concurrent map iteration and map write");
  EXPECT_EQ(deathOf([&] { mapclear(mapII, h); }), "fatal: concurrent map writes");
}

TEST(Map, IterationStartsAnywhere) {
  hmap *small = makemap(mapII, 0), *large = makemap(mapII, 0);
  for (int64_t k = 0; k < 5; k++) assignII(small, k);
  for (int64_t k = 0; k < 1000; k++) assignII(large, k);
  for (hmap *h : {small, large}) {
    std::set<int64_t> first;
    for (int i = 0; i < 200; i++) {
      hiter it;
      mapiterinit(mapII, h, &it);
      first.insert(*static_cast<int64_t *>(it.key));
    }
    EXPECT_GE(first.size(), 5u);
  }
}

// Random insertions and deletions while iterating: every key that stays throughout comes exactly once; a key deleted
// before being reached does not come; nothing comes twice unless deleted and inserted again in between.
TEST(Map, IterationUnderMutation) {
  std::mt19937_64 rng(7);
  for (int round = 0; round < 400; round++) {
    hmap *h = makemap(mapII, 0);
    std::set<int64_t> present;
    int64_t n = int64_t(rng() % 200);
    for (int64_t k = 0; k < n; k++) {
      *assignII(h, k) = k;
      present.insert(k);
    }
    std::set<int64_t> stays = present;
    std::map<int64_t, int> seen, reborn;
    int changes = int(rng() % 8);
    hiter it;
    for (mapiterinit(mapII, h, &it); it.key; mapiternext(&it)) {
      int64_t k = *static_cast<int64_t *>(it.key);
      ASSERT_TRUE(present.count(k)) << "deleted, yet produced";
      ASSERT_EQ(*static_cast<int64_t *>(it.elem), k);
      seen[k]++;
      for (int c = 0; c < changes && h->count < 3000; c++) {
        int64_t x = int64_t(rng() % 600);
        if (rng() % 3 == 0) {
          mapdelete_fast64(mapII, h, uint64_t(x));
          present.erase(x);
          stays.erase(x);
        } else {
          *assignII(h, x) = x;
          if (present.insert(x).second) reborn[x]++;
        }
      }
    }
    for (int64_t k : stays) ASSERT_EQ(seen[k], 1) << "key " << k << " was there all the time";
    for (auto [k, times] : seen) ASSERT_LE(times, 1 + (reborn.count(k) ? reborn[k] : 0));
  }
}

TEST(Map, CloneIsIndependent) {
  hmap *h = makemap(mapII, 0);
  for (int64_t k = 0; k < 100; k++) *assignII(h, k) = k;
  hmap *copy = mapclone(mapInfo(mapII), h);
  *assignII(copy, 5) = 55;
  mapdelete_fast64(mapII, h, 6);
  EXPECT_EQ(*assignII(h, 5), 5);
  EXPECT_TRUE(hasII(copy, 6));
  EXPECT_EQ(copy->count, 100u);
}

TEST(Map, GroupBitmapMarksPointers) {
  const MapInfo *plain = mapInfo(mapII), *strs = mapInfo(mapType(stringT, int64T));
  EXPECT_EQ(plain->groupType.ptrBytes, 0u);
  EXPECT_EQ(strs->slotSize, 24u);
  EXPECT_EQ(strs->groupType.size, 8u + 8 * 24);
  EXPECT_EQ(strs->groupType.gcdata[0], 0b10010010) << "word 0 is ctrl; then a pointer every three words";
  EXPECT_EQ(strs->groupType.ptrBytes, (1 + 7 * 3 + 1) * 8u);
}

} // namespace
