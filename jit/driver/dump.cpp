// jit/driver/dump.cpp: see dump.h.
#include "jit/driver/dump.h"
#include "jit/driver/heap.h"
#include "jit/driver/installation.h"
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_set>
#include <vector>

extern "C" char _end[]; // of .bss

// Nothing of the compiler is destroyed when it ends, and libc keeps no list of functions to call then: a process from a dump
// would not have it. What is printed goes through stdio.
extern "C" int __cxa_atexit(void (*)(void *), void *, void *) { return 0; }

namespace jit {

namespace {

constexpr uint64_t pageSize = 4096;
constexpr uint64_t pageDown(uint64_t n) { return n & ~(pageSize - 1); }
constexpr uint64_t pageUp(uint64_t n) { return pageDown(n + pageSize - 1); }

bool dumped = false;  // true in the dump only
char ownBuildId[128]; // of the executable, for the dump: it has no such header any more

// ---- the executable's file

class Mapped {
public:
  explicit Mapped(const std::string &path) {
    int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size >= off_t(sizeof(Elf64_Ehdr))) {
      void *p = mmap(nullptr, size_t(st.st_size), PROT_READ, MAP_PRIVATE, fd, 0);
      if (p != MAP_FAILED) data = static_cast<const char *>(p), size = size_t(st.st_size);
    }
    if (fd >= 0) close(fd);
    if (data && memcmp(data, ELFMAG, SELFMAG) == 0 && header().e_phoff + header().e_phnum * sizeof(Elf64_Phdr) <= size) return;
    unmap();
  }
  ~Mapped() { unmap(); }
  Mapped(const Mapped &) = delete;
  const Elf64_Ehdr &header() const { return *reinterpret_cast<const Elf64_Ehdr *>(data); }
  std::vector<Elf64_Phdr> segments() const {
    auto *p = reinterpret_cast<const Elf64_Phdr *>(data + header().e_phoff);
    return {p, p + header().e_phnum};
  }
  const char *data = nullptr; // null: not an ELF file
  size_t size = 0;

private:
  void unmap() {
    if (data) munmap(const_cast<char *>(data), size);
    data = nullptr;
  }
};

// From a PT_NOTE segment, in hexadecimal digits.
std::string buildIdIn(const char *notes, uint64_t size) {
  for (uint64_t at = 0; at + sizeof(Elf64_Nhdr) <= size;) {
    auto *n = reinterpret_cast<const Elf64_Nhdr *>(notes + at);
    uint64_t desc = at + sizeof *n + ((n->n_namesz + 3) & ~3u);
    if (desc + n->n_descsz > size) break;
    if (n->n_type == NT_GNU_BUILD_ID) {
      std::string hex;
      for (uint64_t i = 0; i < n->n_descsz; i++)
        for (unsigned digit : {uint8_t(notes[desc + i]) / 16u, uint8_t(notes[desc + i]) % 16u}) hex += "0123456789abcdef"[digit];
      return hex;
    }
    at = desc + ((n->n_descsz + 3) & ~3u);
  }
  return "";
}

std::string buildIdIn(const Mapped &f) {
  if (!f.data) return "";
  std::string id;
  for (const Elf64_Phdr &s : f.segments())
    if (s.p_type == PT_NOTE && s.p_offset + s.p_filesz <= f.size && id.empty()) id = buildIdIn(f.data + s.p_offset, s.p_filesz);
  return id;
}

// ---- the image to write

struct Image {
  std::vector<Elf64_Phdr> segments;
  Elf64_Phdr *data = nullptr, *heap = nullptr, *dynamic = nullptr, *relro = nullptr;
  std::string error;

  explicit Image(const Mapped &exe) : segments(exe.segments()) {
    for (Elf64_Phdr &s : segments) {
      if (s.p_type == PT_LOAD && (s.p_flags & PF_W)) data = &s; // the last one: the first holds what is read-only after relocation
      if (s.p_type == PT_NOTE) heap = &s;
      if (s.p_type == PT_DYNAMIC) dynamic = &s;
      if (s.p_type == PT_GNU_RELRO) relro = &s;
    }
    if (exe.header().e_type != ET_EXEC || !data || !heap || !dynamic || !relro)
      error = "the executable has not the form it needs";
    else if (pageDown(data->p_vaddr) < relro->p_vaddr + relro->p_memsz)
      error = "its data begin in a page that becomes read-only";
    else if (heap < data || heap::regionBase < data->p_vaddr)
      error = "its segments are not in order";
  }
};

// ---- libc

struct Libc {
  uint64_t base = 0, end = 0;
  char id[64] = {}; // the start of its build id
};

Libc findLibc() {
  Libc libc;
  auto look = [](dl_phdr_info *lib, size_t, void *arg) {
    auto &out = *static_cast<Libc *>(arg);
    const char *slash = strrchr(lib->dlpi_name, '/');
    if (!slash || strncmp(slash, "/libc.so", 8) != 0) return 0;
    out.base = lib->dlpi_addr;
    for (const Elf64_Phdr *s = lib->dlpi_phdr, *end = s + lib->dlpi_phnum; s < end; s++) {
      if (s->p_type == PT_LOAD) out.end = std::max(out.end, out.base + s->p_vaddr + s->p_memsz);
      auto *note = reinterpret_cast<const char *>(out.base + s->p_vaddr);
      if (s->p_type == PT_NOTE)
        if (std::string id = buildIdIn(note, s->p_filesz); !id.empty()) memcpy(out.id, id.data(), std::min(id.size(), sizeof out.id));
    }
    return 1;
  };
  dl_iterate_phdr(look, &libc);
  return libc;
}

// Of the maker, for the dump: words of .data and .bss that are addresses in libc.
struct Repairs {
  Libc libc;
  size_t n = 0;
  uint64_t *at[256];
};
Repairs repairs;

// ---- words that would be wrong in another process

struct Range {
  uint64_t begin, end;
  char what[64];
};

// What is mapped beside the executable and the heap. Of fixed size, on the stack: on the heap it would be found itself.
struct ForeignMappings {
  Range ranges[256];
  size_t n = 0;

