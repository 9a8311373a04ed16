// jit/program.cpp: a linked image: its addresses and bytes, its objects with their symbols and texts.
#include "jit/phases.h"

using namespace llvm;

namespace jit {

// ---- ImageSpace

constexpr uint64_t pageSize = 4096;

static char *reserve(uint64_t size) { // for the life of the process
  void *mem = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return mem == MAP_FAILED ? nullptr : static_cast<char *>(mem);
}

bool ImageSpace::addSegment(uint64_t addr, uint64_t limit, uint64_t fileSize, uint64_t memSize, int prot) {
  if (memSize > limit - addr) return false;
  char *mem = ::jit::reserve(std::max(memSize, pageSize));
  if (mem) segments.push_back({addr, mem, fileSize, memSize, prot});
  return mem != nullptr;
}

bool ImageSpace::reserve(const std::vector<Parts> &objects) {
  constexpr std::pair<uint64_t, int> fixed[kinds] = {
      {abi::stdImageBase, PROT_READ | PROT_EXEC}, {abi::stdRodata, PROT_READ}, {abi::stdData, PROT_READ | PROT_WRITE}};
  constexpr uint64_t limits[kinds] = {abi::stdRodata, abi::stdData, abi::stdTables};
  constexpr uint64_t line = 64; // of the processor's cache: objects do not share one
  places.resize(objects.size());
  for (unsigned kind = 0; kind < kinds; kind++) {
    const uint64_t base = library ? fixed[kind].first : next;
    const uint64_t begin = kind == 0 ? line : 0; // the first address of a segment of code is no function's, as in gc's programs
    uint64_t content = 0, end = begin;
    for (size_t k = objects.size(); k-- > 0;) { // the first comes last
      const Part &p = objects[k][kind];
      if (p.content + p.zeros == 0) continue;
      if (p.align > pageSize) return false;
      const uint64_t from = alignTo(end, std::max(p.align, line));
      places[k][kind].addr = base + from;
      if (p.content || content) content = from + p.content; // zeros before it are in the file
      end = from + p.content + p.zeros;
      if (p.zeros && k > 0) content = end;
    }
    if (end == begin) continue;
    if (!addSegment(base, library ? limits[kind] : abi::imageLimit, content, end, fixed[kind].second)) return false;
    for (auto &place : places)
      if (place[kind].addr) place[kind].mem = segments.back().mem + (place[kind].addr - base);
    if (!library) next = alignTo(base + end, pageSize);
  }
  return true;
}

ImageSpace::Place ImageSpace::takeTables(uint64_t size) {
  const uint64_t addr = tablesAddress();
  if (!addSegment(addr, library ? abi::stdImageLimit : abi::imageLimit, size, size, PROT_READ)) return {};
  return {addr, segments.back().mem};
}

uint8_t *ImageSpace::at(uint64_t addr) const {
  for (const Segment &s : segments)
    if (addr >= s.addr && addr < s.addr + s.memSize) return reinterpret_cast<uint8_t *>(s.mem) + (addr - s.addr);
  bug("link", "no memory at address " + std::to_string(addr));
}

// ---- programs and their objects

uint64_t ProgramImpl::address(StringRef name) const {
  for (auto &o : objects)
    if (uint64_t a = o->address(name)) return a;
  return 0;
}

uint64_t LinkedObject::address(StringRef name) const { return symbols.lookup(name); }

uint32_t LinkedObject::stringIndex(StringRef s) {
  auto [it, fresh] = stringIds.try_emplace(s, uint32_t(strings.size()));
  if (fresh) strings.push_back(texts.emplace_back(s.str()).c_str());
  return it->second;
}

uint32_t LinkedObject::fileIndex(StringRef s) {
  auto [it, fresh] = fileIds.try_emplace(s, uint32_t(files.size()));
  if (fresh) files.push_back(texts.emplace_back(s.str()).c_str());
  return it->second;
}

const LinkedObject::Extent *LinkedObject::functionAt(uint64_t addr) const {
  auto it = llvm::upper_bound(functions, addr, [](uint64_t a, const Extent &e) { return a < e.addr; });
  if (it == functions.begin()) return nullptr;
  --it;
  return addr < it->addr + it->size ? &*it : nullptr;
}

} // namespace jit
