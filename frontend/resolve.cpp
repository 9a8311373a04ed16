// frontend/resolve.cpp: from an import to a folder (Loader, load.h).
//
// In the order of events: the paths in files; each leads to a package (import), which is there already, is loaded
// (load.cpp), or does not exist; may the importer have it (internal and vendor folders)? From a path to a folder there are
// several ways, tried in this order: what is being tested; relative paths; vendor folders; std with its overlay; modules
// (modules.cpp); GOPATH.
// Mirrors go/build (Import) and cmd/go/internal/load (messages, disallowInternal).
#include "frontend/files.h"
#include "frontend/load.h"
#include "frontend/unicode.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace frontend {

// ---- paths

// Removes ".", ".." and double slashes.
static std::string cleanPath(const std::string &path) {
  std::vector<std::string> parts;
  for (size_t b = 0; b < path.size();) {
    size_t e = std::min(path.find('/', b), path.size());
    std::string part = path.substr(b, e - b);
    if (part == ".." && !parts.empty())
      parts.pop_back();
    else if (!part.empty() && part != "." && part != "..")
      parts.push_back(part);
    b = e + 1;
  }
  std::string out;
  for (const std::string &p : parts) out += "/" + p;
  return out.empty() ? "/" : out;
}

std::string absolutePath(const std::string &path) { return cleanPath(path.empty() || path[0] != '/' ? currentDir() + "/" + path : path); }

std::string dirOf(const std::string &path) {
  size_t slash = path.rfind('/');
  return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}
std::string baseOf(const std::string &path) { return path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1); }

std::vector<std::string> goFilesIn(const std::string &dir) {
  std::vector<std::string> names;
  for (std::string &n : listFolder(dir))
    if (n.ends_with(".go") && !n.ends_with("_test.go") && n[0] != '_' && n[0] != '.') names.push_back(std::move(n));
  return names;
}

// ---- imports of files

std::string importPath(const BasicLit *lit) {
  Str s = lit->value;
  if (lit->bad || s.size() < 3) return "";
  s = s.substr(1, s.size() - 2);
  if (s.find("//") != s.npos) return "";
  for (unsigned char c : s)
    if (c <= ' ' || c == 0x7F || strchr("!\"#$%&'()*,:;<=>?[\\]^`{|}", c)) return "";
  return s[0] == '/' ? "" : std::string(s);
}

// By path, as the go command goes through them; of equal ones the first.
std::vector<Loader::Import> Loader::inOrder(std::vector<Import> imports) {
  std::stable_sort(imports.begin(), imports.end(), [](const Import &a, const Import &b) { return a.path < b.path; });
  imports.erase(std::unique(imports.begin(), imports.end(), [](const Import &a, const Import &b) { return a.path == b.path; }),
                imports.end());
  if (!imports.empty() && imports[0].path.empty()) imports.erase(imports.begin());
  return imports;
}

std::vector<Loader::Import> Loader::importsOf(const std::vector<File *> &files) {
  std::vector<Import> out;
  for (const File *f : files)
    for (const Decl *d : f->decls)
      if (auto *i = dynImportDecl(d); i && i->path) out.push_back({importPath(i->path), i->path->pos});
  return inOrder(std::move(out));
}

std::vector<Loader::Import> Loader::importsOf(const std::vector<ImportSection> &sections) {
  std::vector<Import> out;
  for (const ImportSection &s : sections)
    for (const ImportSection::Import &i : s.imports) out.push_back({i.path, i.pos});
  return inOrder(std::move(out));
}

bool Loader::loadImports(LoadedPackage *p, const std::vector<Import> &imports) {
  bool ok = true;
  for (const Import &imp : imports) {
    const size_t errors = diags_.errors();
    Package *q = import(p, imp);
    ok &= q != nullptr || (conf_.compilerMode && diags_.errors() == errors);
    if (q) p->importMap[imp.path] = q;
  }
  return ok;
}

// "package a\n\timports b\n\timports c"
std::string Loader::importStack(const std::string &last) const {
  std::string s;
  for (const std::string &path : stack_) s += (s.empty() ? "package " : "\n\timports ") + path;
  return last.empty() ? s : s + (s.empty() ? "package " : "\n\timports ") + last;
}

// Of a package only the first error counts; it is shown behind those of its imports.
void Loader::setError(LoadedPackage *p, Pos pos, std::string text) {
  if (p->error.text.empty()) p->error = {pos, std::move(text)};
}

