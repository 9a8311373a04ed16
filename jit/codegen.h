// jit/codegen.h: shared state of the translation from the Go-level IR to LLVM IR.
//
// Types      how Go types look: as scalars in registers, as bytes in memory, as a GC bitmap
// FnAbi      how a Go signature becomes an LLVM function type (the calling convention)
// ModuleGen  declarations: functions, globals, descriptors, runtime entries, debug info
// FuncGen    one function body
//
// Values. A Go value whose flattened form has at most 8 scalars (arrays only up to length 1) is a vector of scalar
// LLVM values (Val::s). A bigger one is Val::mem: a pointer to memory that nobody changes while the value lives (a
// temporary on the stack, a result slot, a constant, a captured variable). First-class aggregates appear only as
// results of calls and are taken apart at once.
//
// Pointers. Every Go pointer, also to globals, descriptors and funcvals, is ptr addrspace(1); code addresses are
// plain ptr. Null is an ordinary address there (LLVM assumes nothing about dereferences).
#pragma once
#include "frontend/diag.h"
#include "ir/analyses.h"
#include "ir/ir.h"
#include "runtime/abi/entry_table.h"
#include "runtime/abi/funcmap.h"
#include "runtime/abi/goroutine.h"
#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <map>
#include <unordered_map>

namespace jit {

namespace fe = frontend;

// One scalar of a flattened Go value.
struct Scalar {
  llvm::Type *ty;  // in registers; bool is i1 there and i8 in memory
  uint64_t off;
  bool ptr, flt, sgn;
};

// A direct component of a composite value: a field, a tuple element, word i of a string, ...
struct Part {
  fe::Type *type;
  uint64_t off;
  unsigned first, count; // its scalars, if the whole is SSA
};

struct Layout {
  fe::Type *go = nullptr;
  uint64_t size = 0, align = 1;
  bool ssa = false;      // at most 8 scalars: lives in registers
  bool expanded = false; // scalars is complete (at most 32, arrays expanded)
  bool pointers = false;
  std::vector<Scalar> scalars;
  std::vector<Part> parts;
  llvm::Type *mem = nullptr; // the type in memory: same size, same places of pointers
};

class Types {
public:
  explicit Types(llvm::LLVMContext &c);
  const Layout &of(fe::Type *t);
  const Layout &tuple(const std::vector<fe::Type *> &elems); // laid out as a struct with these fields
  void pointerBits(fe::Type *t, uint64_t off, std::vector<uint64_t> &words); // sets bit i for each pointer word
  bool isUnsigned(fe::Type *t);
  llvm::LLVMContext &ctx;
  llvm::Type *i1, *i8, *i16, *i32, *i64, *f32, *f64, *voidTy;
  llvm::PointerType *p0, *p1;
  llvm::Type *memType(llvm::Type *scalar) const { return scalar == i1 ? i8 : scalar; }

private:
  static constexpr unsigned maxSSA = 8, maxExpanded = 32;
  void build(fe::Type *t, Layout &l);
  void basic(fe::Basic *b, Layout &l);
  void fields(const std::vector<fe::Type *> &elems, const std::vector<int64_t> &offs, Layout &l);
  std::unordered_map<fe::Type *, std::unique_ptr<Layout>> cache;
  std::map<std::vector<fe::Type *>, std::unique_ptr<Layout>> tuples;
};

// The calling convention of one Go function type: see jit/README.md.
//   LLVM parameters: closure context, [result slot], receiver and parameters flattened; ten integer words in
//   registers, then two fillers for r11 and rax, which the prologue's stack check uses, then the stack.
struct FnAbi {
  llvm::FunctionType *type = nullptr;
  bool resultSlot = false;
  const Layout *results = nullptr;          // tuple of all results
  std::vector<std::vector<unsigned>> param; // per Go parameter: indices of its LLVM parameters
  std::vector<bool> byRef;                  // per Go parameter: passed as a pointer to a temporary
  std::vector<unsigned> fillers;
};

using abi::EntryDesc;
using abi::findEntry;

struct Val {
  llvm::SmallVector<llvm::Value *, 3> s;
  llvm::Value *mem = nullptr;
  Val() = default;
  Val(llvm::Value *v) { s.push_back(v); }
  llvm::Value *one() const { return s[0]; }
};

std::string tracebackFile(fe::Pos pos); // absolute, or as a //line directive says
constexpr const char *kGC = "statepoint-example";

class ModuleGen {
public:
  ModuleGen(const ir::Module &m, unsigned unit, bool inlining, llvm::LLVMContext &ctx, const std::string &dataLayout,
            const std::string &triple, const std::string &cpu, const std::string &features);
  std::unique_ptr<llvm::Module> run();

