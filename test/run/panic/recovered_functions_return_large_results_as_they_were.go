// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

type large struct {
	p *int
	i any
	c [3]any
	s string
	x int
}

var none *large

//go:noinline
func dirty(n int) (int, large) { return n, large{p: &n, i: n, c: [3]any{n, n, n}, s: "dirty", x: n} }

func unnamed() (large, int) {
	defer func() { recover() }()
	made := any(large{i: 7, c: none.c, x: none.x}).(large)
	return made, len(made.s)
}

func named() (r large, n int) {
	defer func() { recover() }()
	r.s, n = "set", 3
	r = any(large{i: 7, c: none.c, x: none.x}).(large)
	return r, 9
}

//go:noinline
func call(f func() (large, int)) (large, int) { return f() }

func main() {
	dirty(5)
	r, n := call(unnamed)
	println(r.p == nil, r.i == nil, r.c == [3]any{}, r.s, r.x, n) // CHECK: true true true  0 0
	dirty(5)
	r, n = call(named)
	println(r.p == nil, r.i == nil, r.c == [3]any{}, r.s, r.x, n) // CHECK: true true true set 0 3
}
