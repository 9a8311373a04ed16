// jit/driver/command_line.cpp: see command_line.h. The texts of usage errors are the go command's.
#include "jit/driver/command_line.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <utility>

namespace jit {

static const char *const stageNames[] = {"lex", "parse", "load", "check", "ir", "llvm", "asm", "run"};
const char *stageName(Stage s) { return stageNames[int(s)]; }

const char *usageText() {
  return "minigo compiles Go 1.22 programs in memory and runs them on a native runtime.\n"
         "\n"
         "Usage:\n"
         "\n"
         "\tminigo run [flags] FILE.go... [arguments]   compile and run\n"
         "\tminigo FILE.go [arguments]                  the same, for scripts (#! line allowed)\n"
         "\tminigo - [arguments]                        the program comes from standard input\n"
         "\tminigo build [flags] FILE.go...             compile, report errors; -o FILE: write an executable\n"
         "\tminigo test [flags] [packages]              run the tests of packages, as the go command does\n"
         "\tminigo -S FILE.go...                        print the generated code\n"
         "\tminigo tool NAME [arguments]                one of Go's own tools; without a name: their list\n"
         "\tminigo fmt [-n] [-x] [FILE.go or folder...] format sources; minigo doc [what] shows documentation\n"
         "\tminigo vet [flags] [packages]               look for mistakes, as go vet does\n"
         "\tminigo install std                          compile the standard library of this GOROOT, once, into the cache\n"
         "\tminigo clean                                remove the programs that are kept\n"
         "\tminigo env [-json] [names]                   print what the environment means to minigo, as go env does\n"
         "\tminigo version | help\n"
         "\n"
         "Flags:\n"
         "\n"
         "\t-gcflags=FLAGS        -S code, -e all errors, -m escape analysis, -N no optimisation, -lang=go1.N\n"
         "\t-tags=a,b             build tags\n"
         "\t-diag=FORM            errors as plain text (gc's), rich (with source line and hint; default on a terminal) or json\n"
         "\t-json                 the same as -diag=json: an object a line, on standard error\n"
         "\t-ldflags='-X p.v=s'   the string variable v of package p begins with the value s\n"
         "\t-g                    of run: with symbols and lines for gdb and perf (an executable of build has them)\n"
         "\t-trimpath             file names begin with the package's path, not with that of its folder\n"
         "\t-o FILE               of build: write an executable\n"
         "\t-C DIR                change to DIR first\n"
         "\t--stop-after=STAGE    lex, parse, load, check, ir, llvm or asm\n"
         "\t--dump=WHAT[:FUNC]    tokens, files, ast, types, ir, llvm, llvm-opt, asm or stackmaps\n"
         "\t--verify-each         verify the IR after each phase\n"
         "\t--time-phases         print how long each phase took\n"
         "\n"
         "Programs are kept, compiled, in $MINIGO_CACHE (\"off\": they are not), by default in the user's folder of caches.\n"
         "Environment: GOFLAGS as for the go command; GODEBUG, GOMAXPROCS, GOGC, GOTRACEBACK as for any Go program; the README lists\n"
         "minigo's own knobs.\n"
         "minigo is not a sandbox: a program it runs can do whatever its user can.\n";
}

namespace {

struct Parser {
  CommandLine *o;
  std::vector<std::string> args;
  size_t i = 0;
  int exitCode = 2;

  bool fail(const std::string &msg) {
    const char *verb = o->verb == Verb::Build ? "build" : "run";
    fprintf(stderr, "%s\n", msg.c_str());
    fprintf(stderr,
            o->verb == Verb::Build ? "usage: minigo %s [flags] FILE.go...\n" : "usage: minigo %s [flags] FILE.go... [arguments...]\n",
            verb);
    fprintf(stderr, "Run 'minigo help' for details.\n");
    return false;
  }

  bool setStage(const std::string &name) {
    for (int s = 0; s < int(Stage::Run); s++)
      if (name == stageNames[s]) {
        o->stopAfter = std::min(o->stopAfter, Stage(s));
        o->compilerMode = true;
        return true;
      }
    return fail("invalid value \"" + name + "\" for flag -stop-after: want lex, parse, load, check, ir, llvm or asm");
  }

  // A dump needs the pipeline only up to the stage that makes it, but does not shorten it.
  bool setDump(const std::string &v) {
    static const char *const known[] = {"tokens", "files", "ast", "types", "ir", "llvm", "llvm-opt", "llvm-final", "asm", "stackmaps"};
    size_t colon = v.find(':');
    o->dump = v.substr(0, colon);
    o->dumpFunc = colon == v.npos ? "" : v.substr(colon + 1);
    for (const char *k : known)
      if (o->dump == k) return true;
    return fail("invalid value \"" + v + "\" for flag -dump: want tokens, files, ast, types, ir, llvm, llvm-opt, asm or stackmaps");
  }

