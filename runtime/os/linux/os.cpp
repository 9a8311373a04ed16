// runtime/os/linux/os.cpp: output, clocks, threads. Mirrors runtime/os_linux.go.
#include "runtime/os/linux/os.h"

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/arch/amd64/asm.h"
#include "runtime/prof/cpuprof.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

constexpr size_t g0StackSize = 512 << 10; // of Ms other than m0
constexpr size_t signalStackSize = 64 << 10;

void writeErr(const char *s, size_t n) {
  while (n) {
    ssize_t k = ::write(2, s, n);
    if (k <= 0) return;
    s += k, n -= size_t(k);
  }
}

void eprintf(const char *fmt, ...) {
  char buf[1024];
  va_list ap;
  va_start(ap, fmt);
  int n = vsnprintf(buf, sizeof buf, fmt, ap);
  va_end(ap);
  if (n > 0) writeErr(buf, size_t(n) < sizeof buf ? size_t(n) : sizeof buf - 1);
}

int32_t getncpu() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set)) return 1;
  int n = CPU_COUNT(&set);
  return n > 0 ? n : 1;
}

void osyield() { syscall(SYS_sched_yield); }
void exit_(int32_t code) { _exit(code); }

void crash() {
  signal(SIGABRT, SIG_DFL);
  sigset_t s;
  sigemptyset(&s);
  sigaddset(&s, SIGABRT);
  pthread_sigmask(SIG_UNBLOCK, &s, nullptr);
  tgkill_(uint64_t(gettid()), SIGABRT);
  _exit(2);
}

void usleep_(uint32_t us) {
  timespec ts{us / 1000000, long(us % 1000000) * 1000};
  nanosleep(&ts, nullptr);
}

int64_t nanotime() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ll + t.tv_nsec;
}

void walltime(int64_t *sec, int32_t *nsec) {
  timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  *sec = t.tv_sec;
  *nsec = int32_t(t.tv_nsec);
}

GOENTRY(int64_t, nanotime_, ()) { return nanotime(); }
GOENTRY(R2, time_now, ()) { // (sec int64, nsec int32, mono int64)
  int64_t s;
  int32_t ns;
  walltime(&s, &ns);
  tlsG()->ret2 = uint64_t(nanotime()); // not getg(): timer functions call it on g0 without a goroutine
  return {uint64_t(s), uint64_t(ns)};
}

uint64_t cputicks() { return __builtin_ia32_rdtsc(); }

void *sysReserveStack(size_t n) {
  void *p = mmap(nullptr, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) throw_("cannot allocate memory");
  return p;
}

void *sysReserveHuge(size_t n) {
  constexpr size_t huge = 2 << 20;
  uintptr_t p = uintptr_t(sysReserveStack(n + huge)), lo = (p + huge - 1) & ~(huge - 1);
  if (lo > p) munmap(reinterpret_cast<void *>(p), lo - p);
  if (p + huge > lo) munmap(reinterpret_cast<void *>(lo + n), p + huge - lo);
  madvise(reinterpret_cast<void *>(lo), n, MADV_HUGEPAGE); // a hint: failure is harmless
  return reinterpret_cast<void *>(lo);
}

int tgkill_(uint64_t tid, int sig) { return int(syscall(SYS_tgkill, getpid(), tid, sig)); }

void blockAllSignals(sigset_t *old) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, old);
}
void restoreSignals(const sigset_t *old) { pthread_sigmask(SIG_SETMASK, old, nullptr); }

// The word split-stack prologues of this thread compare rsp with.
static std::atomic<uintptr_t> *guardWordOfThisThread() {
  uintptr_t fs;
  asm("mov %%fs:0, %0" : "=r"(fs));
  return reinterpret_cast<std::atomic<uintptr_t> *>(fs + 0x70);
}

void minit(m *mp) {
  rt_tls.m_ = mp;
  mp->procid = uint64_t(gettid());
  mp->guardWord = guardWordOfThisThread();
  stack_t ss{};
  ss.ss_size = signalStackSize;
  ss.ss_sp = sysReserveStack(signalStackSize);
  sigaltstack(&ss, nullptr);
  mp->sigStack = uintptr_t(ss.ss_sp);
  profThreadStart(mp);
  if (debug.preemptstorm > 0 && !mp->isSystem) makePreemptStorm(mp);
}

static void *threadMain(void *arg) {
  m *mp = static_cast<m *>(arg);
  jmp_buf exitBuf;
  mp->exitBuf = &exitBuf;
  minit(mp);
  if (_setjmp(exitBuf) == 0) {
    uintptr_t sp = uintptr_t(__builtin_frame_address(0)) - 4096;
    mp->g0sp = sp & ~uintptr_t(63);
    mp->g0lo = mp->g0sp - (g0StackSize - 32768);
    restoreSignals(&signalMaskOfThreads());
    rt_mstart(mp->g0sp, mstart1);
  }
  // mexit came back here: the thread of a goroutine that exited while locked to it.
  endPreemptStorm(mp);
  stack_t off{};
  off.ss_flags = SS_DISABLE;
  sigaltstack(&off, nullptr);
  munmap(reinterpret_cast<void *>(mp->sigStack), signalStackSize);
  return nullptr;
}

void exitThread(m *mp) { _longjmp(*static_cast<jmp_buf *>(mp->exitBuf), 1); }

void newosproc(m *mp) {
  pthread_attr_t at;
  pthread_attr_init(&at);
  pthread_attr_setstacksize(&at, g0StackSize);
  pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
  sigset_t old;
  blockAllSignals(&old); // minit unblocks them
  pthread_t t;
  int err = pthread_create(&t, &at, threadMain, mp);
  restoreSignals(&old);
  pthread_attr_destroy(&at);
  if (err) {
    lock(&sched.lock);
    eprintf("runtime: failed to create new OS thread (have %d already; errno=%d)\n", mcount(), err);
    unlock(&sched.lock);
    if (err == EAGAIN) eprintf("runtime: may need to increase max user processes (ulimit -u)\n");
    throw_("newosproc");
  }
}

} // namespace rt
