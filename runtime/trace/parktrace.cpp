// runtime/trace/parktrace.cpp: GODEBUG=parktrace=1: a line on standard error for each goroutine that parks, as it happens:
//
//     park goroutine 7 [chan receive] main.worker /home/x/main.go:12
//
// The place is the innermost frame outside of runtime, sync and internal packages: what the program did there.
#include "runtime/os/linux/os.h"
#include "runtime/stack/symtab.h"
#include "runtime/stack/unwind.h"
#include "runtime/trace/trace.h"

#include <cstring>

namespace rt {

static bool ofTheLibrary(const char *func) {
  for (const char *prefix : {"runtime.", "sync.", "internal/"})
    if (strncmp(func, prefix, strlen(prefix)) == 0) return true;
  return false;
}

static bool placeOf(g *gp, SourceFrame *place) {
  bool found = false;
  for (Unwinder u(gp); u.valid(); u.next()) {
    const Frame &f = u.frame;
    if (!f.fn) continue;
    SourceFrame s[maxInlineDepth];
    unsigned k = sourceFrames(f.pcExact ? f.pc : f.pc - 1, s, maxInlineDepth);
    for (unsigned i = 0; i < k; i++) {
      if (s[i].wrapper) continue;
      if (!found) *place = s[i]; // a goroutine of the runtime has nothing else
      found = true;
      if (ofTheLibrary(s[i].func)) continue;
      *place = s[i];
      return true;
    }
  }
  return found;
}

void parktrace(g *gp, waitReason why) {
  SourceFrame at;
  if (!placeOf(gp, &at)) return eprintf("park goroutine %ld [%s]\n", long(gp->goid), waitReasonStrings[why]);
  const ShownName f = shownName(at.func);
  eprintf("park goroutine %ld [%s] %.*s%.*s%.*s %s:%d\n", long(gp->goid), waitReasonStrings[why], int(f.head.size()), f.head.data(),
          int(f.args.size()), f.args.data(), int(f.tail.size()), f.tail.data(), at.file, int(at.line));
}

} // namespace rt
