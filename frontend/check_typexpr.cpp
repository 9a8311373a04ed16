// frontend/check_typexpr.cpp: names and type expressions: arrays, structs, interfaces, functions, instances.
// Mirrors types2/{typexpr,struct,interface,signature}.go.
//
// A type under construction is handed to def (the type name being declared) before its parts are looked at, so that
// cycles find it. What needs complete types (map keys, embedded fields, type arguments) is checked later.
#include "frontend/checker.h"

namespace frontend {

static Type *invalidType() { return basicType(BasicKind::Invalid); }

// For the rich form: which visible name an undefined one may have meant.
void Checker::hintNearest(Str name) {
  if (conf.ignoreErrors || !conf.diags || !conf.diags->wantsHints()) return;
  NearestName nearest(name);
  for (Scope *s = env.scope; s; s = s->parent)
    for (auto &[n, obj] : s->elems) nearest.offer(n);
  conf.diags->hintForNext(nearest.hint());
}

void Checker::ident(Operand *x, Name *e, TypeName *def, bool wantType) {
  x->mode = Mode::Invalid;
  x->expr = e;
  Scope *scope = nullptr;
  Object *obj = lookupParent(env.scope, e->value, env.pos, &scope);
  if (!obj) {
    if (e->value == "_") {
      auto it = recvTParamMap.find(e);
      if (it != recvTParamMap.end()) { // blank receiver type parameter
        x->mode = Mode::TypExpr;
        x->type = it->second;
      } else {
        error(e, "cannot use _ as value or type");
      }
    } else {
      hintNearest(e->value);
      errorf(e, "undefined: %s", e->value);
    }
    return;
  }
  if (scope == universe && (obj->type == universeAny || obj->type == universeComparable) &&
      !verifyVersionf(e, go1_18, "predeclared %s", e->value))
    return;
  recordUse(e, obj);

  // A type name is resolved even if its type is set: that detects cycles.
  Type *typ = obj->type;
  if (obj->kind != ObjKind::PkgName && obj->kind != ObjKind::Builtin && (!typ || (obj->kind == ObjKind::TypeName && wantType))) {
    objDecl(obj, def);
    typ = obj->type;
  }
  if (!dotImportMap.empty()) {
    auto it = dotImportMap.find({scope, obj->name});
    if (it != dotImportMap.end()) it->second->used = true;
  }

  switch (obj->kind) {
  case ObjKind::PkgName: return errorf(e, "use of package %s not in selector", obj->name);
  case ObjKind::Const:
    addDeclDep(obj);
    if (!isValid(typ)) return;
    if (scope == universe && obj->name == "iota") {
      if (!env.iota) return error(e, "cannot use iota outside constant declaration");
      x->val = env.iota;
    } else {
      x->val = static_cast<Const *>(obj)->val;
    }
    x->mode = Mode::Constant;
    break;
  case ObjKind::TypeName:
    if (isBrokenAlias(static_cast<TypeName *>(obj)))
      return errorf(e, "invalid use of type alias %s in recursive type (see go.dev/issue/50729)", obj->name);
    x->mode = Mode::TypExpr;
    break;
  case ObjKind::Var:
    // Variables of other packages may be dot-imported: leave their flags alone.
    if (obj->pkg == pkg) obj->used = true;
    addDeclDep(obj);
    if (!isValid(typ)) return;
    x->mode = Mode::Variable;
    break;
  case ObjKind::Func:
    addDeclDep(obj);
    x->mode = Mode::Value;
    break;
  case ObjKind::Builtin:
    x->id = static_cast<Builtin *>(obj)->id;
    x->mode = Mode::Builtin;
    typ = invalidType();
    break;
  case ObjKind::Nil: x->mode = Mode::NilValue; break;
  case ObjKind::Label: break;
  }
  x->type = typ;
}

Type *Checker::varType(Expr *e) {
  Type *t = definedType(e, nullptr);
  validVarType(e, t);
  return t;
}

// Constraint interfaces are not types of variables.
void Checker::validVarType(Expr *e, Type *typ) {
  if (isTypeParam(typ)) return;
  // Only what may have a constraint interface as underlying type needs the delayed check.
  if (typ->kind != TypeKind::Named && typ->kind != TypeKind::Interface) return;
  later([this, e, typ] {
    Interface *t = dynInterface(under(typ));
    if (!t) return;
    Pos pos = startPos(e);
    TypeSet *ts = computeInterfaceTypeSet(this, t);
    if (ts->isMethodSet()) return;
    if (ts->comparable)
      errorf(pos, "cannot use type %s outside a type constraint: interface is (or embeds) comparable", typ);
    else
      errorf(pos, "cannot use type %s outside a type constraint: interface contains type constraints", typ);
  });
}

Type *Checker::definedType(Expr *e, TypeName *def) {
  Type *t = typInternal(e, def);
  if (isGeneric(t)) {
    errorf(e, "cannot use generic type %s without instantiation", t);
    t = invalidType();
  }
  if (typeWeight(t) > maxTypeWeight) {
    errorf(e, "type %s is too complex (implementation limitation)", e);
    t = invalidType();
  }
  recordTypeAndValue(e, Mode::TypExpr, t, nullptr);
  return t;
}

Type *Checker::genericType(Expr *e, std::string *cause) {
  Type *t = typInternal(e, nullptr);
  if (isValid(t) && !isGeneric(t)) {
    if (cause) *cause = sprintf("%s is not a generic type", t);
    t = invalidType();
  }
  recordTypeAndValue(e, Mode::TypExpr, t, nullptr);
  return t;
}

static void setDefType(TypeName *def, Type *typ) {
  if (!def) return;
  if (Named *n = dynNamed(def->type)) n->underlying_ = typ;
}

// A name, qualified or not, that must be a type; null after an error.
Type *Checker::namedTypeExpr(Expr *e, TypeName *def) {
  Operand x;
  if (auto n = dynName(e))
    ident(&x, n, def, true);
  else
    selector(&x, static_cast<SelectorExpr *>(e), def, true);
  if (x.mode == Mode::TypExpr) return x.type;
  if (x.mode == Mode::NoValue)
    errorf(&x, "%s used as type", &x);
  else if (x.mode != Mode::Invalid)
    errorf(&x, "%s is not a type", &x);
  return nullptr;
}

// [N]T; null after an error.
Type *Checker::arrayType(ArrayTypeExpr *e, TypeName *def) {
  Array *t = new Array(nullptr, 0);
  setDefType(def, t);
  if (e->len) {
    t->len = arrayLength(e->len);
  } else {
    error(e, "invalid use of [...] array (outside a composite literal)");
    t->len = -1;
  }
  t->elem = varType(e->elem);
  if (!conf.lazyBodies) sizedExprs.emplace_back(e, t);
  return t->len >= 0 ? t : nullptr;
}

// map[K]V
Type *Checker::mapType(MapTypeExpr *e, TypeName *def) {
  Map *t = new Map(nullptr, nullptr);
  setDefType(def, t);
  t->key = varType(e->key);
  t->elem = varType(e->value);
  later([this, e, t] {
    if (comparable(t->key, true)) return;
    errorf(e->key, "invalid map key type %s%s", t->key, isTypeParam(t->key) ? " (missing comparable constraint)" : "");
  });
  return t;
}

// A type under construction is handed to the name it belongs to before its parts are checked.
Type *Checker::typInternal(Expr *e0, TypeName *def) {
  auto begin = [&](auto *t) {
    setDefType(def, t);
    return t;
  };
  Type *made = nullptr;
  switch (e0->kind) {
  case NodeKind::BadExpr: break; // reported by the parser
  case NodeKind::Name:
  case NodeKind::SelectorExpr:
    made = namedTypeExpr(e0, def);
    if (made) return begin(made);
    break;
  case NodeKind::IndexExpr: {
    auto e = static_cast<IndexExpr *>(e0);
    verifyVersionf(e, go1_18, "type instantiation");
    return instantiatedType(e->x, unpackList(e->index), def);
  }
  case NodeKind::ParenExpr: return definedType(static_cast<ParenExpr *>(e0)->x, def);
  case NodeKind::ArrayTypeExpr:
    made = arrayType(static_cast<ArrayTypeExpr *>(e0), def);
    if (made) return made;
    break;
  case NodeKind::SliceTypeExpr: {
    Slice *t = begin(new Slice(nullptr));
    t->elem = varType(static_cast<SliceTypeExpr *>(e0)->elem);
    return t;
  }
  case NodeKind::DotsType:
    error(e0, "invalid use of '...'");
    use(static_cast<DotsType *>(e0)->elem);
    break;
  case NodeKind::StructTypeExpr: {
    Struct *t = begin(new Struct);
    structType(t, static_cast<StructTypeExpr *>(e0));
    if (!conf.lazyBodies) sizedExprs.emplace_back(e0, t);
    return t;
  }
  case NodeKind::Operation: {
    auto e = static_cast<Operation *>(e0);
    if (e->op == Op::Mul && !e->y) {
      Pointer *t = begin(new Pointer(invalidType()));
      t->elem = varType(e->x);
      return isValid(t->elem) ? t : static_cast<Type *>(invalidType()); // avoids follow-on errors
    }
    errorf(e0, "%s is not a type", e0);
    use(e0);
    break;
  }
  case NodeKind::FuncType: {
    Signature *t = begin(new Signature);
    funcType(t, nullptr, {}, static_cast<FuncType *>(e0));
    return t;
  }
  case NodeKind::InterfaceTypeExpr: {
    Interface *t = begin(newInterface());
    interfaceType(t, static_cast<InterfaceTypeExpr *>(e0), def);
    return t;
  }
  case NodeKind::MapTypeExpr: return mapType(static_cast<MapTypeExpr *>(e0), def);
  case NodeKind::ChanTypeExpr: {
    auto e = static_cast<ChanTypeExpr *>(e0);
    Chan *t = begin(new Chan(e->dir, nullptr));
    t->elem = varType(e->elem);
    if (!conf.lazyBodies) sizedExprs.emplace_back(e, t);
    return t;
  }
  default: errorf(e0, "%s is not a type", e0); use(e0);
  }
  return begin(invalidType());
}

Type *Checker::instantiatedType(Expr *x, const List<Expr *> &xlist, TypeName *def) {
  std::string cause;
  Type *gtyp = genericType(x, &cause);
  if (!cause.empty()) errorf(x, "invalid operation: %s%s (%s)", x, &xlist, cause);
  if (!isValid(gtyp)) return gtyp;
  Named *orig = static_cast<Named *>(gtyp);
  List<Type *> targs = typeList(xlist);
  if (targs.empty()) {
    setDefType(def, invalidType());
    return invalidType();
  }
  Named *inst = dynNamed(instance(x->pos, orig, targs));
  if (!inst) return invalidType();
  setDefType(def, inst);
  // Type arguments may not be complete yet.
  later([this, x, xlist, inst, orig, targs] {
    recordInstance(x, targs);
    const List<TypeParam *> &tparams = tparamsOf(orig);
    if (validateTArgLen(x->pos, inst->obj->name, int(tparams.size()), int(targs.size()))) {
      std::string why;
      int i = verify(x->pos, tparams, targs, &why);
      if (i >= 0)
        errorf(size_t(i) < xlist.size() ? startPos(xlist[size_t(i)]) : x->pos, "%s", why);
      else
        mono.recordInstance(pkg, x->pos, tparams, targs, xlist);
    }
    validType(inst);
  });
  return inst;
}

int64_t Checker::arrayLength(Expr *e) {
  // A name must be a constant: [N]T may be meant as type parameter list.
  if (Name *name = dynName(e)) {
    Object *obj = env.lookup(name->value);
    if (!obj) {
      errorf(name, "undefined array length %s or missing type constraint", name->value);
      return -1;
    }
    if (obj->kind != ObjKind::Const) {
      errorf(name, "invalid array length %s", name->value);
      return -1;
    }
  }
  Operand x;
  expr(nullptr, &x, e);
  if (x.mode != Mode::Constant) {
    if (x.mode != Mode::Invalid) errorf(&x, "array length %s must be constant", &x);
    return -1;
  }
  if (isUntyped(x.type) || isInteger(x.type)) {
    CV v = constToInt(x.val);
    int64_t n;
    if (v->kind == ConstKind::Int && constInt64(v, &n) && n >= 0) return n;
  }
  errorf(&x, isInteger(x.type) ? "invalid array length %s" : "array length %s must be integer", &x);
  return -1;
}

List<Type *> Checker::typeList(const List<Expr *> &list) {
  List<Type *> r;
  bool ok = true;
  for (Expr *x : list) {
    Type *t = varType(x);
    ok &= isValid(t);
    r.push_back(t);
  }
  if (!ok) r.clear();
  return r;
}

// ---- structs

static Name *embeddedFieldIdent(Expr *e) {
  switch (e->kind) {
  case NodeKind::Name: return static_cast<Name *>(e);
  case NodeKind::Operation: {
    auto o = static_cast<Operation *>(e);
    if (o->op != Op::Mul || o->y) return nullptr;
    auto in = dynOperation(o->x);
    if (in && in->op == Op::Mul && !in->y) return nullptr; // **T
    return embeddedFieldIdent(o->x);
  }
  case NodeKind::SelectorExpr: return static_cast<SelectorExpr *>(e)->sel;
  case NodeKind::IndexExpr: return embeddedFieldIdent(static_cast<IndexExpr *>(e)->x);
  default: return nullptr;
  }
}

static void checkEmbedded(Checker *check, Type *typ, Pos pos) {
  bool isPtr;
  Type *t = deref(typ, &isPtr);
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Basic:
    if (isValid(t) && static_cast<Basic *>(u)->bkind == BasicKind::UnsafePointer)
      check->error(pos, "embedded field type cannot be unsafe.Pointer");
    break;
  case TypeKind::Pointer: check->error(pos, "embedded field type cannot be a pointer"); break;
  case TypeKind::Interface:
    if (isTypeParam(t))
      check->error(pos, "embedded field type cannot be a (pointer to a) type parameter");
    else if (isPtr)
      check->error(pos, "embedded field type cannot be a pointer to an interface");
    break;
  default: break;
  }
}

