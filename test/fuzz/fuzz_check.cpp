// test/fuzz/fuzz_check.cpp: lexer, parser, loader and type checker with all function bodies, as `--stop-after=check`.
//
// Imports are answered from Inputs/goroot: a few small stand-ins for packages that tests use most, so that selectors,
// methods and instances of other packages are reached without compiling std for each text.
#include "frontend/check_program.h"
#include "frontend/parser.h"
#include "test/fuzz/fuzz.h"

using namespace frontend;

// As Go's own tests say it, in the first line: "// errorcheck -lang=go1.17".
static std::string languageVersion(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  size_t at = line.find("-lang=go1.");
  if (line.substr(0, 2) != "//" || at == line.npos) return "";
  std::string_view v = line.substr(at + 6);
  size_t end = std::min(v.find_first_not_of("0123456789", 4), v.size());
  return end > 4 && end < 7 ? std::string(v.substr(0, end)) : "";
}

bool fuzz::compile(const SourceFile &src, Diagnostics &diags) {
  File *f = parseFile(src, diags);
  if (!f || diags.syntaxErrors() > 0 || diags.tooMany()) return false;
  initUniverse();
  LoadConfig conf;
  conf.goroot = FUZZ_DIR "/Inputs/goroot";
  conf.overlay = FUZZ_DIR "/Inputs/no-overlay";
  conf.compilerMode = true;
  conf.goVersion = languageVersion(src.text());
  conf.parse = [](const SourceFile &s, Diagnostics &d) { return parseFile(s, d); };
  Loader loader(conf, diags);
  if (!loader.loadMain({.sources = {&sources().file(src.index())}, .files = {f}}) || diags.tooMany()) return false;
  CheckProgramOptions opts;
  opts.lang = conf.goVersion;
  return checkProgram(loader, diags, opts) && diags.errors() == 0;
}
