// frontend/godebug.h: //go:debug lines above the package clause of main: the defaults of GODEBUG.
//
// Mirrors cmd/go/internal/load/godebug.go, cmd/go/internal/work (checkDirectives) and internal/godebugs.
#pragma once
#include "frontend/import_section.h"
#include "frontend/source.h"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace frontend {

class GodebugLines {
public:
  // A //go: line; others than //go:debug mean nothing.
  void add(const ImportSection::Directive &d);

  struct Error {
    Pos pos;
    std::string msg;
  };
  const std::vector<Error> &errors() const { return errors_; }
  // "key=value,...", sorted: what the lines say, on top of what a language version ("go1.20"; empty: the latest) stands for.
  std::string defaults(std::string_view goVersion) const;

private:
  std::map<std::string, std::string> values_;
  std::map<std::string, Pos> seen_;
  std::vector<Error> errors_;
};

} // namespace frontend
