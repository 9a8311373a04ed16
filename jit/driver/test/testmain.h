// jit/driver/test/testmain.h: the test files of a package, and the program that runs what is in them.
#pragma once
#include "frontend/diag.h"
#include "frontend/load.h"
#include <string>
#include <vector>

namespace jit {

// A package as `minigo test` names it.
struct TestedPackage {
  std::string path, dir;          // import path; folder, absolute
  std::vector<std::string> files; // named files of dir, if any: then the package is these alone
};

struct TestFunctions {
  struct Example {
    std::string name, output;
    bool unordered, run; // run: it says what its output is
  };
  std::vector<std::string> tests, benchmarks, fuzzTargets;
  std::vector<Example> examples;
  bool main = false; // TestMain
  bool any() const { return main || !tests.empty() || !benchmarks.empty() || !fuzzTargets.empty() || !examples.empty(); }
};

// What the test program is made of.
struct TestProgram {
  frontend::TestVariant variant;
  TestFunctions own, external;
  std::string source; // of its package main
};

// Finds and reads the test files. False: errors have been reported.
bool readTests(const TestedPackage &p, const std::vector<std::string> &tags, frontend::Diagnostics &diags, TestProgram *out);
// imports, declarations: what it has beside (cover.h).
std::string testMainSource(const TestedPackage &p, const TestProgram &t, const std::string &imports, const std::string &declarations);

} // namespace jit
