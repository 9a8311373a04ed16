// frontend/load.h: from import paths to parsed packages (resolve.cpp, load.cpp).
//
// In the order of events: the import sections of the program's files are read (import_section.h); each import is looked
// up (relative path, module of the program, vendor folder of std, overlay, Go's source tree); its files are chosen by
// build constraints (build_constraint.h) and parsed; its imports follow, depth first. packages() then lists every package
// after the ones it imports.
//
// Two kinds of errors. The go command's come first: broken import sections, unknown paths, import cycles, packages that
// may not be imported. Each package has one, shown behind those of the packages it imports, as cmd/go does. Only if there
// is none do compilers run: syntax errors of a package are kept with it (LoadedPackage::held) until its turn.
// In compilerMode there is no go command, and all this is the checker's business.
//
// The overlay (frontend/overlay.h) replaces whole packages, files or single declarations of std.
//
// A loader may begin with another one's packages of std (`kept`), loaded and checked in a process that this one is a copy of
// (jit/driver/dump.h). Such a package is taken over with all it imports, if every question it asked the file system still
// has the same answer; else stdChanged() tells that this loader's work is not to be used.
// Mirrors go/build (Import, matchFile) and cmd/go/internal/load (messages).
#pragma once
#include "frontend/ast.h"
#include "frontend/build_constraint.h"
#include "frontend/diag.h"
#include "frontend/files.h"
#include "frontend/import_section.h"
#include "frontend/types.h"
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace frontend {

// The tests of a package, for `minigo test`. Its own test files become part of it; the external ones are a package beside it,
// path_test, that only the program imports.
struct TestVariant {
  std::string path, dir;                        // of the package; no path: nothing is tested
  std::vector<std::string> own, external;       // names of files in dir
  std::vector<std::string> files;               // named: the package is these files, not its folder
  bool named = false;
  std::map<std::string, std::string> covered;   // path of a file of any package -> its text with counters, to be compiled instead
};

struct LoadConfig {
  std::string goroot;              // "/usr/lib/go-1.22": std is in goroot/src
  std::string overlay;             // folder of the overlay
  std::string workspace;           // GOWORK: a go.work, "off", or empty: that above the current folder
  bool gopathMode = false;         // GO111MODULE=off: no go.mod counts, packages are found in
  std::vector<std::string> gopath; // these folders' src, and in vendor folders there
  std::vector<std::string> tags;   // extra true build tags
  std::string goVersion;           // -lang of the program; empty: of a folder its module's, of named files none (the latest)
  bool folder = false;             // the program was named as a folder
  std::string localPrefix;         // -D: "./a" in the program's folder is imported as localPrefix/a, and may be by this path
  bool singleFilePackages = false; // "./a" is the file a.go alone (Go's own tests)
  bool compilerMode = false;       // unknown imports are left for the checker to report ("could not import ...")
  bool mayImportInternal = false;  // -+: the program counts as part of std
  TestVariant test;
  std::function<File *(const SourceFile &, Diagnostics &)> parse; // null after a broken package clause
};

// One of the go command's errors; the text is empty if there is none.
struct CommandError {
  Pos pos;
  std::string text;
  bool pastLineEnd = false; // see ImportSection
};

struct LoadedPackage {
  bool program = false;                   // the named files, or those of the named folder
  std::string variant;                    // " [p.test]": it is not the package p that others import
  std::string importPath, module;         // of a named folder in a module
  Package *pkg = nullptr;                 // path, name, files, goVersion, stdlib, overlay are set
  std::string dir;                        // where its files are
  std::vector<LoadedPackage *> imports;   // direct, without duplicates
  std::unordered_map<std::string, Package *> importMap; // import path as written -> package (unsafe included)
  CommandError error;                     // the first one of the package itself
  Diagnostics::Held held;                 // what its files' text is to be blamed for
  bool parsed = true;                     // otherwise that is all there is to say
  bool done = false;                      // its imports are loaded
  bool checked = false;                   // without errors
  bool broken = false;                    // it has errors, or a package it imports has: it is not compiled
  bool takenOver = false;                 // from the loader before
  AnswerIds asked;                        // of std: the questions about it, without those of its imports
  std::string headerPath() const;         // as in "# path" before its errors
};

// The program as the command line names it.
struct ProgramFiles {
  std::vector<SourceFile *> sources;
  std::vector<File *> files;              // those of them that could be parsed
  Diagnostics::Held held;
  bool parsed = true;                     // all of them could, without syntax errors
  bool shebang = false;
};

class Loader {
public:
  Loader(LoadConfig conf, Diagnostics &diags, const Loader *kept = nullptr) : conf_(std::move(conf)), diags_(diags), kept_(kept) {}

  // The program, all of one package in one folder, and everything it imports. False: errors have been reported.
  bool loadMain(ProgramFiles program);
  // A package of std that the compiler itself needs ("runtime"). Before loadMain, so that the program stays last.
  bool require(const std::string &path);

  // Sets the loader's work aside for the loaders of other processes.
  void keep();
  // Every package of std under goroot that is neither a program nor a test; what cannot be built is left out silently.
  void requireAll();
  bool stdChanged() const { return stdChanged_; }
  const LoadConfig &config() const { return conf_; }
  // The value of GODEBUG that the program begins with: its //go:debug lines, and what the go line of go.mod stands for.
  const std::string &godebugDefault() const { return godebugDefault_; }

  LoadedPackage *main() const { return main_; }
  // Every package but unsafe; imported ones before their importers, the program last.
  const std::vector<LoadedPackage *> &packages() const { return order_; }

private:
  enum class Where : uint8_t { Std, Module, Relative };
  struct Target {
    std::string key, dir, overlayDir; // key: the package's path
    Where where = Where::Std;
    std::string firstFile = {};       // "./a" means a.go and its package, not a folder
    bool external = false;            // the external tests of the package in dir
  };
  struct Import {
    std::string path;
    Pos pos;
  };

  static std::vector<Import> inOrder(std::vector<Import> imports);
  static std::vector<Import> importsOf(const std::vector<File *> &files);
  static std::vector<Import> importsOf(const std::vector<ImportSection> &sections);
  bool loadImports(LoadedPackage *p, const std::vector<Import> &imports);
  Package *import(LoadedPackage *from, const Import &imp);
  Package *missing(const Import &imp, const std::string &what);
  void checkImport(LoadedPackage *from, LoadedPackage *p, const Import &imp);
  bool mayImportInternal(const LoadedPackage *from, const LoadedPackage *p) const;
  void setError(LoadedPackage *p, Pos pos, std::string text);
  std::string importStack(const std::string &last) const;

  bool resolve(LoadedPackage *from, const std::string &path, Target *t, std::string *error);
  bool resolveTested(LoadedPackage *from, const std::string &path, Target *t, std::string *error);
  bool isCommandOfGo(const LoadedPackage *p) const;
  bool resolveInModules(const std::string &path, Target *t) const;
  bool resolveVendored(const LoadedPackage *from, const std::string &path, Target *t) const;
  bool resolveInGopath(const std::string &path, Target *t) const;
  bool resolveRelative(LoadedPackage *from, const std::string &path, Target *t, std::string *error);
  std::string relativeKey(const std::string &dir) const;
  std::string unprovided(const LoadedPackage *from, const std::string &path) const;

  // modules.cpp
  struct Module {
    std::string path, dir, goVersion; // goVersion: as in "go 1.22.1"; may be empty
  };
  struct Replaced {
    std::string path, version, written, dir; // a module, of any version if that is empty; the folder in its place
    bool used = false;
  };
  std::string workFile() const;
  bool loadWorkspace(const std::string &path);
  std::vector<std::string> readWork(const std::string &path, const std::string &text, std::string *error);
  bool readModule(const std::string &dir, Module *m, bool replaces);
  void replace(const std::vector<std::string> &words, const std::string &base);
  void addReplaced();
  bool findModules(const std::string &dir);
  const Module *moduleIn(const std::string &dir) const;
  std::string folderInModules(const std::string &path) const;
  std::string notInModules(const LoadedPackage *from, const std::string &path) const;
  std::string goVersionOf(const std::string &dir) const;
  std::string programAge() const;
  bool goError(const std::string &what);

  LoadedPackage *loadDir(const Target &t, const Import &imp);
  LoadedPackage *takeOver(const Target &t);
  void takeOver(LoadedPackage *p);
  bool loadStd(const Target &t, const Import &imp, LoadedPackage *p);
  SourceFile *addSource(const std::string &path, std::string *error);
  bool loadUser(const Target &t, const Import &imp, LoadedPackage *p);
  bool loadSources(ProgramFiles program, const Target &t, LoadedPackage *p);
  bool loadParsed(ProgramFiles program, const Target &t, LoadedPackage *p);
  std::vector<std::string> candidates(const Target &t, const std::string &dir) const;
  std::vector<std::string> selectFiles(const Target &t, const std::string &dir, bool overlay, std::string *noFiles);
  File *parseOne(const std::string &path, std::string text);
  std::vector<ImportSection> readSections(std::vector<SourceFile *> *files, Pos importer, bool shebang, LoadedPackage *p);
  bool samePackage(const std::vector<File *> &files, const std::string &dir);
  void readGodebug(const std::vector<ImportSection> &sections, LoadedPackage *p);
  void resolveEmbeds(LoadedPackage *p, const std::vector<File *> &files);
  bool addMember(const std::vector<File *> &files, const std::vector<Import> &imports, const Target &t, LoadedPackage *p);

  LoadConfig conf_;
  Diagnostics &diags_;
  LoadedPackage *main_ = nullptr;
  std::string modulePath_, moduleDir_; // of the go.mod above the program, if there is one
  bool inWorkspace_ = false;
  std::string workVersion_;            // its go line
  std::vector<Module> modules_;        // the program's or the workspace's, and those in the place of others
  std::vector<Replaced> replaced_;     // go.work's go first
  std::map<std::string, std::set<std::string>> required_; // modules, in which versions
  const Loader *kept_ = nullptr;
  bool stdChanged_ = false;
  std::string godebugDefault_;
  std::map<std::string, LoadedPackage *> loaded_; // null: an error has been reported
  std::vector<LoadedPackage *> order_;
  std::vector<std::string> stack_;     // paths being loaded
  std::set<std::string> missing_;      // paths that lead nowhere
};

std::string absolutePath(const std::string &path);
std::string dirOf(const std::string &path), baseOf(const std::string &path);
bool hasPathPrefix(const std::string &path, const std::string &prefix); // "a/b" has the prefix "a"
bool hasGoFile(const std::string &dir);
// The text between the quotes of an import path; empty if it is not a path that could be looked up (the checker says why).
std::string importPath(const BasicLit *lit);
// The names in a folder that end in .go and do not start with '_' or '.', sorted; _test.go files left out.
std::vector<std::string> goFilesIn(const std::string &dir);

} // namespace frontend
