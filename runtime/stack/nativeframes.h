// runtime/stack/nativeframes.h: from a frame of native code to its caller's, at whatever instruction.
#pragma once
#include <cstdint>

namespace rt {

// The registers that a walk needs, as they are at pc: of the interrupted function, or, with a return address as pc, of a caller.
struct NativeFrame {
  uintptr_t pc, sp, bp, bx;
};

// Addresses that may be read: those of up to two stacks. LLVM's descriptions say until the end of a function that a register is
// where it was saved: when it has been popped, its word lies below the stack pointer, in the red zone, which no handler overwrites.
constexpr uintptr_t redZone = 128;
struct StackBounds {
  uintptr_t lo[2], hi[2];
  bool has(uintptr_t a) const { return a % 8 == 0 && ((a >= lo[0] && a + 8 <= hi[0]) || (a >= lo[1] && a + 8 <= hi[1])); }
};

// Makes f its caller; pc is then a return address (and `exact` is false for the next step). False: nobody knows, or there is none.
// Async-signal-safe.
bool nativeCaller(NativeFrame &f, bool exact, const StackBounds &stacks);

void loadNativeFrames(); // before the first nativeCaller; not in a signal handler

} // namespace rt
