// jit/safepoints.cpp: makes every call that may park, collect or move the stack a statepoint, and notes which
// argument words are pointers (for the stack check in the prologue, where no map exists yet).
//
// Statepoint ids are unique: otherwise branch folding would merge equal cold calls, and with them their lines.
#include "jit/phases.h"
#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/ADT/SmallBitVector.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Statepoint.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/Scalar/RewriteStatepointsForGC.h>

using namespace llvm;

namespace jit {

bool isSafepointCall(const CallBase *c) {
  if (isa<IntrinsicInst>(c) || c->isInlineAsm()) return false;
  return !c->hasFnAttr("gc-leaf-function");
}

// LLVM's optimiser does not look through it, and the code generator leaves it where it is because it says to change the flags:
// taken out of a loop, the address of a variable of the frame would be kept across safepoints where no map names it.
CallInst *launder(Value *v, Type *to, Instruction *before) {
  auto *ft = FunctionType::get(to, {v->getType()}, false);
  IRBuilder<> b(before);
  auto *call = b.CreateCall(ft, InlineAsm::get(ft, "", "=r,0,~{flags}", false), {v});
  call->addFnAttr(Attribute::get(v->getContext(), "gc-leaf-function"));
  call->setDoesNotAccessMemory();
  call->setDoesNotThrow();
  call->setDebugLoc(before->getDebugLoc());
  return call;
}

// RewriteStatepointsForGC counts the arguments of a call as live across it. They are the callee's: a root that nobody
// uses behind the call only costs a spill and keeps garbage alive. Unused relocations go, and with them the operands
// of the "gc-live" bundle (replaced by null: relocations refer to them by position), until nothing changes.
static void dropDeadRoots(Function &f) {
  SmallVector<GCStatepointInst *, 32> points;
  for (auto *bb : post_order(&f))
    for (auto &i : reverse(*bb))
      if (auto *s = dyn_cast<GCStatepointInst>(&i)) points.push_back(s);
  for (bool again = true; again;) {
    again = false;
    for (auto *s : points) {
      auto live = s->getOperandBundle(LLVMContext::OB_gc_live);
      if (!live) continue;
      SmallBitVector needed(unsigned(live->Inputs.size()));
      for (const GCRelocateInst *r : s->getGCRelocates()) {
        if (r->use_empty()) {
          const_cast<GCRelocateInst *>(r)->eraseFromParent();
          continue;
        }
        needed.set(r->getBasePtrIndex());
        needed.set(r->getDerivedPtrIndex());
      }
      for (unsigned k = 0; k < live->Inputs.size(); k++) {
        auto *t = dyn_cast<PointerType>(live->Inputs[k]->getType());
        if (needed[k] || !t || isa<Constant>(live->Inputs[k])) continue;
        const_cast<Use &>(live->Inputs[k]).set(ConstantPointerNull::get(t));
        again = true;
      }
    }
  }
}

// Safepoint placement and instruction selection take quadratic time in the calls of one block (initialisers of big maps have thousands):
// long blocks are cut by a terminator that is no instruction and that nothing merges away again.
static void cutLongBlocks(Function &f) {
  constexpr unsigned maxCalls = 64;
  auto *ft = FunctionType::get(Type::getVoidTy(f.getContext()), false);
  SmallVector<BasicBlock *, 16> blocks;
  for (auto &bb : f) blocks.push_back(&bb);
  for (auto *bb : blocks) {
    unsigned n = 0;
    for (auto it = bb->begin(); it != bb->end(); ++it) {
      auto *call = dyn_cast<CallBase>(&*it);
      if (!call || !isSafepointCall(call) || ++n < maxCalls) continue;
      auto *next = bb->splitBasicBlock(it, "cut");
      bb->getTerminator()->eraseFromParent();
      auto *cut = CallBrInst::Create(ft, InlineAsm::get(ft, "", "", false), next, {}, {}, "", bb);
      cut->addFnAttr(Attribute::get(f.getContext(), "gc-leaf-function"));
      bb = next;
      it = bb->begin();
      n = 1;
    }
  }
}

// The kinds of instructions that RewriteStatepointsForGC knows the base of. For any other it makes a base of its own by
// cloning the instruction, which is right for a merge of values and wrong for what has an effect: an exchange of pointers
// would be done twice.
static bool hasKnownBase(const Instruction &i) {
  return isa<CallBase>(i) || isa<LoadInst>(i) || isa<CastInst>(i) || isa<GetElementPtrInst>(i) || isa<PHINode>(i) || isa<SelectInst>(i) ||
         isa<FreezeInst>(i) || isa<ExtractValueInst>(i) || isa<ExtractElementInst>(i) || isa<InsertElementInst>(i) ||
         isa<ShuffleVectorInst>(i);
}

// Tracked pointers that come from anything else are laundered at once: what the laundering yields is a base.
static void launderUnknownBases(Function &f) {
  for (auto &bb : f)
    for (auto &i : make_early_inc_range(bb)) {
      auto *t = dyn_cast<PointerType>(i.getType());
      if (!t || t->getAddressSpace() != 1 || hasKnownBase(i) || i.use_empty()) continue;
      auto *call = launder(&i, t, i.getNextNode());
      i.replaceUsesWithIf(call, [&](Use &u) { return u.getUser() != call; });
    }
}

static void insertSafepoints(Module &m, Compilation &c) {
  LoopAnalysisManager lam;
  FunctionAnalysisManager fam;
  CGSCCAnalysisManager cgam;
  ModuleAnalysisManager mam;
  PassBuilder pb(&targetMachine());
  pb.registerModuleAnalyses(mam);
  pb.registerCGSCCAnalyses(cgam);
  pb.registerFunctionAnalyses(fam);
  pb.registerLoopAnalyses(lam);
  pb.crossRegisterProxies(lam, fam, cgam, mam);
  for (auto &f : m)
    if (f.hasGC() && !f.isDeclaration()) {
      launderUnknownBases(f);
      cutLongBlocks(f);
    }
  RewriteStatepointsForGC().run(m, mam);
  for (auto &f : m)
    if (f.hasGC() && !f.isDeclaration()) dropDeadRoots(f);
  uint64_t id = 1;
  for (auto &f : m)
    for (auto &bb : f)
      for (auto &i : bb)
        if (auto *s = dyn_cast<GCStatepointInst>(&i))
          s->setArgOperand(GCStatepointInst::IDPos, ConstantInt::get(Type::getInt64Ty(m.getContext()), id++));
  for (auto &f : m)
    if (f.hasGC() && !f.isDeclaration()) {
      findLiveObjects(f, c);
      if (c.opts.optimise && !f.hasOptSize()) keepSumsInFrame(f);
    }
}

static void recordArguments(const Module &m, Compilation &c) {
  for (auto &f : m) {
    if (f.isDeclaration() || !f.hasGC()) continue;
    FuncMeta &meta = c.funcs[f.getName()];
    if (meta.type != f.getFunctionType()) meta.args = {{abi::ArgStep::more, 0, 0, false, 0}}; // arguments promoted or specialised
    unsigned ints = 0, floats = 0, stack = 0;
    bool first = true;
    for (auto &a : f.args()) {
      bool ptr = a.getType()->isPointerTy() && a.getType()->getPointerAddressSpace() == 1;
      if (first && !f.hasFnAttribute("minigo-closure")) ptr = false; // no context
      first = false;
      bool inReg = a.getType()->isFloatingPointTy() ? floats++ < 8 : ints < 12;
      if (!a.getType()->isFloatingPointTy() && inReg) {
        if (ints < 10 && ptr) meta.argRegMask |= uint16_t(1 << ints);
        ints++;
      } else if (!inReg) {
        if (ptr && stack < 64) meta.argStackMask |= uint64_t(1) << stack;
        stack++;
      }
    }
    meta.argWords = std::min(ints, 10u);
  }
}

void placeSafepoints(Compilation &c) {
  if (!c.hasBarriers) bug("safepoints", "the stores of pointers have no write barriers yet");
  recordArguments(*c.llvm, c);
  insertSafepoints(*c.llvm, c);
}

} // namespace jit
