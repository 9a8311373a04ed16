// runtime/abi/goroutine.h: where generated code finds the running goroutine, and the words of it that it uses: the list of
// deferred calls, into which a function links records of its own frame, and whether there is a panic (jit/codegen_defer.cpp).
//
// The word of the thread is one that glibc reserves in the thread's control block for a transactional memory ABI, beside the
// one for split stacks: at a fixed place, so code that is compiled ahead need not know the runtime's thread-local block.
// runtime/arch/amd64/layout_check.cpp holds all this against the structs.
#pragma once
#include <cstdint>

namespace abi {

constexpr uint64_t tlsG = 0x50;     // %fs:tlsG
constexpr uint64_t gDefer = 232;    // g.defer: the innermost record
constexpr uint64_t gPanic = 304;    // g.panic: the innermost panic; null: nothing to recover
constexpr uint64_t deferLink = 0, deferFn = 8, deferFrame = 16, deferSize = 24;

} // namespace abi