void Checker::structType(Struct *styp, StructTypeExpr *e) {
  styp->incomplete = true;
  List<Var *> fields;
  List<Str> tags;
  ObjSet fset;
  Type *t = nullptr;
  Str tagText;
  auto add = [&](Name *id, bool embedded, Pos pos) {
    if (!tagText.empty() && tags.empty()) tags.resize(fields.size());
    Var *f = newField(pos, pkg, id->value, t, embedded);
    if (id->value != "_" && !declareInSet(&fset, pos, f)) return;
    if (!tagText.empty() || !tags.empty()) {
      tags.resize(fields.size());
      tags.push_back(tagText);
    }
    fields.push_back(f);
    recordDef(id, f);
  };
  Expr *prev = nullptr;
  for (size_t i = 0; i < e->fields.size(); i++) {
    Field *f = e->fields[i];
    if (i == 0 || f->type != prev) { // fields of one declaration share the type
      t = varType(f->type);
      prev = f->type;
    }
    tagText = i < e->tags.size() ? tag(e->tags[i]) : Str();
    if (f->name) {
      add(f->name, false, f->name->pos);
      continue;
    }
    Pos pos = startPos(f->type);
    Name *name = embeddedFieldIdent(f->type);
    if (!name) {
      errorf(pos, "invalid embedded field type %s", f->type);
      t = invalidType();
      tagText = {};
      add(new Name(pos, "_"), true, pos);
      continue;
    }
    // The field gets a name node of its own: the one in the type denotes the type.
    add(new Name(name->pos, name->value), true, name->pos);
    later([this, typ = t, pos] { checkEmbedded(this, typ, pos); });
  }
  styp->fields = std::move(fields);
  styp->incomplete = false;
  if (!tags.empty()) tags.resize(styp->fields.size());
  styp->tags = std::move(tags);
}

