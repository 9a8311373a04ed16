// frontend/parse_build.cpp: the larger actions of the grammar: building nodes, and what the grammar accepts too widely.
#include "frontend/build_constraint.h"
#include "frontend/embed.h"
#include "frontend/parse_driver.h"
#include <cstring>

namespace frontend {

// ---- expressions

// `<-x` is a receive operation, unless x is a channel type: then the arrow belongs to it, and the arrows of nested
// channel types move along: <-(chan E) => (<-chan E), <-(chan<- E) => (<-chan (<-E)).
Expr *ParseDriver::arrow(Pos pos, Expr *x) {
  if (x->kind != NodeKind::ChanTypeExpr) return unary(pos, Op::Recv, x);
  ChanDir dir = ChanDir::SendOnly;
  Expr *t = x;
  while (dir == ChanDir::SendOnly) {
    auto *c = dynChanTypeExpr(t);
    if (!c) break;
    dir = c->dir;
    if (dir == ChanDir::RecvOnly) // <-<-chan E
      syntaxError(tok_.pos, "unexpected <-, expected chan");
    c->dir = ChanDir::RecvOnly;
    t = c->elem;
  }
  if (dir == ChanDir::SendOnly) // <-chan<- E, and E is no channel
    syntaxError(tok_.pos, "unexpected " + exprString(t) + ", expected chan");
  return x;
}

Expr *ParseDriver::addressOf(Pos pos, Expr *x) {
  return unary(pos, Op::And, unparen(x)); // &(T{}) is &T{}
}

// Whether x may be the type of a composite literal, if a "{" follows.
static bool isLiteralType(Expr *x) {
  switch (x->kind) {
  case NodeKind::Name:
  case NodeKind::SelectorExpr:
  case NodeKind::ArrayTypeExpr:
  case NodeKind::SliceTypeExpr:
  case NodeKind::StructTypeExpr:
  case NodeKind::MapTypeExpr: return true;
  default: return false;
  }
}

// Whether x can only be a value, never a type.
static bool isValue(Expr *x) {
  for (;;) switch (x->kind) {
    case NodeKind::BasicLit:
    case NodeKind::CompositeLit:
    case NodeKind::FuncLit:
    case NodeKind::SliceExpr:
    case NodeKind::AssertExpr:
    case NodeKind::TypeSwitchGuard:
    case NodeKind::CallExpr: return true;
    case NodeKind::Operation: {
      auto *o = static_cast<Operation *>(x);
      return o->op != Op::Mul || o->y;
    }
    case NodeKind::ParenExpr: x = static_cast<ParenExpr *>(x)->x; break;
    case NodeKind::IndexExpr: {
      auto *i = static_cast<IndexExpr *>(x);
      if (isValue(i->index)) return true;
      x = i->x;
      break;
    }
    default: return false;
    }
}

Expr *ParseDriver::paren(Pos pos, Expr *x) {
  Expr *inner = unparen(x);
  complitOk = isLiteralType(inner) || (inner->kind == NodeKind::IndexExpr && !isValue(inner));
  return high(make<ParenExpr>(pos, x), x);
}

Expr *ParseDriver::call(Pos pos, Expr *fun, List<Expr *> *args, bool dots) {
  complitOk = false;
  auto *c = high(make<CallExpr>(pos, fun), fun);
  if (args)
    for (Expr *a : *args) raise(c, a);
  if (args) c->args = std::move(*args);
  c->hasDots = dots;
  return c;
}

Expr *ParseDriver::index(Pos pos, Expr *x, Expr *index) {
  auto *i = high(make<IndexExpr>(pos, x, index), x, index);
  complitOk = !isValue(x) && !isValue(index);
  return i;
}

SliceExpr *ParseDriver::sliceRest(Expr *hi, bool full, Expr *max) {
  auto *s = make<SliceExpr>(Pos{}, nullptr);
  s->index[1] = hi;
  s->index[2] = max;
  s->full = full;
  return s;
}

Expr *ParseDriver::slice(Pos pos, Expr *x, Expr *lo, SliceExpr *rest) {
  complitOk = false;
  rest->pos = pos;
  rest->x = x;
  rest->index[0] = lo;
  high(rest, x, lo);
  for (Expr *i : rest->index)
    if (i) raise(rest, i);
  return rest;
}

Expr *ParseDriver::complit(Pos pos, Expr *type, CompositeLit *lit) {
  lit->pos = pos;
  lit->typeExpr = type;
  if (type) {
    if (type->kind == NodeKind::ParenExpr) syntaxError(pos, "cannot parenthesize type in composite literal");
    raise(lit, type);
  }
  return lit;
}

Expr *ParseDriver::funcLit(Pos pos, FuncType *type, BlockStmt *body) {
  auto *f = make<FuncLit>(pos);
  f->ftype = type;
  f->body = body;
  setHeight(f, (type->height > bodyHeight_ ? type->height : bodyHeight_) + 1);
  return f;
}

Expr *ParseDriver::listOrOne(List<Expr *> *l) {
  if (l->size() == 1) return l->front();
  auto *e = make<ListExpr>(l->front()->pos);
  for (Expr *x : *l) raise(e, x);
  e->elems = std::move(*l);
  return e;
}

// The operand of go and defer must be a primary expression without parentheses; the grammar takes any expression.
Expr *ParseDriver::callee(bool isDefer, Expr *x) {
  if (x->kind == NodeKind::ParenExpr) {
    error(x->pos, std::string("expression in ") + (isDefer ? "defer" : "go") + " must not be parenthesized");
    return unparen(x);
  }
  Operation *first = nullptr; // the operator gc's parser would have stopped at
  for (auto *o = dynOperation(x); o; o = o->y ? dynOperation(o->x) : nullptr) first = o;
  if (first && first->y)
    syntaxError(first->pos, std::string("unexpected ") + opString(first->op) + " at end of statement");
  else if (first)
    syntaxError(first->pos, std::string("unexpected ") + opString(first->op) + ", expected expression");
  return x;
}

// ---- types

FuncType *ParseDriver::funcType(Pos pos, List<Field *> *params, List<Field *> *results) {
  auto *t = make<FuncType>(pos);
  for (auto *list : {params, results})
    if (list)
      for (Field *f : *list) raise(t, f->type);
  if (params) t->params = std::move(*params);
  if (results) t->results = std::move(*results);
  return t;
}

// f | term, where f is a parameter: a lone name is a type now.
Field *ParseDriver::unionField(Field *f, Pos pos, Expr *term) {
  if (!f) return nullptr;
  if (!f->type) {
    f->type = f->name;
    f->name = nullptr;
  }
  f->type = unionType(pos, f->type, term);
  return f;
}

// Distributes names and types over a parameter list: in the result either all have names or none has. `end` is the
// closing bracket. requireNames: a type parameter list.
List<Field *> *ParseDriver::params(List<Field *> *list, Pos end, bool requireNames) {
  if (!list || list->empty()) return list;
  size_t named = 0, typed = 0;
  for (Field *p : *list) {
    typed += p->type != nullptr;
    named += p->type && p->name;
  }
  if (named == 0 && !requireNames) { // all are types
    for (Field *p : *list)
      if (p->name) {
        p->type = p->name;
        p->name = nullptr;
      }
    return list;
  }
  if (named == list->size()) return list;
  Pos errPos;
  Expr *type = nullptr; // the type of the names to the left
  for (size_t i = list->size(); i-- > 0;) {
    Field *p = (*list)[i];
    if (p->type) {
      type = p->type;
      if (!p->name) {
        errPos = startPos(type);
        p->name = make<Name>(errPos, "_");
      }
    } else if (type) {
      p->type = type;
    } else { // a name, and no type to its right
      errPos = p->name->pos;
      p->type = make<BadExpr>(errPos);
    }
  }
  if (!errPos.valid()) return list;
  if (!requireNames)
    syntaxError(errPos, "mixed named and unnamed parameters");
  else if (named == typed)
    syntaxError(end, "missing type constraint");
  else
    syntaxError(errPos, list->size() == 1 ? "missing type parameter name or invalid array length" : "missing type parameter name");
  return list;
}

void ParseDriver::addFields(StructTypeExpr *s, List<Field *> *fields, BasicLit *tag) {
  for (Field *f : *fields) {
    raise(s, f->type);
    s->fields.push_back(f);
    s->tags.push_back(tag);
  }
}

Expr *ParseDriver::structType(Pos pos, StructTypeExpr *s) {
  s->pos = pos;
  return s;
}

Expr *ParseDriver::interfaceType(Pos pos, List<Field *> *elems) {
  auto *t = make<InterfaceTypeExpr>(pos);
  for (Field *f : *elems) raise(t, f->type);
  t->methods = std::move(*elems);
  return t;
}

Field *ParseDriver::method(Name *name, FuncType *t) { return make<Field>(name->pos, name, t); }

// T[A, B] as an interface element; args were parsed as a parameter list.
Field *ParseDriver::embeddedInstance(Name *name, Pos lbrack, List<Field *> *args) {
  if (args->empty()) return make<Field>(name->pos, nullptr, name);
  if (args->front()->name) error(lbrack, "interface method must have no type parameters");
  auto *types = make<List<Expr *>>();
  for (Field *f : *args) types->push_back(f->type);
  return make<Field>(name->pos, nullptr, index(lbrack, name, listOrOne(types)));
}

// name[tparams](...) in an interface; without names in the brackets gc takes it for an embedded T[...].
void ParseDriver::genericMethod(Pos lbrack, List<Field *> *tparams, Pos lparen) {
  if (!tparams->empty() && tparams->front()->name)
    error(lbrack, "interface method must have no type parameters");
  else
    syntaxError(lparen, "unexpected ( in interface type; possibly missing semicolon or newline or }");
}

// ---- type declarations

// Whether x must be a type element: it could not be an ordinary expression.
static bool isTypeElem(Expr *x) {
  for (;;) switch (x->kind) {
    case NodeKind::ArrayTypeExpr:
    case NodeKind::StructTypeExpr:
    case NodeKind::FuncType:
    case NodeKind::InterfaceTypeExpr:
    case NodeKind::SliceTypeExpr:
    case NodeKind::MapTypeExpr:
    case NodeKind::ChanTypeExpr: return true;
    case NodeKind::Operation: {
      auto *o = static_cast<Operation *>(x);
      if (o->op == Op::Tilde || (o->y && isTypeElem(o->y))) return true;
      x = o->x;
      break;
    }
    case NodeKind::ParenExpr: x = static_cast<ParenExpr *>(x)->x; break;
    default: return false;
    }
}

//   x           force    name    constraint
//   P                    P       null
//   P*[]int              P       *[]int
//   P*E         yes      P       *E
//   P([]int)             P       []int
//   P(E)        yes      P       E
//   P*E|F|~G             P       *E|F|~G
// Otherwise null. The left spine of a union is as long as the source likes, hence the loops.
Name *extractName(Expr *x, bool force, Expr **constraint) {
  *constraint = nullptr;
  if (auto *n = dynName(x)) return n;
  List<Operation *> spine; // the unions, outermost first
  auto *o = dynOperation(x);
  for (; o && o->y && o->op == Op::Or; o = dynOperation(o->x)) {
    force = force || isTypeElem(o->y);
    spine.push_back(o);
  }
  Expr *inner = spine.empty() ? x : spine.back()->x;
  Name *name = nullptr;
  Expr *first = nullptr;
  if (auto *mul = dynOperation(inner); mul && mul->y && mul->op == Op::Mul) {
    name = dynName(mul->x);
    if (name && (force || isTypeElem(mul->y))) {
      auto *star = make<Operation>(mul->pos, Op::Mul, mul->y);
      star->height = mul->height;
      first = star;
    }
  } else if (auto *call = dynCallExpr(inner)) {
    name = dynName(call->fun);
    if (name && call->args.size() == 1 && !call->hasDots && (force || isTypeElem(call->args[0]))) first = call->args[0];
  }
  if (!first) return nullptr;
  for (size_t i = spine.size(); i-- > 0;) {
    auto *u = make<Operation>(*spine[i]);
    u->x = first;
    first = u;
  }
  *constraint = first;
  return name;
}

TypeDecl *ParseDriver::typeSpec(Name *name, bool alias, Expr *type) {
  auto *t = make<TypeDecl>(name->pos);
  t->name = name;
  t->alias = alias;
  t->type = type;
  spec(t);
  return t;
}

// name[x] type: an array, or one type parameter.
TypeDecl *ParseDriver::typeSpecBracket(Name *name, Pos lbrack, Expr *x, bool alias, Expr *type) {
  Expr *constraint;
  Name *p = extractName(x, false, &constraint);
  if (p && constraint) {
    TypeDecl *t = typeSpec(name, alias, type);
    t->tparams.push_back(make<Field>(p->pos, p, constraint));
    return t;
  }
  if (alias) syntaxError(startPos(type), "unexpected =, expected type");
  return typeSpec(name, false, array(lbrack, x, type));
}

List<Field *> *ParseDriver::typeParams(Field *first, List<Field *> *rest, Pos end) {
  auto *list = make<List<Field *>>();
  if (first) list->push_back(first);
  if (rest) list->insert(list->end(), rest->begin(), rest->end());
  return params(list, end, true);
}

// x is the first type parameter.
List<Field *> *ParseDriver::typeParamsExpr(Expr *x, Pos comma, List<Field *> *rest, Pos end) {
  Expr *constraint;
  if (Name *p = extractName(x, true, &constraint)) return typeParams(make<Field>(p->pos, p, constraint), rest, end);
  syntaxError(comma, "unexpected comma; expected ]");
  return nullptr;
}

TypeDecl *ParseDriver::typeSpecParams(Name *name, Pos lbrack, List<Field *> *tparams, bool alias, Expr *type) {
  if (!tparams) return typeSpec(name, false, array(lbrack, make<BadExpr>(lbrack), type));
  TypeDecl *t = typeSpec(name, alias, type);
  t->tparams = std::move(*tparams);
  return t;
}

// ---- other declarations

Decl *ParseDriver::importSpec(Pos pos, Name *name, BasicLit *path) {
  auto *d = make<ImportDecl>(pos);
  d->localName = name;
  d->path = path;
  if (path && !path->bad && path->litKind != LitKind::String) {
    syntaxError(path->pos, "import path must be a string");
    path->bad = true;
  }
  return spec(d);
}

void ParseDriver::checkReceiver(List<Field *> *recv) {
  if (!recv || recv->empty())
    nextError_ = "method has no receiver";
  else if (recv->size() > 1)
    nextError_ = "method has multiple receivers";
}

FuncDecl *ParseDriver::funcDecl(Pos pos, List<Field *> *recv, Name *name, List<Field *> *tparams, FuncType *type, BlockStmt *body) {
  auto *f = make<FuncDecl>(pos);
  f->name = name;
  f->type = type;
  f->body = body;
  if (tparams) f->tparams = std::move(*tparams);
  if (recv && !recv->empty()) f->recv = recv->front();
  spec(f);
  return f;
}

List<Decl *> *ParseDriver::group(Pos lparen, List<Decl *> *specs) {
  auto *g = make<Group>();
  for (Decl *d : *specs) {
    d->group = g;
    // Directives before the "(" belong to no declaration.
    while (!d->directives.empty() && d->directives.front().pos < lparen) {
      misplaced(d->directives.front());
      d->directives.erase(d->directives.begin());
    }
  }
  return specs;
}

void ParseDriver::importDecl(Pos keyword) {
  if (otherDecls_) syntaxError(keyword, "imports must appear before other declarations");
  otherDecls_ = false; // said once; as gc, which looks at the declaration before
}

void ParseDriver::addDecls(List<Decl *> *l) {
  if (!l->empty() && l->front()->kind != NodeKind::ImportDecl) otherDecls_ = true;
  file->decls.insert(file->decls.end(), l->begin(), l->end());
}

void ParseDriver::addDecl(Decl *d) {
  otherDecls_ = true;
  file->decls.push_back(d);
}

// ---- directives

static bool isOneOf(Str name, std::initializer_list<const char *> names) {
  for (const char *n : names)
    if (name == n) return true;
  return false;
}

// Directives that must stand before a function declaration.
static bool isFuncDirective(Str name) {
  return isOneOf(name, {"go:noescape", "go:norace", "go:nosplit", "go:noinline", "go:nocheckptr", "go:systemstack", "go:nowritebarrier",
                        "go:nowritebarrierrec", "go:yeswritebarrierrec", "go:cgo_unsafe_args", "go:uintptrkeepalive", "go:uintptrescapes",
                        "go:registerparams"});
}

void ParseDriver::misplaced(const Directive &d) {
  if (d.name == "go:embed")
    error(d.pos, "misplaced go:embed directive");
  else if (d.name == "go:build" || isFuncDirective(d.name))
    error(d.pos, "misplaced compiler directive");
}

static size_t countFields(Str s) {
  size_t n = 0;
  for (size_t i = 0; i < s.size(); i++) n += s[i] != ' ' && s[i] != '\t' && (i == 0 || s[i - 1] == ' ' || s[i - 1] == '\t');
  return n;
}

void ParseDriver::checkEmbedUsage(const Directive &d) {
  std::vector<EmbedPattern> patterns;
  std::string why;
  bool ok = parseEmbedPatterns(d.args, &patterns, &why);
  if (!ok) error(d.pos, why);
  if (!ok || patterns.empty()) error(d.pos, "usage: //go:embed pattern...");
}

// The words of a directive; what stands in double quotes is one word.
static std::vector<Str> words(Str s) {
  std::vector<Str> out;
  for (size_t i = 0; i < s.size();) {
    if (s[i] == ' ' || s[i] == '\t') {
      i++;
      continue;
    }
    size_t end = s[i] == '"' ? s.find('"', i + 1) : s.find_first_of(" \t", i);
    end = std::min(end, s.size());
    if (s[i] == '"' && end < s.size()) end++;
    out.push_back(s.substr(i, end - i));
    i = end;
  }
  return out;
}

// What a cgo directive's words must be: n plain name, q quoted; everything after the first may be missing down to min.
static const struct CgoForm {
  const char *name, *form;
  size_t min;
  const char *usage;
} cgoForms[] = {
    {"go:cgo_export_static", "nn", 1, "local [remote]"},
    {"go:cgo_export_dynamic", "nn", 1, "local [remote]"},
    {"go:cgo_import_dynamic", "nnq", 1, "local [remote [\"library\"]]"},
    {"go:cgo_import_static", "n", 1, "local"},
    {"go:cgo_dynamic_linker", "q", 1, "\"path\""},
    {"go:cgo_ldflag", "q", 1, "\"arg\""},
};

static bool hasForm(const std::vector<Str> &w, const CgoForm &f) {
  if (w.size() < f.min || w.size() > strlen(f.form)) return false;
  for (size_t i = 0; i < w.size(); i++)
    if ((w[i].front() == '"') != (f.form[i] == 'q')) return false;
  return true;
}

// Directives that gc keeps for its own runtime, for cgo's output, or for std.
void ParseDriver::checkRestricted(const LexDirective &l, const Directive &d) {
  const std::string name(d.name);
  if (name.rfind("go:cgo_", 0) == 0 && !options_.stdDirectives) {
    std::vector<Str> w = words(d.args);
    if (name != "go:cgo_import_dynamic" || w.size() < 3) error(l.pos, "//" + std::string(l.text) + " only allowed in cgo-generated code");
    for (const CgoForm &f : cgoForms)
      if (name == f.name && !hasForm(w, f)) error(l.pos, "usage: //" + name + " " + f.usage);
  } else if (isOneOf(d.name, {"go:systemstack", "go:nowritebarrier", "go:nowritebarrierrec", "go:yeswritebarrierrec"})) {
    if (!options_.runtimeDirectives && !options_.stdDirectives) error(l.pos, "//" + name + " only allowed in runtime");
  } else if (name == "go:uintptrkeepalive" && !options_.stdDirectives) {
    error(l.pos, "//" + name + " is only allowed in the standard library");
  }
}

// Moves the directives the lexer has met since the last time to pendingDirectives_ and to the file.
void ParseDriver::fetchDirectives() {
  auto &all = lex_.directives();
  for (; directivesSeen_ < all.size(); directivesSeen_++) {
    const LexDirective &l = all[directivesSeen_];
    if (!l.ownLine) {
      error(l.pos, "misplaced compiler directive");
      continue;
    }
    size_t blank = l.text.find_first_of(" \t");
    Directive d = {l.pos, l.text.substr(0, blank), blank == Str::npos ? Str() : l.text.substr(blank + 1)};
    if (d.name == "go:embed" && blank != Str::npos && l.text[blank] == '\t') continue; // gc wants a space there
    if (size_t words = d.name == "go:linkname" ? countFields(d.args) : 1; words < 1 || words > 2)
      error(l.pos, "usage: //go:linkname localname [linkname]");
    if (d.name == "go:embed") checkEmbedUsage(d);
    checkRestricted(l, d);
    pendingDirectives_.push_back(d);
    if (file) file->directives.push_back(d);
  }
}

bool ParseDriver::imports(Str path) const {
  for (Decl *d : file->decls)
    if (auto *i = dynImportDecl(d); i && i->path && i->path->value == path) return true;
  return false;
}

// A specification (or function declaration) is complete: what stands before it is its own. Whether a
// declaration of the package may have such directives, the checker looks at.
Decl *ParseDriver::spec(Decl *d) {
  if (directivesSeen_ == lex_.directives().size() && pendingDirectives_.empty()) return d;
  fetchDirectives();
  size_t n = reserved_;
  while (n < pendingDirectives_.size() && pendingDirectives_[n].pos < d->pos) n++;
  for (size_t i = reserved_; i < n; i++) {
    d->directives.push_back(pendingDirectives_[i]);
    const Directive &dir = pendingDirectives_[i];
    if (dir.name == "go:build" || (fnest_ > 0 && isFuncDirective(dir.name)))
      misplaced(dir);
    else if (fnest_ > 0 && dir.name == "go:embed")
      error(dir.pos, d->kind != NodeKind::VarDecl ? "misplaced go:embed directive"
                     : !imports("\"embed\"")      ? "go:embed only allowed in Go files that import \"embed\""
                                                  : "go:embed cannot apply to var inside func");
  }
  pendingDirectives_.erase(pendingDirectives_.begin() + ptrdiff_t(reserved_), pendingDirectives_.begin() + ptrdiff_t(n));
  return d;
}

void ParseDriver::endDecl() { endStmt(tok_.pos); }

// A declaration or statement has ended: the directives in it belong to nothing.
void ParseDriver::dropDirectives(Pos before) {
  fetchDirectives();
  size_t n = reserved_;
  while (n < pendingDirectives_.size() && pendingDirectives_[n].pos < before) misplaced(pendingDirectives_[n++]);
  pendingDirectives_.erase(pendingDirectives_.begin() + ptrdiff_t(reserved_), pendingDirectives_.begin() + ptrdiff_t(n));
}

// ---- the file

void ParseDriver::startFile(Pos pos, Name *name) {
  file = make<File>(pos);
  file->pkgName = name;
  file->fileIndex = src_.index();
  clauseEnded_ = true;
  fetchDirectives();
  size_t n = 0;
  for (; n < pendingDirectives_.size() && pendingDirectives_[n].pos < pos; n++) {
    const Directive &d = pendingDirectives_[n];
    if (d.name != "go:build") {
      misplaced(d);
      continue;
    }
    std::string v = goVersionOfBuildLine("//go:build " + std::string(d.args));
    if (!v.empty()) file->goVersion = intern(v);
  }
  pendingDirectives_.erase(pendingDirectives_.begin(), pendingDirectives_.begin() + ptrdiff_t(n));
}

void ParseDriver::endFile(Pos eof) {
  if (!badClause_) endDecl();
  file->eof = eof;
}

// ---- statements

RangeClause *ParseDriver::rangeClause(Pos pos, Expr *lhs, bool def, Expr *x) {
  auto *r = make<RangeClause>(pos);
  r->lhs = lhs;
  r->def = def;
  r->x = x;
  return r;
}

// x, with a binary expression in parentheses, so that a "=" next to it stands out.
static std::string emphasize(Expr *x) {
  auto *o = dynOperation(x);
  std::string s = exprString(x);
  return o && o->y ? "(" + s + ")" : s;
}

// The expression of a header's last part; anything but an expression is an error ("=" instead of "==", often).
Expr *ParseDriver::condition(SimpleStmt *s) {
  if (!s) return nullptr;
  if (auto *e = dynExprStmt(s)) return e->x;
  auto *as = dynAssignStmt(s);
  std::string text = as && as->op == Op::None ? "assignment " + emphasize(as->lhs) + " = " + emphasize(as->rhs) : simpleStmtString(s);
  syntaxError(s->pos, "cannot use " + text + " as value");
  return make<BadExpr>(s->pos);
}

Header *ParseDriver::condHeader(SimpleStmt *init, SimpleStmt *cond) {
  auto *h = make<Header>();
  h->init = init;
  h->cond = condition(cond);
  return h;
}

Header *ParseDriver::badHeader() {
  auto *h = make<Header>();
  h->cond = make<BadExpr>(tok_.pos);
  return h;
}

Header *ParseDriver::noCondition(SimpleStmt *init, Pos semi, Str semiText) {
  syntaxError(semi, semiText == "semicolon" ? "missing condition in if statement"
                                            : "unexpected " + std::string(semiText) + ", expected { after if clause");
  Header *h = badHeader();
  h->init = init;
  return h;
}

Header *ParseDriver::forHeader(SimpleStmt *init, SimpleStmt *cond, SimpleStmt *post) {
  if (auto *a = dynAssignStmt(post); a && a->op == Op::Def) syntaxError(a->pos, "cannot declare in post statement of for loop");
  Header *h = condHeader(init, cond);
  h->post = post;
  return h;
}

Header *ParseDriver::switchHeader(SimpleStmt *init, SimpleStmt *tag) { return condHeader(typeSwitchGuard(init), typeSwitchGuard(tag)); }

IfStmt *ParseDriver::ifStmt(Pos pos, Header *h, BlockStmt *body) {
  auto *s = make<IfStmt>(pos);
  s->init = h->init;
  s->cond = h->cond;
  s->then = body;
  return s;
}

ForStmt *ParseDriver::forStmt(Pos pos, Header *h, BlockStmt *body) {
  auto *s = make<ForStmt>(pos);
  s->init = h->init;
  s->cond = h->cond;
  s->post = h->post;
  s->body = body;
  return s;
}

SwitchStmt *ParseDriver::switchStmt(Header *h, SwitchStmt *s) {
  s->init = h->init;
  s->tag = h->cond;
  return s;
}

// `x := y.(type)` becomes a guard that knows its variable.
SimpleStmt *ParseDriver::typeSwitchGuard(SimpleStmt *s) {
  auto *a = dynAssignStmt(s);
  if (!a || a->op != Op::Def) return s;
  auto *guard = dynTypeSwitchGuard(a->rhs);
  auto *name = dynName(a->lhs);
  if (!guard || !name) return s;
  guard->lhs = name;
  return exprStmt(guard);
}

} // namespace frontend
