// frontend/check_initorder.cpp: the order in which package-level variables are initialised. Mirrors types2/initorder.go.
//
// The graph of dependencies among constants, variables and functions is reduced to one without functions (a function
// passes its dependencies on to those that use it); then the object with the fewest open dependencies, and among
// equals the first in the source, comes next. An object that still has dependencies when it is taken is in a cycle.
#include "frontend/checker.h"
#include <algorithm>
#include <set>

namespace frontend {

namespace {
struct GraphNode {
  Object *obj;
  std::unordered_set<GraphNode *> pred, succ;
  size_t ndeps = 0;
  size_t cost() const { return pred.size() * succ.size(); }
};

struct NodeLess {
  bool operator()(const GraphNode *a, const GraphNode *b) const {
    bool ac = a->obj->kind == ObjKind::Const, bc = b->obj->kind == ObjKind::Const;
    if (ac != bc) return ac;
    if (a->ndeps != b->ndeps) return a->ndeps < b->ndeps;
    return a->obj->order < b->obj->order;
  }
};

bool isDependency(Object *o) { return o->kind == ObjKind::Const || o->kind == ObjKind::Var || o->kind == ObjKind::Func; }

// All objects that matter: variables and constants, and the functions they reach. Bodies that have not been checked
// are checked now: their dependencies are needed.
List<Object *> reachable(Checker *check) {
  List<Object *> work;
  for (auto &[obj, d] : check->objMap)
    if (obj->kind == ObjKind::Const || obj->kind == ObjKind::Var) work.push_back(obj);
  std::sort(work.begin(), work.end(), [](Object *a, Object *b) { return a->order < b->order; });
  std::unordered_set<Object *> seen(work.begin(), work.end());
  for (size_t i = 0; i < work.size(); i++) {
    if (Func *f = dynFunc(work[i])) check->checkFuncBody(f);
    for (Object *d : check->objMap[work[i]]->deps)
      if (isDependency(d) && seen.insert(d).second) work.push_back(d);
  }
  return work;
}

List<GraphNode *> dependencyGraph(Checker *check) {
  std::unordered_map<Object *, GraphNode *> nodes;
  List<GraphNode *> all, graph, funcs;
  for (Object *o : reachable(check)) {
    GraphNode *n = nodes[o] = new GraphNode{o, {}, {}};
    all.push_back(n);
    (o->kind == ObjKind::Func ? funcs : graph).push_back(n);
  }
  for (GraphNode *n : all)
    for (Object *d : check->objMap[n->obj]->deps)
      if (auto it = nodes.find(d); it != nodes.end()) {
        n->succ.insert(it->second);
        it->second->pred.insert(n);
      }
  // Functions with few connections first: keeps the number of edges small.
  std::stable_sort(funcs.begin(), funcs.end(), [](GraphNode *a, GraphNode *b) { return a->cost() < b->cost(); });
  for (GraphNode *n : funcs) {
    for (GraphNode *p : n->pred) {
      if (p == n) continue;
      for (GraphNode *s : n->succ)
        if (s != n) {
          p->succ.insert(s);
          s->pred.insert(p);
        }
      p->succ.erase(n);
    }
    for (GraphNode *s : n->succ) s->pred.erase(n);
  }
  for (GraphNode *n : graph) n->ndeps = n->succ.size();
  return graph;
}

// A path of dependencies from -> ... -> to, last element first; empty if there is none.
List<Object *> findPath(Checker *check, Object *from, Object *to, std::unordered_set<Object *> &seen) {
  if (!seen.insert(from).second) return {};
  for (Object *d : check->objMap[from]->deps) {
    if (d == to) return {d};
    List<Object *> p = findPath(check, d, to, seen);
    if (!p.empty()) {
      p.push_back(d);
      return p;
    }
  }
  return {};
}
} // namespace

void Checker::initOrder() {
  List<GraphNode *> graph = dependencyGraph(this);
  std::set<GraphNode *, NodeLess> queue(graph.begin(), graph.end());
  std::unordered_set<DeclInfo *> emitted;
  while (!queue.empty()) {
    GraphNode *n = *queue.begin();
    queue.erase(queue.begin());
    if (n->ndeps > 0) {
      std::unordered_set<Object *> seen;
      // Only report it if n itself is in the cycle: others depend on one.
      List<Object *> cycle = findPath(this, n->obj, n->obj, seen);
      if (!cycle.empty()) reportCycle(cycle);
    }
    for (GraphNode *p : n->pred) {
      auto it = queue.find(p);
      bool queued = it != queue.end();
      if (queued) queue.erase(it);
      p->ndeps--;
      if (queued) queue.insert(p);
    }
    Var *v = dynVar(n->obj);
    if (!v) continue;
    DeclInfo *d = objMap[v];
    if (!d->hasInitializer() || !emitted.insert(d).second) continue;
    pkg->initOrder.push_back({d->lhs.empty() ? List<Var *>{v} : d->lhs, d->init});
  }
}

void Checker::reportCycle(const List<Object *> &cycle) {
  Object *obj = cycle[0];
  if (cycle.size() == 1) return errorf(obj, "initialization cycle: %s refers to itself", obj->name);
  Error_ e(this);
  e.errorf(obj, "initialization cycle for %s", obj->name);
  for (size_t i = cycle.size(); i-- > 0;) {
    e.errorf(obj, "%s refers to", obj->name);
    obj = cycle[i];
  }
  e.errorf(obj, "%s", obj->name);
  report(&e);
}

} // namespace frontend
