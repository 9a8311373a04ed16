// The old value of an atomic exchange lives across the call in one slot; no second exchange makes a base for it.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

import "sync/atomic"

//go:noinline
func use() {}

// CHECK: main.f  args w1 w2
//
//go:noinline
func f(p *atomic.Pointer[int], q *int) *int {
	old := p.Swap(q)
	use() // CHECK-NEXT: go:[[@LINE]]  slots sp+{{[0-9]+$}}
	return old
}

func main() { f(new(atomic.Pointer[int]), nil) }
