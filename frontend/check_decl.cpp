// frontend/check_decl.cpp: declarations, resolved on demand, and the cycles they may form. Mirrors types2/decl.go.
//
// objDecl colours an object grey while it is on objPath. Meeting a grey object closes a cycle, which is fine for
// types that refer to themselves through definitions and for functions, and an error for values and pure aliases.
#include "frontend/checker.h"
#include "frontend/const_groups.h"
#include "frontend/lasting.h"
#include <algorithm>

namespace frontend {

void setLocalTypeIndex(TypeName *obj, int i); // types_subst.cpp

void Checker::declare(Scope *scope, Name *id, Object *obj, Pos pos) {
  // "_" may be declared any number of times and is never found.
  if (obj->name != "_") {
    if (Object *alt = scope->insert(obj)) {
      Error_ e(this);
      e.errorf(obj, "%s redeclared in this block", obj->name);
      e.recordAltDecl(alt);
      report(&e);
      return;
    }
    obj->scopePos = pos;
  }
  if (id) recordDef(id, obj);
}

void Checker::objDecl(Object *obj, TypeName *def) {
  if (obj->color == Color::Black) return;
  if (obj->color == Color::White && obj->type) {
    obj->color = Color::Black;
    return;
  }
  if (obj->pkg && obj->pkg->checker && obj->pkg->checker != this) return obj->pkg->checker->objDecl(obj, def);
  Type *invalid = basicType(BasicKind::Invalid);
  if (obj->color == Color::Grey) {
    bool valid = validCycle(obj);
    switch (obj->kind) {
    case ObjKind::Const:
    case ObjKind::Var:
      if (!valid || !obj->type) obj->type = invalid;
      break;
    case ObjKind::TypeName:
      if (!valid) obj->type = invalid; // (keep the type of a valid cycle: it is being set up)
      break;
    default: break; // functions: their signature is set before anything can refer to it
    }
    return;
  }

  auto it = objMap.find(obj);
  if (it == objMap.end()) {
    obj->type = invalid;
    obj->color = Color::Black;
    return;
  }
  DeclInfo *d = it->second;
  obj->color = Color::Grey;
  obj->colorIndex = push(obj);
  Environment saved = std::move(env);
  env = Environment{};
  env.scope = d->file;
  switch (obj->kind) {
  case ObjKind::Const:
    env.decl = d;
    constDecl(static_cast<Const *>(obj), d->vtyp, d->init, d->inherited);
    break;
  case ObjKind::Var:
    env.decl = d;
    varDecl(static_cast<Var *>(obj), d->lhs, d->vtyp, d->init);
    break;
  case ObjKind::TypeName:
    typeDecl(static_cast<TypeName *>(obj), d->tdecl, def);
    collectMethods(static_cast<TypeName *>(obj));
    break;
  case ObjKind::Func: funcDecl(static_cast<Func *>(obj), d); break;
  default: break;
  }
  env = std::move(saved);
  pop()->color = Color::Black;
}

// Is the cycle that ends at the grey obj allowed? If not, reports it.
bool Checker::validCycle(Object *obj) {
  List<Object *> cycle(objPath.begin() + obj->colorIndex, objPath.end());
  bool tparCycle = false;
  size_t nval = 0, ndef = 0;
  for (Object *o : cycle) {
    if (o->kind == ObjKind::Const || o->kind == ObjKind::Var) nval++;
    if (TypeName *t = dynTypeName(o)) {
      // A generic type in its own type parameter list is always an error.
      if (env.inTParamList && t->type && isGeneric(t->type)) {
        tparCycle = true;
        break;
      }
      auto it = objMap.find(t);
      bool alias = it != objMap.end() ? it->second->tdecl->alias : t->isAlias;
      if (!alias) ndef++;
    }
  }
  if (!tparCycle) {
    if (nval == cycle.size()) return true; // initialisation cycles are reported elsewhere
    if (nval == 0 && ndef > 0) return true;
  }
  cycleError(cycle);
  return false;
}

void Checker::cycleError(const List<Object *> &cycle) {
  auto nameOf = [&](Object *o) {
    std::string q = o->pkg ? qualifier(o->pkg) : "";
    return (q.empty() ? q : q + ".") + std::string(o->name);
  };
  size_t i = 0;
  for (size_t k = 1; k < cycle.size(); k++)
    if (cycle[k]->pos < cycle[i]->pos) i = k;
  Object *obj = cycle[i];
  TypeName *tname = dynTypeName(obj);
  if (tname && tname->isAlias) validAlias(tname, basicType(BasicKind::Invalid));
  if (cycle.size() == 1) {
    errorf(obj, tname ? "invalid recursive type: %s refers to itself" : "invalid cycle in declaration: %s refers to itself", nameOf(obj));
    return;
  }
  Error_ e(this);
  e.errorf(obj, tname ? "invalid recursive type %s" : "invalid cycle in declaration of %s", nameOf(obj));
  for (size_t k = 0; k < cycle.size(); k++) {
    e.errorf(obj, "%s refers to", nameOf(obj));
    i = (i + 1) % cycle.size();
    obj = cycle[i];
  }
  e.errorf(obj, "%s", nameOf(obj));
  report(&e);
}

void Checker::constDecl(Const *obj, Expr *typ, Expr *init, bool inherited) {
  CV savedIota = env.iota;
  Pos savedErrpos = env.errpos;
  env.iota = obj->val;
  env.errpos = Pos{};
  obj->val = constUnknown(); // in case of a cycle
  bool ok = true;
  if (typ) {
    Type *t = this->typ(typ);
    if (!isConstType(t)) {
      if (isValid(under(t))) errorf(typ, "invalid constant type %s", t);
      obj->type = basicType(BasicKind::Invalid);
      ok = false;
    } else {
      obj->type = t;
    }
  }
  if (ok) {
    Operand x;
    if (init) {
      // Errors in an inherited initialiser are reported at the constant.
      if (inherited) env.errpos = obj->pos;
      expr(nullptr, &x, init);
    }
    initConst(obj, &x);
  }
  env.iota = savedIota;
  env.errpos = savedErrpos;
}

void Checker::varDecl(Var *obj, const List<Var *> &lhs, Expr *typ, Expr *init) {
  if (typ) obj->type = varType(typ);
  if (!init) {
    if (!typ) obj->type = basicType(BasicKind::Invalid);
    return;
  }
  if (lhs.size() <= 1) {
    Operand x;
    expr(newTarget(obj->type, std::string(obj->name)), &x, init);
    initVar(obj, &x, "variable declaration");
    return;
  }
  // var a, b T = f(): all get the type before the initialiser is looked at.
  if (typ)
    for (Var *v : lhs) v->type = obj->type;
  initVars(lhs, {init}, nullptr);
}

bool Checker::isImportedConstraint(Type *typ) {
  Named *n = dynNamed(typ);
  if (!n || n->obj->pkg == pkg || !n->obj->pkg) return false;
  Interface *u = dynInterface(under(n));
  return u && !typeSet(u)->isMethodSet();
}

static void setDefType(TypeName *def, Type *typ) {
  if (!def) return;
  if (Named *n = dynNamed(def->type)) n->underlying_ = typ;
}

void Checker::typeDecl(TypeName *obj, TypeDecl *tdecl, TypeName *def) {
  struct State {
    Type *rhs = nullptr;
  };
  State *st = new State;
  later([this, obj, tdecl, st] {
    if (Named *t = dynNamed(obj->type)) validType(t);
    // Using a constraint of another package needs generics.
    if (st->rhs && isImportedConstraint(st->rhs)) verifyVersionf(tdecl->type, go1_18, "using type constraint %s", st->rhs);
  });

  bool alias = tdecl->alias;
  if (alias && !tdecl->tparams.empty()) {
    error(tdecl, "generic type cannot be alias");
    alias = false;
  }
  if (alias) {
    verifyVersionf(tdecl, go1_9, "type aliases");
    obj->isAlias = true;
    brokenAlias(obj);
    st->rhs = typ(tdecl->type);
    validAlias(obj, st->rhs);
    return;
  }

  Named *named = newNamed(obj, nullptr, {});
  setDefType(def, named);
  bool scoped = !tdecl->tparams.empty();
  if (scoped) {
    openScope(tdecl);
    collectTypeParams(&named->tparams, tdecl->tparams);
  }
  Type *rhs = st->rhs = definedType(tdecl->type, obj);
  named->fromRHS = rhs;
  // An error, or an underlying type that was not set through def.
  if (!named->underlying_) named->underlying_ = basicType(BasicKind::Invalid);
  if (isTypeParam(rhs)) {
    error(tdecl->type, "cannot use a type parameter as RHS in type declaration");
    named->underlying_ = basicType(BasicKind::Invalid);
  }
  if (scoped) closeScope();
}

void Checker::collectTypeParams(List<TypeParam *> *dst, const List<Field *> &list) {
  // Declare all of them first: constraints may refer to any.
  List<TypeParam *> tparams;
  for (Field *f : list) tparams.push_back(declareTypeParam(f->name, list[0]->pos));
  for (size_t i = 0; i < tparams.size(); i++) tparams[i]->index = int(i);
  *dst = tparams;

  env.inTParamList = true;
  Type *b = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    if (i == 0 || list[i]->type != list[i - 1]->type) {
      b = bound(list[i]->type);
      if (isTypeParam(b)) {
        error(list[i]->type, "cannot use a type parameter as constraint");
        b = basicType(BasicKind::Invalid);
      }
    }
    tparams[i]->bound = b;
  }
  env.inTParamList = false;
}

