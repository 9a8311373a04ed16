// jit/driver/installation.h: where the parts of minigo lie, and the compilers that have std in them.
//
// The compiler, the runtime, the overlay and a compiler with std in it (make_std.h) lie in ../lib/minigo from the command. That std is of
// one GOROOT and one processor; for others, `minigo install std` makes one in the cache:
//
//      <cache>/std/<key>/lib/minigo/{compiler-std, std.image}, and links to the other parts
//
// It is used wherever its key is that of the moment, and goes when it has not been used for a month.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace jit {

std::string plainCompilerPath();
std::string installedRuntime();
std::string installedOverlay(); // a folder
std::string stdImagePath();     // the code and data that belong to the compiler with std in it that runs

bool wantsKeptStd(); // MINIGO_STD=source: no compiler with std in it is to be used
std::vector<std::string> compilersWithStd(); // the files that may be there, the best first
// The one to execute: with std in it, if there is such a file and it is whole.
std::string compilerPath();
// The end of such a file.
struct DumpTrailer {
  char magic[24] = "minigo: the end of std.";
  uint64_t size = 0; // of the file
};

// What tells this processor from others that other code is made for.
std::string processorKey();

// `minigo install std`: exit code. checkOnly: without machine code.
int installStd(bool checkOnly);
void removeStds(const std::string &cache, int64_t before); // that were not used since; 0: all

} // namespace jit
