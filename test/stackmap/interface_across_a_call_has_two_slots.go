// Both words of an interface are pointers.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use() {}

// CHECK: main.f  args w1 w2
//
//go:noinline
func f(x any) any {
	use() // CHECK-NEXT: go:[[@LINE]]  slots sp+{{[0-9]+}} sp+{{[0-9]+$}}
	return x
}

func main() { f(1) }
