// frontend/constant.cpp: exact constant values on GMP and MPFR. Mirrors go/constant.
//
// Representations. Bool, String and Int are exact. A Float is a rational (q) while numerator and denominator have
// fewer than 4096 bits, otherwise a 512-bit float (f); once a value is an f, results stay f: an exactness that was
// lost does not come back. Complex is a pair of Int or Float values. Unknown stands for "an error was reported or
// the value cannot be represented" and is contagious.
//
// Bounds. No operation here can take long: the checker limits integers to 512 bits after each operation, shift counts
// to about 1100 and literals to 10000 characters; exponents of f saturate at +-2^31 (Unknown, or 0).
//
// Strings are concatenated in place where possible: the result of the latest concatenation owns a growing buffer, so
// that a chain of n additions costs O(n), not O(n^2). Earlier results are prefixes of the buffer and stay valid.
#include "frontend/constant.h"
#include "frontend/diag.h"
#include "frontend/lasting.h"
#include "frontend/unicode.h"
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace frontend {
namespace {

constexpr int maxExp = 4096;                       // bits a rational's parts may have
constexpr mpfr_exp_t maxFloatExp = 2147483647;     // beyond: infinite
constexpr mpfr_exp_t minFloatExp = -2147483648LL;  // below: zero

ConstVal *newVal(ConstKind k) {
  auto *v = new ConstVal;
  v->kind = k;
  return v;
}
ConstVal *newInt() {
  auto *v = newVal(ConstKind::Int);
  mpz_init(v->i);
  return v;
}
ConstVal *newRat() {
  auto *v = newVal(ConstKind::Float);
  v->isRat = true;
  mpq_init(v->q);
  return v;
}
ConstVal *newFloat() {
  // As wide as MPFR can: makeFloat draws the line.
  static thread_local bool wide = (mpfr_set_emax(mpfr_get_emax_max()), mpfr_set_emin(mpfr_get_emin_min()), true);
  (void)wide;
  auto *v = newVal(ConstKind::Float);
  mpfr_init2(v->f, constPrec);
  return v;
}

bool smallInt(const mpz_t x) { return mpz_sizeinbase(x, 2) < size_t(maxExp) || mpz_sgn(x) == 0; }
bool smallFloat(const mpfr_t x) {
  if (mpfr_zero_p(x)) return true;
  if (!mpfr_regular_p(x)) return false;
  mpfr_exp_t e = mpfr_get_exp(x);
  return -maxExp < e && e < maxExp;
}

CV freeFloat(ConstVal *v) {
  mpfr_clear(v->f);
  return constUnknown();
}

// The finished float v: infinite becomes Unknown, underflow zero.
CV makeFloat(ConstVal *v) {
  if (mpfr_nan_p(v->f) || mpfr_inf_p(v->f)) return freeFloat(v);
  if (mpfr_regular_p(v->f)) {
    mpfr_exp_t e = mpfr_get_exp(v->f);
    if (e > maxFloatExp) return freeFloat(v);
    if (e < minFloatExp) mpfr_set_zero(v->f, 1);
  }
  if (mpfr_zero_p(v->f)) mpfr_set_zero(v->f, 1); // no -0
  return v;
}

CV makeRat(ConstVal *v) {
  if (smallInt(mpq_numref(v->q)) && smallInt(mpq_denref(v->q))) return v;
  auto *f = newFloat();
  mpfr_set_q(f->f, v->q, MPFR_RNDN);
  mpq_clear(v->q);
  return makeFloat(f);
}

// Conversions between representations; x is numeric and not complex.
ConstVal *intToRat(CV x) {
  auto *v = newRat();
  mpq_set_z(v->q, x->i);
  return v;
}
ConstVal *toFloat512(CV x) {
  auto *v = newFloat();
  if (x->kind == ConstKind::Int)
    mpfr_set_z(v->f, x->i, MPFR_RNDN);
  else if (x->isRat)
    mpfr_set_q(v->f, x->q, MPFR_RNDN);
  else
    mpfr_set(v->f, x->f, MPFR_RNDN);
  return v;
}

// Complexity of the representation: the operands of an operation are brought to the greater one.
int ord(CV x) {
  switch (x->kind) {
  case ConstKind::Unknown: return 0;
  case ConstKind::Bool:
  case ConstKind::String: return 1;
  case ConstKind::Int: return 2;
  case ConstKind::Float: return x->isRat ? 3 : 4;
  case ConstKind::Complex: return 5;
  }
  return 0;
}
CV raise(CV x, int to) {
  if (ord(x) == to) return x;
  switch (to) {
  case 3: return intToRat(x);
  case 4: return toFloat512(x);
  case 5: return constComplex(x, constInt(0));
  }
  return x;
}
// False if one of them is Unknown (or they do not go together).
bool match(CV &x, CV &y) {
  int ox = ord(x), oy = ord(y);
  if (ox == 0 || oy == 0) return false;
  if ((ox == 1) != (oy == 1) || (ox == 1 && x->kind != y->kind)) return false;
  if (ox < oy)
    x = raise(x, oy);
  else if (oy < ox)
    y = raise(y, ox);
  return true;
}

// ---- literals

std::string withoutUnderscores(Str s) {
  std::string r;
  r.reserve(s.size());
  for (char c : s)
    if (c != '_') r += c;
  return r;
}

CV intFromLiteral(Str text) {
  std::string s = withoutUnderscores(text);
  int base = 10;
  size_t skip = 0;
  if (s.size() > 1 && s[0] == '0') {
    switch (s[1]) {
    case 'x':
    case 'X':
      base = 16;
      skip = 2;
      break;
    case 'b':
    case 'B':
      base = 2;
      skip = 2;
      break;
    case 'o':
    case 'O':
      base = 8;
      skip = 2;
      break;
    default: base = 8; skip = 1;
    }
  }
  auto *v = newInt();
  if (mpz_set_str(v->i, s.c_str() + skip, base) != 0) return constUnknown();
  return v;
}

// A number literal taken apart: mantissa digits (without point), and value = mantissa * base2^exp2 * 10^exp10.
struct FloatParts {
  std::string digits;
  int base = 10;
  int64_t exp2 = 0, exp10 = 0;
};

bool splitFloat(const std::string &s, FloatParts *p) {
  size_t i = 0;
  if (s.size() > 1 && s[0] == '0') {
    char c = char(s[1] | 0x20);
    if (c == 'x')
      p->base = 16, i = 2;
    else if (c == 'b')
      p->base = 2, i = 2;
    else if (c == 'o')
      p->base = 8, i = 2;
  }
  int64_t frac = 0;
  bool point = false;
  for (; i < s.size(); i++) {
    char c = s[i], l = char(c | 0x20);
    if (c == '.') {
      point = true;
      continue;
    }
    if ((p->base == 10 && l == 'e') || l == 'p') break;
    p->digits += c;
    if (point) frac++;
  }
  if (p->digits.empty()) return false;
  int64_t e = 0;
  bool binary = false;
  if (i < s.size()) {
    binary = (s[i] | 0x20) == 'p';
    i++;
    if (i < s.size() && s[i] == '+') i++;
    auto r = std::from_chars(s.data() + i, s.data() + s.size(), e);
    if (r.ec != std::errc() || r.ptr != s.data() + s.size()) return false;
    if (e > maxFloatExp || e < minFloatExp) return false;
  }
  if (binary)
    p->exp2 = e;
  else
    p->exp10 = e;
  if (p->base == 10)
    p->exp10 -= frac;
  else
    p->exp2 -= frac * (p->base == 16 ? 4 : p->base == 8 ? 3 : 1);
  return true;
}

CV floatFromLiteral(Str text) {
  FloatParts p;
  if (!splitFloat(withoutUnderscores(text), &p)) return constUnknown();
  mpz_t m;
  mpz_init(m);
  if (mpz_set_str(m, p.digits.c_str(), p.base) != 0) {
    mpz_clear(m);
    return constUnknown();
  }
  // First as a float, to learn the magnitude.
  auto *f = newFloat();
  mpfr_t scale;
  mpfr_init2(scale, constPrec + 64);
  mpfr_set_z(f->f, m, MPFR_RNDN);
  if (p.exp10 != 0 && !mpfr_zero_p(f->f)) {
    mpfr_ui_pow_ui(scale, 10, static_cast<unsigned long>(std::llabs(p.exp10)), MPFR_RNDN);
    if (p.exp10 > 0)
      mpfr_mul(f->f, f->f, scale, MPFR_RNDN);
    else
      mpfr_div(f->f, f->f, scale, MPFR_RNDN);
  }
  mpfr_mul_2si(f->f, f->f, long(p.exp2), MPFR_RNDN);
  mpfr_clear(scale);
  CV r = makeFloat(f);
  if (r->kind == ConstKind::Unknown || !smallFloat(r->f)) {
    mpz_clear(m);
    return r;
  }
  // Small enough for an exact fraction.
  auto *q = newRat();
  if (!mpfr_zero_p(r->f)) {
    mpq_set_z(q->q, m);
    mpz_t t;
    mpz_init(t);
    if (p.exp10 != 0) {
      mpz_ui_pow_ui(t, 10, static_cast<unsigned long>(std::llabs(p.exp10)));
      if (p.exp10 > 0)
        mpz_mul(mpq_numref(q->q), mpq_numref(q->q), t);
      else
        mpz_set(mpq_denref(q->q), t);
    }
    if (p.exp2 > 0)
      mpz_mul_2exp(mpq_numref(q->q), mpq_numref(q->q), mp_bitcnt_t(p.exp2));
    else if (p.exp2 < 0)
      mpz_mul_2exp(mpq_denref(q->q), mpq_denref(q->q), mp_bitcnt_t(-p.exp2));
    mpq_canonicalize(q->q);
    mpz_clear(t);
  }
  mpz_clear(m);
  mpfr_clear(f->f);
  return q;
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Decodes one character of an interpreted literal at s[*i], advancing *i. *isByte: it stands for a single byte.
bool unquoteChar(Str s, size_t *i, uint32_t *r, bool *isByte) {
  *isByte = false;
  if (s[*i] != '\\') {
    unsigned w;
    *r = decodeRune(s.substr(*i), &w);
    *isByte = w == 1 && *r == runeError;
    if (*isByte) *r = uint8_t(s[*i]);
    *i += w;
    return true;
  }
  if (++*i >= s.size()) return false;
  char c = s[(*i)++];
  int n = 0;
  switch (c) {
  case 'a': *r = 7; return true;
  case 'b': *r = 8; return true;
  case 'f': *r = 12; return true;
  case 'n': *r = 10; return true;
  case 'r': *r = 13; return true;
  case 't': *r = 9; return true;
  case 'v': *r = 11; return true;
  case '\\':
  case '\'':
  case '"': *r = uint8_t(c); return true;
  case 'x': n = 2; break;
  case 'u': n = 4; break;
  case 'U': n = 8; break;
  default: {
    if (c < '0' || c > '7' || *i + 2 > s.size()) return false;
    uint32_t v = uint32_t(c - '0');
    for (int k = 0; k < 2; k++) {
      char d = s[(*i)++];
      if (d < '0' || d > '7') return false;
      v = v * 8 + uint32_t(d - '0');
    }
    if (v > 255) return false;
    *r = v;
    *isByte = true;
    return true;
  }
  }
  if (*i + size_t(n) > s.size()) return false;
  uint32_t v = 0;
  for (int k = 0; k < n; k++) {
    int d = hexDigit(s[(*i)++]);
    if (d < 0) return false;
    v = v * 16 + uint32_t(d);
  }
  *r = v;
  *isByte = n == 2;
  return *isByte || (v <= maxRune && !(v >= 0xD800 && v < 0xE000));
}

CV runeFromLiteral(Str text) {
  if (text.size() < 3) return constUnknown();
  Str s = text.substr(1, text.size() - 2);
  size_t i = 0;
  uint32_t r;
  bool isByte;
  if (!unquoteChar(s, &i, &r, &isByte) || i != s.size()) return constUnknown();
  return constInt(int64_t(r));
}

CV stringFromLiteral(Str text) {
  if (text.size() < 2) return constUnknown();
  Str s = text.substr(1, text.size() - 2);
  if (text[0] == '`') {
    if (s.find('\r') == Str::npos) return constString(s);
    std::string out;
    for (char c : s)
      if (c != '\r') out += c;
    return constString(intern(out));
  }
  if (s.find('\\') == Str::npos) return constString(s);
  std::string out;
  for (size_t i = 0; i < s.size();) {
    uint32_t r;
    bool isByte;
    if (!unquoteChar(s, &i, &r, &isByte)) return constUnknown();
    if (isByte)
      out += char(r);
    else
      appendRune(out, r);
  }
  return constString(intern(out));
}

// ---- operations on one representation

// The text made last by concat, with room behind it: a + b + c + ... is linear.
struct LastConcat {
  char *base = nullptr;
  size_t used = 0, cap = 0, copied = 0;
};

// Texts that double with each constant soon fill the machine. Go sets no limits; these are for one text, and for all.
constexpr size_t maxConcat = size_t(128) << 20, maxCopied = size_t(512) << 20;

CV concat(Str a, Str b) {
  auto &[base, used, cap, copied] = lasting<LastConcat>();
  if (b.empty()) return constString(a);
  if (a.empty()) return constString(b);
  bool atEnd = base && a.data() == base && a.size() == used;
  if (a.size() + b.size() > maxConcat) return constUnknown();
  if (!atEnd || used + b.size() > cap) {
    copied += a.size() + b.size();
    if (copied > maxCopied) return constUnknown();
    cap = 2 * (a.size() + b.size());
    base = static_cast<char *>(malloc(cap));
    memcpy(base, a.data(), a.size());
    used = a.size();
  }
  memcpy(base + used, b.data(), b.size());
  used += b.size();
  return constString(Str(base, used));
}

[[noreturn]] void badOp(Op op) { internalError("constant", Pos{}, std::string("invalid operation ") + opString(op)); }

CV binaryInt(CV x, Op op, CV y) {
  if (op == Op::Div) {
    auto *q = newRat();
    mpz_set(mpq_numref(q->q), x->i);
    mpz_set(mpq_denref(q->q), y->i);
    mpq_canonicalize(q->q);
    return makeRat(q);
  }
  auto *z = newInt();
  switch (op) {
  case Op::Add: mpz_add(z->i, x->i, y->i); break;
  case Op::Sub: mpz_sub(z->i, x->i, y->i); break;
  case Op::Mul: mpz_mul(z->i, x->i, y->i); break;
  case Op::Rem: mpz_tdiv_r(z->i, x->i, y->i); break;
  case Op::And: mpz_and(z->i, x->i, y->i); break;
  case Op::Or: mpz_ior(z->i, x->i, y->i); break;
  case Op::Xor: mpz_xor(z->i, x->i, y->i); break;
  case Op::AndNot:
    mpz_com(z->i, y->i);
    mpz_and(z->i, x->i, z->i);
    break;
  default: badOp(op);
  }
  return z;
}

CV binaryRat(CV x, Op op, CV y) {
  auto *q = newRat();
  switch (op) {
  case Op::Add: mpq_add(q->q, x->q, y->q); break;
  case Op::Sub: mpq_sub(q->q, x->q, y->q); break;
  case Op::Mul: mpq_mul(q->q, x->q, y->q); break;
  case Op::Div: mpq_div(q->q, x->q, y->q); break;
  default: badOp(op);
  }
  return makeRat(q);
}

CV binaryFloat(CV x, Op op, CV y) {
  auto *f = newFloat();
  switch (op) {
  case Op::Add: mpfr_add(f->f, x->f, y->f, MPFR_RNDN); break;
  case Op::Sub: mpfr_sub(f->f, x->f, y->f, MPFR_RNDN); break;
  case Op::Mul: mpfr_mul(f->f, x->f, y->f, MPFR_RNDN); break;
  case Op::Div: mpfr_div(f->f, x->f, y->f, MPFR_RNDN); break;
  default: badOp(op);
  }
  return makeFloat(f);
}

CV add(CV x, CV y) { return constBinary(x, Op::Add, y); }
CV sub(CV x, CV y) { return constBinary(x, Op::Sub, y); }
CV mul(CV x, CV y) { return constBinary(x, Op::Mul, y); }
CV quo(CV x, CV y) { return constBinary(x, Op::Div, y); }

CV binaryComplex(CV x, Op op, CV y) {
  CV a = x->re, b = x->im, c = y->re, d = y->im;
  switch (op) {
  case Op::Add: return constComplex(add(a, c), add(b, d));
  case Op::Sub: return constComplex(sub(a, c), sub(b, d));
  case Op::Mul: return constComplex(sub(mul(a, c), mul(b, d)), add(mul(b, c), mul(a, d)));
  case Op::Div: {
    CV s = add(mul(c, c), mul(d, d));
    return constComplex(quo(add(mul(a, c), mul(b, d)), s), quo(sub(mul(b, c), mul(a, d)), s));
  }
  default: badOp(op);
  }
}

bool ordered(int c, Op op) {
  switch (op) {
  case Op::Eql: return c == 0;
  case Op::Neq: return c != 0;
  case Op::Lss: return c < 0;
  case Op::Leq: return c <= 0;
  case Op::Gtr: return c > 0;
  case Op::Geq: return c >= 0;
  default: badOp(op);
  }
}

// A value close to x that rounds to the same float: with "round to odd" at 200 bits no second rounding goes wrong.
void roundToOdd(mpfr_t out, CV x) {
  int inexact;
  if (x->kind == ConstKind::Int)
    inexact = mpfr_set_z(out, x->i, MPFR_RNDZ);
  else if (x->isRat)
    inexact = mpfr_set_q(out, x->q, MPFR_RNDZ);
  else
    inexact = mpfr_set(out, x->f, MPFR_RNDZ);
  if (inexact == 0 || !mpfr_regular_p(out)) return;
  mpz_t m;
  mpz_init(m);
  mpfr_get_z_2exp(m, out);
  bool even = mpz_even_p(m);
  mpz_clear(m);
  if (!even) return;
  if (mpfr_sgn(out) > 0)
    mpfr_nextabove(out);
  else
    mpfr_nextbelow(out);
}

// ---- printing

// d formatted as by Go's %g: shortest digits, exponent form below 1e-4 and from 1e6 on.
std::string formatShortest(double d) {
  char buf[64];
  auto r = std::to_chars(buf, buf + sizeof buf, d, std::chars_format::scientific);
  Str s(buf, size_t(r.ptr - buf));
  size_t e = s.find('e');
  int exp = atoi(std::string(s.substr(e + 1)).c_str());
  if (exp < -4 || exp >= 6) return std::string(s);
  r = std::to_chars(buf, buf + sizeof buf, d, std::chars_format::fixed);
  return std::string(buf, r.ptr);
}

std::string printf6g(double d) {
  char buf[64];
  snprintf(buf, sizeof buf, "%.6g", d);
  return buf;
}

std::string floatString(CV x) {
  ConstVal *tmp = x->kind == ConstKind::Float && !x->isRat ? nullptr : toFloat512(x);
  mpfr_srcptr f = tmp ? tmp->f : x->f;
  double d = mpfr_get_d(f, MPFR_RNDN);
  if (mpfr_zero_p(f) == (d == 0) && !std::isinf(d)) {
    std::string s = printf6g(d);
    if (!mpfr_integer_p(f) && s.find('.') == std::string::npos) s = formatShortest(d);
    return s;
  }
  // Out of float64's range: f = mant * 2**exp, printed as m * 10**e.
  long exp;
  double m = mpfr_get_d_2exp(&exp, f, MPFR_RNDN);
  double dec = double(exp) * (M_LN2 / M_LN10);
  int64_t e = int64_t(dec);
  m *= std::pow(10, dec - double(e));
  double am = std::fabs(m);
  if (am < 1 - 0.5e-6)
    m *= 10, e--;
  else if (am >= 10)
    m /= 10, e++;
  char buf[64];
  snprintf(buf, sizeof buf, "%.6ge%+ld", m, long(e));
  return buf;
}

std::string intString(const mpz_t i) {
  char *s = mpz_get_str(nullptr, 10, i);
  std::string r = s;
  free(s);
  return r;
}

// The quoted string, shortened to 72 characters.
std::string shortQuoted(Str s) {
  constexpr size_t maxLen = 72;
  bool cut = s.size() > 4 * maxLen;
  std::string q = quoteString(cut ? s.substr(0, 4 * maxLen) : s);
  size_t runes = 0, end = 0;
  for (size_t i = 0; i < q.size(); runes++) {
    if (runes == maxLen - 3) end = i;
    unsigned w;
    decodeRune(Str(q).substr(i), &w);
    i += w;
  }
  if (runes <= maxLen) return q;
  return q.substr(0, end) + "...";
}

} // namespace

// ---- factories

CV constUnknown() {
  static ConstVal v;
  return &v;
}

// Common values are made once.
namespace {
struct CommonValues {
  ConstVal *bools[2] = {};
  CV ints[256] = {};
};
} // namespace

CV constBool(bool b) {
  ConstVal *&v = lasting<CommonValues>().bools[b];
  if (!v) {
    v = newVal(ConstKind::Bool);
    v->b = b;
  }
  return v;
}

CV constString(Str s) {
  auto *v = newVal(ConstKind::String);
  v->s = s;
  return v;
}

CV constInt(int64_t x) {
  CV *cached = x >= 0 && x < 256 ? &lasting<CommonValues>().ints[x] : nullptr;
  if (cached && *cached) return *cached;
  auto *v = newVal(ConstKind::Int);
  mpz_init_set_si(v->i, x);
  if (cached) *cached = v;
  return v;
}

CV constUint(uint64_t x) {
  auto *v = newVal(ConstKind::Int);
  mpz_init_set_ui(v->i, x);
  return v;
}

CV constFloat(double d) {
  if (std::isinf(d) || std::isnan(d)) return constUnknown();
  auto *v = newRat();
  if (d != 0) mpq_set_d(v->q, d);
  return v;
}

CV constComplex(CV re, CV im) {
  if (re->kind == ConstKind::Unknown || im->kind == ConstKind::Unknown) return constUnknown();
  auto *v = newVal(ConstKind::Complex);
  v->re = re;
  v->im = im;
  return v;
}

CV constImaginary(CV x) { return constComplex(constInt(0), x); }

CV constFromLiteral(Str text, LitKind k) {
  switch (k) {
  case LitKind::Int: return intFromLiteral(text);
  case LitKind::Float: return floatFromLiteral(text);
  case LitKind::Imag:
    if (text.empty() || text.back() != 'i') return constUnknown();
    return constImaginary(floatFromLiteral(text.substr(0, text.size() - 1)));
  case LitKind::Rune: return runeFromLiteral(text);
  case LitKind::String: return stringFromLiteral(text);
  }
  return constUnknown();
}

// ---- operations

CV constUnary(Op op, CV x, unsigned bits) {
  if (x->kind == ConstKind::Unknown) return x;
  switch (op) {
  case Op::Add: return x;
  case Op::Sub:
    switch (x->kind) {
    case ConstKind::Int: {
      auto *v = newInt();
      mpz_neg(v->i, x->i);
      return v;
    }
    case ConstKind::Float:
      if (x->isRat) {
        auto *v = newRat();
        mpq_neg(v->q, x->q);
        return v;
      } else {
        auto *v = newFloat();
        mpfr_neg(v->f, x->f, MPFR_RNDN);
        return makeFloat(v);
      }
    case ConstKind::Complex: return constComplex(constUnary(op, x->re, 0), constUnary(op, x->im, 0));
    default: badOp(op);
    }
  case Op::Xor: {
    auto *v = newInt();
    mpz_com(v->i, x->i);
    if (bits > 0) mpz_fdiv_r_2exp(v->i, v->i, bits); // unsigned: only the type's bits
    return v;
  }
  case Op::Not: return constBool(!x->b);
  default: badOp(op);
  }
}

CV constBinary(CV x, Op op, CV y) {
  if (!match(x, y)) return constUnknown();
  switch (x->kind) {
  case ConstKind::Bool: return constBool(op == Op::AndAnd ? x->b && y->b : x->b || y->b);
  case ConstKind::String: return concat(x->s, y->s);
  case ConstKind::Int: return binaryInt(x, op, y);
  case ConstKind::Float: return x->isRat ? binaryRat(x, op, y) : binaryFloat(x, op, y);
  case ConstKind::Complex: return binaryComplex(x, op, y);
  case ConstKind::Unknown: break;
  }
  return constUnknown();
}

CV constBinaryInt(CV x, Op op, CV y) {
  if (!match(x, y)) return constUnknown();
  if (op != Op::Div || x->kind != ConstKind::Int) return constBinary(x, op, y);
  auto *z = newInt();
  mpz_tdiv_q(z->i, x->i, y->i);
  return z;
}

CV constShift(CV x, Op op, unsigned s) {
  if (x->kind == ConstKind::Unknown || s == 0) return x;
  auto *z = newInt();
  if (op == Op::Shl)
    mpz_mul_2exp(z->i, x->i, s);
  else
    mpz_fdiv_q_2exp(z->i, x->i, s);
  return z;
}

bool constCompare(CV x, Op op, CV y) {
  if (!match(x, y)) return false;
  switch (x->kind) {
  case ConstKind::Bool: return (x->b == y->b) == (op == Op::Eql);
  case ConstKind::String: return ordered(x->s.compare(y->s), op);
  case ConstKind::Int: return ordered(mpz_cmp(x->i, y->i), op);
  case ConstKind::Float: return ordered(x->isRat ? mpq_cmp(x->q, y->q) : mpfr_cmp(x->f, y->f), op);
  case ConstKind::Complex: {
    bool eq = constCompare(x->re, Op::Eql, y->re) && constCompare(x->im, Op::Eql, y->im);
    return eq == (op == Op::Eql);
  }
  case ConstKind::Unknown: break;
  }
  return false;
}

// ---- conversions

// The integer that f is, perhaps but for the rounding errors of earlier operations.
static CV floatToInt(CV x) {
  if (!smallFloat(x->f)) return constUnknown();
  if (mpfr_integer_p(x->f)) {
    auto *v = newInt();
    mpfr_get_z(v->i, x->f, MPFR_RNDZ);
    return v;
  }
  constexpr int delta = 4; // a few bits
  CV r = constUnknown();
  mpfr_t t;
  mpfr_init2(t, constPrec - delta);
  for (mpfr_rnd_t rnd : {MPFR_RNDZ, MPFR_RNDA}) {
    mpfr_set(t, x->f, rnd);
    if (!mpfr_integer_p(t)) continue;
    auto *v = newInt();
    mpfr_get_z(v->i, t, MPFR_RNDZ);
    r = v;
    break;
  }
  mpfr_clear(t);
  return r;
}

CV constToInt(CV x) {
  switch (x->kind) {
  case ConstKind::Int: return x;
  case ConstKind::Float: {
    if (!x->isRat) return floatToInt(x);
    if (mpz_cmp_ui(mpq_denref(x->q), 1) != 0) return constUnknown();
    auto *v = newInt();
    mpz_set(v->i, mpq_numref(x->q));
    return v;
  }
  case ConstKind::Complex: {
    CV re = constToFloat(x);
    return re->kind == ConstKind::Float ? constToInt(re) : constUnknown();
  }
  default: return constUnknown();
  }
}

CV constToFloat(CV x) {
  switch (x->kind) {
  case ConstKind::Int: return smallInt(x->i) ? intToRat(x) : toFloat512(x);
  case ConstKind::Float: return x;
  case ConstKind::Complex: return constSign(x->im) == 0 ? constToFloat(x->re) : constUnknown();
  default: return constUnknown();
  }
}

CV constToComplex(CV x) {
  switch (x->kind) {
  case ConstKind::Int:
  case ConstKind::Float: return constComplex(x, constInt(0));
  case ConstKind::Complex: return x;
  default: return constUnknown();
  }
}

CV constReal(CV x) { return x->kind == ConstKind::Complex ? x->re : x; }
CV constImag(CV x) {
  if (x->kind == ConstKind::Complex) return x->im;
  return x->kind == ConstKind::Unknown ? x : constInt(0);
}

int constSign(CV x) {
  switch (x->kind) {
  case ConstKind::Int: return mpz_sgn(x->i);
  case ConstKind::Float: return x->isRat ? mpq_sgn(x->q) : mpfr_sgn(x->f);
  case ConstKind::Complex: return constSign(x->re) | constSign(x->im);
  default: return 1; // no spurious division by zero
  }
}

int constBitLen(CV x) {
  if (x->kind != ConstKind::Int || mpz_sgn(x->i) == 0) return 0;
  return int(mpz_sizeinbase(x->i, 2));
}

bool constInt64(CV x, int64_t *v) {
  if (x->kind != ConstKind::Int || !mpz_fits_slong_p(x->i)) return false;
  *v = mpz_get_si(x->i);
  return true;
}
bool constUint64(CV x, uint64_t *v) {
  if (x->kind != ConstKind::Int || !mpz_fits_ulong_p(x->i)) return false;
  *v = mpz_get_ui(x->i);
  return true;
}

double constFloat64(CV x) {
  if (x->kind != ConstKind::Int && x->kind != ConstKind::Float) return 0;
  mpfr_t t;
  mpfr_init2(t, 200);
  roundToOdd(t, x);
  double d = mpfr_get_d(t, MPFR_RNDN);
  mpfr_clear(t);
  return d;
}
float constFloat32(CV x) {
  if (x->kind != ConstKind::Int && x->kind != ConstKind::Float) return 0;
  mpfr_t t;
  mpfr_init2(t, 200);
  roundToOdd(t, x);
  float f = mpfr_get_flt(t, MPFR_RNDN);
  mpfr_clear(t);
  return f;
}

CV constRoundFloat32(CV x) { return constFloat(double(constFloat32(x))); }
CV constRoundFloat64(CV x) { return constFloat(constFloat64(x)); }

// ---- printing

std::string constString(CV x) {
  switch (x->kind) {
  case ConstKind::Unknown: return "unknown";
  case ConstKind::Bool: return x->b ? "true" : "false";
  case ConstKind::String: return shortQuoted(x->s);
  case ConstKind::Int: return intString(x->i);
  case ConstKind::Float: return floatString(x);
  case ConstKind::Complex: return "(" + constString(x->re) + " + " + constString(x->im) + "i)";
  }
  return "";
}

std::string constExactString(CV x) {
  switch (x->kind) {
  case ConstKind::String: return quoteString(x->s);
  case ConstKind::Float: {
    if (!x->isRat) {
      char *s = nullptr;
      mpfr_asprintf(&s, "%Ra", x->f);
      std::string r = s;
      mpfr_free_str(s);
      return r;
    }
    std::string num = intString(mpq_numref(x->q));
    if (mpz_cmp_ui(mpq_denref(x->q), 1) == 0) return num;
    return num + "/" + intString(mpq_denref(x->q));
  }
  case ConstKind::Complex: return "(" + constExactString(x->re) + " + " + constExactString(x->im) + "i)";
  default: return constString(x);
  }
}

} // namespace frontend
