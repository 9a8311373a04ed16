// jit/driver/command_line.h: the command line.
//
//   minigo run [flags] FILE.go... [arguments]     minigo FILE.go [arguments]     minigo - [arguments]
//   minigo test [flags] [packages] [flags]        all that follows is jit/driver/test's
//   minigo build [flags] FILE.go...               minigo -S FILE.go...           minigo clean | env | version | help
//   minigo tool NAME [arguments]                  minigo fmt [FILE or folder...] minigo doc ... minigo install std
//
// Flags are the go command's where it has one; what it accepts without meaning here is accepted too.
#pragma once
#include <string>
#include <vector>

namespace jit {

enum class Verb { Run, Build, Test, Install, Clean, Env, Version, Help };

// What the pipeline is run up to. The order is that of the phases.
enum class Stage { Lex, Parse, Load, Check, Ir, Llvm, Asm, Run };

struct CommandLine {
  Verb verb = Verb::Run;
  std::vector<std::string> files;     // FILE.go..., or "-" (standard input), or one directory
  std::vector<std::string> args;      // the program's arguments, without its name
  Stage stopAfter = Stage::Run;       // last stage to run
  bool compilerMode = false;          // --stop-after given: as the compiler alone, not the go command with its linker
  std::string dump, dumpFunc;         // --dump=ir:main.f  ->  "ir", "main.f"
  bool listing = false;               // -S
  bool tool = false;                  // files[0] is the name of one of Go's commands; its source is in a folder cmd/NAME
  std::string shown;                  // to be printed first: the command that fmt stands for
  bool script = false;                // a first line "#!..." is skipped
  bool unlimitedErrors = false;       // -e
  bool escapeNotes = false;           // -m
  bool noOptimise = false;            // -N
  bool verifyEach = false, timePhases = false;
  std::string diag;                   // -diag: plain, rich or json; empty: rich on a terminal, else plain
  bool complete = false;              // -complete: functions without body are errors
  bool incomplete = false;            // -complete=false: they are not
  bool allowRuntimeDirectives = false; // -+
  std::string localPrefix;            // -D: of the paths of relative imports
  bool singleFilePackages = false;    // -s: each file is a package (Go's own tests)
  std::string goVersion;              // -lang; empty: the latest
  std::vector<std::string> tags;      // -tags
  std::string chdir;                  // -C
  std::string gcflags, ldflags;       // as given, for the program's build information
  std::vector<std::pair<std::string, std::string>> strings; // -ldflags=-X: package.variable and its value
  bool symbols = false;               // -g: for gdb and perf; of build, unless noSymbols
  bool noSymbols = false;             // -ldflags=-s or -w
  bool trimpath = false;              // -trimpath: no file names of this machine in the program
  std::string output;                 // -o of build: the executable, or an existing folder for it
};

// Fills *o from the arguments. False: the error has been printed, *exitCode is set.
bool parseCommandLine(int argc, char **argv, CommandLine *o, int *exitCode);
const char *stageName(Stage s);
const char *usageText();

} // namespace jit
