// ir/build_convert.cpp: conversions, interface values, type assertions.
//
// An interface is {itab or *_type, data}. The data word holds pointer-shaped values themselves (directIface), for all
// else a pointer to an immutable copy.
#include "ir/build.h"
#include <algorithm>

namespace ir {

static bool isEmptyInterface(Type *t) { return interfaceMethods(static_cast<Interface *>(under(t))).empty(); }

static bool hasMethodsOf(Type *t, Type *iface) {
  auto set = methodSet(t);
  auto want = interfaceMethods(static_cast<Interface *>(under(iface)));
  return std::all_of(want.begin(), want.end(), [&](frontend::Func *m) {
    return std::any_of(set.begin(), set.end(),
                       [&](MethodEntry &e) { return e.fn->name == m->name && (m->exported() || e.fn->pkg == m->pkg); });
  });
}

Value FuncBuilder::ifaceTypeWord(Value iface) {
  Value w = extract(iface, 0, ptrT());
  if (isEmptyInterface(iface->type)) return w;
  Value r = local(ptrT());
  store(r, zero(ptrT()));
  Block *some = newBlock("itab.some"), *done = newBlock("itab.done");
  branch(emit(ir::Op::Eq, boolT(), {w, zero(ptrT())}), done, some);
  moveTo(some);
  Value p = emit(ir::Op::PtrAdd, ptrT(), {w, constInt(intT(), 8)}); // itab.typ
  store(r, load(ptrT(), emit(ir::Op::Retype, pointerTo(ptrT()), {p})));
  jump(done);
  moveTo(done);
  return load(ptrT(), r);
}

// The single pointer inside a pointer-shaped value, and back.
static Type *directInner(Type *t) {
  Type *u = under(t);
  if (u->kind == TypeKind::Struct) return static_cast<Struct *>(u)->fields[0]->type;
  if (u->kind == TypeKind::Array) return static_cast<Array *>(u)->elem;
  return nullptr;
}

Value FuncBuilder::dataToValue(Value data, Type *t) {
  if (!directIface(t)) return load(t, emit(ir::Op::Retype, pointerTo(t), {data}));
  if (Type *inner = directInner(t)) return emit(ir::Op::Make, t, {dataToValue(data, T(inner))});
  return emit(ir::Op::Retype, t, {data});
}

Value FuncBuilder::valueToData(Value v, CV cv) {
  Type *t = v->type;
  if (directIface(t)) {
    if (Type *inner = directInner(t)) return valueToData(extract(v, 0, T(inner)), nullptr);
    return emit(ir::Op::Retype, ptrT(), {v});
  }
  if (cv && dynBasic(under(t))) { // constants live in read-only data
    auto *g = prog.staticConstIface(cv, t);
    auto *a = emit(ir::Op::GlobalAddr, pointerTo(t));
    a->global = g;
    return emit(ir::Op::Retype, ptrT(), {a});
  }
  Value p = alloc(t, "");
  p->source = converting;
  store(p, v);
  return emit(ir::Op::Retype, ptrT(), {p});
}

// What a leaf of the runtime found, if it is good; else what an entry makes, which is seldom called.
Value FuncBuilder::orAsk(Value quick, Value good, const std::function<Value()> &ask) {
  Value r = local(quick->type);
  store(r, quick);
  Block *asked = newBlock("quick.ask"), *done = newBlock("quick.done");
  branch(good, done, asked, 1);
  moveTo(asked);
  store(r, ask());
  jump(done);
  moveTo(done);
  return load(quick->type, r);
}

// The itab of a type and an interface type: known to the runtime already, or else made. must: panics if the type does not
// implement it, else the result is nil then.
Value FuncBuilder::itabFor(Type *iface, Value typ, bool must) {
  Value desc = typeDesc(iface), found = callRuntime("runtime.finditab", pairOf(ptrT(), boolT()), {desc, typ}),
        tab = extract(found, 0, ptrT());
  return orAsk(tab, must ? emit(ir::Op::Ne, boolT(), {tab, zero(ptrT())}) : extract(found, 1, boolT()),
               [&] { return callRuntime(must ? "runtime.assertE2I" : "runtime.assertE2I2", ptrT(), {desc, typ}); });
}

Value FuncBuilder::toInterface(Value v, Type *iface, CV cv) {
  Type *from = v->type;
  if (under(from)->kind != TypeKind::Interface) {
    prog.useType(from);
    Value word = isEmptyInterface(iface) ? typeDesc(from) : itabAddr(from, iface);
    return emit(ir::Op::Make, iface, {word, valueToData(v, cv)});
  }
  if (canon(under(from)) == canon(under(iface))) return from == iface ? v : emit(ir::Op::Retype, iface, {v});
  Value data = extract(v, 1, ptrT());
  if (isEmptyInterface(iface)) return emit(ir::Op::Make, iface, {ifaceTypeWord(v), data});
  // Another method set: look the itab up; nil stays nil.
  Value typ = ifaceTypeWord(v), r = local(ptrT());
  store(r, zero(ptrT()));
  Block *some = newBlock("conv.some"), *done = newBlock("conv.done");
  branch(emit(ir::Op::Eq, boolT(), {typ, zero(ptrT())}), done, some);
  moveTo(some);
  store(r, itabFor(iface, typ, true));
  jump(done);
  moveTo(done);
  return emit(ir::Op::Make, iface, {load(ptrT(), r), data});
}

// ---- conversions between strings and bytes whose result nothing keeps: comparisons, look-ups, loops

static bool isByteSlice(Type *t) {
  auto *s = dynSlice(under(t));
  auto *b = s ? dynBasic(under(s->elem)) : nullptr;
  return b && b->bkind == BasicKind::Uint8;
}

// The operand of a conversion that is yet to be evaluated; null for all else.
Expr *FuncBuilder::convertedOperand(Expr *e) {
  auto *c = precomputed.count(unparen(e)) ? nullptr : dynCallExpr(unparen(e));
  return c && c->mode != Mode::Constant && c->fun->mode == Mode::TypExpr && c->args.size() == 1 ? c->args[0] : nullptr;
}

// s of []rune(s); null for all else.
Expr *FuncBuilder::countedRunes(Expr *e) {
  Expr *x = convertedOperand(e);
  auto *to = x ? dynSlice(under(typeOf(e))) : nullptr;
  return !to || isUntyped(x->type) || !isString(typeOf(x)) || sizeofType(to->elem) != 4 ? nullptr : x;
}

Value FuncBuilder::stringOfRunes(Expr *e) {
  Expr *x = countedRunes(e);
  if (!x) return nullptr;
  Value s = expr(x);
  return s->type == basicType(BasicKind::String) ? s : emit(ir::Op::Retype, basicType(BasicKind::String), {s});
}

Value FuncBuilder::exprView(Expr *e, Type *to) {
  Expr *x = convertedOperand(e);
  if (!x || !isString(to) || isUntyped(x->type) || !isByteSlice(typeOf(x))) return exprAs(e, to);
  Value b = expr(x);
  Value p = extract(b, 0, pointerTo(T(static_cast<Slice *>(under(b->type))->elem)));
  return emit(ir::Op::Make, canon(to), {emit(ir::Op::Retype, wordType(canon(to), 0), {p}), extract(b, 1, intT())});
}

Value FuncBuilder::bytesView(Expr *e) {
  Expr *x = convertedOperand(e);
  if (!x || !isByteSlice(typeOf(e)) || isUntyped(x->type) || !isString(typeOf(x))) return nullptr;
  Type *t = typeOf(e);
  Value s = expr(x), n = extract(s, 1, intT());
  Value p = emit(ir::Op::Retype, pointerTo(T(static_cast<Slice *>(under(t))->elem)), {extract(s, 0, wordType(s->type, 0))});
  return emit(ir::Op::Make, t, {p, n, n});
}

// []byte("text") and []rune("text") are as large as the text: the elements of an array literal.
std::vector<int64_t> constantElems(CV text, Type *elem) {
  std::vector<int64_t> out;
  Str s = text->s;
  for (size_t at = 0; at < s.size();) {
    unsigned width = 1;
    out.push_back(sizeofType(elem) == 1 ? uint8_t(s[at]) : int64_t(frontend::decodeRune(s.substr(at), &width)));
    at += width;
  }
  return out;
}

Value FuncBuilder::constantSlice(CV text, Type *t, Expr *source) {
  Type *et = T(static_cast<Slice *>(under(t))->elem);
  auto elems = constantElems(text, et);
  Value n = constInt(intT(), int64_t(elems.size()));
  Type *at = canon(new Array(et, int64_t(elems.size())));
  Value p = alloc(at, "");
  p->source = source;
  if (!elems.empty()) {
    auto *g = literalData("go:lit.", at);
    prog.writeElems(g, elems, uint64_t(sizeofType(et)));
    auto *a = emit(ir::Op::GlobalAddr, pointerTo(at));
    a->global = g;
    emit(ir::Op::Move, nullptr, {p, a})->auxType = at;
  }
  return emit(ir::Op::Make, t, {emit(ir::Op::Retype, pointerTo(et), {p}), n, n});
}

Value FuncBuilder::assignConv(Value v, Type *to) {
  to = canon(to);
  if (!v || v->type == to) return v;
  if (under(to)->kind == TypeKind::Interface) return toInterface(v, to);
  return emit(ir::Op::Retype, to, {v});
}

Value FuncBuilder::convert(Value v, Type *to) {
  to = canon(to);
  Type *from = v->type;
  if (from == to) return v;
  Type *fu = under(from), *tu = under(to);
  if (tu->kind == TypeKind::Interface) return toInterface(v, to);
  if (canon(fu) == canon(tu)) return emit(ir::Op::Retype, to, {v});
  auto *fb = dynBasic(fu), *tb = dynBasic(tu);
  if (tb && (tb->info & IsString)) {
    if (fb && (fb->info & IsInteger)) {
      Type *i64 = basicType(BasicKind::Int64);
      // Values beyond int64 are invalid runes either way.
      return callRuntime("runtime.intstring", to, {emit(ir::Op::Convert, i64, {v})});
    }
    if (fb) return emit(ir::Op::Retype, to, {v});
    Type *et = T(static_cast<Slice *>(fu)->elem);
    bool bytes = sizeofType(et) == 1;
    return callRuntime(bytes ? "runtime.slicebytetostring" : "runtime.slicerunetostring", to,
                       {extract(v, 0, pointerTo(et)), extract(v, 1, intT())});
  }
  if (fb && (fb->info & IsString) && tu->kind == TypeKind::Slice)
    return callRuntime(sizeofType(static_cast<Slice *>(tu)->elem) == 1 ? "runtime.stringtoslicebyte" : "runtime.stringtoslicerune", to,
                       {v});
  if (fb && tb) {
    if (fb->bkind == BasicKind::UnsafePointer && (tb->info & IsInteger)) return emit(ir::Op::PtrToInt, to, {v});
    if (tb->bkind == BasicKind::UnsafePointer && (fb->info & IsInteger)) return emit(ir::Op::IntToPtr, to, {v});
    if (tb->info & IsComplex) {
      Type *ff = wordType(from, 0), *tf = wordType(to, 0);
      Value re = extract(v, 0, ff), im = extract(v, 1, ff);
      if (ff != tf) re = emit(ir::Op::Convert, tf, {re}), im = emit(ir::Op::Convert, tf, {im});
      return emit(ir::Op::Make, to, {re, im});
    }
    return emit(fb->bkind == tb->bkind ? ir::Op::Retype : ir::Op::Convert, to, {v});
  }
  if (fu->kind == TypeKind::Slice && tu->kind != TypeKind::Slice) { // to array or array pointer
    auto *arr = static_cast<Array *>(tu->kind == TypeKind::Pointer ? under(static_cast<Pointer *>(tu)->elem) : tu);
    Type *et = T(static_cast<Slice *>(fu)->elem);
    Value n = constInt(intT(), arr->len);
    emit(ir::Op::BoundsCheck, nullptr, {n, extract(v, 1, intT())})->imm = int64_t(BoundsKind::SliceConvert);
    Value p = extract(v, 0, pointerTo(et));
    if (tu->kind == TypeKind::Pointer) return emit(ir::Op::Retype, to, {p});
    if (arr->len == 0) return zero(to);
    return load(to, emit(ir::Op::Retype, pointerTo(to), {p}));
  }
  return emit(ir::Op::Retype, to, {v}); // pointers, channels, functions, structs that differ in tags
}

// x.(T). Without commaOk failing panics with *runtime.TypeAssertionError.
Value FuncBuilder::typeAssert(Value x, Type *to, bool commaOk, Value *ok) {
  to = canon(to);
  Type *xt = x->type;
  bool eface = isEmptyInterface(xt);
  if (under(to)->kind == TypeKind::Interface) {
    Value typ = ifaceTypeWord(x), data = extract(x, 1, ptrT());
    if (isEmptyInterface(to)) {
      Value has = emit(ir::Op::Ne, boolT(), {typ, zero(ptrT())});
      if (commaOk)
        *ok = has;
      else {
        Block *good = newBlock("assert.ok"), *bad = newBlock("assert.nil");
        branch(has, good, bad, 1);
        moveTo(bad);
        panicCall("panicnildottype", {typeDesc(to)});
        moveTo(good);
      }
      return emit(ir::Op::Make, to, {typ, data});
    }
    if (!commaOk) return emit(ir::Op::Make, to, {itabFor(to, typ, true), data});
    Value tab = itabFor(to, typ, false);
    *ok = emit(ir::Op::Ne, boolT(), {tab, zero(ptrT())});
    Value r = local(to);
    store(r, zero(to));
    Block *good = newBlock("assert.ok"), *done = newBlock("assert.done");
    branch(*ok, good, done);
    moveTo(good);
    store(r, emit(ir::Op::Make, to, {tab, data}));
    jump(done);
    moveTo(done);
    return load(to, r);
  }
  Value word = extract(x, 0, ptrT());
  // In an instance of generic code the type may lack the methods: then there is no itab and no match.
  Value same =
      eface || hasMethodsOf(to, xt) ? emit(ir::Op::Eq, boolT(), {word, eface ? typeDesc(to) : itabAddr(to, xt)}) : constInt(boolT(), 0);
  Block *good = newBlock("assert.ok"), *bad = newBlock("assert.bad");
  branch(same, good, bad, commaOk ? 0 : 1);
  if (!commaOk) {
    moveTo(bad);
    panicCall(eface ? "panicdottypeE" : "panicdottypeI", {word, typeDesc(to), typeDesc(xt)});
    moveTo(good);
    return dataToValue(extract(x, 1, ptrT()), to);
  }
  Value r = local(to);
  Block *done = newBlock("assert.done");
  moveTo(good);
  store(r, dataToValue(extract(x, 1, ptrT()), to));
  jump(done);
  moveTo(bad);
  store(r, zero(to));
  jump(done);
  moveTo(done);
  *ok = same;
  return load(to, r);
}

} // namespace ir
