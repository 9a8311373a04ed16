// jit/func_table.cpp: abi::FuncInfo of each function, in the order of addresses: maps and lines refer to it by index.
#include "jit/phases.h"

using namespace llvm;

namespace jit {

// Of the package of that name in std: a module runtime.dev/x has functions "runtime.dev/x.F", too.
static bool isOfRuntime(const ir::Func &f) { return f.pkg && f.pkg->stdlib && f.pkg->path == "runtime"; }

void readFunctions(LinkedObject &p, const Compilation &c) {
  p.argSteps = {{abi::ArgStep::more, 0, 0, false, 0}, {abi::ArgStep::end, 0, 0, false, 0}};
  for (auto &e : p.functions) {
    abi::FuncInfo f{};
    f.lo = uint32_t(e.addr - p.code.lo);
    f.hi = uint32_t(e.addr + e.size - p.code.lo);
    auto it = c.funcs.find(e.name);
    const ir::Func *fn = it == c.funcs.end() ? nullptr : it->second.ir;
    if (!fn) { // a clone that O2 made for some constant argument: the same function to everybody but the masks
      auto origin = c.funcs.find(StringRef(e.name).split(".specialized.").first);
      if (origin != c.funcs.end()) fn = origin->second.ir;
    }
    f.name = p.strings[p.stringIndex(fn && !fn->display.empty() ? fn->display : e.name)];
    if (it != c.funcs.end()) {
      f.argWords = it->second.argWords;
      f.argRegMask = it->second.argRegMask;
      f.argStackMask = it->second.argStackMask;
      if (it->second.ir) {
        f.args = uint32_t(p.argSteps.size());
        p.argSteps.insert(p.argSteps.end(), it->second.args.begin(), it->second.args.end());
        p.argSteps.push_back({abi::ArgStep::end, 0, 0, false, 0});
      }
    }
    if (fn) {
      f.flags = (fn->wrapper ? abi::FuncWrapper : 0) | (isOfRuntime(*fn) ? abi::FuncRuntime : 0);
      f.line = fn->pos.valid() ? frontend::sources().resolve(fn->pos).line : 1;
      f.file = p.fileIndex(tracebackFile(fn->pos));
    }
    if (p.frameless.contains(f.lo)) f.flags |= abi::FuncFrameless;
    p.funcs.push_back(f);
  }
}

} // namespace jit
