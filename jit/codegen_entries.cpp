// jit/codegen_entries.cpp: the entries of the runtime as generated code sees them (runtime/abi/entries.def).
#include "jit/codegen.h"

using namespace llvm;

namespace jit {

// The table's words against those of a call: more or fewer would be taken from registers nobody set.
static bool takesWords(const EntryDesc *d, ArrayRef<Type *> args) {
  std::string have;
  for (Type *t : args) have += t->isPointerTy() ? 'p' : t->isFloatingPointTy() ? 'f' : 'i';
  return abi::fits(have, d->sig.args.text());
}

FunctionCallee ModuleGen::entry(const EntryDesc *d, ArrayRef<Type *> args, Type *ret) {
  StringRef symbol(d->symbol);
  if (!takesWords(d, args)) bug(nullptr, {}, "wrong words in a call of " + symbol.str());
  auto *ft = FunctionType::get(ret, args, false);
  if (Function *f = mod->getFunction(symbol)) return {ft, f};
  auto *f = Function::Create(ft, GlobalValue::ExternalLinkage, symbol, *mod);
  if (d->is(abi::leaf)) {
    f->addFnAttr("gc-leaf-function");
    f->setDoesNotThrow();
  } else {
    f->setCallingConv(CallingConv::PreserveNone);
  }
  if (d->is(abi::noreturn)) f->setDoesNotReturn();
  if (d->is(abi::fresh)) f->addRetAttr(Attribute::NoAlias);
  if (d->is(abi::nonnull)) f->addRetAttr(Attribute::NonNull);
  if (d->is(abi::reads)) {
    f->setOnlyReadsMemory();
    f->addFnAttr(Attribute::WillReturn);
  }
  return {ft, f};
}

} // namespace jit
