// jit/executable.cpp: the file of a program (runtime/abi/image.h): the runtime's ELF file, changed so that the kernel maps the
// image's segments with it, and so that debuggers find them: more program headers, sections and symbols.
//
// What the runtime's own headers say stays true. New program headers need a place in memory; they have the page in front of
// all segments. New sections are appended; of a section that both have (.symtab, .debug_info, ...) the new one holds both.
#include "jit/debug_info.h"
#include "jit/runtime_symbols.h"
#include "jit/write_bytes.h"
#include <cerrno>
#include <cstring>
#include <elf.h>
#include <llvm/Support/MemoryBuffer.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

using namespace llvm;

namespace jit {

namespace {

constexpr uint64_t pageSize = 4096;
using Segment = ImageSpace::Segment;

// Pieces of a file, one behind another; they are written when all are known, for the headers in front tell of those behind.
class FileLayout {
public:
  // The bytes must live until the file is written.
  uint64_t add(StringRef bytes, uint64_t align) {
    const uint64_t at = alignTo(end, align);
    pieces.push_back({at, bytes});
    end = at + bytes.size();
    return at;
  }
  uint64_t addOwned(std::string bytes, uint64_t align) { return add(owned.emplace_back(std::move(bytes)), align); }

  void skipTo(uint64_t at) { end = std::max(end, at); }

  bool write(int fd) const { // what is between pieces reads as zeros
    for (auto &[place, bytes] : pieces)
      if (lseek(fd, off_t(place), SEEK_SET) < 0 || !writeBytes(fd, bytes)) return false;
    return true;
  }

private:
  std::vector<std::pair<uint64_t, StringRef>> pieces;
  std::deque<std::string> owned;
  uint64_t end = 0;
};

// ---- the headers of an ELF file

template <class T> std::string bytesOf(const std::vector<T> &v) { return {reinterpret_cast<const char *>(v.data()), v.size() * sizeof(T)}; }

class ElfHeaders {
public:
  explicit ElfHeaders(StringRef runtime) : runtime(runtime) {
    memcpy(&head, runtime.data(), sizeof head);
    table(head.e_phoff, head.e_phnum, &programs);
    table(head.e_shoff, head.e_shnum, &sections);
    names = contents(head.e_shstrndx).str();
  }

  StringRef contents(size_t section) const { return runtime.substr(sections[section].sh_offset, sections[section].sh_size); }
  size_t find(StringRef name) const { // 0: there is none
    for (size_t k = 1; k < sections.size(); k++)
      if (name == names.c_str() + sections[k].sh_name) return k;
    return 0;
  }
  uint32_t newName(StringRef name) {
    const size_t at = names.size();
    names += name.str() + '\0';
    return uint32_t(at);
  }
  uint64_t endInMemory() const { // of what is loaded, counted from the file's begin
    uint64_t end = 0;
    for (const Elf64_Phdr &p : programs)
      if (p.p_type == PT_LOAD) end = std::max(end, p.p_offset + p.p_memsz);
    return end;
  }
  uint64_t sizeOf(StringRef name) const {
    const size_t k = find(name);
    return k ? sections[k].sh_size : 0;
  }

