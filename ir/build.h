// ir/build.h: the lowering from the checked syntax tree to IR: what its files share.
//
// ProgramBuilder owns the work list (build_program.cpp): a function is built when something that is built refers to
// it, so a program pays only for what it can reach. Its parts: names, type_facts, packages, instances, reach, itabs,
// static_init, embed. FuncBuilder lowers one function body; its methods are spread over build_{func,expr,literal,call,
// method,builtin,map,convert,compare,assign,stmt,range,switch,chan,go}.cpp, one Go construct a file.
//
// Reachability:
//   R1 a function or package variable is built when referred to
//   R2 a variable's initialiser runs if the variable is reachable or the initialiser may have effects
//   R3 a method is built if its type can be found inside an interface value (useType) and some interface call uses a
//      method of that name and signature; its descriptor holds the signature if any interface has a method of the name
// A library (runLibrary) is lowered whole, with all exported methods of all its types. A program on top of it (`base`) builds
// only what the library has not: names, descriptors, itabs, wrappers and instances are looked up there first.
#pragma once
#include "frontend/constant.h"
#include "frontend/unicode.h"
#include "ir/ir.h"
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <unordered_set>

namespace ir {

using namespace frontend; // names of syntax and types; ir::Op, ir::Func and ir::Block hide theirs
using frontend::Interface;

ir::Op arithOp(frontend::Op op); // of an arithmetic operator; Unreachable for others (build_expr.cpp)

enum class WellKnown { no, wrapper, findsMethods, pure, keepsNothing, keepsNoAddress }; // well_known.def
WellKnown wellKnown(std::string_view symbol); // names.cpp

class FuncBuilder;

size_t instructionCount(const Func &f); // units.cpp
bool takesFunc(const Func &f);          // has a parameter that is a func value

// How the variables of one declared function (with its literals) are used: decides captures and loop copies.
struct VarUse {
  bool reassigned = false, addrTaken = false, captured = false;
};
using VarUses = std::unordered_map<const Object *, VarUse>;
// The numbers of a function's literals in gc's names, and of what else gc makes a literal of: literal_numbers.cpp.
struct LiteralNumbers {
  std::unordered_map<Expr *, int> of;
  int count = 0;
};
using CountsAsLiteral = std::function<bool(SelectorExpr *)>;
LiteralNumbers numberLiterals(BlockStmt *body, const CountsAsLiteral &counts);

VarUses analyseVars(BlockStmt *body); // var_use.cpp
void analyseVars(Expr *init, VarUses &uses);

bool hasDirective(const List<Directive> &l, Str name); // go:noinline, ...

class ProgramBuilder {
public:
  ProgramBuilder(Module &m, Package *mainPkg, Package *runtimePkg, std::function<bool(frontend::Func *)> checkBody);
  bool run();                                           // false: a body had errors
  bool runLibrary(const std::vector<Package *> &packages);
  void forgetWork(); // of a library that is complete: what nobody asks any more

