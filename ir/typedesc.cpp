// ir/typedesc.cpp: writes all type descriptors of a program into one blob of static data.
//
// nameOff, typeOff and textOff are addresses (runtime/abi/type.h): within the blob they are written as offsets in it, and the
// linker, which learns its address, completes them (Module::typeWords, textWords). Pointers between descriptors are
// relocations against the blob. Per type: abi::Type, the part of its kind, UncommonType (named types and types with
// methods), then what these point to. Names and GC bitmaps are shared.
// Facts: internal/abi/type.go, cmd/compile/internal/reflectdata.
#include "ir/typedesc.h"
#include "frontend/diag.h"
#include "runtime/abi/type.h"
#include <algorithm>
#include <cstring>

namespace ir {

namespace {

// The type as reflect prints it: package names, spaces inside struct { } and interface { }.
std::string reflectString(Type *t, bool fullPath = false);

std::string tupleString(Tuple *tp, bool variadic, bool full) {
  std::string s;
  for (size_t i = 0; i < tp->vars.size(); i++) {
    if (i) s += ", ";
    Type *vt = tp->vars[i]->type;
    if (variadic && i + 1 == tp->vars.size() && dynSlice(vt))
      s += "..." + reflectString(static_cast<Slice *>(vt)->elem, full);
    else
      s += reflectString(vt, full);
  }
  return s;
}

std::string signatureString(Signature *sig, bool full) {
  std::string s = "(" + tupleString(sig->params, sig->variadic, full) + ")";
  if (sig->results->vars.size() == 1)
    s += " " + reflectString(sig->results->vars[0]->type, full);
  else if (sig->results->vars.size() > 1)
    s += " (" + tupleString(sig->results, false, full) + ")";
  return s;
}

std::string quotedTag(Str tag) {
  std::string s = "\"";
  for (char c : tag) {
    if (c == '"' || c == '\\') s += '\\';
    s += c;
  }
  return s + "\"";
}

std::string reflectString(Type *t, bool full) {
  switch (t->kind) {
  case TypeKind::Basic: {
    auto k = static_cast<Basic *>(t)->bkind;
    return k == BasicKind::UnsafePointer ? "unsafe.Pointer" : std::string(static_cast<Basic *>(basicType(k))->name);
  }
  case TypeKind::Named: {
    auto *n = static_cast<Named *>(t);
    std::string s = n->obj->pkg ? std::string(full ? n->obj->pkg->path : n->obj->pkg->name) + "." : "";
    s += std::string(n->obj->name);
    auto list = [](const List<Type *> &l) {
      std::string args;
      for (Type *a : l) args += (args.empty() ? "" : ",") + reflectString(a, true);
      return args;
    };
    auto &outer = (n->origin ? n->origin : n)->outerTargs; // of the function around a local type
    if (!n->targs.empty()) s += "[" + (outer.empty() ? "" : list(outer) + ";") + list(n->targs) + "]";
    if (int i = full ? localTypeIndex(n) : 0) s += "·" + std::to_string(i); // type arguments tell local types apart
    return s;
  }
  case TypeKind::Pointer: return "*" + reflectString(static_cast<Pointer *>(t)->elem, full);
  case TypeKind::Slice: return "[]" + reflectString(static_cast<Slice *>(t)->elem, full);
  case TypeKind::Array:
    return "[" + std::to_string(static_cast<Array *>(t)->len) + "]" + reflectString(static_cast<Array *>(t)->elem, full);
  case TypeKind::Map:
    return "map[" + reflectString(static_cast<Map *>(t)->key, full) + "]" + reflectString(static_cast<Map *>(t)->elem, full);
  case TypeKind::Chan: {
    auto *c = static_cast<Chan *>(t);
    std::string e = reflectString(c->elem, full);
    if (c->dir == ChanDir::RecvOnly) return "<-chan " + e;
    if (c->dir == ChanDir::SendOnly) return "chan<- " + e;
    return e.rfind("<-chan", 0) == 0 ? "chan (" + e + ")" : "chan " + e;
  }
  case TypeKind::Signature: return "func" + signatureString(static_cast<Signature *>(t), full);
  case TypeKind::Struct: {
    auto *st = static_cast<Struct *>(t);
    if (st->fields.empty()) return "struct {}";
    std::string s = "struct {";
    for (size_t i = 0; i < st->fields.size(); i++) {
      s += i ? "; " : " ";
      Var *f = st->fields[i];
      if (!f->embedded && full && !f->exported() && f->pkg) s += std::string(f->pkg->path) + "."; // in type arguments
      if (!f->embedded) s += std::string(f->name) + " ";
      s += reflectString(st->fields[i]->type, full);
      if (i < st->tags.size() && !st->tags[i].empty()) s += " " + quotedTag(st->tags[i]);
    }
    return s + " }";
  }
  case TypeKind::Interface: {
    auto ms = interfaceMethods(static_cast<Interface *>(t));
    if (ms.empty()) return "interface {}";
    std::string s = "interface {";
    for (size_t i = 0; i < ms.size(); i++) {
      s += i ? "; " : " ";
      if (!ms[i]->exported() && ms[i]->pkg) s += std::string(ms[i]->pkg->name) + ".";
      s += std::string(ms[i]->name) + signatureString(ms[i]->sig(), full);
    }
    return s + " }";
  }
  default: return typeString(t);
  }
}

abi::Kind kindOf(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic:
    switch (static_cast<Basic *>(u)->bkind) {
    case BasicKind::String:
    case BasicKind::UntypedString: return abi::String;
    case BasicKind::UnsafePointer:
    case BasicKind::UntypedNil: return abi::UnsafePointer;
    case BasicKind::UntypedBool: return abi::Bool;
    default: return abi::Kind(unsigned(static_cast<Basic *>(u)->bkind)); // Bool .. Complex128 in the same order
    }
  case TypeKind::Array: return abi::Array;
  case TypeKind::Slice: return abi::Slice;
  case TypeKind::Struct: return abi::Struct;
  case TypeKind::Pointer: return abi::Pointer;
  case TypeKind::Signature: return abi::Func;
  case TypeKind::Interface: return abi::Interface;
  case TypeKind::Map: return abi::Map;
  case TypeKind::Chan: return abi::Chan;
  default: return abi::Invalid;
  }
}

uint32_t fnv1(const std::string &s) {
  uint32_t h = 2166136261u;
  for (unsigned char c : s) h = (h ^ c) * 16777619u;
  return h;
}

class Writer {
public:
  explicit Writer(ProgramBuilder &prog) : prog(prog), m(prog.m) {}

