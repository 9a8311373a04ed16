// jit/codegen_entries.cpp: the entries of the runtime as generated code sees them (runtime/abi/entries.def).
#include "jit/codegen.h"
#include <llvm/ADT/StringMap.h>

using namespace llvm;

namespace jit {

static const EntryDesc entries[] = {
#define ENTRY(symbol, cname, args, results, effect) {symbol, args, results, abi::Effect::effect},
#define ASMENTRY(symbol, args, results, effect) {symbol, args, results, abi::Effect::effect},
#include "runtime/abi/entries.def"
#undef ENTRY
    {"runtime.Goexit", 0, 0, abi::Effect::noreturn},
};

const EntryDesc *findEntry(StringRef symbol) {
  static const StringMap<const EntryDesc *> *map = [] {
    auto *m = new StringMap<const EntryDesc *>;
    for (const EntryDesc &e : entries) m->try_emplace(e.symbol, &e);
    return m;
  }();
  auto it = map->find(symbol);
  return it == map->end() ? nullptr : it->second;
}

FunctionCallee ModuleGen::entry(const EntryDesc *d, ArrayRef<Type *> args, Type *ret) {
  auto *ft = FunctionType::get(ret, args, false);
  if (Function *f = mod->getFunction(d->symbol)) return {ft, f};
  auto *f = Function::Create(ft, GlobalValue::ExternalLinkage, d->symbol, *mod);
  if (d->effect == abi::Effect::leaf) {
    f->addFnAttr("gc-leaf-function");
    f->setDoesNotThrow();
  } else {
    f->setCallingConv(CallingConv::PreserveNone);
  }
  if (d->effect == abi::Effect::noreturn) f->setDoesNotReturn();
  StringRef s = d->symbol;
  if (s == "runtime.newobject" || s == "runtime.makeslice") f->addRetAttr(Attribute::NoAlias);
  if (s == "runtime.newobject") f->addRetAttr(Attribute::NonNull);
  if (s == "runtime.memequal" || s == "runtime.cmpstring") {
    f->setOnlyReadsMemory();
    f->addFnAttr(Attribute::WillReturn);
  }
  return {ft, f};
}

} // namespace jit
