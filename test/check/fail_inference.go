// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

func f[T any]()             {}
func g[T any](x, y T)       {}
func m[K comparable, V any](m map[K]V) {}
func s[S ~[]E, E any](s S) E { panic(0) }
func h[A, B any](a A, f func(A) B) {}

type N interface{ ~int | ~float64 }

func n[T N](T) {}

type L []int

func _(x []string) {
	f()
// CHECK: :[[@LINE-1]]:3: cannot infer T ({{.*}}.go:{{[0-9]+:[0-9]+}})
	g(1, "a")
// CHECK: :[[@LINE-1]]:7: mismatched types untyped int and untyped string (cannot infer T)
	g(x, 1)
// CHECK: :[[@LINE-1]]:7: cannot use 1 (untyped int constant) as []string value in argument to g
	m(x)
// CHECK: :[[@LINE-1]]:4: type []string of x does not match map[K]V (cannot infer K and V)
	m(map[func()]int{})
// CHECK: :[[@LINE-1]]:3: func() does not satisfy comparable
// CHECK: :[[@LINE-2]]:12: invalid map key type func()
	var _ int = s(x)
// CHECK: :[[@LINE-1]]:14: cannot use s(x) (value of type string) as int value in variable declaration
	var _ int = s(L{})
	h(1, func(string) int { return 0 })
// CHECK: :[[@LINE-1]]:4: cannot use 1 (untyped int constant) as string value in argument to h
	n("a")
// CHECK: :[[@LINE-1]]:3: string does not satisfy N (string missing in ~int | ~float64)
	n(nil)
// CHECK: :[[@LINE-1]]:3: cannot infer T ({{.*}}.go:{{[0-9]+:[0-9]+}})
	f[int, string]()
// CHECK: :[[@LINE-1]]:9: got 2 type arguments but want 1
	var _ func(int) = n
	var _ func(string) = n
// CHECK: :[[@LINE-1]]:23: string does not satisfy N (string missing in ~int | ~float64)
}
