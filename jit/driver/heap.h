// jit/driver/heap.h: the heap of the compiler's executable: malloc and its kin for everything in the process.
//
// What the compiler knows when std is loaded and checked is kept by writing this process to a file (dump.h). So the heap lies
// in one piece at a fixed address, and all that is known about it stands in static variables of this executable.
// A process that was started from such a file takes new memory from elsewhere; what it was born with it may free and reuse.
//
// Blocks up to 16 KiB come from units of 64 KiB, each cut into blocks of one size; larger ones are units of their own. A unit
// begins with a header, found from any block in it by clearing the low bits of the address. Each thread keeps lists of free
// blocks of each size; they are filled from, and emptied into, lists for all. Nothing is given back to the system but the
// pages of large blocks: a compiler grows until it ends.
#pragma once
#include <cstddef>
#include <cstdint>

namespace jit::heap {

// Where the heap of a process lies that was not started from a dump.
constexpr uintptr_t regionBase = uintptr_t(0x10) << 32;

struct Region {
  uintptr_t begin, end;
  bool whole; // all of the heap lies here
};
Region region();

// While it is on, this thread's new small blocks come from units of their own, and what is free already waits. For a process
// that sorts what it will keep from what it will free.
void useFreshUnits(bool on);

// Gives the calling thread's free blocks back and clears what is free. For the only thread of a process, before it is written.
void tidy();
// From here on new memory comes from outside the region, as in a process started from a dump. false: as before.
void closeRegion(bool closed);

} // namespace jit::heap
