// jit/debug_info.cpp: DWARF and Go's line table, made from the runtime's own tables (runtime/abi/funcmap.h).
//
// Those know each function, line, inlined call and frame of the program and of std; LLVM's DWARF is gone by then, and lines in it
// count from their functions (line_table.cpp). One compile unit for each object:
//
//      .debug_info       functions, inlined calls                     .debug_ranges    the parts of inlined calls
//      .debug_line       lines (DWARF 4)                              .debug_frame     how to unwind, from LLVM's .eh_frame
//      .gopclntab        functions and lines once more, as package debug/gosym reads them (version 1.20)
//
// Variables are not described.
#include "jit/debug_info.h"
#include <cstring>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/Support/LEB128.h>

using namespace llvm;

namespace jit {

const void *ImageView::find(uint64_t address) const {
  const int k = segmentOf(address);
  if (k < 0) bug("debug info", "no memory at address " + std::to_string(address));
  return segments[size_t(k)].mem + (address - segments[size_t(k)].addr);
}

int ImageView::segmentOf(uint64_t address) const {
  for (size_t k = 0; k < segments.size(); k++)
    if (address >= segments[k].addr && address < segments[k].addr + segments[k].memSize) return int(k);
  return -1;
}

namespace {

struct Bytes {
  std::string &s;
  template <class T> void raw(T v) { s.append(reinterpret_cast<const char *>(&v), sizeof v); }
  void u8(unsigned v) { s.push_back(char(v)); }
  void u32(uint64_t v) { raw(uint32_t(v)); }
  void u64(uint64_t v) { raw(v); }
  void uleb(uint64_t v) {
    uint8_t b[10];
    s.append(reinterpret_cast<const char *>(b), encodeULEB128(v, b));
  }
  void sleb(int64_t v) {
    uint8_t b[10];
    s.append(reinterpret_cast<const char *>(b), encodeSLEB128(v, b));
  }
  void text(const char *t) { s.append(t, strlen(t) + 1); }
  template <class T> void patch(size_t at, T v) { memcpy(s.data() + at, &v, sizeof v); }
};

// A CodeObject whose pointers can be followed here.
struct Object {
  Object(const ImageView &image, const abi::CodeObject &code) : image(image), code(code) {
    funcs = {image.at(code.funcs), code.nfuncs};
    if (code.nlines) lines = {image.at(code.lines), code.nlines};
    if (code.ninl) inl = {image.at(code.inl), code.ninl};
    for (auto &f : funcs) nfiles = std::max(nfiles, f.file + 1);
    for (auto &l : lines)
      if (l.file != ~0u) nfiles = std::max(nfiles, l.file + 1);
    for (auto &n : inl) nfiles = std::max(nfiles, n.callFile + 1);
  }
  const char *file(uint32_t k) const { return image.at(image.at(code.files)[k]); }
  const char *string(uint32_t k) const { return image.at(image.at(code.strings)[k]); }

