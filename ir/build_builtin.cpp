// ir/build_builtin.cpp: the predeclared functions, maps, and those of package unsafe.
#include "ir/build.h"

namespace ir {

// ---- maps: keys of 4 and 8 bytes of plain memory and strings have entries of their own

namespace {
enum class MapKind { Generic, Fast32, Fast64, FastStr };
MapKind mapKind(Type *key) {
  if (isString(key)) return MapKind::FastStr;
  if (dynBasic(under(key)) && plainMemory(key)) {
    if (sizeofType(key) == 4) return MapKind::Fast32;
    if (sizeofType(key) == 8) return MapKind::Fast64;
  }
  return MapKind::Generic;
}
std::string mapEntry(const char *base, MapKind k) {
  switch (k) {
  case MapKind::Fast32: return std::string(base) + "_fast32";
  case MapKind::Fast64: return std::string(base) + "_fast64";
  case MapKind::FastStr: return std::string(base) + "_faststr";
  default: return base;
  }
}
} // namespace

static Value mapKeyArg(FuncBuilder &b, MapKind k, Value key) { return k == MapKind::Generic ? b.spill(key) : key; }

Value FuncBuilder::mapElemAddr(Value m, Type *mapType, Value key, bool assign) {
  auto *mt = static_cast<Map *>(under(mapType));
  Type *et = T(mt->elem);
  auto k = mapKind(T(mt->key));
  return callRuntime(mapEntry(assign ? "runtime.mapassign" : "runtime.mapaccess1", k).c_str(), pointerTo(et),
                     {typeDesc(mapType), m, mapKeyArg(*this, k, key)});
}

Value FuncBuilder::mapLookup(Value m, Type *mapType, Value key, bool commaOk, Value *ok) {
  auto *mt = static_cast<Map *>(under(mapType));
  Type *et = T(mt->elem);
  if (!commaOk) return load(et, mapElemAddr(m, mapType, key, false));
  auto k = mapKind(T(mt->key));
  auto *tuple = new Tuple;
  tuple->vars = {new Var(Pos{}, nullptr, "", pointerTo(et)), new Var(Pos{}, nullptr, "", boolT())};
  Value r = callRuntime(mapEntry("runtime.mapaccess2", k).c_str(), canon(tuple), {typeDesc(mapType), m, mapKeyArg(*this, k, key)});
  Value p = extract(r, 0, pointerTo(et));
  *ok = extract(r, 1, boolT());
  return load(et, p);
}

void FuncBuilder::mapDelete(Value m, Type *mapType, Value key) {
  auto *mt = static_cast<Map *>(under(mapType));
  auto k = mapKind(T(mt->key));
  callRuntime(mapEntry("runtime.mapdelete", k).c_str(), nullptr, {typeDesc(mapType), m, mapKeyArg(*this, k, key)});
}

// ---- append, copy, make

// make([]T, n) as what append appends: its n; null for all else.
static Expr *appendedZeros(CallExpr *e) {
  auto *c = e->hasDots ? dynCallExpr(unparen(e->args[1])) : nullptr;
  auto *n = c && c->fun->mode == Mode::Builtin ? dynName(unparen(c->fun)) : nullptr;
  auto *b = n && n->obj ? dynBuiltin(n->obj) : nullptr;
  return b && b->id == BuiltinId::Make && c->args.size() == 2 ? c->args[1] : nullptr;
}

// append(s, x...): grow when the new length exceeds the capacity, then store. append(s, t...) copies, append(s, make([]T, n)...) clears.
Value FuncBuilder::append(CallExpr *e) {
  Type *st = typeOf(e), *et = T(static_cast<Slice *>(coreType(st))->elem), *pt = pointerTo(et);
  Value s = exprAs(e->args[0], st);
  Value src = nullptr, srcLen = nullptr;
  std::vector<Value> vals;
  Expr *zeros = appendedZeros(e);
  if (zeros) {
    srcLen = makeSize(zeros);
    Block *bad = newBlock("append.negative"), *good = newBlock("append.size");
    branch(emit(ir::Op::Lt, boolT(), {srcLen, constInt(intT(), 0)}), bad, good, -1);
    moveTo(bad);
    panicCall("panicmakeslicelen");
    moveTo(good);
  } else if (e->hasDots) {
    Value t = e->args[1]->mode == Mode::NilValue ? zero(st) : expr(e->args[1]);
    src = extract(t, 0, wordType(t->type, 0));
    if (src->type != pt) src = emit(ir::Op::Retype, pt, {src});
    srcLen = extract(t, 1, intT());
  } else {
    for (size_t i = 1; i < e->args.size(); i++) vals.push_back(exprAs(e->args[i], et));
    if (vals.empty()) return s;
  }
  Value n = e->hasDots ? srcLen : constInt(intT(), int64_t(vals.size()));
  Value oldPtr = extract(s, 0, pt), oldLen = extract(s, 1, intT()), oldCap = extract(s, 2, intT());
  Value newLen = emit(ir::Op::Add, intT(), {oldLen, n});
  Value ptrVar = local(pt), capVar = local(intT());
  store(ptrVar, oldPtr);
  store(capVar, oldCap);
  Block *grow = newBlock("append.grow"), *done = newBlock("append.store");
  Type *ut = basicType(BasicKind::Uint);
  auto asUint = [&](Value v) { return emit(ir::Op::Convert, ut, {v}); };
  branch(emit(ir::Op::Gt, boolT(), {asUint(newLen), asUint(oldCap)}), grow, done, -1);
  moveTo(grow);
  Value g = callRuntime("runtime.growslice", st, {oldPtr, newLen, oldCap, n, typeDesc(et)});
  store(ptrVar, extract(g, 0, pt));
  store(capVar, extract(g, 2, intT()));
  jump(done);
  moveTo(done);
  Value p = load(pt, ptrVar);
  auto elem = [&](Value i) {
    auto *a = emit(ir::Op::IndexAddr, pt, {p, i});
    a->auxType = et;
    return a;
  };
  if (zeros) {
    callRuntime("runtime.memclr", nullptr, {elem(oldLen), emit(ir::Op::Mul, intT(), {n, constInt(intT(), sizeofType(et))})});
  } else if (e->hasDots) {
    // The destination may be one past the end when nothing is copied: typedslicecopy then touches nothing.
    callRuntime("runtime.typedslicecopy", intT(), {typeDesc(et), elem(oldLen), n, src, n});
  } else {
    for (size_t k = 0; k < vals.size(); k++)
      store(elem(k ? emit(ir::Op::Add, intT(), {oldLen, constInt(intT(), int64_t(k))}) : oldLen), vals[k]);
  }
  return emit(ir::Op::Make, st, {p, newLen, load(intT(), capVar)});
}

Value FuncBuilder::copyBuiltin(CallExpr *e) {
  Value dst = expr(e->args[0]), src = expr(e->args[1]);
  Type *et = T(static_cast<Slice *>(coreType(dst->type))->elem), *pt = pointerTo(et);
  Value sp = extract(src, 0, wordType(src->type, 0));
  if (sp->type != pt) sp = emit(ir::Op::Retype, pt, {sp});
  return callRuntime("runtime.typedslicecopy", intT(),
                     {typeDesc(et), extract(dst, 0, pt), extract(dst, 1, intT()), sp, extract(src, 1, intT())});
}

// A length or capacity given to make.
Value FuncBuilder::makeSize(Expr *x) {
  if (x->cval && x->mode == Mode::Constant) return constant(constToInt(x->cval), intT());
  Value v = expr(x);
  if (sizeofType(v->type) == 8 && isUnsigned(v->type))
    return emit(ir::Op::Convert, intT(), {v}); // huge values turn negative and fail the check
  return indexToInt(v);
}

Value FuncBuilder::makeBuiltin(CallExpr *e) {
  Type *t = typeOf(e), *u = under(t);
  auto size = [&](size_t i) -> Value { return e->args.size() > i ? makeSize(e->args[i]) : nullptr; };
  if (u->kind == TypeKind::Slice) {
    Value len = size(1), cap = size(2);
    auto *i = emit(ir::Op::MakeSlice, t, {len, cap ? cap : len});
    i->auxType = T(static_cast<Slice *>(u)->elem);
    i->source = e;
    return i;
  }
  Value n = size(1);
  Value made =
      callRuntime(u->kind == TypeKind::Map ? "runtime.makemap" : "runtime.makechan", t, {typeDesc(t), n ? n : constInt(intT(), 0)});
  made->source = e;
  return made;
}

// min, max: NaN wins, -0 < +0 (runtime.fmin and friends for floats).
Value FuncBuilder::minMax(CallExpr *e, bool isMin) {
  Type *t = typeOf(e);
  Value r = exprAs(e->args[0], t);
  for (size_t i = 1; i < e->args.size(); i++) {
    Value y = exprAs(e->args[i], t);
    if (isFloat(t)) {
      bool f32 = sizeofType(t) == 4;
      Type *ft = basicType(f32 ? BasicKind::Float32 : BasicKind::Float64);
      auto as = [&](Value v, Type *to) { return v->type == to ? v : emit(ir::Op::Retype, to, {v}); };
      r = as(callFunc1(prog.runtimeFunc(std::string(isMin ? "fmin" : "fmax") + (f32 ? "32" : "64")), {as(r, ft), as(y, ft)}), t);
      continue;
    }
    Value v = local(t);
    store(v, r);
    Block *other = newBlock("min.other"), *done = newBlock("min.done");
    branch(compareOrdered(isMin ? frontend::Op::Lss : frontend::Op::Gtr, y, r), other, done);
    moveTo(other);
    store(v, y);
    jump(done);
    moveTo(done);
    r = load(t, v);
  }
  return r;
}

void FuncBuilder::printBuiltin(const std::vector<Value> &vals, bool ln) {
  callRuntime("runtime.printlock", nullptr, {});
  for (size_t i = 0; i < vals.size(); i++) {
    if (i && ln) callRuntime("runtime.printsp", nullptr, {});
    Value v = vals[i];
    Type *u = under(v->type);
    const char *f = "runtime.printpointer";
    if (u->kind == TypeKind::Interface)
      f = interfaceMethods(static_cast<Interface *>(u)).empty() ? "runtime.printeface" : "runtime.printiface";
    else if (u->kind == TypeKind::Slice)
      f = "runtime.printslice";
    else if (auto *b = dynBasic(u)) {
      auto as = [&](BasicKind k) { return canon(u) == basicType(k) ? v : emit(ir::Op::Convert, basicType(k), {v}); };
      if (b->info & IsBoolean)
        f = "runtime.printbool";
      else if (b->info & IsString)
        f = "runtime.printstring";
      else if (b->info & IsComplex)
        f = "runtime.printcomplex", v = convert(v, basicType(BasicKind::Complex128));
      else if (b->info & IsFloat)
        f = "runtime.printfloat", v = as(BasicKind::Float64);
      else if (b->info & IsUnsigned)
        f = "runtime.printuint", v = as(BasicKind::Uint64);
      else if (b->info & IsInteger)
        f = "runtime.printint", v = as(BasicKind::Int64);
    }
    callRuntime(f, nullptr, {v});
  }
  if (ln) callRuntime("runtime.printnl", nullptr, {});
  callRuntime("runtime.printunlock", nullptr, {});
}

// ---- all of them

std::vector<Value> FuncBuilder::builtin(CallExpr *e, BuiltinId id) {
  if (e->args.size() == 1 && e->args[0]->type && dynTuple(e->args[0]->type) && dynCallExpr(unparen(e->args[0]))) {
    // append(g()): each result stands for an operand of its own.
    auto *split = new CallExpr(*e);
    split->args.clear();
    for (auto *v : exprList(e->args[0])) {
      auto *x = new BadExpr(e->pos);
      x->mode = Mode::Value, x->type = v->type;
      precomputed[x] = v;
      split->args.push_back(x);
    }
    return builtin(split, id);
  }
  auto &a = e->args;
  auto pair = [&](Value v) { return std::vector<Value>{v}; };
  switch (id) {
  case BuiltinId::Append: return pair(append(e));
  case BuiltinId::Len:
  case BuiltinId::Cap: {
    Type *u = under(typeOf(a[0])), *array = u->kind == TypeKind::Pointer ? under(static_cast<Pointer *>(u)->elem) : u;
    if (array->kind == TypeKind::Array) {
      effectsOf(a[0]);
      return pair(constInt(intT(), static_cast<Array *>(array)->len));
    }
    return pair(id == BuiltinId::Len ? lenOf(expr(a[0])) : capOf(expr(a[0])));
  }
  case BuiltinId::Copy: return pair(copyBuiltin(e));
  case BuiltinId::Make: return pair(makeBuiltin(e));
  case BuiltinId::New: {
    Type *t = T(a[0]->type);
    Value p = alloc(t, "");
    p->source = e;
    return pair(p->type == typeOf(e) ? p : emit(ir::Op::Retype, typeOf(e), {p}));
  }
  case BuiltinId::Max: return pair(minMax(e, false));
  case BuiltinId::Min: return pair(minMax(e, true));
  case BuiltinId::Clear: {
    Value v = expr(a[0]);
    Type *u = under(v->type);
    if (u->kind == TypeKind::Map)
      callRuntime("runtime.mapclear", nullptr, {typeDesc(v->type), v});
    else {
      Type *et = T(static_cast<Slice *>(u)->elem);
      Value n = emit(ir::Op::Mul, intT(), {extract(v, 1, intT()), constInt(intT(), sizeofType(et))});
      callRuntime("runtime.memclr", nullptr, {extract(v, 0, pointerTo(et)), n});
    }
    return {};
  }
  case BuiltinId::Close: callRuntime("runtime.closechan", nullptr, {expr(a[0])}); return {};
  case BuiltinId::Delete: {
    Value m = expr(a[0]);
    mapDelete(m, m->type, exprAs(a[1], T(static_cast<Map *>(under(m->type))->key)));
    return {};
  }
  case BuiltinId::Complex: {
    Type *t = typeOf(e), *ft = wordType(t, 0);
    Value re = exprAs(a[0], ft), im = exprAs(a[1], ft);
    return pair(emit(ir::Op::Make, t, {re, im}));
  }
  case BuiltinId::Real:
  case BuiltinId::Imag: {
    Value c = expr(a[0]);
    Value v = extract(c, id == BuiltinId::Real ? 0 : 1, wordType(c->type, 0));
    return pair(v->type == typeOf(e) ? v : emit(ir::Op::Retype, typeOf(e), {v}));
  }
  case BuiltinId::Panic: panicValue(exprAs(a[0], universeAny)); return {};
  case BuiltinId::Print:
  case BuiltinId::Println: {
    std::vector<Value> vals;
    for (auto *x : a) vals.push_back(x->mode == Mode::NilValue ? zero(ptrT()) : expr(x));
    printBuiltin(vals, id == BuiltinId::Println);
    return {};
  }
  case BuiltinId::Recover: fn->callsRecover = fn->noinline_ = true; return pair(callRuntime("runtime.gorecover", canon(universeAny), {}));
  case BuiltinId::UnsafeAdd: {
    Value p = expr(a[0]);
    Value off = a[1]->cval ? constant(constToInt(a[1]->cval), intT()) : indexToInt(expr(a[1]));
    return pair(emit(ir::Op::PtrAdd, p->type, {p, off}));
  }
  case BuiltinId::UnsafeSlice:
  case BuiltinId::UnsafeString: {
    bool slice = id == BuiltinId::UnsafeSlice;
    Value p = expr(a[0]);
    Value n = a[1]->cval ? constant(constToInt(a[1]->cval), intT()) : indexToInt(expr(a[1]));
    int64_t size = slice ? sizeofType(static_cast<Pointer *>(under(p->type))->elem) : 1;
    callFunc(prog.runtimeFunc(slice ? "unsafeslicecheck" : "unsafestringcheck"),
             slice ? std::vector<Value>{constInt(basicType(BasicKind::Uintptr), size), emit(ir::Op::Retype, ptrT(), {p}), n}
                   : std::vector<Value>{emit(ir::Op::Retype, ptrT(), {p}), n});
    return pair(emit(ir::Op::Make, typeOf(e), slice ? std::vector<Value>{p, n, n} : std::vector<Value>{p, n}));
  }
  case BuiltinId::UnsafeSliceData:
  case BuiltinId::UnsafeStringData: {
    Value v = expr(a[0]);
    Value p = extract(v, 0, wordType(v->type, 0));
    return pair(p->type == typeOf(e) ? p : emit(ir::Op::Retype, typeOf(e), {p}));
  }
  // Not constant only in generic code: the type is known now.
  case BuiltinId::UnsafeSizeof: return pair(constInt(typeOf(e), sizeofType(typeOf(a[0]))));
  case BuiltinId::UnsafeAlignof: return pair(constInt(typeOf(e), alignofType(typeOf(a[0]))));
  case BuiltinId::UnsafeOffsetof: {
    auto *se = dynSelectorExpr(unparen(a[0]));
    int64_t off = 0;
    Type *t = typeOf(se->x);
    if (auto *p = dynPointer(under(t))) t = T(p->elem);
    for (int k : se->selection->index) {
      auto *s = static_cast<Struct *>(under(t));
      off += fieldOffsets(s)[k];
      t = T(s->fields[k]->type);
    }
    return pair(constInt(typeOf(e), off));
  }
  default: return {};
  }
}

} // namespace ir
