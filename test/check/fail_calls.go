// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

func f(a int, b string) { panic(0) }
func v(a int, b ...string) { panic(0) }
func g[T any](a, b T) T { panic(0) }
func n[K comparable, V any](m map[K]V) V { panic(0) }

func _(s []string, m map[string]int) {
	f() // CHECK: :[[@LINE]]:2: not enough arguments in call to f
	// CHECK-NEXT: {{^}} have ()
	// CHECK-NEXT: {{^}} want (int, string)
	f(1) // CHECK: :[[@LINE]]:4: not enough arguments in call to f
	// CHECK-NEXT: {{^}} have (number)
	// CHECK-NEXT: {{^}} want (int, string)
	f(1, "a", 2) // CHECK: :[[@LINE]]:12: too many arguments in call to f
	// CHECK-NEXT: {{^}} have (number, string, number)
	// CHECK-NEXT: {{^}} want (int, string)
	f("a", 1) // CHECK: :[[@LINE]]:4: cannot use "a" (untyped string constant) as int value in argument to f
	// CHECK: :[[@LINE-1]]:9: cannot use 1 (untyped int constant) as string value in argument to f
	v() // CHECK: :[[@LINE]]:2: not enough arguments in call to v
	// CHECK-NEXT: {{^}} have ()
	// CHECK-NEXT: {{^}} want (int, ...string)
	v(1, 2) // CHECK: :[[@LINE]]:7: cannot use 2 (untyped int constant) as string value in argument to v
	v(1, s) // CHECK: :[[@LINE]]:7: cannot use s (variable of type []string) as string value in argument to v
	v(1, s...)
	f(1, s...) // CHECK: :[[@LINE]]:2: cannot use ... in call to non-variadic f
	g(1, "a") // CHECK: :[[@LINE]]:7: mismatched types untyped int and untyped string (cannot infer T)
	g(1, 2.5)
	g[int, int](1, 2) // CHECK: :[[@LINE]]:9: got 2 type arguments but want 1
	g[int](1, "a") // CHECK: :[[@LINE]]:12: cannot use "a" (untyped string constant) as int value in argument to g[int]
	n(1) // CHECK: :[[@LINE]]:3: cannot infer K ({{.*}})
	var x = g // CHECK: :[[@LINE]]:6: x declared and not used
	// CHECK: :[[@LINE-1]]:10: cannot use generic function g without instantiation
	var h func(int, int) int = g // CHECK: :[[@LINE]]:6: h declared and not used
	int("a") // CHECK: :[[@LINE]]:6: cannot convert "a" (untyped string constant) to type int
	_ = string(1.5) // CHECK: :[[@LINE]]:13: cannot convert 1.5 (untyped float constant) to type string
	_ = []int(s) // CHECK: :[[@LINE]]:12: cannot convert s (variable of type []string) to type []int
}
