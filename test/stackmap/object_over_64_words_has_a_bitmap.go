// An object too large for a mask of one word is described by a type; all its words are pointers here.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use(p *[100]*int) {}

// CHECK: main.f
//
//go:noinline
func f() {
	var a [100]*int
	use(&a) // CHECK-NEXT: go:[[@LINE]]  objects fp-800[100:0xffffffffffffffff]
}

func main() { f() }
