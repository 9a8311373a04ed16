// frontend/embed.h: //go:embed: the patterns of a directive, and the files they name.
//
// In the order of events: the parser splits the directive's text (wrong quoting is its error); the loader resolves the
// patterns of files that import "embed" (the go command's errors); the checker looks at the variable (the compiler's
// errors); the lowering makes the contents static data (ir/embed.cpp).
// Mirrors go/build/read.go, cmd/go/internal/load (resolveEmbed) and cmd/compile/internal/noder.
#pragma once
#include "frontend/types.h"
#include <string>
#include <string_view>
#include <vector>

namespace frontend {

struct EmbedPattern {
  std::string text;
  size_t offset;
}; // offset: in the arguments

// Splits the arguments of a directive: words, "Go strings" and `raw strings`. False: *error says what is wrong.
bool parseEmbedPatterns(std::string_view args, std::vector<EmbedPattern> *out, std::string *error);

// The files a pattern names, relative to dir, sorted. Folders stand for their files, without those whose names begin
// with '.' or '_' unless the pattern begins with "all:". False: *error.
bool resolveEmbed(const std::string &dir, const std::string &pattern, std::vector<std::string> *files, std::string *error);

// What a variable makes of the files.
enum class EmbedKind { None, String, Bytes, Files };
EmbedKind embedKind(Type *t);
// The files of all directives of a variable's declaration: relative to the package's folder, sorted.
std::vector<std::string> embeddedFiles(const Package *pkg, const VarDecl *d);
bool isEmbed(const Directive &d);

} // namespace frontend
