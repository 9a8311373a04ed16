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

func named(n int) (r int, err error) {
	p := new(int)
	defer func() {
		grow(300)
		if e := recover(); e != nil {
			r = n + *p
			runtime.GC()
		}
	}()
	*p = 5
	defer func(a, b int) { r += a + b; grow(200) }(n, *p)
	grow(400)
	if n%2 == 0 {
		panic(n)
	}
	return n, nil
}

func show(n int, err error) { println(n, err == nil) }

func main() {
	show(named(4)) // CHECK: {{^}}9 true
	show(named(5)) // CHECK-NEXT: {{^}}15 true
}
