// runtime/stack/nativeframes.cpp: see nativeframes.h.
//
// A sample can hit the runtime's C++, the C library or the vDSO before a frame is made, after it is gone, or where the compiler
// makes none. So frame pointers are not enough; what tells for each instruction where the return address is, and where the caller's
// registers are, is the call frame information that compilers write for debuggers (.eh_frame: DWARF 5, 6.4; Linux Standard Base,
// 10.6). Of it this reads what they write for code like ours: the canonical frame address (CFA) is a register plus a number, the
// return address stands below it, rbp and rbx are where they were or somewhere below. Anything else ends the walk: of our own
// assembly that is where it has left the goroutine's stack (FRAME_IN_G in arch/amd64/macros.h).
#include "runtime/stack/nativeframes.h"

#include <cstring>
#include <elf.h>
#include <sys/auxv.h>

extern "C" {
extern const char __executable_start[], etext[]; // made by the linker
}

namespace rt {

namespace {

constexpr unsigned bx = 3, bp = 6, sp = 7; // as DWARF numbers them

// ---- where the information is

struct SearchTable { // .eh_frame_hdr: functions by address, relative to the header
  struct Entry {
    int32_t pc, fde;
  };
  uintptr_t lo = 0, hi = 0; // of the code
  const uint8_t *header = nullptr;
  const Entry *entries = nullptr;
  uint32_t n = 0;

  void open(const Elf64_Phdr *ph, uint64_t count, uintptr_t base, uintptr_t from, uintptr_t to) {
    const uint8_t *h = nullptr;
    for (uint64_t i = 0; i < count; i++)
      if (ph[i].p_type == PT_GNU_EH_FRAME) h = reinterpret_cast<const uint8_t *>(base + ph[i].p_vaddr);
    static const uint8_t usual[] = {1, 0x1b, 0x03, 0x3b}; // version; pcrel sdata4, udata4, datarel sdata4
    if (!h || memcmp(h, usual, sizeof usual) != 0) return;
    header = h, lo = from, hi = to;
    memcpy(&n, h + 8, 4);
    entries = reinterpret_cast<const Entry *>(h + 12);
  }

  const uint8_t *find(uintptr_t pc) const {
    const intptr_t off = intptr_t(pc - uintptr_t(header));
    uint32_t i = 0;
    for (uint32_t len = n; len > 0;) { // the first that begins behind pc
      const uint32_t half = len / 2;
      if (entries[i + half].pc <= off)
        i += half + 1, len -= half + 1;
      else
        len = half;
    }
    return i ? header + entries[i - 1].fde : nullptr;
  }
};
SearchTable tables[2]; // of the executable, of the vDSO

// ---- how it is written

struct Reader {
  const uint8_t *p;
  template <class T> T get() {
    T v;
    memcpy(&v, p, sizeof v);
    p += sizeof v;
    return v;
  }
  uint64_t uleb() {
    uint64_t v = 0;
    for (unsigned shift = 0;; shift += 7) {
      const uint8_t b = *p++;
      if (shift < 64) v |= uint64_t(b & 0x7f) << shift;
      if (!(b & 0x80)) return v;
    }
  }
  int64_t sleb() {
    const uint8_t *from = p;
    uint64_t v = uleb();
    const unsigned bits = 7 * unsigned(p - from);
    return bits < 64 && p[-1] & 0x40 ? int64_t(v | ~uint64_t(0) << bits) : int64_t(v);
  }
  void block() {
    const uint64_t n = uleb();
    p += n;
  }
};

// What holds at an instruction.
struct Rules {
  unsigned cfaReg = sp;
  int64_t cfaOff = 8;
  enum : uint8_t { same, saved, unknown } how[8] = {}; // by register; that of the return address is 7's
  int64_t off[8] = {};                                 // of the saved ones, from the CFA
  bool known = true;                                   // false: something that this does not read
};
constexpr unsigned returnAddress = 16, raSlot = 7; // the stack pointer itself is the CFA

class Program { // of one function: Rules by instruction
public:
  // The rules at pc, of the function that the record at fde describes.
  static bool run(const uint8_t *fde, uintptr_t pc, Rules &out) {
    Program p;
    if (!p.readCommon(fde) || pc - p.start >= p.size) return false;
    p.execute({p.common}, p.commonEnd, p.start, ~uintptr_t(0));
    p.initial = p.now;
    p.execute({p.body}, p.bodyEnd, p.start, pc);
    out = p.now;
    return out.known;
  }

private:
  Rules now, initial, remembered[4];
  unsigned depth = 0;
  uint64_t codeAlign = 1;
  int64_t dataAlign = 1;
  const uint8_t *common = nullptr, *commonEnd = nullptr, *body = nullptr, *bodyEnd = nullptr;
  uintptr_t start = 0, size = 0;