  bool compilerFlag(const std::string &f) {
    auto starts = [&](const char *p) { return f.rfind(p, 0) == 0; };
    if (f == "-S")
      o->listing = true;
    else if (f == "-e")
      o->unlimitedErrors = true;
    else if (f == "-m" || starts("-m="))
      o->escapeNotes = true;
    else if (f == "-N")
      o->noOptimise = true;
    else if (f == "-complete" || f == "-complete=true")
      o->complete = true;
    else if (f == "-complete=false") // functions without body are found at link time, or not needed
      o->complete = false, o->incomplete = true;
    else if (f == "-s")
      o->singleFilePackages = true;
    else if (f == "-+")
      o->allowRuntimeDirectives = true;
    else if (starts("-D="))
      o->localPrefix = f.substr(3);
    else if (starts("-lang="))
      o->goVersion = f.substr(6);
    else if (f == "-l" || f == "-B" || f == "-live" || f == "-C" || f == "-L" || starts("-d=") || starts("-c=") || starts("-p="))
      ; // gc's own: inlining, bounds checks, its optimiser's notes, its position formats
    else
      return fail("minigo: compiler flag " + f + " is not supported");
    return true;
  }

  bool compilerFlags(std::string v) {
    // A package pattern ("all=-N") may stand before the first flag.
    if (size_t eq = v.find('='); !v.empty() && v[0] != '-' && eq != v.npos) v.erase(0, eq + 1);
    for (size_t b = 0; b < v.size();) {
      size_t e = std::min(v.find(' ', b), v.size());
      std::string f = v.substr(b, e - b);
      if (f == "-D" && e < v.size()) { // its value may be a word of its own
        const size_t end = std::min(v.find(' ', e + 1), v.size());
        f += "=" + v.substr(e + 1, end - e - 1);
        e = end;
      }
      if (f.size() > 2 && (f[0] == '\'' || f[0] == '"') && f.back() == f[0]) f = f.substr(1, f.size() - 2);
      if (!f.empty() && !compilerFlag(f)) return false;
      b = e + 1;
    }
    return true;
  }

  // Of the linker's flags only -X, -s and -w mean something here.
  bool linkerFlags(std::string v) {
    if (size_t eq = v.find('='); !v.empty() && v[0] != '-' && eq != v.npos) v.erase(0, eq + 1); // a package pattern
    o->ldflags = v;
    std::vector<std::string> words;
    if (!quotedWords(v, &words)) return fail("invalid value for flag -ldflags: unterminated quote");
    for (size_t k = 0; k < words.size(); k++) {
      std::string w = words[k].rfind("--", 0) == 0 ? words[k].substr(1) : words[k];
      if (w == "-s" || w == "-w") o->noSymbols = true;
      if (w == "-X" && k + 1 < words.size())
        w = words[++k];
      else if (w.rfind("-X=", 0) == 0)
        w = w.substr(3);
      else if (w != "-X")
        continue;
      const size_t eq = w.find('='), dot = w.rfind('.', eq);
      if (eq == w.npos || dot == w.npos) {
        fprintf(stderr, "# command-line-arguments\nlink: -X flag requires argument of the form importpath.name=value\n");
        exitCode = 1;
        return false;
      }
      o->strings.emplace_back(w.substr(0, eq), w.substr(eq + 1));
    }
    return true;
  }

  // Words between spaces; one that begins with a quote goes to the next.
  static bool quotedWords(const std::string &v, std::vector<std::string> *words) {
    for (size_t b = v.find_first_not_of(" \t\r\n"); b < v.size(); b = v.find_first_not_of(" \t\r\n", b)) {
      const bool quoted = v[b] == '\'' || v[b] == '"';
      const size_t e = quoted ? v.find(v[b], b + 1) : std::min(v.find_first_of(" \t\r\n", b), v.size());
      if (e == v.npos) return false;
      words->push_back(v.substr(b + quoted, e - b - quoted));
      b = e + quoted;
    }
    return true;
  }

  bool setDiag(const std::string &form) {
    if (form != "plain" && form != "rich" && form != "json")
      return fail("invalid value \"" + form + "\" for flag -diag: want plain, rich or json");
    o->diag = form;
    return true;
  }

  void setTags(const std::string &v) {
    for (size_t b = 0; b <= v.size();) {
      size_t e = std::min(v.find_first_of(", ", b), v.size());
      if (e > b) o->tags.push_back(v.substr(b, e - b));
      b = e + 1;
    }
  }

