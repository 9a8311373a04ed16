// jit/driver/cache.cpp: see cache.h. Without LLVM and the front end: the command `minigo` itself is linked with it.
#include "jit/driver/cache.h"
#include "frontend/files.h"
#include "jit/driver/installation.h"
#include "jit/write_bytes.h"
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_set>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace jit {

using frontend::FileAnswer;
using frontend::FileQuestion;
using frontend::FileStamp;
using frontend::stampOf;

namespace {

constexpr uint64_t sizeLimit = uint64_t(2) << 30; // of the folder; the programs that were not used for longest go
constexpr time_t pruneEvery = 600;                // seconds
constexpr time_t stdUnused = 30 * 24 * 3600;      // then a std of another GOROOT goes
constexpr time_t abandoned = 3600;                // a temporary file older than this has no writer any more

// ---- the folder

// Makes a folder for the user alone if it is not there. False: it is not usable, errno says why (EPERM: not ours alone).
bool privateFolder(const std::string &path) {
  auto make = [](const std::string &p) { return mkdir(p.c_str(), 0700) == 0 || errno == EEXIST; };
  if (!make(path)) {
    std::string parent = path.substr(0, path.rfind('/'));
    if (errno != ENOENT || parent.empty() || !make(parent) || !make(path)) return false;
  }
  struct stat st;
  if (lstat(path.c_str(), &st) != 0) return false;
  if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077)) {
    errno = EPERM;
    return false;
  }
  return true;
}

// The folder, usable; empty if not. Who wants to keep a program there says why not: that all programs are slow is worth a line.
const std::string &usableFolder(bool say = false) {
  static const std::string folder = [say] {
    std::string f = cacheFolder();
    if (f.empty()) return f;
    if (privateFolder(f) && privateFolder(f + "/keys") && privateFolder(f + "/programs") && privateFolder(f + "/units")) return f;
    std::string why = errno == EPERM ? "it must be a folder of yours that only you can use (mode 0700)" : strerror(errno);
    if (say) fprintf(stderr, "minigo: programs are not kept in %s: %s\n", f.c_str(), why.c_str());
    return std::string();
  }();
  return folder;
}

std::string hex(const uint64_t *hash) {
  char buf[33];
  snprintf(buf, sizeof buf, "%016llx%016llx", static_cast<unsigned long long>(hash[0]), static_cast<unsigned long long>(hash[1]));
  return buf;
}

std::string keyPath(const ProgramKey &key) { return usableFolder() + "/keys/" + hex(key.hash); }

void hashTo(uint64_t *out, const void *data, size_t n) {
  XXH128_hash_t h = XXH3_128bits(data, n);
  out[0] = h.low64, out[1] = h.high64;
}

