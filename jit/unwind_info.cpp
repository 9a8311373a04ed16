// jit/unwind_info.cpp: from .eh_frame and the exception tables: where a goroutine may be preempted by a signal, and
// where a recovered panic goes on.
//
// Bounds: a pc is async safe iff the frame is complete there, i.e. the canonical frame address is rbp+16. The rows
// of each function's unwind table give those ranges; they become one sorted array of boundaries (abi::CodeObject).
// Ranges in section .minigo_unsafe (pairs start, end relative to the word) are cut out. A function where it is rsp+8 all the
// time has no frame at all (leaf_frames.cpp): the walk finds its return address at rsp, and it, too, can be preempted anywhere.
// Landing pads: call site tables of functions with defers (LSDA), flattened.
// Debuggers get the tables themselves, in the form of .debug_frame, which may stand anywhere (debug_info.cpp).
#include "jit/phases.h"
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/DebugInfo/DWARF/DWARFDataExtractor.h>
#include <llvm/DebugInfo/DWARF/DWARFDebugFrame.h>

using namespace llvm;

namespace jit {

using Range = std::pair<uint32_t, uint32_t>;

static uint64_t uleb(const uint8_t *&p) {
  uint64_t v = 0;
  int shift = 0;
  do v |= uint64_t(*p & 127) << shift, shift += 7;
  while (*p++ & 128);
  return v;
}

// The call site table of one function. Encodings are LLVM's: no landing pad base, no type table, uleb128 sites.
static void readPads(uint64_t lsda, uint64_t fn, LinkedObject &p) {
  const uint8_t *q = p.space.at(lsda);
  if (*q++ != dwarf::DW_EH_PE_omit) bug("unwind info", "unexpected landing pad base");
  if (*q++ != dwarf::DW_EH_PE_omit) uleb(q);
  uint8_t enc = *q++;
  uint64_t len = uleb(q);
  const uint8_t *end = q + len;
  auto read = [&]() -> uint64_t {
    if (enc == dwarf::DW_EH_PE_uleb128) return uleb(q);
    uint32_t v; // udata4
    memcpy(&v, q, 4);
    q += 4;
    return v;
  };
  uint32_t base = uint32_t(fn - p.code.lo);
  while (q < end) {
    uint32_t start = uint32_t(read()), size = uint32_t(read()), pad = uint32_t(read());
    uleb(q); // action
    if (pad) p.pads.push_back({base + start, base + start + size, base + pad});
  }
}

static void setBounds(std::vector<Range> safe, std::vector<Range> unsafe, std::vector<uint32_t> &out) {
  llvm::sort(safe);
  llvm::sort(unsafe);
  auto add = [&](uint32_t s, uint32_t e) {
    if (s >= e) return;
    if (!out.empty() && out.back() == s)
      out.back() = e;
    else
      out.insert(out.end(), {s, e});
  };
  size_t u = 0;
  for (auto [s, e] : safe) {
    while (u < unsafe.size() && unsafe[u].second <= s) u++;
    for (size_t k = u; k < unsafe.size() && unsafe[k].first < e; k++) {
      add(s, unsafe[k].first + 1); // the first instruction of an unsafe range may still be interrupted before
      s = std::max(s, unsafe[k].second);
    }
    add(s, e);
  }
}

// An entry with absolute addresses. Its CIE is always the same and stands in front of all of them.
static void addFrameInfo(StringRef section, const dwarf::FDE &fde, std::string &out) {
  if (fde.getLinkedCIE()->getFDEPointerEncoding() != (dwarf::DW_EH_PE_pcrel | dwarf::DW_EH_PE_sdata4))
    bug("unwind info", "unexpected encoding of addresses");
  auto *q = reinterpret_cast<const uint8_t *>(section.data()) + fde.getOffset() + 16; // behind length, CIE, start, range
  auto *end = reinterpret_cast<const uint8_t *>(section.data()) + fde.getOffset() + 4 + fde.getLength();
  const uint64_t augmentation = uleb(q);
  q += augmentation;
  struct {
    uint32_t length, cie;
    uint64_t start, range;
  } head{0, 0, fde.getInitialLocation(), fde.getAddressRange()};
  head.length = uint32_t(alignTo(sizeof head + size_t(end - q), 8) - sizeof head.length);
  out.append(reinterpret_cast<const char *>(&head), sizeof head);
  out.append(reinterpret_cast<const char *>(q), size_t(end - q));
  out.resize(alignTo(out.size(), 8), dwarf::DW_CFA_nop);
}

constexpr uint32_t dwarfRbp = 6, dwarfRsp = 7;

static bool isFrameAt(const dwarf::UnwindRow &row, uint32_t reg, int32_t offset) {
  auto &cfa = row.getCFAValue();
  return cfa.getLocation() == dwarf::UnwindLocation::RegPlusOffset && cfa.getRegister() == reg && cfa.getOffset() == offset;
}

void readUnwindInfo(jitlink::LinkGraph &g, LinkedObject &p) {
  std::vector<Range> safe, unsafe;
  uint64_t lo = p.code.lo;
  if (auto *s = g.findSectionByName(".eh_frame"))
    for (auto *b : s->blocks()) {
      StringRef bytes(b->getContent().data(), b->getSize());
      DWARFDebugFrame frames(Triple::x86_64, true, b->getAddress().getValue());
      if (auto e = frames.parse(DWARFDataExtractor(bytes, true, 8))) bug("unwind info", toString(std::move(e)));
      for (auto &entry : frames.entries()) {
        auto *fde = dyn_cast<dwarf::FDE>(&entry);
        if (!fde) continue;
        addFrameInfo(bytes, *fde, p.frameInfo);
        auto table = dwarf::UnwindTable::create(fde);
        if (!table) bug("unwind info", toString(table.takeError()));
        uint64_t end = fde->getInitialLocation() + fde->getAddressRange();
        const bool frameless = table->size() == 1 && isFrameAt((*table)[0], dwarfRsp, 8);
        if (frameless) p.frameless.insert(uint32_t(fde->getInitialLocation() - lo));
        for (size_t i = 0; i < table->size(); i++) {
          auto &row = (*table)[i];
          uint64_t next = i + 1 < table->size() ? (*table)[i + 1].getAddress() : end;
          if ((frameless || isFrameAt(row, dwarfRbp, 16)) && next > row.getAddress())
            safe.push_back({uint32_t(row.getAddress() - lo), uint32_t(next - lo)});
        }
        if (auto lsda = fde->getLSDAAddress(); lsda && *lsda) readPads(*lsda, fde->getInitialLocation(), p);
      }
    }
  if (auto *s = g.findSectionByName(".minigo_unsafe"))
    for (auto *b : s->blocks()) {
      auto *w = reinterpret_cast<const int32_t *>(b->getContent().data());
      uint64_t a = b->getAddress().getValue();
      for (size_t i = 0; i + 1 < b->getSize() / 4; i += 2)
        unsafe.push_back({uint32_t(a + i * 4 + w[i] - lo), uint32_t(a + i * 4 + 4 + w[i + 1] - lo)});
    }
  setBounds(std::move(safe), std::move(unsafe), p.bounds);
  llvm::sort(p.pads, [](auto &a, auto &b) { return a.lo < b.lo; });
}

} // namespace jit
