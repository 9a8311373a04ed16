// frontend/check_version.cpp: language versions. Mirrors types2/version.go.
#include "frontend/checker.h"

namespace frontend {

GoVersion asGoVersion(Str v) {
  if (v.substr(0, 4) != "go1.") return v == "go1" ? 1 : 0;
  int n = 0;
  size_t i = 4;
  for (; i < v.size() && v[i] >= '0' && v[i] <= '9'; i++) n = n * 10 + (v[i] - '0');
  return i > 4 ? n : 0;
}

void Checker::langCompat(BasicLit *lit) {
  Str s = lit->value;
  if (s.size() <= 2 || allowVersion(pkg, lit, go1_13)) return;
  if (s.find('_') != Str::npos) return versionErrorf(lit, go1_13, "underscores in numeric literals");
  if (s[0] != '0') return;
  char radix = s[1] | 0x20;
  if (radix == 'b') return versionErrorf(lit, go1_13, "binary literals");
  if (radix == 'o') return versionErrorf(lit, go1_13, "0o/0O-style octal literals");
  if (lit->litKind != LitKind::Int && radix == 'x') versionErrorf(lit, go1_13, "hexadecimal floating-point literals");
}

bool Checker::allowVersion(Package *p, At at, GoVersion v) {
  if (p != pkg || !at.pos.valid()) return true; // imported packages were checked on their own
  if (versions.empty()) return version == 0 || version >= v;
  const SourceFile *f = sources().fileOf(at.pos);
  auto it = f ? versions.find(f->index()) : versions.end();
  GoVersion fv = it == versions.end() ? version : it->second;
  return fv == 0 || fv >= v;
}

} // namespace frontend
