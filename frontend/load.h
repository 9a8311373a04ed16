// frontend/load.h: from import paths to parsed packages.
//
// In the order of events: the named files of the program are parsed; each import is looked up (relative path, module of
// the program, vendor folder of std, overlay, Go's source tree); its files are chosen by build constraints
// (build_constraint.h) and parsed; its imports follow, depth first. packages() then lists every package after the ones
// it imports. Import cycles, unknown paths and folders without Go files are reported in the go command's words.
//
// The overlay (frontend/overlay.h) replaces whole packages, files or single declarations of std.
// Mirrors go/build (Import, matchFile) and cmd/go/internal/load (messages).
#pragma once
#include "frontend/ast.h"
#include "frontend/build_constraint.h"
#include "frontend/diag.h"
#include "frontend/types.h"
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace frontend {

struct LoadConfig {
  std::string goroot;              // "/usr/lib/go-1.22": std is in goroot/src
  std::string overlay;             // folder of the overlay
  std::vector<std::string> tags;   // extra true build tags
  std::string goVersion;           // -lang of the program; empty: of a folder its module's, of named files none (the latest)
  bool folder = false;             // the program was named as a folder
  bool singleFilePackages = false; // "./a" is the file a.go alone (Go's own tests)
  bool compilerMode = false;       // unknown imports are left for the checker to report ("could not import ...")
  std::function<File *(const SourceFile &, Diagnostics &)> parse; // null after a broken package clause
};

struct LoadedPackage {
  bool program = false;                   // the named files, or those of the named folder
  std::string importPath;                 // of a named folder in a module
  Package *pkg = nullptr;                 // path, name, files, goVersion, stdlib, overlay are set
  std::string dir;                        // where its files are
  std::vector<LoadedPackage *> imports;   // direct, without duplicates
  std::unordered_map<std::string, Package *> importMap; // import path as written -> package (unsafe included)
  std::string headerPath() const;         // as in "# path" before its errors
};

class Loader {
public:
  Loader(LoadConfig conf, Diagnostics &diags) : conf_(std::move(conf)), diags_(diags) {}

  // The program: its parsed files, all of one package in one folder, and everything they import.
  // False: errors have been reported.
  bool loadMain(const std::vector<File *> &files);
  // A package of std that the compiler itself needs ("runtime"). Before loadMain, so that the program stays last.
  bool require(const std::string &path);

  LoadedPackage *main() const { return main_; }
  // Every package but unsafe; imported ones before their importers, the program last.
  const std::vector<LoadedPackage *> &packages() const { return order_; }

private:
  enum class Where : uint8_t { Std, Module, Relative };
  struct Target {
    std::string key, dir, overlayDir; // key: the package's path
    Where where = Where::Std;
    std::string firstFile = {};       // "./a" means a.go and its package, not a folder
  };
  struct Import {
    std::string path;
    Pos pos;
  };

  std::vector<Import> importsOf(const std::vector<File *> &files);
  bool loadImports(LoadedPackage *p, const std::vector<File *> &files);
  Package *import(LoadedPackage *from, const Import &imp);
  bool resolve(LoadedPackage *from, const std::string &path, Target *t, std::string *error);
  LoadedPackage *loadDir(const Target &t, const Import &imp);
  std::vector<std::string> selectFiles(const Target &t, const std::string &dir, bool overlay, std::string *noFiles);
  File *parseOne(const std::string &path, std::string text);
  bool samePackage(const std::vector<File *> &files, const std::string &dir);
  bool addMember(const std::vector<File *> &files, const Target &t, LoadedPackage *p);
  void stackError(const Import &imp, const std::string &what);
  bool resolveEmbeds(LoadedPackage *p, const std::vector<File *> &files);
  void findModule(const std::string &dir);

  LoadConfig conf_;
  Diagnostics &diags_;
  LoadedPackage *main_ = nullptr;
  std::string modulePath_, moduleDir_, moduleGoVersion_; // of the go.mod above the program, if there is one
  std::map<std::string, std::unique_ptr<LoadedPackage>> loaded_;
  std::vector<LoadedPackage *> order_;
  std::vector<std::string> stack_;     // paths being loaded
  std::unordered_map<LoadedPackage *, bool> done_;
};

// How the go command shows a path: relative to the current folder, if that is shorter.
std::string shortPath(const std::string &absolute);
std::string absolutePath(const std::string &path);
// The names in a folder that end in .go and do not start with '_' or '.', sorted; _test.go files left out.
std::vector<std::string> goFilesIn(const std::string &dir);

} // namespace frontend
