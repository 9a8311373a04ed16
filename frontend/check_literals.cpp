// frontend/check_literals.cpp: composite and function literals. Mirrors those cases of types2/expr.go (exprInternal).
#include "frontend/checker.h"

namespace frontend {

// The type of the literal, and the type whose elements it lists (for an elided &T{}: T).
bool Checker::literalType(CompositeLit *e, Type *hint, Type **typ, Type **base) {
  if (e->typeExpr) {
    // [...]T is only legal here.
    if (auto *a = dynArrayTypeExpr(e->typeExpr); a && !a->len) {
      *typ = *base = new Array(varType(a->elem), -1);
      return true;
    }
    *typ = *base = this->typ(e->typeExpr);
    return true;
  }
  if (!hint) {
    error(e, "missing type in composite literal");
    return false;
  }
  *typ = hint;
  Type *core = coreType(hint);
  *base = core ? deref(core) : nullptr;
  if (*base) return true;
  errorf(e, "invalid composite literal element type %s (no core type)", hint);
  return false;
}

void Checker::keyedStructLit(CompositeLit *e, Struct *styp, Type *base) {
  List<bool> visited(styp->fields.size());
  Operand x;
  for (Expr *elem : e->elems) {
    auto *kv = dynKeyValueExpr(elem);
    if (!kv) {
      error(elem, "mixture of field:value and value elements in struct literal");
      continue;
    }
    auto *key = dynName(kv->key);
    if (!key) {
      expr(nullptr, &x, kv->value);
      errorf(kv, "invalid field name %s in struct literal", kv->key);
      continue;
    }
    expr(nullptr, &x, kv->value);
    int i = fieldIndex(styp->fields, pkg, key->value);
    if (i < 0) {
      errorf(kv->key, "unknown field %s in struct literal of type %s", key->value, base);
      continue;
    }
    Var *fld = styp->fields[size_t(i)];
    recordUse(key, fld);
    assignment(&x, fld->type, "struct literal");
    if (visited[size_t(i)]) {
      errorf(kv, "duplicate field name %s in struct literal", key->value);
      continue;
    }
    visited[size_t(i)] = true;
  }
}

void Checker::structLit(CompositeLit *e, Struct *styp, Type *base) {
  if (e->elems.empty()) return;
  if (e->elems[0]->kind == NodeKind::KeyValueExpr) return keyedStructLit(e, styp, base);
  Operand x;
  for (size_t i = 0; i < e->elems.size(); i++) {
    Expr *elem = e->elems[i];
    if (elem->kind == NodeKind::KeyValueExpr) {
      error(elem, "mixture of field:value and value elements in struct literal");
      continue;
    }
    expr(nullptr, &x, elem);
    if (i >= styp->fields.size()) {
      errorf(&x, "too many values in struct literal of type %s", base);
      break;
    }
    Var *fld = styp->fields[i];
    if (!fld->exported() && fld->pkg != pkg) {
      errorf(&x, "implicit assignment to unexported field %s in struct literal of type %s", fld->name, base);
      continue;
    }
    assignment(&x, fld->type, "struct literal");
  }
  if (e->elems.size() < styp->fields.size()) errorf(e->rbrace, "too few values in struct literal of type %s", base);
}

// A key under which equal constants of any representation meet (1, 1.0 and 1+0i are the same).
static std::string constantKey(CV v) {
  if (v->kind == ConstKind::String) return "s" + std::string(v->s);
  if (v->kind == ConstKind::Bool) return v->b ? "t" : "f";
  CV f = v->kind == ConstKind::Complex ? constToFloat(v) : v;
  if (f->kind == ConstKind::Unknown) {
    return "c" + std::to_string(constFloat64(constReal(v))) + "," + constExactString(constReal(v)) + "," + constExactString(constImag(v));
  }
  CV i = constToInt(f);
  if (i->kind == ConstKind::Int) return "i" + constExactString(i);
  return "d" + constExactString(constRoundFloat64(f));
}

void Checker::mapLit(CompositeLit *e, Map *mtyp) {
  bool keyIsInterface = isNonTypeParamInterface(mtyp->key);
  std::unordered_map<std::string, List<Type *>> visited;
  Operand x;
  for (Expr *elem : e->elems) {
    auto *kv = dynKeyValueExpr(elem);
    if (!kv) {
      error(elem, "missing key in map literal");
      continue;
    }
    exprWithHint(&x, kv->key, mtyp->key);
    assignment(&x, mtyp->key, "map literal");
    if (x.mode == Mode::Invalid) continue;
    if (x.mode == Mode::Constant && x.val->kind != ConstKind::Unknown) {
      auto &types = visited[constantKey(x.val)];
      bool duplicate = !types.empty() && !keyIsInterface;
      for (Type *t : types) duplicate |= keyIsInterface && identical(t, x.type);
      if (!duplicate) types.push_back(x.type);
      if (duplicate) {
        errorf(&x, "duplicate key %s in map literal", constString(x.val));
        continue;
      }
    }
    exprWithHint(&x, kv->value, mtyp->elem);
    assignment(&x, mtyp->elem, "map literal");
  }
}

void Checker::compositeLit(Operand *x, CompositeLit *e, Type *hint) {
  Type *typ, *base;
  if (!literalType(e, hint, &typ, &base)) return;
  auto incomplete = [&](bool isIncomplete) {
    if (isIncomplete) error(e, "invalid recursive type");
    return isIncomplete;
  };
  Type *u = coreType(base);
  if (auto *s = dynStruct(u)) {
    if (incomplete(s->incomplete)) return;
    structLit(e, s, base);
  } else if (auto *a = dynArray(u)) {
    if (incomplete(!a->elem)) return;
    int64_t n = indexedElts(e->elems, a->elem, a->len);
    if (a->len < 0) { // [...]T, or a length that was invalid: now it is known
      a->len = n;
      if (e->typeExpr) recordTypeAndValue(e->typeExpr, Mode::TypExpr, a, nullptr);
    }
  } else if (auto *sl = dynSlice(u)) {
    if (incomplete(!sl->elem)) return;
    indexedElts(e->elems, sl->elem, -1);
  } else if (auto *m = dynMap(u)) {
    if (incomplete(!m->key || !m->elem)) return;
    mapLit(e, m);
  } else {
    for (Expr *elem : e->elems) {
      auto *kv = dynKeyValueExpr(elem);
      use(kv ? kv->value : elem);
    }
    if (!u || isValid(u)) {
      errorf(e, "invalid composite literal type %s", typ);
      return;
    }
  }
  x->mode = Mode::Value;
  x->type = typ;
}

void Checker::funcLit(Operand *x, FuncLit *e) {
  auto *sig = dynSignature(typ(e->ftype));
  if (!sig) {
    errorf(e, "invalid syntax tree: invalid function literal %v", e);
    return;
  }
  if (sig->scope) {
    sig->scope->pos = e->pos;
    sig->scope->end = endPos(e);
  }
  for (Var *v : sig->params->vars) v->inLit = e;
  for (Var *v : sig->results->vars) v->inLit = e;
  if (e->body) {
    // The body may refer to a type that is being declared around it: it is checked as soon as that is done, but
    // before the enclosing scope changes.
    DeclInfo *decl = env.decl;
    CV iota = env.iota;
    later([this, decl, sig, e, iota] { funcBody(decl, sig, e->body, iota, e); });
  }
  x->mode = Mode::Value;
  x->type = sig;
}

} // namespace frontend
