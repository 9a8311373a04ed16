// runtime/abi/entries.h: the macros around entries.def, and the table made of it.
//
// A C++ entry is defined as
//     GOENTRY(R2, chanrecvX, (hchan *c, void *elem)) { ... }          // in namespace rt
//     GOENTRY([[noreturn]] void, goexit1, ()) { ... }
// i.e. a C++ function rt::chanrecvX with link name rt_chanrecvX (an assembler label, so no clash with libc).
// GOENTRY_DECL(...) declares one for other C++ files.
// It runs on g0 with the caller's state saved in g.sched (leaf entries: on the goroutine's stack, with the
// C calling convention). Two result words: return R2; a third: getg()->ret2.
// A parking entry ends in gopark(...), a panicking one in panicGo(...): both never return.
#pragma once
#include <cstdint>

namespace rt {
struct R2 {
  uint64_t a, b;
};
} // namespace rt
namespace abi {
struct EntrySource {
  const char *cname, *file;
  uint64_t line;
};
} // namespace abi

#define GOENTRY_DECL(ret, name, params) ret name params __asm__("rt_" #name)
#define GOENTRY(ret, name, params)                                                                                                         \
  [[gnu::used]] GOENTRY_DECL(ret, name, params);                                                                                           \
  [[gnu::used, gnu::retain, gnu::section("goentries")]] static const abi::EntrySource entrySource_##name = {"rt_" #name, __FILE__,         \
                                                                                                            __LINE__};                     \
  ret name params

namespace abi {
enum class Effect : uint8_t { leaf, g0, gc, park, noreturn };
// addr: what generated code calls: the assembly entry, or the C function of a leaf. Null: not in this build.
struct EntryInfo {
  const char *symbol;
  uint8_t args, results;
  Effect effect;
  void *addr;
  const char *cname;
};
extern const EntryInfo entryTable[]; // runtime/abi/entries.cpp
extern const unsigned entryCount;
const EntryInfo *entryAt(const void *addr);          // by addr; null if none
const EntrySource *entrySource(const EntryInfo *e);  // null if unknown
// Assembly routines that generated code calls directly, with the convention of Go functions (no closure context):
//   runtime.gopanic (v eface), runtime.deferreturn (), __morestack, runtime.Goexit ()
struct AsmSymbol {
  const char *symbol;
  void *addr;
  const char *cname;
};
extern const AsmSymbol asmSymbols[];
extern const unsigned asmSymbolCount;
} // namespace abi