  void run() {
    g = prog.newGlobal(m.base ? "go:types" : "runtime.types", nullptr);
    g->align = 8;
    m.types = g;
    g->data.assign(16, 0); // offset 0 means none
    equalThunk = thunk("runtime.typeEqual-thunk", "runtime.typeequal", basicType(BasicKind::UnsafePointer), basicType(BasicKind::Bool));
    hashThunk = thunk("runtime.typeHash-thunk", "runtime.typehash", basicType(BasicKind::Uintptr), basicType(BasicKind::Uintptr));
    // Layout first: offsets of all descriptors. Asking for a method's wrapper may not add types any more.
    for (size_t i = 0; i < prog.types.size(); i++) m.typeOffset[prog.types[i]] = reserve(bytesOf(prog.types[i]), 8);
    for (size_t i = 0; i < prog.types.size(); i++) write(prog.types[i]);
    g->size = g->data.size();
  }

private:
  ProgramBuilder &prog;
  Module &m;
  Global *g = nullptr;
  ir::Func *equalThunk = nullptr, *hashThunk = nullptr;
  std::unordered_map<std::string, int32_t> names;
  std::unordered_map<std::string, int64_t> bitmaps;

  int64_t reserve(size_t n, size_t align) {
    size_t at = (g->data.size() + align - 1) / align * align;
    g->data.resize(at + n);
    return int64_t(at);
  }
  template <class V> void put(int64_t at, V v) { memcpy(g->data.data() + at, &v, sizeof v); }
  void pointer(int64_t at, int64_t target) { g->relocs.push_back({uint64_t(at), Reloc::GlobalAddr, g, nullptr, nullptr, target, {}}); }
  void typePointer(int64_t at, Type *t) {
    int64_t off = 0;
    const Module *in = moduleOf(t, &off);
    g->relocs.push_back({uint64_t(at), Reloc::GlobalAddr, in->types, nullptr, nullptr, off, {}});
  }
  // A typeOff.
  void typeWord(int64_t at, Type *t) {
    int64_t off = 0;
    const Module *in = moduleOf(t, &off);
    if (in == &m)
      blobWord(at, int32_t(off));
    else
      put(at, int32_t(int64_t(in->types->address) + off));
  }
  // A nameOff or typeOff of this blob: the linker adds its address. 0 stays 0.
  void blobWord(int64_t at, int32_t off) {
    put(at, off);
    if (off) m.typeWords.push_back(uint32_t(at));
  }
  void textWord(int64_t at, ir::Func *f) {
    m.textWords.push_back(uint32_t(at));
    m.textFuncs.push_back(f);
  }
  const Module *moduleOf(Type *t, int64_t *off) {
    if (const Module *in = m.typeModule(canon(t), off)) return in;
    if (m.error.empty()) m.error = "type descriptor of " + typeString(t) + " was not asked for";
    return &m;
  }

