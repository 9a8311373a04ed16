// RUN: %minigo run %s 2>&1 | %FileCheck %s
// UNSUPPORTED: noopt
package main

import "runtime"

func inlined() uintptr {
	pc, _, _, _ := runtime.Caller(0)
	return pc
}

//go:noinline
func outer() uintptr { return inlined() }

func main() {
	pc := outer()
	f := runtime.FuncForPC(pc)
	println(f.Name(), pc-f.Entry() < 1000, runtime.FuncForPC(f.Entry()).Name()) // CHECK: main.inlined true main.outer
}