  StringRef runtime;
  Elf64_Ehdr head;
  std::vector<Elf64_Phdr> programs;
  std::vector<Elf64_Shdr> sections;
  std::string names;

private:
  template <class T> void table(uint64_t at, size_t n, std::vector<T> *out) const {
    out->resize(n);
    memcpy(out->data(), runtime.data() + at, n * sizeof(T));
  }
};

// perf keeps files by their build ids, so each program has one of its own.
std::string buildIdOf(const std::vector<Segment> &segments, const abi::ImageHeader &h, Program::Form form) {
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  XXH3_128bits_update(&state, runtimeFile().data(), runtimeFile().size());
  XXH3_128bits_update(&state, h.id, sizeof h.id);
  XXH3_128bits_update(&state, &form, sizeof form);
  for (const Segment &s : segments) XXH3_128bits_update(&state, s.mem, s.fileSize);
  const XXH128_hash_t id = XXH3_128bits_digest(&state);
  return {reinterpret_cast<const char *>(&id), sizeof id};
}

void addRuntime(ElfHeaders &elf, FileLayout &file, const std::string &id) {
  const StringRef head(reinterpret_cast<const char *>(&elf.head), sizeof elf.head); // as it will be when the file is written
  file.add(head, 1);
  uint64_t from = head.size();
  if (const size_t k = elf.find(".note.gnu.build-id")) {
    const Elf64_Shdr &note = elf.sections[k];
    const size_t size = std::min<size_t>(note.sh_size - 16, id.size()); // behind three words and "GNU"
    const uint64_t at = note.sh_offset + 16;
    file.add(elf.runtime.slice(from, at), 1);
    file.addOwned(id.substr(0, size), 1);
    from = at + size;
  }
  file.add(elf.runtime.drop_front(from), 1);
}

uint32_t segmentFlags(int prot) { return PF_R | (prot & PROT_WRITE ? PF_W : 0) | (prot & PROT_EXEC ? PF_X : 0); }

// The kernel tells a program where its program headers are by the first segment: so that is the one they lie in.
void addProgramHeaders(ElfHeaders &elf, FileLayout &file, const std::vector<Segment> &segments, const std::vector<uint64_t> &offsets) {
  std::vector<Elf64_Phdr> all;
  const uint64_t size = (elf.programs.size() + segments.size() + 1) * sizeof(Elf64_Phdr);
  const uint64_t at = offsets.back();
  for (Elf64_Phdr p : elf.programs)
    if (p.p_type == PT_PHDR) all.push_back({PT_PHDR, PF_R, at, abi::programHeaders, abi::programHeaders, size, size, 8});
  all.push_back({PT_LOAD, PF_R, at, abi::programHeaders, abi::programHeaders, size, size, pageSize});
  for (size_t k = 0; k < segments.size(); k++) {
    const Segment &s = segments[k];
    all.push_back({PT_LOAD, segmentFlags(s.prot), offsets[k], s.addr, s.addr, s.fileSize, s.memSize, pageSize});
  }
  for (const Elf64_Phdr &p : elf.programs)
    if (p.p_type != PT_PHDR) all.push_back(p);
  if (all.size() * sizeof(Elf64_Phdr) != size) bug("executable", "no program header of program headers");
  if (file.addOwned(bytesOf(all), pageSize) != at) bug("executable", "program headers are not where they were to be");
  elf.head.e_phoff = at, elf.head.e_phnum = uint16_t(all.size());
}

// ---- sections and symbols

class SymbolSections {
public:
  SymbolSections(ElfHeaders &elf, FileLayout &file, const ImageView &image, const std::vector<uint64_t> &offsets)
      : elf(elf), file(file), image(image), offsets(offsets) {}

  void run(const ProgramImpl &p) {
    DebugSections s;
    s.abbrevBase = elf.sizeOf(".debug_abbrev"), s.lineBase = elf.sizeOf(".debug_line");
    const std::vector<DebugFunction> functions = makeDebugSections(image, p.moduleData, &s);
    addSegments();
    addSymbols(functions, p);
    extend(".debug_abbrev", std::move(s.abbrev));
    extend(".debug_info", std::move(s.info));
    extend(".debug_line", std::move(s.line));
    extend(".debug_ranges", std::move(s.ranges));
    extend(".debug_frame", std::move(s.frame));
    extend(".gopclntab", std::move(s.pclntab));
    Elf64_Shdr &names = elf.sections[elf.head.e_shstrndx];
    names.sh_size = elf.names.size(), names.sh_offset = file.addOwned(elf.names, 1);
    elf.head.e_shnum = uint16_t(elf.sections.size());
    elf.head.e_shoff = file.addOwned(bytesOf(elf.sections), 8);
  }

private:
  // .text is the program's code: that is what Go's tools look at.
  void addSegments() {
    if (size_t k = elf.find(".text")) elf.sections[k].sh_name = elf.newName(".text.runtime");
    bool program = true;
    for (size_t k = 0; k < image.segments.size(); k++) {
      const Segment &s = image.segments[k];
      program = s.addr < abi::stdImageBase;
      const std::string kind = s.prot & PROT_EXEC ? ".text" : s.prot & PROT_WRITE ? ".data" : isTables(k) ? ".rodata.tables" : ".rodata";
      Elf64_Shdr h{};
      h.sh_name = elf.newName(kind + (program ? kind == ".text" ? "" : ".program" : ".std"));
      h.sh_type = SHT_PROGBITS;
      h.sh_flags = SHF_ALLOC | (s.prot & PROT_EXEC ? SHF_EXECINSTR : 0) | (s.prot & PROT_WRITE ? SHF_WRITE : 0);
      h.sh_addr = s.addr, h.sh_offset = offsets[k], h.sh_size = s.fileSize, h.sh_addralign = pageSize;
      sectionOf.push_back(uint16_t(elf.sections.size()));
      elf.sections.push_back(h);
      if (s.memSize > s.fileSize) {
        h.sh_name = elf.newName(program ? ".bss.program" : ".bss.std");
        h.sh_type = SHT_NOBITS, h.sh_addr += s.fileSize, h.sh_offset += s.fileSize, h.sh_size = s.memSize - s.fileSize, h.sh_addralign = 1;
        elf.sections.push_back(h); // right behind the data: sectionAt
      }
    }
  }

