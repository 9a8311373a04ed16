// runtime/debug/godebug.h: the GODEBUG knobs (godebug.def) as fields. Read once at start; those that a program may change
// while it runs again at os.Setenv("GODEBUG", ...).
#pragma once
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
void reparsedebugvars(const char *godebug, int64_t len); // the program changed $GODEBUG
const char *gogetenv(const char *name); // from the program's environment; null if absent
} // namespace rt
