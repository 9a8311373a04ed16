// runtime/sched/start.cpp: from the driver's call to the first goroutine.
//
// start: arguments and environment -> GODEBUG -> heap -> m0 -> signals -> Ps -> the main goroutine (rt_main in
// runtime/arch/amd64/context.S: package initialisers on the main thread, then main.main) -> schedule, on the
// process's own stack as m0's g0.
// Mirrors schedinit and main of runtime/proc.go.
#include <cstdlib>
#include <cstring>

#include "runtime/arch/amd64/asm.h"
#include "runtime/lang/alg.h"
#include "runtime/lang/iface.h"
#include "runtime/os/linux/os.h"
#include "runtime/panic/panic.h"
#include "runtime/sched/sched_internal.h"
#include "runtime/stack/stack.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/traceback.h"

namespace rt {

GoExports goexports;
void setGoExports(const uint64_t *addrs) {
#define GOEXPORT(name) goexports.name = reinterpret_cast<void *>(*addrs++);
#include "runtime/abi/goexports.def"
#undef GOEXPORT
}

const abi::ModuleData *moduledata;
int32_t argc_;
char **argv_, **envp_;
static FuncVal mainClosure{reinterpret_cast<void *>(rt_main)};

void lockOSThread();
void unlockOSThread();

static int32_t initialProcs() {
  if (const char *s = gogetenv("GOMAXPROCS"))
    if (int n = atoi(s); n > 0) return n > maxGomaxprocs ? maxGomaxprocs : n;
  return ncpu;
}

static void schedinit() {
  runtimeInitTime = nanotime();
  assertBootstrapping();
  sched.lastpoll = nanotime();
  ncpu = getncpu();
  parsedebugvars(gogetenv("GODEBUG"));
  initTraceback();
  initAsyncPreempt();
  mcommoninit(&m0, -1);
  minit(&m0);
  mallocinit();
  gcinit();
  alginit();
  itabsinit(moduledata); // before anything compares interfaces
  initsig();
  lock(&sched.lock);
  p *more = procresize(initialProcs());
  unlock(&sched.lock);
  if (more) throw_("unknown runnable goroutine during bootstrap");
}

// m0's g0 begins here: everything above stays as the driver's frames.
[[noreturn]] static void m0start() {
  newSystemThread(sysmon, false);
  g *gp = newproc1(&mainClosure, nullptr, 0);
  runqput(getp(), gp, true);
  schedule();
}

int start(const abi::ModuleData &md, int argc, char **argv, char **envp) {
  moduledata = &md;
  argc_ = argc;
  argv_ = argv;
  envp_ = envp;
  schedinit();
  uintptr_t sp = (uintptr_t(__builtin_frame_address(0)) - 16384) & ~uintptr_t(63);
  m0.g0sp = sp;
  m0.g0lo = sp - (1 << 20);
  rt_mstart(sp, m0start);
}

// The main goroutine holds the main thread while packages are initialised, unless it ends there (runtime.Goexit).
static bool initLocked;
void releaseInitLock() {
  if (!initLocked) return;
  initLocked = false;
  unlockOSThread();
}

static void startForcegcHelper() {
  static FuncVal helper;
  helper.fn = goexports.forcegchelper;
  if (helper.fn) newprocRuntime(&helper, true); // not in unit tests, which have no Go code
}

// ---- the steps of rt_main
GOENTRY(FuncVal *, mainStart, ()) { // returns the initialiser of all packages
  lockOSThread();
  initLocked = true;
  mainStarted = true;
  startForcegcHelper();
  return moduledata->initAll;
}
GOENTRY(FuncVal *, mainInitDone, ()) {
  initLocked = false;
  unlockOSThread();
  // The frame of main.main lies where the initialisers' were: the verifier would meet what they left there.
  if (g *gp = getg(); debug.stackverify) memset(reinterpret_cast<void *>(gp->stack.lo), 0, gp->sched.sp - gp->stack.lo);
  return moduledata->mainMain;
}
GOENTRY([[noreturn]] void, mainExit, ()) {
  waitForPanics();
  exit_(0);
}

} // namespace rt
