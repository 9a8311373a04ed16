// runtime/sched/sched_internal.h: shared by the files of sched/, stack/, panic/ and os/; not for other folders.
#pragma once
#include "runtime/debug/godebug.h"
#include "runtime/sched/proc.h"

namespace rt {

// ---- runq.cpp
void runqput(p *pp, g *gp, bool next);
bool runqputRing(p *pp, g *gp, bool next); // true: something went into the ring, not only into runnext
void runqputbatch(p *pp, gQueue *q, int n);
g *runqget(p *pp, bool *inheritTime);
g *runqsteal(p *pp, p *p2, bool stealRunNextG);
bool runqempty(p *pp);
gQueue runqdrain(p *pp, int *n);
void globrunqput(g *gp);      // these four: sched.lock held
void globrunqputhead(g *gp);
void globrunqputbatch(gQueue *batch, int32_t n);
g *globrunqget(p *pp, int32_t max);

// ---- schedule.cpp
[[noreturn]] void execute(g *gp, bool inheritTime);
void wakep();
void dropg();

// ---- start.cpp
void releaseInitLock(); // the main goroutine ends while packages are initialised

// ---- thread.cpp
void mstart1();
void newm(void (*fn)(), p *pp);
m *allocm(void (*fn)());
void mcommoninit(m *mp);
void stopm();
void startm(p *pp, bool spinning, bool lockheld);
void handoffp(p *pp);
void stoplockedm();
void startlockedm(g *gp);
void gcstopm();
void mput(m *mp);
m *mget();
int32_t mcount();
[[noreturn]] void mexit();
[[noreturn]] void exitThread(m *mp);
void mPark();

// ---- P lists and ownership (procresize.cpp)
void acquirep(p *pp);
void wirep(p *pp);
p *releasep();
void pidleput(p *pp);     // sched.lock held
p *pidleget();            // sched.lock held
p *pidlegetSpinning();    // sched.lock held
p *procresize(int32_t n); // world stopped; returns Ps with local work

// ---- syscall.cpp
void entersyscall();
void exitsyscall(resumeFn onresume); // leaves if there is no P: onresume then makes the entry's results

// ---- sysmon.cpp
void sysmon();
void checkdead(); // sched.lock held
void schedtrace(bool detailed);

// ---- proc.cpp
g *malg(uintptr_t stacksize);
void allgadd(g *gp);
void gfput(p *pp, g *gp);
g *gfget(p *pp);
void gfpurge(p *pp);
bool isSystemGoroutine(g *gp);
extern std::atomic<bool> mainStarted;
extern m *mainM;
extern int64_t runtimeInitTime;

// ---- preempt.cpp
[[noreturn]] void gopreempt_m(g *gp);
bool canPreemptM(m *mp);
bool wantAsyncPreempt(g *gp);
void initAsyncPreempt();     // xsave mask and size
void refillAsyncArea(m *mp);
uintptr_t asyncAreaWords();  // size of an xsave area
void armGuard(g *gp);        // stackguard0 for a goroutine that is about to run
// The SIGURG handler's decision: may the current goroutine be stopped at pc? Gives g an xsave area if so.
bool prepareAsyncPreempt(m *mp, uintptr_t pc, uintptr_t sp, uintptr_t bp);

// ---- stw.cpp
void freezetheworld();

} // namespace rt
