// frontend/check_program.cpp: see check_program.h.
#include "frontend/check_program.h"

namespace frontend {

static bool checkOne(LoadedPackage *p, bool isMain, Diagnostics &diags, const CheckProgramOptions &opts) {
  CheckConfig conf;
  conf.diags = &diags;
  conf.import = [p](Str path, Pos, std::string *error) -> Package * {
    auto it = p->importMap.find(std::string(path));
    if (it != p->importMap.end()) return it->second;
    *error = "file not found";
    return nullptr;
  };
  bool std = p->pkg->stdlib || p->pkg->overlay;
  if (isMain) conf.goVersion = opts.lang;
  conf.lazyBodies = std && !isMain && !opts.allBodies;
  conf.allowNoBody = std;
  conf.testFuncs = opts.testFuncs && isMain;
  diags.setPackage(p->headerPath());
  return checkPackage(p->pkg, conf);
}

bool checkProgram(Loader &loader, Diagnostics &diags, const CheckProgramOptions &opts) {
  for (LoadedPackage *p : loader.packages())
    if (!checkOne(p, p == loader.main(), diags, opts)) return false;
  return true;
}

} // namespace frontend