  // The function for fn (a declared function or method) instantiated with targs (canonical; receiver's for methods).
  ir::Func *function(frontend::Func *fn, const List<Type *> &targs);
  ir::Func *method(frontend::Func *m, Type *recv);      // recv: concrete receiver type T or *T (declared on)
  ir::Func *runtimeFunc(const std::string &name);       // Go function of package runtime
  ir::Func *newFunc(const std::string &symbol, const Package *pkg); // empty, registered
  ir::Func *findFunc(const std::string &symbol) const;  // or null
  bool isLinkname(const std::string &symbol) const { return linknamePush.contains(symbol); } // that a function with a body provides
  ir::Func *synthetic(const std::string &symbol, const std::string &display, Type *recv, Signature *sig, Pos pos, const Package *pkg);
  Global *globalVar(Var *v);
  Global *newGlobal(const std::string &symbol, Type *t);
  std::string uniqueSymbol(const std::string &name);
  // Functions that take the receiver as an interface data word (itab slots, method tables), or as a value (tfn).
  ir::Func *ifaceMethod(Type *recv, const MethodEntry &e);
  ir::Func *valueMethod(Type *recv, const MethodEntry &e);
  Global *itab(Type *concrete, Type *iface);
  void needType(Type *t);                               // its descriptor is emitted
  void useType(Type *t);                                // also: interface values of it can exist (R3)
  void interfaceCall(Str method, Type *sig);            // R3; sig without receiver
  void keepExportedMethods();                           // the program finds methods by reflection: all may be called
  bool methodIsLive(Type *t, frontend::Func *m) const {
    return (used.count(t) || (base && base->used.count(t))) && isCalled(m->name, plainSignature(m));
  }
  bool methodIsNamed(Str name) const { return allExported || named.count(name) || (base && base->named.count(name)); }
  bool inBase(Package *p) const { return base && base->packageInit.count(p); }
  static Type *plainSignature(frontend::Func *m);       // canonical, without receiver
  // Static data (static_init.cpp). Has e, as a value of type t, one? And with write it is put at the offset of g.
  struct Place {
    Global *g;
    uint64_t offset;
    bool write;
  };
  const LiteralNumbers &initLiterals(const Package *p); // literal_numbers.cpp
  bool staticInit(Global *g, uint64_t offset, Expr *e, Type *t, bool write = true) { return staticValue({g, offset, write}, e, t); }
  bool staticValue(Place at, Expr *e, Type *t), staticInterface(Place at, Expr *e, Type *t);
  bool staticFunc(Place at, Expr *e, Type *t), staticAddress(Place at, Expr *x), staticConversion(Place at, CallExpr *c, Type *t);
  bool staticLiteral(Place at, CompositeLit *c, Type *t), staticStruct(Place at, CompositeLit *c, Struct *s),
      staticArray(Place at, CompositeLit *c, Type *et), staticSlice(Place at, CompositeLit *c, Type *et),
      staticPointer(Place at, CompositeLit *c, Type *t);
  // The call whose body is looked at: its parameters stand for its arguments.
  struct StaticCall {
    const StaticCall *caller;
    frontend::Func *callee;
    CallExpr *call;
  };
  const StaticCall *inCall = nullptr;
  int staticDepth = 0; // of calls, and of arguments that are looked at for a parameter
  frontend::Func *staticCallee(CallExpr *c);
  bool staticCall(Place at, CallExpr *c, Type *t), staticArgument(Place at, size_t i, Type *t), staticParam(Place at, Expr *e, Type *t);
  Place staticTarget(Place at, Type *t); // new data that the pointer at this place points to
  void allocateData(Global *g);
  bool copied = false; // during staticInit: the data is copied at each evaluation, so it must not refer to memory that is fresh each time
  void writeConst(Global *g, uint64_t offset, CV v, Type *t);
  void writeString(Global *g, uint64_t offset, std::string s);
  void writeElems(Global *g, const std::vector<int64_t> &elems, uint64_t size);
  void embedVar(Global *g, Var *v); // embed.cpp
  Global *staticConstIface(CV v, Type *t); // readonly copy of a constant, for interface data words

  Module &m;
  ProgramBuilder *base; // of Module::base, or null
  Package *mainPkg, *runtimePkg;
  std::vector<Type *> types; // whose descriptors are needed, components included
  std::string error; // first internal error
  bool wholePackage = false; // LowerOptions

private:
  void limitInstances(frontend::Func *fn, const List<Type *> &targs);
  uint64_t instanceWeight = 0, dataSize = 0; // of all instances of functions, and initial data, so far
  struct Body {
    ir::Func *ir;
    frontend::Func *fn;
    TypeMap types;
  };
  std::deque<std::function<void()>> work;
  std::function<bool(frontend::Func *)> checkBody;
  bool failed = false; // a body had errors: nothing more is lowered
  std::unordered_map<std::string, frontend::Func *> linknamePush; // symbol -> function whose body provides it
  std::unordered_map<Var *, Global *> globals;
  std::unordered_map<Var *, std::pair<Package *, size_t>> initialiserOf;
  struct InitState {
    bool requested = false;
    ir::Func *fn = nullptr;
  };
  std::unordered_map<Package *, std::vector<InitState>> inits;
  std::vector<Package *> order;
  std::unordered_map<Package *, std::vector<ir::Func *>> initFuncs;
  std::unordered_map<Package *, ir::Func *> packageInit; // of a library: what initialises the package, or null
  struct TypeMethod {
    Type *type;
    MethodEntry entry;
  };
  std::unordered_map<Str, std::vector<TypeMethod>> methodsByName; // of all types with descriptors
  std::unordered_map<Str, std::vector<Type *>> called; // methods called through interfaces: name -> signatures
  std::unordered_set<Str> named; // methods of interface types
  bool allExported = false;
  std::unordered_set<Type *> typeSet, used;
  std::unordered_map<std::string, Global *> itabs;
  std::unordered_map<std::string, ir::Func *> wrappers;
  std::unordered_map<std::string, int> uniqueCount;
  std::unordered_map<const Package *, LiteralNumbers> initLiteralNumbers;

