// test/unit/mem_gc_test.cpp: marking and sweeping of hand-made object graphs; finalizers; pacing.
#include "runtime/mem/stackscan.h"
#include "test/unit/gtest.h"
#include "test/unit/mem_heap.h"
#include <random>

using namespace rt;
using namespace memtest;

static bool isAllocated(void *p) { return findObjectConservative(uintptr_t(p)).base != 0; }

TEST(Gc, KeepsWhatIsReachableAndFreesTheRest) {
  useHeap();
  auto *node = structType(4, {1, 3});
  void *a = newobject(node), *b = newobject(node), *c = newobject(node), *dead = newobject(node);
  words(a)[1] = b;
  words(b)[3] = c;
  words(c)[1] = a;    // a cycle
  words(b)[0] = dead; // not a pointer word
  roots = {a};
  EXPECT_EQ(collect(), 3 * 32u);
  EXPECT_TRUE(isAllocated(c));
  EXPECT_FALSE(isAllocated(dead));
  roots = {};
  EXPECT_EQ(collect(), 0u);
}

TEST(Gc, InteriorPointersKeepTheWholeObject) {
  useHeap();
  auto *node = structType(100, {99});
  auto *a = words(newobject(node)), *b = words(newobject(node));
  a[99] = b + 50;
  roots = {a + 7};
  collect();
  EXPECT_TRUE(isAllocated(b));
  EXPECT_EQ(b[99], nullptr);
}

// What a word leads to that need not be a pointer may have died before the last collection, and its words with it.
TEST(Gc, AStackObjectThatMayBeDeadMarksNoFreeSlot) {
  useHeap();
  auto *node = structType(4, {1});
  void *kept = newobject(node), *freed = newobject(node);
  roots = {kept};
  collect();
  ASSERT_FALSE(isAllocated(freed));
  void *stack[4] = {freed, kept, nullptr, nullptr}; // an object of two words, a word that leads to it, the word of a register
  stack[2] = stack[3] = &stack[0];
  auto *gp = new g{};
  gp->stack = {uintptr_t(stack), uintptr_t(stack + 4)};
  const abi::StackObject object{{}, 2, 3, nullptr};
  gcTestRoots = [](gcWork &) {};
  gcWork w;
  w.init(false);
  StackScan scan(w, gp);
  scan.object(&stack[0], 2, object, false);
  scan.conservative(&stack[3], &stack[4]);
  scan.finish();
  auto marked = [](void *p) { return spanOf(uintptr_t(p))->isMarked(spanOf(uintptr_t(p))->objIndex(uintptr_t(p))); };
  EXPECT_TRUE(marked(kept));
  EXPECT_FALSE(marked(freed));
  w.dispose();
  collect();
}

TEST(Gc, SweptSlotsAreReusedAndCleared) {
  useHeap();
  auto *node = structType(6, {5});
  roots = {};
  collect();
  std::vector<void *> first;
  for (int i = 0; i < 1000; i++) {
    first.push_back(newobject(node));
    for (int k = 0; k < 6; k++) words(first.back())[k] = nullptr;
    words(first.back())[0] = reinterpret_cast<void *>(1);
  }
  roots = {first[500]};
  collect(false);
  int reused = 0;
  for (int i = 0; i < 2000; i++) {
    void *p = newobject(node);
    ASSERT_EQ(words(p)[0], nullptr);
    reused += std::find(first.begin(), first.end(), p) != first.end();
  }
  EXPECT_GE(reused, 100);
  EXPECT_EQ(words(first[500])[0], reinterpret_cast<void *>(1));
}

