// frontend/modules.cpp: the modules that packages of a program come from (Loader, load.h).
//
// They are the module of the go.mod above the program or, in a workspace, all that its go.work lists, and folders that a
// `replace` puts in the place of modules. Nothing is downloaded: what else is required must be in the vendor folder. The
// workspace is that of the go.work above the current folder, or of the one GOWORK names.
// Mirrors cmd/go/internal/modload (init.go, import.go) and golang.org/x/mod/modfile.
#include "frontend/files.h"
#include "frontend/load.h"
#include <algorithm>
#include <cstdlib>

namespace frontend {

// ---- go.mod and go.work

namespace {

struct Line {
  std::vector<std::string> words;
  unsigned number;
};

std::vector<std::string> wordsOf(const std::string &line) {
  std::vector<std::string> words;
  for (size_t b = 0; (b = line.find_first_not_of(" \t\r", b)) != line.npos && line.compare(b, 2, "//") != 0;) {
    size_t e = line.find_first_of(" \t\r", b);
    if (line[b] == '"' || line[b] == '`') {
      e = std::min(line.find(line[b], b + 1), line.size());
      words.push_back(line.substr(b + 1, e - b - 1));
      e = std::min(e + 1, line.size());
    } else {
      words.push_back(line.substr(b, e - b));
    }
    b = std::min(e, line.size());
  }
  return words;
}

// Blocks are taken apart: of "use (", "a", ")" remains "use a". What is wrong with their form goes to *error.
std::vector<Line> linesOf(const std::string &path, const std::string &text, std::string *error) {
  std::vector<Line> lines;
  std::string block;
  unsigned number = 0, start = 0;
  for (size_t b = 0; b < text.size(); b = std::min(text.find('\n', b), text.size() - 1) + 1) {
    number++;
    std::vector<std::string> words = wordsOf(text.substr(b, text.find('\n', b) - b));
    if (words.empty()) continue;
    if (!block.empty() && words[0] == ")") {
      block.clear();
    } else if (block.empty() && words.size() == 2 && words[1] == "(") {
      block = words[0], start = number;
    } else {
      if (!block.empty()) words.insert(words.begin(), block);
      lines.push_back({std::move(words), number});
    }
  }
  if (!block.empty())
    *error = path + ":" + std::to_string(number + 1) + ": syntax error (unterminated block started at " + path + ":" +
             std::to_string(start) + ":1)";
  return lines;
}

// "1.21.3"; empty: no version of Go.
std::vector<int> versionNumbers(const std::string &version) {
  std::vector<int> numbers;
  for (size_t b = 0; b <= version.size();) {
    size_t e = std::min(version.find('.', b), version.size());
    if (e == b || e - b > 6 || version.find_first_not_of("0123456789", b) < e) return {};
    numbers.push_back(std::stoi(version.substr(b, e - b)));
    b = e + 1;
  }
  return numbers.size() == 2 || numbers.size() == 3 ? numbers : std::vector<int>();
}

// Of language versions the third number does not count.
std::string languageVersion(const std::string &version) {
  const std::vector<int> n = versionNumbers(version);
  return n.empty() ? "go1.16" : "go" + std::to_string(n[0]) + "." + std::to_string(n[1]);
}

// replace PATH [VERSION] => FOLDER
bool isReplacement(const std::vector<std::string> &words) {
  const size_t arrow = size_t(std::find(words.begin(), words.end(), "=>") - words.begin());
  return (arrow == 2 || arrow == 3) && (words.size() == arrow + 2 || words.size() == arrow + 3);
}

} // namespace

// False: there is no module in this folder.
bool Loader::readModule(const std::string &dir, Module *m, bool replaces) {
  std::string text, ignored;
  if (!readFile(dir + "/go.mod", &text)) return false;
  m->dir = dir;
  for (const Line &l : linesOf("go.mod", text, &ignored)) {
    const std::vector<std::string> &w = l.words;
    if (w[0] == "module" && w.size() == 2) m->path = w[1];
    if (w[0] == "go" && w.size() == 2) m->goVersion = w[1];
    if (w[0] == "require" && w.size() == 3) required_[w[1]].insert(w[2]);
    if (w[0] == "replace" && replaces && isReplacement(w)) replace(w, dir);
  }
  return !m->path.empty();
}

// Only folders can take the place of modules here. The first of several counts: that of go.work.
void Loader::replace(const std::vector<std::string> &words, const std::string &base) {
  const std::string &to = words.back();
  const bool folder = to[0] == '/' || to.rfind("./", 0) == 0 || to.rfind("../", 0) == 0 || to == "." || to == "..";
  if (folder && words[words.size() - 2] == "=>")
    replaced_.push_back({words[1], words.size() == 5 ? words[2] : "", to, to[0] == '/' ? to : base + "/" + to});
}

// ---- workspaces

// Empty: there is none.
std::string Loader::workFile() const {
  if (conf_.workspace == "off") return "";
  if (!conf_.workspace.empty()) return conf_.workspace;
  for (std::string d = currentDir(); d != conf_.goroot; d = dirOf(d)) {
    if (kindOf(d + "/go.work") == FileKind::File) return d + "/go.work";
    if (d == "/") break;
  }
  return "";
}

bool Loader::goError(const std::string &what) {
  diags_.commandError("go: " + what);
  return false;
}

// The folders it lists; what is wrong with it goes to *error, a line each.
std::vector<std::string> Loader::readWork(const std::string &path, const std::string &text, std::string *error) {
  std::vector<std::string> folders;
  const std::vector<Line> lines = linesOf(path, text, error);
  if (!error->empty()) return folders;
  for (const Line &l : lines) {
    const std::vector<std::string> &w = l.words;
    std::string wrong;
    if (w[0] == "go" && !workVersion_.empty())
      wrong = "repeated go statement";
    else if (w[0] == "go" && w.size() == 2 && versionNumbers(w[1]).empty())
      wrong = "invalid go version '" + w[1] + "': must match format 1.23";
    else if (w[0] == "go" && w.size() == 2)
      workVersion_ = w[1];
    else if (w[0] == "use" && w.size() == 2)
      folders.push_back(w[1]);
    else if (w[0] == "replace" && isReplacement(w))
      replace(w, dirOf(path));
    else if (w[0] == "go")
      wrong = "go directive expects exactly one argument";
    else if (w[0] == "use")
      wrong = "usage: use local/dir";
    else if (w[0] == "replace")
      wrong = "usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory";
    else if (w[0] != "toolchain")
      wrong = "unknown directive: " + w[0];
    if (!wrong.empty()) *error += (error->empty() ? "" : "\n") + path + ":" + std::to_string(l.number) + ": " + wrong;
  }
  return folders;
}

bool Loader::loadWorkspace(const std::string &path) {
  if (path[0] != '/') return goError("invalid GOWORK: not an absolute path");
  std::string text, error;
  if (!readFile(path, &text)) return goError("reading go.work: open " + path + ": no such file or directory");
  const std::vector<std::string> folders = readWork(path, text, &error);
  if (!error.empty()) return goError("reading go.work: " + error);
  if (folders.empty()) return goError("no modules were found in the current workspace; see 'go help work'");
  std::string old;
  for (const std::string &f : folders) {
    Module m;
    const std::string dir = absolutePath(f[0] == '/' ? f : dirOf(path) + "/" + f), listed = shortPath(dir) + " listed in go.work file";
    if (moduleIn(dir)) return goError("reading go.work: path " + dir + " appears multiple times in workspace");
    if (!readModule(dir, &m, true))
      return goError("cannot load module " + listed + ": open " + shortPath(dir + "/go.mod") + ": no such file or directory");
    for (const Module &other : modules_)
      if (other.path == m.path) return goError("module " + m.path + " appears multiple times in workspace");
    const std::string version = workVersion_.empty() ? "1.18" : workVersion_;
    if (versionNumbers(m.goVersion) > versionNumbers(version))
      old += (old.empty() ? "module " : "\ngo: module ") + listed + " requires go >= " + m.goVersion + ", but go.work lists go " + version +
             "; to update it:\n\tgo work use";
    modules_.push_back(std::move(m));
  }
  return old.empty() || goError(old);
}

// ---- the modules of a program

const Loader::Module *Loader::moduleIn(const std::string &dir) const {
  auto at = std::find_if(modules_.begin(), modules_.end(), [&](const Module &m) { return m.dir == dir; });
  return at == modules_.end() ? nullptr : &*at;
}

// The language version of a package in this folder.
std::string Loader::goVersionOf(const std::string &dir) const {
  const Module *inner = nullptr;
  for (const Module &m : modules_)
    if (hasPathPrefix(dir, m.dir == "/" ? "" : m.dir) && (!inner || m.dir.size() > inner->dir.size())) inner = &m;
  return inner ? languageVersion(inner->goVersion) : "";
}

// The version whose behaviour a program begins with: that of go.mod or go.work, ours outside of modules, and that of the last
// days before modules where the go command is told that there are none.
std::string Loader::programAge() const {
  const char *modules = getenv("GO111MODULE");
  if (modules && std::string_view(modules) == "off") return "go1.16";
  return inWorkspace_ ? languageVersion(workVersion_.empty() ? "1.18" : workVersion_) : modulePath_.empty() ? "" : goVersionOf(moduleDir_);
}

bool Loader::findModules(const std::string &dir) {
  if (conf_.gopathMode) return true;
  const std::string work = workFile();
  inWorkspace_ = !work.empty();
  if (inWorkspace_ && !loadWorkspace(work)) return false;
  std::string own = dir;
  while (own != "/" && kindOf(own + "/go.mod") != FileKind::File) own = dirOf(own);
  const bool exists = kindOf(own + "/go.mod") == FileKind::File;
  if (Module m; !inWorkspace_ && exists && readModule(own, &m, true)) modules_.push_back(std::move(m));
  if (const Module *m = moduleIn(own)) {
    modulePath_ = m->path, moduleDir_ = own;
  } else if (inWorkspace_ && conf_.folder) {
    const std::string where = dir == currentDir() ? "current directory" : "directory " + shortPath(dir);
    diags_.commandError(exists ? where + " is contained in a module that is not one of the workspace modules listed in " + baseOf(work) +
                                     ". You can add the module to the workspace using:\n\tgo work use " + shortPath(own)
                               : where + " outside modules listed in go.work or their selected dependencies");
    return false;
  }
  addReplaced();
  return true;
}

// Those that are required, by the program's modules or by each other.
void Loader::addReplaced() {
  for (bool more = true; more;) {
    more = false;
    for (Replaced &r : replaced_) {
      auto at = required_.find(r.path);
      if (r.used || at == required_.end() || (!r.version.empty() && !at->second.count(r.version))) continue;
      const bool taken = std::any_of(modules_.begin(), modules_.end(), [&](const Module &m) { return m.path == r.path; });
      Module m;
      if (!taken && readModule(absolutePath(r.dir), &m, false)) m.path = r.path, modules_.push_back(std::move(m));
      r.used = more = true;
    }
  }
}

// The folder of a package of one of the modules: of that with the longest path, if several could have it.
std::string Loader::folderInModules(const std::string &path) const {
  std::string best;
  size_t longest = 0;
  for (const Module &m : modules_) {
    if (!hasPathPrefix(path, m.path) || m.path.size() < longest) continue;
    const std::string dir = m.dir + path.substr(m.path.size());
    if (hasGoFile(dir)) best = dir, longest = m.path.size();
  }
  return best;
}

// Why no module has a package.
std::string Loader::notInModules(const LoadedPackage *from, const std::string &path) const {
  for (const Replaced &r : replaced_) {
    if (!hasPathPrefix(path, r.path)) continue;
    const std::string dir = absolutePath(r.dir);
    if (!r.used && hasGoFile(dir + path.substr(r.path.size())))
      return "module " + r.path + " provides package " + path + " and is replaced but not required; to add it:\n\tgo get " + path;
    if (r.used && !pathExists(dir + "/go.mod"))
      return r.path + "@" + *required_.at(r.path).rbegin() + " (replaced by " + r.written + "): reading " + shortPath(dir + "/go.mod") +
             ": open " + dir + "/go.mod: no such file or directory";
  }
  const Module *own = inWorkspace_ ? moduleIn(moduleDir_) : nullptr;
  const bool elsewhere = own && from->program && !hasPathPrefix(currentDir(), own->dir);
  return "no required module provides package " + path + "; to add it:\n\t" + (elsewhere ? "cd " + own->dir + "\n\t" : "") + "go get " +
         path;
}

} // namespace frontend
