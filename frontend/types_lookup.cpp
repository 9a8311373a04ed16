// frontend/types_lookup.cpp: fields and methods of types, method sets, missing methods. Mirrors types2/lookup.go.
//
// The search is breadth first over embedded fields: an entry at a shallower depth hides deeper ones, two at the same
// depth are ambiguous.
#include "frontend/checker.h"
#include "frontend/unicode.h"
#include <algorithm>

namespace frontend {

bool Object::exported() const { return isExported(name); }

bool sameId(const Object *o, Package *pkg, Str name) {
  if (o->name != name) return false;
  if (isExported(name)) return true;
  if (!pkg || !o->pkg) return pkg == o->pkg;
  return pkg == o->pkg || pkg->path == o->pkg->path;
}
std::string objectId(Package *pkg, Str name) {
  if (isExported(name)) return std::string(name);
  return std::string(pkg ? pkg->path : Str("_")) + "." + std::string(name);
}

int fieldIndex(const List<Var *> &fields, Package *pkg, Str name) {
  if (name != "_")
    for (size_t i = 0; i < fields.size(); i++)
      if (sameId(fields[i], pkg, name)) return int(i);
  return -1;
}

static bool equalFold(Str a, Str b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           auto low = [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; };
           return low(x) == low(y);
         });
}

int lookupMethod(const List<Func *> &methods, Package *pkg, Str name, bool foldCase, Func **f) {
  if (name != "_")
    for (size_t i = 0; i < methods.size(); i++)
      if (sameId(methods[i], pkg, name) || (foldCase && equalFold(methods[i]->name, name))) {
        if (f) *f = methods[i];
        return int(i);
      }
  if (f) *f = nullptr;
  return -1;
}

namespace {
struct EmbeddedType {
  Type *typ;
  List<int> index;
  bool indirect, multiples;
};

List<int> concat(const List<int> &l, int i) {
  List<int> r = l;
  r.push_back(i);
  return r;
}

bool seenBefore(List<Named *> &seen, Named *n) {
  for (Named *s : seen)
    if (s == n || (n->origin && identical(s, n))) return true;
  seen.push_back(n);
  return false;
}

// Several entries of one type become one, marked so.
void consolidateMultiples(List<EmbeddedType> &list) {
  if (list.size() <= 1) return;
  size_t n = 0;
  for (size_t i = 0; i < list.size(); i++) {
    size_t j = 0;
    while (j < n && !identical(list[j].typ, list[i].typ)) j++;
    if (j < n) list[j].multiples = true;
    else { if (n != i) list[n] = std::move(list[i]); n++; }
  }
  list.resize(n, EmbeddedType{});
}

LookupResult collision(List<int> index) {
  LookupResult r;
  r.index = std::move(index);
  r.ambiguous = true;
  return r;
}

bool hasPtrRecv(Func *f) {
  Signature *sig = static_cast<Signature *>(f->type);
  if (sig && sig->recv && sig->recv->type) {
    bool ptr;
    deref(sig->recv->type, &ptr);
    return ptr;
  }
  return f->hasPtrRecv; // not type-checked yet: set by collectObjects
}
} // namespace

