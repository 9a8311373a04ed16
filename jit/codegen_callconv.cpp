// jit/codegen_callconv.cpp: how a Go signature becomes an LLVM function type: the calling convention (README.md).
#include "jit/codegen.h"

using namespace llvm;

namespace jit {

FnAbi &ModuleGen::abiOf(const std::vector<fe::Type *> &params, const std::vector<fe::Type *> &results) {
  auto [it, fresh] = abis.try_emplace({params, results});
  FnAbi &a = it->second;
  if (!fresh) return a;
  a.results = &types.tuple(results);
  unsigned ints = 0, floats = 0;
  for (const Scalar &s : a.results->scalars) (s.flt ? floats : ints)++;
  a.resultSlot = !a.results->ssa || ints > 3 || floats > 2;

  std::vector<Type *> in;
  unsigned words = 0;
  bool filled = false;
  auto addWord = [&](Type *ty) {
    if (words == 10 && !filled) {
      filled = true;
      for (int k = 0; k < 2; k++) {
        a.fillers.push_back(unsigned(in.size()));
        in.push_back(types.i64);
      }
    }
    words++;
    in.push_back(ty);
    return unsigned(in.size() - 1);
  };
  addWord(types.p1);
  if (a.resultSlot) addWord(types.p1);
  for (fe::Type *p : params) {
    const Layout &l = types.of(p);
    a.byRef.push_back(!l.ssa);
    auto &idx = a.param.emplace_back();
    if (!l.ssa) {
      idx.push_back(addWord(types.p1));
      continue;
    }
    for (const Scalar &s : l.scalars) {
      if (s.flt) {
        in.push_back(s.ty);
        idx.push_back(unsigned(in.size() - 1));
      } else {
        idx.push_back(addWord(s.ty->isIntegerTy() && s.ty->getIntegerBitWidth() < 32 ? types.i64 : s.ty));
      }
    }
  }
  Type *ret = types.voidTy;
  if (!a.resultSlot && !a.results->scalars.empty()) {
    std::vector<Type *> r;
    for (const Scalar &s : a.results->scalars) r.push_back(types.memType(s.ty));
    ret = r.size() == 1 ? r[0] : StructType::get(ctx, r);
  }
  a.type = FunctionType::get(ret, in, false);
  return a;
}

FnAbi &ModuleGen::abiOf(const ir::Func *f) {
  std::vector<fe::Type *> params;
  for (auto *p : f->params) params.push_back(p->type);
  return abiOf(params, f->results);
}

FnAbi &ModuleGen::abiOf(fe::Signature *sig, fe::Type *recv) {
  std::vector<fe::Type *> params, results;
  if (recv) params.push_back(recv);
  for (fe::Var *v : sig->params->vars) params.push_back(v->type);
  for (fe::Var *v : sig->results->vars) results.push_back(v->type);
  return abiOf(params, results);
}

} // namespace jit
