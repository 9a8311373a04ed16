// runtime/abi/sabotage.h: the collector broken on purpose, to see that the tests notice (test/sabotage).
//
// cmake -DMINIGO_SABOTAGE=barrier|map|stack|flush defines one of these for the files that read them; normally all are false.
#pragma once

namespace abi {

#ifdef MINIGO_SABOTAGE_barrier
constexpr bool sabotageBarrier = true; // the first store of a pointer in each function comes without its barrier
#else
constexpr bool sabotageBarrier = false;
#endif
#ifdef MINIGO_SABOTAGE_map
constexpr bool sabotageMap = true; // a map of several slots lacks one
#else
constexpr bool sabotageMap = false;
#endif
#ifdef MINIGO_SABOTAGE_stack
constexpr bool sabotageStack = true; // the stack of the main goroutine is not scanned
#else
constexpr bool sabotageStack = false;
#endif
#ifdef MINIGO_SABOTAGE_flush
constexpr bool sabotageFlush = true; // when the write barrier's buffer is emptied the newest entries are lost
#else
constexpr bool sabotageFlush = false;
#endif

} // namespace abi
