// Types after checking: link names, sizes, method sets, instances.
#include "frontend/checker.h"
#include "frontend/parser.h"
#include <gtest/gtest.h>

using namespace frontend;

namespace {
// The package "p" of a source text; errors go to stderr and fail the test.
Package *check(const char *text) {
  initUniverse();
  auto *diags = new Diagnostics;
  SourceFile *s = sources().addText("./p.go", "/p.go", std::string("package p\n") + text);
  File *f = parseFile(*s, *diags);
  EXPECT_NE(f, nullptr);
  auto *pkg = new Package;
  pkg->path = "q/p";
  pkg->files = {f};
  CheckConfig conf;
  conf.diags = diags;
  EXPECT_TRUE(checkPackage(pkg, conf));
  diags->flush();
  return pkg;
}
Type *typeOf(Package *p, const char *name) { return p->scope->lookup(name)->type; }
std::string methods(Type *t) {
  std::string s;
  for (MethodEntry &m : methodSet(t)) s += std::string(m.fn->name) + " ";
  return s;
}
} // namespace

TEST(Types, LinkStringsNamePackagesByPath) {
  Package *p = check("type T struct{ a int; B []byte `x`; T2 }; type T2 struct{}\n"
                     "type G[K comparable, V any] struct{}\n"
                     "var a map[string]*T; var b func(int, ...T2) (T, error); var c struct{ x int }; var d G[int, []T]\n"
                     "var e interface{ M(); n() int }; var f <-chan chan<- rune; var g any\n");
  EXPECT_EQ(linkString(typeOf(p, "a")), "map[string]*q/p.T");
  EXPECT_EQ(linkString(typeOf(p, "b")), "func(int, ...q/p.T2) (q/p.T, error)");
  EXPECT_EQ(linkString(typeOf(p, "c")), "struct { q/p.x int }");
  EXPECT_EQ(linkString(typeOf(p, "d")), "q/p.G[int,[]q/p.T]");
  EXPECT_EQ(linkString(typeOf(p, "e")), "interface { M(); q/p.n() int }");
  EXPECT_EQ(linkString(typeOf(p, "f")), "<-chan chan<- int32");
  EXPECT_EQ(linkString(typeOf(p, "g")), "interface {}");
}

TEST(Types, SizesAreThoseOfGcOnAmd64) {
  Package *p = check("type T struct{ a bool; b int64; c bool; d complex128; e struct{} }\n"
                     "var t T; var s []int; var i any; var str string; var c64 [3]complex64; var z [5]struct{}\n");
  EXPECT_EQ(sizeofType(typeOf(p, "T")), 48);
  EXPECT_EQ(fieldOffsets(dynStruct(under(typeOf(p, "T")))), (List<int64_t>{0, 8, 16, 24, 40}));
  EXPECT_EQ(sizeofType(typeOf(p, "s")), 24);
  EXPECT_EQ(sizeofType(typeOf(p, "i")), 16);
  EXPECT_EQ(sizeofType(typeOf(p, "str")), 16);
  EXPECT_EQ(sizeofType(typeOf(p, "c64")), 24);
  EXPECT_EQ(alignofType(typeOf(p, "c64")), 4);
  EXPECT_EQ(sizeofType(typeOf(p, "z")), 0);
}

TEST(Types, MethodSetsPromoteAndHide) {
  Package *p = check("type A struct{}; func (A) M() {}; func (*A) P() {}\n"
                     "type B struct{ A; c }; type c struct{}; func (c) N() {}; func (c) M2() {}\n"
                     "type D struct{ *A; c }; type E struct{ A; D }\n"
                     "type I interface{ M(); X() }; type F struct{ I; A }\n");
  EXPECT_EQ(methods(typeOf(p, "A")), "M ");
  EXPECT_EQ(methods(new Pointer(typeOf(p, "A"))), "M P ");
  EXPECT_EQ(methods(typeOf(p, "B")), "M M2 N ");
  EXPECT_EQ(methods(typeOf(p, "D")), "M M2 N P ");
  EXPECT_EQ(methods(typeOf(p, "E")), "M M2 N ");   // A hides the deeper one; P needs a pointer
  EXPECT_EQ(methods(typeOf(p, "F")), "X ");        // M is ambiguous
}

TEST(Types, InstancesAreCanonicalAndSubstitutedLazily) {
  Package *p = check("type L[T any] struct{ v T; next *L[T] }; func (l *L[T]) Get() T { return l.v }\n"
                     "var a L[byte]; var b *L[uint8]\n");
  Type *a = typeOf(p, "a");
  EXPECT_EQ(a, dynPointer(typeOf(p, "b"))->elem);
  EXPECT_EQ(instantiate(typeOf(p, "L"), {basicType(BasicKind::Uint8)}), a);
  Struct *s = dynStruct(under(a));
  EXPECT_EQ(typeString(s->fields[0]->type), "byte");
  EXPECT_EQ(dynPointer(s->fields[1]->type)->elem, a);
  LookupResult r = lookupFieldOrMethod(a, true, p, "Get");
  Func *get = dynFunc(r.obj);
  ASSERT_NE(get, nullptr);
  EXPECT_EQ(typeString(get->type), "func() byte");
  EXPECT_EQ(get->origin->pkg, p);
}

TEST(Types, LocalTypesOfGenericFunctionsAreCopiedPerInstance) {
  Package *p = check("func f[T any](x T) any { type l struct{ v T }; return l{x} }\n");
  Func *f = dynFunc(p->scope->lookup("f"));
  auto *lit = static_cast<ReturnStmt *>(f->decl->body->list[1])->results;
  Type *local = lit->type;
  EXPECT_TRUE(hasTypeParam(local));
  TypeMap ints{f->sig()->tparams, {basicType(BasicKind::Int)}}, strings{f->sig()->tparams, {basicType(BasicKind::String)}};
  Type *a = subst(local, ints), *b = subst(local, strings);
  EXPECT_NE(a, b);
  EXPECT_EQ(a, subst(local, ints));
  EXPECT_FALSE(identical(a, b));
  EXPECT_FALSE(hasTypeParam(a));
  EXPECT_EQ(sizeofType(b), 16);
  EXPECT_EQ(linkString(a), "q/p.l[int]\xc2\xb7"
                           "1");
}

TEST(Types, InitialisersAreOrderedByDependency) {
  Package *p =
      check("var a = b + f(); var b = 1; var c = a; func f() int { return d }; var d, e = g(); func g() (int, int) { return 0, 0 }\n");
  std::string order;
  for (Initializer &i : p->initOrder) order += std::string(i.lhs[0]->name) + " ";
  EXPECT_EQ(order, "b d a c ");
}