bool hashFile(const std::string &path, uint64_t *hash) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat st;
  bool ok = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0;
  if (ok) {
    void *p = mmap(nullptr, size_t(st.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
    ok = p != MAP_FAILED;
    if (ok) {
      hashTo(hash, p, size_t(st.st_size));
      munmap(p, size_t(st.st_size));
    }
  }
  if (fd >= 0) close(fd);
  return ok;
}

// ---- records: a kept program and what it depends on

struct Record {
  std::string program; // path
  FileStamp stamp;
  uint64_t hash[2];
  std::vector<FileAnswer> answers;
};
constexpr char recordMagic[] = "minigo program 1\n";

class Writer {
public:
  std::string bytes;
  template <class T> void value(const T &v) { bytes.append(reinterpret_cast<const char *>(&v), sizeof v); }
  void text(const std::string &s) {
    value(uint32_t(s.size()));
    bytes += s;
  }
};

class Reader {
public:
  explicit Reader(const std::string &bytes) : p(bytes.data()), end(p + bytes.size()) {}
  bool ok = true;
  template <class T> T value() {
    T v{};
    if (size_t(end - p) < sizeof v) return ok = false, v;
    memcpy(&v, p, sizeof v);
    p += sizeof v;
    return v;
  }
  std::string text() {
    uint32_t n = value<uint32_t>();
    if (size_t(end - p) < n) return ok = false, "";
    p += n;
    return std::string(p - n, n);
  }
  bool done() const { return ok && p == end; }

private:
  const char *p, *end;
};

// The last word is a hash of all before it.
std::string encode(const Record &r) {
  Writer w;
  w.text(recordMagic);
  w.text(r.program);
  w.value(r.stamp);
  w.value(r.hash);
  w.value(uint32_t(r.answers.size()));
  for (const FileAnswer &a : r.answers) {
    w.value(a.question);
    w.value(a.stamp);
    w.value(a.hash);
    w.text(a.path);
  }
  uint64_t check[2];
  hashTo(check, w.bytes.data(), w.bytes.size());
  w.value(check);
  return w.bytes;
}

bool decode(const std::string &bytes, Record *r) {
  uint64_t check[2];
  if (bytes.size() < sizeof check) return false;
  size_t n = bytes.size() - sizeof check;
  hashTo(check, bytes.data(), n);
  if (memcmp(check, bytes.data() + n, sizeof check) != 0) return false;
  std::string body = bytes.substr(0, n);
  Reader in(body);
  if (in.text() != recordMagic) return false;
  r->program = in.text();
  r->stamp = in.value<FileStamp>();
  for (uint64_t &h : r->hash) h = in.value<uint64_t>();
  for (uint32_t k = in.value<uint32_t>(); k > 0 && in.ok; k--) {
    FileAnswer a{};
    a.question = in.value<FileQuestion>();
    a.stamp = in.value<FileStamp>();
    for (uint64_t &h : a.hash) h = in.value<uint64_t>();
    a.path = in.text();
    r->answers.push_back(std::move(a));
  }
  return in.done();
}

bool readWhole(const std::string &path, std::string *bytes) {
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  char buf[65536];
  ssize_t n;
  while ((n = read(fd, buf, sizeof buf)) > 0) bytes->append(buf, size_t(n));
  close(fd);
  return n == 0;
}

bool readRecord(const std::string &path, Record *r) {
  std::string bytes;
  return readWhole(path, &bytes) && decode(bytes, r);
}

// Writes a file that appears under its name when it is complete.
bool writeNew(const std::string &path, mode_t mode, const std::function<bool(int)> &write) {
  std::string tmp = path + ".tmp" + std::to_string(getpid());
  int fd = open(tmp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0) return false;
  bool ok = write(fd);
  ok = close(fd) == 0 && ok;
  if (ok && rename(tmp.c_str(), path.c_str()) == 0) return true;
  unlink(tmp.c_str());
  return false;
}

// ---- pruning

std::vector<std::string> namesIn(const std::string &folder) {
  std::vector<std::string> names;
  if (DIR *d = opendir(folder.c_str())) {
    while (struct dirent *e = readdir(d))
      if (e->d_name[0] != '.') names.push_back(e->d_name);
    closedir(d);
  }
  return names;
}

// A folder of the cache holds files only.
void removeFolder(const std::string &folder) {
  for (const std::string &n : namesIn(folder)) unlink((folder + "/" + n).c_str());
  rmdir(folder.c_str());
}

// What may go: a key with its program, or a unit.
struct Kept {
  std::string path, programFolder;
  time_t used;
  uint64_t size;
};

bool isTemporary(const std::string &name) { return name.find(".tmp") != name.npos; }

void addKeys(const std::string &folder, time_t now, std::vector<Kept> *list) {
  for (const std::string &n : namesIn(folder + "/keys")) {
    std::string path = folder + "/keys/" + n;
    struct stat st;
    if (lstat(path.c_str(), &st) != 0) continue;
    Record r;
    if (isTemporary(n) || !readRecord(path, &r)) {
      if (now - st.st_mtime > abandoned || !isTemporary(n)) unlink(path.c_str());
      continue;
    }
    list->push_back({path, r.program.substr(0, r.program.rfind('/')), st.st_mtime, r.stamp.size + uint64_t(st.st_size)});
  }
}

void addUnits(const std::string &folder, time_t now, std::vector<Kept> *list) {
  for (const std::string &n : namesIn(folder + "/units")) {
    std::string path = folder + "/units/" + n;
    struct stat st;
    if (lstat(path.c_str(), &st) != 0) continue;
    if (!isTemporary(n))
      list->push_back({path, "", st.st_mtime, uint64_t(st.st_size)});
    else if (now - st.st_mtime > abandoned)
      unlink(path.c_str());
  }
}

void prune(const std::string &folder) {
  std::string marker = folder + "/pruned";
  struct stat st;
  time_t now = time(nullptr);
  if (stat(marker.c_str(), &st) == 0 && now - st.st_mtime < pruneEvery) return;
  if (int fd = open(marker.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600); fd >= 0) close(fd);
  utimensat(AT_FDCWD, marker.c_str(), nullptr, 0);
  std::vector<Kept> all;
  addKeys(folder, now, &all);
  addUnits(folder, now, &all);
  std::sort(all.begin(), all.end(), [](auto &a, auto &b) { return a.used > b.used; });
  std::unordered_set<std::string> wanted;
  uint64_t total = 0;
  for (const Kept &k : all) {
    total += k.size;
    if (total > sizeLimit)
      unlink(k.path.c_str());
    else if (!k.programFolder.empty())
      wanted.insert(k.programFolder);
  }
  for (const std::string &n : namesIn(folder + "/programs")) {
    std::string path = folder + "/programs/" + n;
    // One that has just been made may not have its key yet.
    if (!wanted.count(path) && stat(path.c_str(), &st) == 0 && now - st.st_mtime > pruneEvery) removeFolder(path);
  }
  removeStds(folder, now - stdUnused);
}

// ---- keys

class KeyText {
public:
  std::string bytes;
  void add(const std::string &s) { bytes += s + '\0'; }
  void file(const std::string &path) {
    FileStamp s;
    stampOf(path, &s);
    add(path);
    bytes.append(reinterpret_cast<const char *>(&s), sizeof s);
  }
};

} // namespace

