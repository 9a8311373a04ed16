// frontend/check_program.cpp: see check_program.h.
#include "frontend/check_program.h"
#include <algorithm>

namespace frontend {

// Why a path the loader did not resolve cannot be imported, in the compiler's words.
static std::string importError(Str path) {
  if (path.substr(0, 1) == "/") return "import path cannot be absolute path";
  std::string clean(path);
  for (size_t i; (i = clean.find("//")) != clean.npos;) clean.erase(i, 1);
  if (clean != path) return "non-canonical import path \"" + std::string(path) + "\" (should be \"" + clean + "\")";
  return "open : no such file or directory";
}

static bool checkOne(LoadedPackage *p, bool isMain, Diagnostics &diags, const CheckProgramOptions &opts) {
  CheckConfig conf;
  conf.diags = &diags;
  conf.import = [p](Str path, std::string *error) -> Package * {
    auto it = p->importMap.find(std::string(path));
    if (it != p->importMap.end()) return it->second;
    *error = importError(path);
    return nullptr;
  };
  bool std = p->pkg->stdlib || p->pkg->overlay;
  if (isMain) conf.goVersion = opts.lang;
  conf.lazyBodies = std && !isMain && !opts.allBodies && !opts.inFull.count(std::string(p->pkg->path));
  conf.allowNoBody = std || opts.allowNoBody;
  conf.testFuncs = opts.testFuncs && isMain;
  return checkPackage(p->pkg, conf);
}

// A package with errors does not keep those that do not need it from being checked.
bool checkProgram(Loader &loader, Diagnostics &diags, const CheckProgramOptions &opts) {
  bool ok = true;
  for (LoadedPackage *p : loader.packages()) {
    if (p->checked) continue;
    p->broken = std::any_of(p->imports.begin(), p->imports.end(), [](const LoadedPackage *q) { return q->broken; });
    if (!p->broken) {
      diags.flush();
      diags.setPackage(p->headerPath());
      diags.put(std::move(p->held));
      p->broken = !p->parsed || diags.tooMany() || !checkOne(p, p == loader.main(), diags, opts);
      p->checked = !p->broken;
    }
    ok &= !p->broken;
  }
  return ok;
}

} // namespace frontend
