// test/unit/lock_test.cpp: what checks the use of locks and the invariants, itself: each mistake ends the process with its
// text. In release nothing is checked, and there is nothing to see.
#include "test/unit/gtest.h"

#include "runtime/lock/assert.h"
#include "runtime/lock/lock_futex.h"
#include "runtime/sched/runtime2.h"
#include "runtime/sync/chan.h"

using namespace rt;

namespace {

struct Checks : testing::Test {
  void SetUp() override {
    if (!checksOn) GTEST_SKIP() << "no checks in this build";
    rt_tls.m_ = &m0;
  }
};

mutex outer{lockRankHchan}, inner{lockRankSched}, unranked;

TEST_F(Checks, LocksAreTakenFromTheOutsideIn) {
  lock(&outer);
  lock(&unranked);
  lock(&inner);
  unlock(&inner);
  unlock(&unranked);
  unlock(&outer);
}

TEST_F(Checks, AnInnerLockFirstIsAnError) {
  auto inverted = [] {
    lock(&inner);
    lock(&outer);
  };
  EXPECT_DEATH(inverted(), "lock order: Hchan .* is taken under Sched .*; it belongs outside of Sched");
}

TEST_F(Checks, ALockTakenTwiceIsAnError) {
  auto twice = [] {
    lock(&inner);
    lock(&inner);
  };
  EXPECT_DEATH(twice(), "lock order: Sched .* is taken under Sched");
}

TEST_F(Checks, ALockThatIsNotHeldIsAnError) { EXPECT_DEATH(assertLockHeld(&inner), "lock not held"); }

TEST_F(Checks, WhatMayTakeALockIsCheckedEvenIfItDoesNot) {
  auto mayInvert = [] {
    lock(&inner);
    lockMayAcquire(lockRankHchan);
  };
  EXPECT_DEATH(mayInvert(), "a lock is held that belongs inside");
}

TEST_F(Checks, ABrokenInvariantIsNamed) {
  int two = 2;
  EXPECT_DEATH(RT_ASSERT(X1, two == 3), "assertion X1 failed: two == 3");
}

TEST_F(Checks, AChannelWithMoreValuesThanRoomIsFound) {
  auto spoiled = [] {
    hchan c{};
    lock(&c.lock);
    c.dataqsiz = 2;
    c.qcount = 3;
    chancheck(&c);
  };
  EXPECT_DEATH(spoiled(), "assertion C2 failed");
}

} // namespace
