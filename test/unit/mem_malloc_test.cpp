// test/unit/mem_malloc_test.cpp: size classes, pages, spans, and the allocation paths.
#include "runtime/mem/mstats.h"
#include "runtime/mem/slice.h"
#include "test/unit/gtest.h"
#include "test/unit/mem_heap.h"
#include <cstring>
#include <random>
#include <set>

using namespace rt;
using namespace memtest;

TEST(SizeClasses, AreGcs) {
  EXPECT_EQ(class_to_size[4], 32);
  EXPECT_EQ(class_to_size[35], 1408);
  EXPECT_EQ(class_to_size[48], 6528);
  EXPECT_EQ(class_to_size[61], 19072);
  EXPECT_EQ(class_to_allocnpages[65], 10);
  EXPECT_EQ(class_to_allocnpages[43], 3);
}

TEST(SizeClasses, EveryRequestFitsItsClassAndNoSmallerOne) {
  for (uintptr_t n = 1; n <= MaxSmallSize; n++) {
    unsigned c = sizeToClass(n);
    ASSERT_GE(class_to_size[c], n);
    if (c > 1) ASSERT_LT(class_to_size[c - 1], n);
  }
}

TEST(SizeClasses, DivisionByMultiplicationIsExact) {
  for (unsigned c = 1; c < NumSizeClasses; c++)
    for (uint64_t off = 0; off <= class_to_allocnpages[c] * PageSize; off++)
      ASSERT_EQ(off * class_to_divmagic[c] >> 32, off / class_to_size[c]);
}

TEST(Growslice, CapsAreGcs) {
  // cap() after append in a loop, as gc 1.22 prints it
  auto grow = [](const abi::Type *t, intptr_t len, intptr_t cap) {
    intptr_t c;
    uintptr_t mem;
    return growCap(len, cap, t, &c, &mem) ? c : -1;
  };
  auto *i64 = structType(1, {}), *ptr = structType(1, {0}), *big = structType(3, {0});
  EXPECT_EQ(grow(i64, 1, 0), 1);
  EXPECT_EQ(grow(i64, 5, 4), 8);
  EXPECT_EQ(grow(i64, 257, 256), 512);
  EXPECT_EQ(grow(i64, 513, 512), 848);
  EXPECT_EQ(grow(i64, 849, 848), 1280);
  EXPECT_EQ(grow(i64, 5, 3), 6);
  EXPECT_EQ(grow(ptr, 65, 64), 143);
  EXPECT_EQ(grow(ptr, 129, 128), 287);
  EXPECT_EQ(grow(big, 2, 1), 2);
  EXPECT_EQ(grow(i64, intptr_t(1) << 60, 0), -1);
}

TEST(Malloc, SmallObjectsAreZeroAndDistinct) {
  useHeap();
  std::set<void *> seen;
  for (int i = 0; i < 5000; i++) {
    auto *p = static_cast<char *>(mallocgc(100, nullptr, true));
    ASSERT_TRUE(seen.insert(p).second);
    for (int k = 0; k < 100; k++) ASSERT_EQ(p[k], 0);
    memset(p, 0xff, 112);
    mspan *s = spanOf(uintptr_t(p));
    ASSERT_EQ(s->elemsize, 112u);
    ASSERT_EQ(s->objBase(s->objIndex(uintptr_t(p) + 99)), uintptr_t(p));
  }
}

TEST(Malloc, TinyObjectsShareABlock) {
  useHeap();
  getp()->mcache->tiny = 0;
  auto *a = static_cast<char *>(mallocgc(1, nullptr, true));
  auto *b = static_cast<char *>(mallocgc(4, nullptr, true));
  auto *c = static_cast<char *>(mallocgc(8, nullptr, true));
  EXPECT_EQ(b - a, 4);
  EXPECT_EQ(c - a, 8);
  EXPECT_EQ(mallocgc(0, nullptr, true), &zerobase);
}

TEST(Malloc, LargeObjectsHaveTheirOwnSpan) {
  useHeap();
  auto *t = structType(8000, {0, 7999});
  auto *p = static_cast<char *>(mallocgc(t->size, t, true));
  mspan *s = spanOf(uintptr_t(p) + 63999);
  EXPECT_EQ(s->base(), uintptr_t(p));
  EXPECT_EQ(s->npages, 8u);
  EXPECT_EQ(s->largeType, t);
}

TEST(Malloc, PointerBitsAreThoseOfTheType) {
  useHeap();
  for (unsigned n : {1u, 2u, 3u, 5u, 8u, 21u, 64u, 65u, 100u, 700u}) {
    std::vector<unsigned> ptrs;
    for (unsigned i = 0; i < n; i += 2 + i % 3) ptrs.push_back(i);
    auto *t = structType(n, ptrs);
    for (unsigned count : {1u, 3u}) {
      auto *x = words(mallocgc(t->size * count, t, true));
      heapObject o = findObject(uintptr_t(x));
      std::vector<unsigned> found;
      forEachPointerWord(o.span, o.base, [&](void **p) { found.push_back(unsigned(p - x)); });
      std::vector<unsigned> want;
      for (unsigned c = 0; c < count; c++)
        for (unsigned i : ptrs) want.push_back(c * n + i);
      found.resize(std::min(found.size(), want.size())); // the zero tail of a slot may repeat the type
      EXPECT_EQ(found, want) << n << " words, " << count;
    }
  }
}

TEST(PageAlloc, RandomAllocationsNeverOverlap) {
  pageAlloc pa;
  ASSERT_TRUE(pa.init());
  std::mt19937 rnd(1);
  std::vector<std::pair<uintptr_t, uintptr_t>> live;
  std::vector<bool> used(1 << 20);
  uintptr_t total = 0;
  for (int i = 0; i < 20000; i++) {
    if (rnd() % 3 && total < 200000) {
      uintptr_t n = rnd() % 20 == 0 ? rnd() % 3000 + 1 : rnd() % 10 + 1;
      bool dirty;
      uintptr_t p = pa.allocate(n, &dirty);
      if (!p) {
        ASSERT_TRUE(pa.grow(n));
        p = pa.allocate(n, &dirty);
      }
      uintptr_t first = (p - pa.base) / PageSize;
      for (uintptr_t k = 0; k < n; k++) {
        ASSERT_FALSE(used[first + k]);
        used[first + k] = true;
      }
      live.push_back({p, n});
      total += n;
    } else if (!live.empty()) {
      size_t k = rnd() % live.size();
      auto [p, n] = live[k];
      live[k] = live.back();
      live.pop_back();
      pa.release(p, n, false);
      for (uintptr_t j = 0; j < n; j++) used[(p - pa.base) / PageSize + j] = false;
      total -= n;
    }
    ASSERT_EQ(pa.inUsePages, total);
  }
  for (auto [p, n] : live) pa.release(p, n, false);
  pa.scavenge(~uintptr_t(0));
  EXPECT_EQ(pa.scavPages, pa.grown / PageSize);
  bool dirty;
  EXPECT_EQ(pa.allocate(512, &dirty), pa.base);
  EXPECT_FALSE(dirty);
}
