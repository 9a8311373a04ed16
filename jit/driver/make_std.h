// jit/driver/make_std.h: the compiler that starts with std loaded and checked.
//
// `compiler --make-std DIR` loads and checks all of std and writes itself, with that, to DIR/compiler-std (dump.h). A process
// that was started from there takes the packages it needs from the loader of its maker (frontend/load.h). It becomes the plain
// compiler beside it, with the same arguments, where std would not be the same: another GOROOT or overlay, tags, packages of
// std on the command line; and if a file of std that is needed has changed since, or the compiler itself, or the processor.
#pragma once
#include "jit/driver/invocation.h"

namespace jit {

// The verb --make-std: exit code. With `checkOnly` there is no machine code: programs compile what they need of std, but do not
// load and check it; takes a second instead of minutes.
int makeStd(const std::string &dir, bool checkOnly);
// What else belongs to std, made from what has been loaded and checked, before the process is dumped. On the large stack.
bool makeStdImage(Invocation &c, const std::string &dir);

// Of a process with std in it: its loader; else null.
const frontend::Loader *keptStd();
ir::Module *keptLibrary(); // and what was compiled; likewise
// The first thing a process does.
void beginWithKeptStd(char **argv, char **envp);
// A process with std in it goes on only if it can serve this command line. From here to releaseOutput nothing is printed, so
// that the plain compiler can still take over.
void useKeptStd(const CommandLine &o);
void releaseOutput();
// This process becomes the plain compiler, with the command line it has.
[[noreturn]] void leaveKeptStd(const char *why);
// Likewise; the program it has read from a pipe is given back.
[[noreturn]] void startWithoutKeptStd(Invocation &c);

} // namespace jit
