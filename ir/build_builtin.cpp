// ir/build_builtin.cpp: the predeclared functions and those of package unsafe.
#include "ir/build.h"

namespace ir {

// ---- append, copy, make

// make([]T, n) as what append appends: its n; null for all else.
static Expr *appendedZeros(CallExpr *e) {
  auto *c = e->hasDots ? dynCallExpr(unparen(e->args[1])) : nullptr;
  auto *b = c ? builtinOf(c) : nullptr;
  return b && b->id == BuiltinId::Make && c->args.size() == 2 ? c->args[1] : nullptr;
}

// gc reads what a pointer or an index leads to after the values that are appended to it: their panics come first. But not those
// of another slice that is read as late.
bool FuncBuilder::readsLate(Expr *s, Expr *slice) {
  return !dynName(unparen(s)) && inMemory(s) && !(slice && !isLeaf(slice) && inMemory(slice));
}

// append(s, x...): grow when the new length exceeds the capacity, then store. append(s, t...) copies, append(s, make([]T, n)...) clears.
Value FuncBuilder::append(CallExpr *e) {
  Type *st = typeOf(e), *et = T(static_cast<Slice *>(coreType(st))->elem), *pt = pointerTo(et);
  Expr *zeros = appendedZeros(e);
  Early early(*this);
  const bool late = readsLate(e->args[0], e->hasDots ? (zeros ? zeros : e->args[1]) : nullptr);
  if (late)
    for (Expr *x : leftOperands(e->args[0]))
      if (!inMemory(x)) early.always(x);
  Value s = late ? nullptr : exprAs(e->args[0], st);
  Value src = nullptr, srcLen = nullptr;
  std::vector<Value> vals;
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
    if (vals.empty()) return late ? exprAs(e->args[0], st) : s;
  }
  if (late) s = exprAs(e->args[0], st);
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

// ---- package unsafe

// A number given as an operand; constants may be of any type.
Value FuncBuilder::intOperand(Expr *x) { return x->cval ? constant(constToInt(x->cval), intT()) : indexToInt(expr(x)); }

// unsafe.Slice, unsafe.String
Value FuncBuilder::unsafeView(CallExpr *e, bool slice) {
  Value p = expr(e->args[0]), n = intOperand(e->args[1]);
  int64_t size = slice ? sizeofType(static_cast<Pointer *>(under(p->type))->elem) : 1;
  callFunc(prog.runtimeFunc(slice ? "unsafeslicecheck" : "unsafestringcheck"),
           slice ? std::vector<Value>{constInt(basicType(BasicKind::Uintptr), size), emit(ir::Op::Retype, ptrT(), {p}), n}
                 : std::vector<Value>{emit(ir::Op::Retype, ptrT(), {p}), n});
  return emit(ir::Op::Make, typeOf(e), slice ? std::vector<Value>{p, n, n} : std::vector<Value>{p, n});
}

// Not constant only in generic code: the type is known now.
int64_t FuncBuilder::offsetOf(Expr *field) {
  auto *se = dynSelectorExpr(unparen(field));
  int64_t off = 0;
  Type *t = typeOf(se->x);
  if (auto *p = dynPointer(under(t))) t = T(p->elem);
  for (int k : se->selection->index) {
    auto *s = static_cast<Struct *>(under(t));
    off += fieldOffsets(s)[k];
    t = T(s->fields[k]->type);
  }
  return off;
}

// ---- all of them

const Builtin *builtinOf(CallExpr *c) {
  Expr *f = unparen(c->fun);
  if (f->mode != Mode::Builtin) return nullptr;
  auto *s = dynSelectorExpr(f);
  Name *n = s ? s->sel : dynName(f);
  return n && n->obj ? dynBuiltin(n->obj) : nullptr;
}

// append(g()): each result stands for an operand of its own.
CallExpr *FuncBuilder::splitArguments(CallExpr *e) {
  if (e->args.size() != 1 || !e->args[0]->type || !dynTuple(e->args[0]->type) || !dynCallExpr(unparen(e->args[0]))) return e;
  auto *split = new CallExpr(*e);
  split->args.clear();
  for (auto *v : exprList(e->args[0])) {
    auto *x = new BadExpr(e->pos);
    x->mode = Mode::Value, x->type = v->type;
    precomputed[x] = v;
    split->args.push_back(x);
  }
  return split;
}

Value FuncBuilder::retyped(Value v, Type *t) { return v->type == t ? v : emit(ir::Op::Retype, t, {v}); }

void FuncBuilder::clearBuiltin(Value v) {
  Type *u = under(v->type);
  if (u->kind == TypeKind::Map) {
    callRuntime("runtime.mapclear", nullptr, {typeDesc(v->type), v});
    return;
  }
  Type *et = T(static_cast<Slice *>(u)->elem);
  Value n = emit(ir::Op::Mul, intT(), {extract(v, 1, intT()), constInt(intT(), sizeofType(et))});
  callRuntime("runtime.memclr", nullptr, {extract(v, 0, pointerTo(et)), n});
}

// Of an array, or a pointer to one, the length is known: len(*f()) calls f and looks no further.
Value FuncBuilder::lenOrCap(Expr *x, bool isLen) {
  Type *u = under(typeOf(x));
  if (auto *p = dynPointer(u)) u = under(p->elem);
  if (auto *array = dynArray(u)) {
    effectsOf(x);
    return constInt(intT(), array->len);
  }
  if (Value s = isLen ? stringOfRunes(x) : nullptr) return callRuntime("runtime.countrunes", intT(), {s});
  Value v = expr(x);
  return isLen ? lenOf(v) : capOf(v);
}

// A call without a result gives null.
Value FuncBuilder::builtin(CallExpr *e) {
  e = splitArguments(e);
  auto &a = e->args;
  Type *t = e->type && !dynTuple(e->type) ? typeOf(e) : nullptr;
  const BuiltinId id = builtinOf(e)->id;
  switch (id) {
  case BuiltinId::Append: return append(e);
  case BuiltinId::Len:
  case BuiltinId::Cap: return lenOrCap(a[0], id == BuiltinId::Len);
  case BuiltinId::Copy: return copyBuiltin(e);
  case BuiltinId::Make: return makeBuiltin(e);
  case BuiltinId::New: {
    Value p = alloc(T(a[0]->type), "");
    p->source = e;
    return retyped(p, t);
  }
  case BuiltinId::Max: return minMax(e, false);
  case BuiltinId::Min: return minMax(e, true);
  case BuiltinId::Clear: clearBuiltin(expr(a[0])); return nullptr;
  case BuiltinId::Close: callRuntime("runtime.closechan", nullptr, {expr(a[0])}); return nullptr;
  case BuiltinId::Delete: {
    Value m = expr(a[0]);
    mapDelete(m, m->type, exprAs(a[1], T(static_cast<Map *>(under(m->type))->key)));
    return nullptr;
  }
  case BuiltinId::Complex: {
    Value re = exprAs(a[0], wordType(t, 0)), im = exprAs(a[1], wordType(t, 0));
    return emit(ir::Op::Make, t, {re, im});
  }
  case BuiltinId::Real:
  case BuiltinId::Imag: {
    Value c = expr(a[0]);
    return retyped(extract(c, id == BuiltinId::Real ? 0 : 1, wordType(c->type, 0)), t);
  }
  case BuiltinId::Panic: panicValue(exprAs(a[0], universeAny)); return nullptr;
  case BuiltinId::Print:
  case BuiltinId::Println: {
    std::vector<Value> vals;
    for (auto *x : a) vals.push_back(x->mode == Mode::NilValue ? zero(ptrT()) : expr(x));
    printBuiltin(vals, id == BuiltinId::Println);
    return nullptr;
  }
  case BuiltinId::Recover: fn->callsRecover = fn->noinline_ = true; return emit(ir::Op::Recover, canon(universeAny), {});
  case BuiltinId::UnsafeAdd: {
    Value p = expr(a[0]), off = intOperand(a[1]);
    return emit(ir::Op::PtrAdd, p->type, {p, off});
  }
  case BuiltinId::UnsafeSlice:
  case BuiltinId::UnsafeString: return unsafeView(e, id == BuiltinId::UnsafeSlice);
  case BuiltinId::UnsafeSliceData:
  case BuiltinId::UnsafeStringData: {
    Value v = expr(a[0]);
    return retyped(extract(v, 0, wordType(v->type, 0)), t);
  }
  case BuiltinId::UnsafeSizeof: return constInt(t, sizeofType(typeOf(a[0])));
  case BuiltinId::UnsafeAlignof: return constInt(t, alignofType(typeOf(a[0])));
  case BuiltinId::UnsafeOffsetof: return constInt(t, offsetOf(a[0]));
  default: return nullptr;
  }
}

} // namespace ir
