// frontend/diag.h: the collector of compile errors, with gc's rules for what is shown.
//
// Rules (cmd/compile/internal/base/print.go), in the order of events of error():
//   1. one *syntax* error a line; of equal other errors in sequence on one line, only the first;
//   2. the 10th error flushes what there is, adds "<pos>: too many errors" and ends reporting (`-e` lifts the limit);
//   3. flush() sorts by position (stable) and drops equal neighbours;
//   4. a message may hold continuation lines ("\n\thave (int)\n\twant ()"), printed as they are.
// The first flush of a package prints gc's header "# command-line-arguments" before anything else.
//
// Forms (diag_print.cpp): plain is gc's text and nothing else; rich adds the source line with a caret and a hint where
// there is one; json is an object a line. What is shown, and in which order, does not depend on the form.
//
// Syntax errors (text begins with "syntax error") suppress type checking: the driver asks syntaxErrors().
#pragma once
#include "frontend/source.h"
#include <cstdio>
#include <string>
#include <vector>

namespace frontend {

enum class DiagForm { Plain, Rich, Json };

class Diagnostics {
public:
  // Where the text goes: stderr by default, as the go command does.
  explicit Diagnostics(FILE *out = stderr) : out_(out) {}

  bool unlimited = false; // -gcflags=-e
  bool quiet = false;     // count, print nothing
  DiagForm form = DiagForm::Plain;

  // The package whose errors follow: printed once as "# path" before its first error. Empty: no header.
  // The limit counts anew.
  void setPackage(std::string path) {
    package_ = std::move(path);
    now_ = {};
  }

  void error(Pos pos, std::string msg);
  // What could mend the error reported next: one line, for the rich form. Ask wantsHints() before a costly search.
  void hintForNext(std::string text) { nextHint_ = std::move(text); }
  bool wantsHints() const { return form != DiagForm::Plain && !quiet; }
  // printf-like convenience.
  void errorf(Pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));
  // An error of the go command's kind, printed at once as "x.go:4:2: text" or "text": no header, no "./".
  // pastLineEnd: the place is behind pos, the last line end of the file (ImportSection).
  void commandError(Pos pos, const std::string &msg, bool pastLineEnd = false);
  void commandError(const std::string &msg) { commandError(Pos{}, msg); }

  // A remark that is no error; shown among the errors, by position.
  void note(Pos pos, const std::string &text);

  void flush();
  // The errors of a package's files, set aside: they are found while loading, but shown when the package is compiled,
  // together with those of the checker. Between hold() and take() nothing comes out but the go command's errors.
  struct Entry {
    Pos pos;
    std::string where, msg, hint;
  };
  struct Held {
    std::vector<Entry> entries; // not shown yet: to be sorted
    std::string shown;          // what would have come out already
    size_t errors = 0;
    bool headerDone = false, stopped = false;
  };
  void hold() { holding_ = true; }
  Held take();
  void put(Held held);
  size_t errors() const { return numErrors_; }
  size_t syntaxErrors() const { return numSyntaxErrors_; }
  bool tooMany() const { return now_.stopped; } // the limit was reached: nothing more will be shown

private:
  bool isRepeat(Pos pos, const std::string &msg);
  void write(const std::string &text);
  void print(const Entry &e);
  void printPlain(const Entry &e), printSource(const Entry &e), printJson(const Entry &e);

  FILE *out_;
  std::string package_;
  bool holding_ = false;
  Held now_; // of the package set last
  size_t numErrors_ = 0, numSyntaxErrors_ = 0;
  Pos lastSyntax_, lastOther_;
  std::string lastMsg_, nextHint_;
};

// A hint that follows from the text of an error alone; empty if there is none (hints.cpp).
std::string hintFor(const std::string &msg);
// Finds the name most like `name` among those offered: few edits, and the fewest.
class NearestName {
public:
  explicit NearestName(std::string_view name) : name_(name), best_(name.size() / 3 + 1) {}
  void offer(std::string_view candidate);
  std::string hint(const std::string &prefix = "") const; // "did you mean PREFIXname?", or empty

private:
  std::string name_, found_;
  size_t best_; // edits; only fewer than that are of interest
};

// An internal error of the compiler: prints "<pos>: internal compiler error: [phase] text" and exits with 2.
[[noreturn]] void internalError(const char *phase, Pos pos, const std::string &what);

// An error in the program after which there is no going on (a limit of the implementation): printed at once; exits with 1.
[[noreturn]] void fatalError(Pos pos, const std::string &what);

} // namespace frontend

// CHECK(cond, phase, pos, "what"): an invariant of the compiler.
#define MINIGO_CHECK(cond, phase, pos, what)                                                                                               \
  do {                                                                                                                                     \
    if (__builtin_expect(!(cond), 0)) ::frontend::internalError(phase, pos, what);                                                         \
  } while (0)
