// ir/ir.h: the Go-level IR between the checked syntax tree and LLVM.
//
// A Module holds functions and globals; a Func is a graph of Blocks of Instrs. Every Instr with a type is a value,
// defined once, usable where its block dominates. There are no phis: what merges goes through a Local (LLVM's
// mem2reg makes registers of them). All types are concrete Go types: generics are instantiated before this level.
// What Go does implicitly is explicit here: nil, bounds, divide and shift checks, runtime calls, conversions,
// copies of large values, captured variables, defer and recover edges.
//
// Functions with defer: Func::recoverBlock is where control continues in this frame after a recovered panic (it
// calls runtime.deferreturn, loads the result variables, returns). The code generator makes every call of such a
// function an invoke whose landing pad jumps there.
//
// Checked by ir/verify, printed by ir/print (--dump=ir).
#pragma once
#include "frontend/types.h"
#include <functional>
#include <memory>
#include <string>

namespace ir {

using frontend::Package;
using frontend::Pos;
using frontend::Signature;
using frontend::Str;
using frontend::Type;

struct EscapeSummary;
class ProgramBuilder;
struct Instr;
struct Block;
struct Func;
struct Global;
struct Module;

enum class Op : uint8_t {
#define OP(name, mnemonic, effect) name,
#include "ir/ops.def"
#undef OP
};
enum class Effect : uint8_t { pure, read, write, call, panic, ctrl };
const char *opMnemonic(Op op);
Effect opEffect(Op op);

// Which check failed: selects the panic function and its text. Index and Len are the operands of BoundsCheck.
//   Index:  fails unless 0 <= index < len     (runtime.panicIndex / panicIndexU for unsigned index types)
//   others: fail unless 0 <= index <= len     (panicSliceAlen "slice bounds out of range [:x] with length y", ...)
enum class BoundsKind : uint8_t {
  Index,
  SliceAlen,
  SliceAcap,
  SliceB /* [x:y] x<=y */,
  Slice3Alen,
  Slice3Acap,
  Slice3B,
  Slice3C,
  SliceConvert, // slice to array: len(slice) >= N; operands: N's failure reported as panicSliceConvert(len, N)
};

enum Flag : uint8_t {
  Heap = 1,          // Alloc, MakeSlice, MakeClosure, what isMadeByRuntime: escapes
  Borrows = 2,       // []byte(s): nobody writes to it, the bytes are the string's
  Volatile = 4,      // Load, Store that must not be merged or dropped
  Variable = 8,      // Alloc: str is the name of a declared variable
  MovesAlong = 16,   // Local: points to the variable of a loop's current iteration
};

using Value = Instr *; // parameters are Instrs too (Func::params, op is irrelevant)

struct Instr {
  Op op;
  uint8_t flags = 0;
  bool isParam = false;
  uint32_t id = 0;              // unique in the function
  Type *type = nullptr;         // null: no value. A Tuple for several results
  Pos pos;
  Block *block = nullptr;
  std::vector<Value> ops;
  int64_t imm = 0;
  double fimm = 0;
  std::string str;
  Type *auxType = nullptr, *auxType2 = nullptr;
  Func *func = nullptr;
  Global *global = nullptr;
  const frontend::Expr *source = nullptr; // what allocates, for the notes of escape analysis
  std::vector<Block *> targets;
  std::vector<int64_t> cases;
};

struct Block {
  uint32_t id;
  Func *func;
  std::string name;
  std::vector<Instr *> instrs;
  bool terminated() const;
};

struct Func {
  std::string symbol;           // link symbol, unique: "main.main", "main.(*T).M", "main.main.func1", "slices.Sort[int]"
  std::string display;          // as in gc's symbol table: "slices.Sort[go.shape.[]int,go.shape.int]"
  Signature *sig = nullptr;     // receiver, if any, is the first of params (sig->params does not contain it)
  std::vector<Value> params;    // receiver, parameters
  std::vector<Type *> results;
  std::vector<Type *> captures; // closures: types of ClosureVar 0..
  std::vector<Block *> blocks;  // [0] is the entry; empty: no body (bound to a runtime entry or an intrinsic by symbol)
  Block *recoverBlock = nullptr;
  Pos pos, endPos;
  bool wrapper = false;         // method/go/defer wrapper: hidden in tracebacks, transparent to recover
  bool noinline_ = false, hasDefer = false, callsRecover = false;
  bool noescape = false;        // go:noescape: a function without body that keeps no argument
  bool holdsUintptrArgs = false; // go:uintptrescapes, go:uintptrkeepalive: callers keep alive what uintptr(p) arguments point to
  const Package *pkg = nullptr; // where it is written; null: nowhere
  uint32_t nextId = 0;
  Module *module = nullptr;
  const Func *within = nullptr; // of a function literal, or the thunk of a go or defer statement: the function around it
  uint16_t unit = 0;            // of the module: what is compiled together (units.cpp, chunks.cpp)
  bool shared = false;          // other units refer to it
  bool host = false;            // functions that serve it alone are compiled with it, so its body is not copied into other units
  uint64_t address = 0;         // of its code, if it is in an image that stands already; blocks may be gone then
  const EscapeSummary *summary = nullptr; // what escape analysis found out for its callers
  bool hasBody() const { return !blocks.empty() || address; }
};

// Static data: bytes with relocations. Pointers are 8 bytes: address of target + addend.
struct Reloc {
  uint64_t offset;
  enum Kind : uint8_t { GlobalAddr, FuncCode /* code address */, FuncValue /* static funcval */, TypeDesc, StringData } kind;
  Global *global = nullptr;
  Func *func = nullptr;
  Type *type = nullptr;
  int64_t addend = 0;
  std::string str;
};
struct Global {
  std::string symbol;
  Type *type = nullptr;          // may be null for raw data (then size, align count)
  uint64_t size = 0, align = 8;
  bool readonly = false;
  std::vector<uint8_t> data;     // empty: zero-initialised (bss)
  std::vector<Reloc> relocs;
  Pos pos;
  Module *module = nullptr;
  uint16_t unit = 0;             // as of Func
  bool shared = false;
  uint64_t address = 0;
};

// What is compiled together, in this order.
struct Unit {
  std::vector<Func *> funcs; // with a body
  std::vector<Global *> globals;
};

struct Module {
  frontend::Package *mainPkg = nullptr; // null: a library
  Module *base = nullptr; // the standard library, compiled ahead: what it has is used from there, and not again in this module
  std::vector<std::unique_ptr<Func>> funcs;
  std::vector<std::unique_ptr<Global>> globals;
  Func *initAll = nullptr, *mainMain = nullptr;
  std::string error;             // internal error of the lowering, empty if none
  std::string buildInfo;         // for debug.ReadBuildInfo; the driver fills it
  std::string godebugDefault;    // GODEBUG's value to begin with; the driver fills it

