// runtime/abi/mapkey.h: how maps hash and compare their keys. The compiler calls the entries of a kind (ir/build_map), the
// runtime chooses the kind of a map type (runtime/lang/map): by one rule.
#pragma once
#include <cstdint>

namespace abi {

enum class KeyKind : uint8_t { mem64, mem32, str, any };

inline KeyKind keyKind(bool isString, uint64_t size, bool regularMemory) {
  if (isString) return KeyKind::str;
  if (regularMemory && size == 8) return KeyKind::mem64;
  if (regularMemory && size == 4) return KeyKind::mem32;
  return KeyKind::any;
}

} // namespace abi
