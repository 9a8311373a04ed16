// runtime/debug/godebug.h: the GODEBUG knobs (godebug.def) as fields. Read from $GODEBUG at start. The
// program's own defaults (//go:debug lines, the go line of go.mod) and os.Setenv("GODEBUG", ...) change panicnil only, as
// with gc; they come by runtime.reparsedebugvars.
#pragma once
#include <cstdint>

namespace rt {
struct Debug {
#define KNOB(name, def, text) int32_t name = def;
#include "runtime/debug/godebug.def"
#undef KNOB
};
extern Debug debug;
void parsedebugvars(const char *godebug);
const char *gogetenv(const char *name); // from the program's environment; null if absent
} // namespace rt
