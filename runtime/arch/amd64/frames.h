// runtime/arch/amd64/frames.h: frames.def as data.
#pragma once
#include "runtime/stack/unwind.h"

namespace rt {

struct AsmFrame {
  uintptr_t lo, hi; // return addresses into it are in (lo, hi]
  FrameKind kind;
  abi::FuncInfo fn;   // name and flags; no code object has it
  const char *gcFile; // null if gc has no such frame
};

const AsmFrame *findAsmFrame(uintptr_t ra);               // null if ra leads elsewhere
bool returnsInto(uintptr_t ra, void (*routine)());        // a routine of frames.def
const AsmFrame *asmFrameOf(const abi::FuncInfo *fn);      // null if fn is of generated code
bool asmPlace(const AsmFrame &a, const char **file, uint64_t *line); // in our sources; false: not known

} // namespace rt