  bool readCommon(const uint8_t *fde) {
    Reader r{fde};
    bodyEnd = r.p + 4;
    bodyEnd += r.get<uint32_t>();
    const uint8_t *here = r.p, *cie = here - r.get<uint32_t>();
    start = uintptr_t(r.p);
    start += uintptr_t(intptr_t(r.get<int32_t>()));
    size = r.get<uint32_t>();
    r.block(); // augmentation
    body = r.p;

    Reader c{cie};
    commonEnd = c.p + 4;
    commonEnd += c.get<uint32_t>();
    c.p += 4; // the mark of a common record
    const uint8_t version = c.get<uint8_t>();
    const char *augmentation = reinterpret_cast<const char *>(c.p);
    c.p += strlen(augmentation) + 1;
    codeAlign = c.uleb(), dataAlign = c.sleb();
    const uint64_t ra = version == 1 ? c.get<uint8_t>() : c.uleb();
    if (augmentation[0] != 'z' || ra != returnAddress) return false;
    common = c.p;
    Reader skip{c.p};
    skip.block();
    common = skip.p;
    c.uleb();
    for (const char *a = augmentation + 1; *a; a++) // the way addresses are written comes first, or behind the personality's
      if (*a == 'R')
        return *c.p == 0x1b; // pcrel sdata4
      else if (*a == 'P')
        c.p += 1 + ((*c.p & 7) == 3 || (*c.p & 7) == 2 ? (*c.p & 7) == 3 ? 4 : 2 : 8);
      else if (*a == 'L')
        c.p++;
    return false;
  }

  static unsigned slotOf(uint64_t reg) {
    return reg == returnAddress ? raSlot : reg == bx || reg == bp ? unsigned(reg) : 0;
  } // 0: any other
  void save(uint64_t reg, int64_t off) { now.how[slotOf(reg)] = Rules::saved, now.off[slotOf(reg)] = off; }
  void lose(uint64_t reg) { now.how[slotOf(reg)] = Rules::unknown; }
  void restore(uint64_t reg) { now.how[slotOf(reg)] = initial.how[slotOf(reg)], now.off[slotOf(reg)] = initial.off[slotOf(reg)]; }
  void cfa(uint64_t reg, int64_t off) { now.cfaReg = unsigned(reg), now.cfaOff = off; }

  // Up to the row of pc.
  void execute(Reader r, const uint8_t *end, uintptr_t at, uintptr_t pc) {
    while (r.p < end && at <= pc && now.known) {
      const uint8_t op = r.get<uint8_t>(), low = op & 0x3f;
      uintptr_t next = at;
      switch (op & 0xc0) {
      case 0x40: next += low * codeAlign; break;
      case 0x80: save(low, int64_t(r.uleb()) * dataAlign); break;
      case 0xc0: restore(low); break;
      default: extended(op, r, next);
      }
      if (next > pc) return;
      at = next;
    }
  }

