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

//go:noinline
func each(n int, f func(int)) {
	for i := range n {
		grow(50)
		f(i)
	}
}

func main() {
	s := 0
	each(100, func(i int) { s += i; each(2, func(j int) { s += j * i }) })
	println(s) // CHECK: {{^}}9900
}
