// RUN: %exits 1 %minigo build -e --stop-after=check %s 2>&1 | %FileCheck %s
package p

type S interface{ String() string }
type P struct{}

func (*P) String() string { return "" }

type W struct{}

func (W) String() int { return 0 }

type C[T comparable] struct{}
type Set[T interface{ ~int | ~string }] struct{}
type MyInt int
type Sm interface{ int | string }

func f[T S](T) {}

var _ C[[]int]
// CHECK: :[[@LINE-1]]:9: []int does not satisfy comparable
var _ C[any]
var _ C[func()]
// CHECK: :[[@LINE-1]]:13: func() does not satisfy comparable
var _ Set[MyInt]
var _ Set[float64]
// CHECK: :[[@LINE-1]]:11: float64 does not satisfy interface{~int | ~string} (float64 missing in ~int | ~string)
var _ C[int, int]
// CHECK: :[[@LINE-1]]:7: too many type arguments for type C: have 2, want 1
var _ C
// CHECK: :[[@LINE-1]]:7: cannot use generic type C[T comparable] without instantiation
var _ Sm
// CHECK: :[[@LINE-1]]:7: cannot use type Sm outside a type constraint: interface contains type constraints
var _ interface{ comparable }
// CHECK: :[[@LINE-1]]:7: cannot use type interface{comparable} outside a type constraint: interface is (or embeds) comparable

type U interface{ int | ~int | error | S }
// CHECK: :[[@LINE-1]]:25: overlapping terms ~int and int
// CHECK: :[[@LINE-2]]:32: cannot use error in union (error contains methods)
// CHECK: :[[@LINE-3]]:40: cannot use p.S in union (p.S contains methods)
type V interface{ ~MyInt | ~S }
// CHECK: :[[@LINE-1]]:19: invalid use of ~ (underlying type of MyInt is int)
// CHECK: :[[@LINE-2]]:28: invalid use of ~ (S is an interface)

func g[T int](x T) { type E struct{ T } }
// CHECK: :[[@LINE-1]]:37: embedded field type cannot be a (pointer to a) type parameter
func _[T any, T any](T) {}
// CHECK: :[[@LINE-1]]:15: T redeclared in this block
// CHECK-NEXT: {{^.}}{{.*}}.go:{{[0-9]+:[0-9]+}}: other declaration of T
func _[T T]() {}
// CHECK: :[[@LINE-1]]:10: cannot use a type parameter as constraint

func _() {
	f(P{})
// CHECK: :[[@LINE-1]]:3: T (type P) does not satisfy S (method String has pointer receiver)
	f(&P{})
	f(W{})
// CHECK: :[[@LINE-1]]:3: T (type W) does not satisfy S (wrong type for method String)
// CHECK-NEXT: {{^.}}have String() int
// CHECK-NEXT: {{^.}}want String() string
	f(1)
// CHECK: :[[@LINE-1]]:3: int does not satisfy S (missing method String)
}
