// frontend/constant.cpp: exact constant values on GMP and MPFR: operations, comparison, conversion. Mirrors go/constant.
// From and to text: constant_text.cpp.
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
#include "frontend/constant_repr.h"
#include "frontend/diag.h"
#include "frontend/lasting.h"
#include <cmath>
#include <cstdlib>
#include <cstring>

namespace frontend {

// ---- representations (constant_repr.h)

static ConstVal *newVal(ConstKind k) {
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

static CV freeFloat(ConstVal *v) {
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

namespace {

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

int64_t constWord(CV x) {
  int64_t v = 0;
  uint64_t u = 0;
  return !constInt64(x, &v) && constUint64(x, &u) ? int64_t(u) : v;
}

// x, rounded once by one of MPFR's functions.
template <class F> static F rounded(CV x, F (*get)(mpfr_srcptr, mpfr_rnd_t)) {
  if (x->kind != ConstKind::Int && x->kind != ConstKind::Float) return 0;
  mpfr_t t;
  mpfr_init2(t, 200);
  roundToOdd(t, x);
  F f = get(t, MPFR_RNDN);
  mpfr_clear(t);
  return f;
}
double constFloat64(CV x) { return rounded(x, mpfr_get_d); }
float constFloat32(CV x) { return rounded(x, mpfr_get_flt); }

CV constRoundFloat32(CV x) { return constFloat(double(constFloat32(x))); }
CV constRoundFloat64(CV x) { return constFloat(constFloat64(x)); }

} // namespace frontend
