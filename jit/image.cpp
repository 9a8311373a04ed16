// jit/image.cpp: from a linked program to what its file holds: the runtime's tables as one block at its final address.
// executable.cpp writes the file.
//
// The readers collect tables in vectors. Here they are laid behind the program's segments, one after another, with the
// pointers between them as the addresses they will have: the runtime maps the block and follows them.
#include "runtime/abi/image.h"
#include "jit/phases.h"
#include <cstddef>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

using namespace llvm;

namespace jit {

namespace {

// ---- tables

class TableBlock {
public:
  explicit TableBlock(ProgramImpl &image) : image(image), m(image.module) {}

  // The address of the ModuleData; 0: no memory.
  uint64_t run() {
    // How large the block becomes is known when it is filled; where it begins, before.
    base = image.space.tablesAddress();
    abi::ModuleData d{};
    std::vector<abi::CodeObject> code;
    std::vector<abi::GlobalRoot> roots;
    std::vector<abi::Itab *> itabs;
    for (auto &o : image.objects) {
      if (o->code.lo < o->code.hi) code.push_back(codeObject(*o));
      append(*o, "minigo.roots", "minigo.nroots", &roots);
      append(*o, "minigo.itabs", "minigo.nitabs", &itabs);
    }
    d.ncode = uint32_t(code.size()), d.code = put(code);
    d.nroots = uint32_t(roots.size()), d.roots = put(roots);
    d.nitabs = uint32_t(itabs.size()), d.itabs = put(itabs);
    const uint64_t types = m.types ? image.address(m.types->symbol) : 0;
    std::vector<abi::Type *> typelinks;
    for (auto &it : m.typeOffset) typelinks.push_back(reinterpret_cast<abi::Type *>(types + uint64_t(it.second)));
    llvm::sort(typelinks);
    d.ntypelinks = uint32_t(typelinks.size()), d.typelinks = put(typelinks);
    uint64_t starts[2]; // initAll, main.main
    memcpy(starts, image.space.at(image.address(startsSymbol(0))), sizeof starts);
    d.initAll = reinterpret_cast<abi::FuncVal *>(starts[0]);
    d.mainMain = reinterpret_cast<abi::FuncVal *>(starts[1]);
    d.buildInfo = text(m.buildInfo.c_str());
    d.entrySlots = reinterpret_cast<void **>(image.address("minigo.slots"));
    d.writeBarrier = m.mainPkg ? nullptr : reinterpret_cast<uint32_t *>(image.address("rt_writeBarrier"));
    d.next = m.base ? reinterpret_cast<const abi::ModuleData *>(m.base->image.moduleData) : nullptr;
    d.godebugDefault = text(m.godebugDefault.c_str());
    uint64_t module = reinterpret_cast<uint64_t>(put(&d, 1));
    auto place = image.space.takeTables(bytes.size());
    if (!place.mem) return 0;
    memcpy(place.mem, bytes.data(), bytes.size());
    return module;
  }

private:
  // Copies n values to the end of the block; the result is the address they will have.
  template <class T> T *put(const T *v, size_t n) {
    if (n == 0) return nullptr;
    bytes.resize(alignTo(bytes.size(), 8));
    auto *at = reinterpret_cast<T *>(base + bytes.size());
    bytes.insert(bytes.end(), reinterpret_cast<const char *>(v), reinterpret_cast<const char *>(v + n));
    return at;
  }
  template <class T> T *put(const std::vector<T> &v) { return put(v.data(), v.size()); }
  const char *text(const char *s) {
    auto [it, fresh] = texts.try_emplace(s, nullptr);
    if (fresh) it->second = put(s, strlen(s) + 1);
    return it->second;
  }
  std::vector<const char *> textsOf(const std::vector<const char *> &v) {
    std::vector<const char *> out;
    for (const char *s : v) out.push_back(text(s));
    return out;
  }

  // A table that the object itself holds.
  template <class T> static void append(const LinkedObject &o, const char *table, const char *count, std::vector<T> *to) {
    uint32_t n;
    memcpy(&n, o.space.at(o.address(count)), sizeof n);
    if (!n) return;
    auto *from = reinterpret_cast<const T *>(o.space.at(o.address(table)));
    to->insert(to->end(), from, from + n);
  }

