// More arguments than registers, of every kind, reach a function whose prologue grows the stack.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type s struct{ a, b *int }

//go:noinline
func f(a *int, b string, c []int, d float64, e any, g s, h *int, i float32, j map[int]int, n int) int {
	var room [500]int
	room[n] = *a
	return len(b) + len(c) + int(d) + e.(int) + *g.a + *g.b + *h + int(i) + j[1] + room[n]
}

func main() {
	c := make(chan int)
	for k := 0; k < 10; k++ {
		go func() {
			x, y, z := 1, 2, k
			c <- f(&x, "four", []int{1, 2, 3}, 2.5, 7, s{&x, &y}, &z, 3.5, map[int]int{1: 100}, k)
		}()
	}
	sum := 0
	for k := 0; k < 10; k++ {
		sum += <-c
	}
	println(sum)
}

// CHECK: 1275
