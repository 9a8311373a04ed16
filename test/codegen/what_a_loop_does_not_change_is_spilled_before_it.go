// RUN: %minigo -S %s | %FileCheck %s
package main

// The func value is the same in each round: stored before the loop, only loaded in it.
// CHECK: main.each STEXT
// CHECK: movq %r12, [[SLOT:-0x[0-9a-f]+\(%rbp\)]]
// CHECK: (%r13,%{{[a-z0-9]+}},8)
// CHECK-NOT: %r12, [[SLOT]]
// CHECK: CALL %
// CHECK: movq [[SLOT]], %r12
// CHECK-NOT: %r12, [[SLOT]]
// CHECK: JNE
//
//go:noinline
func each(s []int, f func(int) int) (a int) {
	for _, v := range s {
		a += f(v)
	}
	return a
}

func main() {
	println(each([]int{1, 2, 3}, func(v int) int { return v * v }))
}
