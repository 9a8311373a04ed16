// runtime/stack/stackverify.h: GODEBUG=stackverify=1: does the map of a frame name every word that it should?
//
// While a stack is copied the verifier notes, frame by frame, which words the maps name (slots, derived pointers, pointer
// words of objects). Afterwards it looks at all words of the frame: one that no map names and that looks like an address
// in the stack being left is reported, with the function and the word's place. Expected: none but dead spill slots.
#pragma once
#include "runtime/stack/unwind.h"

namespace rt {

class StackVerifier {
public:
  explicit StackVerifier(stack_t_ stack) : stack(stack) {}
  void beginFrame() { nseen = 0; }
  void note(void *a) { // a map names the word at a
    if (nseen < maxSeen) seenWords[nseen++] = uintptr_t(a);
  }
  void endFrame(const g *gp, const Frame &f) const; // reports

private:
  bool mayBeLive(const Frame &f, uintptr_t v) const;
  bool seen(uintptr_t a) const;

  static constexpr unsigned maxSeen = 512;
  stack_t_ stack;
  unsigned nseen = 0;
  uintptr_t seenWords[maxSeen];
};

} // namespace rt
