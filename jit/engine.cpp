// jit/engine.cpp: links one object into this process.
//
// A program is one object, so there is no symbol table between objects, no dependency tracking, no lazy binding:
// JITLink is used directly, without ORC's session. All memory lies in the low 2 GB, where the executable is too, so
// that code reaches runtime functions and data with 32-bit addresses; unwind information is not registered with the
// C++ unwinder (nothing unwinds through Go frames).
//
// In the order of events: graph from the object; keep every block; allocate; look up external symbols (entryTable,
// asmSymbols, a few libc functions); fix up; read the tables (they see final addresses); set permissions.
#include "frontend/diag.h"
#include "jit/phases.h"
#include "runtime/abi/entries.h"
#include <cmath>
#include <cstring>
#include <llvm/ExecutionEngine/Orc/Debugging/DebugInfoSupport.h>
#include <llvm/Support/MemoryBuffer.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace llvm;
using namespace llvm::jitlink;

namespace jit {

// ---- memory

static char *mapLow(size_t size) {
  for (uintptr_t hint = 0x8000000; hint < 0x70000000; hint += 0x4000000) {
    void *p = mmap(reinterpret_cast<void *>(hint), size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (p != MAP_FAILED) return static_cast<char *>(p);
  }
  void *p = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
  return p == MAP_FAILED ? nullptr : static_cast<char *>(p);
}

namespace {

class LowMemory final : public JITLinkMemoryManager {
  struct Region {
    char *addr;
    size_t size;
    int prot;
  };
  struct Alloc final : InFlightAlloc {
    std::vector<Region> regions;
    void abandon(OnAbandonedFunction done) override { done(Error::success()); }
    void finalize(OnFinalizedFunction done) override {
      for (auto &r : regions)
        if (mprotect(r.addr, r.size, r.prot) != 0) return done(make_error<StringError>("mprotect", inconvertibleErrorCode()));
      done(FinalizedAlloc(orc::ExecutorAddr::fromPtr(regions.empty() ? nullptr : regions[0].addr)));
    }
  };

public:
  void allocate(const JITLinkDylib *, LinkGraph &g, OnAllocatedFunction done) override {
    BasicLayout layout(g);
    auto sizes = layout.getContiguousPageBasedLayoutSizes(4096);
    if (!sizes) return done(sizes.takeError());
    char *p = mapLow(std::max<size_t>(4096, sizes->total()));
    if (!p) return done(make_error<StringError>("out of memory in the low 2 GB", inconvertibleErrorCode()));
    auto a = std::make_unique<Alloc>();
    for (auto &kv : layout.segments()) {
      auto &seg = kv.second;
      size_t size = alignTo(seg.ContentSize + seg.ZeroFillSize, 4096);
      seg.Addr = orc::ExecutorAddr::fromPtr(p);
      seg.WorkingMem = p;
      auto mp = kv.first.getMemProt();
      int prot = PROT_READ;
      if ((mp & orc::MemProt::Write) != orc::MemProt::None) prot |= PROT_WRITE;
      if ((mp & orc::MemProt::Exec) != orc::MemProt::None) prot |= PROT_EXEC;
      if (size) a->regions.push_back({p, size, prot});
      p += size;
    }
    if (auto e = layout.apply()) return done(std::move(e));
    done(std::move(a));
  }
  void deallocate(std::vector<FinalizedAlloc> allocs, OnDeallocatedFunction done) override {
    for (auto &a : allocs) a.release();
    done(Error::success()); // programs live as long as the process
  }
};

// ---- symbols

void personality() {} // only its address is used

void *findSymbol(StringRef name) {
  static const StringMap<void *> *map = [] {
    auto *m = new StringMap<void *>;
    for (unsigned i = 0; i < abi::entryCount; i++) (*m)[abi::entryTable[i].symbol] = abi::entryTable[i].addr;
    for (unsigned i = 0; i < abi::asmSymbolCount; i++) (*m)[abi::asmSymbols[i].symbol] = abi::asmSymbols[i].addr;
    auto f = [&](const char *n, void *p) { (*m)[n] = p; };
    f("memcpy", reinterpret_cast<void *>(static_cast<void *(*)(void *, const void *, size_t)>(memcpy)));
    f("memmove", reinterpret_cast<void *>(static_cast<void *(*)(void *, const void *, size_t)>(memmove)));
    f("memset", reinterpret_cast<void *>(static_cast<void *(*)(void *, int, size_t)>(memset)));
    f("memcmp", reinterpret_cast<void *>(static_cast<int (*)(const void *, const void *, size_t)>(memcmp)));
    f("bcmp", reinterpret_cast<void *>(static_cast<int (*)(const void *, const void *, size_t)>(memcmp)));
    f("fma", reinterpret_cast<void *>(static_cast<double (*)(double, double, double)>(::fma)));
    f("floor", reinterpret_cast<void *>(static_cast<double (*)(double)>(::floor)));
    f("ceil", reinterpret_cast<void *>(static_cast<double (*)(double)>(::ceil)));
    f("trunc", reinterpret_cast<void *>(static_cast<double (*)(double)>(::trunc)));
    f("roundeven", reinterpret_cast<void *>(static_cast<double (*)(double)>(::rint)));
    f("minigo.personality", reinterpret_cast<void *>(personality));
    return m;
  }();
  auto it = map->find(name);
  return it == map->end() ? nullptr : it->second;
}

// A call of an entry that is declared but not part of this build: says so when it is reached.
[[noreturn]] void missingEntry() {
  static const char msg[] = "fatal error: call of a runtime function that is not part of this build\n";
  (void)!write(2, msg, sizeof msg - 1);
  _exit(2);
}

// ---- the link

class Context final : public JITLinkContext {
public:
  Context(ProgramImpl &p, Compilation &c, std::string *error) : JITLinkContext(nullptr), p(p), c(c), error(error) {}
  JITLinkMemoryManager &getMemoryManager() override {
    static LowMemory memory;
    return memory;
  }
  void notifyFailed(Error e) override { *error = toString(std::move(e)); }
  void lookup(const LookupMap &symbols, std::unique_ptr<JITLinkAsyncLookupContinuation> done) override {
    AsyncLookupResult r;
    std::string missing;
    for (auto &kv : symbols) {
      void *a = findSymbol(kv.first);
      if (!a && c.module.funcBySymbol.count(kv.first.str())) a = reinterpret_cast<void *>(missingEntry);
      if (!a) a = reinterpret_cast<void *>(missingEntry);
      r[kv.first] = {orc::ExecutorAddr::fromPtr(a), JITSymbolFlags::Exported};
    }
    done->run(std::move(r));
  }
  Error notifyResolved(LinkGraph &) override { return Error::success(); }
  void notifyFinalized(JITLinkMemoryManager::FinalizedAlloc a) override { a.release(); }
  bool shouldAddDefaultTargetPasses(const Triple &) const override { return false; }
  Error modifyPassConfig(LinkGraph &, PassConfiguration &config) override {
    config.PrePrunePasses.push_back(orc::preserveDebugSections);
    config.PrePrunePasses.push_back(markAllSymbolsLive);
    config.PrePrunePasses.push_back([](LinkGraph &g) { // blocks without symbols, as the stack maps
      for (auto &s : g.sections())
        for (auto *b : s.blocks()) g.addAnonymousSymbol(*b, 0, b->getSize(), false, true);
      return Error::success();
    });
    config.PostFixupPasses.push_back([this](LinkGraph &g) {
      readSymbols(g);
      readUnwindInfo(g, p);
      readFunctions(p, c);
      readStackMaps(g, p, c);
      readLineTable(g, p);
      return Error::success();
    });
    return Error::success();
  }

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
  std::string *error;
};

} // namespace

Program *link(Compilation &c, std::string *error) {
  auto *p = new ProgramImpl;
  auto g = createLinkGraphFromObject(MemoryBufferRef(StringRef(c.object.data(), c.object.size()), "program.o"));
  if (!g) {
    *error = toString(g.takeError());
    return nullptr;
  }
  jitlink::link(std::move(*g), std::make_unique<Context>(*p, c, error));
  if (!error->empty()) return nullptr;
  collectTables(*p, c.module);
  return c.program = p;
}

} // namespace jit
