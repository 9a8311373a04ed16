// frontend/checker.h: the type checker: one Checker per package.
//
// Architecture (that of cmd/compile/internal/types2, whose function names are kept): collectObjects enters the
// package-level objects into scopes, packageObjects resolves each of them on demand (objDecl, with colours to find
// cycles), delayed actions check what must wait (function bodies, instantiations to verify), then initOrder,
// unusedImports. Results are written into the syntax tree and the objects (fields marked [checker]).
//
// Laziness: with CheckConfig::lazyBodies bodies of declared functions are only checked when checkFuncBody asks for
// them (or when a package-level initialiser needs their dependencies). A Checker therefore lives as long as its Package.
//
// Files: check (driver, records), check_errors, universe, types_* (predicates, type sets, substitution, lookup, ...),
// check_{resolver,decl,typexpr,infer,unify,instantiate,initorder,...}; operand, const, expr, call, stmt: the other half.
#pragma once
#include "frontend/constant.h"
#include "frontend/diag.h"
#include "frontend/types.h"
#include "frontend/types_set.h"
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace frontend {

class Checker;

// ---- language versions: the minor number N of go1.N; 0: none given
using GoVersion = int;
constexpr GoVersion go1_9 = 9, go1_13 = 13, go1_14 = 14, go1_17 = 17, go1_18 = 18, go1_20 = 20, go1_21 = 21, go1_22 = 22, goCurrent = 22;
GoVersion asGoVersion(Str v); // "go1.20.1" -> 20

// ---- operands

// An intermediate value: what an expression denotes while its context is being checked.
struct Operand : ArenaAllocated {
  Mode mode = Mode::Invalid;
  Expr *expr = nullptr;
  Type *type = nullptr;
  CV val = nullptr;
  BuiltinId id = BuiltinId::Append;
  bool isNil() const { return mode == Mode::NilValue; }
  Pos pos() const { return expr ? expr->pos : Pos{}; }
  void invalidate() { mode = Mode::Invalid; }
};
std::string operandString(const Operand *x, Checker *check);

enum class ExprKind : uint8_t { Conversion, Expression, Statement };

// A function type on the left of an assignment: lets generic functions on the right be instantiated.
struct Target {
  Signature *sig;
  std::string desc;
};
Target *newTarget(Type *typ, std::string desc); // null if typ is no signature

// Reasons the checker itself must tell apart.
enum class Code : uint8_t {
  None,
  TruncatedFloat,
  NumericOverflow,
  InvalidConstVal,
  InvalidUntypedConversion,
  IncompatibleAssign,
  InvalidIfaceAssign,
  InvalidChanAssign
};

struct BuiltinInfo {
  Str name;
  int nargs;
  bool variadic;
  ExprKind kind;
};
extern const BuiltinInfo predeclaredFuncs[]; // by BuiltinId

// ---- error reporting

// Where an error is reported: an operand or a node stands for its leftmost position.
struct At {
  Pos pos;
  At(Pos p) : pos(p) {}
  At(const Node *n) : pos(n ? startPos(n) : Pos{}) {}
  At(const Operand *x) : pos(x->expr ? startPos(x->expr) : Pos{}) {}
  At(const Object *o) : pos(o->pos) {}
};

// An argument of errorf: %s and %v print it as gc does, %d a number, %q quoted.
struct Arg {
  enum Kind : uint8_t { String, Int, TypeArg, TypeList, TParamList, ObjectArg, ExprArg, ExprList, OperandArg } kind;
  int64_t n = 0;
  const void *p = nullptr;
  std::string s;
  Arg(const char *v) : kind(String), s(v) {}
  Arg(std::string v) : kind(String), s(std::move(v)) {}
  Arg(Str v) : kind(String), s(v) {}
  Arg(int v) : kind(Int), n(v) {}
  Arg(unsigned v) : kind(Int), n(v) {}
  Arg(int64_t v) : kind(Int), n(v) {}
  Arg(size_t v) : kind(Int), n(int64_t(v)) {}
  Arg(const Type *t) : kind(TypeArg), p(t) {}
  Arg(const Object *o) : kind(ObjectArg), p(o) {}
  Arg(const Expr *e) : kind(ExprArg), p(e) {}
  Arg(const Operand *x) : kind(OperandArg), p(x) {}
  Arg(const List<Type *> *l) : kind(TypeList), p(l) {}
  Arg(const List<TypeParam *> *l) : kind(TParamList), p(l) {}
  Arg(const List<Expr *> *l) : kind(ExprList), p(l) {}
  Arg(Pos p) : kind(String), s(sources().show(p)) {}
  Arg(bool) = delete;
};

// An error of several lines: the first desc is the error, the others follow indented with their position.
struct Error_ {
  Checker *check;
  List<std::pair<Pos, std::string>> desc;
  explicit Error_(Checker *c) : check(c) {}
  bool empty() const { return desc.empty(); }
  template <class... A> void errorf(At at, const char *format, const A &...args);
  void recordAltDecl(Object *obj); // "other declaration of x"
};

// ---- declarations

// A package-level declaration and, once checked, what its initialiser or body depends on.
struct DeclInfo {
  Scope *file = nullptr;    // file scope
  List<Var *> lhs;          // n:1 variable declarations
  Expr *vtyp = nullptr, *init = nullptr;
  bool inherited = false;   // constant: init is from a previous declaration
  TypeDecl *tdecl = nullptr;
  FuncDecl *fdecl = nullptr;
  List<Object *> deps;      // in order of discovery
  std::unordered_set<Object *> depSet;
  bool hasInitializer() const { return init || (fdecl && fdecl->body); }
  void addDep(Object *o) {
    if (depSet.insert(o).second) deps.push_back(o);
  }
};

// What surrounds the thing that is being checked.
struct Environment {
  DeclInfo *decl = nullptr;   // package-level declaration whose initialiser or body is checked
  Scope *scope = nullptr;
  Pos pos;                    // if valid, names are looked up as if at pos
  CV iota = nullptr;
  Pos errpos;                 // constant with inherited initialiser: its name
  bool inTParamList = false;
  Signature *sig = nullptr;   // of the enclosing function
  FuncLit *lit = nullptr;     // innermost function literal
  std::unordered_set<CallExpr *> *isPanic = nullptr; // calls of panic (for terminating statements)
  bool hasCallOrRecv = false;
  Object *lookup(Str name) const;
};

struct CheckConfig {
  // Gives the package of an import path, checked; or null, with the error text.
  std::function<Package *(Str path, std::string *error)> import;
  Diagnostics *diags = nullptr;
  std::string goVersion; // "go1.22"; empty: the package's, or none: everything is allowed
  bool lazyBodies = false;   // imported packages
  bool testFuncs = false;    // assert and trace are predeclared
  bool ignoreErrors = false; // count errors, report none
  bool allowNoBody = false;  // functions without body are implemented elsewhere (assembly, runtime)
};

// Instances by origin and type arguments: program-wide, so that instances are canonical.
struct Context {
  struct Entry {
    Type *orig;
    List<Type *> targs;
    Type *instance;
  };
  std::unordered_map<std::string, List<Entry>> typeMap;
  std::unordered_map<Type *, int> originIDs;
  std::string instanceHash(Type *orig, const List<Type *> &targs);
  Type *lookup(const std::string &h, Type *orig, const List<Type *> &targs);
  Type *update(const std::string &h, Type *orig, const List<Type *> &targs, Type *inst);
  int getID(Type *t);
};
Context &globalContext();

// A set of objects by unique id.
using ObjSet = std::unordered_map<std::string, Object *>;

// Substitution of type parameters by types.
struct SubstMap {
  List<std::pair<TypeParam *, Type *>> m;
  bool empty() const { return m.empty(); }
  Type *lookup(TypeParam *p) const {
    for (auto &e : m)
      if (e.first == p && e.second) return e.second;
    return p;
  }
};
SubstMap makeSubstMap(const List<TypeParam *> &tpars, const List<Type *> &targs);
SubstMap makeRenameMap(const List<TypeParam *> &from, const List<TypeParam *> &to);

// The graph of type parameter flows, to find instantiations without end (check_validtype.cpp).
struct MonoGraph {
  struct Vertex {
    int weight, pre, len;
    TypeParam *tpar;
    Named *named;
  };
  struct Edge {
    int dst, src, weight;
    Pos pos;
    Type *typ;
  };
  List<Vertex> vertices;
  List<Edge> edges;
  std::unordered_map<TypeParam *, TypeParam *> canon;
  std::unordered_map<TypeParam *, int> nameIdx0;
  std::unordered_map<Named *, int> nameIdx;
  void recordCanon(TypeParam *mpar, TypeParam *tpar);
  void recordInstance(Package *pkg, Pos pos, const List<TypeParam *> &tparams, const List<Type *> &targs, const List<Expr *> &xlist);
  void assign(Package *pkg, Pos pos, TypeParam *tpar, Type *targ);
  int localNamedVertex(Package *pkg, Named *named);
  int typeParamVertex(TypeParam *tpar);
  void addEdge(int dst, int src, int weight, Pos pos, Type *typ);
};

// The named types whose declarations surround the type that validType looks at, innermost last.
struct TypeNest {
  List<Named *> list;
  std::unordered_set<Named *> members;
  bool contains(Named *n) const { return members.count(n) != 0; }
  void push(Named *n) {
    list.push_back(n);
    members.insert(n);
  }
  void pop() {
    members.erase(list.back());
    list.pop_back();
  }
};

class Checker {
public:
  Checker(Package *pkg, const CheckConfig &conf);

  CheckConfig conf;
  Package *pkg;
  GoVersion version = 0;
  std::unordered_map<Object *, DeclInfo *> objMap; // package-level objects and methods
  Context &ctxt = globalContext();

  List<File *> files;
  std::unordered_map<uint32_t, GoVersion> versions; // by file index
  List<PkgName *> imports;
  std::unordered_map<Package *, std::unordered_set<const Object *>> exportDataOf; // of packages whose hidden names were asked for
  std::unordered_map<Str, Package *> failedImports; // by path: packages without contents
  std::map<std::pair<Scope *, Str>, PkgName *> dotImportMap;
  std::unordered_map<Name *, TypeParam *> recvTParamMap; // blank receiver type parameters
  std::unordered_set<TypeName *> brokenAliases;
  std::unordered_map<Union *, TypeSet *> unionTypeSets;
  MonoGraph mono;
  std::unordered_map<std::string, std::unordered_set<std::string>> pkgPathMap; // package name -> paths
  std::unordered_set<Package *> seenPkgMap;
  bool hasError = false;    // an error was reported
  std::unordered_map<TypeName *, List<Func *>> methods;
  List<std::function<void()>> delayed;
  List<Object *> objPath;
  List<std::function<void()>> cleaners;
  std::unordered_map<Func *, std::function<void()>> lazyBodies;
  std::unordered_set<Named *> valids;
  Environment env;
  int localTypes = 0;       // types declared in functions so far
  // For checks after all types are known (not with lazyBodies).
  List<std::pair<InterfaceTypeExpr *, Interface *>> interfaceExprs;
  List<std::pair<Expr *, Type *>> sizedExprs; // array and channel types
  List<Pos> localEmbeds;                      // go:embed in functions

  // ---- check.cpp: driver
  void checkFiles(const List<File *> &files);
  void initFiles(const List<File *> &files);
  bool checkFuncBody(Func *f);                // false: the package has errors; no-op if checked, or without body
  void checkAllBodies();
  void checkPragmas();                       // directives of the files: linkname, embed, missing bodies
  void checkFrames();                        // sizes of stack frames (check_frames.cpp)
  void checkNotInHeap();                     // types that Go must not allocate (check_notinheap.cpp)
  void checkAnonymousCycles();               // interface literals that contain themselves
  void checkSizes();                         // types too large for the machine
  void addDeclDep(Object *to);
  void brokenAlias(TypeName *alias);
  void validAlias(TypeName *alias, Type *typ);
  bool isBrokenAlias(TypeName *alias) { return brokenAliases.count(alias) != 0; }
  void later(std::function<void()> f) { delayed.push_back(std::move(f)); }
  int push(Object *obj) {
    objPath.push_back(obj);
    return int(objPath.size()) - 1;
  }
  Object *pop() {
    Object *o = objPath.back();
    objPath.pop_back();
    return o;
  }
  void needsCleanup(std::function<void()> f) { cleaners.push_back(std::move(f)); }
  void processDelayed(size_t top);
  void cleanup();
  // Untyped expressions: their (preliminary) type is in the node with Expr::untypedPending set, until updateExprType
  // gives the final one.
  void rememberUntyped(Expr *e, bool lhs, Mode mode, Basic *typ, CV val);
  void record(Operand *x);
  void recordTypeAndValue(Expr *x, Mode mode, Type *typ, CV val);
  void recordBuiltinType(Expr *f, Signature *sig);
  void recordCommaOkTypes(Expr *x, const List<Operand *> &a);
  void recordInstance(Expr *expr, const List<Type *> &targs);
  void recordDef(Name *id, Object *obj);
  void recordUse(Name *id, Object *obj);
  void recordImplicit(Node *node, Object *obj);
  void recordSelection(SelectorExpr *x, SelKind kind, Type *recv, Object *obj, const List<int> &index, bool indirect);

  // ---- check_errors.cpp
  std::string qualifier(Package *pkg);
  void markImports(Package *pkg);
  std::string vsprintf(const char *format, const Arg *args, size_t n);
  template <class... A> std::string sprintf(const char *format, const A &...args) {
    const Arg list[] = {Arg(args)..., Arg(0)};
    return vsprintf(format, list, sizeof...(args));
  }
  template <class... A> void errorf(At at, const char *format, const A &...args) {
    if (!muted()) err(at.pos, sprintf(format, args...));
  }
  template <class... A> void versionErrorf(At at, GoVersion v, const char *format, const A &...args) {
    if (!muted()) err(at.pos, sprintf(format, args...) + " requires go1." + std::to_string(v) + " or later");
  }
  void error(At at, std::string msg) { err(at.pos, std::move(msg)); }
  void err(Pos pos, std::string msg);
  // No error will be shown any more: their texts, which may be as long as the program, need not be made.
  bool muted() const { return hasError && (conf.ignoreErrors || !conf.diags || conf.diags->tooMany()); }
  void report(Error_ *e);

  // ---- check_version.cpp
  void langCompat(BasicLit *lit);
  bool allowVersion(Package *pkg, At at, GoVersion v);
  template <class... A> bool verifyVersionf(At at, GoVersion v, const char *format, const A &...args) {
    if (allowVersion(pkg, at, v)) return true;
    versionErrorf(at, v, format, args...);
    return false;
  }

  // ---- check_resolver.cpp
  void arity(Pos pos, const List<Name *> &names, const List<Expr *> &inits, bool constDecl, bool inherited);
  void declarePkgObj(Name *ident, Object *obj, DeclInfo *d);
  Package *importPackage(Pos pos, Str path);
  void collectObjects();
  void unpackRecv(Expr *rtyp, bool unpackParams, bool *ptr, Name **rname, List<Name *> *tparams);
  TypeName *resolveBaseTypeName(bool *seenPtr, Expr *typ);
  void packageObjects();
  void unusedImports();
  void errorUnusedPkg(PkgName *obj);

  // ---- check_decl.cpp
  void declare(Scope *scope, Name *id, Object *obj, Pos pos);
  void objDecl(Object *obj, TypeName *def = nullptr);
  bool validCycle(Object *obj);
  void cycleError(const List<Object *> &cycle);
  void constDecl(Const *obj, Expr *typ, Expr *init, bool inherited);
  void varDecl(Var *obj, const List<Var *> &lhs, Expr *typ, Expr *init);
  bool isImportedConstraint(Type *typ);
  void typeDecl(TypeName *obj, TypeDecl *tdecl, TypeName *def);
  void collectTypeParams(List<TypeParam *> *dst, const List<Field *> &list);
  Type *bound(Expr *x);
  TypeParam *declareTypeParam(Name *name, Pos scopePos);
  void collectMethods(TypeName *obj);
  void checkFieldUniqueness(Named *base);
  void funcDecl(Func *obj, DeclInfo *decl);
  void declStmt(const List<Decl *> &list);

  // ---- check_typexpr.cpp
  void hintNearest(Str name);
  void ident(Operand *x, Name *e, TypeName *def, bool wantType);
  Type *typ(Expr *e) { return definedType(e, nullptr); }
  Type *varType(Expr *e);
  void validVarType(Expr *e, Type *typ);
  Type *definedType(Expr *e, TypeName *def);
  Type *genericType(Expr *e, std::string *cause);
  Type *typInternal(Expr *e, TypeName *def);
  Type *namedTypeExpr(Expr *e, TypeName *def);
  Type *arrayType(ArrayTypeExpr *e, TypeName *def);
  Type *mapType(MapTypeExpr *e, TypeName *def);
  Type *instantiatedType(Expr *x, const List<Expr *> &xlist, TypeName *def);
  int64_t arrayLength(Expr *e);
  List<Type *> typeList(const List<Expr *> &list); // empty if one is invalid
  void structType(Struct *styp, StructTypeExpr *e);
  bool declareInSet(ObjSet *oset, Pos pos, Object *obj);
  Str tag(BasicLit *t);
  Interface *newInterface();
  void interfaceType(Interface *ityp, InterfaceTypeExpr *iface, TypeName *def);
  void funcType(Signature *sig, Field *recvPar, const List<Field *> &tparams, FuncType *ftyp);
  List<Var *> collectParams(Scope *scope, const List<Field *> &list, bool variadicOk, Pos scopePos, bool *variadic);
  Type *parseUnion(Expr *uexpr);
  Term parseTilde(Expr *tx);

  // ---- types_*.cpp, check_instantiate.cpp, check_infer.cpp, check_unify.cpp
  TypeParam *newTypeParam(TypeName *obj, Type *constraint);
  Named *newNamed(TypeName *obj, Type *underlying, const List<Func *> &methods);
  Named *newNamedInstance(Pos pos, Named *orig, const List<Type *> &targs);
  Type *subst(Pos pos, Type *typ, const SubstMap &smap);
  Type *instance(Pos pos, Type *orig, const List<Type *> &targs);
  bool validateTArgLen(Pos pos, Str name, int want, int got);
  // Index of the first type argument that does not satisfy its constraint, with the reason; -1 if all do.
  int verify(Pos pos, const List<TypeParam *> &tparams, const List<Type *> &targs, std::string *cause);
  bool implements(Pos pos, Type *V, Type *T, bool constraint, std::string *cause);
  Func *missingMethod(Type *V, Type *T, bool isStatic, const std::function<bool(Type *, Type *)> &equivalent, std::string *cause,
                      bool *wrongType = nullptr);
  std::string interfacePtrError(Type *T);
  std::string funcString(Func *f, bool pkgInfo);
  bool assertableTo(Type *V, Type *T, std::string *cause);
  bool newAssertableTo(Pos pos, Type *V, Type *T, std::string *cause);
  // Fills in missing type arguments; empty on failure (the error is reported).
  List<Type *> infer(Pos pos, const List<TypeParam *> &tparams, List<Type *> targs, Tuple *params, const List<Operand *> &args,
                     bool reverse = false);
  List<TypeParam *> renameTParams(Pos pos, const List<TypeParam *> &tparams, Type *typ, Type **renamed);
  void validType(Named *typ);
  bool validType0(Type *typ, TypeNest &nest, List<Named *> &path);
  void monomorph();
  void reportInstanceLoop(int v);
  void initOrder();
  void reportCycle(const List<Object *> &cycle);

  // ================================================================ the other half
  // ---- operand.cpp
  void setConst(Operand *x, LitKind k, Str lit);
  bool assignableTo(Operand *x, Type *T, std::string *cause, Code *code = nullptr);

  // ---- check_const.cpp
  void overflow(Operand *x, Pos opPos);
  void representable(Operand *x, Basic *typ);
  CV representation(Operand *x, Basic *typ, Code *code);
  void invalidConversion(Code code, Operand *x, Type *target);
  void convertUntyped(Operand *x, Type *target);
  void updateOperand(Operand *x, Type *newType, CV val);

  // ---- check_conversions.cpp
  void conversion(Operand *x, Type *T);
  bool convertibleTo(Operand *x, Type *T, std::string *cause);

  // ---- check_expr.cpp, check_index.cpp, check_literals.cpp
  bool op(bool (*predicate)(Type *), Operand *x, Op op);
  void unary(Operand *x, Operation *e);
  void updateExprType(Expr *x, Type *typ, bool final);
  void updateExprVal(Expr *x, CV val);
  Type *implicitTypeAndValue(Operand *x, Type *target, CV *val, Code *code);
  void comparison(Operand *x, Operand *y, Op op, bool switchCase = false);
  std::string incomparableCause(Type *typ);
  std::string kindString(Type *typ);
  void shift(Operand *x, Operand *y, Expr *e, Op op);
  void constantShift(Operand *x, Operand *y, CV xval, CV yval, Expr *e, Op op);
  void binary(Operand *x, Expr *e, Expr *lhs, Expr *rhs, Op op);
  void binaryRest(Operand *x, Expr *e, Expr *lhs, Expr *rhs, Op op);
  void arithmetic(Operand *x, Operand *y, Expr *e, Op op);
  bool zeroDivisor(Operand *x, Operand *y);
  void address(Operand *x, Operation *e);
  void receive(Operand *x);
  void indirection(Operand *x, Operation *e);
  ExprKind operation(Operand *x, Operation *e);
  void basicLit(Operand *x, BasicLit *e);
  void assertExpr(Operand *x, AssertExpr *e);
  void finishExprType(Expr *x, Type *typ, bool final);
  void materialize(Expr *e); // a still untyped e gets its default type
  void matchTypes(Operand *x, Operand *y);
  ExprKind rawExpr(Target *T, Operand *x, Expr *e, Type *hint, bool allowGeneric);
  void nonGeneric(Target *T, Operand *x);
  ExprKind exprInternal(Target *T, Operand *x, Expr *e, Type *hint);
  void typeAssertion(Expr *e, Operand *x, Type *T, bool typeSwitch);
  void expr(Target *T, Operand *x, Expr *e);
  void genericExpr(Operand *x, Expr *e);
  List<Operand *> multiExpr(Expr *e, bool allowCommaOk, bool *commaOk = nullptr);
  void exprWithHint(Operand *x, Expr *e, Type *hint);
  void exprOrType(Operand *x, Expr *e, bool allowGeneric);
  void exclude(Operand *x, unsigned modeset);
  void singleValue(Operand *x);
  bool indexExpr(Operand *x, IndexExpr *e); // true: a function instantiation
  bool indexTypeParam(Operand *x, Interface *typ, Type **key, int64_t *length);
  void mapIndex(Operand *x, IndexExpr *e, Type *key, Type *elem);
  bool sliceOperand(Operand *x, SliceExpr *e, int64_t *length);
  void sliceExpr(Operand *x, SliceExpr *e);
  Expr *singleIndex(IndexExpr *e);
  Type *index(Expr *index, int64_t max, int64_t *val);
  bool isValidIndex(Operand *x, const char *what, bool allowNegative);
  int64_t indexedElts(const List<Expr *> &elts, Type *typ, int64_t length);
  void compositeLit(Operand *x, CompositeLit *e, Type *hint);
  bool literalType(CompositeLit *e, Type *hint, Type **typ, Type **base);
  void structLit(CompositeLit *e, Struct *styp, Type *base);
  void keyedStructLit(CompositeLit *e, Struct *styp, Type *base);
  void mapLit(CompositeLit *e, Map *mtyp);
  void funcLit(Operand *x, FuncLit *e);

  // ---- check_call.cpp
  // Instantiates x (generic function) with the type arguments of inst; infer: the rest is inferred (also from T).
  // Otherwise, targs and xlist give what is known so far.
  void funcInst(Target *T, Pos pos, Operand *x, IndexExpr *inst, bool infer, List<Type *> *targs = nullptr);
  Signature *instantiateSignature(Pos pos, Expr *expr, Signature *typ, const List<Type *> &targs, const List<Expr *> &xlist);
  ExprKind callExpr(Operand *x, CallExpr *call);
  void conversionCall(Operand *x, CallExpr *call);
  bool calledTypeArgs(CallExpr *call, IndexExpr *inst, Signature **sig, List<Type *> *targs, List<Expr *> *xlist);
  Operand *genericArg(Expr *e, bool infer, bool multi, List<Type *> *targs);
  void argumentCountError(CallExpr *call, Signature *sig, const List<Operand *> &args, size_t npars);
  List<Operand *> exprList(const List<Expr *> &elist);
  List<Operand *> genericExprList(const List<Expr *> &elist, List<List<Type *>> *targsList);
  // A call and what its arguments are matched with.
  struct ArgumentMatch {
    CallExpr *call;
    Signature *sig;          // of the callee
    Tuple *params;           // one for each argument
    bool adjusted = false;   // a variadic parameter was repeated
    List<TypeParam *> tparams = {};
    List<Type *> targs = {}; // parallel; null: to be inferred
    List<size_t> genericArgs = {};
    Signature *rsig = nullptr; // instantiated
  };
  bool matchCount(ArgumentMatch *m, const List<Operand *> &args);
  void collectTypeParams(ArgumentMatch *m, const List<Operand *> &args, const List<List<Type *>> &atargs);
  bool inferArguments(ArgumentMatch *m, const List<Expr *> &xlist, const List<Operand *> &args, const List<List<Type *>> &atargs);
  Signature *arguments(CallExpr *call, Signature *sig, List<Type *> targs, const List<Expr *> &xlist, const List<Operand *> &args,
                       const List<List<Type *>> &atargs);
  void selector(Operand *x, SelectorExpr *e, TypeName *def, bool wantType);
  void hintNearestIn(Package *p, Str name, const std::string &qualifier);
  bool inExportData(Object *o);
  bool qualifiedIdent(Operand *x, SelectorExpr *e);
  void missingSelector(Operand *x, SelectorExpr *e, const LookupResult &r);
  bool methodExpr(Operand *x, SelectorExpr *e, const LookupResult &r);
  bool use(const List<Expr *> &args);
  bool use(Expr *e) { return use1(e, false); }
  bool useLHS(const List<Expr *> &args);
  bool use1(Expr *e, bool lhs);

  // ---- check_builtins.cpp
  bool builtin(Operand *x, CallExpr *call, BuiltinId id);
  bool builtinArgs(Operand *x, CallExpr *call, BuiltinId id, List<Operand *> *args);
  bool builtinClear(Operand *x, CallExpr *call), builtinClose(Operand *x, CallExpr *call);
  bool builtinNew(Operand *x, CallExpr *call), builtinPanic(Operand *x, CallExpr *call);
  bool builtinForTests(Operand *x, CallExpr *call, BuiltinId id);
  bool builtinAppend(Operand *x, CallExpr *call, const List<Operand *> &args);
  bool builtinLenCap(Operand *x, CallExpr *call, BuiltinId id);
  bool builtinComplex(Operand *x, CallExpr *call, Operand *y);
  bool builtinRealImag(Operand *x, CallExpr *call, BuiltinId id);
  bool builtinCopy(Operand *x, CallExpr *call, Operand *y);
  bool builtinDelete(Operand *x, CallExpr *call, Operand *key);
  bool builtinMake(Operand *x, CallExpr *call);
  bool builtinMinMax(Operand *x, CallExpr *call, BuiltinId id, const List<Operand *> &args);
  bool builtinPrint(Operand *x, CallExpr *call, BuiltinId id, const List<Operand *> &args);
  bool builtinUnsafe(Operand *x, CallExpr *call, BuiltinId id, const List<Operand *> &args);
  bool builtinOffsetof(Operand *x, CallExpr *call);
  Type *applyTypeFunc(const std::function<Type *(Type *)> &f, Operand *x, BuiltinId id);

  // ---- check_assignments.cpp
  void assignment(Operand *x, Type *T, const std::string &context);
  void initConst(Const *lhs, Operand *x);
  void initVar(Var *lhs, Operand *x, const std::string &context);
  Type *lhsVar(Expr *lhs);
  Var *newLocal(Pos pos, Str name, Type *t); // a variable of the function (literal) being checked
  void assignVar(Expr *lhs, Expr *rhs, Operand *x, const std::string &context);
  std::string typesSummary(const List<Type *> &list, bool variadic);
  void assignError(const List<Expr *> &rhs, int l, int r);
  void returnError(At at, const List<Var *> &lhs, const List<Operand *> &rhs);
  void initVars(const List<Var *> &lhs, const List<Expr *> &rhs, Stmt *returnStmt);
  void assignVars(const List<Expr *> &lhs, const List<Expr *> &rhs);
  void shortVarDecl(Pos pos, const List<Expr *> &lhs, const List<Expr *> &rhs);

  // ---- check_stmt.cpp, check_switch.cpp, check_range.cpp, check_return.cpp
  void funcBody(DeclInfo *decl, Signature *sig, BlockStmt *body, CV iota, FuncLit *lit = nullptr);
  void usage(Scope *scope);
  void simpleStmt(Stmt *s);
  void stmtList(unsigned ctxt, const List<Stmt *> &list);
  void stmt(unsigned ctxt, Stmt *s);
  void openScope(Node *node);
  void openScopeUntil(Node *node, Pos end);
  void closeScope() { env.scope = env.scope->parent; }
  void suspendedCall(const char *keyword, Expr *call);
  void exprStmt(ExprStmt *s);
  void sendStmt(SendStmt *s);
  void assignStmt(AssignStmt *s);
  void returnStmt(ReturnStmt *s);
  void ifStmt(unsigned inner, IfStmt *s);
  void forStmt(unsigned inner, ForStmt *s);
  void condition(Expr *cond, const char *what);
  struct SwitchCases;
  void caseValues(Operand *x, const List<Expr *> &values, SwitchCases *seen);
  Type *caseTypes(Operand *x, const List<Expr *> &types, SwitchCases *seen);
  void rangeDef(ForStmt *s, Expr *const lhs[2], Type *const rhs[2], Operand *x, bool overInt);
  void rangeAssign(Expr *const lhs[2], Type *const rhs[2], Operand *x, bool overInt);
  void switchStmt(unsigned inner, SwitchStmt *s);
  void typeSwitchStmt(unsigned inner, SwitchStmt *s, TypeSwitchGuard *guard);
  void selectStmt(unsigned inner, SelectStmt *s);
  void rangeStmt(unsigned inner, ForStmt *s, RangeClause *rclause);
  bool isNil(Expr *e);
  bool isTerminating(Stmt *s, Str label);
  bool isTerminatingList(const List<Stmt *> &list, Str label);
};

template <class... A> void Error_::errorf(At at, const char *format, const A &...args) {
  desc.emplace_back(at.pos, check->sprintf(format, args...));
}

// Is x representable as a typ? rounded, if given, gets the value after rounding. check may be null.
bool representableConst(CV x, Basic *typ, CV *rounded);

// ---- entry points

// Checks pkg, whose path and files (and goVersion, if conf has none) are set; errors go to conf.diags.
// False if there were errors; otherwise pkg->complete.
bool checkPackage(Package *pkg, const CheckConfig &conf);
// Checks the body of a declared function (of any package), if that has not been done yet.
bool checkFuncBody(Func *f); // false: errors have been reported
void checkAllBodies(Package *pkg);
// A checker that belongs to no package and reports nothing: for operations on types after checking.
Checker &nilChecker();

// ---- predicates and helpers under their types2 names (see also types.h)
inline Basic *basicOf(BasicKind k) { return frontend::typ[unsigned(k)]; }
inline bool isValid(Type *t) { return t != basicType(BasicKind::Invalid); }
bool isBasic(Type *t, uint32_t info), allBasic(Type *t, uint32_t info);
bool isIntegerOrFloat(Type *t), isConstType(Type *t);
bool allBoolean(Type *t), allInteger(Type *t), allUnsigned(Type *t), allNumeric(Type *t), allString(Type *t), allOrdered(Type *t),
    allNumericOrString(Type *t);
bool hasName(Type *t), isTypeLit(Type *t);
bool isInterfaceUnder(Type *t);          // types2.IsInterface: also true for type parameters
bool isNonTypeParamInterface(Type *t);
bool hasEmptyTypeset(Type *t);
// cause, if given, gets the reason (in check's words).
bool comparable(Type *T, bool dynamic, Checker *check = nullptr, std::string *cause = nullptr);
bool identicalIgnoreTags(Type *x, Type *y);
bool identicalInstance(Type *xorig, const List<Type *> &xargs, Type *yorig, const List<Type *> &yargs);
bool identicalOrigin(Named *x, Named *y);
Type *maxType(Type *x, Type *y);
Type *match(Type *x, Type *y);
Type *coreString(Type *t);               // like coreType, but string for []byte|string
bool underIs(Type *t, const std::function<bool(Type *)> &f);
bool isInterfacePtr(Type *t);
inline bool isPointer(Type *t) { return dynPointer(under(t)) != nullptr; }
inline bool isShift(Op op) { return op == Op::Shl || op == Op::Shr; }
inline bool isComparison(Op op) { return op >= Op::Eql && op <= Op::Geq; }
Type *deref(Type *t, bool *isPtr = nullptr);
Type *derefStructPtr(Type *t);
int fieldIndex(const List<Var *> &fields, Package *pkg, Str name);
int lookupMethod(const List<Func *> &methods, Package *pkg, Str name, bool foldCase, Func **f = nullptr);
bool sameId(const Object *o, Package *pkg, Str name);
std::string objectId(Package *pkg, Str name);
bool isExported(Str name);
inline Named *originOf(Named *n) { return n->origin ? n->origin : n; }
Named *resolveNamed(Named *n);           // makes tparams and the underlying type of an instance available
const List<TypeParam *> &tparamsOf(Named *n);
Func *namedMethod(Named *n, int i);      // i'th method, of instances substituted
int numMethods(Named *n);
Func *namedLookupMethod(Named *n, Package *pkg, Str name, bool foldCase, int *index);
bool isParameterized(const List<TypeParam *> &tparams, Type *typ);
std::string typeParamsString(const List<TypeParam *> &list);
TypeSet *computeInterfaceTypeSet(Checker *check, Interface *ityp);
Scope *newScope(Scope *parent);          // entered into parent's children
Object *lookupParent(Scope *s, Str name, Pos pos, Scope **found = nullptr);
Var *newVar(Pos pos, Package *pkg, Str name, Type *t);
Var *newParam(Pos pos, Package *pkg, Str name, Type *t);
Var *newField(Pos pos, Package *pkg, Str name, Type *t, bool embedded);
Tuple *newTuple(const List<Var *> &vars);
Str internStr(const std::string &s);
// Type and objects as diagnostics of check show them.
std::string typeString(Type *t, Checker *check);
std::string objectString(const Object *o, Checker *check);
void writeSignature(std::string *buf, Signature *sig, Checker *check);

} // namespace frontend
