// RUN: env GODEBUG=preemptstorm=100,gcstress=1,clobberfree=1 %minigo run %s 2>&1 | %FileCheck %s
package main

type node struct{ v int }

// Two of the pointers do not fit into registers: nobody but this function's own frame has them.
//
//go:noinline
func last(rounds, b, c, d, e, f, g, h, i int, p, q *node) int {
	for n := rounds; n > 0; n-- {
		b, c, d, e = b*3+c, c^d+e, d+f*g, e+h^i
	}
	return p.v + q.v + (b+c+d+e)&0
}

func main() {
	go func() {
		for {
			_ = make([]*node, 100)
		}
	}()
	s := 0
	for k := range 200 {
		s += last(200000, k, 2, 3, 4, 5, 6, 7, 8, &node{k}, &node{1})
	}
	println(s) // CHECK: 20100
}
