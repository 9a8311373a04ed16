// jit/driver/test/cover.cpp: see cover.h.
//
// Go's own cmd/cover, compiled from its source, rewrites a file so that each block counts; what it writes is compiled instead of
// the file, which remains what messages and profiles name. The program hands all counters to testing.RegisterCover. That is how
// the go command did it before counters came from its compiler (stdlib/internal/goexperiment switches package testing to it); the
// blocks are the same.
#include "jit/driver/test/cover.h"
#include "frontend/build_constraint.h"
#include "frontend/files.h"
#include "frontend/import_section.h"
#include "jit/driver/cache.h"
#include "jit/driver/installation.h"
#include "jit/driver/invocation.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/wait.h>
#include <tuple>
#include <unistd.h>

namespace jit {

using namespace frontend;

namespace {

[[noreturn]] void becomeTool(std::vector<std::string> words) {
  std::vector<char *> argv;
  for (std::string &w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  CommandLine o;
  int exitCode = 2;
  if (!parseCommandLine(int(words.size()), argv.data(), &o, &exitCode)) _exit(exitCode);
  ProgramKey key;
  if (programKey(o, int(words.size()), argv.data(), &key))
    if (std::string program = findProgram(key); !program.empty()) _exit(executeProgram(program, o.args, environ));
  execve(compilerPath().c_str(), argv.data(), environ);
  fprintf(stderr, "minigo: cannot execute %s: %s\n", compilerPath().c_str(), strerror(errno));
  _exit(2);
}

// `minigo tool cover ...`: its output. False: it has failed, and said why.
bool coverTool(const std::vector<std::string> &args, std::string *out) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) != 0) return false;
  fflush(stdout), fflush(stderr);
  pid_t pid = fork();
  if (pid == 0) {
    dup2(fds[1], 1);
    std::vector<std::string> words{"minigo", "tool", "cover"};
    words.insert(words.end(), args.begin(), args.end());
    becomeTool(std::move(words));
  }
  close(fds[1]);
  char buf[65536];
  for (ssize_t n; (n = read(fds[0], buf, sizeof buf)) > 0 || (n < 0 && errno == EINTR);)
    if (n > 0) out->append(buf, size_t(n));
  close(fds[0]);
  int status = 0;
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
  return pid > 0 && status == 0;
}

bool isTestFile(const std::string &name) { return name.size() > 8 && name.compare(name.size() - 8, 8, "_test.go") == 0; }

// The files of a package that belong to this build: its tests, or the others.
std::vector<std::string> filesOf(const TestCommand &t, const TestedPackage &p, bool tests) {
  BuildContext ctx = usesContextC(p.path) ? buildContextC() : buildContextB();
  ctx.tags.insert(t.build.tags.begin(), t.build.tags.end());
  std::vector<std::string> out;
  for (const std::string &n : tests ? listFolder(p.dir) : p.files.empty() ? goFilesIn(p.dir) : p.files) {
    std::string text, error;
    if (isTestFile(n) == tests && readFile(p.dir + "/" + n, &text) && (!p.files.empty() || matchFile(n, text, ctx, &error)))
      out.push_back(n);
  }
  return out;
}

// Of an array's literal as the tool writes it: a line "Name: type{", then rows of numbers.
std::vector<unsigned long> numbersBelow(const std::string &text, size_t at) {
  std::vector<unsigned long> out;
  while ((at = text.find('\n', at)) != text.npos && text.compare(at, 3, "\n\t\t") == 0) {
    const char *p = text.c_str() + at + 3;
    for (char *end; isdigit(static_cast<unsigned char>(*p)); p = end + strspn(end, ", ")) out.push_back(strtoul(p, &end, 0));
    at++;
  }
  return out;
}

// p, and what else is named, has no tests of its own and is imported by p or its tests. (The go command has counters in the one
// copy of a package without tests that it builds, and otherwise in the copy of the package's own test.) Imports are followed through the
// module, whose folders lie to each other as their paths do.
std::vector<TestedPackage> coveredByDefault(const TestCommand &t, const TestedPackage &p) {
  std::string path = p.path, dir = p.dir;
  for (size_t a, b; (a = path.rfind('/')) != path.npos && (b = dir.rfind('/')) != dir.npos && path.substr(a) == dir.substr(b);)
    path.erase(a), dir.erase(b);
  std::vector<TestedPackage> out{p}, todo{p};
  std::set<std::string> seen{p.path};
  while (!todo.empty()) {
    TestedPackage q = todo.back();
    todo.pop_back();
    std::vector<std::string> files = filesOf(t, q, false);
    if (q.path == p.path)
      for (std::string &n : filesOf(t, q, true)) files.push_back(std::move(n));
    for (const std::string &n : files) {
      std::string error, file = q.dir + "/" + n;
      SourceFile *s = sources().addFile(shortPath(file), file, &error);
      for (const ImportSection::Import &i : s ? readImportSection(*s).imports : std::vector<ImportSection::Import>()) {
        if (!seen.insert(i.path).second) continue;
        auto named = std::find_if(t.tested.begin(), t.tested.end(), [&](auto &x) { return x.path == i.path; });
        if (named != t.tested.end()) todo.push_back(*named);
        if (named != t.tested.end() && filesOf(t, *named, true).empty()) out.push_back(*named);
        if (named == t.tested.end() && i.path.rfind(path + "/", 0) == 0) todo.push_back({i.path, dir + i.path.substr(path.size()), {}});
      }
    }
  }
  return out;
}

