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

var global func()

//go:noinline
func leak(f func()) func() { return f }

func main() {
	s := 9900
	global = leak(func() { s++ })
	grow(2000)
	global()
	println(s) // CHECK: {{^}}9901
}
