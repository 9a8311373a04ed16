// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=stackmove=1,gcstress=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

//go:noinline
func grow(n int) int {
	var a [64]int
	a[n&63] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + a[n&63]&1
}

func counter() func() int {
	x := 1
	g := func() int { x++; return x }
	return func() int { return g() }
}
func address() *int { x := 3; f := func() *int { return &x }; return f() }
func stored() **int { var pp **int; x := 4; p := &x; func() { pp = &p }(); return pp }

func main() {
	e, p, q := counter(), address(), stored()
	grow(1000)
	runtime.GC()
	println(e(), e(), *p, **q) // CHECK: 2 3 3 4
}
