// runtime/debug/debugger.cpp: what a debugger has to know to list goroutines, as a table in the executable: the runtime is built
// without descriptions of its types. gdb.py reads it by the symbol rt_debugger.
#include <cstddef>
#include <cstdint>

#include "runtime/sched/runtime2.h"

#pragma clang diagnostic ignored "-Winvalid-offsetof"

using rt::g;

extern "C" {
struct DebuggerFact {
  char name[24];
  uint64_t value;
};
extern const DebuggerFact rt_debugger[];
[[gnu::used, gnu::retain]] const DebuggerFact rt_debugger[] = {
    {"allgs", reinterpret_cast<uint64_t>(&rt::allgptr)},
    {"allglen", reinterpret_cast<uint64_t>(&rt::allglen)},
    {"waitReasons", reinterpret_cast<uint64_t>(rt::waitReasonStrings)},
    {"g.sp", offsetof(g, sched.sp)},
    {"g.bp", offsetof(g, sched.bp)},
    {"g.status", offsetof(g, atomicstatus)},
    {"g.waitreason", offsetof(g, waitreason)},
    {"g.goid", offsetof(g, goid)},
    {"g.m", offsetof(g, m)},
    {"g.issystem", offsetof(g, issystem)},
    {"m.procid", offsetof(rt::m, procid)},
    {"", 0},
};
}