// Of lookupFieldOrMethod and missingMethod: does not find fields through a named pointer type.
static LookupResult lookupImpl(Type *T, bool addressable, Package *pkg, Str name, bool foldCase) {
  LookupResult res;
  if (name == "_") return res;
  bool isPtr;
  Type *typ = deref(T, &isPtr);
  if (isPtr && isInterfaceUnder(typ)) return res; // pointers to interfaces have no methods
  List<EmbeddedType> current{{typ, {}, isPtr, false}};
  List<Named *> seen;
  while (!current.empty()) {
    List<EmbeddedType> next;
    Object *obj = nullptr;
    List<int> index;
    bool indirect = false;
    for (EmbeddedType &e : current) {
      Type *t = e.typ;
      if (Named *named = dynNamed(t)) {
        if (seenBefore(seen, named)) continue;
        int i;
        if (Func *m = namedLookupMethod(named, pkg, name, foldCase, &i)) {
          index = concat(e.index, i);
          if (obj || e.multiples) return collision(index);
          obj = m;
          indirect = e.indirect;
          continue;
        }
      }
      Type *u = under(t);
      if (Struct *s = dynStruct(u)) {
        for (size_t i = 0; i < s->fields.size(); i++) {
          Var *f = s->fields[i];
          if (sameId(f, pkg, name)) {
            index = concat(e.index, int(i));
            if (obj || e.multiples) return collision(index);
            obj = f;
            indirect = e.indirect;
            continue;
          }
          if (!obj && f->embedded) {
            bool p;
            Type *ft = deref(f->type, &p);
            next.push_back({ft, concat(e.index, int(i)), e.indirect || p, e.multiples});
          }
        }
      } else if (Interface *it = dynInterface(u)) {
        int i;
        if (Func *m = typeSet(it)->lookupMethod(pkg, name, foldCase, &i)) {
          index = concat(e.index, i);
          if (obj || e.multiples) return collision(index);
          obj = m;
          indirect = e.indirect;
        }
      }
    }
    if (obj) {
      if (Func *f = dynFunc(obj); f && hasPtrRecv(f) && !indirect && !addressable) {
        res.indirect = true; // needs a pointer or addressable receiver
        return res;
      }
      res.obj = obj;
      res.index = std::move(index);
      res.indirect = indirect;
      return res;
    }
    consolidateMultiples(next);
    current = std::move(next);
  }
  return res;
}

LookupResult lookupFieldOrMethod(Type *T, bool addressable, Package *pkg, Str name, bool foldCase) {
  // Methods cannot be associated with a named pointer type, but its fields are found.
  if (Named *n = dynNamed(T))
    if (Pointer *p = dynPointer(under(n))) {
      LookupResult r = lookupImpl(p, false, pkg, name, foldCase);
      if (dynFunc(r.obj)) return {};
      return r;
    }
  return lookupImpl(T, addressable, pkg, name, foldCase);
}

// ---- method sets

// Every method name reachable from t, found by walking the embedded types; then looked up one by one.
static void collectNames(Type *t, List<Named *> &seen, std::unordered_map<std::string, std::pair<Package *, Str>> &names) {
  t = deref(t);
  if (Named *n = dynNamed(t)) {
    if (seenBefore(seen, n)) return;
    for (Func *m : originOf(n)->methods) names.emplace(objectId(m->pkg, m->name), std::pair(m->pkg, m->name));
  }
  Type *u = under(t);
  if (Struct *s = dynStruct(u)) {
    for (Var *f : s->fields)
      if (f->embedded) collectNames(f->type, seen, names);
  } else if (Interface *it = dynInterface(u)) {
    for (Func *m : typeSet(it)->methods) names.emplace(objectId(m->pkg, m->name), std::pair(m->pkg, m->name));
  }
}

List<MethodEntry> methodSet(Type *t) {
  std::unordered_map<std::string, std::pair<Package *, Str>> names;
  List<Named *> seen;
  collectNames(t, seen, names);
  List<MethodEntry> r;
  for (auto &[id, n] : names) {
    LookupResult l = lookupFieldOrMethod(t, false, n.first, n.second);
    if (Func *f = dynFunc(l.obj)) r.push_back({f, l.index, l.indirect});
  }
  std::sort(r.begin(), r.end(), [](const MethodEntry &a, const MethodEntry &b) {
    if (a.fn->name != b.fn->name) return a.fn->name < b.fn->name;
    return a.fn->pkg && b.fn->pkg && a.fn->pkg->path < b.fn->pkg->path;
  });
  return r;
}

// ---- missing methods

std::string Checker::interfacePtrError(Type *T) {
  if (isTypeParam(dynPointer(under(T))->elem)) return sprintf("type %s is pointer to type parameter, not type parameter", T);
  return sprintf("type %s is pointer to interface, not interface", T);
}

