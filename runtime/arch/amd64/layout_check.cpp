// runtime/arch/amd64/layout_check.cpp: the offsets in layout.h against the C++ structs.
#include "runtime/arch/amd64/layout.h"
#include "runtime/sched/runtime2.h"

namespace rt {
#pragma clang diagnostic ignored "-Winvalid-offsetof"
static_assert(offsetof(g, sched.sp) == G_SP && offsetof(g, sched.bp) == G_BP && offsetof(g, ret2) == G_RET2);
static_assert(offsetof(g, stackguard0) == G_GUARD && offsetof(g, startfn) == G_STARTFN);
static_assert(offsetof(g, preempt) == G_PREEMPT && sizeof(g::preempt) == 1);
static_assert(offsetof(g, asyncArea) == G_ASYNC && offsetof(g, moreSize) == G_MORESIZE && offsetof(g, moreArgs) == G_MOREARGS);
static_assert(offsetof(g, moreRegs) == G_MOREREGS && offsetof(g, moreXmm) == G_MOREXMM);
static_assert(offsetof(g, defer) == G_DEFER && offsetof(g, deferfree) == G_DEFERFREE);
static_assert(offsetof(_defer, link) == D_LINK && offsetof(_defer, fn) == D_FN && offsetof(_defer, frame) == D_FRAME);
static_assert(offsetof(g, stack.lo) == G_STACKLO && offsetof(g, stack.hi) == G_STACKHI && offsetof(g, stubClosure) == G_STUBCLOSURE);
static_assert(offsetof(m, p) == M_P && offsetof(m, asyncFree) == M_ASYNCFREE && offsetof(m, g0sp) == M_G0SP);
static_assert(offsetof(m, g0lo) == M_G0LO && offsetof(m, wbArea) == M_WBAREA);
static_assert(offsetof(p, wbNext) == P_WBNEXT && offsetof(p, wbEnd) == P_WBEND);
static_assert(abi::gDefer == G_DEFER && abi::gPanic == offsetof(g, panic) && abi::deferLink == D_LINK && abi::deferFn == D_FN &&
              abi::deferFrame == D_FRAME);
static_assert(sizeof(_defer) == abi::deferSize && abi::tlsG == 0x50);
static_assert(offsetof(Tls, m_) == TLS_M && offsetof(Tls, g0sp) == TLS_G0SP);
static_assert(sizeof(g) <= 576, "a parked goroutine must stay small");
} // namespace rt
