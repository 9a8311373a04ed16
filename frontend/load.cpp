// frontend/load.cpp: see load.h.
#include "frontend/load.h"
#include "frontend/embed.h"
#include "frontend/files.h"
#include "frontend/lexer.h"
#include "frontend/overlay.h"
#include <algorithm>
#include <cstring>
#include <unistd.h>

namespace frontend {

// ---- paths

static std::string currentDir() {
  char buf[4096];
  return getcwd(buf, sizeof buf) ? buf : "/";
}

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

std::string shortPath(const std::string &absolute) {
  std::string cwd = currentDir() + "/", rel;
  size_t common = 0;
  for (size_t i = 0; i < cwd.size() && i < absolute.size() && cwd[i] == absolute[i]; i++)
    if (cwd[i] == '/') common = i + 1;
  for (size_t i = common; i < cwd.size(); i++)
    if (cwd[i] == '/') rel += "../";
  rel += absolute.substr(common);
  return rel.size() < absolute.size() ? rel : absolute;
}

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
  if (!program) return std::string(pkg->path);
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

std::vector<Loader::Import> Loader::importsOf(const std::vector<File *> &files) {
  std::vector<Import> out;
  for (const File *f : files)
    for (const Decl *d : f->decls)
      if (auto *i = dynImportDecl(d); i && i->path) {
        std::string p = importPath(i->path);
        if (!p.empty() && std::none_of(out.begin(), out.end(), [&](const Import &o) { return o.path == p; }))
          out.push_back({p, i->path->pos});
      }
  // The go command reports by path.
  std::sort(out.begin(), out.end(), [](const Import &a, const Import &b) { return a.path < b.path; });
  return out;
}

bool Loader::loadImports(LoadedPackage *p, const std::vector<File *> &files) {
  bool ok = true;
  for (const Import &imp : importsOf(files)) {
    const size_t errors = diags_.errors();
    Package *q = import(p, imp);
    ok &= q != nullptr || (conf_.compilerMode && diags_.errors() == errors);
    if (q) p->importMap[imp.path] = q;
  }
  return ok;
}

// "package a\n\timports b\n\timports c: what"
void Loader::stackError(const Import &imp, const std::string &what) {
  std::string s = "package " + stack_[0];
  for (size_t i = 1; i < stack_.size(); i++) s += "\n\timports " + stack_[i];
  s += "\n\timports " + imp.path + ": " + what;
  diags_.commandError(s);
}

Package *Loader::import(LoadedPackage *from, const Import &imp) {
  if (imp.path == "unsafe") {
    initUniverse();
    return unsafePackage;
  }
  if (imp.path == "C" && conf_.compilerMode) return nullptr;
  if (imp.path == "C") {
    diags_.commandError(imp.pos, "import \"C\": cgo is not supported");
    return nullptr;
  }
  Target t;
  std::string error;
  if (!resolve(from, imp.path, &t, &error)) {
    if (conf_.compilerMode) return nullptr;
    diags_.commandError(imp.pos, error);
    return nullptr;
  }
  LoadedPackage *p;
  if (auto it = loaded_.find(t.key); it != loaded_.end()) {
    p = it->second.get();
    if (p && !done_[p]) {
      stackError(imp, "import cycle not allowed");
      return nullptr;
    }
  } else {
    p = loadDir(t, imp);
  }
  if (!p) return nullptr;
  if (std::find(from->imports.begin(), from->imports.end(), p) == from->imports.end()) from->imports.push_back(p);
  return p->pkg;
}

// ---- from a path to a folder

static bool isRelative(const std::string &p) { return p.rfind("./", 0) == 0 || p.rfind("../", 0) == 0 || p == "." || p == ".."; }

void Loader::findModule(const std::string &dir) {
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

bool Loader::resolve(LoadedPackage *from, const std::string &path, Target *t, std::string *error) {
  std::string src = conf_.goroot + "/src/";
  if (path.rfind("test/", 0) == 0 && from->dir.find("/go-1.22/test/") != from->dir.npos)
    return resolve(from, "./" + path.substr(5), t, error);
  if (isRelative(path) && !modulePath_.empty() && !from->pkg->stdlib && !conf_.compilerMode) {
    *error = "\"" + path + "\" is relative, but relative import paths are not supported in module mode";
    return false;
  }
  if (isRelative(path)) {
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
  if (!modulePath_.empty() && (path == modulePath_ || path.rfind(modulePath_ + "/", 0) == 0)) {
    *t = {path, moduleDir_ + path.substr(modulePath_.size()), "", Where::Module};
    if (isDirectory(t->dir)) return true;
    *error = "no required module provides package " + path + "; to add it:\n\tgo get " + path;
    return false;
  }
  auto found = [&](const std::string &key) {
    std::string overlay = conf_.overlay + "/" + key;
    bool inOverlay = isDirectory(overlay), inRoot = isDirectory(src + key);
    *t = {key, inRoot ? src + key : "", inOverlay ? overlay : "", Where::Std};
    return inOverlay || inRoot;
  };
  if ((from->pkg->stdlib && found("vendor/" + path)) || found(path)) return true;
  if (path.substr(0, path.find('/')).find('.') == path.npos)
    *error = "package " + path + " is not in std (" + src + path + ")";
  else if (!modulePath_.empty())
    *error = "no required module provides package " + path + "; to add it:\n\tgo get " + path;
  else
    *error = "no required module provides package " + path +
             ": go.mod file not found in current directory or any parent directory; see 'go help modules'";
  return false;
}

// ---- loading a folder

File *Loader::parseOne(const std::string &path, std::string text) {
  SourceFile *s = sources().addText(shortPath(path), path, std::move(text));
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

// The files of a folder that belong to this build. *noFiles: why there are none.
std::vector<std::string> Loader::selectFiles(const Target &t, const std::string &dir, bool overlay, std::string *noFiles) {
  const bool contextC = t.where == Where::Std && !overlay && usesContextC(t.key);
  BuildContext ctx = contextC ? buildContextC() : buildContextB();
  ctx.tags.insert(conf_.tags.begin(), conf_.tags.end());
  std::vector<std::string> all = t.firstFile.empty()        ? goFilesIn(dir)
                                 : conf_.singleFilePackages ? std::vector<std::string>{t.firstFile}
                                                            : samePackageFiles(dir, t.firstFile);
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

// The files that the //go:embed directives of a package name. As with the go command, directives of files that do not
// import "embed" do not count, nor do badly written ones: they are the compiler's business.
bool Loader::resolveEmbeds(LoadedPackage *p, const std::vector<File *> &files) {
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
    if (std::string why; !resolveEmbed(p->dir, pattern, &p->pkg->embedded[pattern], &why)) {
      diags_.commandError(pos, "pattern " + pattern + ": " + why);
      return false;
    }
  return true;
}

// Fills in the package and follows its imports.
bool Loader::addMember(const std::vector<File *> &files, const Target &t, LoadedPackage *p) {
  Package *pkg = p->pkg;
  pkg->dir = p->dir;
  pkg->name = files[0]->pkgName->value;
  const bool ofModule = t.where == Where::Module || (p->program && conf_.folder && conf_.goVersion.empty());
  pkg->goVersion = intern(ofModule ? moduleGoVersion_ : conf_.goVersion);
  pkg->stdlib = t.where == Where::Std;
  if (pkg->stdlib) pkg->goVersion = "go1.22";
  for (File *f : files) pkg->files.push_back(f);
  stack_.push_back(p->headerPath());
  bool ok = loadImports(p, files);
  ok = (conf_.compilerMode || resolveEmbeds(p, files)) && ok;
  stack_.pop_back();
  for (LoadedPackage *q : p->imports) pkg->imports.push_back(q->pkg);
  done_[p] = true;
  order_.push_back(p);
  return ok;
}

LoadedPackage *Loader::loadDir(const Target &t, const Import &imp) {
  auto owned = std::make_unique<LoadedPackage>();
  LoadedPackage *p = owned.get();
  loaded_[t.key] = nullptr; // a failed load stays null: reported once
  p->pkg = new Package;
  p->pkg->path = intern(t.key);
  p->dir = t.dir.empty() ? t.overlayDir : t.dir;

  const size_t errorsBefore = diags_.errors();
  auto parseAll = [&](const std::string &dir, const std::vector<std::string> &names, const OverlaySpec *spec) {
    std::vector<File *> files;
    for (const std::string &n : names) {
      std::string text;
      if ((spec && spec->replaces(n)) || !readFile(dir + "/" + n, &text)) continue;
      File *f = parseOne(dir + "/" + n, std::move(text));
      if (f) files.push_back(f);
    }
    return files;
  };
  diags_.setPackage(t.key);
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
    return nullptr;
  }
  if (files.empty()) {
    stackError(imp, noFiles.empty() ? "no Go files in " + p->dir : noFiles);
    return nullptr;
  }
  if (!samePackage(files, p->dir)) return nullptr;
  if (files[0]->pkgName->value == "main") {
    diags_.commandError(imp.pos, "import \"" + imp.path + "\" is a program, not an importable package");
    return nullptr;
  }
  loaded_[t.key] = std::move(owned);
  return addMember(files, t, p) ? p : nullptr;
}

// ---- the program

bool Loader::loadMain(const std::vector<File *> &files) {
  auto owned = std::make_unique<LoadedPackage>();
  LoadedPackage *p = owned.get();
  auto dirOfFile = [](const File *f) { return dirOf(sources().file(f->fileIndex).path()); };
  p->dir = dirOfFile(files[0]);
  for (const File *f : files)
    if (dirOfFile(f) != p->dir) {
      std::string cwd = currentDir();
      auto show = [&](const std::string &d) { return d == cwd ? std::string(".") : shortPath(d); };
      diags_.commandError("named files must all be in one directory; have " + show(p->dir) + " and " + show(dirOfFile(f)));
      return false;
    }
  if (!samePackage(files, p->dir)) return false;
  findModule(p->dir);
  if (conf_.folder && !modulePath_.empty()) p->importPath = modulePath_ + p->dir.substr(moduleDir_ == "/" ? 0 : moduleDir_.size());
  p->pkg = new Package;
  p->program = true;
  p->pkg->path = files[0]->pkgName->value; // "main", unless it is only to be checked
  Target t{"command-line-arguments", p->dir, "", Where::Relative};
  main_ = p;
  loaded_[t.key] = std::move(owned);
  bool ok = addMember(files, t, p);
  diags_.setPackage(p->headerPath());
  return ok;
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

} // namespace frontend
