// ir/chunks.cpp: a program in chunks, which are compiled on all processors, and of which only those are compiled again that have
// changed (jit/driver/cache.h keeps the others).
//
// Unit 0 has all data that more than one chunk sees and the tables of the runtime, but no code; it is made anew each time. A
// small program is one unit, as ever: the optimiser sees all of it.
//
// Where the borders are must not change when a function does. Functions are sorted by package and place in the source, with
// their literals behind them. A chunk ends, once it has its least size, where the hash of the next function's name says so: the
// next such place is found again, whatever was done before it. Only where none comes, size decides.
//
// A function that takes func values and that only one other uses (slices.SortFunc of one type, say, with all that is below it)
// stands with its user: within a unit the optimiser finds out which func value that is, and calls it directly or inlines it.
#include "ir/build.h"
#include <algorithm>
#include <numeric>
#include <utility>

namespace ir {

namespace {

constexpr uint64_t borders = 4; // of so many functions, one is a border

// A declared function with its literals, and later with functions that serve it alone.
struct Group {
  const Func *outer;
  std::vector<Func *> funcs;
  size_t size = 0;
};

template <class F> void eachInstr(const Func &f, F visit) {
  for (const Block *b : f.blocks)
    for (const Instr *i : b->instrs) visit(*i);
}

// Which groups refer to which.
class Users {
public:
  explicit Users(const Module &m, const std::vector<Group> &groups) : users(groups.size()) {
    std::unordered_map<const Func *, size_t> index;
    for (size_t k = 0; k < groups.size(); k++)
      for (const Func *f : groups[k].funcs) index[f] = k;
    auto add = [&](const Func *f, size_t user) {
      auto it = f ? index.find(f) : index.end();
      if (it != index.end() && (users[it->second].empty() || users[it->second].back() != user)) users[it->second].push_back(user);
    };
    for (auto &g : m.globals)
      for (const Reloc &r : g->relocs) add(r.func, data);
    for (const Func *f : m.textFuncs) add(f, data);
    add(m.initAll, data), add(m.mainMain, data);
    for (size_t k = 0; k < groups.size(); k++)
      for (const Func *f : groups[k].funcs) eachInstr(*f, [&](const Instr &i) { add(i.func, k); });
  }
  // The only one of others that refers to k, where `now` tells what has become of a group; else `data`.
  template <class F> size_t only(size_t k, F now) const {
    size_t found = data;
    for (size_t u : users[k]) {
      if (u == data) return data;
      u = now(u);
      if (u == k || u == found) continue;
      if (found != data) return data;
      found = u;
    }
    return found;
  }
  static constexpr size_t data = SIZE_MAX;

private:
  std::vector<std::vector<size_t>> users;
};

uint64_t nameHash(const std::string &s) {
  uint64_t h = 14695981039346656037u;
  for (unsigned char c : s) h = (h ^ c) * 1099511628211u;
  return h ^ h >> 29;
}

class Cutter {
public:
  Cutter(Module &m, size_t instructions) : m(m), wholeProgram(2 * instructions), maxChunk(instructions), minChunk(instructions / 2) {}

  void run() {
    size_t all = 0;
    for (auto &f : m.funcs) all += instructionCount(*f);
    if (!m.base || all <= wholeProgram) return makeOneUnit(m);
    m.units.emplace_back();
    std::vector<Group> list = groups();
    joinUsers(list);
    cut(list);
    placeData();
  }

private:
  std::vector<Group> groups() {
    std::unordered_map<const Func *, size_t> index;
    std::vector<Group> list;
    for (auto &f : m.funcs) {
      if (f->blocks.empty()) continue;
      const Func *outer = f.get();
      while (outer->within) outer = outer->within;
      auto [it, fresh] = index.emplace(outer, list.size());
      if (fresh) list.push_back({outer, {}, 0});
      list[it->second].funcs.push_back(f.get());
      list[it->second].size += instructionCount(*f);
    }
    auto path = [](const Func *f) { return f->pkg ? f->pkg->path : Str(); };
    auto before = [](const Func *a, const Func *b) { return a->pos != b->pos ? a->pos < b->pos : a->symbol < b->symbol; };
    for (Group &g : list) std::sort(g.funcs.begin(), g.funcs.end(), before);
    std::sort(list.begin(), list.end(), [&](const Group &a, const Group &b) {
      return path(a.outer) != path(b.outer) ? path(a.outer) < path(b.outer) : before(a.outer, b.outer);
    });
    return list;
  }

