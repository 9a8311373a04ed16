// The compiler's malloc (jit/driver/heap.h): this very program runs on it.
#include "jit/driver/heap.h"
#include <gtest/gtest.h>
#include <malloc.h>
#include <random>
#include <thread>

using namespace jit;

namespace {

// A block whose bytes tell to whom it belongs.
struct Block {
  unsigned char *p = nullptr;
  size_t n = 0;
  unsigned char mark = 0;
  void fill() { memset(p, mark, n); }
  bool isIntact() const {
    for (size_t i = 0; i < n; i++)
      if (p[i] != mark) return false;
    return true;
  }
};

size_t someSize(std::mt19937 &random) {
  static const size_t limits[] = {64, 1024, 20 << 10, 400 << 10};
  return random() % limits[random() % 4];
}

void churn(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Block> blocks(200);
  for (int i = 0; i < 4000; i++) {
    Block &b = blocks[random() % blocks.size()];
    ASSERT_TRUE(b.isIntact());
    size_t n = someSize(random);
    if (random() % 4 == 0) {
      b.p = static_cast<unsigned char *>(realloc(b.p, n));
      size_t kept = std::min(n, b.n);
      b.n = kept;
      ASSERT_TRUE(b.isIntact());
    } else {
      free(b.p);
      b.p = static_cast<unsigned char *>(random() % 4 ? malloc(n) : calloc(1, n));
    }
    ASSERT_EQ(reinterpret_cast<uintptr_t>(b.p) % 16, 0u);
    ASSERT_GE(malloc_usable_size(b.p), n);
    b.n = n, b.mark = static_cast<unsigned char>(random());
    b.fill();
  }
  for (Block &b : blocks) free(b.p);
}

} // namespace

TEST(Heap, BlocksDoNotOverlap) { churn(1); }

TEST(Heap, ThreadsShareIt) {
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < 4; i++) threads.emplace_back(churn, i);
  for (auto &t : threads) t.join();
}

TEST(Heap, CallocClearsWhatWasUsed) {
  for (size_t n : {40, 5000, 100000, 1000000}) {
    Block b{static_cast<unsigned char *>(malloc(n)), n, 0xAA};
    b.fill();
    free(b.p);
    Block c{static_cast<unsigned char *>(calloc(n, 1)), n, 0};
    EXPECT_TRUE(c.isIntact()) << n;
    free(c.p);
  }
}

TEST(Heap, AlignmentIsKept) {
  for (size_t align = 16; align <= (1 << 20); align *= 2)
    for (size_t n : {1, 100, 70000}) {
      Block b{static_cast<unsigned char *>(aligned_alloc(align, n)), n, 7}, other{static_cast<unsigned char *>(malloc(n)), n, 8};
      ASSERT_EQ(reinterpret_cast<uintptr_t>(b.p) % align, 0u);
      ASSERT_GE(malloc_usable_size(b.p), n);
      b.fill(), other.fill();
      EXPECT_TRUE(b.isIntact());
      free(b.p), free(other.p);
    }
}

TEST(Heap, TooMuchIsRefused) {
  volatile size_t huge = SIZE_MAX - 8;
  EXPECT_EQ(malloc(huge), nullptr);
  EXPECT_EQ(errno, ENOMEM);
  EXPECT_EQ(calloc(huge, 2), nullptr);
  EXPECT_EQ(aligned_alloc(64, huge), nullptr);
}

TEST(Heap, LiesInOnePieceUntilThatIsClosed) {
  void *inside = malloc(1 << 20);
  heap::Region region = heap::region();
  ASSERT_TRUE(region.whole);
  auto in = [&](void *p) { return reinterpret_cast<uintptr_t>(p) >= region.begin && reinterpret_cast<uintptr_t>(p) < region.end; };
  EXPECT_TRUE(in(inside));
  heap::closeRegion(true);
  void *outside = malloc(3 << 20);
  EXPECT_FALSE(in(outside));
  free(inside);
  free(outside);
  heap::closeRegion(false);
}
