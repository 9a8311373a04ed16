// jit/driver/test/test2json.h: the output of a test as JSON events, a line each (-json).
//
// The program runs with -test.v=test2json: package testing marks its own lines by a byte 0x16 before them, so that a test that
// prints "--- FAIL" is not believed. Mirrors cmd/internal/test2json.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jit {

class TestJson {
public:
  explicit TestJson(std::string package) : package_(std::move(package)) {}
  std::string add(const std::string &output); // further output; returns the events
  // The end: `last` are the go command's own lines ("ok  \tp\t0.1s"). skipped: there was nothing to run.
  std::string end(const std::string &last, bool passed, double seconds, bool skipped = false);

private:
  void line(std::string_view l);
  void event(const char *action, const std::string &test, const std::string *output, const double *elapsed);
  void output(const std::string &test, std::string_view text);
  void start();
  void popReports(size_t depth);

  std::string package_, rest_, out_, test_;
  struct Report {
    std::string test, action;
    double elapsed;
    bool timed;
  };
  std::vector<Report> reports_; // results whose output may still go on, by depth
  bool started_ = false;
};

} // namespace jit
