// runtime/main.cpp: the executable of a compiled program: the runtime, and behind it the program's image
// (runtime/abi/image.h), which this starts. The kernel has mapped what stands in this file; std, in one of its own, this maps.
#include "runtime/abi/entry_table.h"
#include "runtime/abi/image.h"
#include "runtime/sched/proc.h"
#include "runtime/stack/symtab.h"
#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

// The functions of the C library that generated code calls, by name and address. The compiler reads this table in the
// executable's file: with the library linked statically, addresses of those with several variants are known only to
// the linker.
extern "C" {
extern const abi::LibcFunction rt_libc[];
[[gnu::used, gnu::retain]] const abi::LibcFunction rt_libc[] = {
#define LIBC(name, function, type) {#name, reinterpret_cast<void *>(static_cast<type>(function))},
#include "runtime/abi/libc.def"
#undef LIBC
    {"", nullptr},
};
}

namespace {

[[noreturn]] void fail(const char *what) {
  fprintf(stderr, "fatal error: cannot start this program: %s\n", what);
  exit(2);
}

int openSelf() {
  int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (fd < 0) // no /proc: the name that was executed
    fd = open(reinterpret_cast<const char *>(getauxval(AT_EXECFN)), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail(strerror(errno));
  return fd;
}

bool readHeader(int fd, abi::ImageHeader *h) {
  struct stat st;
  return fstat(fd, &st) == 0 && st.st_size >= off_t(sizeof *h) &&
         pread(fd, h, sizeof *h, st.st_size - off_t(sizeof *h)) == ssize_t(sizeof *h) &&
         memcmp(h->magic, abi::imageMagic, sizeof h->magic) == 0 && h->size == sizeof *h && h->nsegments <= abi::maxImageSegments;
}

bool mappedByKernel(const abi::ImageSegment &s) {
  auto *p = reinterpret_cast<const Elf64_Phdr *>(getauxval(AT_PHDR)), *end = p + getauxval(AT_PHNUM);
  return std::any_of(p, end, [&](const Elf64_Phdr &p) { return p.p_type == PT_LOAD && p.p_vaddr == s.addr; });
}

// A part of the file, and zeros behind it up to memSize.
void mapSegment(int fd, const abi::ImageSegment &s) {
  uint64_t page = 4096, fileEnd = (s.fileSize + page - 1) & ~(page - 1), memEnd = (s.memSize + page - 1) & ~(page - 1);
  auto map = [&](uint64_t from, uint64_t to, int prot, int flags, int fd, off_t offset) {
    if (from >= to) return;
    void *at = reinterpret_cast<void *>(s.addr + from);
    if (mmap(at, to - from, prot, flags | MAP_PRIVATE | MAP_FIXED_NOREPLACE, fd, offset) != at) fail("its place in memory is taken");
  };
  map(0, fileEnd, int(s.prot), 0, fd, off_t(s.fileOffset));
  map(fileEnd, memEnd, int(s.prot), MAP_ANONYMOUS, -1, 0);
  // The file's next segment begins on the next page, so the rest of the last one is already zero.
}

void mapImage(int fd, const abi::ImageHeader &h) {
  if (h.layout != abi::tableLayout)
    fail("its tables are not laid out as this runtime reads them (compiler and runtime were not built together)");
  for (uint32_t i = 0; i < h.nsegments; i++)
    if (!mappedByKernel(h.segments[i])) mapSegment(fd, h.segments[i]);
  close(fd);
}

// The standard library that a program was linked to.
void mapStd(const abi::ImageHeader &program) {
  abi::ImageHeader h;
  int fd = open(program.stdImage, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || !readHeader(fd, &h) || memcmp(h.id, program.id, sizeof h.id) != 0)
    fail("the compiled standard library it was linked to is gone (run it by `minigo run` again)");
  mapImage(fd, h);
}

extern "C" void __morestack();
extern "C" void rt_gcWriteBarrier();

void fillEntrySlots(void **slot) { // the order is image.h's
  for (unsigned i = 0; i < abi::entryCount; i++) *slot++ = abi::entryAddress(&abi::entryDescs[i]);
  for (const abi::LibcFunction *f = rt_libc; f->name[0]; f++) *slot++ = f->addr;
  *slot++ = reinterpret_cast<void *>(__morestack);
  *slot = reinterpret_cast<void *>(rt_gcWriteBarrier);
}

} // namespace

int main(int argc, char **argv, char **envp) {
  int fd = openSelf();
  abi::ImageHeader h;
  if (!readHeader(fd, &h)) fail("there is no program in it (this is minigo's runtime; `minigo build -o` makes programs of it)");
  mapImage(fd, h);
  if (h.stdImage[0]) mapStd(h);
  rt::setGoExports(h.exports);
  auto *module = reinterpret_cast<const abi::ModuleData *>(h.module);
  for (auto *md = module; md; md = md->next) {
    rt::registerCode(md->code, md->ncode);
    if (md->entrySlots) fillEntrySlots(md->entrySlots);
  }
  return rt::start(*module, argc, argv, envp);
}
