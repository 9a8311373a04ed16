// runtime/os/linux/os.h: what the runtime needs of Linux: output, clocks, threads, signals.
#pragma once
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdint>

namespace rt {
struct m;

// To standard error, unbuffered in effect: one write a call. Async-signal-safe for the formats %s %d %ld %lu %x %lx %p %c.
void eprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void writeErr(const char *s, size_t n);

int32_t getncpu();
void osyield();
[[noreturn]] void exit_(int32_t code);
[[noreturn]] void crash();                 // dies of SIGABRT, for GOTRACEBACK=crash
void *sysReserveStack(size_t n);           // zeroed private memory
void *sysReserveHuge(size_t n);            // likewise, aligned to and preferably backed by 2 MB pages

// ---- threads
void newosproc(m *mp);                     // starts mp's thread in mstart
void minit(m *mp);                         // on the thread itself: signal stack, guard word
int tgkill_(uint64_t tid, int sig);

// ---- signals (signal.cpp)
void initsig();
const sigset_t &signalMaskOfThreads();     // every thread of ours starts with it
void installHandler(int sig);
void clearSignalHandlers();                // in a child: what we handle becomes default, what is ignored stays so
constexpr int sigAllThreads = 34;          // asks a thread to make the system call of allthreads.cpp
bool runAllThreadsCall();                  // its handler; false: nobody asked
void preemptM(m *mp);                      // SIGURG
constexpr int sigPreempt = SIGURG;
void makePreemptStorm(m *mp);              // GODEBUG=preemptstorm: this thread's timer
void gotPInPreemptStorm(m *mp);            // it goes off while the thread has a P
void endPreemptStorm(m *mp);
void dieFromSignal(int sig);                // by its default action
void blockAllSignals(sigset_t *old);
void restoreSignals(const sigset_t *old);
} // namespace rt
