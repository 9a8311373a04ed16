// ir/ir.cpp: the builder of instructions, and canonical types.
#include "ir/ir.h"
#include "frontend/diag.h"
#include <cstdlib>

namespace ir {

using namespace frontend;

namespace {
struct OpRow {
  const char *mnemonic;
  Effect effect;
};
const OpRow opTable[] = {
#define OP(name, mnemonic, effect) {mnemonic, Effect::effect},
#include "ir/ops.def"
#undef OP
};
} // namespace

const char *opMnemonic(Op op) { return opTable[unsigned(op)].mnemonic; }
Effect opEffect(Op op) { return opTable[unsigned(op)].effect; }

bool Block::terminated() const { return !instrs.empty() && opEffect(instrs.back()->op) == Effect::ctrl; }

Pos &lowering() {
  static Pos pos;
  return pos;
}

// A table that, once it is kept with a library, is only read: a process that starts with it puts what it finds out in a table of its
// own. It would else copy page after page of the other.
template <class K, class V> class LayeredMap {
public:
  const V *find(const K &k) const {
    for (auto *map : {&own, &kept})
      if (auto it = map->find(k); it != map->end()) return &it->second;
    return nullptr;
  }
  void set(const K &k, V v) { own[k] = v; }
  void keep() { kept.merge(own); }

private:
  std::unordered_map<K, V> own, kept;
};

static LayeredMap<Type *, int64_t> knownFields;
static LayeredMap<Type *, int> knownDepths;
static LayeredMap<Type *, Type *> canonByPointer; // two caches: most look-ups are of a pointer that was seen before
static LayeredMap<std::string, Type *> canonByString;

void keepCanonicalTypes() { knownFields.keep(), knownDepths.keep(), canonByPointer.keep(), canonByString.keep(); }

// Fields and elements of a value of type t, those of its parts included. Named types can double them with each level.
static int64_t flatFields(Type *t) {
  Type *u = under(t);
  if (auto *a = dynArray(u)) return flatFields(a->elem);
  auto *s = dynStruct(u);
  if (!s) return 1;
  if (auto *known = knownFields.find(s)) return *known;
  knownFields.set(s, 0);
  int64_t sum = 1;
  for (auto *f : s->fields) sum = std::min<int64_t>(sum + flatFields(f->type), maxTypeWeight + 1);
  knownFields.set(s, sum);
  return sum;
}

// How deep the literal types and arguments of t are nested. Each level has a descriptor with a name of its own, as long as
// what is below.
static int depth(Type *t) {
  if (!t || t->kind == TypeKind::Basic) return 0;
  if (auto *known = knownDepths.find(t)) return *known;
  knownDepths.set(t, 0);
  int max = 0;
  auto add = [&](Type *part) { max = std::max(max, depth(part)); };
  auto vars = [&](const List<Var *> &list) {
    for (auto *v : list) add(v->type);
  };
  switch (t->kind) {
  case TypeKind::Array: add(static_cast<Array *>(t)->elem); break;
  case TypeKind::Slice: add(static_cast<Slice *>(t)->elem); break;
  case TypeKind::Pointer: add(static_cast<Pointer *>(t)->elem); break;
  case TypeKind::Chan: add(static_cast<Chan *>(t)->elem); break;
  case TypeKind::Map: add(static_cast<Map *>(t)->key), add(static_cast<Map *>(t)->elem); break;
  case TypeKind::Struct: vars(static_cast<Struct *>(t)->fields); break;
  case TypeKind::Tuple: vars(static_cast<Tuple *>(t)->vars); break;
  case TypeKind::Signature: add(static_cast<Signature *>(t)->params), add(static_cast<Signature *>(t)->results); break;
  case TypeKind::Interface:
    for (auto *m : static_cast<Interface *>(t)->methods) add(m->type);
    break;
  case TypeKind::Named:
    for (auto *a : static_cast<Named *>(t)->targs) add(a);
    break;
  default: break;
  }
  knownDepths.set(t, max + 1);
  return max + 1;
}

// Phases from here on may walk a type, or a value of it, field by field.
static void limitType(Type *t) {
  constexpr int maxDepth = 2000;
  if (typeWeight(t) <= maxTypeWeight && flatFields(t) <= maxTypeWeight && depth(t) <= maxDepth) return;
  fatalError(lowering(), "type is too complex (implementation limitation)");
}

Type *canon(Type *t) {
  if (!t) return nullptr;
  if (auto *c = canonByPointer.find(t)) return *c;
  limitType(t);
  std::string name = linkString(t);
  auto *known = canonByString.find(name);
  Type *c = known ? *known : t;
  if (!known) canonByString.set(name, t);
  canonByPointer.set(t, c);
  return c;
}

Func *Module::findFunc(const std::string &symbol) const {
  auto it = funcBySymbol.find(symbol);
  return it != funcBySymbol.end() ? it->second : base ? base->findFunc(symbol) : nullptr;
}

const Module *Module::typeModule(Type *t, int64_t *offset) const {
  auto it = typeOffset.find(t);
  if (it == typeOffset.end()) return base ? base->typeModule(t, offset) : nullptr;
  *offset = it->second;
  return this;
}

std::string Module::typeSymbol(Type *t) const {
  std::string s = "type:" + linkString(t);
  typeSymbols.emplace(s, t);
  return s;
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
