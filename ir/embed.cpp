// ir/embed.cpp: variables with //go:embed are static data: a string or a []byte with the contents of a file, or an
// embed.FS, which points to a []file: {name, data string; hash [16]byte} each, folders (name ends in '/') among them,
// sorted by folder, then by name (see embed/embed.go). Nothing reads the hash: it stays 0.
#include "frontend/embed.h"
#include "frontend/files.h"
#include "ir/build.h"
#include <algorithm>
#include <cstring>
#include <set>

namespace ir {

namespace {

// {folder, element} of "a/b", and of "a/b/".
std::pair<std::string, std::string> splitName(std::string name) {
  if (name.back() == '/') name.pop_back();
  size_t slash = name.rfind('/');
  if (slash == name.npos) return {".", name};
  return {name.substr(0, slash), name.substr(slash + 1)};
}

// The files with the folders they are in, in the order of embed.FS.
std::vector<std::string> filesAndFolders(std::vector<std::string> list) {
  std::set<std::string> folders;
  for (const std::string &f : list)
    for (size_t slash = f.rfind('/'); slash != f.npos; slash = slash ? f.rfind('/', slash - 1) : f.npos)
      folders.insert(f.substr(0, slash + 1));
  list.insert(list.end(), folders.begin(), folders.end());
  std::sort(list.begin(), list.end(), [](const std::string &a, const std::string &b) { return splitName(a) < splitName(b); });
  return list;
}

Global *rawData(ProgramBuilder &prog, const std::string &symbol, uint64_t size, bool readonly) {
  Global *g = prog.newGlobal(symbol, nullptr);
  g->size = size;
  g->data.assign(size, 0);
  g->readonly = readonly;
  return g;
}

void writeSlice(Global *g, Global *array, int64_t n) {
  g->relocs.push_back({0, Reloc::GlobalAddr, array, nullptr, nullptr, 0, {}});
  memcpy(g->data.data() + 8, &n, 8);
  memcpy(g->data.data() + 16, &n, 8);
}

} // namespace

void ProgramBuilder::embedVar(Global *g, Var *v) {
  if (!v->decl || std::none_of(v->decl->directives.begin(), v->decl->directives.end(), isEmbed)) return;
  std::vector<std::string> files = embeddedFiles(v->pkg, v->decl);
  auto contents = [&](const std::string &file) {
    std::string text;
    if (!readFile(v->pkg->dir + "/" + file, &text)) m.error = "embed " + file + ": " + strerror(errno);
    return text;
  };
  EmbedKind kind = embedKind(v->type);
  if (kind == EmbedKind::None || files.empty()) return;
  g->data.assign(g->size, 0);
  if (kind == EmbedKind::String) return writeString(g, 0, contents(files[0]));
  if (kind == EmbedKind::Bytes) {
    std::string text = contents(files[0]);
    Global *bytes = rawData(*this, g->symbol + "..bytes", std::max<uint64_t>(text.size(), 1), false);
    memcpy(bytes->data.data(), text.data(), text.size());
    return writeSlice(g, bytes, int64_t(text.size()));
  }
  constexpr uint64_t fileSize = 48;
  files = filesAndFolders(std::move(files));
  Global *slice = rawData(*this, g->symbol + ".files", 24, true);
  Global *array = rawData(*this, g->symbol + ".files..array", fileSize * files.size(), true);
  writeSlice(slice, array, int64_t(files.size()));
  for (size_t i = 0; i < files.size(); i++) {
    writeString(array, fileSize * i, files[i]);
    if (files[i].back() != '/') writeString(array, fileSize * i + 16, contents(files[i]));
  }
  g->relocs.push_back({0, Reloc::GlobalAddr, slice, nullptr, nullptr, 0, {}});
}

} // namespace ir
