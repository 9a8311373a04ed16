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
	var fs []func() int
	for i := 0; i < 4; i++ {
		y := i * 2
		fs = append(fs, func() int { y++; return y + i })
	}
	grow(600)
	s := 0
	for _, f := range fs {
		s += f() + f()
	}
	println(s) // CHECK: {{^}}48
}
