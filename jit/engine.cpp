// jit/engine.cpp: links objects for the addresses at which they will stand.
//
// The linker is ORC: a session with one library of symbols, and JITLink behind an ObjectLinkingLayer. The code does not
// run here but in an executable of its own (runtime/abi/image.h), so memory is twofold: working memory, which the linker
// fills and the readers look at, and the address at which it will stand (ImageSpace). What the objects do not define is
// in the compiled standard library, or a function of the runtime: their addresses come from the library's table and from
// the file of the runtime (runtime_symbols.cpp). A name that is not there ends the link with an error that says so.
//
// In the order of events: graphs from the objects; what no other object needs is made local, so that ORC does not learn of it;
// sections that only the readers want get no memory in the image; room for all; then of each object: keep every block; look up
// external symbols; fix up; read the tables (they see final addresses).
// ORC's default passes are left out: they split .eh_frame, which unwind_info.cpp wants whole, and cost eight times the link.
#include "frontend/diag.h"
#include "jit/phases.h"
#include "jit/runtime_symbols.h"
#include "runtime/abi/image.h"
#include <cstring>
#include <llvm/ExecutionEngine/Orc/Core.h>
#include <llvm/ExecutionEngine/Orc/Debugging/DebugInfoSupport.h>
#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>
#include <llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h>
#include <llvm/Support/MemoryBuffer.h>
#include <sys/mman.h>

using namespace llvm;
using namespace llvm::jitlink;

namespace jit {

namespace {

// ---- memory

class ImageMemory final : public JITLinkMemoryManager {
  struct Alloc final : InFlightAlloc {
    void abandon(OnAbandonedFunction done) override { done(Error::success()); }
    void finalize(OnFinalizedFunction done) override { done(FinalizedAlloc(orc::ExecutorAddr(abi::imageBase))); }
  };

public:
  explicit ImageMemory(ImageSpace &space) : space(space) {}

  void allocate(const JITLinkDylib *, LinkGraph &g, OnAllocatedFunction done) override {
    BasicLayout layout(g);
    for (auto &[group, seg] : layout.segments()) {
      auto place = space.place(std::stoul(g.getName()), ImageSpace::kindOf(protection(group.getMemProt())));
      seg.Addr = orc::ExecutorAddr(place.addr);
      seg.WorkingMem = place.mem;
    }
    if (auto e = layout.apply()) return done(std::move(e));
    done(std::make_unique<Alloc>());
  }

  static ImageSpace::Parts partsOf(LinkGraph &g) {
    ImageSpace::Parts parts;
    BasicLayout layout(g);
    for (auto &[group, seg] : layout.segments())
      parts[ImageSpace::kindOf(protection(group.getMemProt()))] = {seg.ContentSize, seg.ZeroFillSize, seg.Alignment.value()};
    return parts;
  }

  void deallocate(std::vector<FinalizedAlloc> allocs, OnDeallocatedFunction done) override {
    for (auto &a : allocs) a.release();
    done(Error::success());
  }

private:
  static int protection(orc::MemProt mp) {
    int prot = PROT_READ;
    if ((mp & orc::MemProt::Write) != orc::MemProt::None) prot |= PROT_WRITE;
    if ((mp & orc::MemProt::Exec) != orc::MemProt::None) prot |= PROT_EXEC;
    return prot;
  }

  ImageSpace &space;
};

// ---- symbols

class OutsideDefinitions final : public orc::DefinitionGenerator {
public:
  explicit OutsideDefinitions(const ir::Module &m) : m(m) {}

private:
  Error tryToGenerate(orc::LookupState &, orc::LookupKind, orc::JITDylib &lib, orc::JITDylibLookupFlags,
                      const orc::SymbolLookupSet &wanted) override {
    orc::SymbolMap found;
    for (auto &[name, flags] : wanted)
      if (uint64_t a = address(*name)) found[name] = {orc::ExecutorAddr(a), JITSymbolFlags::Exported};
    return found.empty() ? Error::success() : lib.define(orc::absoluteSymbols(std::move(found)));
  }
  // A library does not know where a runtime is: it has stubs (codegen_tables.cpp).
  uint64_t address(StringRef name) const {
    if (!m.mainPkg) return 0;
    if (uint64_t a = runtimeAddress(name)) return a;
    if (!m.base) return 0;
    auto it = m.base->image.symbols.find(name.str());
    return it == m.base->image.symbols.end() ? 0 : it->second;
  }