  const ir::Module &ir;
  const unsigned unit; // what is defined here; the rest of the module, and its base, are declarations
  const bool inlining; // bodies of small functions of other units are copied in
  llvm::LLVMContext &ctx;
  std::unique_ptr<llvm::Module> mod;
  Types types;
  std::string error; // first error of the user's kind
  std::vector<const ir::Func *> lineFuncs; // whose lines are counted from them: file \1N is [N]

  FnAbi &abiOf(const std::vector<fe::Type *> &params, const std::vector<fe::Type *> &results);
  FnAbi &abiOf(const ir::Func *f);
  FnAbi &abiOf(fe::Signature *sig, fe::Type *recv); // recv: unsafe.Pointer-shaped receiver, or null
  std::vector<abi::ArgStep> argumentSteps(const ir::Func &f); // codegen_arguments.cpp: what a traceback prints
  llvm::Function *function(const ir::Func *f);      // Go convention; a thunk if f has no body
  llvm::FunctionCallee entry(const EntryDesc *d, llvm::ArrayRef<llvm::Type *> args, llvm::Type *ret);
  llvm::Constant *global(const ir::Global *g);
  llvm::Constant *globalAddr(const ir::Global *g, int64_t off);
  llvm::Constant *funcValue(const ir::Func *f);
  llvm::Constant *typeDesc(fe::Type *t);    // the program's descriptor
  llvm::Constant *gcDesc(fe::Type *t);      // typeDesc if there is one, else size and bitmap only
  llvm::Constant *gcDesc(const Layout &l, const std::vector<uint64_t> &bits, const std::string &name);
  llvm::Constant *stringData(const std::string &s); // null for ""
  llvm::Constant *itabCache();
  llvm::Constant *zeroMem(uint64_t size);           // read-only zeros
  llvm::Constant *zeroBase();                       // address of values of size 0
  llvm::Constant *null() const { return llvm::ConstantPointerNull::get(types.p1); }
  void fail(const std::string &msg) {
    if (error.empty()) error = msg;
  }
  [[noreturn]] void bug(const ir::Func *f, fe::Pos pos, const std::string &what);

  void addGoAttributes(llvm::Function *f);
  // codegen_debuginfo.cpp
  llvm::DIFile *file(fe::Pos pos);
  llvm::DIFile *fileOf(const ir::Func *f);
  unsigned line(fe::Pos pos);
  llvm::DISubprogram *subprogram(const ir::Func *f, const ir::FuncLines &lines);

private:
  friend class FuncGen;
  template <class T> bool owns(const T *x) const { return x->module == &ir && x->unit == unit; }
  bool isLibrary() const { return !ir.mainPkg; }
  llvm::Function *declare(const ir::Func *f, const std::string &symbol, llvm::GlobalValue::LinkageTypes linkage);
  void thunk(const ir::Func *f, llvm::Function *lf);
  void import(const ir::Func *f, llvm::Function *lf);
  llvm::Constant *typeSymbol(fe::Type *t);
  void drainImports();
  void emitEntryStubs();
  void keepRoots(std::vector<llvm::Constant *> *roots);
  void defineGlobal(const ir::Global *g);
  llvm::Constant *relocTarget(const ir::Reloc &r);
  void emitTables();
  uint64_t sizeOf(const ir::Global *g);
  llvm::Constant *pointerTable(const char *name, const std::vector<llvm::Constant *> &v);

