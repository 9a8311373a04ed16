// jit/driver/no_dump.cpp: dump.h in builds whose process cannot be written to a file: with sanitizers, or LLVM as a shared library.
#include "jit/driver/dump.h"
#include "jit/driver/heap.h"

namespace jit {

bool dumpProcess(const std::string &, std::string *error) { return *error = "not in this build", false; }
bool startedFromDump() { return false; }
bool repairProcess() { return true; }
std::string buildId() { return ""; }
std::string buildIdOf(const std::string &) { return ""; }

namespace heap {
void useFreshUnits(bool) {} // the heap is the C library's
} // namespace heap

} // namespace jit
