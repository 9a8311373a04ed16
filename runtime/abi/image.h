// runtime/abi/image.h: a compiled program as it stands in an executable file.
//
// The executable is the runtime (runtime/main.cpp, linked at build time) with the program's image behind it:
//
//      the runtime's ELF file
//      program headers                                       the runtime's, and one for each segment: the kernel maps them
//      segments: code | read-only data | data | tables      each at a page border, mapped at its final address
//      sections of symbols and lines, section headers        of `minigo build -o` and -g only: for nm, gdb, perf (jit/debug_info.cpp)
//      ImageHeader                                           the last bytes of the file
//
// The image is linked for the addresses of exactly this runtime: calls between the two are direct, and nothing is
// relocated at start. All of it lies below the runtime, in the low 2 GB: code and tables use 32-bit addresses. The heap
// of malloc (brk) begins above the runtime, so it cannot get in the way.
// Pointers in the tables (funcmap.h) are final addresses.
//
// The standard library, compiled ahead, is an image of its own with a place of its own. Its file has no runtime in front: a
// program's header names it and the runtime maps it, or (minigo build -o) its segments are among the program's. It must outlive rebuilt
// runtimes, so it calls them through slots that the runtime fills at start (ModuleData::entrySlots), in the order
//
//      entries.def | libc.def | __morestack | rt_gcWriteBarrier
#pragma once
#include "runtime/abi/funcmap.h"
#include <initializer_list>

namespace abi {

constexpr uint64_t imageBase = 0x400000; // where the first segment lies: low, as gc's, since programs may look for a variable below 256 MB
constexpr uint64_t programHeaders = imageBase - 4096; // in front of all segments: the kernel tells where they are by the first one
constexpr uint64_t imageLimit = 0x58000000;
constexpr uint64_t stdImageBase = imageLimit; // where std's lies, and in it the read-only data, the data, the tables
constexpr uint64_t stdRodata = 0x5b000000, stdData = 0x5c000000, stdTables = 0x5d000000;
constexpr uint64_t stdImageLimit = 0x60000000; // where the runtime lies: its linker option --image-base

struct ImageSegment {
  uint64_t addr; // of its first byte; a multiple of the page size
  uint64_t fileOffset; // likewise
  uint64_t fileSize, memSize; // bytes; what is over fileSize is zero
  uint32_t prot; // PROT_* of mmap; never both written and executed
  uint32_t unused;
};

constexpr unsigned maxImageSegments = 12;
enum GoExportIndex : unsigned {
#define GOEXPORT(name) goexport_##name,
#include "runtime/abi/goexports.def"
#undef GOEXPORT
  goexportCount
};

struct ImageHeader {
  char magic[16];
  uint32_t size; // of this header: another layout is another size
  uint32_t nsegments;
  ImageSegment segments[maxImageSegments];
  uint64_t module; // address of the ModuleData
  uint64_t exports[goexportCount]; // code addresses of goexports.def, in its order
  uint64_t layout; // tableLayout
  uint64_t id[2]; // of std's image: a hash of its content. Of a program: that of the one it is linked to
  char stdImage[1024]; // its file; empty if there is none, or it is in this one
};
constexpr char imageMagic[16] = "minigo image 2\n";

// The tables of an image (funcmap.h, type.h) are read as they lie: a runtime takes only those that a compiler with the same
// layout has written. Catches what a rebuilt runtime and an old std.image disagree on; not two fields of one size exchanged.
constexpr uint64_t tableLayout = [] {
  uint64_t h = 0;
  for (uint64_t n : {sizeof(ModuleData), sizeof(CodeObject), sizeof(FuncInfo), sizeof(FrameMap), sizeof(Safepoint), sizeof(StackObject),
                     sizeof(ArgPlace), sizeof(ArgStep), sizeof(LandingPad), sizeof(LineRow), sizeof(InlineNode), sizeof(GlobalRoot),
                     sizeof(Type), size_t(goexportCount), sizeof(ImageHeader)})
    h = h * 1000003 + n;
  return h;
}();

// In the runtime's read-only data, symbol rt_libc: the table of libc.def, with an empty name at its end.
struct LibcFunction {
  char name[16];
  void *addr;
};

} // namespace abi
