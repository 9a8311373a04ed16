// frontend/check.cpp: drives the checker over a package and records its results in the syntax tree.
// Mirrors types2/check.go.
#include "frontend/checker.h"
#include "frontend/lasting.h"
#include <algorithm>

namespace frontend {

void defPredeclaredTestFuncs(); // universe.cpp

Checker::Checker(Package *p, const CheckConfig &c) : conf(c), pkg(p), version(asGoVersion(c.goVersion)) {
  if (p) p->checker = this;
}

namespace {
struct NilChecker {
  Checker check{nullptr, CheckConfig{.ignoreErrors = true}};
};
} // namespace
Checker &nilChecker() { return lasting<NilChecker>().check; }

// The files of the package, and the language version of each.
void Checker::initFiles(const List<File *> &list) {
  for (File *f : list) {
    Str name = f->pkgName->value;
    if (pkg->name.empty()) {
      if (name == "_")
        error(f->pkgName, "invalid package name _");
      else
        pkg->name = name;
    }
    if (!pkg->name.empty() && name != pkg->name) {
      errorf(f, "package %s; expected %s", name, pkg->name);
      continue;
    }
    files.push_back(f);
    // A //go:build go1.N line may raise the version of its file, and since go1.21 lower it.
    GoVersion v = version, fv = asGoVersion(f->goVersion);
    if (version && fv && (fv > version || (fv < version && version >= go1_21))) v = fv;
    versions[f->fileIndex] = v;
  }
  pkg->files = files;
}

void Checker::checkFiles(const List<File *> &list) {
  initFiles(list);
  collectObjects();
  packageObjects();
  processDelayed(0);
  cleanup();
  initOrder();
  cleanup();
  if (!conf.lazyBodies) unusedImports();
  if (!hasError) monomorph();
  if (!hasError) checkAnonymousCycles();
  if (!hasError) checkPragmas();
  if (!hasError) checkSizes();
  if (!hasError && !conf.lazyBodies) checkNotInHeap();
  if (!hasError && !conf.lazyBodies) checkFrames();
  pkg->goVersion = intern(conf.goVersion);
  pkg->complete = !hasError;
  imports.clear();
  recvTParamMap.clear();
  brokenAliases.clear();
}

void Checker::addDeclDep(Object *to) {
  if (env.decl && objMap.count(to)) env.decl->addDep(to);
}

void Checker::brokenAlias(TypeName *alias) {
  brokenAliases.insert(alias);
  alias->type = basicType(BasicKind::Invalid);
}
void Checker::validAlias(TypeName *alias, Type *t) {
  brokenAliases.erase(alias);
  alias->type = t;
}

void Checker::processDelayed(size_t top) {
  for (size_t i = top; i < delayed.size(); i++) {
    auto f = std::move(delayed[i]); // delayed may grow and move
    f();
  }
  delayed.resize(top);
}

void Checker::cleanup() {
  for (size_t i = 0; i < cleaners.size(); i++) {
    auto f = std::move(cleaners[i]);
    f();
  }
  cleaners.clear();
}

bool Checker::checkFuncBody(Func *f) {
  auto it = lazyBodies.find(f);
  if (it == lazyBodies.end()) return !hasError;
  auto body = std::move(it->second);
  lazyBodies.erase(it);
  Environment saved = std::move(env);
  env = Environment{};
  size_t top = delayed.size();
  body();
  processDelayed(top);
  if (top == 0) cleanup();
  env = std::move(saved);
  return !hasError;
}

void Checker::checkAllBodies() {
  for (Func *f : pkg->funcs) checkFuncBody(f);
}

// ---- records

void Checker::rememberUntyped(Expr *e, bool lhs, Mode mode, Basic *t, CV val) {
  e->untypedPending = true;
  e->untypedLhs = lhs;
  e->mode = mode;
  e->type = t;
  e->cval = val;
}

void Checker::record(Operand *x) {
  Type *t = x->type;
  CV val = nullptr;
  switch (x->mode) {
  case Mode::Invalid: t = basicType(BasicKind::Invalid); break;
  case Mode::NoValue: t = nullptr; break;
  case Mode::Constant: val = x->val; break;
  default: break;
  }
  if (t && isUntyped(t))
    rememberUntyped(x->expr, false, x->mode, static_cast<Basic *>(t), val);
  else
    recordTypeAndValue(x->expr, x->mode, t, val);
}

void Checker::recordTypeAndValue(Expr *x, Mode mode, Type *t, CV val) {
  if (mode == Mode::Invalid) return;
  x->untypedPending = false;
  x->mode = mode;
  x->type = t;
  x->cval = val;
}

// f is a builtin's name, maybe qualified or in parentheses.
void Checker::recordBuiltinType(Expr *f, Signature *sig) {
  for (;;) {
    recordTypeAndValue(f, Mode::Builtin, sig, nullptr);
    auto p = dynParenExpr(f);
    if (!p) return;
    f = p->x;
  }
}

void Checker::recordCommaOkTypes(Expr *x, const List<Operand *> &a) {
  if (a.size() != 2 || a[0]->mode == Mode::Invalid) return;
  Tuple *t = newTuple({newVar(x->pos, pkg, "", a[0]->type), newVar(x->pos, pkg, "", a[1]->type)});
  for (;;) {
    x->type = t;
    auto p = dynParenExpr(x);
    if (!p) return;
    x = p->x;
  }
}

void Checker::recordInstance(Expr *expr, const List<Type *> &targs) {
  if (auto ix = dynIndexExpr(expr)) expr = ix->x;
  if (auto s = dynSelectorExpr(expr)) expr = s->sel;
  if (Name *n = dynName(expr)) n->targs = new List<Type *>(targs);
}

void Checker::recordDef(Name *id, Object *obj) { id->obj = obj; }
void Checker::recordUse(Name *id, Object *obj) { id->obj = obj; }

void Checker::recordImplicit(Node *node, Object *obj) {
  if (auto c = dynCaseClause(node)) c->implicitObj = obj;
}

void Checker::recordSelection(SelectorExpr *x, SelKind kind, Type *recv, Object *obj, const List<int> &index, bool indirect) {
  recordUse(x->sel, obj);
  x->selection = new Selection{kind, recv, obj, index, indirect};
}

// ---- entry points

bool checkPackage(Package *pkg, const CheckConfig &conf0) {
  initUniverse();
  CheckConfig conf = conf0;
  if (conf.testFuncs) defPredeclaredTestFuncs();
  if (conf.goVersion.empty()) conf.goVersion = std::string(pkg->goVersion);
  pkg->name = {}; // decided by the first file
  pkg->scope = new Scope(universe);
  Checker *check = new Checker(pkg, conf);
  check->checkFiles(List<File *>(pkg->files));
  return pkg->complete;
}

bool checkFuncBody(Func *f) {
  if (f->origin) f = f->origin;
  return !f->pkg || !f->pkg->checker || f->pkg->checker->checkFuncBody(f);
}

void checkAllBodies(Package *pkg) {
  if (pkg->checker) pkg->checker->checkAllBodies();
}

} // namespace frontend
