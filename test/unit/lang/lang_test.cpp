// Hash and equality, interfaces, strings, print formats.
#include "test/unit/gtest.h"
#include <bit>
#include <cmath>

#include "runtime/lang/alg.h"
#include "runtime/lang/iface.h"
#include "runtime/lang/print.h"
#include "runtime/lang/string.h"
#include "test/unit/lang/mock_runtime.h"

using namespace rt;

namespace rt {
GOENTRY_DECL(abi::Itab *, assertE2I, (abi::InterfaceType * inter, Type *t));
GOENTRY_DECL(abi::Itab *, assertE2I2, (abi::InterfaceType * inter, Type *t));
GOENTRY_DECL(intptr_t, cmpstring, (const uint8_t *a, intptr_t na, const uint8_t *b, intptr_t nb));
GOENTRY_DECL(R2, intstring, (int64_t v));
GOENTRY_DECL(R2, slicerunetostring, (const int32_t *runes, intptr_t n));
GOENTRY_DECL(R2, stringtoslicerune, (const uint8_t *p, intptr_t n));
GOENTRY_DECL(R2, decoderune, (const uint8_t *p, intptr_t n, intptr_t k));
} // namespace rt

namespace {

Type *const intT = basicType(abi::Int, "int");
Type *const int32T = basicType(abi::Int32, "int32");
Type *const float64T = basicType(abi::Float64, "float64");
Type *const stringT = basicType(abi::String, "string");

// ---- alg

TEST(Alg, HashDependsOnEveryByteLengthAndSeed) {
  uint8_t buf[300] = {};
  for (unsigned n = 0; n < 300; n++) {
    uint64_t h = memhash(buf, 1, n);
    EXPECT_NE(h, memhash(buf, 2, n));
    if (n + 1 < 300) EXPECT_NE(h, memhash(buf, 1, n + 1));
    for (unsigned i = 0; i < n; i++) {
      buf[i] ^= 1;
      EXPECT_NE(h, memhash(buf, 1, n)) << n << " " << i;
      buf[i] ^= 1;
    }
  }
}

TEST(Alg, LowAndHighBitsOfIntegerHashesSpread) {
  std::vector<int> low(128), high(128);
  for (uint64_t i = 0; i < 128 * 100; i++) {
    uint64_t h = memhash64(i * 8, 12345);
    low[h & 127]++;
    high[h >> 57]++;
  }
  for (int i = 0; i < 128; i++) {
    EXPECT_NEAR(low[size_t(i)], 100, 60);
    EXPECT_NEAR(high[size_t(i)], 100, 60);
  }
}

TEST(Alg, Floats) {
  double plus = 0, minus = -0.0, nan = NAN;
  EXPECT_EQ(hashType(float64T, &plus, 5), hashType(float64T, &minus, 5));
  EXPECT_TRUE(equalType(float64T, &plus, &minus));
  EXPECT_FALSE(equalType(float64T, &nan, &nan));
  EXPECT_NE(hashType(float64T, &nan, 5), hashType(float64T, &nan, 5));
}

TEST(Alg, BlankFieldsAndPaddingTakeNoPart) {
  Type *t = structType("main.S", {{"a", int32T}, {"_", int32T}, {"s", stringT}});
  struct S {
    int32_t a, blank;
    GoString s;
  };
  S x{1, 2, lit("abc")}, y{1, 3, gostr(*new std::string("abc"))}, z{1, 2, lit("abd")};
  EXPECT_FALSE(isRegularMemory(t));
  EXPECT_TRUE(equalType(t, &x, &y));
  EXPECT_EQ(hashType(t, &x, 9), hashType(t, &y, 9));
  EXPECT_FALSE(equalType(t, &x, &z));
  Type *padded = structType("main.P", {{"a", basicType(abi::Int8, "int8")}, {"b", intT}});
  EXPECT_FALSE(isRegularMemory(padded));
  EXPECT_TRUE(isRegularMemory(structType("main.Q", {{"a", intT}, {"b", intT}})));
}

TEST(Alg, UncomparableDynamicTypesPanic) {
  Type *ints = sliceType(intT), *any = efaceType();
  int64_t data[3] = {};
  abi::Eface x{ints, data}, y{ints, data}, z{intT, data};
  EXPECT_EQ(deathOf([&] { equalType(any, &x, &y); }), "panic: runtime error: comparing uncomparable type []int");
  EXPECT_FALSE(equalType(any, &x, &z)) << "different types: no panic";
  Type *s = structType("main.T", {{"f", ints}});
  abi::Eface t{s, data};
  EXPECT_EQ(deathOf([&] { hashType(any, &t, 0); }), "panic: runtime error: hash of unhashable type main.T");
}

// ---- interfaces

TEST(Iface, MethodsMatchByNameTypeAndPackage) {
  Type *f1 = basicType(abi::Func, "func()"), *f2 = basicType(abi::Func, "func() int");
  void *a = reinterpret_cast<void *>(0x1000), *b = reinterpret_cast<void *>(0x2000), *c = reinterpret_cast<void *>(0x3000); // code
  Type *t = namedType("main.T", "main", {{"Close", f1, a, ""}, {"Read", f2, b, ""}, {"hidden", f1, c, "main"}});
  auto *closer = interfaceType("main.Closer", "main", {{"Close", f1, nullptr, ""}});
  auto *both = interfaceType("main.Both", "main", {{"Close", f1, nullptr, ""}, {"hidden", f1, nullptr, "main"}});
  auto *foreign = interfaceType("other.H", "other", {{"hidden", f1, nullptr, "other"}});
  auto *wrongType = interfaceType("main.R", "main", {{"Read", f1, nullptr, ""}});
  abi::Itab *m = getitab(closer, t, nullptr);
  ASSERT_NE(m, nullptr);
  EXPECT_EQ(m->fun[0], a);
  EXPECT_EQ(getitab(closer, t, nullptr), m) << "itabs are unique";
  EXPECT_EQ(assertE2I(both, t)->fun[1], c);
  EXPECT_EQ(assertE2I2(foreign, t), nullptr);
  EXPECT_EQ(assertE2I2(wrongType, t), nullptr);
  EXPECT_EQ(assertE2I2(closer, nullptr), nullptr);
  EXPECT_EQ(deathOf([&] { assertE2I(foreign, t); }), "panic: have main.T want other.H missing hidden");
  EXPECT_EQ(deathOf([&] { assertE2I(wrongType, t); }), "panic: have main.T want main.R missing Read");
  EXPECT_EQ(deathOf([&] { assertE2I(closer, nullptr); }), "panic: have nil want main.Closer missing ");
}

TEST(Iface, TableGrows) {
  Type *f = basicType(abi::Func, "func()");
  auto *inter = interfaceType("main.I", "main", {{"M", f, nullptr, ""}});
  std::vector<std::pair<Type *, abi::Itab *>> made;
  for (int i = 0; i < 1000; i++) {
    Type *t = namedType("main.X" + std::to_string(i), "main", {});
    EXPECT_EQ(getitab(inter, t, nullptr), nullptr);
    EXPECT_EQ(getitab(inter, t, nullptr), nullptr);
  }
}

// ---- strings

TEST(String, DecodeRejectsWhatGoRejects) {
  auto decode = [](std::initializer_list<int> bytes) {
    std::vector<uint8_t> v(bytes.begin(), bytes.end());
    DecodedRune d = decodeRune(v.data(), intptr_t(v.size()));
    return std::pair(d.r, d.width);
  };
  EXPECT_EQ(decode({0x41}), std::pair(0x41, 1));
  EXPECT_EQ(decode({0xC3, 0xA9}), std::pair(0xE9, 2));
  EXPECT_EQ(decode({0xE2, 0x82, 0xAC}), std::pair(0x20AC, 3));
  EXPECT_EQ(decode({0xF0, 0x9F, 0x98, 0x80}), std::pair(0x1F600, 4));
  auto bad = std::pair(0xFFFD, 1);
  EXPECT_EQ(decode({0x80}), bad);
  EXPECT_EQ(decode({0xC0, 0x80}), bad) << "overlong";
  EXPECT_EQ(decode({0xE0, 0x80, 0x80}), bad);
  EXPECT_EQ(decode({0xED, 0xA0, 0x80}), bad) << "surrogate";
  EXPECT_EQ(decode({0xF4, 0x90, 0x80, 0x80}), bad) << "above 10FFFF";
  EXPECT_EQ(decode({0xF5, 0x80, 0x80, 0x80}), bad);
  EXPECT_EQ(decode({0xE2, 0x82}), bad) << "cut short";
}

TEST(String, RunesRoundTrip) {
  for (int32_t r : {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF}) {
    uint8_t buf[4];
    int n = encodeRune(buf, r);
    DecodedRune d = decodeRune(buf, n);
    EXPECT_EQ(d.r, r);
    EXPECT_EQ(d.width, n);
  }
  auto text = [](R2 r) { return cxxstr({reinterpret_cast<uint8_t *>(r.a), intptr_t(r.b)}); };
  EXPECT_EQ(text(intstring(65)), "A");
  EXPECT_EQ(text(intstring(-1)), "\xEF\xBF\xBD");
  EXPECT_EQ(text(intstring(int64_t(1) << 40)), "\xEF\xBF\xBD");
  EXPECT_EQ(text(intstring(0xD800)), "\xEF\xBF\xBD");
  std::string s = "a\xC3\xA9\xFF\xE2\x82\xACz";
  R2 runes = stringtoslicerune(gostr(s).str, gostr(s).len);
  EXPECT_EQ(runes.b, 5u);
  EXPECT_EQ(text(slicerunetostring(reinterpret_cast<int32_t *>(runes.a), 5)), "a\xC3\xA9\xEF\xBF\xBD\xE2\x82\xACz");
  R2 second = decoderune(gostr(s).str, gostr(s).len, 1);
  EXPECT_EQ(second.a, 0xE9u);
  EXPECT_EQ(second.b, 3u);
}

TEST(String, ConcatReturnsTheOnlyPartUncopied) {
  GoString a = lit("abc"), parts[] = {lit(""), a, lit("")}, more[] = {a, lit("de"), lit(""), a};
  EXPECT_EQ(concat(parts, 3).str, a.str);
  EXPECT_EQ(cxxstr(concat(more, 4)), "abcdeabc");
  EXPECT_EQ(concat(parts, 1).len, 0);
  auto cmp = [](const char *x, const char *y) { return cmpstring(lit(x).str, lit(x).len, lit(y).str, lit(y).len); };
  EXPECT_EQ(cmp("a", "b"), -1);
  EXPECT_EQ(cmp("b", "a"), 1);
  EXPECT_EQ(cmp("a", "ab"), -1);
  EXPECT_EQ(cmp("\xff", "a"), 1);
  EXPECT_EQ(cmp("", ""), 0);
}

// ---- print

std::string printed(const std::function<void()> &body) {
  testing::internal::CaptureStderr();
  printlock();
  body();
  printunlock();
  return testing::internal::GetCapturedStderr();
}

TEST(Print, Formats) {
  EXPECT_EQ(printed([] { printint(INT64_MIN); }), "-9223372036854775808");
  EXPECT_EQ(printed([] { printuint(UINT64_MAX); }), "18446744073709551615");
  EXPECT_EQ(printed([] { printhex(0xc000); }), "0xc000");
  EXPECT_EQ(printed([] { printpointer(nullptr); }), "0x0");
  EXPECT_EQ(printed([] {
              printbool(1);
              printsp();
              printbool(0);
              printnl();
            }),
            "true false\n");
  EXPECT_EQ(printed([] { printslice(reinterpret_cast<void *>(0x10), 3, 4); }), "[3/4]0x10");
  EXPECT_EQ(printed([] { printeface(nullptr, reinterpret_cast<void *>(0xab)); }), "(0x0,0xab)");
  EXPECT_EQ(printed([] { printcomplex(1, -2); }), "(+1.000000e+000-2.000000e+000i)");
  std::string big(5000, 'q');
  EXPECT_EQ(printed([&] {
              printcstr("<");
              printGoString(gostr(big));
              printcstr(">");
            }),
            "<" + big + ">");
}

TEST(Print, Floats) {
  auto f = [](double v) {
    char buf[24];
    return std::string(buf, size_t(formatFloat(v, buf)));
  };
  EXPECT_EQ(f(0), "+0.000000e+000");
  EXPECT_EQ(f(-0.0), "-0.000000e+000");
  EXPECT_EQ(f(1), "+1.000000e+000");
  EXPECT_EQ(f(-3.25), "-3.250000e+000");
  EXPECT_EQ(f(1e100), "+1.000000e+100");
  EXPECT_EQ(f(9.9999999), "+1.000000e+001");
  EXPECT_EQ(f(1.5e-10), "+1.500000e-010");
  EXPECT_EQ(f(INFINITY), "+Inf");
  EXPECT_EQ(f(-INFINITY), "-Inf");
  EXPECT_EQ(f(NAN), "NaN");
}

} // namespace
