// frontend/source.h: source texts and positions.
//
// All files share one 32-bit position space: a file of n bytes takes the offsets [base, base+n] (the last one is its
// end of file), the first file starts at 1, and 0 is "no position". A Pos is therefore four bytes, cheap to compare,
// and orders first by file (in order of loading), then by place: the order in which gc sorts its diagnostics.
//
// A position resolves to file name, line and byte column (both from 1). `//line` directives change what resolve()
// answers for everything after them; resolvePhysical() ignores them. Mirrors cmd/internal/src (Pos, PosBase, XPos).
//
// Invariant: texts are never moved or freed: string_views into them (names, literals) live until the process ends.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace frontend {

struct Pos {
  uint32_t off = 0;
  bool valid() const { return off != 0; }
  friend bool operator==(Pos a, Pos b) { return a.off == b.off; }
  friend bool operator!=(Pos a, Pos b) { return a.off != b.off; }
  friend bool operator<(Pos a, Pos b) { return a.off < b.off; }
  Pos operator+(uint32_t n) const { return Pos{off + n}; }
};

// What a position means to a reader. col 0: unknown (after a `//line file:n` without a column).
struct Location {
  std::string_view file;
  uint32_t line = 0, col = 0;
  bool valid() const { return line != 0; }
};

class SourceFile {
public:
  // As diagnostics show it ("./x.go"). A file without a name of its own is shown by its path, seen from the current folder.
  const std::string &name() const { return name_.empty() ? nameFromHere() : name_; }
  const std::string &path() const { return path_; }    // as line tables and tracebacks show it (absolute)
  std::string_view text() const { return {text_.data(), text_.size()}; }
  const char *data() const { return text_.c_str(); }   // NUL-terminated
  Pos begin() const { return Pos{base_}; }
  Pos end() const { return Pos{base_ + uint32_t(text_.size())}; }
  Pos at(size_t byte) const { return Pos{base_ + uint32_t(byte)}; }
  bool contains(Pos p) const { return begin().off <= p.off && p.off <= end().off; }
  uint32_t index() const { return index_; }
  std::string_view lineText(uint32_t line) const; // without the newline; line from 1

private:
  friend class SourceManager;
  // From `start` on, positions count from file:line:col. col 0: no column.
  struct LineBase {
    uint32_t start;
    std::string file;
    uint32_t line, col;
  };
  const std::string &nameFromHere() const;
  mutable std::string name_;
  std::string path_, text_;
  uint32_t base_ = 0, index_ = 0;
  std::vector<uint32_t> lines_; // byte offset of each line's start
  std::vector<LineBase> lineBases_;
};

class SourceManager {
public:
  // Adds a text; name may be empty (SourceFile::name). Null, if the position space (4 GB) is used up.
  SourceFile *addText(std::string name, std::string path, std::string text);
  // Reads a file. Null with *error = "open nope.go: no such file or directory" (as Go's os.Open words it).
  SourceFile *addFile(const std::string &name, const std::string &path, std::string *error);

  SourceFile &file(size_t i) const { return *files_[i]; }
  const SourceFile *fileOf(Pos p) const;

  Location resolve(Pos p) const;         // with //line
  Location resolvePhysical(Pos p) const; // without
  bool sameLine(Pos a, Pos b) const;     // same file, same line directive, same physical line
  std::string show(Pos p) const;         // "./x.go:3:4"; "<unknown line number>" if invalid

  // Records a //line directive: `from` is the first position it governs.
  void addLineDirective(Pos from, std::string file, uint32_t line, uint32_t col);
  std::string_view lineDirectiveFile(Pos p) const; // the file name in force at p

private:
  const SourceFile::LineBase *lineBase(const SourceFile &f, Pos p) const;
  std::vector<std::unique_ptr<SourceFile>> files_;
  uint32_t next_ = 1;
};

std::string currentDir();
// How the go command shows a path: relative to the current folder, if that is shorter.
std::string shortPath(const std::string &absolute);

// The one source manager of this process.
SourceManager &sources();

// Interns a text: equal texts give the same address; it lives until the process ends.
std::string_view intern(std::string_view s);

} // namespace frontend
