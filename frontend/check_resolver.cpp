// frontend/check_resolver.cpp: from files to package-level objects: imports, file scopes, declarations, receivers.
// Mirrors types2/resolver.go.
#include "frontend/checker.h"
#include "frontend/const_groups.h"
#include "frontend/unicode.h"
#include <algorithm>

namespace frontend {

void Checker::arity(Pos pos, const List<Name *> &names, const List<Expr *> &inits, bool constDecl, bool inherited) {
  size_t l = names.size(), r = inits.size();
  if (l < r) {
    Expr *n = inits[l];
    if (inherited)
      errorf(pos, "extra init expr at %s", n->pos);
    else
      errorf(n, "extra init expr %s", n);
  } else if (l > r && (constDecl || r != 1)) {
    errorf(names[r], "missing init expr for %s", names[r]->value);
  }
}

// The text of an import path; on error false.
static bool validatedImportPath(Str lit, std::string *path, std::string *error) {
  if (lit.size() < 2) return *error = "invalid syntax", false;
  CV v = constFromLiteral(lit, LitKind::String);
  if (v->kind != ConstKind::String) return *error = "invalid syntax", false;
  *path = std::string(v->s);
  if (path->empty()) return *error = "empty string", false;
  for (Str rest = *path; !rest.empty();) {
    unsigned n;
    uint32_t r = decodeRune(rest, &n);
    bool bad =
        r < 0x80 ? r <= ' ' || r == 0x7f || Str("!\"#$%&'()*,:;<=>?[\\]^{|}`").find(char(r)) != Str::npos : r == runeError || !isPrint(r);
    if (bad) return *error = "invalid character " + formatRune(r), false;
    rest.remove_prefix(n);
  }
  return true;
}

void Checker::declarePkgObj(Name *id, Object *obj, DeclInfo *d) {
  if (id->value == "init") return error(id, "cannot declare init - must be func");
  if (id->value == "main" && pkg->name == "main") return error(id, "cannot declare main - must be func");
  declare(pkg->scope, id, obj, Pos{});
  objMap[obj] = d;
  obj->order = uint32_t(objMap.size());
}

Package *Checker::importPackage(Pos pos, Str path) {
  if (path == "unsafe") return unsafePackage;
  if (auto it = failedImports.find(path); it != failedImports.end()) return it->second; // reported once
  std::string err;
  Package *imp = conf.import ? conf.import(path, &err) : nullptr;
  if (imp && (imp->name.empty() || imp->name == "_")) {
    err = "invalid package name: \"" + std::string(imp->name) + "\"";
    imp = nullptr;
  }
  if (imp && err.empty()) {
    if (!pkgPathMap.empty()) markImports(imp);
    return imp;
  }
  if (!err.empty()) errorf(pos, "could not import %s (%s)", path, err);
  // A package without contents: what is selected from it gives no further errors.
  imp = new Package;
  imp->path = intern(path);
  Str name = path;
  if (size_t i = name.rfind('/'); i != Str::npos) name = name.substr(i + 1);
  imp->name = intern(name);
  imp->scope = new Scope(universe);
  imp->fake = true;
  return failedImports[imp->path] = imp;
}

namespace {
struct MethodInfo {
  Func *obj;
  bool ptr;
  Name *recv;
};

// collectObjects, in pieces.
struct Collector {
  Checker *check;
  Package *pkg;
  Scope *fileScope = nullptr;
  std::unordered_set<Package *> pkgImports;
  List<MethodInfo> methods;
  List<Scope *> fileScopes;

