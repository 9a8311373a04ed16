// Only the pointer of a slice is a root; length and capacity are spilled, too, but no map names them.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use() {}

// CHECK: main.f  args w1
//
//go:noinline
func f(s []int) int {
	use() // CHECK-NEXT: go:[[@LINE]]  slots sp+{{[0-9]+$}}
	return s[0] + cap(s)
}

func main() { f(make([]int, 1)) }
