// ir/names.cpp: the names of functions: link symbols, which are unique, and those that gc gives them, of which tracebacks and
// FuncForPC leave out the type arguments (runtime/stack/symtab.h: shownName).
#include "frontend/types_set.h"
#include "ir/build.h"

namespace ir {

static std::string typeArgs(const List<Type *> &targs) {
  std::string s = "[";
  for (size_t i = 0; i < targs.size(); i++) s += (i ? "," : "") + linkString(targs[i]);
  return s + "]";
}

// gc compiles one instance for all arguments of a shape, their underlying types (any pointer is a *uint8 where only methods
// are asked of it), and that is what profiles show of them. Here each argument has its own instance.
static std::string shapeArgs(Signature *sig, const List<Type *> &targs) {
  const List<TypeParam *> &params = sig->recv ? sig->recvTparams : sig->tparams;
  std::string s = "[";
  for (size_t i = 0; i < targs.size(); i++) {
    Type *shape = under(targs[i]);
    const bool anyPointer = dynPointer(shape) && i < params.size() && typeSet(static_cast<Interface *>(under(params[i])))->isMethodSet();
    s += (i ? ",go.shape." : "go.shape.") + (anyPointer ? "*uint8" : linkString(shape));
  }
  return s + "]";
}

std::string funcSymbol(frontend::Func *fn, const List<Type *> &targs, std::string *display) {
  std::string pkg = fn->pkg ? std::string(fn->pkg->path) : "", args = targs.empty() ? "" : typeArgs(targs),
              shown = targs.empty() ? "" : shapeArgs(fn->sig(), targs);
  auto *recv = fn->sig()->recv;
  auto make = [&](const std::string &a, const std::string &generic) {
    if (!recv) return pkg + "." + std::string(fn->name) + a;
    Type *r = recv->type;
    bool ptr = r->kind == TypeKind::Pointer;
    if (ptr) r = static_cast<Pointer *>(r)->elem;
    auto *n = dynNamed(r);
    std::string tn = n ? std::string(n->obj->name) : "?";
    if (n && n->obj->parent && n->obj->pkg && n->obj->parent != n->obj->pkg->scope) { // a local type: its link string tells it apart
      tn = linkString(n);
      if (auto dot = tn.rfind('.'); dot != std::string::npos && generic.empty()) tn = tn.substr(dot + 1);
    }
    tn += a;
    return pkg + "." + (ptr ? "(*" + tn + ")" : tn) + "." + std::string(fn->name);
  };
  if (display) *display = make(shown, "");
  return make(args, "x");
}

// The name gc gives the method m of the receiver type recv, and its wrappers: main.T.M, main.(*T).M, main.G[...].M.
std::string methodName(Type *recv, frontend::Func *m) {
  auto *p = dynPointer(recv);
  Type *t = p && !dynNamed(recv) ? p->elem : recv;
  auto *n = dynNamed(t);
  Package *pkg = n ? n->obj->pkg : nullptr;
  std::string home = pkg ? std::string(pkg->path) : n ? "go:builtin" : "go", type = linkString(t);
  if (pkg) type = type.substr(home.size() + 1);
  if (n && !n->targs.empty()) type.replace(type.find('['), type.rfind(']') - type.find('[') + 1, "[...]");
  if (t != recv) type = "(*" + type + ")";
  if (!m->exported() && m->pkg && m->pkg != pkg) type += "." + std::string(m->pkg->path);
  return home + (pkg || n ? "." : ":") + type + "." + std::string(m->name);
}

std::string ProgramBuilder::uniqueSymbol(const std::string &name) {
  auto taken = [&](const std::string &s) {
    for (const Module *in = &m; in; in = in->base)
      if (in->funcBySymbol.count(s) || in->globalBySymbol.count(s)) return true;
    return false;
  };
  std::string s = name;
  while (taken(s)) s = name + "-" + std::to_string(++uniqueCount[name]);
  return s;
}

WellKnown wellKnown(std::string_view symbol) {
  const size_t slash = symbol.rfind('/'), from = slash == symbol.npos ? 0 : slash;
  const std::string_view path = symbol.substr(0, symbol.find('.', from));
#define FUNCTION(name, what)                                                                                                               \
  if (symbol == name) return WellKnown::what;
#define PACKAGE(name, what)                                                                                                                \
  if (path == name) return WellKnown::what;
#include "ir/well_known.def"
  return WellKnown::no;
}

} // namespace ir