  ForeignMappings() {
    const uint64_t ownEnd = pageUp(reinterpret_cast<uint64_t>(_end));
    FILE *f = fopen("/proc/self/maps", "re");
    char line[8192];
    while (f && n < std::size(ranges) && fgets(line, sizeof line, f)) {
      unsigned long long begin, end;
      int name = 0;
      if (sscanf(line, "%llx-%llx %*s %*s %*s %*s %n", &begin, &end, &name) < 2) continue;
      line[strcspn(line, "\n")] = 0;
      if (begin < ownEnd || strcmp(line + name, "[stack]") == 0 || (begin >= heap::regionBase && begin < heap::region().end)) continue;
      Range &r = ranges[n++];
      r.begin = begin, r.end = end;
      snprintf(r.what, sizeof r.what, "%s", line[name] ? line + name : "unnamed memory");
    }
    if (f) fclose(f);
  }
};

// The words that the dynamic linker sets at each start.
std::unordered_set<uint64_t> relocatedWords(const Mapped &exe, const Image &image) {
  std::unordered_set<uint64_t> out;
  uint64_t rela = 0, size = 0;
  auto *d = reinterpret_cast<const Elf64_Dyn *>(exe.data + image.dynamic->p_offset);
  for (; d->d_tag != DT_NULL; d++) {
    if (d->d_tag == DT_RELA) rela = d->d_un.d_ptr;
    if (d->d_tag == DT_RELASZ) size = d->d_un.d_val;
  }
  auto *r = reinterpret_cast<const Elf64_Rela *>(rela); // in memory
  for (auto *end = r + size / sizeof *r; r < end; r++) out.insert(r->r_offset);
  return out;
}

class Search {
public:
  // The mappings are those before the dump makes its own: where a thread had its stack, say.
  Search(const ForeignMappings &foreign, const Mapped &exe, const Image &image) : foreign(foreign), relocated(relocatedWords(exe, image)) {
    for (size_t i = 0; i < foreign.n; i++) {
      lowest = std::min(lowest, foreign.ranges[i].begin);
      highest = std::max(highest, foreign.ranges[i].end);
    }
  }
  // statics: words that can be repaired are written down.
  void through(uint64_t begin, uint64_t end, bool statics) {
    for (auto *p = reinterpret_cast<const uint64_t *>((begin + 7) & ~uint64_t(7)), *e = reinterpret_cast<const uint64_t *>(end); p < e; p++)
      if (*p >= lowest && *p < highest) look(const_cast<uint64_t *>(p), statics);
  }
  const Libc libc = findLibc();
  std::string found; // a line for each

private:
  static constexpr unsigned maxShown = 100;
  void look(uint64_t *p, bool statics) {
    auto at = reinterpret_cast<uint64_t>(p);
    const Range *begin = foreign.ranges, *end = begin + foreign.n;
    const Range *in = std::find_if(begin, end, [&](const Range &r) { return *p >= r.begin && *p < r.end; });
    if (in == end || relocated.count(at)) return;
    if (statics && *p >= libc.base && *p < libc.end && repairs.n < std::size(repairs.at)) {
      repairs.at[repairs.n++] = p;
      return;
    }
    if (++count > maxShown) return;
    char line[256];
    snprintf(line, sizeof line, "\n\tat %#lx: %#lx, %#lx bytes into ", at, *p, *p - in->begin);
    found += std::string(line) + in->what;
  }
  unsigned count = 0;
  const ForeignMappings &foreign;
  std::unordered_set<uint64_t> relocated;
  uint64_t lowest = UINT64_MAX, highest = 0;
};

// ---- writing

class Output {
public:
  explicit Output(int fd) : fd(fd) {}
  bool ok = true;
  void put(const void *data, uint64_t n, uint64_t at) {
    for (auto *p = static_cast<const char *>(data); ok && n > 0;) {
      ssize_t k = pwrite(fd, p, n, off_t(at));
      if (k < 0 && errno == EINTR) continue;
      ok = k > 0;
      if (ok) p += k, at += uint64_t(k), n -= uint64_t(k);
    }
  }
  // Leaves out pages of zeros.
  void putSparse(const char *data, uint64_t n, uint64_t at) {
    static const char zeros[pageSize] = {};
    for (uint64_t i = 0; i < n && ok;) {
      uint64_t e = i;
      while (e < n && memcmp(data + e, zeros, pageSize) != 0) e += pageSize;
      put(data + i, e - i, at + i);
      for (i = e; i < n && memcmp(data + i, zeros, pageSize) == 0;) i += pageSize;
    }
    ok = ok && ftruncate(fd, off_t(at + n)) == 0;
  }

private:
  int fd;
};

bool writeImage(int fd, const Mapped &exe, Image &image) {
  Output out(fd);
  out.put(exe.data, exe.size, 0);
  heap::Region heap = heap::region();
  uint64_t begin = pageDown(image.data->p_vaddr), end = image.data->p_vaddr + image.data->p_memsz, at = pageUp(exe.size);
  image.data->p_offset = at + (image.data->p_vaddr - begin);
  image.data->p_filesz = image.data->p_memsz;
  uint64_t heapAt = at + pageUp(end - begin);
  *image.heap = {PT_LOAD, PF_R | PF_W, heapAt, heap.begin, heap.begin, heap.end - heap.begin, heap.end - heap.begin, pageSize};
  out.put(image.segments.data(), image.segments.size() * sizeof(Elf64_Phdr), exe.header().e_phoff);
  auto *d = reinterpret_cast<const Elf64_Dyn *>(exe.data + image.dynamic->p_offset);
  for (uint64_t i = 0; d[i].d_tag != DT_NULL; i++)
    if (d[i].d_tag == DT_INIT_ARRAYSZ || d[i].d_tag == DT_PREINIT_ARRAYSZ) {
      Elf64_Dyn none = d[i];
      none.d_un.d_val = 0;
      out.put(&none, sizeof none, image.dynamic->p_offset + i * sizeof none);
    }
  heap::closeRegion(true);
  dumped = true;
  out.put(reinterpret_cast<const char *>(begin), end - begin, at);
  out.putSparse(reinterpret_cast<const char *>(heap.begin), heap.end - heap.begin, heapAt);
  DumpTrailer trailer;
  uint64_t heapEnd = heapAt + (heap.end - heap.begin);
  trailer.size = heapEnd + sizeof trailer;
  out.put(&trailer, sizeof trailer, heapEnd);
  dumped = false;
  heap::closeRegion(false);
  return out.ok;
}

} // namespace

