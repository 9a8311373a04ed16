// runtime/os/linux/allthreads.cpp: one system call on every thread of the process: syscall.AllThreadsSyscall, Setuid, ...
//
// Linux keeps user ids, capabilities and the like per thread; a program means the process. The caller stops the world (no
// goroutine sees half of the threads changed), makes the call itself, and asks one thread after the other by a signal,
// whose handler makes the call there. The kernel's list of tasks names the threads, ours and the collector's; it is
// read again until it holds nobody new: a thread that appears later was started by one that had made the call.
// Mirrors syscall_runtime_doAllThreadsSyscall of runtime/os_linux.go.
#include <cerrno>
#include <cstdlib>
#include <dirent.h>
#include <unistd.h>
#include <vector>

#include "runtime/os/linux/os.h"
#include "runtime/sched/rawsyscall.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

static struct {
  std::atomic<uint32_t> tid; // whom we wait for; 0: done. Futex word
  uint64_t num, args[6];
  R2 want, got;
  uint64_t err;
} call;

static R2 makeCall(uint64_t *err) {
  const uint64_t *a = call.args;
  return rawSyscall(call.num, a[0], a[1], a[2], a[3], a[4], a[5], err);
}

bool runAllThreadsCall() {
  if (call.tid.load() != uint32_t(gettid())) return false;
  call.got = makeCall(&call.err);
  call.tid.store(0);
  futexwakeup(&call.tid, 1);
  return true;
}

static void checkResults() {
  if (call.err == 0 && call.got.a == call.want.a && call.got.b == call.want.b) return;
  const uint64_t *a = call.args;
  eprintf("trap: %lu, a123456=[%lu,%lu,%lu,%lu,%lu,%lu]\n", call.num, a[0], a[1], a[2], a[3], a[4], a[5]);
  eprintf("results: got {r1=%lu,r2=%lu,errno=%lu}, want {r1=%lu,r2=%lu,errno=0}\n", call.got.a, call.got.b, call.err, call.want.a,
          call.want.b);
  fatal("AllThreadsSyscall results differ between threads; runtime corrupted");
}

static void callOn(uint32_t tid) {
  call.tid.store(tid);
  if (tgkill_(tid, sigAllThreads)) return; // it has ended
  while (call.tid.load() == tid) {
    futexsleep(&call.tid, tid, 1000000);
    if (call.tid.load() == tid && tgkill_(tid, 0)) return;
  }
  checkResults();
}

static void callOnOthers() {
  std::vector<uint32_t> done{uint32_t(gettid())};
  for (bool again = true; again;) {
    again = false;
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) throw_("AllThreadsSyscall: cannot read /proc/self/task");
    while (dirent *e = readdir(tasks)) {
      uint32_t tid = uint32_t(atoi(e->d_name));
      bool known = tid == 0;
      for (uint32_t d : done) known |= d == tid;
      if (known) continue;
      callOn(tid);
      done.push_back(tid);
      again = true;
    }
    closedir(tasks);
  }
}

// (num, a1..a6 uintptr) (r1, r2, errno uintptr)
GOENTRY(R2, syscall_doAllThreads, (uint64_t num, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6)) {
  stopTheWorld(stwAllThreadsSyscall);
  installHandler(sigAllThreads);
  call.num = num;
  uint64_t args[] = {a1, a2, a3, a4, a5, a6};
  for (int i = 0; i < 6; i++) call.args[i] = args[i];
  uint64_t err;
  R2 r = call.want = makeCall(&err);
  if (err == 0) callOnOthers();
  startTheWorld();
  getg()->ret2 = err;
  return r;
}

} // namespace rt
