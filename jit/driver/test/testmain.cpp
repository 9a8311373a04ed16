// jit/driver/test/testmain.cpp: see testmain.h.
//
// Which functions count, and what an example's output is, are the rules of cmd/go/internal/load (isTestFunc, checkTestFunc)
// and go/doc (Examples). Test files are parsed here for their functions and once more by the loader, as parts of packages.
#include "jit/driver/test/testmain.h"
#include "frontend/build_constraint.h"
#include "frontend/files.h"
#include "frontend/import_section.h"
#include "frontend/parser.h"
#include <algorithm>
#include <cstring>

namespace jit {

using namespace frontend;

namespace {

bool endsWith(std::string_view s, std::string_view suffix) {
  return s.size() >= suffix.size() && s.substr(s.size() - suffix.size()) == suffix;
}

// TestX, Test_x, Test; not Testify.
bool isTest(std::string_view name, std::string_view prefix) {
  if (name.substr(0, prefix.size()) != prefix) return false;
  return name.size() == prefix.size() || !islower(static_cast<unsigned char>(name[prefix.size()]));
}

// ---- the text of a function

struct FunctionText {
  std::string_view file; // whole
  size_t name, end;      // offsets: of its name; behind its closing brace

  std::string_view parameters() const {
    size_t open = file.find('(', name), close = file.find(')', open);
    return open == file.npos || close == file.npos ? "" : file.substr(open + 1, close - open - 1);
  }
  bool hasResults() const {
    size_t close = file.find(')', name), i = file.find_first_not_of(" \t", close + 1);
    return i != file.npos && file[i] != '{';
  }
};

// *T or *testing.T, and no result.
bool takes(const FunctionText &f, char letter) {
  std::string_view p = f.parameters();
  while (!p.empty() && (p.back() == ' ' || p.back() == ',')) p.remove_suffix(1);
  size_t star = p.rfind('*');
  if (star == p.npos || p.find(',') != p.npos || f.hasResults()) return false;
  std::string_view type = p.substr(star + 1);
  size_t dot = type.rfind('.');
  return (dot == type.npos ? type : type.substr(dot + 1)) == std::string_view(&letter, 1);
}

// Where the string, rune or comment that begins at i ends; i itself, if none does.
size_t skipToken(std::string_view s, size_t i) {
  auto quoted = [&](char q) {
    size_t k = i + 1;
    while (k < s.size() && s[k] != q) k += s[k] == '\\' && q != '`' ? 2 : 1;
    return std::min(k + 1, s.size());
  };
  if (s[i] == '"' || s[i] == '\'' || s[i] == '`') return quoted(s[i]);
  if (s.substr(i, 2) == "//") return std::min(s.find('\n', i), s.size());
  if (s.substr(i, 2) == "/*") {
    size_t k = s.find("*/", i + 2);
    return k == s.npos ? s.size() : k + 2;
  }
  return i;
}

// The last group of comments in s: comments with nothing but one line's end and blanks between them. Their text, as go/ast has it.
std::string lastComment(std::string_view s) {
  std::string group;
  size_t groupEnd = s.npos;
  for (size_t i = 0; i < s.size();) {
    size_t e = skipToken(s, i);
    if (e == i) {
      i++;
      continue;
    }
    if (s[i] == '/') {
      std::string_view between = groupEnd == s.npos ? std::string_view() : s.substr(groupEnd, i - groupEnd);
      bool joined =
          groupEnd != s.npos && between.find_first_not_of(" \t\r\n") == s.npos && std::count(between.begin(), between.end(), '\n') <= 1;
      if (!joined) group.clear();
      std::string_view text = s[i + 1] == '/' ? s.substr(i + 2, e - i - 2) : s.substr(i + 2, e - i - 4);
      if (s[i + 1] == '/' && !text.empty() && text[0] == ' ') text.remove_prefix(1);
      for (size_t b = 0; b <= text.size();) { // lines lose the blanks at their ends
        size_t nl = std::min(text.find('\n', b), text.size());
        std::string_view line = text.substr(b, nl - b);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.remove_suffix(1);
        group += std::string(line) + "\n";
        b = nl + 1;
      }
      groupEnd = e;
    }
    i = e;
  }
  return group;
}

TestFunctions::Example exampleOf(const std::string &name, std::string_view body) {
  TestFunctions::Example x{name, "", false, false};
  std::string text = lastComment(body);
  size_t i = text.find_first_not_of(" \t\r\n");
  auto word = [&](const char *w) {
    size_t n = strlen(w);
    if (i == text.npos || strncasecmp(text.c_str() + i, w, n) != 0) return false;
    i += n;
    return true;
  };
  x.unordered = word("unordered ");
  if (!word("output:")) return x;
  x.run = true;
  i = std::min(text.find_first_not_of(' ', i), text.size());
  if (i < text.size() && text[i] == '\n') i++;
  x.output = text.substr(i);
  return x;
}

// ---- the files

struct Reader {
  Diagnostics &diags;
  TestProgram *out;
  bool ok = true;

