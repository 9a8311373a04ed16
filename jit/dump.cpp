// jit/dump.cpp: --dump=llvm|llvm-opt|llvm-final|stackmaps[:func].
#include "jit/phases.h"
#include <llvm/Support/raw_ostream.h>

using namespace llvm;

namespace jit {

void dumpModule(const Compilation &c, const std::string &func) {
  const Module &m = *c.llvm;
  if (func.empty()) {
    outs() << m;
    return;
  }
  if (auto *f = m.getFunction(func))
    outs() << *f;
  else
    outs() << "; no function " << func << "\n";
  outs().flush();
}

static std::string place(abi::Loc l) {
  std::string off = std::to_string(l.off());
  return std::string(l.isFp() ? "fp" : "sp") + (l.off() < 0 ? "" : "+") + off;
}

// Which argument words are pointers when the function is entered: w1 is the first integer word of the arguments (w0 is the closure
// context), s0 the first word on the stack.
static void printArguments(const LinkedObject &p, const LinkedObject::Extent &e) {
  auto f = llvm::lower_bound(p.funcs, uint32_t(e.addr - p.code.lo), [](const abi::FuncInfo &f, uint32_t v) { return f.lo < v; });
  if (f == p.funcs.end() || !(f->argRegMask || f->argStackMask)) return;
  outs() << "  args";
  for (unsigned k = 0; k < 16; k++)
    if (f->argRegMask >> k & 1) outs() << " w" << k;
  for (unsigned k = 0; k < 64; k++)
    if (f->argStackMask >> k & 1) outs() << " s" << k;
}

// One call site a line, under its function:
//   main.f  args w1
//     0x1c  x.go:5  slots sp+8 sp+16  derived sp+8->sp+24  objects fp-32[4:0x5]
void dumpStackMaps(const Compilation &c, const std::string &func) {
  const LinkedObject &p = *c.linked;
  const LinkedObject::Extent *last = nullptr;
  for (auto &sp : p.safepoints) {
    auto *e = p.functionAt(p.code.lo + sp.pcoff - 1);
    if (!e || (!func.empty() && e->name != func)) continue;
    if (e != last) {
      outs() << e->name;
      printArguments(p, *e);
      outs() << "\n";
    }
    last = e;
    outs() << "  0x";
    outs().write_hex(p.code.lo + sp.pcoff - e->addr);
    auto row = llvm::upper_bound(p.lines, sp.pcoff - 1, [](uint32_t v, auto &r) { return v < r.pcoff; });
    if (row != p.lines.begin() && std::prev(row)->file != ~0u) {
      StringRef f = p.files[std::prev(row)->file];
      outs() << "  " << f.substr(f.rfind('/') + 1) << ":" << std::prev(row)->line;
    }
    auto &m = p.maps[sp.map];
    if (m.nslots) outs() << "  slots";
    for (uint32_t i = 0; i < m.nslots; i++) outs() << " " << place(m.slots[i]);
    if (m.nderived) outs() << "  derived";
    for (uint32_t i = 0; i < m.nderived; i++) outs() << " " << place(m.derived[i].base) << "->" << place(m.derived[i].derived);
    if (m.nobjects) outs() << "  objects";
    for (uint32_t i = 0; i < m.nobjects; i++) {
      outs() << " " << place(m.objects[i].loc) << "[" << m.objects[i].words << ":0x";
      outs().write_hex(m.objects[i].typ ? *reinterpret_cast<const uint64_t *>(m.objects[i].typ->gcdata) : m.objects[i].mask);
      outs() << "]" << (m.isLive(i) ? "" : "?");
    }
    outs() << "\n";
  }
  outs().flush();
}

} // namespace jit
