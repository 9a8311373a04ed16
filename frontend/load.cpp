// frontend/load.cpp: from folders to parsed packages (Loader, load.h); resolve.cpp says which folders.
//
// In the order of events: the files of a folder that belong to the build; import sections and what else is said before a
// compiler runs (//go:debug, //go:embed); a package becomes a member of the program behind those it imports; packages of
// std, those taken over from a loader before, the user's; last, the program itself.
// Mirrors go/build (matchFile) and cmd/go/internal/load (messages).
#include "frontend/load.h"
#include "frontend/embed.h"
#include "frontend/files.h"
#include "frontend/godebug.h"
#include "frontend/lexer.h"
#include "frontend/overlay.h"
#include <algorithm>
#include <cstdlib>

namespace frontend {

std::string LoadedPackage::headerPath() const {
  if (!program) return std::string(pkg->path) + variant;
  return importPath.empty() ? "command-line-arguments" : importPath;
}

// ---- the files of a folder

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

// ---- what is said before a compiler runs

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

// ---- members of the program

// Fills in the package and follows its imports.
bool Loader::addMember(const std::vector<File *> &files, const std::vector<Import> &imports, const Target &t, LoadedPackage *p) {
  Package *pkg = p->pkg;
  pkg->dir = p->dir;
  const bool ofModule = t.where == Where::Module || (p->program && conf_.folder && conf_.goVersion.empty());
  pkg->goVersion = intern(ofModule ? goVersionOf(p->dir) : conf_.goVersion);
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

// ---- packages of std, and others

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
  if (!findModules(p->dir)) return false;
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
