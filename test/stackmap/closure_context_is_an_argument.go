// The first word is the closure, a pointer; in functions that are no closures it is nothing.
// RUN: %minigo run --dump=stackmaps:main.main.func1 %s | %FileCheck %s
package main

//go:noinline
func use() {}

//go:noinline
func call(f func() int) int { return f() }

func main() {
	p := new(int)
	// CHECK: main.main.func1  args w0
	call(func() int {
		use() // CHECK-NEXT: go:[[@LINE]]  slots sp+{{[0-9]+$}}
		return *p
	})
}
