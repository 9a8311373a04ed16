// Inlining does not change what Caller, Callers and FuncForPC say.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

func where() {
	pc, _, line, _ := runtime.Caller(1)
	println(runtime.FuncForPC(pc).Name(), line)
}

func inner() { where() }
func outer() { inner() }

type T[P any] struct{}

func (T[P]) M() { where() }

func main() {
	outer()      // CHECK: main.inner 12
	T[int]{}.M() // CHECK-NEXT: main.T[...].M 17
	var pcs [1]uintptr
	func() { runtime.Callers(2, pcs[:]) }()
	f, _ := runtime.CallersFrames(pcs[:]).Next()
	println(f.Function, f.Line) // CHECK-NEXT: main.main 23
}