// A constraint: ~T and A|B stand for interface{~T} and interface{A|B}.
Type *Checker::bound(Expr *x) {
  if (auto o = dynOperation(x); o && (o->op == Op::Tilde || (o->op == Op::Or && o->y))) {
    InterfaceTypeExpr *e = new InterfaceTypeExpr(x->pos);
    e->methods.push_back(new Field(x->pos, nullptr, x));
    Type *t = typ(e);
    if (Interface *it = dynInterface(t)) it->implicit = true;
    return t;
  }
  return typ(x);
}

TypeParam *Checker::declareTypeParam(Name *name, Pos scopePos) {
  TypeName *tname = new TypeName(name->pos, pkg, name->value, nullptr);
  TypeParam *tpar = newTypeParam(tname, basicType(BasicKind::Invalid));
  tname->color = Color::Black;
  declare(env.scope, name, tname, scopePos);
  return tpar;
}

void Checker::collectMethods(TypeName *obj) {
  auto it = methods.find(obj);
  if (it == methods.end()) return;
  List<Func *> list = std::move(it->second);
  methods.erase(it);
  Named *base = dynNamed(obj->type);
  ObjSet mset;
  if (base) {
    later([this, base] { checkFieldUniqueness(base); });
    for (Func *m : base->methods) mset.emplace(objectId(m->pkg, m->name), m);
  }
  for (Func *m : list) {
    auto [alt, fresh] = mset.emplace(objectId(m->pkg, m->name), m);
    if (!fresh) {
      errorf(m->pos, "method %s.%s already declared at %s", obj->name, m->name, alt->second->pos);
      continue;
    }
    if (base) base->methods.push_back(m);
  }
}

