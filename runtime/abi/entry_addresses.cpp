// runtime/abi/entry_addresses.cpp: where the entries of entries.def are. Apart from their descriptions, which the compiler has, too:
// it is linked without the runtime, and so remains the same one when the runtime changes. A line whose function nobody defines is
// an error of the runtime's link.
#include "runtime/abi/entries.h"
#include "runtime/abi/entry_table.h"

#define ENTRY(symbol, function, signature, effect, keeps) extern "C" void go_##function();
#define LEAF(symbol, function, signature, effect, keeps) extern "C" void rt_##function();
#define ALSO(symbol, function, signature, effect, keeps)
#define ASM(symbol, label, signature, effect, keeps) extern "C" void label();
#include "runtime/abi/entries.def"

namespace abi {

// An ALSO takes the address from the line above it that defines the function.
static void *const addresses[] = {
#define ENTRY(symbol, function, signature, effect, keeps) reinterpret_cast<void *>(go_##function),
#define LEAF(symbol, function, signature, effect, keeps) reinterpret_cast<void *>(rt_##function),
#define ALSO(symbol, function, signature, effect, keeps) nullptr,
#define ASM(symbol, label, signature, effect, keeps) reinterpret_cast<void *>(label),
#include "runtime/abi/entries.def"
};

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
