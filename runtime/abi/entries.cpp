// runtime/abi/entries.cpp: entries.def as tables: the descriptions, and beside them the addresses. A line whose function
// nobody defines is an error of this program's link.
#include "runtime/abi/entries.h"
#include "runtime/abi/entry_table.h"

#include <algorithm>
#include <cstring>

#define ENTRY(symbol, function, signature, effect, keeps) extern "C" void go_##function();
#define LEAF(symbol, function, signature, effect, keeps) extern "C" void rt_##function();
#define ALSO(symbol, function, signature, effect, keeps)
#define ASM(symbol, label, signature, effect, keeps) extern "C" void label();
#include "runtime/abi/entries.def"

namespace abi {

constinit const EntryDesc entryDescs[] = {
#define ENTRY(symbol, function, signature, effect, keeps) readEntry(symbol, "rt_" #function, signature, effect, keeps, false, false),
#define LEAF(symbol, function, signature, effect, keeps) readEntry(symbol, "rt_" #function, signature, leaf | effect, keeps, false, false),
#define ALSO(symbol, function, signature, effect, keeps) readEntry(symbol, "rt_" #function, signature, effect, keeps, false, true),
#define ASM(symbol, label, signature, effect, keeps) readEntry(symbol, #label, signature, effect, keeps, true, false),
#include "runtime/abi/entries.def"
};
const unsigned entryCount = sizeof entryDescs / sizeof *entryDescs;

// An ALSO takes the address from the line above it that defines the function.
static void *const addresses[] = {
#define ENTRY(symbol, function, signature, effect, keeps) reinterpret_cast<void *>(go_##function),
#define LEAF(symbol, function, signature, effect, keeps) reinterpret_cast<void *>(rt_##function),
#define ALSO(symbol, function, signature, effect, keeps) nullptr,
#define ASM(symbol, label, signature, effect, keeps) reinterpret_cast<void *>(label),
#include "runtime/abi/entries.def"
};

const EntryDesc *findEntry(std::string_view symbol) {
  static const auto sorted = [] {
    std::array<const EntryDesc *, sizeof entryDescs / sizeof *entryDescs> a{};
    for (unsigned i = 0; i < entryCount; i++) a[i] = &entryDescs[i];
    std::sort(a.begin(), a.end(), [](auto *x, auto *y) { return x->symbol < y->symbol; });
    return a;
  }();
  auto it = std::lower_bound(sorted.begin(), sorted.end(), symbol, [](auto *e, std::string_view s) { return e->symbol < s; });
  return it != sorted.end() && (*it)->symbol == symbol ? *it : nullptr;
}

void *entryAddress(const EntryDesc *e) {
  const EntryDesc *definition = e;
  while (definition->also || definition->function != e->function) definition--;
  return addresses[definition - entryDescs];
}

const EntryDesc *entryAt(const void *addr) {
  for (unsigned i = 0; addr && i < entryCount; i++)
    if (addresses[i] == addr) return &entryDescs[i];
  return nullptr;
}

extern "C" const EntrySource __start_goentries[], __stop_goentries[]; // made by the linker
const EntrySource *entrySource(const EntryDesc *e) {
  for (const EntrySource *s = __start_goentries; s < __stop_goentries; s++)
    if (e->function == s->function) return s;
  return nullptr;
}

} // namespace abi