  void signature(const FuncDecl *d, const char *param) {
    Location at = sources().resolve(d->pos);
    diags.commandError(shortPath(std::string(at.file)) + ":" + std::to_string(at.line) + ":" + std::to_string(at.col) +
                       ": wrong signature for " + std::string(d->name->value) + ", must be: func " + std::string(d->name->value) + "(" +
                       param + ")");
    ok = false;
  }

  void function(const FuncDecl *d, const SourceFile &s, TestFunctions *t) {
    std::string name(d->name->value);
    FunctionText f{s.text(), d->name->pos.off - s.begin().off, d->body ? d->body->rbrace.off - s.begin().off : 0};
    if (name == "TestMain" && takes(f, 'M'))
      t->main = true;
    else if (isTest(name, "Test"))
      takes(f, 'T') ? t->tests.push_back(name) : name == "TestMain" ? signature(d, "m *testing.M") : signature(d, "t *testing.T");
    else if (isTest(name, "Benchmark"))
      takes(f, 'B') ? t->benchmarks.push_back(name) : signature(d, "b *testing.B");
    else if (isTest(name, "Fuzz"))
      takes(f, 'F') ? t->fuzzTargets.push_back(name) : signature(d, "f *testing.F");
    else if (isTest(name, "Example") && d->type->params.size() == 0 && d->type->results.size() == 0 && d->body) {
      size_t open = d->body->pos.off - s.begin().off;
      t->examples.push_back(exampleOf(name, s.text().substr(open, f.end - open)));
    }
  }

