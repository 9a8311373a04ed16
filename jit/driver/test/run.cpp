// jit/driver/test/run.cpp: `minigo test`: compiles the test program of each package, runs it in the package's folder, and says
// what the go command would say.
//
// Each package is a job: a child process of this one compiles its program, or finds it in the cache of programs, and tells where
// it is; then that is executed. So many jobs go on at a time as -p says; this process only waits for their output. What a job has
// to say comes out in the order of the packages, as soon as all before it are done; if there is only one, as it comes.
//
// Mirrors runTestActor of cmd/go/internal/test. Results that are kept: results.h.
#include "frontend/files.h"
#include "jit/driver/cache.h"
#include "jit/driver/invocation.h"
#include "jit/driver/make_std.h"
#include "jit/driver/test/command.h"
#include "jit/driver/test/compile.h"
#include "jit/driver/test/cover.h"
#include "jit/driver/test/results.h"
#include "jit/driver/test/test2json.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace jit {

namespace {

double now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return double(t.tv_sec) + double(t.tv_nsec) / 1e9;
}

// Everything that a process writes to fd 1 and 2, or to `result`.
struct Stream {
  int fd = -1;
  std::string text;

  bool readSome() { // false: the end
    char buf[65536];
    ssize_t n = read(fd, buf, sizeof buf);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (n > 0) {
      text.append(buf, size_t(n));
      return true;
    }
    close(fd);
    fd = -1;
    return false;
  }
};

struct Job {
  enum State { waiting, compiling, running, done };
  TestedPackage package;
  State state = waiting;
  pid_t pid = 0;
  Stream out, err, result; // out: the test's output; err, result: the compiler's
  std::string program;     // path of the executable
  double start = 0;
  int killed = 0;          // signals sent because it ran too long
  bool failed = false, cached = false;
  std::string logFile, profileFile;
  std::string profile;     // of coverage: its lines
  std::string report;      // what is said to standard output
  size_t shown = 0;        // of `out` has been shown already
  ResultKey key;
  std::unique_ptr<TestJson> json;
};

class Runner {
public:
  Runner(const TestCommand &t, std::vector<TestedPackage> packages) : t_(t), jobs_(packages.size()) {
    for (size_t i = 0; i < packages.size(); i++) jobs_[i].package = std::move(packages[i]);
    slots_ = t.parallel ? t.parallel : unsigned(std::max(1l, sysconf(_SC_NPROCESSORS_ONLN)));
    if (t.bench) slots_ = 1; // measured alone
  }

  int run() {
    while (next_ < jobs_.size()) {
      startJobs();
      wait();
      report();
    }
    if (!t_.coverProfile.empty() && !writeProfile()) return 1;
    const bool failed = std::any_of(jobs_.begin(), jobs_.end(), [](auto &j) { return j.failed; });
    if (failed && !t_.json && !t_.patterns.empty()) puts("FAIL");
    return failed ? 1 : 0;
  }

private:
  const TestCommand &t_;
  std::vector<Job> jobs_;
  size_t next_ = 0; // the first that has not been reported
  unsigned slots_;

  bool writeProfile() const {
    const std::string path = t_.coverProfile[0] == '/' || t_.outputDir.empty() ? t_.coverProfile : t_.outputDir + "/" + t_.coverProfile;
    FILE *f = fopen(path.c_str(), "we");
    bool ok = f && fprintf(f, "mode: %s\n", t_.coverMode.c_str()) > 0;
    for (const Job &j : jobs_) ok = ok && fwrite(j.profile.data(), 1, j.profile.size(), f) == j.profile.size();
    if (f) ok = fclose(f) == 0 && ok;
    if (!ok) fprintf(stderr, "minigo test: open %s: %s\n", path.c_str(), strerror(errno));
    return ok;
  }

  bool streams() const { return !t_.json && (t_.patterns.empty() || t_.bench || (jobs_.size() == 1 && t_.showsPasses())); }

  // ---- compiling

  void startJobs() {
    unsigned active =
        unsigned(std::count_if(jobs_.begin(), jobs_.end(), [](auto &j) { return j.state == Job::compiling || j.state == Job::running; }));
    for (Job &j : jobs_)
      if (j.state == Job::waiting && active < slots_) {
        compile(j);
        active++;
      }
  }

  void compile(Job &j) {
    int err[2], result[2];
    if (pipe2(err, O_CLOEXEC) != 0 || pipe2(result, O_CLOEXEC) != 0) return give(j, "cannot make a pipe");
    fflush(stdout), fflush(stderr);
    j.pid = fork();
    if (j.pid == 0) {
      dup2(err[1], 2);
      int rc = compileTests(t_, j.package, result[1]);
      fflush(stderr);
      _exit(rc);
    }
    close(err[1]), close(result[1]);
    j.err.fd = err[0], j.result.fd = result[0];
    j.state = Job::compiling;
  }

  void give(Job &j, const std::string &why) {
    fprintf(stderr, "minigo test: %s: %s\n", why.c_str(), strerror(errno));
    j.failed = true, j.state = Job::done;
  }

