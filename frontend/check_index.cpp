// frontend/check_index.cpp: index and slice expressions. Mirrors types2/index.go.
#include "frontend/checker.h"

namespace frontend {

// What indexing a value of a type gives.
struct Indexed {
  Type *key = nullptr, *elem = nullptr; // key: maps only. elem null: cannot be indexed
  int64_t length = -1;                  // if known
  Mode mode = Mode::Variable;
};

static Indexed indexed(Type *u, Operand *x) {
  Indexed r;
  if (auto *b = dynBasic(u)) {
    if (!isString(b)) return r;
    if (x->mode == Mode::Constant) r.length = int64_t(x->val->s.size());
    r.mode = Mode::Value;
    r.elem = universeByte;
  } else if (auto *a = dynArray(u)) {
    r.length = a->len;
    r.elem = a->elem;
    if (x->mode != Mode::Variable) r.mode = Mode::Value;
  } else if (auto *p = dynPointer(u)) {
    if (auto *a2 = dynArray(under(p->elem))) {
      r.length = a2->len;
      r.elem = a2->elem;
    }
  } else if (auto *s = dynSlice(u)) {
    r.elem = s->elem;
  } else if (auto *m = dynMap(u)) {
    r.key = m->key;
    r.elem = m->elem;
  }
  return r;
}

void Checker::mapIndex(Operand *x, IndexExpr *e, Type *key, Type *elem) {
  Expr *idx = singleIndex(e);
  if (!idx) {
    x->invalidate();
    return;
  }
  Operand k;
  expr(nullptr, &k, idx);
  assignment(&k, key, "map index");
  // The element type is known even if the key is wrong.
  x->mode = Mode::MapIndex;
  x->type = elem;
  x->expr = e;
}

// A value of a type parameter: all types must agree in element and key type. False: it cannot be indexed.
bool Checker::indexTypeParam(Operand *x, Interface *typ, Type **key, int64_t *length) {
  Type *elem = nullptr;
  Mode mode = Mode::Variable;
  bool ok = typeSet(typ)->underIs([&](Type *u) {
    Indexed r = u ? indexed(u, x) : Indexed{};
    if (!r.elem) return false;
    if (r.mode == Mode::Value) mode = Mode::Value;
    if (!elem) {
      *length = r.length;
      *key = r.key;
      elem = r.elem;
      return true;
    }
    bool sameKey = *key && r.key ? identical(*key, r.key) : *key == r.key;
    if (!sameKey || !identical(elem, r.elem)) return false;
    if (r.length >= 0 && r.length < *length) *length = r.length;
    return true;
  });
  if (!ok) return false;
  if (!*key) x->mode = mode;
  x->type = elem;
  return true;
}

bool Checker::indexExpr(Operand *x, IndexExpr *e) {
  exprOrType(x, e->x, true);
  if (x->mode == Mode::Invalid) {
    use(e->index);
    return false;
  }
  if (x->mode == Mode::TypExpr) {
    x->invalidate();
    x->type = varType(e);
    if (isValid(x->type)) x->mode = Mode::TypExpr;
    return false;
  }
  if (x->mode == Mode::Value)
    if (auto *sig = dynSignature(under(x->type)); sig && !sig->tparams.empty()) return true;

  nonGeneric(nullptr, x);
  if (x->mode == Mode::Invalid) return false;

  bool valid = false;
  int64_t length = -1;
  Type *u = under(x->type);
  if (isTypeParam(x->type)) {
    Type *key = nullptr;
    valid = dynInterface(u) && indexTypeParam(x, static_cast<Interface *>(u), &key, &length);
    if (valid && key) {
      mapIndex(x, e, key, x->type);
      return false;
    }
  } else {
    Indexed r = indexed(u, x);
    if (r.key) {
      mapIndex(x, e, r.key, r.elem);
      return false;
    }
    valid = r.elem != nullptr || u->kind == TypeKind::Slice || u->kind == TypeKind::Array;
    if (valid) {
      materialize(e->x); // "abc"[i]
      length = r.length;
      x->mode = r.mode;
      x->type = r.elem;
    }
  }
  if (!valid) {
    errorf(e->pos, "invalid operation: cannot index %s", x);
    use(e->index);
    x->invalidate();
    return false;
  }
  Expr *idx = singleIndex(e);
  if (!idx) {
    x->invalidate();
    return false;
  }
  if (!x->type) x->type = basicType(BasicKind::Invalid); // element type of a type that is being declared
  int64_t val;
  index(idx, length, &val);
  return false;
}

// The operand of a slice expression: sets x to the result. False after an error.
bool Checker::sliceOperand(Operand *x, SliceExpr *e, int64_t *length) {
  Type *u = coreString(x->type);
  bool valid = false;
  if (!u) {
    errorf(x, "invalid operation: cannot slice %s: %s has no core type", x, x->type);
    return false;
  }
  if (isString(u)) {
    if (e->full) {
      error(e->index[2] ? At(e->index[2]) : At(e), "invalid operation: 3-index slice of string");
      return false;
    }
    valid = true;
    if (x->mode == Mode::Constant) *length = int64_t(x->val->s.size());
    if (isUntyped(x->type)) {
      materialize(e->x);
      x->type = basicType(BasicKind::String);
    }
  } else if (auto *a = dynArray(u)) {
    if (x->mode != Mode::Variable) {
      errorf(x, "invalid operation: %s (slice of unaddressable value)", x);
      return false;
    }
    valid = true;
    *length = a->len;
    x->type = new Slice(a->elem);
  } else if (auto *p = dynPointer(u)) {
    if (auto *a2 = dynArray(under(p->elem))) {
      valid = true;
      *length = a2->len;
      x->type = new Slice(a2->elem);
    }
  } else if (dynSlice(u)) {
    valid = true;
  }
  if (!valid) errorf(x, "invalid operation: cannot slice %s", x);
  return valid;
}

void Checker::sliceExpr(Operand *x, SliceExpr *e) {
  expr(nullptr, x, e->x);
  if (x->mode == Mode::Invalid) {
    for (Expr *i : e->index) use(i);
    return;
  }
  int64_t length = -1;
  if (!sliceOperand(x, e, &length)) {
    x->invalidate();
    return;
  }
  x->mode = Mode::Value;
  if (e->full && (!e->index[1] || !e->index[2])) {
    error(e, "invalid syntax tree: 2nd and 3rd index required in 3-index slice");
    x->invalidate();
    return;
  }
  // Constant indices must be in range, and in order.
  int64_t ind[3];
  for (int i = 0; i < 3; i++) {
    ind[i] = -1;
    if (e->index[i]) {
      int64_t v;
      index(e->index[i], length >= 0 ? length + 1 : -1, &v);
      if (v >= 0) ind[i] = v;
    } else if (i == 0) {
      ind[i] = 0;
    } else if (length >= 0) {
      ind[i] = length;
    }
  }
  for (int i = 0; i < 2; i++) {
    if (ind[i] <= 0) continue;
    for (int j = i + 1; j < 3; j++) {
      if (ind[j] < 0 || ind[j] >= ind[i]) continue;
      errorf(e->index[j] ? At(e->index[j]) : At(e), "invalid slice indices: %d < %d", ind[j], ind[i]);
      return;
    }
  }
}

// The index of e; with several, an error and the first.
Expr *Checker::singleIndex(IndexExpr *e) {
  if (!e->index) {
    errorf(e, "invalid syntax tree: missing index for %s", e->x);
    return nullptr;
  }
  auto *l = dynListExpr(e->index);
  if (!l) return e->index;
  if (l->elems.size() <= 1) {
    errorf(e, "invalid syntax tree: invalid use of ListExpr for index expression %v with %d indices", e, l->elems.size());
    return nullptr;
  }
  error(l->elems[1], "invalid operation: more than one index");
  return l->elems[0];
}

// Checks an index. max >= 0: its bound. The result is its integer type, or invalid; *val: its constant value, or -1.
Type *Checker::index(Expr *idx, int64_t max, int64_t *val) {
  *val = -1;
  Operand x;
  expr(nullptr, &x, idx);
  if (!isValidIndex(&x, "index", false)) return basicType(BasicKind::Invalid);
  if (x.mode != Mode::Constant) return x.type;
  if (x.val->kind == ConstKind::Unknown) return basicType(BasicKind::Invalid);
  int64_t v = -1;
  constInt64(x.val, &v);
  if (max >= 0 && v >= max) {
    errorf(&x, "invalid argument: index %s out of bounds [0:%d]", constString(x.val), max);
    return basicType(BasicKind::Invalid);
  }
  *val = v;
  return x.type;
}

bool Checker::isValidIndex(Operand *x, const char *what, bool allowNegative) {
  if (x->mode == Mode::Invalid) return false;
  convertUntyped(x, basicType(BasicKind::Int)); // an untyped constant index is an int
  if (x->mode == Mode::Invalid) return false;
  if (!allInteger(x->type)) {
    errorf(x, "invalid argument: %s %s must be integer", what, x);
    return false;
  }
  if (x->mode != Mode::Constant) return true;
  if (!allowNegative && constSign(x->val) < 0) {
    errorf(x, "invalid argument: %s %s must not be negative", what, x);
    return false;
  }
  if (!representableConst(x->val, basicOf(BasicKind::Int), &x->val)) {
    errorf(x, "invalid argument: %s %s overflows int", what, x);
    return false;
  }
  return true;
}

// The elements of an array or slice literal; length: that of the array, or -1. Returns the largest index + 1.
int64_t Checker::indexedElts(const List<Expr *> &elts, Type *typ, int64_t length) {
  std::unordered_set<int64_t> visited;
  bool keyed = false; // without keys there are no duplicates
  for (Expr *e : elts) keyed |= e->kind == NodeKind::KeyValueExpr;
  int64_t idx = 0, max = 0;
  for (Expr *e : elts) {
    bool validIndex = false;
    Expr *eval = e;
    if (auto *kv = dynKeyValueExpr(e)) {
      int64_t i;
      if (isValid(index(kv->key, length, &i))) {
        if (i >= 0) {
          idx = i;
          validIndex = true;
        } else {
          errorf(e, "index %s must be integer constant", kv->key);
        }
      }
      eval = kv->value;
    } else if (length >= 0 && idx >= length) {
      errorf(e, "index %d is out of bounds (>= %d)", idx, length);
    } else {
      validIndex = true;
    }
    if (validIndex && keyed && !visited.insert(idx).second) errorf(e, "duplicate index %d in array or slice literal", idx);
    idx++;
    if (idx > max) max = idx;
    Operand x;
    exprWithHint(&x, eval, typ);
    assignment(&x, typ, "array or slice literal");
  }
  return max;
}

} // namespace frontend
