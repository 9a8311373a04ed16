// jit/driver/test/compile.cpp: see compile.h. The program goes through the phases like every other; it is kept in the cache of
// programs under a command line of its own.
#include "jit/driver/test/compile.h"
#include "frontend/files.h"
#include "jit/driver/cache.h"
#include "jit/driver/driver.h"
#include "jit/driver/invocation.h"
#include "jit/driver/test/cover.h"
#include "jit/write_bytes.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jit {

using namespace frontend;

namespace {

// What the program depends on beside files, as a command line for programKey.
std::vector<std::string> keyWords(const TestCommand &t, const TestedPackage &p) {
  std::vector<std::string> words{"minigo", "test", p.path, p.dir, t.build.noOptimise ? "-N" : ""};
  for (const std::string &s : t.build.tags) words.push_back("tag " + s);
  if (!t.coverMode.empty()) words.push_back("cover " + t.coverMode);
  if (!t.coverMode.empty())
    for (const TestedPackage &q : t.tested) words.push_back("tested " + q.path);
  for (const std::string &s : t.coverPackages) words.push_back("cover package " + s);
  for (const std::string &s : p.files) words.push_back("file " + s);
  return words;
}

bool writeAll(Invocation &c, int fd, bool forUser = false) {
  return c.program->write(fd, !forUser ? Program::Quick : c.o.noSymbols ? Program::Stripped : Program::Complete);
}

// Not kept: in a file that only this test uses, or that becomes the user's.
std::string temporaryProgram(Invocation &c, bool alone) {
  std::string path = temporaryFile("test");
  int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0 || !writeAll(c, fd, alone) || fchmod(fd, 0700) != 0) return "";
  close(fd);
  return path;
}

} // namespace

std::string temporaryFile(const char *what) {
  const char *dir = getenv("TMPDIR");
  std::string path = std::string(dir && *dir ? dir : "/tmp") + "/minigo-" + what + "-XXXXXX";
  int fd = mkostemp(path.data(), O_CLOEXEC);
  if (fd >= 0) close(fd);
  return path;
}

bool isTemporary(const std::string &program) { return program.find("/minigo-test-") != program.npos; }

bool copyExecutable(const std::string &from, const std::string &to) {
  std::string text, tmp = to + ".tmp" + std::to_string(getpid());
  if (!readFile(from, &text)) return false;
  int fd = open(tmp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0777);
  if (fd < 0) return false;
  bool ok = writeBytes(fd, text);
  ok = close(fd) == 0 && ok && rename(tmp.c_str(), to.c_str()) == 0;
  if (!ok) unlink(tmp.c_str());
  return ok;
}

int compileTests(const TestCommand &t, const TestedPackage &p, int result) {
  endInvocation(); // of the process that this one was forked from
  Invocation *c = &newInvocation();
  c->o = t.build;
  c->o.files = {p.dir};
  std::vector<std::string> words = keyWords(t, p);
  std::vector<char *> argv;
  for (std::string &w : words) argv.push_back(w.data());
  ProgramKey key;
  const bool forUser = t.compileOnly || !t.output.empty();
  const bool kept = !forUser && programKey(c->o, int(argv.size()), argv.data(), &key);
  if (kept)
    if (std::string path = findProgram(key); !path.empty()) return writeBytes(result, path) ? 0 : 2;

  TestProgram program;
  c->diags.unlimited = c->o.unlimitedErrors;
  if (!readTests(p, t.build.tags, c->diags, &program)) return setupFailed;
  const bool tests = !program.variant.own.empty() || !program.variant.external.empty();
  std::vector<CoveredPackage> covered;
  if (!t.coverMode.empty() && !coverPackages(t, p, &program.variant, &covered)) return 1;
  if (!tests) return writeBytes(result, emptyProfile(p, program.variant, covered)) ? noTestFiles : 2;
  std::string source = t.coverMode.empty() ? testMainSource(p, program, "", "")
                                           : testMainSource(p, program, coverImports(covered), coverRegistration(t, covered));
  c->test = program.variant;
  if (p.dir.rfind(goroot() + "/src/", 0) == 0) c->o.allowRuntimeDirectives = true; // as part of std
  c->o.files.clear();
  c->files.sources.push_back(sources().addText("_testmain.go", p.dir + "/_testmain.go", source));
  c->diags.setPackage(p.path + ".test");
  if (int rc = onLargeStack(runPhases, *c)) return rc == 2 ? 2 : c->found ? 1 : setupFailed;
  if (!c->program) return 1;
  std::string name = p.path.substr(p.path.rfind('/') == p.path.npos ? 0 : p.path.rfind('/') + 1) + ".test";
  std::string path = kept ? storeProgram(key, name, [&](int fd) { return writeAll(*c, fd); }) : "";
  if (path.empty()) path = temporaryProgram(*c, forUser);
  return !path.empty() && writeBytes(result, path) ? 0 : 2;
}

} // namespace jit
