// frontend/overlay.h: how stdlib/ changes the real standard library.
//
// stdlib/<path>/ mirrors GOROOT/src/<path>/. Its files are added to the package; they may begin with directives:
//   //minigo:package             the overlay is the whole package; no real file is read
//   //minigo:replace a.go b*.go  these real files are left out (file-name patterns)
//   //minigo:delete f T.m v      these declarations of the real files are left out
// Besides, every function, method, type, variable and constant the overlay declares takes the place of a real
// declaration of the same name (init and _ excepted). Imports that only deleted code used are deleted too.
//
// A real constant that is overridden becomes _, so that the iota of its group stays.
#pragma once
#include "frontend/ast.h"
#include <set>
#include <string>
#include <vector>

namespace frontend {

struct OverlaySpec {
  bool wholePackage = false;
  std::vector<std::string> replaced; // file-name patterns
  std::set<std::string> deleted;     // "f", "T.m"
  bool replaces(const std::string &base) const;
};

// Reads the directives of the overlay's files and collects the names they declare.
OverlaySpec overlaySpec(const std::vector<File *> &overlay);
// Takes the spec's names out of a real file.
void applyOverlay(const OverlaySpec &spec, File *real);

// "T.m" or "f": the name under which a function is overridden.
std::string overlayName(const FuncDecl *f);

} // namespace frontend
