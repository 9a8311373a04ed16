// Of a variable in memory the map names the words that hold pointers: here the second and third of four.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

type T struct {
	n int
	p *int
	s string
}

//go:noinline
func use(t *T) {}

// CHECK: main.f
//
//go:noinline
func f() {
	var t T
	use(&t) // CHECK-NEXT: go:[[@LINE]]  objects fp-32[4:0x6]
}

func main() { f() }
