// frontend/types_lookup.cpp: fields and methods of types, method sets, missing methods. Mirrors types2/lookup.go.
//
// The search is breadth first over embedded fields: an entry at a shallower depth hides deeper ones, two at the same
// depth are ambiguous.
#include "frontend/checker.h"
#include "frontend/lasting.h"
#include "frontend/unicode.h"
#include <algorithm>
#include <deque>

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

// The places of names in long lists of fields and methods, which would otherwise be searched for each selector.
namespace {
struct LongList {
  size_t size = 0; // then; lists of methods grow
  std::unordered_multimap<Str, int> places;
  List<int> embedded;
};
struct LongLists {
  std::unordered_map<const void *, LongList> byList;
};

bool isEmbedded(const Var *v) { return v->embedded; }
bool isEmbedded(const Func *) { return false; }

template <class T> const LongList *longList(const List<T *> &list) {
  if (list.size() < 64) return nullptr;
  LongList &l = lasting<LongLists>().byList[&list]; // lists belong to types: they stay where they are
  for (; l.size < list.size(); l.size++) {
    l.places.emplace(list[l.size]->name, int(l.size));
    if (isEmbedded(list[l.size])) l.embedded.push_back(int(l.size));
  }
  return &l;
}
template <class T> int placeOf(const LongList &l, const List<T *> &list, Package *pkg, Str name) {
  int first = -1;
  for (auto [b, e] = l.places.equal_range(name); b != e; ++b)
    if (sameId(list[size_t(b->second)], pkg, name) && (first < 0 || b->second < first)) first = b->second;
  return first;
}
} // namespace

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
  if (const LongList *l = foldCase ? nullptr : longList(methods)) {
    int i = name == "_" ? -1 : placeOf(*l, methods, pkg, name);
    if (f) *f = i < 0 ? nullptr : methods[size_t(i)];
    return i;
  }
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
// The way to an embedded type, last step first: ways share their beginnings.
struct Steps {
  struct Step {
    const Step *before;
    int field;
  };
  std::deque<Step> all;
  const Step *add(const Step *before, int field) { return &all.emplace_back(Step{before, field}); }
};
List<int> indexOf(const Steps::Step *last) {
  List<int> r;
  for (; last; last = last->before) r.push_back(last->field);
  std::reverse(r.begin(), r.end());
  return r;
}

struct EmbeddedType {
  Type *typ;
  const Steps::Step *index;
  bool indirect, multiples;
};

// An instance that embeds an instance that embeds ...: without end, if their arguments grow (monomorph reports that).
constexpr int maxEmbeddedInstances = 100;

struct EmbeddedNames {
  std::unordered_set<Named *> seen; // instances are canonical
  bool before(Named *n) { return !seen.insert(n).second; }
};

// Several entries of one type become one, marked so.
void consolidateMultiples(List<EmbeddedType> &list) {
  if (list.size() <= 1) return;
  size_t n = 0;
  std::unordered_multimap<size_t, size_t> places; // hash of a type -> its place
  for (size_t i = 0; i < list.size(); i++) {
    auto [b, e] = places.equal_range(typeHash(list[i].typ));
    while (b != e && !identical(list[b->second].typ, list[i].typ)) ++b;
    if (b != e) {
      list[b->second].multiples = true;
      continue;
    }
    places.emplace(typeHash(list[i].typ), n);
    if (n != i) list[n] = std::move(list[i]);
    n++;
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
  Steps steps;
  List<EmbeddedType> current{{typ, nullptr, isPtr, false}};
  EmbeddedNames seen;
  for (int instances = 0; !current.empty() && instances < maxEmbeddedInstances;) {
    List<EmbeddedType> next;
    Object *obj = nullptr;
    const Steps::Step *index = nullptr;
    bool indirect = false;
    for (EmbeddedType &e : current) {
      Type *t = e.typ;
      if (Named *named = dynNamed(t)) {
        if (seen.before(named)) continue;
        int i;
        if (Func *m = namedLookupMethod(named, pkg, name, foldCase, &i)) {
          index = steps.add(e.index, i);
          if (obj || e.multiples) return collision(indexOf(index));
          obj = m;
          indirect = e.indirect;
          continue;
        }
      }
      Type *u = under(t);
      if (Struct *s = dynStruct(u)) {
        // A field found, or an embedded one to look into.
        bool ambiguous = false;
        auto visit = [&](int i) {
          Var *f = s->fields[size_t(i)];
          if (sameId(f, pkg, name)) {
            index = steps.add(e.index, i);
            ambiguous |= obj || e.multiples;
            obj = f;
            indirect = e.indirect;
          } else if (!obj && f->embedded) {
            bool p;
            Type *ft = deref(f->type, &p);
            next.push_back({ft, steps.add(e.index, i), e.indirect || p, e.multiples});
          }
        };
        if (const LongList *l = longList(s->fields)) {
          if (int i = placeOf(*l, s->fields, pkg, name); i >= 0) visit(i);
          for (size_t k = 0; k < l->embedded.size() && !obj; k++) visit(l->embedded[k]);
        } else {
          for (size_t i = 0; i < s->fields.size() && !ambiguous; i++) visit(int(i));
        }
        if (ambiguous) return collision(indexOf(index));
      } else if (Interface *it = dynInterface(u)) {
        int i;
        if (Func *m = typeSet(it)->lookupMethod(pkg, name, foldCase, &i)) {
          index = steps.add(e.index, i);
          if (obj || e.multiples) return collision(indexOf(index));
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
      res.index = indexOf(index);
      res.indirect = indirect;
      return res;
    }
    consolidateMultiples(next);
    instances += std::any_of(next.begin(), next.end(), [](EmbeddedType &e) { return dynNamed(e.typ) && dynNamed(e.typ)->origin; });
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
static void collectNames(Type *t, EmbeddedNames &seen, std::unordered_map<std::string, std::pair<Package *, Str>> &names) {
  t = deref(t);
  if (Named *n = dynNamed(t)) {
    if (seen.before(n)) return;
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
  EmbeddedNames seen;
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
    return check->sprintf("(missing method %s)\n\t\thave %s\n\t\twant %s", m->name, check->funcString(f, false),
                          check->funcString(m, false));
  case MissState::Unexported: return check->sprintf("(unexported method %s)", m->name);
  case MissState::WrongSig: {
    std::string fs = check->funcString(f, false), ms = check->funcString(m, false);
    if (fs == ms) {
      fs = check->funcString(f, true);
      ms = check->funcString(m, true);
    }
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

Func *Checker::missingMethod(Type *V, Type *T, bool isStatic, const std::function<bool(Type *, Type *)> &equivalent, std::string *cause,
                             bool *wrongType) {
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
        if (r.ambiguous)
          state = MissState::AmbigSel;
        else if (r.indirect)
          state = MissState::PtrRecv;
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
