// runtime/os/linux/process.cpp: what package syscall asks of the runtime: fork, exec, exit; arguments and environment.
//
// forkAndExecInChild (Go code) runs in the child. gc starts the child with CLONE_VFORK|CLONE_VM, sharing all memory,
// which needs code that checks no stack and calls nothing; here the child gets a copy of the memory, so that its
// runtime state is its own.
// Mirrors syscall_runtime_* of runtime/proc.go, runtime/os_linux.go.
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "runtime/os/linux/os.h"
#include "runtime/os/linux/sigqueue.h"
#include "runtime/sched/sched_internal.h"

namespace rt {

static sigset_t beforeFork; // one fork at a time: syscall.ForkLock

// A signal delivered in the child before exec would run a handler on shared state.
GOENTRY(void, syscall_BeforeFork, ()) {
  acquirem();
  blockAllSignals(&beforeFork);
}
GOENTRY(void, syscall_AfterFork, ()) {
  restoreSignals(&beforeFork);
  releasem(getm());
}
GOENTRY(void, syscall_AfterForkInChild, ()) {
  clearSignalHandlers(); // before signals come again: no handler runs in the child
  restoreSignals(&beforeFork);
}
GOENTRY(void, syscall_BeforeExec, ()) {}
GOENTRY(void, syscall_AfterExec, ()) {}

// (trap, a1, a2, a3 uintptr) (r1 uintptr, err Errno): clone or clone3
GOENTRY(R2, syscall_rawVfork, (uint64_t trap, uint64_t a1, uint64_t a2, uint64_t a3)) {
  constexpr uint64_t shared = CLONE_VM | CLONE_VFORK;
  long r;
  if (trap == SYS_clone3) {
    uint64_t args[16] = {};
    memcpy(args, reinterpret_cast<void *>(a1), a2 < sizeof args ? a2 : sizeof args);
    args[0] &= ~shared;
    r = syscall(SYS_clone3, args, a2);
  } else
    r = syscall(long(trap), a1 & ~shared, a2, a3, 0, 0, 0);
  if (r < 0) return {uint64_t(-1), uint64_t(errno)};
  return {uint64_t(r), 0};
}
// (trap, a1, a2, a3 uintptr) (r1, r2 uintptr)
GOENTRY(R2, syscall_rawNoError, (uint64_t trap, uint64_t a1, uint64_t a2, uint64_t a3)) {
  return {uint64_t(syscall(long(trap), a1, a2, a3, 0, 0, 0)), 0};
}
GOENTRY(uint64_t, syscall_cgocaller, (void *, uintptr_t *, int64_t, int64_t)) { panicPlainError("syscall: there is no cgo"); }
GOENTRY(uint64_t, syscall_gettimeofday, (timeval * tv)) { return gettimeofday(tv, nullptr) ? uint64_t(errno) : 0; }

GOENTRY(void, beforeExit, (int64_t)) {}
GOENTRY([[noreturn]] void, exit_entry, (int64_t code)) { exit_(int32_t(code)); }

// ---- what the kernel gave the program
GOENTRY(int64_t, argcount, ()) { return argc_; }
GOENTRY(R2, argat, (int64_t i)) { return {uint64_t(argv_[i]), strlen(argv_[i])}; }
GOENTRY(int64_t, envcount, ()) {
  int64_t n = 0;
  while (envp_[n]) n++;
  return n;
}
GOENTRY(R2, envat, (int64_t i)) { return {uint64_t(envp_[i]), strlen(envp_[i])}; }
GOENTRY(int64_t, pagesize, ()) { return 4096; }

// ---- files, where package runtime itself is asked
GOENTRY(int64_t, write_, (uint64_t fd, const void *p, int32_t n)) {
  ssize_t k = ::write(int(fd), p, size_t(n));
  return k < 0 ? -errno : k;
}
GOENTRY(R2, fcntl_, (int32_t fd, int32_t cmd, int32_t arg)) { // (int32 value, int32 errno)
  int r = fcntl(fd, cmd, arg);
  return r < 0 ? R2{uint64_t(-1), uint64_t(errno)} : R2{uint64_t(r), 0};
}

// () string: what debug.ReadBuildInfo takes apart, between 16 bytes that the go command uses to find it in a file
GOENTRY(R2, debug_modinfo, ()) { return {reinterpret_cast<uint64_t>(moduledata->buildInfo), strlen(moduledata->buildInfo)}; }
// () string
GOENTRY(R2, godebugDefaultOfProgram, ()) {
  return {reinterpret_cast<uint64_t>(moduledata->godebugDefault), strlen(moduledata->godebugDefault)};
}

} // namespace rt