std::string cacheFolder() {
  if (const char *env = getenv("MINIGO_CACHE"); env && *env) return strcmp(env, "off") == 0 ? "" : env[0] == '/' ? env : "";
  if (const char *env = getenv("XDG_CACHE_HOME"); env && env[0] == '/') return std::string(env) + "/minigo";
  if (const char *home = getenv("HOME"); home && home[0] == '/') return std::string(home) + "/.cache/minigo";
  return "";
}

std::string usableCache() { return usableFolder(); }

std::string hashName(const std::string &bytes) {
  uint64_t hash[2];
  hashTo(hash, bytes.data(), bytes.size());
  return hex(hash);
}

bool programKey(const CommandLine &o, int argc, char **argv, ProgramKey *key, bool say) {
  if (o.verb != Verb::Run || o.stopAfter != Stage::Run || !o.dump.empty() || o.listing || o.escapeNotes || o.timePhases || o.verifyEach)
    return false;
  if (o.files.empty() || o.files[0] == "-" || usableFolder(say).empty()) return false;
  char cwd[4096];
  if (!getcwd(cwd, sizeof cwd)) return false;
  KeyText text;
  text.file(plainCompilerPath());
  for (const std::string &path : compilersWithStd()) text.file(path);
  text.file(installedRuntime());
  text.add(processorKey());
  if (o.tool) {
    text.add("tool " + o.files[0]); // the same from everywhere
  } else {
    text.add(cwd);
    for (int i = 1; i < argc - int(o.args.size()); i++) text.add(argv[i]);
  }
  for (const char *name : {"GOROOT", "GOPATH", "HOME", "GOFLAGS", "GO111MODULE", "GOWORK", "MINIGO_STDLIB", "MINIGO_LLVM_ARGS",
                           "MINIGO_CHUNK", "MINIGO_GDB", "MINIGO_PERF"}) {
    const char *v = getenv(name);
    text.add(v ? std::string(name) + "=" + v : "");
  }
  hashTo(key->hash, text.bytes.data(), text.bytes.size());
  return true;
}

std::string findProgram(const ProgramKey &key) {
  std::string path = keyPath(key);
  Record r;
  if (!readRecord(path, &r)) return "";
  for (const FileAnswer &a : r.answers)
    if (!frontend::stillTrue(a)) return "";
  FileStamp now;
  uint64_t hash[2];
  if (!stampOf(r.program, &now)) return "";
  if (!(now == r.stamp) && (!hashFile(r.program, hash) || memcmp(hash, r.hash, sizeof hash) != 0)) return "";
  utimensat(AT_FDCWD, path.c_str(), nullptr, 0); // used
  return r.program;
}