  const ir::Module &m;
};

// ---- the link

Error keepBlocks(LinkGraph &g) { // also those without symbols, as the stack maps
  for (auto &s : g.sections())
    for (auto *b : s.blocks()) g.addAnonymousSymbol(*b, 0, b->getSize(), false, true);
  return Error::success();
}

// What only the readers look at.
void leaveOut(LinkGraph &g) {
  for (const char *name : {".llvm_stackmaps", ".eh_frame", ".minigo_unsafe", ".minigo_textfuncs"})
    if (auto *s = g.findSectionByName(name)) s->setMemLifetime(orc::MemLifetime::NoAlloc);
}

// The words of the type descriptors that are addresses (ir/typedesc.cpp).
void completeTypes(LinkGraph &g, LinkedObject &o, const ir::Module &m) {
  if (!m.types) return;
  const uint64_t blob = o.address(m.types->symbol);
  if (!blob) return; // in another object
  uint8_t *bytes = o.space.at(blob);
  auto add = [&](uint32_t at, uint64_t addr) {
    uint32_t v;
    memcpy(&v, bytes + at, 4);
    v += uint32_t(addr);
    memcpy(bytes + at, &v, 4);
  };
  for (uint32_t at : m.typeWords) add(at, blob);
  auto *s = g.findSectionByName(".minigo_textfuncs");
  if (!s) return;
  for (auto *b : s->blocks())
    for (size_t i = 0; i < m.textWords.size(); i++) {
      uint64_t code;
      memcpy(&code, b->getContent().data() + 8 * i, 8);
      add(m.textWords[i], code);
    }
}

class Readers final : public orc::ObjectLinkingLayer::Plugin {
public:
  Readers(ProgramImpl &p, const std::vector<Compilation *> &units) : p(p), units(units) {}

  void modifyPassConfig(orc::MaterializationResponsibility &, LinkGraph &g, PassConfiguration &config) override {
    config = {};
    for (auto *pass : {orc::preserveDebugSections, markAllSymbolsLive, keepBlocks}) config.PrePrunePasses.push_back(pass);
    Compilation *c = units[std::stoul(g.getName())];
    config.PostFixupPasses.push_back([this, c](LinkGraph &g) {
      LinkedObject &o = *p.objects.emplace_back(std::make_unique<LinkedObject>(p.space, *c));
      c->linked = &o;
      readSymbols(g, o);
      completeTypes(g, o, c->module);
      readUnwindInfo(g, o);
      readFunctions(o, *c);
      readStackMaps(g, o, *c);
      readLineTable(g, o);
      return Error::success();
    });
  }
  Error notifyFailed(orc::MaterializationResponsibility &) override { return Error::success(); }
  Error notifyRemovingResources(orc::JITDylib &, orc::ResourceKey) override { return Error::success(); }
  void notifyTransferringResources(orc::JITDylib &, orc::ResourceKey, orc::ResourceKey) override {}

private:
  static void readSymbols(LinkGraph &g, LinkedObject &o) {
    uint64_t lo = ~uint64_t(0), hi = 0;
    for (auto &s : g.sections())
      if ((s.getMemProt() & orc::MemProt::Exec) != orc::MemProt::None)
        for (auto *b : s.blocks()) {
          lo = std::min(lo, b->getAddress().getValue());
          hi = std::max(hi, b->getAddress().getValue() + b->getSize());
        }
    o.code.lo = lo;
    o.code.hi = hi;
    for (auto *s : g.defined_symbols()) {
      if (!s->hasName()) continue;
      o.symbols[s->getName()] = s->getAddress().getValue();
      if (s->isCallable()) o.functions.push_back({s->getAddress().getValue(), s->getSize(), s->getName().str()});
    }
    llvm::sort(o.functions, [](auto &a, auto &b) { return a.addr < b.addr; });
  }

