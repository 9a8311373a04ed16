// jit/program.cpp: a linked program: its symbols, and the tables about it that the runtime gets.
#include "jit/phases.h"

using namespace llvm;

namespace jit {

void *ProgramImpl::symbol(const std::string &name) const {
  auto it = symbols.find(name);
  return it == symbols.end() ? nullptr : reinterpret_cast<void *>(it->second);
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

void collectTables(ProgramImpl &p, const ir::Module &m) {
  auto &d = p.data;
  auto &k = p.code;
  k.nfuncs = uint32_t(p.funcs.size()), k.funcs = p.funcs.data();
  k.nsafepoints = uint32_t(p.safepoints.size()), k.safepoints = p.safepoints.data();
  k.nmaps = uint32_t(p.maps.size()), k.maps = p.maps.data();
  k.nbounds = uint32_t(p.bounds.size()), k.bounds = p.bounds.data();
  k.nlines = uint32_t(p.lines.size()), k.lines = p.lines.data();
  k.ninl = uint32_t(p.inl.size()), k.inl = p.inl.data();
  k.npads = uint32_t(p.pads.size()), k.pads = p.pads.data();
  k.argSteps = p.argSteps.data();
  k.argPlaces = p.argPlaces.data();
  k.strings = p.strings.data();
  k.files = p.files.data();
  d.code = &k;
  auto *starts = static_cast<void **>(p.symbol("minigo.starts"));
  d.initAll = static_cast<abi::FuncVal *>(starts[0]);
  d.mainMain = static_cast<abi::FuncVal *>(starts[1]);
  d.types = static_cast<uint8_t *>(starts[2]);
  if (d.types) {
    d.etypes = d.types + std::max<uint64_t>(m.types->size, m.types->data.size());
    for (auto &it : m.typeOffset) p.typelinks.push_back(reinterpret_cast<abi::Type *>(d.types + it.second));
    llvm::sort(p.typelinks);
  }
  d.ntypelinks = uint32_t(p.typelinks.size());
  d.typelinks = p.typelinks.data();
  d.roots = static_cast<const abi::GlobalRoot *>(p.symbol("minigo.roots"));
  d.nroots = *static_cast<uint32_t *>(p.symbol("minigo.nroots"));
  d.itabs = static_cast<abi::Itab *const *>(p.symbol("minigo.itabs"));
  d.nitabs = d.itabs ? uint32_t(m.itabs.size()) : 0;
  d.funcs = static_cast<void *const *>(p.symbol("minigo.textfuncs"));
  d.nfuncs = d.funcs ? uint32_t(m.textFuncs.size()) : 0;
}

} // namespace jit