  const ImageView &image;
  const abi::CodeObject &code;
  ArrayRef<abi::FuncInfo> funcs;
  ArrayRef<abi::LineRow> lines;
  ArrayRef<abi::InlineNode> inl;
  uint32_t nfiles = 0;
};

// ---- .debug_abbrev

enum Abbrev : unsigned {
  unitDie = 1,
  abstractDie,
  funcDie,
  funcWithCalls,
  inlineDie,
  inlineWithCalls,
  inlineInParts,
  inlineInPartsWithCalls
};

void writeAbbrevs(std::string &out) {
  using namespace dwarf;
  using Attributes = std::vector<std::pair<unsigned, unsigned>>;
  Bytes b{out};
  auto abbrev = [&](unsigned code, unsigned tag, bool children, const Attributes &list) {
    b.uleb(code), b.uleb(tag), b.u8(children);
    for (auto [attribute, form] : list) b.uleb(attribute), b.uleb(form);
    b.uleb(0), b.uleb(0);
  };
  const Attributes function = {{DW_AT_name, DW_FORM_string},     {DW_AT_low_pc, DW_FORM_addr},     {DW_AT_high_pc, DW_FORM_data4},
                               {DW_AT_decl_file, DW_FORM_udata}, {DW_AT_decl_line, DW_FORM_udata}, {DW_AT_external, DW_FORM_flag_present}};
  const Attributes whole = {{DW_AT_abstract_origin, DW_FORM_ref4},
                            {DW_AT_low_pc, DW_FORM_addr},
                            {DW_AT_high_pc, DW_FORM_data4},
                            {DW_AT_call_file, DW_FORM_udata},
                            {DW_AT_call_line, DW_FORM_udata}};
  const Attributes parts = {{DW_AT_abstract_origin, DW_FORM_ref4},
                            {DW_AT_ranges, DW_FORM_sec_offset},
                            {DW_AT_call_file, DW_FORM_udata},
                            {DW_AT_call_line, DW_FORM_udata}};
  abbrev(unitDie, DW_TAG_compile_unit, true,
         {{DW_AT_producer, DW_FORM_string},
          {DW_AT_language, DW_FORM_data2},
          {DW_AT_name, DW_FORM_string},
          {DW_AT_stmt_list, DW_FORM_sec_offset},
          {DW_AT_low_pc, DW_FORM_addr},
          {DW_AT_high_pc, DW_FORM_data4}});
  abbrev(abstractDie, DW_TAG_subprogram, false, {{DW_AT_name, DW_FORM_string}, {DW_AT_inline, DW_FORM_data1}});
  abbrev(funcDie, DW_TAG_subprogram, false, function);
  abbrev(funcWithCalls, DW_TAG_subprogram, true, function);
  abbrev(inlineDie, DW_TAG_inlined_subroutine, false, whole);
  abbrev(inlineWithCalls, DW_TAG_inlined_subroutine, true, whole);
  abbrev(inlineInParts, DW_TAG_inlined_subroutine, false, parts);
  abbrev(inlineInPartsWithCalls, DW_TAG_inlined_subroutine, true, parts);
  b.uleb(0);
}

// ---- .debug_line

class LineWriter {
public:
  LineWriter(const Object &o, std::string &out) : o(o), b{out} {}

  void run() {
    const size_t start = b.s.size();
    b.u32(0), b.raw(uint16_t(4));
    const size_t headerLength = b.s.size();
    b.u32(0);
    for (unsigned v : {1u, 1u, 1u, unsigned(uint8_t(lineBase)), lineRange, opcodeBase}) b.u8(v);
    for (unsigned operands : {0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1}) b.u8(operands);
    b.u8(0); // no folders
    for (uint32_t k = 0; k < o.nfiles; k++) b.text(o.file(k)), b.s.append(3, '\0');
    b.u8(0);
    b.patch(headerLength, uint32_t(b.s.size() - headerLength - 4));
    for (auto &row : o.lines) add(row);
    if (open) endSequence(uint32_t(o.code.hi - o.code.lo));
    b.patch(start, uint32_t(b.s.size() - start - 4));
  }

private:
  static constexpr int lineBase = -5;
  static constexpr unsigned lineRange = 14, opcodeBase = 13;

  void add(const abi::LineRow &row) {
    if (row.file == ~0u) {
      if (open) endSequence(row.pcoff);
      return;
    }
    if (!open) {
      b.u8(0), b.uleb(9), b.u8(dwarf::DW_LNE_set_address), b.u64(o.code.lo + row.pcoff);
      pc = row.pcoff, line = 1, file = 1, open = true;
    } else if (row.file + 1 == file && row.line == line) {
      return; // they differ in the inlined call only
    }
    if (row.file + 1 != file) b.u8(dwarf::DW_LNS_set_file), b.uleb(file = row.file + 1);
    advance(row.pcoff - pc, int64_t(row.line) - int64_t(line));
    pc = row.pcoff, line = row.line;
  }

