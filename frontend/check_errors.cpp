// frontend/check_errors.cpp: how the checker words and reports errors. Mirrors types2/errors.go and the filter that
// cmd/compile/internal/noder puts behind it (language version hints).
#include "frontend/checker.h"
#include "frontend/unicode.h"

namespace frontend {

// Packages other than the one being checked are shown by name; by quoted path, if the name is ambiguous.
std::string Checker::qualifier(Package *p) {
  if (p == pkg || !p) return "";
  if (pkgPathMap.empty() && pkg) markImports(pkg);
  auto it = pkgPathMap.find(std::string(p->name));
  if (it != pkgPathMap.end() && it->second.size() > 1) return "\"" + std::string(p->path) + "\"";
  return std::string(p->name);
}

void Checker::markImports(Package *p) {
  if (!seenPkgMap.insert(p).second) return;
  pkgPathMap[std::string(p->name)].insert(std::string(p->path));
  for (Package *imp : p->imports) markImports(imp);
}

static std::string argString(Checker *check, const Arg &a) {
  switch (a.kind) {
  case Arg::String: return a.s;
  case Arg::Int: return std::to_string(a.n);
  case Arg::TypeArg: return typeString(static_cast<Type *>(const_cast<void *>(a.p)), check);
  case Arg::ObjectArg: return objectString(static_cast<const Object *>(a.p), check);
  case Arg::ExprArg: return exprString(static_cast<const Expr *>(a.p));
  case Arg::OperandArg: return operandString(static_cast<const Operand *>(a.p), check);
  case Arg::TypeList:
  case Arg::TParamList:
  case Arg::ExprList: break;
  }
  std::string r = "[";
  const char *sep = "";
  auto add = [&](std::string s) {
    r += sep;
    r += s;
    sep = ", ";
  };
  if (a.kind == Arg::TypeList)
    for (Type *t : *static_cast<const List<Type *> *>(a.p)) add(typeString(t, check));
  else if (a.kind == Arg::TParamList)
    for (TypeParam *t : *static_cast<const List<TypeParam *> *>(a.p)) add(typeString(t, check));
  else
    for (Expr *e : *static_cast<const List<Expr *> *>(a.p)) add(exprString(e));
  return r + "]";
}

std::string Checker::vsprintf(const char *format, const Arg *args, size_t n) {
  std::string r;
  size_t i = 0;
  for (const char *p = format; *p; p++) {
    if (*p != '%') {
      r += *p;
      continue;
    }
    char verb = *++p;
    if (verb == '%') {
      r += '%';
      continue;
    }
    if (verb == 0) break;
    std::string s = i < n ? argString(this, args[i]) : "%!(MISSING)";
    i++;
    r += verb == 'q' ? quoteString(s) : s;
  }
  return r;
}

void Error_::recordAltDecl(Object *obj) {
  if (obj->pos.valid()) errorf(obj, "other declaration of %s", obj->name);
}

void Checker::report(Error_ *e) {
  MINIGO_CHECK(!e->empty(), "check", Pos{}, "error without text");
  std::string msg = e->desc[0].second;
  for (size_t i = 1; i < e->desc.size(); i++) {
    msg += "\n\t";
    if (e->desc[i].first.valid()) msg += sources().show(e->desc[i].first) + ": ";
    msg += e->desc[i].second;
  }
  err(e->desc[0].first, std::move(msg));
}

// Does msg say "requires goN.M or later"?
static bool isVersionError(const std::string &msg) {
  size_t i = msg.find("requires go1.");
  return i != std::string::npos && msg.find(" or later", i) != std::string::npos;
}

void Checker::err(Pos pos, std::string msg) {
  // Errors that mention invalid operands or types follow from another one.
  if (hasError) {
    size_t a = msg.find("invalid operand"), b = msg.find("invalid type");
    if ((a != std::string::npos && a > 0) || (b != std::string::npos && b > 0)) return;
  }
  // In an inherited constant initialiser the place is that of the constant declared.
  if (env.errpos.valid()) pos = env.errpos;
  // Drop subscripts (U+2080..U+2089) of type parameter names.
  for (size_t i; (i = msg.find("\xe2\x82")) != std::string::npos && i + 2 < msg.size() && (unsigned char)msg[i + 2] < 0x8a;)
    msg.erase(i, 3);
  hasError = true;
  if (conf.ignoreErrors || !conf.diags) return;
  if (isVersionError(msg)) {
    const SourceFile *f = sources().fileOf(pos);
    auto it = f ? versions.find(f->index()) : versions.end();
    std::string own;
    for (File *file : files)
      if (f && file->fileIndex == f->index()) own = std::string(file->goVersion);
    if (it != versions.end() && !own.empty() && asGoVersion(own) == it->second)
      msg += " (file declares //go:build " + own + ")";
    else
      msg += " (-lang was set to " + conf.goVersion + "; check go.mod)";
  }
  conf.diags->error(pos, std::move(msg));
}

} // namespace frontend
