// Comparing strings calls a leaf of the runtime, which neither moves the stack nor collects: no safe point, no map.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use() {}

// CHECK: main.f
//
//go:noinline
func f(a, b string) bool {
	r := a == b
	use() // CHECK-NEXT: go:[[@LINE]]{{$}}
	return r
}

// CHECK-NOT: go:

func main() { f("a", "b") }