  void advance(uint32_t bytes, int64_t lines) {
    if (lines < lineBase || lines >= lineBase + int(lineRange)) b.u8(dwarf::DW_LNS_advance_line), b.sleb(lines), lines = 0;
    if (bytes > (255 - opcodeBase - unsigned(lines - lineBase)) / lineRange) b.u8(dwarf::DW_LNS_advance_pc), b.uleb(bytes), bytes = 0;
    b.u8(unsigned(lines - lineBase) + lineRange * bytes + opcodeBase);
  }

  void endSequence(uint32_t at) {
    b.u8(dwarf::DW_LNS_advance_pc), b.uleb(at - pc);
    b.u8(0), b.uleb(1), b.u8(dwarf::DW_LNE_end_sequence);
    open = false;
  }

  const Object &o;
  Bytes b;
  bool open = false;
  uint32_t pc = 0, line = 1, file = 1;
};

// ---- .debug_info, .debug_ranges

class InfoWriter {
public:
  InfoWriter(const Object &o, DebugSections &s) : o(o), s(s), b{s.info} {}

  void run(uint64_t lines) {
    start = b.s.size();
    b.u32(0), b.raw(uint16_t(4)), b.u32(s.abbrevBase), b.u8(8);
    b.uleb(unitDie), b.text("minigo"), b.raw(uint16_t(dwarf::DW_LANG_Go)), b.text(o.nfiles ? o.file(0) : "");
    b.u32(lines), b.u64(o.code.lo), b.u32(o.code.hi - o.code.lo);
    collectCalls();
    writeAbstract();
    for (size_t k = 0; k < o.funcs.size(); k++) function(o.funcs[k], ofFunction[k]);
    b.u8(0);
    b.patch(start, uint32_t(b.s.size() - start - 4));
  }

private:
  struct Part {
    uint32_t lo, hi;
  };
  struct Call {
    std::vector<Part> parts;
    std::vector<uint32_t> inner;
  };

  // Where each inlined call is, by the rows that are in it or in one that it contains.
  void collectCalls() {
    calls.resize(o.inl.size());
    for (size_t i = 0; i < o.lines.size(); i++) {
      const abi::LineRow &row = o.lines[i];
      const uint32_t end = i + 1 < o.lines.size() ? o.lines[i + 1].pcoff : uint32_t(o.code.hi - o.code.lo);
      for (uint32_t n = row.inl; row.file != ~0u && n != ~0u; n = o.inl[n].parent) {
        auto &parts = calls[n].parts;
        if (!parts.empty() && parts.back().hi == row.pcoff)
          parts.back().hi = end;
        else
          parts.push_back({row.pcoff, end});
      }
    }
    ofFunction.resize(o.funcs.size());
    for (uint32_t n = 0; n < calls.size(); n++) {
      if (calls[n].parts.empty()) continue;
      if (o.inl[n].parent != ~0u)
        calls[o.inl[n].parent].inner.push_back(n);
      else if (auto k = functionAt(calls[n].parts[0].lo); k < o.funcs.size())
        ofFunction[k].push_back(n);
    }
  }

  size_t functionAt(uint32_t pc) const {
    auto it = llvm::upper_bound(o.funcs, pc, [](uint32_t pc, const abi::FuncInfo &f) { return pc < f.lo; });
    return it != o.funcs.begin() && pc < it[-1].hi ? size_t(it - o.funcs.begin() - 1) : ~size_t(0);
  }

  void writeAbstract() {
    for (uint32_t n = 0; n < calls.size(); n++) {
      if (calls[n].parts.empty()) continue;
      auto [it, fresh] = abstract.try_emplace(o.inl[n].func, uint32_t(b.s.size() - start));
      if (fresh) b.uleb(abstractDie), b.text(o.string(o.inl[n].func)), b.u8(dwarf::DW_INL_inlined);
    }
  }