  void collectPackages(Package *p, std::set<Package *> &seen);
  void collectLinknames(Package *p);
  Object *bySymbol(const std::string &symbol) const;
  frontend::Func *provider(frontend::Func *fn, const std::string &symbol) const;
  Var *linknamedVar(Var *v) const;
  void sortPackages();
  void requestInit(Package *p, size_t i);
  void buildInitAll();
  ir::Func *buildPackageInit(Package *p);
  void prepare(), requestInits(Package *p), complete();
  void drain();
  bool isCalled(Str name, Type *sig) const;
  void nameMethod(Str name);
  void needMethods(Type *t), useMethods(Type *t), useMethod(Type *t, const MethodEntry &e);
  template <class F> static void eachComponent(Type *t, F f);
  bool fillItabs(), fillSlot(Global *g, uint64_t at, Type *concrete, const MethodEntry *e);
  void buildBody(ir::Func *f, frontend::Func *fn, TypeMap types);
  ir::Func *wrapperFor(Type *recv, const MethodEntry &e, bool dataWord);
  bool hasEffects(Expr *e) const;
};

// What is emitted while it lives has this position, if it is one.
class PosScope {
public:
  PosScope(Builder &b, Pos at) : b(b), saved(b.pos) {
    if (at.valid()) b.pos = at;
  }
  ~PosScope() { b.pos = saved; }
  PosScope(const PosScope &) = delete;

private:
  Builder &b;
  Pos saved;
};

class FuncBuilder : public Builder {
public:
  FuncBuilder(ProgramBuilder &prog, ir::Func *f, TypeMap types, FuncBuilder *outer = nullptr);

  void buildDeclared(frontend::Func *fn); // a declared function or method with a body
  void buildLiteral(FuncLit *lit); // body of a function literal
  void buildInitialiser(const Initializer &init); // package variables = rhs
  // Bodies that have no syntax (wrappers): begin, emit, finish.
  void begin(const VarUses *uses = nullptr);
  void finish();

  // ---- types
  Type *T(Type *t); // concrete, canonical; untyped kinds get their default type
  Type *typeOf(Expr *e) { return T(e->type); }
  Type *intT() { return basicType(BasicKind::Int); }
  Type *boolT() { return basicType(BasicKind::Bool); }
  Type *ptrT() { return basicType(BasicKind::UnsafePointer); }
  Type *pointerTo(Type *t) { return canon(new Pointer(t)); }
  Type *pairOf(Type *first, Type *second) { // two results of an entry
    auto *tuple = new Tuple;
    tuple->vars = {new Var(Pos{}, nullptr, "", first), new Var(Pos{}, nullptr, "", second)};
    return canon(tuple);
  }

