// jit/driver/test/results.cpp: see results.h. A file <cache>/results/<key>: the answers, a line each, an empty line, the output.
#include "jit/driver/test/results.h"
#include "frontend/files.h"
#include "jit/driver/cache.h"
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace jit {

namespace {

constexpr char head[] = "minigo test result 1\n";

uint64_t hashOf(const std::string &s) { // FNV-1a: a name, not a proof; the file repeats what it is the name of
  uint64_t h = 0xcbf29ce484222325;
  for (unsigned char c : s) h = (h ^ c) * 0x100000001b3;
  return h;
}

std::string fileState(const std::string &path) {
  frontend::FileStamp s;
  if (!frontend::stampOf(path, &s)) return "none";
  return std::to_string(s.inode) + "," + std::to_string(s.size) + "," + std::to_string(s.modified) + "," + std::to_string(s.changed);
}

std::string answer(const std::string &op, const std::string &name, const std::string &dir) {
  if (op == "getenv") {
    const char *v = getenv(name.c_str());
    return v ? std::to_string(hashOf(v)) : "unset";
  }
  return fileState(name[0] == '/' ? name : dir + "/" + name);
}

std::string moduleRoot(std::string dir) {
  for (std::string d = dir; !d.empty(); d.erase(d.rfind('/')))
    if (frontend::pathExists(d + "/go.mod")) return d;
  return dir;
}

// Changed so lately that it could change again within the clock of the file system.
bool tooNew(const std::string &path) {
  frontend::FileStamp s;
  timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return frontend::stampOf(path, &s) && int64_t(t.tv_sec) * 1000000000 + t.tv_nsec - s.modified < 2000000000;
}

} // namespace

ResultKey resultKey(const std::string &program, const std::string &dir, const std::vector<std::string> &flags, bool json) {
  std::string folder = cacheFolder();
  if (folder.empty() || program.rfind(folder, 0) != 0) return {}; // the program is not kept: neither is its result
  std::string text = program + "\n" + dir + "\n" + (json ? "json" : "") + "\n";
  for (const std::string &f : flags)
    if (f.rfind("-test.timeout=", 0) != 0) text += f + "\n";
  char name[40];
  snprintf(name, sizeof name, "%016lx", (unsigned long)hashOf(text));
  return {true, folder + "/results/" + name};
}

bool findKeptResult(const ResultKey &key, std::string *output) {
  std::string text;
  if (!frontend::readFile(key.file, &text) || text.rfind(head, 0) != 0) return false;
  size_t at = sizeof head - 1;
  for (;;) {
    size_t nl = text.find('\n', at);
    if (nl == text.npos) return false;
    std::string line = text.substr(at, nl - at); // "op state dir-or-name"
    at = nl + 1;
    if (line.empty()) break;
    size_t a = line.find('\t'), b = line.find('\t', a + 1), c = line.find('\t', b + 1);
    if (c == line.npos || answer(line.substr(0, a), line.substr(c + 1), line.substr(b + 1, c - b - 1)) != line.substr(a + 1, b - a - 1))
      return false;
  }
  *output = text.substr(at);
  return true;
}

void keepResult(const ResultKey &key, const std::string &output, const std::string &logFile, const std::string &dir) {
  std::string log, text = head, cwd = dir, root = moduleRoot(dir);
  if (!frontend::readFile(logFile, &log) || log.rfind("# test log\n", 0) != 0) return;
  for (size_t at = log.find('\n') + 1; at < log.size();) {
    size_t nl = std::min(log.find('\n', at), log.size());
    std::string line = log.substr(at, nl - at);
    at = nl + 1;
    size_t space = line.find(' ');
    if (space == line.npos) continue;
    std::string op = line.substr(0, space), name = line.substr(space + 1);
    if (op == "chdir")
      cwd = name[0] == '/' ? name : cwd + "/" + name;
    else if (op == "getenv")
      text += op + "\t" + answer(op, name, cwd) + "\t" + cwd + "\t" + name + "\n";
    else if (std::string path = name[0] == '/' ? name : cwd + "/" + name; path.rfind(root, 0) == 0) {
      if (tooNew(path)) return;
      text += op + "\t" + answer(op, name, cwd) + "\t" + cwd + "\t" + name + "\n";
    }
  }
  text += "\n" + output;
  mkdir((cacheFolder() + "/results").c_str(), 0700);
  std::string tmp = key.file + ".tmp" + std::to_string(getpid());
  FILE *f = fopen(tmp.c_str(), "wx");
  if (!f) return;
  bool ok = fwrite(text.data(), 1, text.size(), f) == text.size();
  ok = fclose(f) == 0 && ok && rename(tmp.c_str(), key.file.c_str()) == 0;
  if (!ok) unlink(tmp.c_str());
}

} // namespace jit
