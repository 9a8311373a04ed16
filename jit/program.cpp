// jit/program.cpp: a linked program: its symbols, its bytes, its texts.
#include "jit/phases.h"

using namespace llvm;

namespace jit {

uint64_t ProgramImpl::address(StringRef name) const { return symbols.lookup(name); }

const uint8_t *ProgramImpl::at(uint64_t addr) const {
  for (const Segment &s : segments)
    if (addr >= s.addr && addr < s.addr + s.memSize) return reinterpret_cast<const uint8_t *>(s.mem) + (addr - s.addr);
  bug("link", "no memory at address " + std::to_string(addr));
}

uint32_t ProgramImpl::stringIndex(StringRef s) {
  auto [it, fresh] = stringIds.try_emplace(s, uint32_t(strings.size()));
  if (fresh) strings.push_back(texts.emplace_back(s.str()).c_str());
  return it->second;
}

uint32_t ProgramImpl::fileIndex(StringRef s) {
  auto [it, fresh] = fileIds.try_emplace(s, uint32_t(files.size()));
  if (fresh) files.push_back(texts.emplace_back(s.str()).c_str());
  return it->second;
}

const ProgramImpl::Extent *ProgramImpl::functionAt(uint64_t addr) const {
  auto it = llvm::upper_bound(functions, addr, [](uint64_t a, const Extent &e) { return a < e.addr; });
  if (it == functions.begin()) return nullptr;
  --it;
  return addr < it->addr + it->size ? &*it : nullptr;
}

} // namespace jit
