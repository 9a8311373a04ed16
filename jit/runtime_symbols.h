// jit/runtime_symbols.h: where the runtime's functions are, in the executable that programs run in.
#pragma once
#include <cstdint>
#include <functional>
#include <llvm/ADT/StringRef.h>

namespace jit {

// The bytes of the runtime (runtime/main.cpp), without a program in it; ends the process with a message if they cannot be read.
llvm::StringRef runtimeFile();

// The address of an entry (runtime/abi/entries.def), an assembly routine or a function of the C library; 0: none.
uint64_t runtimeAddress(llvm::StringRef symbol);
void forEachRuntimeSymbol(const std::function<void(llvm::StringRef symbol, uint64_t addr)> &f);

} // namespace jit
