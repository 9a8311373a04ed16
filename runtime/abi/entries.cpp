// runtime/abi/entries.cpp: entries.def as a table, for the code generator's symbol resolution.
#include "runtime/abi/entries.h"

#include <cstring>

// Weak, so that a build without some folder still links: such an entry has a null address.
#define ENTRY(sym, c, n, r, eff) extern "C" __attribute__((weak)) void rt_##c();
#include "runtime/abi/entries.def"
#undef ENTRY
#define DECL_leaf(c)
#define DECL_g0(c) extern "C" void go_##c();
#define DECL_gc(c) DECL_g0(c)
#define DECL_park(c) DECL_g0(c)
#define DECL_noreturn(c) DECL_g0(c)
#define ENTRY(sym, c, n, r, eff) DECL_##eff(c)
#include "runtime/abi/entries.def"
#undef ENTRY
extern "C" void rt_gopanic(), rt_deferprocFast(), rt_deferreturn(), rt_goexit(), __morestack();
extern "C" void rt_reflectcall();

namespace abi {
#define ADDR_leaf(c) reinterpret_cast<void *>(rt_##c)
#define ADDR_g0(c) rt_##c ? reinterpret_cast<void *>(go_##c) : nullptr
#define ADDR_gc(c) ADDR_g0(c)
#define ADDR_park(c) ADDR_g0(c)
#define ADDR_noreturn(c) ADDR_g0(c)
const EntryInfo entryTable[] = {
#define ENTRY(sym, c, n, r, eff) {sym, n, r, Effect::eff, ADDR_##eff(c), "rt_" #c},
#include "runtime/abi/entries.def"
#undef ENTRY
};
const unsigned entryCount = sizeof entryTable / sizeof *entryTable;

const EntryInfo *entryAt(const void *addr) {
  for (const EntryInfo &e : entryTable)
    if (e.addr == addr && addr) return &e;
  return nullptr;
}

extern "C" const EntrySource __start_goentries[], __stop_goentries[]; // made by the linker
const EntrySource *entrySource(const EntryInfo *e) {
  for (const EntrySource *s = __start_goentries; s < __stop_goentries; s++)
    if (!strcmp(s->cname, e->cname)) return s;
  return nullptr;
}

const AsmSymbol asmSymbols[] = {
#define ASM(symbol, c) {symbol, reinterpret_cast<void *>(c), #c},
    ASM("runtime.gopanic", rt_gopanic)         //
    ASM("runtime.deferproc", rt_deferprocFast) //
    ASM("runtime.deferreturn", rt_deferreturn) //
    ASM("runtime.reflectcall", rt_reflectcall) //
    ASM("runtime.Goexit", rt_goexit)           //
    ASM("__morestack", __morestack)
#undef ASM
};
const unsigned asmSymbolCount = sizeof asmSymbols / sizeof *asmSymbols;
} // namespace abi
