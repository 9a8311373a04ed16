// runtime/lang/iface.cpp: see iface.h.
#include "runtime/lang/iface.h"

#include <atomic>
#include <cstdlib>
#include <mutex>

#include "runtime/lang/string.h"
#include "runtime/sched/proc.h"

namespace rt {

namespace {

// Open addressing, linear probing, at most 3/4 full. Replaced by a bigger copy; old ones stay for late readers.
struct ItabTable {
  uintptr_t size, count; // size: a power of two
  std::atomic<abi::Itab *> slots[];

  static ItabTable *make(uintptr_t size) {
    auto *t = static_cast<ItabTable *>(std::calloc(1, sizeof(ItabTable) + size * sizeof(slots[0])));
    t->size = size;
    return t;
  }
  static uintptr_t hash(const abi::InterfaceType *inter, const Type *typ) { return inter->t.hash ^ typ->hash; }

  abi::Itab *find(const abi::InterfaceType *inter, const Type *typ) const {
    for (uintptr_t i = hash(inter, typ);; i++) {
      abi::Itab *m = slots[i & (size - 1)].load(std::memory_order_acquire); // pairs with the store in add
      if (!m || (m->inter == inter && m->typ == typ))
        return m;
    }
  }
  void add(abi::Itab *m) {
    for (uintptr_t i = hash(m->inter, m->typ);; i++) {
      auto &slot = slots[i & (size - 1)];
      abi::Itab *old = slot.load(std::memory_order_relaxed);
      if (old == m || (old && old->inter == m->inter && old->typ == m->typ))
        return;
      if (!old) {
        slot.store(m, std::memory_order_release); // m's fields before m: see find
        count++;
        return;
      }
    }
  }
};

std::atomic<ItabTable *> itabTable{nullptr};
std::mutex itabLock;

void addItab(abi::Itab *m) { // itabLock held
  ItabTable *t = itabTable.load(std::memory_order_relaxed);
  if (!t) {
    t = ItabTable::make(512);
    itabTable.store(t, std::memory_order_release);
  }
  if (4 * (t->count + 1) > 3 * t->size) {
    ItabTable *bigger = ItabTable::make(t->size * 2);
    for (uintptr_t i = 0; i < t->size; i++)
      if (abi::Itab *old = t->slots[i].load(std::memory_order_relaxed))
        bigger->add(old);
    itabTable.store(bigger, std::memory_order_release);
    t = bigger;
  }
  t->add(m);
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
    if (wantPkg.len == 0)
      wantPkg = interfacePkgPath(inter);
    auto matches = [&](const abi::Method &method) {
      abi::Name name = resolveNameOff(typ, method.name);
      if (!eqstring(nameString(name), wantString) || resolveTypeOff(typ, method.mtyp) != wantType)
        return false;
      GoString pkg = namePkgPath(name, typ);
      if (pkg.len == 0)
        pkg = nameString(resolveNameOff(typ, u->pkgPath));
      return nameIsExported(name) || eqstring(pkg, wantPkg);
    };
    while (j < n && !matches(have[j]))
      j++;
    if (j == n) {
      *missing = wantString;
      return false;
    }
    if (fun && !(fun[k] = resolveTextOff(typ, have[j].ifn)))
      throw_("itab needs a method that was pruned");
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
  if (!mergeMethods(inter, typ, m->fun, &missing))
    m->fun[0] = nullptr;
  return m;
}

[[noreturn]] void panicMissing(const Type *have, const abi::InterfaceType *inter, GoString missing) {
  panicGo(goexports.panicdottype, reinterpret_cast<uint64_t>(have), reinterpret_cast<uint64_t>(&inter->t), 0,
          reinterpret_cast<uint64_t>(missing.str), uint64_t(missing.len));
}

} // namespace

void itabsinit(const abi::ModuleData *md) {
  std::lock_guard<std::mutex> hold(itabLock);
  for (uint32_t i = 0; i < md->nitabs; i++)
    addItab(md->itabs[i]);
}

abi::Itab *getitab(const abi::InterfaceType *inter, Type *typ, GoString *missing) {
  if (missing)
    *missing = {nullptr, 0};
  ItabTable *t = itabTable.load(std::memory_order_acquire);
  abi::Itab *m = t ? t->find(inter, typ) : nullptr;
  if (!m) {
    std::lock_guard<std::mutex> hold(itabLock);
    t = itabTable.load(std::memory_order_relaxed);
    m = t ? t->find(inter, typ) : nullptr; // another M may have been first
    if (!m)
      addItab(m = newItab(inter, typ));
  }
  if (m->fun[0])
    return m;
  if (missing)
    mergeMethods(inter, typ, nullptr, missing); // again, to learn the name
  return nullptr;
}

bool implements(const abi::InterfaceType *inter, Type *typ) {
  return inter->methods.len == 0 || getitab(inter, typ, nullptr) != nullptr;
}

// ---- entries

GOENTRY(abi::Itab *, assertE2I, (abi::InterfaceType *inter, Type *t)) {
  if (!t)
    panicMissing(nullptr, inter, {nullptr, 0});
  GoString missing;
  abi::Itab *m = getitab(inter, t, &missing);
  if (!m)
    panicMissing(t, inter, missing);
  return m;
}

GOENTRY(abi::Itab *, assertE2I2, (abi::InterfaceType *inter, Type *t)) {
  return t ? getitab(inter, t, nullptr) : nullptr;
}

} // namespace rt