  // args[i] is a flag: "-x", "--x", "-x=v" or "-x v".
  bool flag() {
    std::string f = args[i++];
    if (f == "-S" || f == "-e" || f == "-m" || f == "-N" || f == "-+" || f == "-l" || f == "-B" || f == "-live" || f == "-complete" ||
        f.rfind("-lang=", 0) == 0)
      return compilerFlag(f);
    std::string name = f.substr(f.rfind("--", 0) == 0 ? 2 : 1), value;
    bool hasValue = false;
    if (size_t eq = name.find('='); eq != name.npos) {
      value = name.substr(eq + 1);
      name.erase(eq);
      hasValue = true;
    }
    for (const char *b : {"v", "x", "n", "a", "work"})
      if (name == b) return true;
    if (name == "g") return o->symbols = value != "false", true;
    if (name == "trimpath") return o->trimpath = value != "false", true;
    if (name == "verify-each") return o->verifyEach = true;
    if (name == "time-phases") return o->timePhases = true;
    if (name == "json") return setDiag("json");
    if (name == "race" || name == "msan" || name == "asan" || name == "cover") return fail("minigo: -" + name + " is not supported");
    static const char *const valued[] = {"gcflags", "tags", "C", "stop-after", "dump",     "diag",    "ldflags",
                                         "mod",     "p",    "o", "lang",       "asmflags", "buildvcs"};
    bool known = std::any_of(std::begin(valued), std::end(valued), [&](const char *k) { return name == k; });
    if (!known) return fail("flag provided but not defined: -" + name);
    if (!hasValue) {
      if (i >= args.size()) return fail("flag needs an argument: -" + name);
      value = args[i++];
    }
    if (name == "gcflags") return o->gcflags = value, compilerFlags(value);
    if (name == "ldflags") return linkerFlags(value);
    if (name == "diag") return setDiag(value);
    if (name == "stop-after") return setStage(value);
    if (name == "dump") return setDump(value);
    if (name == "o" && o->verb == Verb::Run) return fail("flag provided but not defined: -o");
    if (name == "o") o->output = value;
    if (name == "tags") setTags(value);
    if (name == "C") o->chdir = value;
    if (name == "lang") o->goVersion = value;
    return true;
  }

  // $GOFLAGS: flags with their values ("-gcflags=-N -tags=x"), as if they stood before those of the command line.
  bool environmentFlags() {
    const char *env = getenv("GOFLAGS");
    std::vector<std::string> flags;
    for (const char *p = env ? env : ""; *p;) {
      size_t n = strcspn(p, " \t\n\r");
      if (n > 0 && (n == 1 || *p != '-' || strncmp(p, "--", n) == 0))
        return fail("go: parsing $GOFLAGS: non-flag \"" + std::string(p, n) + "\"");
      if (n > 0) flags.emplace_back(p, n);
      p += n + (p[n] != 0);
    }
    std::swap(args, flags);
    size_t start = std::exchange(i, 0);
    while (i < args.size())
      if (!flag()) return false;
    std::swap(args, flags);
    i = start;
    return true;
  }

  static bool isGoFile(const std::string &s) { return s.size() > 3 && s.compare(s.size() - 3, 3, ".go") == 0; }

  // ---- Go's tools, compiled from their source: the name, and everything behind it is the tool's
  bool tool(const std::string &name, std::vector<std::string> toolArgs) {
    o->tool = true;
    o->files = {name};
    o->args = std::move(toolArgs);
    return true;
  }

  bool listTools() {
    for (const char *t : {"addr2line", "cover", "doc", "goroutine", "nm", "objdump", "pprof", "test2json", "trace", "vet"}) puts(t);
    exitCode = 0;
    return false;
  }

  bool failFormat(const std::string &msg) {
    fprintf(stderr, "%s\nusage: minigo fmt [-n] [-x] [packages]\nRun 'minigo help' for details.\n", msg.c_str());
    return false;
  }

  // As `go fmt`: the files of each folder, not what lies below; "..." means all that does. -n only prints the command that would
  // be run, -x prints it too.
  bool format() {
    bool only = false, shown = false;
    for (i = 1; i < args.size() && args[i].size() > 1 && args[i][0] == '-'; i++) {
      const std::string f = args[i].substr(args[i].rfind("--", 0) == 0 ? 2 : 1);
      if (f == "n")
        only = true;
      else if (f == "x")
        shown = true;
      else
        return failFormat("flag provided but not defined: -" + f);
    }
    std::vector<std::string> toolArgs = {"-l", "-w"}, names(args.begin() + long(i), args.end());
    if (names.empty()) names.push_back(".");
    for (const std::string &n : names) {
      if (n.size() >= 3 && n.compare(n.size() - 3, 3, "...") == 0) {
        toolArgs.push_back(n.size() > 4 ? n.substr(0, n.size() - 4) : ".");
      } else if (DIR *d = opendir(n.c_str())) { // not frontend/files.h: the compiled gofmt does not depend on it
        while (const dirent *e = readdir(d))
          if (isGoFile(e->d_name)) toolArgs.push_back(n == "." ? e->d_name : n + "/" + e->d_name);
        closedir(d);
      } else {
        toolArgs.push_back(n);
      }
    }
    std::sort(toolArgs.begin() + 2, toolArgs.end());
    const bool found = toolArgs.size() > 2; // without files gofmt would read standard input
    if (found && (only || shown)) {
      o->shown = "minigo tool gofmt";
      for (const std::string &a : toolArgs) o->shown += " " + a;
      o->shown += "\n";
    }
    if (found && !only) return tool("gofmt", std::move(toolArgs));
    exitCode = 0;
    return false;
  }

