// frontend/overlay.cpp: see overlay.h.
#include "frontend/overlay.h"
#include "frontend/lexer.h"
#include <algorithm>
#include <fnmatch.h>

namespace frontend {

// The name of the receiver's base type: T in func (r *T[K]) m().
static Str receiverBase(const Field *recv) {
  const Node *t = recv->type;
  for (;;) {
    if (auto *p = dynParenExpr(t))
      t = p->x;
    else if (auto *o = dynOperation(t); o && !o->y && o->op == Op::Mul)
      t = o->x;
    else if (auto *i = dynIndexExpr(t))
      t = i->x;
    else
      break;
  }
  auto *n = dynName(t);
  return n ? n->value : Str();
}

std::string overlayName(const FuncDecl *f) {
  std::string name(f->name->value);
  return f->recv ? std::string(receiverBase(f->recv)) + "." + name : name;
}

bool OverlaySpec::replaces(const std::string &base) const {
  return std::any_of(replaced.begin(), replaced.end(), [&](const std::string &p) { return fnmatch(p.c_str(), base.c_str(), 0) == 0; });
}

static std::vector<std::string> words(Str s) {
  std::vector<std::string> out;
  for (size_t b = 0; b < s.size();) {
    size_t e = std::min(s.find_first_of(" \t", b), s.size());
    if (e > b) out.emplace_back(s.substr(b, e - b));
    b = e + 1;
  }
  return out;
}

static void collectNames(const File *f, std::set<std::string> *names) {
  auto add = [&](const Name *n) {
    if (n && n->value != "_") names->insert(std::string(n->value));
  };
  for (const Decl *d : f->decls) {
    if (auto *x = dynFuncDecl(d); x && x->name && (x->recv || (x->name->value != "init" && x->name->value != "_")))
      names->insert(overlayName(x));
    else if (auto *x = dynTypeDecl(d))
      add(x->name);
    else if (auto *x = dynVarDecl(d))
      std::for_each(x->names.begin(), x->names.end(), add);
    else if (auto *x = dynConstDecl(d))
      std::for_each(x->names.begin(), x->names.end(), add);
  }
}

OverlaySpec overlaySpec(const std::vector<File *> &overlay) {
  OverlaySpec spec;
  for (const File *f : overlay) {
    collectNames(f, &spec.deleted);
    for (const Directive &d : f->directives) {
      std::vector<std::string> args = words(d.args);
      if (d.name == "minigo:package")
        spec.wholePackage = true;
      else if (d.name == "minigo:replace")
        spec.replaced.insert(spec.replaced.end(), args.begin(), args.end());
      else if (d.name == "minigo:delete")
        spec.deleted.insert(args.begin(), args.end());
    }
  }
  return spec;
}

namespace {

// Ranges of a file's text that are no longer part of the program.
struct Cut {
  Pos from, to;
};

// Turns overridden names into _; true if no name is left.
bool dropNames(const OverlaySpec &spec, List<Name *> &names) {
  bool all = true;
  for (Name *&n : names) {
    if (n->value != "_" && spec.deleted.count(std::string(n->value)))
      n = new Name(n->pos, "_");
    else
      all = false;
  }
  return all;
}

// True if the whole declaration goes.
bool overridden(const OverlaySpec &spec, Decl *d, std::vector<Cut> *cuts) {
  if (auto *f = dynFuncDecl(d)) {
    // A method goes with its overridden type too, as the overlay brings its own.
    if (!f->name || (!spec.deleted.count(overlayName(f)) && !(f->recv && spec.deleted.count(std::string(receiverBase(f->recv))))))
      return false;
    if (!f->recv && f->name->value == "init") return false;
    cuts->push_back({f->pos, f->body ? f->body->rbrace : endPos(f->type)});
    return true;
  }
  if (auto *t = dynTypeDecl(d)) {
    if (!t->name || !spec.deleted.count(std::string(t->name->value))) return false;
    cuts->push_back({t->name->pos, endPos(t->type)});
    return true;
  }
  if (auto *v = dynVarDecl(d)) {
    if (v->names.empty() || !dropNames(spec, v->names)) return false;
    cuts->push_back({v->names[0]->pos, endPos(v->values ? v->values : v->type)});
    return true;
  }
  if (auto *c = dynConstDecl(d)) dropNames(spec, c->names);
  return false;
}

// The name an import is used by, without looking at the package: its last element, version suffixes skipped.
std::string importName(const ImportDecl *d) {
  if (d->localName) return std::string(d->localName->value);
  std::string_view p = d->path->value;
  p = p.substr(1, p.size() - 2);
  auto last = [&] { return p.substr(p.rfind('/') == p.npos ? 0 : p.rfind('/') + 1); };
  std::string_view l = last();
  if (l.size() > 1 && l[0] == 'v' && std::all_of(l.begin() + 1, l.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    p = p.substr(0, p.size() - l.size() - 1);
    l = last();
  }
  return std::string(l);
}

// Deletes imports that are not used outside the cuts: looks for "name ." in the remaining tokens.
void dropUnusedImports(File *f, const std::vector<Cut> &cuts) {
  std::set<std::string_view> used;
  Diagnostics none;
  none.quiet = true;
  Lexer lexer(sources().file(f->fileIndex), none);
  Token prev = lexer.next();
  for (Token t = lexer.next(); t.kind != Tok::Eof; prev = t, t = lexer.next())
    if (t.kind == Tok::Dot && prev.kind == Tok::Name &&
        std::none_of(cuts.begin(), cuts.end(), [&](const Cut &c) { return !(prev.pos < c.from) && prev.pos < c.to; }))
      used.insert(prev.text);
  f->decls.erase(std::remove_if(f->decls.begin(), f->decls.end(),
                                [&](Decl *d) {
                                  auto *i = dynImportDecl(d);
                                  if (!i || !i->path) return false;
                                  std::string n = importName(i);
                                  return n != "_" && n != "." && !used.count(n);
                                }),
                 f->decls.end());
}

} // namespace

// //go:linkname lines of overridden declarations go with them.
static void dropLinknames(const OverlaySpec &spec, File *f) {
  f->directives.erase(std::remove_if(f->directives.begin(), f->directives.end(),
                                     [&](const Directive &d) {
                                       std::vector<std::string> args = words(d.args);
                                       return d.name == "go:linkname" && !args.empty() && spec.deleted.count(args[0]);
                                     }),
                      f->directives.end());
}

void applyOverlay(const OverlaySpec &spec, File *real) {
  dropLinknames(spec, real);
  std::vector<Cut> cuts;
  real->decls.erase(std::remove_if(real->decls.begin(), real->decls.end(), [&](Decl *d) { return overridden(spec, d, &cuts); }),
                    real->decls.end());
  if (!cuts.empty()) dropUnusedImports(real, cuts);
}

} // namespace frontend
