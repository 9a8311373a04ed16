// jit/codegen_tables.cpp: the tables about a program that the runtime reads, symbols minigo.* (program.cpp collects them).
#include "jit/codegen.h"

using namespace llvm;

namespace jit {

Constant *ModuleGen::pointerTable(const char *name, const std::vector<Constant *> &v) {
  if (v.empty()) return nullptr;
  auto *ty = ArrayType::get(v[0]->getType(), v.size());
  return new GlobalVariable(*mod, ty, true, GlobalValue::ExternalLinkage, ConstantArray::get(ty, v), name);
}

void ModuleGen::emitTables() {
  std::vector<Constant *> code, tabs, roots;
  for (auto *f : ir.textFuncs) code.push_back(f ? static_cast<Constant *>(function(f)) : ConstantPointerNull::get(types.p0));
  pointerTable("minigo.textfuncs", code);
  for (auto &it : ir.itabs) tabs.push_back(global(it.first));
  pointerTable("minigo.itabs", tabs);
  std::vector<Constant *> starts;
  starts.push_back(ir.initAll ? funcValue(ir.initAll) : null());
  starts.push_back(ir.mainMain ? funcValue(ir.mainMain) : null());
  starts.push_back(ir.types ? global(ir.types) : null());
  pointerTable("minigo.starts", starts);

  for (auto &g : ir.globals) { // abi::GlobalRoot
    if (g->readonly || g.get() == ir.types) continue;
    uint64_t size = sizeOf(g.get());
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
    roots.push_back(ConstantStruct::getAnon(ctx, {global(g.get()), ConstantInt::get(types.i64, size), desc}));
  }
  pointerTable("minigo.roots", roots);
  new GlobalVariable(*mod, types.i32, true, GlobalValue::ExternalLinkage, ConstantInt::get(types.i32, roots.size()), "minigo.nroots");
}

} // namespace jit