  // ---- order of evaluation (build_order.cpp)
  struct Order {
    // readsFirst: what the first operand gives is read from memory, too.
    Order(FuncBuilder &b, const std::vector<Expr *> &operands, bool readsFirst = false, bool onlyLook = false);
    ~Order();
    FuncBuilder &b;
    bool saved, read = false, call = false, inPlace = false; // inPlace: something is evaluated where it stands
    bool conflict = false; // something is read before a call that may change it
    std::vector<Expr *> hoisted;
    void look(Expr *e), hoist(Expr *e), keep(Expr *e), hoistAll(const std::vector<Expr *> &operands), hoistWithin(Expr *e),
        hoistOperands(Expr *e);
  };
  // What must be evaluated before the first of several assignments (build_assign.cpp).
  struct Early {
    explicit Early(FuncBuilder &b) : b(b) {}
    ~Early();
    FuncBuilder &b;
    std::unordered_set<const Var *> assigned; // so far, variables that only their name reaches
    bool memory = false, results = false; // assigned through memory; results of a deferring function, which are seen after a panic
    std::vector<Expr *> saved;
    bool affected(Expr *e) const;
    void save(Expr *e), always(Expr *e), left(Expr *l), assigns(Expr *l), assignsResult(Var *v);
  };
  std::unordered_set<const Expr *> assignedElems; // m[k] on the left side of assignments
  bool changesBehindUs(Var *v) const;
  bool inMemory(Expr *e), readsLate(Expr *s, Expr *slice);
  std::vector<Expr *> operandsOf(Expr *e), leftOperands(Expr *l), assignOperands(const List<Expr *> &lhs, const List<Expr *> &rhs);
  Expr *assignedBase(Expr *l, std::vector<Expr *> *indices = nullptr);
  Var *assignedVar(Expr *l);
  SelectorExpr *promotedBase(Expr *l);
  void holdPointer(SelectorExpr *s);

  // ---- expressions (build_expr.cpp)
  Value expr(Expr *e);
  Value exprAs(Expr *e, Type *to); // with the implicit conversion of an assignment
  Expr *convertedOperand(Expr *e);
  Expr *countedRunes(Expr *e);
  Value stringOfRunes(Expr *e);
  Value exprView(Expr *e, Type *to); // the same, to be looked at only: string(bytes) is not copied
  Value bytesView(Expr *e); // []byte(string), to be looked at only; null: e is no such conversion
  std::vector<Value> exprList(Expr *e); // a call of several results gives them all
  Value addr(Expr *e); // of an addressable expression, or of a copy
  void condition(Expr *e, Block *yes, Block *no);
  Value constant(CV v, Type *t);
  Value spill(Value v); // address of a temporary that holds v
  Value varAddr(Var *v);
  Value nilChecked(Value p);
  Value indexToInt(Value idx);
  void boundsCheck(Value idx, Value len, BoundsKind kind);
  Value lenOf(Value v), capOf(Value v);
  void effectsOf(Expr *x); // of an expression whose value is not needed
  Value select(SelectorExpr *e), selectPath(Expr *x, const List<int> &index, size_t n);
  Value selectAddr(Expr *x, const List<int> &index, size_t n);
  Type *fieldType(Type *t, const List<int> &index, size_t n); // after n steps from t (or what t points to)
  Value walkFields(Value v, bool isAddr, Type *t, const List<int> &index, size_t n, bool wantAddr);
  Value indexExpr(IndexExpr *e), sliceExpr(SliceExpr *e), funcLit(FuncLit *e);
  Value compositeLit(CompositeLit *c, Type *t, Value into); // build_literal.cpp: of type t, also where &T{} is elided
  Value structLit(CompositeLit *c, Type *t, Value into), arrayLit(CompositeLit *c, Type *t, Value into);
  Value sliceLit(CompositeLit *c, Type *t), mapLit(CompositeLit *c, Type *t), literalTemp(Type *t);
  void literalElem(Expr *e, Value p, Type *et), fillArray(CompositeLit *c, Type *at, Value p);
  bool literalFromData(CompositeLit *c, Type *at, Value p);
  Value newLiteral(CompositeLit *c, Type *t);
  bool isStatic(Expr *e, Type *t);
  Global *literalData(const std::string &what, Type *t);
  bool isConstLiteral(Expr *e, Type *t);
  std::vector<KeyValueExpr *> orderEntries(CompositeLit *c, Map *mt, std::vector<KeyValueExpr *> *fixed);
  void fillMap(Value m, const std::vector<KeyValueExpr *> &entries);
  Value unary(Operation *e), binary(Operation *e), arithmetic(ir::Op op, Value x, Value y, Type *t);
  Value shift(frontend::Op op, Value x, Value count, Type *t, bool countChecked);
  Value shortCircuit(Expr *e);
  Value deref(Type *elem, Value p) { return load(elem, p); }
  Value addressOf(Expr *x);
  Value typeDesc(Type *t), itabAddr(Type *concrete, Type *iface);
  Value alloc(Type *t, const std::string &name), local(Type *t);
  Value funcValue(ir::Func *f, Type *sig);

