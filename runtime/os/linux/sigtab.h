// runtime/os/linux/sigtab.h: what the runtime does about each signal: gc's table.
//
//   notify   os/signal may ask for it            throw_  else: a dump of all goroutines, exit 2
//   kill     else: the process dies of it        panic   a fault: a Go panic, or a dump if another process sent it
//   unblock  never left blocked in our threads   dfl     no handler until os/signal asks for one
// A signal with none of kill, throw_ and panic is swallowed if nobody asked for it.
// Mirrors runtime/sigtab_linux_generic.go.
#pragma once
#include <csignal>
#include <cstdint>

namespace rt {

enum sigFlags : uint8_t { sigNotify = 1, sigKill = 2, sigThrow = 4, sigPanic = 8, sigUnblock = 16, sigDefault = 32, sigNoHandler = 64 };
constexpr int numSignals = 65;

struct SigInfo {
  uint8_t flags;
  const char *name;
};
inline constexpr SigInfo sigtable[35] = {
    {0, "SIGNONE: no trap"},
    {sigNotify | sigKill, "SIGHUP: terminal line hangup"},
    {sigNotify | sigKill, "SIGINT: interrupt"},
    {sigNotify | sigThrow, "SIGQUIT: quit"},
    {sigThrow | sigUnblock, "SIGILL: illegal instruction"},
    {sigThrow | sigUnblock, "SIGTRAP: trace trap"},
    {sigNotify | sigThrow, "SIGABRT: abort"},
    {sigPanic | sigUnblock, "SIGBUS: bus error"},
    {sigPanic | sigUnblock, "SIGFPE: floating-point exception"},
    {0, "SIGKILL: kill"},
    {sigNotify, "SIGUSR1: user-defined signal 1"},
    {sigPanic | sigUnblock, "SIGSEGV: segmentation violation"},
    {sigNotify, "SIGUSR2: user-defined signal 2"},
    {sigNotify, "SIGPIPE: write to broken pipe"},
    {sigNotify, "SIGALRM: alarm clock"},
    {sigNotify | sigKill, "SIGTERM: termination"},
    {sigThrow | sigUnblock, "SIGSTKFLT: stack fault"},
    {sigNotify | sigUnblock, "SIGCHLD: child status has changed"},
    {sigNotify | sigDefault, "SIGCONT: continue"},
    {0, "SIGSTOP: stop, unblockable"},
    {sigNotify | sigDefault, "SIGTSTP: keyboard stop"},
    {sigNotify | sigDefault, "SIGTTIN: background read from tty"},
    {sigNotify | sigDefault, "SIGTTOU: background write to tty"},
    {sigNotify | sigUnblock, "SIGURG: urgent condition on socket"}, // sigPreempt: gc unblocks it by a rule of its own
    {sigNotify, "SIGXCPU: cpu limit exceeded"},
    {sigNotify, "SIGXFSZ: file size limit exceeded"},
    {sigNotify, "SIGVTALRM: virtual alarm clock"},
    {sigNotify | sigUnblock, "SIGPROF: profiling alarm clock"},
    {sigNotify, "SIGWINCH: window size change"},
    {sigNotify, "SIGIO: i/o now possible"},
    {sigNotify, "SIGPWR: power failure restart"},
    {sigThrow, "SIGSYS: bad system call"},
    {sigNoHandler | sigUnblock, "signal 32"}, // libc's own: cancellation,
    {sigNoHandler | sigUnblock, "signal 33"}, // setuid on all threads
    {sigNoHandler | sigUnblock, "signal 34"}, // sigAllThreads
};
inline uint8_t sigflags(int sig) { return sig < 35 ? sigtable[sig].flags : uint8_t(sigNotify); }

} // namespace rt
