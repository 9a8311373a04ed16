// jit/runtime_symbols.h: where the runtime's functions are, in the executable that programs run in.
#pragma once
#include <cstdint>
#include <functional>
#include <llvm/ADT/StringRef.h>
#include <string>

namespace jit {

// The file of the runtime (runtime/main.cpp), without a program in it. It lies beside the compiler.
std::string runtimePath();
llvm::StringRef runtimeFile(); // its bytes; ends the process with a message if it cannot be read

// The address of an entry (runtime/abi/entries.def), an assembly routine or a function of the C library; 0: none.
uint64_t runtimeAddress(llvm::StringRef symbol);
void forEachRuntimeSymbol(const std::function<void(llvm::StringRef symbol, uint64_t addr)> &f);

} // namespace jit