  std::string cpu, features;
  llvm::DIBuilder dib;
  llvm::DICompileUnit *cu = nullptr;
  std::map<std::pair<std::vector<fe::Type *>, std::vector<fe::Type *>>, FnAbi> abis;
  std::unordered_map<const ir::Func *, llvm::Function *> funcs;
  std::vector<std::unique_ptr<ir::Func>> thunks; // of functions without body
  struct Import {
    const ir::Func *f;
    llvm::Function *to;
    unsigned depth; // of imports from our own code to here
  };
  std::vector<Import> imports; // whose bodies are still to be made
  unsigned importDepth = 0;
  std::unordered_map<const ir::Global *, llvm::GlobalVariable *> globals;
  std::unordered_map<const ir::Func *, llvm::Constant *> funcvals;
  std::unordered_map<fe::Type *, llvm::Constant *> gcdescs;
  std::unordered_map<std::string, llvm::Constant *> strings;
  std::unordered_map<std::string, llvm::DIFile *> files;
  std::unordered_map<const ir::Func *, llvm::DIFile *> funcFiles;
  llvm::GlobalVariable *zeros = nullptr, *base = nullptr;
  uint64_t zerosSize = 0;
};

class FuncGen {
public:
  FuncGen(ModuleGen &m, const ir::Func &f, llvm::Function *llf);
  void run();

private:
  // codegen_func.cpp: blocks, values, allocas, landing pad
  void prepare();
  void bindParams();
  void emitBlock(const ir::Block *b);
  void emit(const ir::Instr *i);
  void control(const ir::Instr *i);
  void ret(const ir::Instr *i);
  bool isInMemoryOfCaller(const llvm::Value *p) const;
  void setPos(fe::Pos pos);
  llvm::DILocation *location(fe::Pos pos);
  Val &val(const ir::Instr *i);
  llvm::Value *sc(const ir::Instr *i) { return val(i).one(); } // a scalar operand
  llvm::AllocaInst *alloca_(llvm::Type *t, const llvm::Twine &name, uint64_t align = 0);
  llvm::Value *temp(const Layout &l, const llvm::Twine &name = "tmp");
  llvm::Value *at(llvm::Value *p, uint64_t off);
  llvm::BasicBlock *block(const llvm::Twine &name);
  llvm::BasicBlock *landingPad();

  // codegen_memory.cpp
  Val loadVal(const Layout &l, llvm::Value *p, bool isVolatile = false, llvm::AtomicOrdering o = llvm::AtomicOrdering::NotAtomic);
  void storeVal(const Layout &l, llvm::Value *p, const Val &v, bool isVolatile = false);
  llvm::Value *loadScalar(const Scalar &s, llvm::Value *p);
  void storeScalar(const Scalar &s, llvm::Value *p, llvm::Value *v);
  void copy(const Layout &l, llvm::Value *dst, llvm::Value *src, bool mayOverlap, bool isVolatile = false);
  void zero(const Layout &l, llvm::Value *p);
  void zeroMem(const Layout &l, llvm::Value *p);
  Val zeroVal(const Layout &l);
  Val part(const Layout &l, const Val &v, unsigned i);
  llvm::Value *spill(const Layout &l, const Val &v); // address of memory that holds v
  bool memoryOp(const ir::Instr *i);
  Val copyElements(const ir::Instr *i);
  Val makeClosure(const ir::Instr *i);
  const Layout &closureLayout(const ir::Func *f);
  Val alloc(const ir::Instr *i);
  Val makeSlice(const ir::Instr *i);
  Val load(const ir::Instr *i);
  void store(const ir::Instr *i);

  // codegen_ops.cpp
  Val arith(const ir::Instr *i);
  Val intArith(const ir::Instr *i, llvm::Value *a, llvm::Value *b, bool uns);
  llvm::Value *floatArith(ir::Op op, llvm::Value *a, llvm::Value *b);
  Val complexArith(const ir::Instr *i);
  llvm::Value *divide(bool rem, bool uns, llvm::Value *a, llvm::Value *b);
  llvm::Value *shift(const ir::Instr *i);
  llvm::Value *compare(const ir::Instr *i);
  Val convert(const ir::Instr *i);
  llvm::Value *convertScalar(llvm::Value *v, fe::Type *from, fe::Type *to);
  llvm::Value *floatToInt(llvm::Value *v, unsigned bits, bool uns);
  llvm::Value *unsignedToFloat(llvm::Value *v, llvm::Type *ty);
  llvm::Value *either(llvm::Value *x, llvm::BasicBlock *fromX, llvm::Value *y, llvm::BasicBlock *fromY);
  llvm::Value *likely(llvm::Value *cond, llvm::function_ref<llvm::Value *()> then, llvm::function_ref<llvm::Value *()> otherwise);
  llvm::Value *launder(llvm::Value *v, llvm::Type *to);
  void holdAlive(const Val &v);
  llvm::Value *toInt64(llvm::Value *v, fe::Type *t);
  bool valueOp(const ir::Instr *i);

