// runtime/lock/assert.h: RT_ASSERT(id, condition): an invariant by the id its header gives it.
//
// On in every preset but release, where the condition is parsed and never evaluated. A failure is a throw: "assertion C2
// failed", with runtime frames.
#pragma once

namespace rt {

#ifdef NDEBUG
constexpr bool checksOn = false;
#else
constexpr bool checksOn = true;
#endif

[[noreturn]] void assertFailed(const char *id, const char *condition, const char *file, int line);

} // namespace rt

#define RT_ASSERT(id, ...)                                                                                                                 \
  do {                                                                                                                                     \
    if constexpr (rt::checksOn) {                                                                                                          \
      if (__builtin_expect(!(__VA_ARGS__), 0)) rt::assertFailed(#id, #__VA_ARGS__, __FILE__, __LINE__);                                    \
    }                                                                                                                                      \
  } while (0)
