// runtime/stack/nativesyms.cpp: see nativesyms.h.
//
// Profiles are taken at any instruction, so also in the runtime and the C library. Their functions are shown as package
// runtime's, which they stand for: rt::mcache::refill is "runtime.(*mcache).refill", memmove "runtime.memmove". The names come
// from the symbol table of the executable's file.
#include "runtime/stack/nativesyms.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runtime/abi/entry_table.h"
#include "runtime/arch/amd64/asm.h"
#include "runtime/arch/amd64/frames.h"
#include "runtime/lock/lock_futex.h"
#include "runtime/sched/proc.h"

extern "C" {
extern const char __executable_start[], etext[]; // made by the linker
}

namespace rt {

// Lines are not known. runtime/pprof takes a function without file for one that it could not find, and pprof then asks the
// executable, which has other names.
static const char nativeFile[] = "<native>";

static SourceFrame frameOf(const abi::FuncInfo *fn, const char *file, uint32_t line, uintptr_t entry, uintptr_t pc) {
  return {fn->name, file, line, false, (fn->flags & abi::FuncWrapper) != 0, fn, entry, pc};
}

// ---- entries
#define ENTRY(symbol, function, signature, effect, keeps) {0, 0, symbol, 0, 0, abi::FuncRuntime},
#define LEAF ENTRY
#define ALSO ENTRY
#define ASM ENTRY
static const abi::FuncInfo entryFuncs[] = {
                                            // in the order of entries.def, as abi::entryDescs
#include "runtime/abi/entries.def"
};

bool inEntry(uintptr_t pc) { return pc >= uintptr_t(__start_goentrycode) && pc < uintptr_t(__stop_goentrycode); }

static const char *shortPath(const char *file) {
  const char *p = strstr(file, "/runtime/");
  return p ? p + 1 : file;
}

// The entries are aligned to 32 bytes, and none is longer than a few of them.
static unsigned entrySourceFrame(uintptr_t pc, SourceFrame *out) {
  uintptr_t at = pc & ~uintptr_t(31);
  for (int i = 0; i < 8 && inEntry(at); i++, at -= 32)
    if (const abi::EntryDesc *e = abi::entryAt(reinterpret_cast<void *>(at))) {
      const abi::EntrySource *src = abi::entrySource(e);
      *out = frameOf(&entryFuncs[e - abi::entryDescs], src ? shortPath(src->file) : nativeFile, src ? uint32_t(src->line) : 1, at, pc);
      return 1;
    }
  return 0;
}

// ---- pseudo functions: a byte of their own for each
alignas(16) static const char pseudoCode[6 * 16] = {};
static const abi::FuncInfo pseudoFuncs[] = {
    {0, 0, "runtime._System", 0, 0, abi::FuncRuntime},
    {0, 0, "runtime._ExternalCode", 0, 0, abi::FuncRuntime},
    {0, 0, "runtime._LostExternalCode", 0, 0, abi::FuncRuntime},
    {0, 0, "runtime._GC", 0, 0, abi::FuncRuntime},
    {0, 0, "runtime._VDSO", 0, 0, abi::FuncRuntime},
    {0, 0, "runtime._LostContendedRuntimeLock", 0, 0, abi::FuncRuntime},
};
template <size_t N> static bool isOneOf(const abi::FuncInfo (&funcs)[N], const abi::FuncInfo *fn) { return fn >= funcs && fn < funcs + N; }

uintptr_t nativeAddress(const abi::FuncInfo *fn) {
  if (isOneOf(entryFuncs, fn)) return uintptr_t(abi::entryAddress(abi::entryDescs + (fn - entryFuncs)));
  if (isOneOf(pseudoFuncs, fn)) return pseudoPC(PseudoFunc(fn - pseudoFuncs));
  return fn->lo;
}
uintptr_t pseudoPC(PseudoFunc f) { return uintptr_t(pseudoCode) + 16 * unsigned(f); }

// ---- C++ and the C library
struct NativeSymbol {
  uintptr_t lo, hi;
  abi::FuncInfo fn;
};
struct NativeTable {
  size_t n;
  NativeSymbol syms[];
};
static std::atomic<NativeTable *> nativeTable;

bool inRuntimeText(uintptr_t pc) { return pc >= uintptr_t(__executable_start) && pc < uintptr_t(etext); }

namespace {

// Appends to a text of limited size.
struct Text {
  char buf[200];
  size_t n = 0;
  void add(std::string_view s) {
    s = s.substr(0, sizeof buf - 1 - n);
    memcpy(buf + n, s.data(), s.size());
    n += s.size();
  }
};

// The parts of a mangled name that the Itanium ABI writes as <length><text>, from within N...E or alone: the last is the
// function, the one before its class. What stands in templates and parameters is not looked at.
unsigned nameParts(std::string_view s, std::string_view *parts, unsigned max) {
  unsigned n = 0;
  while (!s.empty()) {
    if (s[0] == 'L' || s[0] == 'N' || s[0] == 'Z' || s[0] == 'K') {
      s.remove_prefix(1);
      continue;
    }
    size_t len = 0, digits = 0;
    while (digits < s.size() && s[digits] >= '0' && s[digits] <= '9') len = len * 10 + size_t(s[digits++] - '0');
    if (!digits || len > s.size() - digits) break;
    std::string_view part = s.substr(digits, len);
    s.remove_prefix(digits + len);
    if (part == "rt" || part == "abi" || part.starts_with("_GLOBAL_")) continue;
    if (n < max) parts[n++] = part;
  }
  return n;
}

std::string_view trimLibc(std::string_view s) { // __memmove_avx_unaligned_erms
  while (s.starts_with('_')) s.remove_prefix(1);
  for (std::string_view variant : {"_avx", "_sse", "_evex", "_erms"})
    if (size_t at = s.find(variant); at != s.npos) s = s.substr(0, at);
  return s;
}

const char *goName(std::string_view symbol) {
  Text t;
  std::string_view parts[8];
  unsigned n = symbol.starts_with("_Z") ? nameParts(symbol.substr(2), parts, 8) : 0;
  if (symbol.starts_with("rt_")) { // an entry's function, or an assembly routine
    for (unsigned i = 0; i < abi::entryCount; i++)
      if (abi::entryDescs[i].function == symbol) return abi::entryDescs[i].symbol.data();
    symbol.remove_prefix(3);
  }
  t.add("runtime.");
  if (n >= 2)
    t.add("(*"), t.add(parts[n - 2]), t.add(")."), t.add(parts[n - 1]);
  else
    t.add(n ? parts[0] : trimLibc(symbol));
  t.buf[t.n] = 0;
  return strdup(t.buf);
}

// The file as mapped: its sections .symtab and .strtab.
struct SymbolFile {
  const char *base;
  size_t size;
  const Elf64_Sym *syms = nullptr;
  size_t n = 0;
  std::string_view names;

