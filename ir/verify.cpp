// ir/verify.cpp: the checker between the lowering and everything after it (--verify-each, always in dev builds).
//
// I1 every block ends in exactly one control instruction, its targets are blocks of the same function
// I2 operands are defined, in a block that dominates the use (or earlier in the same block)
// I3 operand counts and the types that the code generator relies on
// I4 a call of the runtime gives and takes the words that runtime/abi/entries.def declares
#include "ir/ir.h"
#include "runtime/abi/entry_table.h"
#include <algorithm>
#include <set>

namespace ir {

using namespace frontend;

namespace {

// ---- the words of a value, by the rule of jit/codegen_types.cpp: what holds an array of several elements, or more than
// eight words, is passed by address.

bool addWords(Type *t, std::string &words);

bool addStructWords(const List<Var *> &fields, std::string &words) {
  for (const Var *v : fields)
    if (!addWords(v->type, words)) return false;
  return true;
}

const char *basicWords(const Basic *b) {
  if (b->bkind == BasicKind::UnsafePointer) return "p";
  if (b->info & IsString) return "pi";
  if (b->info & IsComplex) return "ff";
  return b->info & IsFloat ? "f" : "i";
}

bool addWords(Type *t, std::string &words) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic: words += basicWords(static_cast<Basic *>(u)); break;
  case TypeKind::Slice: words += "pii"; break;
  case TypeKind::Interface: words += "pp"; break;
  case TypeKind::Struct:
    if (!addStructWords(static_cast<Struct *>(u)->fields, words)) return false;
    break;
  case TypeKind::Array:
    if (auto *a = static_cast<Array *>(u); a->len > 1 || (a->len == 1 && !addWords(a->elem, words))) return false;
    break;
  default: words += 'p';
  }
  return words.size() <= 8;
}

} // namespace

std::string abiWords(Type *t) {
  std::string words;
  if (auto *tuple = dynTuple(t))
    for (const Var *v : tuple->vars) words += abiWords(v->type);
  else if (!addWords(t, words))
    return "p";
  return words;
}

namespace {

class Verifier {
public:
  Verifier(const Func &f, std::string &err) : f(f), err(err) {}

  bool run() {
    if (f.blocks.empty()) return true;
    for (auto *b : f.blocks) index[b] = blocks.size(), blocks.push_back(b);
    for (auto *b : blocks)
      if (!checkShape(b)) return false;
    computeDominators();
    for (auto *p : f.params) defined[p] = {0, -1};
    for (auto *b : blocks)
      for (size_t i = 0; i < b->instrs.size(); i++) defined[b->instrs[i]] = {index[b], int(i)};
    for (auto *b : blocks)
      if (reachable(index[b]))
        for (size_t i = 0; i < b->instrs.size(); i++)
          if (!checkUses(b, int(i))) return false;
    return true;
  }

private:
  const Func &f;
  std::string &err;
  std::vector<Block *> blocks;
  std::unordered_map<const Block *, size_t> index;
  std::unordered_map<const Instr *, std::pair<size_t, int>> defined;
  std::vector<int> idom, postorder;

  bool fail(const Instr *i, const std::string &what) {
    err = f.symbol + ": " + (i ? std::string(opMnemonic(i->op)) + " %" + std::to_string(i->id) + ": " : "") + what;
    return false;
  }

  bool checkShape(Block *b) {
    if (!b->terminated()) return fail(nullptr, "block " + b->name + "." + std::to_string(b->id) + " does not end in a control instruction");
    for (size_t i = 0; i < b->instrs.size(); i++) {
      auto *in = b->instrs[i];
      if (opEffect(in->op) == Effect::ctrl && i + 1 != b->instrs.size()) return fail(in, "control instruction inside a block");
      for (auto *t : in->targets)
        if (!index.count(t)) return fail(in, "target is not a block of this function");
      if (!checkOperands(in)) return false;
    }
    return true;
  }

  static bool isPointerLike(Type *t) {
    Type *u = under(t);
    return u->kind == TypeKind::Pointer || u->kind == TypeKind::Map || u->kind == TypeKind::Chan || u->kind == TypeKind::Signature ||
           (dynBasic(u) && dynBasic(u)->bkind == BasicKind::UnsafePointer);
  }

