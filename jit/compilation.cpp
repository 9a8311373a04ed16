// jit/compilation.cpp: the state of a compilation, from its start over LLVM IR to the verifier between the phases.
#include "jit/codegen.h"
#include "jit/phases.h"
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

using namespace llvm;

namespace jit {

void bug(const char *phase, const std::string &what) { frontend::internalError(phase, frontend::Pos{}, what); }

Compilation *startCompilation(const ir::Module &m, const CompileOptions &o, unsigned unit) { return new Compilation{m, o, unit}; }

bool generate(Compilation &c, std::string *error) {
  auto &tm = targetMachine();
  auto *ctx = new LLVMContext; // never freed: taking a big module apart takes longer than the process may live
  ctx->setDiscardValueNames(!c.opts.keepNames);
  ModuleGen gen(c.module, c.unit, c.opts.optimise, *ctx, dataLayout(true), tm.getTargetTriple().str(), tm.getTargetCPU().str(),
                tm.getTargetFeatureString().str());
  c.llvm = gen.run().release();
  *error = gen.error;
  for (const ir::Func *f : gen.lineFuncs) c.lineFuncs.push_back(f->symbol);
  for (const ir::Func *f : c.module.units[c.unit].funcs)
    if (auto *lf = c.llvm->getFunction(f->symbol)) {
      FuncMeta &meta = c.funcs[lf->getName()];
      meta.ir = f;
      meta.args = gen.argumentSteps(*f);
      meta.type = lf->getFunctionType();
    }
  return error->empty();
}

void verify(const Compilation &c, const char *phase) {
  std::string text;
  raw_string_ostream os(text);
  if (verifyModule(*c.llvm, &os)) bug(phase, os.str());
}

} // namespace jit
