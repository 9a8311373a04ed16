// frontend/load.cpp: see load.h.
#include "frontend/load.h"
#include "frontend/embed.h"
#include "frontend/files.h"
#include "frontend/godebug.h"
#include "frontend/lexer.h"
#include "frontend/overlay.h"
#include "frontend/unicode.h"
#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

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

static std::string dirOf(const std::string &path) {
  size_t slash = path.rfind('/');
  return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}
static std::string baseOf(const std::string &path) { return path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1); }

static bool endsWith(const std::string &s, const char *suffix) {
  size_t n = strlen(suffix);
  return s.size() >= n && s.compare(s.size() - n, n, suffix) == 0;
}

std::vector<std::string> goFilesIn(const std::string &dir) {
  std::vector<std::string> names;
  for (std::string &n : listFolder(dir))
    if (endsWith(n, ".go") && !endsWith(n, "_test.go") && n[0] != '_' && n[0] != '.') names.push_back(std::move(n));
  return names;
}

std::string LoadedPackage::headerPath() const {
  if (!program) return std::string(pkg->path) + variant;
  return importPath.empty() ? "command-line-arguments" : importPath;
}

// ---- imports of files

// The text between the quotes of an import path; empty if it is not a path that could be looked up (the checker says why).
static std::string importPath(const BasicLit *lit) {
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

static bool hasPathPrefix(const std::string &path, const std::string &prefix) {
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

void Loader::findModule(const std::string &dir) {
  if (conf_.gopathMode) return;
  for (std::string d = dir;; d = dirOf(d)) {
    std::string text;
    if (readFile(d + "/go.mod", &text)) {
      size_t at = text.rfind("module ", 0) == 0 ? 0 : text.find("\nmodule ");
      if (at == text.npos) return;
      at = text.find("module ", at) + 7;
      modulePath_ = text.substr(at, text.find_first_of(" \t\r\n", at) - at);
      moduleDir_ = d;
      size_t go = text.find("\ngo 1.");
      moduleGoVersion_ = go == text.npos ? "go1.16" : "go" + text.substr(go + 4, text.find_first_not_of("0123456789", go + 6) - (go + 4));
      return;
    }
    if (d == "/") return;
  }
}

// The path of a package imported by a relative path: not importable otherwise. Go's own tests expect "test/a".
static std::string relativeKey(const std::string &dir, const std::string &mainDir) {
  size_t test = mainDir.find("/go-1.22/test/");
  return test != mainDir.npos && dir.rfind(mainDir + "/", 0) == 0 ? "test" + dir.substr(mainDir.size()) : "_" + dir;
}

bool Loader::resolveRelative(LoadedPackage *from, const std::string &path, Target *t, std::string *error) {
  std::string src = conf_.goroot + "/src/";
  t->where = Where::Relative;
  t->dir = cleanPath(from->dir + "/" + path);
  if (t->dir.rfind(src, 0) == 0)
    *t = {t->dir.substr(src.size()), t->dir, "", Where::Std};
  else
    t->key = relativeKey(t->dir, main_ ? main_->dir : from->dir);
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
std::string Loader::unprovided(const std::string &path) const {
  if (conf_.gopathMode) {
    std::string s = "cannot find package \"" + path + "\" in any of:\n\t" + conf_.goroot + "/src/" + path + " (from $GOROOT)";
    for (size_t i = 0; i < conf_.gopath.size(); i++) s += "\n\t" + conf_.gopath[i] + "/src/" + path + (i == 0 ? " (from $GOPATH)" : "");
    return s;
  }
  if (!outsideStd(path)) return "package " + path + " is not in std (" + conf_.goroot + "/src/" + path + ")";
  if (!modulePath_.empty()) return "no required module provides package " + path + "; to add it:\n\tgo get " + path;
  return "no required module provides package " + path +
         ": go.mod file not found in current directory or any parent directory; see 'go help modules'";
}

static bool hasGoFile(const std::string &dir) {
  const std::vector<std::string> names = listFolder(dir);
  return std::any_of(names.begin(), names.end(), [](const std::string &n) { return endsWith(n, ".go"); });
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

// A package of the program's module, or of its vendor folder.
bool Loader::resolveInModule(const std::string &path, Target *t) const {
  if (modulePath_.empty()) return false;
  if (hasPathPrefix(path, modulePath_)) {
    *t = {path, moduleDir_ + path.substr(modulePath_.size()), "", Where::Module};
    if (hasGoFile(t->dir)) return true;
  }
  *t = {path, moduleDir_ + "/vendor/" + path, "", Where::Module};
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
  if (path.rfind("test/", 0) == 0 && from->dir.find("/go-1.22/test/") != from->dir.npos)
    return resolveRelative(from, "./" + path.substr(5), t, error);
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
  if (!from->pkg->stdlib && outsideStd(path) && (resolveInModule(path, t) || resolveInGopath(path, t))) return true;
  if (found(path) || (!from->pkg->stdlib && (resolveInModule(path, t) || resolveInGopath(path, t)))) return true;
  *error = unprovided(path);
  return false;
}

// ---- loading a folder

File *Loader::parseOne(const std::string &path, std::string text) {
  SourceFile *s = sources().addText("", path, std::move(text));
  if (!s) {
    diags_.commandError("open " + path + ": the program's sources are too large");
    return nullptr;
  }
  return conf_.parse(*s, diags_);
}

// The name after `package` in a file; empty if there is none.
static std::string packageNameOf(const std::string &path) {
  std::string text;
  if (!readFile(path, &text)) return "";
  Diagnostics none;
  none.quiet = true;
  SourceFile *s = sources().addText(path, path, std::move(text));
  if (!s) return "";
  Lexer lexer(*s, none);
  if (lexer.next().kind != Tok::Package) return "";
  return std::string(lexer.next().text);
}

// The files beside `first` that belong to the same package: Go's test suite keeps several packages in one folder, and
// imports one by its first file ("./a" is a.go and what goes with it).
static std::vector<std::string> samePackageFiles(const std::string &dir, const std::string &first) {
  std::string name = packageNameOf(dir + "/" + first);
  std::vector<std::string> all = goFilesIn(dir);
  all.erase(
      std::remove_if(all.begin(), all.end(), [&](const std::string &f) { return f != first && packageNameOf(dir + "/" + f) != name; }),
      all.end());
  return all;
}

std::vector<std::string> Loader::candidates(const Target &t, const std::string &dir) const {
  if (t.external) return conf_.test.external;
  if (!conf_.test.path.empty() && t.key == conf_.test.path && dir == t.dir) {
    std::vector<std::string> names = conf_.test.named ? conf_.test.files : goFilesIn(dir);
    names.insert(names.end(), conf_.test.own.begin(), conf_.test.own.end());
    return names;
  }
  if (t.firstFile.empty()) return goFilesIn(dir);
  return conf_.singleFilePackages ? std::vector<std::string>{t.firstFile} : samePackageFiles(dir, t.firstFile);
}

// The files of a folder that belong to this build. *noFiles: why there are none.
std::vector<std::string> Loader::selectFiles(const Target &t, const std::string &dir, bool overlay, std::string *noFiles) {
  const bool contextC = t.where == Where::Std && !overlay && usesContextC(t.external ? conf_.test.path : t.key);
  BuildContext ctx = contextC ? buildContextC() : buildContextB();
  ctx.tags.insert(conf_.tags.begin(), conf_.tags.end());
  const std::vector<std::string> all = candidates(t, dir);
  std::vector<std::string> out;
  for (const std::string &name : all) {
    std::string text, error;
    if (!matchFileName(name, ctx) || !readFile(dir + "/" + name, &text)) continue;
    if (matchFile(name, text, ctx, &error))
      out.push_back(name);
    else if (!error.empty())
      diags_.commandError(shortPath(dir + "/" + name) + ": " + error);
  }
  if (out.empty()) *noFiles = all.empty() ? "no Go files in " + dir : "build constraints exclude all Go files in " + dir;
  return out;
}

bool Loader::samePackage(const std::vector<File *> &files, const std::string &dir) {
  for (const File *f : files)
    if (f->pkgName->value != files[0]->pkgName->value) {
      auto show = [](const File *f) { return std::string(f->pkgName->value) + " (" + baseOf(sources().file(f->fileIndex).path()) + ")"; };
      diags_.commandError("found packages " + show(files[0]) + " and " + show(f) + " in " + dir);
      return false;
    }
  return true;
}

// Reads the import sections. What is wrong with the first bad file becomes the package's error; files that belong to no
// build are dropped, those that constraints exclude unless they were named.
std::vector<ImportSection> Loader::readSections(std::vector<SourceFile *> *files, Pos importer, bool shebang, LoadedPackage *p) {
  std::vector<ImportSection> sections;
  std::vector<SourceFile *> kept;
  BuildContext ctx = buildContextB();
  ctx.tags.insert(conf_.tags.begin(), conf_.tags.end());
  std::string first;
  for (SourceFile *f : *files) {
    ImportSection s = readImportSection(*f, shebang);
    const std::string base = baseOf(f->path());
    std::string constraint;
    const bool named = p->program && !conf_.folder;
    const bool match = matchFile(base, f->text(), ctx, &constraint) || named;
    if (s.hasNul || !constraint.empty()) {
      setError(p, importer, s.hasNul ? s.error : base + ": " + constraint);
      continue;
    }
    if (!match || s.ignored()) continue;
    if (!s.error.empty() && p->error.text.empty()) {
      p->error = {s.errorPos.valid() ? s.errorPos : importer, s.error};
      p->error.pastLineEnd = s.pastLineEnd;
    }
    if (first.empty())
      first = base;
    else if (s.package != sections[0].package)
      setError(p, importer, "found packages " + sections[0].package + " (" + first + ") and " + s.package + " (" + base + ") in " + p->dir);
    sections.push_back(std::move(s));
    kept.push_back(f);
  }
  *files = kept;
  return sections;
}

// The version whose behaviour a program begins with: that of go.mod, ours outside of modules, and that of the last days
// before modules where the go command is told that there are none.
std::string Loader::programAge() const {
  const char *modules = getenv("GO111MODULE");
  if (modules && std::string_view(modules) == "off") return "go1.16";
  return modulePath_.empty() ? "" : moduleGoVersion_;
}

// The //go:debug lines. What is wrong with them keeps a compiler from being started, like syntax errors.
void Loader::readGodebug(const std::vector<ImportSection> &sections, LoadedPackage *p) {
  GodebugLines lines;
  for (const ImportSection &s : sections)
    for (const ImportSection::Directive &d : s.directives) lines.add(d);
  if (p->program) godebugDefault_ = lines.defaults(programAge());
  if (lines.errors().empty()) return;
  diags_.setPackage(p->headerPath());
  diags_.hold();
  for (const GodebugLines::Error &e : lines.errors()) diags_.error(e.pos, e.msg);
  p->held = diags_.take();
  p->parsed = false;
}

// The files that the //go:embed directives of a package name. As with the go command, directives of files that do not
// import "embed" do not count, nor do badly written ones: they are the compiler's business.
void Loader::resolveEmbeds(LoadedPackage *p, const std::vector<File *> &files) {
  std::map<std::string, Pos> patterns; // -> first use
  for (const File *f : files) {
    bool imported = std::any_of(f->decls.begin(), f->decls.end(), [](const Decl *d) {
      auto *i = dynImportDecl(d);
      return i && i->path && importPath(i->path) == "embed";
    });
    for (const Directive &d : f->directives) {
      std::vector<EmbedPattern> list;
      std::string ignored;
      if (!imported || d.name != "go:embed" || !parseEmbedPatterns(d.args, &list, &ignored)) continue;
      const SourceFile &s = sources().file(f->fileIndex);
      for (const EmbedPattern &e : list) patterns.emplace(e.text, s.at(size_t(d.args.data() - s.data()) + e.offset));
    }
  }
  for (auto &[pattern, pos] : patterns)
    if (std::string why; !resolveEmbed(p->dir, pattern, &p->pkg->embedded[pattern], &why))
      return setError(p, pos, "pattern " + pattern + ": " + why);
}

// Fills in the package and follows its imports.
bool Loader::addMember(const std::vector<File *> &files, const std::vector<Import> &imports, const Target &t, LoadedPackage *p) {
  Package *pkg = p->pkg;
  pkg->dir = p->dir;
  const bool ofModule = t.where == Where::Module || (p->program && conf_.folder && conf_.goVersion.empty());
  pkg->goVersion = intern(ofModule ? moduleGoVersion_ : conf_.goVersion);
  pkg->stdlib = t.where == Where::Std;
  if (pkg->stdlib) pkg->goVersion = "go1.22";
  for (File *f : files) pkg->files.push_back(f);
  stack_.push_back(p->headerPath());
  if (!conf_.compilerMode) resolveEmbeds(p, files);
  bool ok = loadImports(p, imports);
  stack_.pop_back();
  if (!p->error.text.empty()) diags_.commandError(p->error.pos, p->error.text, p->error.pastLineEnd);
  for (LoadedPackage *q : p->imports) pkg->imports.push_back(q->pkg);
  p->done = true;
  order_.push_back(p);
  return ok && p->error.text.empty();
}

LoadedPackage *Loader::loadDir(const Target &t, const Import &imp) {
  auto *p = loaded_[t.key] = new LoadedPackage;
  p->pkg = new Package;
  p->pkg->path = intern(t.key);
  p->dir = t.dir.empty() ? t.overlayDir : t.dir;
  if (t.external || (t.key == conf_.test.path && !conf_.test.own.empty())) p->variant = " [" + conf_.test.path + ".test]";
  diags_.setPackage(p->headerPath());
  NoteAnswers note(&p->asked);
  // A failed load stays null: reported once.
  if (t.where == Where::Std || conf_.compilerMode ? !loadStd(t, imp, p) : !loadUser(t, imp, p)) p = loaded_[t.key] = nullptr;
  return p;
}

LoadedPackage *Loader::takeOver(const Target &t) {
  if (!kept_ || t.where != Where::Std || !t.firstFile.empty()) return nullptr;
  auto it = kept_->loaded_.find(t.key);
  if (it == kept_->loaded_.end() || !it->second || !it->second->checked) return nullptr;
  takeOver(it->second);
  return it->second;
}

// In the order in which they would have been loaded.
void Loader::takeOver(LoadedPackage *p) {
  if (p->takenOver) return;
  p->takenOver = true;
  stdChanged_ |= !askAgain(p->asked);
  for (LoadedPackage *q : p->imports) takeOver(q);
  order_.push_back(p);
}

// A package of std, with what the overlay puts in place of it. Its files are taken to be without fault.
bool Loader::loadStd(const Target &t, const Import &imp, LoadedPackage *p) {
  const size_t errorsBefore = diags_.errors();
  auto parseAll = [&](const std::string &dir, const std::vector<std::string> &names, const OverlaySpec *spec) {
    std::vector<File *> files;
    for (const std::string &n : names) {
      std::string text;
      if ((spec && spec->replaces(n)) || !readFile(dir + "/" + n, &text)) continue;
      if (auto it = conf_.test.covered.find(dir + "/" + n); it != conf_.test.covered.end()) text = it->second;
      File *f = parseOne(dir + "/" + n, std::move(text));
      if (f) files.push_back(f);
    }
    return files;
  };
  std::string noFiles;
  OverlaySpec spec;
  std::vector<File *> files;
  if (!t.overlayDir.empty()) {
    files = parseAll(t.overlayDir, selectFiles(t, t.overlayDir, true, &noFiles), nullptr);
    spec = overlaySpec(files);
    p->pkg->overlay = spec.wholePackage;
  }
  if (!t.dir.empty() && !spec.wholePackage) {
    std::vector<File *> real = parseAll(t.dir, selectFiles(t, t.dir, false, &noFiles), &spec);
    for (File *f : real) applyOverlay(spec, f);
    files.insert(files.end(), real.begin(), real.end());
  }
  if (diags_.errors() != errorsBefore) {
    diags_.flush();
    return false;
  }
  if (files.empty()) {
    diags_.commandError(importStack(imp.path) + ": " + (noFiles.empty() ? "no Go files in " + p->dir : noFiles));
    return false;
  }
  if (!samePackage(files, p->dir)) return false;
  p->pkg->name = files[0]->pkgName->value;
  if (p->pkg->name == "main") return addMember(files, {}, t, p); // a program: only to be refused
  return addMember(files, importsOf(files), t, p);
}

SourceFile *Loader::addSource(const std::string &path, std::string *error) {
  auto it = conf_.test.covered.find(path);
  if (it == conf_.test.covered.end()) return sources().addFile(shortPath(path), path, error);
  std::string text;
  readFile(path, &text); // what the program depends on all the same
  return sources().addText(shortPath(path), path, it->second);
}

// A package of the program's module, or one imported by a relative path.
bool Loader::loadUser(const Target &t, const Import &imp, LoadedPackage *p) {
  std::vector<SourceFile *> files;
  const std::vector<std::string> names = candidates(t, t.dir);
  for (const std::string &n : names) {
    std::string path = t.dir + "/" + n, error;
    if (!matchFileName(n, buildContextB())) continue;
    if (SourceFile *s = addSource(path, &error))
      files.push_back(s);
    else
      setError(p, imp.pos, error);
  }
  std::vector<ImportSection> sections = readSections(&files, imp.pos, false, p);
  if (sections.empty())
    setError(p, Pos{},
             importStack(imp.path) + ": " + (names.empty() ? "no Go files in " : "build constraints exclude all Go files in ") + p->dir);
  else
    p->pkg->name = intern(sections[0].package);
  std::vector<File *> parsed;
  if (p->error.text.empty()) {
    const size_t syntaxErrors = diags_.syntaxErrors();
    diags_.hold();
    for (SourceFile *s : files)
      if (File *f = conf_.parse(*s, diags_)) parsed.push_back(f);
    p->held = diags_.take();
    p->parsed = parsed.size() == files.size() && diags_.syntaxErrors() == syntaxErrors;
    readGodebug(sections, p);
  }
  return addMember(parsed, importsOf(sections), t, p);
}

// ---- the program

bool Loader::loadMain(ProgramFiles program) {
  auto *p = new LoadedPackage;
  auto dirOfFile = [](const SourceFile *f) { return dirOf(f->path()); };
  p->dir = dirOfFile(program.sources[0]);
  for (const SourceFile *f : program.sources)
    if (dirOfFile(f) != p->dir) {
      std::string cwd = currentDir();
      auto show = [&](const std::string &d) { return d == cwd ? std::string(".") : shortPath(d); };
      diags_.commandError("named files must all be in one directory; have " + show(p->dir) + " and " + show(dirOfFile(f)));
      return false;
    }
  findModule(p->dir);
  if (conf_.folder && !modulePath_.empty()) {
    p->importPath = modulePath_ + p->dir.substr(moduleDir_ == "/" ? 0 : moduleDir_.size());
    p->module = modulePath_;
  }
  for (const std::string &root : conf_.gopath)
    if (conf_.folder && p->dir.rfind(root + "/src/", 0) == 0 && p->importPath.empty()) p->importPath = p->dir.substr(root.size() + 5);
  p->pkg = new Package;
  p->program = true;
  if (!conf_.test.path.empty()) p->importPath = conf_.test.path + ".test";
  main_ = p;
  Target t{p->headerPath(), p->dir, "", Where::Relative};
  loaded_[t.key] = p;
  bool ok = conf_.compilerMode ? loadParsed(std::move(program), t, p) : loadSources(std::move(program), t, p);
  diags_.setPackage(p->headerPath());
  return ok;
}

bool Loader::loadParsed(ProgramFiles program, const Target &t, LoadedPackage *p) {
  const std::vector<File *> &files = program.files;
  p->held = std::move(program.held);
  if (!samePackage(files, p->dir)) return false;
  p->pkg->path = p->pkg->name = files[0]->pkgName->value; // "main", unless it is only to be checked
  return addMember(files, importsOf(files), t, p);
}

bool Loader::loadSources(ProgramFiles program, const Target &t, LoadedPackage *p) {
  std::vector<SourceFile *> files = program.sources;
  std::vector<ImportSection> sections = readSections(&files, Pos{}, program.shebang, p);
  if (sections.empty()) setError(p, Pos{}, "package " + p->headerPath() + ": build constraints exclude all Go files in " + p->dir);
  // Where the command line names files, the go command reads them once more before, to look for modules.
  if (!conf_.folder)
    for (const SourceFile *f : program.sources)
      if (ImportSection s = readImportSection(*f, program.shebang); s.hasNul) {
        diags_.commandError("go: reading " + commandPath(*f) + ": unexpected NUL in input");
        return false;
      }
  if (!sections.empty()) p->pkg->name = intern(sections[0].package);
  p->pkg->path = p->pkg->name;
  p->held = std::move(program.held);
  p->parsed = program.parsed;
  readGodebug(sections, p);
  std::vector<File *> parsed;
  for (File *f : program.files)
    if (std::find(files.begin(), files.end(), &sources().file(f->fileIndex)) != files.end()) parsed.push_back(f);
  return addMember(parsed, importsOf(sections), t, p);
}

bool Loader::require(const std::string &path) {
  stack_.push_back("command-line-arguments");
  LoadedPackage any;
  Package pkg;
  pkg.stdlib = true;
  any.pkg = &pkg;
  bool ok = import(&any, {path, Pos{}}) != nullptr;
  stack_.pop_back();
  return ok;
}

void Loader::keep() {
  setAnswersAside();
  for (auto &[path, p] : loaded_)
    if (p) p->asked = shortened(p->asked);
}

void Loader::requireAll() {
  const std::string src = conf_.goroot + "/src/";
  std::vector<std::string> folders = listFolder(src);
  while (!folders.empty()) {
    std::string path = std::move(folders.back());
    folders.pop_back();
    if (path == "cmd" || baseOf(path) == "testdata" || baseOf(path)[0] == '_' || baseOf(path)[0] == '.' || !isDirectory(src + path))
      continue;
    for (const std::string &n : listFolder(src + path)) folders.push_back(path + "/" + n);
    if (path != "vendor" && !goFilesIn(src + path).empty()) require(path);
  }
}

} // namespace frontend