void Checker::checkFieldUniqueness(Named *base) {
  Struct *t = dynStruct(under(base));
  if (!t) return;
  ObjSet mset;
  for (Func *m : base->methods) mset.emplace(objectId(m->pkg, m->name), m);
  for (Var *f : t->fields) {
    if (f->name == "_") continue;
    auto [alt, fresh] = mset.emplace(objectId(f->pkg, f->name), f);
    if (fresh || !dynFunc(alt->second)) continue;
    Error_ e(this);
    e.errorf(alt->second, "field and method with the same name %s", f->name);
    e.recordAltDecl(f);
    report(&e);
  }
}

void Checker::funcDecl(Func *obj, DeclInfo *decl) {
  Signature *sig = new Signature;
  obj->type = sig; // guards against cycles
  // A type that mentions the function must not see a cycle through it.
  obj->color = Color::Black;
  FuncDecl *fdecl = decl->fdecl;
  funcType(sig, fdecl->recv, fdecl->tparams, fdecl->type);
  obj->color = Color::Grey;
  if (sig->scope) sig->scope->pos = fdecl->pos;
  if (!fdecl->tparams.empty() && !fdecl->body) errorf(fdecl, "generic function is missing function body");
  if (!fdecl->body) return;
  auto body = [this, decl, sig, fdecl] { funcBody(decl, sig, fdecl->body, nullptr); };
  if (conf.lazyBodies)
    lazyBodies.emplace(obj, body);
  else
    later(body);
}