  void importDecl(ImportDecl *s);
  void dotImport(ImportDecl *s, PkgName *pkgName);
  void constDecl(ConstDecl *s, ConstDecl *last, bool inherited, int64_t iota);
  void varDecl(VarDecl *s);
  void funcDecl(FuncDecl *s);
  void file(File *f);
  void checkFileScopes();
};

void Collector::importDecl(ImportDecl *s) {
  if (!s->path || s->path->bad) return;
  std::string path, err;
  if (!validatedImportPath(s->path->value, &path, &err)) return check->errorf(s->path, "invalid import path (%s)", err);
  Package *imp = check->importPackage(s->path->pos, intern(path));
  Str name = imp->name;
  if (s->localName) {
    name = s->localName->value;
    if (path == "C") return check->error(s->localName, "cannot rename import \"C\"");
  }
  if (name == "init") return check->error(s, "cannot import package as init - init must be a func");
  if (pkgImports.insert(imp).second) pkg->imports.push_back(imp);
  PkgName *obj = new PkgName(s->pos, pkg, name, imp);
  if (s->localName) check->recordDef(s->localName, obj);
  if (imp->fake) obj->used = true;
  check->imports.push_back(obj);
  if (name == ".")
    dotImport(s, obj);
  else
    check->declare(fileScope, nullptr, obj, Pos{});
}

void Collector::dotImport(ImportDecl *s, PkgName *pkgName) {
  List<Object *> objs;
  for (auto &[name, obj] : pkgName->imported->scope->elems)
    if (isExported(name)) objs.push_back(obj);
  std::sort(objs.begin(), objs.end(), [](Object *a, Object *b) { return a->name < b->name; });
  for (Object *obj : objs) {
    if (Object *alt = fileScope->lookup(obj->name)) {
      Error_ e(check);
      e.errorf(s->localName, "%s redeclared in this block", alt->name);
      e.recordAltDecl(alt);
      check->report(&e);
    } else {
      fileScope->elems.emplace(obj->name, obj);
      check->dotImportMap[{fileScope, obj->name}] = pkgName;
    }
  }
}

void Collector::constDecl(ConstDecl *s, ConstDecl *last, bool inherited, int64_t iota) {
  List<Expr *> values = last ? unpackList(last->values) : List<Expr *>{};
  for (size_t i = 0; i < s->names.size(); i++) {
    Name *name = s->names[i];
    Const *obj = new Const(name->pos, pkg, name->value, nullptr);
    obj->val = constInt(iota);
    DeclInfo *d = new DeclInfo;
    d->file = fileScope;
    d->vtyp = last ? last->type : nullptr;
    d->init = i < values.size() ? values[i] : nullptr;
    d->inherited = inherited;
    check->declarePkgObj(name, obj, d);
  }
  check->arity(s->pos, s->names, values, true, inherited);
}

void Collector::varDecl(VarDecl *s) {
  List<Var *> lhs;
  for (Name *name : s->names) {
    Var *obj = newVar(name->pos, pkg, name->value, nullptr);
    obj->pkgLevel = true;
    obj->decl = s;
    lhs.push_back(obj);
    pkg->vars.push_back(obj);
  }
  List<Expr *> values = unpackList(s->values);
  DeclInfo *d1 = nullptr; // shared if there is a single value
  if (!dynListExpr(s->values)) {
    d1 = new DeclInfo;
    d1->file = fileScope;
    d1->lhs = lhs;
    d1->vtyp = s->type;
    d1->init = s->values;
  }
  for (size_t i = 0; i < lhs.size(); i++) {
    DeclInfo *d = d1;
    if (!d) {
      d = new DeclInfo;
      d->file = fileScope;
      d->vtyp = s->type;
      d->init = i < values.size() ? values[i] : nullptr;
    }
    check->declarePkgObj(s->names[i], lhs[i], d);
  }
  if (!s->type || s->values) check->arity(s->pos, s->names, values, false, false);
}

void Collector::funcDecl(FuncDecl *s) {
  Str name = s->name->value;
  Func *obj = new Func(s->name->pos, pkg, name, nullptr);
  obj->decl = s;
  obj->directives = s->directives;
  pkg->funcs.push_back(obj);
  bool tparamError = false;
  if (!s->recv) {
    if (name == "init" || (name == "main" && pkg->name == "main")) {
      if (!s->tparams.empty()) {
        check->errorf(s->tparams[0], "func %s must have no type parameters", name);
        tparamError = true;
      }
      if (!s->type->params.empty() || !s->type->results.empty())
        check->errorf(s->name, "func %s must have no arguments and no return values", name);
    }
    if (name == "init") {
      obj->parent = pkg->scope;
      check->recordDef(s->name, obj);
      if (!s->body) check->errorf(obj->pos, "missing function body");
    } else {
      check->declare(pkg->scope, s->name, obj, Pos{});
    }
  } else {
    bool ptr;
    Name *recv;
    check->unpackRecv(s->recv->type, false, &ptr, &recv, nullptr);
    // Methods with invalid receivers or blank names are checked, but not associated with a type.
    if (recv && name != "_") methods.push_back({obj, ptr, recv});
    check->recordDef(s->name, obj);
  }
  if (!s->tparams.empty() && !tparamError) check->verifyVersionf(s->tparams[0], go1_18, "type parameter");
  DeclInfo *d = new DeclInfo;
  d->file = fileScope;
  d->fdecl = s;
  check->objMap[obj] = d;
  obj->order = uint32_t(check->objMap.size());
}

void Collector::file(File *f) {
  fileScope = newScope(pkg->scope);
  fileScopes.push_back(fileScope);
  ConstGroups groups;
  for (size_t index = 0; index < f->decls.size(); index++) {
    Decl *decl = f->decls[index];
    groups.next(decl, int64_t(index));
    switch (decl->kind) {
    case NodeKind::ImportDecl: importDecl(static_cast<ImportDecl *>(decl)); break;
    case NodeKind::ConstDecl: constDecl(static_cast<ConstDecl *>(decl), groups.last, groups.inherited, groups.iota); break;
    case NodeKind::VarDecl: varDecl(static_cast<VarDecl *>(decl)); break;
    case NodeKind::TypeDecl: {
      auto s = static_cast<TypeDecl *>(decl);
      if (!s->tparams.empty()) check->verifyVersionf(s->tparams[0], go1_18, "type parameter");
      TypeName *obj = new TypeName(s->name->pos, pkg, s->name->value, nullptr);
      obj->isAlias = s->alias;
      pkg->types.push_back(obj);
      DeclInfo *d = new DeclInfo;
      d->file = fileScope;
      d->tdecl = s;
      check->declarePkgObj(s->name, obj, d);
      break;
    }
    case NodeKind::FuncDecl: funcDecl(static_cast<FuncDecl *>(decl)); break;
    default: break;
    }
  }
}

// Package-level names must not clash with what a file imports.
void Collector::checkFileScopes() {
  for (Scope *scope : fileScopes) {
    List<Object *> objs;
    for (auto &[name, obj] : scope->elems) objs.push_back(obj);
    std::sort(objs.begin(), objs.end(), [](Object *a, Object *b) { return a->pos < b->pos; });
    for (Object *obj : objs) {
      Object *alt = pkg->scope->lookup(obj->name);
      if (!alt) continue;
      Error_ e(check);
      if (PkgName *p = dynPkgName(obj)) {
        e.errorf(alt, "%s already declared through import of package %s (\"%s\")", alt->name, p->imported->name, p->imported->path);
        e.recordAltDecl(p);
      } else {
        e.errorf(alt, "%s already declared through dot-import of package %s (\"%s\")", alt->name, obj->pkg->name, obj->pkg->path);
        e.recordAltDecl(obj);
      }
      check->report(&e);
    }
  }
}
} // namespace

void Checker::collectObjects() {
  Collector c{this, pkg};
  for (File *f : files) c.file(f);
  c.checkFileScopes();
  for (MethodInfo &m : c.methods) {
    bool ptr = m.ptr;
    if (TypeName *base = resolveBaseTypeName(&ptr, m.recv)) {
      m.obj->hasPtrRecv = ptr;
      methods[base].push_back(m.obj);
    }
  }
}

void Checker::unpackRecv(Expr *rtyp, bool unpackParams, bool *ptr, Name **rname, List<Name *> *tparams) {
  *ptr = false;
  *rname = nullptr;
  for (;;) {
    if (auto p = dynParenExpr(rtyp)) {
      rtyp = p->x;
      continue;
    }
    auto o = dynOperation(rtyp);
    if (!o || o->op != Op::Mul || o->y) break;
    *ptr = true;
    rtyp = o->x;
  }
  if (auto ix = dynIndexExpr(rtyp)) {
    rtyp = ix->x;
    if (unpackParams)
      for (Expr *arg : unpackList(ix->index)) {
        Name *par = dynName(arg);
        if (!par) {
          if (!dynBadExpr(arg)) errorf(arg, "receiver type parameter %s must be an identifier", arg);
          par = new Name(arg->pos, "_");
        }
        tparams->push_back(par);
      }
  }
  *rname = dynName(rtyp);
}

// The type name a receiver type denotes, through aliases; null if there is none in this package.
TypeName *Checker::resolveBaseTypeName(bool *seenPtr, Expr *typ) {
  std::unordered_set<TypeName *> seen;
  for (;;) {
    if (auto o = dynOperation(typ); o && o->op == Op::Mul && !o->y) {
      if (*seenPtr) return nullptr; // **T
      *seenPtr = true;
      typ = unparen(o->x);
    }
    Name *name = dynName(typ);
    if (!name) return nullptr;
    TypeName *tname = dynTypeName(pkg->scope->lookup(name->value));
    if (!tname || !seen.insert(tname).second) return nullptr;
    TypeDecl *tdecl = objMap[tname]->tdecl;
    if (!tdecl->alias) return tname;
    typ = tdecl->type;
  }
}

void Checker::packageObjects() {
  List<Object *> objList;
  for (auto &[obj, d] : objMap) objList.push_back(obj);
  std::sort(objList.begin(), objList.end(), [](Object *a, Object *b) { return a->order < b->order; });
  // Defined types first, then aliases, then everything else: aliases then find their types set up.
  List<Object *> aliases, others;
  for (Object *obj : objList) {
    if (TypeName *t = dynTypeName(obj)) {
      if (objMap[t]->tdecl->alias)
        aliases.push_back(t);
      else
        objDecl(t);
    } else {
      others.push_back(obj);
    }
  }
  for (Object *obj : aliases) objDecl(obj);
  for (Object *obj : others) objDecl(obj);
  methods.clear();
}

void Checker::unusedImports() {
  for (PkgName *obj : imports)
    if (!obj->used && obj->name != "_") errorUnusedPkg(obj);
}

void Checker::errorUnusedPkg(PkgName *obj) {
  Str path = obj->imported->path, elem = path;
  if (size_t i = elem.rfind('/'); i != Str::npos) elem = elem.substr(i + 1);
  if (obj->name.empty() || obj->name == "." || obj->name == elem)
    errorf(obj, "%q imported and not used", path);
  else
    errorf(obj, "%q imported as %s and not used", path, obj->name);
}

} // namespace frontend