  bool isTables(size_t k) const { return k + 1 == image.segments.size() || (image.segments[k + 1].prot & PROT_EXEC); }

  uint16_t sectionAt(uint64_t addr) const {
    const int k = image.segmentOf(addr);
    if (k < 0) return SHN_ABS;
    const Segment &s = image.segments[size_t(k)];
    return uint16_t(sectionOf[size_t(k)] + (addr >= s.addr + s.fileSize ? 1 : 0));
  }

  void addSymbols(const std::vector<DebugFunction> &functions, const ProgramImpl &p) {
    auto add = [&](const char *name, uint64_t addr, uint64_t size, unsigned type) {
      const Elf64_Sym sym{uint32_t(strings.size()), uint8_t(ELF64_ST_INFO(STB_GLOBAL, type)), STV_DEFAULT, sectionAt(addr), addr, size};
      symbols.append(reinterpret_cast<const char *>(&sym), sizeof sym);
      strings.append(name, strlen(name) + 1);
    };
    size_t table = elf.find(".symtab");
    if (!table) bug("executable", "the runtime has no symbols");
    strings = elf.contents(elf.sections[table].sh_link).str();
    for (auto &f : functions) add(f.name, f.addr, f.size, STT_FUNC);
    for (auto &v : variables(p)) add(v.name, v.addr, v.size, STT_OBJECT);
    Elf64_Shdr &names = elf.sections[elf.sections[table].sh_link];
    names.sh_size = strings.size(), names.sh_offset = file.addOwned(std::move(strings), 1);
    std::string all = elf.contents(table).str() + symbols;
    elf.sections[table].sh_size = all.size(), elf.sections[table].sh_offset = file.addOwned(std::move(all), 8);
  }

  // Package variables, descriptors: whatever has a name and lies in no code. Their sizes are not kept: up to the next one.
  std::vector<DebugFunction> variables(const ProgramImpl &p) const {
    std::vector<DebugFunction> list;
    auto add = [&](const char *name, uint64_t addr) {
      const int k = image.segmentOf(addr);
      if (k >= 0 && !(image.segments[size_t(k)].prot & PROT_EXEC) && !StringRef(name).starts_with("minigo."))
        list.push_back({addr, 0, name});
    };
    for (auto &o : p.objects)
      for (auto &s : o->symbols) add(s.first().data(), s.second);
    if (p.module.base)
      for (auto &s : p.module.base->image.symbols) add(s.first.c_str(), s.second);
    llvm::sort(list, [](auto &a, auto &b) { return a.addr != b.addr ? a.addr < b.addr : strcmp(a.name, b.name) < 0; });
    for (size_t k = 0; k < list.size(); k++) {
      const Segment &s = image.segments[size_t(image.segmentOf(list[k].addr))];
      const uint64_t end = s.addr + s.memSize;
      list[k].size = (k + 1 < list.size() ? std::min(list[k + 1].addr, end) : end) - list[k].addr;
    }
    return list;
  }

