// jit/codegen_calls.cpp: calls of Go functions, closures, interface methods and runtime entries.
//
// Go convention: context, [result slot], receiver, parameters; see FnAbi. Runtime entries take no context: their
// arguments are plain 64-bit words (and floats). Results are taken apart right behind the call, because a pointer
// inside a first-class aggregate that lives across the next call would be missed by the stack maps.
#include "jit/codegen.h"
#include "runtime/abi/type.h"
#include <llvm/IR/MDBuilder.h>

using namespace llvm;

namespace jit {

CallBase *FuncGen::emitCall(FunctionType *ft, Value *callee, ArrayRef<Value *> args, CallingConv::ID cc, bool leaf, bool noReturn) {
  CallBase *c;
  if (deferred && !leaf) {
    auto *next = block("cont");
    c = b.CreateInvoke(ft, callee, next, landingPad(), args);
    b.SetInsertPoint(next);
  } else {
    c = b.CreateCall(ft, callee, args);
  }
  c->setCallingConv(cc);
  if (leaf)
    c->addFnAttr(Attribute::get(m.ctx, "gc-leaf-function"));
  else
    c->addFnAttr(Attribute::NoMerge); // a traceback names each call's own line
  if (noReturn) c->setDoesNotReturn();
  return c;
}

Val FuncGen::takeApart(CallBase *c, const std::vector<Scalar> &scalars) {
  Val r;
  for (unsigned k = 0; k < scalars.size(); k++) {
    Value *v = scalars.size() == 1 ? static_cast<Value *>(c) : b.CreateExtractValue(c, k);
    if (v->getType() != scalars[k].ty) v = b.CreateTrunc(v, scalars[k].ty);
    r.s.push_back(v);
  }
  return r;
}

// single: the call's value is the one result itself, not a tuple of one.
Val FuncGen::goCall(FnAbi &a, Value *callee, Value *ctxArg, ArrayRef<const Val *> args, ArrayRef<const Layout *> layouts, bool single,
                    const Layout *result) {
  std::vector<Value *> in(a.type->getNumParams());
  in[0] = ctxArg ? ctxArg : PoisonValue::get(t.p1);
  Value *res = nullptr;
  if (a.resultSlot) in[1] = res = temp(*a.results, "results");
  for (unsigned f : a.fillers) in[f] = PoisonValue::get(t.i64);
  for (size_t k = 0; k < args.size(); k++) {
    if (a.byRef[k]) {
      in[a.param[k][0]] = spill(*layouts[k], *args[k]);
      continue;
    }
    for (size_t j = 0; j < a.param[k].size(); j++) {
      Value *v = args[k]->s[j];
      Type *want = a.type->getParamType(a.param[k][j]);
      if (v->getType() != want) {
        const Scalar &s = layouts[k]->scalars[j];
        v = s.sgn ? b.CreateSExt(v, want) : b.CreateZExt(v, want);
      }
      in[a.param[k][j]] = v;
    }
  }
  auto *c = emitCall(a.type, callee, in, CallingConv::PreserveNone, false, false);
  if (!result || a.results->size == 0) {
    Val none;
    return none;
  }
  if (!a.resultSlot) return takeApart(c, a.results->scalars);
  Val r;
  if (single && result->ssa) return loadVal(*result, res);
  r.mem = res;
  return r;
}

Val FuncGen::callFunc(const ir::Instr *i) {
  const ir::Func *f = i->func;
  Val out;
  if (intrinsic(i, out)) return out;
  if (!f->hasBody()) {
    if (auto *d = findEntry(f->symbol)) return callEntry(i, d);
    m.fail(fn.symbol + ": relocation target " + f->symbol + " not defined");
    return i->type ? zeroVal(t.of(i->type)) : Val();
  }
  std::vector<const Val *> args;
  std::vector<const Layout *> layouts;
  for (size_t k = 0; k < i->ops.size(); k++) {
    args.push_back(&val(i->ops[k]));
    layouts.push_back(&t.of(f->params[k]->type));
  }
  return goCall(m.abiOf(f), m.function(f), nullptr, args, layouts, f->results.size() == 1, i->type ? &t.of(i->type) : nullptr);
}

Val FuncGen::callClosure(const ir::Instr *i) {
  auto *sig = static_cast<fe::Signature *>(fe::under(i->auxType));
  Value *fv = sc(i->ops[0]);
  Value *code = b.CreateLoad(t.p0, fv);
  std::vector<const Val *> args;
  std::vector<const Layout *> layouts;
  for (size_t k = 1; k < i->ops.size(); k++) {
    args.push_back(&val(i->ops[k]));
    layouts.push_back(&t.of(sig->params->vars[k - 1]->type));
  }
  return goCall(m.abiOf(sig, nullptr), code, fv, args, layouts, sig->results->vars.size() == 1, i->type ? &t.of(i->type) : nullptr);
}

Val FuncGen::callIface(const ir::Instr *i) {
  auto *sig = static_cast<fe::Signature *>(fe::under(i->auxType));
  const Val &iface = val(i->ops[0]);
  fe::Type *ptr = fe::basicType(fe::BasicKind::UnsafePointer);
  auto *code = b.CreateLoad(t.p0, at(iface.s[0], offsetof(abi::Itab, fun) + sizeof(void *) * uint64_t(i->imm)));
  code->setMetadata(LLVMContext::MD_invariant_load, MDNode::get(m.ctx, {}));
  Val recv = iface.s[1];
  std::vector<const Val *> args{&recv};
  std::vector<const Layout *> layouts{&t.of(ptr)};
  for (size_t k = 1; k < i->ops.size(); k++) {
    args.push_back(&val(i->ops[k]));
    layouts.push_back(&t.of(sig->params->vars[k - 1]->type));
  }
  return goCall(m.abiOf(sig, ptr), code, nullptr, args, layouts, sig->results->vars.size() == 1, i->type ? &t.of(i->type) : nullptr);
}

// Words of runtime entries are 64 bits wide, extended by their type.
Value *FuncGen::entryWord(const Scalar &s, Value *v) {
  if (s.flt || s.ptr || v->getType() == t.i64) return v;
  return s.sgn ? b.CreateSExt(v, t.i64) : b.CreateZExt(v, t.i64);
}

Val FuncGen::callEntry(const ir::Instr *i, const EntryDesc *d) {
  std::vector<Value *> args;
  std::vector<Type *> types;
  bool leaf = d->is(abi::leaf);
  auto push = [&](Value *v) {
    args.push_back(v);
    types.push_back(v->getType());
  };
  for (auto *o : i->ops) {
    const Layout &l = t.of(o->type);
    const Val &v = val(o);
    if (v.mem) {
      push(v.mem);
      continue;
    }
    for (size_t k = 0; k < v.s.size(); k++) push(entryWord(l.scalars[k], v.s[k]));
  }
  const Layout *r = i->type ? &t.of(i->type) : nullptr;
  Type *ret = t.voidTy;
  if (r && !r->scalars.empty()) {
    std::vector<Type *> el;
    for (const Scalar &s : r->scalars) el.push_back(t.memType(s.ty));
    ret = el.size() == 1 ? el[0] : StructType::get(m.ctx, el);
  }
  auto f = m.entry(d, types, ret);
  auto *c =
      emitCall(f.getFunctionType(), f.getCallee(), args, leaf ? CallingConv::C : CallingConv::PreserveNone, leaf, d->is(abi::noreturn));
  return r ? takeApart(c, r->scalars) : Val();
}

// A look at the place of the cache that the two hashes name; if others are there, a call. std's image does not know where the
// cache of a runtime is, and calls.
Val FuncGen::findItab(const ir::Instr *i) {
  const EntryDesc *leaf = findEntry(i->str);
  if (m.isLibrary()) return callEntry(i, leaf);
  Value *inter = sc(i->ops[0]), *typ = sc(i->ops[1]);
  auto *look = block("itab.look"), *hit = block("itab.hit"), *ask = block("itab.ask"), *done = block("itab.found");
  MDNode *seldom = MDBuilder(m.ctx).createBranchWeights(1, 2000), *mostly = MDBuilder(m.ctx).createBranchWeights(2000, 1);
  b.CreateCondBr(b.CreateICmpEQ(typ, m.null()), ask, look, seldom);

  b.SetInsertPoint(look);
  auto hash = [&](Value *descriptor) { return b.CreateLoad(t.i32, at(descriptor, offsetof(abi::Type, hash))); };
  Value *place = b.CreateAnd(b.CreateXor(hash(typ), hash(inter)), abi::itabCacheSize - 1);
  Value *entry = b.CreateGEP(t.i8, m.itabCache(), b.CreateMul(b.CreateZExt(place, t.i64), b.getInt64(sizeof(abi::CachedItab))));
  auto word = [&](uint64_t off) { return b.CreateAlignedLoad(typ->getType(), at(entry, off), Align(8)); };
  auto *have = word(offsetof(abi::CachedItab, typ));
  have->setAtomic(AtomicOrdering::Acquire); // pairs with cacheItab
  Value *same = b.CreateAnd(b.CreateICmpEQ(have, typ), b.CreateICmpEQ(word(offsetof(abi::CachedItab, inter)), inter));
  b.CreateCondBr(same, hit, ask, mostly);

  b.SetInsertPoint(hit);
  Value *tab = word(offsetof(abi::CachedItab, implements));
  b.CreateBr(done);

  b.SetInsertPoint(ask);
  Val asked = callEntry(i, leaf);
  auto *fromAsk = b.GetInsertBlock();
  b.CreateBr(done);

  b.SetInsertPoint(done);
  Val r;
  r.s = {either(tab, hit, asked.s[0], fromAsk), either(ConstantInt::get(asked.s[1]->getType(), 1), hit, asked.s[1], fromAsk)};
  return r;
}

bool FuncGen::callOp(const ir::Instr *i) {
  Val out;
  switch (i->op) {
  case ir::Op::Call: out = callFunc(i); break;
  case ir::Op::CallClosure: out = callClosure(i); break;
  case ir::Op::CallIface: out = callIface(i); break;
  case ir::Op::CallRuntime: {
    if (ir::Func *written = m.ir.findFunc(i->str); written && written->hasBody()) { // in Go
      ir::Instr call(*i);
      call.func = written;
      out = callFunc(&call);
      break;
    }
    if (i->str == "runtime.typedslicecopy" && !t.of(i->ops[0]->auxType).pointers) {
      out = copyElements(i);
      break;
    }
    if (ir::isMadeByRuntime(*i) && !(i->flags & ir::Heap)) {
      out = fe::dynMap(fe::under(i->type)) ? stackMap(i) : i->flags & ir::Borrows ? borrowedBytes(i) : stackBytes(i);
      break;
    }
    if (i->str == "runtime.finditab") {
      out = findItab(i);
      break;
    }
    auto *d = findEntry(i->str);
    if (!d) m.bug(&fn, i->pos, "unknown runtime call " + i->str);
    out = callEntry(i, d);
    break;
  }
  case ir::Op::Defer: deferCall(i); return true;
  case ir::Op::DeferReturn: deferReturn(i); return true;
  case ir::Op::Recover: out = recover_(i); break;
  default: return false;
  }
  vals[i->id] = std::move(out);
  return true;
}

} // namespace jit
