// jit/driver/test/command.cpp: see command.h. Mirrors cmd/go/internal/test/testflag.go and the texts of its errors.
#include "jit/driver/test/command.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace jit {

namespace {

// Flags of package testing: "x" is handed on as "-test.x". `kept`: go keeps results of tests with it.
struct TestFlag {
  const char *name;
  bool boolean, kept;
};
const TestFlag testFlags[] = {
    {"bench", false, false},
    {"benchmem", true, false},
    {"benchtime", false, true},
    {"blockprofile", false, false},
    {"blockprofilerate", false, false},
    {"count", false, false},
    {"coverprofile", false, false},
    {"cpu", false, true},
    {"cpuprofile", false, false},
    {"failfast", true, true},
    {"fullpath", true, false},
    {"fuzz", false, false},
    {"fuzzminimizetime", false, false},
    {"fuzztime", false, false},
    {"list", false, true},
    {"memprofile", false, false},
    {"memprofilerate", false, false},
    {"mutexprofile", false, false},
    {"mutexprofilefraction", false, false},
    {"outputdir", false, false},
    {"parallel", false, true},
    {"run", false, true},
    {"short", true, true},
    {"shuffle", false, false},
    {"skip", false, true},
    {"timeout", false, true},
    {"trace", false, false},
    {"v", true, true},
};

// "10m", "1h2m3s", "500ms": seconds, rounded up. Negative: no duration.
long seconds(const std::string &s) {
  if (s == "0") return 0;
  double total = 0;
  const char *p = s.c_str();
  while (*p) {
    char *end;
    double v = strtod(p, &end);
    if (end == p || v < 0) return -1;
    static const struct {
      const char *unit;
      double sec;
    } units[] = {{"ns", 1e-9}, {"us", 1e-6}, {"µs", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};
    const auto *u = std::find_if(std::begin(units), std::end(units), [&](auto &u) { return strncmp(end, u.unit, strlen(u.unit)) == 0; });
    if (u == std::end(units)) return -1;
    total += v * u->sec, p = end + strlen(u->unit);
  }
  return s.empty() ? -1 : long(total + 0.999);
}

struct Parser {
  const std::vector<std::string> &args;
  TestCommand *t;
  size_t i = 0;

  bool fail(const std::string &msg) {
    fprintf(stderr,
            "%s\nusage: minigo test [build/test flags] [packages] [build/test flags & test binary flags]\nRun 'minigo help' for details.\n",
            msg.c_str());
    return false;
  }

  static void split(const std::string &v, const char *at, std::vector<std::string> *out) {
    for (size_t b = 0; b <= v.size();) {
      size_t e = std::min(v.find_first_of(at, b), v.size());
      if (e > b) out->push_back(v.substr(b, e - b));
      b = e + 1;
    }
  }

  bool coverFlag(const std::string &name, const std::string &value) {
    if (name == "cover" && value == "false") return t->coverMode.clear(), true;
    if (name == "covermode") {
      if (value != "set" && value != "count" && value != "atomic")
        return fail("invalid value \"" + value + "\" for flag -covermode: valid modes are \"set\", \"count\", or \"atomic\"");
      return t->coverMode = value, true;
    }
    if (name == "coverpkg") split(value, ",", &t->coverPackages);
    if (t->coverMode.empty()) t->coverMode = "set";
    return true;
  }

  bool buildFlag(const std::string &name, const std::string &value, bool *known) {
    *known = true;
    if (name == "c") return t->compileOnly = value != "false", true;
    if (name == "json") return t->json = value != "false", true;
    if (name == "race" || name == "msan" || name == "asan") {
      if (value == "false") return true;
      fprintf(stderr, "minigo: -%s is not supported: there is no %s in this runtime\n", name.c_str(),
              name == "race" ? "race detector" : "sanitizer");
      return false;
    }
    if (name == "cover" || name == "covermode" || name == "coverpkg") return coverFlag(name, value);
    if (name == "o") return t->output = value, true;
    if (name == "p") return t->parallel = unsigned(std::max(1, atoi(value.c_str()))), true;
    if (name == "tags") return split(value, ", ", &t->build.tags), true;
    if (name == "gcflags") {
      split(value, " ", &gcflags);
      return true;
    }
    if (name == "C") {
      if (chdir(value.c_str()) == 0) return true;
      fprintf(stderr, "minigo: chdir %s: %s\n", value.c_str(), strerror(errno));
      return false;
    }
    if (name == "vet" || name == "exec" || name == "mod" || name == "ldflags" || name == "x" || name == "n" || name == "a" ||
        name == "work" || name == "trimpath" || name == "buildvcs" || name == "i")
      return name != "exec" || fail("minigo: -exec is not supported");
    *known = false;
    return true;
  }
  std::vector<std::string> gcflags;

  static bool isBoolean(const std::string &name) {
    for (const char *b : {"c", "json", "race", "msan", "asan", "cover", "x", "n", "a", "work", "trimpath", "i"})
      if (name == b) return true;
    for (const TestFlag &f : testFlags)
      if (name == f.name) return f.boolean;
    return false;
  }

  bool testFlag(const TestFlag &f, const std::string &value) {
    const std::string name = f.name;
    if (name == "v") t->verbose = value != "false";
    if (name == "bench") t->bench = true;
    if (name == "list") t->list = true;
    if (name == "fuzz") t->fuzz = true;
    if (name == "outputdir") t->outputDir = value;
    if (!f.kept) t->cacheable = false;
    for (const char *p : {"blockprofile", "cpuprofile", "memprofile", "mutexprofile", "trace"})
      if (name == p) t->profiles = true;
    if (name == "coverprofile") {
      t->coverProfile = value;
      return coverFlag(name, value); // each program writes a file of its own
    }
    if (name == "timeout") {
      if ((t->timeout = seconds(value)) < 0) return fail("invalid value \"" + value + "\" for flag -timeout: parse error");
    }
    t->testFlags.push_back("-test." + name + "=" + value);
    return true;
  }

  // args[i] is a flag. *unknown: it is none of ours.
  bool flag(bool *unknown) {
    std::string name = args[i].substr(args[i].rfind("--", 0) == 0 ? 2 : 1), value = "true";
    size_t eq = name.find('=');
    bool hasValue = eq != name.npos;
    if (hasValue) value = name.substr(eq + 1), name.erase(eq);
    if (name.rfind("test.", 0) == 0) name.erase(0, 5);
    const TestFlag *f = std::find_if(std::begin(testFlags), std::end(testFlags), [&](auto &f) { return name == f.name; });
    bool ours = f != std::end(testFlags) || isBuildFlag(name);
    *unknown = !ours;
    if (!ours) return true;
    i++;
    if (!hasValue && !isBoolean(name)) {
      if (i >= args.size()) return fail("flag needs an argument: -" + name);
      value = args[i++];
    }
    bool known;
    return f != std::end(testFlags) ? testFlag(*f, value) : buildFlag(name, value, &known);
  }

  static bool isBuildFlag(const std::string &name) {
    for (const char *b :
         {"c", "json", "race", "msan", "asan",    "cover", "covermode", "coverpkg", "o",    "p",        "tags",     "gcflags",
          "C", "vet",  "exec", "mod",  "ldflags", "x",     "n",         "a",        "work", "trimpath", "buildvcs", "i"})
      if (name == b) return true;
    return false;
  }

  // As the go command: flags may stand before and behind the packages; from the first that it does not know on, all is the test
  // program's.
  bool parse() {
    bool inPackages = true;
    while (i < args.size()) {
      if (args[i] == "-args" || args[i] == "--args") {
        t->args.insert(t->args.end(), args.begin() + long(i) + 1, args.end());
        break;
      }
      if (args[i].size() > 1 && args[i][0] == '-') {
        bool unknown;
        if (!flag(&unknown)) return false;
        if (unknown) {
          t->args.insert(t->args.end(), args.begin() + long(i), args.end());
          break;
        }
        if (!t->patterns.empty()) inPackages = false;
        continue;
      }
      if (inPackages)
        t->patterns.push_back(args[i++]);
      else {
        t->args.insert(t->args.end(), args.begin() + long(i), args.end());
        break;
      }
    }
    if (!t->args.empty()) t->cacheable = false;
    for (const std::string &f : gcflags)
      if (f == "-N") t->build.noOptimise = true;
    if (t->compileOnly && t->json) return fail("minigo test: -c and -json cannot be used together");
    return true;
  }
};

} // namespace

bool parseTestCommand(const std::vector<std::string> &args, TestCommand *t) {
  Parser p{args, t};
  return p.parse();
}

} // namespace jit
