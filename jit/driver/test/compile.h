// jit/driver/test/compile.h: a test program, compiled or found.
#pragma once
#include "jit/driver/test/command.h"

namespace jit {

// Exit codes of compileTests besides 0 and 1.
constexpr int noTestFiles = 3, setupFailed = 4;

// Runs in a process of its own: writes the path of the executable to `result`, errors to standard error. Returns its exit code.
int compileTests(const TestCommand &t, const TestedPackage &p, int result);

bool copyExecutable(const std::string &from, const std::string &to);
std::string temporaryFile(const char *what); // a new, empty one
bool isTemporary(const std::string &program); // it is kept nowhere: to be removed

} // namespace jit