  void find() {
    if (size < sizeof(Elf64_Ehdr)) return;
    auto *eh = reinterpret_cast<const Elf64_Ehdr *>(base);
    if (memcmp(eh->e_ident, ELFMAG, SELFMAG) != 0 || eh->e_shoff + eh->e_shnum * sizeof(Elf64_Shdr) > size) return;
    auto *sh = reinterpret_cast<const Elf64_Shdr *>(base + eh->e_shoff);
    for (unsigned i = 0; i < eh->e_shnum; i++) {
      if (sh[i].sh_type != SHT_SYMTAB || sh[i].sh_link >= eh->e_shnum) continue;
      const Elf64_Shdr &str = sh[sh[i].sh_link];
      if (sh[i].sh_offset + sh[i].sh_size > size || str.sh_offset + str.sh_size > size) return;
      syms = reinterpret_cast<const Elf64_Sym *>(base + sh[i].sh_offset), n = sh[i].sh_size / sizeof(Elf64_Sym);
      names = {base + str.sh_offset, str.sh_size};
    }
  }
  bool isFunction(size_t i) const { // of the runtime: an executable with symbols has those of the program, too
    return inRuntimeText(syms[i].st_value) && ELF64_ST_TYPE(syms[i].st_info) == STT_FUNC && syms[i].st_shndx != SHN_UNDEF &&
           syms[i].st_name < names.size();
  }
};

NativeTable *readTable(const SymbolFile &f) {
  size_t count = 0;
  for (size_t i = 0; i < f.n; i++) count += f.isFunction(i);
  auto *t = static_cast<NativeTable *>(malloc(sizeof(NativeTable) + count * sizeof(NativeSymbol)));
  if (!t) return nullptr;
  t->n = 0;
  for (size_t i = 0; i < f.n; i++) {
    if (!f.isFunction(i)) continue;
    uintptr_t lo = f.syms[i].st_value, hi = lo + std::max<uintptr_t>(f.syms[i].st_size, 1);
    abi::FuncInfo fn{uint32_t(lo), uint32_t(hi), goName(f.names.data() + f.syms[i].st_name), 0, 0, abi::FuncRuntime};
    t->syms[t->n++] = {lo, hi, fn};
  }
  std::sort(t->syms, t->syms + t->n, [](auto &a, auto &b) { return a.lo < b.lo; });
  return t;
}

} // namespace

void loadNativeSymbols() {
  static mutex once{lockRankCode};
  lock(&once);
  if (!nativeTable.load()) {
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd >= 0 && fstat(fd, &st) == 0)
      if (void *p = mmap(nullptr, size_t(st.st_size), PROT_READ, MAP_PRIVATE, fd, 0); p != MAP_FAILED) {
        SymbolFile f{static_cast<const char *>(p), size_t(st.st_size)};
        f.find();
        nativeTable.store(readTable(f), std::memory_order_release); // pairs with symbolSourceFrame
        munmap(p, size_t(st.st_size));
      }
    if (fd >= 0) close(fd);
  }
  unlock(&once);
}

static unsigned symbolSourceFrame(uintptr_t pc, SourceFrame *out) {
  NativeTable *t = nativeTable.load(std::memory_order_acquire); // pairs with loadNativeSymbols
  if (!t) return 0;
  auto *e = t->syms + t->n;
  auto *i = std::upper_bound(t->syms, e, pc, [](uintptr_t pc, const NativeSymbol &s) { return pc < s.lo; });
  if (i == t->syms || pc >= i[-1].hi) return 0;
  *out = frameOf(&i[-1].fn, nativeFile, 1, i[-1].lo, pc);
  return 1;
}

unsigned nativeSourceFrame(uintptr_t pc, SourceFrame *out) {
  if (const AsmFrame *a = findAsmFrame(pc + 1)) { // at about the place that it has in gc: programs look for it
    *out = frameOf(&a->fn, a->gcFile ? a->gcFile : nativeFile, a->gcFile ? a->fn.line : 1, a->lo, pc);
    return 1;
  }
  if (inEntry(pc)) return entrySourceFrame(pc, out);
  if (uintptr_t i = (pc - uintptr_t(pseudoCode)) / 16; i < std::size(pseudoFuncs)) {
    *out = frameOf(&pseudoFuncs[i], nativeFile, 1, pseudoPC(PseudoFunc(i)), pc);
    return 1;
  }
  return symbolSourceFrame(pc, out);
}

} // namespace rt
