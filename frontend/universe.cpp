// frontend/universe.cpp: the predeclared identifiers and package unsafe. Mirrors types2/universe.go.
#include "frontend/checker.h"

namespace frontend {

Scope *universe;
Package *unsafePackage;
Basic *typ[26]; // by BasicKind
Type *universeByte, *universeRune, *universeAny, *universeError, *universeComparable;
Interface *emptyInterface;

const BuiltinInfo predeclaredFuncs[] = {
    {"append", 1, true, ExprKind::Expression},    {"cap", 1, false, ExprKind::Expression},
    {"clear", 1, false, ExprKind::Statement},     {"close", 1, false, ExprKind::Statement},
    {"complex", 2, false, ExprKind::Expression},  {"copy", 2, false, ExprKind::Statement},
    {"delete", 2, false, ExprKind::Statement},    {"imag", 1, false, ExprKind::Expression},
    {"len", 1, false, ExprKind::Expression},      {"make", 1, true, ExprKind::Expression},
    {"max", 1, true, ExprKind::Expression},       {"min", 1, true, ExprKind::Expression},
    {"new", 1, false, ExprKind::Expression},      {"panic", 1, false, ExprKind::Statement},
    {"print", 0, true, ExprKind::Statement},      {"println", 0, true, ExprKind::Statement},
    {"real", 1, false, ExprKind::Expression},     {"recover", 0, false, ExprKind::Statement},
    {"Add", 2, false, ExprKind::Expression},      {"Alignof", 1, false, ExprKind::Expression},
    {"Offsetof", 1, false, ExprKind::Expression}, {"Sizeof", 1, false, ExprKind::Expression},
    {"Slice", 2, false, ExprKind::Expression},    {"SliceData", 1, false, ExprKind::Expression},
    {"String", 2, false, ExprKind::Expression},   {"StringData", 1, false, ExprKind::Expression},
    {"assert", 1, false, ExprKind::Statement},    {"trace", 0, true, ExprKind::Statement},
};

static void def(Object *obj) {
  obj->color = Color::Black;
  Scope *scope = universe;
  if (isExported(obj->name)) {
    scope = unsafePackage->scope;
    obj->pkg = unsafePackage;
  }
  scope->insert(obj);
}

static TypeName *defType(Str name, Type *t) {
  TypeName *obj = new TypeName(Pos{}, nullptr, name, t);
  def(obj);
  return obj;
}

static void defTypes() {
  struct {
    BasicKind k;
    uint32_t info;
    Str name;
  } const table[] = {
      {BasicKind::Invalid, 0, "invalid type"},
      {BasicKind::Bool, IsBoolean, "bool"},
      {BasicKind::Int, IsInteger, "int"},
      {BasicKind::Int8, IsInteger, "int8"},
      {BasicKind::Int16, IsInteger, "int16"},
      {BasicKind::Int32, IsInteger, "int32"},
      {BasicKind::Int64, IsInteger, "int64"},
      {BasicKind::Uint, IsInteger | IsUnsigned, "uint"},
      {BasicKind::Uint8, IsInteger | IsUnsigned, "uint8"},
      {BasicKind::Uint16, IsInteger | IsUnsigned, "uint16"},
      {BasicKind::Uint32, IsInteger | IsUnsigned, "uint32"},
      {BasicKind::Uint64, IsInteger | IsUnsigned, "uint64"},
      {BasicKind::Uintptr, IsInteger | IsUnsigned, "uintptr"},
      {BasicKind::Float32, IsFloat, "float32"},
      {BasicKind::Float64, IsFloat, "float64"},
      {BasicKind::Complex64, IsComplex, "complex64"},
      {BasicKind::Complex128, IsComplex, "complex128"},
      {BasicKind::String, IsString, "string"},
      {BasicKind::UnsafePointer, 0, "Pointer"},
      {BasicKind::UntypedBool, IsBoolean | IsUntyped, "untyped bool"},
      {BasicKind::UntypedInt, IsInteger | IsUntyped, "untyped int"},
      {BasicKind::UntypedRune, IsInteger | IsUntyped, "untyped rune"},
      {BasicKind::UntypedFloat, IsFloat | IsUntyped, "untyped float"},
      {BasicKind::UntypedComplex, IsComplex | IsUntyped, "untyped complex"},
      {BasicKind::UntypedString, IsString | IsUntyped, "untyped string"},
      {BasicKind::UntypedNil, IsUntyped, "untyped nil"},
  };
  for (auto &e : table) {
    Basic *b = typ[unsigned(e.k)] = new Basic(e.k, e.info, e.name);
    if (e.name.find(' ') == Str::npos) defType(e.name, b);
  }
  universeByte = new Basic(BasicKind::Uint8, IsInteger | IsUnsigned, "byte");
  universeRune = new Basic(BasicKind::Int32, IsInteger, "rune");
  defType("byte", universeByte)->isAlias = true;
  defType("rune", universeRune)->isAlias = true;

  auto empty = [] {
    Interface *it = new Interface;
    it->complete = true;
    it->tset = &topTypeSet;
    return it;
  };
  emptyInterface = empty();
  universeAny = empty(); // distinct, to be shown as any
  defType("any", universeAny)->isAlias = true;
}

static Named *defNamed(Str name, Interface *it) {
  TypeName *obj = new TypeName(Pos{}, nullptr, name, nullptr);
  Named *n = new Named(obj);
  obj->type = n;
  n->resolved = true;
  n->underlying_ = n->fromRHS = it;
  def(obj);
  return n;
}

// error: interface{ Error() string }; comparable: its type set says so.
static void defInterfaces() {
  Interface *it = new Interface;
  it->complete = true;
  universeError = defNamed("error", it);
  Signature *sig = new Signature;
  sig->recv = newVar(Pos{}, nullptr, "", universeError);
  sig->results = newTuple({newVar(Pos{}, nullptr, "", basicType(BasicKind::String))});
  Func *m = new Func(Pos{}, nullptr, "Error", sig);
  m->color = Color::Black;
  it->methods = {m};
  typeSet(it);

  Interface *cmp = new Interface;
  cmp->complete = true;
  cmp->tset = new TypeSet;
  cmp->tset->comparable = true;
  universeComparable = defNamed("comparable", cmp);
}

void initUniverse() {
  if (universe) return;
  universe = new Scope(nullptr);
  unsafePackage = new Package;
  unsafePackage->path = unsafePackage->name = "unsafe";
  unsafePackage->scope = new Scope(universe);
  unsafePackage->complete = true;
  unsafePackage->stdlib = true;
  defTypes();
  defInterfaces();
  auto defConst = [](Str name, BasicKind k, CV v) {
    Const *c = new Const(Pos{}, nullptr, name, basicType(k));
    c->val = v;
    def(c);
  };
  defConst("true", BasicKind::UntypedBool, constBool(true));
  defConst("false", BasicKind::UntypedBool, constBool(false));
  defConst("iota", BasicKind::UntypedInt, constInt(0));
  def(new Nil(basicType(BasicKind::UntypedNil)));
  for (unsigned i = 0; i <= unsigned(BuiltinId::UnsafeStringData); i++) def(new Builtin(predeclaredFuncs[i].name, BuiltinId(i)));
  for (Object *o : {universe->lookup("nil")}) o->type = basicType(BasicKind::UntypedNil);
}

// assert and trace, of types2's own tests.
void defPredeclaredTestFuncs() {
  if (universe->lookup("assert")) return;
  for (BuiltinId id : {BuiltinId::Assert, BuiltinId::Trace}) def(new Builtin(predeclaredFuncs[unsigned(id)].name, id));
}

// ---- constructors of objects

Object *Scope::insert(Object *o) {
  auto [it, fresh] = elems.emplace(o->name, o);
  if (!fresh) return it->second;
  if (!o->parent) o->parent = this;
  return nullptr;
}

Object *lookupParent(Scope *s, Str name, Pos pos, Scope **found) {
  for (; s; s = s->parent)
    if (Object *o = s->lookup(name); o && (!pos.valid() || !(pos < o->scopePos))) {
      if (found) *found = s;
      return o;
    }
  return nullptr;
}
Object *Environment::lookup(Str name) const { return lookupParent(scope, name, pos); }

Scope *newScope(Scope *parent) {
  Scope *s = new Scope(parent);
  if (parent && parent != universe) parent->children.push_back(s);
  return s;
}

Var *newVar(Pos pos, Package *pkg, Str name, Type *t) {
  Var *v = new Var(pos, pkg, name, t);
  if (t) v->color = Color::Black;
  return v;
}
Var *newParam(Pos pos, Package *pkg, Str name, Type *t) {
  Var *v = newVar(pos, pkg, name, t);
  v->isParam = true;
  v->used = true; // parameters are always used
  return v;
}
Var *newField(Pos pos, Package *pkg, Str name, Type *t, bool embedded) {
  Var *v = newVar(pos, pkg, name, t);
  v->isField = true;
  v->embedded = embedded;
  return v;
}
Tuple *newTuple(const List<Var *> &vars) {
  Tuple *t = new Tuple;
  t->vars = vars;
  return t;
}
Str internStr(const std::string &s) { return intern(s); }

} // namespace frontend
