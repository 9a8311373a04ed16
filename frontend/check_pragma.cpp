// frontend/check_pragma.cpp: what gc checks after types2, when a package has no type errors: compiler directives,
// functions without body, and interface literals that contain themselves. Mirrors cmd/compile/internal/noder.
#include "frontend/checker.h"
#include "frontend/embed.h"
#include "frontend/files.h"
#include <algorithm>

namespace frontend {

bool mentionsTypeParam(Type *t); // check_infer.cpp

// Directives that belong to functions.
static bool isFuncDirective(Str name) {
  constexpr Str list[] = {"go:noinline",           "go:nosplit",         "go:noescape",         "go:norace",
                          "go:nocheckptr",         "go:systemstack",     "go:nowritebarrier",   "go:nowritebarrierrec",
                          "go:yeswritebarrierrec", "go:cgo_unsafe_args", "go:uintptrkeepalive", "go:uintptrescapes",
                          "go:registerparams",     "go:nointerface",     "go:noracecheck"};
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

static bool hasDirective(const List<Directive> &list, Str name) {
  return std::any_of(list.begin(), list.end(), [&](const Directive &d) { return d.name == name; });
}

namespace {
struct Pragmas {
  Checker *check;
  Package *pkg;
  bool unsafe = false, embed = false; // imported by the file
  std::unordered_map<Object *, Pos> linknames;
  std::unordered_set<uint32_t> attached;

  void notAllowed(const Decl *d, bool func, bool embedOK) {
    for (const Directive &dir : d->directives) {
      attached.insert(dir.pos.off);
      if (!func && isFuncDirective(dir.name)) check->error(dir.pos, "misplaced compiler directive");
      if (!embedOK && dir.name == "go:embed") check->error(dir.pos, "misplaced go:embed directive");
    }
  }

  void varDecl(VarDecl *d) {
    notAllowed(d, false, true);
    auto it = std::find_if(d->directives.begin(), d->directives.end(), isEmbed);
    if (it == d->directives.end()) return;
    const char *why = !embed                ? "go:embed only allowed in Go files that import \"embed\""
                      : d->names.size() > 1 ? "go:embed cannot apply to multiple vars"
                      : d->values           ? "go:embed cannot apply to var with initializer"
                      : !d->type            ? "go:embed cannot apply to var without type"
                                            : nullptr;
    if (why) return check->error(it->pos, why);
    if (check->version && check->version < 16)
      return check->errorf(it->pos, "go:embed requires go1.16 or later (-lang was set to %s; check go.mod)", check->conf.goVersion);
    embedType(d);
  }

  void embedType(VarDecl *d) {
    Var *v = dynVar(d->names[0]->obj);
    if (!v) return;
    EmbedKind kind = embedKind(v->type);
    if (kind == EmbedKind::None) return check->errorf(v->pos, "go:embed cannot apply to var of type %s", v->type);
    std::vector<std::string> files = embeddedFiles(pkg, d);
    if (kind != EmbedKind::Files && files.size() > 1) return check->errorf(v->pos, "invalid go:embed: multiple files for type %s", v->type);
    for (const std::string &f : files)
      if (std::string path = pkg->dir + "/" + f; !isReadable(path)) check->errorf(v->pos, "embed %s: open %s: permission denied", f, path);
  }

  void linkname(const Directive &d) {
    bool std = pkg->stdlib || pkg->overlay; // an overlay may leave directives without declaration, or doubled
    if (!unsafe && !std) return check->error(d.pos, "//go:linkname only allowed in Go files that import \"unsafe\"");
    Str args = d.args;
    while (!args.empty() && args.front() == ' ') args.remove_prefix(1);
    Str local = args.substr(0, args.find_first_of(" \t"));
    Object *obj = pkg->scope->lookup(local);
    if (!obj || (obj->kind != ObjKind::Func && obj->kind != ObjKind::Var))
      return std || (check->version && check->version < go1_18)
                 ? void()
                 : check->error(d.pos, "//go:linkname must refer to declared function or variable");
    auto [it, fresh] = linknames.emplace(obj, d.pos);
    if (!fresh && std) return;
    if (!fresh && it->second != d.pos) return check->errorf(d.pos, "duplicate //go:linkname for %s", local);
    auto add = [&](List<Directive> &list) {
      if (!std::any_of(list.begin(), list.end(), [&](const Directive &x) { return x.pos == d.pos; })) list.push_back(d);
    };
    if (Func *f = dynFunc(obj))
      add(f->directives);
    else if (Var *v = dynVar(obj); v->decl)
      add(v->decl->directives);
  }

  void file(File *f, bool full) {
    unsafe = embed = false;
    for (Decl *d : f->decls)
      if (auto i = dynImportDecl(d); i && i->path) {
        unsafe |= i->path->value == "\"unsafe\"";
        embed |= i->path->value == "\"embed\"";
      }
    if (full)
      for (Decl *d : f->decls) {
        if (auto v = dynVarDecl(d))
          varDecl(v);
        else
          notAllowed(d, d->kind == NodeKind::FuncDecl, false);
      }
    for (const Directive &d : f->directives)
      if (d.name == "go:linkname") linkname(d);
  }

  void bodies() {
    for (Func *f : pkg->funcs) {
      FuncDecl *d = f->decl;
      if (d->body) {
        if (hasDirective(d->directives, "go:noescape")) check->error(d, "can only use //go:noescape with external func implementations");
      } else if (!check->conf.allowNoBody && !linknames.count(f)) {
        check->error(d, "missing function body");
      }
      if (hasDirective(d->directives, "go:nosplit") && hasDirective(d->directives, "go:systemstack"))
        check->error(d, "go:nosplit and go:systemstack cannot be combined");
    }
  }
};
} // namespace

void Checker::checkPragmas() {
  Pragmas p{this, pkg};
  for (File *f : files) p.file(f, !conf.lazyBodies);
  if (conf.lazyBodies) return;
  p.bodies();
  for (Pos pos : localEmbeds) error(pos, "go:embed cannot apply to var inside func");
}

// ---- anonymous interfaces that refer to themselves

namespace {
struct AnonymousCycles {
  std::unordered_map<Interface *, bool> cyclic;

  bool hasCycle(Interface *it) {
    for (Func *m : typeSet(it)->methods)
      if (visit(m->type)) return true;
    return false;
  }
  bool visit(Type *t) {
    if (!t || t->kind == TypeKind::Named || t->kind == TypeKind::Union) return false; // named types end a cycle
    if (auto *it = dynInterface(t)) return visitInterface(it);
    return anyPart(t, [this](Type *part) { return visit(part); });
  }
  bool visitInterface(Interface *it) {
    if (it->methods.empty() && it->embeddeds.empty()) return false;
    auto [pos, fresh] = cyclic.emplace(it, true);
    if (!fresh) return pos->second;
    if (hasCycle(it)) return true;
    cyclic[it] = false;
    return false;
  }
};
} // namespace

// In source order; a literal inside another one is looked at with it.
void Checker::checkAnonymousCycles() {
  AnonymousCycles f;
  std::sort(interfaceExprs.begin(), interfaceExprs.end(), [](auto &a, auto &b) { return a.first->pos < b.first->pos; });
  Pos end;
  for (auto &[e, it] : interfaceExprs) {
    if (e->pos < end) continue;
    end = endPos(e);
    if (!f.hasCycle(it)) continue;
    error(e->pos, "invalid recursive type: anonymous interface refers to itself (see https://go.dev/issue/56103)");
    for (auto &c : f.cyclic) c.second = false; // no duplicates
  }
}

// ---- sizes. Mirrors cmd/compile/internal/types/size.go.

void Checker::checkSizes() {
  constexpr int64_t maxWidth = int64_t(1) << 50, maxChanElem = 1 << 16;
  for (auto &[e, t] : sizedExprs) {
    bool tooLarge = false; // as far as sizes do not depend on type parameters
    if (Chan *c = dynChan(t)) {
      int64_t size = sizeofType(c->elem);
      tooLarge = size < 0 || size >= maxChanElem;
    } else if (Array *a = dynArray(t)) {
      int64_t size = sizeofType(a->elem);
      tooLarge = size > 0 && a->len > (maxWidth - 1) / size;
    } else if (dynStruct(t)) {
      int64_t size = sizeofType(t);
      tooLarge = size < 0 || size >= maxWidth;
    }
    if (!tooLarge || mentionsTypeParam(t)) continue;
    if (dynChan(t))
      error(e->pos, "channel element type too large (>64kB)");
    else
      errorf(e->pos, "type %s larger than address space", t);
  }
}

} // namespace frontend
