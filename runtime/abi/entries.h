// runtime/abi/entries.h: declares nothing itself: the macros around entries.def.
//
// A C++ entry is defined as
//     GOENTRY(chansend1) void chansend1(hchan *c, void *elem) { ... }
// i.e. extern "C" with link name rt_chansend1, callable as rt::chansend1. It runs on g0 with the caller's
// state saved in g.sched (leaf entries: on the goroutine's stack). Two result words: return R2; a third: g->ret2.
#pragma once
#include <cstdint>

namespace rt { struct R2 { uint64_t a, b; }; }

// Name clashes with libc are avoided by the prefix; C++ code says rt::name through a macro-free alias if it needs one.
#define GOENTRY(name) extern "C" __attribute__((visibility("default"), used))

namespace abi {
enum class Effect : uint8_t { leaf, g0, gc, park, noreturn };
struct EntryInfo { const char *symbol; uint8_t args, results; Effect effect; void *addr; }; // addr: assembly entry, or C function of a leaf
extern const EntryInfo entryTable[]; // runtime/abi/entries.cpp
extern const unsigned entryCount;
} // namespace abi
