// runtime/lang/iface.cpp: see iface.h.
#include "runtime/lang/iface.h"

#include <atomic>
#include <cstdlib>
#include <unordered_map>
#include <vector>

#include "runtime/lang/string.h"
#include "runtime/lock/lock_futex.h"
#include "runtime/sched/proc.h"

extern "C" {
alignas(64) abi::CachedItab rt_itabCache[abi::itabCacheSize];
}

namespace rt {

namespace {

// One itab per type and method set: interface types that differ only in their names share it, so that values of
// them can be compared by itab. An entry maps (type, interface type) to it. typ is written last: who sees it sees the others.
struct ItabEntry {
  std::atomic<const Type *> typ;
  const abi::InterfaceType *inter;
  abi::Itab *tab;
  abi::Itab *implements; // tab, or null if a method is missing: what an assertion wants to know, without a look at tab
};

// Open addressing, linear probing, at most 3/4 full. Replaced by a bigger copy; old ones stay for late readers.
struct ItabTable {
  uintptr_t size, count; // size: a power of two
  ItabEntry entries[];

  static ItabTable *make(uintptr_t size) {
    auto *t = static_cast<ItabTable *>(std::calloc(1, sizeof(ItabTable) + size * sizeof(entries[0])));
    t->size = size;
    return t;
  }
  // Where it is, or where it would be: then typ is null.
  ItabEntry &place(const abi::InterfaceType *inter, const Type *typ) {
    for (uintptr_t i = inter->t.hash ^ typ->hash;; i++) {
      ItabEntry &e = entries[i & (size - 1)];
      const Type *have = e.typ.load(std::memory_order_acquire); // pairs with add
      if (!have || (have == typ && e.inter == inter)) return e;
    }
  }
  const ItabEntry *find(const abi::InterfaceType *inter, const Type *typ) {
    const ItabEntry &e = place(inter, typ);
    return e.typ.load(std::memory_order_relaxed) ? &e : nullptr;
  }
  void add(const abi::InterfaceType *inter, const Type *typ, abi::Itab *tab) {
    ItabEntry &e = place(inter, typ);
    if (e.typ.load(std::memory_order_relaxed)) return;
    e.inter = inter;
    e.tab = tab;
    e.implements = tab->fun[0] ? tab : nullptr;
    e.typ.store(typ, std::memory_order_release); // pairs with place
    count++;
  }
};

std::atomic<ItabTable *> itabTable{nullptr};
mutex itabLock{lockRankItab};
std::unordered_map<uint64_t, std::vector<abi::Itab *>> bySet RT_GUARDED_BY(itabLock); // key: setHash

uint64_t setHash(const abi::InterfaceType *inter, const Type *typ) {
  uint64_t h = reinterpret_cast<uintptr_t>(typ);
  for (intptr_t k = 0; k < inter->methods.len; k++)
    h = (h ^ reinterpret_cast<uintptr_t>(resolveTypeOff(inter, inter->methods.data[k].typ))) * 0x9e3779b97f4a7c15u;
  return h;
}

bool sameMethods(const abi::InterfaceType *a, const abi::InterfaceType *b) {
  if (a->methods.len != b->methods.len) return false;
  for (intptr_t k = 0; k < a->methods.len; k++) {
    const abi::Imethod &x = a->methods.data[k], &y = b->methods.data[k];
    abi::Name xn = resolveNameOff(a, x.name), yn = resolveNameOff(b, y.name);
    if (resolveTypeOff(a, x.typ) != resolveTypeOff(b, y.typ) || !eqstring(nameString(xn), nameString(yn))) return false;
    if (!nameIsExported(xn) && !eqstring(namePkgPath(xn, a), namePkgPath(yn, b))) return false;
  }
  return true;
}

// Null: nobody has asked for these two yet.
const ItabEntry *known(const abi::InterfaceType *inter, const Type *typ) {
  ItabTable *t = itabTable.load(std::memory_order_acquire); // pairs with addItab
  return t ? t->find(inter, typ) : nullptr;
}

void addItab(const abi::InterfaceType *inter, const Type *typ, abi::Itab *m) RT_REQUIRES(itabLock) {
  ItabTable *t = itabTable.load(std::memory_order_relaxed);
  if (!t) {
    t = ItabTable::make(512);
    itabTable.store(t, std::memory_order_release); // pairs with known
  }
  if (4 * (t->count + 1) > 3 * t->size) {
    ItabTable *bigger = ItabTable::make(t->size * 2);
    for (uintptr_t i = 0; i < t->size; i++)
      if (const ItabEntry &old = t->entries[i]; const Type *have = old.typ.load(std::memory_order_relaxed))
        bigger->add(old.inter, have, old.tab);
    itabTable.store(bigger, std::memory_order_release); // pairs with known
    t = bigger;
  }
  t->add(inter, typ, m);
}

// Both method lists are sorted by name: one merge. Stores code pointers to fun (if not null) and returns true, or
// returns false with the first missing method's name.
bool mergeMethods(const abi::InterfaceType *inter, const Type *typ, void **fun, GoString *missing) {
  const abi::UncommonType *u = uncommon(typ);
  const abi::Method *have = u ? methods(u) : nullptr;
  intptr_t n = u ? u->mcount : 0, j = 0;
  for (intptr_t k = 0; k < inter->methods.len; k++) {
    const abi::Imethod &want = inter->methods.data[k];
    abi::Name wantName = resolveNameOff(inter, want.name);
    GoString wantString = nameString(wantName), wantPkg = namePkgPath(wantName, inter);
    Type *wantType = resolveTypeOff(inter, want.typ);
    if (wantPkg.len == 0) wantPkg = interfacePkgPath(inter);
    auto matches = [&](const abi::Method &method) {
      abi::Name name = resolveNameOff(typ, method.name);
      if (!eqstring(nameString(name), wantString) || resolveTypeOff(typ, method.mtyp) != wantType) return false;
      GoString pkg = namePkgPath(name, typ);
      if (pkg.len == 0) pkg = nameString(resolveNameOff(typ, u->pkgPath));
      return nameIsExported(name) || eqstring(pkg, wantPkg);
    };
    while (j < n && !matches(have[j])) j++;
    if (j == n) {
      *missing = wantString;
      return false;
    }
    if (fun) { // a method that no call can reach was left out of the program
      void *text = resolveTextOff(typ, have[j].ifn);
      fun[k] = text ? text : goexports.unreachableMethod;
    }
    j++;
  }
  return true;
}

abi::Itab *newItab(const abi::InterfaceType *inter, Type *typ) {
  size_t extra = inter->methods.len > 1 ? size_t(inter->methods.len - 1) * sizeof(void *) : 0;
  auto *m = static_cast<abi::Itab *>(std::calloc(1, sizeof(abi::Itab) + extra));
  m->inter = const_cast<abi::InterfaceType *>(inter);
  m->typ = typ;
  m->hash = typ->hash;
  GoString missing;
  if (!mergeMethods(inter, typ, m->fun, &missing)) m->fun[0] = nullptr;
  return m;
}

[[noreturn]] void panicMissing(const Type *have, const abi::InterfaceType *inter, GoString missing) {
  panicGo(goexports.panicdottype, reinterpret_cast<uint64_t>(have), reinterpret_cast<uint64_t>(&inter->t), 0,
          reinterpret_cast<uint64_t>(missing.str), uint64_t(missing.len));
}

// For the next one who asks, unless others have the place.
void cacheItab(abi::InterfaceType *inter, Type *typ, abi::Itab *implements) {
  abi::CachedItab &c = rt_itabCache[(inter->t.hash ^ typ->hash) & (abi::itabCacheSize - 1)];
  abi::InterfaceType *nobody = nullptr;
  if (std::atomic_ref(c.inter).load(std::memory_order_relaxed) || !std::atomic_ref(c.inter).compare_exchange_strong(nobody, inter)) return;
  c.implements = implements;
  std::atomic_ref(c.typ).store(typ, std::memory_order_release); // pairs with findItab (jit/codegen_calls.cpp)
}

} // namespace

void itabsinit(const abi::ModuleData *md) {
  lockGuard hold(&itabLock);
  for (; md; md = md->next)
    for (uint32_t i = 0; i < md->nitabs; i++) {
      abi::Itab *m = md->itabs[i];
      addItab(m->inter, m->typ, m);
      bySet[setHash(m->inter, m->typ)].push_back(m);
    }
}

abi::Itab *getitab(const abi::InterfaceType *inter, Type *typ, GoString *missing) {
  if (missing) *missing = {nullptr, 0};
  const ItabEntry *e = known(inter, typ);
  abi::Itab *m = e ? e->tab : nullptr;
  if (!m) {
    lockGuard hold(&itabLock);
    e = known(inter, typ); // another M may have been first
    m = e ? e->tab : nullptr;
    if (!m) {
      auto &set = bySet[setHash(inter, typ)];
      for (abi::Itab *old : set)
        if (old->typ == typ && sameMethods(old->inter, inter)) m = old;
      if (!m) set.push_back(m = newItab(inter, typ));
      addItab(inter, typ, m);
    }
  }
  if (m->fun[0]) return m;
  if (missing) mergeMethods(inter, typ, nullptr, missing); // again, to learn the name
  return nullptr;
}

bool implements(const abi::InterfaceType *inter, Type *typ) { return inter->methods.len == 0 || getitab(inter, typ, nullptr) != nullptr; }

// ---- entries

GOENTRY(R2, finditab, (abi::InterfaceType * inter, Type *t)) {
  if (!t) return {0, 1};
  const ItabEntry *e = known(inter, t);
  if (e) cacheItab(inter, t, e->implements);
  return {reinterpret_cast<uint64_t>(e ? e->implements : nullptr), e != nullptr};
}

GOENTRY(abi::Itab *, assertE2I, (abi::InterfaceType * inter, Type *t)) {
  if (!t) panicMissing(nullptr, inter, {nullptr, 0});
  GoString missing;
  abi::Itab *m = getitab(inter, t, &missing);
  if (!m) panicMissing(t, inter, missing);
  return m;
}

GOENTRY(abi::Itab *, assertE2I2, (abi::InterfaceType * inter, Type *t)) { return t ? getitab(inter, t, nullptr) : nullptr; }

} // namespace rt
