// jit/codegen_module.cpp: declarations and static data: functions, globals, descriptors, tables, debug info.
//
// Linkage: functions are internal (so that unused and fully inlined ones vanish) except those the runtime finds by
// name; writable globals are external, because they are collector roots and must not be split or dropped; read-only
// data is internal. Tables for the runtime have names minigo.* (see engine.cpp for their readers).
#include "jit/codegen.h"
#include "runtime/abi/type.h"

using namespace llvm;

namespace jit {

// ---- runtime entries

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

// ---- module

ModuleGen::ModuleGen(const ir::Module &m, LLVMContext &c, const std::string &dataLayout, const std::string &triple, const std::string &cpu,
                     const std::string &features)
    : ir(m), ctx(c), mod(std::make_unique<llvm::Module>("go", c)), types(c), cpu(cpu), features(features), dib(*mod) {
  mod->setDataLayout(dataLayout);
  mod->setTargetTriple(triple);
  mod->addModuleFlag(llvm::Module::Warning, "Debug Info Version", DEBUG_METADATA_VERSION);
  mod->addModuleFlag(llvm::Module::Warning, "Dwarf Version", 4);
  mod->setUwtable(UWTableKind::Async);
  cu = dib.createCompileUnit(dwarf::DW_LANG_Go, dib.createFile("<go>", "/"), "minigo", true, "", 0, "", DICompileUnit::LineTablesOnly);
  for (auto &it : m.itabs) itabs[it.second] = it.first;
}

void ModuleGen::bug(const ir::Func *f, fe::Pos pos, const std::string &what) {
  fe::internalError("jit", pos, f ? f->symbol + ": " + what : what);
}

std::unique_ptr<llvm::Module> ModuleGen::run() {
  for (auto &g : ir.globals) global(g.get());
  for (auto &f : ir.funcs)
    if (!f->blocks.empty()) FuncGen(*this, *f, function(f.get())).run();
  emitTables();
  dib.finalize();
  return std::move(mod);
}

// ---- functions

static bool isRoot(const ir::Module &m, const ir::Func *f) {
  if (f == m.initAll || f == m.mainMain) return true;
#define GOEXPORT(name)                                                                                                                     \
  if (f->symbol == "runtime." #name) return true;
#include "runtime/abi/goexports.def"
#undef GOEXPORT
  return false;
}

// Packages whose own loops seldom matter: compiled for size, which halves the time it takes.
static bool isColdPackage(StringRef symbol) {
  static const char *const cold[] = {
      "fmt.",           "os.",    "io.",       "errors.", "syscall.", "log.",     "flag.", "time.", "context.", "reflect.", "runtime.",
      "runtime/debug.", "io/fs.", "internal/", "path.",   "go:",      "strconv.", "text/", "net",   "testing",  "encoding/"};
  for (StringRef c : cold)
    if (symbol.starts_with(c)) return true;
  return false;
}

void ModuleGen::addGoAttributes(Function *f) {
  f->setCallingConv(CallingConv::PreserveNone);
  f->setGC(kGC);
  f->addFnAttr("frame-pointer", "all");
  f->addFnAttr("split-stack");
  f->addFnAttr("disable-tail-calls", "true");
  f->addFnAttr("target-cpu", cpu);
  f->addFnAttr("target-features", features);
  f->addFnAttr(Attribute::NoRedZone);
  f->setUWTableKind(UWTableKind::Async);
}

Function *ModuleGen::function(const ir::Func *f) {
  auto &slot = funcs[f];
  if (slot) return slot;
  FnAbi &a = abiOf(f);
  bool body = !f->blocks.empty();
  auto linkage = body && isRoot(ir, f) ? GlobalValue::ExternalLinkage : GlobalValue::InternalLinkage;
  // go:noinline also means that callers learn nothing about the body: a weak definition may be replaced.
  if (body && f->noinline_ && !f->wrapper && linkage == GlobalValue::InternalLinkage) linkage = GlobalValue::WeakAnyLinkage;
  auto *lf = Function::Create(a.type, linkage, body ? f->symbol : f->symbol + ".thunk", *mod);
  slot = lf;
  lf->setDSOLocal(true);
  addGoAttributes(lf);
  if (f->noinline_ || f->wrapper || f->callsRecover || f->hasDefer) lf->addFnAttr(Attribute::NoInline);
  if (isColdPackage(f->symbol)) lf->addFnAttr(Attribute::OptimizeForSize);
  if (!f->captures.empty()) lf->addFnAttr("minigo-closure");
  if (f->hasDefer) {
    auto *personality = mod->getOrInsertFunction(kPersonality, FunctionType::get(types.i32, true)).getCallee();
    lf->setPersonalityFn(cast<Function>(personality));
  }
  if (!body) emitThunk(f, lf);
  return lf;
}

// A Go-convention function around a runtime entry or an intrinsic, for func values of functions without body.
void ModuleGen::emitThunk(const ir::Func *f, Function *to) {
  auto *w = new ir::Func; // lives as long as the compilation: metadata refers to it
  w->symbol = f->symbol;
  w->display = f->display;
  w->sig = f->sig;
  w->results = f->results;
  w->pos = f->pos;
  w->wrapper = true;
  w->module = f->module;
  auto *blk = new ir::Block{0, w, "entry", {}};
  w->blocks.push_back(blk);
  auto *call = new ir::Instr{ir::Op::Call};
  for (auto *p : f->params) {
    auto *q = new ir::Instr(*p);
    q->isParam = true;
    q->id = w->nextId++;
    w->params.push_back(q);
    call->ops.push_back(q);
  }
  call->func = const_cast<ir::Func *>(f);
  call->id = w->nextId++;
  call->pos = f->pos;
  auto *ret = new ir::Instr{ir::Op::Ret};
  ret->id = w->nextId++;
  if (f->results.size() == 1) {
    call->type = f->results[0];
    ret->ops.push_back(call);
  } else if (f->results.size() > 1) {
    auto *tuple = new fe::Tuple;
    for (fe::Type *r : f->results) tuple->vars.push_back(new fe::Var(f->pos, nullptr, "", r));
    call->type = tuple;
  }
  blk->instrs.push_back(call);
  if (f->results.size() > 1)
    for (size_t i = 0; i < f->results.size(); i++) {
      auto *e = new ir::Instr{ir::Op::Extract};
      e->id = w->nextId++;
      e->type = f->results[i];
      e->imm = int64_t(i);
      e->ops.push_back(call);
      blk->instrs.push_back(e);
      ret->ops.push_back(e);
    }
  blk->instrs.push_back(ret);
  funcs[w] = to;
  FuncGen(*this, *w, to).run();
}

// ---- calling convention

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

// ---- static data

static uint64_t globalSize(Types &types, const ir::Global *g) {
  return g->type ? types.of(g->type).size : std::max<uint64_t>(g->size, g->data.size());
}

Constant *ModuleGen::global(const ir::Global *g) {
  auto &slot = globals[g];
  if (slot) return slot;
  uint64_t size = globalSize(types, g);
  if (size == 0 && g->type) return zeroBase();
  Type *ty;
  if (g->relocs.empty()) {
    ty = ArrayType::get(types.i8, size);
  } else { // a packed struct: bytes and pointers in turn
    std::vector<Type *> fields;
    uint64_t at = 0;
    auto relocs = g->relocs;
    std::sort(relocs.begin(), relocs.end(), [](auto &a, auto &b) { return a.offset < b.offset; });
    for (auto &r : relocs) {
      if (r.offset > at) fields.push_back(ArrayType::get(types.i8, r.offset - at));
      fields.push_back(r.kind == ir::Reloc::FuncCode ? types.p0 : types.p1);
      at = r.offset + 8;
    }
    if (size > at) fields.push_back(ArrayType::get(types.i8, size - at));
    ty = StructType::get(ctx, fields, true);
  }
  auto linkage = g->readonly ? GlobalValue::InternalLinkage : GlobalValue::ExternalLinkage;
  auto *v = new GlobalVariable(*mod, ty, g->readonly, linkage, UndefValue::get(ty), g->symbol, nullptr, GlobalValue::NotThreadLocal, 1);
  v->setAlignment(Align(std::max<uint64_t>(1, g->type ? types.of(g->type).align : g->align)));
  v->setDSOLocal(true);
  slot = v;
  defineGlobal(g);
  return v;
}

void ModuleGen::defineGlobal(const ir::Global *g) {
  GlobalVariable *v = globals[g];
  uint64_t size = globalSize(types, g);
  auto bytes = [&](uint64_t from, uint64_t to) -> Constant * {
    std::vector<uint8_t> d(to - from);
    for (uint64_t i = from; i < to && i < g->data.size(); i++) d[i - from] = g->data[i];
    return ConstantDataArray::get(ctx, d);
  };
  if (g->relocs.empty()) {
    v->setInitializer(g->data.empty() || size == 0 ? Constant::getNullValue(v->getValueType()) : bytes(0, size));
    return;
  }
  auto relocs = g->relocs;
  std::sort(relocs.begin(), relocs.end(), [](auto &a, auto &b) { return a.offset < b.offset; });
  std::vector<Constant *> fields;
  uint64_t at = 0;
  for (auto &r : relocs) {
    if (r.offset > at) fields.push_back(bytes(at, r.offset));
    fields.push_back(relocTarget(r));
    at = r.offset + 8;
  }
  if (size > at) fields.push_back(bytes(at, size));
  v->setInitializer(ConstantStruct::get(cast<StructType>(v->getValueType()), fields));
}

static Constant *plus(Types &t, Constant *p, int64_t off) {
  return off ? ConstantExpr::getGetElementPtr(t.i8, p, ConstantInt::getSigned(t.i64, off)) : p;
}

Constant *ModuleGen::relocTarget(const ir::Reloc &r) {
  switch (r.kind) {
  case ir::Reloc::GlobalAddr: return globalAddr(r.global, r.addend);
  case ir::Reloc::FuncCode: return r.func ? static_cast<Constant *>(function(r.func)) : ConstantPointerNull::get(types.p0);
  case ir::Reloc::FuncValue: return funcValue(r.func);
  case ir::Reloc::TypeDesc: return plus(types, typeDesc(r.type), r.addend);
  case ir::Reloc::StringData: return plus(types, stringData(r.str), r.addend);
  }
  return null();
}

Constant *ModuleGen::globalAddr(const ir::Global *g, int64_t off) { return plus(types, global(g), off); }

Constant *ModuleGen::funcValue(const ir::Func *f) {
  auto &slot = funcvals[f];
  if (slot) return slot;
  Function *code = function(f);
  auto *v = new GlobalVariable(*mod, types.p0, true, GlobalValue::InternalLinkage, code, f->symbol + "·f", nullptr,
                               GlobalValue::NotThreadLocal, 1);
  v->setAlignment(Align(8));
  return funcvals[f] = v;
}

Constant *ModuleGen::typeDesc(fe::Type *t) {
  auto it = ir.typeOffset.find(t);
  if (it == ir.typeOffset.end() || !ir.types) bug(nullptr, fe::Pos{}, "no type descriptor for " + fe::typeString(t));
  return globalAddr(ir.types, it->second);
}

Constant *ModuleGen::gcDesc(fe::Type *t) {
  if (ir.types)
    if (auto it = ir.typeOffset.find(t); it != ir.typeOffset.end()) return globalAddr(ir.types, it->second);
  auto &slot = gcdescs[t];
  if (slot) return slot;
  std::vector<uint64_t> bits;
  types.pointerBits(t, 0, bits);
  return gcdescs[t] = gcDesc(types.of(t), bits, "gc:" + fe::typeString(t));
}

// An abi::Type that says only what the collector asks: size, alignment, pointer bitmap.
Constant *ModuleGen::gcDesc(const Layout &l, const std::vector<uint64_t> &bits, const std::string &name) {
  std::vector<uint8_t> map;
  uint64_t last = 0;
  for (size_t i = 0; i < bits.size() * 64 && i < l.size / 8; i++)
    if (bits[i / 64] >> (i % 64) & 1) last = i + 1;
  map.resize((last + 7) / 8);
  for (size_t i = 0; i < map.size(); i++) map[i] = uint8_t(bits[i / 8] >> (i % 8 * 8));
  Constant *gcdata = null();
  if (last) {
    auto *c = ConstantDataArray::get(ctx, map);
    gcdata = new GlobalVariable(*mod, c->getType(), true, GlobalValue::InternalLinkage, c, name + ".bits", nullptr,
                                GlobalValue::NotThreadLocal, 1);
  }
  auto i64c = [&](uint64_t v) { return ConstantInt::get(types.i64, v); };
  auto i32c = [&](uint64_t v) { return ConstantInt::get(types.i32, v); };
  auto i8c = [&](uint64_t v) { return ConstantInt::get(types.i8, v); };
  auto *c = ConstantStruct::getAnon(
      ctx, {i64c(l.size), i64c(last * 8), i32c(0), i8c(0), i8c(l.align), i8c(l.align), i8c(abi::Struct), null(), gcdata, i32c(0), i32c(0)});
  auto *v = new GlobalVariable(*mod, c->getType(), true, GlobalValue::InternalLinkage, c, name, nullptr, GlobalValue::NotThreadLocal, 1);
  v->setAlignment(Align(8));
  return v;
}

Constant *ModuleGen::itab(fe::Type *conc, fe::Type *iface) {
  iface = ir::canon(fe::under(iface)); // itabs are per method set
  auto it = itabs.find({conc, iface});
  if (it == itabs.end()) bug(nullptr, fe::Pos{}, "no itab for " + fe::typeString(conc) + ", " + fe::typeString(iface));
  return global(it->second);
}

Constant *ModuleGen::stringData(const std::string &s) {
  if (s.empty()) return null();
  auto &slot = strings[s];
  if (slot) return slot;
  auto *c = ConstantDataArray::getString(ctx, s, false);
  auto *v = new GlobalVariable(*mod, c->getType(), true, GlobalValue::PrivateLinkage, c, "str", nullptr, GlobalValue::NotThreadLocal, 1);
  v->setUnnamedAddr(GlobalValue::UnnamedAddr::Global);
  v->setAlignment(Align(1));
  return slot = v;
}

// Where everything of size zero lives.
Constant *ModuleGen::zeroBase() {
  if (base) return base;
  base = new GlobalVariable(*mod, types.i64, false, GlobalValue::InternalLinkage, ConstantInt::get(types.i64, 0), "minigo.zerobase",
                            nullptr, GlobalValue::NotThreadLocal, 1);
  base->setAlignment(Align(64));
  return base;
}

Constant *ModuleGen::zeroMem(uint64_t size) {
  if (!zeros || zerosSize < size) {
    zerosSize = std::max<uint64_t>(1024, size);
    auto *ty = ArrayType::get(types.i8, zerosSize);
    zeros = new GlobalVariable(*mod, ty, true, GlobalValue::InternalLinkage, Constant::getNullValue(ty), "minigo.zero", nullptr,
                               GlobalValue::NotThreadLocal, 1);
    zeros->setAlignment(Align(64));
  }
  return zeros;
}

// ---- tables the runtime reads

Constant *ModuleGen::pointerTable(const char *name, const std::vector<Constant *> &v) {
  if (v.empty()) return nullptr;
  auto *ty = ArrayType::get(v[0]->getType(), v.size());
  return new GlobalVariable(*mod, ty, true, GlobalValue::ExternalLinkage, ConstantArray::get(ty, v), name);
}

void ModuleGen::emitTables() {
  std::vector<Constant *> code, tabs, roots;
  for (auto *f : ir.textFuncs) code.push_back(f ? static_cast<Constant *>(function(f)) : ConstantPointerNull::get(types.p0));
  pointerTable("minigo.textfuncs", code);
  for (auto &it : ir.itabs) tabs.push_back(global(it.first));
  pointerTable("minigo.itabs", tabs);
  std::vector<Constant *> starts;
  starts.push_back(ir.initAll ? funcValue(ir.initAll) : null());
  starts.push_back(ir.mainMain ? funcValue(ir.mainMain) : null());
  starts.push_back(ir.types ? global(ir.types) : null());
  pointerTable("minigo.starts", starts);

  for (auto &g : ir.globals) { // abi::GlobalRoot
    if (g->readonly || g.get() == ir.types) continue;
    uint64_t size = globalSize(types, g.get());
    Constant *desc;
    if (g->type) {
      if (!types.of(g->type).pointers) continue;
      desc = gcDesc(g->type);
    } else {
      if (size < 8) continue;
      Layout l;
      l.size = size / 8 * 8;
      l.align = 8;
      desc = gcDesc(l, std::vector<uint64_t>((size / 8 + 63) / 64, ~uint64_t(0)), "gc:" + g->symbol);
    }
    roots.push_back(ConstantStruct::getAnon(ctx, {global(g.get()), ConstantInt::get(types.i64, size), desc}));
  }
  pointerTable("minigo.roots", roots);
  new GlobalVariable(*mod, types.i32, true, GlobalValue::ExternalLinkage, ConstantInt::get(types.i32, roots.size()), "minigo.nroots");
}

// ---- debug info: line tables with inlined calls

// The file as tracebacks show it: absolute, or as a //line directive names it.
std::string tracebackFile(fe::Pos pos) {
  if (!pos.valid()) return "<autogenerated>";
  auto loc = fe::sources().resolve(pos);
  auto *f = fe::sources().fileOf(pos);
  if (f && loc.file == f->name()) return f->path();
  return loc.file.empty() ? "??" : std::string(loc.file);
}

DIFile *ModuleGen::file(fe::Pos pos) {
  std::string name = tracebackFile(pos);
  auto &slot = files[name];
  if (!slot) slot = dib.createFile(name, "");
  return slot;
}

unsigned ModuleGen::line(fe::Pos pos) { return pos.valid() ? fe::sources().resolve(pos).line : 1; }

DISubprogram *ModuleGen::subprogram(const ir::Func *f) {
  auto *df = file(f->pos);
  auto *type = dib.createSubroutineType(dib.getOrCreateTypeArray({}));
  const std::string &name = f->display.empty() ? f->symbol : f->display;
  return dib.createFunction(df, name, f->symbol, df, line(f->pos), type, line(f->pos), DINode::FlagZero,
                            DISubprogram::SPFlagDefinition | DISubprogram::SPFlagOptimized | DISubprogram::SPFlagLocalToUnit);
}

} // namespace jit
