// frontend/source.cpp: the position space, line tables, //line directives. See source.h.
#include "frontend/source.h"
#include "frontend/files.h"
#include "frontend/lasting.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace frontend {

SourceManager &sources() { return lasting<SourceManager>(); }

// Interning: open addressing over views into chunks that are never freed.
namespace {
struct InternTable {
  struct Slot {
    uint32_t hash;
    uint32_t len;
    const char *text;
  };
  std::vector<Slot> slots = std::vector<Slot>(1 << 14);
  size_t used = 0;
  char *chunk = nullptr;
  size_t left = 0;

  const char *keep(std::string_view s) {
    if (s.size() > left) {
      left = std::max<size_t>(s.size(), 1 << 16);
      chunk = new char[left];
    }
    char *p = chunk;
    memcpy(p, s.data(), s.size());
    chunk += s.size();
    left -= s.size();
    return p;
  }
  void grow() {
    std::vector<Slot> old(slots.size() * 2);
    old.swap(slots);
    for (const Slot &o : old)
      if (o.text) {
        size_t i = o.hash & (slots.size() - 1);
        while (slots[i].text) i = (i + 1) & (slots.size() - 1);
        slots[i] = o;
      }
  }
  std::string_view get(std::string_view s) {
    if (s.empty()) return "";
    uint32_t h = 2166136261u; // FNV-1a
    for (unsigned char c : s) h = (h ^ c) * 16777619u;
    size_t i = h & (slots.size() - 1);
    for (; slots[i].text; i = (i + 1) & (slots.size() - 1))
      if (slots[i].hash == h && slots[i].len == s.size() && memcmp(slots[i].text, s.data(), s.size()) == 0)
        return {slots[i].text, slots[i].len};
    slots[i] = {h, uint32_t(s.size()), keep(s)};
    std::string_view r{slots[i].text, slots[i].len};
    if (++used * 2 > slots.size()) grow();
    return r;
  }
};
} // namespace

std::string_view intern(std::string_view s) { return lasting<InternTable>().get(s); }

std::string currentDir() {
  char buf[4096];
  return getcwd(buf, sizeof buf) ? buf : "/";
}

std::string shortPath(const std::string &absolute) {
  std::string cwd = currentDir() + "/", rel;
  size_t common = 0;
  for (size_t i = 0; i < cwd.size() && i < absolute.size() && cwd[i] == absolute[i]; i++)
    if (cwd[i] == '/') common = i + 1;
  for (size_t i = common; i < cwd.size(); i++)
    if (cwd[i] == '/') rel += "../";
  rel += absolute.substr(common);
  return rel.size() < absolute.size() ? rel : absolute;
}

const std::string &SourceFile::nameFromHere() const { return name_ = shortPath(path_); }

std::string_view SourceFile::lineText(uint32_t line) const {
  if (line == 0 || line > lines_.size()) return {};
  size_t b = lines_[line - 1], e = line < lines_.size() ? lines_[line] - 1 : text_.size();
  return std::string_view(text_).substr(b, e - b);
}

SourceFile *SourceManager::addText(std::string name, std::string path, std::string text) {
  if (text.size() >= UINT32_MAX - next_ - 1) return nullptr;
  auto f = std::make_unique<SourceFile>();
  f->name_ = std::move(name);
  f->path_ = std::move(path);
  f->text_ = std::move(text);
  f->base_ = next_;
  f->index_ = uint32_t(files_.size());
  next_ += uint32_t(f->text_.size()) + 1;
  f->lines_.push_back(0);
  const char *b = f->text_.data(), *e = b + f->text_.size();
  for (const char *p = b; (p = static_cast<const char *>(memchr(p, '\n', size_t(e - p))));) f->lines_.push_back(uint32_t(++p - b));
  files_.push_back(std::move(f));
  return files_.back().get();
}

SourceFile *SourceManager::addFile(const std::string &name, const std::string &path, std::string *error) {
  std::string text;
  if (!readFile(path, &text)) {
    std::string why = strerror(errno);
    why[0] = char(tolower(why[0]));
    *error = (errno == EISDIR ? "read " : "open ") + name + ": " + why;
    return nullptr;
  }
  SourceFile *f = addText(name, path, std::move(text));
  if (!f) *error = "open " + name + ": file too large";
  return f;
}

const SourceFile *SourceManager::fileOf(Pos p) const {
  if (!p.valid()) return nullptr;
  auto it = std::upper_bound(files_.begin(), files_.end(), p.off, [](uint32_t off, const auto &f) { return off < f->begin().off; });
  if (it == files_.begin()) return nullptr;
  const SourceFile *f = std::prev(it)->get();
  return f->contains(p) ? f : nullptr;
}

Location SourceManager::resolvePhysical(Pos p) const {
  const SourceFile *f = fileOf(p);
  if (!f) return {};
  uint32_t off = p.off - f->base_;
  auto it = std::upper_bound(f->lines_.begin(), f->lines_.end(), off);
  uint32_t line = uint32_t(it - f->lines_.begin());
  return {f->name(), line, off - f->lines_[line - 1] + 1};
}

const SourceFile::LineBase *SourceManager::lineBase(const SourceFile &f, Pos p) const {
  auto it = std::upper_bound(f.lineBases_.begin(), f.lineBases_.end(), p.off, [](uint32_t off, const auto &b) { return off < b.start; });
  return it == f.lineBases_.begin() ? nullptr : &*std::prev(it);
}

Location SourceManager::resolve(Pos p) const {
  Location l = resolvePhysical(p);
  const SourceFile *f = fileOf(p);
  if (!f || f->lineBases_.empty()) return l;
  const SourceFile::LineBase *b = lineBase(*f, p);
  if (!b) return l;
  Location start = resolvePhysical(Pos{b->start});
  uint32_t col = b->col == 0 ? 0 : l.line == start.line ? b->col + (l.col - start.col) : l.col;
  return {b->file, b->line + (l.line - start.line), col};
}

bool SourceManager::sameLine(Pos a, Pos b) const {
  const SourceFile *f = fileOf(a);
  if (!f || !f->contains(b)) return !a.valid() && !b.valid();
  return lineBase(*f, a) == lineBase(*f, b) && resolvePhysical(a).line == resolvePhysical(b).line;
}

std::string SourceManager::show(Pos p) const {
  Location l = resolve(p);
  if (!l.valid()) return "<unknown line number>";
  std::string s(l.file);
  s += ':' + std::to_string(l.line);
  constexpr uint32_t colMax = 255; // gc packs columns into 8 bits: 255 and above count as unknown
  if (l.col > 0 && l.col < colMax) s += ':' + std::to_string(l.col);
  return s;
}

void SourceManager::addLineDirective(Pos from, std::string file, uint32_t line, uint32_t col) {
  const SourceFile *cf = fileOf(from);
  if (!cf) return;
  SourceFile &f = *files_[cf->index_];
  if (!f.lineBases_.empty() && f.lineBases_.back().start >= from.off) return; // the same text lexed a second time
  f.lineBases_.push_back({from.off, std::move(file), line, col});
}

std::string_view SourceManager::lineDirectiveFile(Pos p) const {
  const SourceFile *f = fileOf(p);
  if (!f) return {};
  const SourceFile::LineBase *b = lineBase(*f, p);
  return b ? std::string_view(b->file) : std::string_view(f->name());
}

} // namespace frontend
