// jit/wide_joins.cpp: no block that thousands of others jump to.
//
// The cases of a generated switch end with a return, or with a jump to what stands behind it, and leave their values in phis there.
// LLVM looks at all predecessors of such a block for each of them: SimplifyCFG and the register coalescer take quadratic time (5,000
// cases: five seconds). So jumps to a block are bundled, and bundles of bundles:
//
//      case 1: jmp join          case 1: jmp bundle 1
//      …                         …                            bundle 1: jmp join
//      case 5000: jmp join       case 5000: jmp bundle 79     …
//
// An empty inline assembly keeps a bundle from being dissolved again.
#include "jit/phases.h"
#include <llvm/ADT/SetVector.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

using namespace llvm;

namespace jit {

constexpr size_t widest = 256, bundleSize = 64; // jumps

static void markBundle(BasicBlock *bundle) {
  auto *type = FunctionType::get(Type::getVoidTy(bundle->getContext()), false);
  auto *call = IRBuilder<>(bundle->getTerminator()).CreateCall(InlineAsm::get(type, "", "", true));
  call->addFnAttr(Attribute::get(bundle->getContext(), "gc-leaf-function"));
  call->setDoesNotThrow();
}

static void bundleJumpsTo(BasicBlock *join) {
  SmallSetVector<BasicBlock *, 32> jumps; // one that jumps there either way stands twice among the predecessors
  for (auto *b : predecessors(join))
    if (isa<BranchInst>(b->getTerminator())) jumps.insert(b);
  if (jumps.size() <= widest) return;
  for (size_t i = 0; i < jumps.size(); i += bundleSize)
    markBundle(SplitBlockPredecessors(join, jumps.getArrayRef().slice(i, std::min(bundleSize, jumps.size() - i)), ".bundle"));
  bundleJumpsTo(join);
}

// One return for all. A result of several words is a struct, and phis are made of the words.
static void returnOnce(Function &f, ArrayRef<ReturnInst *> returns) {
  Type *type = f.getReturnType();
  auto *record = dyn_cast<StructType>(type);
  const unsigned words = type->isVoidTy() ? 0 : record ? record->getNumElements() : 1;
  auto *last = BasicBlock::Create(f.getContext(), "return", &f);
  IRBuilder<> b(last);
  SmallVector<PHINode *, 8> phis;
  for (unsigned k = 0; k < words; k++) phis.push_back(b.CreatePHI(record ? record->getElementType(k) : type, unsigned(returns.size())));
  Value *result = record ? PoisonValue::get(record) : words ? static_cast<Value *>(phis[0]) : nullptr;
  for (unsigned k = 0; record && k < words; k++) result = b.CreateInsertValue(result, phis[k], k);
  b.SetCurrentDebugLocation(returns[0]->getDebugLoc());
  result ? b.CreateRet(result) : b.CreateRetVoid();
  for (ReturnInst *r : returns) {
    b.SetInsertPoint(r);
    for (unsigned k = 0; k < words; k++)
      phis[k]->addIncoming(record ? b.CreateExtractValue(r->getReturnValue(), k) : r->getReturnValue(), r->getParent());
    b.CreateBr(last);
    r->eraseFromParent();
  }
}

void splitWideJoins(Function &f) {
  SmallVector<ReturnInst *, 8> returns;
  SmallVector<BasicBlock *, 64> blocks;
  for (auto &bb : f) {
    blocks.push_back(&bb);
    if (auto *r = dyn_cast<ReturnInst>(bb.getTerminator())) returns.push_back(r);
  }
  if (blocks.size() <= widest) return;
  if (returns.size() > widest) {
    returnOnce(f, returns);
    blocks.push_back(&f.back());
  }
  for (auto *bb : blocks)
    if (!bb->isEHPad()) bundleJumpsTo(bb);
}

} // namespace jit