  static bool hasUncommon(Type *t) {
    if (t->kind == TypeKind::Named || t == basicType(BasicKind::UnsafePointer)) return true;
    return under(t)->kind != TypeKind::Interface && !methodSet(t).empty();
  }

  static size_t kindBytes(Type *t) {
    switch (kindOf(t)) {
    case abi::Array: return sizeof(abi::ArrayType);
    case abi::Chan: return sizeof(abi::ChanType);
    case abi::Slice:
    case abi::Pointer: return sizeof(abi::SliceType);
    case abi::Func: return sizeof(abi::FuncType);
    case abi::Map: return sizeof(abi::MapType);
    case abi::Interface: return sizeof(abi::InterfaceType);
    case abi::Struct: return sizeof(abi::StructType);
    default: return sizeof(abi::Type);
    }
  }

  static size_t bytesOf(Type *t) {
    size_t n = kindBytes(t);
    if (hasUncommon(t)) n += sizeof(abi::UncommonType);
    if (auto *s = dynSignature(under(t))) n += 8 * (s->params->vars.size() + s->results->vars.size());
    return n;
  }

  // A name: flags, varint length, bytes, [varint length, tag], [nameOff of the package path].
  int32_t name(Str s, bool exported, Str tag = {}, bool embedded = false, Package *pkg = nullptr) {
    std::string enc(1, char((exported ? 1 : 0) | (!tag.empty() ? 2 : 0) | (pkg ? 4 : 0) | (embedded ? 8 : 0)));
    auto varint = [&](size_t n) {
      for (; n >= 0x80; n >>= 7) enc += char(n | 0x80);
      enc += char(n);
    };
    varint(s.size());
    enc += s;
    if (!tag.empty()) varint(tag.size()), enc += tag;
    size_t path = enc.size();
    if (pkg) {
      int32_t off = name(pkg->path, false);
      enc.append(reinterpret_cast<char *>(&off), 4);
    }
    auto [it, fresh] = names.try_emplace(enc, 0);
    if (fresh) {
      int64_t at = reserve(enc.size(), 1);
      memcpy(g->data.data() + at, enc.data(), enc.size());
      if (pkg) m.typeWords.push_back(uint32_t(at) + uint32_t(path));
      it->second = int32_t(at);
    }
    return it->second;
  }

  static void markPointers(Type *t, int64_t at, std::string &bits) {
    auto mark = [&](int64_t off) {
      size_t w = size_t(off / 8);
      if (bits.size() <= w / 8) bits.resize(w / 8 + 1);
      bits[w / 8] = char(bits[w / 8] | 1 << (w % 8));
    };
    Type *u = under(t);
    switch (u->kind) {
    case TypeKind::Basic:
      if (hasPointers(u)) mark(at);
      break;
    case TypeKind::Interface:
      mark(at);
      mark(at + 8);
      break;
    case TypeKind::Array: {
      auto *a = static_cast<Array *>(u);
      if (!hasPointers(a->elem)) break;
      int64_t es = sizeofType(a->elem);
      for (int64_t i = 0; i < a->len; i++) markPointers(a->elem, at + i * es, bits);
      break;
    }
    case TypeKind::Struct: {
      auto *s = static_cast<Struct *>(u);
      auto offs = fieldOffsets(s);
      for (size_t i = 0; i < s->fields.size(); i++) markPointers(s->fields[i]->type, at + offs[i], bits);
      break;
    }
    default: mark(at); break; // pointer, slice data, map, chan, func
    }
  }

