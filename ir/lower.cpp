// ir/lower.cpp: the entry point of this folder: checked packages in, a verified Module out.
#include "ir/build.h"
#include "ir/typedesc.h"

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
