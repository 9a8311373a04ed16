// jit/codegen_func.cpp: one function: blocks in reverse postorder, parameters, allocas, returns, the landing pad.
//
// The LLVM entry block holds only allocas and the unpacking of parameters. IR blocks are emitted in reverse
// postorder, so definitions come before uses (there are no phis: what merges goes through allocas, which LLVM's SROA
// turns into registers).
//
// Functions with defer. Once a defer may have run, every call that can panic is an invoke; all unwind to one
// landing pad, which goes on at Func::recoverBlock. Calls before the first defer stay plain: a panic there is
// not recovered in this frame, and values defined between them still dominate the pad.
#include "jit/codegen.h"
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/IR/MDBuilder.h>

using namespace llvm;

namespace jit {

FuncGen::FuncGen(ModuleGen &m, const ir::Func &f, Function *llf)
    : m(m), t(m.types), fn(f), llf(llf), abi(m.abiOf(&f)), b(m.ctx), lines(m.ir, f) {}

void FuncGen::run() {
  prepare();
  bindParams();
  std::vector<const ir::Block *> order = ir::reversePostorder(fn);
  for (auto *blk : order) blocks[blk] = block(blk->name);
  b.SetInsertPoint(entry);
  allocaEnd = b.CreateBr(blocks[fn.blocks[0]]);
  if (slot && fn.recoverBlock) { // after a fault, which is no call, registers are lost
    keptSlot = alloca_(t.p1, "results");
    IRBuilder<>(allocaEnd).CreateStore(slot, keptSlot, true);
  }
  afterDefer = ir::blocksAfterDefer(fn);
  forwarded = ir::forwardedLoads(fn);
  spin = ir::spinAccesses(fn);
  if (std::find(abi.byRef.begin(), abi.byRef.end(), true) != abi.byRef.end()) copiesOfParams = ir::readOnlyCopies(fn);
  std::erase_if(copiesOfParams, [&](auto &c) { return !vals[c.second->id].mem; });
  prepareDefers();
  for (auto *blk : order) emitBlock(blk);
  if (pad && pad->use_empty()) pad->eraseFromParent();
  // A recover block that no call unwinds to is unreachable, which LLVM removes.
  b.SetCurrentDebugLocation(DebugLoc());
}

void FuncGen::prepare() {
  vals.resize(fn.nextId + 1);
  sp = m.subprogram(&fn, lines);
  llf->setSubprogram(sp);
  entry = block("entry");
  b.SetInsertPoint(entry);
  setPos(fn.pos);
}

void FuncGen::setPos(fe::Pos p) {
  if (placed && (!p.valid() || p == pos)) return;
  b.SetCurrentDebugLocation(location(p));
  placed = true;
  if (p.valid()) pos = p;
}

DILocation *FuncGen::location(fe::Pos p) {
  if (!p.valid()) return DILocation::get(m.ctx, sp->getLine(), 0, sp);
  if (unsigned n = lines.of(p)) return DILocation::get(m.ctx, n, 0, sp);
  DIFile *f = m.file(p);
  DILocalScope *scope = sp;
  if (f != sp->getFile()) scope = m.dib.createLexicalBlockFile(sp, f);
  return DILocation::get(m.ctx, m.line(p), 0, scope);
}

void FuncGen::bindParams() {
  context = llf->getArg(0);
  if (!fn.captures.empty()) context->setName("ctx");
  if (abi.resultSlot) slot = llf->getArg(1);
  for (size_t i = 0; i < fn.params.size(); i++) {
    const ir::Instr *p = fn.params[i];
    Val &v = vals[p->id];
    auto &idx = abi.param[i];
    if (abi.byRef[i]) {
      v.mem = llf->getArg(idx[0]);
      continue;
    }
    const Layout &l = t.of(p->type);
    for (size_t k = 0; k < idx.size(); k++) {
      Value *a = llf->getArg(idx[k]);
      if (a->getType() != l.scalars[k].ty) a = b.CreateTrunc(a, l.scalars[k].ty);
      v.s.push_back(a);
    }
  }
}

// In a parameter that is passed by reference: nobody writes to it during the call.
bool FuncGen::isInMemoryOfCaller(const Value *p) const {
  auto *a = dyn_cast<Argument>(getUnderlyingObject(p));
  if (!a) return false;
  for (size_t k = 0; k < abi.byRef.size(); k++)
    if (abi.byRef[k] && abi.param[k][0] == a->getArgNo()) return true;
  return false;
}

void FuncGen::emitBlock(const ir::Block *blk) {
  b.SetInsertPoint(blocks[blk]);
  deferred = afterDefer.count(blk) != 0;
  recovering = blk == fn.recoverBlock;
  for (auto *i : blk->instrs) {
    setPos(i->pos);
    emit(i);
    if (i->op == ir::Op::Defer) deferred = fn.recoverBlock != nullptr;
  }
  if (!b.GetInsertBlock()->getTerminator()) b.CreateUnreachable();
}

void FuncGen::emit(const ir::Instr *i) {
  if (b.GetInsertBlock()->getTerminator()) return;
  if (ir::opEffect(i->op) == ir::Effect::ctrl) return control(i);
  if (valueOp(i) || memoryOp(i) || callOp(i)) return;
  m.bug(&fn, i->pos, std::string("no translation of ") + ir::opMnemonic(i->op));
}

void FuncGen::control(const ir::Instr *i) {
  switch (i->op) {
  case ir::Op::Jump: b.CreateBr(blocks[i->targets[0]]); return;
  case ir::Op::Branch: {
    MDNode *w = nullptr;
    if (i->imm) w = MDBuilder(m.ctx).createBranchWeights(i->imm > 0 ? 2000 : 1, i->imm > 0 ? 1 : 2000);
    b.CreateCondBr(sc(i->ops[0]), blocks[i->targets[0]], blocks[i->targets[1]], w);
    return;
  }
  case ir::Op::Switch: {
    Value *v = sc(i->ops[0]);
    auto *s = b.CreateSwitch(v, blocks[i->targets[0]], unsigned(i->cases.size()));
    for (size_t k = 0; k < i->cases.size(); k++)
      s->addCase(cast<ConstantInt>(ConstantInt::getSigned(v->getType(), i->cases[k])), blocks[i->targets[k + 1]]);
    return;
  }
  case ir::Op::Ret: return ret(i);
  default: b.CreateUnreachable();
  }
}

void FuncGen::ret(const ir::Instr *i) {
  const Layout &r = *abi.results;
  Value *to = recovering && keptSlot ? b.CreateLoad(t.p1, keptSlot, true) : slot;
  Val all; // all scalars of all results
  for (size_t k = 0; k < i->ops.size(); k++) {
    bool whole = i->ops.size() == 1 && fn.results.size() > 1; // a tuple
    const Layout &l = whole ? r : t.of(fn.results[k]);
    Val &v = val(i->ops[k]);
    if (abi.resultSlot)
      storeVal(l, at(to, whole ? 0 : r.parts[k].off), v);
    else
      all.s.append(v.s.begin(), v.s.end());
  }
  if (abi.resultSlot || all.s.empty()) {
    b.CreateRetVoid();
    return;
  }
  for (Value *&v : all.s)
    if (v->getType() == t.i1) v = b.CreateZExt(v, t.i8);
  if (all.s.size() == 1) {
    b.CreateRet(all.s[0]);
    return;
  }
  Value *agg = PoisonValue::get(abi.type->getReturnType());
  for (unsigned k = 0; k < all.s.size(); k++) agg = b.CreateInsertValue(agg, all.s[k], k);
  b.CreateRet(agg);
}

Val &FuncGen::val(const ir::Instr *i) {
  Val &v = vals[i->id];
  if (v.s.empty() && !v.mem && i->type && t.of(i->type).size != 0)
    m.bug(&fn, i->pos, "value %" + std::to_string(i->id) + " (" + ir::opMnemonic(i->op) + ") used before its definition");
  return v;
}

AllocaInst *FuncGen::alloca_(Type *ty, const Twine &name, uint64_t align) {
  auto *a = new AllocaInst(ty, 1, nullptr, Align(std::max<uint64_t>(align, 8)), name, allocaEnd->getIterator());
  return a;
}

Value *FuncGen::temp(const Layout &l, const Twine &name) {
  if (l.size == 0) return m.zeroBase();
  return alloca_(l.mem, name, l.align);
}

Value *FuncGen::at(Value *p, uint64_t off) { return off ? b.CreateInBoundsGEP(t.i8, p, ConstantInt::get(t.i64, off)) : p; }

BasicBlock *FuncGen::block(const Twine &name) { return BasicBlock::Create(m.ctx, name, llf); }

BasicBlock *FuncGen::landingPad() {
  if (pad) return pad;
  pad = block("recovered");
  IRBuilder<> pb(pad);
  pb.SetCurrentDebugLocation(location(fn.endPos.valid() ? fn.endPos : fn.pos));
  auto *lp = pb.CreateLandingPad(Type::getTokenTy(m.ctx), 0);
  lp->setCleanup(true);
  pb.CreateBr(blocks[fn.recoverBlock]);
  return pad;
}

} // namespace jit
