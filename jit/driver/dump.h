// jit/driver/dump.h: this process as an executable file that, started, goes on with all it knows.
//
//      lib/minigo/compiler       -> a process that loads and checks std ->      lib/minigo/compiler-std
//
//      ELF header, program headers       one more segment: the heap (in place of PT_NOTE)
//      text, constants, RELRO            as in the file: the dynamic linker fills in addresses of shared libraries anew
//      .data, .bss                       as in memory, at the end of the file
//      heap (heap.h)                     as in memory, behind them; pages of zeros are holes
//      .dynamic                          no constructors: they have run
//
// The executable does not move (no PIE), nor does the heap; so every pointer is right again, statics, vtables, closures and
// all. What would not be: addresses in shared libraries. The only ones are libc and libm. A word on the heap that is such an
// address keeps the dump from being made (what libc itself allocated is freed by then, or would be never looked at: there is
// no list of functions to call at exit). In .data and .bss the dynamic linker sets it, or it is written down and repaired
// when the dump starts: libstdc++'s locales have some. A libc that is not the same any more makes the dump useless.
// Threads, TLS, open files, the environment and stdio's buffers are not part of it: they are the new process's own. Addresses
// on the stack are not looked for: padding has them by accident, and no frame of the maker is left.
#pragma once
#include <string>

namespace jit {

// Writes this process to a file that appears when it is complete. Only the first thread may exist. False: *error says why.
bool dumpProcess(const std::string &path, std::string *error);

// Whether this process was started from a dump.
bool startedFromDump();
// The first thing such a process does. False: it cannot go on, the dump does not fit this system.
bool repairProcess();

// The build id of the executable this process was made from, also if that was dumped; empty if it has none.
std::string buildId();
// The build id that a file has; empty if it has none, or is not there.
std::string buildIdOf(const std::string &path);

} // namespace jit
