// What merges at the head of a loop is a base of its own, not derived from what comes in.
// RUN: %minigo run --dump=stackmaps:main.f %s | %FileCheck %s
package main

type L struct{ next *L }

//go:noinline
func use() {}

// CHECK: main.f  args w1
//
//go:noinline
func f(l *L) {
	for ; l != nil; l = l.next {
		use() // CHECK-NEXT: go:[[@LINE]]  slots sp+{{[0-9]+$}}
	}
}

func main() { f(nil) }