  // The compiler has ended: rc 0 and a path, or errors, or there are no tests.
  void compiled(Job &j, int rc) {
    j.state = Job::done;
    fwrite(j.err.text.data(), 1, j.err.text.size(), stderr);
    if (rc == noTestFiles) {
      j.profile = j.result.text;
      j.report = j.profile.empty() ? "?   \t" + j.package.path + "\t[no test files]\n"
                                   : "\t" + j.package.path + "\t\tcoverage: 0.0% of statements\n";
      return;
    }
    if (rc != 0) {
      j.failed = true;
      j.report = "FAIL\t" + j.package.path + (rc == setupFailed ? " [setup failed]\n" : " [build failed]\n");
      return;
    }
    j.program = j.result.text;
    if (t_.compileOnly || t_.profiles) keepProgram(j);
    if (!t_.compileOnly && !findResult(j)) execute(j);
  }

  // -c and -o: the executable is the user's.
  void keepProgram(Job &j) {
    std::string name = j.package.path.substr(j.package.path.rfind('/') == std::string::npos ? 0 : j.package.path.rfind('/') + 1) + ".test";
    std::string to = t_.output.empty() ? name : t_.output;
    if (frontend::isDirectory(to) || to.back() == '/') to += "/" + name;
    struct stat st;
    if (stat(to.c_str(), &st) == 0 && !S_ISREG(st.st_mode)) {
      if (to != "/dev/null")
        fprintf(stderr, "minigo test: output \"%s\" already exists and is not a regular file\n", to.c_str()), j.failed = true;
      return;
    }
    if (!copyExecutable(j.program, to)) fprintf(stderr, "minigo test: cannot write %s: %s\n", to.c_str(), strerror(errno)), j.failed = true;
  }

  // ---- running

  std::vector<std::string> arguments(Job &j) {
    std::vector<std::string> a{j.program, "-test.paniconexit0"};
    if (j.key.valid) {
      j.logFile = temporaryFile("testlog");
      a.push_back("-test.testlogfile=" + j.logFile);
    }
    if (!t_.coverProfile.empty()) {
      j.profileFile = temporaryFile("cover");
      a.push_back("-test.coverprofile=" + j.profileFile);
    }
    bool timeout = false;
    for (const std::string &f : t_.testFlags) timeout |= f.rfind("-test.timeout=", 0) == 0;
    if (!timeout) a.push_back("-test.timeout=10m0s");
    if (t_.json) a.push_back("-test.v=test2json");
    for (const std::string &f : t_.testFlags)
      if (!(t_.json && f == "-test.v=true")) a.push_back(f);
    if (t_.profiles && t_.outputDir.empty()) a.push_back("-test.outputdir=" + frontend::absolutePath("."));
    a.insert(a.end(), t_.args.begin(), t_.args.end());
    return a;
  }

  bool findResult(Job &j) {
    if (!t_.cacheable || t_.patterns.empty() || t_.bench || t_.fuzz) return false;
    j.key = resultKey(j.program, j.package.dir, t_.testFlags, t_.json);
    std::string out, time;
    if (!j.key.valid || !findKeptResult(j.key, &out)) return false;
    j.cached = true;
    j.out.text = out;
    j.start = now();
    finished(j, 0);
    return true;
  }