// Is scope inside a generic function?
static bool inGenericFunc(Scope *s) {
  for (; s; s = s->parent)
    if (s->isFunc)
      for (auto &[name, o] : s->elems)
        if (o->kind == ObjKind::TypeName && o->type && isTypeParam(o->type)) return true;
  return false;
}

namespace {
struct LocalGenericTypes {
  std::unordered_set<TypeName *> set;
};
} // namespace
static std::unordered_set<TypeName *> &localGenericTypes() { return lasting<LocalGenericTypes>().set; }
bool isLocalGeneric(Named *n) { return localGenericTypes().count(n->obj) != 0; }

namespace {
// The declarations of a statement.
struct LocalDecls {
  Checker *check;

  void constDecl(ConstDecl *s, ConstDecl *last, bool inherited, int64_t iota) {
    size_t top = check->delayed.size();
    List<Const *> lhs;
    List<Expr *> values = last ? unpackList(last->values) : List<Expr *>{};
    for (size_t i = 0; i < s->names.size(); i++) {
      Const *obj = new Const(s->names[i]->pos, check->pkg, s->names[i]->value, nullptr);
      obj->val = constInt(iota);
      lhs.push_back(obj);
      check->constDecl(obj, last ? last->type : nullptr, i < values.size() ? values[i] : nullptr, inherited);
    }
    check->arity(s->pos, s->names, values, true, inherited);
    check->processDelayed(top); // before the names are in scope
    for (size_t i = 0; i < lhs.size(); i++) check->declare(check->env.scope, s->names[i], lhs[i], Pos{});
  }

  void varDecl(VarDecl *s) {
    for (const Directive &d : s->directives)
      if (d.name == "go:embed") check->localEmbeds.push_back(d.pos);
    size_t top = check->delayed.size();
    List<Var *> lhs0;
    for (Name *name : s->names) {
      Var *v = newVar(name->pos, check->pkg, name->value, nullptr);
      v->inLit = check->env.lit;
      lhs0.push_back(v);
    }
    List<Expr *> values = unpackList(s->values);
    for (size_t i = 0; i < lhs0.size(); i++) {
      List<Var *> lhs;
      Expr *init = nullptr;
      if (values.size() == lhs0.size())
        init = values[i];
      else if (values.size() == 1) {
        lhs = lhs0;
        init = values[0];
      } else if (i < values.size())
        init = values[i];
      check->varDecl(lhs0[i], lhs, s->type, init);
      if (values.size() == 1) break; // all variables got their types
    }
    // If there are fewer initialisers, the missing variables have no type yet (reported by arity).
    for (Var *v : lhs0)
      if (!v->type) v->type = basicType(BasicKind::Invalid);
    if (!s->type || s->values) check->arity(s->pos, s->names, values, false, false);
    check->processDelayed(top);
    for (size_t i = 0; i < lhs0.size(); i++) check->declare(check->env.scope, s->names[i], lhs0[i], Pos{});
  }

  void typeDecl(TypeDecl *s) {
    TypeName *obj = new TypeName(s->name->pos, check->pkg, s->name->value, nullptr);
    obj->isAlias = s->alias;
    check->declare(check->env.scope, s->name, obj, s->name->pos);
    obj->color = Color::Grey;
    obj->colorIndex = check->push(obj);
    if (!s->alias) {
      setLocalTypeIndex(obj, ++check->localTypes);
      if (inGenericFunc(check->env.scope)) localGenericTypes().insert(obj);
    }
    check->typeDecl(obj, s, nullptr);
    check->pop()->color = Color::Black;
  }
};
} // namespace

void Checker::declStmt(const List<Decl *> &list) {
  LocalDecls d{this};
  ConstGroups groups;
  for (size_t index = 0; index < list.size(); index++) {
    Decl *decl = list[index];
    groups.next(decl, int64_t(index));
    if (auto s = dynConstDecl(decl)) {
      d.constDecl(s, groups.last, groups.inherited, groups.iota);
    } else if (auto v = dynVarDecl(decl)) {
      d.varDecl(v);
    } else if (auto t = dynTypeDecl(decl)) {
      d.typeDecl(t);
    }
  }
}

} // namespace frontend
