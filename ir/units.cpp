// ir/units.cpp: what is too large to be compiled in one piece: units that are compiled apart, and the small bodies that each
// unit, and each program on top of a library, may see of the others.
#include "ir/build.h"
#include <algorithm>
#include <utility>

namespace ir {

size_t instructionCount(const Func &f) {
  size_t n = 0;
  for (const Block *b : f.blocks) n += b->instrs.size();
  return n;
}

void makeOneUnit(Module &m) {
  Unit &u = m.units.emplace_back();
  for (auto &g : m.globals) u.globals.push_back(g.get());
  for (auto &f : m.funcs)
    if (!f->blocks.empty() && f->module == &m) u.funcs.push_back(f.get());
}

// Packages stand in the order of their first function, which is that of imports; one is never cut unless it is larger than
// a unit. Data goes with the first unit. Programs may refer to everything.
void cutIntoUnits(Module &m, size_t instructions) {
  std::unordered_map<const Package *, std::vector<Func *>> byPackage;
  std::vector<const Package *> packages;
  for (auto &f : m.funcs) {
    auto &list = byPackage[f->pkg];
    if (list.empty()) packages.push_back(f->pkg);
    list.push_back(f.get());
  }
  m.units.emplace_back();
  for (auto &g : m.globals) m.units[0].globals.push_back(g.get()), g->shared = true;
  size_t used = 0;
  auto next = [&] { m.units.emplace_back(), used = 0; };
  for (const Package *p : packages) {
    size_t size = 0;
    for (Func *f : byPackage[p]) size += instructionCount(*f);
    if (used && used + size > instructions) next();
    for (Func *f : byPackage[p]) {
      if (used > instructions) next();
      f->unit = uint16_t(m.units.size() - 1);
      f->shared = true;
      if (!f->blocks.empty()) m.units.back().funcs.push_back(f);
      used += instructionCount(*f);
    }
  }
}

bool takesFunc(const Func &f) {
  return std::any_of(f.params.begin(), f.params.end(), [](Value v) { return under(v->type)->kind == TypeKind::Signature; });
}

size_t inlineSize(const Func &f) {
  constexpr size_t limit = 40; // what LLVM inlines without a special reason is smaller
  if (f.noinline_ || f.host || f.wrapper || f.callsRecover || f.hasDefer || !f.captures.empty() || f.blocks.empty()) return SIZE_MAX;
  size_t n = instructionCount(f);
  if (takesFunc(f)) n /= 2; // the call of a func value that is known is worth more
  return n <= limit ? n : SIZE_MAX;
}

bool isImported(const Func &f, unsigned distance) {
  constexpr size_t limits[] = {40, 20, 10};
  return distance < std::size(limits) && inlineSize(f) <= limits[distance];
}

bool isImported(const Global &g) {
  constexpr uint64_t limit = 256; // bytes
  if (!g.readonly || g.data.empty() || g.data.size() > limit) return false;
  return std::none_of(g.relocs.begin(), g.relocs.end(), [](const Reloc &r) { return r.kind == Reloc::GlobalAddr; });
}

namespace {

// What is replaced is kept until everything is copied: what is freed meanwhile would be used again for copies.
struct Replaced {
  std::vector<Block *> blocks;
  std::vector<Instr *> params;
  ~Replaced() {
    for (Instr *p : params) delete p;
    for (Block *b : blocks) {
      for (Instr *i : b->instrs) delete i;
      delete b;
    }
  }
};

class BodyCopy {
public:
  explicit BodyCopy(Func &f) : f(f) {}

  // Parameters stay values of the function whether its body is kept or not.
  void run(bool body, Replaced *replaced) {
    replaced->params.insert(replaced->params.end(), f.params.begin(), f.params.end());
    for (Value &p : f.params) p = instr(p);
    std::vector<Block *> old = std::exchange(f.blocks, {});
    if (body) {
      for (const Block *b : old) blocks[b] = f.blocks.emplace_back(new Block{b->id, &f, b->name, {}});
      for (const Block *b : old) {
        Block *to = blocks[b];
        to->instrs.reserve(b->instrs.size());
        for (Instr *i : b->instrs) to->instrs.push_back(instr(i));
      }
      for (size_t k = 0; k < copies.size(); k++) complete(copies[k]); // operands may bring more
    }
    f.recoverBlock = nullptr; // such bodies are not kept
    replaced->blocks.insert(replaced->blocks.end(), old.begin(), old.end());
  }

private:
  Instr *instr(Instr *i) {
    auto &to = instrs[i];
    if (!to) copies.push_back(to = new Instr(*i));
    return to;
  }
  void complete(Instr *i) {
    for (Value &v : i->ops) v = instr(v);
    for (Block *&b : i->targets) b = blocks.at(b);
    auto home = blocks.find(i->block);
    i->block = home == blocks.end() ? nullptr : home->second;
    i->source = nullptr;
  }

  Func &f;
  std::unordered_map<const Block *, Block *> blocks;
  std::unordered_map<Instr *, Instr *> instrs;
  std::vector<Instr *> copies;
};

} // namespace

void compactLibrary(Module &library, const std::function<void(bool fresh)> &fresh) {
  fresh(true);
  {
    auto replaced = std::make_unique<Replaced>();
    for (auto &f : library.funcs)
      if (f->address) BodyCopy(*f).run(inlineSize(*f) != SIZE_MAX, replaced.get());
    fresh(false);
  }
  for (auto &g : library.globals) { // their content is in the image
    g->size = std::max<uint64_t>(g->size, g->data.size());
    std::vector<uint8_t>().swap(g->data);
    std::vector<Reloc>().swap(g->relocs);
  }
  std::vector<uint32_t>().swap(library.typeWords);
  std::vector<uint32_t>().swap(library.textWords);
  std::vector<Func *>().swap(library.textFuncs);
  std::vector<Unit>().swap(library.units);
  library.lowering->forgetWork();
  keepCanonicalTypes();
}

} // namespace ir
