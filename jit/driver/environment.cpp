// jit/driver/environment.cpp: see environment.h. Without LLVM and the front end: the command `minigo` itself is linked with it.
#include "jit/driver/environment.h"
#include "frontend/files.h"
#include "jit/driver/cache.h"
#include <algorithm>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace jit {

namespace {

std::string variable(const char *name) {
  const char *v = getenv(name);
  return v ? v : "";
}

// The go.mod or go.work above this folder; empty: there is none.
std::string fileAbove(const char *name) {
  char cwd[PATH_MAX];
  if (!getcwd(cwd, sizeof cwd)) return "";
  for (std::string d = cwd;; d.erase(d.rfind('/'))) {
    if (frontend::kindOf(d + "/" + name) == frontend::FileKind::File) return d + "/" + name;
    if (d.empty()) return "";
  }
}

struct Variable {
  std::string name, value;
};

// Sorted by name.
std::vector<Variable> variables() {
  std::string path;
  for (const std::string &dir : gopath()) path += (path.empty() ? "" : ":") + dir;
  const std::string module = gopathMode() ? "" : fileAbove("go.mod"), cache = cacheFolder(), overlay = variable("MINIGO_STDLIB");
  const std::string work = gopathMode() ? "" : variable("GOWORK").empty() ? fileAbove("go.work") : variable("GOWORK");
  return {{"CGO_ENABLED", "0"},
          {"GO111MODULE", variable("GO111MODULE")},
          {"GOAMD64", "v1"},
          {"GOARCH", "amd64"},
          {"GOEXE", ""},
          {"GOFLAGS", variable("GOFLAGS")},
          {"GOHOSTARCH", "amd64"},
          {"GOHOSTOS", "linux"},
          {"GOMOD", gopathMode()     ? ""
                    : module.empty() ? "/dev/null"
                                     : module},
          {"GOOS", "linux"},
          {"GOPATH", path},
          {"GOROOT", goroot()},
          {"GOVERSION", "go1.22"},
          {"GOWORK", work},
          {"MINIGO_CACHE", cache.empty() ? "off" : cache},
          {"MINIGO_STD", variable("MINIGO_STD")},
          {"MINIGO_STDLIB", overlay}};
}

std::string shellQuoted(const std::string &s) {
  std::string out = "'";
  for (char c : s) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string jsonQuoted(const std::string &s) {
  std::string out = "\"";
  for (unsigned char c : s) {
    char buf[8];
    if (c < 0x20)
      snprintf(buf, sizeof buf, "\\u%04x", c), out += buf;
    else
      out += (c == '"' || c == '\\' ? "\\" : "") + std::string(1, char(c));
  }
  return out + '"';
}

} // namespace

std::string goroot() {
  for (const std::string &dir : {variable("GOROOT"), std::string("/usr/lib/go-1.22"), std::string("/usr/share/go-1.22")})
    if (!dir.empty() && frontend::isDirectory(dir + "/src/fmt")) return dir;
  return "/usr/lib/go-1.22";
}

bool gopathMode() {
  const std::string mode = variable("GO111MODULE");
  return mode == "off" || (mode == "auto" && fileAbove("go.mod").empty());
}

std::vector<std::string> gopath() {
  std::string list = variable("GOPATH");
  if (list.empty() && !variable("HOME").empty()) list = variable("HOME") + "/go";
  std::vector<std::string> dirs;
  for (size_t b = 0; b < list.size();) {
    const size_t e = std::min(list.find(':', b), list.size());
    if (e > b) dirs.push_back(list.substr(b, e - b));
    b = e + 1;
  }
  return dirs;
}

int printEnvironment(const std::vector<std::string> &args) {
  const bool json = !args.empty() && (args[0] == "-json" || args[0] == "--json");
  const std::vector<std::string> names(args.begin() + json, args.end());
  for (const std::string &n : names)
    if (n[0] == '-') return fprintf(stderr, "flag provided but not defined: %s\nusage: minigo env [-json] [names]\n", n.c_str()), 2;
  std::vector<Variable> shown, all = variables();
  for (const std::string &n : names) {
    auto it = std::find_if(all.begin(), all.end(), [&](const Variable &v) { return v.name == n; });
    shown.push_back({n, it == all.end() ? variable(n.c_str()) : it->value});
  }
  if (names.empty()) shown = all;
  if (json) puts("{");
  for (size_t i = 0; i < shown.size(); i++) {
    const Variable &v = shown[i];
    if (json)
      printf("\t%s: %s%s\n", jsonQuoted(v.name).c_str(), jsonQuoted(v.value).c_str(), i + 1 < shown.size() ? "," : "");
    else if (names.empty())
      printf("%s=%s\n", v.name.c_str(), shellQuoted(v.value).c_str());
    else
      puts(v.value.c_str());
  }
  if (json) puts("}");
  return fflush(stdout) == 0 ? 0 : 1;
}

} // namespace jit
