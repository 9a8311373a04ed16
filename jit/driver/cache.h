// jit/driver/cache.h: compiled programs, kept as executables.
//
//      <folder>/programs/<hash of the bytes>/<name>   an executable (runtime/abi/image.h)
//      <folder>/keys/<key>                            which of them, and all that its compilation asked the file system
//      <folder>/units/<key>                           a compiled unit of a program, with a hash of its bytes
//
// The key is what is known before a file is read: the command line, the folder it is given in, the environment that matters,
// the processor, the compiler. A key is good as long as every answer of the file system (frontend/files.h) would be the same
// today; then the program is executed without looking at Go at all.
// The folder is $MINIGO_CACHE ("off": nothing is kept), or minigo in the user's folder of caches. It must belong to the user
// and to nobody else (mode 0700): what lies in it is executed. Files appear by renaming, complete; what was damaged later is
// seen by the file's stamp, then by its hash, and made anew. Whatever goes wrong here, the program runs all the same.
// The key of a unit is a hash of what is compiled, and by what: it may be of any program.
#pragma once
#include "jit/driver/command_line.h"
#include <cstdint>
#include <functional>
#include <string>

namespace jit {

struct ProgramKey {
  uint64_t hash[2];
};

// False: a program of this command line is not kept (its text comes from standard input, the compiler is to print something,
// the cache is off or cannot be used; `say`: why not).
bool programKey(const CommandLine &o, int argc, char **argv, ProgramKey *key, bool say = false);

// The path of the program's executable; empty if there is none or something it was made of has changed.
std::string findProgram(const ProgramKey &key);

// Keeps an executable that `write` writes to a file; its path, or empty if that fails. To be called in the process that has
// compiled it: what it depends on is what was asked in this process.
std::string storeProgram(const ProgramKey &key, const std::string &name, const std::function<bool(int fd)> &write);

// Units. `text` tells apart what their hashes do not: options, the compiler, std, the processor.
struct UnitKey {
  uint64_t hash[2];
};
bool keepsUnits();
UnitKey unitKey(const uint64_t *hash, const std::string &text);
std::string findUnit(const UnitKey &key); // its bytes; empty: there is none
void storeUnit(const UnitKey &key, const std::string &bytes);

// The process becomes the program. Returns an exit code if that fails.
int executeProgram(const std::string &path, const std::vector<std::string> &args, char **envp);

std::string cacheFolder(); // empty: off. It need not exist
std::string usableCache(); // it exists and is the user's; empty: off or not usable
std::string hashName(const std::string &bytes); // a name for a file in it
bool cleanCache(std::string *error);

} // namespace jit
