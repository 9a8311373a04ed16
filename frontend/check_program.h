// frontend/check_program.h: type-checks a loaded program, package by package.
#pragma once
#include "frontend/checker.h"
#include "frontend/load.h"
#include <set>

namespace frontend {

struct CheckProgramOptions {
  bool allBodies = false;     // check every function body of imported packages, too
  std::set<std::string> inFull; // packages of std whose function bodies are all checked
  std::string lang;           // language version of the program ("go1.20"); empty: as its module says
  bool testFuncs = false;
  bool allowNoBody = false;   // functions of the program may lack a body, as with `go tool compile`
};

// Checks all packages of the loader in its order (imported ones first); stops after the first package with errors.
// Bodies of functions of std are left for checkFuncBody (checker.h), unless allBodies or inFull ask for them.
bool checkProgram(Loader &loader, Diagnostics &diags, const CheckProgramOptions &opts = {});

} // namespace frontend
