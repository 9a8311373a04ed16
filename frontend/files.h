// frontend/files.h: every question the compiler asks the file system.
//
// All of them go through here and are remembered with their answers: what a compilation depends on is exactly this list,
// files that were missing and folders that were listed included. The cache of programs (jit/driver/cache.h) asks again and
// compares. Nothing else of the front end is needed to do that.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace frontend {

// The whole text of a file. False: errno says why (EISDIR for a folder, EFBIG over 512 MiB).
bool readFile(const std::string &path, std::string *out);
// The names in a folder, sorted, without "." and ".."; none if it cannot be read.
std::vector<std::string> listFolder(const std::string &path);
bool isDirectory(const std::string &path);
bool pathExists(const std::string &path);
bool isReadable(const std::string &path);

enum class FileKind : uint8_t { None, File, Folder, Link, Other };
FileKind kindOf(const std::string &path);     // of what a symbolic link leads to
FileKind linkKindOf(const std::string &path); // of the link itself

// ---- what was asked

enum class FileQuestion : uint8_t { Content, Listing, Kind, LinkKind, Readable };

// Of a file or folder: as long as it is the same, the content is the same.
struct FileStamp {
  uint64_t device = 0, inode = 0, size = 0;
  int64_t modified = 0, changed = 0; // ns
  bool operator==(const FileStamp &) const = default;
};

bool stampOf(const std::string &path, FileStamp *out); // false: errno says why

struct FileAnswer {
  FileQuestion question;
  FileStamp stamp;    // Content, Listing; all zero: not to be relied on
  uint64_t hash[2];   // of content or names, 128 bits; of other answers the answer itself
  std::string path;   // absolute
};

// In the order of the questions, each once.
const std::vector<const FileAnswer *> &fileAnswers();
// Whether the answer would be the same today.
bool stillTrue(const FileAnswer &a);

// While one of these lives, every question is noted in `into` too, also if it was asked before: what a part of a compilation
// depends on. Of nested ones the innermost counts.
using AnswerIds = std::vector<uint32_t>;
class NoteAnswers {
public:
  explicit NoteAnswers(AnswerIds *into);
  ~NoteAnswers();
  NoteAnswers(const NoteAnswers &) = delete;

private:
  AnswerIds *outer_;
};

// For a process whose work is kept for others (jit/driver/make_std.cpp): from now on nothing counts as asked. Whoever uses a
// part of that work asks the part's questions again: true if all answers would be the same.
// Few system calls are needed for that. That something is a folder, or is not there at all, follows from a listing: of that
// folder, or of the nearest one above that exists; so it takes the place of such an answer, here and in fileAnswers(). ids
// given to askAgain must have gone through shortened().
void setAnswersAside();
AnswerIds shortened(const AnswerIds &ids);
bool askAgain(const AnswerIds &ids);
// What was asked about a folder and what is in it is from now on about another one.
void moveAnswers(const std::string &from, const std::string &to);

} // namespace frontend
