// frontend/build_constraint.cpp: see build_constraint.h.
#include "frontend/build_constraint.h"
#include "frontend/lasting.h"
#include "frontend/unicode.h"
#include <algorithm>
#include <vector>

namespace frontend {

// ---- contexts

static BuildContext makeContext(const char *arch) {
  BuildContext c;
  for (const char *t : {"linux", "unix", "gc", "purego", "math_big_pure_go", "netgo", "osusergo", "goexperiment.coverageredesign",
                        "goexperiment.allocheaders", "goexperiment.exectracer2"})
    c.tags.insert(t);
  c.tags.insert(arch);
  for (int n = 1; n <= 22; n++) c.tags.insert("go1." + std::to_string(n));
  return c;
}

namespace {
struct ContextB : BuildContext {
  ContextB() : BuildContext(makeContext("amd64")) {}
};
struct ContextC : BuildContext {
  ContextC() : BuildContext(makeContext("minigo")) {}
};
} // namespace
const BuildContext &buildContextB() { return lasting<ContextB>(); }
const BuildContext &buildContextC() { return lasting<ContextC>(); }

bool usesContextC(std::string_view path) {
  constexpr std::string_view list[] = {"crypto/aes",
                                       "crypto/internal/bigmod",
                                       "crypto/internal/edwards25519/field",
                                       "crypto/internal/nistec",
                                       "crypto/md5",
                                       "crypto/sha1",
                                       "crypto/sha256",
                                       "crypto/sha512",
                                       "crypto/subtle",
                                       "hash/crc32",
                                       "math",
                                       "math/big",
                                       "vendor/golang.org/x/crypto/chacha20poly1305",
                                       "vendor/golang.org/x/crypto/internal/poly1305",
                                       "internal/bytealg",
                                       "internal/chacha8rand",
                                       "internal/abi",
                                       "reflect"};
  return std::find(std::begin(list), std::end(list), path) != std::end(list);
}

// ---- expressions

namespace {

// A //go:build expression, evaluated while it is parsed: its value, and the minimum go1.N it implies (-1: none)
// when it is true and when it is false.
struct Value {
  bool is;
  int min, minNot;
};

struct ExprParser {
  std::string_view s;
  const BuildContext *ctx;
  size_t i = 0;
  std::string_view tok;
  bool isTag = false;
  int depth = 0;
  std::string error;

  Value fail(std::string msg) {
    if (error.empty()) error = std::move(msg);
    i = s.size();
    tok = {};
    isTag = false;
    return {false, -1, -1};
  }

  void lex() {
    isTag = false;
    while (i < s.size() && (s[i] == ' ' || s[i] == '\t')) i++;
    tok = {};
    if (i >= s.size()) return;
    size_t b = i;
    if (s[i] == '(' || s[i] == ')' || s[i] == '!') {
      i++;
    } else if (s[i] == '&' || s[i] == '|') {
      if (i + 1 >= s.size() || s[i + 1] != s[i]) {
        fail("invalid syntax at " + std::string(1, s[i]));
        return;
      }
      i += 2;
    } else {
      unsigned w;
      for (uint32_t r; i < s.size() && (r = decodeRune(s.substr(i), &w), isLetter(r) || isDigit(r) || r == '_' || r == '.');) i += w;
      isTag = i > b;
      if (!isTag) {
        fail("invalid syntax at " + std::string(1, s[i]));
        return;
      }
    }
    tok = s.substr(b, i - b);
  }

  Value orExpr() {
    Value x = andExpr();
    while (tok == "||") {
      Value y = andExpr();
      x = {x.is || y.is, std::min(x.min, y.min), std::max(x.minNot, y.minNot)};
    }
    return x;
  }
  Value andExpr() {
    Value x = notExpr();
    while (tok == "&&") {
      Value y = notExpr();
      x = {x.is && y.is, std::max(x.min, y.min), std::min(x.minNot, y.minNot)};
    }
    return x;
  }
  Value notExpr() {
    if (depth++ > 1000) return fail("build expression too large");
    lex();
    if (tok != "!") return atom();
    lex();
    if (tok == "!") return fail("double negation not allowed");
    Value x = atom();
    return {!x.is, x.minNot, x.min};
  }
  Value atom() {
    if (tok == "(") {
      Value x = orExpr();
      if (tok != ")") return fail("missing close paren");
      lex();
      return x;
    }
    if (!isTag) return fail(tok.empty() ? "unexpected end of expression" : "unexpected token " + std::string(tok));
    std::string_view t = tok;
    lex();
    return {ctx->has(t == "boringcrypto" ? "goexperiment.boringcrypto" : t), versionOf(t), -1};
  }
  static int versionOf(std::string_view t) {
    if (t == "go1") return 0;
    if (t.substr(0, 4) != "go1." || t.size() == 4 || t.size() > 8) return -1;
    int n = 0;
    for (char c : t.substr(4)) {
      if (c < '0' || c > '9') return -1;
      n = n * 10 + (c - '0');
    }
    return n;
  }

