// A literal whose calls are all known may return the address of a variable of the function around it.
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

func local() int {
	u := 1
	f := func() *int { return &u }
	*f() = 40
	p := f()
	grow(200)
	*p += 2
	return u
}

func escaping(i int) func() *int {
	u := i
	return func() *int { u++; return &u }
}

func main() {
	println(local()) // CHECK: 42
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
