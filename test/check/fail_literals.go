// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

type T struct{ a, b int }

var (
	_ = T{1} // CHECK: :[[@LINE]]:9: too few values in struct literal of type T
	_ = T{1, 2, 3} // CHECK: :[[@LINE]]:14: too many values in struct literal of type T
	_ = T{a: 1, 2} // CHECK: :[[@LINE]]:14: mixture of field:value and value elements in struct literal
	_ = T{a: 1, a: 2} // CHECK: :[[@LINE]]:15: duplicate field name a in struct literal
	_ = T{c: 1} // CHECK: :[[@LINE]]:8: unknown field c in struct literal of type T
	_ = T{1.5, "x"} // CHECK: :[[@LINE]]:8: cannot use 1.5 (untyped float constant) as int value in struct literal (truncated)
	// CHECK: :[[@LINE-1]]:13: cannot use "x" (untyped string constant) as int value in struct literal
	_ = [2]int{1, 2, 3} // CHECK: :[[@LINE]]:19: index 2 is out of bounds (>= 2)
	_ = [...]int{5: 1, 5: 2} // CHECK: :[[@LINE]]:22: duplicate index 5 in array or slice literal
	_ = []int{-1: 1} // CHECK: :[[@LINE]]:12: invalid argument: index -1 (constant of type int) must not be negative
	_ = map[string]int{"a": 1, "a": 2} // CHECK: :[[@LINE]]:29: duplicate key "a" in map literal
	_ = map[string]int{1} // CHECK: :[[@LINE]]:21: missing key in map literal
	_ = map[interface{}]int{1: 1, 1.0: 2, 1: 3} // CHECK: :[[@LINE]]:40: duplicate key 1 in map literal
	_ = int{} // CHECK: :[[@LINE]]:6: invalid composite literal type int
	_ = []T{{1, 2}, {3}} // CHECK: :[[@LINE]]:20: too few values in struct literal of type struct{a int; b int}
	_ = []int{"a"} // CHECK: :[[@LINE]]:12: cannot use "a" (untyped string constant) as int value in array or slice literal
)
