// RUN: %minigo -S %s | %FileCheck %s
package main

// CHECK: main.main STEXT
// CHECK: %fs:
func main() { println(add(1, 2), at([]int{3}, 0)) }

// Nothing on the stack: no frame at all.
// CHECK: main.add STEXT
// CHECK-NOT: {{push|%fs:|%rsp}}
// CHECK: RET
//
//go:noinline
func add(a, b int) int { return a + b }

// A call that does not return: a frame, no check.
// CHECK: main.at STEXT
// CHECK-NOT: %fs:
// CHECK: push{{.*}}%rbp
// CHECK-NOT: %fs:
// CHECK: CALL{{.*}}runtime.panicIndex
//
//go:noinline
func at(s []int, i int) int { return s[i] }
