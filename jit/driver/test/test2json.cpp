// jit/driver/test/test2json.cpp: see test2json.h.
#include "jit/driver/test/test2json.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace jit {

constexpr char mark = 0x16;

static std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (size_t i = 0; i < s.size(); i++) {
    unsigned char c = static_cast<unsigned char>(s[i]);
    char buf[8];
    if (c == '"' || c == '\\')
      out += '\\', out += char(c);
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (c < ' ' || c == '<' || c == '>' || c == '&')
      snprintf(buf, sizeof buf, "\\u%04x", c), out += buf;
    else
      out += char(c);
  }
  return out + "\"";
}

static std::string timeNow() {
  timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  tm l;
  localtime_r(&t.tv_sec, &l);
  char date[40], zone[16], buf[80];
  strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &l);
  strftime(zone, sizeof zone, "%z", &l); // +0100
  std::string z = l.tm_gmtoff == 0 ? "Z" : std::string(zone, 3) + ":" + (zone + 3);
  snprintf(buf, sizeof buf, "%s.%09ld%s", date, t.tv_nsec, z.c_str());
  return buf;
}

void TestJson::event(const char *action, const std::string &test, const std::string *output, const double *elapsed) {
  out_ += "{\"Time\":" + quoted(timeNow()) + ",\"Action\":\"" + action + "\",\"Package\":" + quoted(package_);
  if (!test.empty()) out_ += ",\"Test\":" + quoted(test);
  if (output) out_ += ",\"Output\":" + quoted(*output);
  if (elapsed) {
    char buf[32];
    snprintf(buf, sizeof buf, ",\"Elapsed\":%.6g", *elapsed);
    out_ += buf;
  }
  out_ += "}\n";
}

void TestJson::output(const std::string &test, std::string_view text) {
  if (text.empty()) return;
  std::string s(text);
  event("output", test, &s, nullptr);
}

void TestJson::start() {
  if (!started_) event("start", "", nullptr, nullptr);
  started_ = true;
}

// Results at this depth and below are final.
void TestJson::popReports(size_t depth) {
  while (reports_.size() > depth) {
    Report r = std::move(reports_.back());
    reports_.pop_back();
    event(r.action.c_str(), r.test, nullptr, r.timed ? &r.elapsed : nullptr);
  }
}

// "=== RUN   TestX", "    --- PASS: TestX/sub (0.00s)", "PASS", or what a test prints. With the line's end.
void TestJson::line(std::string_view l) {
  const bool marked = !l.empty() && l[0] == mark;
  if (marked) l.remove_prefix(1);
  std::string_view text = l;
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  if (text == "PASS" || text == "FAIL") { // of the whole
    popReports(0);
    test_.clear();
    return output("", l);
  }
  static const struct {
    const char *text, *action;
  } updates[] = {{"=== RUN   ", "run"}, {"=== PAUSE ", "pause"}, {"=== CONT  ", "cont"}, {"=== NAME  ", ""}},
    results[] = {{"--- PASS: ", "pass"}, {"--- FAIL: ", "fail"}, {"--- SKIP: ", "skip"}, {"--- BENCH: ", "bench"}};
  for (auto &u : updates)
    if (marked && text.rfind(u.text, 0) == 0) {
      std::string name(text.substr(strlen(u.text)));
      popReports(0);
      test_ = name;
      if (*u.action == 0) return;
      event(u.action, name, nullptr, nullptr);
      return output(name, l);
    }
  size_t indent = 0;
  while (text.substr(indent * 4, 4) == "    ") indent++;
  for (auto &r : results)
    if (std::string_view t = text.substr(indent * 4); marked && t.rfind(r.text, 0) == 0) {
      t.remove_prefix(strlen(r.text));
      size_t open = t.rfind(" (");
      std::string name(t.substr(0, open));
      double elapsed = 0;
      bool timed = open != t.npos && sscanf(std::string(t.substr(open)).c_str(), " (%lfs)", &elapsed) == 1;
      popReports(indent);
      reports_.push_back({name, r.action, elapsed, timed});
      test_ = name;
      return output(name, l);
    }
  output(test_, l);
}

std::string TestJson::add(const std::string &more) {
  start();
  rest_ += more;
  size_t b = 0;
  for (size_t nl; (nl = rest_.find('\n', b)) != rest_.npos; b = nl + 1) {
    std::string_view l(rest_.data() + b, nl + 1 - b);
    // A mark in the middle: what stands before it had no line end of its own.
    if (size_t m = l.find(mark, 1); m != l.npos) line(l.substr(0, m)), l.remove_prefix(m);
    line(l);
  }
  rest_.erase(0, b);
  return std::exchange(out_, "");
}

std::string TestJson::end(const std::string &last, bool passed, double seconds, bool skipped) {
  start();
  if (!rest_.empty()) line(rest_);
  rest_.clear();
  popReports(0);
  for (size_t b = 0; b < last.size();) {
    size_t nl = std::min(last.find('\n', b), last.size() - 1);
    output("", std::string_view(last).substr(b, nl + 1 - b));
    b = nl + 1;
  }
  event(!passed ? "fail" : skipped ? "skip" : "pass", "", nullptr, &seconds);
  return std::exchange(out_, "");
}

} // namespace jit
