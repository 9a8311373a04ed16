// RUN: %exits 2 %minigo run %s 2>&1 | %FileCheck %s --implicit-check-not=after
package main

import "runtime"

func main() {
	println("before") // CHECK: before
	runtime.Breakpoint() // CHECK: SIGTRAP: trace trap
	println("after")
}