  void extend(const char *name, std::string bytes) {
    size_t k = elf.find(name);
    if (!k) {
      Elf64_Shdr h{};
      h.sh_name = elf.newName(name), h.sh_type = SHT_PROGBITS, h.sh_addralign = 1;
      k = elf.sections.size();
      elf.sections.push_back(h);
    } else {
      bytes.insert(0, elf.contents(k).str());
    }
    elf.sections[k].sh_size = bytes.size();
    elf.sections[k].sh_offset = file.addOwned(std::move(bytes), 8);
  }

  ElfHeaders &elf;
  FileLayout &file;
  const ImageView &image;
  const std::vector<uint64_t> &offsets;
  std::vector<uint16_t> sectionOf; // of a segment
  std::string symbols, strings;
};

// ---- the compiled standard library of a program: by name, or with the segments of its file

bool addLibrary(const ir::Module::Image &image, Program::Form form, abi::ImageHeader &h, std::unique_ptr<MemoryBuffer> *keep,
                std::vector<Segment> *segments) {
  if (form == Program::Quick && image.file.size() < sizeof h.stdImage) {
    memcpy(h.stdImage, image.file.c_str(), image.file.size() + 1);
    return true;
  }
  auto file = MemoryBuffer::getFile(image.file, false, false);
  if (!file) return errno = file.getError().value(), false;
  abi::ImageHeader lib;
  StringRef bytes = (*file)->getBuffer();
  if (bytes.size() < sizeof lib) return errno = ENOEXEC, false;
  memcpy(&lib, bytes.end() - sizeof lib, sizeof lib);
  if (memcmp(lib.magic, abi::imageMagic, sizeof lib.magic) != 0 || memcmp(lib.id, h.id, sizeof h.id) != 0) return errno = ENOEXEC, false;
  for (unsigned i = 0; i < lib.nsegments; i++) {
    const abi::ImageSegment &s = lib.segments[i];
    segments->push_back({s.addr, const_cast<char *>(bytes.data()) + s.fileOffset, s.fileSize, s.memSize, int(s.prot)});
  }
  *keep = std::move(*file);
  return true;
}

} // namespace

bool ProgramImpl::write(int fd, Form form) const {
  abi::ImageHeader h{};
  memcpy(h.magic, abi::imageMagic, sizeof h.magic);
  h.layout = abi::tableLayout;
  h.size = sizeof h;
  h.module = moduleData;
  memcpy(h.exports, exports, sizeof h.exports);
  memcpy(h.id, module.base ? module.base->image.id : id, sizeof h.id);
  std::unique_ptr<MemoryBuffer> library;
  ImageView image{space.segments};
  if (module.base && !addLibrary(module.base->image, form, h, &library, &image.segments)) return false;

  const bool program = module.mainPkg != nullptr;
  FileLayout file;
  std::unique_ptr<ElfHeaders> elf;
  if (program) {
    elf = std::make_unique<ElfHeaders>(runtimeFile());
    addRuntime(*elf, file, buildIdOf(space.segments, h, form));
  }
  // perf takes an address for a place in the file, also of variables that are not there: code comes where none of them seem to be.
  if (program && form == Complete) file.skipTo(elf->endInMemory());
  std::vector<uint64_t> offsets(image.segments.size());
  for (const bool code : {true, false})
    for (size_t k = 0; k < offsets.size(); k++)
      if (const Segment &s = image.segments[k]; bool(s.prot & PROT_EXEC) == code) offsets[k] = file.add({s.mem, s.fileSize}, pageSize);
  for (size_t k = 0; k < offsets.size(); k++) {
    const Segment &s = image.segments[k];
    if (h.nsegments == abi::maxImageSegments) bug("executable", "too many segments");
    h.segments[h.nsegments++] = {s.addr, offsets[k], s.fileSize, s.memSize, uint32_t(s.prot), 0};
  }
  if (program) {
    offsets.push_back(file.add({}, pageSize));
    addProgramHeaders(*elf, file, image.segments, offsets);
    if (form == Complete) SymbolSections(*elf, file, image, offsets).run(*this);
  }
  file.add({reinterpret_cast<const char *>(&h), sizeof h}, pageSize);
  return file.write(fd);
}

} // namespace jit
