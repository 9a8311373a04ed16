// runtime/mem/sizeclasses.h: the 67 size classes of small objects (class 0 means "large").
//
// The idea: round a request of up to 32 KB up to one of 67 sizes, so that a span of a few pages holds
// objects of one size and a free slot is found by a bit scan. The table is not typed in: it is computed at
// compile time from gc's rule (mksizeclasses.go), because cap() after append shows it to programs:
//  1. sizes grow by an alignment step that grows with the size (at most 12.5 % lost by rounding);
//  2. a class gets the fewest pages that waste at most 1/8 of the span at its tail;
//  3. two neighbours with the same pages and the same number of objects become one class, the larger;
//  4. a class grows, in steps of 128, as far as the same number of objects still fits its pages.
//
// Mirrors sizeclasses.go and mksizeclasses.go.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace rt {

constexpr unsigned PageShift = 13;
constexpr uintptr_t PageSize = uintptr_t(1) << PageShift;
constexpr uintptr_t MaxSmallSize = 32768; // above: large, straight from the heap
constexpr uintptr_t smallSizeDiv = 8, smallSizeMax = 1024, largeSizeDiv = 128;
constexpr unsigned NumSizeClasses = 68;

constexpr bool isPowerOfTwo(uintptr_t x) { return x != 0 && (x & (x - 1)) == 0; }

struct SizeClassTables {
  std::array<uint16_t, NumSizeClasses> size{};     // bytes per object
  std::array<uint8_t, NumSizeClasses> npages{};    // pages per span
  std::array<uint32_t, NumSizeClasses> divmagic{}; // offset / size == offset * divmagic >> 32
  std::array<uint8_t, smallSizeMax / smallSizeDiv + 1> toClass8{};
  std::array<uint8_t, (MaxSmallSize - smallSizeMax) / largeSizeDiv + 1> toClass128{};
  unsigned count = 1; // classes found, class 0 included
};

consteval uintptr_t nextAlign(uintptr_t size, uintptr_t align) {
  if (!isPowerOfTwo(size)) return align;
  if (size >= 2048) return 256;
  if (size >= 128) return size / 8;
  if (size >= 32) return 16; // heap bitmaps rely on 16-byte alignment from 32 bytes on
  return align;
}

consteval SizeClassTables makeSizeClasses() {
  SizeClassTables t;
  uintptr_t align = 8;
  for (uintptr_t size = align; size <= MaxSmallSize; size += align) {
    align = nextAlign(size, align);
    uintptr_t alloc = PageSize;
    while (alloc % size > alloc / 8) alloc += PageSize;
    uintptr_t np = alloc / PageSize;
    unsigned prev = t.count - 1;
    if (prev > 0 && t.npages[prev] == np && alloc / size == alloc / t.size[prev]) {
      t.size[prev] = uint16_t(size);
      continue;
    }
    t.size[t.count] = uint16_t(size);
    t.npages[t.count++] = uint8_t(np);
  }
  for (unsigned c = 1; c < t.count; c++) {
    uintptr_t span = t.npages[c] * PageSize;
    uintptr_t grown = span / (span / t.size[c]) & ~(largeSizeDiv - 1);
    if (grown > t.size[c]) t.size[c] = uint16_t(grown);
    t.divmagic[c] = ~uint32_t(0) / t.size[c] + 1;
  }
  unsigned c = 1;
  for (uintptr_t i = 1; i < t.toClass8.size(); i++) {
    while (t.size[c] < i * smallSizeDiv) c++;
    t.toClass8[i] = uint8_t(c);
  }
  for (uintptr_t i = 0; i < t.toClass128.size(); i++) {
    while (t.size[c] < smallSizeMax + i * largeSizeDiv) c++;
    t.toClass128[i] = uint8_t(c);
  }
  return t;
}

inline constexpr SizeClassTables sizeClasses = makeSizeClasses();
inline constexpr auto &class_to_size = sizeClasses.size;
inline constexpr auto &class_to_allocnpages = sizeClasses.npages;
inline constexpr auto &class_to_divmagic = sizeClasses.divmagic;
static_assert(sizeClasses.count == NumSizeClasses);
static_assert(class_to_size[1] == 8 && class_to_size[5] == 48 && class_to_size[67] == 32768);

// The class of a small size (size <= MaxSmallSize, header included).
constexpr uint8_t sizeToClass(uintptr_t size) {
  if (size <= smallSizeMax - 8) return sizeClasses.toClass8[(size + smallSizeDiv - 1) / smallSizeDiv];
  return sizeClasses.toClass128[(size - smallSizeMax + largeSizeDiv - 1) / largeSizeDiv];
}

// A span class: the size class, and whether its objects are free of pointers. Pointer-free spans are never
// scanned and carry no pointer bitmap.
struct spanClass {
  uint8_t v = 0;
  constexpr spanClass() = default;
  constexpr spanClass(uint8_t sizeclass, bool noscan) : v(uint8_t(sizeclass << 1 | uint8_t(noscan))) {}
  constexpr uint8_t sizeclass() const { return v >> 1; }
  constexpr bool noscan() const { return v & 1; }
  constexpr bool operator==(const spanClass &) const = default;
};
constexpr unsigned numSpanClasses = NumSizeClasses << 1;
constexpr uint8_t tinySizeClass = 2;
constexpr spanClass tinySpanClass = spanClass(tinySizeClass, true);
constexpr uintptr_t maxTinySize = 16;

// Objects with pointers above this size carry an 8-byte header (their type) in front; up to it, the
// pointer bits of a span's objects stand in the last 128 bytes of the span (see mbitmap.h).
constexpr uintptr_t minSizeForMallocHeader = 512 + 1;
constexpr uintptr_t mallocHeaderSize = 8;
constexpr uintptr_t heapBitmapBytes = PageSize / 8 / 8;
constexpr bool heapBitsInSpan(uintptr_t userSize) { return userSize < minSizeForMallocHeader; }

constexpr uintptr_t alignUp(uintptr_t n, uintptr_t a) { return (n + a - 1) & ~(a - 1); }

// The bytes mallocgc would really give for a request (what growslice's cap shows).
constexpr uintptr_t roundupsize(uintptr_t size, bool noscan) {
  if (size <= MaxSmallSize - mallocHeaderSize) {
    uintptr_t header = !noscan && !heapBitsInSpan(size) ? mallocHeaderSize : 0;
    return class_to_size[sizeToClass(size + header)] - header;
  }
  return size + PageSize < size ? size : alignUp(size, PageSize);
}

} // namespace rt