namespace {
enum class MissState { Ok, NotFound, WrongName, Unexported, WrongSig, AmbigSel, PtrRecv, Field };
}

// The words for why m of T is missing in V; f is the candidate found in V, if any.
static std::string missingCause(Checker *check, MissState state, Type *V, Type *T, Func *m, Func *f) {
  switch (state) {
  case MissState::NotFound:
    if (isInterfacePtr(V)) return "(" + check->interfacePtrError(V) + ")";
    if (isInterfacePtr(T)) return "(" + check->interfacePtrError(T) + ")";
    return check->sprintf("(missing method %s)", m->name);
  case MissState::WrongName:
    return check->sprintf("(missing method %s)\n\t\thave %s\n\t\twant %s", m->name, check->funcString(f, false), check->funcString(m, false));
  case MissState::Unexported: return check->sprintf("(unexported method %s)", m->name);
  case MissState::WrongSig: {
    std::string fs = check->funcString(f, false), ms = check->funcString(m, false);
    if (fs == ms) { fs = check->funcString(f, true); ms = check->funcString(m, true); }
    if (fs == ms) return check->sprintf("(wrong type for method %s)", m->name);
    return check->sprintf("(wrong type for method %s)\n\t\thave %s\n\t\twant %s", m->name, fs, ms);
  }
  case MissState::AmbigSel: return check->sprintf("(ambiguous selector %s.%s)", V, m->name);
  case MissState::PtrRecv: return check->sprintf("(method %s has pointer receiver)", m->name);
  case MissState::Field: return check->sprintf("(%s.%s is a field, not a method)", V, m->name);
  case MissState::Ok: break;
  }
  return "";
}

Func *Checker::missingMethod(Type *V, Type *T, bool isStatic, const std::function<bool(Type *, Type *)> &equivalent, std::string *cause, bool *wrongType) {
  if (wrongType) *wrongType = false;
  const List<Func *> &methods = typeSet(static_cast<Interface *>(under(T)))->methods;
  MissState state = MissState::Ok;
  Func *m = nullptr, *f = nullptr;
  Interface *vi = dynInterface(under(V));
  for (Func *want : methods) {
    m = want;
    if (vi) {
      f = typeSet(vi)->lookupMethod(m->pkg, m->name, false);
      if (!f) {
        if (!isStatic) continue;
        state = MissState::NotFound;
      } else if (!equivalent(f->type, m->type)) {
        state = MissState::WrongSig;
      }
    } else {
      LookupResult r = lookupImpl(V, false, m->pkg, m->name, false);
      f = dynFunc(r.obj);
      if (!r.obj) {
        if (r.ambiguous) state = MissState::AmbigSel;
        else if (r.indirect) state = MissState::PtrRecv;
        else {
          state = MissState::NotFound;
          f = dynFunc(lookupImpl(V, false, m->pkg, m->name, true).obj);
          if (f) state = f->name == m->name ? MissState::Unexported : MissState::WrongName;
        }
      } else if (!f) {
        state = MissState::Field;
      } else {
        objDecl(f); // its signature may not be set up yet
        if (!equivalent(f->type, m->type)) state = MissState::WrongSig;
      }
    }
    if (state != MissState::Ok) break;
  }
  if (state == MissState::Ok) return nullptr;
  if (cause) {
    if (f) objDecl(f);
    *cause = missingCause(this, state, V, T, m, f);
  }
  if (wrongType) *wrongType = state == MissState::WrongSig || state == MissState::PtrRecv;
  return m;
}

bool Checker::assertableTo(Type *V, Type *T, std::string *cause) {
  if (isInterfaceUnder(T)) return true;
  return !missingMethod(T, V, false, identical, cause);
}
bool Checker::newAssertableTo(Pos pos, Type *V, Type *T, std::string *cause) {
  if (isInterfaceUnder(T)) return true;
  return implements(pos, T, V, false, cause);
}

} // namespace frontend
