// Constant values: literals, arithmetic, limits, printing.
#include "frontend/constant.h"
#include "gtest.h"
#include <cmath>

using namespace frontend;

static CV lit(const char *s) {
  Str t = s;
  if (t[0] == '\'') return constFromLiteral(t, LitKind::Rune);
  if (t[0] == '"' || t[0] == '`') return constFromLiteral(t, LitKind::String);
  if (t.back() == 'i') return constFromLiteral(t, LitKind::Imag);
  bool hex = t.substr(0, 2) == "0x" || t.substr(0, 2) == "0X";
  bool isFloat = t.find('.') != Str::npos || t.find_first_of(hex ? "pP" : "eE") != Str::npos;
  return constFromLiteral(t, isFloat ? LitKind::Float : LitKind::Int);
}
static std::string str(CV v) { return constString(v); }

TEST(Constant, Literals) {
  EXPECT_EQ(str(lit("1_000")), "1000");
  EXPECT_EQ(str(lit("0x_ff")), "255");
  EXPECT_EQ(str(lit("0b101")), "5");
  EXPECT_EQ(str(lit("0o17")), "15");
  EXPECT_EQ(str(lit("017")), "15");
  EXPECT_EQ(str(lit("123456789012345678901234567890")), "123456789012345678901234567890");
  EXPECT_EQ(str(lit("0x1p-2")), "0.25");
  EXPECT_EQ(str(lit("0x.8p1")), "1");
  EXPECT_EQ(str(lit("1_0.5e+1_0")), "1.05e+11");
  EXPECT_EQ(str(lit("0123i")), "(0 + 123i)");
  EXPECT_EQ(str(lit("'\\u00e9'")), "233");
  EXPECT_EQ(str(lit("'\\xff'")), "255");
  EXPECT_EQ(str(lit("'\\''")), "39");
  EXPECT_EQ(str(lit("\"a\\tb\\u00e9\\101\"")), "\"a\\tb\xc3\xa9"
                                               "A\"");
  EXPECT_EQ(lit("`a\\n\r\nb`")->s, "a\\n\nb");
}

TEST(Constant, HugeExponentsAreRejectedAtOnce) {
  EXPECT_EQ(lit("1e1000000000")->kind, ConstKind::Unknown);
  EXPECT_EQ(lit("1e99999999999999999999")->kind, ConstKind::Unknown);
  EXPECT_EQ(lit("0x1p9999999999")->kind, ConstKind::Unknown);
  EXPECT_EQ(str(lit("1e-1000000000")), "0");
  EXPECT_EQ(str(lit("1e100000")), "1e+100000");
}

TEST(Constant, FloatsPrintAsInGo) {
  EXPECT_EQ(str(lit("0.1")), "0.1");
  EXPECT_EQ(str(lit("1e100")), "1e+100");
  EXPECT_EQ(str(lit("1234567.0")), "1.23457e+06");
  EXPECT_EQ(str(lit("1000000.5")), "1.0000005e+06");
  EXPECT_EQ(str(lit("123456.5")), "123456.5");
  EXPECT_EQ(str(lit("1e-400")), "1e-400");
  EXPECT_EQ(str(lit("1e400")), "1e+400");
  EXPECT_EQ(str(constBinary(lit("1.0"), Op::Div, lit("3.0"))), "0.333333");
}

TEST(Constant, IntegerArithmetic) {
  CV m7 = constUnary(Op::Sub, lit("7"), 0);
  EXPECT_EQ(str(constBinaryInt(m7, Op::Div, lit("2"))), "-3");
  EXPECT_EQ(str(constBinary(m7, Op::Rem, lit("2"))), "-1");
  EXPECT_EQ(str(constBinary(m7, Op::AndNot, lit("2"))), "-7");
  EXPECT_EQ(str(constBinary(m7, Op::Xor, lit("2"))), "-5");
  EXPECT_EQ(str(constShift(m7, Op::Shr, 1)), "-4");
  EXPECT_EQ(str(constUnary(Op::Xor, lit("1"), 8)), "254");
  EXPECT_EQ(str(constUnary(Op::Xor, lit("1"), 0)), "-2");
  EXPECT_EQ(str(constBinary(lit("1"), Op::Div, lit("2"))), "0.5");
  EXPECT_EQ(constBitLen(constShift(lit("1"), Op::Shl, 512)), 513);
}

TEST(Constant, ConversionsAreExactOrUnknown) {
  EXPECT_EQ(str(constToInt(lit("1e3"))), "1000");
  EXPECT_EQ(constToInt(lit("1.5"))->kind, ConstKind::Unknown);
  EXPECT_EQ(str(constToInt(constComplex(lit("2.0"), lit("0")))), "2");
  EXPECT_EQ(constToFloat(constComplex(lit("2"), lit("1")))->kind, ConstKind::Unknown);
  // (2 - 1/3*3 - 1) computed with rationals is exactly zero
  CV third = constBinary(lit("1.0"), Op::Div, lit("3.0"));
  EXPECT_TRUE(constCompare(constBinary(third, Op::Mul, lit("3")), Op::Eql, lit("1")));
}

TEST(Constant, RoundingIsToNearestEven) {
  EXPECT_EQ(constFloat64(lit("0.1")), 0.1);
  EXPECT_EQ(constFloat64(lit("9007199254740993")), 9007199254740992.0);
  EXPECT_EQ(constFloat32(lit("16777217")), 16777216.0f);
  EXPECT_EQ(constFloat64(lit("4.9e-324")), 4.9e-324);
  EXPECT_EQ(constFloat64(lit("2.4e-324")), 0.0);
  EXPECT_TRUE(std::isinf(constFloat64(lit("1e309"))));
  EXPECT_EQ(constRoundFloat32(lit("1e39"))->kind, ConstKind::Unknown);
  EXPECT_EQ(constFloat32(lit("1e-45")), 1e-45f);
}

TEST(Constant, ComplexArithmetic) {
  CV a = constComplex(lit("1"), lit("2")), b = constComplex(lit("3"), lit("4"));
  EXPECT_EQ(str(constBinary(a, Op::Mul, b)), "(-5 + 10i)");
  EXPECT_EQ(str(constBinary(a, Op::Div, b)), "(0.44 + 0.08i)");
  EXPECT_TRUE(constCompare(a, Op::Neq, b));
}

TEST(Constant, LongChainsOfStringsAreLinear) {
  CV s = constString(Str("")), x = constString(Str("x"));
  for (int i = 0; i < 1000000; i++) s = constBinary(s, Op::Add, x);
  EXPECT_EQ(s->s.size(), 1000000u);
  CV t = constBinary(s, Op::Add, constString(Str("a"))), u = constBinary(s, Op::Add, constString(Str("b")));
  EXPECT_EQ(t->s.back(), 'a'); // both continue the same prefix
  EXPECT_EQ(u->s.back(), 'b');
  EXPECT_EQ(s->s.size(), 1000000u);
}

TEST(Constant, LongStringsPrintShortened) {
  std::string s(100, 'x');
  EXPECT_EQ(str(constString(Str(s))), "\"" + std::string(68, 'x') + "...");
  EXPECT_EQ(str(constString(Str("\xff\n"))), "\"\\xff\\n\"");
}
