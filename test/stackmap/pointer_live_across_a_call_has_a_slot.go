// RUN: %minigo run --dump=stackmaps:main.pass %s | %FileCheck %s
package main

//go:noinline
func use(p *int) {}

// CHECK: main.pass
// CHECK-NEXT: pointer_live_across_a_call_has_a_slot.go:[[@LINE+4]]  slots sp+{{[0-9]+$}}
//
//go:noinline
func pass(p *int) *int {
	use(p)
	return p
}

func main() { println(*pass(new(int))) }
