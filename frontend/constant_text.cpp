// frontend/constant_text.cpp: constants from literals, and as text for diagnostics. Mirrors go/constant (MakeFromLiteral,
// String, ExactString) and strconv.Unquote.
//
// A float literal is first read as a 512-bit float, to learn its magnitude: only what is small becomes an exact fraction, so
// that 1e1000000000 costs nothing.
#include "frontend/constant_repr.h"
#include "frontend/diag.h"
#include "frontend/unicode.h"
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace frontend {
namespace {

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
