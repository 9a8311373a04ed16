// frontend/types.h: types, objects, scopes and packages: what the checker computes and the lowering reads.
//
// The model is that of go/types and types2 (same terms): a Type is structural except Named and TypeParam, which
// are compared by identity (Named instances by origin and type arguments). A Type may be created twice: compare
// with identical(). Everything lives until the process ends.
#pragma once
#include "frontend/ast.h"
#include <unordered_map>

namespace frontend {

class Checker;
struct Package;
struct Named;
struct TypeParam;
struct Signature;
struct Interface;
struct Func;
struct Var;
struct TypeName;

enum class TypeKind : uint8_t { Basic, Array, Slice, Struct, Pointer, Tuple, Signature, Union, Interface, Map, Chan, Named, TypeParam };

struct Type : ArenaAllocated {
  TypeKind kind;
  uint32_t weight = 0; // see typeWeight; 0: not counted yet
  explicit Type(TypeKind k) : kind(k) {}
};

enum class BasicKind : uint8_t {
  Invalid,
  Bool,
  Int,
  Int8,
  Int16,
  Int32,
  Int64,
  Uint,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Uintptr,
  Float32,
  Float64,
  Complex64,
  Complex128,
  String,
  UnsafePointer,
  UntypedBool,
  UntypedInt,
  UntypedRune,
  UntypedFloat,
  UntypedComplex,
  UntypedString,
  UntypedNil,
};
enum BasicInfo : uint32_t {
  IsBoolean = 1,
  IsInteger = 2,
  IsUnsigned = 4,
  IsFloat = 8,
  IsComplex = 16,
  IsString = 32,
  IsUntyped = 64,
  IsOrdered = IsInteger | IsFloat | IsString,
  IsNumeric = IsInteger | IsFloat | IsComplex,
  IsConstType = IsBoolean | IsNumeric | IsString,
};
struct Basic : Type {
  BasicKind bkind;
  uint32_t info;
  Str name;
  Basic(BasicKind k, uint32_t i, Str n) : Type(TypeKind::Basic), bkind(k), info(i), name(n) {}
};
struct Array : Type {
  Type *elem;
  int64_t len;
  Array(Type *e, int64_t n) : Type(TypeKind::Array), elem(e), len(n) {}
}; // len < 0: unknown (error)
struct Slice : Type {
  Type *elem;
  explicit Slice(Type *e) : Type(TypeKind::Slice), elem(e) {}
};
struct Struct : Type {
  List<Var *> fields;
  List<Str> tags; /* empty or parallel, unquoted */
  bool incomplete = false; /* [checker] being declared */
  struct Layout {
    int64_t size = -2, align = 0;
  } layout; /* types_sizes.cpp; size -2: not known yet */
  Struct() : Type(TypeKind::Struct) {}
};
struct Pointer : Type {
  Type *elem;
  explicit Pointer(Type *e) : Type(TypeKind::Pointer), elem(e) {}
};
struct Tuple : Type {
  List<Var *> vars;
  Tuple() : Type(TypeKind::Tuple) {}
};
struct Signature : Type {
  Var *recv = nullptr;               // methods only
  List<TypeParam *> tparams;         // of a generic function
  List<TypeParam *> recvTparams;     // of a method of a generic type
  Tuple *params, *results;           // never null
  bool variadic = false;             // last parameter has slice type (append([]byte, string...) aside)
  Scope *scope = nullptr;
  Signature() : Type(TypeKind::Signature), params(new Tuple), results(new Tuple) {}
};
struct Term {
  bool tilde;
  Type *type;
};
struct Union : Type {
  List<Term> terms;
  Union() : Type(TypeKind::Union) {}
};
struct TypeSet; // of an interface: all methods, terms, comparable; computed lazily (types_set.cpp)
struct Interface : Type {
  List<Func *> methods;     // explicitly declared
  List<Type *> embeddeds;
  List<Pos> embedPos;
  bool implicit = false;    // constraint literal ~T or A|B without interface{}
  bool complete = false;
  TypeSet *tset = nullptr;
  Checker *check = nullptr; // for error reporting; null once the type set is computed
  Interface() : Type(TypeKind::Interface) {}
};
struct Map : Type {
  Type *key, *elem;
  Map(Type *k, Type *e) : Type(TypeKind::Map), key(k), elem(e) {}
};
struct Chan : Type {
  ChanDir dir;
  Type *elem;
  Chan(ChanDir d, Type *e) : Type(TypeKind::Chan), dir(d), elem(e) {}
};
struct Named : Type {
  TypeName *obj;             // of the origin, for instances
  Type *underlying_ = nullptr; // use under(): resolves lazily
  List<Func *> methods;      // of an origin, in declaration order; instances: use methodOf/lookup (lazily substituted)
  List<TypeParam *> tparams; // of a generic type
  Named *origin = nullptr;   // instances: the generic type; else null
  List<Type *> targs;        // instances; copies of local types (types_subst.cpp)
  List<Type *> outerTargs;   // copies of local generic types: the type arguments of the function around
  // Checker's private state.
  Checker *check = nullptr;    // non-null while the type may be incomplete
  TypeName *instObj = nullptr; // instances: stands for the place of instantiation in diagnostics
  Type *fromRHS = nullptr;     // right side of the declaration (validType)
  bool resolved = false;       // instances: underlying_ and tparams are set
  explicit Named(TypeName *o) : Type(TypeKind::Named), obj(o) {}
};
struct TypeParam : Type {
  TypeName *obj;
  int index = -1;
  Type *bound = nullptr; // constraint: iface(tp)
  uint64_t id;
  Checker *check = nullptr;
  TypeParam(TypeName *o, uint64_t id) : Type(TypeKind::TypeParam), obj(o), id(id) {}
};

#define TYPE_DYN(x)                                                                                                                        \
  inline x *dyn##x(Type *t) { return t && t->kind == TypeKind::x ? static_cast<x *>(t) : nullptr; }                                        \
  inline const x *dyn##x(const Type *t) { return t && t->kind == TypeKind::x ? static_cast<const x *>(t) : nullptr; }
TYPE_DYN(Basic)
TYPE_DYN(Array)
TYPE_DYN(Slice)
TYPE_DYN(Struct)
TYPE_DYN(Pointer)
TYPE_DYN(Tuple)
TYPE_DYN(Signature)
TYPE_DYN(Union)
TYPE_DYN(Interface)
TYPE_DYN(Map)
TYPE_DYN(Chan)
TYPE_DYN(Named)
TYPE_DYN(TypeParam)
#undef TYPE_DYN

// ---- objects
enum class ObjKind : uint8_t { PkgName, Const, TypeName, Var, Func, Label, Builtin, Nil };
enum class Color : uint8_t { White, Black, Grey };

struct Object : ArenaAllocated {
  ObjKind kind;
  Pos pos;
  Package *pkg;
  Str name;
  Type *type;
  Scope *parent = nullptr;
  Pos scopePos;          // start of visibility in function scopes
  uint32_t order = 0;    // package-level: order of appearance, from 1
  Color color = Color::White;
  int colorIndex = 0; // grey: index in the checker's object path
  bool used = false;     // variables, imports, labels
  Object(ObjKind k, Pos p, Package *pk, Str n, Type *t) : kind(k), pos(p), pkg(pk), name(n), type(t) {}
  bool exported() const;
};
struct PkgName : Object {
  Package *imported;
  PkgName(Pos p, Package *pk, Str n, Package *imp) : Object(ObjKind::PkgName, p, pk, n, nullptr), imported(imp) {}
};
struct Const : Object {
  const ConstVal *val = nullptr;
  Const(Pos p, Package *pk, Str n, Type *t) : Object(ObjKind::Const, p, pk, n, t) {}
};
struct TypeName : Object {
  bool isAlias = false;
  TypeName(Pos p, Package *pk, Str n, Type *t) : Object(ObjKind::TypeName, p, pk, n, t) {}
};
struct Var : Object {
  bool embedded = false, isField = false, isParam = false, isResult = false;
  bool pkgLevel = false;
  Var *origin = nullptr; // field/parameter of an instantiated type
  FuncLit *inLit = nullptr; // [checker] innermost function literal that declares it (null: declared function): captured if used in another
  VarDecl *decl = nullptr; // package level: for linkname, embed, ...
  Var(Pos p, Package *pk, Str n, Type *t) : Object(ObjKind::Var, p, pk, n, t) {}
};
struct Func : Object {
  FuncDecl *decl = nullptr; // null: interface method, or instantiated method (see origin)
  Func *origin = nullptr; // method of an instantiated type: the generic method
  bool hasPtrRecv = false;
  List<Directive> directives; // go:noinline, go:linkname local [target], ...
  Func(Pos p, Package *pk, Str n, Signature *s) : Object(ObjKind::Func, p, pk, n, s) {}
  Signature *sig() const { return static_cast<Signature *>(type); }
};

// Calls f with each type that t is written out of, as it stands in the source: elements, the parameters and the results (each
// a tuple), methods, embedded types, terms, type arguments. Not with what a name or a type parameter stands for.
template <class F> void eachPart(Type *t, F f) {
  auto ofEach = [&](const auto &objects) {
    for (auto *o : objects) f(o->type);
  };
  switch (t->kind) {
  case TypeKind::Basic:
  case TypeKind::TypeParam: return;
  case TypeKind::Array: return f(static_cast<Array *>(t)->elem);
  case TypeKind::Slice: return f(static_cast<Slice *>(t)->elem);
  case TypeKind::Pointer: return f(static_cast<Pointer *>(t)->elem);
  case TypeKind::Chan: return f(static_cast<Chan *>(t)->elem);
  case TypeKind::Map: f(static_cast<Map *>(t)->key); return f(static_cast<Map *>(t)->elem);
  case TypeKind::Struct: return ofEach(static_cast<Struct *>(t)->fields);
  case TypeKind::Tuple: return ofEach(static_cast<Tuple *>(t)->vars);
  case TypeKind::Signature: f(static_cast<Signature *>(t)->params); return f(static_cast<Signature *>(t)->results);
  case TypeKind::Union:
    for (const Term &term : static_cast<Union *>(t)->terms) f(term.type);
    return;
  case TypeKind::Interface:
    ofEach(static_cast<Interface *>(t)->methods);
    for (Type *e : static_cast<Interface *>(t)->embeddeds) f(e);
    return;
  case TypeKind::Named:
    for (Type *a : static_cast<Named *>(t)->targs) f(a);
    return;
  }
}
// Is f true of one of them? Later ones are not asked.
template <class F> bool anyPart(Type *t, F f) {
  bool found = false;
  eachPart(t, [&](Type *part) { found = found || f(part); });
  return found;
}

struct Label : Object {
  LabeledStmt *stmt = nullptr;
  Label(Pos p, Package *pk, Str n) : Object(ObjKind::Label, p, pk, n, nullptr) {}
};
enum class BuiltinId : uint8_t {
  Append,
  Cap,
  Clear,
  Close,
  Complex,
  Copy,
  Delete,
  Imag,
  Len,
  Make,
  Max,
  Min,
  New,
  Panic,
  Print,
  Println,
  Real,
  Recover,
  UnsafeAdd,
  UnsafeAlignof,
  UnsafeOffsetof,
  UnsafeSizeof,
  UnsafeSlice,
  UnsafeSliceData,
  UnsafeString,
  UnsafeStringData,
  Assert,
  Trace, // testing
};
struct Builtin : Object {
  BuiltinId id;
  Builtin(Str n, BuiltinId i) : Object(ObjKind::Builtin, Pos{}, nullptr, n, nullptr), id(i) {}
};
struct Nil : Object {
  Nil(Type *t) : Object(ObjKind::Nil, Pos{}, nullptr, "nil", t) {}
};

#define OBJ_DYN(x)                                                                                                                         \
  inline x *dyn##x(Object *o) { return o && o->kind == ObjKind::x ? static_cast<x *>(o) : nullptr; }                                       \
  inline const x *dyn##x(const Object *o) { return o && o->kind == ObjKind::x ? static_cast<const x *>(o) : nullptr; }
OBJ_DYN(PkgName)
OBJ_DYN(Const)
OBJ_DYN(TypeName)
OBJ_DYN(Var)
OBJ_DYN(Func)
OBJ_DYN(Label)
OBJ_DYN(Builtin)
OBJ_DYN(Nil)
#undef OBJ_DYN

struct Scope : ArenaAllocated {
  Scope *parent;
  Pos pos, end;
  bool isFunc = false;
  List<Scope *> children;
  std::unordered_map<Str, Object *> elems;
  explicit Scope(Scope *p) : parent(p) {}
  Object *lookup(Str name) const {
    auto it = elems.find(name);
    return it == elems.end() ? nullptr : it->second;
  }
  Object *insert(Object *o); // returns the object already there, or null
};

// One initialiser of package-level variables, in execution order: lhs... = rhs.
struct Initializer {
  List<Var *> lhs;
  Expr *rhs;
};

struct Package {
  Str path; // import path; "main" programs: "main" (diagnostics: command-line-arguments)
  Str name;
  Scope *scope = nullptr;
  List<Package *> imports; // direct, in source order without duplicates
  List<File *> files;
  Str goVersion; // language version, e.g. "go1.22"
  std::string dir; // the folder of its files
  std::unordered_map<std::string, std::vector<std::string>> embedded; // pattern of //go:embed -> files, relative to dir
  bool fake = false, complete = false;
  bool overlay = false, stdlib = false;
  // [checker]
  List<Initializer> initOrder;
  List<Func *> funcs; // every declared function and method with or without body, in source order (init: several)
  List<TypeName *> types; // package-level types
  List<Var *> vars;
  Checker *checker = nullptr; // lives as long as the package
};

// ---- selections: x.f
enum class SelKind : uint8_t { FieldVal, MethodVal, MethodExpr };
struct Selection {
  SelKind kind;
  Type *recv; // type of x
  Object *obj; // Var (field) or Func
  List<int> index; // path: all but the last are embedded fields (implicit derefs where they are pointers); last: field index, or method
  bool indirect; // a pointer was followed on the way
};

// ---- predicates and operations (types_*.cpp)
Type *under(Type *t); // underlying type (of a type parameter: its constraint interface)
Type *coreType(Type *t); // or null; of []byte|string: null
bool identical(Type *a, Type *b);
size_t typeHash(Type *t); // of identical types: the same
bool isNamed(Type *t), isTypeParam(Type *t), isInterface(Type *t) /* incl. type params: no */, isGeneric(Type *t);
inline Basic *basicUnder(Type *t) { return dynBasic(under(t)); }
bool isBoolean(Type *), isInteger(Type *), isUnsigned(Type *), isFloat(Type *), isComplex(Type *), isNumeric(Type *), isString(Type *);
bool isUntyped(Type *), isTyped(Type *);
bool hasNil(Type *), comparableType(Type *); // comparableType: spec's comparable incl. interfaces (may panic)
Type *defaultType(Type *untyped);
bool hasTypeParam(Type *t); // mentions any
struct LookupResult {
  Object *obj = nullptr;
  List<int> index;
  bool indirect = false;
  bool ambiguous = false;
};
LookupResult lookupFieldOrMethod(Type *t, bool addressable, Package *pkg, Str name, bool foldCase = false);
struct MethodEntry {
  Func *fn;
  List<int> index;
  bool indirect;
};
List<MethodEntry> methodSet(Type *t); // full method set of t (sorted by name then package), promoted ones included
List<Func *> interfaceMethods(Interface *it); // all, sorted by unique name (as gc's Id: unexported names qualified)
// Substitution of type parameters; types without them are returned as they are. Instances are canonical.
struct TypeMap {
  List<TypeParam *> from;
  List<Type *> to;
};
Type *subst(Type *t, const TypeMap &m);
Type *instantiate(Type *generic, const List<Type *> &targs); // Named or Signature; arguments already verified
Func *instanceMethod(Named *inst, Func *originMethod); // method of an instance: substituted signature, origin set
Type *unalias(Type *t);

// Printing. Qualifier: how a package is shown: gc's diagnostics use the name (path if ambiguous).
using Qualifier = std::string (*)(Package *);
std::string typeString(Type *t, Qualifier q = nullptr /* package name */);
int localTypeIndex(Named *n); // of a type declared in a function: from 1 in its function; else 0
std::string linkString(Type *t); // unique, with package paths: key for canonical types; as gc's reflect/link names where printable
std::string objectString(const Object *o, Qualifier q = nullptr);

// Memory of this type is never in the Go heap: it holds a runtime/internal/sys.NotInHeap. Pointers to it may be numbers.
bool isNotInHeap(Type *t);

// Sizes, linux/amd64 (gc).
int64_t sizeofType(Type *t), alignofType(Type *t);
// The number of nodes of t written out as a tree, with the arguments of instances; a named type is one. Parts shared by
// alias or instantiation count as often as they are met: what walks a type takes that long, and so the checker refuses
// types above the limit. (Never more than 2^31.)
uint32_t typeWeight(Type *t);
constexpr uint32_t maxTypeWeight = 1 << 20;
List<int64_t> fieldOffsets(Struct *s);

// The universe.
extern Scope *universe;
extern Package *unsafePackage;
extern Basic *typ[26]; // by BasicKind
extern Type *universeByte, *universeRune, *universeAny, *universeError, *universeComparable;
void initUniverse();
inline Type *basicType(BasicKind k) { return typ[unsigned(k)]; }

} // namespace frontend
