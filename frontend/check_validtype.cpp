// frontend/check_validtype.cpp: types that contain themselves by value, and instantiations that never end.
// Mirrors types2/{validtype,mono}.go and the check for anonymous interface cycles in cmd/compile/internal/noder.
//
// validType walks a type through arrays, structs and embedded interfaces (not pointers). nest is the stack of named
// types whose declarations surround the current one, path the same without popping for type arguments.
// monomorph: vertices are type parameters (and local types that depend on some), an edge of weight 1 says that
// the target is instantiated with a type that properly contains the source: a cycle of positive weight is endless.
#include "frontend/checker.h"
#include <algorithm>

namespace frontend {

void Checker::validType(Named *typ) {
  TypeNest nest;
  List<Named *> path;
  validType0(typ, nest, path);
}

bool Checker::validType0(Type *typ, TypeNest &nest, List<Named *> &path) {
  if (!typ) return true;
  switch (typ->kind) {
  case TypeKind::Array: return validType0(static_cast<Array *>(typ)->elem, nest, path);
  case TypeKind::Struct:
    for (Var *f : static_cast<Struct *>(typ)->fields)
      if (!validType0(f->type, nest, path)) return false;
    return true;
  case TypeKind::Union:
    for (Term &t : static_cast<Union *>(typ)->terms)
      if (!validType0(t.type, nest, path)) return false;
    return true;
  case TypeKind::Interface:
    for (Type *e : static_cast<Interface *>(typ)->embeddeds)
      if (!validType0(e, nest, path)) return false;
    return true;
  case TypeKind::Named: {
    Named *t = static_cast<Named *>(typ);
    if (valids.count(t)) return true;
    if (!t->origin && t->obj->pkg != pkg) return true; // imported types are valid
    resolveNamed(t);
    if (t->underlying_ && !isValid(t->underlying_)) return false; // cycle or error reported before
    if (nest.contains(t)) {
      // t contains itself: report the part of path that starts with it.
      t->underlying_ = basicType(BasicKind::Invalid);
      originOf(t)->underlying_ = basicType(BasicKind::Invalid);
      for (size_t start = 0; start < path.size(); start++)
        if (path[start] == t) {
          List<Object *> cycle;
          for (size_t i = start; i < path.size(); i++) cycle.push_back(path[i]->instObj ? path[i]->instObj : path[i]->obj);
          cycleError(cycle);
          return false;
        }
      return false;
    }
    nest.push(t);
    path.push_back(t);
    bool ok = validType0(originOf(t)->fromRHS, nest, path);
    nest.pop();
    path.pop_back();
    // Of a type that mentions type parameters this was said for these type arguments only (go.dev/issue/65711).
    if (ok && t->tparams.empty() && std::none_of(t->targs.begin(), t->targs.end(), hasTypeParam)) valids.insert(t);
    return ok;
  }
  case TypeKind::TypeParam: {
    // The type argument in place of the parameter, seen from outside the instance.
    if (nest.list.empty()) return true;
    Named *inst = nest.list.back();
    const List<TypeParam *> &tparams = tparamsOf(inst);
    for (size_t i = 0; i < tparams.size() && i < inst->targs.size(); i++)
      if (tparams[i] == typ) {
        nest.pop();
        bool ok = validType0(inst->targs[i], nest, path);
        nest.push(inst);
        return ok;
      }
    return true;
  }
  default: return true;
  }
}

// ---- endless instantiation

void Checker::monomorph() {
  for (bool again = true; again;) {
    again = false;
    for (size_t i = 0; i < mono.edges.size(); i++) {
      MonoGraph::Edge &edge = mono.edges[i];
      MonoGraph::Vertex &src = mono.vertices[size_t(edge.src)], &dst = mono.vertices[size_t(edge.dst)];
      int w = src.weight + edge.weight;
      if (w <= dst.weight) continue;
      dst.pre = int(i);
      dst.len = src.len + 1;
      if (dst.len == int(mono.vertices.size())) return reportInstanceLoop(edge.dst);
      dst.weight = w;
      again = true;
    }
  }
}

void Checker::reportInstanceLoop(int v) {
  List<int> stack;
  std::vector<bool> seen(mono.vertices.size());
  auto pre = [&](int v) -> MonoGraph::Edge & { return mono.edges[size_t(mono.vertices[size_t(v)].pre)]; };
  // Walk back along the path until a vertex repeats, then keep the cycle.
  while (!seen[size_t(v)]) {
    stack.push_back(v);
    seen[size_t(v)] = true;
    v = pre(v).src;
  }
  while (stack[0] != v) stack.erase(stack.begin());
  auto objOf = [&](int v) -> TypeName * {
    MonoGraph::Vertex &x = mono.vertices[size_t(v)];
    return x.tpar ? x.tpar->obj : x.named->obj;
  };
  Error_ e(this);
  e.errorf(objOf(v), "instantiation cycle:");
  for (int s : stack) {
    MonoGraph::Edge &edge = pre(s);
    TypeName *obj = objOf(edge.dst);
    if (mono.vertices[size_t(edge.dst)].named)
      e.errorf(edge.pos, "%s implicitly parameterized by %s", obj->name, edge.typ);
    else
      e.errorf(edge.pos, "%s instantiated as %s", obj->name, edge.typ);
  }
  report(&e);
}

void MonoGraph::recordCanon(TypeParam *mpar, TypeParam *tpar) { canon[mpar] = tpar; }

void MonoGraph::recordInstance(Package *pkg, Pos pos, const List<TypeParam *> &tparams, const List<Type *> &targs,
                               const List<Expr *> &xlist) {
  for (size_t i = 0; i < tparams.size() && i < targs.size(); i++)
    assign(pkg, i < xlist.size() ? startPos(xlist[i]) : pos, tparams[i], targs[i]);
}

void MonoGraph::assign(Package *pkg, Pos pos, TypeParam *tpar, Type *targ) {
  // Cycles do not cross packages: an imported function cannot be instantiated by this package's instances of itself.
  if (tpar->obj->pkg != pkg) return;
  auto flow = [&](int src, Type *typ) { addEdge(typeParamVertex(tpar), src, typ == targ ? 0 : 1, pos, targ); };
  std::function<void(Type *)> walk = [&](Type *typ) {
    if (auto *p = dynTypeParam(typ)) return flow(typeParamVertex(p), typ);
    if (auto *it = dynInterface(typ)) {
      for (Func *m : typeSet(it)->methods) walk(m->type);
      return;
    }
    if (auto *n = dynNamed(typ))
      if (int src = localNamedVertex(pkg, originOf(n)); src >= 0) flow(src, typ);
    eachPart(typ, [&](Type *part) { walk(part); });
  };
  walk(targ);
}

// The vertex of a type declared in a generic function, -1 for others.
int MonoGraph::localNamedVertex(Package *pkg, Named *named) {
  TypeName *obj = named->obj;
  if (obj->pkg != pkg || obj->parent == pkg->scope || !obj->parent) return -1;
  if (auto it = nameIdx.find(named); it != nameIdx.end()) return it->second;
  int idx = -1;
  for (Scope *s = obj->parent; s && s != pkg->scope; s = s->parent)
    for (auto &[name, elem] : s->elems) {
      TypeName *t = dynTypeName(elem);
      if (!t || t->isAlias || !t->type || !isTypeParam(t->type) || !(t->pos < obj->pos)) continue;
      if (idx < 0) {
        idx = int(vertices.size());
        vertices.push_back({0, 0, 0, nullptr, named});
      }
      addEdge(idx, typeParamVertex(static_cast<TypeParam *>(t->type)), 1, obj->pos, t->type);
    }
  return nameIdx[named] = idx;
}

int MonoGraph::typeParamVertex(TypeParam *tpar) {
  if (auto it = canon.find(tpar); it != canon.end()) tpar = it->second;
  auto [it, fresh] = nameIdx0.emplace(tpar, int(vertices.size()));
  if (fresh) vertices.push_back({0, 0, 0, tpar, nullptr});
  return it->second;
}

void MonoGraph::addEdge(int dst, int src, int weight, Pos pos, Type *typ) { edges.push_back({dst, src, weight, pos, typ}); }

} // namespace frontend
