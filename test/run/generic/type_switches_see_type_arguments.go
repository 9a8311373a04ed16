// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type named int

func (named) String() string { return "" }

func kind[T any](x T) string {
	switch v := any(x).(type) {
	case int:
		return "int"
	case interface{ String() string }:
		return "method"
	case func() T:
		return "func" + kind(v())
	case T:
		return "self"
	}
	return "never"
}
func is[T any](x any) bool { _, ok := x.(T); return ok }

func main() {
	println(kind(1), kind(named(1)), kind(1.5))                        // CHECK: int method self
	println(is[[]int]([]int{}), is[error](named(1)), is[named](any(1))) // CHECK-NEXT: true false false
}
