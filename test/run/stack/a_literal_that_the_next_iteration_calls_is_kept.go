// RUN: %minigo run %s 2>&1 | %FileCheck %s
// RUN: env GODEBUG=stackmove=1,gcstress=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func grow(n int) int {
	var a [64]int
	a[n&63] = n
	if n == 0 {
		return 0
	}
	return grow(n-1) + a[n&63]&1
}

func main() {
	x := 0
	var f func()
	for i := range 5 {
		g := f
		f = func() {
			x += i
			if g != nil {
				g()
			}
		}
	}
	grow(500)
	f()
	println(x) // CHECK: {{^}}10
}