  // ---- conversions and comparisons (build_convert.cpp, build_compare.cpp)
  Value convert(Value v, Type *to); // explicit conversion
  Value assignConv(Value v, Type *to); // implicit
  Value toInterface(Value v, Type *iface, CV constant = nullptr);
  Value ifaceTypeWord(Value iface); // *_type or nil
  Value orAsk(Value quick, Value good, const std::function<Value()> &ask);
  Value itabFor(Type *iface, Value typ, bool must);
  Value typeAssert(Value x, Type *to, bool commaOk, Value *ok);
  Value dataToValue(Value data, Type *t), valueToData(Value v, CV constant);
  Value constantSlice(CV text, Type *t, Expr *source);
  Value equalData(Value typ, Value x, Value y);
  Value equal(Value x, Value y, bool negate);
  Value compareOrdered(frontend::Op op, Value x, Value y);

  // ---- calls (build_call.cpp, build_builtin.cpp)
  std::vector<Value> call(CallExpr *e); // results
  Value builtin(CallExpr *e), conversion(CallExpr *e);
  CallExpr *splitArguments(CallExpr *e);
  struct Callee {
    enum { Static, Closure, Iface } kind;
    ir::Func *fn = nullptr;
    Value value = nullptr;
    Value recv = nullptr;
    int64_t slot = 0;
    std::string name;
    Signature *sig = nullptr;
  };
  ir::Func *instanceOf(frontend::Func *f, const Name *n); // with the type arguments that its name has here
  Callee callee(CallExpr *e);
  void forward(const Callee &c, std::vector<Value> args);
  Value closureOf(ir::Func *f, Type *sig, const std::vector<Value> &captured);
  // ---- methods (build_method.cpp)
  Callee methodCallee(Value recv, frontend::Func *m, Signature *sig);
  Value receiver(SelectorExpr *se, frontend::Func *m), wrappedReceiver(Value v, Type *outer, bool isPtr, const MethodEntry &e);
  void checkReceiver(Value iface); // a method of a nil interface value panics; calls check it themselves
  void panicwrapCheck(Value recv, frontend::Func *m); // panics about a nil *T when the wrapper of a method of T gets one
  Value methodValue(SelectorExpr *e), methodExpr(SelectorExpr *e);
  bool isDerived(SelectorExpr *e, frontend::Func *m) const;
  std::vector<Expr *> callOperands(CallExpr *e);
  bool readsReceiver(CallExpr *e), boxedReceiver(Expr *x);
  std::optional<Callee> calleeFirst(CallExpr *e, std::vector<Expr *> &operands);
  std::vector<Value> arguments(CallExpr *e, Signature *sig, std::vector<Value> given, std::vector<Value> *held);
  std::vector<Value> spreadArguments(CallExpr *e);
  Value argument(Expr *e, Type *to, std::vector<Value> *held);
  std::vector<Value> packArguments(Signature *sig, std::vector<Value> given, bool hasDots);
  std::vector<Value> emitCall(const Callee &c, std::vector<Value> args);
  std::vector<Value> callFunc(ir::Func *f, std::vector<Value> args);
  Value callFunc1(ir::Func *f, std::vector<Value> args) { return callFunc(f, std::move(args))[0]; }
  Value append(CallExpr *e), copyBuiltin(CallExpr *e), makeBuiltin(CallExpr *e), makeSize(Expr *x), minMax(CallExpr *e, bool isMin);
  Value lenOrCap(Expr *x, bool isLen);
  void printBuiltin(const std::vector<Value> &vals, bool ln), clearBuiltin(Value v);
  Value intOperand(Expr *x), unsafeView(CallExpr *e, bool slice), retyped(Value v, Type *t);
  int64_t offsetOf(Expr *field);
  Value lookUpPlain(Value m, Type *mapType, Value key, Value *ok);
  Value mapElemAddr(Value m, Type *mapType, Value key, bool assign), mapLookup(Value m, Type *mapType, Value key, bool commaOk, Value *ok);
  bool copiesKey(Map *m, Expr *key); // of m[key] and of an entry of a literal: does gc copy it where it stands?
  void mapDelete(Value m, Type *mapType, Value key);
  void panicValue(Value eface);
  void panicCall(const char *runtimeFunction, std::vector<Value> args = {});

