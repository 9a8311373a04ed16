// jit/line_table.cpp: pc -> file, line, inlined calls, flattened from the DWARF line tables.
//
// Rows are sorted by pc. Inlined calls are a tree (abi::InlineNode); rows are cut at the borders of inlined ranges
// and carry the innermost node. Lines that count from a function (codegen_debuginfo.cpp) become those of its file.
// Each inlined call gets one of its function's marks (inline_marks.cpp), with a row for it.
#include "jit/phases.h"
#include <llvm/DebugInfo/DWARF/DWARFContext.h>
#include <llvm/ExecutionEngine/Orc/Debugging/DebugInfoSupport.h>

using namespace llvm;

namespace jit {

namespace {

struct InlineRange {
  uint32_t lo, hi, node;
  unsigned depth;
};

class LineReader {
public:
  LineReader(LinkedObject &p, DWARFUnit &cu, const DWARFDebugLine::LineTable &lt) : p(p), cu(cu), lt(lt) {}

  void run(std::vector<InlineRange> &ranges) {
    for (auto f : cu.getUnitDIE(false).children()) {
      const size_t first = p.inl.size();
      walk(f, ~0u, 0, ranges);
      if (p.inl.size() > first) mark(f, first);
    }
    for (auto &row : lt.Rows) {
      uint32_t off = uint32_t(row.Address.Address - p.code.lo);
      if (row.EndSequence)
        p.lines.push_back({off, ~0u, 0, ~0u});
      else {
        const File f = file(row.File);
        p.lines.push_back({off, f.index, line(f, row.Line), ~0u});
      }
    }
  }

private:
  struct File {
    uint32_t index = 0, first = 0; // first: the line of the function that lines count from, or 0
  };

  File file(unsigned f) {
    auto [it, fresh] = files.try_emplace(f);
    if (fresh) {
      // Names come split into folder and base (DWARF 4: folders count from 1, 0 is none).
      std::string n;
      if (f >= 1 && f <= lt.Prologue.FileNames.size()) {
        auto &entry = lt.Prologue.FileNames[f - 1];
        if (entry.DirIdx >= 1 && entry.DirIdx <= lt.Prologue.IncludeDirectories.size())
          n = dwarf::toStringRef(lt.Prologue.IncludeDirectories[entry.DirIdx - 1]).str();
        if (!n.empty() && n.back() != '/') n += '/';
        n += dwarf::toStringRef(entry.Name).str();
      }
      it->second = n.starts_with('\1') ? ofFunction(std::stoul(n.substr(1))) : File{p.fileIndex(n), 0};
    }
    return it->second;
  }

  File ofFunction(size_t k) {
    const ir::Func *f = p.compilation.module.findFunc(p.compilation.lineFuncs.at(k));
    if (!f) bug("line table", "no function " + p.compilation.lineFuncs[k]);
    return {p.fileIndex(tracebackFile(f->pos)), frontend::sources().resolve(f->pos).line};
  }

  static uint32_t line(const File &f, uint64_t n) { return uint32_t(f.first && n ? f.first + n - 1 : n); }

  uint32_t name(DWARFDie d) {
    auto origin = d.getAttributeValueAsReferencedDie(dwarf::DW_AT_abstract_origin);
    auto [it, fresh] = names.try_emplace(origin.getOffset(), 0);
    if (fresh) {
      const char *n = origin.getName(DINameKind::ShortName);
      it->second = p.stringIndex(n ? n : "?");
    }
    return it->second;
  }

  void walk(DWARFDie die, uint32_t parent, unsigned depth, std::vector<InlineRange> &ranges) {
    for (auto ch : die.children()) {
      uint32_t node = parent;
      unsigned d = depth;
      if (ch.getTag() == dwarf::DW_TAG_inlined_subroutine) {
        node = uint32_t(p.inl.size());
        d++;
        const File f = file(unsigned(dwarf::toUnsigned(ch.find(dwarf::DW_AT_call_file), 0)));
        p.inl.push_back({name(ch), f.index, line(f, dwarf::toUnsigned(ch.find(dwarf::DW_AT_call_line), 0)), parent, 0});
        if (auto rr = ch.getAddressRanges())
          for (auto &r : *rr) ranges.push_back({uint32_t(r.LowPC - p.code.lo), uint32_t(r.HighPC - p.code.lo), node, d});
        else
          consumeError(rr.takeError());
      }
      if (ch.hasChildren()) walk(ch, node, d, ranges);
    }
  }

  // The calls inlined into one function are those from first on.
  void mark(DWARFDie function, size_t first) {
    uint64_t lo = 0, hi = 0, section = 0;
    if (!function.getLowAndHighPC(lo, hi, section)) bug("line table", "a function in parts");
    for (size_t i = p.inl.size(); i-- > first;) {
      hi -= 2;
      const uint8_t *ud2 = p.space.at(hi - 2);
      if (ud2[0] != 0x0f || ud2[1] != 0x0b) bug("line table", "more inlined calls than marks: " + std::string(function.getShortName()));
      p.inl[i].mark = uint32_t(hi - 2 - p.code.lo);
    }
  }

  LinkedObject &p;
  DWARFUnit &cu;
  const DWARFDebugLine::LineTable &lt;
  DenseMap<unsigned, File> files;
  DenseMap<uint64_t, uint32_t> names;
};

} // namespace

void readLineTable(jitlink::LinkGraph &g, LinkedObject &p) {
  if (!g.findSectionByName(".debug_info")) return;
  auto made = orc::createDWARFContext(g);
  if (!made) bug("line table", toString(made.takeError()));
  auto &ctx = *made->first;
  std::vector<InlineRange> ranges;
  for (auto &cu : ctx.compile_units())
    if (auto *lt = ctx.getLineTableForUnit(cu.get())) LineReader(p, *cu, *lt).run(ranges);
  llvm::stable_sort(p.lines, [](auto &a, auto &b) { return a.pcoff < b.pcoff; });

  std::vector<uint32_t> cuts;
  for (auto &r : ranges) cuts.insert(cuts.end(), {r.lo, r.hi});
  llvm::sort(cuts);
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<abi::LineRow> out;
  size_t c = 0;
  for (size_t i = 0; i < p.lines.size(); i++) {
    auto row = p.lines[i];
    uint32_t end = i + 1 < p.lines.size() ? p.lines[i + 1].pcoff : ~0u;
    if (end == row.pcoff) continue;
    out.push_back(row);
    while (c < cuts.size() && cuts[c] <= row.pcoff) c++;
    for (size_t k = c; k < cuts.size() && cuts[k] < end; k++) {
      row.pcoff = cuts[k];
      out.push_back(row);
    }
  }
  llvm::stable_sort(ranges, [](auto &a, auto &b) { return a.depth < b.depth; });
  for (auto &r : ranges) {
    auto it = llvm::lower_bound(out, r.lo, [](const abi::LineRow &a, uint32_t v) { return a.pcoff < v; });
    for (; it != out.end() && it->pcoff < r.hi; ++it) it->inl = r.node;
  }
  for (auto &call : p.inl) out.push_back({call.mark, call.callFile, call.callLine, call.parent});
  llvm::stable_sort(out, [](auto &a, auto &b) { return a.pcoff < b.pcoff; });
  p.lines.swap(out);
}

} // namespace jit
