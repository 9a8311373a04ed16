// ir/itabs.cpp: what an interface value finds its methods by: the itab {interface, type, -, function of each slot} of a
// concrete type, one for all interfaces with the same methods.
#include "ir/build.h"
#include <algorithm>

namespace ir {

// Whether a method is the one that an interface, or a selector, means: unexported names belong to their package.
bool isMethod(frontend::Func *fn, frontend::Func *m) { return fn->name == m->name && (m->exported() || fn->pkg == m->pkg); }

const MethodEntry *findMethod(const List<MethodEntry> &set, frontend::Func *m) {
  auto it = std::find_if(set.begin(), set.end(), [&](auto &e) { return isMethod(e.fn, m); });
  return it == set.end() ? nullptr : &*it;
}

// The slot of a method in the itabs of an interface type.
int64_t interfaceSlot(Type *iface, frontend::Func *m) {
  auto all = interfaceMethods(static_cast<Interface *>(under(iface)));
  return std::find_if(all.begin(), all.end(), [&](auto *o) { return isMethod(o, m); }) - all.begin();
}

constexpr uint64_t itabHeader = 24; // of abi::itab, before the functions

Global *ProgramBuilder::itab(Type *concrete, Type *iface) {
  concrete = canon(concrete), iface = canon(under(iface)); // one per method set: values are compared by itab
  std::string key = "go:itab." + linkString(concrete) + "," + linkString(iface);
  if (base)
    if (auto it = base->itabs.find(key); it != base->itabs.end()) return it->second;
  auto &g = itabs[key];
  if (g) return g;
  needType(concrete), needType(iface);
  auto n = interfaceMethods(static_cast<Interface *>(under(iface))).size();
  g = newGlobal(key, nullptr);
  g->size = itabHeader + 8 * std::max<size_t>(n, 1);
  m.itabs.push_back({g, {concrete, iface}});
  return g;
}

// Itabs get their functions when the set of live methods is known; asking for a wrapper may make more work.
bool ProgramBuilder::fillItabs() {
  bool more = false;
  for (size_t i = 0; i < m.itabs.size(); i++) {
    auto &[g, types] = m.itabs[i];
    auto [concrete, iface] = types;
    if (g->data.empty()) {
      g->data.assign(g->size, 0);
      g->relocs.push_back({0, Reloc::TypeDesc, nullptr, nullptr, iface, 0, {}});
      g->relocs.push_back({8, Reloc::TypeDesc, nullptr, nullptr, concrete, 0, {}});
    }
    auto set = methodSet(concrete);
    uint64_t at = itabHeader;
    for (auto *im : interfaceMethods(static_cast<Interface *>(under(iface))))
      more |= fillSlot(g, at, concrete, findMethod(set, im)), at += 8;
  }
  return more;
}

// A method that no interface call uses is not built. True: it has come alive.
bool ProgramBuilder::fillSlot(Global *g, uint64_t at, Type *concrete, const MethodEntry *e) {
  auto old = std::find_if(g->relocs.begin(), g->relocs.end(), [&](auto &r) { return r.offset == at; });
  const bool filled = old != g->relocs.end();
  if (!e || !methodIsLive(concrete, e->fn)) {
    if (!filled) g->relocs.push_back({at, Reloc::FuncCode, nullptr, runtimeFunc("unreachableMethod"), nullptr, 0, {}});
    return false;
  }
  if (filled && old->func->symbol != "runtime.unreachableMethod") return false;
  if (filled) g->relocs.erase(old);
  g->relocs.push_back({at, Reloc::FuncCode, nullptr, ifaceMethod(concrete, *e), nullptr, 0, {}});
  return true;
}

} // namespace ir
