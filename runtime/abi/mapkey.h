// runtime/abi/mapkey.h: how maps hash and compare their keys, and where these lie. The compiler calls the entries of a kind
// (ir/build_map), the runtime chooses the kind of a map type (runtime/lang/map): by one rule. A map that nothing keeps longer
// than the call that makes it lies in the frame, header and first group (jit/codegen_stack.cpp).
#pragma once
#include <algorithm>
#include <cstdint>

namespace abi {

enum class KeyKind : uint8_t { mem64, mem32, str, any };

inline KeyKind keyKind(bool isString, uint64_t size, bool regularMemory) {
  if (isString) return KeyKind::str;
  if (regularMemory && size == 8) return KeyKind::mem64;
  if (regularMemory && size == 4) return KeyKind::mem32;
  return KeyKind::any;
}

constexpr uint64_t mapGroupSlots = 8, mapMaxInline = 128; // larger keys and elems are held by pointer
constexpr uint64_t hmapWords = 8, hmapGroupsWord = 3;      // of which one is a pointer
constexpr uint64_t maxStackGroup = 512;                    // bytes

// A slot is a key and an elem; a group is a word and 8 slots. Sizes and alignments are those of key and elem, or of pointers.
struct MapSlot {
  uint64_t elemOff, size, group;
  MapSlot(uint64_t keySize, uint64_t keyAlign, uint64_t elemSize, uint64_t elemAlign) {
    auto roundUp = [](uint64_t n, uint64_t align) { return (n + align - 1) & ~(align - 1); };
    elemOff = roundUp(keySize, elemAlign);
    size = std::max<uint64_t>(1, roundUp(elemOff + elemSize, std::max(keyAlign, elemAlign))); // slots need distinct addresses
    group = roundUp(8 + mapGroupSlots * size, 8);
  }
};

} // namespace abi
