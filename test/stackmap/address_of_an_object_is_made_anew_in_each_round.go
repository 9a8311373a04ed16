// In a loop with calls the address of a variable needs no slot: each call gets a fresh one from the frame pointer.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use(p *[4]*int, i int) {}

// CHECK: main.f
//
//go:noinline
func f(n int) {
	var a [4]*int
	for i := 0; i < n; i++ {
		use(&a, i) // CHECK-NEXT: go:[[@LINE]]  objects fp-{{[0-9]+}}[4:0xf]
	}
}

func main() { f(3) }