  ProgramImpl &p;
  const std::vector<Compilation *> &units;
};

// What other objects of the image, and the link itself, refer to.
bool staysVisible(StringRef name, const ir::Module &m) {
  if (name.starts_with("minigo.starts.")) return true;
  if (m.mainPkg && m.units.size() == 1) return false;
  return isLinkName(name);
}

// The descriptors by the names that other units have for them.
void nameTypes(LinkGraph &g, const ir::Module &m) {
  if (!m.types || m.typeSymbols.empty()) return;
  for (auto *s : g.defined_symbols()) {
    if (!s->hasName() || s->getName() != m.types->symbol) continue;
    Block &blob = s->getBlock();
    const uint64_t from = s->getOffset();
    for (auto &[name, t] : m.typeSymbols)
      g.addDefinedSymbol(blob, from + uint64_t(m.typeOffset.at(t)), name, 0, Linkage::Strong, Scope::Default, false, true);
    return;
  }
}

Expected<std::unique_ptr<LinkGraph>> graphOf(Compilation &c) {
  const std::string number = std::to_string(c.unit);
  auto g = createLinkGraphFromObject(MemoryBufferRef(StringRef(c.object.data(), c.object.size()), number));
  if (!g) return g;
  if (c.unit == 0) nameTypes(**g, c.module);
  for (auto *s : (*g)->defined_symbols()) {
    if (!s->hasName()) continue;
    if (s->getName() == kStarts) {
      auto name = (*g)->allocateContent(Twine(startsSymbol(c.unit)));
      s->setName({name.data(), name.size()});
    }
    if (!staysVisible(s->getName(), c.module)) s->setScope(Scope::Local);
  }
  leaveOut(**g);
  return g;
}

Error linkWithOrc(ProgramImpl &p, const std::vector<Compilation *> &units) {
  auto *session = new orc::ExecutionSession(std::make_unique<orc::UnsupportedExecutorProcessControl>(
      nullptr, nullptr, targetMachine().getTargetTriple().str(), 4096)); // as the image's memory: never freed
  session->setErrorReporter([](Error e) { consumeError(std::move(e)); }); // the lookup below returns it
  auto &lib = session->createBareJITDylib("program");
  lib.addGenerator(std::make_unique<OutsideDefinitions>(p.module));
  auto *layer = new orc::ObjectLinkingLayer(*session, std::make_unique<ImageMemory>(p.space));
  layer->addPlugin(std::make_shared<Readers>(p, units));
  std::vector<std::unique_ptr<LinkGraph>> graphs;
  std::vector<ImageSpace::Parts> parts;
  for (Compilation *c : units) {
    auto g = graphOf(*c);
    if (!g) return g.takeError();
    parts.push_back(ImageMemory::partsOf(**g));
    graphs.push_back(std::move(*g));
  }
  if (!p.space.reserve(parts)) return make_error<StringError>("the program is too large", inconvertibleErrorCode());
  orc::SymbolLookupSet starts;
  for (Compilation *c : units) {
    if (auto e = layer->add(lib, std::move(graphs[c->unit]))) return e;
    starts.add(session->intern(startsSymbol(c->unit)));
  }
  return session->lookup({{&lib, orc::JITDylibLookupFlags::MatchAllSymbols}}, std::move(starts)).takeError();
}

// ORC says that materialisation failed, and in an error of its own why.
std::string explain(Error e) {
  std::string missing, other;
  handleAllErrors(
      std::move(e),
      [&](const orc::SymbolsNotFound &m) {
        for (auto &name : m.getSymbols()) missing += (missing.empty() ? "" : ", ") + (*name).str();
      },
      [&](const ErrorInfoBase &m) { other = m.message(); });
  return missing.empty() ? other : "relocation target " + missing + " not defined";
}

} // namespace

ProgramImpl *linkImage(const ir::Module &m, const std::vector<Compilation *> &units, std::string *error) {
  auto *p = new ProgramImpl(m);
  if (auto e = linkWithOrc(*p, units)) {
    *error = explain(std::move(e));
    return nullptr;
  }
  llvm::sort(p->objects, [](auto &a, auto &b) { return a->code.lo < b->code.lo; });
  return collectTables(*p, error) ? p : nullptr;
}

Program *link(const ir::Module &m, const std::vector<Compilation *> &units, std::string *error) { return linkImage(m, units, error); }

} // namespace jit
