// jit/stackmap_reader.cpp: the one writer of runtime/abi/funcmap.h's frame maps, from LLVM's .llvm_stackmaps.
//
// LLVM's record of a statepoint: three constants (convention, flags, number of deopt locations), the deopt locations
// (none), then (base, derived) pairs. Roots are Indirect [rsp+off]. Stack objects stand in a record of their own at
// function entry (kObjectsRecord) as Direct [rbp+off]: they hold for all maps of the function.
// Equal maps are stored once.
#include "jit/phases.h"
#include "runtime/abi/sabotage.h"
#include <llvm/Object/StackMapParser.h>
#include <map>

using namespace llvm;

namespace jit {

namespace {

using Parser = StackMapParser<llvm::endianness::little>;
using Kind = Parser::LocationKind;

class Reader {
public:
  Reader(Parser &sm, LinkedObject &p, Compilation &c) : sm(sm), p(p), c(c) {}

  void run() {
    auto rec = sm.records_begin();
    for (const auto &f : sm.functions()) {
      uint64_t addr = f.getFunctionAddress();
      const auto *ext = p.functionAt(addr);
      name = ext ? ext->name : "?";
      auto first = rec;
      const std::vector<abi::StackObject> *objs = nullptr;
      for (uint64_t i = 0; i < f.getRecordCount(); i++, ++rec)
        if (rec->getID() == kObjectsRecord) objs = readObjects(*rec);
      auto meta = c.funcs.find(name);
      if (meta != c.funcs.end() && meta->second.objects && !objs) bug("stack maps", name + ": the stack objects' record is lost");
      rec = first;
      for (uint64_t i = 0; i < f.getRecordCount(); i++, ++rec)
        if (rec->getID() != kObjectsRecord) readRecord(addr, *rec, objs);
    }
    llvm::sort(p.safepoints, [](auto &a, auto &b) { return a.pcoff < b.pcoff; });
  }

private:
  uint64_t constant(const Parser::LocationAccessor &l) {
    if (l.getKind() == Kind::Constant) return l.getSmallConstant();
    if (l.getKind() == Kind::ConstantIndex) return sm.getConstant(l.getConstantIndex()).getValue();
    bug("stack maps", name + ": expected a constant");
  }

  abi::Loc place(const Parser::LocationAccessor &l) {
    int32_t off = l.getOffset();
    switch (l.getDwarfRegNum()) {
    case 7: return abi::Loc::fromSp(off);
    case 6: return abi::Loc::fromFp(off);
    default: bug("stack maps", name + ": location relative to register " + std::to_string(l.getDwarfRegNum()));
    }
  }

  const std::vector<abi::StackObject> *readObjects(const Parser::RecordAccessor &r) {
    auto &objs = p.objects.emplace_back();
    for (unsigned k = 0; k + 2 < r.getNumLocations(); k += 3) {
      uint64_t words = constant(r.getLocation(k)), what = constant(r.getLocation(k + 1));
      auto l = r.getLocation(k + 2);
      if (l.getKind() != Kind::Direct) bug("stack maps", name + ": stack object without fixed place");
      abi::StackObject o{place(l), uint32_t(words), what, nullptr};
      if (words > 64) {
        o.mask = 0;
        o.typ = bigType(size_t(what));
      }
      objs.push_back(o);
    }
    return &objs;
  }

  const abi::Type *bigType(size_t i) {
    auto &bits = c.bigObjects[i];
    uint64_t last = 0;
    for (size_t k = 0; k < bits.size() * 64; k++)
      if (bits[k / 64] >> (k % 64) & 1) last = k + 1;
    auto &map = p.bitmaps.emplace_back((last + 7) / 8);
    for (size_t k = 0; k < map.size(); k++) map[k] = uint8_t(bits[k / 8] >> (k % 8 * 8));
    auto &t = p.bigTypes.emplace_back();
    t.size = uint64_t(c.bigWords[i]) * 8;
    t.ptrBytes = last * 8;
    t.align = t.fieldAlign = 8;
    t.kind_ = abi::Struct;
    t.gcdata = map.data();
    return &t;
  }

