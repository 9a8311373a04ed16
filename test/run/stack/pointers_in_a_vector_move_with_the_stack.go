// f compares four at once with a vector of p, which lives across the calls that make the stack grow.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

//go:noinline
func grow(depth int) int {
	var pad [64]int
	if depth == 0 {
		return pad[0]
	}
	return grow(depth-1) + pad[depth%64]
}

//go:noinline
func f(xs []*int, p *int, n int) (c int) {
	for i := range n {
		grow(10 << i)
		for _, x := range xs {
			if x == p {
				c++
			}
		}
	}
	return c
}

func main() {
	done := make(chan int)
	go func() {
		var v int
		var a [100]*int
		for i := range a {
			a[i] = &v
		}
		done <- f(a[:], &v, 7)
	}()
	println(<-done) // CHECK: {{^}}700
}
