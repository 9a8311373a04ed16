// jit/codegen_checks.cpp: nil, bounds, divide and shift checks: a compare and a branch to a cold block that calls
// the panic function (a Go function of package runtime).
//
// A cold block belongs to one line, so that the traceback names it; nil and divide panics of one line share one.
// Nil checks of addresses that cannot be nil are dropped; the rest are marked !make.implicit.
#include "jit/codegen.h"
#include <llvm/IR/MDBuilder.h>

using namespace llvm;

namespace jit {

void FuncGen::callPanic(const char *name, ArrayRef<Value *> args) {
  const ir::Func *f = m.ir.findFunc(name);
  if (!f) m.bug(&fn, pos, std::string("package runtime lacks ") + name);
  FnAbi &a = m.abiOf(f);
  std::vector<Value *> in{PoisonValue::get(t.p1)};
  for (size_t k = 0; k < args.size() && in.size() < a.type->getNumParams(); k++) in.push_back(args[k]);
  auto *c = emitCall(a.type, m.function(f), in, CallingConv::PreserveNone, false, true);
  c->addFnAttr(Attribute::Cold);
  b.CreateUnreachable();
}

void FuncGen::panicIf(Value *cond, const char *name, ArrayRef<Value *> args, bool implicitNull) {
  if (auto *c = dyn_cast<ConstantInt>(cond); c && c->isZero()) return;
  auto *ok = block("ok");
  BasicBlock *bad = nullptr;
  BasicBlock **shared = nullptr;
  if (args.empty() && !deferred) { // nil, divide, shift: by line and kind
    shared = &sharedPanics[{b.getCurrentDebugLocation().get(), name}];
    bad = *shared;
  }
  bool fresh = !bad;
  if (fresh) bad = block("panic");
  if (shared) *shared = bad;
  auto *br = b.CreateCondBr(cond, bad, ok, MDBuilder(m.ctx).createBranchWeights(1, 1 << 20));
  if (implicitNull) br->setMetadata(LLVMContext::MD_make_implicit, MDNode::get(m.ctx, {}));
  if (fresh) {
    b.SetInsertPoint(bad);
    callPanic(name, args);
  }
  b.SetInsertPoint(ok);
}

bool FuncGen::provablyNotNil(const ir::Instr *v) {
  for (;;) {
    switch (v->op) {
    case ir::Op::Alloc:
    case ir::Op::Local:
    case ir::Op::GlobalAddr:
    case ir::Op::FieldAddr:
    case ir::Op::FuncAddr:
    case ir::Op::MakeClosure:
    case ir::Op::TypeDesc:
    case ir::Op::ItabAddr: return !v->isParam;
    case ir::Op::Retype:
      if (v->isParam) return false;
      v = v->ops[0];
      continue;
    default: return false;
    }
  }
}

void FuncGen::nilCheck(const ir::Instr *i) {
  if (provablyNotNil(i->ops[0])) return;
  Value *p = sc(i->ops[0]);
  panicIf(b.CreateICmpEQ(p, m.null()), "runtime.panicmem", {}, true);
}

void FuncGen::boundsCheck(const ir::Instr *i) {
  using K = ir::BoundsKind;
  static const struct {
    const char *name, *unsignedName;
  } names[] = {
      {"runtime.panicIndex", "runtime.panicIndexU"},
      {"runtime.panicSliceAlen", "runtime.panicSliceAlenU"},
      {"runtime.panicSliceAcap", "runtime.panicSliceAcapU"},
      {"runtime.panicSliceB", "runtime.panicSliceBU"},
      {"runtime.panicSlice3Alen", "runtime.panicSlice3AlenU"},
      {"runtime.panicSlice3Acap", "runtime.panicSlice3AcapU"},
      {"runtime.panicSlice3B", "runtime.panicSlice3BU"},
      {"runtime.panicSlice3C", "runtime.panicSlice3CU"},
      {"runtime.panicSliceConvert", "runtime.panicSliceConvert"},
  };
  K kind = K(i->imm);
  fe::Type *it = i->ops[0]->type;
  Value *x = toInt64(sc(i->ops[0]), it), *y = toInt64(sc(i->ops[1]), i->ops[1]->type);
  bool uns = t.isUnsigned(it) && x->getType() == sc(i->ops[0])->getType(); // smaller unsigned types fit int
  const char *name = names[i->imm].name;
  if (uns && m.ir.findFunc(names[i->imm].unsignedName)) name = names[i->imm].unsignedName;
  if (kind == K::SliceConvert) { // ops: N, len: fails unless N <= len
    panicIf(b.CreateICmpUGT(x, y), name, {y, x});
    return;
  }
  panicIf(kind == K::Index ? b.CreateICmpUGE(x, y) : b.CreateICmpUGT(x, y), name, {x, y});
}

} // namespace jit
