// jit/driver/installation.cpp: see installation.h. Without LLVM and the front end, as cache.cpp.
#include "jit/driver/installation.h"
#include "frontend/files.h"
#include "jit/driver/cache.h"
#include "jit/driver/environment.h"
#include <cerrno>
#include <climits>
#include <cpuid.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace jit {

namespace files = std::filesystem;

// ---- the parts

constexpr const char *libInside = "/lib/minigo"; // of the folder of an installation

// Of the executable that runs.
static std::string libFolder() {
  char self[4096], real[PATH_MAX];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self);
  std::string path(self, n > 0 ? size_t(n) : 0);
  path = path.substr(0, path.rfind('/'));
  if (path.ends_with(libInside)) return path;
  path += std::string("/..") + libInside;
  return realpath(path.c_str(), real) ? real : path;
}

// In the cache there are links to the parts beside a compiler with std in it.
static std::string installed(const char *part) {
  const std::string path = libFolder() + "/" + part;
  char target[PATH_MAX];
  ssize_t n = readlink(path.c_str(), target, sizeof target);
  return n > 0 && target[0] == '/' ? std::string(target, size_t(n)) : path;
}

std::string plainCompilerPath() { return installed("compiler"); }
std::string installedRuntime() { return installed("runtime"); }
std::string installedOverlay() { return installed("stdlib"); }
std::string stdImagePath() { return libFolder() + "/std.image"; }

std::string processorKey() {
  std::string key;
  for (unsigned leaf : {0u, 1u, 7u}) {
    unsigned r[4] = {};
    __get_cpuid_count(leaf, 0, &r[0], &r[1], &r[2], &r[3]);
    if (leaf == 1) r[1] = 0, r[2] &= ~(1u << 27); // which core this is; a bit of the system
    key.append(reinterpret_cast<const char *>(r), sizeof r);
  }
  return key;
}

// ---- the compilers with std in them

bool wantsKeptStd() {
  const char *env = getenv("MINIGO_STD");
  return !env || strcmp(env, "source") != 0;
}

// A file that was cut off would end the compiler in the middle (SIGBUS).
static bool isWhole(const std::string &path) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat st;
  DumpTrailer t;
  t.size = 0;
  const bool ok = fd >= 0 && fstat(fd, &st) == 0 && pread(fd, &t, sizeof t, st.st_size - off_t(sizeof t)) == ssize_t(sizeof t) &&
                  memcmp(t.magic, DumpTrailer().magic, sizeof t.magic) == 0 && t.size == uint64_t(st.st_size);
  if (fd >= 0) close(fd);
  return ok;
}

// Where that of this GOROOT, overlay, processor and compiler is, or would be, in the cache; empty: nothing is kept.
static std::string cachedStd() {
  const std::string cache = usableCache();
  if (cache.empty()) return "";
  const char *overlay = getenv("MINIGO_STDLIB");
  frontend::FileStamp stamp;
  frontend::stampOf(plainCompilerPath(), &stamp);
  std::string text;
  for (const std::string &part : {goroot(), overlay ? overlay : installedOverlay(), processorKey(), plainCompilerPath()})
    text += part + '\0';
  text.append(reinterpret_cast<const char *>(&stamp), sizeof stamp);
  return cache + "/std/" + hashName(text);
}

std::vector<std::string> compilersWithStd() {
  if (!wantsKeptStd()) return {};
  const std::string cached = cachedStd(), plain = plainCompilerPath();
  std::vector<std::string> paths;
  if (!cached.empty()) paths.push_back(cached + libInside + "/compiler-std");
  paths.push_back(plain.substr(0, plain.rfind('/')) + "/compiler-std");
  return paths;
}

std::string compilerPath() {
  for (const std::string &path : compilersWithStd())
    if (isWhole(path)) {
      if (path.starts_with(cachedStd() + "/")) utimensat(AT_FDCWD, cachedStd().c_str(), nullptr, 0); // used
      return path;
    }
  return plainCompilerPath();
}

// ---- minigo install std

static bool makeLinks(const std::string &lib) {
  std::error_code e;
  files::create_directories(lib, e);
  for (const std::string &part : {plainCompilerPath(), installedRuntime(), installedOverlay()})
    if (!e) files::create_symlink(part, lib + part.substr(part.rfind('/')), e);
  return !e;
}

static bool runMaker(const std::string &lib, bool checkOnly) {
  const std::string compiler = plainCompilerPath();
  pid_t child = fork();
  if (child == 0) {
    execl(compiler.c_str(), compiler.c_str(), "--make-std", lib.c_str(), checkOnly ? "--stop-after=check" : nullptr, nullptr);
    fprintf(stderr, "minigo: cannot execute %s: %s\n", compiler.c_str(), strerror(errno));
    _exit(2);
  }
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  return child > 0 && status == 0;
}

int installStd(bool checkOnly) {
  const std::string home = cachedStd(), made = home + ".new" + std::to_string(getpid());
  if (home.empty()) return fprintf(stderr, "minigo install: there is no cache to keep it in (MINIGO_CACHE)\n"), 1;
  std::error_code e;
  bool ok = makeLinks(made + libInside) && runMaker(made + libInside, checkOnly);
  if (ok) {
    files::remove_all(home, e);
    files::rename(made, home, e);
    ok = !e;
  }
  if (!ok) {
    files::remove_all(made, e);
    fprintf(stderr, "minigo install: std cannot be kept in %s\n", home.c_str());
  }
  return ok ? 0 : 1;
}

void removeStds(const std::string &cache, int64_t before) {
  std::error_code e;
  struct stat st;
  for (const auto &entry : files::directory_iterator(cache + "/std", e))
    if (before == 0 || (stat(entry.path().c_str(), &st) == 0 && st.st_mtime < before)) files::remove_all(entry.path(), e);
  files::remove(cache + "/std", e); // if it is empty
}

} // namespace jit
