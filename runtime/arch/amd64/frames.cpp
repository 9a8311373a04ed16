// runtime/arch/amd64/frames.cpp: see frames.def.
#include "runtime/arch/amd64/frames.h"

#include <cstring>

#include "runtime/arch/amd64/asm.h"

// As addresses: asm.h says what they are to C++ code, of those that it calls.
#define FRAME(routine, ...) extern const char text_##routine[] __asm__(#routine), end_##routine[] __asm__(#routine "_end");
extern "C" {
#include "runtime/arch/amd64/frames.def"
}

namespace rt {

using abi::FuncRuntime, abi::FuncWrapper;
#define GOROOT "/usr/lib/go-1.22/src/"
#define FRAME(routine, kind, name, file, line, flags)                                                                                      \
  {uintptr_t(text_##routine), uintptr_t(end_##routine), FrameKind::kind, {0, 0, name, 0, line, flags}, file},
static const AsmFrame asmFrames[] = {
#include "runtime/arch/amd64/frames.def"
};

const AsmFrame *findAsmFrame(uintptr_t ra) {
  for (const AsmFrame &a : asmFrames)
    if (ra > a.lo && ra <= a.hi) return &a;
  return nullptr;
}

bool returnsInto(uintptr_t ra, void (*routine)()) {
  const AsmFrame *a = findAsmFrame(ra);
  return a && a->lo == uintptr_t(routine);
}

const AsmFrame *asmFrameOf(const abi::FuncInfo *fn) {
  for (const AsmFrame &a : asmFrames)
    if (fn == &a.fn) return &a;
  return nullptr;
}

bool asmPlace(const AsmFrame &a, const char **file, uint64_t *line) {
  for (const AsmSource *s = __start_goasm; s < __stop_goasm; s++)
    if (s->lo == a.lo) {
      const char *inTree = strstr(s->file, "/runtime/");
      *file = inTree ? inTree + 1 : s->file;
      *line = s->line;
      return true;
    }
  return false;
}

} // namespace rt
