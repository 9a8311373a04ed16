// jit/codegen_arguments.cpp: what a traceback prints as the arguments of a function: gc's form, with gc's limits.
//
//   main.f(0x1, {0xc000012000, 0x3, 0x8}, ...)    scalars in hexadecimal, composite values in braces
#include "jit/codegen.h"

using namespace llvm;

namespace jit {

namespace {

using Step = abi::ArgStep;
constexpr unsigned maxValues = 10, maxDepth = 5;

// Where one parameter is: its scalars one by one, or all of it in memory that a word points to.
struct Parameter {
  const Layout &layout;
  std::vector<Step> words; // of its LLVM parameters
};

class Steps {
public:
  explicit Steps(Types &types) : types(types) {}

  bool visit(const Parameter &p, fe::Type *t, uint64_t off, unsigned depth) {
    if (n >= maxValues) return add(Step::more), false;
    fe::Type *u = fe::under(t);
    if (!isComposite(u)) return value(p, off, types.of(t).size), true;
    add(Step::open);
    if (depth + 1 >= maxDepth) {
      add(Step::more);
      n++;
    } else {
      parts(p, u, off, depth + 1);
    }
    add(Step::close);
    return true;
  }

  std::vector<Step> out;

private:
  static bool isComposite(fe::Type *u) {
    auto *b = fe::dynBasic(u);
    return u->kind == fe::TypeKind::Struct || u->kind == fe::TypeKind::Array || u->kind == fe::TypeKind::Interface ||
           u->kind == fe::TypeKind::Slice || (b && (b->info & (fe::IsString | fe::IsComplex)));
  }

  void parts(const Parameter &p, fe::Type *u, uint64_t off, unsigned depth) {
    if (u->kind == fe::TypeKind::Struct || u->kind == fe::TypeKind::Array) {
      const Layout &l = types.of(u);
      auto *array = u->kind == fe::TypeKind::Array ? static_cast<fe::Array *>(u) : nullptr;
      uint64_t count = array ? uint64_t(array->len) : l.parts.size();
      if (count == 0) n++;
      for (uint64_t k = 0; k < count; k++)
        if (!visit(p, array ? array->elem : l.parts[k].type, off + (array ? k * types.of(array->elem).size : l.parts[k].off), depth))
          return;
      return;
    }
    uint64_t words = u->kind == fe::TypeKind::Slice ? 3 : 2, size = types.of(u).size / words;
    for (uint64_t k = 0; k < words; k++) {
      if (n >= maxValues) return void(add(Step::more));
      value(p, off + k * size, size);
    }
  }

  void value(const Parameter &p, uint64_t off, uint64_t size) {
    n++;
    Step s = p.words.empty() ? Step{Step::more, 0, 0, false, 0} : p.words[0];
    if (!p.layout.ssa) {
      s.stack = s.kind == Step::stackWord;
      s.kind = Step::memory;
      s.off = uint32_t(off);
    } else {
      for (size_t k = 0; k < p.layout.scalars.size(); k++)
        if (p.layout.scalars[k].off == off) s = p.words[k];
    }
    s.size = uint8_t(size);
    out.push_back(s);
  }

  void add(Step::Kind k) { out.push_back({k, 0, 0, false, 0}); }

  Types &types;
  unsigned n = 0;
};

// In which argument word each LLVM parameter arrives.
std::vector<Step> wordsOf(const FunctionType *type) {
  std::vector<Step> words;
  unsigned ints = 0, floats = 0, stack = 0;
  for (Type *t : type->params()) {
    bool flt = t->isFloatingPointTy();
    if (flt ? floats < 8 : ints < 12)
      words.push_back({flt ? Step::floatWord : Step::word, 8, uint8_t(flt ? floats++ : ints++), false, 0});
    else
      words.push_back({Step::stackWord, 8, uint8_t(std::min(stack++, 255u)), true, 0});
  }
  return words;
}

} // namespace

std::vector<abi::ArgStep> ModuleGen::argumentSteps(const ir::Func &f) {
  const FnAbi &a = abiOf(&f);
  std::vector<Step> words = wordsOf(a.type);
  Steps steps(types);
  for (size_t k = 0; k < f.params.size(); k++) {
    Parameter p{types.of(f.params[k]->type), {}};
    for (unsigned w : a.param[k]) p.words.push_back(words[w]);
    if (!steps.visit(p, f.params[k]->type, 0, 0)) break;
  }
  return steps.out;
}

} // namespace jit
