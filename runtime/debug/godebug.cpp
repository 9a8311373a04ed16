// runtime/debug/godebug.cpp: parses GODEBUG. Mirrors parsedebugvars of runtime/runtime1.go.
#include "runtime/debug/godebug.h"
#include "runtime/abi/entries.h"
#include <charconv>
#include <cstring>

namespace rt {

Debug debug;
extern char **envp_;

// Sets the knob named by the key, if it is one of the live ones or all are wanted.
static void setKnob(const char *key, size_t klen, int32_t v, bool onlyLive) {
  auto is = [&](const char *name) { return strlen(name) == klen && !memcmp(name, key, klen); };
#define KNOB(name, def, text)                                                                                                              \
  if (!onlyLive && is(#name)) debug.name = v;
#define LIVE_KNOB(name, def, text)                                                                                                         \
  if (is(#name)) debug.name = v;
#include "runtime/debug/godebug.def"
}

static void parse(const char *s, const char *end, bool onlyLive) {
  while (s < end) {
    auto *comma = static_cast<const char *>(memchr(s, ',', size_t(end - s)));
    const char *next = comma ? comma : end;
    if (auto *eq = static_cast<const char *>(memchr(s, '=', size_t(next - s)))) {
      int32_t v;
      if (auto [p, ec] = std::from_chars(eq + 1, next, v); ec == std::errc()) setKnob(s, size_t(eq - s), v, onlyLive);
    }
    s = next + 1;
  }
}

const char *gogetenv(const char *name) {
  size_t n = strlen(name);
  for (char **e = envp_; e && *e; e++)
    if (!strncmp(*e, name, n) && (*e)[n] == '=') return *e + n + 1;
  return nullptr;
}

void parsedebugvars(const char *s) {
  if (s) parse(s, s + strlen(s), false);
}

// (defaults, env string): the defaults of the program are known, or it has set $GODEBUG.
GOENTRY(void, reparsedebugvars, (const char *defaults, int64_t nd, const char *env, int64_t ne)) {
#define KNOB(name, def, text)
#define LIVE_KNOB(name, def, text) debug.name = def;
#include "runtime/debug/godebug.def"
  parse(defaults, defaults + nd, true);
  parse(env, env + ne, true);
}

} // namespace rt
