// runtime/stack/symtab.h: from a pc to what the code generator said about it (runtime/abi/funcmap.h).
//
// All lookups are lock-free and allocate nothing: signal handlers use them.
#pragma once
#include "runtime/abi/funcmap.h"

#include <string_view>

namespace rt {

void registerCode(const abi::CodeObject *co, uint32_t n); // n of them; they and their tables must live for ever
const abi::CodeObject *findCode(uintptr_t pc);
const abi::CodeObject *codeOf(const abi::FuncInfo *fn); // whose table it is in, or null
const abi::FuncInfo *findfunc(const abi::CodeObject *co, uintptr_t pc);
const abi::Safepoint *findSafepoint(const abi::CodeObject *co, uintptr_t ra);
const void *findLandingPad(const abi::CodeObject *co, uintptr_t pc); // null if none
const void *anyLandingPad(const abi::CodeObject *co, const abi::FuncInfo *fn); // of the function: for faults, which are no calls
bool asyncSafePoint(uintptr_t pc);
bool isFrameless(uintptr_t pc); // in a leaf without a frame: its return address is at rsp, rbp its caller's

// Where a pc comes from: the innermost inlined function first, the function itself last.
struct SourceFrame {
  const char *func, *file;
  uint32_t line;
  bool inlined, wrapper; // wrappers are never inlined, but have others inlined into them
  const abi::FuncInfo *fn; // the physical function
  uintptr_t entry;
  uintptr_t pc; // the innermost frame's is the one that was asked for; where others were inlined into, the call's mark
};
constexpr unsigned maxInlineDepth = 64;
unsigned sourceFrames(uintptr_t pc, SourceFrame *out, unsigned max); // pc of the instruction, not a return address

// How gc shows the name of an instance: main.(*T[...]).M. args is "[...]", or empty.
struct ShownName {
  std::string_view head, args, tail;
};
ShownName shownName(const char *func);

} // namespace rt
