// frontend/diag.cpp: gc's rules for showing errors. See diag.h.
#include "frontend/diag.h"
#include "frontend/import_section.h"
#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace frontend {

// Rule 1. Updates what the next error is compared with.
bool Diagnostics::isRepeat(Pos pos, const std::string &msg) {
  const SourceManager &sm = sources();
  if (msg.rfind("syntax error", 0) == 0) {
    numSyntaxErrors_++;
    if (lastSyntax_.valid() && sm.sameLine(lastSyntax_, pos)) return true;
    lastSyntax_ = pos;
    return false;
  }
  if (lastOther_.valid() && lastMsg_ == msg && sm.sameLine(lastOther_, pos)) return true;
  lastOther_ = pos;
  lastMsg_ = msg;
  return false;
}

void Diagnostics::error(Pos pos, std::string msg) {
  std::string hint = std::move(nextHint_);
  nextHint_.clear();
  if (now_.stopped || isRepeat(pos, msg)) return;
  if (hint.empty() && wantsHints()) hint = hintFor(msg);
  now_.entries.push_back({pos, pos.valid() ? sources().show(pos) + ": " : "", std::move(msg), std::move(hint)});
  numErrors_++;
  if (++now_.errors >= 10 && !unlimited) {
    flush();
    print({{}, sources().show(pos) + ": ", "too many errors", ""});
    now_.stopped = true;
  }
}

void Diagnostics::note(Pos pos, const std::string &text) { now_.entries.push_back({pos, sources().show(pos) + ": " + text}); }

void Diagnostics::errorf(Pos pos, const char *format, ...) {
  va_list ap;
  va_start(ap, format);
  char *s = nullptr;
  int n = vasprintf(&s, format, ap);
  va_end(ap);
  error(pos, n < 0 ? std::string(format) : std::string(s, size_t(n)));
  free(s);
}

void Diagnostics::commandError(Pos pos, const std::string &msg, bool pastLineEnd) {
  numErrors_++;
  if (quiet) return;
  const bool holding = std::exchange(holding_, false);
  std::string where = pos.valid() ? commandPosition(pos, pastLineEnd) + ": " : "";
  form == DiagForm::Json ? printJson({pos, where, msg, ""}) : printPlain({pos, where, msg, ""});
  holding_ = holding;
}

Diagnostics::Held Diagnostics::take() {
  holding_ = false;
  return std::exchange(now_, {});
}

void Diagnostics::put(Held held) {
  now_ = std::move(held);
  write(std::exchange(now_.shown, ""));
}

void Diagnostics::flush() {
  std::vector<Entry> &entries = now_.entries;
  std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) { return a.pos < b.pos; });
  for (size_t i = 0; i < entries.size(); i++)
    if (i == 0 || entries[i].where != entries[i - 1].where || entries[i].msg != entries[i - 1].msg) print(entries[i]);
  entries.clear();
  fflush(out_);
}

void internalError(const char *phase, Pos pos, const std::string &what) {
  fprintf(stderr, "%s: internal compiler error: [%s] %s\n", sources().show(pos).c_str(), phase, what.c_str());
  fflush(stderr);
  _exit(2);
}

void fatalError(Pos pos, const std::string &what) {
  fflush(stdout);
  fprintf(stderr, "# command-line-arguments\n%s: %s\n", sources().show(pos).c_str(), what.c_str());
  fflush(stderr);
  _exit(1);
}

} // namespace frontend