  void execute(Job &j) {
    std::vector<std::string> args = arguments(j);
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) return give(j, "cannot make a pipe");
    if (t_.json) j.json = std::make_unique<TestJson>(j.package.path);
    j.start = now();
    j.pid = fork();
    if (j.pid == 0) {
      dup2(out[1], 1);
      dup2(out[1], 2);
      int in = open("/dev/null", O_RDONLY);
      dup2(in, 0);
      std::vector<char *> argv;
      for (std::string &a : args) argv.push_back(a.data());
      argv.push_back(nullptr);
      setenv("PWD", j.package.dir.c_str(), 1);
      if (chdir(j.package.dir.c_str()) == 0) execv(argv[0], argv.data());
      fprintf(stderr, "cannot execute %s: %s\n", argv[0], strerror(errno));
      _exit(2);
    }
    close(out[1]);
    j.out.fd = out[0];
    j.state = Job::running;
  }

  // ---- waiting

  void wait() {
    std::vector<pollfd> fds;
    std::vector<std::pair<Job *, Stream *>> of;
    for (Job &j : jobs_)
      for (Stream *s : {&j.out, &j.err, &j.result})
        if (s->fd >= 0) {
          fds.push_back({s->fd, POLLIN, 0});
          of.push_back({&j, s});
        }
    if (fds.empty()) return;
    poll(fds.data(), nfds_t(fds.size()), 1000);
    for (size_t i = 0; i < fds.size(); i++)
      if (fds[i].revents) {
        of[i].second->readSome();
        if (of[i].second == &of[i].first->out) showSome(*of[i].first);
      }
    for (Job &j : jobs_) {
      if (j.state != Job::compiling && j.state != Job::running) continue;
      if (j.out.fd < 0 && j.err.fd < 0 && j.result.fd < 0)
        ended(j);
      else if (j.state == Job::running)
        limitTime(j);
    }
  }

  void ended(Job &j) {
    int status = 0;
    while (waitpid(j.pid, &status, 0) < 0 && errno == EINTR) {}
    if (j.state == Job::compiling)
      compiled(j, WIFEXITED(status) ? WEXITSTATUS(status) : 2);
    else
      finished(j, status);
  }

  // Package testing ends a test that runs too long; if it does not, we do.
  void limitTime(Job &j) {
    if (t_.timeout == 0) return;
    double late = now() - j.start - double(t_.timeout) - 60;
    if (late > 0 && j.killed == 0) kill(j.pid, SIGQUIT), j.killed = 1;
    if (late > 5 && j.killed == 1) kill(j.pid, SIGKILL), j.killed = 2;
  }

  void showSome(Job &j) {
    if (j.json) {
      std::string more = j.json->add(j.out.text.substr(j.shown));
      j.shown = j.out.text.size();
      j.report += more;
    } else if (streams()) {
      fwrite(j.out.text.data() + j.shown, 1, j.out.text.size() - j.shown, stdout);
      fflush(stdout);
      j.shown = j.out.text.size();
    }
  }

  // ---- what is said

  static std::string exitText(int status) {
    if (WIFSIGNALED(status)) return std::string("signal: ") + strsignal(WTERMSIG(status));
    return "exit status " + std::to_string(WEXITSTATUS(status));
  }

  // What package testing has said about it. Where output was not held back it stands there already.
  std::string coverageOf(const std::string &out) const {
    size_t at = t_.coverMode.empty() || streams() ? out.npos : out.rfind("coverage: ");
    return at == out.npos ? "" : "\t" + out.substr(at, out.find('\n', at) - at);
  }

  void finished(Job &j, int status) {
    j.state = Job::done;
    char took[32];
    snprintf(took, sizeof took, "%.3fs", now() - j.start);
    const std::string time = j.cached ? "(cached)" : took;
    const std::string &out = j.out.text;
    const bool passed = status == 0;
    const bool newline = !out.empty() && out.back() != '\n';
    std::string last;
    if (passed) {
      const char *none = "\ntesting: warning: no tests to run\n"; // of this test, not of one that it runs
      last = "ok  \t" + j.package.path + "\t" + time + coverageOf(out) + (("\n" + out).find(none) != out.npos ? " [no tests to run]" : "") +
             "\n";
    } else {
      j.failed = true;
      if (j.killed) last = "*** Test killed with quit: ran too long (" + std::to_string(t_.timeout + 60) + "s).\n";
      last += exitText(status) + "\nFAIL\t" + j.package.path + "\t" + time + "\n";
    }
    if (j.cached && t_.json) j.json = std::make_unique<TestJson>(j.package.path);
    if (j.json) {
      j.report += j.json->add(out.substr(j.shown)) + j.json->end(last, passed, now() - j.start);
    } else {
      const bool show = !passed || t_.showsPasses() || streams();
      if (show) j.report += out.substr(j.shown) + (newline ? "\n" : "");
      j.report += last;
    }
    if (passed && j.key.valid && !j.cached) keepResult(j.key, out, j.logFile, j.package.dir);
    if (!j.logFile.empty()) unlink(j.logFile.c_str());
    if (!j.profileFile.empty()) {
      std::string text;
      if (frontend::readFile(j.profileFile, &text)) j.profile = sortedProfile(text);
      unlink(j.profileFile.c_str());
    }
    if (isTemporary(j.program)) unlink(j.program.c_str());
  }

  void report() {
    for (; next_ < jobs_.size() && jobs_[next_].state == Job::done; next_++) {
      Job &j = jobs_[next_];
      if (t_.json && j.report[0] != '{' && !j.report.empty()) {
        TestJson json(j.package.path);
        j.report = json.end(j.report, !j.failed, 0, j.report[0] == '?');
      }
      fwrite(j.report.data(), 1, j.report.size(), stdout);
      j.report.clear(), j.out.text.clear();
    }
    fflush(stdout);
  }
};

} // namespace

// Its tests change the package itself, which the others of std import.
static bool isOfStd(const TestedPackage &p) { return p.dir.rfind(goroot() + "/src/", 0) == 0; }

int runTestCommand(const TestCommand &t) {
  std::vector<TestedPackage> packages;
  bool ok = matchPackages(t.patterns, t.build.tags, &packages);
  if (keptStd() && (!t.build.tags.empty() || std::any_of(packages.begin(), packages.end(), isOfStd))) leaveKeptStd("tests of std");
  releaseOutput();
  if (!ok && packages.empty()) return 1;
  if (!t.coverMode.empty() && !makeCoverTool()) {
    fprintf(stderr, "minigo test: cmd/cover does not work: there is no coverage\n");
    return 1;
  }
  if (t.compileOnly && !t.output.empty() && packages.size() > 1 && !frontend::isDirectory(t.output) && t.output.back() != '/') {
    fprintf(stderr, "cannot use -o flag with multiple packages: with -c it must name a folder\n");
    return 1;
  }
  TestCommand all = t;
  all.tested = packages;
  int rc = Runner(all, std::move(packages)).run();
  return ok ? rc : 1;
}

} // namespace jit