  void joinUsers(std::vector<Group> &groups) {
    const Users users(m, groups);
    std::vector<size_t> into(groups.size());
    std::iota(into.begin(), into.end(), 0);
    auto now = [&](size_t k) {
      while (into[k] != k) k = into[k];
      return k;
    };
    for (bool again = true; std::exchange(again, false);)
      for (size_t k = 0; k < groups.size(); k++) {
        if (into[k] != k || !takesFunc(*groups[k].outer)) continue;
        size_t user = users.only(k, now);
        if (user == Users::data || groups[user].size + groups[k].size > maxChunk) continue;
        into[k] = user, again = true;
        groups[user].size += groups[k].size;
      }
    for (size_t k = 0; k < groups.size(); k++)
      if (size_t to = now(k); to != k) {
        auto &funcs = groups[to].funcs;
        for (Func *f : funcs) f->host = true;
        funcs.insert(funcs.end(), groups[k].funcs.begin(), groups[k].funcs.end());
        groups[k].funcs.clear();
      }
    std::erase_if(groups, [](const Group &g) { return g.funcs.empty(); });
  }

  void cut(const std::vector<Group> &groups) {
    size_t used = maxChunk;
    const Package *pkg = nullptr;
    for (const Group &g : groups) {
      const bool border = g.outer->pkg != pkg ? used >= minChunk / 2 : used >= minChunk && nameHash(g.outer->symbol) % borders == 0;
      if ((border || used >= maxChunk) && m.units.size() < UINT16_MAX) m.units.emplace_back(), used = 0;
      for (Func *f : g.funcs) {
        f->unit = uint16_t(m.units.size() - 1);
        m.units.back().funcs.push_back(f);
      }
      used += g.size;
      pkg = g.outer->pkg;
    }
  }

  // ---- what is seen from other units

  void share(const Func *f, unsigned from) {
    if (!f || f->module != &m || f->blocks.empty() || f->shared || f->unit == from) return;
    const_cast<Func *>(f)->shared = true;
    if (inlineSize(*f) != SIZE_MAX) copied.push_back(f);
  }

  // What code of one chunk alone reads is its own: constants, tables without pointers to other data.
  static bool mayBePrivate(const Global &g) {
    if (!g.readonly) return false;
    return std::all_of(g.relocs.begin(), g.relocs.end(), [](auto &r) { return r.kind == Reloc::StringData || r.kind == Reloc::TypeDesc; });
  }

  void placeData() {
    std::unordered_map<const Global *, unsigned> readers; // the only unit, or 0: several
    for (auto &g : m.globals)
      for (const Reloc &r : g->relocs) {
        share(r.func, 0); // of data that may be private there is none
        if (r.global) readers[r.global] = 0;
      }
    for (const Func *f : m.textFuncs) share(f, 0);
    share(m.initAll, 0), share(m.mainMain, 0);
    for (auto &f : m.funcs)
      eachInstr(*f, [&](const Instr &i) {
        share(i.func, f->unit);
        if (!i.global) return;
        auto [it, fresh] = readers.emplace(i.global, f->unit);
        if (!fresh && it->second != f->unit) it->second = 0;
      });
    for (size_t k = 0; k < copied.size(); k++) // their bodies may stand in any unit
      eachInstr(*copied[k], [&](const Instr &i) {
        share(i.func, 0);
        if (i.global) readers[i.global] = 0;
      });
    for (auto &g : m.globals) {
      auto it = readers.find(g.get());
      if (it != readers.end() && it->second && mayBePrivate(*g)) g->unit = uint16_t(it->second);
      g->shared = g->unit == 0;
      m.units[g->unit].globals.push_back(g.get());
    }
  }

  Module &m;
  const size_t wholeProgram, maxChunk, minChunk; // instructions
  std::vector<const Func *> copied; // shared, and small enough to be copied
};

} // namespace

void cutIntoChunks(Module &m, size_t instructions) { Cutter(m, instructions).run(); }

} // namespace ir
