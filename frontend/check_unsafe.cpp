// frontend/check_unsafe.cpp: the functions of package unsafe. Mirrors those cases of types2/builtins.go.
#include "frontend/check_builtins.h"
#include "frontend/checker.h"
#include <unordered_map>

namespace frontend {

// Does the size of t depend on type parameters (or on a cycle that is still being checked)?
static bool hasVarSize(Type *t, std::unordered_map<Named *, bool> &seen) {
  auto *named = dynNamed(t);
  if (named) {
    auto it = seen.find(named);
    if (it != seen.end()) return it->second;
    seen[named] = true;
  }
  bool res = false;
  Type *u = under(t);
  if (auto *a = dynArray(u))
    res = hasVarSize(a->elem, seen);
  else if (auto *s = dynStruct(u)) {
    for (Var *f : s->fields)
      if (hasVarSize(f->type, seen)) {
        res = true;
        break;
      }
  } else if (dynInterface(u))
    res = isTypeParam(t);
  if (named) seen[named] = res;
  return res;
}
static bool hasVarSize(Type *t) {
  std::unordered_map<Named *, bool> seen;
  return hasVarSize(t, seen);
}

// The offset of the field at path in base.
static int64_t offsetOf(Type *base, const List<int> &path) {
  int64_t off = 0;
  for (int i : path) {
    auto *s = dynStruct(under(base));
    off += fieldOffsets(s)[size_t(i)];
    base = s->fields[size_t(i)]->type;
  }
  return off;
}

bool Checker::builtinOffsetof(Operand *x, CallExpr *call) {
  Expr *arg0 = call->args[0];
  auto *selx = dynSelectorExpr(unparen(arg0));
  if (!selx) {
    errorf(arg0, "invalid argument: %s is not a selector expression", arg0);
    use(arg0);
    return false;
  }
  expr(nullptr, x, selx->x);
  if (x->mode == Mode::Invalid) return false;
  Type *base = derefStructPtr(x->type);
  Str sel = selx->sel->value;
  LookupResult r = lookupFieldOrMethod(base, false, pkg, sel);
  if (!r.obj) {
    errorf(x, "invalid argument: %s has no single field %s", base, sel);
    return false;
  }
  if (dynFunc(r.obj)) {
    errorf(arg0, "invalid argument: %s is a method value", arg0);
    return false;
  }
  if (r.indirect) {
    errorf(x, "invalid argument: field %s is embedded via a pointer in %s", sel, base);
    return false;
  }
  recordSelection(selx, SelKind::FieldVal, base, r.obj, r.index, false);
  Operand s;
  s.mode = x->mode == Mode::Variable ? Mode::Variable : Mode::Value;
  s.expr = selx;
  s.type = r.obj->type;
  record(&s);

  if (hasVarSize(base)) {
    x->mode = Mode::Value;
    recordBuiltinType(call->fun, makeSig(basicType(BasicKind::Uintptr), {r.obj->type}));
  } else {
    int64_t off = offsetOf(base, r.index);
    if (off < 0) {
      errorf(x, "%s is too large", x);
      return false;
    }
    x->mode = Mode::Constant;
    x->val = constInt(off);
  }
  x->type = basicType(BasicKind::Uintptr);
  return true;
}

bool Checker::builtinUnsafe(Operand *x, CallExpr *call, BuiltinId id, const List<Operand *> &args) {
  Type *pointer = basicType(BasicKind::UnsafePointer), *bytePtr = new Pointer(universeByte), *string = basicType(BasicKind::String);
  Type *uintptr = basicType(BasicKind::Uintptr);
  auto result = [&](Type *t, const List<Type *> &params) {
    x->mode = Mode::Value;
    x->type = t;
    recordBuiltinType(call->fun, makeSig(t, params));
    return true;
  };

  switch (id) {
  case BuiltinId::UnsafeOffsetof: return builtinOffsetof(x, call);

  case BuiltinId::UnsafeAlignof:
  case BuiltinId::UnsafeSizeof: {
    bool isSize = id == BuiltinId::UnsafeSizeof;
    assignment(x, nullptr, isSize ? "argument to unsafe.Sizeof" : "argument to unsafe.Alignof");
    if (x->mode == Mode::Invalid) return false;
    if (hasVarSize(x->type)) return result(uintptr, {x->type});
    int64_t n = isSize ? sizeofType(x->type) : alignofType(x->type);
    if (n < 0) {
      errorf(x, "%s is too large", x);
      return false;
    }
    x->mode = Mode::Constant;
    x->val = constInt(n);
    x->type = uintptr;
    return true;
  }
  case BuiltinId::UnsafeAdd:
    verifyVersionf(call->fun, go1_17, "unsafe.Add");
    assignment(x, pointer, "argument to unsafe.Add");
    if (x->mode == Mode::Invalid || !isValidIndex(args[1], "length", true)) return false;
    return result(pointer, {pointer, args[1]->type});

  case BuiltinId::UnsafeSlice: {
    verifyVersionf(call->fun, go1_17, "unsafe.Slice");
    auto *ptr = dynPointer(coreType(x->type));
    if (!ptr) {
      errorf(x, "invalid argument: %s is not a pointer", x);
      return false;
    }
    if (!isValidIndex(args[1], "length", false)) return false;
    return result(new Slice(ptr->elem), {ptr, args[1]->type});
  }
  case BuiltinId::UnsafeSliceData: {
    verifyVersionf(call->fun, go1_20, "unsafe.SliceData");
    auto *slice = dynSlice(coreType(x->type));
    if (!slice) {
      errorf(x, "invalid argument: %s is not a slice", x);
      return false;
    }
    return result(new Pointer(slice->elem), {slice});
  }
  case BuiltinId::UnsafeString:
    verifyVersionf(call->fun, go1_20, "unsafe.String");
    assignment(x, bytePtr, "argument to unsafe.String");
    if (x->mode == Mode::Invalid || !isValidIndex(args[1], "length", false)) return false;
    return result(string, {bytePtr, args[1]->type});

  case BuiltinId::UnsafeStringData:
    verifyVersionf(call->fun, go1_20, "unsafe.StringData");
    assignment(x, string, "argument to unsafe.StringData");
    if (x->mode == Mode::Invalid) return false;
    return result(bytePtr, {string});

  default: internalError("check", call->pos, "unknown built-in");
  }
}

} // namespace frontend