  void file(const std::string &dir, const std::string &name) {
    std::string path = dir + "/" + name, error;
    SourceFile *s = sources().addFile(shortPath(path), path, &error);
    if (!s) {
      diags.commandError(error);
      ok = false;
      return;
    }
    ImportSection section = readImportSection(*s);
    bool external = endsWith(section.package, "_test");
    (external ? out->variant.external : out->variant.own).push_back(name);
    Diagnostics none; // what is wrong with the file is said when it is compiled
    none.quiet = true;
    ParseOptions opts;
    opts.stdDirectives = true;
    File *f = parseFile(*s, none, opts);
    if (!f) return;
    for (const Decl *d : f->decls)
      if (auto *fn = dynFuncDecl(d); fn && !fn->recv && fn->name && fn->tparams.size() == 0)
        function(fn, *s, external ? &out->external : &out->own);
  }
};

BuildContext contextOf(const TestedPackage &p, const std::vector<std::string> &tags) {
  BuildContext ctx = usesContextC(p.path) ? buildContextC() : buildContextB();
  ctx.tags.insert(tags.begin(), tags.end());
  return ctx;
}

} // namespace

bool readTests(const TestedPackage &p, const std::vector<std::string> &tags, Diagnostics &diags, TestProgram *out) {
  out->variant.path = p.path, out->variant.dir = p.dir;
  out->variant.named = !p.files.empty();
  BuildContext ctx = contextOf(p, tags);
  Reader reader{diags, out};
  std::vector<std::string> names = p.files;
  if (names.empty())
    for (std::string &n : listFolder(p.dir))
      if (endsWith(n, "_test.go") && n[0] != '_' && n[0] != '.') names.push_back(n);
  for (const std::string &n : names) {
    if (!endsWith(n, "_test.go")) {
      out->variant.files.push_back(n);
      continue;
    }
    std::string text, error;
    if (readFile(p.dir + "/" + n, &text) && (!p.files.empty() || matchFile(n, text, ctx, &error))) reader.file(p.dir, n);
  }
  return reader.ok;
}

// ---- the program

namespace {

std::string quoted(const std::string &s) {
  std::string out = "\"";
  for (unsigned char c : s) {
    char hex[8];
    snprintf(hex, sizeof hex, "\\x%02x", c);
    if (c == '"' || c == '\\')
      out += std::string("\\") + char(c);
    else if (c < ' ' || c == 0x7f)
      out += hex;
    else
      out += char(c);
  }
  return out + "\"";
}

void rows(std::string *out, const std::vector<std::string> &names, const char *alias) {
  for (const std::string &n : names) *out += "\t{\"" + n + "\", " + alias + "." + n + "},\n";
}

void rows(std::string *out, const std::vector<TestFunctions::Example> &examples, const char *alias) {
  for (const auto &x : examples)
    if (x.run)
      *out += "\t{\"" + x.name + "\", " + alias + "." + x.name + ", " + quoted(x.output) + ", " + (x.unordered ? "true" : "false") + "},\n";
}

template <class List> std::string table(const char *type, const List &own, const List &external) {
  std::string s = std::string("[]testing.") + type + "{\n";
  rows(&s, own, "_test");
  rows(&s, external, "_xtest");
  return s + "}";
}

// Whether package main names something of it.
bool named(const TestFunctions &f) {
  return f.main || !f.tests.empty() || !f.benchmarks.empty() || !f.fuzzTargets.empty() ||
         std::any_of(f.examples.begin(), f.examples.end(), [](auto &x) { return x.run; });
}

} // namespace

std::string testMainSource(const TestedPackage &p, const TestProgram &t, const std::string &imports, const std::string &declarations) {
  const bool fuzz = !t.own.fuzzTargets.empty() || !t.external.fuzzTargets.empty();
  std::string s = "package main\n\nimport (\n\t\"os\"\n\t\"reflect\"\n\t\"testing\"\n";
  s += std::string("\tdeps \"testing/internal/") + (fuzz ? "testdeps" : "plaindeps") + "\"\n";
  if (!t.variant.own.empty()) s += std::string("\t") + (named(t.own) ? "_test" : "_") + " \"" + p.path + "\"\n";
  if (!t.variant.external.empty()) s += std::string("\t") + (named(t.external) ? "_xtest" : "_") + " \"" + p.path + "_test\"\n";
  s += imports + ")\n" + declarations + "\nfunc main() {\n\tdeps.ImportPath = " + quoted(p.path) +
       "\n\tm := testing.MainStart(deps.TestDeps{}, ";
  s += table("InternalTest", t.own.tests, t.external.tests) + ", " + table("InternalBenchmark", t.own.benchmarks, t.external.benchmarks) +
       ", ";
  s += table("InternalFuzzTarget", t.own.fuzzTargets, t.external.fuzzTargets) + ", ";
  s += table("InternalExample", t.own.examples, t.external.examples) + ")\n";
  if (t.own.main || t.external.main)
    s += std::string("\t") + (t.own.main ? "_test" : "_xtest") +
         ".TestMain(m)\n\tos.Exit(int(reflect.ValueOf(m).Elem().FieldByName(\"exitCode\").Int()))\n";
  else
    s += "\t_ = reflect.ValueOf\n\tos.Exit(m.Run())\n";
  return s + "}\n";
}

} // namespace jit
