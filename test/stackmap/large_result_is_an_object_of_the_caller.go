// A result of more than three words is written to a slot of the caller, whose pointer words are known.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

type R struct{ a, b, c, d *int }

//go:noinline
func g() R { return R{} }

// CHECK: main.f
//
//go:noinline
func f() *int {
	return g().c // CHECK-NEXT: go:[[@LINE]]  objects fp-{{[0-9]+}}[4:0xf]
}

func main() { f() }
