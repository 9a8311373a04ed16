// frontend/files.cpp: see files.h. Needs nothing of the front end: the command that looks a program up in the cache is
// linked with this file alone.
#include "frontend/files.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <deque>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace frontend {

namespace {

struct Log {
  std::deque<FileAnswer> all;                      // those set aside first
  std::vector<const FileAnswer *> answers;         // asked in this process
  std::unordered_map<std::string, uint32_t> asked; // question, path -> place in all
  std::vector<uint32_t> standIn;                   // of those set aside: which one is asked again in its place
  std::vector<bool> again;                         // those set aside that were asked again
  AnswerIds *noted = nullptr;
};
Log &log() {
  static Log *l = new Log;
  return *l;
}

std::string absolute(const std::string &path) {
  if (!path.empty() && path[0] == '/') return path;
  char dir[4096];
  return getcwd(dir, sizeof dir) ? std::string(dir) + "/" + path : path;
}

int64_t nanoseconds(const timespec &t) { return int64_t(t.tv_sec) * 1000000000 + t.tv_nsec; }

FileStamp stampOf(const struct stat &st) {
  return {uint64_t(st.st_dev), uint64_t(st.st_ino), uint64_t(st.st_size), nanoseconds(st.st_mtim), nanoseconds(st.st_ctim)};
}

// A file that was changed just now may be changed again within the same tick of its clock: its stamp proves nothing.
bool settled(const FileStamp &s) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return nanoseconds(now) - std::max(s.modified, s.changed) > 2000000000;
}

void setHash(FileAnswer *a, const void *data, size_t n) {
  XXH128_hash_t h = XXH3_128bits(data, n);
  a->hash[0] = h.low64, a->hash[1] = h.high64;
}

void remember(FileQuestion q, const std::string &path, const FileStamp &stamp, const void *data, size_t n) {
  std::string full = absolute(path);
  Log &l = log();
  auto [it, first] = l.asked.emplace(char('0' + int(q)) + full, uint32_t(l.all.size()));
  if (l.noted) l.noted->push_back(it->second);
  if (!first) return;
  FileAnswer &a = l.all.emplace_back(FileAnswer{q, settled(stamp) ? stamp : FileStamp{}, {}, std::move(full)});
  setHash(&a, data, n);
  l.answers.push_back(&a);
}

template <class T> T remembered(FileQuestion q, const std::string &path, T answer) {
  remember(q, path, {}, &answer, sizeof answer);
  return answer;
}

FileKind kind(int result, const struct stat &st) {
  if (result != 0) return FileKind::None;
  return S_ISREG(st.st_mode)   ? FileKind::File
         : S_ISDIR(st.st_mode) ? FileKind::Folder
         : S_ISLNK(st.st_mode) ? FileKind::Link
                               : FileKind::Other;
}

// 0, or an errno.
int readAll(const std::string &path, std::string *out, FileStamp *stamp) {
  constexpr size_t maxFile = size_t(512) << 20;
  int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  struct stat st;
  int error = 0;
  if (fstat(fd, &st) != 0)
    error = errno;
  else if (S_ISDIR(st.st_mode))
    error = EISDIR;
  else
    *stamp = stampOf(st);
  out->clear();
  if (!error && st.st_size > 0) out->reserve(std::min(size_t(st.st_size), maxFile) + 1);
  char buf[65536];
  while (!error) {
    ssize_t n = read(fd, buf, sizeof buf);
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) break;
    if (n < 0)
      error = errno;
    else if (out->size() > maxFile) // /dev/zero, say
      error = EFBIG;
    else {
      if (out->capacity() < out->size() + size_t(n)) out->reserve(std::min(2 * out->capacity(), maxFile) + sizeof buf);
      out->append(buf, size_t(n));
    }
  }
  close(fd);
  return error;
}

std::vector<std::string> namesIn(const std::string &path, FileStamp *stamp) {
  std::vector<std::string> names;
  DIR *d = opendir(path.c_str());
  if (!d) return names;
  struct stat st;
  if (fstat(dirfd(d), &st) == 0) *stamp = stampOf(st);
  while (struct dirent *e = readdir(d))
    if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0) names.push_back(e->d_name);
  closedir(d);
  std::sort(names.begin(), names.end());
  return names;
}

std::string joined(const std::vector<std::string> &names) {
  std::string all;
  for (const std::string &n : names) all += n + '\0';
  return all;
}

FileKind askKind(const std::string &path, bool follow) {
  struct stat st;
  return kind((follow ? stat : lstat)(path.c_str(), &st), st);
}

} // namespace

bool stampOf(const std::string &path, FileStamp *out) {
  struct stat st;
  if (stat(path.c_str(), &st) != 0) return false;
  *out = stampOf(st);
  return true;
}

bool readFile(const std::string &path, std::string *out) {
  FileStamp stamp;
  if (int error = readAll(path, out, &stamp)) {
    remember(FileQuestion::Content, path, {}, &error, sizeof error);
    errno = error;
    return false;
  }
  remember(FileQuestion::Content, path, stamp, out->data(), out->size());
  return true;
}

std::vector<std::string> listFolder(const std::string &path) {
  FileStamp stamp;
  std::vector<std::string> names = namesIn(path, &stamp);
  std::string all = joined(names);
  remember(FileQuestion::Listing, path, stamp, all.data(), all.size());
  return names;
}