  bool checkOperands(Instr *i) {
    auto need = [&](size_t n) {
      return i->ops.size() == n || fail(i, "takes " + std::to_string(n) + " operands, has " + std::to_string(i->ops.size()));
    };
    for (auto *v : i->ops) {
      if (!v) return fail(i, "null operand");
      if (!v->type) return fail(i, "operand %" + std::to_string(v->id) + " (" + opMnemonic(v->op) + ") has no value");
    }
    switch (i->op) {
    case Op::Load:
    case Op::ZeroMem:
      if (!need(1)) return false;
      return isPointerLike(i->ops[0]->type) || fail(i, "address is not a pointer: " + typeString(i->ops[0]->type));
    case Op::Store:
      if (!need(2)) return false;
      if (auto *p = dynPointer(under(i->ops[0]->type));
          p && canon(p->elem) != canon(i->ops[1]->type) && linkString(under(p->elem)) != linkString(under(i->ops[1]->type)))
        return fail(i, "stores " + typeString(i->ops[1]->type) + " to " + typeString(i->ops[0]->type));
      return isPointerLike(i->ops[0]->type) || fail(i, "address is not a pointer");
    case Op::Move:
    case Op::IndexAddr:
    case Op::PtrAdd:
    case Op::BoundsCheck:
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::Div:
    case Op::Rem:
    case Op::And:
    case Op::Or:
    case Op::Xor:
    case Op::AndNot:
    case Op::Shl:
    case Op::Shr:
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le:
    case Op::Gt:
    case Op::Ge: return need(2);
    case Op::NilCheck:
    case Op::FieldAddr:
    case Op::Extract:
    case Op::Neg:
    case Op::Not:
    case Op::Com:
    case Op::DivCheck:
    case Op::ShiftCheck:
    case Op::Convert:
    case Op::Retype:
    case Op::PtrToInt:
    case Op::IntToPtr:
    case Op::Branch:
    case Op::Defer:
    case Op::Switch: return need(1);
    case Op::Call:
      if (!i->func) return fail(i, "no function");
      if (auto *e = !i->func->hasBody() ? abi::findEntry(i->func->symbol) : nullptr) return checkEntry(i, *e);
      return checkArguments(i, *i->func);
    case Op::CallRuntime: return checkRuntimeCall(i);
    case Op::Ret: return i->ops.size() == f.results.size() || fail(i, "wrong number of results");
    default: return true;
    }
  }

  bool checkArguments(Instr *i, const Func &callee) {
    return i->ops.size() == callee.params.size() || fail(i, "calls " + callee.symbol + " with " + std::to_string(i->ops.size()) +
                                                                " arguments, wants " + std::to_string(callee.params.size()));
  }

  // Package runtime's own Go code, or an entry.
  bool checkRuntimeCall(Instr *i) {
    if (auto *written = f.module->findFunc(i->str); written && written->hasBody()) return checkArguments(i, *written);
    auto *e = abi::findEntry(i->str);
    return e ? checkEntry(i, *e) : fail(i, "calls " + i->str + ", which nothing defines");
  }

  bool checkEntry(Instr *i, const abi::EntryDesc &e) {
    std::string have, results = i->type ? abiWords(i->type) : "";
    for (auto *v : i->ops) have += abiWords(v->type);
    std::string_view want = e.sig.args.text();
    if (!abi::fits(have, want))
      return fail(i, "calls " + std::string(e.symbol) + " with words \"" + have + "\", wants \"" + std::string(want) + "\"");
    want = e.sig.results.text();
    return !i->type || abi::fits(results, want) ||
           fail(i, "takes words \"" + results + "\" from " + std::string(e.symbol) + ", which returns \"" + std::string(want) + "\"");
  }

  void computeDominators() { // Cooper, Harvey, Kennedy: A Simple, Fast Dominance Algorithm
    size_t n = blocks.size();
    std::vector<std::vector<int>> succ(n), pred(n);
    for (size_t b = 0; b < n; b++) {
      for (auto *t : blocks[b]->instrs.back()->targets) succ[b].push_back(int(index[t]));
    }
    if (f.recoverBlock)
      for (size_t b = 0; b < n; b++)
        if (blocks[b] != f.recoverBlock) {
          succ[0].push_back(int(index[f.recoverBlock]));
          break;
        }
    for (size_t b = 0; b < n; b++)
      for (int s : succ[b]) pred[s].push_back(int(b));
    std::vector<int> order(n, -1), byOrder;
    std::vector<std::pair<int, size_t>> stack{{0, 0}};
    std::vector<bool> seen(n);
    seen[0] = true;
    while (!stack.empty()) {
      auto &[b, k] = stack.back();
      if (k < succ[b].size()) {
        int s = succ[b][k++];
        if (!seen[s]) seen[s] = true, stack.push_back({s, 0});
      } else {
        order[b] = int(byOrder.size());
        byOrder.push_back(b);
        stack.pop_back();
      }
    }
    idom.assign(n, -1);
    idom[0] = 0;
    postorder = order;
    for (bool changed = true; changed;) {
      changed = false;
      for (size_t k = byOrder.size(); k-- > 0;) {
        int b = byOrder[k], d = -1;
        if (b == 0) continue;
        for (int p : pred[b])
          if (idom[p] >= 0) d = d < 0 ? p : intersect(p, d);
        if (d != idom[b]) idom[b] = d, changed = true;
      }
    }
  }

  int intersect(int a, int b) const {
    while (a != b) {
      while (postorder[a] < postorder[b]) a = idom[a];
      while (postorder[b] < postorder[a]) b = idom[b];
    }
    return a;
  }

  bool reachable(size_t b) const { return idom[b] >= 0; }

  bool dominates(size_t a, size_t b) const {
    for (int x = int(b);; x = idom[x]) {
      if (x == int(a)) return true;
      if (x == 0 || x < 0) return false;
    }
  }

  bool checkUses(Block *b, int at) {
    auto *i = b->instrs[at];
    for (auto *v : i->ops) {
      auto it = defined.find(v);
      if (it == defined.end()) return fail(i, "operand %" + std::to_string(v->id) + " is not defined in this function");
      auto [db, di] = it->second;
      if (db == index[b] ? di >= at : !dominates(db, index[b]))
        return fail(i, "operand %" + std::to_string(v->id) + " does not dominate its use");
    }
    return true;
  }
};

} // namespace

bool verify(const Func &f, std::string &err) { return Verifier(f, err).run(); }

} // namespace ir