  void readRecord(uint64_t fn, const Parser::RecordAccessor &r, const std::vector<abi::StackObject> *objs) {
    std::vector<abi::Loc> slots;
    std::vector<abi::DerivedSlot> derived;
    unsigned n = r.getNumLocations();
    for (unsigned k = 3 + unsigned(constant(r.getLocation(2))); k + 1 < n; k += 2) {
      auto b = r.getLocation(k), d = r.getLocation(k + 1);
      if (b.getKind() != Kind::Indirect || d.getKind() != Kind::Indirect) {
        if (d.getKind() == Kind::Register || b.getKind() == Kind::Register) bug("stack maps", name + ": pointer in a register");
        continue; // a constant: null, or an address that never moves
      }
      for (unsigned w = 0; w < std::max(1u, d.getSizeInBytes() / 8u); w++) { // vectors hold several
        auto step = [&](abi::Loc l) { return abi::Loc{l.v + int32_t(16 * w)}; };
        abi::Loc bl = step(place(b)), dl = step(place(d));
        slots.push_back(bl);
        if (bl.v != dl.v) derived.push_back({bl, dl});
      }
    }
    auto byPlace = [](abi::Loc a, abi::Loc b) { return a.v < b.v; };
    llvm::sort(slots, byPlace);
    slots.erase(std::unique(slots.begin(), slots.end(), [](abi::Loc a, abi::Loc b) { return a.v == b.v; }), slots.end());
    if (abi::sabotageMap && slots.size() > 1) slots.pop_back();
    auto pairOrder = [](auto &a, auto &b) { return std::pair(a.base.v, a.derived.v) < std::pair(b.base.v, b.derived.v); };
    llvm::sort(derived, pairOrder);
    derived.erase(
        std::unique(derived.begin(), derived.end(), [](auto &a, auto &b) { return a.base.v == b.base.v && a.derived.v == b.derived.v; }),
        derived.end());
    p.safepoints.push_back({uint32_t(fn + r.getInstructionOffset() - p.code.lo), mapIndex(slots, derived, objs, r.getID()), funcIndex(fn),
                            argumentsIndex(r.getID())});
  }

  uint32_t argumentsIndex(uint64_t id) {
    if (p.argPlaces.empty()) p.argPlaces.push_back({abi::ArgPlace::none, {0}});
    auto it = c.argumentPlaces.find(id);
    if (it == c.argumentPlaces.end() || it->second.empty()) return 0;
    std::vector<int32_t> key;
    for (const abi::ArgPlace &a : it->second) key.insert(key.end(), {int32_t(a.word), a.loc.v});
    auto [known, fresh] = seenArguments.try_emplace(std::move(key), uint32_t(p.argPlaces.size()));
    if (fresh) {
      p.argPlaces.insert(p.argPlaces.end(), it->second.begin(), it->second.end());
      p.argPlaces.push_back({abi::ArgPlace::none, {0}});
    }
    return known->second;
  }

  uint32_t funcIndex(uint64_t addr) {
    auto it = llvm::lower_bound(p.funcs, uint32_t(addr - p.code.lo), [](const abi::FuncInfo &f, uint32_t v) { return f.lo < v; });
    return uint32_t(it - p.funcs.begin());
  }

  uint32_t mapIndex(const std::vector<abi::Loc> &slots, const std::vector<abi::DerivedSlot> &derived,
                    const std::vector<abi::StackObject> *objs, uint64_t id) {
    std::vector<int64_t> key{int64_t(slots.size()), reinterpret_cast<int64_t>(objs)};
    std::vector<uint64_t> live;
    if (objs) {
      auto it = c.liveObjects.find(id);
      if (it == c.liveObjects.end()) bug("stack maps", name + ": a call without the liveness of stack objects");
      live = it->second;
    }
    key.insert(key.end(), live.begin(), live.end());
    for (auto s : slots) key.push_back(s.v);
    for (auto d : derived) key.push_back(int64_t(d.base.v) << 32 | uint32_t(d.derived.v));
    auto [it, fresh] = seen.try_emplace(std::move(key), uint32_t(p.maps.size()));
    if (!fresh) return it->second;
    abi::FrameMap m{};
    m.nslots = uint32_t(slots.size());
    m.nderived = uint32_t(derived.size());
    if (m.nslots) m.slots = p.slots.emplace_back(slots).data();
    if (m.nderived) m.derived = p.derived.emplace_back(derived).data();
    if (objs) {
      m.nobjects = uint32_t(objs->size());
      m.objects = objs->data();
      m.liveObjects = p.liveObjects.emplace_back(live).data();
    }
    p.maps.push_back(m);
    return it->second;
  }

  Parser &sm;
  LinkedObject &p;
  Compilation &c;
  std::string name;
  std::map<std::vector<int64_t>, uint32_t> seen;
  std::map<std::vector<int32_t>, uint32_t> seenArguments;
};

} // namespace

void readStackMaps(jitlink::LinkGraph &g, LinkedObject &p, Compilation &c) {
  auto *s = g.findSectionByName(".llvm_stackmaps");
  if (!s) return;
  for (auto *b : s->blocks()) {
    auto bytes = b->getContent();
    Parser sm(ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
    Reader(sm, p, c).run();
  }
}

} // namespace jit
