// RUN: %minigo run --dump=asm:main.sum %s | %FileCheck %s
package main

// CHECK: main.sum STEXT
// CHECK-NOT: panicIndex
// CHECK: RET
//
//go:noinline
func sum(xs []int) (t int) {
	for i := range xs {
		t += xs[i]
	}
	return
}

func main() { println(sum([]int{1, 2, 3})) }