  // Type descriptors: one blob of all descriptors and names (ir/typedesc fills it after lowering).
  Global *types = nullptr;
  std::unordered_map<Type *, int64_t> typeOffset;           // canonical type -> offset in types
  std::vector<std::pair<Global *, std::pair<Type *, Type *>>> itabs; // itab global, (concrete, interface)
  // 32-bit words of `types` that the linker completes: those that hold an offset in it, by adding its address; and those of
  // method tables, textFuncs[i] at textWords[i], by the address of the code.
  std::vector<uint32_t> typeWords, textWords;
  std::vector<Func *> textFuncs;

  std::unordered_map<std::string, Func *> funcBySymbol;
  std::unordered_map<std::string, Global *> globalBySymbol;
  std::vector<Unit> units; // once it is cut
  // Units that do not have the descriptors refer to them by these names, which stay the same when a program changes: the linker
  // knows the places.
  mutable std::unordered_map<std::string, Type *> typeSymbols;

  // ---- of a library
  ProgramBuilder *lowering = nullptr; // what programs ask that are lowered on it
  // Its compiled image, once there is one: file, hash of the content, address of the runtime's ModuleData, all symbols.
  struct Image {
    std::string file;
    uint64_t id[2] = {}, moduleData = 0;
    std::unordered_map<std::string, uint64_t> symbols;
  } image;