// A line of a profile: "file:line.col,line.col statements count".
struct ProfileLine {
  std::string_view file, rest;
  unsigned long line, col;
  bool operator<(const ProfileLine &o) const { return std::tie(file, line, col) < std::tie(o.file, o.line, o.col); }
};

} // namespace

bool makeCoverTool() {
  std::string version;
  return coverTool({"-V"}, &version);
}

bool coverPackages(const TestCommand &t, const TestedPackage &p, TestVariant *variant, std::vector<CoveredPackage> *out) {
  std::vector<TestedPackage> packages;
  if (t.coverPackages.empty())
    packages = coveredByDefault(t, p);
  else if (!matchPackages(t.coverPackages, t.build.tags, &packages))
    return false;
  unsigned n = 0;
  for (const TestedPackage &q : packages) {
    CoveredPackage c{q.path, {}};
    for (const std::string &name : filesOf(t, q, false)) {
      CoveredFile f{q.path + "/" + name, "GoCover_" + std::to_string(n++), q.dir + "/" + name};
      std::string text;
      // Where it fails, the compiler says why: the text has errors.
      if (!coverTool({"-mode=" + t.coverMode, "-var=" + f.variable, f.path}, &text)) continue;
      variant->covered[f.path] = std::move(text);
      c.files.push_back(std::move(f));
    }
    if (!c.files.empty()) out->push_back(std::move(c));
  }
  return true;
}

std::string coverImports(const std::vector<CoveredPackage> &covered) {
  std::string s;
  for (size_t i = 0; i < covered.size(); i++) s += "\t_cover" + std::to_string(i) + " \"" + covered[i].path + "\"\n";
  return s;
}

std::string coverRegistration(const TestCommand &t, const std::vector<CoveredPackage> &covered) {
  std::string s = R"(
var cover = testing.Cover{Counters: map[string][]uint32{}, Blocks: map[string][]testing.CoverBlock{}}

func coverFile(name string, count, pos []uint32, stmts []uint16) {
	blocks := make([]testing.CoverBlock, len(count))
	for i := range blocks {
		blocks[i] = testing.CoverBlock{pos[3*i], uint16(pos[3*i+2]), pos[3*i+1], uint16(pos[3*i+2] >> 16), stmts[i]}
	}
	cover.Counters[name], cover.Blocks[name] = count, blocks
}

func init() {
)";
  for (size_t i = 0; i < covered.size(); i++)
    for (const CoveredFile &f : covered[i].files) {
      std::string var = "_cover" + std::to_string(i) + "." + f.variable;
      s += "\tcoverFile(\"" + f.name + "\", " + var + ".Count[:], " + var + ".Pos[:], " + var + ".NumStmt[:])\n";
    }
  std::string in;
  for (const std::string &pattern : t.coverPackages) in += (in.empty() ? " in " : ", ") + pattern;
  return s + "\tcover.Mode = \"" + t.coverMode + "\"\n\tcover.CoveredPackages = \"" + in + "\"\n\ttesting.RegisterCover(cover)\n}\n";
}

std::string emptyProfile(const TestedPackage &p, const TestVariant &variant, const std::vector<CoveredPackage> &covered) {
  std::string out;
  for (const CoveredPackage &c : covered)
    for (const CoveredFile &f : c.path == p.path ? c.files : std::vector<CoveredFile>()) {
      const std::string &text = variant.covered.at(f.path);
      size_t var = text.rfind("\nvar " + f.variable + " = struct {");
      std::vector<unsigned long> pos = numbersBelow(text, text.find("\tPos: ", var)),
                                 stmts = numbersBelow(text, text.find("\tNumStmt: ", var));
      for (size_t i = 0; i < stmts.size() && 3 * i + 2 < pos.size(); i++) {
        auto place = [](unsigned long line, unsigned long col) { return std::to_string(line) + "." + std::to_string(col & 0xffff); };
        out += f.name + ":" + place(pos[3 * i], pos[3 * i + 2]) + "," + place(pos[3 * i + 1], pos[3 * i + 2] >> 16) + " " +
               std::to_string(stmts[i]) + " 0\n";
      }
    }
  return out;
}

std::string sortedProfile(const std::string &text) {
  std::vector<ProfileLine> lines;
  for (size_t b = 0; b < text.size();) {
    size_t e = std::min(text.find('\n', b), text.size());
    std::string_view l(text.data() + b, e - b);
    b = e + 1;
    size_t colon = l.rfind(':');
    if (l.substr(0, 6) == "mode: " || colon == l.npos) continue;
    char *dot;
    unsigned long line = strtoul(l.data() + colon + 1, &dot, 10);
    lines.push_back({l.substr(0, colon), l, line, strtoul(dot + 1, nullptr, 10)});
  }
  std::stable_sort(lines.begin(), lines.end());
  std::string out;
  for (const ProfileLine &l : lines) out.append(l.rest).append("\n");
  return out;
}

} // namespace jit