FileKind kindOf(const std::string &path) { return remembered(FileQuestion::Kind, path, askKind(path, true)); }
FileKind linkKindOf(const std::string &path) { return remembered(FileQuestion::LinkKind, path, askKind(path, false)); }
bool isDirectory(const std::string &path) { return kindOf(path) == FileKind::Folder; }
bool pathExists(const std::string &path) { return kindOf(path) != FileKind::None; }
bool isReadable(const std::string &path) { return remembered(FileQuestion::Readable, path, access(path.c_str(), R_OK) == 0); }

const std::vector<const FileAnswer *> &fileAnswers() { return log().answers; }

NoteAnswers::NoteAnswers(AnswerIds *into) : outer_(log().noted) { log().noted = into; }
NoteAnswers::~NoteAnswers() { log().noted = outer_; }

// The listing that an answer follows from, or the answer itself.
static uint32_t standInOf(uint32_t id) {
  Log &l = log();
  const FileAnswer &a = l.all[id];
  FileKind kind;
  if (a.question != FileQuestion::Kind) return id;
  FileAnswer test{a.question, {}, {}, {}};
  std::string folder = a.path;
  if (kind = FileKind::Folder, setHash(&test, &kind, sizeof kind); memcmp(test.hash, a.hash, sizeof a.hash) != 0) {
    if (kind = FileKind::None, setHash(&test, &kind, sizeof kind); memcmp(test.hash, a.hash, sizeof a.hash) != 0) return id;
    do folder = folder.substr(0, folder.rfind('/'));
    while (!folder.empty() && askKind(folder, true) == FileKind::None);
  }
  if (folder.empty() || askKind(folder, true) != FileKind::Folder) return id;
  listFolder(folder); // a question of its own, if it has not been asked
  return l.asked.at(char('0' + int(FileQuestion::Listing)) + folder);
}

void setAnswersAside() {
  Log &l = log();
  const auto n = uint32_t(l.all.size());
  for (uint32_t id = 0; id < n; id++) l.standIn.push_back(stillTrue(l.all[id]) ? standInOf(id) : id);
  for (uint32_t id = n; id < l.all.size(); id++) l.standIn.push_back(id);
  l.again.assign(l.all.size(), false);
  l.asked = {}; // what is asked itself is a new answer
  l.answers = {};
}

AnswerIds shortened(const AnswerIds &ids) {
  AnswerIds out;
  for (uint32_t id : ids) out.push_back(log().standIn[id]);
  std::sort(out.begin(), out.end(), [](uint32_t a, uint32_t b) { return log().all[a].path < log().all[b].path; });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// stillTrue for answers whose paths are sorted: the way to a folder is gone once for all its files.
class InFolder {
public:
  ~InFolder() { leave(); }
  bool stampsAreSame(const FileAnswer &a) {
    if (a.question != FileQuestion::Content && a.question != FileQuestion::Listing) return false;
    struct stat st;
    const size_t slash = a.path.rfind('/');
    const bool listing = a.question == FileQuestion::Listing;
    if (listing || fd_ < 0 || a.path.compare(0, slash, folder_) != 0) {
      leave();
      folder_.assign(a.path, 0, listing ? a.path.npos : slash);
      fd_ = open(folder_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
      if (fd_ < 0) return false;
    }
    const int failed = listing ? fstat(fd_, &st) : fstatat(fd_, a.path.c_str() + slash + 1, &st, 0);
    return failed == 0 && a.stamp.inode && stampOf(st) == a.stamp;
  }

private:
  void leave() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  int fd_ = -1;
  std::string folder_;
};

bool askAgain(const AnswerIds &ids) {
  Log &l = log();
  InFolder in;
  for (uint32_t id : ids) {
    if (l.again[id]) continue;
    const FileAnswer &a = l.all[id];
    if (!in.stampsAreSame(a) && !stillTrue(a)) return false;
    l.again[id] = true;
    l.answers.push_back(&a);
  }
  return true;
}

void moveAnswers(const std::string &from, const std::string &to) {
  for (FileAnswer &a : log().all)
    if (a.path.compare(0, from.size(), from) == 0 && (a.path.size() == from.size() || a.path[from.size()] == '/'))
      a.path.replace(0, from.size(), to);
}

bool stillTrue(const FileAnswer &a) {
  FileAnswer now{a.question, {}, {}, {}};
  switch (a.question) {
  case FileQuestion::Content:
  case FileQuestion::Listing: {
    if (a.stamp.inode && stampOf(a.path, &now.stamp) && now.stamp == a.stamp) return true;
    std::string text;
    if (a.question == FileQuestion::Listing)
      text = joined(namesIn(a.path, &now.stamp));
    else if (int error = readAll(a.path, &text, &now.stamp))
      text.assign(reinterpret_cast<const char *>(&error), sizeof error);
    setHash(&now, text.data(), text.size());
    break;
  }
  case FileQuestion::Kind:
  case FileQuestion::LinkKind: {
    FileKind k = askKind(a.path, a.question == FileQuestion::Kind);
    setHash(&now, &k, sizeof k);
    break;
  }
  case FileQuestion::Readable: {
    bool r = access(a.path.c_str(), R_OK) == 0;
    setHash(&now, &r, sizeof r);
    break;
  }
  }
  return now.hash[0] == a.hash[0] && now.hash[1] == a.hash[1];
}

} // namespace frontend
