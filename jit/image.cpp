// jit/image.cpp: from a linked program to an executable: the runtime's tables as one block at its final address, and the
// file (runtime/abi/image.h).
//
// The readers collect tables in vectors. Here they are laid behind the program's segments, one after another, with the
// pointers between them as the addresses they will have: the runtime maps the block and follows them.
#include "runtime/abi/image.h"
#include "jit/phases.h"
#include "jit/runtime_symbols.h"
#include <cerrno>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>

using namespace llvm;

namespace jit {

namespace {

constexpr uint64_t pageSize = 4096;

// ---- tables

class TableBlock {
public:
  TableBlock(ProgramImpl &p, const ir::Module &m) : p(p), m(m) {}

  // The address of the ModuleData.
  uint64_t run() {
    abi::CodeObject code = codeObject();
    abi::ModuleData d{};
    d.code = put(&code, 1);
    uint64_t starts[3]; // minigo.starts: initAll, main.main, the blob of types
    memcpy(starts, p.at(p.address("minigo.starts")), sizeof starts);
    d.initAll = reinterpret_cast<abi::FuncVal *>(starts[0]);
    d.mainMain = reinterpret_cast<abi::FuncVal *>(starts[1]);
    d.types = reinterpret_cast<uint8_t *>(starts[2]);
    if (d.types) d.etypes = d.types + std::max<uint64_t>(m.types->size, m.types->data.size());
    std::vector<abi::Type *> typelinks;
    for (auto &it : m.typeOffset) typelinks.push_back(reinterpret_cast<abi::Type *>(d.types + it.second));
    llvm::sort(typelinks);
    d.ntypelinks = uint32_t(typelinks.size()), d.typelinks = put(typelinks);
    memcpy(&d.nroots, p.at(p.address("minigo.nroots")), sizeof d.nroots);
    d.roots = reinterpret_cast<const abi::GlobalRoot *>(p.address("minigo.roots"));
    d.itabs = reinterpret_cast<abi::Itab *const *>(p.address("minigo.itabs"));
    d.nitabs = d.itabs ? uint32_t(m.itabs.size()) : 0;
    d.funcs = reinterpret_cast<void *const *>(p.address("minigo.textfuncs"));
    d.buildInfo = text(m.buildInfo.c_str());
    d.godebugDefault = text(m.godebugDefault.c_str());
    d.nfuncs = d.funcs ? uint32_t(m.textFuncs.size()) : 0;
    uint64_t module = reinterpret_cast<uint64_t>(put(&d, 1));
    addSegment();
    return module;
  }

private:
  // Copies n values to the end of the block; the result is the address they will have.
  template <class T> T *put(const T *v, size_t n) {
    if (n == 0) return nullptr;
    bytes.resize(alignTo(bytes.size(), 8));
    auto *at = reinterpret_cast<T *>(p.imageEnd + bytes.size());
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

  std::vector<abi::FuncInfo> funcs() {
    auto out = p.funcs;
    for (auto &f : out) f.name = text(f.name);
    return out;
  }

  std::vector<abi::FrameMap> maps() {
    auto out = p.maps;
    for (auto &map : out) {
      map.slots = put(map.slots, map.nslots);
      map.derived = put(map.derived, map.nderived);
      map.objects = objects(map.objects, map.nobjects);
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

  abi::CodeObject codeObject() {
    abi::CodeObject k = p.code;
    k.nfuncs = uint32_t(p.funcs.size()), k.funcs = put(funcs());
    k.nsafepoints = uint32_t(p.safepoints.size()), k.safepoints = put(p.safepoints);
    k.nmaps = uint32_t(p.maps.size()), k.maps = put(maps());
    k.nbounds = uint32_t(p.bounds.size()), k.bounds = put(p.bounds);
    k.nlines = uint32_t(p.lines.size()), k.lines = put(p.lines);
    k.ninl = uint32_t(p.inl.size()), k.inl = put(p.inl);
    k.npads = uint32_t(p.pads.size()), k.pads = put(p.pads);
    k.argSteps = put(p.argSteps);
    k.argPlaces = put(p.argPlaces);
    k.strings = put(textsOf(p.strings));
    k.files = put(textsOf(p.files));
    return k;
  }

  void addSegment() {
    size_t size = bytes.size();
    char *mem = new char[size]; // as the other segments: for the life of the process
    memcpy(mem, bytes.data(), size);
    p.segments.push_back({p.imageEnd, mem, size, size, PROT_READ});
    p.imageEnd += alignTo(size, pageSize);
  }

  ProgramImpl &p;
  const ir::Module &m;
  std::vector<char> bytes;
  StringMap<const char *> texts;
  DenseMap<const abi::StackObject *, const abi::StackObject *> objectLists;
  DenseMap<const abi::Type *, const abi::Type *> bigTypes;
};

// ---- the file

bool writeAll(int fd, const char *data, size_t n) {
  while (n > 0) {
    ssize_t k = write(fd, data, n);
    if (k < 0 && errno == EINTR) continue;
    if (k <= 0) return false;
    data += k, n -= size_t(k);
  }
  return true;
}

} // namespace

bool collectTables(ProgramImpl &p, const ir::Module &m, std::string *error) {
#define GOEXPORT(name)                                                                                                                     \
  if (!(p.exports[abi::goexport_##name] = p.address("runtime." #name))) {                                                                  \
    *error = "package runtime lacks " #name;                                                                                               \
    return false;                                                                                                                          \
  }
#include "runtime/abi/goexports.def"
#undef GOEXPORT
  p.module = TableBlock(p, m).run();
  return true;
}

bool ProgramImpl::write(int fd) const {
  static const char zeros[pageSize] = {};
  StringRef runtime = runtimeFile();
  abi::ImageHeader h{};
  memcpy(h.magic, abi::imageMagic, sizeof h.magic);
  h.size = sizeof h;
  h.module = module;
  memcpy(h.exports, exports, sizeof h.exports);
  uint64_t at = runtime.size();
  auto pad = [&] {
    uint64_t n = alignTo(at, pageSize) - at;
    at += n;
    return writeAll(fd, zeros, n);
  };
  if (!writeAll(fd, runtime.data(), runtime.size()) || !pad()) return false;
  for (const Segment &s : segments) {
    if (h.nsegments == abi::maxImageSegments) bug("image", "too many segments");
    h.segments[h.nsegments++] = {s.addr, at, s.fileSize, s.memSize, uint32_t(s.prot), 0};
    if (!writeAll(fd, s.mem, s.fileSize)) return false;
    at += s.fileSize;
    if (!pad()) return false;
  }
  return writeAll(fd, reinterpret_cast<const char *>(&h), sizeof h);
}

} // namespace jit
