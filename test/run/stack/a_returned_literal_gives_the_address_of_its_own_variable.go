// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

var kept []*int

//go:noinline
func grow(n int) int {
	var pad [64]int
	if n > 0 {
		pad[n&63] = grow(n-1) + 1
	}
	return pad[n&63]
}

func escaping(i int) func() *int {
	u := i
	return func() *int { u++; return &u }
}

func main() {
	for i := range 3 {
		f := escaping(10 * i)
		kept = append(kept, f(), f())
	}
	grow(300)
	for _, p := range kept {
		print(*p, " ") // CHECK: 2 2 12 12 22 22
	}
	println()
}