  Value parse() {
    Value x = orExpr();
    if (error.empty() && !tok.empty()) return fail("unexpected token " + std::string(tok));
    return x;
  }
};

std::string_view trim(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t' || s.front() == '\r')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

bool isBuildLine(std::string_view line) {
  constexpr std::string_view p = "//go:build";
  return line.substr(0, p.size()) == p && (line.size() == p.size() || line[p.size()] == ' ' || line[p.size()] == '\t');
}

Value parseBuildLine(std::string_view line, const BuildContext &ctx, std::string *error) {
  line = trim(line);
  ExprParser p{isBuildLine(line) ? line.substr(10) : std::string_view(), &ctx};
  Value v = p.parse();
  *error = p.error;
  return v;
}

// A legacy line: blanks separate alternatives, commas terms that must all hold.
bool evalPlusBuild(std::string_view expr, const BuildContext &ctx) {
  bool any = false;
  for (size_t b = 0; b < expr.size();) {
    size_t e = std::min(expr.find_first_of(" \t", b), expr.size());
    bool all = e > b;
    for (size_t tb = b; tb < e;) {
      size_t te = std::min(expr.find(',', tb), e);
      std::string_view t = expr.substr(tb, te - tb);
      bool negated = !t.empty() && t[0] == '!';
      all &= ctx.has(negated ? t.substr(1) : t) != negated;
      tb = te + 1;
    }
    any |= all;
    b = e + 1;
  }
  return any;
}

// The header of a file: what may hold constraints.
struct Header {
  std::string_view goBuild;
  std::vector<std::string_view> plusBuild; // expressions
  bool multiple = false;                   // several //go:build lines
};

Header parseHeader(std::string_view text) {
  Header h;
  std::vector<std::string_view> candidates; // +build lines since the last blank line
  bool ended = false, inComment = false;
  while (!text.empty()) {
    size_t nl = text.find('\n');
    std::string_view line = trim(text.substr(0, nl));
    text = nl == text.npos ? std::string_view() : text.substr(nl + 1);
    if (line.empty() && !ended) {
      h.plusBuild.insert(h.plusBuild.end(), candidates.begin(), candidates.end());
      candidates.clear();
      continue;
    }
    if (line.substr(0, 2) != "//") ended = true;
    if (!inComment && isBuildLine(line)) {
      h.multiple |= !h.goBuild.empty();
      h.goBuild = line;
    }
    if (!ended && line.substr(0, 2) == "//") {
      std::string_view t = trim(line.substr(2));
      if (t.substr(0, 6) == "+build" && (t.size() == 6 || t[6] == ' ' || t[6] == '\t')) candidates.push_back(trim(t.substr(6)));
    }
    while (!line.empty()) {
      if (inComment) {
        size_t e = line.find("*/");
        if (e == line.npos) break;
        inComment = false;
        line = trim(line.substr(e + 2));
      } else if (line.substr(0, 2) == "//") {
        break;
      } else if (line.substr(0, 2) == "/*") {
        inComment = true;
        line.remove_prefix(2);
      } else {
        return h;
      }
    }
  }
  return h;
}

bool isKnownOS(std::string_view s) {
  constexpr std::string_view known[] = {"aix",   "android", "darwin", "dragonfly", "freebsd", "hurd",    "illumos", "ios",     "js",
                                        "linux", "nacl",    "netbsd", "openbsd",   "plan9",   "solaris", "wasip1",  "windows", "zos"};
  return std::find(std::begin(known), std::end(known), s) != std::end(known);
}
bool isKnownArch(std::string_view s) {
  constexpr std::string_view known[] = {"386",     "amd64",  "amd64p32", "arm",      "armbe",     "arm64",       "arm64be", "loong64",
                                        "mips",    "mipsle", "mips64",   "mips64le", "mips64p32", "mips64p32le", "ppc",     "ppc64",
                                        "ppc64le", "riscv",  "riscv64",  "s390",     "s390x",     "sparc",       "sparc64", "wasm"};
  return std::find(std::begin(known), std::end(known), s) != std::end(known);
}

} // namespace

bool evalBuildLine(std::string_view line, const BuildContext &ctx, std::string *error) { return parseBuildLine(line, ctx, error).is; }

std::string goVersionOfBuildLine(std::string_view line) {
  std::string error;
  int v = parseBuildLine(line, buildContextB(), &error).min;
  if (!error.empty() || v < 0) return "";
  return v == 0 ? "go1" : "go1." + std::to_string(v);
}

bool matchFileName(std::string_view base, const BuildContext &ctx) {
  std::string_view name = base.substr(0, base.find('.'));
  size_t i = name.find('_');
  if (i == name.npos) return true;
  std::vector<std::string_view> parts;
  for (size_t b = i + 1; b <= name.size();) {
    size_t e = std::min(name.find('_', b), name.size());
    parts.push_back(name.substr(b, e - b));
    b = e + 1;
  }
  if (!parts.empty() && parts.back() == "test") parts.pop_back();
  size_t n = parts.size();
  if (n >= 2 && isKnownOS(parts[n - 2]) && isKnownArch(parts[n - 1])) return ctx.has(parts[n - 1]) && ctx.has(parts[n - 2]);
  if (n >= 1 && (isKnownOS(parts[n - 1]) || isKnownArch(parts[n - 1]))) return ctx.has(parts[n - 1]);
  return true;
}

bool matchFile(std::string_view base, std::string_view text, const BuildContext &ctx, std::string *error) {
  error->clear();
  if (!matchFileName(base, ctx)) return false;
  Header h = parseHeader(text);
  if (h.multiple) {
    *error = "multiple //go:build comments";
    return false;
  }
  if (!h.goBuild.empty()) {
    bool v = evalBuildLine(h.goBuild, ctx, error);
    if (!error->empty()) *error = "parsing //go:build line: " + *error;
    return v && error->empty();
  }
  return std::all_of(h.plusBuild.begin(), h.plusBuild.end(), [&](std::string_view e) { return evalPlusBuild(e, ctx); });
}

} // namespace frontend
