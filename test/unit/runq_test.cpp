// test/unit/runq_test.cpp: the run queues, the runtime's own locks, and the stack pools, without a running scheduler.
#include "test/unit/gtest.h"

#include <thread>
#include <vector>

#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"

using namespace rt;

namespace {
struct RunqTest : testing::Test {
  p pp{}, p2{};
  std::vector<g> gs = std::vector<g>(600);
  RunqTest() {
    gomaxprocs = 2;
    pp.status = p2.status = Prunning;
    sched.runq = {};
    sched.runqsize = 0;
    for (g &gp : gs) gp.atomicstatus = Grunnable;
  }
};

TEST_F(RunqTest, first_in_first_out) {
  for (int i = 0; i < 10; i++) runqput(&pp, &gs[i], false);
  bool inherit;
  for (int i = 0; i < 10; i++) EXPECT_EQ(runqget(&pp, &inherit), &gs[i]);
  EXPECT_EQ(runqget(&pp, &inherit), nullptr);
}

TEST_F(RunqTest, runnext_goes_first_and_kicks_the_old_one_to_the_tail) {
  runqput(&pp, &gs[0], false);
  runqput(&pp, &gs[1], true);
  runqput(&pp, &gs[2], true);
  bool inherit;
  EXPECT_EQ(runqget(&pp, &inherit), &gs[2]);
  EXPECT_TRUE(inherit);
  EXPECT_EQ(runqget(&pp, &inherit), &gs[0]);
  EXPECT_FALSE(inherit);
  EXPECT_EQ(runqget(&pp, &inherit), &gs[1]);
}

TEST_F(RunqTest, a_full_ring_moves_half_to_the_global_queue) {
  for (int i = 0; i < 257; i++) runqput(&pp, &gs[i], false);
  EXPECT_EQ(sched.runqsize.load(), 129);
  EXPECT_EQ(pp.runqtail.load() - pp.runqhead.load(), 128u);
}

TEST_F(RunqTest, a_thief_takes_half) {
  for (int i = 0; i < 10; i++) runqput(&pp, &gs[i], false);
  EXPECT_NE(runqsteal(&p2, &pp, false), nullptr);
  EXPECT_EQ(pp.runqtail.load() - pp.runqhead.load(), 5u);
  EXPECT_EQ(p2.runqtail.load() - p2.runqhead.load(), 4u);
}

TEST_F(RunqTest, nothing_is_lost_or_doubled_under_concurrent_theft) {
  constexpr int n = 200000;
  std::vector<g> many(n);
  for (g &gp : many) gp.atomicstatus = Grunnable;
  std::vector<std::atomic<int>> taken(n);
  std::atomic<bool> done{false};
  auto take = [&](g *gp) { taken[size_t(gp - many.data())]++; };
  std::thread thief([&] {
    bool inherit;
    do {
      if (g *gp = runqsteal(&p2, &pp, false)) take(gp);
      while (g *gp = runqget(&p2, &inherit)) take(gp);
    } while (!done);
  });
  bool inherit;
  for (int i = 0; i < n; i++) {
    runqput(&pp, &many[size_t(i)], false);
    if (i % 3 == 0)
      if (g *gp = runqget(&pp, &inherit)) take(gp);
  }
  while (g *gp = runqget(&pp, &inherit)) take(gp);
  done = true;
  thief.join();
  while (g *gp = runqget(&p2, &inherit)) take(gp);
  while (g *gp = sched.runq.pop()) take(gp);
  for (int i = 0; i < n; i++) ASSERT_EQ(taken[size_t(i)].load(), 1) << i;
}

TEST(Mutex, excludes) {
  static mutex l;
  ncpu = 2;
  int count = 0;
  auto work = [&]() RT_NO_THREAD_SAFETY {
    for (int i = 0; i < 100000; i++) {
      lock(&l);
      count++;
      unlock(&l);
    }
  };
  std::thread a(work), b(work);
  a.join();
  b.join();
  EXPECT_EQ(count, 200000);
}

TEST(Note, wakes_the_sleeper) {
  note n;
  std::thread t([&] { notewakeup(&n); });
  notesleep(&n);
  t.join();
  noteclear(&n);
  EXPECT_FALSE(notetsleep(&n, 1000000));
}

TEST(StackPool, gives_aligned_writable_stacks_and_takes_them_back) {
  std::vector<stack_t_> all;
  for (uintptr_t size = stackMin; size <= (1 << 20); size *= 2)
    for (int i = 0; i < 20; i++) {
      stack_t_ s = stackalloc(size);
      EXPECT_EQ(s.hi - s.lo, size);
      EXPECT_EQ(s.lo % stackMin, 0u);
      *reinterpret_cast<char *>(s.lo) = 1;
      *reinterpret_cast<char *>(s.hi - 1) = 1;
      all.push_back(s);
    }
  EXPECT_GT(stackInUse(), 0u);
  for (stack_t_ s : all) stackfree(s);
  EXPECT_EQ(stackInUse(), 0u);
}
} // namespace
