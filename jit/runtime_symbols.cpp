// jit/runtime_symbols.cpp: reads the ELF file of the runtime: generated code is linked for its addresses.
#include "jit/runtime_symbols.h"
#include "jit/driver/installation.h"
#include "jit/phases.h"
#include "runtime/abi/entry_table.h"
#include "runtime/abi/image.h"
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <llvm/ADT/StringMap.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/MemoryBuffer.h>

using namespace llvm;

namespace jit {

StringRef runtimeFile() {
  static const std::unique_ptr<MemoryBuffer> file = [] {
    auto f = MemoryBuffer::getFile(installedRuntime(), false, false);
    if (!f) {
      fprintf(stderr, "minigo: cannot read the runtime: open %s: %s\n", installedRuntime().c_str(), f.getError().message().c_str());
      exit(2);
    }
    return std::move(*f);
  }();
  return file->getBuffer();
}

namespace {

using Elf = object::ELFFile<object::ELF64LE>;

template <class T> T must(Expected<T> v) {
  if (!v) bug("runtime's symbols", toString(v.takeError()));
  return std::move(*v);
}

class Reader {
public:
  StringMap<uint64_t> run() {
    Elf elf = must(Elf::create(runtimeFile()));
    for (auto &section : must(elf.sections())) {
      if (section.sh_type != ELF::SHT_SYMTAB) continue;
      StringRef names = must(elf.getStringTableForSymtab(section));
      for (auto &s : must(elf.symbols(&section)))
        if (s.st_shndx != ELF::SHN_UNDEF) elfSymbols[must(s.getName(names))] = s.st_value;
    }
    for (unsigned i = 0; i < abi::entryCount; i++) {
      const abi::EntryDesc &e = abi::entryDescs[i];
      StringRef function(e.function); // rt_<name>: the function; go_<name>: the assembly in front of it
      add(e.symbol, e.is(abi::leaf) || e.assembly ? function.str() : "go_" + function.drop_front(3).str());
    }
    add("__morestack", "__morestack"); // LLVM's prologues
    add("rt_writeBarrier", "rt_writeBarrier"); // write_barriers.cpp
    add("rt_gcWriteBarrier", "rt_gcWriteBarrier");
    add("rt_itabCache", "rt_itabCache"); // codegen_calls.cpp
    add("minigo.personality", "rt_libc"); // only its address is used
    libc(elf);
    return std::move(symbols);
  }

private:
  void add(StringRef symbol, StringRef cname) {
    if (auto it = elfSymbols.find(cname); it != elfSymbols.end()) symbols[symbol] = it->second;
  }

  void libc(const Elf &elf) {
    auto *f = reinterpret_cast<const abi::LibcFunction *>(must(elf.toMappedAddr(elfSymbols.lookup("rt_libc"))));
    for (; f->name[0]; f++) symbols[f->name] = reinterpret_cast<uint64_t>(f->addr);
  }

  StringMap<uint64_t> elfSymbols, symbols;
};

const StringMap<uint64_t> &allSymbols() {
  static const StringMap<uint64_t> map = Reader().run();
  return map;
}

} // namespace

uint64_t runtimeAddress(StringRef symbol) { return allSymbols().lookup(symbol); }

void forEachRuntimeSymbol(const std::function<void(StringRef, uint64_t)> &f) {
  for (auto &kv : allSymbols()) f(kv.first(), kv.second);
}

} // namespace jit
