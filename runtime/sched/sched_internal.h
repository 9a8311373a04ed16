// runtime/sched/sched_internal.h: shared by the files of sched/, stack/, panic/ and os/; not for other folders.
#pragma once
#include "runtime/debug/godebug.h"
#include "runtime/sched/proc.h"

namespace rt {

// ---- runq.cpp
constexpr uint32_t pairTalks = 8; // p::handoff of a P whose goroutines take turns by runnext: goready wakes no other P for them
void runqput(p *pp, g *gp, bool next);
bool runqputRing(p *pp, g *gp, bool next); // true: something went into the ring, not only into runnext
void runqputbatch(p *pp, gQueue *q, int n);
g *runqget(p *pp, bool *inheritTime);
g *runqsteal(p *pp, p *p2, bool stealRunNextG);
bool runqempty(p *pp);
gQueue runqdrain(p *pp, int *n);
void globrunqput(g *gp) RT_REQUIRES(sched.lock);
void globrunqputhead(g *gp) RT_REQUIRES(sched.lock);
void globrunqputbatch(gQueue *batch, int32_t n) RT_REQUIRES(sched.lock);
g *globrunqget(p *pp, int32_t max) RT_REQUIRES(sched.lock);

// ---- schedule.cpp
[[noreturn]] void execute(g *gp, bool inheritTime);
void wakep();
void dropg();
void wake(g *gp); // Gwaiting -> Grunnable; the caller queues it or runs it

// On the g0 of this M, where alone C++ may run: what parks or schedules leaves no frame on a goroutine's stack.
inline void assertOnG0() {
  RT_ASSERT(g0, uintptr_t(__builtin_frame_address(0)) >= getm()->g0lo && uintptr_t(__builtin_frame_address(0)) < getm()->g0sp);
}

// ---- start.cpp
void releaseInitLock(); // the main goroutine ends while packages are initialised

// ---- syscall.cpp
void wakeSysmonLocked() RT_REQUIRES(sched.lock); // if it sleeps until there is work again

// ---- stw.cpp
void runSafePointFn(p *pp); // what forEachP asked of this M's P, if anything
void runSafePointFnLocked(p *pp) RT_REQUIRES(sched.lock); // of a P that nobody runs

// ---- thread.cpp
void mstart1();
void newm(void (*fn)(), p *pp, int64_t id); // id: from mReserveID, or negative
int64_t mReserveID() RT_REQUIRES(sched.lock);
m *allocm(void (*fn)());
void mcommoninit(m *mp, int64_t id);
void stopm();
void startm(p *pp, bool spinning);
void handoffp(p *pp);
void wakeNetPoller(int64_t when);
void stoplockedm();
void startlockedm(g *gp);
void gcstopm();
void mput(m *mp) RT_REQUIRES(sched.lock);
m *mget() RT_REQUIRES(sched.lock);
int32_t mcount() RT_REQUIRES(sched.lock);
[[noreturn]] void mexit();
[[noreturn]] void exitThread(m *mp);
void mPark();

// ---- P lists and ownership (procresize.cpp)
void acquirep(p *pp);
void wirep(p *pp);
p *releasep();
void pidleput(p *pp) RT_REQUIRES(sched.lock);
p *pidleget() RT_REQUIRES(sched.lock);
p *pidlegetSpinning() RT_REQUIRES(sched.lock);
p *procresize(int32_t n) RT_REQUIRES(sched.lock, theWorld); // returns Ps with local work

// ---- syscall.cpp
void entersyscall();
bool stealSyscallP(p *pp, uint32_t newStatus, bool inSyscall = false); // false: it is in none any more
void exitsyscall(resumeFn onresume); // leaves if there is no P: onresume then makes the entry's results

// ---- sysmon.cpp
void sysmon();

// ---- checkdead.cpp
void checkdead() RT_REQUIRES(sched.lock);
void incidlelocked(int32_t v); // one M fewer (negative: more) counts as running

// ---- runtime/debug/schedtrace.cpp
void schedtrace(bool detailed);

// ---- proc.cpp
g *malg(uintptr_t stacksize);
void allgadd(g *gp);
void gfput(p *pp, g *gp);
g *gfget(p *pp);
void gfpurge(p *pp);
extern std::atomic<bool> mainStarted;

// ---- preempt.cpp
[[noreturn]] void gopreempt_m(g *gp);
[[noreturn]] void preemptPark(g *gp); // for suspendG
bool canPreemptM(m *mp);
bool wantAsyncPreempt(g *gp);
void endAsking(m *mp);       // from now on nobody asks this M to stop
void initAsyncPreempt();     // xsave mask and size
void refillAsyncArea(m *mp);
uintptr_t asyncAreaWords();  // size of an xsave area
void armGuard(g *gp);        // stackguard0 for a goroutine that is about to run
// The SIGURG handler's decision: may the current goroutine be stopped at pc? Gives g an xsave area if so.
bool prepareAsyncPreempt(m *mp, uintptr_t pc, uintptr_t sp, uintptr_t bp);

// ---- stw.cpp
void freezetheworld();

} // namespace rt
