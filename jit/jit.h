// jit/jit.h: the public face of this folder: Go-level IR in, running code out.
//
// compile() is the list of phases, one function each (jit/compile.cpp):
//
//   generate      ir::Module -> LLVM IR            codegen_*.cpp, intrinsics.cpp
//   optimize      the O2 pipeline                  optimize.cpp
//   lowerStack    aggregates, stack objects        aggregates.cpp, stack_objects.cpp
//   safepoints    statepoints with stack maps      safepoints.cpp
//   emit          object file in memory            optimize.cpp
//   link          ORC, JITLink -> code in memory   engine.cpp, runtime_symbols.cpp
//   tables        maps, bounds, pads, lines        stackmap_reader.cpp, unwind_info.cpp, line_table.cpp
//   image         all as one executable            image.cpp
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

struct Options {
  unsigned optLevel = 2;    // 0: no optimisation passes (the code generator still optimises), 1, 2
  std::string dump;         // comma list of llvm, llvm-opt, llvm-final, asm, stackmaps, each with optional ":func"
  std::string stopAfter;    // "llvm", "llvm-opt", "llvm-final": stop there (no program)
  bool listing = false;     // -S: Go-like assembly listing of the user's functions on stdout
  bool verifyEach = false;  // LLVM's verifier after every phase
  bool timePhases = false;  // one line a phase on stderr
};

// A linked program, made for an executable of its own: nothing of it runs in this process.
class Program {
public:
  // Writes the executable (runtime/abi/image.h) to an empty file. False: errno says why.
  virtual bool write(int fd) const = 0;
  virtual ~Program() = default;
};

// Compiles and links a module. Null with *error set, or null without error after Options::stopAfter.
std::unique_ptr<Program> compile(const ir::Module &m, const Options &opts, std::string *error);

} // namespace jit
