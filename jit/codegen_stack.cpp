// jit/codegen_stack.cpp: what the runtime makes on the heap, and the compiler in the frame, or not at all, if nothing keeps it
// longer (ir/escape.cpp): small maps, the bytes of short strings.
#include "jit/codegen.h"
#include "runtime/abi/mapkey.h"

using namespace llvm;

namespace jit {

// Memory of whole words, of which those whose bit is set are pointers.
AllocaInst *FuncGen::words(uint64_t n, const std::vector<uint64_t> &pointers, const Twine &name) {
  SmallVector<Type *, 64> types;
  for (uint64_t w = 0; w < n; w++) {
    bool pointer = w / 64 < pointers.size() && (pointers[w / 64] >> w % 64 & 1);
    types.push_back(pointer ? static_cast<Type *>(t.p1) : t.i64);
  }
  return alloca_(StructType::get(m.ctx, types), name);
}

Val FuncGen::stackMap(const ir::Instr *i) {
  auto *map = static_cast<fe::Map *>(fe::under(i->type));
  const Layout &key = t.of(map->key), &elem = t.of(map->elem);
  const abi::MapSlot slot(key.size, key.align, elem.size, elem.align);
  std::vector<uint64_t> bits;
  for (uint64_t k = 0; k < abi::mapGroupSlots; k++) {
    t.pointerBits(map->key, 8 + k * slot.size, bits);
    t.pointerBits(map->elem, 8 + k * slot.size + slot.elemOff, bits);
  }
  Value *group = words(slot.group / 8, bits, "group");
  Value *header = words(abi::hmapWords, {uint64_t(1) << abi::hmapGroupsWord}, "map");
  auto f = m.entry(findEntry("runtime.makemapstack"), {t.p1, t.p1, t.p1}, t.voidTy);
  emitCall(f.getFunctionType(), f.getCallee(), {sc(i->ops[0]), header, group}, CallingConv::PreserveNone, false, false);
  return header;
}

// []byte(s), string(b), a + b of up to 32 bytes: in a buffer of the frame. What is longer comes from the runtime.
Val FuncGen::stackBytes(const ir::Instr *i) {
  constexpr uint64_t size = 32; // as in gc, for cap shows it
  const bool slice = i->str == "runtime.stringtoslicebyte", joined = i->str == "runtime.concatstrings";
  Value *buffer = alloca_(ArrayType::get(t.i8, size), "bytes"), *here = buffer, *len;
  auto *small = block("bytes.small"), *large = block("bytes.large"), *done = block("bytes.done");
  if (joined) {
    auto f = m.entry(findEntry("runtime.concatsmall"), {t.p1, t.i64, t.p1}, StructType::get(m.ctx, {t.p1, t.i64}));
    auto *c = emitCall(f.getFunctionType(), f.getCallee(), {sc(i->ops[0]), sc(i->ops[1]), buffer}, CallingConv::C, true, false);
    here = b.CreateExtractValue(c, 0), len = b.CreateExtractValue(c, 1);
    b.CreateCondBr(b.CreateICmpNE(here, m.null()), small, large);
    b.SetInsertPoint(small);
  } else {
    Value *from = slice ? val(i->ops[0]).s[0] : sc(i->ops[0]);
    len = slice ? val(i->ops[0]).s[1] : sc(i->ops[1]);
    b.CreateCondBr(b.CreateICmpULE(len, b.getInt64(size)), small, large);
    b.SetInsertPoint(small);
    if (slice) b.CreateMemSet(buffer, b.getInt8(0), size, Align(8)); // cap shows what is behind
    b.CreateMemCpy(buffer, Align(8), from, Align(1), len);
  }
  b.CreateBr(done);
  b.SetInsertPoint(large);
  Val made = callEntry(i, findEntry(i->str));
  auto *there = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  auto merge = [&](Value *ours, Value *theirs) { return either(ours, small, theirs, there); };
  Val r;
  r.s = {merge(here, made.s[0]), merge(len, made.s[1])};
  if (slice) r.s.push_back(merge(b.getInt64(size), made.s[2]));
  return r;
}

// []byte(s) that nobody writes to: s itself. The slice is not nil, even if s has no address.
Val FuncGen::borrowedBytes(const ir::Instr *i) {
  const Val s = val(i->ops[0]);
  Value *here = b.CreateSelect(b.CreateICmpEQ(s.s[0], m.null()), m.zeroBase(), s.s[0]), *len = s.s[1];
  Val r;
  r.s = {here, len, len};
  return r;
}

} // namespace jit
