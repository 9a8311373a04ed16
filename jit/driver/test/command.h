// jit/driver/test/command.h: the command line of `minigo test`.
#pragma once
#include "jit/driver/command_line.h"
#include "jit/driver/test/testmain.h"

namespace jit {

struct TestCommand {
  CommandLine build;                    // what it compiles with: -tags, -gcflags, -diag
  std::vector<std::string> patterns;    // "./...", "strings", "x_test.go"; none: the folder it is called in
  std::vector<std::string> testFlags;   // for the test program: "-test.v=true"
  std::vector<std::string> args;        // further arguments of it (-args, unknown flags)
  bool compileOnly = false;             // -c
  std::string output;                   // -o
  bool json = false, verbose = false, bench = false, list = false, fuzz = false, profiles = false;
  bool cacheable = true;                // only flags that go keeps results for
  std::string outputDir;
  std::string coverMode;                // -covermode: set, count or atomic; empty: no coverage
  std::string coverProfile;             // -coverprofile
  std::vector<std::string> coverPackages; // -coverpkg: patterns; none: each by its own tests, what has none by all that import it
  std::vector<TestedPackage> tested;      // all packages of this command
  unsigned parallel = 0;                // -p: packages at a time
  long timeout = 600;                   // seconds; 0: none

  bool showsPasses() const { return verbose || list; }
};

// False: the error has been printed.
bool parseTestCommand(const std::vector<std::string> &args, TestCommand *t);

// The packages that patterns name, in their order. False: an error has been printed.
bool matchPackages(const std::vector<std::string> &patterns, const std::vector<std::string> &tags, std::vector<TestedPackage> *out);

// `minigo test`: exit code.
int runTestCommand(const TestCommand &t);

} // namespace jit