  void extended(uint8_t op, Reader &r, uintptr_t &at) {
    uint64_t reg;
    switch (op) {
    case 0x00: return;                                                     // nop
    case 0x02: at += r.get<uint8_t>() * codeAlign; return;                 // advance_loc1
    case 0x03: at += r.get<uint16_t>() * codeAlign; return;                // advance_loc2
    case 0x04: at += r.get<uint32_t>() * codeAlign; return;                // advance_loc4
    case 0x05: reg = r.uleb(), save(reg, int64_t(r.uleb()) * dataAlign); return; // offset_extended
    case 0x06: restore(r.uleb()); return;                                  // restore_extended
    case 0x07: lose(r.uleb()); return;                                     // undefined
    case 0x08: reg = r.uleb(), now.how[slotOf(reg)] = Rules::same; return; // same_value
    case 0x09: reg = r.uleb(), r.uleb(), lose(reg); return;                // register
    case 0x0a:                                                             // remember_state
      if (depth < 4)
        remembered[depth++] = now;
      else
        now.known = false;
      return;
    case 0x0b: // restore_state
      if (depth > 0)
        now = remembered[--depth];
      else
        now.known = false;
      return;
    case 0x0c: reg = r.uleb(), cfa(reg, int64_t(r.uleb())); return;        // def_cfa
    case 0x0d: now.cfaReg = unsigned(r.uleb()); return;                    // def_cfa_register
    case 0x0e: now.cfaOff = int64_t(r.uleb()); return;                     // def_cfa_offset
    case 0x0f: r.block(), now.cfaReg = 0; return;                          // def_cfa_expression
    case 0x10:
    case 0x16: reg = r.uleb(), r.block(), lose(reg); return;    // expression, val_expression
    case 0x11: reg = r.uleb(), save(reg, r.sleb() * dataAlign); return;    // offset_extended_sf
    case 0x12: reg = r.uleb(), cfa(reg, r.sleb() * dataAlign); return;     // def_cfa_sf
    case 0x13: now.cfaOff = r.sleb() * dataAlign; return;                  // def_cfa_offset_sf
    case 0x2e: r.uleb(); return;                                           // GNU_args_size
    default: now.known = false;
    }
  }
};

} // namespace

static void loadVdso() {
  auto *eh = reinterpret_cast<const Elf64_Ehdr *>(getauxval(AT_SYSINFO_EHDR));
  if (!eh) return;
  const uintptr_t base = uintptr_t(eh); // is linked to lie at 0
  tables[1].open(reinterpret_cast<const Elf64_Phdr *>(base + eh->e_phoff), eh->e_phnum, base, base, base + (16 << 10));
}

void loadNativeFrames() { // the executable is linked to lie where it does
  tables[0].open(reinterpret_cast<const Elf64_Phdr *>(getauxval(AT_PHDR)), getauxval(AT_PHNUM), 0, uintptr_t(__executable_start),
                 uintptr_t(etext));
  loadVdso();
}

bool nativeCaller(NativeFrame &f, bool exact, const StackBounds &stacks) {
  const uintptr_t pc = f.pc - !exact;
  const SearchTable *t = tables;
  while (t < tables + 2 && pc - t->lo >= t->hi - t->lo) t++;
  if (t == tables + 2) return false;
  Rules r;
  const uint8_t *fde = t->find(pc);
  if (!fde || !Program::run(fde, pc, r))
    if (!exact || !r.known) return false; // else in no function: a stub that jumps to one, with the return address on top
  const uintptr_t reg = r.cfaReg == sp ? f.sp : r.cfaReg == bp ? f.bp : r.cfaReg == bx ? f.bx : 0;
  if (!reg || r.how[raSlot] == Rules::unknown) return false;
  const uintptr_t cfa = reg + uintptr_t(r.cfaOff);
  auto load = [&](uintptr_t &to, unsigned slot) {
    if (r.how[slot] == Rules::unknown) to = 0;
    if (r.how[slot] != Rules::saved) return true;
    const uintptr_t a = cfa + uintptr_t(r.off[slot]);
    if (!stacks.has(a)) return false;
    to = *reinterpret_cast<const uintptr_t *>(a);
    return true;
  };
  if (r.how[raSlot] == Rules::same) r.how[raSlot] = Rules::saved, r.off[raSlot] = -8;
  NativeFrame caller{0, cfa, f.bp, f.bx};
  if (!load(caller.pc, raSlot) || !load(caller.bp, bp) || !load(caller.bx, bx)) return false;
  f = caller;
  return true;
}

} // namespace rt
