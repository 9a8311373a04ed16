// runtime/abi/type.h: type descriptors, in gc 1.22's internal/abi layout, so that the real reflect
// compiles against them unchanged.
//
// The compiler (ir/typedesc) emits one descriptor per type, program-wide, as static data; the runtime
// reads them. Images lie in the low 2 GB (image.h), so nameOff, typeOff and textOff are addresses: of the name, the
// descriptor, the code; 0 means none, of a method that it was left out. What reflect makes at run time has negative ones
// (addReflectOff).
//
// Mirrors internal/abi/type.go.
#pragma once
#include <cstddef>
#include <cstdint>

namespace abi {

enum Kind : uint8_t {
  Invalid,
  Bool,
  Int,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Uintptr,
  Float32,
  Float64,
  Complex64,
  Complex128,
  Array,
  Chan,
  Func,
  Interface,
  Map,
  Pointer,
  Slice,
  String,
  Struct,
  UnsafePointer,
  KindDirectIface = 1 << 5, // the data word of an interface holds the value itself (pointer-shaped)
  KindGCProg = 1 << 6,      // never emitted: GCData is always a bitmap
  KindMask = (1 << 5) - 1,
};

enum TFlag : uint8_t { TFlagUncommon = 1, TFlagExtraStar = 2, TFlagNamed = 4, TFlagRegularMemory = 8 };

using NameOff = int32_t;
using TypeOff = int32_t;
using TextOff = int32_t;

// A Go func value points to one of these: code pointer, then captured words.
struct FuncVal {
  void *fn;
};

struct Type {
  uintptr_t size;
  uintptr_t ptrBytes; // prefix of the value that can contain pointers; 0: pointer-free
  uint32_t hash;
  uint8_t tflag;
  uint8_t align;
  uint8_t fieldAlign;
  uint8_t kind_; // Kind | KindDirectIface
  FuncVal *equal;  // func(unsafe.Pointer, unsafe.Pointer) bool, nil: not comparable
  uint8_t *gcdata; // one bit per word of ptrBytes
  NameOff str;
  TypeOff ptrToThis;

  Kind kind() const { return Kind(kind_ & KindMask); }
  bool isDirectIface() const { return kind_ & KindDirectIface; }
  bool hasPointers() const { return ptrBytes != 0; }
};
static_assert(sizeof(Type) == 48);

struct ArrayType {
  Type t;
  Type *elem;
  Type *slice;
  uintptr_t len;
};
struct ChanType {
  Type t;
  Type *elem;
  intptr_t dir;
};
struct SliceType {
  Type t;
  Type *elem;
};
struct PtrType {
  Type t;
  Type *elem;
};
struct FuncType {
  Type t;
  uint16_t inCount;
  uint16_t outCount; /* top bit: variadic */
};
// In/out types follow the (possible) UncommonType as Type*[].

struct Name {
  uint8_t *bytes;
}; // flag byte (1 exported, 2 tag, 4 pkgpath, 8 embedded), varint length, ...
struct StructField {
  Name name;
  Type *typ;
  uintptr_t offset;
};
template <class T> struct GoSlice {
  T *data;
  intptr_t len, cap;
};
struct StructType {
  Type t;
  Name pkgPath;
  GoSlice<StructField> fields;
};
struct Imethod {
  NameOff name;
  TypeOff typ;
};
struct InterfaceType {
  Type t;
  Name pkgPath;
  GoSlice<Imethod> methods;
}; // methods sorted by name

// Maps are minigo's own (runtime/lang/map): reflect uses key, elem, hasher, sizes and flags only.
struct MapType {
  Type t;
  Type *key, *elem, *bucket; // bucket: unused, points to an empty struct type
  FuncVal *hasher;           // func(unsafe.Pointer, uintptr) uintptr
  uint8_t keySize, valueSize;
  uint16_t bucketSize;
  uint32_t flags; // 1 indirect key, 2 indirect elem, 4 reflexive key, 8 need key update, 16 hash might panic
};

struct UncommonType {
  NameOff pkgPath;
  uint16_t mcount, xcount;
  uint32_t moff, unused;
};
struct Method {
  NameOff name;
  TypeOff mtyp;
  TextOff ifn, tfn;
}; // sorted by name; mtyp: func type without receiver

struct Itab {
  InterfaceType *inter;
  Type *typ;
  uint32_t hash;
  uint32_t pad;
  void *fun[1];
}; // fun[0]==0: typ lacks methods

// What assertions to interfaces look at first, inline: rt_itabCache, whose index is hash(inter) ^ hash(typ). An entry is written
// once, typ last, so that whoever sees its typ sees the rest; who finds others in his place asks runtime.finditab.
struct CachedItab {
  Type *typ;
  InterfaceType *inter;
  Itab *implements; // null: typ lacks methods
  void *unused;     // 32 bytes: never in two cache lines
};
constexpr unsigned itabCacheSize = 1024;

struct Eface {
  Type *typ;
  void *data;
};
struct Iface {
  Itab *tab;
  void *data;
};
struct GoString {
  const uint8_t *str;
  intptr_t len;
};

} // namespace abi