  ir::Func *thunk(const char *symbol, const char *entry, Type *second, Type *result) {
    Type *p = basicType(BasicKind::UnsafePointer);
    auto *sig = new Signature;
    sig->params->vars = {new Var(Pos{}, nullptr, "p", p), new Var(Pos{}, nullptr, "q", second)};
    sig->results->vars = {new Var(Pos{}, nullptr, "", result)};
    if (auto *known = prog.findFunc(symbol)) return known;
    auto *f = prog.synthetic(symbol, symbol, nullptr, sig, Pos{}, nullptr);
    f->captures = {p};
    FuncBuilder b(prog, f, {});
    b.begin();
    Value t = b.emit(Op::ClosureVar, p);
    b.emit(Op::Ret, nullptr, {b.callRuntime(entry, result, {t, f->params[0], f->params[1]})});
    b.finish();
    return f;
  }

  // A funcval {thunk, type} in the blob.
  void closure(int64_t at, ir::Func *f, Type *captured) {
    int64_t fv = reserve(16, 8);
    g->relocs.push_back({uint64_t(fv), Reloc::FuncCode, nullptr, f, nullptr, 0, {}});
    typePointer(fv + 8, captured);
    pointer(at, fv);
  }

  void write(Type *t) {
    int64_t at = m.typeOffset[t];
    writeCommon(t, at);
    writeKind(t, at);
    if (hasUncommon(t)) writeUncommon(t, at + int64_t(kindBytes(t)));
  }

  // A pointer without a name has what it points to: its package, and whether it is exported.
  static Named *nameOf(Type *t) { return dynNamed(t->kind == TypeKind::Pointer ? static_cast<Pointer *>(t)->elem : t); }

  void writeCommon(Type *t, int64_t at) {
    abi::Type d{};
    d.size = uintptr_t(sizeofType(t));
    std::string bits;
    constexpr uintptr_t maxBitmap = uintptr_t(1) << 31; // a bit for each word up to here
    if (d.size > maxBitmap && hasPointers(t))
      frontend::fatalError(lowering(), "type " + typeString(t) + " too large for a value with pointers (implementation limitation)");
    markPointers(t, 0, bits);
    if (!bits.empty()) {
      int top = 7;
      while (!(bits.back() >> top & 1)) top--;
      d.ptrBytes = (bits.size() - 1) * 64 + size_t(top + 1) * 8;
    }
    d.hash = fnv1(linkString(t));
    d.align = d.fieldAlign = uint8_t(alignofType(t));
    d.kind_ = uint8_t(kindOf(t) | (directIface(t) ? abi::KindDirectIface : 0));
    bool named = t->kind == TypeKind::Named || t->kind == TypeKind::Basic;
    Named *n = nameOf(t);
    bool exported = n && n->obj->exported();
    d.tflag =
        uint8_t((hasUncommon(t) ? abi::TFlagUncommon : 0) | (named ? abi::TFlagNamed : 0) | (plainMemory(t) ? abi::TFlagRegularMemory : 0));
    put(at, d);
    blobWord(at + int64_t(offsetof(abi::Type, str)), name(reflectString(t), exported));
    Type *pointerTo = canon(new Pointer(t));
    if (int64_t off; m.typeModule(pointerTo, &off)) typeWord(at + int64_t(offsetof(abi::Type, ptrToThis)), pointerTo);
    if (comparableType(t)) closure(at + int64_t(offsetof(abi::Type, equal)), equalThunk, t);
    if (!bits.empty()) {
      auto [it, fresh] = bitmaps.try_emplace(bits, 0);
      if (fresh) {
        // Read a word at a time by the collector.
        it->second = reserve((bits.size() + 7) / 8 * 8, 8);
        memcpy(g->data.data() + it->second, bits.data(), bits.size());
      }
      pointer(at + int64_t(offsetof(abi::Type, gcdata)), it->second);
    }
  }

  void slice(int64_t at, int64_t data, int64_t n) {
    if (n) pointer(at, data);
    put(at + 8, n);
    put(at + 16, n);
  }

