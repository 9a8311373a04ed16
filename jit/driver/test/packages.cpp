// jit/driver/test/packages.cpp: from the patterns of the command line to packages.
//
// ".", "./x", "../x", "/x" are folders, "x/..." whatever lies below, "strings" and "mod/x" import paths, x.go files of one package.
// Below a pattern with dots, folders that begin with '.' or '_', testdata, vendor and other modules do not count.
// Mirrors cmd/go/internal/search and the errors of cmd/go/internal/load.
#include "frontend/build_constraint.h"
#include "frontend/files.h"
#include "jit/driver/invocation.h"
#include "jit/driver/test/command.h"
#include <algorithm>

namespace jit {

using namespace frontend;

namespace {

bool endsWith(const std::string &s, const std::string &suffix) {
  return s.size() >= suffix.size() && s.compare(s.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::string parentOf(const std::string &dir) {
  size_t slash = dir.rfind('/');
  return slash == 0 || slash == dir.npos ? "/" : dir.substr(0, slash);
}

struct Module {
  std::string path, dir; // no path: none
};

Module moduleAbove(std::string dir) {
  for (;; dir = parentOf(dir)) {
    std::string text;
    if (readFile(dir + "/go.mod", &text)) {
      size_t at = text.rfind("module ", 0) == 0 ? 0 : text.find("\nmodule ");
      if (at == text.npos) return {};
      at = text.find("module ", at) + 7;
      std::string path = text.substr(at, text.find_first_of(" \t\r\n", at) - at);
      if (path.size() > 1 && path[0] == '"') path = path.substr(1, path.size() - 2);
      return {path, dir};
    }
    if (dir == "/") return {};
  }
}

// The import path of a folder.
std::string pathOf(const std::string &dir) {
  std::vector<std::string> roots = {goroot(), "/usr/share/go-1.22"};
  if (gopathMode())
    for (const std::string &root : gopath()) roots.push_back(root);
  for (const std::string &root : roots)
    if (const std::string src = root + "/src/"; dir.rfind(src, 0) == 0) return dir.substr(src.size());
  if (gopathMode()) return "_" + dir;
  Module m = moduleAbove(dir);
  if (m.path.empty()) return "_" + dir;
  return dir == m.dir ? m.path : m.path + dir.substr(m.dir == "/" ? 0 : m.dir.size());
}

bool hasGoFiles(const std::string &dir, const std::vector<std::string> &tags) {
  BuildContext ctx = buildContextB();
  ctx.tags.insert(tags.begin(), tags.end());
  for (const std::string &n : listFolder(dir)) {
    std::string text, error;
    if (endsWith(n, ".go") && n[0] != '_' && n[0] != '.' && readFile(dir + "/" + n, &text) && matchFile(n, text, ctx, &error)) return true;
  }
  return false;
}

struct Matcher {
  const std::vector<std::string> &tags;
  std::vector<TestedPackage> *out;

  void add(const std::string &dir) {
    std::string path = pathOf(dir);
    if (std::none_of(out->begin(), out->end(), [&](auto &p) { return p.path == path; })) out->push_back({path, dir, {}});
  }

  void below(const std::string &dir, bool top) {
    if (!top && !gopathMode() && pathExists(dir + "/go.mod")) return;
    if (hasGoFiles(dir, tags)) add(dir);
    for (const std::string &n : listFolder(dir))
      if (n[0] != '.' && n[0] != '_' && n != "testdata" && n != "vendor" && linkKindOf(dir + "/" + n) == FileKind::Folder)
        below(dir + "/" + n, false);
  }

  static bool fail(const std::string &msg) {
    fprintf(stderr, "%s\n", msg.c_str());
    return false;
  }

  // The folder of a pattern without dots.
  bool folderOf(const std::string &p, std::string *dir) {
    if (p == "." || p == ".." || p[0] == '/' || p.rfind("./", 0) == 0 || p.rfind("../", 0) == 0) {
      *dir = absolutePath(p);
      if (isDirectory(*dir)) return true;
      return fail("stat " + *dir + ": directory not found");
    }
    *dir = goroot() + "/src/" + p;
    if (isDirectory(*dir)) return true;
    Module m = moduleAbove(absolutePath("."));
    if (!m.path.empty() && (p == m.path || p.rfind(m.path + "/", 0) == 0)) {
      *dir = m.dir + p.substr(m.path.size());
      if (isDirectory(*dir)) return true;
    }
    if (p.substr(0, p.find('/')).find('.') == p.npos) return fail("package " + p + " is not in std (" + goroot() + "/src/" + p + ")");
    return fail("no required module provides package " + p + "; to add it:\n\tgo get " + p);
  }

  bool match(const std::string &p) {
    size_t dots = p.find("...");
    std::string dir;
    if (dots == p.npos) {
      if (!folderOf(p, &dir)) return false;
      if (!hasGoFiles(dir, tags))
        return fail((goFilesIn(dir).empty() ? "no Go files in " : "build constraints exclude all Go files in ") + dir);
      add(dir);
      return true;
    }
    std::string base = p == "..." ? "." : p == "std/..." || p == "std" ? goroot() + "/src/." : p.substr(0, dots);
    while (base.size() > 1 && base.back() == '/') base.pop_back();
    if (dots + 3 != p.size()) return fail("malformed import path \"" + p + "\": dots are allowed at its end only");
    if (!folderOf(base, &dir)) return false;
    size_t before = out->size();
    below(dir, true);
    if (out->size() == before) fprintf(stderr, "minigo: warning: \"%s\" matched no packages\n", p.c_str());
    return true;
  }

  bool files(const std::vector<std::string> &names) {
    TestedPackage p{"command-line-arguments", "", {}};
    for (const std::string &n : names) {
      std::string path = absolutePath(n), dir = parentOf(path);
      if (!pathExists(path)) return fail("no required module provides package " + n + "; to add it:\n\tgo get " + n);
      if (!p.dir.empty() && p.dir != dir)
        return fail("named files must all be in one directory; have " + shortPath(p.dir) + " and " + shortPath(dir));
      p.dir = dir;
      p.files.push_back(path.substr(path.rfind('/') + 1));
    }
    out->push_back(std::move(p));
    return true;
  }
};

} // namespace

bool matchPackages(const std::vector<std::string> &patterns, const std::vector<std::string> &tags, std::vector<TestedPackage> *out) {
  Matcher m{tags, out};
  if (!patterns.empty() && endsWith(patterns[0], ".go")) return m.files(patterns);
  bool ok = true;
  for (const std::string &p : patterns.empty() ? std::vector<std::string>{"."} : patterns) ok = m.match(p) && ok;
  return ok;
}

} // namespace jit
