// jit/kept_unit.cpp: a compiled unit as bytes: the object file, and what the readers have to know to make the tables of the
// runtime from it. Places in files are not part of it: they come from the program it is linked into.
#include "jit/phases.h"

using namespace llvm;

namespace jit {

namespace {

class Writer {
public:
  std::string bytes;
  template <class T> void value(const T &v) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes.append(reinterpret_cast<const char *>(&v), sizeof v);
  }
  template <class T> void list(const std::vector<T> &v) {
    value(uint32_t(v.size()));
    bytes.append(reinterpret_cast<const char *>(v.data()), v.size() * sizeof(T));
  }
  void text(StringRef s) {
    value(uint32_t(s.size()));
    bytes.append(s.data(), s.size());
  }
};

class Reader {
public:
  explicit Reader(std::string_view bytes) : rest(bytes) {}
  bool ok = true;
  template <class T> T value() {
    T v{};
    take(&v, sizeof v);
    return v;
  }
  template <class T> std::vector<T> list() {
    const uint64_t n = value<uint32_t>();
    std::vector<T> v(n * sizeof(T) <= rest.size() ? n : 0);
    ok = ok && v.size() == n;
    take(v.data(), v.size() * sizeof(T));
    return v;
  }
  std::string_view text() {
    const uint32_t n = value<uint32_t>();
    if (n > rest.size()) return ok = false, "";
    std::string_view s = rest.substr(0, n);
    rest.remove_prefix(n);
    return s;
  }
  bool done() const { return ok && rest.empty(); }

private:
  void take(void *to, size_t n) {
    if (n > rest.size()) {
      ok = false;
      return;
    }
    if (n) memcpy(to, rest.data(), n);
    rest.remove_prefix(n);
  }
  std::string_view rest;
};

} // namespace

unsigned unitNumber(const Compilation &c) { return c.unit; }

std::string packUnit(const Compilation &c) {
  Writer w;
  w.text({c.object.data(), c.object.size()});
  w.value(uint32_t(c.lineFuncs.size()));
  for (auto &s : c.lineFuncs) w.text(s);
  w.value(uint32_t(c.funcs.size()));
  for (auto &f : c.funcs) {
    w.text(f.first());
    const FuncMeta &m = f.second;
    w.value(m.argWords), w.value(m.argRegMask), w.value(m.argStackMask), w.value(m.objects), w.value(m.hasCalls);
    w.list(m.args);
  }
  w.value(uint32_t(c.bigObjects.size()));
  for (auto &v : c.bigObjects) w.list(v);
  w.list(c.bigWords);
  w.value(uint32_t(c.argumentPlaces.size()));
  for (auto &[id, places] : c.argumentPlaces) w.value(id), w.list(places);
  w.value(uint32_t(c.liveObjects.size()));
  for (auto &[id, bits] : c.liveObjects) w.value(id), w.list(bits);
  return std::move(w.bytes);
}

bool unpackUnit(Compilation &c, std::string_view bytes) {
  Reader r(bytes);
  auto object = r.text();
  c.object.assign(object.begin(), object.end());
  for (uint32_t n = r.value<uint32_t>(); n-- > 0 && r.ok;) c.lineFuncs.emplace_back(r.text());
  for (uint32_t n = r.value<uint32_t>(); n-- > 0 && r.ok;) {
    FuncMeta &m = c.funcs[r.text()];
    m.argWords = r.value<unsigned>(), m.argRegMask = r.value<uint16_t>(), m.argStackMask = r.value<uint64_t>();
    m.objects = r.value<bool>(), m.hasCalls = r.value<bool>();
    m.args = r.list<abi::ArgStep>();
  }
  for (uint32_t n = r.value<uint32_t>(); n-- > 0 && r.ok;) c.bigObjects.push_back(r.list<uint64_t>());
  c.bigWords = r.list<uint32_t>();
  for (uint32_t n = r.value<uint32_t>(); n-- > 0 && r.ok;) {
    const uint64_t id = r.value<uint64_t>();
    c.argumentPlaces[id] = r.list<abi::ArgPlace>();
  }
  for (uint32_t n = r.value<uint32_t>(); n-- > 0 && r.ok;) {
    const uint64_t id = r.value<uint64_t>();
    c.liveObjects[id] = r.list<uint64_t>();
  }
  for (const ir::Func *f : c.module.units[c.unit].funcs)
    if (auto it = c.funcs.find(f->symbol); it != c.funcs.end()) it->second.ir = f;
  return r.done();
}

} // namespace jit
