// The contract between Go code and the native runtime: every line of runtime/abi/entries.def is one function, that
// function and every Go declaration take the words the line says, somebody calls it, and no Go body hides it.
#include "frontend/check_program.h"
#include "frontend/checker.h"
#include "frontend/load.h"
#include "frontend/parser.h"
#include "ir/ir.h"
#include "runtime/abi/entry_table.h"
#include "test/unit/gtest.h"
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

using namespace frontend;
namespace fs = std::filesystem;

namespace {

const std::string source = MINIGO_SOURCE_DIR;

std::string textOfFiles(const fs::path &folder, const std::string &extension) {
  std::ostringstream s;
  for (auto &f : fs::directory_iterator(folder))
    if (f.path().extension() == extension) s << std::ifstream(f.path()).rdbuf();
  return s.str();
}

// ---- all of std, with the overlay, as the compiler sees it

bool isPackageOfStd(const fs::path &folder) {
  for (auto &part : folder) {
    std::string name = part;
    if (name[0] == '_' || name == "testdata" || name == "cmd" || name == "builtin") return false;
  }
  return !goFilesIn(folder).empty();
}

struct Std {
  Diagnostics diags;
  std::unique_ptr<Loader> loader;
  std::multimap<std::string, Func *> functions; // by the symbol they define, or bind to
  Std() {
    initUniverse();
    LoadConfig conf;
    conf.goroot = "/usr/lib/go-1.22";
    conf.overlay = source + "/stdlib";
    conf.parse = [](const SourceFile &s, Diagnostics &d) {
      ParseOptions opts;
      opts.stdDirectives = true;
      return parseFile(s, d, opts);
    };
    loader = std::make_unique<Loader>(conf, diags);
    const fs::path src = fs::canonical(conf.goroot + "/src");
    std::set<std::string> paths;
    for (auto &d : fs::recursive_directory_iterator(src))
      if (d.is_directory() && isPackageOfStd(d.path())) paths.insert(fs::relative(d.path(), src));
    diags.quiet = true; // packages of other systems have no files here
    for (const std::string &p : paths) loader->require(p);
    diags.quiet = false;
    EXPECT_TRUE(checkProgram(*loader, diags));
    diags.flush();
    for (LoadedPackage *p : loader->packages())
      for (Func *f : p->pkg->funcs)
        if (!f->sig()->recv) functions.emplace(symbolOf(p->pkg, f), f);
  }
  static std::string symbolOf(Package *p, Func *f) {
    for (const Directive &d : f->directives) {
      std::istringstream words{std::string(d.args)};
      std::string local, target;
      if (d.name == "go:linkname" && words >> local >> target && local == f->name) return target;
    }
    return std::string(p->path) + "." + std::string(f->name);
  }
};

Std &goCode() {
  static Std *s = new Std;
  return *s;
}

std::string position(Func *f) { return sources().show(f->pos); }

std::string paramWords(Func *f) {
  std::string words;
  for (Var *v : f->sig()->params->vars) words += ir::abiWords(v->type);
  return words;
}

std::vector<const abi::EntryDesc *> allEntries() {
  std::vector<const abi::EntryDesc *> all;
  for (unsigned i = 0; i < abi::entryCount; i++) all.push_back(&abi::entryDescs[i]);
  return all;
}

} // namespace

TEST(Entries, HaveOneLineASymbol) {
  for (auto *e : allEntries()) EXPECT_EQ(abi::findEntry(e->symbol), e) << e->symbol << " twice";
}

TEST(Entries, FunctionsTakeTheWordsOfTheirSignature) {
  for (auto *e : allEntries()) {
    const abi::EntrySource *s = abi::entrySource(e);
    if (!s) continue; // an assembly routine
    unsigned ints = e->sig.args.ints(), results = e->sig.results.count;
    EXPECT_EQ(s->args, ints) << s->file << ":" << s->line << ": " << e->symbol;
    EXPECT_EQ(s->floats, e->sig.args.count - ints) << s->file << ":" << s->line << ": " << e->symbol;
    EXPECT_EQ(s->results, std::min(results, 2u)) << s->file << ":" << s->line << ": " << e->symbol;
  }
}

TEST(Entries, GoDeclarationsTakeTheWordsOfTheTable) {
  for (auto &[symbol, f] : goCode().functions) {
    auto *e = abi::findEntry(symbol);
    if (!e || f->decl->body) continue;
    EXPECT_TRUE(abi::fits(paramWords(f), e->sig.args.text())) << position(f) << ": " << symbol << " " << paramWords(f);
    EXPECT_TRUE(abi::fits(ir::abiWords(f->sig()->results), e->sig.results.text())) << position(f) << ": results of " << symbol;
  }
}

TEST(Entries, AreNotHiddenByGoBodies) {
  for (auto &[symbol, f] : goCode().functions)
    if (abi::findEntry(symbol)) EXPECT_FALSE(f->decl->body) << position(f) << ": " << symbol << " is an entry of the runtime, too";
}

// What std promises of a function without body, the entry keeps.
TEST(Entries, KeepNothingWhereGoSaysNoescape) {
  for (auto &[symbol, f] : goCode().functions)
    for (const Directive &d : f->directives)
      if (auto *e = abi::findEntry(symbol); e && d.name == "go:noescape")
        for (unsigned k = 0; k < e->nflows; k++) EXPECT_NE(e->flows[k].to, abi::Flow::Heap) << position(f) << ": " << symbol;
}

// By a Go declaration, by the compiler, by assembly, or by the fast ways of the allocator.
TEST(Entries, AreCalledBySomebody) {
  std::string compiler = textOfFiles(source + "/ir", ".cpp") + textOfFiles(source + "/jit", ".cpp");
  std::string jumps = textOfFiles(source + "/runtime/arch/amd64", ".S") + textOfFiles(source + "/runtime/mem", ".cpp");
  for (auto *e : allEntries()) {
    std::string symbol(e->symbol), base = symbol;
    for (const char *suffix : {"_leaf", "_fast32", "_fast64", "_faststr"}) // ir/build_map.cpp appends the kind of key, and more
      if (base.ends_with(suffix)) base = base.substr(0, base.size() - strlen(suffix));
    bool called = goCode().functions.count(symbol) || compiler.find("\"" + base + "\"") != compiler.npos ||
                  jumps.find("go_" + std::string(e->function.substr(3))) != jumps.npos;
    EXPECT_TRUE(called) << symbol;
  }
}