// Random graphs of all kinds of objects, checked against a model.
TEST(Gc, RandomGraphsAgreeWithAModel) {
  useHeap();
  std::mt19937 rnd(7);
  std::vector<const abi::Type *> types;
  for (unsigned n : {1u, 2u, 5u, 16u, 60u, 64u, 65u, 130u, 1000u, 4100u, 20000u, 40000u}) {
    std::vector<unsigned> all;
    for (unsigned i = 0; i < n; i += n > 100 ? 37 : 1) all.push_back(i);
    types.push_back(structType(n, all));
  }
  struct Obj {
    void **p;
    const abi::Type *t;
    std::vector<size_t> out;
  };
  std::vector<Obj> objs;
  for (int round = 0; round < 20; round++) {
    for (int i = 0; i < 300; i++) {
      auto *t = types[rnd() % (rnd() % 10 ? 8 : types.size())];
      objs.push_back({words(newobject(t)), t, {}});
      for (uintptr_t w = 0; w < t->size / 8; w++) ASSERT_EQ(objs.back().p[w], nullptr);
    }
    for (int i = 0; i < 500; i++) {
      Obj &o = objs[rnd() % objs.size()];
      size_t to = rnd() % objs.size();
      unsigned step = o.t->size / 8 > 100 ? 37 : 1, at = rnd() % ((o.t->ptrBytes / 8 - 1) / step + 1) * step;
      if (o.p[at]) continue;
      o.p[at] = objs[to].p + rnd() % (objs[to].t->size / 8);
      o.out.push_back(to);
    }
    std::vector<bool> live(objs.size());
    std::vector<size_t> todo;
    roots.clear();
    for (int i = 0; i < 30; i++) todo.push_back(rnd() % objs.size()), roots.push_back(objs[todo.back()].p);
    while (!todo.empty()) {
      size_t k = todo.back();
      todo.pop_back();
      if (live[k]) continue;
      live[k] = true;
      for (size_t o : objs[k].out) todo.push_back(o);
    }
    collect(round % 2);
    finishSweep();
    std::vector<Obj> next;
    std::vector<size_t> where(objs.size());
    for (size_t i = 0; i < objs.size(); i++) {
      if (live[i]) ASSERT_TRUE(isAllocated(objs[i].p));
      where[i] = next.size();
      if (live[i]) next.push_back(objs[i]);
    }
    for (Obj &o : next)
      for (size_t &x : o.out) x = where[x];
    objs = next;
  }
  roots.clear();
  EXPECT_EQ(collect(), 0u);
}

static void *binaryTree(const abi::Type *node, int depth) {
  void *x = newobject(node);
  if (depth > 0) words(x)[0] = binaryTree(node, depth - 1), words(x)[1] = binaryTree(node, depth - 1);
  return x;
}

TEST(Gc, SeveralMarkersFindWhatOneFinds) {
  useHeap();
  auto *node = structType(2, {0, 1}), *table = structType(1, {0});
  void *big = mallocgc(8 * 100000, table, true); // scanned in pieces
  roots = {binaryTree(node, 14), big};
  for (int i = 0; i < 100000; i++) words(big)[i] = newobject(node);
  uint64_t one = collect(true, 1);
  EXPECT_EQ(one, 16u * ((1 << 15) - 1) + 16u * 100000 + alignUp(800000, PageSize));
  for (int i = 0; i < 50; i++) EXPECT_EQ(collect(true, 3), one);
  roots = {};
  EXPECT_EQ(collect(true, 3), 0u);
}

TEST(Gc, SweepingKeepsPaceWithAllocation) {
  useHeap();
  gcController.setGCPercent(-1);
  roots = {binaryTree(structType(2, {0, 1}), 17)}; // 512 pages
  gcController.setGCPercent(100);
  collect(false);
  mallocgc(1024, nullptr, true);
  EXPECT_FALSE(isSweepDone()) << "the first to need a page swept the whole heap";
  while (gcController.heapLive.load() + 100000 < int64_t(gcController.trigger.load())) mallocgc(1024, nullptr, true);
  EXPECT_TRUE(isSweepDone()) << "something is left for the next cycle";
  roots = {};
  collect();
}

TEST(Gc, HelpersJoinOnlyThePhaseTheyWereInvitedTo) {
  gcWorkState st;
  st.open(1);
  EXPECT_TRUE(st.join(1));
  EXPECT_EQ(st.close(), 2u);
  EXPECT_FALSE(st.join(1)) << "closed";
  st.open(2);
  EXPECT_FALSE(st.join(1)) << "invited to the last phase";
  EXPECT_EQ(st.markers(), 1u);
  EXPECT_TRUE(st.join(2));
}

TEST(Gc, ConservativeWordsOfFreeSlotsAreIgnored) {
  useHeap();
  auto *node = structType(2, {0, 1});
  void *p = newobject(node);
  roots = {};
  collect();
  gcWork w;
  w.init(false);
  uintptr_t stack[3] = {uintptr_t(p), 12345, mheap_.arenaStart + 8};
  scanConservative(w, uintptr_t(stack), uintptr_t(stack + 3));
  EXPECT_EQ(w.bytesMarked, 0u);
  w.dispose();
}

