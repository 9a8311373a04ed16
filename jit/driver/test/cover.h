// jit/driver/test/cover.h: test coverage: counters in the text of the packages that are covered.
#pragma once
#include "jit/driver/test/command.h"

namespace jit {

struct CoveredFile {
  std::string name;     // in the profile: import path, "/", file name
  std::string variable; // that has the counters, in the text
  std::string path;
};
struct CoveredPackage {
  std::string path;
  std::vector<CoveredFile> files;
};

// Makes the tool that puts counters in, if it is not in the cache: called once, before many want it at a time.
bool makeCoverTool();
// Puts counters into the packages that p's tests are to cover: their texts become part of the variant.
bool coverPackages(const TestCommand &t, const TestedPackage &p, frontend::TestVariant *variant, std::vector<CoveredPackage> *out);
// What package main says to package testing: declarations; imports are `_cover0` and so on.
std::string coverImports(const std::vector<CoveredPackage> &covered);
std::string coverRegistration(const TestCommand &t, const std::vector<CoveredPackage> &covered);
// Of a package without tests: the lines of its profile, no counter hit. Empty: it has no statements.
std::string emptyProfile(const TestedPackage &p, const frontend::TestVariant &variant, const std::vector<CoveredPackage> &covered);
// The lines of a profile ordered by file and position, without the line that says the mode.
std::string sortedProfile(const std::string &text);

} // namespace jit
