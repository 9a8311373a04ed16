// Calls that differ only in their position are not merged, be it the end of a function with defer or without.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

//go:noinline
func where() {
	_, _, line, _ := runtime.Caller(1)
	println("line", line)
}

func nop() {}

//go:noinline
func branches(c bool) {
	if c {
		where() // CHECK: line [[@LINE]]
	} else {
		where() // CHECK-NEXT: line [[@LINE]]
	}
}

//go:noinline
func deferring(c int) {
	defer nop()
	switch c {
	case 0:
		where() // CHECK-NEXT: line [[@LINE]]
	case 1:
		where() // CHECK-NEXT: line [[@LINE]]
	default:
		where() // CHECK-NEXT: line [[@LINE]]
	}
}

func main() {
	branches(true)
	branches(false)
	deferring(0)
	deferring(1)
	deferring(2)
}