  Func *findFunc(const std::string &symbol) const; // here or in the base; null: there is none
  // Where the descriptor of a canonical type is: the blob and the offset in it. Null: there is none.
  const Module *typeModule(Type *t, int64_t *offset) const;
  std::string typeSymbol(Type *t) const; // for another unit than that of `types`
};

// Canonical types: identical types give one pointer. Everything in a Module uses canonical types.
Type *canon(Type *t);
Pos &lowering(); // the function that is being lowered: where its instances are too complex

// Appends instructions to a block, filling ids and positions.
struct Builder {
  Func *fn = nullptr;
  Block *at = nullptr;
  Pos pos;
  Block *newBlock(std::string name);
  Instr *emit(Op op, Type *type, std::vector<Value> ops = {});
  // Shorthands used everywhere.
  Value constInt(Type *t, int64_t v);
  Value zero(Type *t);
  Value load(Type *t, Value p);
  void store(Value p, Value v);
  Value extract(Value v, int64_t word, Type *t);
  Value callRuntime(const char *symbol, Type *result, std::vector<Value> args);
  void jump(Block *b);
  void branch(Value c, Block *t, Block *f, int likely = 0);
};

struct WordInfo {
  Type *type;
  int64_t offset;
};
Type *wordType(Type *composite, int64_t word); // type of Extract(word)

void print(const Func &f, std::string &out);
void print(const Module &m, std::string &out);
bool verify(const Func &f, std::string &err);
std::string abiWords(Type *t); // what a call of the runtime passes for a value, or a tuple, of type t: abi::Words

// ---- entry points of this folder
struct LowerOptions {
  frontend::Package *runtimePkg = nullptr;                  // package runtime, always loaded
  std::function<bool(frontend::Func *)> checkBody;          // checks a lazily checked body before it is lowered; false: errors
  bool wholePackage = false;                                // also the functions of mainPkg that main does not reach
  Module *base = nullptr;                                   // a library made by lowerLibrary, of packages that mainPkg may import
};
// Lowers everything reachable from main.init, main.main and the Go functions in runtime/abi/goexports.def.
// Null if a body had errors.
std::unique_ptr<Module> lowerProgram(frontend::Package *mainPkg, const LowerOptions &opts);
// Lowers everything in these packages (runtimePkg among them), for programs that are lowered on this base. Its builder and its
// summaries live as long as the process. Null if a body had errors.
std::unique_ptr<Module> lowerLibrary(const std::vector<frontend::Package *> &packages, const LowerOptions &opts);
// Cuts a module into units: fills Module::units and sets unit and shared of what is in them. One; of a library, of about so many
// instructions, of packages that stand together; of a program on top of a library, chunks (chunks.cpp).
void makeOneUnit(Module &m);
void cutIntoUnits(Module &m, size_t instructions);
void cutIntoChunks(Module &m, size_t instructions);
// The size, mostly in instructions, of a function whose body is for other units and programs, too, to inline it; else SIZE_MAX. The further
// a function is from a unit's own code (0: called by it), the smaller it must be to be of use there.
size_t inlineSize(const Func &f);
bool isImported(const Func &f, unsigned distance);
// Read-only data that other units see, too: small tables as those of interfaces, from which calls become direct ones.
bool isImported(const Global &g);
// A hash of everything that the machine code of a unit depends on, names of private things and places in files excepted.
struct UnitHash {
  uint64_t words[2];
};
std::vector<UnitHash> hashUnits(const Module &m);
// Lines of a function as its unit knows them: counted from the function, so that its code stays the same when others change.
class FuncLines {
public:
  FuncLines(const Module &m, const Func &f);
  bool relative() const { return first != 0; } // else nothing is known of where it stands
  unsigned of(Pos pos) const; // 1: the line of the function; 0: not in its part of the file

private:
  std::string_view file;
  unsigned first = 0;
};
// Once a library's code has addresses: takes away what programs do not need of it, which is most. What stays, small bodies, is
// copied: it lies close together, if `fresh` makes new memory come from where nothing else is.
void compactLibrary(Module &library, const std::function<void(bool fresh)> &fresh);
// Gives a string variable of a program its first value, if it has that variable: what the linker does for -X. Empty, or what is
// wrong: it is no string.
std::string setString(Module &m, const std::string &symbol, const std::string &value);
// Decides what lives on the heap (flag Heap). notes: what -m prints, sorted by position; or null.
struct EscapeNote {
  Pos pos;
  std::string text;
};
void escapeAnalysis(Module &m, std::vector<EscapeNote> *notes);

} // namespace ir
