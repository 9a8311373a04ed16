// jit/jit.h: the public face of this folder: Go-level IR in, running code out.
//
// The phases, in this order (the driver's list is jit/driver/phases.cpp):
//
//   generate             ir::Module -> LLVM IR            codegen_*.cpp, intrinsics.cpp
//   optimize             the O2 pipeline                  optimize.cpp
//   insertWriteBarriers  stores of pointers            write_barriers.cpp
//   lowerStackObjects    aggregates, stack objects        aggregates.cpp, stack_objects.cpp
//   placeSafepoints      statepoints with stack maps      safepoints.cpp
//   emitObject           object file in memory            emit.cpp
//   link                 ORC, JITLink -> code in memory   engine.cpp, runtime_symbols.cpp
//                        with maps, bounds, pads, lines   stackmap_reader.cpp, unwind_info.cpp, line_table.cpp
//                        and all as one executable        image.cpp, executable.cpp, debug_info.cpp
//
// An error that is not the user's fault ends in frontend::internalError with phase and function. The one error of
// the user that only this level sees, a Go function without body that nothing defines, comes back as text.
#pragma once
#include "ir/ir.h"
#include "runtime/abi/funcmap.h"
#include <memory>
#include <string>
#include <vector>

namespace jit {

struct CompileOptions {
  bool optimise = true;   // false (-N): LLVM's pipeline is left out; the code generator still optimises
  bool keepNames = false; // of LLVM values, for dumps
};

// A linked program, made for an executable of its own: nothing of it runs in this process.
class Program {
public:
  enum Form {
    Quick,    // needs the file of the standard library, knows no symbols: to run it at once
    Complete, // with the standard library, symbols, lines
    Stripped, // Complete without symbols
  };
  // Writes the executable (runtime/abi/image.h) to an empty file. Of a library: its image. False: errno says why.
  virtual bool write(int fd, Form form) const = 0;
  virtual ~Program() = default;
};

// The state between the phases (phases.h). Lives as long as the program: the runtime's tables point into it.
struct Compilation;
Compilation *startCompilation(const ir::Module &m, const CompileOptions &o, unsigned unit = 0);

bool generate(Compilation &c, std::string *error);
void optimize(Compilation &c);
void insertWriteBarriers(Compilation &c);
void lowerStackObjects(Compilation &c);
void placeSafepoints(Compilation &c);
void emitObject(Compilation &c);
Program *link(const ir::Module &m, const std::vector<Compilation *> &units, std::string *error); // null: *error says why

// From now on files of a folder are shown by another name of it.
void trimFolder(const std::string &folder, const std::string &name);

// A unit that is compiled, as bytes to keep, and what has been kept (kept_unit.cpp). False: these are no such bytes.
unsigned unitNumber(const Compilation &c);
std::string packUnit(const Compilation &c);
bool unpackUnit(Compilation &c, std::string_view bytes);

// Does something for each unit, on all processors.
void onAllProcessors(const std::vector<Compilation *> &units, void (*phase)(Compilation &c));

// All phases for a library: its units one by one on `threads` threads, linked as one image, which is written to `path`. Then the
// library knows its addresses, so that programs can be lowered on it. `report` is told how many of its units are done.
bool compileLibrary(ir::Module &library, const std::string &path, unsigned threads, const std::function<void(unsigned, unsigned)> &report,
                    std::string *error);

// Ends the process if the LLVM IR is malformed: `phase` made it so.
void verify(const Compilation &c, const char *phase);

// --dump; an empty func means all functions.
void dumpModule(const Compilation &c, const std::string &func);
void dumpStackMaps(const Compilation &c, const std::string &func);
void printListing(const Compilation &c, const std::string &func, bool userOnly); // as gc's -S

} // namespace jit