// A path that leads nowhere: said once, however often it is imported.
Package *Loader::missing(const Import &imp, const std::string &what) {
  if (!conf_.compilerMode && missing_.insert(imp.path).second) diags_.commandError(imp.pos, what);
  return nullptr;
}

Package *Loader::import(LoadedPackage *from, const Import &imp) {
  if (imp.path == "unsafe") {
    initUniverse();
    return unsafePackage;
  }
  if (imp.path == "C") return missing(imp, "import \"C\": cgo is not supported");
  if (imp.path.find('@') != imp.path.npos)
    return missing({imp.path, Pos{}},
                   importStack(imp.path) + ": can only use path@version syntax with 'go get' and 'go install' in module-aware mode");
  Target t;
  std::string error;
  if (!resolve(from, imp.path, &t, &error)) return missing(imp, error);
  LoadedPackage *p;
  if (auto it = loaded_.find(t.key); it == loaded_.end()) {
    p = takeOver(t);
    if (!p) p = loadDir(t, imp);
  } else if (p = it->second; p && !p->done) {
    setError(p, Pos{}, importStack(imp.path) + ": import cycle not allowed");
    return nullptr;
  }
  if (!p) return nullptr;
  if (!from->pkg->stdlib && !conf_.compilerMode) checkImport(from, p, imp);
  if (std::find(from->imports.begin(), from->imports.end(), p) == from->imports.end()) from->imports.push_back(p);
  return p->pkg;
}

// ---- who may import what

// The last element "internal" of a path; npos if there is none.
static size_t findInternal(const std::string &path) {
  const std::string word = "internal";
  for (size_t i = path.rfind(word); i != path.npos; i = i == 0 ? path.npos : path.rfind(word, i - 1))
    if ((i == 0 || path[i - 1] == '/') && (i + word.size() == path.size() || path[i + word.size()] == '/')) return i;
  return path.npos;
}

bool hasPathPrefix(const std::string &path, const std::string &prefix) {
  return prefix.empty() || path == prefix || path.rfind(prefix + "/", 0) == 0;
}

static std::string realPath(const std::string &path) {
  char *r = realpath(path.c_str(), nullptr);
  std::string s = r ? r : path;
  free(r);
  return s;
}

bool Loader::mayImportInternal(const LoadedPackage *from, const LoadedPackage *p) const {
  std::string path(p->pkg->path);
  size_t i = findInternal(path);
  if (i == path.npos || conf_.mayImportInternal || (from->program && !conf_.test.path.empty())) return true;
  const std::string parent = path.substr(0, i == 0 ? 0 : i - 1);
  if (p->pkg->stdlib) return hasPathPrefix(realPath(from->dir), realPath(conf_.goroot + "/src" + (parent.empty() ? "" : "/" + parent)));
  if (modulePath_.empty()) return true;
  std::string importer(from->pkg->path);
  if (!conf_.test.path.empty() && importer == conf_.test.path + "_test") importer = conf_.test.path; // as if it were in that package
  if (!from->program) return hasPathPrefix(importer, parent);
  return hasPathPrefix(from->dir, moduleDir_) && hasPathPrefix(modulePath_ + from->dir.substr(moduleDir_.size()), parent);
}

void Loader::checkImport(LoadedPackage *from, LoadedPackage *p, const Import &imp) {
  size_t vendor = imp.path.rfind("/vendor/");
  vendor = vendor != imp.path.npos ? vendor + 1 : imp.path.rfind("vendor/", 0) == 0 ? 0 : imp.path.npos;
  if (p->error.text.empty() && !mayImportInternal(from, p))
    setError(from, Pos{},
             importStack("") + "\n\t" + commandPosition(imp.pos) + ": use of internal package " + std::string(p->pkg->path) +
                 " not allowed");
  else if (vendor != imp.path.npos && p->pkg->stdlib)
    setError(from, imp.pos, "use of vendored package not allowed");
  else if (vendor != imp.path.npos)
    setError(from, imp.pos, imp.path + " must be imported as " + imp.path.substr(vendor + 7));
  else if (p->pkg->name == "main" && p->dir != from->dir)
    setError(from, imp.pos, "import \"" + imp.path + "\" is a program, not an importable package");
}

// ---- from a path to a folder

static bool isRelative(const std::string &p) { return p.rfind("./", 0) == 0 || p.rfind("../", 0) == 0 || p == "." || p == ".."; }