bool Checker::declareInSet(ObjSet *oset, Pos pos, Object *obj) {
  auto [alt, fresh] = oset->emplace(objectId(obj->pkg, obj->name), obj);
  if (fresh) return true;
  Error_ e(this);
  e.errorf(pos, "%s redeclared", obj->name);
  e.recordAltDecl(alt->second);
  report(&e);
  return false;
}

Str Checker::tag(BasicLit *t) {
  if (!t || t->bad) return {};
  if (t->litKind == LitKind::String) {
    CV v = constFromLiteral(t->value, LitKind::String);
    if (v->kind == ConstKind::String) return v->s;
  }
  errorf(t, "incorrect tag syntax: %q", t->value);
  return {};
}

// ---- interfaces

Interface *Checker::newInterface() {
  Interface *it = new Interface;
  if (this != &nilChecker()) {
    it->check = this;
    needsCleanup([it] {
      typeSet(it);
      it->check = nullptr;
    });
  }
  return it;
}

void sortMethods(List<Func *> &list); // types_set.cpp

void Checker::interfaceType(Interface *ityp, InterfaceTypeExpr *iface, TypeName *def) {
  for (Field *f : iface->methods) {
    if (!f->name) {
      Type *t = parseUnion(f->type);
      ityp->embeddeds.push_back(t);
      ityp->embedPos.push_back(startPos(f->type));
      continue;
    }
    if (f->name->value == "_") {
      error(f->name, "methods must have a unique non-blank name");
      continue;
    }
    Type *t = typ(f->type);
    Signature *sig = dynSignature(t);
    if (!sig) {
      if (isValid(t)) errorf(f->type, "%s is not a method signature", t);
      continue;
    }
    // The receiver is the named type, if there is one, for better messages.
    Type *recv = ityp;
    if (def)
      if (Named *n = dynNamed(def->type)) recv = n;
    sig->recv = newVar(f->name->pos, pkg, "", recv);
    Func *m = new Func(f->name->pos, pkg, f->name->value, sig);
    m->color = Color::Black;
    recordDef(f->name, m);
    ityp->methods.push_back(m);
  }
  ityp->complete = true;
  if (!conf.lazyBodies) interfaceExprs.emplace_back(iface, ityp);
  if (ityp->methods.empty() && ityp->embeddeds.empty()) {
    ityp->tset = &topTypeSet;
    return;
  }
  sortMethods(ityp->methods);
  later([this, ityp] { computeInterfaceTypeSet(this, ityp); });
}

