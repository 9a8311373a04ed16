// frontend/import_section.h: a file's package clause and imports as the go command reads them, before any compiler runs.
//
// In the order of events: how far the import section reaches is found with a few rules (go/build's importReader); a
// mistake in it makes that the whole file. This text is parsed as go/parser does with ImportsOnly; the import paths are
// checked. Of all errors the first by place is told, in the go command's words: without a header, without "./".
// What follows the section is the compiler's business, and so are its errors.
// Mirrors go/build/read.go (readGoInfo) and go/parser (parseFile, parseImportSpec, advance).
#pragma once
#include "frontend/source.h"
#include <string>
#include <vector>

namespace frontend {

struct ImportSection {
  struct Import {
    std::string path;
    Pos pos; // of the name before the path, if there is one
  };
  struct Directive {
    std::string text; // "//go:debug panicnil=1"
    Pos pos;
  };
  std::string package;               // its name; empty if the clause is broken
  std::vector<Import> imports;       // none if there is an error
  std::vector<Directive> directives; // the //go: lines above the package clause
  bool hasNul = false;               // nothing else is known then
  std::string error;                 // what is wrong; empty: nothing
  Pos errorPos;                      // where; invalid: the error is told at the import of the package
  bool pastLineEnd = false;          // the end of a file belongs to its last line: behind errorPos, the line end

  bool ignored() const { return package == "documentation"; } // such a file belongs to no build
};

// shebang: a first line "#!..." is skipped.
ImportSection readImportSection(const SourceFile &src, bool shebang = false);

// "x.go:3:8", as the go command shows a place: no "./", and a column however large.
std::string commandPosition(Pos pos, bool pastLineEnd = false);
std::string commandPath(const SourceFile &f);

} // namespace frontend