// The path of a package imported by a relative path: with -D what the compiler makes of it, else what the go command does.
std::string Loader::relativeKey(const std::string &dir) const {
  if (!conf_.localPrefix.empty() && main_ && hasPathPrefix(dir, main_->dir)) return conf_.localPrefix + dir.substr(main_->dir.size());
  return "_" + dir;
}

bool Loader::resolveRelative(LoadedPackage *from, const std::string &path, Target *t, std::string *error) {
  std::string src = conf_.goroot + "/src/";
  t->where = Where::Relative;
  t->dir = cleanPath(from->dir + "/" + path);
  if (t->dir.rfind(src, 0) == 0)
    *t = {t->dir.substr(src.size()), t->dir, "", Where::Std};
  else
    t->key = relativeKey(t->dir);
  if (isDirectory(t->dir)) return true;
  if (!pathExists(t->dir + ".go")) {
    *error = "cannot find package \".\" in:\n\t" + t->dir;
    return false;
  }
  t->firstFile = baseOf(t->dir) + ".go";
  t->dir = dirOf(t->dir);
  return true;
}

// What is wrong with an element of an import path (golang.org/x/mod/module, checkElem); empty: nothing.
static std::string badElement(const std::string &elem) {
  if (elem.empty()) return "empty path element";
  if (elem.find_first_not_of('.') == elem.npos) return "invalid path element " + quoteString(elem);
  if (elem.back() == '.') return "trailing dot in path element";
  for (size_t i = 0; i < elem.size();) {
    unsigned width = 1;
    const uint32_t r = decodeRune(std::string_view(elem).substr(i), &width);
    if (r >= 0x80 || (!isalnum(int(r)) && !strchr("-._~+", int(r)))) return "invalid char " + quoteRune(r);
    i += width;
  }
  const std::string stem = elem.substr(0, elem.find('.'));
  std::string upper = stem;
  for (char &c : upper) c = char(toupper(c));
  const bool numbered =
      upper.size() == 4 && (upper.rfind("COM", 0) == 0 || upper.rfind("LPT", 0) == 0) && upper[3] >= '1' && upper[3] <= '9';
  if (numbered || upper == "CON" || upper == "PRN" || upper == "AUX" || upper == "NUL")
    return quoteString(stem) + " disallowed as path element component on Windows";
  size_t tilde = stem.rfind('~');
  if (tilde != stem.npos && tilde + 1 < stem.size() && stem.find_first_not_of("0123456789", tilde + 1) == stem.npos)
    return "trailing tilde and digits in path element";
  return "";
}

// Why a path could not name a package anywhere; empty: it could.
static std::string malformedPath(const std::string &path) {
  if (path[0] == '/') return quoteString(path) + " is not a package path; see 'go help packages'";
  if (path == "std" || path == "cmd" || path == "all") return quoteString(path) + " is not an importable package; see 'go help packages'";
  std::string why = path[0] == '-'                 ? "leading dash"
                    : path.find("//") != path.npos ? "double slash"
                    : path.back() == '/'           ? "trailing slash"
                                                   : "";
  for (size_t b = 0; b <= path.size() && why.empty();) {
    size_t e = std::min(path.find('/', b), path.size());
    why = badElement(path.substr(b, e - b));
    b = e + 1;
  }
  return why.empty() ? "" : "malformed import path " + quoteString(path) + ": " + why;
}

// Paths of std have no dot in their first element.
static bool outsideStd(const std::string &path) { return path.substr(0, path.find('/')).find('.') != path.npos; }

// Why nothing provides a package.
std::string Loader::unprovided(const LoadedPackage *from, const std::string &path) const {
  if (conf_.gopathMode) {
    std::string s = "cannot find package \"" + path + "\" in any of:\n\t" + conf_.goroot + "/src/" + path + " (from $GOROOT)";
    for (size_t i = 0; i < conf_.gopath.size(); i++) s += "\n\t" + conf_.gopath[i] + "/src/" + path + (i == 0 ? " (from $GOPATH)" : "");
    return s;
  }
  if (!outsideStd(path)) return "package " + path + " is not in std (" + conf_.goroot + "/src/" + path + ")";
  if (!modules_.empty()) return notInModules(from, path);
  return "no required module provides package " + path +
         ": go.mod file not found in current directory or any parent directory; see 'go help modules'";
}

bool hasGoFile(const std::string &dir) {
  const std::vector<std::string> names = listFolder(dir);
  return std::any_of(names.begin(), names.end(), [](const std::string &n) { return n.ends_with(".go"); });
}

