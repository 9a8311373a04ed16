// What lives across an allocation has a slot; the new object itself is born behind it.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

// CHECK: main.f  args w1
//
//go:noinline
func f(p *int) **int {
	q := new(*int) // CHECK-NEXT: go:{{[0-9]+}}  slots sp+{{[0-9]+$}}
	*q = p
	return q
}

func main() { f(nil) }
