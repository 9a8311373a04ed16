// RUN: not %minigo run %s 2>&1 | %FileCheck %s --implicit-check-not=after
package main

import "runtime"

func main() {
	println("before") // CHECK: before
	runtime.Breakpoint()
	println("after")
}
