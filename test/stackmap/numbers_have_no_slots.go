// Integers, floats and a uintptr made from a pointer live across the call unrecorded.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

import "unsafe"

//go:noinline
func use() {}

// CHECK: main.f  args w1{{$}}
//
//go:noinline
func f(p *int, n int, x float64) (uintptr, int, float64) {
	u := uintptr(unsafe.Pointer(p))
	use() // CHECK-NEXT: go:[[@LINE]]{{$}}
	return u, n, x
}

func main() { f(new(int), 1, 2) }
