// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime/debug"

type T struct{ a, b int }

//go:noinline
func field(p *T) int { return p.b }

//go:noinline
func caller(p *T) int { return field(p) + 1 }

//go:noinline
func grow(n int) int {
	if n == 0 {
		debug.PrintStack()
		return 0
	}
	return grow(n-1) + 1
}

func try() (s int) {
	defer func() {
		println(recover().(error).Error())
	}()
	defer grow(100) // the stack moves while the leaf is on it
	return caller(nil)
}

// CHECK: main.field
// CHECK-NEXT: a_fault_in_a_leaf_without_a_frame_shows_its_callers.go:9
// CHECK-NEXT: main.caller
// CHECK-NEXT: a_fault_in_a_leaf_without_a_frame_shows_its_callers.go:12
// CHECK-NEXT: main.try
// CHECK: invalid memory address or nil pointer dereference
// CHECK: 0
func main() { println(try()) }
