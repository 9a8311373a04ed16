// runtime/abi/entries.h: how C++ defines what entries.def lists. The table itself is entry_table.h.
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
#include <type_traits>

namespace rt {
struct R2 {
  uint64_t a, b;
};
} // namespace rt

namespace abi {

// What a definition says of itself. Its words are compared with entries.def by test/unit/entries_test.cpp.
struct EntrySource {
  const char *function, *file;
  uint64_t line;
  unsigned args, floats; // words of its parameters: in general and in vector registers
  unsigned results;      // 2 may be 3, through g.ret2
};
template <class R, class... A> constexpr EntrySource entrySourceOf(R (*)(A...), const char *function, const char *file, uint64_t line) {
  constexpr unsigned floats = (0u + ... + unsigned(std::is_floating_point_v<A>));
  static_assert(((std::is_scalar_v<A>) && ... && true), "an entry takes words");
  return {function, file, line, sizeof...(A) - floats, floats, std::is_void_v<R> ? 0 : std::is_same_v<R, rt::R2> ? 2u : 1u};
}

} // namespace abi

#define GOENTRY_DECL(ret, name, params) ret name params __asm__("rt_" #name)
#define GOENTRY(ret, name, params)                                                                                                         \
  [[gnu::used]] GOENTRY_DECL(ret, name, params);                                                                                           \
  ret entryType_##name params; /* for its type only: `name` may be overloaded */                                                           \
  [[gnu::used, gnu::retain, gnu::section("goentries")]] static constexpr abi::EntrySource entrySource_##name =                             \
      abi::entrySourceOf(static_cast<decltype(&entryType_##name)>(nullptr), "rt_" #name, __FILE__, __LINE__);                              \
  ret name params
