// jit/driver/sources.cpp: where the overlay is, and the texts of the files and folders on the command line.
#include "frontend/build_constraint.h"
#include "frontend/files.h"
#include "jit/driver/environment.h"
#include "jit/driver/installation.h"
#include "jit/driver/invocation.h"
#include <cstring>

namespace jit {

using namespace frontend;

std::string overlayDir() {
  const char *env = getenv("MINIGO_STDLIB");
  return env ? env : installedOverlay();
}

// How a file is shown in diagnostics: as the go command does, "./x.go" or its path relative to here if that is shorter;
// with --stop-after as the compiler itself does, the name as it was given.
static std::string displayName(const Invocation &c, const std::string &file) {
  if (c.o.verb == Verb::Build && c.o.stopAfter <= Stage::Check) return file;
  if (file == "-") return "./stdin.go";
  if (file.find('/') == file.npos) return "./" + file;
  std::string s = shortPath(absolutePath(file));
  return s.find('/') == s.npos ? "./" + s : s;
}

bool isGoFile(const std::string &f) { return f.size() > 3 && f.compare(f.size() - 3, 3, ".go") == 0; }

// A folder stands for its Go files that belong to this build.
static bool expandFolder(Invocation &c, const std::string &dir, std::vector<std::string> *out) {
  BuildContext ctx = buildContextB();
  ctx.tags.insert(c.o.tags.begin(), c.o.tags.end());
  std::vector<std::string> names = goFilesIn(dir);
  size_t before = out->size();
  for (const std::string &n : names) {
    std::string text, error, path = dir == "." ? n : dir + "/" + n;
    if (readFile(path, &text) && (matchFile(n, text, ctx, &error) || !error.empty()))
      out->push_back(path); // an error is the loader's to tell
  }
  if (out->size() > before) return true;
  c.diags.commandError((names.empty() ? "no Go files in " : "build constraints exclude all Go files in ") + absolutePath(dir));
  return false;
}

// One of Go's commands, or of ours. Its package counts as part of std.
static bool expandTool(Invocation &c, std::vector<std::string> *files) {
  const std::string &name = c.o.files[0];
  for (const std::string &root : {overlayDir(), goroot() + "/src"}) {
    const std::string dir = root + "/cmd/" + name;
    if (!isDirectory(dir)) continue;
    c.folder = true;
    return expandFolder(c, dir, files);
  }
  c.diags.commandError("go: no such tool \"" + name + "\"");
  return false;
}

// What is no file and no folder here may be a package of GOPATH, where there are no modules.
static std::string packageFolder(const std::string &name) {
  if (!gopathMode() || isGoFile(name)) return "";
  for (const std::string &root : gopath())
    if (std::string dir = root + "/src/" + name; isDirectory(dir)) return dir;
  return "";
}

static bool missingFile(Invocation &c, const std::string &f, int error) {
  std::string why = strerror(error);
  why[0] = char(tolower(why[0]));
  if (isGoFile(f) || f.find('/') != f.npos)
    c.diags.commandError("stat " + f + ": " + why);
  else
    c.diags.commandError("package " + f + " is not in std (" + goroot() + "/src/" + f + ")");
  return false;
}

bool readPhase(Invocation &c) {
  std::vector<std::string> files;
  if (c.o.tool && !expandTool(c, &files)) return false;
  for (std::string f : c.o.tool ? std::vector<std::string>() : c.o.files) {
    FileKind kind = f == "-" ? FileKind::Other : kindOf(f);
    const int why = errno;
    if (std::string dir; kind == FileKind::None && !(dir = packageFolder(f)).empty()) f = dir, kind = FileKind::Folder;
    if (kind == FileKind::None) {
      if (c.o.stopAfter > Stage::Check || !isDirectory(goroot() + "/src/" + f)) return missingFile(c, f, why);
      c.stdPackages.push_back(f);
      continue;
    }
    if (kind == FileKind::Folder && !isGoFile(f)) {
      c.folder = true;
      if (!expandFolder(c, f, &files)) return false;
    } else {
      files.push_back(f);
    }
  }
  for (const std::string &f : files) {
    std::string error;
    SourceFile *s = sources().addFile(displayName(c, f), f == "-" ? "/dev/stdin" : absolutePath(f), &error);
    if (!s) {
      c.diags.commandError(error);
      return false;
    }
    c.files.sources.push_back(s);
  }
  return true;
}

} // namespace jit
