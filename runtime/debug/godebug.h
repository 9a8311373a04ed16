// runtime/debug/godebug.h: the GODEBUG knobs (godebug.def) as fields. Read once at start, and again by
// os.Setenv("GODEBUG", ...), which only changes what gc lets change.
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
