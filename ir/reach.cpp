// ir/reach.cpp: which types need descriptors, and which of their methods are built: those that an interface value, an
// assertion or reflection can find (R3 in build.h).
#include "ir/build.h"
#include <algorithm>

namespace ir {

Type *ProgramBuilder::plainSignature(frontend::Func *m) {
  static std::unordered_map<frontend::Func *, Type *> cache;
  auto &t = cache[m];
  if (!t) {
    auto *s = new Signature(*m->sig());
    s->recv = nullptr;
    t = canon(s);
  }
  return t;
}

// The types a descriptor of t refers to.
template <class F> void ProgramBuilder::eachComponent(Type *t, F f) {
  Type *u = under(t);
  switch (u->kind) {
  case TypeKind::Array: f(static_cast<Array *>(u)->elem), f(new Slice(static_cast<Array *>(u)->elem)); break;
  case TypeKind::Slice: f(static_cast<Slice *>(u)->elem); break;
  case TypeKind::Pointer: f(static_cast<Pointer *>(u)->elem); break;
  case TypeKind::Chan: f(static_cast<Chan *>(u)->elem); break;
  case TypeKind::Map: f(static_cast<Map *>(u)->key), f(static_cast<Map *>(u)->elem); break;
  case TypeKind::Struct:
    for (auto *v : static_cast<Struct *>(u)->fields) f(v->type);
    break;
  case TypeKind::Signature:
    for (auto *v : static_cast<Signature *>(u)->params->vars) f(v->type);
    for (auto *v : static_cast<Signature *>(u)->results->vars) f(v->type);
    break;
  case TypeKind::Interface:
    for (auto *m : interfaceMethods(static_cast<Interface *>(u))) f(plainSignature(m));
    break;
  default: break;
  }
}

void ProgramBuilder::needType(Type *t) {
  t = canon(t);
  if (base && base->typeSet.count(t)) return;
  if (!typeSet.insert(t).second) return;
  types.push_back(t);
  if (!mainPkg) useType(t); // of a library: descriptors that are complete
  eachComponent(t, [&](Type *c) { needType(c); });
  if (Type *u = under(t); u->kind == TypeKind::Interface)
    for (auto *m : interfaceMethods(static_cast<Interface *>(u))) nameMethod(m->name);
  else
    needMethods(t);
}

// Without the signature in its descriptor a method is not found: neither by an assertion to an interface, nor by reflect.
void ProgramBuilder::needMethods(Type *t) {
  for (auto &e : methodSet(t)) {
    methodsByName[e.fn->name].push_back({t, e});
    if (methodIsNamed(e.fn->name)) needType(plainSignature(e.fn));
  }
}

void ProgramBuilder::nameMethod(Str name) {
  if (!named.insert(name).second) return;
  auto &list = methodsByName[name]; // grows meanwhile; what is added sees the name
  for (size_t i = 0; i < list.size(); i++) needType(plainSignature(list[i].entry.fn));
}

// From an interface value reflection reaches the components of its type, and pointers to them where those have methods.
void ProgramBuilder::useType(Type *t) {
  t = canon(t);
  needType(t);
  if (base && base->used.count(t)) return;
  if (!used.insert(t).second) return;
  eachComponent(t, [&](Type *c) { useType(c); });
  if (under(t)->kind == TypeKind::Interface) return;
  if (!dynPointer(t))
    if (auto *p = new Pointer(t); !methodSet(p).empty()) useType(p);
  useMethods(t);
}

void ProgramBuilder::useMethods(Type *t) {
  for (auto &e : methodSet(t)) useMethod(t, e);
}

void ProgramBuilder::useMethod(Type *t, const MethodEntry &e) {
  if (methodIsLive(t, e.fn)) needType(plainSignature(e.fn)), ifaceMethod(t, e), valueMethod(t, e);
}

bool ProgramBuilder::isCalled(Str name, Type *sig) const {
  if (allExported && frontend::isExported(name)) return true;
  if (base && base->isCalled(name, sig)) return true;
  auto it = called.find(name);
  return it != called.end() && std::find(it->second.begin(), it->second.end(), sig) != it->second.end();
}

void ProgramBuilder::keepExportedMethods() {
  if (allExported) return;
  allExported = true;
  for (size_t i = 0; i < types.size(); i++) {
    Type *t = types[i];
    if (under(t)->kind == TypeKind::Interface) continue;
    for (auto &e : methodSet(t)) needType(plainSignature(e.fn));
    useMethods(t);
  }
}

// reflect.Type's Method and MethodByName find methods that no call names.
static bool findsMethods(Str name, Type *sig) {
  if (name != "Method" && name != "MethodByName") return false;
  auto &results = static_cast<Signature *>(sig)->results->vars;
  auto *n = results.empty() ? nullptr : dynNamed(results[0]->type);
  return n && n->obj->name == "Method" && n->obj->pkg && n->obj->pkg->path == "reflect";
}

void ProgramBuilder::interfaceCall(Str name, Type *sig) {
  sig = canon(sig);
  if (auto &sigs = called[name]; std::find(sigs.begin(), sigs.end(), sig) == sigs.end())
    sigs.push_back(sig);
  else
    return;
  if (findsMethods(name, sig)) keepExportedMethods();
  auto &list = methodsByName[name]; // grows meanwhile; what is added sees the call
  for (size_t i = 0; i < list.size(); i++) {
    TypeMethod m = list[i];
    useMethod(m.type, m.entry);
  }
}

} // namespace ir