  void function(const abi::FuncInfo &f, const std::vector<uint32_t> &inner) {
    b.uleb(inner.empty() ? funcDie : funcWithCalls), b.text(o.image.at(f.name));
    b.u64(o.code.lo + f.lo), b.u32(f.hi - f.lo), b.uleb(f.file + 1), b.uleb(f.line);
    children(inner);
  }

  void children(const std::vector<uint32_t> &list) {
    if (list.empty()) return;
    for (uint32_t n : list) inlined(n);
    b.u8(0);
  }

  void inlined(uint32_t n) {
    const Call &c = calls[n];
    const bool inner = !c.inner.empty();
    if (c.parts.size() == 1) {
      b.uleb(inner ? inlineWithCalls : inlineDie), b.u32(abstract[o.inl[n].func]);
      b.u64(o.code.lo + c.parts[0].lo), b.u32(c.parts[0].hi - c.parts[0].lo);
    } else {
      b.uleb(inner ? inlineInPartsWithCalls : inlineInParts), b.u32(abstract[o.inl[n].func]), b.u32(s.ranges.size());
      Bytes r{s.ranges};
      for (const Part &p : c.parts) r.u64(p.lo), r.u64(p.hi); // from the unit's low_pc
      r.u64(0), r.u64(0);
    }
    b.uleb(o.inl[n].callFile + 1), b.uleb(o.inl[n].callLine);
    children(c.inner);
  }

  const Object &o;
  DebugSections &s;
  Bytes b;
  size_t start = 0;
  std::vector<Call> calls; // by inlined call
  std::vector<std::vector<uint32_t>> ofFunction;
  DenseMap<uint32_t, uint32_t> abstract; // name -> its place in the unit
};

// ---- .debug_frame: one CIE, then the entries of unwind_info.cpp

void writeFrameHead(std::string &out) {
  using namespace dwarf;
  Bytes b{out};
  b.u32(20), b.u32(DW_CIE_ID);
  b.u8(1), b.u8(0), b.uleb(1), b.sleb(-8), b.u8(16); // version 1; bytes; words; rip
  b.u8(DW_CFA_def_cfa), b.uleb(7), b.uleb(8);        // rsp + 8
  b.u8(DW_CFA_offset | 16), b.uleb(1);
  out.resize(24, DW_CFA_nop);
}

// ---- .gopclntab

class PclnWriter {
public:
  // text: where section .text begins, from which readers count.
  PclnWriter(const std::vector<Object> &objects, uint64_t text, std::string &out) : objects(objects), text(text), out(out) {}

  void run() {
    Bytes{pcs}.u8(0); // place 0 means that there is no table
    size_t n = 0;
    for (const Object &o : objects) n += o.funcs.size();
    Bytes tab{index};
    const size_t indexSize = 8 * n + 4;
    uint64_t end = text;
    for (const Object &o : objects) {
      auto row = o.lines.begin();
      for (const abi::FuncInfo &f : o.funcs) {
        end = o.code.lo + f.hi;
        tab.u32(o.code.lo + f.lo - text), tab.u32(indexSize + infos.size());
        while (row != o.lines.end() && row + 1 != o.lines.end() && row[1].pcoff <= f.lo) ++row;
        function(o, f, uint32_t(o.code.lo + f.lo - text), row);
      }
    }
    tab.u32(end - text);
    assemble(n);
  }

private:
  // From a value before it (-1) in steps: by how much it changes, for how many bytes it stays.
  class Steps {
  public:
    explicit Steps(std::string &out) : b{out}, at(uint32_t(out.size())) {}
    void add(uint32_t bytes, int64_t v) {
      if (bytes == 0) return;
      if (v != value) flush(), value = v;
      run += bytes;
    }
    uint32_t end() {
      flush();
      b.u8(0);
      return at;
    }