// ---- functions

// Type parameters of a receiver T[A, B]: new ones with the constraints of T's, renamed.
static void receiverTypeParams(Checker *check, Signature *sig, Field *recvPar, FuncType *ftyp) {
  bool ptr;
  Name *rname;
  List<Name *> rparams;
  check->unpackRecv(recvPar->type, true, &ptr, &rname, &rparams);
  if (rparams.empty()) return;
  List<TypeParam *> tparams;
  for (Name *p : rparams) tparams.push_back(check->declareTypeParam(p, ftyp->pos));
  for (size_t i = 0; i < tparams.size(); i++) tparams[i]->index = int(i);
  sig->recvTparams = tparams;
  for (size_t i = 0; i < rparams.size(); i++)
    if (rparams[i]->value == "_") check->recvTParamMap[rparams[i]] = tparams[i];
  List<TypeParam *> recvTParams;
  if (rname)
    if (Named *recv = dynNamed(check->genericType(rname, nullptr))) recvTParams = tparamsOf(recv);
  if (tparams.size() == recvTParams.size()) {
    SubstMap smap = makeRenameMap(recvTParams, tparams);
    for (size_t i = 0; i < tparams.size(); i++) {
      check->mono.recordCanon(tparams[i], recvTParams[i]);
      tparams[i]->bound = check->subst(tparams[i]->obj->pos, recvTParams[i]->bound, smap);
    }
  } else if (tparams.size() < recvTParams.size()) {
    std::string got = std::to_string(tparams.size()) + (tparams.size() == 1 ? " type parameter" : " type parameters");
    check->errorf(recvPar, "got %s, but receiver base type declares %d", got, recvTParams.size());
  }
}

