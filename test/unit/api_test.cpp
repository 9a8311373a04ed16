// test/api calls every exported function and method of the packages that are the runtime's face.
#include "frontend/check_program.h"
#include "frontend/load.h"
#include "frontend/parser.h"
#include "test/unit/gtest.h"
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

using namespace frontend;

static std::string calls() {
  std::ostringstream s;
  for (auto &f : std::filesystem::directory_iterator(MINIGO_SOURCE_DIR "/test/api")) s << std::ifstream(f.path()).rdbuf();
  return s.str();
}

// The type a method belongs to; empty for a function.
static std::string receiver(const Func *f) {
  if (!f->sig()->recv) return "";
  Type *t = f->sig()->recv->type;
  if (auto *p = dynPointer(t)) t = p->elem;
  auto *n = dynNamed(t);
  return n ? std::string(n->obj->name) : "?";
}

TEST(Api, EveryExportedFunctionIsCalled) {
  initUniverse();
  Diagnostics diags;
  LoadConfig conf;
  conf.goroot = "/usr/lib/go-1.22";
  conf.overlay = MINIGO_SOURCE_DIR "/stdlib";
  conf.parse = [](const SourceFile &s, Diagnostics &d) {
    ParseOptions opts;
    opts.stdDirectives = true;
    return parseFile(s, d, opts);
  };
  Loader loader(conf, diags);
  const std::set<std::string> packages = {"runtime", "runtime/debug", "runtime/pprof", "runtime/metrics", "runtime/coverage"};
  for (const std::string &p : packages) ASSERT_TRUE(loader.require(p));
  ASSERT_TRUE(checkProgram(loader, diags));
  const std::string text = calls();
  for (LoadedPackage *p : loader.packages()) {
    if (!packages.count(std::string(p->pkg->path))) continue;
    for (Func *f : p->pkg->funcs) {
      std::string type = receiver(f);
      if (!isExported(f->name) || (!type.empty() && !isExported(type))) continue;
      std::string call = (type.empty() ? std::string(p->pkg->name) : "") + "." + std::string(f->name) + "(";
      EXPECT_NE(text.find(call), text.npos) << call << ") of " << p->pkg->path << " " << type;
    }
  }
}
