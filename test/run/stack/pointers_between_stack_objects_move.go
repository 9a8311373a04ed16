// Objects on the stack point to each other: in structs, slices, interfaces and closures; the stack grows meanwhile.
// RUN: %minigo run %s 2>&1 | %FileCheck %s
package main

import "runtime"

type node struct {
	next *node
	val  any
	f    func() int
}

//go:noinline
func grow(n int) int {
	var pad [32]int
	if n > 0 {
		pad[n&31] = grow(n - 1)
	}
	return pad[n&31]
}

//go:noinline
func sum(list *node, all ...*node) (s int) {
	runtime.GC()
	for p := list; p != nil; p = p.next {
		grow(20)
		s += p.val.(int) + p.f()
	}
	for _, p := range all {
		s += p.val.(int)
	}
	return s
}

func main() {
	x := 1000
	f := func() int { x++; return x }
	a := node{nil, 1000 + x, f}
	b := node{&a, 2000 + x, f}
	pair := [2]*node{&a, &b}
	c := &node{pair[1], 3000 + x, func() int { grow(50); return f() }}
	grow(100)
	println(sum(c, &a, pair[1], c), x) // CHECK: 21006 1003
}