TEST(Finalizers, RunInOrderOfReferenceOnePerCycle) {
  useHeap();
  auto *node = structType(2, {0});
  static abi::FuncVal fn;
  static abi::Type ptr{};
  ptr.kind_ = abi::Pointer;
  void *a = newobject(node), *b = newobject(node);
  words(a)[0] = b; // a refers to b: a's finalizer first
  EXPECT_TRUE(addfinalizer(a, &fn, &ptr, &ptr));
  EXPECT_TRUE(addfinalizer(b, &fn, &ptr, &ptr));
  EXPECT_FALSE(addfinalizer(b, &fn, &ptr, &ptr));
  finalizer f;
  roots = {a};
  collect();
  EXPECT_FALSE(takeFinalizer(&f));
  roots = {};
  collect();
  ASSERT_TRUE(takeFinalizer(&f));
  EXPECT_EQ(f.arg, a);
  EXPECT_FALSE(takeFinalizer(&f));
  EXPECT_TRUE(isAllocated(a)); // for its finalizer
  collect();
  ASSERT_TRUE(takeFinalizer(&f));
  EXPECT_EQ(f.arg, b);
  collect();
  EXPECT_FALSE(isAllocated(a));
  EXPECT_FALSE(isAllocated(b));
}

TEST(Finalizers, RemovedOnesDoNotRun) {
  useHeap();
  static abi::FuncVal fn;
  static abi::Type ptr{};
  void *a = newobject(structType(2, {0}));
  EXPECT_TRUE(addfinalizer(a, &fn, &ptr, &ptr));
  removefinalizer(a);
  roots = {};
  collect();
  finalizer f;
  EXPECT_FALSE(takeFinalizer(&f));
}

TEST(Pacer, GoalFollowsLiveHeapAndPercent) {
  gcControllerState c;
  c.endCycle({.bytesMarked = 100 << 20});
  EXPECT_EQ(c.heapGoal(), 200u << 20);
  c.setGCPercent(50);
  EXPECT_EQ(c.heapGoal(), 150u << 20);
  c.setGCPercent(400);
  EXPECT_EQ(c.heapGoal(), 500u << 20);
  c.endCycle({.bytesMarked = 1 << 20});
  EXPECT_EQ(c.heapGoal(), 16u << 20); // 4 MB * GOGC / 100
  c.gcPercent = 1;
  c.endCycle({.bytesMarked = 1 << 20});
  EXPECT_EQ(c.heapGoal(), 2u << 20); // room for the sweep
  c.setMemoryLimit(1);
  EXPECT_LT(c.heapGoal(), 2u << 20 | 1);
  c.setMemoryLimit(noMemoryLimit);
  EXPECT_EQ(c.setGCPercent(-1), 1);
  EXPECT_EQ(c.heapGoal(), noGoal);
}

TEST(Pacer, ReadsItsVariablesAsGcDoes) {
  EXPECT_EQ(readGOGC(nullptr), 100);
  EXPECT_EQ(readGOGC("off"), -1);
  EXPECT_EQ(readGOGC("50"), 50);
  EXPECT_EQ(readGOGC("5x"), 100);
  int64_t n;
  EXPECT_TRUE(parseByteCount("3MiB", &n) && n == 3 << 20);
  EXPECT_TRUE(parseByteCount("17", &n) && n == 17);
  EXPECT_TRUE(parseByteCount("off", &n) && n == noMemoryLimit);
  EXPECT_FALSE(parseByteCount("3MB", &n));
  EXPECT_FALSE(parseByteCount("-1", &n));
}

TEST(Pacer, BeginsAsLongBeforeTheGoalAsTheProgramAllocatesMeanwhile) {
  auto worker = goexports.gcBgMarkWorker;
  goexports.gcBgMarkWorker = reinterpret_cast<decltype(worker)>(1); // beside the program
  gcControllerState c;
  constexpr int64_t mb = 1 << 20, second = 1000 * 1000 * 1000;
  c.heapMarked = c.lastHeapScan = 100 * mb;
  c.triggered = 150 * mb, c.heapLive = 170 * mb; // 20 MB in a second, of which marking had a quarter on four processors
  c.dedicatedTime = second;
  markResult r;
  r.scanWork = 100 * mb;
  c.updateConsMark(second, 4, false, r);
  c.commit(true);
  EXPECT_EQ(c.heapGoal(), uint64_t(200 * mb));
  EXPECT_NEAR(double(c.trigger), 180.0 * mb, mb);
  goexports.gcBgMarkWorker = worker;
}
