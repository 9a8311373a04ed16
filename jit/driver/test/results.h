// jit/driver/test/results.h: results of tests that passed, kept: the next time their output is shown in place of running them.
//
// A result is good for the same executable, flags and folder, as long as everything the tests asked for would be the same: the
// variables of the environment and the files, of which package testing writes a list (-test.testlogfile). Of files only those
// count that lie in the package's module or in Go's tree; a file that changed a moment ago may change again unseen, so then
// nothing is kept. Mirrors the test cache of cmd/go/internal/test; differs: times are those of files, not hashes.
#pragma once
#include <string>
#include <vector>

namespace jit {

struct ResultKey {
  bool valid = false;
  std::string file; // where the result is, or would be
};

ResultKey resultKey(const std::string &program, const std::string &dir, const std::vector<std::string> &flags, bool json);
bool findKeptResult(const ResultKey &key, std::string *output);
void keepResult(const ResultKey &key, const std::string &output, const std::string &logFile, const std::string &dir);

} // namespace jit
