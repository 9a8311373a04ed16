// A function that go:linkname gives another name is shown by that name; literals in it keep its own.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import (
	"runtime"
	_ "unsafe"
)

//go:linkname f some/other.F
//go:noinline
func f() {
	show := func() {
		for skip := range 2 {
			pc, _, _, _ := runtime.Caller(skip)
			println(runtime.FuncForPC(pc).Name())
		}
	}
	show()
}

func main() { f() }

// CHECK: main.f.func1
// CHECK-NEXT: some/other.F