  std::vector<abi::FuncInfo> funcs(const LinkedObject &p) {
    auto out = p.funcs;
    for (auto &f : out) f.name = text(f.name);
    return out;
  }

  std::vector<abi::FrameMap> maps(const LinkedObject &p) {
    auto out = p.maps;
    for (auto &map : out) {
      map.slots = put(map.slots, map.nslots);
      map.derived = put(map.derived, map.nderived);
      map.objects = objects(map.objects, map.nobjects);
      map.liveObjects = put(map.liveObjects, (map.nobjects + 63) / 64);
    }
    return out;
  }

  // The objects of a function, shared by its maps.
  const abi::StackObject *objects(const abi::StackObject *list, size_t n) {
    auto [it, fresh] = objectLists.try_emplace(list, nullptr);
    if (!fresh) return it->second;
    std::vector<abi::StackObject> out(list, list + n);
    for (auto &o : out)
      if (o.typ) o.typ = bigType(o.typ);
    return objectLists[list] = put(out);
  }

  const abi::Type *bigType(const abi::Type *t) {
    auto [it, fresh] = bigTypes.try_emplace(t, nullptr);
    if (!fresh) return it->second;
    abi::Type copy = *t;
    copy.gcdata = put(t->gcdata, (t->ptrBytes / 8 + 7) / 8);
    return bigTypes[t] = put(&copy, 1);
  }

  abi::CodeObject codeObject(const LinkedObject &p) {
    abi::CodeObject k = p.code;
    k.nfuncs = uint32_t(p.funcs.size()), k.funcs = put(funcs(p));
    k.nsafepoints = uint32_t(p.safepoints.size()), k.safepoints = put(p.safepoints);
    k.nmaps = uint32_t(p.maps.size()), k.maps = put(maps(p));
    k.nbounds = uint32_t(p.bounds.size()), k.bounds = put(p.bounds);
    k.nlines = uint32_t(p.lines.size()), k.lines = put(p.lines);
    k.ninl = uint32_t(p.inl.size()), k.inl = put(p.inl);
    k.npads = uint32_t(p.pads.size()), k.pads = put(p.pads);
    k.argSteps = put(p.argSteps);
    k.argPlaces = put(p.argPlaces);
    k.strings = put(textsOf(p.strings));
    k.files = put(textsOf(p.files));
    k.nframeInfo = uint32_t(p.frameInfo.size()), k.frameInfo = put(p.frameInfo.data(), p.frameInfo.size());
    return k;
  }

  ProgramImpl &image;
  const ir::Module &m;
  uint64_t base = 0;
  std::vector<char> bytes;
  StringMap<const char *> texts;
  DenseMap<const abi::StackObject *, const abi::StackObject *> objectLists;
  DenseMap<const abi::Type *, const abi::Type *> bigTypes;
};

void hashSegments(ProgramImpl &p) {
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  for (const ImageSpace::Segment &s : p.space.segments) XXH3_128bits_update(&state, s.mem, s.fileSize);
  XXH128_hash_t h = XXH3_128bits_digest(&state);
  p.id[0] = h.low64, p.id[1] = h.high64;
}

} // namespace

bool collectTables(ProgramImpl &p, std::string *error) {
  auto address = [&](const char *symbol) -> uint64_t {
    if (!p.module.base) return p.address(symbol);
    auto &symbols = p.module.base->image.symbols;
    auto it = symbols.find(symbol);
    return it == symbols.end() ? 0 : it->second;
  };
#define GOEXPORT(name)                                                                                                                     \
  if (!(p.exports[abi::goexport_##name] = address("runtime." #name))) {                                                                    \
    *error = "package runtime lacks " #name;                                                                                               \
    return false;                                                                                                                          \
  }
#include "runtime/abi/goexports.def"
#undef GOEXPORT
  p.moduleData = TableBlock(p).run();
  if (!p.moduleData) *error = "the program is too large";
  if (!p.module.mainPkg) hashSegments(p);
  return p.moduleData != 0;
}

} // namespace jit