  void writeKind(Type *t, int64_t at) {
    Type *u = under(t);
    int64_t k = at + int64_t(sizeof(abi::Type));
    switch (u->kind) {
    case TypeKind::Array: {
      auto *a = static_cast<Array *>(u);
      typePointer(k, a->elem);
      typePointer(k + 8, new Slice(a->elem));
      put(k + 16, a->len);
      break;
    }
    case TypeKind::Slice: typePointer(k, static_cast<Slice *>(u)->elem); break;
    case TypeKind::Pointer: typePointer(k, static_cast<Pointer *>(u)->elem); break;
    case TypeKind::Chan: {
      auto *c = static_cast<Chan *>(u);
      typePointer(k, c->elem);
      put<int64_t>(k + 8, c->dir == ChanDir::RecvOnly ? 1 : c->dir == ChanDir::SendOnly ? 2 : 3);
      break;
    }
    case TypeKind::Map: writeMap(static_cast<Map *>(u), at); break;
    case TypeKind::Signature: {
      auto *s = static_cast<Signature *>(u);
      put(k, uint16_t(s->params->vars.size()));
      put(k + 2, uint16_t(s->results->vars.size() | (s->variadic ? 0x8000 : 0)));
      int64_t p = at + int64_t(kindBytes(t)) + (hasUncommon(t) ? int64_t(sizeof(abi::UncommonType)) : 0);
      for (auto *v : s->params->vars) typePointer(p, v->type), p += 8;
      for (auto *v : s->results->vars) typePointer(p, v->type), p += 8;
      break;
    }
    case TypeKind::Struct: writeStruct(static_cast<Struct *>(u), k); break;
    case TypeKind::Interface: writeInterface(t, static_cast<Interface *>(u), k); break;
    default: break;
    }
  }

  // Whether == of the key can differ from itself, needs the key stored again, or can panic.
  static bool reflexive(Type *t) {
    Type *u = under(t);
    if (auto *b = dynBasic(u)) return !(b->info & (IsFloat | IsComplex));
    if (u->kind == TypeKind::Interface) return false;
    if (auto *a = dynArray(u)) return reflexive(a->elem);
    if (auto *s = dynStruct(u)) return std::all_of(s->fields.begin(), s->fields.end(), [](Var *f) { return reflexive(f->type); });
    return true;
  }
  static bool needUpdate(Type *t) {
    Type *u = under(t);
    if (auto *b = dynBasic(u)) return b->info & (IsFloat | IsComplex | IsString);
    if (u->kind == TypeKind::Interface) return true;
    if (auto *a = dynArray(u)) return needUpdate(a->elem);
    if (auto *s = dynStruct(u)) return std::any_of(s->fields.begin(), s->fields.end(), [](Var *f) { return needUpdate(f->type); });
    return false;
  }
  static bool mightPanic(Type *t) {
    Type *u = under(t);
    if (u->kind == TypeKind::Interface) return true;
    if (auto *a = dynArray(u)) return mightPanic(a->elem);
    if (auto *s = dynStruct(u)) return std::any_of(s->fields.begin(), s->fields.end(), [](Var *f) { return mightPanic(f->type); });
    return false;
  }

  void writeMap(Map *mt, int64_t at) {
    typePointer(at + int64_t(offsetof(abi::MapType, key)), mt->key);
    typePointer(at + int64_t(offsetof(abi::MapType, elem)), mt->elem);
    typePointer(at + int64_t(offsetof(abi::MapType, bucket)), mt->key); // opaque: runtime/lang/map lays out its own groups
    closure(at + int64_t(offsetof(abi::MapType, hasher)), hashThunk, mt->key);
    put(at + int64_t(offsetof(abi::MapType, keySize)), uint8_t(std::min<int64_t>(255, sizeofType(mt->key))));
    put(at + int64_t(offsetof(abi::MapType, valueSize)), uint8_t(std::min<int64_t>(255, sizeofType(mt->elem))));
    uint32_t flags = (reflexive(mt->key) ? 4u : 0) | (needUpdate(mt->key) ? 8u : 0) | (mightPanic(mt->key) ? 16u : 0);
    put(at + int64_t(offsetof(abi::MapType, flags)), flags);
  }

