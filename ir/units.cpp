// ir/units.cpp: a library too large to be compiled in one piece: units that are compiled apart, and the small bodies that
// each unit, and each program, may see of the others.
#include "ir/build.h"

namespace ir {

static size_t instructionCount(const Func &f) {
  size_t n = 0;
  for (const Block *b : f.blocks) n += b->instrs.size();
  return n;
}

// The package of a link symbol: what stands before the first dot behind the last slash in front of brackets.
static std::string_view packageOf(std::string_view symbol) {
  symbol = symbol.substr(0, std::min(symbol.find_first_of("(["), symbol.size()));
  size_t slash = symbol.rfind('/');
  size_t dot = symbol.find('.', slash == symbol.npos ? 0 : slash);
  return symbol.substr(0, dot);
}

// Packages stand in the order of their first function, which is that of imports; one is never cut unless it is larger than
// a unit. What belongs to no package goes with what was lowered before it.
void cutIntoUnits(Module &m, size_t instructions) {
  std::unordered_map<std::string_view, std::vector<Func *>> byPackage;
  std::vector<std::string_view> packages;
  for (auto &f : m.funcs) {
    std::string_view p = packageOf(f->symbol);
    auto &list = byPackage[p];
    if (list.empty()) packages.push_back(p);
    list.push_back(f.get());
  }
  std::unordered_map<std::string_view, uint16_t> unitOf;
  uint16_t unit = 0;
  size_t used = 0;
  for (std::string_view p : packages) {
    size_t size = 0;
    for (Func *f : byPackage[p]) size += instructionCount(*f);
    if (used && used + size > instructions) unit++, used = 0;
    unitOf[p] = unit;
    for (Func *f : byPackage[p]) {
      if (used > instructions) unit++, used = 0;
      f->unit = unit;
      used += instructionCount(*f);
    }
  }
  m.units = unit + 1u;
  for (auto &g : m.globals) {
    auto it = unitOf.find(packageOf(g->symbol));
    g->unit = it == unitOf.end() ? 0 : it->second;
  }
}

size_t inlineSize(const Func &f) {
  constexpr size_t limit = 40; // what LLVM inlines without a special reason is smaller
  if (f.noinline_ || f.wrapper || f.callsRecover || f.hasDefer || !f.captures.empty() || f.blocks.empty()) return SIZE_MAX;
  size_t n = instructionCount(f);
  return n <= limit ? n : SIZE_MAX;
}

void dropBodies(Module &library) {
  for (auto &f : library.funcs) {
    if (!f->address || inlineSize(*f) != SIZE_MAX) continue;
    for (Block *b : f->blocks) {
      for (Instr *i : b->instrs) delete i;
      delete b;
    }
    f->blocks.clear();
    f->blocks.shrink_to_fit();
    f->recoverBlock = nullptr;
  }
}

} // namespace ir
