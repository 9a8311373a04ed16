// frontend/build_constraint.h: which files belong to a build: //go:build lines, +build lines, file-name suffixes.
//
// Mirrors go/build (shouldBuild, goodOSArchFile) and go/build/constraint.
#pragma once
#include <set>
#include <string>
#include <string_view>

namespace frontend {

// What a build is for. `tags` holds every true tag, GOOS and GOARCH included.
struct BuildContext {
  std::set<std::string, std::less<>> tags;
  bool has(std::string_view tag) const { return tags.count(tag) != 0; }
};

// The two contexts in which std is compiled (and user code: the first).
//   B: linux, amd64, gc, purego and friends.
//   C: the same with another GOARCH in place of amd64, for packages whose amd64 files need Go assembly.
const BuildContext &buildContextB(), &buildContextC();
bool usesContextC(std::string_view stdPath); // packages of the list in the selection rules

// The value of "//go:build EXPR". *error is set if the line is malformed.
bool evalBuildLine(std::string_view line, const BuildContext &ctx, std::string *error);
// The language version a //go:build line asks for ("go1.21"), or empty.
std::string goVersionOfBuildLine(std::string_view line);

bool matchFileName(std::string_view base, const BuildContext &ctx); // x_linux_amd64.go
bool matchFile(std::string_view base, std::string_view text, const BuildContext &ctx, std::string *error);

} // namespace frontend
