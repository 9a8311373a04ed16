// frontend/parser.h: source text -> syntax tree.
//
// The grammar is in parser.y (Bison), the feeding of tokens and the recovery from errors in parse_driver.cpp.
#pragma once
#include "frontend/ast.h"
#include "frontend/diag.h"
#include "frontend/source.h"
#include <cstdio>

namespace frontend {

struct ParseOptions {
  bool shebang = false;       // a first line "#!..." is skipped
  bool runtimeDirectives = false; // -+: those of package runtime are allowed
  bool stdDirectives = false; // so are those of cgo and std
  bool checkBranches = true;  // resolve labels and branch targets (and report the bad ones) per function body
};

// Parses one file. Null, if there were errors (all are in diags). gc's texts, positions and recovery.
File *parseFile(const SourceFile &src, Diagnostics &diags, const ParseOptions &options = {});

// Labels of one function body: sets BranchStmt::target and reports misplaced branches, bad and unused labels (branches.cpp).
void checkBranches(BlockStmt *body, Diagnostics &diags);

// --dump=ast: one node a line, indented, with position.
void dumpAst(const Node *n, FILE *out);

// The source form of a simple statement, as gc shows it ("x := f()").
std::string simpleStmtString(const SimpleStmt *s);

} // namespace frontend
