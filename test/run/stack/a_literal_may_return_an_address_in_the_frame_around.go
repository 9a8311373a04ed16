// All calls of the literal are known, so its result may stay on the stack.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func grow(n int) int {
	var pad [64]int
	if n > 0 {
		pad[n&63] = grow(n-1) + 1
	}
	return pad[n&63]
}

func local() int {
	u := 1
	f := func() *int { return &u }
	*f() = 40
	p := f()
	grow(200)
	*p += 2
	return u
}

func main() {
	println(local()) // CHECK: 42
}
