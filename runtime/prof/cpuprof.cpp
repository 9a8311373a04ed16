// runtime/prof/cpuprof.cpp: the CPU profile.
//
// Each thread has a timer of its own CPU time that sends it SIGPROF (timer_create, SIGEV_THREAD_ID): a thread is sampled by
// how long it runs, at whatever instruction. All timers are made and deleted by whoever turns the profile on or off; a thread
// that starts meanwhile makes its own. The first period is random, or threads that start together would be sampled together.
//
// The handler walks the stack (sigwalk.cpp) and writes it to the buffer, from which package runtime/pprof reads.
//
// Locks: cpuprof.lock, whether there is a profile; timerLock, the timers and which threads have one. signalLock orders handlers,
// and those with the end of the profile: whoever holds it outside a handler has SIGPROF blocked.
// Mirrors runtime/cpuprof.go and the per-thread timers of runtime/os_linux.go.
#include "runtime/prof/cpuprof.h"

#include <csignal>
#include <ctime>

#include "runtime/abi/entries.h"
#include "runtime/lang/rand.h"
#include "runtime/mem/mgc.h"
#include "runtime/os/linux/os.h"
#include "runtime/prof/profbuf.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/nativesyms.h"
#include "runtime/trace/trace.h"

namespace rt {

constexpr int maxCPUProfStack = 64;

static struct cpuProfile {
  mutex lock{lockRankCpuprof};
  bool on RT_GUARDED_BY(lock) = false;  // samples are taken
  bool log RT_GUARDED_BY(lock) = false; // there is something to be read, or will be
} cpuprof;
static profBuf buf;
static std::atomic<uint32_t> signalLock;
static std::atomic<int32_t> profileHz; // changes under signalLock; handlers read it there
static mutex timerLock{lockRankProfTimers};
static int32_t timerHz RT_GUARDED_BY(timerLock);

// ---- the handler's side

void profSignal(m *mp, const NativeFrame &at) {
  if (profileHz.load() == 0) return; // a signal that was under way, or somebody else's
  uintptr_t pcs[maxCPUProfStack];
  int n = signalStack(mp, at, pcs, maxCPUProfStack);
  g *gp = mp ? mp->curg : nullptr;
  if (mp && gp == mp->gt) gp = nullptr;
  void *labels = gp ? gp->labels : nullptr;
  uint32_t z = 0;
  for (; !signalLock.compare_exchange_weak(z, 1); z = 0) osyield();
  if (profileHz.load() != 0) buf.write(labels, nanotime(), 1, pcs, uint64_t(n));
  signalLock.store(0);
  traceCPUSample(gp, mp, mp ? mp->p : nullptr, pcs, unsigned(n));
}

static void setHz(int32_t hz) {
  sigset_t prof, old;
  sigemptyset(&prof);
  sigaddset(&prof, SIGPROF);
  pthread_sigmask(SIG_BLOCK, &prof, &old);
  uint32_t z = 0;
  for (; !signalLock.compare_exchange_weak(z, 1); z = 0) osyield();
  profileHz.store(hz);
  signalLock.store(0);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

// ---- timers

static clockid_t cpuClockOf(uint64_t tid) {
  return clockid_t((~uint32_t(tid) << 3) | 6);
} // the kernel's encoding: CPUCLOCK_SCHED, a thread's

static void startTimer(m *mp, int32_t hz) RT_REQUIRES(timerLock) {
  if (mp->profTimerOn || mp->procid == 0) return;
  sigevent se{};
  se.sigev_notify = SIGEV_THREAD_ID;
  se.sigev_signo = SIGPROF;
  se._sigev_un._tid = pid_t(mp->procid);
  if (timer_create(cpuClockOf(mp->procid), &se, &mp->profTimer)) return; // out of timers (RLIMIT_SIGPENDING): this thread is not sampled
  long period = 1000000000 / hz;
  itimerspec it{};
  it.it_interval = {period / 1000000000, period % 1000000000};
  it.it_value = {0, 1 + long(cheaprandn(uint32_t(std::min(period, 999999998l))))};
  timer_settime(mp->profTimer, 0, &it, nullptr);
  mp->profTimerOn = true;
}

static void stopTimer(m *mp) RT_REQUIRES(timerLock) {
  if (mp->profTimerOn) timer_delete(mp->profTimer);
  mp->profTimerOn = false;
}

void profThreadStart(m *mp) {
  lock(&timerLock);
  if (timerHz) startTimer(mp, timerHz);
  unlock(&timerLock);
}

void profThreadEnd(m *mp) {
  lock(&timerLock);
  stopTimer(mp);
  unlock(&timerLock);
}

static void setTimers(int32_t hz) {
  lock(&timerLock);
  timerHz = hz;
  lock(&sched.lock); // no thread leaves the list
  for (m *mp = allm; mp; mp = mp->alllink) hz ? startTimer(mp, hz) : stopTimer(mp);
  unlock(&sched.lock);
  unlock(&timerLock);
}

// ---- entries

static void keepTags() {
  static bool kept;
  if (!kept) gcAddRootRange(buf.tagsBegin(), profBuf::tagCount * sizeof(void *));
  kept = true;
}

static void startProfile(int32_t hz) RT_REQUIRES(cpuprof.lock) {
  cpuprof.on = cpuprof.log = true;
  keepTags();
  buf.open();
  buf.write(nullptr, nanotime(), uint64_t(hz), nullptr, 0); // the reader takes the rate from the first record
  setHz(hz);
  setTimers(hz);
}

// (hz int): samples a second of CPU time; 0 ends the profile.
GOENTRY(void, SetCPUProfileRate, (int64_t hz)) {
  if (hz < 0) hz = 0;
  if (hz > 1000000) hz = 1000000;
  if (hz) loadNativeSymbols(), loadNativeFrames();
  lock(&cpuprof.lock);
  if (hz && (cpuprof.on || cpuprof.log))
    eprintf("runtime: cannot set cpu profile rate until previous profile has finished.\n");
  else if (hz)
    startProfile(int32_t(hz));
  else if (cpuprof.on) {
    setTimers(0);
    setHz(0);
    cpuprof.on = false;
    buf.close();
  }
  unlock(&cpuprof.lock);
}

// (out *profChunk): the next samples; waits for some. Valid until the next call.
GOENTRY(void, readProfile, (profBuf::Chunk * out)) {
  lock(&cpuprof.lock);
  bool log = cpuprof.log;
  unlock(&cpuprof.lock);
  *out = {nullptr, 0, nullptr, 0, 1};
  if (!log) return;
  getg()->roots[0] = out; // a collection may come while this waits
  while (*out = buf.read(), out->n == 0 && !out->eof) blockInPlace([](void *) { buf.waitForData(); }, nullptr);
  getg()->roots[0] = nullptr;
  if (!out->eof) return;
  lock(&cpuprof.lock);
  cpuprof.log = false;
  unlock(&cpuprof.lock);
}

} // namespace rt
