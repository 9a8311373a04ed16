// jit/engine.cpp: links one object for the address space of the program's executable.
//
// The linker is ORC: a session with one library of symbols, and JITLink behind an ObjectLinkingLayer. The program does not
// run here but in an executable of its own (runtime/abi/image.h), so memory is twofold: working memory, which the linker
// fills and the readers look at, and the address at which it will stand, from abi::imageBase on. What the object does not
// define are functions of the runtime: their addresses come from the file of its executable (runtime_symbols.cpp). A name
// that is not there ends the link with an error that says so.
//
// In the order of events: graph from the object; only `minigo.starts` stays visible to ORC, the rest needs no symbol table
// between objects; keep every block; sections that only the readers want get no memory in the program; allocate; look up
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

constexpr uint64_t pageSize = 4096;

class ImageMemory final : public JITLinkMemoryManager {
  struct Alloc final : InFlightAlloc {
    void abandon(OnAbandonedFunction done) override { done(Error::success()); }
    void finalize(OnFinalizedFunction done) override { done(FinalizedAlloc(orc::ExecutorAddr(abi::imageBase))); }
  };

public:
  explicit ImageMemory(ProgramImpl &p) : p(p) {}

  void allocate(const JITLinkDylib *, LinkGraph &g, OnAllocatedFunction done) override {
    BasicLayout layout(g);
    auto sizes = layout.getContiguousPageBasedLayoutSizes(pageSize);
    if (!sizes) return done(sizes.takeError());
    if (sizes->total() > abi::imageLimit - abi::imageBase)
      return done(make_error<StringError>("the program is too large", inconvertibleErrorCode()));
    size_t size = std::max<size_t>(pageSize, sizes->total());
    void *mem =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0); // for the life of the process
    if (mem == MAP_FAILED) return done(make_error<StringError>("out of memory", inconvertibleErrorCode()));
    auto *at = static_cast<char *>(mem);
    for (auto &[group, seg] : layout.segments()) {
      seg.Addr = orc::ExecutorAddr(p.imageEnd);
      seg.WorkingMem = at;
      uint64_t memSize = seg.ContentSize + seg.ZeroFillSize;
      p.segments.push_back({p.imageEnd, at, seg.ContentSize, memSize, protection(group.getMemProt())});
      at += alignTo(memSize, pageSize);
      p.imageEnd += alignTo(memSize, pageSize);
    }
    if (auto e = layout.apply()) return done(std::move(e));
    done(std::make_unique<Alloc>());
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

  ProgramImpl &p;
};

// ---- symbols

class RuntimeDefinitions final : public orc::DefinitionGenerator {
  Error tryToGenerate(orc::LookupState &, orc::LookupKind, orc::JITDylib &lib, orc::JITDylibLookupFlags,
                      const orc::SymbolLookupSet &wanted) override {
    orc::SymbolMap found;
    for (auto &[name, flags] : wanted)
      if (uint64_t a = runtimeAddress(*name)) found[name] = {orc::ExecutorAddr(a), JITSymbolFlags::Exported};
    return found.empty() ? Error::success() : lib.define(orc::absoluteSymbols(std::move(found)));
  }
};

// ---- the link

Error keepBlocks(LinkGraph &g) { // also those without symbols, as the stack maps
  for (auto &s : g.sections())
    for (auto *b : s.blocks()) g.addAnonymousSymbol(*b, 0, b->getSize(), false, true);
  return Error::success();
}

// What only the readers look at.
Error leaveOut(LinkGraph &g) {
  for (const char *name : {".llvm_stackmaps", ".eh_frame", ".minigo_unsafe"})
    if (auto *s = g.findSectionByName(name)) s->setMemLifetime(orc::MemLifetime::NoAlloc);
  return Error::success();
}

class Readers final : public orc::ObjectLinkingLayer::Plugin {
public:
  Readers(ProgramImpl &p, Compilation &c) : p(p), c(c) {}

  void modifyPassConfig(orc::MaterializationResponsibility &, LinkGraph &, PassConfiguration &config) override {
    config = {};
    for (auto *pass : {orc::preserveDebugSections, markAllSymbolsLive, keepBlocks, leaveOut}) config.PrePrunePasses.push_back(pass);
    config.PostFixupPasses.push_back([this](LinkGraph &g) {
      readSymbols(g);
      readUnwindInfo(g, p);
      readFunctions(p, c);
      readStackMaps(g, p, c);
      readLineTable(g, p);
      return Error::success();
    });
  }
  Error notifyFailed(orc::MaterializationResponsibility &) override { return Error::success(); }
  Error notifyRemovingResources(orc::JITDylib &, orc::ResourceKey) override { return Error::success(); }
  void notifyTransferringResources(orc::JITDylib &, orc::ResourceKey, orc::ResourceKey) override {}

private:
  void readSymbols(LinkGraph &g) {
    uint64_t lo = ~uint64_t(0), hi = 0;
    for (auto &s : g.sections())
      if ((s.getMemProt() & orc::MemProt::Exec) != orc::MemProt::None)
        for (auto *b : s.blocks()) {
          lo = std::min(lo, b->getAddress().getValue());
          hi = std::max(hi, b->getAddress().getValue() + b->getSize());
        }
    p.code.lo = lo;
    p.code.hi = hi;
    for (auto *s : g.defined_symbols()) {
      if (!s->hasName()) continue;
      p.symbols[s->getName()] = s->getAddress().getValue();
      if (s->isCallable()) p.functions.push_back({s->getAddress().getValue(), s->getSize(), s->getName().str()});
    }
    llvm::sort(p.functions, [](auto &a, auto &b) { return a.addr < b.addr; });
  }

  ProgramImpl &p;
  Compilation &c;
};

constexpr const char *startsSymbol = "minigo.starts";

Error linkWithOrc(std::unique_ptr<LinkGraph> g, ProgramImpl &p, Compilation &c) {
  for (auto *s : g->defined_symbols())
    if (s->hasName() && s->getName() != startsSymbol) s->setScope(Scope::Local);
  auto *session = new orc::ExecutionSession(std::make_unique<orc::UnsupportedExecutorProcessControl>(
      nullptr, nullptr, targetMachine().getTargetTriple().str(), unsigned(pageSize))); // as the program's memory: never freed
  session->setErrorReporter([](Error e) { consumeError(std::move(e)); }); // the lookup below returns it
  auto &lib = session->createBareJITDylib("program");
  lib.addGenerator(std::make_unique<RuntimeDefinitions>());
  auto *layer = new orc::ObjectLinkingLayer(*session, std::make_unique<ImageMemory>(p));
  layer->addPlugin(std::make_shared<Readers>(p, c));
  if (auto e = layer->add(lib, std::move(g))) return e;
  return session->lookup({&lib}, startsSymbol).takeError();
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

Program *link(Compilation &c, std::string *error) {
  auto *p = new ProgramImpl;
  p->imageEnd = abi::imageBase;
  auto g = createLinkGraphFromObject(MemoryBufferRef(StringRef(c.object.data(), c.object.size()), "program.o"));
  if (!g) {
    *error = toString(g.takeError());
    return nullptr;
  }
  if (auto e = linkWithOrc(std::move(*g), *p, c)) {
    *error = explain(std::move(e));
    return nullptr;
  }
  if (!collectTables(*p, c.module, error)) return nullptr;
  return c.program = p;
}

} // namespace jit
