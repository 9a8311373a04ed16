// jit/driver/driver.h: the pipeline: command line -> phases -> exit code, or the running program.
#pragma once

namespace jit {

struct Invocation;

// The phases, on a large stack of their own. Exit code 0, 1 or 2.
int runOnBigStack(Invocation &c);

// Exit codes: 0; 1 errors in the program; 2 usage, internal error. If the program is run, the process ends inside,
// with the program's own exit code (2 after a panic or a fatal error).
int drive(int argc, char **argv, char **envp);

} // namespace jit
