// frontend/export_data.h: which names of a package those that import it can know of.
//
// gc compiles against export data. They hold the exported package-level names, and what these lead to: the types of
// declarations with all fields and methods, and what is mentioned in the bodies of generic functions and of functions
// that may be inlined. To a selector of any other name gc says "undefined: fmt.pp", as if it did not exist; of a name it
// does know, "stringReader not exported by package fmt".
// Mirrors cmd/compile/internal/noder (writeUnifiedExport, relocObj) and, roughly, inline (hairyVisitor): the size of a
// body is guessed from the syntax tree, for bodies of std may not have been checked (of the 11,000 unexported names of std 98 %
// are told as by gc).
#pragma once
#include "frontend/types.h"
#include <unordered_set>

namespace frontend {

std::unordered_set<const Object *> exportData(const Package *pkg);

} // namespace frontend
