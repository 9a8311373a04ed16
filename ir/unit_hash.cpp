// ir/unit_hash.cpp: what the machine code of a chunk depends on, as a hash.
//
// It follows the code generator (jit/codegen_*.cpp): functions with their instructions; of what they refer to, what a
// declaration of it says, and all of it where it is copied in (isImported). What is in the library is told by its name; the
// library itself is part of the key under which a chunk is kept. Of a type counts its layout and whether there is a descriptor;
// where that lies does not, nor do the names of private data. Lines count from the function (FuncLines).
#include "frontend/source.h"
#include "ir/build.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace ir {

FuncLines::FuncLines(const Module &m, const Func &f) {
  if (!f.pos.valid() || m.findFunc(f.symbol) != &f) return;
  auto at = frontend::sources().resolve(f.pos);
  file = at.file, first = at.line;
}

unsigned FuncLines::of(Pos pos) const {
  if (!first || !pos.valid()) return 0;
  auto at = frontend::sources().resolve(pos);
  return at.file == file && at.line >= first ? at.line - first + 1 : 0;
}

namespace {

class Hasher {
public:
  explicit Hasher(const Module &m) : m(m) {}

  UnitHash unit(const Unit &u, unsigned number) {
    Bytes out;
    Seen seen;
    for (const Func *f : u.funcs) seen.funcs.insert(f);
    for (const Func *f : u.funcs) {
      out.hash(body(*f));
      out.number(f->shared);
    }
    for (const Func *f : u.funcs) imports(*f, 0, number, seen, out);
    for (const Global *g : u.globals) out.hash(content(*g));
    for (size_t k = 0; k < seen.queue.size(); k++) imports(*seen.queue[k].first, seen.queue[k].second, number, seen, out);
    return out.digest();
  }

private:
  class Bytes {
  public:
    void number(uint64_t n) {
      while (n >= 0x80) text.push_back(char(n | 0x80)), n >>= 7;
      text.push_back(char(n));
    }
    void string(std::string_view s) { number(s.size()), text.append(s); }
    void hash(const UnitHash &h) { text.append(reinterpret_cast<const char *>(&h), sizeof h); }
    UnitHash digest() const {
      XXH128_hash_t h = XXH3_128bits(text.data(), text.size());
      return {{h.low64, h.high64}};
    }

  private:
    std::string text;
  };
  template <class K> using Known = std::unordered_map<const K *, UnitHash>;

  // ---- types

  // How a value looks in memory.
  const UnitHash &layout(Type *t) {
    t = under(t);
    if (auto it = layouts.find(t); it != layouts.end()) return it->second;
    Bytes out;
    out.number(unsigned(t->kind));
    out.number(uint64_t(sizeofType(t))), out.number(uint64_t(alignofType(t)));
    if (auto *b = dynBasic(t)) out.number(unsigned(b->bkind));
    if (auto *a = dynArray(t)) out.number(uint64_t(a->len)), out.hash(layout(a->elem));
    if (auto *s = dynStruct(t)) {
      auto offsets = fieldOffsets(s);
      for (size_t i = 0; i < offsets.size(); i++) out.number(uint64_t(offsets[i])), out.hash(layout(s->fields[i]->type));
    }
    if (auto *s = dynTuple(t))
      for (auto *v : s->vars) out.hash(layout(v->type));
    return layouts[t] = out.digest();
  }

  const UnitHash &type(Type *t) {
    if (auto it = types.find(t); it != types.end()) return it->second;
    Bytes out;
    int64_t offset;
    const Module *described = m.typeModule(t, &offset);
    out.string(described == &m ? m.typeSymbol(t) : linkString(t));
    out.number(described == &m ? 2 : described != nullptr);
    out.hash(layout(t));
    Type *u = under(t);
    auto part = [&](Type *p) { out.hash(layout(p)); };
    if (auto *p = dynPointer(u)) part(p->elem);
    if (auto *s = dynSlice(u)) part(s->elem);
    if (auto *c = dynChan(u)) part(c->elem);
    if (auto *k = dynMap(u)) part(k->key), part(k->elem);
    if (auto *s = dynSignature(u)) {
      for (auto *v : s->params->vars) part(v->type);
      out.number(s->params->vars.size());
      for (auto *v : s->results->vars) part(v->type);
    }
    return types[t] = out.digest();
  }
  void type(Type *t, Bytes &out) {
    if (t)
      out.hash(type(t));
    else
      out.number(0);
  }

  // ---- functions

  const UnitHash &declaration(const Func &f) {
    if (auto it = declarations.find(&f); it != declarations.end()) return it->second;
    Bytes out;
    out.string(f.symbol);
    out.number(f.module != &m);
    if (f.module == &m) {
      out.number(f.noinline_ | f.wrapper << 1 | f.callsRecover << 2 | f.hasDefer << 3 | f.hasBody() << 4 | f.noescape << 5);
      out.number(f.params.size());
      for (Value p : f.params) type(p->type, out);
      out.number(f.results.size());
      for (Type *t : f.results) type(t, out);
      out.number(f.captures.size());
      for (Type *t : f.captures) type(t, out);
    }
    return declarations[&f] = out.digest();
  }

