// runtime/debug/godebug.cpp: parses GODEBUG. Mirrors parsedebugvars of runtime/runtime1.go.
#include "runtime/debug/godebug.h"

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

void parsedebugvars(const char *s) {
  while (s && *s) {
    const char *comma = strchrnul(s, ',');
    const char *eq = static_cast<const char *>(memchr(s, '=', comma - s));
    if (eq) setKnob(s, eq - s, eq + 1);
    s = *comma ? comma + 1 : comma;
  }
}

} // namespace rt
