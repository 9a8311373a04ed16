// jit/debug_info.h: what nm, gdb, perf and Go's own tools read in an executable, made from the tables of its image.
#pragma once
#include "jit/phases.h"

namespace jit {

// The segments of an image, to follow the pointers in its tables: those are the addresses that they will have.
struct ImageView {
  std::vector<ImageSpace::Segment> segments;
  template <class T> const T *at(const T *address) const { return static_cast<const T *>(find(reinterpret_cast<uint64_t>(address))); }
  const void *find(uint64_t address) const;
  int segmentOf(uint64_t address) const; // -1: in none
};

// The contents of sections. What has a base is put behind what the runtime's section of that name has.
struct DebugSections {
  std::string abbrev, info, line, ranges, frame, pclntab;
  uint64_t abbrevBase = 0, lineBase = 0;
};

struct DebugFunction {
  uint64_t addr, size;
  const char *name;
};

// Fills *s from the module at this address and all that follow it; returns their functions, sorted by address.
std::vector<DebugFunction> makeDebugSections(const ImageView &image, uint64_t module, DebugSections *s);

} // namespace jit
