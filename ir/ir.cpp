// ir/ir.cpp: the builder of instructions, and canonical types.
#include "ir/ir.h"
#include <cstdlib>

namespace ir {

using namespace frontend;

namespace {
struct OpRow { const char *mnemonic; Effect effect; };
const OpRow opTable[] = {
#define OP(name, mnemonic, effect) {mnemonic, Effect::effect},
#include "ir/ops.def"
#undef OP
};
} // namespace

const char *opMnemonic(Op op) { return opTable[unsigned(op)].mnemonic; }
Effect opEffect(Op op) { return opTable[unsigned(op)].effect; }

bool Block::terminated() const { return !instrs.empty() && opEffect(instrs.back()->op) == Effect::ctrl; }

Type *canon(Type *t) {
  // Two caches: most look-ups are of a pointer that was seen before.
  static std::unordered_map<Type *, Type *> byPointer;
  static std::unordered_map<std::string, Type *> byString;
  if (!t) return nullptr;
  if (auto it = byPointer.find(t); it != byPointer.end()) return it->second;
  Type *c = byString.try_emplace(linkString(t), t).first->second;
  byPointer.emplace(t, c);
  return c;
}

Block *Builder::newBlock(std::string name) {
  auto *b = new Block{uint32_t(fn->blocks.size()), fn, std::move(name), {}};
  fn->blocks.push_back(b);
  return b;
}

Instr *Builder::emit(Op op, Type *type, std::vector<Value> ops) {
  auto *i = new Instr;
  i->op = op;
  i->id = fn->nextId++;
  i->type = type;
  i->pos = pos;
  i->block = at;
  i->ops = std::move(ops);
  at->instrs.push_back(i);
  return i;
}

Value Builder::constInt(Type *t, int64_t v) {
  auto *i = emit(Op::ConstInt, t);
  i->imm = v;
  return i;
}

Value Builder::zero(Type *t) { return emit(Op::Zero, t); }
Value Builder::load(Type *t, Value p) { return emit(Op::Load, t, {p}); }

void Builder::store(Value p, Value v) { emit(Op::Store, nullptr, {p, v}); }

Value Builder::extract(Value v, int64_t word, Type *t) {
  if (v->op == Op::Make && !v->isParam) return v->ops[word];
  auto *i = emit(Op::Extract, t, {v});
  i->imm = word;
  return i;
}

Value Builder::callRuntime(const char *symbol, Type *result, std::vector<Value> args) {
  auto *i = emit(Op::CallRuntime, result, std::move(args));
  i->str = symbol;
  return i;
}

void Builder::jump(Block *b) { emit(Op::Jump, nullptr)->targets = {b}; }

void Builder::branch(Value c, Block *t, Block *f, int likely) {
  auto *i = emit(Op::Branch, nullptr, {c});
  i->targets = {t, f};
  i->imm = likely;
}

Type *wordType(Type *composite, int64_t word) {
  Type *u = under(composite);
  Type *pointer = basicType(BasicKind::UnsafePointer), *integer = basicType(BasicKind::Int);
  switch (u->kind) {
  case TypeKind::Slice: return word == 0 ? canon(new Pointer(static_cast<Slice *>(u)->elem)) : integer;
  case TypeKind::Interface: return pointer;
  case TypeKind::Struct: return canon(static_cast<Struct *>(u)->fields[word]->type);
  case TypeKind::Array: return canon(static_cast<Array *>(u)->elem);
  case TypeKind::Tuple: return canon(static_cast<Tuple *>(u)->vars[word]->type);
  case TypeKind::Basic:
    switch (static_cast<Basic *>(u)->bkind) {
    case BasicKind::String: return word == 0 ? canon(new Pointer(universeByte)) : integer;
    case BasicKind::Complex64: return basicType(BasicKind::Float32);
    case BasicKind::Complex128: return basicType(BasicKind::Float64);
    default: break;
    }
    break;
  default: break;
  }
  std::abort();
}

} // namespace ir
