// jit/codegen_tables.cpp: the tables about a program that the runtime reads, symbols minigo.* (program.cpp collects them).
#include "jit/codegen.h"
#include "jit/phases.h"

using namespace llvm;

namespace jit {

Constant *ModuleGen::pointerTable(const char *name, const std::vector<Constant *> &v) {
  if (v.empty()) return nullptr;
  auto *ty = ArrayType::get(v[0]->getType(), v.size());
  return new GlobalVariable(*mod, ty, true, GlobalValue::ExternalLinkage, ConstantArray::get(ty, v), name);
}

// What a program starts with, and the tables of what this unit defines.
void ModuleGen::emitTables() {
  std::vector<Constant *> code, tabs, roots;
  if (ir.types && owns(ir.types)) {
    for (auto *f : ir.textFuncs) code.push_back(function(f));
    pointerTable("minigo.textfuncs", code);
    if (auto *table = mod->getGlobalVariable("minigo.textfuncs")) table->setSection(".minigo_textfuncs"); // for the linker only
  }
  for (auto &it : ir.itabs)
    if (owns(it.first)) tabs.push_back(global(it.first));
  pointerTable("minigo.itabs", tabs);
  new GlobalVariable(*mod, types.i32, true, GlobalValue::ExternalLinkage, ConstantInt::get(types.i32, tabs.size()), "minigo.nitabs");
  std::vector<Constant *> starts;
  starts.push_back(ir.initAll && unit == 0 ? funcValue(ir.initAll) : null());
  starts.push_back(ir.mainMain && unit == 0 ? funcValue(ir.mainMain) : null());
  pointerTable(kStarts, starts);
  keepRoots(&roots);
  pointerTable("minigo.roots", roots);
  new GlobalVariable(*mod, types.i32, true, GlobalValue::ExternalLinkage, ConstantInt::get(types.i32, roots.size()), "minigo.nroots");
  if (isLibrary() && unit == 0) zeroBase();
}

// Global variables with pointers: abi::GlobalRoot.
void ModuleGen::keepRoots(std::vector<Constant *> *roots) {
  for (const ir::Global *g : ir.units[unit].globals) {
    if (g->readonly || g == ir.types) continue;
    uint64_t size = sizeOf(g);
    Constant *desc;
    if (g->type) {
      if (!types.of(g->type).pointers) continue;
      desc = gcDesc(g->type);
    } else {
      if (size < 8) continue;
      Layout l;
      l.size = size / 8 * 8;
      l.align = 8;
      desc = gcDesc(l, std::vector<uint64_t>((size / 8 + 63) / 64, ~uint64_t(0)), "gc:" + g->symbol);
    }
    roots->push_back(ConstantStruct::getAnon(ctx, {global(g), ConstantInt::get(types.i64, size), desc}));
  }
}

// A library calls the runtime through slots that are filled when it is mapped (runtime/abi/image.h says in which order): the
// runtime may be rebuilt without it. A stub for each entry jumps to what its slot holds.
void ModuleGen::emitEntryStubs() {
  std::string text = ".text\n";
  unsigned n = 0;
  auto stub = [&](StringRef symbol) {
    text += (".globl \"" + symbol + "\"\n.p2align 3\n\"" + symbol + "\":\tjmp *minigo.slots+" + std::to_string(8 * n++) + "(%rip)\n").str();
  };
  for (unsigned i = 0; i < abi::entryCount; i++) stub(abi::entryDescs[i].symbol);
#define LIBC(name, function, type) stub(#name);
#include "runtime/abi/libc.def"
#undef LIBC
  stub("__morestack");
  stub("rt_gcWriteBarrier");
  text += ".globl minigo.personality\nminigo.personality:\n"; // only its address is used
  mod->appendModuleInlineAsm(text);
  auto *ty = ArrayType::get(types.i64, n);
  new GlobalVariable(*mod, ty, false, GlobalValue::ExternalLinkage, ConstantAggregateZero::get(ty), "minigo.slots");
  new GlobalVariable(*mod, types.i32, false, GlobalValue::ExternalLinkage, ConstantInt::get(types.i32, 0), "rt_writeBarrier");
}

} // namespace jit
