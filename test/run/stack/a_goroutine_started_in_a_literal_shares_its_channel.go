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
	c := make(chan int)
	func() {
		go func() {
			for i := range 10 {
				c <- i
			}
			close(c)
		}()
	}()
	s := 0
	for v := range c {
		grow(50)
		s += v
	}
	println(s) // CHECK: {{^}}45
}
