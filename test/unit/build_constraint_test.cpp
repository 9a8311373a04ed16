// Which files belong to a build.
#include "frontend/build_constraint.h"
#include <gtest/gtest.h>

using namespace frontend;

static bool eval(const char *expr, const BuildContext &ctx = buildContextB()) {
  std::string error;
  bool v = evalBuildLine(std::string("//go:build ") + expr, ctx, &error);
  EXPECT_EQ(error, "") << expr;
  return v;
}
static std::string errorOf(const char *expr) {
  std::string error;
  evalBuildLine(std::string("//go:build ") + expr, buildContextB(), &error);
  return error;
}

TEST(BuildConstraint, Expressions) {
  EXPECT_TRUE(eval("linux && amd64"));
  EXPECT_TRUE(eval("unix && !windows"));
  EXPECT_FALSE(eval("linux && !(amd64 || arm64)"));
  EXPECT_TRUE(eval("linux && !(amd64 || arm64)", buildContextC()));
  EXPECT_TRUE(eval("go1.22 && !go1.23"));
  EXPECT_FALSE(eval("ignore || cgo"));
  EXPECT_TRUE(eval("purego"));
}

TEST(BuildConstraint, Errors) {
  EXPECT_EQ(errorOf("a &&"), "unexpected end of expression");
  EXPECT_EQ(errorOf("(a"), "missing close paren");
  EXPECT_EQ(errorOf("!!a"), "double negation not allowed");
  EXPECT_EQ(errorOf("a & b"), "invalid syntax at &");
  EXPECT_EQ(errorOf("a b"), "unexpected token b");
}

TEST(BuildConstraint, FileNames) {
  EXPECT_TRUE(matchFileName("x.go", buildContextB()));
  EXPECT_TRUE(matchFileName("linux.go", buildContextB()));
  EXPECT_TRUE(matchFileName("x_linux_amd64.go", buildContextB()));
  EXPECT_FALSE(matchFileName("x_windows.go", buildContextB()));
  EXPECT_FALSE(matchFileName("x_linux_arm64.go", buildContextB()));
  EXPECT_FALSE(matchFileName("x_amd64.go", buildContextC()));
  EXPECT_TRUE(matchFileName("amd64_x.go", buildContextB()));
}

TEST(BuildConstraint, OnlyTheHeaderCounts) {
  std::string error;
  const BuildContext &b = buildContextB();
  EXPECT_FALSE(matchFile("x.go", "// c\n\n//go:build ignore\n\npackage p\n", b, &error));
  EXPECT_TRUE(matchFile("x.go", "package p\n//go:build ignore\n", b, &error));
  EXPECT_FALSE(matchFile("x.go", "/* c */\n//go:build ignore\npackage p\n", b, &error));
  EXPECT_FALSE(matchFile("x.go", "// +build windows\n\npackage p\n", b, &error));
  EXPECT_TRUE(matchFile("x.go", "// +build windows\npackage p\n", b, &error)); // no blank line: a comment
  EXPECT_TRUE(matchFile("x.go", "// +build windows linux,!cgo\n\npackage p\n", b, &error));
}

TEST(BuildConstraint, LanguageVersion) {
  EXPECT_EQ(goVersionOfBuildLine("//go:build go1.21"), "go1.21");
  EXPECT_EQ(goVersionOfBuildLine("//go:build go1.18 && go1.20"), "go1.20");
  EXPECT_EQ(goVersionOfBuildLine("//go:build go1.18 || linux"), "");
  EXPECT_EQ(goVersionOfBuildLine("//go:build !go1.18"), "");
}
