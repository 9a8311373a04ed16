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

func recur(n int, f func() int) int {
	if n == 0 {
		return f()
	}
	v := n
	return recur(n-1, func() int { grow(3); return v + f() })
}

func main() {
	s := 100
	println(recur(50, func() int { return s })) // CHECK: {{^}}1375
}
