// runtime/debug/godebug.cpp: parses GODEBUG. Mirrors parsedebugvars of runtime/runtime1.go.
#include "runtime/debug/godebug.h"
#include "runtime/abi/entries.h"

#include <cstdlib>
#include <cstring>

namespace rt {

Debug debug;
extern char **envp_;

namespace {
struct Knob {
  const char *name;
  int32_t Debug::*field;
};
const Knob knobs[] = {
#define KNOB(name, def, text) {#name, &Debug::name},
#include "runtime/debug/godebug.def"
#undef KNOB
};

void setKnob(const char *key, size_t klen, const char *val) {
  for (const Knob &k : knobs)
    if (strlen(k.name) == klen && !memcmp(k.name, key, klen)) {
      char *end;
      long v = strtol(val, &end, 10);
      if (end != val) debug.*k.field = int32_t(v);
    }
}
} // namespace

const char *gogetenv(const char *name) {
  size_t n = strlen(name);
  for (char **e = envp_; e && *e; e++)
    if (!strncmp(*e, name, n) && (*e)[n] == '=') return *e + n + 1;
  return nullptr;
}

// "a=1,b=2": left to right, the last one counts.
static void parse(const char *s, const char *end) {
  while (s < end) {
    const char *comma = static_cast<const char *>(memchr(s, ',', size_t(end - s)));
    if (!comma) comma = end;
    const char *eq = static_cast<const char *>(memchr(s, '=', size_t(comma - s)));
    char value[32] = {};
    if (eq && size_t(comma - eq) <= sizeof value) {
      memcpy(value, eq + 1, size_t(comma - eq - 1));
      setKnob(s, size_t(eq - s), value);
    }
    s = comma + 1;
  }
}

void parsedebugvars(const char *s) {
  if (s) parse(s, s + strlen(s));
}

// (defaults, env string): the defaults of the program are known, or it has set $GODEBUG. Only panicnil changes.
GOENTRY(void, reparsedebugvars, (const char *defaults, int64_t nd, const char *env, int64_t ne)) {
  const Debug before = debug;
  debug.panicnil = 0;
  parse(defaults, defaults + nd);
  parse(env, env + ne);
  const int32_t panicnil = debug.panicnil;
  debug = before;
  debug.panicnil = panicnil;
}

} // namespace rt
