// ir/build_compare.cpp: == != < <= > >= of every type.
//
// Scalars compare in place; strings by length and memory; interfaces by type word, then runtime.efaceeq (which may
// panic); small structs and arrays member by member, large ones through runtime.typeequal.
#include "ir/build.h"
#include "runtime/abi/type.h"

namespace ir {

using FOp = frontend::Op;

namespace {
bool isScalar(Type *t) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: return !(static_cast<Basic *>(u)->info & (IsString | IsComplex));
  case TypeKind::Pointer:
  case TypeKind::Chan:
  case TypeKind::Map:
  case TypeKind::Signature: return true;
  default: return false;
  }
}

// Is a value of type t compared in place, with at most *budget comparisons?
bool inPlace(Type *t, int *budget) {
  Type *u = under(t);
  if (auto *s = dynStruct(u)) {
    for (auto *f : s->fields)
      if (!inPlace(f->type, budget)) return false;
    return true;
  }
  if (auto *a = dynArray(u)) {
    if (a->len > *budget) return false;
    for (int64_t i = 0; i < a->len; i++)
      if (!inPlace(a->elem, budget)) return false;
    return true;
  }
  return --*budget >= 0;
}
} // namespace

// The data words of two interfaces of one type: in place if they are the values (pointers and the like), as memory if the type
// is plain memory; the runtime looks at what is in all others, and panics if they do not compare.
Value FuncBuilder::equalData(Value typ, Value x, Value y) {
  Type *byteT = basicType(BasicKind::Uint8);
  auto field = [&](uint64_t off, Type *t) {
    return load(t, emit(ir::Op::Retype, pointerTo(t), {emit(ir::Op::PtrAdd, ptrT(), {typ, constInt(intT(), int64_t(off))})}));
  };
  auto has = [&](uint64_t off, int bit) {
    Value masked = emit(ir::Op::And, byteT, {field(off, byteT), constInt(byteT, bit)});
    return emit(ir::Op::Ne, boolT(), {masked, constInt(byteT, 0)});
  };
  Value r = local(boolT());
  Block *direct = newBlock("eq.direct"), *same = newBlock("eq.word"), *indirect = newBlock("eq.indirect"), *memory = newBlock("eq.memory"),
        *ask = newBlock("eq.ask"), *done = newBlock("eq.compared");
  branch(has(offsetof(abi::Type, kind_), abi::KindDirectIface), direct, indirect);
  moveTo(direct);
  branch(emit(ir::Op::Ne, boolT(), {field(offsetof(abi::Type, equal), ptrT()), zero(ptrT())}), same, ask, 1);
  moveTo(same);
  store(r, emit(ir::Op::Eq, boolT(), {x, y}));
  jump(done);
  moveTo(indirect);
  branch(has(offsetof(abi::Type, tflag), abi::TFlagRegularMemory), memory, ask);
  moveTo(memory);
  store(r, callRuntime("runtime.memequal", boolT(), {x, y, field(offsetof(abi::Type, size), intT())}));
  jump(done);
  moveTo(ask);
  store(r, callRuntime("runtime.efaceeq", boolT(), {typ, x, y}));
  jump(done);
  moveTo(done);
  return load(boolT(), r);
}

Value FuncBuilder::equal(Value x, Value y, bool negate) {
  Type *t = x->type, *u = under(t);
  if (y->type != t) y = emit(ir::Op::Retype, t, {y});
  if (isScalar(t)) return emit(negate ? ir::Op::Ne : ir::Op::Eq, boolT(), {x, y});
  auto result = [&](Value v) { return negate ? emit(ir::Op::Not, boolT(), {v}) : v; };
  if (u->kind == TypeKind::Slice) { // against nil
    Type *pt = wordType(t, 0);
    return emit(negate ? ir::Op::Ne : ir::Op::Eq, boolT(), {extract(x, 0, pt), extract(y, 0, pt)});
  }
  Value r = local(boolT());
  Block *done = newBlock("eq.done");
  auto unless = [&](Value c, const char *name) { // false unless c
    Block *next = newBlock(name);
    branch(c, next, done);
    moveTo(next);
  };
  store(r, constInt(boolT(), 0));
  if (isString(t)) {
    Value ln = extract(x, 1, intT());
    unless(emit(ir::Op::Eq, boolT(), {ln, extract(y, 1, intT())}), "eq.len");
    Type *pt = wordType(t, 0);
    store(r, callRuntime("runtime.memequal", boolT(), {extract(x, 0, pt), extract(y, 0, pt), ln}));
  } else if (isComplex(t)) {
    Type *ft = wordType(t, 0);
    unless(emit(ir::Op::Eq, boolT(), {extract(x, 0, ft), extract(y, 0, ft)}), "eq.re");
    store(r, emit(ir::Op::Eq, boolT(), {extract(x, 1, ft), extract(y, 1, ft)}));
  } else if (u->kind == TypeKind::Interface) {
    Value w = extract(x, 0, ptrT());
    unless(emit(ir::Op::Eq, boolT(), {w, extract(y, 0, ptrT())}), "eq.type");
    Value typ = ifaceTypeWord(x);
    store(r, constInt(boolT(), 1));
    Block *some = newBlock("eq.value");
    branch(emit(ir::Op::Eq, boolT(), {typ, zero(ptrT())}), done, some);
    moveTo(some);
    store(r, equalData(typ, extract(x, 1, ptrT()), extract(y, 1, ptrT())));
  } else if (int budget = 8; u->kind == TypeKind::Struct && inPlace(t, &budget)) {
    auto *s = static_cast<Struct *>(u);
    for (size_t i = 0; i < s->fields.size(); i++) {
      if (s->fields[i]->name == "_") continue;
      Type *ft = T(s->fields[i]->type);
      unless(equal(extract(x, int64_t(i), ft), extract(y, int64_t(i), ft), false), "eq.field");
    }
    store(r, constInt(boolT(), 1));
  } else if (int budget = 2; u->kind == TypeKind::Array && inPlace(t, &budget)) {
    Type *et = T(static_cast<Array *>(u)->elem);
    for (int64_t i = 0; i < static_cast<Array *>(u)->len; i++) unless(equal(extract(x, i, et), extract(y, i, et), false), "eq.elem");
    store(r, constInt(boolT(), 1));
  } else if (plainMemory(t)) {
    store(r, callRuntime("runtime.memequal", boolT(), {spill(x), spill(y), constInt(intT(), sizeofType(t))}));
  } else {
    store(r, callRuntime("runtime.typeequal", boolT(), {typeDesc(t), spill(x), spill(y)}));
  }
  jump(done);
  moveTo(done);
  return result(load(boolT(), r));
}

Value FuncBuilder::compareOrdered(FOp op, Value x, Value y) {
  ir::Op o = op == FOp::Lss ? ir::Op::Lt : op == FOp::Leq ? ir::Op::Le : op == FOp::Gtr ? ir::Op::Gt : ir::Op::Ge;
  if (!isString(x->type)) return emit(o, boolT(), {x, y});
  Value c = callRuntime("runtime.cmpstring", intT(), {x, y});
  return emit(o, boolT(), {c, constInt(intT(), 0)});
}

} // namespace ir
