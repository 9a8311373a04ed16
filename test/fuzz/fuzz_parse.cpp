// test/fuzz/fuzz_parse.cpp: lexer and parser. What parses is dumped, too: the dump visits every node and position.
#include "frontend/parser.h"
#include "test/fuzz/fuzz.h"

using namespace frontend;

bool fuzz::compile(const SourceFile &src, Diagnostics &diags) {
  File *f = parseFile(src, diags);
  if (!f || diags.errors() > 0) return false;
  FILE *dump = fopen("/dev/null", "w");
  dumpAst(f, dump);
  fclose(dump);
  return true;
}
