// jit/driver/invocation.h: one invocation of minigo: what its phases hand on to each other.
#pragma once
#include "frontend/check_program.h"
#include "frontend/diag.h"
#include "frontend/load.h"
#include "frontend/parser.h"
#include "frontend/source.h"
#include "ir/ir.h"
#include "jit/driver/cache.h"
#include "jit/driver/command_line.h"
#include "jit/driver/environment.h"
#include "jit/jit.h"

namespace jit {

struct Invocation {
  CommandLine o;
  frontend::Diagnostics diags{stderr};
  frontend::ProgramFiles files;
  bool folder = false;                  // the program was named as a folder
  std::vector<std::string> stdPackages; // `build --stop-after=check strings`: packages of std, checked in full
  frontend::TestVariant test;           // of `minigo test`
  std::unique_ptr<frontend::Loader> loader;
  bool found = false;   // all that the program imports was
  bool checked = false; // main has been type-checked, perhaps with errors
  std::unique_ptr<ir::Module> module;
  std::vector<Compilation *> units; // of the module
  std::vector<Compilation *> fresh; // those to compile: the others were found in the cache
  std::vector<UnitKey> keys;        // of the module's units, for the cache; empty: they are not kept
  Program *program = nullptr;

  frontend::LoadedPackage *main() const { return loader->main(); }
  bool isProgram() const { return main()->pkg->name == "main"; }
};

// sources.cpp
std::string overlayDir(); // beside the compiler, or $MINIGO_STDLIB
bool isGoFile(const std::string &f);
bool readPhase(Invocation &v);

// phases.cpp: exit code 0 or 1
int runPhases(Invocation &v);
frontend::LoadConfig loadConfig(const Invocation &v);

// driver.cpp: a process has one invocation at a time, always at the same address: what is kept of std (make_std.h) refers
// to its diagnostics.
Invocation &newInvocation();
void endInvocation();
int onLargeStack(int (*run)(Invocation &), Invocation &v); // 2 if that is not to be had

// dumps.cpp: --dump=tokens, ast, types, files, ir
void printTokens(const Invocation &v, frontend::SourceFile &file, frontend::Diagnostics &diags, bool silent);
void printTrees(Invocation &v);
void printTypes(Invocation &v);
void printFiles(Invocation &v);
void printIr(Invocation &v);

} // namespace jit