  // ---- statements
  void stmt(Stmt *s);
  void stmts(const List<Stmt *> &l);
  void block(BlockStmt *b) { stmts(b->list); }
  void assignStmt(AssignStmt *s), declStmt(DeclStmt *s), ifStmt(IfStmt *s), forStmt(ForStmt *s, Str label);
  struct SwitchCase; // build_switch.cpp
  using StringCases = std::vector<std::pair<Str, Block *>>;
  void chooseCase(Value tag, const std::vector<SwitchCase> &cases, Block *def), oneCase(Value tag, const SwitchCase &c, Block *next);
  void integerCases(Value tag, const std::vector<SwitchCase> &cases, Block *none),
      stringCases(Value tag, const std::vector<SwitchCase> &cases, Block *none);
  void stringsOfOneLength(Value p, const StringCases &cases, Block *none);
  void switchOn(Value v, const std::vector<std::pair<int64_t, Block *>> &table, Block *none);
  void switchStmt(SwitchStmt *s, Str label), typeSwitch(SwitchStmt *s, Str label), selectStmt(SelectStmt *s, Str label);
  void branchStmt(BranchStmt *s), returnStmt(ReturnStmt *s), goDefer(CallStmt *s), labeledStmt(LabeledStmt *s);
  Value suspendBuiltin(CallStmt *s, CallExpr *call), suspendCall(CallStmt *s, CallExpr *call, const std::optional<Callee> &known);
  Value thunk(CallStmt *s, const std::vector<Value> &captured, const std::function<void(FuncBuilder &, std::vector<Value>)> &body);
  struct RangeLoop; // build_range.cpp
  void rangeStmt(ForStmt *s, Str label);
  void rangeInteger(const RangeLoop &l, Type *t), rangeElements(const RangeLoop &l, Type *u, bool isPointer),
      rangeString(const RangeLoop &l);
  void rangeMap(const RangeLoop &l, Map *mt), rangeChan(const RangeLoop &l, Chan *ct);
  void rangeSet(const RangeLoop &l, Expr *e, Value v), rangeSet(const RangeLoop &l, Value key, Value value), rangeBody(const RangeLoop &l);
  Value rangeCount(const RangeLoop &l, Type *t, Value n, Value counter);
  void rangeNext(const RangeLoop &l, Type *t, Value counter);
  void returnValues(std::vector<Value> vals);
  bool isMapElem(Expr *e);
  Value assignedAddr(Expr *l);
  Type *assignedType(Expr *l, Expr *r);
  void assign(Expr *l, Value v), set(Expr *l, Value v, bool define);
  void assignValues(const List<Expr *> &lhs, const std::vector<Value> &vals, bool define);
  Value updated(AssignStmt *s, Value old, Value y), updateOperand(AssignStmt *s, Type *t);
  Value declare(Var *v); // fresh zeroed storage; returns its address
  void declareInit(Expr *name, Value v); // lhs of := : declares or assigns
  void assignPairs(const List<Expr *> &lhs, Expr *rhs, bool define);
  void recvInto(Value ch, Type *elem, Value *v, Value *ok);
  void clearTemporary(Value p, Type *elem);
  Value chanRecv(Operation *e, bool commaOk, Value *ok);
  struct SelectCase; // build_chan.cpp
  SelectCase selectOperands(CommClause *clause);
  void commBody(const SelectCase &c, Value ok, Block *done), defaultBody(CommClause *def, Block *done);
  void selectOne(const SelectCase &c, Block *done), selectOrDefault(const SelectCase &c, CommClause *def, Block *done),
      selectMany(const std::vector<SelectCase> &cases, CommClause *def, Block *done);
  void sendStmt(SendStmt *s);
  bool needsOwnCopy(Var *v) const; // per-iteration copies are observable

