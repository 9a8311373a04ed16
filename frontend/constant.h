// frontend/constant.h: exact constant values (GMP/MPFR), with the operations of go/constant.
//
// Values are immutable and live until the process ends. Integers are exact; floats are rationals while small,
// 512-bit MPFR numbers beyond that (as go/constant); complex values are pairs of floats or integers.
#pragma once
#include "frontend/ast.h"
#include <gmp.h>
#include <mpfr.h>

namespace frontend {

enum class ConstKind : uint8_t { Unknown, Bool, String, Int, Float, Complex };

struct ConstVal : ArenaAllocated {
  ConstKind kind = ConstKind::Unknown;
  bool b = false;
  bool isRat = false;          // Float: which of q and f holds the value
  Str s;                       // String: raw bytes
  union {                      // initialised according to kind
    mpz_t i;                   // Int
    mpq_t q;                   // Float, isRat
    mpfr_t f;                  // Float, !isRat: 512 bits, neither infinite nor NaN
  };
  const ConstVal *re = nullptr, *im = nullptr; // Complex
};
using CV = const ConstVal *;

// Bits of precision of floats that are not rationals, and the largest untyped integer.
constexpr int constPrec = 512;

CV constUnknown(), constBool(bool b), constString(Str s), constInt(int64_t v), constUint(uint64_t v), constFloat(double v);
CV constComplex(CV re, CV im);
CV constFromLiteral(Str text, LitKind k); // Unknown if malformed
CV constImaginary(CV x); // x*i
CV constUnary(Op op, CV x, unsigned bits /* unsigned size for ^, 0: signed/untyped */);
CV constBinary(CV x, Op op, CV y);        // integer Div: pass intDiv
CV constBinaryInt(CV x, Op op, CV y);     // truncated integer division
CV constShift(CV x, Op op, unsigned s);
bool constCompare(CV x, Op op, CV y);
CV constToInt(CV x), constToFloat(CV x), constToComplex(CV x); // Unknown if not representable exactly
CV constReal(CV x), constImag(CV x);
int constSign(CV x);
int constBitLen(CV x);
bool constInt64(CV x, int64_t *v), constUint64(CV x, uint64_t *v); // false: does not fit
int64_t constWord(CV x); // the 64 bits of an integer, signed or not
double constFloat64(CV x);
float constFloat32(CV x);               // nearest, may be +-Inf
CV constRoundFloat32(CV x), constRoundFloat64(CV x);               // Unknown when not finite
std::string constString(CV x);      // as gc prints constants in diagnostics (shortened)
std::string constExactString(CV x);

} // namespace frontend
