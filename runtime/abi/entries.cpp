// runtime/abi/entries.cpp: entries.def as a table: the descriptions. The addresses are in entry_addresses.cpp.
#include "runtime/abi/entries.h"
#include "runtime/abi/entry_table.h"

#include <algorithm>
#include <cstring>

namespace abi {

constinit const EntryDesc entryDescs[] = {
#define ENTRY(symbol, function, signature, effect, keeps) readEntry(symbol, "rt_" #function, signature, effect, keeps, false, false),
#define LEAF(symbol, function, signature, effect, keeps) readEntry(symbol, "rt_" #function, signature, leaf | effect, keeps, false, false),
#define ALSO(symbol, function, signature, effect, keeps) readEntry(symbol, "rt_" #function, signature, effect, keeps, false, true),
#define ASM(symbol, label, signature, effect, keeps) readEntry(symbol, #label, signature, effect, keeps, true, false),
#include "runtime/abi/entries.def"
};
const unsigned entryCount = sizeof entryDescs / sizeof *entryDescs;

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

} // namespace abi
