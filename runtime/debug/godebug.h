// runtime/debug/godebug.h: the GODEBUG knobs (godebug.def) as fields. Read from $GODEBUG at start. The program's own
// defaults (//go:debug lines, the go line of go.mod) and os.Setenv("GODEBUG", ...) change the live ones only (panicnil, as
// with gc); they come by runtime.reparsedebugvars.
#pragma once
#include "runtime/abi/entries.h"
#include <atomic>
#include <cstdint>

namespace rt {
struct Debug {
#define KNOB(name, def, text) int32_t name = def;
#define LIVE_KNOB(name, def, text) std::atomic<int32_t> name = def;
#include "runtime/debug/godebug.def"
};
extern Debug debug;
void parsedebugvars(const char *godebug);
GOENTRY_DECL(void, reparsedebugvars, (const char *defaults, int64_t nd, const char *env, int64_t ne)); // live knobs only
const char *gogetenv(const char *name); // from the program's environment; null if absent
} // namespace rt