  void writeStruct(Struct *s, int64_t k) {
    Package *pkg = nullptr;
    for (auto *f : s->fields)
      if (!f->exported() && f->pkg) {
        pkg = f->pkg;
        break;
      }
    if (pkg) pointer(k, name(pkg->path, false));
    auto offs = fieldOffsets(s);
    int64_t n = int64_t(s->fields.size()), arr = n ? reserve(size_t(n) * sizeof(abi::StructField), 8) : 0;
    slice(k + 8, arr, n);
    for (int64_t i = 0; i < n; i++) {
      auto *f = s->fields[size_t(i)];
      int64_t at = arr + i * int64_t(sizeof(abi::StructField));
      pointer(at, name(f->name, f->exported(), size_t(i) < s->tags.size() ? s->tags[size_t(i)] : Str{}, f->embedded));
      typePointer(at + 8, f->type);
      put(at + 16, uint64_t(offs[size_t(i)]));
    }
  }

  void writeInterface(Type *t, Interface *it, int64_t k) {
    auto ms = interfaceMethods(it);
    Package *pkg = nullptr;
    if (auto *n = dynNamed(t))
      pkg = n->obj->pkg;
    else
      for (auto *f : ms)
        if (!f->exported()) pkg = f->pkg;
    if (pkg) pointer(k, name(pkg->path, false));
    int64_t n = int64_t(ms.size()), arr = n ? reserve(size_t(n) * sizeof(abi::Imethod), 4) : 0;
    slice(k + 8, arr, n);
    for (int64_t i = 0; i < n; i++) {
      auto *f = ms[size_t(i)];
      int32_t nm = name(f->name, f->exported(), {}, false, f->exported() ? nullptr : f->pkg);
      blobWord(arr + i * 8, nm);
      typeWord(arr + i * 8 + 4, prog.plainSignature(f));
    }
  }

  void writeUncommon(Type *t, int64_t at) {
    abi::UncommonType u{};
    Named *n = nameOf(t);
    Package *own = n ? n->obj->pkg : nullptr; // of methods whose names do not say another
    int32_t pkgPath = own ? name(own->path, false) : 0;
    if (t == basicType(BasicKind::UnsafePointer)) pkgPath = name("unsafe", false);
    auto set = under(t)->kind == TypeKind::Interface ? List<MethodEntry>{} : methodSet(t);
    // gc's order: exported names first, then by name, then by package path.
    std::sort(set.begin(), set.end(), [](const MethodEntry &a, const MethodEntry &b) {
      bool ea = a.fn->exported(), eb = b.fn->exported();
      if (ea != eb) return ea;
      if (a.fn->name != b.fn->name) return a.fn->name < b.fn->name;
      return !ea && a.fn->pkg && b.fn->pkg && a.fn->pkg->path < b.fn->pkg->path;
    });
    u.mcount = uint16_t(set.size());
    u.xcount = uint16_t(std::count_if(set.begin(), set.end(), [](auto &e) { return e.fn->exported(); }));
    int64_t arr = set.empty() ? at : reserve(set.size() * sizeof(abi::Method), 4);
    u.moff = uint32_t(arr - at);
    put(at, u);
    blobWord(at + int64_t(offsetof(abi::UncommonType, pkgPath)), pkgPath);
    for (auto &e : set) {
      blobWord(arr + int64_t(offsetof(abi::Method, name)),
               name(e.fn->name, e.fn->exported(), {}, false, e.fn->exported() || e.fn->pkg == own ? nullptr : e.fn->pkg));
      Type *sig = prog.plainSignature(e.fn);
      if (int64_t off; m.typeModule(sig, &off)) typeWord(arr + int64_t(offsetof(abi::Method, mtyp)), sig);
      if (prog.methodIsLive(t, e.fn)) {
        textWord(arr + int64_t(offsetof(abi::Method, ifn)), prog.ifaceMethod(t, e));
        textWord(arr + int64_t(offsetof(abi::Method, tfn)), prog.valueMethod(t, e));
      }
      arr += int64_t(sizeof(abi::Method));
    }
  }
};

} // namespace

void writeTypeDescriptors(ProgramBuilder &prog) { Writer(prog).run(); }

} // namespace ir
