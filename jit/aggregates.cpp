// jit/aggregates.cpp: takes first-class aggregates apart before safepoints are placed.
//
// RewriteStatepointsForGC sees pointers, and vectors of pointers, but not a pointer inside a struct value: one that
// lives across a call would not be relocated. The translation makes structs only as call results and return values,
// but the optimiser merges those through phis and selects. Afterwards a struct value exists only as the direct
// result of a call (with its extractvalues right behind it) or as the insertvalue chain right before a return.
#include "jit/phases.h"
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

using namespace llvm;

namespace jit {

static Instruction *behind(Instruction *i) {
  if (auto *inv = dyn_cast<InvokeInst>(i)) return &*inv->getNormalDest()->getFirstInsertionPt();
  if (isa<PHINode>(i)) return &*i->getParent()->getFirstInsertionPt();
  return i->getNextNode();
}

// Element i of a struct value, looking through insertvalue chains.
static Value *element(Value *v, unsigned i) {
  for (Value *w = v;;) {
    auto *iv = dyn_cast<InsertValueInst>(w);
    if (iv && iv->getNumIndices() == 1) {
      if (iv->getIndices()[0] == i) return iv->getInsertedValueOperand();
      w = iv->getAggregateOperand();
      continue;
    }
    if (auto *c = dyn_cast<Constant>(w)) return c->getAggregateElement(i);
    IRBuilder<> b(behind(cast<Instruction>(w)));
    return b.CreateExtractValue(w, i);
  }
}

static Value *rebuild(IRBuilder<> &b, StructType *st, ArrayRef<Value *> el) {
  Value *v = PoisonValue::get(st);
  for (unsigned k = 0; k < el.size(); k++) v = b.CreateInsertValue(v, el[k], k);
  return v;
}

// Replaces a struct-typed phi, select or freeze by one per element.
static void split(Instruction *i) {
  auto *st = cast<StructType>(i->getType());
  unsigned n = st->getNumElements();
  SmallVector<Value *, 6> el(n);
  if (auto *p = dyn_cast<PHINode>(i)) {
    for (unsigned k = 0; k < n; k++) el[k] = PHINode::Create(st->getElementType(k), p->getNumIncomingValues(), "", p->getIterator());
    for (unsigned q = 0; q < p->getNumIncomingValues(); q++)
      for (unsigned k = 0; k < n; k++) {
        Value *v = p->getIncomingValue(q);
        cast<PHINode>(el[k])->addIncoming(v == p ? el[k] : element(v, k), p->getIncomingBlock(q));
      }
  } else {
    for (unsigned k = 0; k < n; k++) {
      IRBuilder<> b(i);
      if (auto *s = dyn_cast<SelectInst>(i)) {
        Value *x = element(s->getTrueValue(), k), *y = element(s->getFalseValue(), k);
        el[k] = b.CreateSelect(s->getCondition(), x, y);
      } else {
        el[k] = b.CreateFreeze(element(i->getOperand(0), k));
      }
    }
  }
  SmallVector<Use *, 8> uses;
  for (auto &u : i->uses()) uses.push_back(&u);
  for (Use *u : uses) {
    auto *user = cast<Instruction>(u->getUser());
    auto *ex = dyn_cast<ExtractValueInst>(user);
    if (ex && ex->getNumIndices() == 1) {
      ex->replaceAllUsesWith(el[ex->getIndices()[0]]);
      ex->eraseFromParent();
      continue;
    }
    auto *phi = dyn_cast<PHINode>(user);
    IRBuilder<> b(phi ? phi->getIncomingBlock(*u)->getTerminator() : user);
    u->set(rebuild(b, st, el));
  }
  if (!i->use_empty()) i->replaceAllUsesWith(PoisonValue::get(st));
  i->eraseFromParent();
}

void scalarizeAggregates(Function &f) {
  // Results of invokes are taken apart in a block that only the invoke enters.
  SmallVector<InvokeInst *, 8> invokes;
  for (auto &bb : f)
    if (auto *inv = dyn_cast<InvokeInst>(bb.getTerminator()))
      if (inv->getType()->isStructTy() && !inv->getNormalDest()->getSinglePredecessor()) invokes.push_back(inv);
  for (auto *inv : invokes) SplitBlockPredecessors(inv->getNormalDest(), {inv->getParent()}, ".res");

  for (bool again = true; again;) {
    again = false;
    for (auto &bb : f) {
      for (auto &i : bb)
        if (i.getType()->isStructTy() && (isa<PHINode>(i) || isa<SelectInst>(i) || isa<FreezeInst>(i))) {
          split(&i);
          again = true;
          break;
        }
      if (again) break;
    }
  }
  SmallVector<CallBase *, 16> calls;
  for (auto &bb : f)
    for (auto &i : bb) {
      if (auto *r = dyn_cast<ReturnInst>(&i)) {
        Value *v = r->getReturnValue();
        if (!v || !v->getType()->isStructTy() || isa<Constant>(v)) continue;
        auto *st = cast<StructType>(v->getType());
        SmallVector<Value *, 6> el;
        for (unsigned k = 0; k < st->getNumElements(); k++) el.push_back(element(v, k));
        IRBuilder<> b(r);
        r->setOperand(0, rebuild(b, st, el));
      }
      if (auto *c = dyn_cast<CallBase>(&i))
        if (c->getType()->isStructTy() && isSafepointCall(c)) calls.push_back(c);
    }
  for (auto *c : calls) {
    SmallVector<ExtractValueInst *, 8> ex;
    for (auto *u : c->users())
      if (auto *e = dyn_cast<ExtractValueInst>(u)) ex.push_back(e);
    SmallVector<Value *, 6> made(cast<StructType>(c->getType())->getNumElements());
    for (auto *e : ex) {
      Value *&v = made[e->getIndices()[0]];
      if (!v) {
        IRBuilder<> b(behind(c));
        v = b.CreateExtractValue(c, e->getIndices()[0]);
      }
      e->replaceAllUsesWith(v);
      e->eraseFromParent();
    }
  }
  for (bool again = true; again;) {
    again = false;
    for (auto &bb : f)
      for (auto &i : make_early_inc_range(bb))
        if ((isa<InsertValueInst>(i) || isa<ExtractValueInst>(i)) && i.use_empty()) {
          i.eraseFromParent();
          again = true;
        }
  }
}

} // namespace jit