  // codegen_calls.cpp
  bool callOp(const ir::Instr *i);
  Val goCall(FnAbi &abi, llvm::Value *callee, llvm::Value *context, llvm::ArrayRef<const Val *> args,
             llvm::ArrayRef<const Layout *> argLayouts, bool single, const Layout *result);
  Val callFunc(const ir::Instr *i);
  Val callClosure(const ir::Instr *i);
  Val callIface(const ir::Instr *i);
  Val callEntry(const ir::Instr *i, const EntryDesc *d);
  Val findItab(const ir::Instr *i);
  llvm::Value *entryWord(const Scalar &s, llvm::Value *v);
  llvm::CallBase *emitCall(llvm::FunctionType *ft, llvm::Value *callee, llvm::ArrayRef<llvm::Value *> args, llvm::CallingConv::ID cc,
                           bool leaf, bool noReturn);
  llvm::Value *newObject(llvm::Constant *desc);
  Val takeApart(llvm::CallBase *c, const std::vector<Scalar> &scalars);

  // codegen_stack.cpp
  llvm::AllocaInst *words(uint64_t n, const std::vector<uint64_t> &pointers, const llvm::Twine &name);
  Val stackMap(const ir::Instr *i);
  Val stackBytes(const ir::Instr *i);
  Val borrowedBytes(const ir::Instr *i);

  // codegen_defer.cpp
  struct OpenDefer {
    const ir::Instr *defer;
    llvm::AllocaInst *record, *made; // made: was it carried out in this call?
  };
  void prepareDefers();
  void deferCall(const ir::Instr *i);
  void deferReturn(const ir::Instr *i);
  void runDeferred(const OpenDefer &d);
  llvm::CallBase *emitDeferred(FnAbi &a, llvm::Value *callee, llvm::Value *context);
  llvm::Value *wordOfG(uint64_t off);
  Val recover_(const ir::Instr *i);

  // codegen_checks.cpp
  static bool provablyNotNil(const ir::Instr *v);
  void nilCheck(const ir::Instr *i);
  void boundsCheck(const ir::Instr *i);
  void panicIf(llvm::Value *cond, const char *fn, llvm::ArrayRef<llvm::Value *> args, bool implicitNull = false);
  void callPanic(const char *fn, llvm::ArrayRef<llvm::Value *> args);

  bool intrinsic(const ir::Instr *i, Val &out); // intrinsics.cpp
  llvm::Value *atomic(int kind, const ir::Instr *i);

  ModuleGen &m;
  Types &t;
  const ir::Func &fn;
  llvm::Function *llf;
  FnAbi &abi;
  llvm::IRBuilder<> b;
  std::vector<Val> vals;                         // by Instr::id
  std::unordered_map<const ir::Block *, llvm::BasicBlock *> blocks;
  ir::BlockSet afterDefer;                       // blocks before which a defer may have run
  std::vector<OpenDefer> openDefers;
  std::unordered_map<const ir::Instr *, const ir::Instr *> copiesOfParams; // variables that stand for parameters in memory
  std::vector<bool> forwarded;                   // by id: a Load consumed by the next Store
  std::vector<bool> spin;                        // by id: a Load that a loop waits on, a Store in such a loop
  std::map<std::pair<const llvm::DILocation *, std::string>, llvm::BasicBlock *> sharedPanics; // cold blocks of one line
  llvm::BasicBlock *entry = nullptr, *pad = nullptr;
  llvm::Instruction *allocaEnd = nullptr;
  llvm::Value *slot = nullptr, *context = nullptr; // where results go, if not in registers; the closure
  llvm::AllocaInst *keptSlot = nullptr;            // slot, for the recover block
  llvm::DISubprogram *sp = nullptr;
  ir::FuncLines lines;
  fe::Pos pos;
  bool placed = false; // what is emitted has a position
  bool recovering = false; // while emitting: in the recover block
  bool deferred = false; // while emitting: calls must be invokes
};

} // namespace jit
