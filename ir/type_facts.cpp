// ir/type_facts.cpp: what the lowering and the code generator ask about a type: is it one pointer, has it pointers, is
// equality that of its memory.
#include "ir/build.h"

namespace ir {

bool directIface(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Pointer:
  case TypeKind::Chan:
  case TypeKind::Map:
  case TypeKind::Signature: return true;
  case TypeKind::Basic: return static_cast<Basic *>(u)->bkind == BasicKind::UnsafePointer;
  case TypeKind::Array: return static_cast<Array *>(u)->len == 1 && directIface(static_cast<Array *>(u)->elem);
  case TypeKind::Struct: return static_cast<Struct *>(u)->fields.size() == 1 && directIface(static_cast<Struct *>(u)->fields[0]->type);
  default: return false;
  }
}

bool hasPointers(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: {
    auto k = static_cast<Basic *>(u)->bkind;
    return k == BasicKind::String || k == BasicKind::UnsafePointer || k == BasicKind::UntypedString || k == BasicKind::UntypedNil;
  }
  case TypeKind::Array: return static_cast<Array *>(u)->len > 0 && hasPointers(static_cast<Array *>(u)->elem);
  case TypeKind::Struct:
    for (auto *f : static_cast<Struct *>(u)->fields)
      if (hasPointers(f->type)) return true;
    return false;
  case TypeKind::Tuple:
    for (auto *f : static_cast<Tuple *>(u)->vars)
      if (hasPointers(f->type)) return true;
    return false;
  default: return true;
  }
}

bool plainMemory(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: return !(static_cast<Basic *>(u)->info & (IsFloat | IsComplex | IsString));
  case TypeKind::Pointer:
  case TypeKind::Chan: return true;
  case TypeKind::Array: return plainMemory(static_cast<Array *>(u)->elem);
  case TypeKind::Struct: {
    auto *s = static_cast<Struct *>(u);
    int64_t end = 0;
    auto offs = fieldOffsets(s);
    for (size_t i = 0; i < s->fields.size(); i++) {
      if (s->fields[i]->name == "_" || offs[i] != end || !plainMemory(s->fields[i]->type)) return false;
      end = offs[i] + sizeofType(s->fields[i]->type);
    }
    return end == sizeofType(s);
  }
  default: return false;
  }
}

} // namespace ir
