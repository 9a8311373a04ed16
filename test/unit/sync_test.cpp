// test/unit/sync_test.cpp: channels, select, semaphores, timers and the network poller under the running scheduler,
// with goroutines written in C++ (see sched_test.cpp). Every program runs in a child process.
#include "test/unit/gtest.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/symtab.h"
#include "runtime/sync/chan.h"
#include "runtime/sync/select.h"
#include "runtime/sync/sema.h"
#include "runtime/sync/time.h"

using namespace rt;
#define GO __attribute__((preserve_none, noinline))

extern "C" {
GO void go_newproc(FuncVal *fn);
GO void go_Gosched();
GO hchan *go_makechan(const abi::ChanType *t, int64_t n);
GO void go_chansend1(hchan *c, void *elem);
GO void go_chanrecv1(hchan *c, void *elem);
GO uint64_t go_chanrecv2(hchan *c, void *elem);
GO void go_closechan(hchan *c);
GO uint64_t go_selectnbsend(hchan *c, void *elem);
GO R2 go_selectnbrecv(void *elem, hchan *c);
GO R2 go_selectgo(scase *cases, uint16_t *order, int64_t nsends, int64_t nrecvs, uint64_t block);
GO void go_block();
GO void go_sync_SemacquireMutex(std::atomic<uint32_t> *s, uint64_t lifo, int64_t skip);
GO void go_sync_Semrelease(std::atomic<uint32_t> *s, uint64_t handoff, int64_t skip);
GO uint64_t go_notifyListAdd(notifyList *l);
GO void go_notifyListWait(notifyList *l, uint64_t t);
GO void go_notifyListNotifyAll(notifyList *l);
GO void go_notifyListNotifyOne(notifyList *l);
GO void go_timeSleep(int64_t ns);
GO void go_time_startTimer(timer *t);
GO uint64_t go_time_stopTimer(timer *t);
GO uint64_t go_time_resetTimer(timer *t, int64_t when);
GO R2 go_poll_Open(uint64_t fd);
GO int64_t go_poll_Wait(uint64_t pd, int64_t mode);
GO int64_t go_poll_Reset(uint64_t pd, int64_t mode);
GO void go_poll_SetDeadline(uint64_t pd, int64_t d, int64_t mode);
GO void go_poll_Unblock(uint64_t pd);
GO void go_poll_Close(uint64_t pd);
}

