// runtime/stack/nativesyms.h: names for pcs outside generated code: assembly, entries, and the runtime's own C++.
#pragma once
#include "runtime/stack/symtab.h"

namespace rt {

// What pc belongs to, under the name that it has in gc. 0: nothing known. Lock-free, allocates nothing.
unsigned nativeSourceFrame(uintptr_t pc, SourceFrame *out);

uintptr_t nativeAddress(const abi::FuncInfo *fn); // where it begins; fn is one of those that nativeSourceFrame gives

// Reads the symbols of the executable, once: until then C++ functions have no names. Not in a signal handler.
void loadNativeSymbols();

// Functions that stand for what cannot be told: what gc's profiles show in their place, and these are addresses in them.
enum class PseudoFunc : unsigned { System, ExternalCode, LostExternalCode, GC, VDSO, LostContendedRuntimeLock };
uintptr_t pseudoPC(PseudoFunc f);

bool inRuntimeText(uintptr_t pc); // assembly, C++ or the C library
bool inEntry(uintptr_t pc);       // the assembly in front of a C++ function

} // namespace rt
