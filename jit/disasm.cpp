// jit/disasm.cpp: the assembly listing of -S and --dump=asm, in the form of `go build -gcflags=-S`:
//
//   main.main STEXT size=103 args=0x0 locals=0x28
//   	0x000f 00015 (x.go:6)	CALL	runtime.newproc(SB)
//
// Calls name their target as Go does; other instructions are in the machine's own (AT&T) syntax.
#include "jit/phases.h"
#include "jit/runtime_symbols.h"
#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCContext.h>
#include <llvm/MC/MCDisassembler/MCDisassembler.h>
#include <llvm/MC/MCInst.h>
#include <llvm/MC/MCInstPrinter.h>
#include <llvm/MC/MCInstrAnalysis.h>
#include <llvm/MC/MCInstrInfo.h>
#include <llvm/MC/MCRegisterInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/Format.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Support/TargetSelect.h>
#include <unistd.h>

using namespace llvm;

namespace jit {

namespace {

class Disassembler {
public:
  explicit Disassembler(const LinkedObject &p) : p(p), tm(targetMachine()) {
    InitializeNativeTargetDisassembler();
    const Target &t = tm.getTarget();
    ctx = std::make_unique<MCContext>(tm.getTargetTriple(), tm.getMCAsmInfo(), tm.getMCRegisterInfo(), tm.getMCSubtargetInfo());
    dis.reset(t.createMCDisassembler(*tm.getMCSubtargetInfo(), *ctx));
    printer.reset(t.createMCInstPrinter(tm.getTargetTriple(), 0, *tm.getMCAsmInfo(), *tm.getMCInstrInfo(), *tm.getMCRegisterInfo()));
    analysis.reset(t.createMCInstrAnalysis(tm.getMCInstrInfo()));
    printer->setPrintImmHex(true);
    if (const ir::Module *std = p.compilation.module.base)
      for (auto &s : std->image.symbols) names[s.second] = s.first;
    for (auto &s : p.symbols) names[s.second] = s.first();
    forEachRuntimeSymbol([&](StringRef symbol, uint64_t addr) { names[addr] = symbol; });
    char dir[4096];
    if (getcwd(dir, sizeof dir)) cwd = std::string(dir) + "/";
  }

  void function(const LinkedObject::Extent &e, const abi::FuncInfo *f) {
    outs() << e.name << " STEXT size=" << e.size << " args=0x";
    outs().write_hex(f ? f->argWords * 8 : 0);
    outs() << " locals=0x";
    outs().write_hex(frameSize(e));
    outs() << "\n";
    line(e, 0);
    outs() << "TEXT\t" << e.name << "(SB), ABIInternal\n";
    for (uint64_t off = 0; off < e.size;) {
      MCInst inst;
      uint64_t n = 0;
      auto bytes = ArrayRef<uint8_t>(p.space.at(e.addr + off), e.size - off);
      if (dis->getInstruction(inst, n, bytes, e.addr + off, nulls()) != MCDisassembler::Success) {
        n = std::max<uint64_t>(n, 1);
        line(e, off);
        outs() << "BYTE\t$0x";
        outs().write_hex(bytes[0]);
        outs() << "\n";
      } else {
        line(e, off);
        instruction(e, inst, e.addr + off, n);
      }
      off += n;
    }
  }

private:
  // Bytes between the saved rbp and rsp, read off the prologue's subtraction.
  uint64_t frameSize(const LinkedObject::Extent &e) {
    auto *b = p.space.at(e.addr);
    for (uint64_t i = 0; i + 7 < std::min<uint64_t>(e.size, 96); i++) {
      if (b[i] == 0x48 && b[i + 1] == 0x83 && b[i + 2] == 0xec) return b[i + 3];
      if (b[i] == 0x48 && b[i + 1] == 0x81 && b[i + 2] == 0xec) return *reinterpret_cast<const uint32_t *>(b + i + 3);
    }
    return 0;
  }

  void line(const LinkedObject::Extent &e, uint64_t off) {
    outs() << format("\t0x%04x %05u (", unsigned(off), unsigned(off));
    auto row = llvm::upper_bound(p.lines, uint32_t(e.addr + off - p.code.lo), [](uint32_t v, auto &r) { return v < r.pcoff; });
    if (row != p.lines.begin() && std::prev(row)->file != ~0u) {
      StringRef f = p.files[std::prev(row)->file];
      f.consume_front(cwd);
      outs() << f << ":" << std::prev(row)->line;
    } else {
      outs() << "?";
    }
    outs() << ")\t";
  }

  void instruction(const LinkedObject::Extent &e, const MCInst &inst, uint64_t addr, uint64_t size) {
    uint64_t target = 0;
    const auto &desc = tm.getMCInstrInfo()->get(inst.getOpcode());
    if ((desc.isCall() || desc.isBranch()) && analysis->evaluateBranch(inst, addr, size, target)) {
      if (target >= e.addr && target < e.addr + e.size && !(desc.isCall() && target == e.addr)) {
        outs() << upper(inst) << "\t" << target - e.addr << "\n";
        return;
      }
      auto it = names.find(target);
      outs() << (desc.isCall() ? "CALL" : upper(inst)) << "\t";
      if (it != names.end())
        outs() << it->second << "(SB)\n";
      else
        outs() << format_hex(target, 0) << "\n";
      return;
    }
    std::string text;
    raw_string_ostream os(text);
    printer->printInst(&inst, addr, "", *tm.getMCSubtargetInfo(), os);
    StringRef t = StringRef(text).ltrim();
    if (desc.isCall()) {
      auto [op, arg] = t.split('\t');
      outs() << "CALL\t" << arg.ltrim('*') << "\n";
      return;
    }
    if (desc.isReturn()) {
      outs() << "RET\n";
      return;
    }
    outs() << t << "\n";
  }

  // The mnemonic of a jump, with its condition.
  std::string upper(const MCInst &inst) {
    std::string text;
    raw_string_ostream os(text);
    printer->printInst(&inst, 0, "", *tm.getMCSubtargetInfo(), os);
    return StringRef(text).ltrim().split('\t').first.upper();
  }

  const LinkedObject &p;
  TargetMachine &tm;
  std::unique_ptr<MCContext> ctx;
  std::unique_ptr<MCDisassembler> dis;
  std::unique_ptr<MCInstPrinter> printer;
  std::unique_ptr<MCInstrAnalysis> analysis;
  DenseMap<uint64_t, StringRef> names;
  std::string cwd;
};

} // namespace

void printListing(const Compilation &c, const std::string &func, bool userOnly) {
  const LinkedObject &p = *c.linked;
  Disassembler d(p);
  for (auto &e : p.functions) {
    if (!func.empty() && e.name != func) continue;
    if (userOnly && !StringRef(e.name).starts_with("main.")) continue;
    auto it = llvm::lower_bound(p.funcs, uint32_t(e.addr - p.code.lo), [](const abi::FuncInfo &f, uint32_t v) { return f.lo < v; });
    d.function(e, it != p.funcs.end() ? &*it : nullptr);
  }
  outs().flush();
}

} // namespace jit
