// A variable in memory without pointers moves with the frame; nothing in it needs a map.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

//go:noinline
func use(p *[4]int) {}

// CHECK: main.f
//
//go:noinline
func f() {
	var a [4]int
	use(&a) // CHECK-NEXT: go:[[@LINE]]{{$}}
}

func main() { f() }
