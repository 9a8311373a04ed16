// jit/program.cpp: a linked image: its addresses and bytes, its objects with their symbols and texts.
#include "jit/phases.h"
#include <sys/mman.h>

using namespace llvm;

namespace jit {

// ---- ImageSpace

constexpr uint64_t pageSize = 4096;

static char *reserve(uint64_t size) { // for the life of the process
  void *mem = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return mem == MAP_FAILED ? nullptr : static_cast<char *>(mem);
}

ImageSpace::ImageSpace(bool library) : library(library), next(abi::imageBase) {
  if (!library) return;
  for (auto [addr, prot] : {std::pair(abi::stdImageBase, PROT_READ | PROT_EXEC), std::pair(abi::stdRodata, PROT_READ),
                            std::pair(abi::stdData, PROT_READ | PROT_WRITE), std::pair(abi::stdTables, PROT_READ)})
    segments.push_back({addr, nullptr, 0, 0, prot});
}

ImageSpace::Place ImageSpace::append(Segment &s, uint64_t limit, uint64_t size) {
  if (!s.mem && !(s.mem = reserve(limit - s.addr))) return {};
  uint64_t from = alignTo(s.memSize, pageSize);
  if (from + size > limit - s.addr) return {};
  s.fileSize = s.memSize = from + size;
  return {s.addr + from, s.mem + from};
}

ImageSpace::Place ImageSpace::take(int prot, uint64_t content, uint64_t zeros) {
  if (library) {
    const unsigned k = prot & PROT_EXEC ? 0 : prot & PROT_WRITE ? 2 : 1;
    return append(segments[k], segments[k + 1].addr, content + zeros);
  }
  uint64_t size = alignTo(content + zeros, pageSize);
  if (size > abi::imageLimit - next) return {};
  Place p{next, reserve(std::max(size, pageSize))};
  if (!p.mem) return p;
  segments.push_back({p.addr, p.mem, content, content + zeros, prot});
  next += size;
  return p;
}

ImageSpace::Place ImageSpace::takeTables(uint64_t size) {
  return library ? append(segments[3], abi::stdImageLimit, size) : take(PROT_READ, size, 0);
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
