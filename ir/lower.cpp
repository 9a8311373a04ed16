// ir/lower.cpp: the entry point of this folder: checked packages in, a verified Module out.
#include "ir/build.h"
#include "ir/typedesc.h"
#include <cstring>

namespace ir {

std::unique_ptr<Module> lowerProgram(frontend::Package *mainPkg, const LowerOptions &opts) {
  auto m = std::make_unique<Module>();
  m->mainPkg = mainPkg;
  m->base = opts.base;
  ProgramBuilder b(*m, mainPkg, opts.runtimePkg, opts.checkBody);
  b.wholePackage = opts.wholePackage;
  if (!b.run()) return nullptr;
  if (!b.error.empty()) m->error = b.error;
  writeTypeDescriptors(b);
  return m;
}

std::string setString(Module &m, const std::string &symbol, const std::string &value) {
  auto it = m.globalBySymbol.find(symbol);
  if (it == m.globalBySymbol.end()) return "";
  Global &g = *it->second;
  if (g.type != basicType(BasicKind::String))
    return symbol + ": cannot set with -X: not a var of type string (type:" + linkString(g.type) + ")";
  g.relocs.clear();
  g.data.assign(g.size, 0);
  const uint64_t n = value.size();
  if (n) g.relocs.push_back({0, Reloc::StringData, nullptr, nullptr, nullptr, 0, value});
  memcpy(g.data.data() + 8, &n, sizeof n);
  return "";
}

std::unique_ptr<Module> lowerLibrary(const std::vector<frontend::Package *> &packages, const LowerOptions &opts) {
  auto m = std::make_unique<Module>();
  auto *b = new ProgramBuilder(*m, nullptr, opts.runtimePkg, opts.checkBody);
  m->lowering = b;
  if (!b->runLibrary(packages)) return nullptr;
  if (!b->error.empty()) m->error = b->error;
  writeTypeDescriptors(*b);
  return m;
}

} // namespace ir