  const UnitHash &body(const Func &f) {
    if (auto it = bodies.find(&f); it != bodies.end()) return it->second;
    Bytes out;
    out.hash(declaration(f));
    out.string(f.display);
    out.number(f.nextId);
    FuncLines lines(m, f);
    line(f.pos, lines, out), line(f.endPos, lines, out);
    out.number(f.recoverBlock ? f.recoverBlock->id + 1 : 0);
    for (Value p : f.params) out.number(p->id);
    Pos last;
    for (const Block *b : f.blocks) {
      out.number(b->id);
      for (const Instr *i : b->instrs) {
        if (i->pos != last) line(last = i->pos, lines, out);
        instr(*i, out);
      }
    }
    return bodies[&f] = out.digest();
  }

  static void line(Pos pos, const FuncLines &lines, Bytes &out) {
    if (!pos.valid()) return out.number(0);
    if (unsigned n = lines.of(pos)) return out.number(1), out.number(n);
    auto at = frontend::sources().resolve(pos);
    auto *file = frontend::sources().fileOf(pos);
    out.number(2), out.string(at.file), out.string(file ? file->path() : ""), out.number(at.line);
  }

  void instr(const Instr &i, Bytes &out) {
    out.number(uint64_t(i.op) << 8 | i.flags);
    out.number(i.id);
    type(i.type, out);
    out.number(i.ops.size());
    for (Value v : i.ops) out.number(v->id);
    out.number(uint64_t(i.imm));
    uint64_t bits;
    memcpy(&bits, &i.fimm, sizeof bits);
    out.number(bits);
    out.string(i.str);
    type(i.auxType, out), type(i.auxType2, out);
    out.number((i.func != nullptr) | (i.global != nullptr) << 1);
    if (i.func) out.hash(declaration(*i.func));
    if (i.global) out.hash(reference(*i.global));
    out.number(i.targets.size());
    for (const Block *b : i.targets) out.number(b->id);
    for (int64_t c : i.cases) out.number(uint64_t(c));
  }

  // ---- data

  void shape(const Global &g, Bytes &out) {
    type(g.type, out);
    out.number(g.size), out.number(g.align), out.number(g.readonly), out.number(g.shared);
  }

  const UnitHash &reference(const Global &g) {
    if (auto it = references.find(&g); it != references.end()) return it->second;
    Bytes out;
    out.number(g.module != &m);
    if (g.shared || g.module != &m) out.string(g.symbol);
    if (g.module == &m) {
      shape(g, out);
      if (!g.shared || isImported(g)) out.hash(content(g));
    } else {
      type(g.type, out), out.number(g.size), out.number(g.align);
    }
    return references[&g] = out.digest();
  }

  const UnitHash &content(const Global &g) {
    if (auto it = contents.find(&g); it != contents.end()) return it->second;
    Bytes out;
    shape(g, out);
    out.string({reinterpret_cast<const char *>(g.data.data()), g.data.size()});
    for (const Reloc &r : g.relocs) {
      out.number(r.offset), out.number(r.kind), out.number(uint64_t(r.addend)), out.string(r.str);
      if (r.global) out.string(r.global->symbol); // of other units: what is private has none
      if (r.func) out.hash(declaration(*r.func));
      type(r.type, out);
    }
    return contents[&g] = out.digest();
  }

  // ---- what is copied in: breadth first, as the code generator does it

  struct Seen {
    std::unordered_set<const Func *> funcs;
    std::vector<std::pair<const Func *, unsigned>> queue; // and their distance
  };

  void imports(const Func &f, unsigned distance, unsigned number, Seen &seen, Bytes &out) {
    auto func = [&](const Func *g) {
      if (!g || g->module != &m || !seen.funcs.insert(g).second) return;
      const bool copied = isImported(*g, distance);
      out.hash(copied ? body(*g) : declaration(*g));
      if (copied) seen.queue.push_back({g, distance + 1});
    };
    for (const Block *b : f.blocks)
      for (const Instr *i : b->instrs) {
        func(i->func);
        if (i->global && i->global->module == &m && (i->global->unit == number || isImported(*i->global)))
          for (const Reloc &r : i->global->relocs) func(r.func);
      }
  }

  const Module &m;
  std::unordered_map<Type *, UnitHash> layouts, types;
  Known<Func> declarations, bodies;
  Known<Global> references, contents;
};

} // namespace

std::vector<UnitHash> hashUnits(const Module &m) {
  Hasher h(m);
  std::vector<UnitHash> out;
  for (size_t k = 0; k < m.units.size(); k++) out.push_back(k == 0 ? UnitHash{} : h.unit(m.units[k], unsigned(k)));
  return out;
}

} // namespace ir