  bool toolVerb() {
    std::vector<std::string> rest(args.begin() + 1, args.end());
    if (args[0] == "fmt") return format();
    if (args[0] == "doc" || args[0] == "vet") return tool(args[0], std::move(rest));
    if (rest.empty()) return listTools();
    const std::string name = rest[0];
    rest.erase(rest.begin());
    if (name.find('/') == name.npos && name[0] != '.' && name[0] != '-') return tool(name, std::move(rest));
    fprintf(stderr, "go: no such tool \"%s\"\n", name.c_str());
    return false;
  }

  // Programs are kept when they run, or written by build -o.
  bool install() {
    o->verb = Verb::Install;
    for (i = 1; i < args.size() && args[i][0] == '-';)
      if (!flag()) return false;
    return (i + 1 == args.size() && args[i] == "std") || fail("minigo install: it installs std; minigo build -o FILE writes a program");
  }

  bool parse() {
    if (args.empty()) {
      fprintf(stderr, "%s", usageText());
      return false;
    }
    const std::string &first = args[0];
    if (first == "help" || first == "-h" || first == "-help" || first == "--help") {
      o->verb = Verb::Help;
      return true;
    }
    if (first == "version" || first == "-version" || first == "--version") {
      o->verb = Verb::Version;
      return true;
    }
    if (first == "test") {
      o->verb = Verb::Test;
      o->args.assign(args.begin() + 1, args.end());
      return true;
    }
    if (first == "clean") {
      o->verb = Verb::Clean;
      return args.size() == 1 || fail("minigo clean: takes no arguments");
    }
    if (first == "install") return install();
    if (first == "env") {
      o->verb = Verb::Env;
      o->args.assign(args.begin() + 1, args.end());
      return true;
    }
    if (first == "tool" || first == "fmt" || first == "doc" || first == "vet") return toolVerb();
    bool named = false; // the verb was named
    if (first == "run" || first == "build") {
      o->verb = first == "run" ? Verb::Run : Verb::Build;
      i = 1;
      named = true;
    } else if (first != "-" && first[0] != '-' && !isGoFile(first) && first.find('/') == first.npos) {
      fprintf(stderr, "minigo %s: unknown command\nRun 'minigo help' for usage.\n", first.c_str());
      return false;
    }
    for (const char *name : {"MINIGO_GDB", "MINIGO_PERF"})
      if (const char *v = getenv(name); v && strcmp(v, "1") == 0) o->symbols = true;
    if (!environmentFlags()) return false;
    while (i < args.size() && args[i].size() > 1 && args[i][0] == '-')
      if (args[i] == "--") {
        i++;
        break;
      } else if (!flag()) {
        return false;
      }
    return positional(named);
  }

  bool positional(bool named) {
    if (o->verb == Verb::Run && o->listing) o->verb = named ? o->verb : Verb::Build; // `minigo -S x.go` only shows
    if (o->verb == Verb::Build) {
      o->files.assign(args.begin() + long(i), args.end());
      o->stopAfter = std::min(o->stopAfter, Stage::Asm);
    } else if (!named) { // a script: one file, then its arguments
      if (i < args.size()) o->files.push_back(args[i++]);
      o->script = true;
    } else {
      while (i < args.size() && isGoFile(args[i])) o->files.push_back(args[i++]);
      if (o->files.empty() && i < args.size()) // a package directory, or "-"
        o->files.push_back(args[i++]);
      o->script = true;
    }
    if (o->verb == Verb::Run) o->args.assign(args.begin() + long(i), args.end());
    if (o->files.empty() && o->verb == Verb::Build && named) o->files.push_back(".");
    if (o->files.empty()) {
      fprintf(stderr, "minigo: no go files listed\n");
      exitCode = 1;
      return false;
    }
    return true;
  }
};

} // namespace

bool parseCommandLine(int argc, char **argv, CommandLine *o, int *exitCode) {
  Parser p{o, std::vector<std::string>(argv + 1, argv + argc)};
  bool ok = p.parse();
  *exitCode = p.exitCode;
  return ok;
}

} // namespace jit
