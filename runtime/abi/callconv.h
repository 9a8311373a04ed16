// runtime/abi/callconv.h: how generated functions pass values, worked out from type descriptors.
//
// The code generator decides by the same rule from its own types (jit/codegen_module.cpp, abiOf; jit/codegen_types.cpp):
// a value is passed in registers, as its scalars, unless it holds an array of more than one element or more than eight
// scalars; results leave in registers if they are at most 3 integer words and 2 floats, else through a pointer to a
// result slot, which is the first argument after the closure context.
#pragma once
#include "runtime/abi/type.h"

namespace abi {

struct Scalars {
  unsigned ints = 0, floats = 0;
  bool registers = true; // the value is passed as its scalars
  void limit() { registers &= ints + floats <= 8; }
};

inline void addScalars(const Type *t, Scalars &s) {
  switch (t->kind()) {
  case Float32:
  case Float64: s.floats += 1; break;
  case Complex64:
  case Complex128: s.floats += 2; break;
  case String:
  case Interface: s.ints += 2; break;
  case Slice: s.ints += 3; break;
  case Array: {
    auto *a = reinterpret_cast<const ArrayType *>(t);
    if (a->len > 1)
      s.registers = false;
    else if (a->len == 1)
      addScalars(a->elem, s);
    break;
  }
  case Struct: {
    auto &fields = reinterpret_cast<const StructType *>(t)->fields;
    for (intptr_t i = 0; i < fields.len && s.registers; i++) addScalars(fields.data[i].typ, s);
    break;
  }
  default: s.ints += 1;
  }
  s.limit();
}

// The i-th parameter or (i >= inCount) result of a function type.
inline const Type *funcParam(const FuncType *f, unsigned i) {
  uintptr_t skip = sizeof(FuncType) + (f->t.tflag & TFlagUncommon ? sizeof(UncommonType) : 0);
  return reinterpret_cast<const Type *const *>(reinterpret_cast<const char *>(f) + skip)[i];
}

// Bytes of the result slot of a function, 0 if its results are in registers.
inline uintptr_t resultSlotSize(const FuncType *f) {
  Scalars s;
  uintptr_t size = 0;
  for (unsigned i = 0, n = f->outCount & 0x7fff; i < n; i++) {
    const Type *t = funcParam(f, f->inCount + i);
    addScalars(t, s);
    size = (size + t->align - 1) / t->align * t->align + t->size;
  }
  return s.registers && s.ints <= 3 && s.floats <= 2 ? 0 : (size + 7) / 8 * 8;
}

} // namespace abi
