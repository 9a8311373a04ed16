// jit/driver/dumps.cpp: --dump of what stands before LLVM: tokens, files, trees, IR (the rest: jit/dump.cpp).
#include "frontend/lexer.h"
#include "jit/driver/invocation.h"

namespace jit {

using namespace frontend;

static void printToken(const Token &t) {
  printf("%s: %s", sources().show(t.pos).c_str(), tokName(t.kind));
  if (!t.text.empty()) printf(" %.*s", int(t.text.size()), t.text.data());
  if (t.kind == Tok::Literal) {
    static const char *const kinds[] = {"int", "float", "imag", "rune", "string"};
    printf(" %s%s", kinds[int(t.litKind)], t.bad ? " bad" : "");
  }
  putchar('\n');
}

void printTokens(const Invocation &c, SourceFile &file, Diagnostics &diags, bool silent) {
  Lexer lexer(file, diags, c.o.script);
  size_t seen = 0;
  for (Token t = lexer.next();; t = lexer.next()) {
    if (!silent) {
      for (; seen < lexer.directives().size(); seen++) {
        const LexDirective &d = lexer.directives()[seen];
        printf("%s: directive %.*s%s\n", sources().show(d.pos).c_str(), int(d.text.size()), d.text.data(), d.ownLine ? "" : " (misplaced)");
      }
      printToken(t);
    }
    if (t.kind == Tok::Eof) break;
  }
}

void printTrees(Invocation &c) {
  for (File *f : c.files.files) dumpAst(f, stdout);
}

void printTypes(Invocation &c) {
  if (c.checked)
    for (File *f : c.main()->pkg->files) dumpAst(f, stdout);
}

void printFiles(Invocation &c) {
  for (LoadedPackage *p : c.loader->packages())
    for (File *f : p->pkg->files) printf("%s %s\n", p->headerPath().c_str(), sources().file(f->fileIndex).path().c_str());
}

void printIr(Invocation &c) {
  std::string out;
  for (const auto &f : c.module->funcs)
    if (c.o.dumpFunc.empty() ? f->symbol.rfind("main.", 0) == 0 : f->symbol == c.o.dumpFunc) ir::print(*f, out);
  fputs(out.c_str(), stdout);
}

} // namespace jit
