// frontend/constant_repr.h: how the values of constant.h are made, for constant.cpp and constant_text.cpp only. What the
// representations are is at the head of constant.cpp.
//
// A new value is written to once, by who made it, and finished by makeRat or makeFloat if it is a Float.
#pragma once
#include "frontend/constant.h"

namespace frontend {

constexpr int maxExp = 4096;                       // bits a rational's parts may have
constexpr mpfr_exp_t maxFloatExp = 2147483647;     // beyond: infinite
constexpr mpfr_exp_t minFloatExp = -2147483648LL;  // below: zero

ConstVal *newInt(), *newRat(), *newFloat();
CV makeFloat(ConstVal *v); // infinite becomes Unknown, underflow zero
CV makeRat(ConstVal *v);   // too large for a rational: a float
bool smallInt(const mpz_t x), smallFloat(const mpfr_t x); // few enough bits for a rational

// Of an Int or Float.
ConstVal *intToRat(CV x), *toFloat512(CV x);

} // namespace frontend