// The package that is tested, and its external tests.
bool Loader::resolveTested(LoadedPackage *from, const std::string &path, Target *t, std::string *error) {
  const TestVariant &test = conf_.test;
  if (path == test.path + "_test") {
    if (!resolveTested(from, test.path, t, error)) return false;
    t->key += "_test", t->overlayDir.clear(), t->external = true;
    return true;
  }
  std::string src = conf_.goroot + "/src/";
  if (test.dir.rfind(src, 0) == 0) {
    std::string overlay = conf_.overlay + "/" + path;
    *t = {path, test.dir, isDirectory(overlay) ? overlay : "", Where::Std};
  } else
    *t = {path, test.dir, "", modulePath_.empty() ? Where::Relative : Where::Module};
  return true;
}

// A package of a module, or of the vendor folder of the program's; a workspace's modules do not use theirs.
bool Loader::resolveInModules(const std::string &path, Target *t) const {
  *t = {path, folderInModules(path), "", Where::Module};
  if (!t->dir.empty()) return true;
  if (modulePath_.empty() || inWorkspace_) return false;
  t->dir = moduleDir_ + "/vendor/" + path;
  return outsideStd(path) && pathExists(moduleDir_ + "/vendor/modules.txt") && hasGoFile(t->dir);
}

// GOPATH mode: from the importer's folder up to src, a folder vendor may have the package.
bool Loader::resolveVendored(const LoadedPackage *from, const std::string &path, Target *t) const {
  for (const std::string &root : conf_.gopath) {
    const std::string src = root + "/src";
    if (!hasPathPrefix(from->dir, src)) continue;
    for (std::string d = from->dir; hasPathPrefix(d, src); d = dirOf(d)) {
      const std::string dir = d + "/vendor/" + path;
      *t = {dir.substr(src.size() + 1), dir, "", Where::Module};
      if (isDirectory(d + "/vendor") && hasGoFile(dir)) return true;
    }
  }
  return false;
}

bool Loader::resolveInGopath(const std::string &path, Target *t) const {
  for (const std::string &root : conf_.gopath) {
    *t = {path, root + "/src/" + path, "", Where::Module};
    if (hasGoFile(t->dir)) return true;
  }
  return false;
}

// Go's commands have a vendor folder of their own.
bool Loader::isCommandOfGo(const LoadedPackage *p) const {
  if (p->pkg->stdlib && p != main_) return hasPathPrefix(std::string(p->pkg->path), "cmd");
  return hasPathPrefix(p->dir, conf_.goroot + "/src/cmd") || hasPathPrefix(p->dir, conf_.overlay + "/cmd");
}

bool Loader::resolve(LoadedPackage *from, const std::string &path, Target *t, std::string *error) {
  if (!conf_.test.path.empty() && (path == conf_.test.path || (from == main_ && path == conf_.test.path + "_test")))
    return resolveTested(from, path, t, error);
  std::string src = conf_.goroot + "/src/";
  if (const std::string &prefix = conf_.localPrefix; !prefix.empty() && !from->pkg->stdlib && path.rfind(prefix + "/", 0) == 0)
    return resolveRelative(main_, "." + path.substr(prefix.size()), t, error);
  if (isRelative(path) && (modulePath_.empty() || from->pkg->stdlib || conf_.compilerMode)) return resolveRelative(from, path, t, error);
  if (isRelative(path))
    *error = quoteString(path) + " is relative, but relative import paths are not supported in module mode";
  else if (!from->pkg->stdlib)
    *error = malformedPath(path);
  if (!error->empty()) return false;
  auto found = [&](const std::string &key) {
    std::string overlay = conf_.overlay + "/" + key;
    bool inOverlay = isDirectory(overlay), inRoot = isDirectory(src + key);
    *t = {key, inRoot ? src + key : "", inOverlay ? overlay : "", Where::Std};
    return inOverlay || inRoot;
  };
  if (outsideStd(path) && isCommandOfGo(from) && found("cmd/vendor/" + path)) return true;
  if (from->pkg->stdlib && found("vendor/" + path)) return true;
  // The overlay provides a few packages that are not of std: the module's own, or a copy it keeps, goes first.
  if (!from->pkg->stdlib && resolveVendored(from, path, t)) return true;
  if (!from->pkg->stdlib && outsideStd(path) && (resolveInModules(path, t) || resolveInGopath(path, t))) return true;
  if (found(path) || (!from->pkg->stdlib && (resolveInModules(path, t) || resolveInGopath(path, t)))) return true;
  *error = unprovided(from, path);
  return false;
}

} // namespace frontend