  Block *newBlockAt(std::string name) {
    auto *b = newBlock(std::move(name));
    at = b;
    return b;
  }
  void moveTo(Block *b) { at = b; }
  bool dead() const { return at->terminated(); }
  void jumpIfLive(Block *b) {
    if (!dead()) jump(b);
  }

  ProgramBuilder &prog;

private:
  struct Slot {
    bool indirect;
    Value v;
  }; // v: *T, or **T when indirect (loop variables that move on each iteration)
  struct Target {
    Str label;
    Stmt *stmt;
    Block *brk, *cont;
  };
  struct Capture {
    Var *var;
    bool byRef;
    Type *type;
  };

  TypeMap types;
  FuncBuilder *outer;
  FuncLit *lit = nullptr;
  bool once = false; // an initialiser of package variables: it runs only once
  const VarUses *uses = nullptr;
  std::optional<VarUses> ownUses;
  std::unordered_map<const Object *, Slot> slots;
  std::vector<Capture> captures;
  Block *entry = nullptr;
  std::vector<Target> targets;
  std::unordered_map<Str, Block *> labelBlocks;
  Block *fallthroughBlock = nullptr;
  std::vector<Value> resultAddrs; // result variables, when named or the function defers
  std::vector<Var *> resultVars;
  bool ordered = false; // an Order covers what is being evaluated
  std::unordered_map<Expr *, Value> precomputed; // what was evaluated before its turn
  std::unordered_map<Expr *, std::pair<Value, size_t>> heldPointers; // of promoted fields: an embedded pointer, after so many steps
  bool defers = false; // one has been built
  BlockStmt *body = nullptr; // null: of an initialiser, or made up
  std::optional<LiteralNumbers> literals; // once one has been met
  int goDeferCount = 0;
  Expr *converting = nullptr; // whose value becomes an interface: what the notes of escape analysis name
  FuncBuilder *namer = nullptr; // outermost declared function
  friend class ProgramBuilder;

  Value entryEmit(ir::Op op, Type *t, const std::function<void(Instr *)> &fill);
  Value captureAddr(Var *v);
  bool captureByRef(Var *v) const;
  int literalNumber(Expr *e);
  bool countsAsLiteral(SelectorExpr *e);
  std::string literalSymbol(Expr *e), literalDisplay(const std::string &symbol) const;
  void buildBody(Signature *sig, BlockStmt *body);
  void dropDeferReturns();
  void buildRecoverBlock();
  bool containsDefer(BlockStmt *b) const;
};

void keepCanonicalTypes(); // ir.cpp: what is canonical now is a library's
bool directIface(Type *t); // the data word holds the value itself
bool hasPointers(Type *t);
bool plainMemory(Type *t); // equality is memory equality, no padding
std::string funcSymbol(frontend::Func *fn, const List<Type *> &targs, std::string *display);
std::string methodName(Type *recv, frontend::Func *m);
std::string linknameTarget(frontend::Func *fn);
bool isMethod(frontend::Func *fn, frontend::Func *m);
const MethodEntry *findMethod(const List<MethodEntry> &set, frontend::Func *m);
int64_t interfaceSlot(Type *iface, frontend::Func *m);
Value addParam(ir::Func *f, Type *t, Var *v = nullptr);
enum class KeyCopy { Never, UnlessInMemory, Always };
KeyCopy keyCopy(Type *key, Type *elem); // of m[key]: does gc copy it where it stands?
bool boxedByAddress(Type *t);
std::vector<int64_t> constantElems(CV text, Type *elem);
bool isConcrete(frontend::Func *m); // whether a type declares the method; else an interface asks for it
void inspectValues(Expr *root, const std::function<bool(Expr *)> &f);
bool isLeaf(Expr *e); // absent, or its evaluation is of no interest: constants, types, nil
const Builtin *builtinOf(CallExpr *c); // null: no call of a builtin
CompositeLit *elidedPointer(Expr *e, Type *literalType, Type *et);
Expr *literalField(Expr *elem, Struct *s, size_t *k);
Expr *literalElement(Expr *elem, int64_t *k);
int64_t literalLength(CompositeLit *c);

} // namespace ir