namespace {

abi::CodeObject code;
abi::ModuleData module;
FuncVal mainMain;

[[noreturn]] void run(__attribute__((preserve_none)) void (*mainfn)(FuncVal *), const char *procs, const char *godebug = "") {
  setenv("GOMAXPROCS", procs, 1);
  setenv("GODEBUG", godebug, 1);
  setenv("GOGC", "off", 1); // goroutines in C++ have no stack maps
  alarm(60);
  startingStackSize = 64 << 10;
  registerCode(&code, 1);
  mainMain.fn = reinterpret_cast<void *>(mainfn);
  module.code = &code;
  module.mainMain = &mainMain;
  static char *argv[] = {nullptr};
  start(module, 0, argv, environ);
}
#define RUNS(fn, procs, ...) EXPECT_EXIT(run(fn, procs, ##__VA_ARGS__), testing::ExitedWithCode(0), "")

__attribute__((noinline)) void check(bool ok, const char *what) {
  if (ok) return;
  dprintf(2, "failed: %s\n", what);
  _exit(1);
}

struct Closure {
  FuncVal f;
};
template <class F> void spawn(F *f, int n = 1) {
  auto *c = new Closure{{reinterpret_cast<void *>(f)}};
  for (int i = 0; i < n; i++) go_newproc(&c->f);
}

const abi::Type int64T = [] {
  abi::Type t{};
  t.size = 8;
  t.align = t.fieldAlign = 8;
  t.kind_ = abi::Int64;
  t.tflag = abi::TFlagRegularMemory;
  return t;
}();
const abi::ChanType chanT = {{}, const_cast<abi::Type *>(&int64T), 3};
GO hchan *makeInts(int64_t n) { return go_makechan(&chanT, n); }

hchan *ch[8];
std::atomic<int64_t> total, finished;
GO void waitFinished(int64_t n) {
  while (finished.load() < n) go_Gosched();
}

// ---- channels

GO void echo(FuncVal *) {
  int64_t v;
  while (go_chanrecv2(ch[0], &v)) {
    v++;
    go_chansend1(ch[1], &v);
  }
  finished++;
}
GO void pingPong(FuncVal *) {
  ch[0] = makeInts(0), ch[1] = makeInts(0);
  spawn(echo);
  for (int64_t i = 0; i < 100000; i++) {
    int64_t v = i;
    go_chansend1(ch[0], &v);
    go_chanrecv1(ch[1], &v);
    check(v == i + 1, "the value comes back");
  }
  go_closechan(ch[0]);
  waitFinished(1);
}
TEST(Chan, unbuffered_ping_pong) {
  RUNS(pingPong, "1");
  RUNS(pingPong, "2");
}

GO void produce(FuncVal *) {
  for (int64_t i = 1; i <= 5000; i++) go_chansend1(ch[0], &i);
  finished++;
}
GO void consume(FuncVal *) {
  int64_t v;
  while (go_chanrecv2(ch[0], &v)) total += v;
  check(v == 0, "the end of a channel reads as zero");
  finished++;
}
template <int64_t size> GO void manyToMany(FuncVal *) {
  ch[0] = makeInts(size);
  spawn(produce, 8);
  spawn(consume, 5);
  waitFinished(8);
  go_closechan(ch[0]);
  waitFinished(13);
  check(total == 8 * 5000ll * 5001 / 2, "every value arrives once");
  check(ch[0]->qcount == 0 && !ch[0]->recvq.first && !ch[0]->sendq.first, "nothing is left");
}
TEST(Chan, many_senders_many_receivers) {
  RUNS(manyToMany<0>, "4");
  RUNS(manyToMany<1>, "4");
  RUNS(manyToMany<7>, "1");
  RUNS(manyToMany<100>, "2", "preemptstorm=50");
  RUNS(manyToMany<3>, "4", "schedseed=3");
}

GO void fifo(FuncVal *) {
  hchan *c = makeInts(3);
  int64_t v;
  for (int64_t round = 0; round < 5; round++) {
    for (int64_t i = 0; i < 3; i++) {
      v = round * 10 + i;
      check(go_selectnbsend(c, &v), "there is room");
    }
    check(!go_selectnbsend(c, &v), "full");
    for (int64_t i = 0; i < 3; i++) {
      R2 r = go_selectnbrecv(&v, c);
      check(r.a && r.b && v == round * 10 + i, "in order");
    }
    check(!go_selectnbrecv(&v, c).a, "empty");
  }
  v = 5;
  go_chansend1(c, &v);
  go_closechan(c);
  R2 r = go_selectnbrecv(&v, c);
  check(r.a && r.b && v == 5, "a closed channel still delivers");
  r = go_selectnbrecv(&v, c);
  check(r.a && !r.b && v == 0, "then it ends");
  check(!go_selectnbsend(nullptr, &v) && !go_selectnbrecv(&v, nullptr).a, "nil channels are never ready");
}
TEST(Chan, buffer_is_a_fifo) { RUNS(fifo, "1"); }

GO void nilSend(FuncVal *) {
  int64_t v = 1;
  go_chansend1(nullptr, &v);
}
GO void nilRecv(FuncVal *) { go_chanrecv1(nullptr, nullptr); }
GO void selectNothing(FuncVal *) { go_block(); }
GO void recvForEver(FuncVal *) { go_chanrecv1(makeInts(1), nullptr); }
TEST(Chan, wait_reasons) {
#define HANGS(fn, reason) EXPECT_EXIT(run(fn, "1"), testing::ExitedWithCode(2), "deadlock!\n\ngoroutine 1 \\[" reason "\\]:")
  HANGS(nilSend, "chan send .nil chan.");
  HANGS(nilRecv, "chan receive .nil chan.");
  HANGS(selectNothing, "select .no cases.");
  HANGS(recvForEver, "chan receive");
}

// ---- select

GO void fair(FuncVal *) {
  scase cases[4];
  uint16_t order[8];
  int64_t v[4], hits[4] = {};
  for (int i = 0; i < 3; i++) ch[i] = makeInts(1);
  for (int i = 0; i < 30000; i++) {
    for (int k = 0; k < 3; k++) go_selectnbsend(ch[k], &v[k]);
    for (int k = 0; k < 3; k++) cases[k] = {ch[k], &v[k]};
    cases[3] = {nullptr, nullptr};
    R2 r = go_selectgo(cases, order, 0, 4, 1);
    check(r.a < 3 && r.b, "a ready case is chosen");
    hits[r.a]++;
  }
  for (int k = 0; k < 3; k++) check(hits[k] > 9000 && hits[k] < 11000, "evenly");
  for (int k = 0; k < 3; k++) go_selectnbrecv(&v[k], ch[k]);
  for (int k = 0; k < 3; k++) cases[k] = {ch[k], &v[k]};
  check(int64_t(go_selectgo(cases, order, 0, 3, 0).a) == -1, "none is ready");
}
TEST(Select, is_fair) { RUNS(fair, "1"); }

// Senders and receivers meet in selects over three channels, each listed for both directions.
constexpr int64_t selectRounds = 20000;
GO void selector(FuncVal *) {
  int64_t balance = 0;
  for (int64_t i = 0; i < selectRounds; i++) {
    scase cases[6];
    uint16_t order[12];
    int64_t out = 1, in[3] = {};
    for (int k = 0; k < 3; k++) {
      cases[k] = {ch[k], &out};
      cases[3 + k] = {ch[(k + i) % 3], &in[k]};
    }
    R2 r = go_selectgo(cases, order, 3, 3, 1);
    if (r.a < 3) {
      check(!r.b, "a send receives nothing");
      balance++;
    } else {
      check(r.b && in[r.a - 3] == 1, "a received value is there");
      balance--;
    }
  }
  total += balance;
  finished++;
}
GO void selectStress(FuncVal *) {
  for (int k = 0; k < 3; k++) ch[k] = makeInts(k == 2 ? 2 : 0);
  spawn(selector, 6);
  int64_t left = 0;
  while (finished.load() < 6) { // the last one may lack a partner
    int64_t v = 1;
    if (go_selectnbsend(ch[left++ % 2], &v)) total++;
    go_Gosched();
  }
  check(total == int64_t(ch[2]->qcount), "sent = received + buffered");
}
TEST(Select, many_goroutines_on_the_same_channels) {
  RUNS(selectStress, "1");
  RUNS(selectStress, "4");
  RUNS(selectStress, "2", "preemptstorm=50");
}

GO void waitsInSelect(FuncVal *) {
  scase cases[2];
  uint16_t order[4];
  int64_t v = 9;
  cases[0] = {ch[0], &v};
  cases[1] = {ch[1], &v};
  R2 r = go_selectgo(cases, order, 0, 2, 1);
  check(!r.b && v == 0, "close wakes a select with the zero value");
  finished++;
}
GO void closeWakesSelect(FuncVal *) {
  ch[0] = makeInts(0), ch[1] = makeInts(0);
  spawn(waitsInSelect, 10);
  for (int i = 0; i < 20; i++) go_Gosched();
  go_closechan(ch[1]);
  waitFinished(10);
  check(!ch[0]->recvq.first, "they left the other queue");
}
TEST(Select, close_wakes) { RUNS(closeWakesSelect, "2"); }

// ---- semaphores

std::atomic<uint32_t> semas[40];
int64_t guarded[40];
GO void semaWorker(FuncVal *) {
  uint64_t r = uint64_t(finished.load()) + 1;
  for (int i = 0; i < 4000; i++) {
    r = r * 6364136223846793005 + 1442695040888963407;
    unsigned k = (r >> 33) % 40;
    go_sync_SemacquireMutex(&semas[k], r >> 40 & 1, 0);
    int64_t v = ++guarded[k];
    if (i % 16 == 0) go_Gosched();
    check(guarded[k] == v, "one holder at a time");
    go_sync_Semrelease(&semas[k], r >> 41 & 1, 0);
  }
  finished++;
}
GO void semaStress(FuncVal *) {
  for (auto &s : semas) s = 1;
  spawn(semaWorker, 50);
  waitFinished(50);
  int64_t sum = 0;
  for (int64_t v : guarded) sum += v;
  check(sum == 50 * 4000, "no turn is lost");
}
TEST(Sema, excludes) {
  RUNS(semaStress, "1");
  RUNS(semaStress, "4");
  RUNS(semaStress, "2", "preemptstorm=50");
}

notifyList cond;
GO void condWaiter(FuncVal *) {
  uint64_t t = go_notifyListAdd(&cond);
  total++;
  go_notifyListWait(&cond, t);
  finished++;
}
GO void condTest(FuncVal *) {
  spawn(condWaiter, 20);
  while (total < 20) go_Gosched();
  for (int i = 1; i <= 5; i++) {
    go_notifyListNotifyOne(&cond);
    waitFinished(i);
    for (int k = 0; k < 10; k++) go_Gosched();
    check(finished == i, "one for one");
  }
  go_notifyListNotifyAll(&cond);
  waitFinished(20);
}
TEST(Sema, condition_variables) {
  RUNS(condTest, "1");
  RUNS(condTest, "4");
}

// ---- timers

// Upper bounds hold for the shortest of several tries: the machine may be busy with something else, but not always.
template <class F> bool takesLess(int64_t ns, F f) {
  for (int tries = 0; tries < 50; tries++) {
    int64_t start = nanotime();
    f();
    if (nanotime() - start < ns) return true;
  }
  return false;
}

GO void sleeps(FuncVal *) {
  int64_t ms = 1 + total++ % 40, start = nanotime();
  go_timeSleep(ms * 1000000);
  check(nanotime() - start >= ms * 1000000, "not too early");
  finished++;
}
GO void sleepTest(FuncVal *) {
  spawn(sleeps, 200);
  waitFinished(200);
  check(takesLess(100000000, [] { go_timeSleep(20000000); }), "an idle P is woken for a timer");
  auto sleep100 = [] {
    for (int i = 0; i < 100; i++) go_timeSleep(100000); // 0.1 ms
  };
  check(takesLess(60000000, sleep100), "idle waits are finer than a millisecond");
}
TEST(Timer, sleep) {
  RUNS(sleepTest, "1");
  RUNS(sleepTest, "3");
}

constexpr int ntimers = 500;
struct Counted {
  timer t;
  std::atomic<int64_t> fired;
} timers[ntimers];
void fire(Eface arg, uintptr_t seq) {
  auto *c = static_cast<Counted *>(arg.data);
  check(nanotime() >= int64_t(seq), "not before its time");
  c->fired++;
}
GO void timerWorker(FuncVal *) {
  uint64_t r = uint64_t(++total);
  for (int i = 0; i < 3000; i++) {
    r = r * 6364136223846793005 + 1442695040888963407;
    Counted &c = timers[(r >> 33) % ntimers];
    if (r >> 50 & 1)
      go_time_stopTimer(&c.t);
    else
      go_time_resetTimer(&c.t, nanotime() + int64_t((r >> 20) % 5000000) + 1);
    if (i % 64 == 0) go_Gosched();
  }
  finished++;
}
GO void timerStress(FuncVal *) {
  for (auto &c : timers) {
    c.t.cf = fire;
    c.t.arg.data = &c;
    c.t.status = timerInC;
    c.t.when = nanotime() + 1000000000000;
    go_time_startTimer(&c.t);
  }
  spawn(timerWorker, 8);
  waitFinished(8);
  int64_t fired = 0, again = 0;
  for (auto &c : timers) go_time_stopTimer(&c.t);
  for (auto &c : timers) fired += c.fired;
  go_timeSleep(20000000);
  for (auto &c : timers) again += c.fired;
  check(fired > 0 && fired == again, "stopped timers do not fire");
  for (auto &c : timers) check(!go_time_stopTimer(&c.t), "stop says that it was not waiting");
  for (int i = 0; i < ntimers; i++) go_time_resetTimer(&timers[i].t, nanotime() + 1 + (i * 7919) % 3000000);
  go_timeSleep(50000000);
  again = 0;
  for (auto &c : timers) again += c.fired;
  check(again == fired + ntimers, "each reset timer fires once");
}
TEST(Timer, start_stop_reset_in_parallel) {
  RUNS(timerStress, "1");
  RUNS(timerStress, "4");
}

Counted ticker;
GO void tickerTest(FuncVal *) {
  ticker.t.cf = fire;
  ticker.t.arg.data = &ticker;
  ticker.t.status = timerInC;
  int64_t start = nanotime();
  ticker.t.when = start + 2000000;
  ticker.t.period = 2000000;
  go_time_startTimer(&ticker.t);
  while (ticker.fired < 20) // a test that waits for ever is ended by the runner
    go_timeSleep(5000000);
  int64_t fired = ticker.fired;
  check(fired <= (nanotime() - start) / 2000000, "not more often than every 2 ms");
  check(go_time_stopTimer(&ticker.t), "a ticker is always waiting");
}
TEST(Timer, periodic) { RUNS(tickerTest, "2"); }

GO void sleepForLong(FuncVal *) { go_timeSleep(50000000); }
TEST(Timer, a_sleeping_goroutine_is_no_deadlock) { RUNS(sleepForLong, "1"); }

// ---- network poller

int pipeEnds[2];
uint64_t readEnd;
GO void pipeWriter(FuncVal *) {
  go_timeSleep(10000000);
  check(write(pipeEnds[1], "x", 1) == 1, "write");
}
GO void pollTest(FuncVal *) {
  check(pipe2(pipeEnds, O_NONBLOCK | O_CLOEXEC) == 0, "pipe");
  R2 r = go_poll_Open(uint64_t(pipeEnds[0]));
  check(r.b == 0, "open");
  readEnd = r.a;
  char c;
  spawn(pipeWriter);
  check(go_poll_Reset(readEnd, 'r') == 0 && go_poll_Wait(readEnd, 'r') == 0, "ready");
  check(read(pipeEnds[0], &c, 1) == 1 && c == 'x', "the byte");

  go_poll_Reset(readEnd, 'r');
  int64_t start = nanotime();
  go_poll_SetDeadline(readEnd, 20000000, 'r');
  check(go_poll_Wait(readEnd, 'r') == 2, "deadline");
  check(nanotime() - start >= 20000000, "not before the deadline");
  check(go_poll_Reset(readEnd, 'r') == 2, "it stays passed");
  go_poll_SetDeadline(readEnd, 0, 'r' + 'w');
  check(go_poll_Reset(readEnd, 'r') == 0, "until it is changed");

  go_poll_Unblock(readEnd);
  check(go_poll_Wait(readEnd, 'r') == 1, "closing");
  go_poll_Close(readEnd);
}
TEST(Netpoll, readiness_deadline_close) {
  RUNS(pollTest, "1");
  RUNS(pollTest, "2");
}

} // namespace