  private:
    void flush() {
      if (!run) return;
      const int64_t d = value - written;
      b.uleb(d < 0 ? (uint64_t(~d) << 1) | 1 : uint64_t(d) << 1), b.uleb(run);
      written = value, run = 0;
    }
    Bytes b;
    uint32_t at, run = 0;
    int64_t value = -1, written = -1;
  };

  void function(const Object &o, const abi::FuncInfo &f, uint32_t entry, const abi::LineRow *row) {
    auto each = [&](auto value) {
      Steps steps(pcs);
      for (const abi::LineRow *r = row; r != o.lines.end() && r->pcoff < f.hi; ++r) {
        const uint32_t lo = std::max(r->pcoff, f.lo), hi = std::min(r + 1 == o.lines.end() ? f.hi : r[1].pcoff, f.hi);
        if (lo < hi) steps.add(hi - lo, r->file == ~0u ? -1 : value(*r));
      }
      return steps.end();
    };
    const uint32_t name = place(o.image.at(f.name), names, nameIds);
    const uint32_t pcfile = each([&](auto &r) { return int64_t(fileNumber(o, r.file)); });
    const uint32_t pcline = each([&](auto &r) { return int64_t(r.line); });
    Bytes b{infos};
    for (uint32_t v : {entry, name, 0u, 0u, 0u, pcfile, pcline, 0u, 0u, f.line, 0u}) b.u32(v);
  }

  static uint32_t place(const char *text, std::string &list, StringMap<uint32_t> &ids) {
    auto [it, fresh] = ids.try_emplace(text, uint32_t(list.size()));
    if (fresh) Bytes{list}.text(text);
    return it->second;
  }

  uint32_t fileNumber(const Object &o, uint32_t file) {
    auto [it, fresh] = fileNumbers.try_emplace(o.file(file), uint32_t(fileNumbers.size()));
    if (fresh) Bytes{units}.u32(files.size()), Bytes{files}.text(o.file(file));
    return it->second;
  }

  void assemble(size_t n) {
    Bytes b{out};
    b.u32(0xfffffff1), b.raw(uint16_t(0)), b.u8(1), b.u8(8); // version 1.20; instructions of any size; 8-byte words
    b.u64(n), b.u64(fileNumbers.size()), b.u64(text);
    uint64_t at = b.s.size() + 5 * 8;
    std::string *parts[] = {&names, &units, &files, &pcs, &(index += infos)};
    for (std::string *p : parts) p->resize(alignTo(p->size(), 8)), b.u64(at), at += p->size();
    for (std::string *p : parts) out += *p;
  }

  const std::vector<Object> &objects;
  const uint64_t text;
  std::string &out;
  std::string names, units, files, pcs, index, infos;
  StringMap<uint32_t> nameIds, fileNumbers;
};

} // namespace

std::vector<DebugFunction> makeDebugSections(const ImageView &image, uint64_t module, DebugSections *s) {
  std::vector<Object> objects;
  for (auto *m = static_cast<const abi::ModuleData *>(image.find(module)); m; m = m->next ? image.at(m->next) : nullptr)
    for (uint32_t k = 0; k < m->ncode; k++) objects.emplace_back(image, image.at(m->code)[k]);
  std::vector<DebugFunction> functions;
  writeAbbrevs(s->abbrev);
  writeFrameHead(s->frame);
  for (const Object &o : objects) {
    const uint64_t lines = s->lineBase + s->line.size();
    LineWriter(o, s->line).run();
    InfoWriter(o, *s).run(lines);
    if (o.code.nframeInfo) s->frame.append(image.at(o.code.frameInfo), o.code.nframeInfo);
    for (auto &f : o.funcs) functions.push_back({o.code.lo + f.lo, f.hi - f.lo, image.at(f.name)});
  }
  PclnWriter(objects, image.segments[size_t(image.segmentOf(objects.front().code.lo))].addr, s->pclntab).run();
  return functions;
}

} // namespace jit
