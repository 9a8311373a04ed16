// frontend/types_string.cpp: types and objects as text, for three readers:
//   diagnostics (packages by name as the checker qualifies them, any for the predeclared any, parameter names),
//   paths (packages by import path), and
//   link strings (gc's names of type descriptors, program-wide unique). Mirrors types2/{typestring,object}.go.
#include "frontend/checker.h"
#include "frontend/lasting.h"
#include "frontend/unicode.h"
#include <algorithm>

namespace frontend {

namespace {
enum class Style { Diag, Path, Custom, Link };

class TypeWriter {
public:
  std::string &buf;
  Style style;
  Checker *check = nullptr;
  Qualifier qf = nullptr;
  bool paramNames = true, pkgInfo = false;

  TypeWriter(std::string &b, Style s, Checker *c = nullptr, Qualifier q = nullptr) : buf(b), style(s), check(c), qf(q) {
    if (s == Style::Link) paramNames = false;
  }

  void typ(Type *t);
  void signature(Signature *sig);
  void tParamList(const List<TypeParam *> &list);
  std::string packagePrefix(Package *pkg);

private:
  std::unordered_set<Type *> seen_; // those being written

  bool linking() const { return style == Style::Link; }
  void sep(char c) {
    buf += c;
    if (!(linking() && c == ',')) buf += ' ';
  }
  void text(std::string_view s) { buf += s; }
  void error(const std::string &msg) { buf += "<" + msg + ">"; }
  void write(Type *t);
  void structType(Struct *s);
  void interfaceType(Interface *it);
  void linkMethods(Interface *it);
  void chanType(Chan *c);
  void named(Named *n);
  void typeParam(TypeParam *p);
  void typeList(const List<Type *> &outer, const List<Type *> &list), types(const List<Type *> &list);
  void tuple(Tuple *t, bool variadic);
};

std::string subscript(uint64_t x) {
  std::string d = std::to_string(x), r;
  for (char c : d) {
    r += "\xe2\x82";
    r += char(0x80 + (c - '0'));
  }
  return r;
}

std::string TypeWriter::packagePrefix(Package *pkg) {
  if (!pkg) return "";
  std::string s;
  switch (style) {
  case Style::Diag: s = check ? check->qualifier(pkg) : std::string(pkg->name); break;
  case Style::Custom: s = qf ? qf(pkg) : std::string(pkg->name); break;
  default: s = std::string(pkg->path); break;
  }
  return s.empty() ? s : s + ".";
}

// Types that refer to one another by alias are small in memory and can be long as text: diagnostics are cut off.
constexpr size_t maxText = 1 << 20;

void TypeWriter::typ(Type *t) {
  if (!t) return error("nil");
  if (!linking() && buf.size() > maxText) return error("...");
  if (t->kind == TypeKind::Basic) return write(t);
  if (!seen_.insert(t).second) return error("cycle");
  write(t);
  seen_.erase(t);
}

void TypeWriter::write(Type *t) {
  switch (t->kind) {
  case TypeKind::Basic: {
    Basic *b = static_cast<Basic *>(t);
    if (b->bkind == BasicKind::UnsafePointer) return text("unsafe.Pointer");
    if (linking()) b = static_cast<Basic *>(basicType(b->bkind)); // byte is uint8, rune is int32
    return text(b->name);
  }
  case TypeKind::Array: text("[" + std::to_string(static_cast<Array *>(t)->len) + "]"); return typ(static_cast<Array *>(t)->elem);
  case TypeKind::Slice: text("[]"); return typ(static_cast<Slice *>(t)->elem);
  case TypeKind::Pointer: text("*"); return typ(static_cast<Pointer *>(t)->elem);
  case TypeKind::Struct: return structType(static_cast<Struct *>(t));
  case TypeKind::Tuple: return tuple(static_cast<Tuple *>(t), false);
  case TypeKind::Signature: text("func"); return signature(static_cast<Signature *>(t));
  case TypeKind::Union: {
    bool first = true;
    for (Term &term : static_cast<Union *>(t)->terms) {
      if (!first) text(" | ");
      first = false;
      if (term.tilde) text("~");
      typ(term.type);
    }
    return;
  }
  case TypeKind::Interface: return interfaceType(static_cast<Interface *>(t));
  case TypeKind::Map:
    text("map[");
    typ(static_cast<Map *>(t)->key);
    text("]");
    return typ(static_cast<Map *>(t)->elem);
  case TypeKind::Chan: return chanType(static_cast<Chan *>(t));
  case TypeKind::Named: return named(static_cast<Named *>(t));
  case TypeKind::TypeParam: return typeParam(static_cast<TypeParam *>(t));
  }
}

void TypeWriter::structType(Struct *s) {
  text(linking() ? s->fields.empty() ? "struct {" : "struct { " : "struct{");
  for (size_t i = 0; i < s->fields.size(); i++) {
    Var *f = s->fields[i];
    if (i) sep(';');
    bool annotate = pkgInfo && !isExported(f->name);
    if (annotate) pkgInfo = false;
    if (!f->embedded) {
      if (linking() && !isExported(f->name)) text(packagePrefix(f->pkg));
      text(f->name);
      text(" ");
    } else if (linking()) { // embedded through an alias: the field's name tells the types apart; as does its package
      Type *base = f->type->kind == TypeKind::Pointer ? static_cast<Pointer *>(f->type)->elem : f->type;
      Str own = base->kind == TypeKind::Named   ? static_cast<Named *>(base)->obj->name
                : base->kind == TypeKind::Basic ? static_cast<Basic *>(base)->name
                                                : Str();
      Package *home = base->kind == TypeKind::Named ? static_cast<Named *>(base)->obj->pkg : nullptr;
      bool foreign = !isExported(f->name) && home != f->pkg; // int, or an alias of another package's type
      if (own != f->name || foreign) text((foreign ? packagePrefix(f->pkg) : "") + std::string(f->name) + "=");
    }
    typ(f->type);
    if (annotate) text(" /* package " + std::string(f->pkg->path) + " */ ");
    if (i < s->tags.size() && !s->tags[i].empty()) text(" " + quoteString(s->tags[i]));
  }
  text(linking() && !s->fields.empty() ? " }" : "}");
}

void TypeWriter::interfaceType(Interface *it) {
  if (linking()) return linkMethods(it);
  if (it == universeAny) return text("any");
  if (it == static_cast<Named *>(universeComparable)->underlying_) return text("interface{comparable}");
  if (it->implicit) {
    if (it->methods.empty() && it->embeddeds.size() == 1) return typ(it->embeddeds[0]);
    text("/* implicit */ ");
  }
  text("interface{");
  bool first = true;
  for (Func *m : it->methods) {
    if (!first) sep(';');
    first = false;
    text(m->name);
    signature(m->sig());
  }
  for (Type *e : it->embeddeds) {
    if (!first) sep(';');
    first = false;
    typ(e);
  }
  text("}");
}

void TypeWriter::linkMethods(Interface *it) {
  TypeSet *ts = typeSet(it);
  text("interface {");
  const char *sep = " ";
  if (ts->comparable) {
    text(" comparable");
    sep = "; ";
  }
  for (Func *m : ts->methods) {
    text(sep);
    sep = "; ";
    if (!isExported(m->name)) text(packagePrefix(m->pkg));
    text(m->name);
    signature(m->sig());
  }
  if (ts->hasTerms()) {
    text(sep);
    text(ts->terms.str());
  }
  text(ts->isAll() ? "}" : " }");
}

void TypeWriter::chanType(Chan *c) {
  Chan *e = dynChan(c->elem);
  bool parens = c->dir == ChanDir::Both && e && e->dir == ChanDir::RecvOnly;
  text(c->dir == ChanDir::Both ? "chan " : c->dir == ChanDir::SendOnly ? "chan<- " : "<-chan ");
  if (parens) text("(");
  typ(c->elem);
  if (parens) text(")");
}

void TypeWriter::named(Named *n) {
  text(packagePrefix(n->obj->pkg));
  text(n->obj->name);
  if (!n->targs.empty())
    typeList(originOf(n)->outerTargs, n->targs); // instances, and copies of local types of generic functions
  else if (!linking() && !n->tparams.empty())
    tParamList(n->tparams);
  if (linking())
    if (int i = localTypeIndex(n)) text("\xc2\xb7" + std::to_string(i)); // declared in a function
}

void TypeWriter::typeParam(TypeParam *p) {
  text(p->obj->name);
  if (linking())
    text(subscript(p->id));
  else if (universe->lookup(p->obj->name))
    text(" /* with " + std::string(p->obj->name) + " declared at " + sources().show(p->obj->pos) + " */");
}

void TypeWriter::types(const List<Type *> &list) {
  for (size_t i = 0; i < list.size(); i++) {
    if (i) sep(',');
    typ(list[i]);
  }
}

// Type arguments; before a semicolon those of the function around a local type.
void TypeWriter::typeList(const List<Type *> &outer, const List<Type *> &list) {
  text("[");
  types(outer);
  if (!outer.empty()) text(";");
  types(list);
  text("]");
}

void TypeWriter::tParamList(const List<TypeParam *> &list) {
  text("[");
  Type *prev = nullptr;
  for (size_t i = 0; i < list.size(); i++) {
    if (i) {
      if (list[i]->bound != prev) {
        text(" ");
        typ(prev);
      }
      sep(',');
    }
    prev = list[i]->bound;
    typ(list[i]);
  }
  if (prev) {
    text(" ");
    typ(prev);
  }
  text("]");
}

void TypeWriter::tuple(Tuple *t, bool variadic) {
  text("(");
  for (size_t i = 0; i < t->vars.size(); i++) {
    Var *v = t->vars[i];
    if (i) sep(',');
    if (linking() && i) buf += ' ';
    if (!v->name.empty() && paramNames) {
      text(v->name);
      text(" ");
    }
    if (variadic && i + 1 == t->vars.size()) {
      Slice *s = dynSlice(v->type);
      if (s) {
        text("...");
        typ(s->elem);
      } else {
        typ(v->type);
        text("...");
      } // append([]byte, string...)
      continue;
    }
    typ(v->type);
  }
  text(")");
}

void TypeWriter::signature(Signature *sig) {
  if (!sig->tparams.empty()) tParamList(sig->tparams);
  tuple(sig->params, sig->variadic);
  auto &results = sig->results->vars;
  if (!results.empty()) {
    text(" ");
    if (results.size() == 1 && (!paramNames || results[0]->name.empty()))
      typ(results[0]->type);
    else
      tuple(sig->results, false);
  }
}
} // namespace

// ---- types

std::string typeString(Type *t, Qualifier q) {
  std::string s;
  TypeWriter(s, Style::Custom, nullptr, q).typ(t);
  return s;
}
std::string typeString(Type *t, Checker *check) {
  std::string s;
  TypeWriter(s, Style::Diag, check).typ(t);
  return s;
}
std::string pathTypeString(Type *t) {
  std::string s;
  TypeWriter(s, Style::Path).typ(t);
  return s;
}
std::string linkString(Type *t) {
  std::string s;
  TypeWriter(s, Style::Link).typ(t);
  return s;
}
void writeSignature(std::string *buf, Signature *sig, Checker *check) { TypeWriter(*buf, Style::Diag, check).signature(sig); }

std::string Checker::funcString(Func *f, bool pkgInfo) {
  std::string s(f->name);
  TypeWriter w(s, pkgInfo ? Style::Path : Style::Diag, this);
  w.pkgInfo = pkgInfo;
  w.paramNames = false;
  w.signature(f->sig());
  return s;
}

std::string typeParamsString(const List<TypeParam *> &list) {
  // "A", "A and B", "A, B, and C"
  std::string r;
  size_t n = list.size();
  for (size_t i = 0; i < n; i++) {
    if (i) r += n == 2 ? " and " : i + 1 == n ? ", and " : ", ";
    r += list[i]->obj->name;
  }
  return r;
}

// ---- instances by hash

Context &globalContext() { return lasting<Context>(); }
int Context::getID(Type *t) { return originIDs.emplace(t, int(originIDs.size())).first->second; }
std::string Context::instanceHash(Type *orig, const List<Type *> &targs) {
  std::string s = std::to_string(getID(orig)) + "[";
  for (Type *t : targs) s += std::to_string(typeHash(t)) + ",";
  return s;
}
Type *Context::lookup(const std::string &h, Type *orig, const List<Type *> &targs) {
  auto it = typeMap.find(h);
  if (it == typeMap.end()) return nullptr;
  for (Entry &e : it->second)
    if (identicalInstance(orig, targs, e.orig, e.targs)) return e.instance;
  return nullptr;
}
Type *Context::update(const std::string &h, Type *orig, const List<Type *> &targs, Type *inst) {
  auto &list = typeMap[h];
  for (Entry &e : list)
    if (identical(inst, e.instance)) return e.instance;
  list.push_back({orig, targs, inst});
  return inst;
}

// ---- objects

namespace {
void writeFuncName(TypeWriter &w, const Func *f) {
  if (f->type) {
    Var *recv = f->sig()->recv;
    if (recv) {
      w.buf += "(";
      if (dynInterface(recv->type))
        w.buf += "interface";
      else
        w.typ(recv->type);
      w.buf += ").";
    } else if (f->pkg) {
      w.buf += w.packagePrefix(f->pkg);
    }
  }
  w.buf += f->name;
}

void writeObject(TypeWriter &w, const Object *obj) {
  Type *typ = obj->type;
  const TypeName *tname = nullptr;
  switch (obj->kind) {
  case ObjKind::PkgName: {
    auto p = static_cast<const PkgName *>(obj);
    w.buf += "package " + std::string(p->name);
    if (p->imported->path != p->name) w.buf += " (\"" + std::string(p->imported->path) + "\")";
    return;
  }
  case ObjKind::Const: w.buf += "const"; break;
  case ObjKind::TypeName:
    tname = static_cast<const TypeName *>(obj);
    w.buf += typ && isTypeParam(typ) ? "type parameter" : "type";
    break;
  case ObjKind::Var: w.buf += static_cast<const Var *>(obj)->isField ? "field" : "var"; break;
  case ObjKind::Func:
    w.buf += "func ";
    writeFuncName(w, static_cast<const Func *>(obj));
    if (typ) w.signature(static_cast<Signature *>(typ));
    return;
  case ObjKind::Label:
    w.buf += "label";
    typ = nullptr;
    break;
  case ObjKind::Builtin:
    w.buf += "builtin";
    typ = nullptr;
    break;
  case ObjKind::Nil: w.buf += "nil"; return;
  }
  w.buf += " ";
  if (obj->pkg && obj->pkg->scope->lookup(obj->name) == obj) w.buf += w.packagePrefix(obj->pkg);
  w.buf += obj->name;
  if (!typ) return;
  if (tname) {
    if (dynBasic(typ)) return;
    if (Named *n = dynNamed(typ); n && !tparamsOf(n).empty()) w.tParamList(tparamsOf(n));
    if (tname->isAlias)
      w.buf += " =";
    else if (TypeParam *p = dynTypeParam(typ))
      typ = p->bound;
    else
      typ = under(typ);
  }
  if (typ == universeAny && obj->name == "any") typ = emptyInterface;
  w.buf += " ";
  w.typ(typ);
}
} // namespace

std::string objectString(const Object *o, Checker *check) {
  std::string s;
  TypeWriter w(s, Style::Diag, check);
  writeObject(w, o);
  return s;
}
std::string objectString(const Object *o, Qualifier q) {
  std::string s;
  TypeWriter w(s, Style::Custom, nullptr, q);
  writeObject(w, o);
  return s;
}

} // namespace frontend