bool dumpProcess(const std::string &path, std::string *error) {
  auto fail = [&](const std::string &why) { return *error = why, false; };
  const std::string tmp = path + ".tmp" + std::to_string(getpid());
  const ForeignMappings foreign;
  Mapped exe("/proc/self/exe");
  if (!exe.data) return fail("cannot read the executable");
  Image image(exe);
  if (!image.error.empty()) return fail(image.error);
  std::string id = buildIdIn(exe);
  if (id.empty() || id.size() >= sizeof ownBuildId) return fail("the executable has no build id");
  memcpy(ownBuildId, id.data(), id.size());
  int fd = open(tmp.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0777);
  if (fd < 0) return fail("open " + tmp + ": " + strerror(errno));
  std::string why;
  if (!heap::region().whole) why = "its heap's place in memory was taken";
  if (why.empty()) {
    Search search(foreign, exe, image);
    heap::tidy();
    heap::Region heap = heap::region();
    repairs = {};
    if (!search.libc.id[0]) why = "libc has no build id";
    search.through(image.data->p_vaddr, image.data->p_vaddr + image.data->p_memsz, true);
    search.through(heap.begin, heap.end, false);
    repairs.libc = search.libc;
    if (!search.found.empty()) why = "addresses that another process has not:" + search.found;
  }
  if (why.empty() && !writeImage(fd, exe, image)) why = strerror(errno);
  if (close(fd) != 0 && why.empty()) why = strerror(errno);
  if (why.empty() && rename(tmp.c_str(), path.c_str()) == 0) return true;
  if (why.empty()) why = strerror(errno);
  unlink(tmp.c_str());
  return fail(why);
}

bool startedFromDump() { return dumped; }

bool repairProcess() {
  if (!dumped) return true;
  Libc libc = findLibc();
  if (memcmp(libc.id, repairs.libc.id, sizeof libc.id) != 0) return false;
  for (size_t i = 0; i < repairs.n; i++) *repairs.at[i] += libc.base - repairs.libc.base;
  return true;
}

std::string buildId() { return dumped ? std::string(ownBuildId) : buildIdOf("/proc/self/exe"); }

std::string buildIdOf(const std::string &path) { return buildIdIn(Mapped(path)); }

} // namespace jit
