// jit/compile.cpp: the phases in order, with their timings, checks and dumps; and the program's tables at the end.
#include "jit/codegen.h"
#include "jit/phase_timer.h"
#include "jit/phases.h"
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

using namespace llvm;

namespace jit {

namespace {

class Phases {
public:
  Phases(const ir::Module &m, const Options &o, std::string *e) : c(*new Compilation{m, o, {}, {}, {}}), error(e) {}

  std::unique_ptr<Program> run() {
    auto &tm = targetMachine();
    auto *ctx = new LLVMContext; // never freed: taking a big module apart takes longer than the process may live
    llvm::Module *m = nullptr;
    ctx->setDiscardValueNames(c.opts.dump.empty());
    bool ok = true;
    time("codegen", [&] {
      ModuleGen gen(c.module, *ctx, dataLayout(true), tm.getTargetTriple().str(), tm.getTargetCPU().str(),
                    tm.getTargetFeatureString().str());
      m = gen.run().release();
      if (!gen.error.empty()) *error = gen.error, ok = false;
    });
    if (!ok) return nullptr;
    for (auto &f : c.module.funcs)
      if (auto *lf = m->getFunction(f->symbol)) c.funcs[lf->getName()].ir = f.get();
    if (after(*m, "llvm")) return nullptr;
    time("optimize", [&] { optimize(*m, c.opts); });
    if (after(*m, "llvm-opt")) return nullptr;
    time("stack", [&] { lowerStackObjects(*m, c); });
    check(*m, "stack objects");
    time("safepoints", [&] {
      recordArguments(*m, c);
      insertSafepoints(*m);
    });
    if (after(*m, "llvm-final")) return nullptr;
    SmallVector<char, 0> obj;
    time("emit", [&] { emitObject(*m, obj); });
    std::unique_ptr<ProgramImpl> p;
    time("link", [&] { p = linkObject(obj, c, error); });
    if (!p) return nullptr;
    finish(*p);
    std::string func;
    if (dumpWanted(c.opts.dump, "stackmaps", &func)) dumpStackMaps(*p, func);
    if (dumpWanted(c.opts.dump, "asm", &func)) printListing(*p, func, false);
    if (c.opts.listing) printListing(*p, "", true);
    return p;
  }

private:
  template <class F> void time(const char *name, F f) {
    PhaseTimer timer;
    f();
    if (c.opts.timePhases) timer.print(name, "  ");
  }

  void check(llvm::Module &m, const char *phase) {
    if (!c.opts.verifyEach) return;
    std::string text;
    raw_string_ostream os(text);
    if (verifyModule(m, &os)) bug(phase, os.str());
  }

  // Dumps and checks behind a phase; true: stop here.
  bool after(llvm::Module &m, const char *phase) {
    check(m, phase);
    std::string func;
    if (dumpWanted(c.opts.dump, phase, &func)) dumpModule(m, func);
    return c.opts.stopAfter == phase;
  }

  void finish(ProgramImpl &p) {
    auto &d = p.data;
    auto &k = p.code;
    k.nfuncs = uint32_t(p.funcs.size()), k.funcs = p.funcs.data();
    k.nsafepoints = uint32_t(p.safepoints.size()), k.safepoints = p.safepoints.data();
    k.nmaps = uint32_t(p.maps.size()), k.maps = p.maps.data();
    k.nbounds = uint32_t(p.bounds.size()), k.bounds = p.bounds.data();
    k.nlines = uint32_t(p.lines.size()), k.lines = p.lines.data();
    k.ninl = uint32_t(p.inl.size()), k.inl = p.inl.data();
    k.npads = uint32_t(p.pads.size()), k.pads = p.pads.data();
    k.strings = p.strings.data();
    k.files = p.files.data();
    d.code = &k;
    auto *starts = static_cast<void **>(p.symbol("minigo.starts"));
    d.initAll = static_cast<abi::FuncVal *>(starts[0]);
    d.mainMain = static_cast<abi::FuncVal *>(starts[1]);
    d.types = static_cast<uint8_t *>(starts[2]);
    if (d.types) {
      d.etypes = d.types + std::max<uint64_t>(c.module.types->size, c.module.types->data.size());
      for (auto &it : c.module.typeOffset) p.typelinks.push_back(reinterpret_cast<abi::Type *>(d.types + it.second));
      llvm::sort(p.typelinks);
    }
    d.ntypelinks = uint32_t(p.typelinks.size());
    d.typelinks = p.typelinks.data();
    d.roots = static_cast<const abi::GlobalRoot *>(p.symbol("minigo.roots"));
    d.nroots = *static_cast<uint32_t *>(p.symbol("minigo.nroots"));
    d.itabs = static_cast<abi::Itab *const *>(p.symbol("minigo.itabs"));
    d.nitabs = d.itabs ? uint32_t(c.module.itabs.size()) : 0;
    d.funcs = static_cast<void *const *>(p.symbol("minigo.textfuncs"));
    d.nfuncs = d.funcs ? uint32_t(c.module.textFuncs.size()) : 0;
  }

  Compilation &c;
  std::string *error;
};

} // namespace

std::unique_ptr<Program> compile(const ir::Module &m, const Options &opts, std::string *error) { return Phases(m, opts, error).run(); }

} // namespace jit
