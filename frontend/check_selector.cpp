// frontend/check_selector.cpp: x.f: qualified identifiers, fields, method values and expressions.
// Mirrors Checker.selector in types2/call.go.
#include "frontend/checker.h"
#include "frontend/export_data.h"
#include "frontend/unicode.h"

namespace frontend {

void Checker::hintNearestIn(Package *p, Str name, const std::string &qualifier) {
  if (conf.ignoreErrors || !conf.diags || !conf.diags->wantsHints() || !p->scope) return;
  NearestName nearest(name);
  for (auto &[n, obj] : p->scope->elems)
    if (isExported(n)) nearest.offer(n);
  conf.diags->hintForNext(nearest.hint(qualifier + "."));
}

// Is a name of another package that is not exported known here all the same? (export_data.h)
bool Checker::inExportData(Object *o) {
  if (o->pkg == unsafePackage) return true;
  auto [it, isNew] = exportDataOf.try_emplace(o->pkg);
  if (isNew) it->second = exportData(o->pkg);
  return it->second.count(o) != 0;
}

// pkg.Name. False if e.x is no package name.
bool Checker::qualifiedIdent(Operand *x, SelectorExpr *e) {
  auto *id = dynName(e->x);
  auto *pname = id ? dynPkgName(env.lookup(id->value)) : nullptr;
  if (!pname) return false;
  recordUse(id, pname);
  pname->used = true;
  Package *p = pname->imported;
  Str sel = e->sel->value;
  x->invalidate();
  x->expr = e;

  Object *exp = p->scope ? p->scope->lookup(sel) : nullptr;
  if (!exp || (!exp->exported() && !inExportData(exp))) {
    if (!p->fake) {
      hintNearestIn(p, sel, std::string(id->value));
      errorf(e->sel, "undefined: %s", e);
    }
    return true;
  }
  if (!exp->exported()) errorf(e->sel, "%s not exported by package %s", sel, p->name);
  recordUse(e->sel, exp);

  x->type = exp->type;
  switch (exp->kind) {
  case ObjKind::Const:
    x->mode = Mode::Constant;
    x->val = static_cast<Const *>(exp)->val;
    break;
  case ObjKind::TypeName: x->mode = Mode::TypExpr; break;
  case ObjKind::Var: x->mode = Mode::Variable; break;
  case ObjKind::Func: x->mode = Mode::Value; break;
  case ObjKind::Builtin:
    x->mode = Mode::Builtin;
    x->id = static_cast<Builtin *>(exp)->id;
    break;
  default: internalError("check", e->pos, "unexpected imported object");
  }
  if (!x->type && x->mode != Mode::Builtin) { // an error in the imported package
    x->invalidate();
    x->type = basicType(BasicKind::Invalid);
  }
  if (x->mode == Mode::Constant && !x->val) x->val = constUnknown();
  return true;
}

// sel with the case of its first letter changed.
static std::string changeCase(Str sel) {
  std::string s(sel);
  if (s.empty()) return s;
  unsigned char c = static_cast<unsigned char>(s[0]);
  if (c >= 'A' && c <= 'Z')
    s[0] = char(c + 32);
  else if (c >= 'a' && c <= 'z')
    s[0] = char(c - 32);
  return s;
}

// Reports why x has no field or method e.sel.
void Checker::missingSelector(Operand *x, SelectorExpr *e, const LookupResult &r) {
  Str sel = e->sel->value;
  if (!isValid(under(x->type))) return;
  if (!r.index.empty()) {
    errorf(e->sel, "ambiguous selector %s.%s", x->expr, sel);
    return;
  }
  if (r.indirect) {
    if (x->mode == Mode::TypExpr)
      errorf(e->sel, "invalid method expression %s.%s (needs pointer receiver (*%s).%s)", x->type, sel, x->type, sel);
    else
      errorf(e->sel, "cannot call pointer method %s on %s", sel, x->type);
    return;
  }
  std::string why;
  if (isInterfacePtr(x->type)) {
    why = interfacePtrError(x->type);
  } else {
    why = sprintf("type %s has no field or method %s", x->type, sel);
    std::string other = changeCase(sel);
    if (other != sel && lookupFieldOrMethod(x->type, x->mode == Mode::Variable, pkg, other).obj) why += ", but does have " + other;
  }
  errorf(e->sel, "%s.%s undefined (%s)", x->expr, sel, why);
}

// T.m: a function whose first parameter is the receiver. False after an error.
bool Checker::methodExpr(Operand *x, SelectorExpr *e, const LookupResult &r) {
  Str sel = e->sel->value;
  auto *m = dynFunc(r.obj);
  if (!m) {
    errorf(e->sel, "%s.%s undefined (type %s has no method %s)", x->expr, sel, x->type, sel);
    return false;
  }
  recordSelection(e, SelKind::MethodExpr, x->type, m, r.index, r.indirect);
  Signature *sig = m->sig();
  if (!sig->recv) {
    error(e, "illegal cycle in method declaration");
    return false;
  }
  // Name the receiver if the parameters have names.
  const List<Var *> &old = sig->params->vars;
  Str name = "";
  if (!old.empty() && !old[0]->name.empty()) name = sig->recv->name.empty() ? Str("_") : sig->recv->name;
  List<Var *> params{newVar(sig->recv->pos, sig->recv->pkg, name, x->type)};
  params.insert(params.end(), old.begin(), old.end());
  auto *res = new Signature;
  res->tparams = sig->tparams;
  res->params = newTuple(params);
  res->results = sig->results;
  res->variadic = sig->variadic;
  x->mode = Mode::Value;
  x->type = res;
  addDeclDep(m);
  return true;
}

void Checker::selector(Operand *x, SelectorExpr *e, TypeName *def, bool wantType) {
  if (qualifiedIdent(x, e)) return;
  auto bad = [&] {
    x->invalidate();
    x->expr = e;
  };
  exprOrType(x, e->x, false);
  if (x->mode == Mode::Invalid) return bad();
  if (x->mode == Mode::TypExpr && def && def->type == x->type) { // type T T.x
    cycleError({def});
    return bad();
  }
  if (x->mode == Mode::Builtin) {
    errorf(e->pos, "cannot select on %s", x);
    return bad();
  }
  if (wantType) {
    errorf(e->sel, "%s is not a type", e);
    return bad();
  }

  LookupResult r = lookupFieldOrMethod(x->type, x->mode == Mode::Variable, pkg, e->sel->value);
  if (!r.obj) {
    missingSelector(x, e, r);
    return bad();
  }
  auto *m = dynFunc(r.obj);
  if (m) objDecl(m, nullptr); // its signature may not be set up yet
  if (x->mode == Mode::TypExpr) {
    if (!methodExpr(x, e, r)) return bad();
  } else if (m) {
    recordSelection(e, SelKind::MethodVal, x->type, m, r.index, r.indirect);
    x->mode = Mode::Value;
    auto *sig = new Signature(*m->sig());
    sig->recv = nullptr;
    x->type = sig;
    addDeclDep(m);
  } else {
    recordSelection(e, SelKind::FieldVal, x->type, r.obj, r.index, r.indirect);
    x->mode = x->mode == Mode::Variable || r.indirect ? Mode::Variable : Mode::Value;
    x->type = r.obj->type;
  }
  x->expr = e;
}

} // namespace frontend