std::string storeProgram(const ProgramKey &key, const std::string &name, const std::function<bool(int fd)> &write) {
  const std::string &folder = usableFolder();
  if (folder.empty()) return "";
  Record r;
  std::string made = folder + "/programs/" + hex(key.hash) + ".new" + std::to_string(getpid());
  bool ok = mkdir(made.c_str(), 0700) == 0 && writeNew(made + "/" + name, 0700, write) && hashFile(made + "/" + name, r.hash);
  if (ok) {
    std::string home = folder + "/programs/" + hex(r.hash);
    if (mkdir(home.c_str(), 0700) != 0 && errno != EEXIST) ok = false;
    r.program = home + "/" + name;
    ok = ok && rename((made + "/" + name).c_str(), r.program.c_str()) == 0 && stampOf(r.program, &r.stamp);
  }
  removeFolder(made);
  if (!ok) return "";
  for (const FileAnswer *a : frontend::fileAnswers()) r.answers.push_back(*a);
  std::string bytes = encode(r);
  writeNew(keyPath(key), 0600, [&](int fd) { return writeBytes(fd, bytes); });
  prune(folder);
  return r.program;
}

// ---- units

bool keepsUnits() { return !usableFolder().empty(); }

UnitKey unitKey(const uint64_t *hash, const std::string &text) {
  UnitKey key;
  std::string bytes(reinterpret_cast<const char *>(hash), 2 * sizeof *hash);
  hashTo(key.hash, (bytes += text).data(), bytes.size());
  return key;
}

static std::string unitPath(const UnitKey &key) { return usableFolder() + "/units/" + hex(key.hash); }

// The last words of the file are a hash of all before them, and of the key.
static void unitCheck(const UnitKey &key, const char *data, size_t size, uint64_t *check) {
  hashTo(check, data, size);
  for (int k = 0; k < 2; k++) check[k] ^= key.hash[k];
}

std::string findUnit(const UnitKey &key) {
  const std::string path = unitPath(key);
  std::string bytes;
  uint64_t check[2];
  if (!readWhole(path, &bytes) || bytes.size() < sizeof check) return "";
  const size_t size = bytes.size() - sizeof check;
  unitCheck(key, bytes.data(), size, check);
  if (memcmp(check, bytes.data() + size, sizeof check) != 0) return "";
  utimensat(AT_FDCWD, path.c_str(), nullptr, 0); // used
  bytes.resize(size);
  return bytes;
}

void storeUnit(const UnitKey &key, const std::string &bytes) {
  uint64_t check[2];
  unitCheck(key, bytes.data(), bytes.size(), check);
  writeNew(unitPath(key), 0600,
           [&](int fd) { return writeBytes(fd, bytes) && writeBytes(fd, {reinterpret_cast<const char *>(check), sizeof check}); });
}

int executeProgram(const std::string &path, const std::vector<std::string> &args, char **envp) {
  std::vector<char *> argv{const_cast<char *>(path.c_str())};
  for (const std::string &a : args) argv.push_back(const_cast<char *>(a.c_str()));
  argv.push_back(nullptr);
  execve(path.c_str(), argv.data(), envp);
  fprintf(stderr, "minigo: cannot execute %s: %s\n", path.c_str(), strerror(errno));
  return 2;
}

bool cleanCache(std::string *error) {
  std::string folder = cacheFolder();
  struct stat st;
  if (folder.empty() || lstat(folder.c_str(), &st) != 0) return true;
  if (usableFolder().empty()) { // not ours: nothing of it is removed
    *error = folder + " is not a cache of yours";
    return false;
  }
  removeFolder(folder + "/keys");
  removeFolder(folder + "/units");
  for (const std::string &n : namesIn(folder + "/programs")) removeFolder(folder + "/programs/" + n);
  rmdir((folder + "/programs").c_str());
  removeStds(folder, 0);
  removeFolder(folder);
  return true;
}

} // namespace jit