static void validateReceiver(Checker *check, Signature *sig, Var *recv) {
  Type *rtyp = deref(recv->type);
  if (!isValid(rtyp)) return;
  if (Named *T = dynNamed(rtyp)) {
    if (T->origin && sig->recvTparams.empty()) return check->errorf(recv, "cannot define new methods on instantiated type %s", rtyp);
    if (T->obj->pkg != check->pkg) return check->errorf(recv, "cannot define new methods on non-local type %s", rtyp);
    const char *cause = nullptr;
    Type *u = under(T);
    if (Basic *b = dynBasic(u)) {
      if (b->bkind == BasicKind::UnsafePointer) cause = "unsafe.Pointer";
    } else if (u->kind == TypeKind::Pointer || u->kind == TypeKind::Interface) {
      cause = "pointer or interface type";
    }
    if (cause) check->errorf(recv, "invalid receiver type %s (%s)", rtyp, cause);
  } else if (rtyp->kind == TypeKind::Basic) {
    check->errorf(recv, "cannot define new methods on non-local type %s", rtyp);
  } else {
    check->errorf(recv, "invalid receiver type %s", recv->type);
  }
}

void Checker::funcType(Signature *sig, Field *recvPar, const List<Field *> &tparams, FuncType *ftyp) {
  openScope(ftyp);
  env.scope->isFunc = true;
  sig->scope = env.scope;
  if (recvPar) receiverTypeParams(this, sig, recvPar, ftyp);
  if (!tparams.empty()) collectTypeParams(&sig->tparams, tparams);

  // Parameters go to a scope of their own first: their names are not visible in the signature.
  Scope scope(env.scope);
  Pos scopePos = ftyp->pos;
  List<Var *> recvList;
  if (recvPar) recvList = collectParams(&scope, {recvPar}, false, scopePos, nullptr);
  bool variadic = false;
  List<Var *> params = collectParams(&scope, ftyp->params, true, scopePos, &variadic);
  List<Var *> results = collectParams(&scope, ftyp->results, false, scopePos, nullptr);
  for (Var *v : results) v->isResult = true;
  for (auto *list : {&recvList, &params, &results})
    for (Var *v : *list) {
      if (v->parent != &scope) continue;
      v->parent = nullptr;
      if (Object *alt = env.scope->insert(v)) {
        Error_ e(this);
        e.errorf(v, "%s redeclared in this block", v->name);
        e.recordAltDecl(alt);
        report(&e);
      }
    }

  if (recvPar) {
    Var *recv;
    if (recvList.empty()) {
      recv = newParam(Pos{}, nullptr, "", invalidType());
    } else {
      if (recvList.size() > 1) error(recvList.back()->pos, "method must have exactly one receiver");
      recv = recvList[0];
    }
    sig->recv = recv;
    later([this, sig, recv] { validateReceiver(this, sig, recv); });
  }
  sig->params = newTuple(params);
  sig->results = newTuple(results);
  sig->variadic = variadic;
  closeScope();
}

List<Var *> Checker::collectParams(Scope *scope, const List<Field *> &list, bool variadicOk, Pos scopePos, bool *variadic) {
  List<Var *> params;
  bool dots = false;
  Type *t = nullptr;
  Expr *prev = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    Field *field = list[i];
    Expr *ftype = field->type;
    if (ftype != prev) { // names that share a type
      prev = ftype;
      if (DotsType *d = dynDotsType(ftype)) {
        ftype = d->elem;
        if (variadicOk && i + 1 == list.size())
          dots = true;
        else
          errorf(d, "can only use ... with final parameter in list");
      }
      t = varType(ftype);
    }
    Var *par;
    if (field->name) {
      par = newParam(field->name->pos, pkg, field->name->value, t);
      declare(scope, field->name, par, scopePos);
    } else {
      par = newParam(field->pos, pkg, "", t);
    }
    params.push_back(par);
  }
  if (dots) {
    Var *last = params.back();
    last->type = new Slice(last->type);
    recordTypeAndValue(list.back()->type, Mode::TypExpr, last->type, nullptr);
  }
  if (variadic) *variadic = dots;
  return params;
}

} // namespace frontend
